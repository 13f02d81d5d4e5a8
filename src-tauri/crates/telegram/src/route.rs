//! The way to Telegram: base URL and proxy become a client.

use std::time::Duration;

use companion::view::BotRoute;
use secrecy::{ExposeSecret as _, SecretString};
use teloxide::Bot;
use thiserror::Error;

/// Longer than the longest poll.
const PATIENCE: Duration = Duration::from_secs(45);

#[derive(Debug, Error)]
pub(crate) enum RouteError {
    #[error("the base URL is not an address")]
    BaseUrl,
    #[error("the proxy is not an address")]
    Proxy,
    #[error("no client could be made")]
    Client,
}

/// Proxies of the environment are used where the route names none; a password only goes to the proxy of the route.
pub(crate) fn client(
    token: &SecretString,
    route: &BotRoute,
    proxy_password: Option<&SecretString>,
) -> Result<Bot, RouteError> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(PATIENCE)
        .tcp_nodelay(true);
    if let Some(proxy) = &route.proxy {
        builder = builder.proxy(proxy_of(proxy, proxy_password)?);
    }
    let client = builder.build().map_err(|_| RouteError::Client)?;
    let bot = Bot::with_client(token.expose_secret(), client);
    let Some(base_url) = &route.base_url else { return Ok(bot) };
    Ok(bot.set_api_url(base_url.parse().map_err(|_| RouteError::BaseUrl)?))
}

fn proxy_of(address: &str, password: Option<&SecretString>) -> Result<reqwest::Proxy, RouteError> {
    let mut url: url::Url = address.parse().map_err(|_| RouteError::Proxy)?;
    if let Some(password) = password {
        url.set_password(Some(password.expose_secret())).map_err(|()| RouteError::Proxy)?;
    }
    // With a local look-up a name that only the proxy knows cannot be reached.
    if url.scheme() == "socks5" {
        let remote = url.as_str().replacen("socks5://", "socks5h://", 1);
        url = remote.parse().map_err(|_| RouteError::Proxy)?;
    }
    reqwest::Proxy::all(url).map_err(|_| RouteError::Proxy)
}
