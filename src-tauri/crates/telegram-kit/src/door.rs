//! The way from a test to the kit: in the same process, or through the control door of another.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ask::{self, Ask};
use crate::core::Core;
use crate::failure::Failure;

#[derive(Clone, Debug)]
pub(crate) enum Door {
    Here(Arc<Core>),
    There {
        /// The address of the control door, without a slash at its end.
        control: Arc<str>,
        client: reqwest::Client,
    },
    #[cfg(feature = "live")]
    Live(Arc<crate::live::Live>),
}

impl Door {
    pub(crate) async fn ask<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, Failure> {
        let answer = match self {
            Self::Here(core) => ask::answer(core, ask).await.map_err(Failure::new)?,
            Self::There { control, client } => there(control, client, &ask).await?,
            #[cfg(feature = "live")]
            Self::Live(live) => Box::pin(live.answer(ask)).await.map_err(Failure::new)?,
        };
        serde_json::from_value(answer)
            .map_err(|why| Failure::new(format!("The kit's answer cannot be read: {why}")))
    }

    /// The same, with the transcript in what fails.
    pub(crate) async fn act<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, Failure> {
        match self.ask(ask).await {
            Err(failure) => Err(self.explain(failure).await),
            done => done,
        }
    }

    pub(crate) async fn explain(&self, failure: Failure) -> Failure {
        let transcript = self.ask(Ask::Transcript).await.unwrap_or_default();
        Failure { transcript, ..failure }
    }
}

async fn there(control: &str, client: &reqwest::Client, ask: &Ask) -> Result<Value, Failure> {
    let unreachable =
        |why: reqwest::Error| Failure::new(format!("The kit does not answer at {control}: {why}"));
    let mut body = serde_json::to_value(ask).unwrap_or_default();
    let verb = body.as_object_mut().and_then(|fields| fields.remove("do")).unwrap_or_default();
    let address = format!("{control}/{}", verb.as_str().unwrap_or_default());
    let response = client.post(address).json(&body).send().await.map_err(unreachable)?;
    let succeeded = response.status().is_success();
    let answer: Value = response.json().await.map_err(unreachable)?;
    if succeeded {
        return Ok(answer);
    }
    Err(Failure::new(answer["error"].as_str().unwrap_or("The kit refused without saying why")))
}
