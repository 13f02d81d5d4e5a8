//! A Tauri program that does nothing: `cargo xtask bench app` measures ours against it.
//!
//! Like ours it lives on when its window is closed.

fn main() {
    let app = tauri::Builder::default().build(tauri::generate_context!()).expect("an empty program starts");
    app.run(|_, event| {
        if let tauri::RunEvent::ExitRequested { code: None, api, .. } = event {
            api.prevent_exit();
        }
    });
}
