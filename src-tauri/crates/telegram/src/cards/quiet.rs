//! Being left alone: for a while, and every day between two times.

use chrono::{NaiveDateTime, TimeDelta};
use companion::view::QuietHours;

use super::Card;
use crate::data::Act;
use crate::say::Say;

/// The hours that are offered.
const OFFERED: [(u8, u8); 4] = [(22, 8), (20, 9), (23, 7), (19, 10)];

/// The clock of the machine that runs the program, by which quiet hours go.
pub(crate) struct There {
    pub(crate) local: NaiveDateTime,
    /// Of UTC.
    pub(crate) ahead: TimeDelta,
}

/// `muted` is until when, on the wall clock there.
pub(crate) fn mute(say: Say, id: i64, muted: Option<NaiveDateTime>, hours: &QuietHours) -> Card {
    let mut lines = vec![
        say.pick(
            "For how long shall subscriptions be quiet? What you launched yourself is told all the same.",
            "На сколько замолчать подпискам? Об итогах ваших собственных прогонов я сообщу всё равно.",
        )
        .to_owned(),
    ];
    if let Some(until) = muted {
        lines.push(format!("🔕 {} {}", say.pick("Quiet until", "Тишина до"), until.format("%H:%M")));
    }
    if hours.on {
        lines.push(format!("🌙 {} {}", say.pick("Quiet hours:", "Тихие часы:"), span(hours)));
    }
    let for_hours = |count: u32| {
        let label = if count == 1 {
            say.pick("1 hour", "1 час").to_owned()
        } else {
            format!("{count} {}", say.pick("hours", "ч"))
        };
        (label, Act::Mute(count * 60))
    };
    let mut card = Card::of(lines).row(id, [for_hours(1), for_hours(8), for_hours(24)]);
    card = card.row(id, [(say.pick("Not any more", "Больше не молчать").to_owned(), Act::Mute(0))]);
    card.row(id, [(format!("🌙 {}", say.pick("Quiet hours…", "Тихие часы…")), Act::AskQuiet)])
}

pub(crate) fn muted(say: Say, minutes: u32) -> Card {
    if minutes == 0 {
        return Card::plain(say.pick("Subscriptions speak again.", "Подписки снова действуют."));
    }
    let told = say.pick("Subscriptions are quiet for", "Подписки молчат:");
    Card::plain(&format!(
        "{told} {}. {}",
        say.lasting(i64::from(minutes) * 60_000),
        say.pick("What they hold back comes after that.", "Отложенное придёт потом.")
    ))
}

pub(crate) fn hours(say: Say, id: i64, hours: &QuietHours, there: &There) -> Card {
    let state = if hours.on {
        format!("<b>{} {}</b>", say.pick("Quiet hours:", "Тихие часы:"), span(hours))
    } else {
        format!("<b>{}</b>", say.pick("Quiet hours are off.", "Тихих часов нет."))
    };
    let held = say.pick(
        "Every day between these times subscriptions are quiet. What they hold back comes right after, once.",
        "Каждый день в это время подписки молчат. Отложенное придёт сразу после, один раз.",
    );
    let offer = |(from, to): (u8, u8)| (format!("{from:02}–{to:02}"), Act::Quiet { from, to });
    let mut card = Card::of([state, held.to_owned(), clock(say, there)])
        .row(id, OFFERED.map(offer))
        .row(id, [(say.pick("Other hours…", "Другие часы…").to_owned(), Act::TypeQuiet)]);
    if hours.on {
        card = card.row(id, [(say.pick("Switch off", "Выключить").to_owned(), Act::NoQuiet)]);
    }
    card
}

pub(crate) fn type_hours(say: Say, id: i64, there: &There) -> Card {
    let words = say.pick(
        "Type two different times, such as 22:30-07:00.",
        "Введите два разных времени, например 22:30-07:00.",
    );
    Card::of([words.to_owned(), clock(say, there)]).row(id, [super::take_back(say)])
}

pub(crate) fn hours_set(say: Say, hours: &QuietHours, there: &There) -> Card {
    let held = format!(
        "{} {}",
        say.pick(
            "What subscriptions hold back comes once, right after",
            "Отложенное подписками придёт один раз, сразу после"
        ),
        hours.to
    );
    let own = say.pick(
        "What you launched yourself is told at once all the same. /mute changes this.",
        "Об итогах ваших собственных прогонов я всё равно сообщу сразу. Изменить: /mute",
    );
    Card::of([
        format!("🌙 <b>{} {}</b>", say.pick("Quiet hours:", "Тихие часы:"), span(hours)),
        held,
        own.to_owned(),
        clock(say, there),
    ])
}

pub(crate) fn no_hours(say: Say) -> Card {
    Card::plain(say.pick(
        "Quiet hours are off. What was held back comes at once.",
        "Тихие часы выключены. Отложенное придёт сейчас.",
    ))
}

fn span(hours: &QuietHours) -> String {
    format!("{}–{}", hours.from, hours.to)
}

fn clock(say: Say, there: &There) -> String {
    let minutes = there.ahead.num_minutes();
    let sign = if minutes < 0 { '−' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    format!(
        "{} {} (UTC{sign}{hours:02}:{minutes:02}).",
        say.pick(
            "By the clock of the computer that runs the program, which shows",
            "По часам компьютера, на котором работает программа: сейчас там"
        ),
        there.local.format("%H:%M"),
    )
}
