use super::safe::one_line;
use super::{Texts, say};

/// Why a choice of tests cannot be launched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unchosen {
    NothingChosen,
    /// Something is chosen, and the server has no test of it.
    NothingFound,
    /// The tree, or a job in place of another.
    TreeOrJobGone,
    /// Not one of the tests has a job that can run it.
    NoJob,
    /// The query is wrong; `words` are the server's.
    Query {
        words: Option<String>,
    },
    PlanGone,
    PlanEmpty,
    /// The run is followed no longer, or has no launch on the server.
    RunGone,
    OtherProject,
    NoneFailed,
    NoneFlaky,
    AllWereRun,
    /// All of a job needs no plan: a framework without one runs everything.
    NoPlanForAll,
}

impl Texts {
    /// A `testplan.json`.
    pub(crate) fn not_written(self, path: &str, error: &std::io::Error) -> String {
        let error = one_line(&error.to_string(), 200);
        say!(self, "{path} cannot be written: {error}", "Не удаётся записать {path}: {error}")
    }

    pub(crate) fn unchosen(self, why: &Unchosen) -> String {
        let words = match why {
            Unchosen::NothingChosen => self.pick(
                "Choose at least one test. A launch without a choice would run all of them.",
                "Выберите хотя бы один тест. Запуск без выбора выполнил бы все тесты.",
            ),
            Unchosen::NothingFound => self.pick(
                "The server has no tests like these any more. Choose others.",
                "Таких тестов на сервере больше нет. Выберите другие.",
            ),
            Unchosen::TreeOrJobGone => self.pick(
                "The tree or a job that was chosen is no longer on the server. Choose again.",
                "Выбранного дерева или джобы больше нет на сервере. Выберите заново.",
            ),
            Unchosen::NoJob => self.pick(
                "No job can run any of these tests. Choose another job for them, or other tests.",
                "Ни одна джоба не может запустить эти тесты. Выберите для них другую джобу или другие тесты.",
            ),
            Unchosen::Query { words: Some(words) } => {
                let words = one_line(words, 300);
                return say!(self, "The query is not valid: {words}", "Запрос составлен неверно: {words}");
            }
            Unchosen::Query { words: None } => {
                self.pick("The query is not valid.", "Запрос составлен неверно.")
            }
            Unchosen::PlanGone => self.pick(
                "The test plan is no longer on the server. Choose another one.",
                "Этого тест-плана больше нет на сервере. Выберите другой.",
            ),
            Unchosen::PlanEmpty => {
                self.pick("The test plan has no test cases.", "В тест-плане нет тест-кейсов.")
            }
            Unchosen::RunGone => self.pick(
                "The run is no longer here, or its launch was deleted. Choose another run.",
                "Этого прогона больше нет, или его запуск удалён. Выберите другой прогон.",
            ),
            Unchosen::OtherProject => self.pick(
                "The run is of another project. Choose one of this project.",
                "Прогон из другого проекта. Выберите прогон этого проекта.",
            ),
            Unchosen::NoneFailed => {
                self.pick("No test of this run failed.", "В этом прогоне нет упавших тестов.")
            }
            Unchosen::NoneFlaky => {
                self.pick("No test of this run is flaky.", "В этом прогоне нет нестабильных тестов.")
            }
            Unchosen::AllWereRun => {
                self.pick("Every test of this run was run.", "В этом прогоне выполнены все тесты.")
            }
            Unchosen::NoPlanForAll => self.pick(
                "All tests need no testplan.json: without one a framework runs everything. Choose tests first.",
                "Для всех тестов testplan.json не нужен: без него фреймворк выполняет всё. Сначала выберите тесты.",
            ),
        };
        words.to_owned()
    }
}
