//! System packages on Debian and Ubuntu; elsewhere only their names are said.

use std::collections::HashSet;

use super::Consent;
use crate::process::{Outcome, Trouble, command, on_path, quietly, run};

/// Packages that serve one purpose.
#[derive(Clone, Copy)]
pub(crate) struct Set {
    purpose: &'static str,
    packages: &'static [&'static str],
}

pub(crate) const BUILD: Set = Set {
    purpose: "to build and run the program",
    packages: &[
        "build-essential",
        "pkg-config",
        "libwebkit2gtk-4.1-dev",
        "libgtk-3-dev",
        "libsoup-3.0-dev",
        "librsvg2-dev",
        "libayatana-appindicator3-dev",
    ],
};

pub(crate) const DISPLAY: Set = Set {
    purpose: "for a virtual display and pictures of it",
    packages: &[
        "xvfb",
        "dbus",
        "dbus-x11",
        "imagemagick",
        "fonts-dejavu-core",
        "fonts-noto-core",
        "fonts-noto-color-emoji",
    ],
};

pub(crate) const TESTS: Set = Set {
    purpose: "for the window stories",
    packages: &["webkit2gtk-driver", "dunst", "gnome-keyring", "xdotool", "python3-venv"],
};

pub(crate) const REPLICAS: Set =
    Set { purpose: "for the tests of agents that share a database", packages: &["postgresql"] };

pub(crate) const CONTENTS: Set = Set {
    purpose: "to check what the packages carry",
    packages: &["appstream", "desktop-file-utils", "mandoc", "zsh", "fish"],
};

pub(crate) const PACKAGES: Set =
    Set { purpose: "to check the packages", packages: &["lintian", "rpmlint", "rpm", "debootstrap"] };

/// What the tests of bots start engines of their own with, by the engine's program; without it these tests are skipped.
const ENGINES: [(&str, &[&str]); 2] = [
    ("dockerd", &["docker.io", "iproute2"]),
    ("podman", &["podman", "netavark", "catatonit", "runc", "iproute2"]),
];

/// Installs the engines where nobody is asked. A machine whose owner has chosen one keeps it.
pub(crate) fn add_engines(consent: Consent) {
    let may = cfg!(target_os = "linux") && on_path("dpkg-query") && consent == Consent::Given;
    for (program, packages) in ENGINES {
        if !may || on_path(program) {
            continue;
        }
        if let Err(trouble) = install(&missing_of(packages), consent) {
            println!("{trouble}\nTests of bots in containers that need {program} will be skipped.");
        }
    }
}

/// Sees to it that all packages of the sets are installed.
pub(crate) fn ensure(sets: &[Set], consent: Consent) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !on_path("dpkg-query") {
        return elsewhere();
    }
    let wanted = sets.iter().flat_map(|set| set.packages).copied().collect::<Vec<_>>();
    let missing = missing_of(&wanted);
    if missing.is_empty() {
        return Ok(());
    }
    for set in sets {
        let of_set = set.packages.iter().filter(|package| missing.contains(package)).copied();
        let names = of_set.collect::<Vec<_>>().join(" ");
        if !names.is_empty() {
            println!("Missing {}: {names}", set.purpose);
        }
    }
    install(&missing, consent)
}

fn install(missing: &[&str], consent: Consent) -> Outcome {
    let is_root = quietly(&mut command("id", ["-u"])).is_some_and(|id| id.trim() == "0");
    let as_root: &[&str] = if is_root { &[] } else { &["sudo"] };
    let by_hand = format!(
        "{prefix}apt-get update && {prefix}apt-get install --no-install-recommends {names}",
        prefix = if is_root { "" } else { "sudo " },
        names = missing.join(" "),
    );
    let named = || {
        Trouble::new(format!(
            "These system packages are needed. Install them, then run this command again:\n\n  {by_hand}"
        ))
    };
    if !is_root && !may_become_root(consent) {
        return Err(named());
    }
    if !consent.to(&format!("Install them with `{by_hand}`?")) {
        return Err(named());
    }
    let apt = [as_root, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]].concat();
    let with = |rest: &[&str]| {
        let words = [apt.as_slice(), rest].concat();
        run(&mut command(words[0], &words[1..]))
    };
    // A stale list may still do: the installation itself tells.
    if let Err(trouble) = with(&["update"]) {
        println!("{trouble}; going on with the package lists that are there");
    }
    with(&[&["install", "--no-install-recommends"], missing].concat()).map_err(|_| named())?;
    let still = missing_of(missing);
    if still.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(format!("Still missing after the installation: {}", still.join(" "))))
}

/// A person can type sudo's password; without one it must work silently.
fn may_become_root(consent: Consent) -> bool {
    if !on_path("sudo") {
        return false;
    }
    consent == Consent::Ask || quietly(&mut command("sudo", ["-n", "true"])).is_some()
}

fn missing_of<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    // It fails when a name is unknown, and still tells about the others.
    let output = command("dpkg-query", ["-W", "-f=${db:Status-Status} ${Package}\n"]).args(wanted).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let installed = said.lines().filter_map(|line| line.strip_prefix("installed ")).collect::<HashSet<_>>();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

fn elsewhere() -> Outcome {
    if quietly(&mut command(
        "pkg-config",
        ["--exists", "webkit2gtk-4.1", "gtk+-3.0", "ayatana-appindicator3-0.1"],
    ))
    .is_some()
    {
        return Ok(());
    }
    Err(Trouble::new(
        "This is no Debian or Ubuntu, so nothing was installed. The program needs the development files of \
         WebKitGTK 4.1, GTK 3, libsoup 3, librsvg 2 and libayatana-appindicator 3, a C compiler and pkg-config; \
         the window stories need Xvfb, dbus-daemon, dunst, gnome-keyring, xdotool, ImageMagick and WebKitWebDriver.\n\
         \n  Fedora: sudo dnf install webkit2gtk4.1-devel gtk3-devel libsoup3-devel librsvg2-devel libayatana-appindicator-gtk3-devel\
         \n  Arch:   sudo pacman -S --needed base-devel webkit2gtk-4.1 gtk3 libsoup3 librsvg libayatana-appindicator",
    ))
}
