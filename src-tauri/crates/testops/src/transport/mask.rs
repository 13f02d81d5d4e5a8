//! Keeps secrets out of texts that come from elsewhere: a server may echo a token in its error body, and a library
//! may name a proxy with its password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use super::way::Way;
use crate::config::Config;

const DOTS: &str = "•••";
/// Servers' words are for a person, not for an archive.
const LONGEST: usize = 500;

pub(super) struct Mask(Vec<SecretString>);

impl Mask {
    pub(super) fn new(config: &Config, way: &Way) -> Self {
        let mut secrets = spellings(config.token.expose_secret());
        let of_environment = way.proxy.iter().flat_map(|proxy| &proxy.secrets);
        secrets.extend(of_environment.flat_map(|secret| spellings(secret.expose_secret())));
        for url in
            [Some(&config.base_url), config.proxy.as_ref().map(|proxy| &proxy.url)].into_iter().flatten()
        {
            secrets.extend(url.password().map(spellings).unwrap_or_default());
        }
        if let Some(proxy) = &config.proxy
            && let Some(password) = proxy.password.as_ref().map(ExposeSecret::expose_secret)
        {
            secrets.extend(spellings(password));
            secrets.push(STANDARD.encode(format!("{}:{password}", proxy.url.username())).into());
        }
        Self(secrets)
    }

    /// The text without secrets, of a bearable length. `authorization` is the header that this request went out with.
    pub(super) fn apply(&self, text: &str, authorization: Option<&SecretString>) -> String {
        let mut shown = text.to_owned();
        let sent =
            authorization.and_then(|header| header.expose_secret().split_once(' ')).map(|(_, secret)| secret);
        for secret in self.0.iter().map(ExposeSecret::expose_secret).chain(sent) {
            if !secret.is_empty() {
                shown = shown.replace(secret, DOTS);
            }
        }
        shorten(shown)
    }
}

/// As it is, and as it looks inside a URL or a form.
fn spellings(secret: &str) -> Vec<SecretString> {
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    vec![secret.to_owned().into(), encoded.into()]
}

fn shorten(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
