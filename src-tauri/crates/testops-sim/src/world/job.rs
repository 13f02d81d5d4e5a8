//! Projects and the jobs that link them to CI servers: some forty, of every CI type the product knows well.

use super::case::PER_PROJECT;
use super::stock::Stock;
use super::words::{THEMES, Theme};
use crate::dice::mix;

#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) abbr: String,
    pub(crate) description: String,
    pub(crate) public: bool,
    pub(crate) favorite: bool,
    pub(crate) permissions: Vec<String>,
    /// Which of the products it is (its test cases); projects added by the control door borrow one.
    pub(crate) theme: usize,
    pub(crate) stock: Stock,
    pub(crate) created: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) url: String,
    pub(crate) external_id: String,
    pub(crate) can_run: bool,
    pub(crate) parameters: Vec<Parameter>,
    /// Its tests: a slice of the project's automated test cases.
    pub(crate) first_test: usize,
    pub(crate) tests: usize,
    /// Whether its launches are closed as soon as their job runs end.
    pub(crate) autoclose: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) value: String,
}

pub(crate) const PERMISSIONS: [&str; 4] =
    ["project:read", "project:write", "project:comment", "project:configure"];
pub(crate) const KINDS: [&str; 8] =
    ["jenkins", "gitlab", "github", "teamcity", "bamboo", "azure", "circleci", "custom"];
const FIRST_JOB: i64 = 301;
const FIRST_PARAMETER: i64 = 7_001;
/// 2023-06-01T09:00:00Z.
pub(super) const FIRST_PROJECT: i64 = 1_685_610_000_000;

/// Name in Russian, name in English, parameters.
type Template = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const TEMPLATES: [Template; 7] = [
    (
        "Регресс UI",
        "UI regression",
        &[
            ("BRANCH", "main"),
            ("STAND", "stage-1"),
            ("BROWSER", "chrome"),
            ("BROWSER_VERSION", "128.0"),
            ("THREADS", "4"),
            ("SUITE_TAGS", ""),
        ],
    ),
    (
        "Смоук",
        "Smoke",
        &[("branch", "develop"), ("stand_url", "https://stage-2.example.test"), ("browser", "firefox")],
    ),
    (
        "Контракты API",
        "API contracts",
        &[
            ("ref", "refs/heads/main"),
            ("BASE_URL", "https://api.stage.example.test"),
            ("LOG_LEVEL", "info"),
            ("EXTRA_ARGS", ""),
        ],
    ),
    (
        "Ночной прогон",
        "Nightly",
        &[
            ("env.STAND", "Стенд №2 (интеграция)"),
            ("env.LANGUAGE", "русский"),
            ("RETRY_COUNT", "1"),
            ("notify_chat", ""),
        ],
    ),
    (
        "Мобильные устройства",
        "Device farm",
        &[("DEVICE", "Pixel 8"), ("OS_VERSION", "15"), ("APP_BUILD", "latest"), ("__internal_flag", "false")],
    ),
    (
        "Приёмка релиза",
        "Release acceptance",
        &[("RELEASE", "2026.4"), ("STAND", "preprod"), ("BROWSER", "chrome"), ("Комментарий", "")],
    ),
    ("Проверка данных", "Data checks", &[("DATE_FROM", ""), ("DATE_TO", ""), ("DRY_RUN", "true")]),
];

/// The six projects of the seed, the first of which holds so many test cases.
pub(crate) fn projects(cases: usize) -> Vec<Project> {
    let project = |(number, theme): (usize, &Theme)| Project {
        id: theme.id,
        name: theme.name.to_owned(),
        abbr: theme.abbr.to_owned(),
        description: theme.description.to_owned(),
        public: number % 2 == 1,
        favorite: number < 2,
        permissions: PERMISSIONS
            .iter()
            .filter(|p| number != 5 || matches!(**p, "project:read" | "project:comment"))
            .map(|p| (*p).to_owned())
            .collect(),
        theme: number,
        stock: Stock::of_theme(number, if number == 0 { cases } else { PER_PROJECT }),
        created: FIRST_PROJECT + number as i64 * 86_400_000 * 17,
    };
    THEMES.iter().enumerate().map(project).collect()
}

/// The jobs of the seed's projects: seven each. One has no parameters, one cannot run.
pub(crate) fn jobs(seed: u64) -> Vec<Job> {
    let mut parameter_id = FIRST_PARAMETER;
    let mut jobs = Vec::new();
    for (number, theme) in THEMES.iter().enumerate() {
        for (nth, (russian, english, parameters)) in TEMPLATES.iter().enumerate() {
            let id = FIRST_JOB + jobs.len() as i64;
            let kind = KINDS[(number * 3 + nth) % KINDS.len()];
            let spread = mix(&[seed, 0x10B, id as u64]);
            let without = (number, nth) == (1, 6);
            let parameters = if without { &[] } else { *parameters };
            let parameters = parameters.iter().map(|(name, value)| {
                parameter_id += 1;
                Parameter { id: parameter_id, name: (*name).to_owned(), value: (*value).to_owned() }
            });
            jobs.push(Job {
                id,
                project: theme.id,
                name: format!("{} · {}", if theme.russian { russian } else { english }, theme.abbr),
                kind,
                url: format!("https://{kind}.example.test/job/{id}"),
                external_id: format!("{}/{id}", theme.package),
                can_run: (number, nth) != (2, 6),
                parameters: parameters.collect(),
                first_test: nth * 200,
                tests: [140, 24, 60, 180, 45, 90, 12][nth] + (spread % 11) as usize,
                autoclose: spread & 0b110 == 0b110,
            });
        }
    }
    jobs
}
