//! An address as people have it: a page out of the browser, or no scheme at all; what was taken is said, and kept.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let url = &world.server.url;
    let bare = url.trim_start_matches("http://");
    let project = acts::a_job(world).await?;
    let window = world.open(&[]).await?;
    let test = async || window.click("button", "Test connection").await;

    window.click("button", "Connect to a TestOps server").await?;
    window.fill("API token", &world.server.token).await?;
    window.fill("Server address", &format!("ann:secret@{bare}")).await?;
    test().await?;
    window.sees("Leave out the name and the password before the @").await?;

    for typed in [bare.to_owned(), format!("\"{url}/allure/launch/1?tab=tree\"")] {
        window.fill("Server address", &typed).await?;
        test().await?;
        window.sees(&format!("{url} answers.")).await?;
        window.sees("The API is at /api").await?;
    }

    window.fill("Server address", &format!(" {bare}/project/{}/launches?x=1", project.project_id)).await?;
    test().await?;
    window.sees(&format!("{url} answers.")).await?;
    window.click("button", "Save and continue").await?;
    // The project of the page is chosen already.
    window.sees("1 chosen").await?;
    window.click("button", "Done").await?;
    window.sees(&project.project).await?;

    window.click("link", "Settings").await?;
    ensure!(window.value("Server address").await? == *url, "another address was kept");
    Ok(())
}
