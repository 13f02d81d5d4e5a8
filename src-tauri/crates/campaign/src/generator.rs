//! People and trouble, drawn from a seed: days on which the program is used in short windows and else sleeps, is off,
//! or was killed.

use std::time::Duration;

use store::simulation::Fault;

use crate::dice::Dice;
use crate::pace::Blow;
use crate::step::{
    Again, Chat, Disk, Export, Fate, Machine, Schedule, Server, Side, Spot, Step, Timed, Trouble, Way, When,
    Window,
};

/// How long a window of use lasts, in seconds.
const WINDOW: (u64, u64) = (240, 1_500);
/// How long after it was asked for a launch may be taken back, or just too late, in milliseconds.
const LONGEST_UNDO: u64 = 5_000;

/// Everything that happens in so many days.
pub(crate) fn draw(seed: u64, days: u64) -> Vec<Timed> {
    let mut dice = Dice::new(seed);
    let mut steps = Vec::new();
    let mut left = days * 86_400;
    while left > 0 {
        let window = dice.between(WINDOW.0, WINDOW.1).min(left);
        use_it(&mut dice, window, &mut steps);
        left -= window;
        let away = away(&mut dice, left);
        left -= away;
        steps.push(Timed { after: seconds(dice.between(0, 60)), step: rest(&mut dice, away) });
    }
    steps
}

/// Half an hour to a few days.
fn away(dice: &mut Dice, left: u64) -> u64 {
    let longest = *dice.pick(&[3_600, 14_400, 43_200, 86_400, 172_800]);
    dice.between(1_200, longest).min(left)
}

fn rest(dice: &mut Dice, away: u64) -> Step {
    let off = seconds(away);
    Step::Machine(match dice.between(0, 10) {
        0..5 => Machine::Sleep { length: off },
        5..7 => Machine::Quit { off },
        _ => Machine::Kill { moments: dice.between(1, 400), off },
    })
}

fn use_it(dice: &mut Dice, length: u64, steps: &mut Vec<Timed>) {
    let mut at = 0;
    loop {
        let after = *dice.pick(&[1, 3, 10, 30, 60, 120, 240]);
        let after = dice.between(0, after * 1_000 + 1);
        at += after;
        if at > length * 1_000 {
            let over = Duration::from_millis((length * 1_000).saturating_sub(at - after));
            steps.push(Timed { after: over, step: Step::Window(Window::LookNow) });
            return;
        }
        let step = step(dice);
        let is_launch = matches!(step, Step::Window(Window::Launch { .. } | Window::Repeat { .. }));
        steps.push(Timed { after: Duration::from_millis(after), step });
        if is_launch && dice.percent(30) {
            let after = dice.between(0, LONGEST_UNDO);
            at += after;
            steps.push(Timed { after: Duration::from_millis(after), step: while_pending(dice) });
        }
    }
}

/// It is taken back, or the program or the machine does not live to send it in time.
fn while_pending(dice: &mut Dice) -> Step {
    let off = seconds(*dice.pick(&[0, 3, 30, 180]));
    match dice.between(0, 10) {
        0..6 => Step::Window(Window::TakeBack),
        6 => Step::Machine(Machine::Sleep { length: off }),
        7 => Step::Machine(Machine::Quit { off }),
        8 => Step::Machine(Machine::Strike { after: dice.between(0, 20), blow: Blow::KillAtStatement, off }),
        _ => Step::Machine(Machine::Kill { moments: dice.between(1, 20), off }),
    }
}

fn step(dice: &mut Dice) -> Step {
    match dice.between(0, 100) {
        0..30 => Step::Window(window(dice)),
        30..55 => Step::Chat(chat(dice)),
        55..80 => Step::Server(server(dice)),
        80..88 => Step::Export(export(dice)),
        88..92 => Step::Schedule(schedule(dice)),
        _ => Step::Machine(machine(dice)),
    }
}

fn again(dice: &mut Dice) -> Again {
    match dice.between(0, 10) {
        0..6 => Again::No,
        6..8 => Again::AtOnce,
        _ => Again::After(Duration::from_millis(dice.between(1, 20_000))),
    }
}

fn index(dice: &mut Dice) -> usize {
    usize::try_from(dice.between(0, 1_000)).unwrap_or(0)
}

fn window(dice: &mut Dice) -> Window {
    match dice.between(0, 100) {
        0..30 => {
            Window::Launch { job: index(dice), name: dice.between(0, u64::MAX >> 12), again: again(dice) }
        }
        30..40 => Window::Repeat { run: index(dice), again: again(dice) },
        40..48 => Window::RepeatInTray { again: again(dice) },
        48..58 => Window::Rerun { run: index(dice), again: again(dice) },
        58..65 => Window::Close { run: index(dice) },
        65..72 => Window::AnswerFate { run: index(dice), started: dice.percent(50) },
        72..80 => Window::Follow { launch: index(dice) },
        80..84 => Window::LookNow,
        84..88 => Window::Quiet { from: hour(dice), to: hour(dice) },
        88..90 => Window::NotQuiet,
        90 => Window::UndoWithin { seconds: *dice.pick(&[0, 1, 4, 10]) },
        91..94 => Window::Mute { project: index(dice), on: dice.percent(50) },
        94..97 => Window::ReadInbox,
        _ => Window::SwitchBot { on: dice.percent(70) },
    }
}

fn hour(dice: &mut Dice) -> u8 {
    u8::try_from(dice.between(0, 24)).unwrap_or(0)
}

fn chat(dice: &mut Dice) -> Chat {
    let person = index(dice);
    let spot = dice.weighed(&[(6, Spot::Private), (2, Spot::Group), (2, Spot::Topic), (2, Spot::Crew)]);
    match dice.between(0, 100) {
        0..25 => {
            let (job, again) = (index(dice), again(dice));
            Chat::Launch { person, spot, job, again, takes_back: dice.percent(20) }
        }
        25..65 => Chat::Press { person, spot, button: index(dice), again: again(dice) },
        65..75 => Chat::Subscribe { person, spot, project: index(dice) },
        75..80 => Chat::Redelivered { back: *dice.pick(&[0, 0, 1, 2, 5, 20]) },
        _ => Chat::Say {
            person,
            spot,
            text: dice.pick::<&str>(&[
                "/runs",
                "/status",
                "/exports",
                "/launch",
                "/cancel",
                "/help",
                "/projects",
                "/subscriptions",
                "hello",
            ]),
        },
    }
}

fn server(dice: &mut Dice) -> Server {
    match dice.between(0, 100) {
        0..30 => Server::Script {
            job: index(dice),
            tests: usize::try_from(dice.between(1, 12)).unwrap_or(1),
            failed: usize::try_from(dice.between(0, 4)).unwrap_or(0),
            minutes: dice.between(0, 12),
            fate: dice.weighed(&[
                (10, Fate::Runs),
                (1, Fate::StartFails),
                (1, Fate::Cancelled),
                (3, Fate::NeverClosed),
                (2, Fate::Held),
            ]),
        },
        30..45 => Server::Elsewhere { job: index(dice) },
        45..55 => Server::MoveOn { launch: index(dice), close: dice.percent(50) },
        55..59 => Server::CasesChange { project: index(dice) },
        59 => Server::Upgrade,
        60..62 => Server::Renumber { from: i64::try_from(dice.between(1_000, 2_000_000_000)).unwrap_or(1) },
        62..68 => Server::ExportsGo {
            way: *dice.pick(&[
                Way::Well,
                Way::Well,
                Way::Fail,
                Way::Cut,
                Way::Slow,
                Way::Ragged,
                Way::WrongCount,
                Way::Garbage,
            ]),
        },
        _ => Server::Trouble {
            side: *dice.pick(&[Side::TestOps, Side::TestOps, Side::Telegram, Side::Both]),
            what: trouble(dice),
            lasting: seconds(*dice.pick(&[1, 5, 20, 60, 300])),
        },
    }
}

fn trouble(dice: &mut Dice) -> Trouble {
    match dice.between(0, 15) {
        0 | 1 => Trouble::Down,
        2 => Trouble::Slow { ms: dice.between(100, 70_000) },
        3 => Trouble::Silent,
        4 => Trouble::Status { code: *dice.pick(&[500, 502, 503]) },
        5 => Trouble::TooMany { seconds: dice.between(1, 120) },
        6 => Trouble::Page,
        7 => Trouble::Cut { after: usize::try_from(dice.between(0, 400)).unwrap_or(0) },
        8..11 => Trouble::LostAnswer,
        11 => Trouble::LateAnswer { ms: dice.between(1_000, 120_000) },
        12 => Trouble::ExpiredToken,
        13 => Trouble::Held,
        _ => Trouble::Conflict,
    }
}

fn machine(dice: &mut Dice) -> Machine {
    match dice.between(0, 100) {
        0..18 => Machine::Sleep { length: seconds(*dice.pick(&[5, 60, 600, 3_600, 30_000])) },
        18..28 => {
            let by = *dice.pick(&[2_000_i64, 60_000, 3_600_000, 90_000_000]);
            Machine::SetClock { by: if dice.percent(50) { by } else { -by } }
        }
        28..36 => Machine::CorrectClock,
        36..38 => Machine::Desktop { silent: dice.percent(50), lasting: seconds(*dice.pick(&[5, 30, 600])) },
        38..41 => Machine::Keyring { open: false, asks: dice.percent(50) },
        41..48 => Machine::Keyring { open: true, asks: false },
        48..54 => Machine::Disk {
            of: *dice.pick(&[Disk::Exports, Disk::Data, Disk::Data]),
            broken: dice.percent(30),
            lasting: seconds(*dice.pick(&[1, 5, 30, 120])),
        },
        54..84 => strike(dice),
        84..89 => Machine::Quit { off: seconds(dice.between(0, 30)) },
        _ => Machine::Kill { moments: dice.between(1, 300), off: seconds(dice.between(0, 30)) },
    }
}

fn strike(dice: &mut Dice) -> Machine {
    let blow = *dice.pick(&[
        Blow::Fail(Fault::Busy),
        Blow::Fail(Fault::DiskFull),
        Blow::Fail(Fault::Database),
        Blow::KillAtStatement,
        Blow::Panic,
        Blow::Kill,
    ]);
    let after =
        if matches!(blow, Blow::Panic | Blow::Kill) { dice.between(0, 6) } else { dice.between(0, 60) };
    Machine::Strike { after, blow, off: seconds(dice.between(0, 300)) }
}

fn export(dice: &mut Dice) -> Export {
    let plan = index(dice);
    match dice.between(0, 100) {
        0..30 => Export::Plan {
            project: index(dice),
            cron: dice.pick::<&str>(&[
                "0 */4 * * *",
                "30 2 * * *",
                "15 7,19 * * 1-5",
                "0 */2 * * *",
                "45 1 * * *",
            ]),
            zone: zone(dice),
            catch_up: u8::try_from(dice.between(0, 4)).unwrap_or(0),
        },
        30..70 => Export::Run { plan, again: again(dice) },
        70..76 => Export::Pause { plan, on: dice.percent(50) },
        76..82 => Export::SkipNext { plan },
        82..88 => Export::Cancel { plan },
        88..96 => Export::Answer { plan, run: dice.percent(50) },
        _ => Export::Delete { plan },
    }
}

fn zone(dice: &mut Dice) -> &'static str {
    dice.pick::<&str>(&["UTC", "Europe/Berlin", "America/New_York", "Europe/Moscow", "Australia/Lord_Howe"])
}

fn schedule(dice: &mut Dice) -> Schedule {
    let schedule = index(dice);
    match dice.between(0, 100) {
        0..45 => Schedule::Save {
            job: index(dice),
            when: when(dice),
            catch_up: u8::try_from(dice.between(0, 4)).unwrap_or(0),
        },
        45..60 => Schedule::Launch { schedule, again: again(dice) },
        60..68 => Schedule::Pause { schedule, on: dice.percent(50) },
        68..76 => Schedule::SkipNext { schedule, on: dice.percent(70) },
        76..92 => Schedule::Answer { schedule, launch: dice.percent(60) },
        92..97 => Schedule::See { schedule },
        _ => Schedule::Delete { schedule },
    }
}

fn when(dice: &mut Dice) -> When {
    if dice.percent(30) {
        return When::After { job: index(dice) };
    }
    let crons = ["*/30 * * * *", "0 */12 * * *", "30 2 * * *", "15 7,19 * * 1-5", "45 1 * * *"];
    When::Times { cron: dice.pick::<&str>(&crons), zone: zone(dice) }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
