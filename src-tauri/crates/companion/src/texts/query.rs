use super::Texts;
use crate::queries::AqlFault;

impl Texts {
    pub(crate) fn aql_fault(self, fault: AqlFault) -> &'static str {
        match fault {
            AqlFault::OpenText => self.pick("The quote is not closed.", "Кавычка не закрыта."),
            AqlFault::UnknownSign => {
                self.pick("AQL does not know this character.", "В AQL нет такого символа.")
            }
            AqlFault::NoField => self.pick("Enter the name of a field here.", "Здесь нужно имя поля."),
            AqlFault::NoOperator => self.pick(
                "Enter an operator here: =, !=, ~=, >, <, in.",
                "Здесь нужен оператор: =, !=, ~=, >, <, in.",
            ),
            AqlFault::NoValue => self.pick("Enter a value here.", "Здесь нужно значение."),
            AqlFault::OpenBracket => self.pick("The bracket is not closed.", "Скобка не закрыта."),
            AqlFault::NoJoin => {
                self.pick("Join the conditions with “and” or “or”.", "Соедините условия через and или or.")
            }
            AqlFault::TooDeep => {
                self.pick("The brackets are nested too deeply.", "Слишком много вложенных скобок.")
            }
            AqlFault::UnknownField => {
                self.pick("The server does not know this field.", "Сервер не знает такого поля.")
            }
            AqlFault::Refused => {
                self.pick("The server does not accept this query.", "Сервер не принимает этот запрос.")
            }
        }
    }

    /// The header of a file of results.
    pub(crate) fn result_columns(self) -> [&'static str; 8] {
        match self.0 {
            crate::view::Language::En => {
                ["id", "name", "status", "message", "launch_id", "launch", "duration_ms", "date"]
            }
            crate::view::Language::Ru => {
                ["id", "название", "статус", "сообщение", "id запуска", "запуск", "длительность, мс", "дата"]
            }
        }
    }

    pub(crate) fn name_of_query(self, longest: usize) -> String {
        let longest = longest.to_string();
        self.pick("Enter a name of 1 to {n} characters.", "Введите название от 1 до {n} символов.")
            .replace("{n}", &longest)
    }

    pub(crate) fn too_many_to_export(self, most: usize) -> String {
        let most = most.to_string();
        self.pick(
            "The query finds more than {n} results. Narrow it to export them.",
            "Запрос находит больше {n} результатов. Сузьте его, чтобы выгрузить их.",
        )
        .replace("{n}", &most)
    }
}
