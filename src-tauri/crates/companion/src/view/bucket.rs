//! The bucket in which exported files are stored beside their folder.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Failure, FieldFault};

/// What a person typed. `None` for a secret keeps the one that is set. No `Debug`: it holds secrets.
#[derive(Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct BucketDraft {
    pub place: BucketPlace,
    /// The secret access key.
    pub secret: Option<String>,
    pub proxy_password: Option<String>,
}

/// S3-compatible storage; secrets are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BucketPlace {
    /// For example `https://s3.example.com`; `None` for Amazon's own.
    pub endpoint: Option<String>,
    /// `None` for `us-east-1`.
    pub region: Option<String>,
    pub bucket: String,
    /// Before every key; may be empty.
    pub prefix: String,
    /// `https://host/bucket/key` and not `https://bucket.host/key`.
    pub path_style: bool,
    pub keys: BucketKeys,
    /// A PEM file with the company's certificate authority.
    pub ca_file: Option<String>,
    /// `http://user@host:port` or `socks5://…`, without the password.
    pub proxy: Option<String>,
    /// Days after which a file that is stored in the bucket is removed from its folder, 1 to 3650; the newest file of
    /// each plan and group stays. `None` keeps files as long as their plans say.
    pub keep_here_days: Option<u32>,
}

/// What lets us in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum BucketKeys {
    /// An access key; its secret is in the secret store.
    Fixed { id: String },
    /// A role that is taken with a token from a file, as in Kubernetes.
    WebIdentity {
        token_file: String,
        role: String,
        /// `None` for Amazon's.
        sts: Option<String>,
    },
}

impl Default for BucketKeys {
    fn default() -> Self {
        Self::Fixed { id: String::new() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BucketView {
    /// `None` where files lie in their folders only.
    pub place: Option<BucketPlace>,
    pub secret_set: bool,
    pub proxy_password_set: bool,
    /// `None` where there is no bucket.
    pub state: Option<BucketState>,
}

/// How far the files are in the bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BucketState {
    /// The bucket with its endpoint and prefix, as an address.
    pub address: String,
    pub stored: u64,
    pub bytes: u64,
    /// Files that are not there yet.
    pub waiting: u64,
    pub last_at: Option<DateTime<Utc>>,
    /// Why the last try failed, where some wait because of it.
    pub failure: Option<Failure>,
    /// Whether the store refuses to put over an object; `None` until it was asked. Where it does not, keys that nothing
    /// else has are what keeps files from being overwritten.
    pub creates_once: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum BucketTest {
    /// Putting, getting and deleting work.
    Works {
        creates_once: bool,
        /// Otherwise a stored file is read as a whole to know it again.
        keeps_metadata: bool,
        lists: bool,
    },
    Failed {
        failure: Failure,
    },
    Refused {
        faults: Vec<FieldFault>,
    },
}

/// A file in the bucket, or on its way there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "copy", rename_all = "snake_case")]
pub enum CopyView {
    Waiting,
    Stored {
        /// `s3://bucket/key`
        address: String,
        at: DateTime<Utc>,
    },
    Failed {
        failure: Failure,
        /// `None` where it is not tried again.
        again_at: Option<DateTime<Utc>>,
    },
}
