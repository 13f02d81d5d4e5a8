//! What a button carries: ids only, so that no name can make it longer than Telegram's 64 bytes.
//!
//! `1.OWNER.WORD.NUMBER.NUMBER`: the version, the person for whom the button was made, what it does, and to what.
//! What was made by another version is not guessed at.

use std::fmt::Write as _;

use companion::view::Language;

const VERSION: &str = "1";

/// When a mute is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Week,
    Month,
    /// It is not.
    Open,
}

impl Until {
    pub(crate) fn days(self) -> Option<u32> {
        match self {
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Open => None,
        }
    }
}

/// What a press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A page of what the conversation shows.
    Page(u32),
    Project(i64),
    Job(i64),
    Back,
    /// All defaults and the suggested name, at once.
    LaunchDefaults,
    Defaults,
    LastValues,
    Preset(i64),
    OneByOne,
    /// The default of the parameter with this number. A button of a question that was answered answers no other one.
    UseDefault(u32),
    UseLast(u32),
    /// What a preset has for it.
    UsePreset {
        at: u32,
        id: i64,
    },
    SuggestedName,
    /// Which tests a launch runs.
    AskTests,
    AllTests,
    TestsOfPlan(i64),
    SavedTests(i64),
    Confirm,
    Cancel,
    Rerun(i64),
    Repeat(i64),
    /// Takes a launch back that has not gone out yet.
    Undo(i64),
    Details(i64),
    Watch(i64),
    /// The failures of a run by what went wrong, in a message of their own.
    Groups(i64),
    /// In place of what is shown.
    GroupsAgain(i64),
    /// By a part of the group's key, as are the next ones.
    Group {
        run: i64,
        group: u32,
    },
    Take {
        run: i64,
        group: u32,
    },
    AskMute {
        run: i64,
        group: u32,
    },
    MuteGroup {
        run: i64,
        group: u32,
        until: Until,
    },
    UndoDecision(i64),
    Runs(u32),
    AskAccess,
    Allow(i64),
    Refuse(i64),
    /// A page of those who may use the bot.
    People(u32),
    /// By our id, as are the next ones.
    Person(i64),
    MakeAdmin(i64),
    MakeUser(i64),
    /// Asks first.
    SendAway(i64),
    SendAwayNow(i64),
    /// The author of a forwarded message, by Telegram's id.
    LetIn(i64),
    /// A page of export plans.
    Plans(u32),
    Plan(i64),
    RunPlan(i64),
    File(i64),
    /// A page of scheduled launches.
    Schedules(u32),
    Schedule(i64),
    LaunchSchedule(i64),
    PauseSchedule {
        id: i64,
        on: bool,
    },
    /// Passes over the due time that was shown, in minutes since 1970.
    SkipDue {
        id: i64,
        due: u32,
    },
    SkipNone(i64),
    /// Whether what was missed is launched after all.
    AnswerMissed {
        id: i64,
        launch: bool,
    },
    /// What did not happen was looked at.
    SeeSchedule(i64),
    /// For so many minutes; 0 ends it.
    Mute(u32),
    AskQuiet,
    /// Between these hours of the day.
    Quiet {
        from: u8,
        to: u8,
    },
    /// The hours are typed.
    TypeQuiet,
    NoQuiet,
    Language(Language),
    /// All launches of a project.
    SubscribeAll(i64),
    /// Those that end worse than passed.
    SubscribeFailed(i64),
    /// Those with failures that the run before did not have.
    SubscribeWorse(i64),
    /// Asks below which share of passed tests.
    AskRate(i64),
    SubscribeBelow {
        project: i64,
        percent: u8,
    },
    /// The share is typed.
    TypeRate(i64),
    Unsubscribe(i64),
    /// A question that wanted words is taken back.
    TakeBack,
}

/// Why a press is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Made by another version of the bot, or by somebody else.
    Unknown,
    /// Made for another person.
    SomebodyElses,
}

pub(crate) fn encode(owner: i64, act: Act) -> String {
    let (word, numbers) = match act {
        Act::Page(page) => ("pg", [Some(i64::from(page)), None]),
        Act::Project(id) => ("pr", [Some(id), None]),
        Act::Job(id) => ("jb", [Some(id), None]),
        Act::Back => ("bk", [None; 2]),
        Act::LaunchDefaults => ("ld", [None; 2]),
        Act::Defaults => ("df", [None; 2]),
        Act::LastValues => ("lv", [None; 2]),
        Act::Preset(id) => ("ps", [Some(id), None]),
        Act::OneByOne => ("ob", [None; 2]),
        Act::UseDefault(at) => ("ud", [Some(at.into()), None]),
        Act::UseLast(at) => ("ul", [Some(at.into()), None]),
        Act::SuggestedName => ("sn", [None; 2]),
        Act::AskTests => ("at", [None; 2]),
        Act::AllTests => ("ta", [None; 2]),
        Act::TestsOfPlan(id) => ("tp", [Some(id), None]),
        Act::SavedTests(id) => ("ts", [Some(id), None]),
        Act::Confirm => ("go", [None; 2]),
        Act::Cancel => ("no", [None; 2]),
        Act::Rerun(id) => ("rr", [Some(id), None]),
        Act::Repeat(id) => ("rp", [Some(id), None]),
        Act::Undo(id) => ("un", [Some(id), None]),
        Act::Details(id) => ("dt", [Some(id), None]),
        Act::Watch(id) => ("wt", [Some(id), None]),
        Act::Groups(id) => ("gs", [Some(id), None]),
        Act::GroupsAgain(id) => ("ga", [Some(id), None]),
        Act::Group { run, group } => ("gr", [Some(run), Some(group.into())]),
        Act::Take { run, group } => ("tk", [Some(run), Some(group.into())]),
        Act::AskMute { run, group } => ("am", [Some(run), Some(group.into())]),
        Act::MuteGroup { run, group, until } => (until_word(until), [Some(run), Some(group.into())]),
        Act::UndoDecision(id) => ("ux", [Some(id), None]),
        Act::Runs(page) => ("rs", [Some(i64::from(page)), None]),
        Act::AskAccess => ("aa", [None; 2]),
        Act::Allow(id) => ("al", [Some(id), None]),
        Act::Refuse(id) => ("rf", [Some(id), None]),
        Act::Plan(id) => ("pl", [Some(id), None]),
        Act::RunPlan(id) => ("pn", [Some(id), None]),
        Act::File(id) => ("fl", [Some(id), None]),
        Act::Mute(minutes) => ("mu", [Some(i64::from(minutes)), None]),
        Act::Language(Language::En) => ("en", [None; 2]),
        Act::Language(Language::Ru) => ("ru", [None; 2]),
        Act::SubscribeAll(id) => ("sa", [Some(id), None]),
        Act::SubscribeFailed(id) => ("sf", [Some(id), None]),
        Act::SubscribeWorse(id) => ("sw", [Some(id), None]),
        Act::Unsubscribe(id) => ("us", [Some(id), None]),
        Act::UsePreset { at, id } => ("up", [Some(at.into()), Some(id)]),
        Act::People(page) => ("pp", [Some(i64::from(page)), None]),
        Act::Person(id) => ("pe", [Some(id), None]),
        Act::MakeAdmin(id) => ("ma", [Some(id), None]),
        Act::MakeUser(id) => ("mk", [Some(id), None]),
        Act::SendAway(id) => ("sy", [Some(id), None]),
        Act::SendAwayNow(id) => ("sx", [Some(id), None]),
        Act::LetIn(id) => ("li", [Some(id), None]),
        Act::Plans(page) => ("pz", [Some(i64::from(page)), None]),
        Act::Schedules(page) => ("sz", [Some(i64::from(page)), None]),
        Act::Schedule(id) => ("sc", [Some(id), None]),
        Act::LaunchSchedule(id) => ("sl", [Some(id), None]),
        Act::PauseSchedule { id, on } => ("sp", [Some(id), Some(on.into())]),
        Act::SkipDue { id, due } => ("sk", [Some(id), Some(due.into())]),
        Act::SkipNone(id) => ("so", [Some(id), None]),
        Act::AnswerMissed { id, launch } => ("sm", [Some(id), Some(launch.into())]),
        Act::SeeSchedule(id) => ("se", [Some(id), None]),
        Act::AskQuiet => ("aq", [None; 2]),
        Act::Quiet { from, to } => ("qh", [Some(from.into()), Some(to.into())]),
        Act::TypeQuiet => ("tq", [None; 2]),
        Act::NoQuiet => ("nq", [None; 2]),
        Act::AskRate(id) => ("ar", [Some(id), None]),
        Act::SubscribeBelow { project, percent } => ("sb", [Some(project), Some(percent.into())]),
        Act::TypeRate(id) => ("tr", [Some(id), None]),
        Act::TakeBack => ("tb", [None; 2]),
    };
    let mut data = format!("{VERSION}.{owner}.{word}");
    for number in numbers.into_iter().flatten() {
        let _ = write!(data, ".{number}");
    }
    data
}

/// `presser` is whoever presses.
pub(crate) fn decode(data: &str, presser: i64) -> Result<Act, Unreadable> {
    let mut pieces = data.split('.');
    let mut piece = || pieces.next().ok_or(Unreadable::Unknown);
    if piece()? != VERSION {
        return Err(Unreadable::Unknown);
    }
    let owner: i64 = number(Some(piece()?))?;
    let act = act(piece()?, [piece().ok(), piece().ok()])?;
    if pieces.next().is_some() {
        return Err(Unreadable::Unknown);
    }
    if owner == presser { Ok(act) } else { Err(Unreadable::SomebodyElses) }
}

/// Extra numbers are ignored.
fn act(word: &str, [first, second]: [Option<&str>; 2]) -> Result<Act, Unreadable> {
    let id = || number(first);
    let count = || number(first);
    let act = match word {
        "pg" => Act::Page(count()?),
        "pr" => Act::Project(id()?),
        "jb" => Act::Job(id()?),
        "bk" => Act::Back,
        "ld" => Act::LaunchDefaults,
        "df" => Act::Defaults,
        "lv" => Act::LastValues,
        "ps" => Act::Preset(id()?),
        "ob" => Act::OneByOne,
        "ud" => Act::UseDefault(count()?),
        "ul" => Act::UseLast(count()?),
        "sn" => Act::SuggestedName,
        "at" => Act::AskTests,
        "ta" => Act::AllTests,
        "tp" => Act::TestsOfPlan(id()?),
        "ts" => Act::SavedTests(id()?),
        "go" => Act::Confirm,
        "no" => Act::Cancel,
        "rr" => Act::Rerun(id()?),
        "rp" => Act::Repeat(id()?),
        "un" => Act::Undo(id()?),
        "dt" => Act::Details(id()?),
        "wt" => Act::Watch(id()?),
        "gs" => Act::Groups(id()?),
        "ga" => Act::GroupsAgain(id()?),
        "gr" => Act::Group { run: id()?, group: number(second)? },
        "tk" => Act::Take { run: id()?, group: number(second)? },
        "am" => Act::AskMute { run: id()?, group: number(second)? },
        "mw" => Act::MuteGroup { run: id()?, group: number(second)?, until: Until::Week },
        "mm" => Act::MuteGroup { run: id()?, group: number(second)?, until: Until::Month },
        "mo" => Act::MuteGroup { run: id()?, group: number(second)?, until: Until::Open },
        "ux" => Act::UndoDecision(id()?),
        "rs" => Act::Runs(count()?),
        "aa" => Act::AskAccess,
        "al" => Act::Allow(id()?),
        "rf" => Act::Refuse(id()?),
        "pl" => Act::Plan(id()?),
        "pn" => Act::RunPlan(id()?),
        "fl" => Act::File(id()?),
        "mu" => Act::Mute(count()?),
        "en" => Act::Language(Language::En),
        "ru" => Act::Language(Language::Ru),
        "sa" => Act::SubscribeAll(id()?),
        "sf" => Act::SubscribeFailed(id()?),
        "sw" => Act::SubscribeWorse(id()?),
        "us" => Act::Unsubscribe(id()?),
        "up" => Act::UsePreset { at: count()?, id: number(second)? },
        "pp" => Act::People(count()?),
        "pe" => Act::Person(id()?),
        "ma" => Act::MakeAdmin(id()?),
        "mk" => Act::MakeUser(id()?),
        "sy" => Act::SendAway(id()?),
        "sx" => Act::SendAwayNow(id()?),
        "li" => Act::LetIn(id()?),
        "pz" => Act::Plans(count()?),
        "sz" => Act::Schedules(count()?),
        "sc" => Act::Schedule(id()?),
        "sl" => Act::LaunchSchedule(id()?),
        "sp" => Act::PauseSchedule { id: id()?, on: yes(second)? },
        "sk" => Act::SkipDue { id: id()?, due: number(second)? },
        "so" => Act::SkipNone(id()?),
        "sm" => Act::AnswerMissed { id: id()?, launch: yes(second)? },
        "se" => Act::SeeSchedule(id()?),
        "aq" => Act::AskQuiet,
        "qh" => Act::Quiet { from: number(first)?, to: number(second)? },
        "tq" => Act::TypeQuiet,
        "nq" => Act::NoQuiet,
        "ar" => Act::AskRate(id()?),
        "sb" => Act::SubscribeBelow { project: id()?, percent: number(second)? },
        "tr" => Act::TypeRate(id()?),
        "tb" => Act::TakeBack,
        _ => return Err(Unreadable::Unknown),
    };
    Ok(act)
}

fn until_word(until: Until) -> &'static str {
    match until {
        Until::Week => "mw",
        Until::Month => "mm",
        Until::Open => "mo",
    }
}

fn number<T: std::str::FromStr>(text: Option<&str>) -> Result<T, Unreadable> {
    text.and_then(|text| text.parse().ok()).ok_or(Unreadable::Unknown)
}

fn yes(text: Option<&str>) -> Result<bool, Unreadable> {
    match text {
        Some("1") => Ok(true),
        Some("0") => Ok(false),
        Some(_) | None => Err(Unreadable::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_button_carries_comes_back_and_fits() {
        let acts = [
            Act::Page(u32::MAX),
            Act::Project(i64::MIN),
            Act::Back,
            Act::Preset(i64::MAX),
            Act::Confirm,
            Act::Undo(i64::MIN),
            Act::Allow(i64::MAX),
            Act::Mute(1_440),
            Act::Language(Language::Ru),
            Act::SubscribeWorse(i64::MAX),
            Act::SubscribeBelow { project: i64::MIN, percent: u8::MAX },
            Act::Quiet { from: 22, to: 8 },
            Act::SkipDue { id: i64::MIN, due: u32::MAX },
            Act::PauseSchedule { id: i64::MIN, on: true },
            Act::AnswerMissed { id: i64::MIN, launch: false },
            Act::UseDefault(u32::MAX),
            Act::Take { run: i64::MIN, group: u32::MAX },
            Act::MuteGroup { run: i64::MIN, group: u32::MAX, until: Until::Week },
            Act::UsePreset { at: u32::MAX, id: i64::MIN },
        ];
        for act in acts {
            let data = encode(i64::MAX, act);
            assert!(data.len() <= 64, "{data}");
            assert_eq!(decode(&data, i64::MAX), Ok(act));
        }
    }

    #[test]
    fn other_peoples_and_strange_buttons_are_told_apart() {
        assert_eq!(decode(&encode(5, Act::Back), 6), Err(Unreadable::SomebodyElses));
        for strange in [
            "",
            "1",
            "0.5.bk",
            "1.5.zz",
            "1.x.bk",
            "1.5.pr",
            "1.5.pr.x",
            "1.5.pg.-1",
            "1.5.sb.1.300",
            "1.5.sb.1",
            "1.5.ud",
            "1.5.up.7",
            "1.5.pr.1.2.3",
            "1.5.sp.1",
            "1.5.sm.1.2",
            "1.5.sk.1.-1",
        ] {
            assert_eq!(decode(strange, 5), Err(Unreadable::Unknown), "{strange}");
        }
    }
}
