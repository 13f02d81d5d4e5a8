//! No secret leaves the keyring: not into the database, the log, the exports, or what people are told.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::model::Figure;
use crate::world::{Failed, World};

/// Everything that is logged in this process.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Collects from here on; `CAMPAIGN_LOG` says what, as `RUST_LOG` does.
    pub(crate) fn begin() -> Result<Self, Failed> {
        let log = Self::default();
        let filter =
            std::env::var("CAMPAIGN_LOG").unwrap_or_else(|_| "debug,hyper=info,hyper_util=info".to_owned());
        let collect = tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(log.clone());
        let subscriber = collect.with_env_filter(EnvFilter::try_new(filter)?);
        subscriber.try_init()?;
        Ok(log)
    }

    fn holds(&self, secret: &str) -> bool {
        contains(&self.0.lock().unwrap_or_else(PoisonError::into_inner), secret)
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::env::var_os("CAMPAIGN_LOG").is_some() {
            io::stderr().write_all(bytes)?;
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Looks for every secret of this world wherever it may not be.
pub(crate) fn kept(world: &World, log: &Log) {
    let token = world.telegram.bot.token();
    // The bot's number is public.
    let token = token.split_once(':').map_or(token, |(_, secret)| secret);
    let mut secrets =
        vec![("the server's token", world.testops.simulator.token()), ("the bot's token", token.to_owned())];
    for proxy in [&world.testops.proxy, &world.telegram.proxy].into_iter().flatten() {
        secrets.push(("a proxy's password", proxy.password.clone()));
        secrets.push(("a proxy's password in Base64", proxy.signature()));
    }
    for (name, secret) in &secrets {
        let out = |place: String| world.model().find(Figure::SecretsOut, format!("{name} stands in {place}"));
        if log.holds(secret) {
            out("the log".to_owned());
        }
        for folder in [world.data_dir(), world.exports_dir()] {
            look_through(&folder, secret, &out);
        }
        let shown = world.desktop.toasts();
        if shown.iter().any(|(_, toast)| toast.title.contains(secret) || toast.body.contains(secret)) {
            out("a notification".to_owned());
        }
        if world.history.lines().iter().any(|line| line.contains(secret)) {
            out("what people were told".to_owned());
        }
    }
}

fn look_through(folder: &Path, secret: &str, out: &impl Fn(String)) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            look_through(&path, secret, out);
        } else if std::fs::read(&path).is_ok_and(|bytes| contains(&bytes, secret)) {
            out(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
}

fn contains(bytes: &[u8], secret: &str) -> bool {
    memchr::memmem::find(bytes, secret.as_bytes()).is_some()
}
