//! An `.env` with junk in it: what was understood is listed, the rest is named, and the connection works.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let text = format!(
        "# team\nTESTOPS_URL={}\nUSER_TOKEN='{}'\nFAVOURITE_COLOUR=green\nthis is no line of its kind\n",
        world.server.url, world.server.token
    );
    let file = world.write("team.env", &text)?;
    let window = world.open(&["--import-env", &file.display().to_string()]).await?;
    window.sees("TESTOPS_URL").await?;
    window.sees("USER_TOKEN").await?;
    window.sees("FAVOURITE_COLOUR").await?;
    window.sees("unknown key").await?;
    window.sees("not of the form KEY=value").await?;
    ensure!(!window.text().await?.contains(&world.server.token), "the token can be read in the window");

    ensure!(window.value("Server address").await? == world.server.url, "the address was not taken over");
    window.click("button", "Test connection").await?;
    acts::save(&window).await?;
    window.sees(&acts::a_job(world).await?.project).await
}
