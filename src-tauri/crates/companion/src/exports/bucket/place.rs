//! The bucket's place: as it is kept, and as a shelf.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shelf::{Error, Fault, Keys, Patience, Place, Proxy, Shelf};
use store::ExportFileRow;
use url::Url;

use super::SCHEME;
use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::ports::SecretError;
use crate::texts::{ExportTrouble, Texts, Trouble};
use crate::view::{BucketKeys, BucketPlace, Failure};

/// The keys in the secret store.
pub(super) const SECRET: &str = "bucket/secret";
pub(super) const PROXY_PASSWORD: &str = "bucket/proxy_password";

/// The key of what is kept in the database.
pub(super) const SETTINGS: &str = "bucket";

/// As it lies in the database; secrets do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    pub(crate) place: BucketPlace,
    /// Whether there is one in the secret store, which is not asked each time that the window looks.
    pub(super) secret_set: bool,
    pub(super) proxy_password_set: bool,
}

/// Why there is no shelf.
pub(super) enum NoShelf {
    Secrets(SecretError),
    Shelf(Error),
}

impl NoShelf {
    pub(super) fn failure(&self, inner: &Inner) -> Failure {
        match self {
            Self::Secrets(error) => inner.secrets_failed(error),
            Self::Shelf(error) => failure(inner.texts(), error),
        }
    }
}

pub(super) fn failure(texts: Texts, error: &Error) -> Failure {
    let details = Some(error.detail.clone()).filter(|detail| !detail.is_empty());
    texts.failure(Trouble::Export(ExportTrouble::Bucket { fault: &error.fault }), details)
}

/// The same for one bucket and prefix, whatever lets us in.
pub(super) fn address(place: &BucketPlace) -> String {
    let region = place.region.as_deref().unwrap_or("us-east-1");
    let endpoint = place.endpoint.clone().unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com"));
    let whole = format!("{}/{}/{}", endpoint.trim_end_matches('/'), place.bucket, place.prefix);
    whole.trim_end_matches('/').to_owned()
}

/// Where a file lies in the bucket, for people.
pub(super) fn shown(place: &BucketPlace, key: &str) -> String {
    let prefix = place.prefix.trim_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!("{SCHEME}{}/{prefix}{slash}{key}", place.bucket)
}

/// The key of a file: nothing else has it, and it is the same whenever it is made. Its last part is the file's own name.
pub(super) fn key(file: &ExportFileRow) -> String {
    let day: DateTime<Utc> = instant(file.written_at);
    let hash = file.sha256.get(..12).unwrap_or(&file.sha256);
    let name = Path::new(&file.path).file_name().unwrap_or_default().to_string_lossy();
    format!("{}/{}-{hash}/{name}", day.format("%Y-%m-%d"), file.id)
}

/// With the secrets of the secret store.
pub(super) async fn open(inner: &Inner, kept: &Kept) -> Result<Shelf, NoShelf> {
    let secrets = &inner.ports.secrets;
    let (mut secret, mut password) = (None, None);
    if kept.secret_set {
        secret = secrets.get(SECRET).await.map_err(NoShelf::Secrets)?;
        if secret.is_none() {
            let detail = "the secret store holds no secret for the bucket".to_owned();
            return Err(NoShelf::Shelf(Error { fault: Fault::WrongSecret, detail }));
        }
    }
    if kept.proxy_password_set {
        password = secrets.get(PROXY_PASSWORD).await.map_err(NoShelf::Secrets)?;
    }
    shelf(&kept.place, secret, password, &inner.ports.version).await.map_err(NoShelf::Shelf)
}

pub(super) async fn shelf(
    place: &BucketPlace,
    secret: Option<secrecy::SecretString>,
    password: Option<secrecy::SecretString>,
    version: &str,
) -> Result<Shelf, Error> {
    let wrong = |detail: &str| Error { fault: Fault::Place, detail: detail.to_owned() };
    let url = |text: &Option<String>| -> Result<Option<Url>, Error> {
        text.as_deref().map(|text| text.parse().map_err(|_| wrong(text))).transpose()
    };
    let keys = match &place.keys {
        BucketKeys::Fixed { id } => Keys::Fixed { id: id.clone(), secret: secret.unwrap_or_default() },
        BucketKeys::WebIdentity { token_file, role, sts } => {
            Keys::WebIdentity { token_file: token_file.into(), role: role.clone(), sts: url(sts)? }
        }
    };
    let ca_pem = match &place.ca_file {
        Some(path) => {
            let read = tokio::fs::read(path).await;
            Some(read.map_err(|error| Error { fault: Fault::CaFile, detail: format!("{path}: {error}") })?)
        }
        None => None,
    };
    Shelf::new(&Place {
        endpoint: url(&place.endpoint)?,
        region: place.region.clone(),
        bucket: place.bucket.clone(),
        prefix: place.prefix.clone(),
        path_style: place.path_style,
        keys,
        ca_pem,
        proxy: url(&place.proxy)?.map(|url| Proxy { url, password }),
        user_agent: format!("testops-companion/{version}"),
        patience: Patience::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_the_day_on_which_the_file_was_written() {
        let file = ExportFileRow {
            id: 17,
            path: "/exports/Ночная №7.csv".to_owned(),
            sha256: "0123456789abcdef".to_owned(),
            written_at: 1_768_003_200_000,
            ..ExportFileRow::default()
        };
        assert_eq!(key(&file), "2026-01-10/17-0123456789ab/Ночная №7.csv");
        let place = BucketPlace {
            endpoint: Some("https://s3.example.com/".to_owned()),
            bucket: "b".to_owned(),
            prefix: "team".to_owned(),
            ..BucketPlace::default()
        };
        assert_eq!(address(&place), "https://s3.example.com/b/team");
        assert_eq!(shown(&place, "x/a.csv"), "s3://b/team/x/a.csv");
        let amazon = BucketPlace { bucket: "b".to_owned(), ..BucketPlace::default() };
        assert_eq!(address(&amazon), "https://s3.us-east-1.amazonaws.com/b");
        assert_eq!(shown(&amazon, "a.csv"), "s3://b/a.csv");
    }
}
