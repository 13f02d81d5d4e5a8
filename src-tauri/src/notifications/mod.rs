//! Native notifications whose click lands on the right place.
//!
//! On Linux they go to the desktop's notification service over D-Bus, because Tauri's plugin tells nothing of clicks
//! there; elsewhere the plugin shows them.

#[cfg(target_os = "linux")]
mod dbus;
#[cfg(target_os = "linux")]
mod shown;
#[cfg(target_os = "linux")]
pub(crate) use dbus::Notifications;

#[cfg(not(target_os = "linux"))]
mod plugin;
#[cfg(not(target_os = "linux"))]
pub(crate) use plugin::Notifications;
