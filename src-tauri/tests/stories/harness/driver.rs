//! The WebDriver session of the program's window.

use std::time::Duration;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::{Element as Found, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use super::Outcome;

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// A driver that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Driver {
    client: Client,
}

/// An element of the page, by WebDriver's name for it.
#[derive(Clone, Debug)]
pub(crate) struct Element(ElementRef);

impl Driver {
    /// Has the driver at `address` start the program.
    pub(crate) async fn open(address: &str, program: &str, arguments: &[String]) -> Outcome<Self> {
        let options = json!({"application": program, "args": arguments});
        Self::begin(address, Map::from_iter([("tauri:options".to_owned(), options)])).await
    }

    /// Has the engine's own driver at `address` start a plain browser.
    pub(crate) async fn browse(address: &str) -> Outcome<Self> {
        Self::begin(address, Map::new()).await
    }

    async fn begin(address: &str, capabilities: Map<String, Value>) -> Outcome<Self> {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client =
            tokio::time::timeout(PATIENCE, builder.capabilities(capabilities).connect(address)).await??;
        // The program outlives a window that a story lets go of.
        answered("persist", client.persist()).await?;
        Ok(Self { client })
    }

    /// Runs the body of a function in the page; `arguments` as WebDriver takes them.
    pub(crate) async fn execute(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        answered("execute", self.client.execute(body, arguments.to_vec())).await
    }

    /// As `execute`; the function's last argument is to be called with the answer.
    pub(crate) async fn execute_async(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        answered("execute_async", self.client.execute_async(body, arguments.to_vec())).await
    }

    pub(crate) async fn click(&self, element: &Element) -> Outcome {
        answered("click", Found::from_element_id(self.client.clone(), element.0.clone()).click()).await
    }

    /// Presses the keys down one after the other and lets them go in reverse, as for a shortcut.
    pub(crate) async fn chord(&self, keys: &[char]) -> Outcome {
        let down = keys.iter().map(|&value| KeyAction::Down { value });
        let up = keys.iter().rev().map(|&value| KeyAction::Up { value });
        self.keys(down.chain(up)).await
    }

    pub(crate) async fn type_text(&self, text: &str) -> Outcome {
        self.keys(text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }])).await
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) -> Outcome {
        answered("set_window_size", self.client.set_window_size(width, height)).await
    }

    pub(crate) async fn go(&self, url: &str) -> Outcome {
        answered("goto", self.client.goto(url)).await
    }

    /// The page as a PNG.
    pub(crate) async fn screenshot(&self) -> Outcome<Vec<u8>> {
        answered("screenshot", self.client.screenshot()).await
    }

    async fn keys(&self, actions: impl Iterator<Item = KeyAction>) -> Outcome {
        let keyboard = KeyActions::new("keyboard".to_owned());
        answered("perform_actions", self.client.perform_actions(actions.fold(keyboard, KeyActions::then)))
            .await
    }
}

/// The element that a script answered, if it answered one.
pub(crate) fn element(answer: &Value) -> Option<Element> {
    Some(Element(answer[ELEMENT].as_str()?.to_owned().into()))
}

async fn answered<T>(name: &str, command: impl Future<Output = Result<T, CmdError>>) -> Outcome<T> {
    let answer = tokio::time::timeout(PATIENCE, command).await;
    Ok(answer.map_err(|_| format!("the driver did not answer `{name}` in {} s", PATIENCE.as_secs()))??)
}
