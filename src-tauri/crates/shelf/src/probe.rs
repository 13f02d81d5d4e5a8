//! What a store can do, found out with an object that is gone afterwards.

use futures::stream::TryStreamExt as _;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
};
use uuid::Uuid;

use crate::error::{Error, Fault};
use crate::shelf::{HASH, Shelf};

const WORDS: &[u8] = b"TestOps Companion looks what this store can do. This object can be deleted.";

/// What the store can do, beside putting, getting and deleting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// It refuses to put over an object where it was told to. Others overwrite without a word: there only keys that
    /// nothing else has keep an object from being overwritten.
    pub creates_once: bool,
    /// Metadata comes back, so that a file is known by its hash without reading it.
    pub keeps_metadata: bool,
    pub lists: bool,
}

impl Shelf {
    /// Puts, looks at, reads, lists and deletes an object of its own. What has to work and does not is the error.
    pub async fn probe(&self) -> Result<Probe, Error> {
        let folder = format!(".testops-companion-probe-{}", Uuid::new_v4().simple());
        let name = format!("{folder}/probe");
        let key = self.key(&name)?;
        let tried = self.try_with(&folder, &name, &key).await;
        // Also after a failure: something may be there.
        let deleted = self.delete(&name).await;
        let probe = tried?;
        deleted?;
        Ok(probe)
    }

    async fn try_with(&self, folder: &str, name: &str, key: &Path) -> Result<Probe, Error> {
        let creates_once = match self.create(key).await {
            Ok(()) => match self.create(key).await {
                Ok(()) => false,
                Err(Error { fault: Fault::Taken, .. }) => true,
                Err(error) => return Err(error),
            },
            Err(Error { fault: Fault::Unsupported, .. }) => {
                self.has_no_conditions();
                self.store.put_opts(key, WORDS.into(), options(PutMode::Overwrite)).await?;
                false
            }
            Err(error) => return Err(error),
        };
        let held = self.head(name).await?.ok_or_else(|| Error::new(Fault::Missing, name))?;
        let read = self.store.get_range(key, 8..17).await?;
        if held.bytes != WORDS.len() as u64 || read != WORDS[8..17] {
            return Err(Error::new(Fault::Damaged, "the object of the probe"));
        }
        let lists = match self.list(folder).try_collect::<Vec<_>>().await {
            Ok(listed) => listed.iter().any(|found| found.name == name),
            Err(Error { fault: Fault::Unsupported | Fault::Denied, .. }) => false,
            Err(error) => return Err(error),
        };
        Ok(Probe { creates_once, keeps_metadata: held.sha256.is_some(), lists })
    }

    async fn create(&self, key: &Path) -> Result<(), Error> {
        self.store.put_opts(key, PutPayload::from_static(WORDS), options(PutMode::Create)).await?;
        Ok(())
    }
}

fn options(mode: PutMode) -> PutOptions {
    let attributes = Attributes::from_iter([(Attribute::Metadata(HASH.into()), "probe")]);
    PutOptions { mode, attributes, ..PutOptions::default() }
}
