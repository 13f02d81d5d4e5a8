//! Test cases from the exported files, in a private chat: copies may hold what a group must not see.

use companion::view::CaseQuery;

use crate::cards::{basics, cases as cards};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::trouble::Trouble;

/// So many are listed.
const SHOWN: u32 = 10;

/// `/find`: the best by their words.
pub(crate) async fn find(desk: &Desk, guest: &Guest, words: &str) -> Result<(), Trouble> {
    let card = if !guest.private {
        basics::in_private(guest.say)
    } else if words.trim().is_empty() {
        cards::what(guest.say, "/find")
    } else {
        cards::found(guest.say, &found(desk, words, SHOWN).await?)
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

/// `/case`: the one with this number, or the best by its words.
pub(crate) async fn show(desk: &Desk, guest: &Guest, words: &str) -> Result<(), Trouble> {
    let card = if !guest.private {
        basics::in_private(guest.say)
    } else if words.trim().is_empty() {
        cards::what(guest.say, "/case")
    } else {
        let list = found(desk, words.trim().trim_start_matches('#'), 1).await?;
        match list.items.first() {
            Some(hit) => cards::case(guest.say, &desk.companion.test_case(hit.project_id, hit.id, 0).await?),
            None => cards::found(guest.say, &list),
        }
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

async fn found(desk: &Desk, words: &str, limit: u32) -> Result<companion::view::CaseList, Trouble> {
    let query = CaseQuery { text: words.to_owned(), limit, ..CaseQuery::default() };
    Ok(desk.companion.cases(query).await?)
}
