//! The methods of [`Companion`] about bots in containers.

use std::path::PathBuf;

use bot_runner::sources;

use super::entry::usual_limits;
use super::request::{self, Secrets};
use super::{Message, Order, Variables};
use crate::Companion;
use crate::companion::Inner;
use crate::texts::Trouble;
use crate::view::{
    BuildOutput, DeploymentAct, DeploymentAnswer, DeploymentDraft, DeploymentProblem, DeploymentsView,
    DraftSource, EnvironmentEntry, Failure, PathKind,
};

impl Companion {
    pub async fn deployments(&self) -> Result<DeploymentsView, Failure> {
        self.inner.ask_keeper(Message::Views).await
    }

    pub async fn look_for_engine(&self) -> Result<(), Failure> {
        let sent = self.inner.deployments.send(Message::FindEngine).await;
        sent.map_err(|_| self.inner.trouble(Trouble::Internal))
    }

    /// A person dropped these onto the window.
    pub fn dropped(&self, paths: &[PathBuf]) {
        for path in paths {
            let kind = if path.is_dir() { PathKind::Folder } else { PathKind::File };
            self.inner.chosen.note(kind, path);
        }
    }

    /// What the form begins with.
    pub async fn deployment_draft(
        &self,
        name: Option<String>,
        paths: Vec<String>,
    ) -> Result<DeploymentDraft, Failure> {
        if let Some(name) = name {
            let (draft, _) = self.inner.ask_keeper(|reply| Message::Known(name.clone(), reply)).await?;
            return Ok(draft.unwrap_or_else(|| empty(name)));
        }
        self.blocking(move || guess(&paths)).await
    }

    pub async fn check_deployment(
        &self,
        draft: DeploymentDraft,
        update: bool,
    ) -> Result<Vec<DeploymentProblem>, Failure> {
        let secrets = self.inner.bot_secrets(&draft.name).await.unwrap_or_default().with(&draft);
        let mut problems = self.checked_deployment(&draft, &secrets, update).await?.err().unwrap_or_default();
        problems.extend(self.no_room(&draft.name, update).await);
        Ok(problems)
    }

    /// Once for each key.
    pub async fn deploy(
        &self,
        key: String,
        draft: DeploymentDraft,
        update: bool,
    ) -> Result<DeploymentAnswer, Failure> {
        let kept = self.inner.bot_secrets(&draft.name).await;
        let kept = kept.map_err(|error| self.inner.secrets_failed(&error))?;
        let secrets = kept.with(&draft);
        let deployment = match self.checked_deployment(&draft, &secrets, update).await? {
            Ok(deployment) => deployment,
            Err(problems) => return Ok(DeploymentAnswer::Refused { problems }),
        };
        if let Some(problem) = self.no_room(&draft.name, update).await
            && self.inner.store.commands().get(&key).await.is_ok_and(|acted| acted.is_none())
        {
            return Ok(DeploymentAnswer::Refused { problems: vec![problem] });
        }
        let order = Box::new(Order { key, deployment, draft, secrets: secrets.written() });
        self.inner.ask_keeper(|reply| Message::Deploy(order, reply)).await?
    }

    /// Once for each key.
    pub async fn act_on_deployment(
        &self,
        key: String,
        name: String,
        act: DeploymentAct,
    ) -> Result<DeploymentAnswer, Failure> {
        let (draft, is_there) = self.inner.ask_keeper(|reply| Message::Known(name.clone(), reply)).await?;
        if let (DeploymentAct::Start, Some(draft), false) = (act, draft, is_there) {
            return self.deploy(key, draft, false).await;
        }
        self.inner.ask_keeper(|reply| Message::Act(key, name, act, reply)).await?
    }

    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn build_output(&self, name: String) -> Result<BuildOutput, Failure> {
        Ok(self.inner.build_output_of(&name))
    }

    pub async fn deployment_environment(&self, name: String) -> Result<Vec<EnvironmentEntry>, Failure> {
        let kept = self.inner.environment_of(&name).await?;
        Ok(kept.into_keys().map(|name| EnvironmentEntry { name, value: None }).collect())
    }

    /// Puts the bot up anew with it; once for each key.
    pub async fn save_environment(
        &self,
        key: String,
        name: String,
        environment: Vec<EnvironmentEntry>,
    ) -> Result<DeploymentAnswer, Failure> {
        let inner = &self.inner;
        if inner.store.commands().get(&key).await.is_ok_and(|acted| acted.is_some()) {
            return Ok(DeploymentAnswer::Begun);
        }
        let kept = inner.environment_of(&name).await?;
        let (draft, is_there) = inner.ask_keeper(|reply| Message::Known(name.clone(), reply)).await?;
        let password = inner.bot_secrets(&name).await.map_err(|error| inner.secrets_failed(&error))?.password;
        let wanted = DeploymentDraft { environment, ..draft.clone().unwrap_or_else(|| empty(name.clone())) };
        if draft.is_some() && !is_there {
            return self.deploy(key, wanted, false).await;
        }
        let secrets = Secrets { environment: kept, password: None }.with(&wanted);
        if let Err(problems) = request::environment(&name, &secrets, inner.language()) {
            return Ok(DeploymentAnswer::Refused { problems });
        }
        let secrets = Secrets { password, ..secrets };
        let variables = Box::new(Variables {
            secrets: secrets.written(),
            draft: draft.map(|_| request::without_secrets(wanted)),
            values: secrets.environment,
        });
        inner.ask_keeper(|reply| Message::PutUp(key, name, variables, reply)).await?
    }

    /// The checked deployment, or all that is wrong with it.
    async fn checked_deployment(
        &self,
        draft: &DeploymentDraft,
        secrets: &Secrets,
        update: bool,
    ) -> Result<Result<bot_runner::request::Deployment, Vec<DeploymentProblem>>, Failure> {
        let (inner, name) = (&self.inner, draft.name.clone());
        let (known, _) = inner.ask_keeper(|reply| Message::Known(name, reply)).await?;
        let known = known.as_ref().map(request::paths).unwrap_or_default();
        let is_chosen = |path: &&PathBuf| {
            [PathKind::File, PathKind::Folder].iter().any(|kind| inner.chosen.holds(*kind, path))
        };
        let paths = request::paths(draft);
        let others: Vec<_> = paths.iter().filter(|path| !known.contains(path) && !is_chosen(path)).collect();
        if !others.is_empty() {
            let texts = inner.texts();
            let problems = others.iter().map(|path| texts.path_not_chosen(&path.to_string_lossy()));
            return Ok(Err(problems.collect()));
        }
        let (draft, language) = (draft.clone(), inner.language());
        let secrets =
            Secrets { environment: secrets.environment.clone(), password: secrets.password.clone() };
        self.blocking(move || request::request(&draft, &secrets, update, language)).await
    }

    /// The name's being taken, and the quota. Without an engine there is nothing to say.
    async fn no_room(&self, name: &str, update: bool) -> Option<DeploymentProblem> {
        let runner = self.inner.shared_deployments.runner()?;
        let fault = runner.room(name, update).await.ok()??;
        Some(self.inner.problem_of(&fault))
    }

    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let done = self.inner.tasks.spawn_blocking(work).await;
        done.map_err(|_| self.inner.trouble(Trouble::Internal))
    }
}

impl Inner {
    async fn bot_secrets(&self, name: &str) -> Result<Secrets, crate::core::ports::SecretError> {
        let kept = self.ports.secrets.get(&Secrets::key(name)).await?;
        Ok(kept.as_ref().map(Secrets::read).unwrap_or_default())
    }

    /// With its values. Of a bot that the command line made, the container knows it.
    async fn environment_of(
        &self,
        name: &str,
    ) -> Result<std::collections::BTreeMap<String, String>, Failure> {
        let kept = self.bot_secrets(name).await.map_err(|error| self.secrets_failed(&error))?.environment;
        if !kept.is_empty() {
            return Ok(kept);
        }
        let Some(runner) = self.shared_deployments.runner() else { return Ok(kept) };
        Ok(runner.environment(name).await.ok().flatten().unwrap_or_default())
    }
}

fn empty(name: String) -> DeploymentDraft {
    let source = DraftSource::Simple {
        paths: Vec::new(),
        entrypoint: String::new(),
        requirements: String::new(),
        base_image: String::new(),
    };
    DeploymentDraft { name, source, environment: Vec::new(), limits: usual_limits() }
}

/// From what lies at the paths.
fn guess(paths: &[String]) -> DeploymentDraft {
    let first = paths.first().map(PathBuf::from).unwrap_or_default();
    let name = first.file_stem().unwrap_or_default().to_string_lossy();
    let mut draft = empty(bot_name(&name));
    let is_archive = [".tar", ".tar.gz", ".tgz", ".zip"];
    let file = first.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_folder = first.is_dir() && first.join("Dockerfile").is_file();
    if is_folder || is_archive.iter().any(|ending| file.ends_with(ending)) {
        draft.source = DraftSource::Folder { path: paths.first().cloned().unwrap_or_default() };
        return draft;
    }
    let all: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let files = sources::files(&all).unwrap_or_default();
    let usual = ["bot.py", "main.py", "app.py", "__main__.py"];
    let usual = || usual.into_iter().find(|name| files.contains_key(*name)).map(str::to_owned);
    let entrypoint = sources::entrypoint(&files).or_else(usual).unwrap_or_default();
    let requirements = files.get("requirements.txt").and_then(|text| text.as_str()).unwrap_or_default();
    draft.source = DraftSource::Simple {
        paths: paths.to_vec(),
        entrypoint,
        requirements: requirements.trim().to_owned(),
        base_image: String::new(),
    };
    draft
}

/// The name of a file as a bot may be called.
fn bot_name(name: &str) -> String {
    const MOST: usize = 64;
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .take(MOST)
        .collect();
    name.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_lies_there_says_how_it_is_deployed() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("my echo.py");
        std::fs::write(&file, "print(1)").expect("written");
        let path = |path: &Path| vec![path.to_str().expect("UTF-8").to_owned()];
        let draft = guess(&path(&file));
        assert_eq!(draft.name, "my-echo");
        assert!(matches!(draft.source, DraftSource::Simple { entrypoint, .. } if entrypoint == "my echo.py"));
        std::fs::write(dir.path().join("requirements.txt"), "aiogram\n").expect("written");
        let draft = guess(&path(dir.path()));
        assert!(
            matches!(draft.source, DraftSource::Simple { requirements, .. } if requirements == "aiogram")
        );
        std::fs::write(dir.path().join("Dockerfile"), "FROM scratch").expect("written");
        assert!(matches!(guess(&path(dir.path())).source, DraftSource::Folder { .. }));
        assert!(matches!(guess(&path(Path::new("/x/a.tar.gz"))).source, DraftSource::Folder { .. }));
        assert_eq!(guess(&[]), empty(String::new()));
    }
}
