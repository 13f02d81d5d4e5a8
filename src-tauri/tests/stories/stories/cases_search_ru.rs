//! A Russian word finds test cases that have it in another form, while it is typed and with ё for е.

use super::exporting;
use super::grid::grouped;
use super::restoring;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, _, file) = restoring::copied(world).await?;
    let rows = exporting::whole(&file)?.1;
    let begins = |cell: &String| {
        cell.to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|word| word.starts_with("перевод"))
    };
    let with = rows.iter().filter(|row| row.iter().any(begins)).count();
    ensure!(with > 0 && with < rows.len(), "{with} of {} are about transfers", rows.len());
    window.click("link", "Test cases").await?;
    window.sees(&format!("{} test cases", grouped(rows.len()))).await?;
    for typed in ["перевод", "переводы", "Переводами", "перево"] {
        window.fill("Search test cases", typed).await?;
        window.sees(&format!("{} test case", grouped(with))).await?;
    }
    window.fill("Search test cases", "несуществующее").await?;
    window.sees("Nothing found").await
}
