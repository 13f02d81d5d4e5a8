//! The one window. It is made when it is wanted and let go when it is closed, web processes and all.

use companion::view::{Event, Place, Theme};
use tauri::utils::config::Color;
use tauri::{AppHandle, Emitter as _, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::desktop;
use crate::domain::Domain;
use crate::folders::Folders;

pub(crate) const LABEL: &str = "main";

/// Brings the window to the front at `place`, or where it was. Main thread only.
pub(crate) fn show(app: &AppHandle, place: Option<Place>) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(LABEL) else {
        return make(app, place.as_ref()).map(drop);
    };
    window.unminimize()?;
    window.show()?;
    window.set_focus()?;
    match place {
        Some(to) => app.emit(Event::CHANNEL, Event::Navigate { to }),
        None => Ok(()),
    }
}

pub(crate) fn show_from_anywhere(app: &AppHandle, place: Option<Place>) {
    let handle = app.clone();
    let shown = app.run_on_main_thread(move || {
        if let Err(error) = show(&handle, place) {
            tracing::error!(%error, "the window could not be shown");
        }
    });
    if let Err(error) = shown {
        tracing::error!(%error, "the window could not be asked for");
    }
}

fn make(app: &AppHandle, place: Option<&Place>) -> tauri::Result<WebviewWindow> {
    let address = format!("index.html#{}", place.map_or_else(String::new, route));
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App(address.into()))
        .title("TestOps Companion")
        .inner_size(1120.0, 760.0)
        .min_inner_size(380.0, 480.0)
        .data_directory(app.state::<Folders>().webview()?)
        .zoom_hotkeys_enabled(true);
    let window = match background(app.state::<Domain>().theme()) {
        Some(colour) => window.background_color(colour).build()?,
        None => window.build()?,
    };
    desktop::draw_as_the_graphics_allow(&window)?;
    Ok(window)
}

/// The page's own background, so that no flash of another comes before its first frame.
fn background(theme: Theme) -> Option<Color> {
    match theme {
        Theme::Light => Some(Color(0xff, 0xff, 0xff, 0xff)),
        Theme::Dark => Some(Color(0x14, 0x15, 0x18, 0xff)),
        Theme::System => None,
    }
}

/// The page's address of a place.
fn route(place: &Place) -> String {
    match place {
        Place::Launch => "/launch".to_owned(),
        Place::Job { project_id, job_id } => format!("/launch/{project_id}/{job_id}"),
        Place::Runs => "/runs".to_owned(),
        Place::Run { id } => format!("/runs/{id}"),
        Place::Exports => "/exports".to_owned(),
        Place::ExportFile { id } => format!("/exports/file/{id}"),
        Place::Comparison { old_id, new_id } => format!("/exports/compare/{old_id}/{new_id}"),
        Place::Restores { project_id } => format!("/cases/{project_id}/restore"),
        Place::Bots => "/bots".to_owned(),
        Place::Deployment { name } => format!("/bots/{name}"),
        Place::Mine => "/mine".to_owned(),
        Place::Telegram => "/telegram".to_owned(),
        Place::Inbox => "/inbox".to_owned(),
        Place::Settings => "/settings".to_owned(),
    }
}

/// Closing lets the window go and the program live on. Where no tray icon is seen, that is said, with the way back.
/// A program whose domain cannot start has nothing to live on for.
pub(crate) fn closed(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let domain = app.state::<Domain>();
        match domain.companion().await {
            Ok(companion) if !domain.has_tray() => companion.say_where_it_went(),
            Ok(_) => {}
            Err(_) => return app.exit(1),
        }
        #[cfg(target_os = "linux")]
        let_the_network_process_go(&app).await;
    });
}

#[cfg(target_os = "linux")]
async fn let_the_network_process_go(app: &AppHandle) {
    use crate::network_process;

    tokio::time::sleep(network_process::GRACE).await;
    let handle = app.clone();
    // Windows are made on the main thread, so that none comes in between.
    let asked = app.run_on_main_thread(move || {
        if handle.get_webview_window(LABEL).is_none() {
            network_process::end();
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the network process could not be ended");
    }
}
