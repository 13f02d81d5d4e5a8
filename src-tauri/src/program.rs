//! The program's life: put together, run, ended.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use companion::Companion;
use companion::view::Theme;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_autostart::MacosLauncher;
use tauri_plugin_window_state::StateFlags;

use crate::cli::Options;
use crate::domain::{Domain, carry_out};
use crate::folders::{self, Folders};
use crate::secrets::{Opening, Secrets};
use crate::{commands, desktop, log, window};

/// Runs until the person quits.
pub fn run() -> ExitCode {
    let options = Options::parse();
    desktop::start_again_where_graphics_need_care();
    let context = tauri::generate_context!();
    let system = folders::of_system(&context.config().identifier);
    let folders = Folders::new(options.data_dir_within(&system), &system);
    log::start(folders.data());
    tracing::info!(version = env!("CARGO_PKG_VERSION"), data = %folders.data().display(), "starting");

    // These go on while the desktop's toolkit starts.
    let secrets = Secrets::opening(folders.data().to_owned());
    let last_theme = {
        let data_dir = folders.data().to_owned();
        tauri::async_runtime::spawn(async move { Companion::last_theme(&data_dir).await })
    };
    let built = tauri::Builder::default()
        .plugin(single_instance(folders.data()))
        .plugin(tauri_plugin_autostart::init(MacosLauncher::LaunchAgent, Some(vec!["--hidden"])))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(folders.window_state().to_string_lossy())
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .invoke_handler(commands::handler())
        .setup(move |app| set_up(app.handle(), folders, secrets, last_theme, options))
        .build(context);
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "the program could not start");
            desktop::start_again_after_a_failure();
            return ExitCode::FAILURE;
        }
    };
    let code = app.run_return(|app, event| on_event(app, &event));
    tracing::info!(code, "ended");
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn set_up(
    app: &AppHandle,
    folders: Folders,
    secrets: Opening,
    last_theme: JoinHandle<Theme>,
    options: Options,
) -> Result<(), Box<dyn std::error::Error>> {
    let hidden = options.hidden;
    let last_theme = tauri::async_runtime::block_on(last_theme)?;
    app.manage(folders);
    app.manage(Domain::new(app.clone(), options, secrets, last_theme));
    Domain::begin(app);
    end_with_the_session(app);
    if !hidden {
        window::show(app, None)?;
    }
    Ok(())
}

/// A session that ends, or a terminal's Ctrl+C, quits as the menu does: what is under way is stored first.
fn end_with_the_session(app: &AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let (Ok(mut end), Ok(mut interrupt)) =
                (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
            else {
                return;
            };
            tokio::select! {
                _ = end.recv() => {}
                _ = interrupt.recv() => {}
            }
            app.exit(0);
        });
    }
    #[cfg(not(unix))]
    let _ = app;
}

/// One program for each data folder, so that the demo can be open beside real work.
fn single_instance(data_dir: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut folder = DefaultHasher::new();
    data_dir.hash(&mut folder);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("dev.testops_companion.data_{:016x}", folder.finish()))
        .callback(|app, arguments, folder| {
            let options = Options::of_second_start(&arguments, &folder);
            let Some(options) = options else { return window::show_from_anywhere(app, None) };
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                // Where it cannot start, its window says so.
                if let Some(domain) = app.try_state::<Domain>()
                    && let Ok(companion) = domain.companion().await
                {
                    carry_out(&companion, &options).await;
                }
                if !options.hidden {
                    window::show_from_anywhere(&app, None);
                }
            });
        })
        .build()
}

fn on_event(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        // The last window went; only Quit ends the program.
        api.prevent_exit();
    }
    if let RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } = event
        && label == window::LABEL
    {
        window::closed(app);
    }
    if let RunEvent::Exit = event
        && let Some(domain) = app.try_state::<Domain>()
        && let Some(companion) = domain.running()
    {
        tauri::async_runtime::block_on(companion.shutdown());
    }
}
