//! What this desktop is like: its language, whether it shows tray icons, whether its graphics need care.

use companion::Companion;
use companion::view::Language;
use tauri::{AppHandle, Manager as _, WebviewWindow};

use crate::domain::Domain;

pub(crate) fn language() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_lowercase().starts_with("ru") => Language::Ru,
        _ => Language::En,
    }
}

/// The one that the settings name, once they are read.
pub(crate) fn language_in_force(app: &AppHandle) -> Language {
    let domain = app.try_state::<Domain>();
    domain.as_ref().and_then(|domain| domain.running()).map_or_else(language, Companion::language)
}

/// `WebKitGTK` shows a blank window with NVIDIA's driver unless its DMA-BUF renderer is off. The variable must be
/// there before GTK starts, so the program starts itself again with it.
#[cfg(target_os = "linux")]
pub(crate) fn start_again_where_graphics_need_care() {
    if std::path::Path::new("/proc/driver/nvidia/version").exists() {
        start_again_with("WEBKIT_DISABLE_DMABUF_RENDERER");
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn start_again_where_graphics_need_care() {}

/// Where there is no graphics card (a virtual machine, a remote desktop), `WebKitGTK` would imitate one: the first frame
/// comes in half the time and in less memory without.
#[cfg(target_os = "linux")]
pub(crate) fn draw_as_the_graphics_allow(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    let cards = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let has_card = cards.into_iter().any(|card| card.file_name().to_string_lossy().starts_with("renderD"));
    if has_card {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the Linux twin may fail")]
pub(crate) fn draw_as_the_graphics_allow(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Where the program that ran before was killed a moment ago, the bus may still name it as the running one, and
/// the start fails. Once, that is worth another try.
#[cfg(target_os = "linux")]
pub(crate) fn start_again_after_a_failure() {
    std::thread::sleep(std::time::Duration::from_millis(500));
    start_again_with("TESTOPS_COMPANION_SECOND_TRY");
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn start_again_after_a_failure() {}

/// Starts the program in its own place, with a variable that was not set; comes back where it was.
#[cfg(target_os = "linux")]
fn start_again_with(variable: &str) {
    use std::os::unix::process::CommandExt as _;

    if std::env::var_os(variable).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let error =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(variable, "1").exec();
        // It only comes back when it failed.
        tracing::warn!(%error, "the program could not start itself again");
    }
}
