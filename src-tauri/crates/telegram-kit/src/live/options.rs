//! What is needed to reach Telegram's test servers.

use std::env;
use std::fmt;

use crate::failure::Failure;

/// Credentials for Telegram's test servers.
#[derive(Clone)]
pub struct LiveOptions {
    /// From <https://my.telegram.org/apps>.
    pub api_id: i32,
    pub api_hash: String,
    /// The username of the bot, as the test servers' `@BotFather` registered it.
    pub bot: String,
    pub bot_token: String,
    /// Test numbers, `99966XYYYY`; made up when there are too few.
    pub phones: Vec<String>,
}

impl LiveOptions {
    /// `TELEGRAM_KIT_API_ID`, `TELEGRAM_KIT_API_HASH`, `TELEGRAM_KIT_BOT`, `TELEGRAM_KIT_BOT_TOKEN`, and
    /// `TELEGRAM_KIT_PHONES` with commas between them. Fails when one of the first four is missing.
    pub fn from_env() -> Result<Self, Failure> {
        let read = |name: &str| {
            let name = format!("TELEGRAM_KIT_{name}");
            env::var(&name).map_err(|_| Failure::new(format!("{name} is not set")))
        };
        let api_id = read("API_ID")?.parse();
        let api_id = api_id.map_err(|_| Failure::new("TELEGRAM_KIT_API_ID is not a number"))?;
        let phones = read("PHONES").unwrap_or_default();
        let phones: Vec<String> =
            phones.split(',').map(str::trim).filter(|phone| !phone.is_empty()).map(str::to_owned).collect();
        if let Some(phone) = phones.iter().find(|phone| data_centre(phone).is_none()) {
            return Err(Failure::new(format!("{phone} is not a test number, 99966XYYYY with X from 1 to 3")));
        }
        let bot = read("BOT")?.trim_start_matches('@').to_owned();
        Ok(Self { api_id, api_hash: read("API_HASH")?, bot, bot_token: read("BOT_TOKEN")?, phones })
    }

    /// As a bot uses it on the test servers.
    pub(super) fn token(&self) -> String {
        format!("{}/test", self.bot_token.trim_end_matches("/test"))
    }

    pub(super) fn bot_id(&self) -> i64 {
        self.bot_token.split(':').next().and_then(|id| id.parse().ok()).unwrap_or_default()
    }

    pub(super) fn redacted(&self, text: &str) -> String {
        let secret = self.bot_token.split_once(':').map_or(self.bot_token.as_str(), |(_, secret)| secret);
        text.replace(secret.trim_end_matches("/test"), "[token]").replace(&self.api_hash, "[hash]")
    }
}

impl fmt::Debug for LiveOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveOptions").field("bot", &self.bot).finish_non_exhaustive()
    }
}

/// The data centre that a test number belongs to.
pub(super) fn data_centre(phone: &str) -> Option<u8> {
    let rest = phone.trim_start_matches('+').strip_prefix("99966")?;
    let is_number = rest.len() == 5 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let centre = rest.bytes().next()?.checked_sub(b'0')?;
    (is_number && (1..=3).contains(&centre)).then_some(centre)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_numbers_are_taken() {
        assert_eq!(data_centre("9996621234"), Some(2));
        assert_eq!(data_centre("+9996610000"), Some(1));
        for wrong in ["9996601234", "9996641234", "999662123", "99966212345", "79990000000", "99966212a4"] {
            assert_eq!(data_centre(wrong), None, "{wrong}");
        }
    }
}
