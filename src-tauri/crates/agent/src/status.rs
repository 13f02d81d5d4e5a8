//! How the agent that runs is, asked through its page's door.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use secrecy::ExposeSecret as _;

use crate::cli::say;
use crate::configuration::Configuration;
use crate::http::AgentState;
use crate::trouble::Trouble;

const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) async fn status(configuration: &Configuration) -> Result<(), Trouble> {
    let http = &configuration.http;
    let url = format!("http://{}/statez", reached(http.listen));
    let failed =
        |error: reqwest::Error| Trouble::Said(format!("No agent answers on {}: {error}", http.listen));
    // Never by way of a proxy: it is this machine.
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().map_err(failed)?;
    let mut request = client.get(url);
    if let Some(token) = &http.token {
        request = request.bearer_auth(token.expose_secret());
    } else if let Some(header) = &http.user_header {
        request = request.header(header, "testops-companion-agent status");
    }
    let answer = request.send().await.map_err(failed)?;
    let status = answer.status();
    if !status.is_success() {
        let words = answer.text().await.unwrap_or_default();
        return Err(Trouble::Said(format!("The agent answers {status}: {}", words.trim())));
    }
    let state: AgentState = answer.json().await.map_err(failed)?;
    say(serde_json::to_string_pretty(&state).map_err(|error| Trouble::Said(error.to_string()))?);
    Ok(())
}

/// What listens on every address is asked on this machine's own.
fn reached(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, listen.port())
}
