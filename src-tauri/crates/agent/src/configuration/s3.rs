//! The section `[s3]`: the bucket in which exported files are stored beside their folder.

use std::io;
use std::path::Path;

use companion::view::{BucketDraft, BucketKeys, BucketPlace};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::fault::Wrong;
use super::read::Reading;

/// S3-compatible storage.
#[derive(Clone, Debug)]
pub(crate) struct S3 {
    pub(crate) place: BucketPlace,
    /// `None` where a role is taken with a token.
    pub(crate) secret: Option<SecretString>,
    pub(crate) proxy_password: Option<SecretString>,
}

impl S3 {
    pub(crate) fn draft(&self) -> BucketDraft {
        let exposed =
            |secret: &Option<SecretString>| secret.as_ref().map(|secret| secret.expose_secret().to_owned());
        BucketDraft {
            place: self.place.clone(),
            secret: exposed(&self.secret),
            proxy_password: exposed(&self.proxy_password),
        }
    }
}

impl<F: Fn(&Path) -> io::Result<String>> Reading<F> {
    /// `None` where no bucket was given; what the machine tells every program of its keys is not one.
    pub(super) fn s3(&mut self) -> Option<S3> {
        let is_ours = |by: &str| !by.starts_with("AWS_");
        let is_wanted =
            self.given.items.iter().any(|(key, given)| key.starts_with("s3.") && is_ours(&given.by));
        if !is_wanted {
            return None;
        }
        let endpoint = self.url("s3.endpoint");
        let path_style = match self.text("s3.style").as_deref() {
            // Amazon's own knows buckets by their host; others often do not.
            None => endpoint.is_some(),
            Some("path") => true,
            Some("host") => false,
            Some(_) => self.refuse("s3.style", Wrong::NotStyle, true),
        };
        let (secret, key_id) = (self.secret("s3.secret"), self.text("s3.key_id"));
        let (role, token_file) = (self.text("s3.role"), self.text("s3.role_token_file"));
        // A key that is given on purpose goes before a role, and both before what the machine tells.
        let given_here = |key: &str| self.given.items.get(key).is_some_and(|given| is_ours(&given.by));
        let by_role = role.is_some()
            && token_file.is_some()
            && (given_here("s3.role") || !(given_here("s3.key_id") || key_id.is_some()));
        let sts = self.url("s3.sts");
        let keys = if by_role {
            BucketKeys::WebIdentity {
                token_file: token_file.unwrap_or_default(),
                role: role.unwrap_or_default(),
                sts: sts.as_ref().map(Url::to_string),
            }
        } else {
            self.is_needed("s3.key_id", key_id.is_some());
            self.is_needed("s3.secret", secret.is_some());
            BucketKeys::Fixed { id: key_id.unwrap_or_default() }
        };
        let bucket = self.text("s3.bucket");
        self.is_needed("s3.bucket", bucket.is_some());
        let place = BucketPlace {
            endpoint: endpoint.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()),
            region: self.text("s3.region"),
            bucket: bucket.unwrap_or_default(),
            prefix: self.text("s3.prefix").unwrap_or_default().trim_matches('/').to_owned(),
            path_style,
            keys,
            ca_file: self.text("s3.ca_file"),
            proxy: self.text("s3.proxy"),
            keep_here_days: self.number("s3.keep_here_days"),
        };
        let proxy_password = self.secret("s3.proxy_password");
        Some(S3 { place, secret: secret.filter(|_| !by_role), proxy_password })
    }

    /// Where it was given and is wrong, that is told already.
    fn is_needed(&mut self, key: &str, is_there: bool) {
        if !is_there && !self.given.faults.iter().any(|fault| fault.at.starts_with(key)) {
            self.given.fault(key, Wrong::Missing);
        }
    }
}
