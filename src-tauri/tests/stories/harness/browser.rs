//! A plain browser of the engine that draws the window, for pages that are no part of the program.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use serde_json::json;

use super::driver::{Driver, element};
use super::world::{World, free_port};
use super::{Outcome, eventually};

/// Draws the first part of the page that this selector finds, whole, in a window so wide.
pub(crate) async fn draw(world: &World, page: &Path, part: &str, width: u32, picture: &Path) -> Outcome {
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
    let height = browser.execute("return document.documentElement.scrollHeight", &[]).await?;
    let height = u32::try_from(height.as_u64().unwrap_or_default())?;
    // A display without a window manager takes windows of any height.
    browser.resize(width, height + 200).await?;
    let found = browser.execute("return document.querySelector(arguments[0])", &[json!(part)]).await?;
    let found = element(&found).ok_or_else(|| format!("the page has no {part}"))?;
    let encoded = browser.screenshot_of(&found).await?;
    fs::write(picture, base64::engine::general_purpose::STANDARD.decode(encoded)?)?;
    Ok(())
}
