//! What outlives the program: the machine, both servers, people, and what is known of all of them.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use companion::ports::Ports;
use telegram::TelegramBot;
use telegram_kit::{Bot, Group, Kit, Message, Person, Topic};
use tempfile::TempDir;
use testops_sim::{Control, JobState, Options, Simulator, TimeSource};
use tokio_util::sync::CancellationToken;

use crate::clock::SimClock;
use crate::dice::Dice;
use crate::doubts::Doubts;
use crate::history::History;
use crate::model::Model;
use crate::outside::{Desktop, Keyring, NoDemo};
use crate::pace::Pace;
use crate::proxy::Proxy;
use crate::step::Spot;
use crate::trouble::Troubles;

pub(crate) type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Dates at which clocks change somewhere, and one at which none does.
const BEGINNINGS: [&str; 4] =
    ["2026-03-26T06:00:00Z", "2026-10-22T05:00:00Z", "2026-11-28T09:00:00Z", "2026-04-02T00:00:00Z"];
const ZONES: [Tz; 4] = [Tz::UTC, Tz::Europe__Berlin, Tz::America__New_York, Tz::Australia__Lord_Howe];

pub(crate) struct World {
    pub(crate) clock: Arc<SimClock>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) history: History,
    pub(crate) desktop: Arc<Desktop>,
    pub(crate) doubts: Arc<Doubts>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) testops: TestOps,
    pub(crate) telegram: Telegram,
    pub(crate) troubles: Troubles,
    model: Mutex<Model>,
    folder: TempDir,
}

pub(crate) struct TestOps {
    pub(crate) url: String,
    pub(crate) simulator: Simulator,
    pub(crate) control: Control,
    pub(crate) jobs: Vec<JobState>,
    pub(crate) proxy: Option<Proxy>,
    wire: Wire,
}

/// A port of this machine, and what cuts the connections on it.
struct Wire {
    listener: TcpListener,
    connections: Mutex<CancellationToken>,
}

pub(crate) struct Telegram {
    pub(crate) url: String,
    pub(crate) kit: Kit,
    pub(crate) bot: Bot,
    /// The first one owns the bot.
    pub(crate) people: Vec<Person>,
    pub(crate) group: Group,
    pub(crate) topic: Topic,
    /// A basic group, and the supergroup that it has become; the newest last.
    crew: Mutex<Vec<Group>>,
    pub(crate) proxy: Option<Proxy>,
    wire: Wire,
}

impl World {
    /// To be called in a runtime, which may end.
    pub(crate) async fn new(seed: u64) -> Result<Self, Failed> {
        let mut dice = Dice::new(seed ^ 0x0077_0a1d);
        let base: DateTime<Utc> = dice.pick(&BEGINNINGS).parse()?;
        let clock = SimClock::new(base, *dice.pick(&ZONES));
        let history = History::new(clock.clone());
        // In half of the worlds.
        let passwords = dice.percent(50).then(|| {
            ["of-testops", "of-telegram"].map(|name| format!("{}{name}", dice.between(0, u64::MAX)))
        });
        let [of_testops, of_telegram] = passwords.map_or([None, None], |passwords| passwords.map(Some));
        Ok(Self {
            pace: Arc::default(),
            desktop: Arc::new(Desktop::new(clock.clone())),
            doubts: Arc::new(Doubts::new(clock.clone())),
            keyring: Arc::default(),
            testops: TestOps::new(seed, &clock, of_testops)?,
            telegram: Telegram::new(&clock, of_telegram).await?,
            troubles: Troubles::default(),
            model: Mutex::default(),
            folder: folder()?,
            history,
            clock,
        })
    }

    pub(crate) fn ports(&self) -> Ports {
        Ports {
            clock: self.clock.clone(),
            host: self.desktop.clone(),
            secrets: self.keyring.clone(),
            demo: Arc::new(NoDemo),
            bot: Some(Arc::new(TelegramBot::new(self.clock.clone()))),
            data_dir: self.data_dir(),
            cache_dir: self.data_dir().join("cache"),
            containers: None,
            exports_dir: self.exports_dir(),
            version: "0.0.0-simulation".to_owned(),
        }
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn exports_dir(&self) -> PathBuf {
        self.folder.path().join("exports")
    }

    pub(crate) fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The machine sleeps: no connection survives that.
    pub(crate) fn sleep(&self, length: Duration) -> Result<(), Failed> {
        self.testops.wire.cut();
        self.telegram.wire.cut();
        self.clock.sleep(length);
        self.troubles.slept();
        self.connect()
    }

    /// Serves both servers in the runtime that is current.
    pub(crate) fn serve(self: &Arc<Self>) -> Result<(), Failed> {
        self.connect()?;
        let pace = self.pace.clone();
        self.alongside(async move { pace.go_on().await });
        let world = self.clone();
        self.alongside(async move {
            loop {
                world.trouble_over().await;
                drop(world.end_troubles(false).await);
            }
        });
        Ok(())
    }

    fn connect(&self) -> Result<(), Failed> {
        let (listener, cut) = self.testops.wire.open()?;
        let simulator = self.testops.simulator.clone();
        self.alongside(async move { simulator.serve_on(listener, cut).await });
        let (listener, cut) = self.telegram.wire.open()?;
        self.alongside(self.telegram.kit.serve_on(listener, cut));
        Ok(())
    }

    /// Runs until the runtime ends.
    #[expect(clippy::unused_self, reason = "whoever runs something has a world to run it in")]
    pub(crate) fn alongside(&self, task: impl Future<Output = ()> + Send + 'static) {
        #[expect(clippy::disallowed_methods, reason = "it ends with the runtime")]
        drop(tokio::spawn(task));
    }
}

/// In memory where the system offers that.
fn folder() -> std::io::Result<TempDir> {
    let memory = std::path::Path::new("/dev/shm");
    let builder = &mut tempfile::Builder::new();
    let builder = builder.prefix("testops-campaign-");
    if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }
}

impl Wire {
    fn new() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, connections: Mutex::default() })
    }

    /// In the runtime that is current.
    fn open(&self) -> std::io::Result<(tokio::net::TcpListener, CancellationToken)> {
        let cut = CancellationToken::new();
        *self.connections.lock().unwrap_or_else(PoisonError::into_inner) = cut.clone();
        Ok((tokio::net::TcpListener::from_std(self.listener.try_clone()?)?, cut))
    }

    fn cut(&self) {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

impl TestOps {
    fn new(seed: u64, clock: &Arc<SimClock>, password: Option<String>) -> Result<Self, Failed> {
        let wire = Wire::new()?;
        let time = clock.clone();
        let simulator = Simulator::new(&Options {
            seed: seed % 16,
            start: Some(clock.truth().timestamp_millis()),
            time: Some(TimeSource::new(move || time.passed())),
            cases: 60,
            past_days: 2,
            ..Options::default()
        });
        let control = simulator.control();
        let url = format!("http://{}", wire.listener.local_addr()?);
        let proxy = password.map(|password| Proxy::before(&url, password));
        Ok(Self { url, jobs: control.jobs(), control, simulator, proxy, wire })
    }

    pub(crate) fn job(&self, index: usize) -> &JobState {
        &self.jobs[index % self.jobs.len()]
    }
}

impl Telegram {
    async fn new(clock: &Arc<SimClock>, password: Option<String>) -> Result<Self, Failed> {
        let wire = Wire::new()?;
        let clock = clock.clone();
        let since_1970 =
            move || Duration::from_millis(u64::try_from(clock.truth().timestamp_millis()).unwrap_or(0));
        let kit = Kit::resting(telegram_kit::Options {
            listen: wire.listener.local_addr()?,
            time: Some(telegram_kit::TimeSource::new(since_1970)),
            ..telegram_kit::Options::default()
        });
        let bot = kit.bot("Launcher").await?;
        let mut people = Vec::new();
        for name in ["Anna", "Boris", "Clara"] {
            people.push(kit.person(name).await?);
        }
        let mut members: Vec<i64> = people.iter().map(Person::id).collect();
        members.push(bot.id());
        let group = kit.forum("Team", &members).await?;
        let topic = group.topic("Nightly").await?;
        let crew = Mutex::new(vec![kit.basic_group("Crew", &members).await?]);
        let url = kit.url().to_owned();
        let proxy = password.map(|password| Proxy::before(&url, password));
        Ok(Self { url, kit, bot, people, group, topic, crew, proxy, wire })
    }

    fn crew(&self) -> Vec<Group> {
        self.crew.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The basic group becomes a supergroup, unless it is one.
    pub(crate) async fn upgrade(&self) -> Result<(), Failed> {
        if let [basic] = self.crew().as_slice() {
            let now = basic.upgrade().await?;
            self.crew.lock().unwrap_or_else(PoisonError::into_inner).push(now);
        }
        Ok(())
    }

    /// What the person has seen there, in the basic group too that the supergroup was before.
    pub(crate) async fn seen(&self, person: usize, spot: Spot) -> Result<Vec<Message>, Failed> {
        if spot != Spot::Crew {
            return Ok(self.person(person, spot).messages().await?);
        }
        let mut seen = Vec::new();
        for group in self.crew() {
            seen.extend(self.people[person % self.people.len()].in_group(&group).messages().await?);
        }
        Ok(seen)
    }

    /// In private, in the group, in the group's topic, or in the small group.
    pub(crate) fn person(&self, index: usize, spot: Spot) -> Person {
        let person = &self.people[index % self.people.len()];
        match spot {
            Spot::Private => person.clone(),
            Spot::Group => person.in_group(&self.group),
            Spot::Topic => person.in_topic(&self.topic),
            Spot::Crew => match self.crew().last() {
                Some(group) => person.in_group(group),
                None => person.clone(),
            },
        }
    }
}
