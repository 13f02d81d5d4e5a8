//! The Telegram of a story: the kit's server, a process of its own that outlives the program, with one bot.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use telegram_kit::{Bot, Kit, Manner};
use tokio::task::JoinSet;

use super::group::Group;
use super::{Outcome, PATIENCE};

pub(crate) struct Telegram {
    pub(crate) kit: Kit,
    pub(crate) bot: Bot,
}

impl Telegram {
    pub(crate) async fn start(group: &Group, program: &Path, log: &Path) -> Outcome<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--bot", "Launcher"]);
        let mut child = group.spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()), log)?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("Telegram has no output")?).read_line(&mut line)?;
        group.keep(child);
        let told: Value =
            serde_json::from_str(&line).map_err(|error| format!("Telegram said “{line}”: {error}"))?;
        let url = told["url"].as_str().ok_or("Telegram named no address")?;
        let kit = Kit::connect(url, Manner { patience: PATIENCE, ..Manner::default() }).await?;
        let bot = &told["bots"][0];
        let id = bot["id"].as_i64().ok_or("Telegram named no bot")?;
        let text = |key: &str| bot[key].as_str().unwrap_or_default();
        let bot = kit.bot_of(id, text("username"), text("token"));
        Ok(Self { kit, bot })
    }

    /// How often the bot called this method so far.
    pub(crate) async fn calls(&self, method: &str) -> Outcome<usize> {
        let requests = self.kit.requests(0).await?;
        Ok(requests.iter().filter(|one| one.method.eq_ignore_ascii_case(method)).count())
    }

    /// How often the bot called this method for this chat so far.
    pub(crate) async fn tries(&self, method: &str, chat: i64) -> Outcome<usize> {
        let text = chat.to_string();
        let is_there = |given: &Value| *given == chat || given.as_str() == Some(&text);
        let requests = self.kit.requests(0).await?;
        let meant = requests.iter().filter(|one| one.method.eq_ignore_ascii_case(method));
        Ok(meant.filter(|one| is_there(&one.parameters["chat_id"])).count())
    }

    /// How often this method was refused so far.
    pub(crate) async fn refused(&self, method: &str) -> Outcome<usize> {
        let requests = self.kit.requests(0).await?;
        let meant = requests.iter().filter(|one| one.method.eq_ignore_ascii_case(method));
        Ok(meant.filter(|one| one.refused.is_some()).count())
    }

    /// Another program that polls with the same token, as eagerly as it can, until this is dropped.
    pub(crate) fn rival(&self) -> JoinSet<()> {
        let url = format!("{}/bot{}/getUpdates?timeout=50", self.kit.url(), self.bot.token());
        let http = reqwest::Client::new();
        let mut polling = JoinSet::new();
        polling.spawn(async move {
            loop {
                // Refused whenever the bot asks too: that is what both live with.
                drop(http.get(&url).send().await);
            }
        });
        polling
    }

    /// What was said, for people: as text and as a page.
    pub(crate) async fn leave_behind(&self, folder: &Path) -> Outcome {
        std::fs::write(folder.join("chat.txt"), self.kit.transcript().await?)?;
        std::fs::write(folder.join("chat.html"), self.kit.page().await?)?;
        Ok(())
    }
}
