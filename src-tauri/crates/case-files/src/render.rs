use crate::layout::{Layout, Shape, id};
use crate::scalar::scalar;
use crate::sections;
use crate::yaml::MOST_ITEMS;

/// The file of a case. Cells are in the layout's order; those that are missing are empty.
pub fn render(layout: &Layout, cells: &[String]) -> String {
    let mut front = String::new();
    let mut body = String::new();
    for column in layout.order() {
        let name = &layout.columns[column].name;
        let Some(cell) = cells.get(column).filter(|cell| !cell.is_empty()) else { continue };
        let section = match layout.shape(column) {
            shape @ (Shape::Text | Shape::Steps) if sections::can_head(name) => sections::write(shape, cell),
            Shape::Text | Shape::Steps | Shape::Line => None,
            Shape::Items if cell.split(", ").nth(MOST_ITEMS).is_some() => None,
            Shape::Items => {
                let items = cell.split(", ").map(|item| format!("  - {}\n", scalar(item)));
                front.extend([format!("{}:\n", scalar(name))].into_iter().chain(items));
                continue;
            }
        };
        if let Some(text) = section {
            body.extend(["\n## ", name, "\n\n", &text, "\n"]);
            continue;
        }
        let is_id = *name == layout.id && id(cell).is_some();
        let value = if is_id { cell.clone() } else { scalar(cell) };
        front.extend([&scalar(name), ": ", &value, "\n"]);
    }
    let title = layout.at(&layout.name).and_then(|column| cells.get(column)).map(|name| in_a_line(name));
    let title = title.filter(|title| !title.is_empty()).map(|title| format!("\n# {title}\n"));
    format!("---\n{front}---\n{}{body}", title.unwrap_or_default())
}

fn in_a_line(name: &str) -> String {
    let words: Vec<&str> = name.split(|sign: char| sign.is_whitespace() || sign.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
