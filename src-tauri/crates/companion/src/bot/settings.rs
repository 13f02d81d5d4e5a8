//! The bot's settings: what is kept of them, and whether what was typed can be kept.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::connection::address::{bot_api, is_this_machine, proxy as proxy_address, stored};
use crate::connection::draft::given;
use crate::core::failure::host_of;
use crate::texts::{Fault, Texts};
use crate::view::{BotDraft, BotRoute, FieldFault};

/// The keys in the secret store.
pub(crate) const TOKEN: &str = "bot/token";
pub(crate) const PROXY_PASSWORD: &str = "bot/proxy_password";

/// Where Telegram itself is.
pub(crate) const TELEGRAM: &str = "https://api.telegram.org";

/// As it lies in the database; secrets do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "one switch or fact each, as the window shows them")]
pub(crate) struct Kept {
    pub(crate) on: bool,
    pub(crate) with_program: bool,
    pub(crate) route: BotRoute,
    /// Whether there is one in the secret store, which is not asked each time that the window looks: it may ask a
    /// person for its password.
    pub(crate) token_set: bool,
    pub(crate) proxy_password_set: bool,
}

impl Default for Kept {
    /// Whoever switches a bot on expects it to be there tomorrow.
    fn default() -> Self {
        Self {
            on: false,
            with_program: true,
            route: BotRoute::default(),
            token_set: false,
            proxy_password_set: false,
        }
    }
}

/// A draft that can be kept.
pub(crate) struct Ready {
    pub(crate) route: BotRoute,
    /// `None` keeps the one that is set.
    pub(crate) token: Option<SecretString>,
    pub(crate) password: Password,
}

pub(crate) enum Password {
    Keep,
    Set(SecretString),
    Forget,
}

/// `token_set`: whether a token is kept that was given for the route `old`.
pub(crate) fn check(
    draft: &BotDraft,
    old: &BotRoute,
    token_set: bool,
    texts: Texts,
) -> Result<Ready, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, fault: Fault<'_>| {
        faults.push(FieldFault { field: field.to_owned(), message: texts.fault(fault) });
    };
    let base_url = typed(draft.route.base_url.as_deref()).map(bot_api);
    if let Some(Err(wrong)) = &base_url {
        fault("base_url", *wrong);
    }
    let proxy = typed(draft.route.proxy.as_deref()).map(proxy_address);
    if let Some(Err(wrong)) = &proxy {
        fault("proxy", *wrong);
    }
    let plain = base_url.iter().flatten().any(|url| url.scheme() != "https");
    if plain && proxy.iter().flatten().any(|proxy| !is_this_machine(proxy)) {
        fault("proxy", Fault::ProxyReadsToken);
    }
    let token = given(draft.token.as_deref());
    if draft.token.as_deref().is_some_and(|token| !token.trim().is_empty() && !is_token(token.trim())) {
        fault("token", Fault::NotBotToken);
    }
    let base_url = base_url.and_then(Result::ok).as_ref().map(stored);
    // A token is never shown to another server than the one it was given for.
    let elsewhere =
        !same_host(base_url.as_deref().unwrap_or(TELEGRAM), old.base_url.as_deref().unwrap_or(TELEGRAM));
    if token.is_none() && token_set && elsewhere {
        fault("token", Fault::BotTokenAgain);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut proxy = proxy.and_then(Result::ok);
    let in_url =
        proxy.as_ref().and_then(|url| url.password().map(|text| SecretString::from(text.to_owned())));
    if let Some(proxy) = &mut proxy {
        // The password goes to the keyring; what is stored and shown has none.
        let _ = proxy.set_password(None);
    }
    let proxy = proxy.as_ref().map(stored);
    let password = match given(draft.proxy_password.as_deref()).or(in_url) {
        _ if proxy.is_none() => Password::Forget,
        Some(password) => Password::Set(password),
        None if proxy.as_deref().zip(old.proxy.as_deref()).is_some_and(|(new, old)| same_host(new, old)) => {
            Password::Keep
        }
        None => Password::Forget,
    };
    Ok(Ready { route: BotRoute { base_url, proxy }, token, password })
}

fn typed(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn same_host(one: &str, other: &str) -> bool {
    host_of(one).eq_ignore_ascii_case(host_of(other))
}

/// The bot's id, a colon, and a secret of letters, digits, `-` and `_`.
fn is_token(text: &str) -> bool {
    let Some((id, secret)) = text.split_once(':') else { return false };
    let is_secret = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=20).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && (1..=200).contains(&secret.len())
        && secret.bytes().all(is_secret)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::view::Language;

    const TEXTS: Texts = Texts(Language::En);

    fn draft(token: &str, base_url: &str, proxy: &str) -> BotDraft {
        let some = |text: &str| Some(text.to_owned());
        let route = BotRoute { base_url: some(base_url), proxy: some(proxy) };
        BotDraft { token: some(token), route, proxy_password: None }
    }

    fn faulty(draft: &BotDraft, token_set: bool) -> Vec<String> {
        let faults = check(draft, &BotRoute::default(), token_set, TEXTS).err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(faulty(&draft("1:a", "", ""), false), [""; 0]);
        assert_eq!(faulty(&draft("", "", ""), true), [""; 0]);
        for token in ["hello", "12:", ":a", "12:a b", "12:ключ", "1a:b", "1:a/../b"] {
            assert_eq!(faulty(&draft(token, "", ""), false), ["token"], "{token}");
        }
        assert_eq!(faulty(&draft("1:a", "ftp://x", "nonsense://"), false), ["base_url", "proxy"]);
    }

    #[test]
    fn a_proxy_that_would_read_the_token_is_refused() {
        let fields = |base_url: &str, proxy: &str| faulty(&draft("1:a", base_url, proxy), false);
        assert_eq!(fields("http://bots.example.org", "http://proxy:3128"), ["proxy"]);
        assert_eq!(fields("http://127.0.0.1:8081", "socks5://proxy:1080"), ["proxy"]);
        assert_eq!(fields("https://bots.example.org", "http://proxy:3128"), [""; 0]);
        assert_eq!(fields("", "http://proxy:3128"), [""; 0]);
        for proxy in [
            "http://127.0.0.1:3128",
            "socks5://127.0.0.1:1080",
            "socks5://localhost:1080",
            "socks5://[::1]:1080",
        ] {
            assert_eq!(fields("http://bots.example.org", proxy), [""; 0], "{proxy}");
        }
    }

    #[test]
    fn a_token_is_not_shown_to_another_server_unless_it_is_typed_again() {
        assert_eq!(faulty(&draft("", "http://other:81/bot", ""), true), ["token"]);
        assert_eq!(faulty(&draft("1:a", "http://other:81/bot", ""), true), [""; 0]);
        assert_eq!(faulty(&draft("", "https://api.telegram.org/x", ""), true), [""; 0]);
    }

    #[test]
    fn a_password_goes_to_the_keyring_and_not_to_another_proxy() {
        let ready = |typed: &BotDraft, old: &BotRoute| {
            check(typed, old, false, TEXTS).unwrap_or_else(|faults| panic!("{faults:?}"))
        };
        let with_password = ready(&draft("", "", "socks5://me:pw@proxy:1080"), &BotRoute::default());
        let Password::Set(password) = with_password.password else { panic!("it was typed") };
        assert_eq!(password.expose_secret(), "pw");
        let route = with_password.route;
        assert_eq!(route.proxy.as_deref(), Some("socks5://me@proxy:1080"));
        let kept = |proxy: &str| ready(&draft("", "", proxy), &route).password;
        assert!(matches!(kept("socks5://you@proxy:1080"), Password::Keep));
        assert!(matches!(kept("socks5://elsewhere:1080"), Password::Forget));
        assert!(matches!(kept(""), Password::Forget));
    }
}
