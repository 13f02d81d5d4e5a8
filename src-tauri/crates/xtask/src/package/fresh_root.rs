//! The packages in roots that have never seen them: installed, started, updated, removed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::check;
use crate::display::Display;
use crate::process::{Outcome, Trouble, command, quietly, run};

const NAME: &str = "testops-companion";
const PROGRAM: &str = "usr/bin/testops-companion";
const PERSON: &str = "ann";
const DATA: &str = "home/ann/.local/share/dev.testopscompanion.TestOpsCompanion";
/// A start in a fresh root, on a busy machine, without a graphics card.
const LONGEST_START: Duration = Duration::from_mins(2);

/// Both packages in turn; what the program runs on comes with the deb and stays for the rpm.
pub(super) fn check(deb: &Path, rpm: &Path) -> Outcome {
    println!("\n== a fresh root");
    let root = Root::new()?;
    println!("\n== deb_install");
    of_deb(&root, deb)?;
    println!("\n== rpm_install");
    of_rpm(&root, rpm)
}

/// Installs it with apt, starts it, updates it, removes it.
fn of_deb(root: &Root, package: &Path) -> Outcome {
    let first = root.take_in(package)?;
    let later = root.take_in(&reversioned(package)?)?;
    root.apt(&["install", &first])?;
    check::marker(&root.path.join(PROGRAM), "DEB")?;
    let version = root.version()?;
    start(root)?;
    let data = root.data()?;

    root.apt(&["install", &later])?;
    if root.version()? != format!("{version}+later") {
        return Err(Trouble::new("The update left the earlier version in place"));
    }
    start(root)?;

    root.apt(&["remove", NAME])?;
    nothing_left(&root.path)?;
    root.keeps(&data)
}

/// Installs it beside dpkg, which has what it depends on under other names, starts it and removes it.
fn of_rpm(root: &Root, package: &Path) -> Outcome {
    let inside = root.take_in(package)?;
    root.apt(&["install", "rpm"])?;
    root.run(&["rpm", "--install", "--nodeps", &inside])?;
    check::marker(&root.path.join(PROGRAM), "RPM")?;
    start(root)?;
    let data = root.data()?;
    root.run(&["rpm", "--erase", NAME])?;
    nothing_left(&root.path)?;
    root.keeps(&data)
}

/// What is left of a package that was removed: files with its name, and files of the system that speak of it.
fn nothing_left(root: &Path) -> Outcome {
    // What package managers remember, and what the person has, is not left by the package.
    let besides = ["./home", "./var/lib/dpkg", "./var/lib/apt", "./var/cache", "./var/log", "./var/tmp"];
    let mut find = command("find", [".", "-xdev"]);
    for place in besides {
        find.args(["-path", place, "-prune", "-o"]);
    }
    find.args(["-iname", "*testops*", "-print"]).current_dir(root);
    let mut left = quietly(&mut find).unwrap_or_default();
    let mut speak = command("grep", ["--recursive", "--files-with-matches", "--ignore-case", NAME]);
    let places = ["etc", "usr/lib/systemd", "usr/share/applications", "var/lib/systemd", "var/spool"];
    speak.args(places.map(|place| root.join(place)).iter().filter(|place| place.exists()));
    left += &quietly(&mut speak).unwrap_or_default();
    if left.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(format!("Left behind by the package:\n{left}")))
}

/// The same package under a later version.
fn reversioned(package: &Path) -> Outcome<PathBuf> {
    let folder = emptied("later")?;
    run(command("dpkg-deb", ["--raw-extract"]).arg(package).arg(folder.join("content")))?;
    let control = folder.join("content/DEBIAN/control");
    let text = super::parts::read(&control)?;
    let later =
        |line: &str| line.strip_prefix("Version: ").map(|version| format!("Version: {version}+later"));
    let lines = text.lines().map(|line| later(line).unwrap_or_else(|| line.to_owned()) + "\n");
    written(fs::write(&control, lines.collect::<String>()), &control)?;
    let made = folder.join("later.deb");
    run(command("dpkg-deb", ["-Znone", "--build", "--root-owner-group"])
        .arg(folder.join("content"))
        .arg(&made))?;
    Ok(made)
}

/// Starts it as a person does, on a display and a session bus of its own, until its window shows something.
fn start(root: &Root) -> Outcome {
    root.run(&[NAME, "--version"])?;
    let folder = check::folder();
    let display = Display::start(&folder.join("display"), "1280x800x24")?;
    let mut program = root.command(&["runuser", "--user", PERSON, "--", "dbus-run-session", "--", NAME]);
    program.env("DISPLAY", display.name()).env("HOME", format!("/home/{PERSON}")).env("NO_AT_BRIDGE", "1");
    program.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut program = Running(program.spawn().map_err(|error| Trouble::new(format!("unshare: {error}")))?);
    let classes = loop {
        let ended = program.0.try_wait().ok().flatten();
        if let Some(status) = ended {
            return Err(Trouble::new(format!("The program ended at its start: {status}")));
        }
        if let Some(classes) = display.classes_of("TestOps Companion").filter(|_| display.shows_content()) {
            break classes;
        }
        if started.elapsed() > LONGEST_START {
            return Err(Trouble::new("The program showed no window"));
        }
        thread::sleep(Duration::from_millis(200));
    };
    let picture = folder.join("window.png");
    display.picture(&picture);
    println!("The window came up: {}", picture.display());
    desktop_entry_matches(root, &classes)
}

/// A desktop shows name and icon of a window by the class that its entry tells.
fn desktop_entry_matches(root: &Root, classes: &[String; 2]) -> Outcome {
    let entry = root.path.join(format!("usr/share/applications/{NAME}.desktop"));
    run(command("desktop-file-validate", [""; 0]).arg(&entry))?;
    let text = super::parts::read(&entry)?;
    let told = text.lines().find_map(|line| line.strip_prefix("StartupWMClass=")).unwrap_or_default();
    if classes.iter().any(|class| class == told) {
        return Ok(());
    }
    Err(Trouble::new(format!("The window is of {classes:?}, its desktop entry says {told:?}")))
}

/// Ends with its whole process namespace.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A fresh Debian of this machine's release, from where this machine's packages come.
struct Root {
    path: PathBuf,
}

impl Root {
    fn new() -> Outcome<Self> {
        if quietly(&mut command("id", ["-u"])).is_none_or(|id| id.trim() != "0") {
            return Err(Trouble::new("A fresh root takes root: run this as root"));
        }
        let path = emptied("deb-root")?;
        let about = super::parts::read(Path::new("/etc/os-release"))?;
        let release =
            about.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).unwrap_or("stable");
        let mut make = command("debootstrap", ["--variant=minbase", release]);
        make.arg(&path);
        if let Some(place) = mirror(release) {
            make.arg(place);
        }
        run(&mut make)?;
        let root = Self { path };
        drop(fs::remove_file(root.path.join("etc/apt/sources.list")));
        for settings in ["/etc/apt", "/usr/share/keyrings"] {
            let into = root.path.join(settings.trim_start_matches('/'));
            run(command("cp", ["--archive", "--no-target-directory", settings]).arg(into))?;
        }
        // Services are installed and not started.
        let policy = root.path.join("usr/sbin/policy-rc.d");
        written(fs::write(&policy, "#!/bin/sh\nexit 101\n"), &policy)?;
        run(command("chmod", ["755"]).arg(&policy))?;
        // It need not outlive a power cut.
        let hasty = root.path.join("etc/dpkg/dpkg.cfg.d/hasty");
        written(fs::write(&hasty, "force-unsafe-io\n"), &hasty)?;
        root.apt(&["update"])?;
        // Every desktop has them.
        root.apt(&["install", "dbus", "fonts-dejavu-core"])?;
        root.run(&["useradd", "--create-home", PERSON])?;
        Ok(root)
    }

    /// Runs in namespaces of its own: what is mounted and started there ends with it.
    fn command(&self, words: &[&str]) -> Command {
        let inside =
            "mount --rbind /dev \"$0/dev\" && mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";
        let mut command =
            command("unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside]);
        command
            .arg(&self.path)
            .args(words)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    fn run(&self, words: &[&str]) -> Outcome {
        run(&mut self.command(words))
    }

    fn apt(&self, words: &[&str]) -> Outcome {
        let mut apt = self.command(&["apt-get", "-q", "-y", "--no-install-recommends"]);
        run(apt.args(words).env("DEBIAN_FRONTEND", "noninteractive"))
    }

    /// The path of a copy inside.
    fn take_in(&self, package: &Path) -> Outcome<String> {
        let name = package.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let inside = format!("/var/tmp/{name}");
        let copy = self.path.join(inside.trim_start_matches('/'));
        written(fs::copy(package, &copy).map(drop), &copy)?;
        Ok(inside)
    }

    fn version(&self) -> Outcome<String> {
        quietly(&mut self.command(&["dpkg-query", "-W", "-f=${Version}", NAME]))
            .ok_or_else(|| Trouble::new("dpkg does not know the package"))
    }

    fn keeps(&self, data: &[PathBuf]) -> Outcome {
        let there = self.data()?;
        match data.iter().find(|file| !there.contains(file)) {
            Some(file) => Err(Trouble::new(format!("Gone with the package: {}", file.display()))),
            None => Ok(()),
        }
    }

    /// The databases of the person's data.
    fn data(&self) -> Outcome<Vec<PathBuf>> {
        let told =
            quietly(command("find", [""; 0]).arg(self.path.join(DATA)).args(["-type", "f", "-name", "*.db"]));
        let files = told.unwrap_or_default().lines().map(PathBuf::from).collect::<Vec<_>>();
        if files.is_empty() { Err(Trouble::new(format!("There is no data in /{DATA}"))) } else { Ok(files) }
    }
}

/// Where this machine's apt finds the release: the first address of the sources that name it.
fn mirror(release: &str) -> Option<String> {
    let said =
        quietly(&mut command("apt-get", ["indextargets", "--format", "$(RELEASE) $(SITE) $(REPO_URI)"]))?;
    let of_release =
        said.lines().filter_map(|line| line.split_once(' ')).find(|(suite, _)| *suite == release)?;
    of_release.1.split_whitespace().last().map(str::to_owned)
}

/// A folder of the check, without what was in it.
fn emptied(name: &str) -> Outcome<PathBuf> {
    let folder = check::folder().join(name);
    if folder.exists() {
        run(command("rm", ["--recursive", "--force", "--one-file-system"]).arg(&folder))?;
    }
    written(fs::create_dir_all(&folder), &folder)?;
    // The tools that work in it stand elsewhere.
    folder.canonicalize().map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))
}

fn written(result: std::io::Result<()>, path: &Path) -> Outcome {
    result.map_err(|error| Trouble::new(format!("{}: {error}", path.display())))
}
