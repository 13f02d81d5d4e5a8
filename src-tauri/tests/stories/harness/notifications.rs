//! Eyes on the session bus: every notification that the program asks the desktop to show, as it goes over the wire.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use tokio::task::JoinSet;
use zbus::message::Type;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::{Outcome, eventually};

const INTERFACE: &str = "org.freedesktop.Notifications";

/// A notification as the program asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) actions: Vec<String>,
}

#[derive(Default)]
struct Seen {
    shown: Vec<Shown>,
    transcript: Vec<String>,
}

pub(crate) struct Notifications {
    seen: Arc<Mutex<Seen>>,
    _watching: JoinSet<()>,
}

type Arguments = (String, u32, String, String, String, Vec<String>, HashMap<String, OwnedValue>, i32);

impl Notifications {
    /// Listens from here on, without any part in the conversation.
    pub(crate) async fn watch(address: &str) -> Outcome<Self> {
        let bus = zbus::connection::Builder::address(address)?.build().await?;
        let rule = MatchRule::builder().interface(INTERFACE)?.build();
        zbus::fdo::MonitoringProxy::new(&bus).await?.become_monitor(&[rule], 0).await?;
        let seen = Arc::<Mutex<Seen>>::default();
        let mut watching = JoinSet::new();
        watching.spawn(listen(bus, seen.clone()));
        Ok(Self { seen, _watching: watching })
    }

    pub(crate) fn all(&self) -> Vec<Shown> {
        self.lock().shown.clone()
    }

    /// Waits for one whose title or body holds this.
    pub(crate) async fn wait_for(&self, text: &str) -> Outcome<Shown> {
        let found = eventually(format!("a notification with “{text}”"), async || {
            Ok(self.all().into_iter().find(|one| one.title.contains(text) || one.body.contains(text)))
        });
        found.await.map_err(|error| format!("{error}\nShown were: {:?}", self.all()).into())
    }

    pub(crate) fn transcript(&self) -> String {
        self.lock().transcript.join("\n")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn listen(bus: Connection, seen: Arc<Mutex<Seen>>) {
    let mut messages = MessageStream::from(bus);
    while let Some(Ok(message)) = messages.next().await {
        let shown = notification(&message);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.transcript
            .push(format!("{message:?} {}", shown.as_ref().map_or(String::new(), |one| format!("{one:?}"))));
        seen.shown.extend(shown);
    }
}

fn notification(message: &Message) -> Option<Shown> {
    let header = message.header();
    if header.message_type() != Type::MethodCall || header.member()?.as_str() != "Notify" {
        return None;
    }
    let (_, _, _, title, body, actions, _, _) = message.body().deserialize::<Arguments>().ok()?;
    Some(Shown { title, body, actions })
}
