//! Webhooks: setting one up. Delivering is [`crate::http::deliver`]'s.

use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::call::Call;
use super::updates;
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::bot::Webhook;

pub(super) fn set(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let url = call.text_or_empty("url");
    if url.is_empty() {
        return delete(world, bot, call);
    }
    check(&url)?;
    let secret = call.text("secret_token").filter(|secret| !secret.is_empty());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if secret.as_deref().is_some_and(|secret| secret.len() > 256 || !secret.chars().all(is_plain)) {
        return Err(Refusal::bad("secret token contains unallowed characters"));
    }
    let bot = world.bot_mut(bot).ok_or_else(Refusal::unauthorized)?;
    let allowed = updates::allowed(call, bot.allowed.clone())?;
    if let Some(old) = bot.webhook.take() {
        old.stop.cancel();
    }
    bot.allowed = allowed;
    if call.flag("drop_pending_updates") {
        bot.updates.clear();
    }
    bot.webhook = Some(Webhook {
        url,
        secret,
        has_certificate: call.files.contains_key("certificate"),
        ip_address: call.text("ip_address"),
        max_connections: call.int("max_connections").unwrap_or(40).clamp(1, 100),
        last_error: None,
        stop: CancellationToken::new(),
    });
    // A poll that is held learns that its time is over.
    bot.polls += 1;
    bot.bell.notify_waiters();
    Ok(json!(true))
}

/// Telegram delivers over TLS only. On this machine plain HTTP will do, so that a test needs no certificate.
fn check(url: &str) -> Result<(), Refusal> {
    let wrong = |why: &str| Refusal::bad(format!("bad webhook: {why}"));
    let parsed = Url::parse(url).map_err(|_| wrong("URL host is empty"))?;
    let is_local = match parsed.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match parsed.scheme() {
        "https" => Ok(()),
        "http" if is_local => Ok(()),
        _ => Err(wrong("An HTTPS URL must be provided for webhook")),
    }
}

pub(super) fn delete(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let bot = world.bot_mut(bot).ok_or_else(Refusal::unauthorized)?;
    if let Some(old) = bot.webhook.take() {
        old.stop.cancel();
    }
    if call.flag("drop_pending_updates") {
        bot.updates.clear();
    }
    Ok(json!(true))
}

pub(super) fn info(world: &mut World, bot: i64, _call: &Call) -> Outcome {
    let bot = world.bot(bot).ok_or_else(Refusal::unauthorized)?;
    let mut info = json!({
        "url": bot.webhook.as_ref().map_or("", |hook| hook.url.as_str()),
        "has_custom_certificate": bot.webhook.as_ref().is_some_and(|hook| hook.has_certificate),
        "pending_update_count": bot.updates.len(),
    });
    if let Some(hook) = &bot.webhook {
        info["max_connections"] = json!(hook.max_connections);
        if let Some(address) = &hook.ip_address {
            info["ip_address"] = json!(address);
        }
        if let Some((at, why)) = &hook.last_error {
            info["last_error_date"] = json!(at);
            info["last_error_message"] = json!(why);
        }
    }
    if let Some(allowed) = &bot.allowed {
        info["allowed_updates"] = json!(allowed);
    }
    Ok(info)
}
