//! A secret store that is locked, late or hangs at the start: the window is there at once, nothing is claimed to be
//! gone, and the program goes on by itself.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use companion::ports::{SecretError, SecretStore};
use companion::view::{AppState, ConnectionDraft, FailureCode, LinkState, SecretHome};
use futures::future::BoxFuture;
use secrecy::SecretString;

use crate::outside::Memory;
use crate::program::Program;
use crate::server::Server;

/// Longer than the program ever waits between two questions.
const A_WHILE: TimeDelta = TimeDelta::seconds(10);

/// How a keyring is at the moment.
#[derive(Clone)]
enum Mood {
    Answers,
    Refuses(SecretError),
    Hangs,
}

struct Moody {
    memory: Arc<Memory>,
    mood: Mutex<Mood>,
}

impl Moody {
    fn turn(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    async fn ask(&self) -> Result<(), SecretError> {
        let mood = self.mood.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match mood {
            Mood::Answers => Ok(()),
            Mood::Refuses(error) => Err(error),
            Mood::Hangs => std::future::pending().await,
        }
    }
}

impl SecretStore for Moody {
    fn home(&self) -> SecretHome {
        self.memory.home()
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        Box::pin(async move {
            self.ask().await?;
            self.memory.get(key).await
        })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.ask().await?;
            self.memory.set(key, value).await
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.ask().await?;
            self.memory.delete(key).await
        })
    }
}

async fn state(program: &Program) -> AppState {
    program.companion.state().await.expect("the state")
}

fn notice<'a>(state: &'a AppState, id: &str) -> Option<&'a str> {
    state.notices.iter().find(|notice| notice.id == id).map(|notice| notice.message.as_str())
}

/// Starts again on a secret store of this mood, and answers with the state that the window shows.
async fn started(server: &Server, mood: Mood) -> (Program, Arc<Moody>, AppState) {
    let program = Program::connected(server).await;
    let secrets = Arc::new(Moody { memory: program.outside.secrets.clone(), mood: Mutex::new(mood) });
    let program = program.restarted_with(secrets.clone()).await;
    let state = state(&program).await;
    assert!(!state.first_run && state.connection.is_some(), "the stored connection is not shown: {state:?}");
    assert_eq!(notice(&state, "token_missing"), None, "nobody knows that the token is gone");
    (program, secrets, state)
}

async fn goes_on(program: &Program, secrets: &Moody) {
    secrets.turn(Mood::Answers);
    loop {
        program.outside.clock.advance(A_WHILE);
        let state = state(program).await;
        if matches!(state.link, LinkState::Online { .. }) {
            assert!(state.connection.is_some_and(|connection| connection.token_set));
            assert!(
                state.notices.iter().all(|notice| !notice.id.starts_with("secret")),
                "{:?}",
                state.notices
            );
            return;
        }
        program.nudge().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_waited_for_and_told() {
    let server = Server::start().await;
    let (program, secrets, state) = started(&server, Mood::Refuses(SecretError::Locked)).await;
    let message = notice(&state, "secrets_awaited").expect("the window says what is waited for");
    assert!(message.contains("locked"), "{message}");
    let toast = program.toast(|toast| toast.tag == "secrets_awaited").await;
    assert_eq!(toast.title, message);
    goes_on(&program, &secrets).await;
    let toasts = program.outside.host.told().toasts;
    assert_eq!(toasts.iter().filter(|toast| toast.tag == "secrets_awaited").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_comes_late_is_asked_again() {
    let server = Server::start().await;
    let late = SecretError::Unavailable("nobody has that name".to_owned());
    let (program, secrets, state) = started(&server, Mood::Refuses(late)).await;
    assert!(notice(&state, "secrets_awaited").is_some(), "{:?}", state.notices);
    goes_on(&program, &secrets).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_hangs_does_not_hold_up_the_start() {
    let server = Server::start().await;
    let (program, _, state) = started(&server, Mood::Hangs).await;
    assert!(notice(&state, "secrets_awaited").is_some(), "{:?}", state.notices);
    program.companion.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_the_connection_can_be_set_up_anew() {
    let server = Server::start().await;
    let late = SecretError::Unavailable("nobody has that name".to_owned());
    let (program, secrets, _) = started(&server, Mood::Refuses(late)).await;
    let draft = ConnectionDraft { url: server.running.url.clone(), ..ConnectionDraft::default() };
    let failure = program.companion.save_connection(draft.clone()).await.expect_err("the token is not known");
    assert_eq!(failure.code, FailureCode::Secrets);

    secrets.turn(Mood::Answers);
    let draft = ConnectionDraft { token: Some(server.running.token.clone()), ..draft };
    program.companion.save_connection(draft).await.expect("saved");
    assert_eq!(notice(&state(&program).await, "secrets_awaited"), None);
    goes_on(&program, &secrets).await;
}
