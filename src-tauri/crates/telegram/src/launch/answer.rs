//! What an answer makes of a conversation. An answer to a question that is not asked changes nothing.

use companion::view::{FormValues, Tests};

use super::state::{Step, Talk};
use crate::data::Act;
use crate::desk::Desk;
use crate::trouble::Trouble;

/// The longest name of a launch, in UTF-16 units.
const NAME: usize = 255;
/// The longest value that is kept, which is more than a message can hold.
const VALUE: usize = 4_096;

pub(super) enum Wrote {
    Taken,
    TooLong { most: usize },
    PressAButton,
}

pub(super) fn wrote(talk: &mut Talk, text: &str) -> Wrote {
    let most = if talk.step == Step::Name { NAME } else { VALUE };
    if text.encode_utf16().count() > most {
        return Wrote::TooLong { most };
    }
    match talk.step {
        Step::Project | Step::Job | Step::Tests { .. } => {
            text.trim().clone_into(&mut talk.search);
            talk.page = 0;
        }
        Step::Value(at) => talk.give(at, text.to_owned()),
        Step::Name => {
            text.split_whitespace().collect::<Vec<_>>().join(" ").clone_into(&mut talk.name);
            talk.turn_to(Step::Confirm);
        }
        Step::Values | Step::Confirm => return Wrote::PressAButton,
    }
    Wrote::Taken
}

pub(super) async fn pressed(desk: &Desk, talk: &mut Talk, act: Act) -> Result<(), Trouble> {
    match (talk.step, act) {
        (Step::Project | Step::Job | Step::Values | Step::Tests { .. }, Act::Page(page)) => talk.page = page,
        (Step::Project, Act::Project(id)) => {
            let all = desk.companion.projects(false).await?.items;
            let Some(project) = all.into_iter().find(|project| project.id == id) else { return Ok(()) };
            talk.project = Some(super::Named { id, name: project.name });
            talk.turn_to(Step::Job);
        }
        (Step::Job, Act::Job(id)) => {
            let Some(project) = &talk.project else { return Ok(()) };
            let form = desk.companion.job_form(project.id, id).await?;
            if form.job.blocked.is_none() {
                talk.take_form(form);
            }
        }
        (Step::Values, Act::Defaults) => {
            talk.take_defaults();
            talk.turn_to(Step::Name);
        }
        (Step::Values, Act::LastValues) => {
            let last = last_values(desk, talk).await?;
            talk.take(last);
            talk.turn_to(Step::Name);
        }
        (Step::Values, Act::Preset(id)) => {
            let Some(preset) = talk.presets.iter().find(|preset| preset.id == id) else { return Ok(()) };
            talk.take(preset.values.clone());
            talk.turn_to(Step::Name);
        }
        (Step::Values, Act::OneByOne) if !talk.parameters.is_empty() => {
            talk.take_defaults();
            talk.turn_to(Step::Value(0));
        }
        (Step::Value(at), Act::UseDefault(asked)) if is_asked(at, asked) => {
            let value = talk.parameters.get(at).map(|parameter| parameter.default.clone());
            talk.give(at, value.unwrap_or_default());
        }
        (Step::Value(at), Act::UseLast(asked)) if is_asked(at, asked) => {
            let last = talk.parameters.get(at).and_then(|parameter| parameter.last.clone());
            if let Some(last) = last {
                talk.give(at, last);
            }
        }
        (Step::Value(at), Act::UsePreset { at: asked, id }) if is_asked(at, asked) => {
            let offered = talk.preset_values(at);
            let value =
                offered.iter().find(|(preset, _)| preset.id == id).map(|(_, value)| (*value).to_owned());
            if let Some(value) = value {
                talk.give(at, value);
            }
        }
        (Step::Name, Act::SuggestedName) => {
            talk.name.clone_from(&talk.suggested_name);
            talk.turn_to(Step::Confirm);
        }
        (Step::Values, Act::AskTests) => talk.turn_to(Step::Tests { at_end: false }),
        (Step::Confirm, Act::AskTests) => talk.turn_to(Step::Tests { at_end: true }),
        (Step::Tests { .. }, Act::AllTests | Act::TestsOfPlan(_) | Act::SavedTests(_)) => {
            if let Some((name, tests)) = chosen_tests(desk, talk, act).await? {
                talk.take_tests(name, tests);
                back(talk, talk.step);
            }
        }
        (step, Act::Back) => back(talk, step),
        _ => {}
    }
    Ok(())
}

fn is_asked(at: usize, asked: u32) -> bool {
    usize::try_from(asked) == Ok(at)
}

fn back(talk: &mut Talk, from: Step) {
    let to = match from {
        Step::Project | Step::Job => Step::Project,
        Step::Values => Step::Job,
        Step::Value(0) | Step::Tests { at_end: false } => Step::Values,
        Step::Value(at) => Step::Value(at - 1),
        Step::Name if talk.parameters.is_empty() && !talk.has_last => Step::Job,
        Step::Name => Step::Values,
        Step::Confirm => Step::Name,
        Step::Tests { at_end: true } => Step::Confirm,
    };
    talk.turn_to(to);
}

/// `None` where what the button names is gone.
#[expect(clippy::wildcard_enum_match_arm, reason = "only these buttons choose tests")]
async fn chosen_tests(desk: &Desk, talk: &Talk, act: Act) -> Result<Option<(String, Tests)>, Trouble> {
    let Some(project) = &talk.project else { return Ok(None) };
    Ok(match act {
        Act::AllTests => Some((String::new(), Tests::All)),
        Act::SavedTests(id) => {
            let saved = desk.companion.saved_tests(project.id).await?;
            saved.into_iter().find(|one| one.id == id).map(|one| (one.name, one.tests))
        }
        Act::TestsOfPlan(id) => {
            let plans = desk.companion.test_plans(project.id, talk.search.clone()).await?;
            let plan = plans.into_iter().find(|plan| plan.id == id);
            plan.map(|plan| (plan.name.clone(), Tests::Plan { plan_id: id, name: plan.name }))
        }
        _ => None,
    })
}

/// Those of the last launch, as they are by then.
async fn last_values(desk: &Desk, talk: &Talk) -> Result<FormValues, Trouble> {
    let (Some(project), Some(job)) = (&talk.project, &talk.job) else { return Ok(FormValues::default()) };
    Ok(desk.companion.job_form(project.id, job.id).await?.last.unwrap_or_default())
}
