//! Names and values as nobody would choose them reach the server exactly as they are: defaults, last values, presets
//! and what is typed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use telegram_kit::{Person, Want};

use super::acts::{self, Job};
use super::chatting;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const JOB: &str = "Регресс _UI_ | \"ночь\" *1*";
const LAUNCH: &str = "Ночной _прогон_ | \"🚀\" & `co` <i>1</i>";
const PRESET: &str = "☆ _ночь_ | \"7\"";

/// Names and defaults of the parameters.
fn parameters() -> [(String, String); 5] {
    [
        ("env_NAME|a_b".to_owned(), "a_b|c_d".to_owned()),
        ("\"Кавычки\" и 'ёлочки' «»".to_owned(), "\"двойные\" 'одинарные' «ёлочки» \\ `".to_owned()),
        ("😀".repeat(60), "👩‍👩‍👧‍👦".repeat(60)),
        ("<b>Ветка</b> & co".to_owned(), "release/7 <b>&amp;</b> *_`[".to_owned()),
        ("Пусто".to_owned(), String::new()),
    ]
}

fn typed() -> [String; 3] {
    [format!("_{}_|", "🚀".repeat(60)), "/opt/стенд_1|\"x\"".to_owned(), "Ж".repeat(3_000)]
}

type Values = BTreeMap<i64, String>;

pub(crate) async fn tell(world: &World) -> Outcome {
    let job = strange_job(world).await?;
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;

    chatting::choose_job(&anna, &job).await?;
    let confirm = chatting::confirm(&anna, LAUNCH).await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    let defaults = values(&job, |one| one.value.clone());
    launched(world, 1, &defaults).await?;

    let wanted = one_by_one(&anna, &job).await?;
    launched(world, 2, &wanted).await?;
    chatting::choose_job(&anna, &job).await?;
    anna.press("↻ As last time").await?;
    go(&anna).await?;
    launched(world, 3, &wanted).await?;

    let preset = save_preset(&window, &job).await?;
    from_presets(world, &anna, &job, &wanted, &preset).await
}

/// The usual job of the stories with other names.
async fn strange_job(world: &World) -> Outcome<Job> {
    let job = acts::a_job(world).await?;
    let parameters = parameters().map(|(name, value)| json!({"name": name, "value": value}));
    world.server.post(&format!("jobs/{}", job.id), &json!({"rename": JOB, "parameters": parameters})).await?;
    let found = acts::jobs(world).await?.into_iter().find(|one| one.id == job.id);
    found.ok_or_else(|| "the job is gone".into())
}

/// Two defaults, and three that are typed.
async fn one_by_one(anna: &Person, job: &Job) -> Outcome<Values> {
    chatting::choose_job(anna, job).await?;
    anna.press("One by one").await?;
    anna.expect_edit("1/5 ·").await?;
    anna.press("Default").await?;
    anna.expect_edit("2/5 ·").await?;
    anna.press("Default").await?;
    anna.expect_edit("3/5 ·").await?;
    for (number, text) in (4..).zip(typed()) {
        anna.send(text).await?;
        let next =
            if number > 5 { "How shall the launch be called?".to_owned() } else { format!("{number}/5 ·") };
        anna.expect(next.as_str()).await?;
    }
    press_name_and_go(anna).await?;
    let mut wanted = values(job, |one| one.value.clone());
    wanted.extend(job.parameters[2..].iter().zip(typed()).map(|(one, text)| (one.id, text)));
    Ok(wanted)
}

/// A preset from the window's form with a value of its own for the first two parameters.
async fn save_preset(window: &Window, job: &Job) -> Outcome<Values> {
    let own = ["из пресета _1_ | 😀", "\"пресет\" & <2>"];
    acts::open_form(window, job).await?;
    for (parameter, value) in job.parameters.iter().zip(own) {
        window.fill(&parameter.name, value).await?;
    }
    window.click("button", "Save as preset").await?;
    window.fill("Preset name", PRESET).await?;
    window.click("button", "Save").await?;
    window.sees(&format!("Preset “{PRESET}” saved")).await?;
    let mut preset = values(job, |one| one.value.clone());
    preset.extend(job.parameters.iter().zip(own).map(|(one, value)| (one.id, value.to_owned())));
    Ok(preset)
}

/// All of a preset with one tap, and one value of it among others.
async fn from_presets(world: &World, anna: &Person, job: &Job, last: &Values, preset: &Values) -> Outcome {
    chatting::choose_job(anna, job).await?;
    anna.press(&format!("☆ {PRESET}")).await?;
    go(anna).await?;
    launched(world, 4, preset).await?;

    chatting::choose_job(anna, job).await?;
    anna.press("One by one").await?;
    anna.expect_edit("1/5 ·").await?;
    anna.send("typed _before_ | it").await?;
    anna.expect("2/5 ·").await?;
    anna.press("◀ Back").await?;
    anna.expect_edit("1/5 ·").await?;
    anna.press("Last").await?;
    for number in 2..=5 {
        anna.expect_edit(format!("{number}/5 ·")).await?;
        anna.press("Default").await?;
    }
    go(anna).await?;
    let mut wanted = values(job, |one| one.value.clone());
    let first = job.parameters[0].id;
    wanted.insert(first, preset[&first].clone());
    ensure!(last[&first] != preset[&first], "the last value and the one before are the same");
    launched(world, 5, &wanted).await
}

/// From the question for the name to the launch.
async fn go(anna: &Person) -> Outcome {
    anna.expect_edit("How shall the launch be called?").await?;
    press_name_and_go(anna).await
}

async fn press_name_and_go(anna: &Person) -> Outcome {
    anna.press("This name").await?;
    anna.expect_edit(Want::button("🚀 Launch")).await?;
    anna.press("🚀 Launch").await?;
    anna.expect_edit(chatting::without("🚀 Launch")).await?;
    Ok(())
}

/// The launch with this number, from 1, was asked for with exactly these values.
async fn launched(world: &World, number: usize, wanted: &Values) -> Outcome {
    let requests = chatting::requests(world, number).await?;
    let body = &requests[number - 1]["body"];
    if number == 1 {
        ensure!(body["launchName"] == LAUNCH, "it was named {}", body["launchName"]);
    }
    let pair = |one: &Value| Some((one["id"].as_i64()?, one["value"].as_str()?.to_owned()));
    let sent: Values = body["parameters"].as_array().into_iter().flatten().filter_map(pair).collect();
    ensure!(sent == *wanted, "launch {number}: sent were {sent:?}, wanted {wanted:?}");
    Ok(())
}

fn values(job: &Job, of: impl Fn(&acts::Parameter) -> String) -> Values {
    job.parameters.iter().map(|one| (one.id, of(one))).collect()
}
