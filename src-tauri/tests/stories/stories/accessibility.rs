//! axe finds nothing wrong on any screen of the real window, in light and in dark, contrast included.

use super::{acts, chatting};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let axe = world.axe()?;
    let mut faults = Vec::new();
    let window = world.open(&[]).await?;
    window.sees("Connect to a TestOps server").await?;
    look(&window, &axe, "welcome", &mut faults).await?;
    acts::connect(world, &window).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 9, 2).await?;
    let launch = acts::launch(world, &window, &job, "For every eye").await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for("For every eye").await?;

    window.click("link", "Telegram").await?;
    window.sees("Bot token").await?;
    look(&window, &axe, "setting the bot up", &mut faults).await?;
    chatting::switch_on(world, &window).await?;
    chatting::owner(world, &window, "Anna").await?;
    let vera = world.telegram()?.kit.person("Vera").await?;
    vera.send("/start").await?;
    vera.expect("asked its admins").await?;

    for theme in ["Light", "Dark"] {
        window.click("link", "Settings").await?;
        window.choose("Theme", theme).await?;
        let dressed = format!("return document.documentElement.dataset.theme === '{}'", theme.to_lowercase());
        eventually("the theme", async || Ok((window.run(&dressed).await? == true).then_some(()))).await?;
        look(&window, &axe, &format!("settings, {theme}"), &mut faults).await?;
        acts::open_form(&window, &job).await?;
        look(&window, &axe, &format!("launch form, {theme}"), &mut faults).await?;
        window.click("link", "Runs").await?;
        window.sees("For every eye").await?;
        look(&window, &axe, &format!("runs, {theme}"), &mut faults).await?;
        window.click("link", "For every eye").await?;
        window.sees("Timeline").await?;
        look(&window, &axe, &format!("a run, {theme}"), &mut faults).await?;
        window.click("link", "Inbox").await?;
        look(&window, &axe, &format!("inbox, {theme}"), &mut faults).await?;
        window.click("link", "Exports").await?;
        window.sees("No export plans yet").await?;
        look(&window, &axe, &format!("exports, {theme}"), &mut faults).await?;
        window.run("location.hash = '#/exports/plan/new'").await?;
        window.sees("day at 07:00 UTC").await?;
        look(&window, &axe, &format!("plan form, {theme}"), &mut faults).await?;
        window.click("link", "Telegram").await?;
        window.sees("Allow Vera").await?;
        look(&window, &axe, &format!("the bot, {theme}"), &mut faults).await?;
        window.press("Control+k").await?;
        look(&window, &axe, &format!("palette, {theme}"), &mut faults).await?;
        window.press("Escape").await?;
        fits(&window, &mut faults).await?;
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// At 380 px nothing stands outside of the window.
async fn fits(window: &Window, faults: &mut Vec<String>) -> Outcome {
    window.resize(380, 760).await?;
    for place in ["launch", "runs", "exports", "exports/plan/new", "telegram", "inbox", "settings"] {
        window.run(&format!("location.hash = '#/{place}'")).await?;
        let too_wide = "return document.documentElement.scrollWidth > innerWidth + 1";
        let fits = eventually(format!("{place} to fit"), async || {
            Ok((window.run(too_wide).await? == false).then_some(()))
        });
        faults.extend(fits.await.err().map(|error| format!("at 380 px: {error}")));
    }
    window.resize(1120, 760).await
}

async fn look(window: &Window, axe: &str, screen: &str, faults: &mut Vec<String>) -> Outcome {
    // Colours that are on their way from one to another say nothing.
    let still = "return document.getAnimations().every((one) => !(one instanceof CSSTransition))";
    eventually("the page to rest", async || Ok((window.run(still).await? == true).then_some(()))).await?;
    let found = window.faults(axe).await?;
    faults.extend(found.into_iter().map(|fault| format!("{screen}: {fault}")));
    Ok(())
}
