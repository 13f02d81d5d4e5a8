//! The kit as a test holds it.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::ask::{Ask, Whom};
use crate::bot::{Bot, NewBot};
use crate::channel::Channel;
use crate::clock::{Clock, TimeSource};
use crate::core::Core;
use crate::door::Door;
use crate::failure::Failure;
use crate::group::Group;
use crate::manner::Manner;
use crate::person::{NewPerson, Person, WritesAs};
use crate::trouble::{Trouble, millis};
use crate::world::World;
use crate::world::log::Request;
use crate::{http, transcript};

/// How a kit is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the server listens; a free port on this machine by default.
    pub listen: SocketAddr,
    /// Epoch milliseconds at which the kit's clock starts; the machine's time by default.
    pub start_ms: Option<i64>,
    /// The clock stands until it is moved or run, so that a transcript is the same every time.
    pub standing: bool,
    /// Where the kit's time comes from in place of the machine's clock; `start_ms` and `standing` mean nothing then.
    pub time: Option<TimeSource>,
    pub manner: Manner,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            start_ms: None,
            standing: false,
            time: None,
            manner: Manner::default(),
        }
    }
}

/// A Bot API server, and the world of people and groups around it.
///
/// Dropping it stops a server that [`Kit::start`] started; during a panic the transcript is printed before.
#[derive(Debug)]
pub struct Kit {
    door: Door,
    url: String,
    manner: Manner,
}

/// What went wrong on the bots' side so far.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Problems {
    /// What bots reported as not handled, through [`Reporter`].
    pub errors: Vec<String>,
    /// Requests that were refused without an order of the test: `sendMessage: Bad Request: …`.
    pub refused: Vec<String>,
}

/// Where a bot's own error handler reports what it did not handle. The next expectation fails with it.
#[derive(Clone, Debug)]
pub struct Reporter {
    door: Door,
}

#[derive(Deserialize)]
struct Named {
    id: i64,
}

#[derive(Deserialize)]
struct Registered {
    id: i64,
    username: String,
    token: String,
}

impl Kit {
    /// Starts a server on a free port of this machine.
    pub async fn start() -> Result<Self, Failure> {
        Self::start_with(Options::default()).await
    }

    pub async fn start_with(options: Options) -> Result<Self, Failure> {
        let cannot =
            |why: std::io::Error| Failure::new(format!("Cannot listen on {}: {why}", options.listen));
        let listener = TcpListener::bind(options.listen).await.map_err(cannot)?;
        let listen = listener.local_addr().map_err(cannot)?;
        let kit = Self::resting(Options { listen, ..options });
        if let Door::Here(core) = &kit.door {
            core.tasks.spawn(http::serve(core.clone(), listener, core.stop_token()));
        }
        Ok(kit)
    }

    /// A kit without a server. [`Kit::serve_on`] gives it one in whatever runtime is current, also one after another;
    /// [`Kit::url`] is the address in the options.
    pub fn resting(options: Options) -> Self {
        let Options { listen, start_ms, standing, time, manner } = options;
        let clock = match time {
            Some(source) => Clock::following(source),
            None if standing => Clock::standing(start_ms),
            None => Clock::new(start_ms),
        };
        let core = Arc::new(Core::new(World::new(clock)));
        Self { door: Door::Here(core), url: format!("http://{listen}"), manner }
    }

    /// Serves this kit on a listener until `stop` is cancelled or the kit is dropped. Needs no thread of its own: bot,
    /// test and server can share one current-thread runtime, with tokio's time paused.
    ///
    /// Panics where the kit lives in another process.
    pub fn serve_on<L>(
        &self,
        listener: L,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send + use<L>
    where
        L: Listener,
        L::Addr: fmt::Debug,
    {
        let core = match &self.door {
            Door::Here(core) => core.clone(),
            Door::There { .. } => unreachable!("a kit in another process serves itself"),
            #[cfg(feature = "live")]
            Door::Live(_) => unreachable!("Telegram serves itself"),
        };
        http::serve(core, listener, stop)
    }

    /// Uses a server in another process, such as `telegram-kit serve`, by its address.
    pub async fn connect(url: &str, manner: Manner) -> Result<Self, Failure> {
        let url = url.trim_end_matches('/').to_owned();
        let control = format!("{url}/__kit").into();
        let door = Door::There { control, client: reqwest::Client::new() };
        let kit = Self { door, url, manner };
        kit.problems().await?;
        Ok(kit)
    }

    /// Uses Telegram's own test servers: the bot runs against [`Kit::url`] with the token that [`Kit::bot`] gives, and
    /// people are test accounts. Trouble, the clock, groups and whatever else only the kit's own server has is refused.
    #[cfg(feature = "live")]
    pub fn live(options: crate::LiveOptions, manner: Manner) -> Self {
        let door = Door::Live(Arc::new(crate::live::Live::new(options)));
        Self { door, url: crate::live::BOT_API.to_owned(), manner }
    }

    /// The address that a bot uses in place of `https://api.telegram.org`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the control door is.
    pub fn control(&self) -> String {
        format!("{}/__kit", self.url)
    }

    /// Registers a bot. The first one is whom people talk to unless they say otherwise.
    pub async fn bot(&self, name: &str) -> Result<Bot, Failure> {
        self.bot_with(NewBot { name: name.to_owned(), ..NewBot::default() }).await
    }

    pub async fn bot_with(&self, bot: NewBot) -> Result<Bot, Failure> {
        let NewBot { name, username, token, reads_all } = bot;
        let ask = Ask::AddBot { name, username, token, reads_all };
        let Registered { id, username, token } = self.door.ask(ask).await?;
        Ok(Bot { door: self.door.clone(), manner: self.manner, id, username, token })
    }

    /// A bot that a server in another process began with, as its line tells of it.
    pub fn bot_of(&self, id: i64, username: &str, token: &str) -> Bot {
        let (username, token) = (username.to_owned(), token.to_owned());
        Bot { door: self.door.clone(), manner: self.manner, id, username, token }
    }

    /// Adds a person.
    pub async fn person(&self, name: &str) -> Result<Person, Failure> {
        self.person_with(NewPerson { name: name.to_owned(), ..NewPerson::default() }).await
    }

    pub async fn person_with(&self, person: NewPerson) -> Result<Person, Failure> {
        let NewPerson { name, username, language } = person;
        let Named { id } = self.door.ask(Ask::AddPerson { name: name.clone(), username, language }).await?;
        let (door, manner) = (self.door.clone(), self.manner);
        Ok(Person {
            door,
            manner,
            id,
            name,
            chat: None,
            topic: None,
            writes_as: WritesAs::Themselves,
            marks: Arc::default(),
        })
    }

    /// Makes a group of people and bots, given by their ids. The first person owns it.
    pub async fn group(&self, title: &str, members: &[i64]) -> Result<Group, Failure> {
        self.group_of(title, members, false, false).await
    }

    /// The same with topics: General is there already, others are opened with [`Group::topic`] or by the bot.
    pub async fn forum(&self, title: &str, members: &[i64]) -> Result<Group, Failure> {
        self.group_of(title, members, true, false).await
    }

    /// A group as it is when it is new and small: not a supergroup, until [`Group::upgrade`].
    pub async fn basic_group(&self, title: &str, members: &[i64]) -> Result<Group, Failure> {
        self.group_of(title, members, false, true).await
    }

    /// Makes a channel, which can write in groups.
    pub async fn channel(&self, title: &str) -> Result<Channel, Failure> {
        let Named { id } = self.door.ask(Ask::AddChannel { title: title.to_owned() }).await?;
        Ok(Channel { door: self.door.clone(), id, title: title.to_owned() })
    }

    async fn group_of(
        &self,
        title: &str,
        members: &[i64],
        forum: bool,
        basic: bool,
    ) -> Result<Group, Failure> {
        let members = members.iter().copied().map(Whom::Id).collect();
        let ask = Ask::AddGroup { title: title.to_owned(), members, forum, basic };
        let Named { id } = self.door.ask(ask).await?;
        Ok(Group { door: self.door.clone(), id, title: title.to_owned() })
    }

    /// Orders trouble. The number is what [`Kit::clear_trouble`] takes.
    pub async fn trouble(&self, trouble: Trouble) -> Result<u64, Failure> {
        #[derive(Deserialize)]
        struct Ordered {
            id: u64,
        }
        self.door.ask(Ask::Trouble(trouble)).await.map(|ordered: Ordered| ordered.id)
    }

    pub async fn clear_trouble(&self, id: u64) -> Result<(), Failure> {
        self.tell(Ask::ClearTrouble { id: Some(id) }).await
    }

    pub async fn clear_troubles(&self) -> Result<(), Failure> {
        self.tell(Ask::ClearTrouble { id: None }).await
    }

    /// Enforces Telegram's published rates, by the kit's clock, or lets everything through again.
    pub async fn enforce_rates(&self, enforced: bool) -> Result<(), Failure> {
        self.tell(Ask::Pace { enforced }).await
    }

    /// Moves the kit's clock forward: dates, expiry of presses, rates and trouble follow it.
    pub async fn advance(&self, by: Duration) -> Result<(), Failure> {
        self.tell(Ask::Clock { advance_ms: millis(by), run: None }).await
    }

    /// Stops the kit's clock; [`Kit::advance`] still moves it.
    pub async fn stop_clock(&self) -> Result<(), Failure> {
        self.tell(Ask::Clock { advance_ms: 0, run: Some(false) }).await
    }

    pub async fn run_clock(&self) -> Result<(), Failure> {
        self.tell(Ask::Clock { advance_ms: 0, run: Some(true) }).await
    }

    /// Epoch milliseconds by the kit's clock.
    pub async fn now_ms(&self) -> Result<i64, Failure> {
        #[derive(Deserialize)]
        struct Now {
            now_ms: i64,
        }
        self.door.ask(Ask::Clock { advance_ms: 0, run: None }).await.map(|now: Now| now.now_ms)
    }

    /// What bots asked behind the request of that number, at most the last 10 000.
    pub async fn requests(&self, since: u64) -> Result<Vec<Request>, Failure> {
        self.door.ask(Ask::Requests { since }).await
    }

    pub fn reporter(&self) -> Reporter {
        Reporter { door: self.door.clone() }
    }

    pub async fn problems(&self) -> Result<Problems, Failure> {
        self.door.ask(Ask::Problems { clear: false }).await
    }

    /// The same, and forgets them: for a test that wants them.
    pub async fn take_problems(&self) -> Result<Problems, Failure> {
        self.door.ask(Ask::Problems { clear: true }).await
    }

    /// The last line of a test: fails when a bot reported an error, and in strict manner when a request was refused.
    pub async fn finish(self) -> Result<(), Failure> {
        let Problems { errors, refused } = self.problems().await?;
        let what = match (errors.first(), refused.first()) {
            (Some(error), _) => format!("The bot failed: {error}"),
            (None, Some(refused)) if self.manner.strict => format!("A request was refused: {refused}"),
            _ => return Ok(()),
        };
        Err(self.door.explain(Failure::new(what)).await)
    }

    /// Everything that was said, as text.
    pub async fn transcript(&self) -> Result<String, Failure> {
        self.door.ask(Ask::Transcript).await
    }

    /// The same as an HTML page that looks like a chat and needs no other file.
    pub async fn page(&self) -> Result<String, Failure> {
        self.door.ask(Ask::Page).await
    }

    async fn tell(&self, ask: Ask) -> Result<(), Failure> {
        self.door.ask(ask).await.map(|_: serde_json::Value| ())
    }
}

impl Drop for Kit {
    fn drop(&mut self) {
        let Door::Here(core) = &self.door else { return };
        if std::thread::panicking() {
            let said = transcript::text(&core.world());
            #[expect(clippy::print_stderr, reason = "this is what somebody with a failed test wants to read")]
            {
                eprintln!("\n{said}");
            }
        }
        core.stop();
    }
}

impl Reporter {
    /// Notes something that the bot did not handle. Tokens in it are blotted out.
    pub async fn report(&self, error: impl fmt::Display) {
        let reported: Result<serde_json::Value, _> =
            self.door.ask(Ask::Report { error: error.to_string() }).await;
        // A kit that is gone has no test left to fail.
        drop(reported);
    }
}
