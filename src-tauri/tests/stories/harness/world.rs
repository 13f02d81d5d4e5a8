//! A private world for one story: display, session bus, notification service, keyring, tray, home folder, server.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use zbus::zvariant::{self, ObjectPath, OwnedObjectPath, OwnedValue};

use super::display::Screen;
use super::driver::Driver;
use super::engine;
use super::group::Group;
use super::notifications::Notifications;
use super::server::Server;
use super::telegram::Telegram;
use super::tray::Tray;
use super::window::Window;
use super::{Outcome, eventually};

/// How this story's world differs from a common desktop.
#[expect(clippy::struct_excessive_bools, reason = "one thing of a desktop each, there or not")]
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) keyring: bool,
    pub(crate) tray: bool,
    /// The server's certificate is signed by an authority that nobody knows.
    pub(crate) tls: bool,
    pub(crate) locale: &'static str,
    /// The server is of the generation before 25.
    pub(crate) old: bool,
    /// How many test cases the server's first project holds; `None` for the usual number.
    pub(crate) cases: Option<&'static str>,
    /// Kilobytes of the disk that holds the exports; `None` for the machine's own.
    pub(crate) disk: Option<u32>,
    /// A Telegram to switch the bot on with.
    pub(crate) telegram: bool,
    /// What containers run on.
    pub(crate) engine: Containers,
}

impl Setting {
    pub(crate) const USUAL: Self = Self {
        keyring: true,
        tray: true,
        tls: false,
        old: false,
        locale: "en_US.UTF-8",
        cases: None,
        disk: None,
        telegram: false,
        engine: Containers::Untouched,
    };

    pub(crate) const OLD_SERVER: Self = Self { old: true, ..Self::USUAL };

    pub(crate) const WITH_TELEGRAM: Self = Self { telegram: true, ..Self::USUAL };

    pub(crate) const WITH_ENGINE: Self = Self { engine: Containers::Shared, ..Self::USUAL };
}

impl Default for Setting {
    fn default() -> Self {
        Self::USUAL
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Containers {
    /// Whatever the machine has: the story is about something else.
    Untouched,
    /// The stories' own engine.
    Shared,
    /// Neither an engine nor its programs, until the story brings them.
    Hidden,
}

/// Whether the keyring's password is known to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Open,
    Closed,
}

const KEYRING: &str = "org.freedesktop.secrets";
const PASSWORD: &str = "story";

/// What the stories are given by the command that runs them.
pub(crate) struct Programs {
    pub(crate) companion: PathBuf,
    pub(crate) simulator: PathBuf,
    pub(crate) telegram: PathBuf,
    pub(crate) driver: PathBuf,
    /// Where the stories leave what they have to show.
    pub(crate) stories: PathBuf,
    pub(crate) axe: PathBuf,
}

pub(crate) struct World {
    pub(crate) screen: Screen,
    pub(crate) server: Server,
    pub(crate) notifications: Notifications,
    pub(crate) tray: Option<Tray>,
    telegram: Option<Telegram>,
    /// The program's own folder, as `--data-dir`.
    pub(crate) data: PathBuf,
    programs: Programs,
    group: Group,
    folder: PathBuf,
    private: tempfile::TempDir,
    bus: String,
    /// The engine's address.
    engine: Option<String>,
    setting: Setting,
}

impl World {
    pub(crate) async fn new(name: &str, setting: Setting, programs: Programs) -> Outcome<Self> {
        let engine = if setting.engine == Containers::Shared { Some(engine::host().await?) } else { None };
        let folder = programs.stories.join(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        // A socket's path must be short.
        let private = tempfile::tempdir()?;
        let group = Group::new()?;
        let screen = Screen::start(&group, &folder.join("display.log"))?;
        let bus = start_bus(&group, private.path(), &folder).await?;
        let tls_folder = private.path().join("tls").display().to_string();
        let mut arguments = if setting.tls { vec!["--tls", "--tls-dir", &tls_folder] } else { Vec::new() };
        arguments.extend(if setting.old { &["--generation", "legacy"][..] } else { &[] });
        arguments.extend(setting.cases.into_iter().flat_map(|cases| ["--cases", cases]));
        let server = Server::start(&group, &programs.simulator, &arguments, &folder.join("simulator.log"))?;
        let notifications = Notifications::watch(&bus).await?;
        let tray = if setting.tray { Some(Tray::start(&bus).await?) } else { None };
        let telegram = if setting.telegram {
            Some(Telegram::start(&group, &programs.telegram, &folder.join("telegram.log")).await?)
        } else {
            None
        };
        let data = private.path().join("data");
        let world = Self {
            screen,
            server,
            notifications,
            tray,
            telegram,
            data,
            programs,
            group,
            folder,
            private,
            bus,
            engine,
            setting,
        };
        if setting.engine == Containers::Hidden {
            world.hide_engines()?;
        }
        for inner in ["home", "run"] {
            fs::create_dir_all(world.private.path().join(inner))?;
        }
        fs::write(world.clock_file(), "0")?;
        world.start_notification_service().await?;
        if setting.keyring {
            world.start_keyring(Lock::Open).await?;
        }
        Ok(world)
    }

    pub(crate) fn telegram(&self) -> Outcome<&Telegram> {
        self.telegram.as_ref().ok_or_else(|| "this story has no Telegram".into())
    }

    /// Starts the program with a person at its window.
    pub(crate) async fn open(&self, arguments: &[&str]) -> Outcome<Window> {
        let [port, native] = [free_port()?, free_port()?];
        let mut driver = self.command(&self.programs.driver.display().to_string());
        driver.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        self.start(&mut driver, "driver.log")?;
        let address = format!("http://127.0.0.1:{port}");
        eventually("the window's driver", async || {
            Ok(reqwest::get(format!("{address}/status")).await.is_ok().then_some(()))
        })
        .await?;
        let program = self.starter()?.display().to_string();
        let session = Driver::open(&address, &program, &self.arguments(arguments)).await?;
        Ok(Window::new(session))
    }

    /// The desktop begins to show icons.
    pub(crate) async fn start_tray(&self) -> Outcome<Tray> {
        Tray::start(&self.bus).await
    }

    /// Starts the program as a desktop does, without anybody looking.
    pub(crate) fn start_unseen(&self, arguments: &[&str]) -> Outcome {
        let mut program = self.command(&self.starter()?.display().to_string());
        program.args(self.arguments(arguments));
        self.start(&mut program, "program.log")
    }

    /// Runs the program in a terminal until it ends: its exit code, and all that it said.
    pub(crate) async fn run_to_its_end(&self, arguments: &[&str]) -> Outcome<(i32, String)> {
        let mut program = self.command(&self.starter()?.display().to_string());
        program.args(self.arguments(arguments));
        let ended = tokio::task::spawn_blocking(move || program.output()).await??;
        let said = [ended.stdout, ended.stderr].concat();
        Ok((ended.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned()))
    }

    /// As `start_unseen`, where no session bus lets programs find each other.
    pub(crate) fn start_without_bus(&self, arguments: &[&str]) -> Outcome {
        let mut program = self.command(&self.starter()?.display().to_string());
        program.args(self.arguments(arguments)).env_remove("DBUS_SESSION_BUS_ADDRESS");
        self.start(&mut program, "program.log")
    }

    /// What the programs that were started unseen said in their terminal.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.folder.join("program.log")).unwrap_or_default()
    }

    /// The entries with which a desktop starts programs at a login: path and text.
    pub(crate) fn at_login(&self) -> Outcome<Vec<(PathBuf, String)>> {
        let folder = self.private.path().join("home/.config/autostart");
        let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
        entries.flatten().map(|entry| Ok((entry.path(), fs::read_to_string(entry.path())?))).collect()
    }

    /// The program's processes, web processes not among them.
    pub(crate) fn program(&self) -> Vec<u32> {
        self.group.running(&self.programs.companion)
    }

    /// Those of the running program; what a killed one leaves behind takes its time to notice.
    pub(crate) fn web_processes(&self) -> usize {
        self.group.children(&self.program(), "WebKitWebProcess")
    }

    pub(crate) fn network_processes(&self) -> usize {
        self.group.children(&self.program(), "WebKitNetworkProcess")
    }

    /// SIGKILL, as by a person who has lost patience or by a system out of memory.
    pub(crate) async fn kill(&self) -> Outcome {
        for pid in self.program() {
            Command::new("kill").args(["-9", &pid.to_string()]).status()?;
        }
        eventually("the program's end", async || Ok(self.program().is_empty().then_some(()))).await?;
        // The bus may notice a moment later; until then a new program takes itself for a second one.
        let bus = zbus::connection::Builder::address(self.bus.as_str())?.build().await?;
        let bus = zbus::fdo::DBusProxy::new(&bus).await?;
        eventually("the bus to notice", async || {
            let names = bus.list_names().await?;
            Ok((!names.iter().any(|name| name.contains("testops_companion"))).then_some(()))
        })
        .await
    }

    /// Ends the window's drivers, with which a person at the window goes away.
    pub(crate) fn end_drivers(&self) {
        for pid in ["tauri-driver", "WebKitWebDriver"].into_iter().flat_map(|name| self.group.called(name)) {
            drop(Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status());
        }
    }

    /// Moves the program's clock on, as if so much time had gone by.
    pub(crate) fn let_pass(&self, seconds: i64) -> Outcome {
        let so_far = fs::read_to_string(self.clock_file())?.trim().parse::<i64>()?;
        // Renamed into place, so that it is never read half written.
        let next = self.clock_file().with_extension("next");
        fs::write(&next, (so_far + seconds * 1000).to_string())?;
        fs::rename(next, self.clock_file())?;
        Ok(())
    }

    /// Moves the program's clock on to the time of everything else; whether it was behind.
    pub(crate) fn catch_up(&self) -> Outcome<bool> {
        let behind = -fs::read_to_string(self.clock_file())?.trim().parse::<i64>()? / 1000;
        if behind > 0 {
            self.let_pass(behind)?;
        }
        Ok(behind > 0)
    }

    /// What the program takes for the time.
    #[expect(clippy::disallowed_methods, reason = "the story stands outside the program's clock")]
    pub(crate) fn now(&self) -> Outcome<chrono::DateTime<chrono::Utc>> {
        let moved = fs::read_to_string(self.clock_file())?.trim().parse::<i64>()?;
        Ok(chrono::DateTime::from(std::time::SystemTime::now()) + chrono::TimeDelta::milliseconds(moved))
    }

    /// Clicks the topmost notification on the screen, once the service has drawn it.
    pub(crate) async fn click_notification(&self) -> Outcome {
        let (x, y) = (super::display::WIDTH - 160, 60);
        eventually("a notification on the screen", async || Ok(self.screen.shows(x, y)?.then_some(())))
            .await?;
        self.screen.click(x, y)
    }

    /// axe-core's own source.
    pub(crate) fn axe(&self) -> Outcome<String> {
        fs::read_to_string(&self.programs.axe).map_err(|error| format!("axe-core: {error}").into())
    }

    /// Keeps this where the story leaves what it has to show.
    pub(crate) fn keep(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// A folder for the person to pick.
    pub(crate) fn make_folder(&self, name: &str) -> Outcome<PathBuf> {
        let path = self.private("home").join(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    pub(super) fn private(&self, inner: &str) -> PathBuf {
        self.private.path().join(inner)
    }

    pub(super) fn companion(&self) -> &Path {
        &self.programs.companion
    }

    /// A file for the person to pick, in the person's own folder.
    pub(crate) fn write(&self, file: &str, text: &str) -> Outcome<PathBuf> {
        let path = self.private.path().join("home").join(file);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Results of tests in a folder of the person's, with these numbers.
    pub(crate) fn results(&self, numbers: std::ops::Range<u32>) -> Outcome<PathBuf> {
        let folder = self.private.path().join("home/shop/allure-results");
        fs::create_dir_all(&folder)?;
        for n in numbers {
            let (log, at) = (format!("{n:04}-attachment.txt"), 1_795_000_000_000 + i64::from(n));
            fs::write(folder.join(&log), format!("test {n}"))?;
            let result = json!({
                "uuid": format!("u{n}"), "historyId": format!("h{n}"), "name": format!("Проверка {n}"),
                "fullName": format!("shop.Tests.test{n}"), "start": at, "stop": at + 5,
                "status": if n % 10 == 3 { "failed" } else { "passed" },
                "attachments": [{"name": "log", "source": log, "type": "text/plain"}],
            });
            fs::write(folder.join(format!("{n:04}-result.json")), result.to_string())?;
        }
        Ok(folder)
    }

    /// Where exports land unless a plan names a folder, as the program sees it.
    pub(crate) fn exports(&self) -> Outcome<PathBuf> {
        let folder = self.data.join("exports");
        match (self.setting.disk, self.program().first()) {
            (None, _) => Ok(folder),
            (Some(_), Some(pid)) => Ok(PathBuf::from(format!("/proc/{pid}/root{}", folder.display()))),
            (Some(_), None) => Err("the program does not run".into()),
        }
    }

    /// The names in the folder of the exports, sorted; hidden ones too, but for the program's lock.
    pub(crate) fn exported(&self) -> Outcome<Vec<String>> {
        let Ok(entries) = fs::read_dir(self.exports()?) else { return Ok(Vec::new()) };
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names = names.filter(|name| !name.contains(".lock")).collect::<Vec<_>>();
        names.sort();
        Ok(names)
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.data.join("logs/companion.log")).unwrap_or_default()
    }

    /// Leaves behind what tells why the story failed; answers where.
    pub(crate) async fn leave_behind(&self, error: &str) -> PathBuf {
        let transcript = self.notifications.transcript();
        let journal = self.server.journal().await.map_or(Value::Null, |entries| json!(entries));
        let launches = self.server.launches().await.map_or(Value::Null, |entries| json!(entries));
        let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
        let left = [
            ("error.txt", error.to_owned()),
            ("companion.log", self.log()),
            ("notifications.txt", transcript),
            ("journal.json", pretty(&journal)),
            ("launches.json", pretty(&launches)),
        ];
        for (file, text) in left {
            drop(fs::write(self.keep(file), text));
        }
        drop(self.screen.picture(&self.keep("screen.png")));
        if let Some(telegram) = &self.telegram {
            drop(telegram.leave_behind(&self.folder).await);
        }
        self.folder.clone()
    }

    /// A desktop program's surroundings: nothing of the person's own who runs the stories.
    pub(crate) fn command(&self, program: &str) -> Command {
        let within = |inner: &str| self.private.path().join(inner);
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", self.path())
            .envs(self.engine.iter().map(|host| ("DOCKER_HOST", host)))
            .env("DISPLAY", &self.screen.name)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOME", within("home"))
            .env("XDG_RUNTIME_DIR", within("run"))
            .env("XDG_DATA_HOME", within("home/.local/share"))
            .env("XDG_CONFIG_HOME", within("home/.config"))
            .env("XDG_CACHE_HOME", within("home/.cache"))
            .env("LANG", self.setting.locale)
            .env("TZ", "UTC")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("GTK_A11Y", "none")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("TESTOPS_COMPANION_CLOCK_FILE", self.clock_file())
            .stdin(Stdio::null());
        command
    }

    /// What starts the program: itself, or a script that first puts a small disk where the exports land, which only
    /// the program sees.
    fn starter(&self) -> Outcome<PathBuf> {
        if self.setting.engine == Containers::Hidden {
            return self.without_machines_engines();
        }
        let Some(kilobytes) = self.setting.disk else { return Ok(self.programs.companion.clone()) };
        let (script, exports) = (self.private.path().join("start"), self.data.join("exports"));
        fs::create_dir_all(&exports)?;
        let program = self.programs.companion.display();
        let text = format!(
            "#!/bin/sh\nrights='--map-current-user --keep-caps'\n[ \"$(id -u)\" = 0 ] && rights=\n\
             exec unshare $rights --mount sh -c \
             'mount -t tmpfs -o size={kilobytes}k tmpfs \"{}\" && exec \"{program}\" \"$@\"' sh \"$@\"\n",
            exports.display()
        );
        fs::write(&script, text)?;
        fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        Ok(script)
    }

    fn arguments(&self, own: &[&str]) -> Vec<String> {
        let common = ["--data-dir".to_owned(), self.data.display().to_string()];
        common.into_iter().chain(own.iter().map(|&word| word.to_owned())).collect()
    }

    fn clock_file(&self) -> PathBuf {
        self.private.path().join("clock")
    }

    pub(super) fn start(&self, command: &mut Command, log: &str) -> Outcome {
        let log = self.folder.join(log);
        let output = fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let child = self.group.spawn(command.stdout(output), &log)?;
        self.group.keep(child);
        Ok(())
    }

    async fn start_notification_service(&self) -> Outcome {
        let config = self.private.path().join("dunstrc");
        fs::write(
            &config,
            "[global]\norigin = top-right\noffset = 10x10\nwidth = 320\nheight = 200\nfont = DejaVu Sans 10\n\
             mouse_left_click = do_action, close_current\nnotification_limit = 5\n\
             [urgency_low]\ntimeout = 0\n[urgency_normal]\ntimeout = 0\n[urgency_critical]\ntimeout = 0\n",
        )?;
        let mut dunst = self.command("dunst");
        self.start(dunst.arg("-config").arg(config), "dunst.log")?;
        self.wait_for_name("org.freedesktop.Notifications").await
    }

    /// A keyring that is closed is as after a login without its password; nobody answers its prompt.
    pub(crate) async fn start_keyring(&self, lock: Lock) -> Outcome {
        let mut keyring = self.command("gnome-keyring-daemon");
        keyring.args(["--foreground", "--components=secrets"]);
        match lock {
            Lock::Open => self.with_password(keyring.arg("--unlock"))?,
            Lock::Closed => self.start(&mut keyring, "keyring.log")?,
        }
        self.wait_for_name(KEYRING).await
    }

    /// As by the person's password at a login.
    pub(crate) async fn unlock_keyring(&self) -> Outcome {
        let bus = zbus::connection::Builder::address(self.bus.as_str())?.build().await?;
        let (name, service) = (Some(KEYRING), "/org/freedesktop/secrets");
        let asked = ("plain", zvariant::Value::from(""));
        let interface = Some("org.freedesktop.Secret.Service");
        let opened = bus.call_method(name, service, interface, "OpenSession", &asked).await?;
        let (_, session) = opened.body().deserialize::<(OwnedValue, OwnedObjectPath)>()?;
        let login = ObjectPath::try_from("/org/freedesktop/secrets/collection/login")?;
        let password = (session, Vec::<u8>::new(), PASSWORD.as_bytes(), "text/plain");
        let interface = Some("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface");
        bus.call_method(name, service, interface, "UnlockWithMasterPassword", &(login, password)).await?;
        Ok(())
    }

    pub(crate) async fn stop_keyring(&self) -> Outcome {
        for pid in self.group.called("gnome-keyring-daemon") {
            Command::new("kill").args(["-9", &pid.to_string()]).status()?;
        }
        let bus = zbus::connection::Builder::address(self.bus.as_str())?.build().await?;
        let bus = zbus::fdo::DBusProxy::new(&bus).await?;
        eventually("the keyring's end", async || {
            Ok((!bus.name_has_owner(KEYRING.try_into()?).await?).then_some(()))
        })
        .await
    }

    fn with_password(&self, keyring: &mut Command) -> Outcome {
        let log = self.folder.join("keyring.log");
        let output = fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let mut child = self.group.spawn(keyring.stdin(Stdio::piped()).stdout(output), &log)?;
        if let Some(mut password) = child.stdin.take() {
            password.write_all(PASSWORD.as_bytes())?;
        }
        self.group.keep(child);
        Ok(())
    }

    async fn wait_for_name(&self, name: &str) -> Outcome {
        let bus = zbus::connection::Builder::address(self.bus.as_str())?.build().await?;
        let bus = zbus::fdo::DBusProxy::new(&bus).await?;
        eventually(name, async || Ok(bus.name_has_owner(name.try_into()?).await?.then_some(()))).await
    }
}

/// A bus of our own, on which nothing starts by itself.
async fn start_bus(group: &Group, private: &Path, folder: &Path) -> Outcome<String> {
    let socket = private.join("bus");
    let address = format!("unix:path={}", socket.display());
    let config = private.join("bus.conf");
    fs::write(
        &config,
        format!(
            "<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>"
        ),
    )?;
    let mut daemon = Command::new("dbus-daemon");
    daemon.arg(format!("--config-file={}", config.display())).args(["--nofork", "--nopidfile"]);
    let child = group.spawn(daemon.stdin(Stdio::null()).stdout(Stdio::null()), &folder.join("bus.log"))?;
    group.keep(child);
    eventually("the session bus", async || Ok(socket.exists().then_some(()))).await?;
    Ok(address)
}

/// A port that nobody listens on and that no other story is given. It lies below those that the kernel hands out, so
/// that no server beside us takes it before ours does; another run of the stories begins elsewhere.
pub(super) fn free_port() -> Outcome<u16> {
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 22_000;
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let begin = std::process::id().wrapping_mul(64);
    for _ in 0..COUNT {
        let next = begin.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST + next % COUNT)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err("no port is free".into())
}
