//! The agent at work, from its start to a signal.

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::agent::{Agent, Extent};
use crate::configuration::Configuration;
use crate::http::{self, Seen};
use crate::plans;
use crate::replica::{self, Pulse, Role};
use crate::trouble::Trouble;

pub(crate) async fn run(configuration: &Configuration) -> Result<(), Trouble> {
    let listener = TcpListener::bind(configuration.http.listen).await.map_err(|error| {
        Trouble::Said(format!("http.listen: {} cannot be listened on: {error}", configuration.http.listen))
    })?;
    if let Some(database) = &configuration.database {
        return replica::run(configuration, database, listener).await;
    }
    let mut signals = Signals::new()?;
    let agent = Agent::start(configuration, Extent::Everything).await?;
    let listen = listener.local_addr().map(|address| address.to_string()).unwrap_or_default();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), listen, "running");
    apply_plans(&agent, configuration).await;
    let hurried = twice()?;
    let ready = watch::Sender::new(true);
    let role = watch::Sender::new(Role::Leads { companion: agent.companion.clone(), epoch: None });
    let seen = Seen {
        role: role.subscribe(),
        pulse: Pulse::of_file(),
        clock: agent.clock.clone(),
        zone: configuration.zone,
        language: configuration.language,
        ready: ready.subscribe(),
    };
    let served = http::serve(listener, seen, configuration);
    let ended = async {
        while let Heard::Reload = signals.next().await {
            apply_plans(&agent, configuration).await;
        }
        ready.send_replace(false);
        tracing::info!("ending");
        agent.companion.shutdown().await;
    };
    tokio::select! {
        () = ended => {}
        error = served => {
            agent.companion.shutdown().await;
            return Err(Trouble::Said(format!("http: {error}")));
        }
        // Somebody is in a hurry: what is under way is as after a kill, which loses nothing.
        () = hurried => {}
    }
    tracing::info!("ended");
    Ok(())
}

/// What is wrong with the file is logged: the plans that are there go on.
pub(crate) async fn apply_plans(agent: &Agent, configuration: &Configuration) {
    let Some(file) = &configuration.plans_file else { return };
    match plans::apply(&agent.companion, file).await {
        Ok(changes) => {
            for change in changes {
                tracing::info!(plan = change.name, what = %change.what, "plan");
            }
        }
        Err(trouble) => tracing::error!(%trouble, "the plans stay as they are"),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    End,
    Reload,
}

pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    pub(crate) fn new() -> Result<Self, Trouble> {
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            hangup: listen(SignalKind::hangup())?,
        })
    }

    pub(crate) async fn next(&mut self) -> Heard {
        tokio::select! {
            _ = self.terminate.recv() => Heard::End,
            _ = self.interrupt.recv() => Heard::End,
            _ = self.hangup.recv() => Heard::Reload,
        }
    }
}

/// Ends at the second signal that asks for the end.
pub(crate) fn twice() -> Result<impl Future<Output = ()>, Trouble> {
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        for _ in 0..2 {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
    })
}

fn listen(kind: SignalKind) -> Result<Signal, Trouble> {
    signal(kind).map_err(|error| Trouble::Said(format!("signals cannot be heard: {error}")))
}
