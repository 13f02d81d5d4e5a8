//! Notifications through `org.freedesktop.Notifications`.
//!
//! One task owns the connection: it sends what it is given, remembers which notification stands for which place, and
//! opens that place when the service tells of a click. Without a service the inbox still has everything; the next
//! notification tries again.

use std::collections::HashMap;
use std::time::Duration;

use companion::ports::Toast;
use companion::view::{NoticeKind, Place};
use futures::StreamExt as _;
use tauri::AppHandle;
use tokio::sync::mpsc;
use zbus::zvariant::Value;

use crate::window;

/// How many notifications are remembered for a click; older ones open the window only.
const REMEMBERED: usize = 200;

/// How long the service may take; one that hangs must not hold back what comes later.
const PATIENCE: Duration = Duration::from_secs(10);

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Service {
    #[expect(clippy::too_many_arguments, reason = "the specification's own signature")]
    fn notify(
        &self,
        app_name: &str,
        replaces: u32,
        icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_ms: i32,
    ) -> zbus::Result<u32>;

    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action: String) -> zbus::Result<()>;
}

#[derive(Clone)]
pub(crate) struct Notifications {
    toasts: mpsc::UnboundedSender<Toast>,
}

impl Notifications {
    pub(crate) fn new(app: AppHandle) -> Self {
        let (toasts, inbox) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(carry(app, inbox));
        Self { toasts }
    }

    pub(crate) fn show(&self, toast: Toast) {
        // The task ends only with the program, when nobody looks any more.
        let _ = self.toasts.send(toast);
    }
}

async fn carry(app: AppHandle, mut toasts: mpsc::UnboundedReceiver<Toast>) {
    let mut unsent = None;
    loop {
        let toast = match unsent.take() {
            Some(toast) => toast,
            None => match toasts.recv().await {
                Some(toast) => toast,
                None => return,
            },
        };
        match serve(&app, toast, &mut toasts).await {
            Ok(()) => return,
            Err(broken) => {
                tracing::warn!(error = %broken.error, "the notification service does not answer");
                unsent = broken.unsent;
            }
        }
    }
}

struct Broken {
    error: zbus::Error,
    /// Swallowed by a connection that had worked before; worth one more try on a new one.
    unsent: Option<Toast>,
}

impl From<zbus::Error> for Broken {
    fn from(error: zbus::Error) -> Self {
        Self { error, unsent: None }
    }
}

/// Serves one connection until it breaks; answers `Ok` when the program ends.
async fn serve(
    app: &AppHandle,
    first: Toast,
    toasts: &mut mpsc::UnboundedReceiver<Toast>,
) -> Result<(), Broken> {
    let bus = zbus::connection::Builder::session()?.method_timeout(PATIENCE).build().await?;
    let service = ServiceProxy::new(&bus).await?;
    let mut clicks = service.receive_action_invoked().await?;
    let markup = service.get_capabilities().await.is_ok_and(|all| all.iter().any(|one| one == "body-markup"));
    let mut shown = Shown::default();
    shown.send(&service, &first, markup).await?;
    loop {
        tokio::select! {
            toast = toasts.recv() => {
                let Some(toast) = toast else { return Ok(()) };
                if let Err(error) = shown.send(&service, &toast, markup).await {
                    return Err(Broken { error, unsent: Some(toast) });
                }
            }
            click = clicks.next() => {
                let Some(click) = click else {
                    return Err(zbus::Error::Failure("the session bus went away".to_owned()).into());
                };
                if let Ok(click) = click.args() && let Some(entry) = shown.entry(click.id) {
                    window::show_from_anywhere(app, entry.place.clone());
                }
            }
        }
    }
}

/// What stands on the desktop, newest last.
#[derive(Default)]
struct Shown {
    entries: Vec<Entry>,
}

struct Entry {
    id: u32,
    tag: String,
    place: Option<Place>,
}

impl Shown {
    async fn send(&mut self, service: &ServiceProxy<'_>, toast: &Toast, markup: bool) -> zbus::Result<()> {
        let replaces = self.entries.iter().find(|entry| entry.tag == toast.tag).map_or(0, |entry| entry.id);
        let body = if markup { escape(&toast.body) } else { toast.body.clone() };
        let mut hints = HashMap::from([("desktop-entry", Value::from("testops-companion"))]);
        hints.insert("urgency", Value::from(urgency(toast.kind)));
        let id = service
            .notify(
                "TestOps Companion",
                replaces,
                "testops-companion",
                &toast.title,
                &body,
                &["default", "Open"],
                hints,
                -1,
            )
            .await?;
        self.entries.retain(|entry| entry.id != id && entry.tag != toast.tag);
        self.entries.push(Entry { id, tag: toast.tag.clone(), place: toast.place.clone() });
        if self.entries.len() > REMEMBERED {
            self.entries.remove(0);
        }
        Ok(())
    }

    /// One of ours: other programs' clicks are told to everybody on the bus.
    fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

fn urgency(kind: NoticeKind) -> u8 {
    match kind {
        NoticeKind::Started | NoticeKind::Passed | NoticeKind::ExportDone => 0,
        NoticeKind::Fixed | NoticeKind::Summary | NoticeKind::Stalled | NoticeKind::AccessAsked => 1,
        NoticeKind::Failed
        | NoticeKind::StillFailing
        | NoticeKind::NotFinished
        | NoticeKind::Question
        | NoticeKind::ExportFailed
        | NoticeKind::ExportMissed
        | NoticeKind::BotDown => 2,
    }
}

/// The specification reads a body as markup where the service can; names from a server are not markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_bring_markup() {
        assert_eq!(escape("<b>Смок</b> & co"), "&lt;b&gt;Смок&lt;/b&gt; &amp; co");
    }
}
