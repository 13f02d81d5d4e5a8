//! What the window asks about the bot, beside its switch: trying the route, and who may use it.

use secrecy::SecretString;

use crate::Companion;
use crate::bot::{
    BotTry, Change, Kept, NewStanding, PROXY_PASSWORD, Password, Ready, TELEGRAM, TOKEN, Who, check,
};
use crate::core::failure::host_of;
use crate::texts::Fault;
use crate::view::{
    BotDraft, BotGlance, BotRole, BotState, BotTest, Done, Failure, FieldFault, OwnerClaim, Saved,
    TelegramPage,
};

impl Companion {
    /// Tries what was typed, with the secrets that are kept where none were typed; keeps nothing, and a bot that
    /// polls goes on.
    pub async fn test_bot(&self, draft: BotDraft) -> Result<BotTest, Failure> {
        let inner = &self.inner;
        let texts = inner.texts();
        let kept = inner.bot.settings.borrow().clone();
        let kept_token = inner.ports.secrets.get(TOKEN).await;
        // One that cannot be read is where it was.
        let may_be_set = kept_token.as_ref().map_or(kept.token_set, Option::is_some);
        let Ready { route, token, password } = match check(&draft, &kept.route, may_be_set, texts) {
            Ok(ready) => ready,
            Err(faults) => return Ok(BotTest::Refused { faults }),
        };
        let token = match token {
            Some(token) => Some(token),
            None => kept_token.map_err(|error| inner.secrets_failed(&error))?,
        };
        let Some(token) = token else {
            return Ok(BotTest::Refused { faults: vec![self.fault("token", Fault::NotBotToken)] });
        };
        let proxy_password: Option<SecretString> = match password {
            Password::Keep if kept.proxy_password_set => {
                inner.ports.secrets.get(PROXY_PASSWORD).await.map_err(|error| inner.secrets_failed(&error))?
            }
            Password::Set(password) => Some(password),
            Password::Keep | Password::Forget => None,
        };
        let Some(runner) = &inner.ports.bot else {
            return Ok(BotTest::Failed { failure: texts.bot_stuck(crate::bot::Stuck::NoBot) });
        };
        let began = inner.now();
        Ok(match runner.try_out(BotTry { token, route, proxy_password }).await {
            Ok(bot) => BotTest::Works {
                name: bot.name,
                username: bot.username,
                took_ms: (inner.now() - began).num_milliseconds().max(0),
            },
            Err(end) => BotTest::Failed { failure: texts.bot_not_reached(&end) },
        })
    }

    /// A new code by which the owner is bound: see [`bot_new_owner_code`](Self::bot_new_owner_code).
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn bot_owner_code(&self) -> Result<OwnerClaim, Failure> {
        Ok(self.bot_new_owner_code())
    }

    /// Answers a request; one that was answered meanwhile stays as it was answered.
    pub async fn bot_answer_request(&self, telegram_id: i64, allow: bool) -> Result<(), Failure> {
        let answer = self.bot_answer_access(None, telegram_id, allow).await?;
        self.tell_of_answer(telegram_id, &answer);
        Ok(())
    }

    /// By @username, which is held until its owner first writes, or by Telegram's numeric id. The fault's field is
    /// `who`.
    pub async fn bot_let_in(&self, who: String, role: BotRole) -> Result<Saved, Failure> {
        let who = match who.trim() {
            "" => return Ok(self.person_refused(Fault::NotPerson)),
            text => text.parse().map_or_else(|_| Who::Username(text.to_owned()), Who::Id),
        };
        let change = self.bot_allow(None, &who, role).await?;
        let standing = if role > BotRole::User { NewStanding::Role(role) } else { NewStanding::LetIn };
        self.tell_of_change(&change, standing);
        Ok(self.saved(&change))
    }

    /// Also a username that is held for nobody yet.
    pub async fn bot_send_away(&self, person_id: i64) -> Result<(), Failure> {
        let roster = self.inner.bot_roster().await?;
        let Some(member) = roster.member(person_id) else { return Ok(()) };
        let who = match (member.telegram_id, &member.username) {
            (Some(id), _) => Who::Id(id),
            (None, Some(username)) => Who::Username(username.clone()),
            (None, None) => return Ok(()),
        };
        let change = self.bot_disallow(None, &who).await?;
        self.tell_of_change(&change, NewStanding::SentAway);
        Ok(())
    }

    pub async fn bot_give_role(&self, person_id: i64, role: BotRole) -> Result<Done, Failure> {
        let change = self.bot_set_role(None, person_id, role).await?;
        self.tell_of_change(&change, NewStanding::Role(role));
        Ok(match change {
            Change::Done(_) | Change::Already(_) => Done::Done,
            Change::Unknown => Done::NotPossible { why: self.inner.texts().fault(Fault::PersonGone) },
            change @ (Change::NotAllowed | Change::NeedsId | Change::NotAUsername) => {
                Done::NotPossible { why: self.inner.texts().fault(why_not(&change)) }
            }
        })
    }

    /// Opens a page of Telegram in the browser; one whose address is not known is not there.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn open_telegram(&self, page: TelegramPage) -> Result<(), Failure> {
        let url = match page {
            TelegramPage::BotFather => Some("https://t.me/BotFather".to_owned()),
            TelegramPage::Bot => match self.bot_state() {
                BotState::Polling { username, .. } => Some(format!("https://t.me/{username}")),
                BotState::Off
                | BotState::Starting
                | BotState::Waiting { .. }
                | BotState::Stuck { .. }
                | BotState::Stopping => None,
            },
            TelegramPage::Claim => self.offered_owner_code().and_then(|claim| claim.link),
        };
        self.open(url.as_deref())
    }

    /// All of it is in memory, but for the first look at the people.
    pub(crate) async fn bot_glance(&self) -> BotGlance {
        let on = self.inner.bot.settings.borrow().on;
        let troubled =
            matches!(&*self.inner.bot.state.borrow(), BotState::Waiting { .. } | BotState::Stuck { .. });
        // Trouble with the bot's people does not keep the window from showing all else.
        let requests = self.bot_requests().await.map_or(0, |requests| requests.len());
        let requests = u32::try_from(requests).unwrap_or(u32::MAX);
        BotGlance { on, troubled: on && troubled, requests }
    }

    /// For whoever mends the program: hosts and numbers, nothing that names a person or opens a door.
    pub(crate) async fn bot_diagnostics(&self) -> String {
        let Kept { on, with_program, route, token_set, .. } = self.inner.bot.settings.borrow().clone();
        let state = match &self.bot_state() {
            BotState::Off => "off".to_owned(),
            BotState::Starting => "starting".to_owned(),
            BotState::Polling { since, last_poll_at, .. } => {
                let last = last_poll_at.map_or("never".to_owned(), |at| at.to_string());
                format!("polling since {since}, answered last: {last}")
            }
            BotState::Waiting { until, failure } => format!("waiting until {until}: {:?}", failure.code),
            BotState::Stuck { since, failure } => format!("stuck since {since}: {:?}", failure.code),
            BotState::Stopping => "stopping".to_owned(),
        };
        let by =
            route.proxy.as_deref().map_or("no proxy".to_owned(), |url| format!("proxy {}", host_of(url)));
        let people = self.bot_people().await.map_or(0, |people| people.len());
        let requests = self.bot_requests().await.map_or(0, |requests| requests.len());
        format!(
            "on: {on}, with the program: {with_program}, token: {token_set}, {state}, to {}, {by}, people: {people}, requests: {requests}",
            host_of(route.base_url.as_deref().unwrap_or(TELEGRAM)),
        )
    }

    fn saved(&self, change: &Change) -> Saved {
        match change {
            Change::Done(_) | Change::Already(_) => Saved::Saved,
            Change::NotAllowed | Change::Unknown | Change::NeedsId | Change::NotAUsername => {
                self.person_refused(why_not(change))
            }
        }
    }

    fn person_refused(&self, fault: Fault<'_>) -> Saved {
        Saved::Refused { faults: vec![self.fault("who", fault)] }
    }

    fn fault(&self, field: &str, fault: Fault<'_>) -> FieldFault {
        FieldFault { field: field.to_owned(), message: self.inner.texts().fault(fault) }
    }
}

fn why_not(change: &Change) -> Fault<'static> {
    match change {
        Change::NeedsId => Fault::PersonNeedsId,
        Change::NotAllowed => Fault::OwnerByCode,
        Change::Done(_) | Change::Already(_) | Change::Unknown | Change::NotAUsername => Fault::NotPerson,
    }
}
