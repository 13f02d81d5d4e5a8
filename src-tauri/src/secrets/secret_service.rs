//! The Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), over D-Bus.
//!
//! It may come after this program, go away, be locked, or not answer at all: every question has a deadline, a
//! connection that broke is made anew, and the prompt for the keyring's password is shown once and waited for beside
//! everything else.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use companion::ports::SecretError;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use machine::application::under_former_id;
use secrecy::{ExposeSecret as _, SecretString};
use secret_service::{Collection, EncryptionType, Error, SecretService};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// The same in every version, whatever the application's id: what is stored is found by it.
const APPLICATION: &str = "dev.testops-companion";

/// How long one question may take. A service that is being started by the bus takes seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a question waits for a prompt: some keyrings unlock without asking anybody.
const PROMPT: Duration = Duration::from_secs(1);

/// How long a person who saves something may take to type the keyring's password.
const TYPING: Duration = Duration::from_mins(1);

type Service = Arc<SecretService<'static>>;

pub(crate) struct Keyring {
    service: Mutex<Option<Service>>,
    /// Whether there is a connection; readable at any time.
    open: AtomicBool,
    prompt: Mutex<Prompt>,
    /// Tells the data folders of one person apart.
    profile: String,
}

/// The person's way to unlock it.
#[derive(Default)]
struct Prompt {
    /// Ends with whether it was unlocked.
    shown: Option<Shared<BoxFuture<'static, bool>>>,
    task: Option<AbortHandle>,
    /// It was shown since the keyring was last open: it is not shown again unasked.
    had: bool,
}

impl Prompt {
    /// The prompt that is on the screen, or a new one where there may be one.
    fn show(&mut self, service: &Service, by_person: bool) -> Option<Shared<BoxFuture<'static, bool>>> {
        if self.shown.as_ref().is_some_and(|shown| shown.peek().is_some()) {
            self.shown = None;
        }
        if self.shown.is_none() && (by_person || !self.had) {
            let service = service.clone();
            let unlock = async move { default_collection(&service).await?.unlock().await };
            let task = tauri::async_runtime::spawn(unlock);
            self.task = Some(task.inner().abort_handle());
            self.shown = Some(async move { matches!(task.await, Ok(Ok(()))) }.boxed().shared());
            self.had = true;
        }
        self.shown.clone()
    }

    /// It was unlocked, whoever did it.
    fn end(&mut self) {
        if let Some(task) = std::mem::take(self).task {
            task.abort();
        }
    }
}

impl Keyring {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self {
            service: Mutex::default(),
            open: AtomicBool::new(false),
            prompt: Mutex::default(),
            profile: under_former_id(data_dir).display().to_string(),
        }
    }

    pub(crate) async fn open(&self) -> Result<(), SecretError> {
        self.service().await.map(drop)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<SecretString>, SecretError> {
        let service = self.unlocked(PROMPT).await?;
        let get = async {
            let collection = service.get_default_collection().await?;
            let items = collection.search_items(self.attributes(key)).await?;
            let Some(item) = items.first() else { return Ok(None) };
            item.get_secret().await.map(Some)
        };
        let secret = self.within_patience(get).await?;
        let text = secret.map(String::from_utf8).transpose();
        text.map(|text| text.map(SecretString::from))
            .map_err(|_| SecretError::Failed("the keyring's secret is no text".to_owned()))
    }

    pub(crate) async fn set(&self, key: &str, value: &SecretString) -> Result<(), SecretError> {
        let service = self.unlocked(TYPING).await?;
        let set = async {
            let collection = service.get_default_collection().await?;
            let secret = value.expose_secret().as_bytes();
            let label = format!("TestOps Companion: {key}");
            collection.create_item(&label, self.attributes(key), secret, true, "text/plain").await.map(drop)
        };
        self.within_patience(set).await
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), SecretError> {
        let service = self.unlocked(PROMPT).await?;
        let delete = async {
            let collection = service.get_default_collection().await?;
            for item in collection.search_items(self.attributes(key)).await? {
                item.delete().await?;
            }
            Ok(())
        };
        self.within_patience(delete).await
    }

    /// The service with an unlocked keyring. A locked one is unlocked by the person, who is waited for so long.
    async fn unlocked(&self, patience: Duration) -> Result<Service, SecretError> {
        let service = self.service().await?;
        let (service, locked) = match self.within_patience(is_locked(&service)).await {
            Ok(locked) => (service, locked),
            // The connection may be that to a keyring that has been started anew since.
            Err(SecretError::Unavailable(_)) => {
                let service = self.service().await?;
                let locked = self.within_patience(is_locked(&service)).await?;
                (service, locked)
            }
            Err(error @ (SecretError::Locked | SecretError::Failed(_))) => return Err(error),
        };
        if !locked {
            self.prompt.lock().await.end();
            return Ok(service);
        }
        let shown = self.prompt.lock().await.show(&service, patience == TYPING);
        let unlocked = match shown {
            Some(shown) => timeout(patience, shown).await == Ok(true),
            None => false,
        };
        if unlocked { Ok(service) } else { Err(SecretError::Locked) }
    }

    /// The connection, made where there is none.
    async fn service(&self) -> Result<Service, SecretError> {
        let mut open = self.service.lock().await;
        if let Some(service) = &*open {
            return Ok(service.clone());
        }
        let connect = async {
            let service = SecretService::connect(EncryptionType::Dh).await?;
            // A service without a collection (none was ever made, or a session without a login) keeps nothing.
            service.get_default_collection().await?;
            Ok::<_, Error>(Arc::new(service))
        };
        let service = match timeout(PATIENCE, connect).await {
            Ok(service) => service.map_err(|error| SecretError::Unavailable(error.to_string()))?,
            Err(_) => return Err(slow()),
        };
        self.open.store(true, Ordering::Relaxed);
        *open = Some(service.clone());
        Ok(service)
    }

    /// A service that does not answer, or is gone, is connected to anew by the next question.
    async fn within_patience<T>(
        &self,
        question: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, SecretError> {
        let error = match timeout(PATIENCE, question).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(Error::Locked | Error::Prompt)) => return Err(SecretError::Locked),
            Ok(Err(error @ (Error::Crypto(_) | Error::Zvariant(_)))) => {
                SecretError::Failed(error.to_string())
            }
            Ok(Err(error)) => SecretError::Unavailable(error.to_string()),
            Err(_) => slow(),
        };
        self.open.store(false, Ordering::Relaxed);
        *self.service.lock().await = None;
        Err(error)
    }

    fn attributes<'a>(&'a self, key: &'a str) -> HashMap<&'a str, &'a str> {
        HashMap::from([("application", APPLICATION), ("profile", self.profile.as_str()), ("key", key)])
    }
}

async fn default_collection<'a>(service: &'a SecretService<'static>) -> Result<Collection<'a>, Error> {
    service.get_default_collection().await
}

async fn is_locked(service: &SecretService<'static>) -> Result<bool, Error> {
    default_collection(service).await?.is_locked().await
}

fn slow() -> SecretError {
    SecretError::Unavailable(format!("it does not answer within {} s", PATIENCE.as_secs()))
}
