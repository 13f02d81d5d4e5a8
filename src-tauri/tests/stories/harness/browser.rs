//! A plain browser of the engine that draws the window, for pages that are no part of the program.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::driver::Driver;
use super::world::{World, free_port};
use super::{Outcome, eventually};

const WIDTH: u32 = 1168;
const HEIGHT: u32 = 1000;
const TWO_COLUMNS: &str = include_str!("two_columns.js");

/// The chat on the kit's transcript page from one message on, beside it what came from another message on.
pub(crate) async fn draw_chat(world: &World, page: &Path, from: [i64; 2], picture: &Path) -> Outcome {
    let port = free_port()?;
    let mut driver = world.command("WebKitWebDriver");
    world.start(driver.arg(format!("--port={port}")), "browser.log")?;
    let address = format!("http://127.0.0.1:{port}");
    eventually("the browser's driver", async || {
        Ok(reqwest::get(format!("{address}/status")).await.is_ok().then_some(()))
    })
    .await?;
    let browser = Driver::browse(&address).await?;
    browser.go(&format!("file://{}", page.display())).await?;
    // No larger than the display: beyond it the engine does not draw.
    browser.resize(WIDTH, HEIGHT).await?;
    let sizes = browser.execute(TWO_COLUMNS, &from.map(|id| json!(id))).await?;
    let (Some(inside), Some(chat)) = (sizes["inside"].as_u64(), sizes["chat"].as_u64()) else {
        return Err(format!("the page has no messages {from:?}").into());
    };
    let spare = inside.checked_sub(chat).ok_or("the chat is too long for a picture")?;
    browser.resize(WIDTH, HEIGHT - u32::try_from(spare)?).await?;
    eventually("the page to be drawn", async || {
        let drawn = "const [height, done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => \
                     done(innerHeight === height && [...document.images].every((one) => one.complete))))";
        Ok(browser.execute_async(drawn, &[json!(chat)]).await?.as_bool().filter(|is| *is))
    })
    .await?;
    fs::write(picture, browser.screenshot().await?)?;
    Ok(())
}
