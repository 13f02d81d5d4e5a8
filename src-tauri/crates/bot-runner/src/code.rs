//! The codes of what is wrong, and which part of a request each is about.

/// The codes that scripts match on. Those of the first group come from requests, the others from carrying them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    MissingRequiredField,
    InvalidAction,
    InvalidBotId,
    InvalidDeploymentMode,
    MissingCode,
    ConflictingFields,
    InvalidFilesFormat,
    InvalidFileContent,
    InvalidFileName,
    InvalidEntrypoint,
    InvalidRequirements,
    InvalidEnvVars,
    InvalidResourceLimits,
    InvalidLines,
    MissingSource,
    ConflictingSources,
    InvalidGitUrl,
    InvalidArchiveUrl,
    InvalidArchive,
    MissingDockerImage,
    InvalidImageName,
    InvalidRegistryAuth,
    IncompleteRegistryAuth,
    QuotaExceeded,
    ContainerError,
    EngineNotInstalled,
    EngineNotRunning,
    EngineStarting,
    EngineForbidden,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingRequiredField => "MISSING_REQUIRED_FIELD",
            Self::InvalidAction => "INVALID_ACTION",
            Self::InvalidBotId => "INVALID_BOT_ID",
            Self::InvalidDeploymentMode => "INVALID_DEPLOYMENT_MODE",
            Self::MissingCode => "MISSING_CODE",
            Self::ConflictingFields => "CONFLICTING_FIELDS",
            Self::InvalidFilesFormat => "INVALID_FILES_FORMAT",
            Self::InvalidFileContent => "INVALID_FILE_CONTENT",
            Self::InvalidFileName => "INVALID_FILE_NAME",
            Self::InvalidEntrypoint => "INVALID_ENTRYPOINT",
            Self::InvalidRequirements => "INVALID_REQUIREMENTS",
            Self::InvalidEnvVars => "INVALID_ENV_VARS",
            Self::InvalidResourceLimits => "INVALID_RESOURCE_LIMITS",
            Self::InvalidLines => "INVALID_LINES",
            Self::MissingSource => "MISSING_SOURCE",
            Self::ConflictingSources => "CONFLICTING_SOURCES",
            Self::InvalidGitUrl => "INVALID_GIT_URL",
            Self::InvalidArchiveUrl => "INVALID_ARCHIVE_URL",
            Self::InvalidArchive => "INVALID_ARCHIVE",
            Self::MissingDockerImage => "MISSING_DOCKER_IMAGE",
            Self::InvalidImageName => "INVALID_IMAGE_NAME",
            Self::InvalidRegistryAuth => "INVALID_REGISTRY_AUTH",
            Self::IncompleteRegistryAuth => "INCOMPLETE_REGISTRY_AUTH",
            Self::QuotaExceeded => "QUOTA_EXCEEDED",
            Self::ContainerError => "CONTAINER_ERROR",
            Self::EngineNotInstalled => "ENGINE_NOT_INSTALLED",
            Self::EngineNotRunning => "ENGINE_NOT_RUNNING",
            Self::EngineStarting => "ENGINE_STARTING",
            Self::EngineForbidden => "ENGINE_FORBIDDEN",
        }
    }

    /// `None` where the request is not to blame.
    pub(crate) fn part(self) -> Option<Part> {
        Some(match self {
            Self::InvalidBotId => Part::Name,
            Self::InvalidEntrypoint => Part::Entrypoint,
            Self::InvalidRequirements => Part::Requirements,
            Self::InvalidEnvVars => Part::Environment,
            Self::InvalidResourceLimits => Part::Limits,
            Self::InvalidRegistryAuth | Self::IncompleteRegistryAuth => Part::Login,
            Self::MissingRequiredField
            | Self::MissingCode
            | Self::ConflictingFields
            | Self::InvalidFilesFormat
            | Self::InvalidFileContent
            | Self::InvalidFileName
            | Self::MissingSource
            | Self::ConflictingSources
            | Self::InvalidGitUrl
            | Self::InvalidArchiveUrl
            | Self::InvalidArchive
            | Self::MissingDockerImage
            | Self::InvalidImageName => Part::Source,
            Self::InvalidAction
            | Self::InvalidDeploymentMode
            | Self::InvalidLines
            | Self::QuotaExceeded
            | Self::ContainerError
            | Self::EngineNotInstalled
            | Self::EngineNotRunning
            | Self::EngineStarting
            | Self::EngineForbidden => return None,
        })
    }
}

/// A part of what a person says of a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    Source,
    Entrypoint,
    Requirements,
    BaseImage,
    Login,
    Environment,
    Limits,
}
