//! Secrets as the configuration gives them: in memory, for as long as the process lives.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use companion::ports::{SecretError, SecretStore};
use companion::view::SecretHome;
use futures::future::BoxFuture;
use secrecy::SecretString;

#[derive(Default)]
pub(crate) struct Given(Mutex<HashMap<String, SecretString>>);

impl Given {
    pub(crate) fn put(&self, key: String, value: SecretString) {
        self.all().insert(key, value);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for Given {
    /// Nothing of them lies in a file of this program's.
    fn home(&self) -> SecretHome {
        SecretHome::Keyring
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        Box::pin(async move { Ok(self.all().get(key).cloned()) })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.put(key.to_owned(), value);
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            self.all().remove(key);
            Ok(())
        })
    }
}
