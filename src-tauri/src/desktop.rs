//! What this desktop is like: its language, whether it shows tray icons, whether its graphics need care.

use companion::view::Language;

pub(crate) fn language() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_lowercase().starts_with("ru") => Language::Ru,
        _ => Language::En,
    }
}

/// On Linux a tray icon is seen only where something watches for them; elsewhere there always is a tray.
#[cfg(target_os = "linux")]
pub(crate) fn has_tray() -> bool {
    let asked = || -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let names = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        Ok(names.name_has_owner("org.kde.StatusNotifierWatcher".try_into()?)?)
    };
    asked().unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn has_tray() -> bool {
    true
}

/// `WebKitGTK` shows a blank window with NVIDIA's driver unless its DMA-BUF renderer is off. The variable must be
/// there before GTK starts, so the program starts itself again with it.
#[cfg(target_os = "linux")]
pub(crate) fn start_again_where_graphics_need_care() {
    use std::os::unix::process::CommandExt as _;

    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() || !std::path::Path::new("/proc/driver/nvidia/version").exists() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let error =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
        // exec only comes back when it failed; a window that may stay blank beats no program.
        drop(error);
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn start_again_where_graphics_need_care() {}
