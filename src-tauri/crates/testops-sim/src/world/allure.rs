//! The files of Allure 2, as a server reads them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::run::Verdict;
use super::sent::{Fixture, Named, Parameter, Sent, Step};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Result2 {
    uuid: Option<String>,
    history_id: Option<String>,
    full_name: Option<String>,
    description: Option<String>,
    labels: Option<Vec<Pair>>,
    links: Option<Vec<Link>>,
    #[serde(flatten)]
    step: Step2,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Step2 {
    name: Option<String>,
    status: Option<String>,
    status_details: Option<Details>,
    start: Option<i64>,
    stop: Option<i64>,
    parameters: Option<Vec<Parameter2>>,
    steps: Option<Vec<Step2>>,
    attachments: Option<Vec<Attachment>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    message: Option<String>,
    trace: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pair {
    name: Option<String>,
    value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    name: Option<String>,
    url: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parameter2 {
    name: Option<String>,
    value: Option<String>,
    excluded: Option<bool>,
    mode: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attachment {
    name: Option<String>,
    source: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Container {
    children: Option<Vec<String>>,
    befores: Option<Vec<Step2>>,
    afters: Option<Vec<Step2>>,
}

/// What a file brings.
#[derive(Debug)]
pub(crate) enum Brought {
    Result(Box<Sent>),
    /// Fixtures by the results that they belong to.
    Fixtures(BTreeMap<String, Vec<Fixture>>),
    Environment(Vec<(String, String)>),
    /// What a result may name.
    File,
    Nothing,
}

/// What the server makes of a file; one that cannot be read brings nothing, and nobody is told.
pub(crate) fn brought(name: &str, content: &[u8]) -> Brought {
    if name.ends_with("-result.json") {
        return read(content).and_then(result).map_or(Brought::Nothing, |sent| Brought::Result(sent.into()));
    }
    if name.ends_with("-container.json") {
        return read(content).map_or(Brought::Nothing, |container| Brought::Fixtures(fixtures(container)));
    }
    match name {
        "environment.properties" => Brought::Environment(pairs(&String::from_utf8_lossy(content))),
        "categories.json" | "executor.json" | "testrun.json" => Brought::Nothing,
        _ => Brought::File,
    }
}

fn read<T: DeserializeOwned>(content: &[u8]) -> Option<T> {
    serde_json::from_slice(content).ok()
}

fn result(read: Result2) -> Option<Sent> {
    let step = step(read.step);
    if step.fault().is_some() {
        return None;
    }
    let labels: Vec<(String, String)> = read
        .labels
        .unwrap_or_default()
        .into_iter()
        .filter_map(|pair| Some((pair.name?, pair.value?)))
        .collect();
    let full_name = read.full_name.unwrap_or_else(|| step.name.clone());
    let is_id = |name: &str| ["AS_ID", "ALLURE_ID"].iter().any(|own| own.eq_ignore_ascii_case(name));
    let case = labels.iter().find(|(name, _)| is_id(name)).and_then(|(_, value)| value.parse().ok());
    let label = |name: &str| labels.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    let links = read.links.unwrap_or_default().into_iter().map(|link| {
        let name = link.name.clone().or_else(|| link.url.clone());
        json!({"name": name.unwrap_or_default(), "url": link.url.unwrap_or_default(), "type": link.kind.unwrap_or_else(|| "link".to_owned())})
    });
    Some(Sent {
        uuid: read.uuid.unwrap_or_default(),
        history: read.history_id.filter(|id| !id.is_empty()).unwrap_or_else(|| full_name.clone()),
        full_name,
        description: read.description,
        case,
        host: label("host"),
        thread: label("thread"),
        links: links.collect::<Vec<Value>>(),
        labels,
        step,
        ..Sent::default()
    })
}

fn step(read: Step2) -> Step {
    let details = read.status_details.unwrap_or_default();
    let parameters = read.parameters.unwrap_or_default().into_iter().filter_map(|own| {
        let hidden = matches!(own.mode.as_deref(), Some("hidden" | "masked"));
        let excluded = own.excluded.unwrap_or(false);
        Some(Parameter { name: own.name?, value: own.value.unwrap_or_default(), hidden, excluded })
    });
    let files = read.attachments.unwrap_or_default().into_iter().filter_map(|own| {
        let source = own.source?;
        Some(Named {
            name: own.name.filter(|name| !name.is_empty()).unwrap_or_else(|| source.clone()),
            kind: own.kind.unwrap_or_else(|| "application/octet-stream".to_owned()),
            source,
        })
    });
    Step {
        name: read.name.unwrap_or_default(),
        verdict: Some(verdict(read.status.as_deref())),
        message: details.message,
        trace: details.trace,
        times: read.start.zip(read.stop.or(read.start)),
        parameters: parameters.collect(),
        expected: None,
        files: files.collect(),
        steps: read.steps.unwrap_or_default().into_iter().map(step).collect(),
    }
}

/// Clients differ in case; no status is an unknown one.
pub(crate) fn verdict(word: Option<&str>) -> Verdict {
    let same = |verdict: &Verdict| word.is_some_and(|word| verdict.word().eq_ignore_ascii_case(word));
    Verdict::ALL.into_iter().find(same).unwrap_or(Verdict::Unknown)
}

fn fixtures(container: Container) -> BTreeMap<String, Vec<Fixture>> {
    let befores = container.befores.unwrap_or_default().into_iter().map(|own| (true, own));
    let afters = container.afters.unwrap_or_default().into_iter().map(|own| (false, own));
    let all: Vec<Fixture> =
        befores.chain(afters).map(|(before, own)| Fixture { before, step: step(own) }).collect();
    let children = container.children.unwrap_or_default();
    children.into_iter().filter(|_| !all.is_empty()).map(|child| (child, all.clone())).collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '!']));
    lines
        .filter_map(|line| line.split_once(['=', ':']))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}
