//! What can happen in a simulation, as data: drawn from the seed, dropped one by one when a failure is made shorter.

use std::time::Duration;

use crate::pace::Blow;

/// One thing that happens, so long after the one before.
#[derive(Clone, Debug)]
pub(crate) struct Timed {
    pub(crate) after: Duration,
    pub(crate) step: Step,
}

/// Numbers that choose among what is there (jobs, runs, plans, buttons) are taken modulo how many there are.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Window(Window),
    Chat(Chat),
    Server(Server),
    Machine(Machine),
    Export(Export),
    Schedule(Schedule),
}

/// Whether the same press comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    No,
    /// Beside the first.
    AtOnce,
    After(Duration),
}

/// A person at the window or the tray.
#[derive(Clone, Debug)]
pub(crate) enum Window {
    Launch {
        job: usize,
        name: u64,
        again: Again,
    },
    /// The launch that has not gone out yet.
    TakeBack,
    Repeat {
        run: usize,
        again: Again,
    },
    RepeatInTray {
        again: Again,
    },
    Rerun {
        run: usize,
        again: Again,
    },
    Close {
        run: usize,
    },
    AnswerFate {
        run: usize,
        started: bool,
    },
    Follow {
        launch: usize,
    },
    LookNow,
    Quiet {
        from: u8,
        to: u8,
    },
    NotQuiet,
    /// How long a launch can be taken back.
    UndoWithin {
        seconds: u32,
    },
    Mute {
        project: usize,
        on: bool,
    },
    ReadInbox,
    SwitchBot {
        on: bool,
    },
}

/// Where somebody talks with the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Private,
    Group,
    Topic,
    /// A basic group, which may become a supergroup.
    Crew,
}

/// A person in a chat with the bot.
#[derive(Clone, Debug)]
pub(crate) enum Chat {
    Say {
        person: usize,
        spot: Spot,
        text: &'static str,
    },
    /// One of the buttons that stand under the bot's messages, the newest ones first.
    Press {
        person: usize,
        spot: Spot,
        button: usize,
        again: Again,
    },
    /// From `/launch` to the last button.
    Launch {
        person: usize,
        spot: Spot,
        job: usize,
        again: Again,
        takes_back: bool,
    },
    Subscribe {
        person: usize,
        spot: Spot,
        project: usize,
    },
    /// Telegram tells once more what it told so many updates ago.
    Redelivered {
        back: i64,
    },
}

/// What happens on the servers and on the way to them.
#[derive(Clone, Debug)]
pub(crate) enum Server {
    /// How the next launches go.
    Script {
        job: usize,
        tests: usize,
        failed: usize,
        minutes: u64,
        fate: Fate,
    },
    /// Somebody else launches.
    Elsewhere {
        job: usize,
    },
    /// The launches that wait for a hand go on, by results or to their end.
    MoveOn {
        launch: usize,
        close: bool,
    },
    CasesChange {
        project: usize,
    },
    ExportsGo {
        way: Way,
    },
    /// The basic group becomes a supergroup.
    Upgrade,
    /// Telegram numbers its updates anew, as after a quiet week.
    Renumber {
        from: i64,
    },
    Trouble {
        side: Side,
        what: Trouble,
        lasting: Duration,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    Runs,
    StartFails,
    Cancelled,
    NeverClosed,
    Held,
}

/// How the next export files come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Well,
    Fail,
    Cut,
    Slow,
    Ragged,
    WrongCount,
    Garbage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    TestOps,
    Telegram,
    Both,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble {
    Down,
    Slow {
        ms: u64,
    },
    Silent,
    /// Polls are taken and never answered; TestOps answers with half of a body.
    Held,
    Status {
        code: u16,
    },
    TooMany {
        seconds: u64,
    },
    Page,
    Cut {
        after: usize,
    },
    /// Of requests that change something.
    LostAnswer,
    /// Done at once, answered too late.
    LateAnswer {
        ms: u64,
    },
    ExpiredToken,
    /// Another program polls with the same token.
    Conflict,
}

/// The machine and the program on it.
#[derive(Clone, Debug)]
pub(crate) enum Machine {
    Sleep {
        length: Duration,
    },
    /// Milliseconds, either way.
    SetClock {
        by: i64,
    },
    CorrectClock,
    Keyring {
        open: bool,
        asks: bool,
    },
    /// Notifications are refused, or shown and never answered.
    Desktop {
        silent: bool,
        lasting: Duration,
    },
    /// A disk is full, or fails to write.
    Disk {
        of: Disk,
        broken: bool,
        lasting: Duration,
    },
    /// At the statement, or the named place, that is reached after so many others.
    Strike {
        after: u64,
        blow: Blow,
        off: Duration,
    },
    Quit {
        off: Duration,
    },
    /// After so many moments at which everything waits.
    Kill {
        moments: u64,
        off: Duration,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disk {
    Exports,
    /// Where the database is.
    Data,
}

/// Export plans.
#[derive(Clone, Debug)]
pub(crate) enum Export {
    Plan { project: usize, cron: &'static str, zone: &'static str, catch_up: u8 },
    Run { plan: usize, again: Again },
    Pause { plan: usize, on: bool },
    SkipNext { plan: usize },
    Cancel { plan: usize },
    Answer { plan: usize, run: bool },
    Delete { plan: usize },
}

/// Jobs that are launched by themselves.
#[derive(Clone, Debug)]
pub(crate) enum Schedule {
    Save { job: usize, when: When, catch_up: u8 },
    Launch { schedule: usize, again: Again },
    Pause { schedule: usize, on: bool },
    SkipNext { schedule: usize, on: bool },
    Answer { schedule: usize, launch: bool },
    See { schedule: usize },
    Delete { schedule: usize },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Times { cron: &'static str, zone: &'static str },
    After { job: usize },
}
