//! What failed tests say: messages and traces as a testing team meets them, in the language of the project.

use super::case::Case;
use super::case_texts::text;
use super::run::Verdict;
use crate::dice::Dice;

/// What went wrong, as far as messages tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Status,
    Text,
    Count,
    Invisible,
    Fee,
    Element,
    Connection,
    Slow,
    Property,
}

/// The kind of a failure. The same test always fails alike.
pub(crate) fn kind(case: &Case, verdict: Verdict) -> Option<Kind> {
    if case.sent.is_some() {
        return match verdict {
            Verdict::Failed => Some(Kind::Text),
            Verdict::Broken => Some(Kind::Property),
            Verdict::Passed | Verdict::Skipped | Verdict::Unknown => None,
        };
    }
    let mut dice = Dice::new(&[case.hash, 0xFA11]);
    match verdict {
        Verdict::Passed | Verdict::Unknown | Verdict::Skipped => None,
        Verdict::Failed => {
            Some([Kind::Status, Kind::Text, Kind::Count, Kind::Invisible, Kind::Fee][dice.below(5) as usize])
        }
        Verdict::Broken => {
            Some([Kind::Element, Kind::Connection, Kind::Slow, Kind::Property][dice.below(4) as usize])
        }
    }
}

/// Message and trace of a failed, broken or skipped test. The same test always says much the same.
pub(crate) fn words(case: &Case, verdict: Verdict, run: i64) -> Option<(String, String)> {
    if let Some(sent) = &case.sent {
        let (message, trace) = (sent.step.message.clone(), sent.step.trace.clone());
        let told = message.is_some() || trace.is_some();
        return told.then(|| (message.unwrap_or_default(), trace.unwrap_or_default()));
    }
    let mut dice = Dice::new(&[case.hash, 0xFA11]);
    let number = Dice::new(&[case.hash, run as u64]).below(900) + 100;
    match verdict {
        Verdict::Passed | Verdict::Unknown => None,
        Verdict::Skipped => Some(skipped(case)),
        Verdict::Failed => Some(failed(case, dice.below(5), number)),
        Verdict::Broken => Some(broken(case, dice.below(4), number)),
    }
}

fn skipped(case: &Case) -> (String, String) {
    let message = if case.russian {
        "Тест отключён: ждём исправления WEB-4127"
    } else {
        "Disabled: waits for WEB-4127"
    };
    (
        message.to_owned(),
        format!("org.junit.jupiter.engine.execution.ConditionEvaluator\n\tat {}", case.full_name),
    )
}

fn failed(case: &Case, kind: u64, number: u64) -> (String, String) {
    match kind {
        0 if case.russian => {
            let message = format!(
                "Ожидалось: статус операции «Исполнена», получено: «В обработке» (операция {number})"
            );
            let trace = java("org.opentest4j.AssertionFailedError", &message, case);
            (message, trace)
        }
        0 => {
            let message = format!("expected: <200> but was: <{}>", 400 + number % 30);
            let trace = java("org.opentest4j.AssertionFailedError", &message, case);
            (message, trace)
        }
        1 => {
            let message = format!(
                "Element should have text '{}' {{.notification__title}}\nActual value: ''\nTimeout: 4 s.",
                case.story
            );
            let trace = java("com.codeborne.selenide.ex.ElementShould", &message, case);
            (message, trace)
        }
        2 => {
            let message =
                format!("AssertionError: assert {number} == {}\n +  where {number} = len(rows)", number + 1);
            let trace = python(&message, case);
            (message, trace)
        }
        3 => {
            let message = format!(
                "expect(locator).toBeVisible() failed\n\nLocator: getByRole('button', {{ name: '{}' }})\nExpected: visible\nReceived: hidden\nTimeout: 5000ms",
                case.feature
            );
            let trace = javascript(&message, case);
            (message, trace)
        }
        _ if case.russian => {
            let message = format!("Сумма комиссии не совпала: ожидалось 0,00 ₽, получено {number},50 ₽");
            let trace = java("java.lang.AssertionError", &message, case);
            (message, trace)
        }
        _ => {
            let message =
                format!("JSON path data.amount doesn't match.\nExpected: <{number}>\n  Actual: null");
            let trace = java("java.lang.AssertionError", &message, case);
            (message, trace)
        }
    }
}

fn broken(case: &Case, kind: u64, number: u64) -> (String, String) {
    let (class, message) = match kind {
        0 => (
            "org.openqa.selenium.NoSuchElementException",
            format!(
                "no such element: Unable to locate element: {{\"method\":\"css selector\",\"selector\":\"[data-test-id='row-{number}']\"}}"
            ),
        ),
        1 if case.russian => (
            "java.net.ConnectException",
            "Не удалось подключиться к стенду: Connection refused (stage-2:8443)".to_owned(),
        ),
        1 => (
            "java.net.ConnectException",
            "Connection refused: stage-2.example.test/10.0.4.17:8443".to_owned(),
        ),
        2 => ("java.net.SocketTimeoutException", "Read timed out after 30000 ms".to_owned()),
        _ => {
            let message = format!("TypeError: Cannot read properties of undefined (reading 'id{number}')");
            let trace = javascript(&message, case);
            return (message, trace);
        }
    };
    (message.clone(), java(class, &message, case))
}

fn java(class: &str, message: &str, case: &Case) -> String {
    let line = case.hash % 300 + 20;
    format!(
        "{class}: {message}\n\tat {}(Case.java:{line})\n\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)\n\tat org.junit.platform.engine.support.hierarchical.NodeTestTask.execute(NodeTestTask.java:151)\n\tat java.base/java.util.concurrent.ForkJoinTask.doExec(ForkJoinTask.java:387)",
        case.full_name
    )
}

fn python(message: &str, case: &Case) -> String {
    let line = case.hash % 200 + 10;
    let file = text(|out| case.outline.write_value(-5, out)).replace('.', "/");
    format!(
        "Traceback (most recent call last):\n  File \"/app/tests/{file}/test_case.py\", line {line}, in test_case\n    assert actual == expected\n{message}"
    )
}

fn javascript(message: &str, case: &Case) -> String {
    let line = case.hash % 200 + 10;
    format!(
        "Error: {message}\n    at /builds/e2e/{}.spec.ts:{line}:31\n    at processTicksAndRejections (node:internal/process/task_queues:105:5)",
        text(|out| case.outline.write_value(-5, out)).replace('.', "/")
    )
}
