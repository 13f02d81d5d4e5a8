//! A copy for Excel begins with the mark by which it knows UTF-8 and holds the same cells; the file itself stays as the
//! server sent it; what is there is not replaced unasked.

use std::fs;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const MARK: &[u8] = b"\xef\xbb\xbf";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: "For the manager", ..Plan::default() }).await?;
    let files = exporting::run(world, &window).await?;
    let (name, before) = (files[0].file_name().unwrap_or_default().to_string_lossy(), fs::read(&files[0])?);
    ensure!(!before.starts_with(MARK), "the server's file has a mark");
    let copy = files[0].with_file_name("for excel.csv");

    window.click("link", "Files").await?;
    let more = format!("More for {name}");
    let save = async || {
        window.click("button", &more).await?;
        window.click("menuitem", "Save a copy for Excel…").await?;
        window.fill("Where to", &copy.to_string_lossy()).await?;
        window.click("button", "Save").await
    };
    save().await?;
    eventually("the copy", async || Ok(copy.is_file().then_some(()))).await?;
    window.sees("Copy saved").await?;
    let copied = fs::read(&copy)?;
    ensure!(copied.starts_with(MARK), "the copy has no mark");
    let own = exporting::whole(&files[0])?;
    fs::write(copy.with_extension("bare"), &copied[MARK.len()..])?;
    // An English window writes for an English Excel.
    let bare = exporting::whole_by(&copy.with_extension("bare"), b',')?;
    ensure!(own.0 == bare.0 && own.1.len() == bare.1.len(), "the copy holds other rows");
    ensure!(fs::read(&files[0])? == before, "the file itself has changed");

    fs::write(&copy, "mine")?;
    save().await?;
    window.sees("There is a file of this name already").await?;
    ensure!(fs::read(&copy)? == b"mine", "a file was replaced unasked");
    window.click("button", "Replace it").await?;
    eventually("the copy in its place", async || Ok(fs::read(&copy)?.starts_with(MARK).then_some(()))).await
}
