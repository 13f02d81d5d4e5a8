//! From words to the request that is checked like any other.

use std::path::Path;

use bot_runner::sources::{self, Unusable};
use serde_json::{Map, Value, json};

use super::options::{Deploy, Verb};

pub(super) fn of(verb: &Verb) -> Result<Value, Unusable> {
    let about = |action: &str, name: &String| json!({ "action": action, "bot_id": name });
    Ok(match verb {
        Verb::Start(deploy) => deployment("start", deploy)?,
        Verb::Update(deploy) => deployment("update", deploy)?,
        Verb::Stop { name } => about("stop", name),
        Verb::Restart { name } => about("restart", name),
        Verb::Remove { name } => about("remove", name),
        Verb::Status { name } => about("status", name),
        Verb::Logs { name, lines, .. } => json!({ "action": "logs", "bot_id": name, "lines": lines }),
        Verb::List => json!({ "action": "list" }),
    })
}

fn deployment(action: &str, deploy: &Deploy) -> Result<Value, Unusable> {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("action", action.into());
    set("bot_id", deploy.name.clone().into());
    set("env_vars", environment(&deploy.env)?);
    set("resource_limits", limits(deploy));
    if let Some(custom) = &deploy.custom {
        set("deployment_mode", "custom".into());
        if custom.contains("://") {
            set("archive_url", custom.clone().into());
        } else {
            set("archive", sources::archive(Path::new(custom))?.into());
        }
    } else if let Some(git) = &deploy.git {
        set("deployment_mode", "custom".into());
        set("git_repo", git.clone().into());
        set("git_branch", deploy.branch.clone().into());
        set("git_subdir", deploy.subdir.clone().into());
    } else if let Some(image) = &deploy.image {
        set("deployment_mode", "image".into());
        set("docker_image", image.clone().into());
        if let Some(user) = &deploy.registry_user {
            let password = std::env::var("REGISTRY_PASSWORD").unwrap_or_default();
            set("registry_auth", json!({ "username": user, "password": password }));
        }
    } else {
        set("deployment_mode", "simple".into());
        let files = sources::files(&deploy.simple)?;
        set("entrypoint", deploy.entrypoint.clone().or_else(|| sources::entrypoint(&files)).into());
        set("files", Value::Object(files));
        set("requirements", sources::requirements(&deploy.requirements)?.into());
        set("base_image", deploy.base_image.clone().into());
    }
    Ok(Value::Object(fields))
}

fn environment(words: &[String]) -> Result<Value, Unusable> {
    let mut variables = Map::new();
    for word in words {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => (word.as_str(), std::env::var(word).map_err(|_| Unusable::NoVariable(word.clone()))?),
        };
        variables.insert(name.to_owned(), value.into());
    }
    Ok(Value::Object(variables))
}

fn limits(deploy: &Deploy) -> Value {
    json!({
        "memory_mb": deploy.memory,
        "cpu_cores": deploy.cpus,
        "pids_limit": deploy.processes,
        "timeout_hours": deploy.lifetime,
        "private_addresses": deploy.allow_private,
    })
}

#[cfg(test)]
mod tests {
    use bot_runner::request::{Request, Source};
    use bot_runner::validate;
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Command, Options};

    fn verb(words: &[&str]) -> Verb {
        let options = Options::try_parse_from([&["testops-companion", "bots"], words].concat());
        let Some(Command::Bots(command)) = options.expect("words of the command line").command else {
            panic!("bots are asked for")
        };
        command.verb
    }

    #[test]
    fn a_file_with_packages_and_environment_becomes_a_simple_bot() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("echo.py");
        std::fs::write(&file, "print(1)").expect("written");
        let file = file.to_str().expect("UTF-8");
        let words =
            ["start", "my-bot", "--simple", file, "-r", "aiogram>=3.0,<4,aiohttp", "-e", "BOT_TOKEN=1:A=B"];
        let request = of(&verb(&words)).expect("usable");
        let Request::Start(deployment) = validate(&request).expect("right") else { panic!("a start") };
        let Source::Simple(simple) = deployment.source else { panic!("simple") };
        assert_eq!(simple.entrypoint, "echo.py");
        assert_eq!(simple.requirements, ["aiogram>=3.0,<4", "aiohttp"]);
        assert_eq!(deployment.environment["BOT_TOKEN"], "1:A=B");
        assert_eq!(deployment.limits, bot_runner::request::Limits::default());
    }

    #[test]
    fn addresses_are_fetched_and_paths_are_read() {
        let request = of(&verb(&["update", "b", "--custom", "https://example.org/b.zip"])).expect("usable");
        assert_eq!(request["archive_url"], "https://example.org/b.zip");
        assert!(of(&verb(&["start", "b", "--custom", "/nowhere/at/all"])).is_err());
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("Dockerfile"), "FROM scratch").expect("written");
        let folder = dir.path().to_str().expect("UTF-8");
        let request = of(&verb(&["start", "b", "--custom", folder, "--memory", "64", "--cpus", "0.25"]))
            .expect("usable");
        let Request::Start(deployment) = validate(&request).expect("right") else { panic!("a start") };
        assert!(matches!(deployment.source, Source::Archive(_)));
        assert_eq!((deployment.limits.memory_mb, deployment.limits.cpu_cores), (64, 0.25));
    }

    #[test]
    fn exactly_one_source_is_named() {
        let parsed =
            |words: &[&str]| Options::try_parse_from([&["x", "bots", "start", "b"], words].concat()).is_ok();
        assert!(
            !parsed(&[]) && !parsed(&["--image", "a", "--git", "b"]) && !parsed(&["--image", "a", "-r", "x"])
        );
        assert!(parsed(&["--image", "a"]));
    }
}
