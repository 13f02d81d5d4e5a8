//! What a stack trace tells beside the message: its cause, and where the failure arose.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalize;

/// Code that runs tests, drives browsers or compares values: a failure arises above it.
const FRAMEWORKS: [&str; 36] = [
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "scala.",
    "groovy.",
    "org.codehaus.",
    "org.junit",
    "junit.",
    "org.testng",
    "org.hamcrest",
    "org.assertj",
    "com.google.common.truth",
    "io.kotest",
    "io.restassured",
    "org.openqa",
    "com.codeborne",
    "io.appium",
    "com.microsoft.playwright",
    "io.qameta",
    "org.mockito",
    "org.gradle",
    "org.apache.maven",
    "org.springframework",
    "okhttp3.",
    "NUnit.",
    "Xunit.",
    "System.",
    "Microsoft.",
    "node_modules",
    "node:",
    "site-packages",
    "unittest",
    "_pytest",
];

#[expect(clippy::expect_used, reason = "the pattern is a constant, and every test uses it")]
static FRAME: LazyLock<Regex> = LazyLock::new(|| {
    let parts = [
        // JVM: `at com.shop.Pay.send(Pay.java:17)`, `at app//com.shop…`
        r"^at (?:[\w.@-]*//?)?(?P<jvm>[\w.$<>]+)\([^)]*\)",
        // .NET: `at Shop.Pay.Send(String id) in C:\src\Pay.cs:line 17`
        r"^at (?P<net>[\w.`<>+\[\],]+)\(.*\) in .*:line \d+",
        // JavaScript: `at send (/src/pay.ts:17:3)`, `at /src/pay.ts:17:3`
        r"^at (?:async )?(?P<js>(?:[^()]* )?\(?[^()\s]+:\d+:\d+\)?)",
        // Python: `File "/src/pay.py", line 17, in send`, and pytest's `tests/pay.py:17: AssertionError`
        r#"^File "(?P<py>[^"]+)", line \d+(?:, in (?P<pyfn>\S+))?"#,
        r"^(?P<pytest>[^\s:]+\.py):\d+: ?(?:\w*|in \w+)$",
        // Ruby and Go: `/src/pay.rb:17:in 'send'`, `/src/pay.go:17 +0x1d`
        r"^(?:from )?(?P<ruby>[^\s:]+\.rb):\d+:in",
        r"^(?P<go>/[^\s:]+\.go):\d+",
        // PHP: `#0 /src/Pay.php(17): Pay->send()`
        r"^#\d+ (?P<php>[^\s(]+\.php)\(\d+\)",
    ];
    Regex::new(&parts.join("|")).expect("a pattern")
});

pub(crate) fn is_frame(line: &str) -> bool {
    let begins = line.starts_with("at ")
        || line.starts_with('#')
        || line.starts_with("File \"")
        || line.contains(".rb:");
    begins && FRAME.is_match(line)
}

pub(crate) fn first_line(trace: &str) -> &str {
    let mut lines = trace.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    if first.starts_with("Traceback (most recent call last)") {
        // Python tells what went wrong last.
        return lines.next_back().unwrap_or(first);
    }
    first
}

/// The innermost cause that a JVM or Python names.
pub(crate) fn root_cause(trace: &str) -> Option<&str> {
    trace.lines().rev().find_map(|line| line.trim().strip_prefix("Caused by: "))
}

/// Where the failure arose, outside frameworks; without numbers of lines, which move with every change of the code.
pub(crate) fn place(trace: &str) -> Option<String> {
    let mut python = None;
    for line in trace.lines().map(str::trim) {
        let Some(found) = FRAME.captures(line) else { continue };
        if FRAMEWORKS.iter().any(|known| line.contains(known)) {
            continue;
        }
        if let Some(file) = found.name("py").or_else(|| found.name("pytest")) {
            let function = found.name("pyfn").map_or("", |name| name.as_str());
            python = Some(format!("{} {function}", normalize::line(file.as_str())));
            continue;
        }
        let names = ["jvm", "net", "js", "ruby", "go", "php"];
        let place =
            names.iter().find_map(|name| found.name(name)).map(|place| normalize::line(place.as_str()));
        if place.is_some() {
            return place;
        }
    }
    python
}
