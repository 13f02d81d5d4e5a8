use table::{Fault, FaultKind, Faults};

use crate::texts::plural::Forms;
use crate::texts::{Texts, say};

const ROWS: Forms = Forms { en: ["row", "rows"], ru: ["строка", "строки", "строк"] };

impl Texts {
    /// What is wrong with a file, each kind once with the line of its first place.
    pub(crate) fn table_faults(self, faults: &Faults) -> Vec<String> {
        faults.first.iter().map(|fault| self.table_fault(fault, faults.ragged)).collect()
    }

    fn table_fault(self, fault: &Fault, ragged: u64) -> String {
        let line = fault.line;
        match &fault.kind {
            FaultKind::UnclosedQuote => say!(
                self,
                "Line {line}: a quote is never closed; all that follows is one cell.",
                "Строка {line}: кавычка не закрыта, всё после неё — одна ячейка."
            ),
            FaultKind::Ragged { expected, found } => {
                let rows = self.count(ragged, &ROWS);
                say!(
                    self,
                    "Line {line}: {found} cells instead of {expected}. In all {rows} of another width.",
                    "Строка {line}: ячеек {found} вместо {expected}. Всего другой ширины: {rows}."
                )
            }
            FaultKind::NotUtf8 => say!(
                self,
                "Line {line}: bytes that are not UTF-8 are shown as �; another encoding can be chosen below.",
                "Строка {line}: байты не в UTF-8 показаны как �; кодировку можно выбрать внизу."
            ),
            FaultKind::Nul => {
                say!(self, "Line {line}: a zero byte.", "Строка {line}: нулевой байт.")
            }
            FaultKind::TooLong => say!(
                self,
                "Line {line}: a row longer than 128 MB; its end is not shown.",
                "Строка {line}: строка длиннее 128 МБ, её конец не показан."
            ),
            FaultKind::TooManyRecords => say!(
                self,
                "Line {line}: more than 4 294 967 295 rows; those after it are not shown.",
                "Строка {line}: больше 4 294 967 295 строк, дальнейшие не показаны."
            ),
            // Only a download is checked for these.
            FaultKind::WrongHeader { .. } | FaultKind::HeaderTooLong | FaultKind::Empty => {
                say!(self, "Line {line}: another header.", "Строка {line}: другой заголовок.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language::{En, Ru};

    #[test]
    fn a_fault_is_told_with_its_line() {
        let ragged = FaultKind::Ragged { expected: 3, found: 2 };
        let first = vec![Fault { kind: ragged, byte: 9, line: 4, record: Some(2) }];
        let faults = Faults { first, ragged: 21 };
        assert_eq!(
            Texts(En).table_faults(&faults),
            ["Line 4: 2 cells instead of 3. In all 21 rows of another width."]
        );
        let said = Texts(Ru).table_faults(&faults);
        assert_eq!(said, ["Строка 4: ячеек 2 вместо 3. Всего другой ширины: 21 строка."]);
    }
}
