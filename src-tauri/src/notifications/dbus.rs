//! Notifications through `org.freedesktop.Notifications`.
//!
//! One task owns the connection: it sends what it is given, answers when the service took it, and opens the place of a
//! notification when the service tells of a click. The next notification tries a broken connection anew.

use std::collections::HashMap;
use std::time::Duration;

use companion::ports::Toast;
use companion::view::NoticeKind;
use futures::StreamExt as _;
use tauri::AppHandle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::zvariant::Value;

use super::shown::{Shown, Source};
use crate::{desktop, window, words};

/// How long the bus or the service may take; one that hangs must not hold back what comes later.
const PATIENCE: Duration = Duration::from_secs(10);

const SERVICE: &str = "org.freedesktop.Notifications";

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Service {
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action: String) -> zbus::Result<()>;
}

pub(crate) struct Notifications {
    requests: mpsc::UnboundedSender<Request>,
}

struct Request {
    toast: Toast,
    taken: oneshot::Sender<Result<(), String>>,
}

impl Notifications {
    pub(crate) fn new(app: AppHandle) -> Self {
        let (requests, inbox) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(carry(app, inbox));
        Self { requests }
    }

    /// Ends when the service took it; fails with why it did not.
    pub(crate) async fn show(&self, toast: Toast) -> Result<(), String> {
        let (taken, answer) = oneshot::channel();
        let gone = || "the program ends".to_owned();
        self.requests.send(Request { toast, taken }).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

async fn carry(app: AppHandle, mut requests: mpsc::UnboundedReceiver<Request>) {
    let mut shown = Shown::default();
    let mut unsent = None;
    loop {
        let first = match unsent.take() {
            Some(request) => request,
            None => match requests.recv().await {
                Some(request) => request,
                None => return,
            },
        };
        let (link, clicks) = match timeout(PATIENCE, Link::open()).await {
            Ok(Ok(opened)) => opened,
            Ok(Err(error)) => {
                answer(first, Err(error.to_string()));
                continue;
            }
            Err(_) => {
                answer(first, Err("the session bus does not answer".to_owned()));
                continue;
            }
        };
        if let Err(error) = link.send(&mut shown, &first.toast, words(&app)).await {
            answer(first, Err(error.to_string()));
            continue;
        }
        answer(first, Ok(()));
        match serve(&app, &link, clicks, &mut shown, &mut requests).await {
            End::OfProgram => return,
            // Swallowed by a connection that had worked; worth one more try on a new one.
            End::OfLink(request) => unsent = request,
        }
    }
}

enum End {
    OfProgram,
    OfLink(Option<Request>),
}

async fn serve(
    app: &AppHandle,
    link: &Link,
    mut clicks: ActionInvokedStream,
    shown: &mut Shown,
    requests: &mut mpsc::UnboundedReceiver<Request>,
) -> End {
    loop {
        tokio::select! {
            request = requests.recv() => {
                let Some(request) = request else { return End::OfProgram };
                if let Err(error) = link.send(shown, &request.toast, words(app)).await {
                    tracing::warn!(%error, "the notification service does not answer");
                    return End::OfLink(Some(request));
                }
                answer(request, Ok(()));
            }
            click = clicks.next() => {
                let Some(click) = click else { return End::OfLink(None) };
                if let Ok(arguments) = click.args()
                    && let Some(source) = link.source(click.message())
                    && let Some(place) = shown.clicked(arguments.id, &source)
                {
                    window::show_from_anywhere(app, place);
                }
            }
        }
    }
}

fn answer(request: Request, taken: Result<(), String>) {
    if let Err(error) = &taken {
        tracing::warn!(error, "a notification could not be shown");
    }
    // Whoever asked may have stopped waiting.
    let _ = request.taken.send(taken);
}

fn words(app: &AppHandle) -> &'static str {
    words::open(desktop::language_in_force(app))
}

/// A connection to the service.
struct Link {
    service: ServiceProxy<'static>,
    names: DBusProxy<'static>,
    markup: bool,
}

impl Link {
    async fn open() -> zbus::Result<(Self, ActionInvokedStream)> {
        let bus = zbus::connection::Builder::session()?.method_timeout(PATIENCE).build().await?;
        let service = ServiceProxy::new(&bus).await?;
        let clicks = service.receive_action_invoked().await?;
        let markup =
            service.get_capabilities().await.is_ok_and(|all| all.iter().any(|one| one == "body-markup"));
        Ok((Self { names: DBusProxy::new(&bus).await?, service, markup }, clicks))
    }

    async fn send(&self, shown: &mut Shown, toast: &Toast, open: &str) -> zbus::Result<()> {
        let owner = self.names.get_name_owner(BusName::from_static_str(SERVICE)?).await.ok();
        let source = owner.map(|owner| self.source_named(owner.as_str()));
        let replaces = shown.replaced_by(&toast.tag, source.as_ref());
        let body = if self.markup { escape(&toast.body) } else { toast.body.clone() };
        let hints = HashMap::from([
            ("desktop-entry", Value::from("testops-companion")),
            ("urgency", Value::from(urgency(toast.kind))),
        ]);
        let actions = ["default", open];
        let icon = "testops-companion";
        let arguments =
            ("TestOps Companion", replaces, icon, &toast.title, body, &actions[..], hints, -1_i32);
        let reply = self.service.inner().call_method("Notify", &arguments).await?;
        let id = reply.body().deserialize::<u32>()?;
        if let Some(source) = self.source(&reply) {
            shown.note(id, &toast.tag, toast.place.as_ref(), source);
        }
        Ok(())
    }

    /// Who sent this message.
    fn source(&self, message: &zbus::Message) -> Option<Source> {
        message.header().sender().map(|name| self.source_named(name.as_str()))
    }

    fn source_named(&self, name: &str) -> Source {
        let bus = self.service.inner().connection().server_guid().to_string();
        Source { bus, name: name.to_owned() }
    }
}

fn urgency(kind: NoticeKind) -> u8 {
    match kind {
        NoticeKind::Started | NoticeKind::Passed | NoticeKind::ExportDone | NoticeKind::RestoreDone => 0,
        NoticeKind::Fixed
        | NoticeKind::Summary
        | NoticeKind::Stalled
        | NoticeKind::AccessAsked
        | NoticeKind::MuteDue
        | NoticeKind::AssignedToMe
        | NoticeKind::Unexplained
        | NoticeKind::DefectBack
        | NoticeKind::PlanDrifted
        | NoticeKind::LaunchLeftOpen => 1,
        NoticeKind::Failed
        | NoticeKind::StillFailing
        | NoticeKind::NotFinished
        | NoticeKind::Question
        | NoticeKind::ExportFailed
        | NoticeKind::ExportMissed
        | NoticeKind::RestoreFailed
        | NoticeKind::LaunchMissed
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
