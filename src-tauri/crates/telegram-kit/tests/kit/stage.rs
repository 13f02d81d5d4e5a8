//! A kit with one bot, which the test plays by hand over the wire, and one person.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use telegram_kit::{Bot, Failure, Kit, Manner, Options, Person};

/// What a bot says over HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    client: reqwest::Client,
    base: String,
}

pub(crate) struct Stage {
    pub(crate) kit: Kit,
    pub(crate) bot: Bot,
    pub(crate) wire: Wire,
    pub(crate) anna: Person,
}

impl Stage {
    pub(crate) async fn new() -> Result<Self, Failure> {
        Self::with(Manner::default()).await
    }

    pub(crate) async fn with(manner: Manner) -> Result<Self, Failure> {
        let start_ms = Some(1_767_603_600_000);
        let kit = Kit::start_with(Options { start_ms, standing: true, manner, ..Options::default() }).await?;
        let bot = kit.bot("Helper").await?;
        let wire = Wire::new(&kit, bot.token());
        let anna = kit.person("Anna").await?;
        Ok(Self { kit, bot, wire, anna })
    }

    /// The same after Anna has written, so that the bot may write to her.
    pub(crate) async fn begun() -> Result<Self, Failure> {
        let stage = Self::new().await?;
        stage.anna.send("/start").await?;
        Ok(stage)
    }

    /// The bot sends her a text and she sees it.
    pub(crate) async fn say(&self, more: Value) -> Result<telegram_kit::Message, Failure> {
        self.wire.done("sendMessage", with(json!({"chat_id": self.anna.id()}), more)).await;
        self.anna.expect(telegram_kit::Want::anything()).await
    }
}

impl Wire {
    pub(crate) fn new(kit: &Kit, token: &str) -> Self {
        // Nothing here speaks TLS, and reading the system's certificates takes its time.
        let client = reqwest::Client::builder().tls_built_in_root_certs(false).build().expect("a client");
        Self { client, base: format!("{}/bot{token}", kit.url()) }
    }

    pub(crate) fn file(&self, path: &str) -> String {
        format!("{}/{path}", self.base.replace("/bot", "/file/bot"))
    }

    pub(crate) fn url(&self, method: &str) -> String {
        format!("{}/{method}", self.base)
    }

    /// The whole envelope.
    pub(crate) async fn call(&self, method: &str, body: Value) -> Value {
        let response = self.client.post(self.url(method)).json(&body).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The result of a call that is meant to work.
    pub(crate) async fn done(&self, method: &str, body: Value) -> Value {
        let envelope = self.call(method, body).await;
        assert_eq!(envelope["ok"], true, "{method}: {envelope}");
        envelope["result"].clone()
    }

    /// Why a call was refused that is meant to be.
    pub(crate) async fn refused(&self, method: &str, body: Value) -> String {
        let envelope = self.call(method, body).await;
        assert_eq!(envelope["ok"], false, "{method}: {envelope}");
        envelope["description"].as_str().expect("a description").to_owned()
    }

    /// A call with files, as multipart.
    pub(crate) async fn upload(
        &self,
        method: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Value {
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, file, bytes) in files {
            form = form.part((*name).to_owned(), Part::bytes(bytes.to_vec()).file_name((*file).to_owned()));
        }
        let response = self.client.post(self.url(method)).multipart(form).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// Updates behind an offset, at once.
    pub(crate) async fn updates(&self, offset: i64) -> Vec<Value> {
        let updates = self.done("getUpdates", json!({"offset": offset})).await;
        updates.as_array().expect("a list").clone()
    }
}

/// Both objects in one.
pub(crate) fn with(mut fields: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (fields.as_object_mut(), more) {
        fields.extend(more);
    }
    fields
}

/// A picture of one grey point.
pub(crate) const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0,
    0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63,
    0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42,
    0x60, 0x82,
];
