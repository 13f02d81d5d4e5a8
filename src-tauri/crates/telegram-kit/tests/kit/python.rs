//! A bot in another language and on another library: python-telegram-bot, unmodified, in a process of its own.
//!
//! It is installed from its registry into `target/telegram-kit-python` once. Where there is no Python 3 or the
//! registry cannot be reached the tests say so in one line and count as passed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use telegram_kit::{Bot, Failure, Kit, Manner, Options, Want};

use crate::stage::PNG;

const LIBRARY: &str = "python-telegram-bot==22.5";

/// The Python that has the library, or why there is none.
fn python() -> Result<&'static Path, &'static str> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    FOUND.get_or_init(install).as_deref().map_err(String::as_str)
}

fn install() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("telegram-kit-python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let has_library = |python: &Path| {
        let quiet = Command::new(python).args(["-c", "import telegram"]).stderr(Stdio::null()).status();
        quiet.is_ok_and(|status| status.success())
    };
    if has_library(&python) {
        return Ok(python);
    }
    let run = |what: &str, command: &mut Command| match command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
    {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{what} did not work")),
        Err(why) => Err(format!("{what} did not start: {why}")),
    };
    let system = if cfg!(windows) { "python" } else { "python3" };
    run("Making a virtual environment", Command::new(system).args(["-m", "venv"]).arg(&folder))?;
    run(
        "Installing python-telegram-bot",
        Command::new(&python).args(["-m", "pip", "install", "--quiet", LIBRARY]),
    )?;
    if has_library(&python) { Ok(python) } else { Err("python-telegram-bot does not load".to_owned()) }
}

/// The bot's process, ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A kit that gives Python the time that it needs to start.
async fn stage() -> Result<Kit, Failure> {
    let manner = Manner { patience: Duration::from_mins(1), ..Manner::default() };
    Kit::start_with(Options { manner, ..Options::default() }).await
}

/// Starts the bot of `tests/python/bot.py`; `None` where it cannot be, after saying so.
async fn start(kit: &Kit) -> Result<Option<(Running, Bot)>, Failure> {
    let python = match python() {
        Ok(python) => python,
        Err(why) => {
            // Not `println!`, which the test runner keeps to itself: whoever reads the run has to know.
            let _ = writeln!(std::io::stderr(), "SKIPPED python-telegram-bot: {why}");
            return Ok(None);
        }
    };
    let bot = kit.bot("Python").await?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/bot.py");
    let mut command = Command::new(python);
    command.arg(script).env("BOT_API", kit.url()).env("BOT_TOKEN", bot.token());
    let running = Running(command.spawn().expect("Python starts"));
    bot.ready().await?;
    Ok(Some((running, bot)))
}

#[tokio::test]
async fn it_echoes_with_formatting_and_replies() -> Result<(), Failure> {
    let kit = stage().await?;
    let Some((_running, _bot)) = start(&kit).await? else { return Ok(()) };
    let anna = kit.person("Anna").await?;
    let hers = anna.send("a <b> & 🏟").await?;
    let echo = anna.expect(Want::reply_to(&hers)).await?;
    assert_eq!((echo.text.as_str(), echo.html().as_str()), ("a <b> & 🏟", "<b>a &lt;b&gt; &amp; 🏟</b>"));
    assert_eq!(anna.menu().await?.len(), 2);
    anna.silence().await?;
    kit.finish().await
}

#[tokio::test]
async fn its_keyboards_are_pressed_and_its_messages_change() -> Result<(), Failure> {
    let kit = stage().await?;
    let Some((_running, bot)) = start(&kit).await? else { return Ok(()) };
    let anna = kit.person("Anna").await?;
    anna.send("/menu").await?;
    let menu = anna.expect(Want::button("Two")).await?;
    assert_eq!(menu.labels(), [["One", "Two"]]);
    anna.press("Two").await?;
    anna.expect_answer("You chose 2").await?;
    let changed = anna.expect_edit("Chosen: 2").await?;
    assert_eq!((changed.id, changed.buttons.len()), (menu.id, 0));
    anna.send("/keys").await?;
    anna.expect(Want::button("Yes")).await?;
    anna.press("Yes").await?;
    anna.expect("Yes").await?;
    let group = kit.group("QA", &[anna.id(), bot.id()]).await?;
    let there = anna.in_group(&group);
    there.send("no one asked").await?;
    there.send("/menu@Python_bot").await?;
    there.expect(Want::button("One")).await?;
    there.silence().await?;
    kit.finish().await
}

#[tokio::test]
async fn it_takes_files_and_sends_them_back() -> Result<(), Failure> {
    let kit = stage().await?;
    let Some((_running, _bot)) = start(&kit).await? else { return Ok(()) };
    let anna = kit.person("Anna").await?;
    anna.send_document("report.csv", b"a;b\n1;2\n", "").await?;
    anna.expect_action("upload_document").await?;
    let back = anna.expect(Want::document("copy of report.csv")).await?;
    assert_eq!(
        (anna.download(&back).await?.as_slice(), back.text.as_str()),
        (b"a;b\n1;2\n".as_slice(), "8 bytes")
    );
    anna.send_photo(PNG, "look").await?;
    let album = anna.collect(2).await?;
    assert!(album.iter().all(|message| message.media.as_ref().is_some_and(|media| media.kind == "photo")));
    assert_eq!(anna.download(&album[1]).await?, PNG);
    kit.finish().await
}
