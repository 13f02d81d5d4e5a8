//! The container engine of this machine, for the domain.

use std::path::PathBuf;

use bot_runner::{Engine, Fault, Runner};
use companion::ports::Containers;
use futures::FutureExt as _;
use futures::future::BoxFuture;

use machine::digest;

pub(crate) struct Engines {
    data_dir: PathBuf,
}

impl Engines {
    pub(crate) fn new(data_dir: PathBuf) -> Self {
        Self { data_dir }
    }
}

impl Containers for Engines {
    fn find(&self) -> BoxFuture<'_, Result<Runner, Fault>> {
        async {
            let engine = Engine::find(|name| std::env::var_os(name)).await?;
            Ok(Runner::new(engine, digest(&self.data_dir), self.data_dir.clone()))
        }
        .boxed()
    }
}
