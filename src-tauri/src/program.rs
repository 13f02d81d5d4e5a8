//! The program's life: put together, run, ended.

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use tauri::{AppHandle, DragDropEvent, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::autostart::Autostart;
use crate::cli::{Command, Options};
use crate::domain::{Domain, Early, carry_out};
use crate::folders::Folders;
use crate::second_start::HandingOver;
use crate::{bots, commands, desktop, evidence, help_files, log, second_start, upload, window, words};
use machine::application::{self, SystemFolder};
use machine::{DataLock, digest};

/// Runs until the person quits.
pub fn run() -> ExitCode {
    let words = Options::command().subcommand(help_files::verb()).get_matches();
    if let Some((folder, date)) = help_files::wanted(&words) {
        return help_files::run(folder, date);
    }
    let options = Options::from_arg_matches(&words).unwrap_or_else(|error| error.exit());
    let context = tauri::generate_context!();
    let SystemFolder { path: system, trouble } = match options.data_dir {
        Some(_) => SystemFolder::as_it_is(),
        None => SystemFolder::find(),
    };
    match &options.command {
        Some(Command::Bots(command)) => return bots::run(command, &options.data_dir_within(&system)),
        Some(Command::Upload(command)) => return upload::run(command, &options.data_dir_within(&system)),
        None => {}
    }
    desktop::start_again_where_graphics_need_care();
    let folders = Folders::new(options.data_dir_within(&system), &system);
    log::start(folders.data());
    tracing::info!(version = env!("CARGO_PKG_VERSION"), data = %folders.data().display(), "starting");
    if let Some(error) = trouble {
        tracing::warn!(%error, "the data folder keeps its former name");
    }

    let autostart = Autostart::new(&options, folders.data(), &system);

    let lock = DataLock::take(folders.data());
    let begun = match &lock {
        Ok(_) => Begun::First(Early::begin(folders.data())),
        Err(taken) => Begun::Second(HandingOver::begin(second_start::say(folders.data(), taken))),
    };
    let built = tauri::Builder::default()
        .plugin(single_instance(folders.data()))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(folders.window_state().to_string_lossy())
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .manage(autostart)
        .invoke_handler(tauri::generate_handler![commands::command])
        .register_asynchronous_uri_scheme_protocol(evidence::SCHEME, |context, request, responder| {
            evidence::answer(&context, request, responder);
        })
        .setup(move |app| {
            let (app, hidden) = (app.handle(), options.hidden);
            if let Err(error) = set_up(app, folders, lock.ok(), begun, options) {
                second_start::end(app, words::not_started(desktop::language(), &error.to_string()), hidden);
            }
            Ok(())
        })
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

/// The data folder, for as long as the program lives.
struct Held(#[expect(dead_code, reason = "dropped with the program")] DataLock);

impl tauri::Resource for Held {}

/// What goes on while the desktop's toolkit starts.
enum Begun {
    First(Early),
    /// Ends the program itself where the first one takes the wishes over.
    Second(HandingOver),
}

fn set_up(
    app: &AppHandle,
    folders: Folders,
    lock: Option<DataLock>,
    begun: Begun,
    options: Options,
) -> Result<(), Box<dyn std::error::Error>> {
    let hidden = options.hidden;
    let (lock, early) = match begun {
        Begun::First(early) => (lock, early),
        Begun::Second(handing_over) => {
            drop(handing_over);
            match second_start::wait_for(folders.data()) {
                Ok(lock) => (Some(lock), Early::begin(folders.data())),
                Err(taken) => {
                    second_start::end(app, second_start::say(folders.data(), &taken), hidden);
                    return Ok(());
                }
            }
        }
    };
    if let Some(lock) = lock {
        // Let go of at the very end.
        app.resources_table().add(Held(lock));
    }
    app.manage(folders);
    app.manage(Domain::new(app.clone(), options, early)?);
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

/// A second start for the same data folder hands its wishes to the first; the demo can be open beside real work.
fn single_instance(data_dir: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("{}.data_{}", application::ID, digest(data_dir)))
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
    // Before the page hears of it: what a person drops is their choice like a dialog's.
    if let RunEvent::WindowEvent { event: WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }), .. } =
        event
        && let Some(domain) = app.try_state::<Domain>()
        && let Some(companion) = domain.running()
    {
        companion.dropped(paths);
    }
    if let RunEvent::Exit = event
        && let Some(domain) = app.try_state::<Domain>()
        && let Some(companion) = domain.running()
    {
        tauri::async_runtime::block_on(companion.shutdown());
    }
}
