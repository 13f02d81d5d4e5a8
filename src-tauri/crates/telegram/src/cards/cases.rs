//! Test cases as the exported files have them.

use companion::view::{CaseList, ExportedCase};

use super::Card;
use crate::html::{escape, short};
use crate::say::Say;

/// The most of a long text.
const TEXT: usize = 1_500;

pub(crate) fn what(say: Say, command: &str) -> Card {
    let ask = say.pick("Say what to look for", "Напишите, что найти");
    Card::plain(&format!("{ask}: {command} {}", say.pick("transfer", "перевод")))
}

pub(crate) fn found(say: Say, list: &CaseList) -> Card {
    if list.items.is_empty() {
        let reading = say.pick(
            "The exported files are still being read. Ask again in a moment.",
            "Файлы экспорта ещё читаются. Спросите через минуту.",
        );
        let nothing = say.pick("No test case was found.", "Тест-кейсы не найдены.");
        return Card::plain(if list.reading { reading } else { nothing });
    }
    let head = format!("<b>{}: {}</b>", say.pick("Test cases", "Тест-кейсы"), list.total);
    let hits = list.items.iter().map(|hit| {
        let place = hit.place.as_ref().map(|place| format!("\n<i>{}</i>", short(&place.value, 120)));
        format!("#{} {}{}", hit.id, short(&hit.name, 150), place.unwrap_or_default())
    });
    let more = say.pick("One of them whole: /case and its number.", "Целиком: /case и номер.");
    Card::of([head].into_iter().chain(hits).chain([more.to_owned()]))
}

pub(crate) fn case(say: Say, case: &ExportedCase) -> Card {
    let mut lines = vec![
        format!("<b>{}</b>", short(&case.name, 255)),
        format!("#{} · {}", case.id, short(&case.project_name, 150)),
    ];
    let long = [
        ("precondition", say.pick("Precondition", "Предусловие")),
        ("scenario", say.pick("Scenario", "Сценарий")),
        ("expected_result", say.pick("Expected result", "Ожидаемый результат")),
    ];
    for (name, head) in long {
        let Some(field) = case.fields.iter().find(|field| field.name == name) else { continue };
        lines.push(format!("\n<b>{head}</b>"));
        let text = crate::html::cut(&field.value, TEXT);
        lines.extend(text.lines().map(|line| escape(&line.replace('\t', "    "))));
    }
    let brief = [("status", say.pick("Status", "Статус")), ("tag", say.pick("Tags", "Теги"))];
    lines.push(String::new());
    for (name, head) in brief {
        if let Some(field) = case.fields.iter().find(|field| field.name == name) {
            lines.push(format!("{head}: {}", short(&field.value, 200)));
        }
    }
    if let Some(version) = case.versions.get(case.version as usize) {
        let seen = version.last_seen.format("%Y-%m-%d %H:%M UTC");
        lines.push(format!("{}: {seen}", say.pick("As exported", "По экспорту")));
    }
    Card::of(lines)
}
