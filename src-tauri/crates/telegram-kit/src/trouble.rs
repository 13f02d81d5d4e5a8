//! Trouble that a test orders: what the server does wrong, to whom, how often and how long.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::refusal::Refusal;
use crate::refused::Refused;

/// Something that goes wrong on the server's side, by order of the test.
///
/// ```
/// use std::time::Duration;
/// use telegram_kit::Trouble;
///
/// // Every message is refused for four minutes of the kit's time, with the rest of them as `retry_after`.
/// let flood = Trouble::flood(Duration::from_mins(4)).on("sendMessage");
/// // The next edit is done, but the bot never hears of it.
/// let lost = Trouble::lost_answer().on("editMessageText").times(1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    #[serde(flatten)]
    pub kind: TroubleKind,
    /// Which method, in any case; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Which chat, by the id that the bot uses; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<i64>,
    /// Which bot, by id; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<i64>,
    /// How many requests; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many milliseconds of the kit's time; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasting_ms: Option<u64>,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum TroubleKind {
    /// `429 Too Many Requests: retry after N`. Without a number N is what is left of the time that it lasts.
    TooManyRequests { retry_after: Option<u64> },
    /// Any other refusal, in Telegram's envelope; nothing is done.
    Refuse { code: u16, description: String },
    /// One of Telegram's own refusals, by name; nothing is done.
    Refused { r#as: Refused },
    /// Something that is not from Telegram's server: an HTML page with this status.
    Broken { code: u16 },
    /// `409`, as when another program polls with the same token.
    Conflict,
    /// The request is carried out, and the connection breaks before the answer arrives.
    LostAnswer,
    /// The request is carried out, and the connection breaks in the middle of the answer.
    CutAnswer,
    /// The request is carried out and half of the answer arrives; the rest never does, and the connection stays open.
    StalledAnswer,
    /// The request is accepted and not answered until the order is taken back or its time is over; it is carried out
    /// only then, and not at all when the bot has hung up.
    Held,
    /// The request is carried out after so many milliseconds of real time.
    Slow { ms: u64 },
}

impl Trouble {
    pub fn of(kind: TroubleKind) -> Self {
        Self { kind, method: None, chat: None, bot: None, times: None, lasting_ms: None }
    }

    /// 429 with this `retry_after`, in seconds.
    pub fn too_many_requests(retry_after: u64) -> Self {
        Self::of(TroubleKind::TooManyRequests { retry_after: Some(retry_after) })
    }

    /// 429 for so long by the kit's clock; `retry_after` says how much of it is left.
    pub fn flood(lasting: Duration) -> Self {
        Self::of(TroubleKind::TooManyRequests { retry_after: None }).lasting(lasting)
    }

    pub fn refuse(code: u16, description: impl Into<String>) -> Self {
        Self::of(TroubleKind::Refuse { code, description: description.into() })
    }

    /// One of Telegram's own refusals.
    pub fn refused(refusal: Refused) -> Self {
        Self::of(TroubleKind::Refused { r#as: refusal })
    }

    /// A page of a proxy in place of an answer, such as 502.
    pub fn broken(code: u16) -> Self {
        Self::of(TroubleKind::Broken { code })
    }

    pub fn conflict() -> Self {
        Self::of(TroubleKind::Conflict).on("getUpdates")
    }

    pub fn lost_answer() -> Self {
        Self::of(TroubleKind::LostAnswer)
    }

    /// Half of an answer, and then the end of the connection.
    pub fn cut_answer() -> Self {
        Self::of(TroubleKind::CutAnswer)
    }

    /// Half of an answer, and then nothing.
    pub fn stalled_answer() -> Self {
        Self::of(TroubleKind::StalledAnswer)
    }

    /// `getUpdates` is accepted and never answered, until [`crate::Kit::clear_trouble`]. With [`Self::times`] that
    /// many polls are held; [`Self::on`] names another method.
    pub fn held() -> Self {
        Self::of(TroubleKind::Held).on("getUpdates")
    }

    pub fn slow(by: Duration) -> Self {
        Self::of(TroubleKind::Slow { ms: millis(by) })
    }

    /// For this method only, named in any case.
    #[must_use]
    pub fn on(self, method: impl Into<String>) -> Self {
        Self { method: Some(method.into()), ..self }
    }

    /// For what the bot does in this chat only: a person's id or a group's.
    #[must_use]
    pub fn in_chat(self, chat: i64) -> Self {
        Self { chat: Some(chat), ..self }
    }

    /// For so many requests only.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// For so long by the kit's clock.
    #[must_use]
    pub fn lasting(self, lasting: Duration) -> Self {
        Self { lasting_ms: Some(millis(lasting)), ..self }
    }
}

impl TroubleKind {
    /// What the request is refused with, where nothing is done.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::TooManyRequests { retry_after } => Some(Refusal::too_many(retry_after.unwrap_or(1))),
            Self::Refuse { code, description } => Some(Refusal::new(*code, description.clone())),
            Self::Refused { r#as } => Some(r#as.refusal()),
            Self::Conflict => Some(Refusal::overtaken()),
            Self::Broken { code } => Some(Refusal::new(*code, "a page that is not Telegram's")),
            Self::LostAnswer | Self::CutAnswer | Self::StalledAnswer | Self::Held | Self::Slow { .. } => None,
        }
    }
}

pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The orders that are in force.
#[derive(Debug, Default)]
pub(crate) struct Troubles {
    next: u64,
    orders: Vec<Order>,
}

/// The trouble that a request ran into.
#[derive(Debug)]
pub(crate) struct Met {
    pub(crate) kind: TroubleKind,
    /// Cancelled when the order is taken back.
    pub(crate) release: CancellationToken,
    /// Epoch milliseconds by the kit's clock at which the order ends by itself.
    pub(crate) until: Option<i64>,
}

#[derive(Debug)]
struct Order {
    id: u64,
    trouble: Trouble,
    left: Option<u32>,
    /// Epoch milliseconds by the kit's clock.
    until: Option<i64>,
    release: CancellationToken,
}

impl Order {
    /// Whether a request can still run into it.
    fn is_open(&self, now: i64) -> bool {
        self.left != Some(0) && self.until.is_none_or(|until| now < until)
    }
}

impl Troubles {
    pub(crate) fn add(&mut self, trouble: Trouble, now: i64) -> u64 {
        self.next += 1;
        let until = trouble.lasting_ms.map(|ms| now.saturating_add_unsigned(ms));
        let release = CancellationToken::new();
        self.orders.push(Order { id: self.next, left: trouble.times, until, trouble, release });
        self.next
    }

    /// Takes one order back, or all; says whether there was any.
    pub(crate) fn remove(&mut self, id: Option<u64>) -> bool {
        let before = self.orders.len();
        for order in self.orders.extract_if(.., |order| id.is_none_or(|id| id == order.id)) {
            order.release.cancel();
        }
        before != self.orders.len()
    }

    /// The trouble that this request runs into. A `retry_after` that follows the clock is filled in.
    pub(crate) fn meet(&mut self, bot: i64, method: &str, chat: Option<i64>, now: i64) -> Option<Met> {
        // What holds requests is kept, so that it can be taken back.
        self.orders.retain(|order| order.is_open(now) || order.trouble.kind == TroubleKind::Held);
        let mut open = self.orders.iter_mut().filter(|order| order.is_open(now));
        let order = open.find(|order| order.trouble.concerns(bot, method, chat))?;
        order.left = order.left.map(|left| left - 1);
        let left = order.until.map_or(1, |until| (until - now + 999) / 1000);
        let left = u64::try_from(left).unwrap_or(1).max(1);
        let follows = order.trouble.kind == TroubleKind::TooManyRequests { retry_after: None };
        let counted = TroubleKind::TooManyRequests { retry_after: Some(left) };
        let kind = if follows { counted } else { order.trouble.kind.clone() };
        Some(Met { kind, release: order.release.clone(), until: order.until })
    }
}

impl Trouble {
    fn concerns(&self, bot: i64, method: &str, chat: Option<i64>) -> bool {
        self.bot.is_none_or(|wanted| wanted == bot)
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.chat.is_none_or(|wanted| Some(wanted) == chat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_counts_down_and_ends() {
        let mut troubles = Troubles::default();
        troubles.add(Trouble::flood(Duration::from_mins(4)).on("SendMessage"), 0);
        let met =
            |troubles: &mut Troubles, now| troubles.meet(1, "sendMessage", Some(5), now).map(|met| met.kind);
        assert_eq!(met(&mut troubles, 60_500), Some(TroubleKind::TooManyRequests { retry_after: Some(180) }));
        assert_eq!(met(&mut troubles, 240_000), None);
    }

    #[test]
    fn an_order_meets_only_whom_it_is_for_and_so_often() {
        let mut troubles = Troubles::default();
        troubles.add(Trouble::lost_answer().in_chat(5).times(1), 0);
        let mut met = |chat| troubles.meet(1, "sendMessage", Some(chat), 0).map(|met| met.kind);
        assert_eq!(met(6), None);
        assert_eq!(met(5), Some(TroubleKind::LostAnswer));
        assert_eq!(met(5), None);
    }

    #[test]
    fn an_order_is_plain_json() {
        let json = serde_json::json!({"trouble": "slow", "ms": 20, "method": "getme"});
        let read: Trouble = serde_json::from_value(json).expect("an order");
        assert_eq!(read, Trouble::slow(Duration::from_millis(20)).on("getme"));
    }
}
