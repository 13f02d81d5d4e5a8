//! What a button carries: ids only, so that no name can make it longer than Telegram's 64 bytes.
//!
//! `1.OWNER.WORD.NUMBER`: the version, the person for whom the button was made, what it does, and to what.
//! What was made by another version is not guessed at.

use std::fmt::Write as _;

use companion::view::Language;

const VERSION: &str = "1";

/// What a press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A page of what the conversation shows.
    Page(u32),
    Project(i64),
    Job(i64),
    Back,
    Defaults,
    LastValues,
    Preset(i64),
    OneByOne,
    /// The default of the parameter that is asked for.
    UseDefault,
    UseLast,
    SuggestedName,
    Confirm,
    Cancel,
    Rerun(i64),
    Repeat(i64),
    Details(i64),
    Watch(i64),
    Runs(u32),
    AskAccess,
    Allow(i64),
    Refuse(i64),
    Plan(i64),
    RunPlan(i64),
    File(i64),
    /// For so many minutes; 0 ends it.
    Mute(u32),
    Language(Language),
    /// All launches of a project.
    SubscribeAll(i64),
    /// Those that end worse than passed.
    SubscribeFailed(i64),
    /// Those with failures that the run before did not have.
    SubscribeWorse(i64),
    Unsubscribe(i64),
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
    let (word, number) = match act {
        Act::Page(page) => ("pg", Some(i64::from(page))),
        Act::Project(id) => ("pr", Some(id)),
        Act::Job(id) => ("jb", Some(id)),
        Act::Back => ("bk", None),
        Act::Defaults => ("df", None),
        Act::LastValues => ("lv", None),
        Act::Preset(id) => ("ps", Some(id)),
        Act::OneByOne => ("ob", None),
        Act::UseDefault => ("ud", None),
        Act::UseLast => ("ul", None),
        Act::SuggestedName => ("sn", None),
        Act::Confirm => ("go", None),
        Act::Cancel => ("no", None),
        Act::Rerun(id) => ("rr", Some(id)),
        Act::Repeat(id) => ("rp", Some(id)),
        Act::Details(id) => ("dt", Some(id)),
        Act::Watch(id) => ("wt", Some(id)),
        Act::Runs(page) => ("rs", Some(i64::from(page))),
        Act::AskAccess => ("aa", None),
        Act::Allow(id) => ("al", Some(id)),
        Act::Refuse(id) => ("rf", Some(id)),
        Act::Plan(id) => ("pl", Some(id)),
        Act::RunPlan(id) => ("pn", Some(id)),
        Act::File(id) => ("fl", Some(id)),
        Act::Mute(minutes) => ("mu", Some(i64::from(minutes))),
        Act::Language(Language::En) => ("en", None),
        Act::Language(Language::Ru) => ("ru", None),
        Act::SubscribeAll(id) => ("sa", Some(id)),
        Act::SubscribeFailed(id) => ("sf", Some(id)),
        Act::SubscribeWorse(id) => ("sw", Some(id)),
        Act::Unsubscribe(id) => ("us", Some(id)),
    };
    let mut data = format!("{VERSION}.{owner}.{word}");
    if let Some(number) = number {
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
    let owner: i64 = number(piece()?)?;
    let act = act(piece()?, piece().ok())?;
    if pieces.next().is_some() {
        return Err(Unreadable::Unknown);
    }
    if owner == presser { Ok(act) } else { Err(Unreadable::SomebodyElses) }
}

fn act(word: &str, argument: Option<&str>) -> Result<Act, Unreadable> {
    let id = || number(argument.ok_or(Unreadable::Unknown)?);
    let count = || id().and_then(|id| u32::try_from(id).map_err(|_| Unreadable::Unknown));
    let act = match word {
        "pg" => Act::Page(count()?),
        "pr" => Act::Project(id()?),
        "jb" => Act::Job(id()?),
        "bk" => Act::Back,
        "df" => Act::Defaults,
        "lv" => Act::LastValues,
        "ps" => Act::Preset(id()?),
        "ob" => Act::OneByOne,
        "ud" => Act::UseDefault,
        "ul" => Act::UseLast,
        "sn" => Act::SuggestedName,
        "go" => Act::Confirm,
        "no" => Act::Cancel,
        "rr" => Act::Rerun(id()?),
        "rp" => Act::Repeat(id()?),
        "dt" => Act::Details(id()?),
        "wt" => Act::Watch(id()?),
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
        _ => return Err(Unreadable::Unknown),
    };
    Ok(act)
}

fn number(text: &str) -> Result<i64, Unreadable> {
    text.parse().map_err(|_| Unreadable::Unknown)
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
            Act::Allow(i64::MAX),
            Act::Mute(1_440),
            Act::Language(Language::Ru),
            Act::SubscribeWorse(i64::MAX),
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
        for strange in
            ["", "1", "0.5.bk", "1.5.zz", "1.x.bk", "1.5.pr", "1.5.pr.x", "1.5.pg.-1", "1.5.pr.1.2"]
        {
            assert_eq!(decode(strange, 5), Err(Unreadable::Unknown), "{strange}");
        }
    }
}
