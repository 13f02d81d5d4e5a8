//! What an upload says, in English and Russian.

use companion::uploads::{Doubt, Missed, Status};
use companion::view::Language;

/// Why an upload did not begin or end well.
#[derive(Debug)]
pub(super) enum Said {
    /// In the words of whoever failed.
    Broke(String),
    Server(String),
    Unreadable(String),
    OnlyOne {
        there: &'static str,
        missing: &'static str,
    },
    NoTarget,
    NoPair(String),
    NoProject(String),
    NotConnected,
    NoToken,
    Nothing,
    Stopped,
    Closed,
    OtherProject,
    Elsewhere,
    Unknown(Doubt),
    Miscounted {
        sent: u64,
        counted: u64,
    },
}

impl Said {
    pub(super) fn in_language(&self, language: Language) -> String {
        match language {
            Language::En => self.english(),
            Language::Ru => self.russian(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Broke(why) => why.clone(),
            Self::Server(why) => {
                format!("The server: {why}. What arrived is noted: give the same command again to go on.")
            }
            Self::Unreadable(why) => format!("The results cannot be read: {why}."),
            Self::OnlyOne { there, missing } => format!("{there} is set and {missing} is not."),
            Self::NoTarget => "Say --name for a new launch, or --launch for one that is there.".to_owned(),
            Self::NoPair(pair) => format!("\"{pair}\" is not KEY=VALUE."),
            Self::NoProject(said) => format!("There is no project \"{said}\", or several are called so."),
            Self::NotConnected => {
                "Not connected: set the connection up in the program, or set ALLURE_ENDPOINT and ALLURE_TOKEN."
                    .to_owned()
            }
            Self::NoToken => "The connection's token is not stored: enter it in the program again.".to_owned(),
            Self::Nothing => "There are no results in it that a server could take.".to_owned(),
            Self::Stopped => "Stopped. Give the same command again to go on.".to_owned(),
            Self::Closed => "The launch is closed. Reopen it and give the same command again.".to_owned(),
            Self::OtherProject => "The launch belongs to another project.".to_owned(),
            Self::Elsewhere => "Another program sends these results already.".to_owned(),
            Self::Unknown(Doubt::Launch) => "It is not known whether the launch was made. Look for it in TestOps: \
                add to it with --launch, or begin anew with --anew."
                .to_owned(),
            Self::Unknown(Doubt::Batch) => "The last files may have arrived in part, so nothing more was sent. \
                Look at the launch in TestOps before you begin anew with --anew."
                .to_owned(),
            Self::Unknown(Doubt::Count) => "Everything is sent, and the server does not tell how many results it \
                has. Give the same command again to count."
                .to_owned(),
            Self::Miscounted { sent, counted } => {
                format!("{sent} results were sent, the launch has {counted}. It stays open.")
            }
        }
    }

    fn russian(&self) -> String {
        match self {
            Self::Broke(why) => why.clone(),
            Self::Server(why) => {
                format!("Сервер: {why}. Всё, что дошло, записано: чтобы продолжить, повторите ту же команду.")
            }
            Self::Unreadable(why) => format!("Не удалось прочитать результаты: {why}."),
            Self::OnlyOne { there, missing } => format!("Переменная {there} задана, а {missing} — нет."),
            Self::NoTarget => "Укажите --name для нового запуска или --launch для существующего.".to_owned(),
            Self::NoPair(pair) => format!("«{pair}» — не КЛЮЧ=ЗНАЧЕНИЕ."),
            Self::NoProject(said) => format!("Проекта «{said}» нет, или так называются несколько."),
            Self::NotConnected => {
                "Нет подключения: настройте его в программе или задайте ALLURE_ENDPOINT и ALLURE_TOKEN."
                    .to_owned()
            }
            Self::NoToken => "Токен подключения не сохранён: введите его в программе ещё раз.".to_owned(),
            Self::Nothing => "Результатов, которые принял бы сервер, здесь нет.".to_owned(),
            Self::Stopped => "Остановлено. Чтобы продолжить, повторите ту же команду.".to_owned(),
            Self::Closed => "Запуск закрыт. Откройте его снова и повторите ту же команду.".to_owned(),
            Self::OtherProject => "Этот запуск из другого проекта.".to_owned(),
            Self::Elsewhere => "Эти результаты уже отправляет другая программа.".to_owned(),
            Self::Unknown(Doubt::Launch) => "Неизвестно, создан ли запуск. Найдите его в TestOps: добавьте \
                результаты через --launch или начните заново с --anew."
                .to_owned(),
            Self::Unknown(Doubt::Batch) => "Последние файлы могли дойти частично, поэтому больше ничего не \
                отправлено. Посмотрите запуск в TestOps, прежде чем начинать заново с --anew."
                .to_owned(),
            Self::Unknown(Doubt::Count) => {
                "Всё отправлено, но сервер не сообщает, сколько у него результатов. \
                Чтобы пересчитать, повторите ту же команду."
                    .to_owned()
            }
            Self::Miscounted { sent, counted } => {
                format!("Отправлено результатов: {sent}, в запуске их {counted}. Запуск остался открытым.")
            }
        }
    }
}

/// Names of numbers.
pub(super) struct Heads {
    pub(super) results: &'static str,
    pub(super) retries: &'static str,
    pub(super) attachments: &'static str,
    pub(super) size: &'static str,
    pub(super) orphans: &'static str,
    pub(super) missing: &'static str,
    pub(super) broken: &'static str,
    pub(super) sent: &'static str,
    pub(super) counted: &'static str,
    pub(super) others: &'static str,
    pub(super) resumed: &'static str,
    pub(super) counting: &'static str,
    pub(super) closed: &'static str,
    pub(super) not_closed: &'static str,
}

pub(super) fn heads(language: Language) -> Heads {
    match language {
        Language::En => Heads {
            results: "Results",
            retries: "Of them retries",
            attachments: "Attachments",
            size: "Size, MB",
            orphans: "Files that nobody names; they stay",
            missing: "Attachments that are missing",
            broken: "Broken files; they stay",
            sent: "Sent",
            counted: "The launch has all of them",
            others: "Others add results to this launch too; more than were sent",
            resumed: "Going on where it stopped",
            counting: "All is sent; the server reads it",
            closed: "The launch is closed",
            not_closed: "The launch is open",
        },
        Language::Ru => Heads {
            results: "Результаты",
            retries: "Из них повторы",
            attachments: "Вложения",
            size: "Размер, МБ",
            orphans: "Файлы без ссылок на них, не отправляются",
            missing: "Вложения, которых не хватает",
            broken: "Испорченные файлы, не отправляются",
            sent: "Отправлено",
            counted: "Всё есть в запуске",
            others: "В этот запуск добавляют результаты и другие; сверх отправленных",
            resumed: "Продолжение прерванной отправки",
            counting: "Всё отправлено, сервер разбирает результаты",
            closed: "Запуск закрыт",
            not_closed: "Запуск открыт",
        },
    }
}

pub(super) fn status(status: Status, language: Language) -> &'static str {
    let (english, russian) = match status {
        Status::Passed => ("passed", "прошло"),
        Status::Failed => ("failed", "упало"),
        Status::Broken => ("broken", "сломано"),
        Status::Skipped => ("skipped", "пропущено"),
        Status::Unknown => ("unknown", "без статуса"),
    };
    match language {
        Language::En => english,
        Language::Ru => russian,
    }
}

pub(super) fn missed(why: Missed, language: Language) -> &'static str {
    match (why, language) {
        (Missed::TooLarge, Language::En) => "the server does not take that much",
        (Missed::TooLarge, Language::Ru) => "слишком велик для сервера",
        (Missed::Gone, Language::En) => "cannot be read any more",
        (Missed::Gone, Language::Ru) => "больше не читается",
    }
}
