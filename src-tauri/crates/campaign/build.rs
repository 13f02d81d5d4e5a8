//! Compiles what takes the place of the system's: randomness, disks that can be full, the network, threads that take turns.

fn main() {
    let sources = ["src/entropy.c", "src/disk.c", "src/sockets.c", "src/turns.c"];
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
    }
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        cc::Build::new().files(sources).cargo_metadata(false).compile("machine");
        // Nothing calls it by name: it must be there before the system's own is looked for.
        println!("cargo:rustc-link-search=native={}", std::env::var("OUT_DIR").unwrap_or_default());
        println!("cargo:rustc-link-lib=static:+whole-archive=machine");
    }
}
