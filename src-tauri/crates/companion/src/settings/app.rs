use crate::Companion;
use crate::core::failure;
use crate::core::ports::Toast;
use crate::runs::Message;
use crate::settings::check;
use crate::settings::stored::write_settings;
use crate::view::{AppState, ConnectionView, Event, Failure, LinkState, NoticeKind, Saved, Settings};

impl Companion {
    pub async fn state(&self) -> Result<AppState, Failure> {
        let inner = &self.inner;
        let connection = self.connection_view().await?;
        let unread = match &connection {
            Some(connection) => {
                inner.store.inbox().unread(connection.id).await.map_err(|error| inner.stored(&error))?
            }
            None => 0,
        };
        let settings = inner.settings.borrow().clone();
        let link = inner.link.borrow().clone();
        let notices = inner.notices.borrow().clone();
        let imported = inner.imported.borrow().as_ref().map(|imported| imported.shown.clone());
        Ok(AppState {
            first_run: connection.is_none(),
            connection,
            link,
            settings,
            language: inner.language(),
            secret_home: inner.ports.secrets.home(),
            unread,
            notices,
            imported,
            version: inner.ports.version.clone(),
            data_dir: inner.ports.data_dir.to_string_lossy().into_owned(),
            has_tray: inner.ports.host.has_tray(),
            bot: self.bot_glance().await,
        })
    }

    /// The stored connection, also when no client could be made for it.
    async fn connection_view(&self) -> Result<Option<ConnectionView>, Failure> {
        let inner = &self.inner;
        if let Some(session) = inner.session.borrow().as_ref() {
            return Ok(Some(session.view()));
        }
        let stored = inner.store.connections().current().await.map_err(|error| inner.stored(&error))?;
        Ok(stored.map(|connection| crate::core::session::view(&connection, false, false)))
    }

    pub async fn look_now(&self) -> Result<(), Failure> {
        self.inner.tell_runs(Message::LookNow).await
    }

    /// Somebody looks at these runs for the next half minute: they are looked at every few seconds, within the request
    /// budget. To be said again while it holds.
    pub async fn look_closely(&self, run_ids: Vec<i64>) -> Result<(), Failure> {
        self.inner.tell_runs(Message::LookClosely(run_ids)).await
    }

    pub async fn save_settings(&self, settings: Settings) -> Result<Saved, Failure> {
        let inner = &self.inner;
        let faults = check::check(&settings, inner.texts());
        if !faults.is_empty() {
            return Ok(Saved::Refused { faults });
        }
        write_settings(inner, &settings).await.map_err(|error| inner.stored(&error))?;
        let before = inner.settings.send_replace(settings.clone());
        if before.autostart != settings.autostart
            && let Err(error) = inner.ports.host.set_autostart(settings.autostart)
        {
            tracing::warn!(error, "starting with the session could not be set");
        }
        if before.evidence_mb != settings.evidence_mb {
            inner.limit_evidence().await;
        }
        inner.reschedule_held().await;
        inner.tell_runs(Message::SettingsChanged).await?;
        drop(inner.exports.send(crate::exports::Message::SettingsChanged).await);
        inner.emit(Event::StateChanged);
        Ok(Saved::Saved)
    }

    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn try_notification(&self) -> Result<(), Failure> {
        let (title, body) = self.inner.texts().trial();
        self.inner.notify_now(Toast {
            tag: "trial".to_owned(),
            kind: NoticeKind::Passed,
            title: title.to_owned(),
            body: body.to_owned(),
            place: None,
        });
        Ok(())
    }

    pub async fn dismiss_notice(&self, id: String) -> Result<(), Failure> {
        self.inner.notices.send_modify(|notices| notices.retain(|notice| notice.id != id));
        self.inner.emit(Event::StateChanged);
        // The tray shows some of them too.
        self.inner.tell_runs(Message::ShowTray).await
    }

    /// Ends the program; what is under way is stored first.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn quit(&self) -> Result<(), Failure> {
        self.inner.ports.host.quit();
        Ok(())
    }

    pub async fn diagnostics(&self) -> Result<String, Failure> {
        let inner = &self.inner;
        let session = inner.session.borrow().clone();
        let runs = match &session {
            Some(session) => {
                inner.store.runs().count(session.connection.id).await.map_err(|error| inner.stored(&error))?
            }
            None => 0,
        };
        let open = self.active_runs().await?.len();
        let link = match &*inner.link.borrow() {
            LinkState::None => "none".to_owned(),
            LinkState::Connecting => "connecting".to_owned(),
            LinkState::Online { as_of } => format!("online, as of {as_of}"),
            LinkState::Offline { since, failure, .. } => format!("offline since {since}: {:?}", failure.code),
        };
        let server = session.as_ref().map_or("none", |session| failure::host_of(&session.connection.url));
        let demo = session.as_ref().is_some_and(|session| session.connection.demo);
        let settings = inner.settings.borrow().clone();
        let bot = self.bot_diagnostics().await;
        Ok([
            format!("TestOps Companion {}", inner.ports.version),
            format!("system: {} {}", std::env::consts::OS, std::env::consts::ARCH),
            format!("time: {}", inner.now()),
            format!("data: {}", inner.ports.data_dir.display()),
            format!("secrets: {:?}", inner.ports.secrets.home()),
            format!("server: {server}, demo: {demo}"),
            format!("link: {link}"),
            format!("runs: {runs}, open: {open}"),
            format!("telegram: {bot}"),
            format!("settings: {settings:?}"),
        ]
        .join("\n"))
    }
}
