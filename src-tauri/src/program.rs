//! The program's life: put together, run, ended.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use companion::Companion;
use companion::ports::Ports;
use companion::view::Failure;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_autostart::MacosLauncher;
use tauri_plugin_window_state::StateFlags;

use crate::cli::Options;
use crate::clock::SystemClock;
use crate::demo::Demo;
use crate::folders::{self, Folders};
use crate::host::Desktop;
use crate::notifications::Notifications;
use crate::secrets::Secrets;
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

    // A keyring may have to be started by the bus first; that goes on while the desktop's toolkit starts.
    let secrets = {
        let data_dir = folders.data().to_owned();
        tauri::async_runtime::spawn(async move { Secrets::open(&data_dir).await })
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
        .setup(move |app| set_up(app.handle(), folders, secrets, &options))
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

/// Why the program cannot start, in words for a person.
#[derive(Debug, thiserror::Error)]
#[error("{} {}", .0.message, .0.advice)]
struct CannotStart(Failure);

fn set_up(
    app: &AppHandle,
    folders: Folders,
    secrets: JoinHandle<Secrets>,
    options: &Options,
) -> Result<(), Box<dyn std::error::Error>> {
    let data_dir = folders.data().to_owned();
    let exports_dir = folders.exports().to_owned();
    app.manage(folders);
    let host = Arc::new(Desktop::new(app.clone(), Notifications::new(app.clone())));
    let companion = tauri::async_runtime::block_on(async {
        let secrets = Arc::new(secrets.await?);
        let ports = Ports {
            clock: Arc::new(SystemClock::new()),
            host,
            secrets,
            demo: Arc::new(Demo::default()),
            data_dir,
            exports_dir,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Ok::<_, Box<dyn std::error::Error>>(Companion::start(ports).await.map_err(CannotStart)?)
    })?;
    app.manage(companion.clone());
    tauri::async_runtime::block_on(carry_out(&companion, options)).map_err(CannotStart)?;
    end_with_the_session(app);
    if !options.hidden {
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

/// What the command line asks of the domain, at the first start and at a second one.
async fn carry_out(companion: &Companion, options: &Options) -> Result<(), Failure> {
    if options.demo {
        companion.try_demo().await?;
    }
    if let Some(file) = &options.import_env {
        // A file that cannot be read is told in the window, beside the door through which one can be typed.
        if let Err(failure) = companion.import_env_file(file.to_string_lossy().into_owned()).await {
            companion.tell(failure);
        }
    }
    Ok(())
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
                let companion = app.state::<Companion>().inner().clone();
                if let Err(failure) = carry_out(&companion, &options).await {
                    companion.tell(failure);
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
        && let Some(companion) = app.try_state::<Companion>()
    {
        tauri::async_runtime::block_on(companion.shutdown());
    }
}
