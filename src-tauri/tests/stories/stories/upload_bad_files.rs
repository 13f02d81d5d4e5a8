//! Files that a server would refuse are named with why before anything is sent, and the good ones go.

use super::acts;
use super::uploading;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let folder = world.results(0..12)?;
    for (name, text) in [
        ("cut-result.json", "{\"uuid\": \"cut\", \"name\""),
        ("nameless-result.json", "{\"uuid\": \"n\", \"name\": \"\", \"status\": \"passed\"}"),
        ("half-result.json", "{\"uuid\": \"s\", \"name\": \"half \\ud800\", \"status\": \"passed\"}"),
        ("forgotten.log", "nobody names it"),
    ] {
        std::fs::write(folder.join(name), text)?;
    }
    std::fs::remove_file(folder.join("0000-attachment.txt"))?;
    uploading::choose(world, &window, &folder, "Not all").await?;
    window.sees("12 results").await?;
    window.sees("3 broken files, not sent").await?;
    window.run("document.querySelectorAll('details').forEach((one) => (one.open = true))").await?;
    for words in [
        "cut-result.json",
        "not JSON",
        "the test or a step has no name",
        "half of a surrogate pair",
        "1 attachment is missing",
        "0000-attachment.txt",
        "1 file that no result names, not sent",
        "forgotten.log",
    ] {
        window.sees(words).await?;
    }
    window.click("button", "Upload").await?;
    window.sees_within(60, "Uploaded").await?;
    let (_, results, closed) = uploading::on_server(world, "Not all").await?;
    ensure!(results == 12 && closed, "the server has {results}, closed: {closed}");
    Ok(())
}
