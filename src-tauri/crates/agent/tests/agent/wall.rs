use std::process::Command;

/// It is built where there is no desktop.
#[test]
fn nothing_of_a_desktop_is_in_it() {
    let tree = [
        "tree",
        "--offline",
        "--locked",
        "--package",
        "agent",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ];
    let told = Command::new(env!("CARGO"))
        .args(tree)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told = String::from_utf8_lossy(&told.stdout);
    let names = told.lines().filter_map(|line| line.split_whitespace().next());
    let names: std::collections::BTreeSet<_> = names.collect();
    assert!(names.contains("companion") && names.contains("telegram"), "{names:?}");
    let of_a_desktop = |name: &&&str| {
        ["tauri", "wry", "webkit", "gtk", "glib", "zbus", "keyring", "secret-service"]
            .iter()
            .any(|word| name.starts_with(word))
    };
    assert_eq!(names.iter().find(of_a_desktop), None);
}
