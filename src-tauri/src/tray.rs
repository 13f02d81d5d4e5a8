//! The tray icon: one mark a state, each of its own shape, and a menu that reaches every place.

use std::sync::{Mutex, PoisonError};

use companion::ports::{TrayAction, TrayItem, TrayMark, TrayView};
use companion::view::{LaunchAnswer, Place};
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, Wry, include_image};

use crate::domain::Domain;
use crate::folders::Folders;
use crate::window;

const ID: &str = "main";

/// Shows `view`, making the icon at the first call. Main thread only.
pub(crate) fn show(app: &AppHandle, view: &TrayView) {
    if let Err(error) = try_show(app, view) {
        tracing::warn!(%error, "the tray icon could not be shown");
    }
}

/// What the icon shows. Where only words of the menu change its entries stay, and with them a menu that is open.
struct Shown {
    view: TrayView,
    status: MenuItem<Wry>,
    /// As many as `view.menu` has; a separator is `None`.
    entries: Vec<Option<MenuItem<Wry>>>,
}

fn try_show(app: &AppHandle, view: &TrayView) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(ID) else {
        let (menu, shown) = menu(app, view)?;
        TrayIconBuilder::with_id(ID)
            .icon(icon(view.mark))
            .tooltip(&view.status)
            .temp_dir_path(app.state::<Folders>().tray())
            .menu(&menu)
            .show_menu_on_left_click(false)
            .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
            .on_tray_icon_event(|tray, event| {
                if let TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                } = event
                {
                    window::show_from_anywhere(tray.app_handle(), None);
                }
            })
            .build(app)?;
        app.manage(Mutex::new(shown));
        return Ok(());
    };
    let shown = app.state::<Mutex<Shown>>();
    let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.view.mark != view.mark {
        tray.set_icon(Some(icon(view.mark)))?;
    }
    if shown.view.status != view.status {
        tray.set_tooltip(Some(&view.status))?;
    }
    let actions = |view: &TrayView| view.menu.iter().map(|item| item.action.clone()).collect::<Vec<_>>();
    if actions(&shown.view) == actions(view) {
        shown.status.set_text(&view.status)?;
        for ((entry, before), now) in shown.entries.iter().zip(&shown.view.menu).zip(&view.menu) {
            if let Some(entry) = entry.as_ref().filter(|_| before.label != now.label) {
                entry.set_text(&now.label)?;
            }
        }
        shown.view = view.clone();
    } else {
        let (menu, fresh) = menu(app, view)?;
        tray.set_menu(Some(menu))?;
        *shown = fresh;
    }
    Ok(())
}

fn icon(mark: TrayMark) -> Image<'static> {
    match mark {
        TrayMark::Idle => include_image!("src-tauri/icons/tray/idle.png"),
        TrayMark::Running => include_image!("src-tauri/icons/tray/running.png"),
        TrayMark::Attention => include_image!("src-tauri/icons/tray/attention.png"),
        TrayMark::Offline => include_image!("src-tauri/icons/tray/offline.png"),
    }
}

fn menu(app: &AppHandle, view: &TrayView) -> tauri::Result<(Menu<Wry>, Shown)> {
    let status = MenuItem::with_id(app, "status", &view.status, false, None::<&str>)?;
    let menu = Menu::with_items(app, &[&status, &PredefinedMenuItem::separator(app)?])?;
    let mut entries = Vec::with_capacity(view.menu.len());
    for TrayItem { label, action } in &view.menu {
        let Some(id) = identify(action) else {
            menu.append(&PredefinedMenuItem::separator(app)?)?;
            entries.push(None);
            continue;
        };
        let entry = MenuItem::with_id(app, id, label, true, None::<&str>)?;
        menu.append(&entry)?;
        entries.push(Some(entry));
    }
    Ok((menu, Shown { view: view.clone(), status, entries }))
}

/// An entry's id carries what it does; a separator has none.
fn identify(action: &TrayAction) -> Option<String> {
    match action {
        TrayAction::Open(place) => Some(format!("open {}", serde_json::to_string(place).unwrap_or_default())),
        TrayAction::Repeat { run_id } => Some(format!("repeat {run_id}")),
        TrayAction::SwitchBot { on } => Some(format!("bot {on}")),
        TrayAction::Quit => Some("quit".to_owned()),
        TrayAction::Separator => None,
    }
}

fn chosen(app: &AppHandle, id: &str) {
    match id.split_once(' ') {
        Some(("open", place)) => window::show_from_anywhere(app, serde_json::from_str::<Place>(place).ok()),
        Some(("repeat", run)) => {
            if let Ok(run_id) = run.parse() {
                repeat(app, run_id);
            }
        }
        Some(("bot", on)) => switch_bot(app, on == "true"),
        _ if id == "quit" => app.exit(0),
        _ => {}
    }
}

/// What becomes of it the tray's line says.
fn switch_bot(app: &AppHandle, on: bool) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Ok(companion) = app.state::<Domain>().companion().await else { return };
        if let Err(failure) = companion.switch_bot(on).await {
            companion.tell(failure);
        }
    });
}

/// Launches the same again and shows the new run.
fn repeat(app: &AppHandle, run_id: i64) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // The menu is the domain's own, so it runs.
        let Ok(companion) = app.state::<Domain>().companion().await else { return };
        // A second press of the same entry launches nothing: the menu that follows names the new run.
        let shown = match companion.repeat(format!("tray/repeat/{run_id}"), run_id).await {
            Ok(LaunchAnswer::Asked { run_id }) => run_id,
            // The page of the run that was to be repeated says why it cannot be.
            Ok(LaunchAnswer::Refused { .. }) => run_id,
            Err(failure) => return companion.tell(failure),
        };
        window::show_from_anywhere(&app, Some(Place::Run { id: shown }));
    });
}
