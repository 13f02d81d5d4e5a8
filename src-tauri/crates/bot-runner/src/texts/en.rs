//! English.

use crate::fault::{Code, Fault, Kind, Reason};
use crate::validate::ACTIONS;

pub(super) fn what(fault: &Fault) -> String {
    let about = &fault.about;
    match fault.code {
        Code::MissingRequiredField => format!("The field \"{about}\" is missing"),
        Code::InvalidAction => format!("There is no action \"{about}\""),
        Code::InvalidBotId => format!("A bot cannot be named \"{about}\""),
        Code::InvalidDeploymentMode => format!("There is no deployment mode \"{about}\""),
        Code::MissingCode => {
            "A simple bot needs its code: neither \"code\" nor \"files\" is given".to_owned()
        }
        Code::ConflictingFields => format!("These fields exclude one another here: {about}"),
        Code::InvalidFilesFormat => "\"files\" cannot be used".to_owned(),
        Code::InvalidFileContent => format!("The content of the file \"{about}\" cannot be used"),
        Code::InvalidFileName => format!("The file name \"{about}\" cannot be used"),
        Code::InvalidEntrypoint => format!("\"{about}\" cannot be what is run"),
        Code::InvalidRequirements => format!("The requirements cannot be used (\"{about}\")"),
        Code::InvalidEnvVars => format!("The environment cannot be used (\"{about}\")"),
        Code::InvalidResourceLimits => format!("The limit \"{about}\" cannot be used"),
        Code::InvalidLines => "This is no number of lines".to_owned(),
        Code::MissingSource => format!("A custom bot needs a source, one of: {about}"),
        Code::ConflictingSources => format!("A bot has one source; given are: {about}"),
        Code::InvalidGitUrl => format!("The Git repository cannot be used (\"{about}\")"),
        Code::InvalidArchiveUrl => format!("The archive's address cannot be used (\"{about}\")"),
        Code::InvalidArchive => format!("The archive cannot be used (\"{about}\")"),
        Code::MissingDockerImage => "The image is not named: \"docker_image\" is missing".to_owned(),
        Code::InvalidImageName => format!("\"{about}\" is no name of an image"),
        Code::InvalidRegistryAuth => format!("The login cannot be used (\"{about}\")"),
        Code::IncompleteRegistryAuth => format!("The login lacks: {about}"),
        Code::QuotaExceeded => format!("As many bots run as may run at once: {about}"),
        Code::ContainerError => "The container engine could not do it".to_owned(),
        Code::EngineNotInstalled => "There is no Docker or Podman on this machine".to_owned(),
        Code::EngineNotRunning => format!("Docker or Podman does not run ({about})"),
        Code::EngineStarting => format!("Docker or Podman is still starting ({about})"),
        Code::EngineForbidden => format!("You have no right to use Docker or Podman ({about})"),
    }
}

pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::WrongType { wanted, got } => format!("it has to be {}, and is {}", kind(*wanted), kind(*got)),
        Reason::Empty => "it is empty or has an empty part".to_owned(),
        Reason::TooLong { most } => format!("it is longer than {most} characters"),
        Reason::TooMany { most } => format!("there are more than {most}"),
        Reason::TooLarge { most_bytes } => format!("it is larger than {most_bytes} bytes"),
        Reason::Characters => "it has characters that are not allowed there".to_owned(),
        Reason::Absolute => "it has to be a path within the bot's folder".to_owned(),
        Reason::ClimbsOut => "it climbs out of the bot's folder".to_owned(),
        Reason::Backslash => "folders are divided by \"/\"".to_owned(),
        Reason::ControlCharacter => {
            "it has spaces or invisible characters that are not allowed there".to_owned()
        }
        Reason::ReservedName => "Windows keeps this name for a device".to_owned(),
        Reason::DotOrSpaceAtTheEnd => {
            "a name may not begin with a space, nor end with a space or a dot".to_owned()
        }
        Reason::SameAs { other } => format!("some disks take it and \"{other}\" for the same"),
        Reason::FileAndFolder { other } => format!("because of \"{other}\" it would be a file and a folder"),
        Reason::LooksLikeAnOption => "it would be taken for an option".to_owned(),
        Reason::NotAmongFiles { .. } => "it is not among the files".to_owned(),
        Reason::NotARequirement => "it is not a package with a version as pip knows it".to_owned(),
        Reason::EqualsSign => "the name may not hold \"=\"".to_owned(),
        Reason::NotAUrl => "it is not an address".to_owned(),
        Reason::Scheme => "it has to begin with https:// or http://".to_owned(),
        Reason::CredentialsInUrl => "a password does not belong into an address".to_owned(),
        Reason::LoginNeedsHttps => "a password is sent to an https:// address only".to_owned(),
        Reason::PrivateAddress => "it leads to this machine or to a private network".to_owned(),
        Reason::NotBase64 => "it is not Base64".to_owned(),
        Reason::HttpStatus { status } => format!("the server answers with status {status}"),
        Reason::Unreachable { words } => format!("it cannot be fetched ({words})"),
        Reason::TooSlow { seconds } => format!("it took longer than {seconds} seconds"),
        Reason::NoGit => "git is not installed on this machine".to_owned(),
        Reason::NotAnArchive => "it is neither a tar, a tar.gz nor a zip".to_owned(),
        Reason::Damaged => "it is damaged or cut off".to_owned(),
        Reason::NotAPlainFile => "it is a link or another thing that is not a plain file".to_owned(),
        Reason::NoDockerfile => "there is no Dockerfile at its top, nor in its only folder".to_owned(),
        Reason::Unreadable { words } => format!("it cannot be read ({words})"),
        Reason::OutOfRange { least, most } => format!("it has to be between {least} and {most}"),
        Reason::UnknownField => "there is no such limit".to_owned(),
        Reason::NotWhole => "it has to be a whole number".to_owned(),
        Reason::Engine { words } => words.clone(),
        Reason::NoRegistry { image } => format!("no registry reached for the image \"{image}\""),
        Reason::NoImage { image } => format!("there is no image \"{image}\", or it needs another login"),
        Reason::BuildStep { step, lines } => {
            format!("the build failed at \"{step}\"{}", super::quoted(lines))
        }
        Reason::BuildTooLong { seconds } => format!("the build took longer than {seconds} seconds"),
        Reason::ImageTooLarge { most_mb } => format!("the image is larger than {most_mb} MB"),
        Reason::NoFence => "private addresses cannot be kept out of its reach on this engine".to_owned(),
        Reason::LifetimeOver { hours } => format!("the bot's lifetime of {hours} hours is over"),
        Reason::EndedAtOnce { exit_code, lines } => {
            format!("the new version ended at once with exit code {exit_code}{}", super::quoted(lines))
        }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean => "true or false",
        Kind::Number => "a number",
        Kind::Text => "text",
        Kind::List => "a list",
        Kind::Object => "an object",
    }
}

pub(super) fn hint(fault: &Fault) -> Option<String> {
    Some(match fault.code {
        Code::InvalidAction | Code::InvalidDeploymentMode => {
            if fault.meant.is_empty() {
                return None;
            }
            format!("Did you mean {}?", fault.meant.join(" or "))
        }
        Code::MissingRequiredField => match fault.about.as_str() {
            "action" => format!("Say what to do: {}.", ACTIONS.join(", ")),
            "bot_id" => "Name the bot: letters A to Z, digits, \"-\" and \"_\", up to 64.".to_owned(),
            _ => "Choose simple (code in Python), custom (with a Dockerfile) or image (a ready one)."
                .to_owned(),
        },
        Code::InvalidBotId => "Use letters A to Z, digits, \"-\" and \"_\", up to 64.".to_owned(),
        Code::MissingCode => "Give one file as \"code\", or several as \"files\".".to_owned(),
        Code::ConflictingFields => "Keep one of them and leave out the others.".to_owned(),
        Code::InvalidFileName => "Use plain names, with \"/\" between folders.".to_owned(),
        Code::InvalidEntrypoint => match fault.reason.as_deref() {
            Some(Reason::NotAmongFiles { files }) => {
                format!("Name one of the files: {}.", super::some(files))
            }
            _ => "Name the file that starts the bot, by its path within the bot's folder.".to_owned(),
        },
        Code::InvalidResourceLimits => {
            "Known are memory_mb, cpu_cores, pids_limit, timeout_hours and private_addresses.".to_owned()
        }
        Code::InvalidLines => "Say how many of the last lines to show.".to_owned(),
        Code::MissingSource => "Give an archive, the address of one, or a Git repository.".to_owned(),
        Code::ConflictingSources => "Keep one source and leave out the others.".to_owned(),
        Code::InvalidGitUrl | Code::InvalidArchiveUrl if fault.reason.as_deref() == Some(&Reason::PrivateAddress) => {
            "If it is your team's own server, allow the local network (--allow-private).".to_owned()
        }
        Code::InvalidGitUrl => {
            "Use https://host/path or git@host:path, a plain branch and a sub-folder.".to_owned()
        }
        Code::InvalidArchiveUrl => "Use a public address that begins with https:// or http://.".to_owned(),
        Code::InvalidArchive => "Give a tar, tar.gz or zip with plain files and a Dockerfile.".to_owned(),
        Code::MissingDockerImage => "Name an image, with its registry and tag where needed.".to_owned(),
        Code::InvalidImageName => "Write registry/path:tag; the path is in small letters.".to_owned(),
        Code::QuotaExceeded => "Stop one of them first.".to_owned(),
        Code::ContainerError => match fault.reason.as_deref() {
            Some(Reason::NoRegistry { .. }) => "Check the network, or name an image that is on this machine.".to_owned(),
            Some(Reason::NoImage { .. }) => "Check the name and the tag, or log in to the registry.".to_owned(),
            Some(Reason::LifetimeOver { .. }) => "Start it anew from its source.".to_owned(),
            Some(Reason::NoFence) => "Try again, or allow the local network (--allow-private) if you trust the bot.".to_owned(),
            Some(Reason::BuildStep { .. } | Reason::EndedAtOnce { .. }) => {
                "Mend what the last lines tell, and try again.".to_owned()
            }
            _ => return None,
        },
        Code::EngineNotInstalled => "Install Docker Desktop, Docker Engine or Podman.".to_owned(),
        Code::EngineNotRunning => {
            "Start Docker Desktop, or run \"sudo systemctl start docker\" or \"podman machine start\".".to_owned()
        }
        Code::EngineStarting => "Wait until it has started, and try again.".to_owned(),
        Code::EngineForbidden => {
            "Join the group \"docker\" (sudo usermod -aG docker $USER) and log in again, or use rootless Podman.".to_owned()
        }
        Code::InvalidFilesFormat
        | Code::InvalidFileContent
        | Code::InvalidRequirements
        | Code::InvalidEnvVars
        | Code::InvalidRegistryAuth
        | Code::IncompleteRegistryAuth => return None,
    })
}
