//! From what a person says of a bot to the request that is checked like the command line's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bot_runner::sources::{self, Unusable};
use bot_runner::{Fault, Part};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::view::{DeploymentDraft, DeploymentLimits, DeploymentProblem, DraftField, DraftSource, Language};

/// What the keyring keeps of a bot.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Secrets {
    pub(super) environment: BTreeMap<String, String>,
    pub(super) password: Option<String>,
}

impl Secrets {
    pub(super) fn key(name: &str) -> String {
        format!("bot/{name}/secrets")
    }

    pub(super) fn read(text: &SecretString) -> Self {
        serde_json::from_str(text.expose_secret()).unwrap_or_default()
    }

    pub(super) fn written(&self) -> SecretString {
        serde_json::to_string(self).unwrap_or_default().into()
    }

    /// With what the draft gives anew; what it leaves as it is comes from what was kept.
    pub(super) fn with(self, draft: &DeploymentDraft) -> Self {
        let Self { environment: mut kept, password: kept_password } = self;
        let environment =
            draft.environment.iter().filter(|entry| !entry.name.is_empty()).filter_map(|entry| {
                let value = entry.value.clone().or_else(|| kept.remove(&entry.name))?;
                Some((entry.name.clone(), value))
            });
        let environment = environment.collect();
        let password = match &draft.source {
            DraftSource::Git { username, password, .. } | DraftSource::Image { username, password, .. }
                if !username.is_empty() =>
            {
                password.clone().or(kept_password)
            }
            DraftSource::Simple { .. }
            | DraftSource::Folder { .. }
            | DraftSource::ArchiveUrl { .. }
            | DraftSource::Git { .. }
            | DraftSource::Image { .. } => None,
        };
        Self { environment, password }
    }
}

pub(super) fn paths(draft: &DeploymentDraft) -> Vec<PathBuf> {
    match &draft.source {
        DraftSource::Simple { paths, .. } => paths.iter().map(PathBuf::from).collect(),
        DraftSource::Folder { path } if !path.is_empty() => vec![PathBuf::from(path)],
        DraftSource::Folder { .. }
        | DraftSource::ArchiveUrl { .. }
        | DraftSource::Git { .. }
        | DraftSource::Image { .. } => Vec::new(),
    }
}

/// Reads what the draft names, and checks all of it.
pub(super) fn request(
    draft: &DeploymentDraft,
    secrets: &Secrets,
    update: bool,
    language: Language,
) -> Result<bot_runner::request::Deployment, Vec<DeploymentProblem>> {
    use bot_runner::request::Request;

    let fields = fields(draft, secrets, update).map_err(|unusable| vec![of_source(&unusable, language)])?;
    match bot_runner::validate(&Value::Object(fields)) {
        Ok(Request::Start(deployment) | Request::Update(deployment)) => Ok(deployment),
        Ok(_) => Err(Vec::new()),
        Err(faults) => Err(faults.iter().map(|fault| problem(fault, language)).collect()),
    }
}

/// All that is wrong with the variables.
pub(super) fn environment(name: &str, secrets: &Secrets, of: Language) -> Result<(), Vec<DeploymentProblem>> {
    let request = json!({
        "action": "start", "bot_id": name, "deployment_mode": "image", "docker_image": "image",
        "env_vars": secrets.environment,
    });
    let faults = bot_runner::validate(&request).err().unwrap_or_default();
    if faults.is_empty() { Ok(()) } else { Err(faults.iter().map(|fault| problem(fault, of)).collect()) }
}

fn fields(draft: &DeploymentDraft, secrets: &Secrets, update: bool) -> Result<Map<String, Value>, Unusable> {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("action", if update { "update" } else { "start" }.into());
    set("bot_id", draft.name.clone().into());
    set("env_vars", json!(secrets.environment));
    set("resource_limits", limits(&draft.limits));
    match &draft.source {
        DraftSource::Simple { paths, entrypoint, requirements, base_image } => {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let files = sources::files(&paths)?;
            let guessed = || sources::entrypoint(&files).map_or(Value::Null, Value::from);
            set("deployment_mode", "simple".into());
            set("entrypoint", optional(entrypoint).unwrap_or_else(guessed));
            let lines = requirements.lines().map(str::trim);
            let lines: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
            set("requirements", json!(lines));
            set("base_image", optional(base_image).unwrap_or(Value::Null));
            set("files", Value::Object(files));
        }
        DraftSource::Folder { path } => {
            set("deployment_mode", "custom".into());
            if !path.is_empty() {
                set("archive", sources::archive(Path::new(path))?.into());
            }
        }
        DraftSource::ArchiveUrl { url } => {
            set("deployment_mode", "custom".into());
            set("archive_url", url.clone().into());
        }
        DraftSource::Git { repository, branch, folder, username, .. } => {
            set("deployment_mode", "custom".into());
            set("git_repo", repository.clone().into());
            set("git_branch", optional(branch).unwrap_or(Value::Null));
            set("git_subdir", optional(folder).unwrap_or(Value::Null));
            if !username.is_empty() {
                set("git_auth", login(username, secrets));
            }
        }
        DraftSource::Image { image, username, .. } => {
            set("deployment_mode", "image".into());
            set("docker_image", image.clone().into());
            if !username.is_empty() {
                set("registry_auth", login(username, secrets));
            }
        }
    }
    Ok(fields)
}

fn optional(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

fn login(username: &str, secrets: &Secrets) -> Value {
    json!({ "username": username, "password": secrets.password.clone().unwrap_or_default() })
}

fn limits(limits: &DeploymentLimits) -> Value {
    json!({
        "memory_mb": limits.memory_mb,
        "cpu_cores": limits.cpu_cores,
        "pids_limit": limits.processes,
        "timeout_hours": limits.lifetime_hours,
        "private_addresses": limits.private_addresses,
    })
}

pub(super) fn language(language: Language) -> bot_runner::Language {
    match language {
        Language::En => bot_runner::Language::En,
        Language::Ru => bot_runner::Language::Ru,
    }
}

fn of_source(unusable: &Unusable, of: Language) -> DeploymentProblem {
    if let Unusable::Fault(fault) = unusable {
        return problem(fault, of);
    }
    DeploymentProblem {
        code: "INVALID_FILE_CONTENT".to_owned(),
        message: unusable.in_language(language(of)),
        field: Some(DraftField::Source),
        details: Vec::new(),
        hint: None,
        example: None,
    }
}

pub(super) fn problem(fault: &Fault, of: Language) -> DeploymentProblem {
    let problem = fault.problem(language(of));
    let list = |name: &str| {
        let items = problem.details.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).map(bot_runner::clean_line).collect::<Vec<_>>()
    };
    let output = list("output");
    DeploymentProblem {
        code: problem.code.to_owned(),
        field: fault.part().map(field),
        details: if output.is_empty() { list("active_bots") } else { output },
        message: problem.message,
        hint: problem.hint,
        example: problem
            .example
            .map(|example| example.as_str().map_or_else(|| example.to_string(), str::to_owned)),
    }
}

fn field(part: Part) -> DraftField {
    match part {
        Part::Name => DraftField::Name,
        Part::Source => DraftField::Source,
        Part::Entrypoint => DraftField::Entrypoint,
        Part::Requirements => DraftField::Requirements,
        Part::BaseImage => DraftField::BaseImage,
        Part::Login => DraftField::Login,
        Part::Environment => DraftField::Environment,
        Part::Limits => DraftField::Limits,
    }
}

/// The draft as the database keeps it: without values of the environment and without passwords.
pub(super) fn without_secrets(mut draft: DeploymentDraft) -> DeploymentDraft {
    draft.environment.retain(|entry| !entry.name.is_empty());
    for entry in &mut draft.environment {
        entry.value = None;
    }
    match &mut draft.source {
        DraftSource::Git { password, .. } | DraftSource::Image { password, .. } => *password = None,
        DraftSource::Simple { .. } | DraftSource::Folder { .. } | DraftSource::ArchiveUrl { .. } => {}
    }
    draft
}
