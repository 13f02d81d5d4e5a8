//! Wrong address, unknown certificate, wrong token: each in its own words, with what to do; then right.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = world.open(&[]).await?;
    let test = async || window.click("button", "Test connection").await;

    window.click("button", "Connect to a TestOps server").await?;
    // Nothing listens on that port.
    window.fill("Server address", "https://127.0.0.1:9").await?;
    window.fill("API token", "no such token").await?;
    test().await?;
    window.sees("127.0.0.1:9 cannot be reached.").await?;
    window.sees("Check the address, the network and the VPN.").await?;

    // The authority that signed the certificate is not known here.
    window.fill("Server address", &world.server.url).await?;
    test().await?;
    window.sees("is not trusted.").await?;
    window.sees("Choose your company's CA file").await?;
    ensure!(window.value("API token").await? == "no such token", "the typed token was lost");

    window.click("button", "Network").await?;
    window
        .fill(
            "CA certificate file",
            world.server.ca.as_deref().ok_or("the server has no authority of its own")?,
        )
        .await?;
    test().await?;
    window.sees("The server does not accept the token.").await?;
    window.sees("Make a new API token in your TestOps profile").await?;
    ensure!(window.value("Server address").await? == world.server.url, "the typed address was lost");

    window.fill("API token", &world.server.token).await?;
    test().await?;
    window.sees("The certificate is trusted.").await?;
    window.sees("The API is at /api").await?;
    acts::save(&window).await?;
    window.sees(&acts::a_job(world).await?.project).await
}
