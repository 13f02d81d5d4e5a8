//! What the page says, in English and Russian.

use companion::view::{AttemptOutcome, Language, Phase, PlanState};

pub(super) struct Words(pub(super) Language);

macro_rules! words {
    ($($name:ident: $en:literal, $ru:literal;)*) => {
        impl Words {
            $(pub(super) fn $name(&self) -> &'static str {
                match self.0 {
                    Language::En => $en,
                    Language::Ru => $ru,
                }
            })*
        }
    };
}

words! {
    tag: "en", "ru";
    server: "Server", "Сервер";
    stands_by: "This agent stands by.", "Этот агент в резерве.";
    leader: "In charge is", "Работу ведёт";
    stood_down: "A newer version has taken over the database. This agent can be ended.", "Базой данных уже пользуется более новая версия. Этот агент можно остановить.";
    cut_off: "The database does not answer.", "База данных не отвечает.";
    bot: "Telegram bot", "Telegram-бот";
    problems: "Problems", "Проблемы";
    no_problems: "Nothing waits for a person.", "Ничто не ждёт вмешательства.";
    plans: "Export plans", "Планы экспорта";
    no_plans: "There are no plans. “plan apply” makes them.", "Планов нет. Их создаёт команда «plan apply».";
    plan: "Plan", "План";
    when: "When", "Когда";
    next: "Next", "Следующий";
    last: "Last", "Последний";
    state: "State", "Состояние";
    files: "Files", "Файлы";
    no_files: "No file was exported yet.", "Пока ни одного файла.";
    file: "File", "Файл";
    written: "Written", "Записан";
    rows: "Rows", "Строки";
    size: "Size", "Размер";
    bucket: "Bucket", "Бакет";
    in_bucket: "stored", "сохранено";
    not_in_bucket: "waiting", "ждут";
    overwrites: "The store puts over objects without a word; files have keys of their own.",
        "Хранилище молча перезаписывает объекты; у файлов свои ключи.";
    gone: "no longer there", "файла уже нет";
    runs: "Open runs", "Текущие запуски";
    no_runs: "Nothing runs.", "Ничего не запущено.";
    run: "Run", "Запуск";
    project: "Project", "Проект";
    results: "Passed, failed, broken", "Успешно, упало, сломано";
    idle: "waits for its time", "ждёт своего времени";
    paused: "paused", "приостановлен";
    running: "exports", "выгружается";
    retrying: "will be tried again", "будет повторён";
    waiting: "cannot begin", "не может начаться";
    asking: "missed its time", "пропустил срок";
    done: "done", "выгружен";
    failed: "failed", "не удался";
    cancelled: "cancelled", "отменён";
    interrupted: "interrupted", "прерван";
    missed: "missed", "пропущен";
    skipped: "skipped", "пропущен по просьбе";
    off: "off", "выключен";
    starting: "starting", "запускается";
    polling: "answers", "отвечает";
    stopping: "stopping", "останавливается";
    not_connected: "not connected", "не подключён";
    connecting: "connecting", "подключается";
    as_of: "answered at", "отвечал в";
    scheduled: "scheduled", "ждёт CI";
    unknown: "not known whether it was launched", "неизвестно, запущен ли";
    read_only: "This page shows and changes nothing.", "Эта страница только показывает.";
}

impl Words {
    pub(super) fn plan_state(&self, state: &PlanState, is_paused: bool) -> &'static str {
        match state {
            PlanState::Idle if is_paused => self.paused(),
            PlanState::Idle => self.idle(),
            PlanState::Running { .. } => self.running(),
            PlanState::Retrying { .. } => self.retrying(),
            PlanState::Waiting { .. } => self.waiting(),
            PlanState::Asking { .. } => self.asking(),
        }
    }

    pub(super) fn attempt(&self, outcome: AttemptOutcome) -> &'static str {
        match outcome {
            AttemptOutcome::Running => self.running(),
            AttemptOutcome::Done => self.done(),
            AttemptOutcome::Failed => self.failed(),
            AttemptOutcome::Cancelled => self.cancelled(),
            AttemptOutcome::Interrupted => self.interrupted(),
            AttemptOutcome::Missed => self.missed(),
            AttemptOutcome::Skipped => self.skipped(),
        }
    }

    pub(super) fn phase(&self, phase: Phase) -> &'static str {
        match (phase, self.0) {
            (Phase::Pending | Phase::Asked | Phase::Scheduled, _) => self.scheduled(),
            (Phase::Checking | Phase::Unknown, _) => self.unknown(),
            (Phase::Running, Language::En) => "runs",
            (Phase::Running, Language::Ru) => "идёт",
            (Phase::Finished, Language::En) => "over",
            (Phase::Finished, Language::Ru) => "завершён",
        }
    }
}
