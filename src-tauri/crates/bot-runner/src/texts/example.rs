//! Examples of how it is done right.

use serde_json::{Value, json};

use crate::fault::{Code, Fault};
use crate::validate::{ACTIONS, MODES};

pub(crate) fn example(fault: &Fault) -> Option<Value> {
    let names = || json!(["my-bot", "echo_bot", "Bot1"]);
    Some(match fault.code {
        Code::MissingRequiredField => match fault.about.as_str() {
            "action" => {
                json!({ "valid_values": ACTIONS, "request": { "action": "start", "bot_id": "my-bot" } })
            }
            "bot_id" => json!({ "valid_examples": names() }),
            _ => json!({ "valid_values": MODES, "descriptions": {
                "simple": "code or files in Python",
                "custom": "a source with a Dockerfile",
                "image": "a ready image",
            } }),
        },
        Code::InvalidAction => json!({ "valid_values": ACTIONS }),
        Code::InvalidBotId => json!({
            "valid_format": "[A-Za-z0-9_-]{1,64}",
            "valid_examples": names(),
            "invalid_examples": ["my bot", "бот", "a/b"],
        }),
        Code::InvalidDeploymentMode => json!({ "valid_values": MODES }),
        Code::MissingCode => json!({ "code": "print('hello')" }),
        Code::InvalidFilesFormat => {
            json!({ "files": { "bot.py": "import texts", "texts.py": "HELLO = 'Hello'" } })
        }
        Code::InvalidFileName => json!({ "valid_examples": ["bot.py", "handlers/start.py"] }),
        Code::InvalidEntrypoint => json!({ "entrypoint": "bot.py" }),
        Code::InvalidRequirements => json!({ "requirements": ["aiogram>=3.0", "aiohttp"] }),
        Code::InvalidEnvVars => json!({ "env_vars": { "BOT_TOKEN": "123:ABC" } }),
        Code::InvalidResourceLimits => {
            json!({ "resource_limits": { "memory_mb": 256, "cpu_cores": 0.5, "pids_limit": 100, "timeout_hours": 24 } })
        }
        Code::InvalidLines => json!({ "lines": 100 }),
        Code::MissingSource => json!({ "git_repo": "https://example.org/team/bot.git" }),
        Code::InvalidGitUrl => json!({
            "git_repo": "https://example.org/team/bot.git",
            "git_branch": "main",
            "git_subdir": "bots/echo",
        }),
        Code::MissingDockerImage => json!({ "docker_image": "python:3.11-slim" }),
        Code::InvalidImageName => {
            json!({ "valid_examples": ["python:3.11-slim", "registry.example.org:5000/team/bot:1.0"] })
        }
        Code::InvalidRegistryAuth | Code::IncompleteRegistryAuth => {
            json!({ "registry_auth": { "username": "me", "password": "…" } })
        }
        Code::InvalidFileContent
        | Code::ConflictingFields
        | Code::ConflictingSources
        | Code::InvalidArchiveUrl
        | Code::InvalidArchive
        | Code::QuotaExceeded
        | Code::ContainerError
        | Code::EngineNotInstalled
        | Code::EngineNotRunning
        | Code::EngineStarting
        | Code::EngineForbidden => return None,
    })
}
