//! WebDriver, as much of it as the stories need: one session with the program's window.

use std::time::Duration;

use serde_json::{Value, json};

use super::Outcome;

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

pub(crate) struct Driver {
    http: reqwest::Client,
    session: String,
}

/// An element of the page, by WebDriver's name for it.
#[derive(Clone, Debug)]
pub(crate) struct Element(String);

impl Driver {
    /// Has the driver at `address` start the program.
    pub(crate) async fn open(address: &str, program: &str, arguments: &[String]) -> Outcome<Self> {
        Self::begin(address, &json!({"tauri:options": {"application": program, "args": arguments}})).await
    }

    /// Has the engine's own driver at `address` start a plain browser.
    pub(crate) async fn browse(address: &str) -> Outcome<Self> {
        Self::begin(address, &json!({})).await
    }

    async fn begin(address: &str, wishes: &Value) -> Outcome<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(2)).build()?;
        let wishes = json!({"capabilities": {"alwaysMatch": wishes}});
        let answer = ask(&http, &format!("{address}/session"), &wishes).await?;
        let id = answer["sessionId"].as_str().ok_or("the driver named no session")?;
        Ok(Self { session: format!("{address}/session/{id}"), http })
    }

    /// Runs the body of a function in the page; `arguments` as WebDriver takes them.
    pub(crate) async fn execute(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        self.post("execute/sync", &json!({"script": body, "args": arguments})).await
    }

    /// As `execute`; the function's last argument is to be called with the answer.
    pub(crate) async fn execute_async(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        self.post("execute/async", &json!({"script": body, "args": arguments})).await
    }

    pub(crate) async fn click(&self, element: &Element) -> Outcome {
        self.post(&format!("element/{}/click", element.0), &json!({})).await.map(drop)
    }

    /// Presses the keys down one after the other and lets them go in reverse, as for a shortcut.
    pub(crate) async fn chord(&self, keys: &[String]) -> Outcome {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        self.keys(down.chain(up).collect()).await
    }

    pub(crate) async fn type_text(&self, text: &str) -> Outcome {
        let both = |letter: char| {
            let value = letter.to_string();
            [json!({"type": "keyDown", "value": value}), json!({"type": "keyUp", "value": value})]
        };
        self.keys(text.chars().flat_map(both).collect()).await
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.post("window/rect", &json!({"width": width, "height": height})).await.map(drop)
    }

    pub(crate) async fn go(&self, url: &str) -> Outcome {
        self.post("url", &json!({"url": url})).await.map(drop)
    }

    /// The page as a PNG, in base64.
    pub(crate) async fn screenshot(&self) -> Outcome<String> {
        let answer = self.http.get(format!("{}/screenshot", self.session)).send().await?;
        let answer = value_of(answer).await?;
        Ok(answer.as_str().ok_or("the driver took no picture")?.to_owned())
    }

    async fn keys(&self, actions: Vec<Value>) -> Outcome {
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.post("actions", &actions).await.map(drop)
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        ask(&self.http, &format!("{}/{path}", self.session), body).await
    }
}

/// The element that a script answered, if it answered one.
pub(crate) fn element(answer: &Value) -> Option<Element> {
    Some(Element(answer[ELEMENT].as_str()?.to_owned()))
}

async fn ask(http: &reqwest::Client, url: &str, body: &Value) -> Outcome<Value> {
    value_of(http.post(url).json(body).send().await?).await
}

async fn value_of(answer: reqwest::Response) -> Outcome<Value> {
    let good = answer.status().is_success();
    let mut body = answer.json::<Value>().await?;
    let value = body["value"].take();
    if good {
        return Ok(value);
    }
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Err(format!("WebDriver: {}: {}", text("error"), text("message")).into())
}
