use serde::Deserialize;

use super::open_word::open_word;
use crate::lenient;

/// Who the token belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Account {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub username: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub email: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub first_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub last_name: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub authorities: Vec<String>,
}

impl Account {
    /// "First Last" where given, else the user name, else the mail address.
    pub fn shown_name(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.first_name, &self.last_name]
            .into_iter()
            .filter_map(|part| part.as_deref().map(str::trim))
            .filter(|part| !part.is_empty())
            .collect();
        if parts.is_empty() {
            self.username.clone().or_else(|| self.email.clone())
        } else {
            Some(parts.join(" "))
        }
    }
}

open_word! {
    /// What the token's owner may do in a project.
    Permission {
        Read = "project:read",
        /// Launching, closing, rerunning.
        Write = "project:write",
        Comment = "project:comment",
        Configure = "project:configure",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_shown_is_the_best_that_is_there() {
        let whole =
            Account {
                first_name: Some("Анна".into()), last_name: Some("К.".into()), ..Account::default()
            };
        assert_eq!(whole.shown_name().as_deref(), Some("Анна К."));
        let bare =
            Account { username: Some("anna".into()), first_name: Some(" ".into()), ..Account::default() };
        assert_eq!(bare.shown_name().as_deref(), Some("anna"));
        assert_eq!(Account::default().shown_name(), None);
    }
}
