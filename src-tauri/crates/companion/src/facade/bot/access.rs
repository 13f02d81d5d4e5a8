//! Who may use the bot. `by` is whoever asks for it in chat; `None` is the person at the window.

use crate::Companion;
use crate::bot::{AccessAnswer, Asked, Change, Claim, Meeting, Person, Sender, Who};
use crate::texts::Trouble;
use crate::view::{AccessLogPage, AccessRequest, BotAct, BotRole, Failure, OwnerClaim, PersonView};

impl Companion {
    /// To be asked with every update, before anything is answered. Keeps username and name fresh, and binds a
    /// username that was held to the id of the first who writes under it.
    pub async fn bot_meet(&self, sender: &Sender) -> Result<Meeting, Failure> {
        let _ = sender;
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// A code that makes whoever sends it the owner, once, within 15 minutes; an earlier code is worth nothing.
    pub fn bot_new_owner_code(&self) -> Result<OwnerClaim, Failure> {
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Somebody sent what may be the owner's code: all that follows `/start`.
    pub async fn bot_claim(&self, sender: &Sender, code: &str) -> Result<Claim, Failure> {
        let _ = (sender, code);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// A stranger asks to be let in.
    pub async fn bot_ask_access(&self, sender: &Sender) -> Result<Asked, Failure> {
        let _ = sender;
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Answers the request of the stranger with this id.
    pub async fn bot_answer_access(
        &self,
        by: Option<&Person>,
        telegram_id: i64,
        allow: bool,
    ) -> Result<AccessAnswer, Failure> {
        let _ = (by, telegram_id, allow);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Lets somebody in, or gives somebody who is in another role. `Owner` is never given: see
    /// [`bot_claim`](Self::bot_claim).
    pub async fn bot_allow(&self, by: Option<&Person>, who: &Who, role: BotRole) -> Result<Change, Failure> {
        let _ = (by, who, role);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Sends somebody away, with their conversations, watches and subscriptions. The owner goes at the window only.
    pub async fn bot_disallow(&self, by: Option<&Person>, who: &Who) -> Result<Change, Failure> {
        let _ = (by, who);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Gives the person with this id of ours another role.
    pub async fn bot_set_role(
        &self,
        by: Option<&Person>,
        person_id: i64,
        role: BotRole,
    ) -> Result<Change, Failure> {
        let _ = (by, person_id, role);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Owner first, then admins, then users; each by name. Usernames that are held have no `telegram_id`.
    pub async fn bot_people(&self) -> Result<Vec<PersonView>, Failure> {
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Somebody who may use the bot, by Telegram's id.
    pub async fn bot_person(&self, telegram_id: i64) -> Result<Option<Person>, Failure> {
        let _ = telegram_id;
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Those that wait for an answer, oldest first.
    pub async fn bot_requests(&self) -> Result<Vec<AccessRequest>, Failure> {
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// What was done, newest first; `limit` is 200 at most.
    pub async fn bot_log(&self, offset: u32, limit: u32) -> Result<AccessLogPage, Failure> {
        let _ = (offset, limit);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Keeps an act in the log. What this module does itself (`Claimed` to `RoleChanged`, `TurnedAway`, subscriptions)
    /// is there already.
    pub async fn bot_note(&self, person: &Person, act: BotAct, detail: &str) -> Result<(), Failure> {
        let _ = (person, act, detail);
        Err(self.inner.trouble(Trouble::Internal))
    }
}
