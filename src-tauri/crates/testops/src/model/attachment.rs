use serde::Deserialize;

use crate::lenient;

/// A file that a test left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Row")]
pub struct Attachment {
    pub id: i64,
    /// Where its content is kept.
    pub owner: AttachmentOwner,
    pub name: String,
    /// What it was said to be, which need not be true.
    pub content_type: Option<String>,
    /// Bytes.
    pub content_length: Option<u64>,
    /// The content is gone, or never came.
    pub missed: bool,
}

/// What an attachment hangs on. Each owner keeps its contents under a path of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum AttachmentOwner {
    #[default]
    TestResult,
    TestCase,
    FixtureResult,
    SharedStep,
    Launch,
    /// A word that this client does not know; contents are asked for as a test result's.
    Other(String),
}

impl AttachmentOwner {
    /// Servers say `test_fixture_result`, or the name of their own type for it.
    fn from_word(word: String) -> Self {
        let bare: String =
            word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
        match bare.trim_end_matches("dto").trim_end_matches("row").trim_end_matches("attachment") {
            "testresult" => Self::TestResult,
            "testcase" => Self::TestCase,
            "testfixtureresult" | "fixtureresult" => Self::FixtureResult,
            "sharedstep" => Self::SharedStep,
            "launch" => Self::Launch,
            _ => Self::Other(word),
        }
    }

    /// The folder of its attachments in the API.
    pub(crate) fn folder(&self) -> &'static str {
        match self {
            Self::TestResult | Self::Other(_) => "testresult",
            Self::TestCase => "testcase",
            Self::FixtureResult => "testfixtureresult",
            Self::SharedStep => "sharedstep",
            Self::Launch => "launch",
        }
    }
}

impl Attachment {
    /// It says that it is a web page, so that a page is not taken for a gateway's.
    pub fn says_page(&self) -> bool {
        let kind = self.content_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        let name = self.name.to_ascii_lowercase();
        kind.contains("html") || [".html", ".htm", ".xhtml"].iter().any(|end| name.ends_with(end))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(deserialize_with = "lenient::id")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    entity: Option<String>,
    #[serde(default, deserialize_with = "lenient::string")]
    name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    content_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    content_length: Option<i64>,
    #[serde(default, deserialize_with = "lenient::is")]
    missed: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    from_test_case: bool,
}

impl From<Row> for Attachment {
    fn from(row: Row) -> Self {
        let owner = match row.entity {
            Some(word) => AttachmentOwner::from_word(word),
            None if row.from_test_case => AttachmentOwner::TestCase,
            None => AttachmentOwner::TestResult,
        };
        Self {
            id: row.id,
            owner,
            name: row.name,
            content_type: row.content_type,
            content_length: row.content_length.and_then(|length| u64::try_from(length).ok()),
            missed: row.missed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_read_from_words_and_from_type_names() {
        for (word, owner) in [
            ("test_result", AttachmentOwner::TestResult),
            ("TestResultAttachmentRowDto", AttachmentOwner::TestResult),
            ("TEST_FIXTURE_RESULT", AttachmentOwner::FixtureResult),
            ("TestFixtureResultAttachmentRowDto", AttachmentOwner::FixtureResult),
            ("TestCaseAttachmentRowDto", AttachmentOwner::TestCase),
            ("launch", AttachmentOwner::Launch),
            ("comment", AttachmentOwner::Other("comment".into())),
        ] {
            assert_eq!(AttachmentOwner::from_word(word.into()), owner, "{word}");
        }
    }
}
