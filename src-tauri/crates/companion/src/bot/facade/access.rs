//! Who may use the bot. `by` is whoever asks for it in chat, as they were when they asked: what counts is what they
//! are by now. `None` is the person at the window.

use chrono::DateTime;
use store::NewBotLogRow;

use crate::Companion;
use crate::bot::{
    self, AccessAnswer, Asked, By, Change, Checked, Claim, Decided, Meeting, Member, Person, Roster,
    STRANGER, Sender, Who,
};
use crate::core::encoding::instant;
use crate::notifications::{Worded, Words};
use crate::texts::Trouble;
use crate::texts::safe::one_line;
use crate::view::{
    AccessLogItem, AccessLogPage, AccessRequest, BotAct, BotRole, BotState, Failure, NoticeKind, OwnerClaim,
    PersonView,
};

/// The most entries of one page.
const MOST: u32 = 200;

/// The longest detail of an entry, in characters.
const DETAIL_MAX: usize = 256;

impl Companion {
    /// To be asked with every update, before anything is answered. Keeps username and name fresh, and binds a
    /// username that was held to the id of the first who writes under it.
    pub async fn bot_meet(&self, sender: &Sender) -> Result<Meeting, Failure> {
        if let Some(person) = self.bot_know(sender).await? {
            return Ok(Meeting::Known(person));
        }
        let inner = &self.inner;
        let (now, every) = (inner.now().timestamp_millis(), STRANGER.num_milliseconds());
        let may_answer = inner.store.bot_people().may_answer(sender.telegram_id, now, every).await;
        let may_answer = may_answer.map_err(|error| inner.stored(&error))?;
        Ok(Meeting::Stranger { may_answer })
    }

    /// As [`bot_meet`](Self::bot_meet), where a stranger gets no line: in a group, and for a press.
    pub async fn bot_know(&self, sender: &Sender) -> Result<Option<Person>, Failure> {
        let (known, roster) = self.inner.bot_decide(|roster, now| bot::meet(roster, sender, now)).await?;
        Ok(if known { person_of(&roster, sender.telegram_id) } else { None })
    }

    /// A code that makes whoever sends it the owner, once, within 15 minutes; an earlier code is worth nothing.
    /// The earlier owner, if any, stays the owner until then.
    pub fn bot_new_owner_code(&self) -> OwnerClaim {
        let (code, until) = self.inner.bot.claims(|claims| claims.offer(rand::random(), self.inner.now()));
        self.inner.bot_changed();
        self.owner_claim(code, until)
    }

    /// The code that is worth something.
    pub(super) fn offered_owner_code(&self) -> Option<OwnerClaim> {
        let offered = self.inner.bot.claims(|claims| claims.offered(self.inner.now()));
        offered.map(|(code, until)| self.owner_claim(code, until))
    }

    fn owner_claim(&self, code: String, valid_until: DateTime<chrono::Utc>) -> OwnerClaim {
        let link = match &*self.inner.bot.state.borrow() {
            BotState::Polling { username, .. } => Some(format!("https://t.me/{username}?start={code}")),
            BotState::Off
            | BotState::Starting
            | BotState::Waiting { .. }
            | BotState::Stuck { .. }
            | BotState::Stopping => None,
        };
        OwnerClaim { code, link, valid_until }
    }

    /// Somebody sent what may be the owner's code: all that follows `/start`.
    pub async fn bot_claim(&self, sender: &Sender, code: &str) -> Result<Claim, Failure> {
        let now = self.inner.now();
        match self.inner.bot.claims(|claims| claims.check(sender.telegram_id, code, now)) {
            // The window shows the code no longer, whatever comes of it.
            Checked::Right => self.inner.bot_changed(),
            Checked::Wrong => return Ok(Claim::Wrong),
            Checked::Expired => return Ok(Claim::Expired),
            Checked::TooOften => return Ok(Claim::TooOften),
        }
        let decide = |roster: &Roster, now| ((), bot::claim(roster, sender, now));
        let ((), roster) = self.inner.bot_decide(decide).await?;
        person_of(&roster, sender.telegram_id).map(Claim::Bound).ok_or_else(|| self.lost())
    }

    /// A stranger asks to be let in.
    pub async fn bot_ask_access(&self, sender: &Sender) -> Result<Asked, Failure> {
        let (asked, _) = self.inner.bot_decide(|roster, now| bot::ask(roster, sender, now)).await?;
        if let Asked::Told { .. } = &asked {
            let tag = format!("access-{}", sender.telegram_id);
            let worded = Worded::by(|texts| {
                Words::new(texts.access_asked_title(&sender.shown()), texts.access_asked_body())
            });
            self.inner.tell_of_bot(NoticeKind::AccessAsked, &tag, worded).await;
        }
        Ok(asked)
    }

    /// Answers the request of the stranger with this id.
    pub async fn bot_answer_access(
        &self,
        by: Option<&Person>,
        telegram_id: i64,
        allow: bool,
    ) -> Result<AccessAnswer, Failure> {
        let decide = |roster: &Roster, now| bot::answer(roster, By::of(roster, by), telegram_id, allow, now);
        let (answer, roster) = self.inner.bot_decide(decide).await?;
        if let Some(answer) = answer {
            return Ok(answer);
        }
        person_of(&roster, telegram_id).map(AccessAnswer::Allowed).ok_or_else(|| self.lost())
    }

    /// Lets somebody in, or raises somebody who is in; nobody is lowered by it. `Owner` is never given: see
    /// [`bot_claim`](Self::bot_claim).
    pub async fn bot_allow(&self, by: Option<&Person>, who: &Who, role: BotRole) -> Result<Change, Failure> {
        self.change(|roster, now| bot::allow(roster, By::of(roster, by), who, role, now)).await
    }

    /// Sends somebody away, with their conversations, watches and subscriptions. The owner goes at the window only.
    pub async fn bot_disallow(&self, by: Option<&Person>, who: &Who) -> Result<Change, Failure> {
        self.change(|roster, _| bot::disallow(roster, By::of(roster, by), who)).await
    }

    /// Gives the person with this id of ours another role, a lower one too.
    pub async fn bot_set_role(
        &self,
        by: Option<&Person>,
        person_id: i64,
        role: BotRole,
    ) -> Result<Change, Failure> {
        self.change(|roster, _| bot::set_role(roster, By::of(roster, by), person_id, role)).await
    }

    /// Owner first, then admins, then users; each by name. Usernames that are held have no `telegram_id`.
    pub async fn bot_people(&self) -> Result<Vec<PersonView>, Failure> {
        let roster = self.inner.bot_roster().await?;
        let mut people: Vec<_> = roster.members.iter().map(Member::view).collect();
        people.sort_by_cached_key(|person| {
            (std::cmp::Reverse(person.role), person.name.to_lowercase(), person.id)
        });
        Ok(people)
    }

    /// Somebody who may use the bot, by Telegram's id.
    pub async fn bot_person(&self, telegram_id: i64) -> Result<Option<Person>, Failure> {
        Ok(person_of(&*self.inner.bot_roster().await?, telegram_id))
    }

    /// Those that wait for an answer, oldest first.
    pub async fn bot_requests(&self) -> Result<Vec<AccessRequest>, Failure> {
        let roster = self.inner.bot_roster().await?;
        let open = roster.requests.iter().filter(|request| request.answer.is_none());
        Ok(open
            .map(|request| AccessRequest {
                telegram_id: request.telegram_id,
                username: request.username.clone(),
                name: request.name.clone(),
                asked_at: request.asked_at,
            })
            .collect())
    }

    /// What was done, newest first; `limit` is 200 at most. Kept for a year, and 50 000 entries at most.
    pub async fn bot_log(&self, offset: u32, limit: u32) -> Result<AccessLogPage, Failure> {
        let inner = &self.inner;
        let page = inner.store.bot_log().page(offset, limit.min(MOST)).await;
        let (rows, total) = page.map_err(|error| inner.stored(&error))?;
        let items = rows.into_iter().filter_map(|row| {
            Some(AccessLogItem {
                id: row.id,
                at: instant(row.at),
                telegram_id: row.telegram_id,
                name: row.name,
                act: row.act.parse().ok()?,
                detail: row.detail,
            })
        });
        Ok(AccessLogPage { items: items.collect(), total })
    }

    /// A stranger was told that the bot is not for them: kept in the log.
    pub async fn bot_turned_away(&self, sender: &Sender) -> Result<(), Failure> {
        self.log(Some(sender.telegram_id), sender.shown(), BotAct::TurnedAway, "").await?;
        self.inner.bot_changed();
        Ok(())
    }

    /// Keeps an act in the log. Changes of who may use the bot, and subscriptions, are there without it.
    pub async fn bot_note(&self, person: &Person, act: BotAct, detail: &str) -> Result<(), Failure> {
        self.log(Some(person.telegram_id), person.shown(), act, detail).await?;
        self.inner.bot_changed();
        Ok(())
    }

    async fn log(
        &self,
        telegram_id: Option<i64>,
        name: String,
        act: BotAct,
        detail: &str,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let detail = one_line(detail, DETAIL_MAX);
        let row = NewBotLogRow {
            at: inner.now().timestamp_millis(),
            telegram_id,
            name,
            act: act.to_string(),
            detail,
        };
        inner.store.bot_log().append(&row).await.map_err(|error| inner.stored(&error))
    }

    async fn change(
        &self,
        decide: impl FnOnce(&Roster, DateTime<chrono::Utc>) -> Decided,
    ) -> Result<Change, Failure> {
        let decide = |roster: &Roster, now| {
            let Decided { change, key, effects } = decide(roster, now);
            ((change, key), effects)
        };
        let ((change, key), roster) = self.inner.bot_decide(decide).await?;
        if let Some(change) = change {
            return Ok(change);
        }
        let member = key.as_ref().and_then(|key| key.find(&roster));
        member.map(|member| Change::Done(member.view())).ok_or_else(|| self.lost())
    }

    /// What was just stored is not there.
    pub(super) fn lost(&self) -> Failure {
        self.inner.trouble(Trouble::Internal)
    }
}

fn person_of(roster: &Roster, telegram_id: i64) -> Option<Person> {
    roster.by_id(telegram_id).and_then(Member::person)
}
