//! A shelf: looking, listing, deleting, links.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::stream::{BoxStream, StreamExt as _};
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::path::Path;
use object_store::signer::Signer as _;
use object_store::{
    Attribute, BackoffConfig, GetOptions, ObjectStore as _, ObjectStoreExt as _, RetryConfig,
};
use secrecy::ExposeSecret as _;
use url::Url;

use crate::connector::Connector;
use crate::error::{Error, Fault};
use crate::place::{Keys, Place};

/// The metadata under which a file's hash is kept (`x-amz-meta-sha256`).
pub(crate) const HASH: &str = "sha256";

/// What S3 takes at most.
const LONGEST_LINK: Duration = Duration::from_hours(7 * 24);

/// A bucket, or what lies under a prefix of it. Cheap to clone; names are relative to the prefix.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub(crate) store: AmazonS3,
    prefix: String,
    /// Whether the store takes conditions; it may ignore them all the same.
    conditions: Arc<AtomicBool>,
}

/// What is known of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub bytes: u64,
    /// As it was put there; `None` where the store keeps no metadata, or somebody else put it.
    pub sha256: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub bytes: u64,
    pub at: DateTime<Utc>,
}

impl Shelf {
    /// Asks nothing yet. Fails with `Place`, `CaFile` or `ProxyAddress`.
    pub fn new(place: &Place) -> Result<Self, Error> {
        let refused = |why: &str| Error::new(Fault::Place, why);
        if place.bucket.is_empty() || place.bucket.contains(['/', ' ']) {
            return Err(refused("the bucket's name"));
        }
        let prefix = place.prefix.trim_matches('/').to_owned();
        Path::parse(&prefix).map_err(|error| refused(&error.to_string()))?;
        let mut builder = AmazonS3Builder::new()
            .with_http_connector(Connector::new(place)?)
            .with_bucket_name(&place.bucket)
            .with_region(place.region.as_deref().unwrap_or("us-east-1"))
            .with_virtual_hosted_style_request(!place.path_style)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            // One by one: not every store can do many.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig {
                backoff: BackoffConfig { init_backoff: place.patience.wait, ..BackoffConfig::default() },
                max_retries: place.patience.repeats,
                retry_timeout: Duration::from_mins(2),
            });
        if let Some(endpoint) = &place.endpoint {
            builder = builder.with_endpoint(address(endpoint, place)?).with_allow_http(true);
        }
        builder = match &place.keys {
            Keys::Fixed { id, secret } => {
                builder.with_access_key_id(id).with_secret_access_key(secret.expose_secret())
            }
            Keys::WebIdentity { token_file, role, sts } => {
                use AmazonS3ConfigKey as Key;
                let token_file =
                    token_file.to_str().ok_or_else(|| refused("the name of the token's file"))?;
                builder = builder
                    .with_config(Key::WebIdentityTokenFile, token_file)
                    .with_config(Key::RoleArn, role)
                    .with_config(Key::RoleSessionName, "testops-companion");
                match sts {
                    Some(sts) => builder.with_config(Key::StsEndpoint, sts.as_str()),
                    None => builder,
                }
            }
        };
        let store = builder.build()?;
        Ok(Self { store, prefix, conditions: Arc::new(AtomicBool::new(true)) })
    }

    /// The key of a name: the prefix and the name, as they are.
    pub(crate) fn key(&self, name: &str) -> Result<Path, Error> {
        let key = if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) };
        // Not `Path::from`: that stores «план» as the text «%D0%BF…».
        Path::parse(key).map_err(|error| Error::new(Fault::Place, error.to_string()))
    }

    pub(crate) fn takes_conditions(&self) -> bool {
        self.conditions.load(Ordering::Relaxed)
    }

    pub(crate) fn has_no_conditions(&self) {
        self.conditions.store(false, Ordering::Relaxed);
    }

    /// `None` where nothing is under this name. A bucket that is not there says the same to many stores' `HEAD`.
    pub async fn head(&self, name: &str) -> Result<Option<Held>, Error> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        let found = match self.store.get_opts(&self.key(name)?, options).await.map_err(Error::from) {
            Ok(found) => found,
            Err(Error { fault: Fault::Missing, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let sha256 = found.attributes.get(&Attribute::Metadata(HASH.into())).map(|hash| hash.to_string());
        Ok(Some(Held { bytes: found.meta.size, sha256, at: found.meta.last_modified }))
    }

    /// Everything in the folder `under`, or everything at all where it is empty.
    pub fn list(&self, under: &str) -> BoxStream<'static, Result<Listed, Error>> {
        let folder = match self.key(under) {
            Ok(folder) => folder,
            Err(error) => return futures::stream::iter([Err(error)]).boxed(),
        };
        let skipped = if self.prefix.is_empty() { 0 } else { self.prefix.len() + 1 };
        let found = self.store.list(Some(&folder).filter(|folder| !folder.as_ref().is_empty()));
        let listed = found.map(move |found| {
            let found = found?;
            let name = found.location.as_ref().get(skipped..).unwrap_or_default().to_owned();
            Ok(Listed { name, bytes: found.size, at: found.last_modified })
        });
        listed.boxed()
    }

    /// What is not there is deleted.
    pub async fn delete(&self, name: &str) -> Result<(), Error> {
        match self.store.delete(&self.key(name)?).await.map_err(Error::from) {
            Ok(()) | Err(Error { fault: Fault::Missing, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// An address with which anybody may get the object, for so long; a week at most. Nothing is asked for fixed keys.
    pub async fn presign(&self, name: &str, lasts: Duration) -> Result<Url, Error> {
        let lasts = lasts.min(LONGEST_LINK);
        Ok(self.store.signed_url(http::Method::GET, &self.key(name)?, lasts).await?)
    }
}

/// With the bucket in its host, where it is to be there.
fn address(endpoint: &Url, place: &Place) -> Result<String, Error> {
    let refused =
        || Error::new(Fault::Place, "the endpoint has to be an address like https://s3.example.com");
    let is_plain = endpoint.username().is_empty() && endpoint.password().is_none();
    if !matches!(endpoint.scheme(), "http" | "https") || !is_plain {
        return Err(refused());
    }
    let mut address = endpoint.clone();
    if !place.path_style {
        let host = endpoint.host_str().ok_or_else(refused)?;
        address.set_host(Some(&format!("{}.{host}", place.bucket))).map_err(|_| refused())?;
    }
    address.set_query(None);
    address.set_fragment(None);
    Ok(address.as_str().trim_end_matches('/').to_owned())
}
