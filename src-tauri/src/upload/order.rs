//! What a person wants, out of the words of the command line and of the environment.

use companion::uploads::Target;
use secrecy::SecretString;

use super::options::UploadCommand;
use super::words::Said;

const ENDPOINT: &str = "ALLURE_ENDPOINT";
const TOKEN: &str = "ALLURE_TOKEN";

pub(super) struct Wanted {
    /// Address and token; none for the stored connection.
    pub(super) server: Option<(String, SecretString)>,
    pub(super) project: String,
    pub(super) target: Target,
    pub(super) environment: Vec<(String, String)>,
    pub(super) anew: bool,
    pub(super) close: bool,
}

impl Wanted {
    pub(super) fn read(command: &UploadCommand) -> Result<Self, Said> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let server = match (variable(ENDPOINT), variable(TOKEN)) {
            (Some(url), Some(token)) => Some((url, token.into())),
            (Some(_), None) => return Err(Said::OnlyOne { there: ENDPOINT, missing: TOKEN }),
            (None, _) => None,
        };
        let target = match (&command.name, command.launch) {
            (Some(name), _) => Target::New {
                name: name.trim().to_owned(),
                tags: command.tag.clone(),
                links: command.link.clone(),
            },
            (None, Some(launch_id)) => Target::Existing { launch_id },
            (None, None) if command.dry_run => Target::Existing { launch_id: 0 },
            (None, None) => return Err(Said::NoTarget),
        };
        let environment = command.env.iter().map(|pair| split(pair)).collect::<Result<_, _>>()?;
        let close = matches!(target, Target::New { .. }) && !command.keep_open;
        let project = command.project.clone().unwrap_or_default();
        Ok(Self { server, project, target, environment, anew: command.anew, close })
    }
}

fn split(pair: &str) -> Result<(String, String), Said> {
    match pair.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err(Said::NoPair(pair.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_a_key() {
        assert_eq!(split("BROWSER=chrome=1").ok(), Some(("BROWSER".to_owned(), "chrome=1".to_owned())));
        assert!(split("BROWSER").is_err() && split("=x").is_err());
    }
}
