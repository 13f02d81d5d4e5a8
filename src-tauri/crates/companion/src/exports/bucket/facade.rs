//! The bucket's settings, and its files, as a face asks for them.

use std::path::PathBuf;
use std::time::Duration;

use store::ExportCopyRow;
use tokio::sync::oneshot;

use super::check::{Ready, Secret, check};
use super::copier::Message;
use super::place::{PROXY_PASSWORD, SECRET, SETTINGS, address, failure, open, shelf, shown};
use super::{Kept, is_elsewhere};
use crate::Companion;
use crate::core::encoding::instant;
use crate::core::ports::SecretError;
use crate::exports::folder;
use crate::exports::record::DEMO;
use crate::texts::{ExportTrouble, Trouble};
use crate::view::{
    BucketDraft, BucketState, BucketTest, BucketView, CopyView, Event, ExportFileView, Failure, Saved,
};

/// How long a link opens its file. One made with a role ends with the role's session, which may be sooner.
const LINK: Duration = Duration::from_hours(24);

impl Companion {
    /// The bucket in which exported files are stored, and how far they are.
    pub async fn bucket(&self) -> Result<BucketView, Failure> {
        let inner = &self.inner;
        let Some(kept) = inner.bucket.kept.borrow().clone() else {
            let none = BucketView { place: None, secret_set: false, proxy_password_set: false, state: None };
            return Ok(none);
        };
        let (place, copies) = (address(&kept.place), inner.store.export_copies());
        let stored = |error| inner.stored(&error);
        let sums = copies.sums(&place, DEMO).await.map_err(stored)?;
        let last = copies.last_failure(&place, DEMO).await.map_err(stored)?;
        let standing = inner.bucket.standing.borrow().clone();
        let of_file = last.and_then(|text| serde_json::from_str(&text).ok());
        let state = BucketState {
            address: shown(&kept.place, ""),
            stored: sums.stored.unsigned_abs(),
            bytes: sums.bytes.unsigned_abs(),
            waiting: sums.waiting.unsigned_abs(),
            last_at: sums.last_at.map(instant),
            failure: standing.failure.or(of_file),
            creates_once: standing.creates_once,
        };
        let Kept { place, secret_set, proxy_password_set } = kept;
        Ok(BucketView { place: Some(place), secret_set, proxy_password_set, state: Some(state) })
    }

    /// Puts, reads and deletes an object of its own; keeps nothing.
    pub async fn test_bucket(&self, draft: BucketDraft) -> Result<BucketTest, Failure> {
        let inner = &self.inner;
        let old = inner.bucket.kept.borrow().clone();
        let ready = match check(&draft, old.as_ref(), inner.texts()).await {
            Ok(ready) => ready,
            Err(faults) => return Ok(BucketTest::Refused { faults }),
        };
        let secret = self.secret(SECRET, ready.secret).await?;
        let password = self.secret(PROXY_PASSWORD, ready.proxy_password).await?;
        let probed = match shelf(&ready.place, secret, password, &inner.ports.version).await {
            Ok(opened) => opened.probe().await,
            Err(error) => Err(error),
        };
        Ok(match probed {
            Ok(probe) => BucketTest::Works {
                creates_once: probe.creates_once,
                keeps_metadata: probe.keeps_metadata,
                lists: probe.lists,
            },
            Err(error) => BucketTest::Failed { failure: failure(inner.texts(), &error) },
        })
    }

    async fn secret(&self, key: &str, secret: Secret) -> Result<Option<secrecy::SecretString>, Failure> {
        match secret {
            Secret::Keep => {
                self.inner.ports.secrets.get(key).await.map_err(|error| self.inner.secrets_failed(&error))
            }
            Secret::Set(secret) => Ok(Some(secret)),
            Secret::Forget => Ok(None),
        }
    }

    /// Checks and keeps the bucket; files are stored there from now on, those that are here already included.
    pub async fn save_bucket(&self, draft: BucketDraft) -> Result<Saved, Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.bucket.saving.lock().await;
        let old = inner.bucket.kept.borrow().clone();
        let ready = match check(&draft, old.as_ref(), inner.texts()).await {
            Ok(ready) => ready,
            Err(faults) => return Ok(Saved::Refused { faults }),
        };
        self.keep_bucket(ready).await?;
        Ok(Saved::Saved)
    }

    /// Whatever fails on the way, no secret is used with another place than its own: the old ones go before the place
    /// does, the new ones come after it.
    async fn keep_bucket(&self, ready: Ready) -> Result<(), Failure> {
        let inner = &self.inner;
        let Ready { place, secret, proxy_password } = ready;
        let failed = |error: SecretError| inner.secrets_failed(&error);
        for (key, secret) in [(SECRET, &secret), (PROXY_PASSWORD, &proxy_password)] {
            if !matches!(secret, Secret::Keep) {
                inner.ports.secrets.delete(key).await.map_err(failed)?;
            }
        }
        let is_set = |secret: &Secret| !matches!(secret, Secret::Forget);
        let kept = Kept { place, secret_set: is_set(&secret), proxy_password_set: is_set(&proxy_password) };
        inner.store.kv().put(SETTINGS, &kept).await.map_err(|error| inner.stored(&error))?;
        for (key, secret) in [(SECRET, secret), (PROXY_PASSWORD, proxy_password)] {
            if let Secret::Set(secret) = secret {
                inner.ports.secrets.set(key, secret).await.map_err(failed)?;
            }
        }
        self.bucket_changed().await
    }

    /// Nothing is stored there any more; what is there stays.
    pub async fn forget_bucket(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.bucket.saving.lock().await;
        for key in [SECRET, PROXY_PASSWORD] {
            inner.ports.secrets.delete(key).await.map_err(|error| inner.secrets_failed(&error))?;
        }
        inner.store.kv().delete(SETTINGS).await.map_err(|error| inner.stored(&error))?;
        self.bucket_changed().await
    }

    async fn bucket_changed(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let (done, heard) = oneshot::channel();
        let gone = || inner.trouble(Trouble::Internal);
        inner.bucket.wake.send(Message::Changed(done)).await.map_err(|_| gone())?;
        heard.await.map_err(|_| gone())?;
        inner.emit(Event::ExportsChanged);
        Ok(())
    }

    /// What waits for the bucket is tried at once.
    pub async fn store_again(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        if let Some(place) = inner.bucket.place() {
            let now = inner.now().timestamp_millis();
            let tried = inner.store.export_copies().try_again(&place, now).await;
            tried.map_err(|error| inner.stored(&error))?;
        }
        inner.bucket.wake.send(Message::TryAgain).await.map_err(|_| inner.trouble(Trouble::Internal))
    }

    /// An address with which anybody may get the file from the bucket, for a day.
    pub async fn file_link(&self, file_id: i64) -> Result<String, Failure> {
        let inner = &self.inner;
        let (kept, copy) = self.stored_copy(file_id).await?;
        let opened = open(inner, &kept).await.map_err(|error| error.failure(inner))?;
        let link = opened.presign(&copy.key, LINK).await;
        link.map(String::from).map_err(|error| failure(inner.texts(), &error))
    }

    /// Gets a file that lies in the bucket only back into the folder of the exports; answers where it is.
    pub async fn fetch_file(&self, file_id: i64) -> Result<String, Failure> {
        let inner = &self.inner;
        let file = self.file_row(file_id).await?;
        let (kept, copy) = self.stored_copy(file_id).await?;
        let (wanted, was) = (inner.usual_folder(file.server == DEMO), PathBuf::from(&file.path));
        let free = self.on_disk(move || {
            std::fs::create_dir_all(&wanted)?;
            Ok::<_, std::io::Error>(folder::free(&wanted.join(was.file_name().unwrap_or_default())))
        });
        let to = free.await?.map_err(|error| failure(inner.texts(), &shelf::Error::from(error)))?;
        let opened = open(inner, &kept).await.map_err(|error| error.failure(inner))?;
        let fetched = opened.download(&copy.key, &copy.sha256, &to).await;
        fetched.map_err(|error| failure(inner.texts(), &error))?;
        let path = to.to_string_lossy().into_owned();
        let noted = inner.store.export_copies().moved(file.id, &file.path, &path).await;
        noted.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::ExportsChanged);
        Ok(path)
    }

    async fn stored_copy(&self, file_id: i64) -> Result<(Kept, ExportCopyRow), Failure> {
        let inner = &self.inner;
        let gone = || inner.trouble(Trouble::Export(ExportTrouble::NotInBucket));
        let kept = inner.bucket.kept.borrow().clone().ok_or_else(gone)?;
        let copy = inner.store.export_copies().get(file_id, &address(&kept.place)).await;
        let copy = copy.map_err(|error| inner.stored(&error))?;
        Ok((kept, copy.filter(|copy| copy.stored_at.is_some()).ok_or_else(gone)?))
    }

    /// Says of each file how it is in the bucket, where there is one.
    pub(in crate::exports) async fn with_copies(
        &self,
        mut files: Vec<ExportFileView>,
    ) -> Result<Vec<ExportFileView>, Failure> {
        let inner = &self.inner;
        let Some(kept) = inner.bucket.kept.borrow().clone() else { return Ok(files) };
        let ids: Vec<i64> = files.iter().map(|file| file.id).collect();
        let copies = inner.store.export_copies().of_files(&ids, &address(&kept.place)).await;
        let copies = copies.map_err(|error| inner.stored(&error))?;
        let is_demo = inner.in_demo();
        for file in &mut files {
            let copy = copies.iter().find(|copy| copy.file_id == file.id);
            file.copy = match copy {
                Some(copy) => Some(view(&kept, copy)),
                None => Some(CopyView::Waiting).filter(|_| !is_demo && !is_elsewhere(&file.path)),
            };
        }
        Ok(files)
    }
}

fn view(kept: &Kept, copy: &ExportCopyRow) -> CopyView {
    if let Some(at) = copy.stored_at {
        return CopyView::Stored { address: shown(&kept.place, &copy.key), at: instant(at) };
    }
    let failure = copy.failure.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let again_at = copy.again_at.map(instant);
    failure.map_or(CopyView::Waiting, |failure| CopyView::Failed { failure, again_at })
}
