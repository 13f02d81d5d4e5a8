//! Deciding from a chat about a group of failures of a run.

use chrono::Days;

use crate::Companion;
use crate::bot::Person;
use crate::texts::Undecided;
use crate::texts::safe::one_line;
use crate::view::{BotRole, Decision, DecisionOutcome, DecisionRequest, Failure};

/// The longest name of a mute that is named after a group.
const NAME: usize = 200;

impl Companion {
    /// Assigns the tests of the group to the person: to the owner as the user of the token, to anybody else as the user
    /// of TestOps who is called there as on Telegram.
    pub async fn bot_take_group(
        &self,
        person: &Person,
        key: String,
        run_id: i64,
        group: String,
    ) -> Result<DecisionOutcome, Failure> {
        let Some(username) = self.bot_username(person).await? else {
            return Ok(self.inner.undecided(&Undecided::UnknownInTestOps));
        };
        self.bot_decides(person, key, run_id, group, Decision::Assign { username }).await
    }

    /// Mutes the test cases of the group under its `label`, to be asked about after so many days.
    pub async fn bot_mute_group(
        &self,
        person: &Person,
        key: String,
        run_id: i64,
        (group, label): (String, &str),
        days: Option<u32>,
    ) -> Result<DecisionOutcome, Failure> {
        let inner = &self.inner;
        let today = inner.ports.clock.local(inner.now()).date();
        let name = one_line(label, NAME);
        let name = if name.is_empty() { self.row(run_id).await?.name } else { name };
        let reason = inner.texts().muted_in_chat(&person.shown());
        let remind_on = days.and_then(|days| today.checked_add_days(Days::new(days.into())));
        self.bot_decides(person, key, run_id, group, Decision::Mute { name, reason, remind_on }).await
    }

    async fn bot_decides(
        &self,
        person: &Person,
        key: String,
        run_id: i64,
        group: String,
        decision: Decision,
    ) -> Result<DecisionOutcome, Failure> {
        let request = DecisionRequest { run_id, results: Vec::new(), group: Some(group), decision };
        self.decide_for(key, request, Some(person.shown())).await
    }

    async fn bot_username(&self, person: &Person) -> Result<Option<String>, Failure> {
        let session = self.inner.session()?;
        if person.role == BotRole::Owner {
            let account = session.client.account().await;
            return Ok(account.map_err(|error| self.inner.asked(&session, &error))?.username);
        }
        let Some(name) = &person.username else { return Ok(None) };
        let people = self.people(name.clone()).await?;
        let is_same = |username: &String| username.eq_ignore_ascii_case(name);
        Ok(people.into_iter().map(|one| one.username).find(is_same))
    }
}
