//! Every key of the configuration.

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    /// Texts and numbers; separated by commas in the environment.
    List,
    /// Only from the environment or from a file that `<key>_file` names.
    Secret,
}

pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// What the exporter and the bot that ran before called it, the most telling first.
    pub(crate) before: &'static [&'static str],
}

const fn key(name: &'static str, kind: Kind, before: &'static [&'static str]) -> Key {
    Key { name, kind, before }
}

pub(crate) static KEYS: [Key; 53] = [
    key("data_dir", Kind::Text, &[]),
    key("exports_dir", Kind::Text, &["EXPORT_PATH"]),
    key("plans_file", Kind::Text, &[]),
    key("language", Kind::Text, &[]),
    key("database.url", Kind::Text, &[]),
    key("database.password", Kind::Secret, &[]),
    key("database.password_file", Kind::Text, &[]),
    key("database.lease_seconds", Kind::Number, &[]),
    key("zone", Kind::Text, &[]),
    key(
        "testops.url",
        Kind::Text,
        &["TESTOPS_URL", "TESTOPS_BASE_URL", "ALLURE_ENDPOINT", "TESTOPS_API_BASE"],
    ),
    key("testops.token", Kind::Secret, &["TESTOPS_TOKEN", "USER_TOKEN", "ALLURE_TOKEN"]),
    key("testops.token_file", Kind::Text, &[]),
    key("testops.ca_file", Kind::Text, &[]),
    key("testops.proxy", Kind::Text, &[]),
    key("testops.proxy_password", Kind::Secret, &[]),
    key("testops.proxy_password_file", Kind::Text, &[]),
    key("telegram.token", Kind::Secret, &["TELEGRAM_BOT_TOKEN"]),
    key("telegram.token_file", Kind::Text, &[]),
    key("telegram.base_url", Kind::Text, &[]),
    key("telegram.proxy", Kind::Text, &[]),
    key("telegram.proxy_password", Kind::Secret, &[]),
    key("telegram.proxy_password_file", Kind::Text, &[]),
    key("telegram.admins", Kind::List, &[]),
    key("telegram.users", Kind::List, &["OWNER_USERNAME"]),
    key("webhook.url", Kind::Secret, &[]),
    key("webhook.url_file", Kind::Text, &[]),
    key("webhook.secret", Kind::Secret, &[]),
    key("webhook.secret_file", Kind::Text, &[]),
    key("s3.endpoint", Kind::Text, &[]),
    key("s3.region", Kind::Text, &["AWS_REGION", "AWS_DEFAULT_REGION"]),
    key("s3.bucket", Kind::Text, &[]),
    key("s3.prefix", Kind::Text, &[]),
    key("s3.style", Kind::Text, &[]),
    key("s3.key_id", Kind::Text, &["AWS_ACCESS_KEY_ID"]),
    key("s3.secret", Kind::Secret, &["AWS_SECRET_ACCESS_KEY"]),
    key("s3.secret_file", Kind::Text, &[]),
    key("s3.role", Kind::Text, &["AWS_ROLE_ARN"]),
    key("s3.role_token_file", Kind::Text, &["AWS_WEB_IDENTITY_TOKEN_FILE"]),
    key("s3.sts", Kind::Text, &[]),
    key("s3.ca_file", Kind::Text, &[]),
    key("s3.proxy", Kind::Text, &[]),
    key("s3.proxy_password", Kind::Secret, &[]),
    key("s3.proxy_password_file", Kind::Text, &[]),
    key("s3.keep_here_days", Kind::Number, &[]),
    key("http.listen", Kind::Text, &[]),
    key("http.token", Kind::Secret, &[]),
    key("http.token_file", Kind::Text, &[]),
    key("http.user_header", Kind::Text, &[]),
    key("watch.seconds", Kind::Number, &[]),
    key("watch.idle_seconds", Kind::Number, &[]),
    key("watch.request_budget", Kind::Number, &[]),
    key("watch.timeout_hours", Kind::Number, &[]),
    key("watch.keep_runs_days", Kind::Number, &[]),
];

/// Before the name of a key in the environment.
pub(crate) const PREFIX: &str = "TESTOPS_AGENT_";

impl Key {
    /// `TESTOPS_AGENT_TESTOPS_TOKEN` for `testops.token`.
    pub(crate) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('.', "_").to_uppercase())
    }
}

pub(crate) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_can_come_from_a_file_and_no_two_keys_share_a_variable() {
        for key in KEYS.iter().filter(|key| key.kind == Kind::Secret) {
            assert!(find(&format!("{}_file", key.name)).is_some(), "{}", key.name);
        }
        let variables: std::collections::HashSet<_> = KEYS.iter().map(Key::variable).collect();
        assert_eq!(variables.len(), KEYS.len());
    }
}
