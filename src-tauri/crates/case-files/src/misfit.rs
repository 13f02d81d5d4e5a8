use crate::Layout;

/// Why a file cannot be read as a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct Misfit {
    /// Counts from 1; 0 where the file as a whole is meant.
    pub line: usize,
    pub wrong: Wrong,
}

/// Names in it are cut to 100 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    #[error("the file does not begin with a line `---`")]
    NoFrontMatter,
    #[error("the front matter does not end with a line `---`")]
    OpenFrontMatter,
    #[error("this is not YAML: {0}")]
    Yaml(String),
    #[error("keys with values are expected here")]
    NotKeys,
    #[error("anchors and aliases are not read")]
    Alias,
    #[error("tags are not read")]
    Tag,
    #[error("the value of `{0}` is nested too deeply")]
    Nested(String),
    #[error("`{0}` takes one text and no list")]
    List(String),
    #[error("the list `{0}` has more than 10000 items")]
    Items(String),
    #[error("there is no column `{name}`{}", or(nearest.as_deref()))]
    UnknownKey { name: String, nearest: Option<String> },
    #[error("no column has sections `{name}`{}", or(nearest.as_deref()))]
    UnknownSection { name: String, nearest: Option<String> },
    #[error("`{0}` belongs into the front matter")]
    NoSection(String),
    #[error("`{0}` is there twice")]
    Twice(String),
    #[error("this text is in no section")]
    Outside,
    #[error("this line belongs to no step")]
    NoStep,
    #[error("the shape of a column is one of line, items, text and steps")]
    Shape,
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("the columns do not go together: {0}")]
    Columns(String),
    /// The front matter names another id than the file's name, or none.
    #[error("the file is named after another case than `{0}`")]
    OtherId(String),
    /// Such as `007.md`.
    #[error("the name of the file spells the id in another way")]
    Spelling,
    #[error("the file is larger than 4 MB")]
    TooLarge,
    #[error("the file is not UTF-8")]
    NotUtf8,
    #[error("this is a link, a folder or a special file")]
    NotAFile,
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
}

impl Wrong {
    pub(crate) fn at(self, line: usize) -> Misfit {
        Misfit { line, wrong: self }
    }

    pub(crate) fn unknown_key(name: &str, layout: &Layout) -> Self {
        Self::UnknownKey { name: cut(name), nearest: nearest(name, layout, |_| true) }
    }

    pub(crate) fn unknown_section(name: &str, layout: &Layout) -> Self {
        let nearest = nearest(name, layout, |column| layout.shape(column).has_section());
        Self::UnknownSection { name: cut(name), nearest }
    }
}

fn or(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

pub(crate) fn cut(name: &str) -> String {
    name.chars().take(100).collect()
}

/// The column that was likely meant.
fn nearest(name: &str, layout: &Layout, may_be: impl Fn(usize) -> bool) -> Option<String> {
    let name = cut(name).to_lowercase();
    let alike = |other: &str| strsim::normalized_damerau_levenshtein(&name, &other.to_lowercase());
    let columns =
        layout.columns.iter().enumerate().filter(|(at, _)| may_be(*at)).map(|(_, column)| &column.name);
    let (best, likeness) =
        columns.map(|other| (other, alike(other))).max_by(|one, other| one.1.total_cmp(&other.1))?;
    (likeness >= 0.6).then(|| best.clone())
}
