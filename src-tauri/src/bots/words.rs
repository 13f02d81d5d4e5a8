//! What the command line itself says, in English and Russian.

use bot_runner::Language;

/// The heads of the list's columns.
pub(super) fn columns(language: Language) -> [&'static str; 6] {
    match language {
        Language::En => ["NAME", "STATE", "SINCE", "MEMORY", "CPU", "MODE"],
        Language::Ru => ["ИМЯ", "СОСТОЯНИЕ", "С КАКИХ ПОР", "ПАМЯТЬ", "ЦП", "РЕЖИМ"],
    }
}

pub(super) struct Said {
    pub(super) started: &'static str,
    pub(super) already_running: &'static str,
    pub(super) updated: &'static str,
    pub(super) restarted: &'static str,
    pub(super) stopped: &'static str,
    pub(super) removed: &'static str,
    pub(super) not_found: &'static str,
    pub(super) hint: &'static str,
    pub(super) no_bots: &'static str,
    pub(super) out_of_memory: &'static str,
    pub(super) restarts: &'static str,
    pub(super) called_off: &'static str,
}

pub(super) fn said(language: Language) -> Said {
    match language {
        Language::En => Said {
            started: "started; it goes on without this program",
            already_running: "runs already; use update to put another version in place",
            updated: "updated",
            restarted: "restarted",
            stopped: "stopped",
            removed: "removed",
            not_found: "there is no such bot",
            hint: "Hint",
            no_bots: "There are no bots.",
            out_of_memory: "out of memory",
            restarts: "restarts",
            called_off: "called off; nothing of it stays",
        },
        Language::Ru => Said {
            started: "запущен; он работает и без этой программы",
            already_running: "уже работает; чтобы заменить версию, используйте update",
            updated: "обновлён",
            restarted: "перезапущен",
            stopped: "остановлен",
            removed: "удалён",
            not_found: "такого бота нет",
            hint: "Подсказка",
            no_bots: "Ботов нет.",
            out_of_memory: "не хватило памяти",
            restarts: "перезапусков",
            called_off: "отменён; от него ничего не осталось",
        },
    }
}
