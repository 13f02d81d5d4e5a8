//! The bucket of the configuration, put in force and tried.

use companion::Companion;
use companion::view::{BucketTest, Saved};
use store::Store;

use crate::cli::say;
use crate::configuration::{Configuration, S3};
use crate::secrets::Given;
use crate::trouble::{Trouble, fields, said};

/// The keys by which the domain knows what it keeps.
const SETTINGS: &str = "bucket";
const SECRET: &str = "bucket/secret";
const PROXY_PASSWORD: &str = "bucket/proxy_password";

/// Before the domain starts: a bucket of an earlier configuration is forgotten, and one that is configured as it was has
/// its secrets at once.
pub(crate) async fn settle(
    store: &Store,
    configuration: &Configuration,
    secrets: &Given,
) -> Result<(), Trouble> {
    let kept = store.kv().text(SETTINGS).await?;
    let kept = kept.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let Some(s3) = &configuration.s3 else { return Ok(store.kv().delete(SETTINGS).await?) };
    if kept.is_none_or(|kept| Some(&kept["place"]) != serde_json::to_value(&s3.place).ok().as_ref()) {
        return Ok(store.kv().delete(SETTINGS).await?);
    }
    for (key, secret) in [(SECRET, &s3.secret), (PROXY_PASSWORD, &s3.proxy_password)] {
        if let Some(secret) = secret {
            secrets.put(key.to_owned(), secret.clone());
        }
    }
    Ok(())
}

pub(crate) async fn put_in_force(companion: &Companion, s3: Option<&S3>) -> Result<(), Trouble> {
    let Some(s3) = s3 else { return Ok(()) };
    match companion.save_bucket(s3.draft()).await? {
        Saved::Saved => Ok(()),
        Saved::Refused { faults } => Err(Trouble::Refused { what: "s3".to_owned(), faults }),
    }
}

/// With an object of its own, which is gone afterwards.
pub(crate) async fn check(companion: &Companion, s3: Option<&S3>) -> Result<bool, Trouble> {
    let Some(s3) = s3 else {
        say("s3: no bucket is configured");
        return Ok(true);
    };
    let why = match companion.test_bucket(s3.draft()).await? {
        BucketTest::Works { creates_once, keeps_metadata, lists } => {
            say(format_args!("s3: ok, {} can be written, read and cleared", s3.place.bucket));
            if !creates_once {
                say("s3: this store puts over objects without a word; files have keys that nothing else has");
            }
            if !keeps_metadata {
                say("s3: this store keeps no metadata; a file is read as a whole to know it again");
            }
            if !lists {
                say("s3: the key may not list; that is not needed");
            }
            return Ok(true);
        }
        BucketTest::Failed { failure } => said(&failure),
        BucketTest::Refused { faults } => fields(&faults),
    };
    say(format_args!("s3: FAILED, {why}"));
    Ok(false)
}
