//! When somebody wants to be left alone: for some hours from now, or every day between two times.

use chrono::{NaiveTime, TimeDelta};
use companion::view::QuietHours;
use teloxide::types::MessageId;

use crate::cards::quiet as cards;
use crate::desk::{Asked, Desk};
use crate::gate::Guest;
use crate::trouble::Trouble;

pub(crate) async fn ask_mute(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let person = &guest.person;
    let muted = person.muted_until.filter(|until| *until > desk.now()).map(|until| desk.clock.local(until));
    let card = cards::mute(guest.say, guest.telegram_id(), muted, &person.quiet_hours);
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn mute(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    minutes: u32,
) -> Result<(), Trouble> {
    // Longer than any button says is somebody's forgery.
    let minutes = minutes.min(24 * 60);
    let until = (minutes > 0).then(|| desk.now() + TimeDelta::minutes(i64::from(minutes)));
    desk.companion.bot_mute(&guest.person, until).await?;
    desk.show(guest.room, message, &cards::muted(guest.say, minutes)).await?;
    Ok(())
}

pub(crate) async fn ask(desk: &Desk, guest: &Guest, message: MessageId) -> Result<(), Trouble> {
    let card = cards::hours(guest.say, guest.telegram_id(), &guest.person.quiet_hours, &there(desk));
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn ask_to_type(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    desk.ask(guest, Asked::QuietHours).await?;
    desk.send(guest.room, &cards::type_hours(guest.say, guest.telegram_id(), &there(desk))).await?;
    Ok(())
}

pub(crate) async fn pressed(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    (from, to): (u8, u8),
) -> Result<(), Trouble> {
    let hours = QuietHours { on: true, from: format!("{from:02}:00"), to: format!("{to:02}:00") };
    let card = set(desk, guest, hours).await?;
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn end(desk: &Desk, guest: &Guest, message: MessageId) -> Result<(), Trouble> {
    let hours = QuietHours { on: false, ..guest.person.quiet_hours.clone() };
    desk.companion.bot_set_quiet_hours(&guest.person, hours).await?;
    desk.show(guest.room, message, &cards::no_hours(guest.say)).await?;
    Ok(())
}

/// What was typed after it was asked for.
pub(crate) async fn typed(desk: &Desk, guest: &Guest, text: &str) -> Result<(), Trouble> {
    let card = match span(text) {
        Some((from, to)) => set(desk, guest, QuietHours { on: true, from, to }).await?,
        None => cards::type_hours(guest.say, guest.telegram_id(), &there(desk)),
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

async fn set(desk: &Desk, guest: &Guest, hours: QuietHours) -> Result<crate::cards::Card, Trouble> {
    let set = desk.companion.bot_set_quiet_hours(&guest.person, hours).await?;
    let there = there(desk);
    Ok(match set {
        Some(person) => {
            desk.take_back(guest).await?;
            cards::hours_set(guest.say, &person.quiet_hours, &there)
        }
        None => cards::type_hours(guest.say, guest.telegram_id(), &there),
    })
}

fn there(desk: &Desk) -> cards::There {
    let now = desk.now();
    let local = desk.clock.local(now);
    cards::There { local, ahead: local - now.naive_utc() }
}

/// `22:30-07:00`, or hours alone, with any dash.
fn span(text: &str) -> Option<(String, String)> {
    let (from, to) = text.split_once(['-', '–', '—'])?;
    Some((time(from)?, time(to)?))
}

fn time(text: &str) -> Option<String> {
    let (hours, minutes) = text.trim().split_once([':', '.']).unwrap_or((text.trim(), "00"));
    let number = |text: &str, digits: &[usize]| {
        let fits = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| fits)
    };
    let time = NaiveTime::from_hms_opt(number(hours, &[1, 2])?, number(minutes, &[2])?, 0)?;
    Some(time.format("%H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let some = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(span("22:30-07:00"), some("22:30", "07:00"));
        assert_eq!(span(" 22 – 8 "), some("22:00", "08:00"));
        assert_eq!(span("9.05—17:00"), some("09:05", "17:00"));
        for wrong in ["", "22:30", "24-8", "22:60-8", "22:3-8", "-8", "22:30-", "1-2-3", "+1-+2", "a-b"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }
}
