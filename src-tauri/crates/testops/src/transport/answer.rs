//! What an answer means. Pure: `(status and headers, body, what is due) → data or a kind of error`.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::error::{Error, ErrorKind, ProxyFault, Sent};

/// What a success carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Json,
    /// Whatever there is, is not looked at.
    Nothing,
    /// Is left to be read.
    File(Pages),
}

/// Whether a web page can be the file that was asked for, or only what a gateway says in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pages {
    /// A page is told by its type and by its look.
    Refused,
    /// The look tells nothing: the file may be of any sort, whatever it is called.
    RefusedByType,
    Welcome,
}

pub(super) struct Head {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<Duration>,
    /// The proxy in use, which may have answered in the server's place.
    pub(super) proxy: String,
    /// A plain HTTP proxy stands between, and answers in the server's place when it does not like us.
    pub(super) through_proxy: bool,
    /// What the headers of a 407 say.
    pub(super) proxy_fault: ProxyFault,
}

impl Head {
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn bare(status: u16) -> Self {
        Self {
            status,
            content_type: None,
            location: None,
            retry_after: None,
            proxy: String::new(),
            through_proxy: false,
            proxy_fault: ProxyFault::Credentials,
        }
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn says_html(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| kind.contains("html"))
    }
}

pub(super) fn judge(
    head: &Head,
    body: &[u8],
    due: Due,
    mask: &dyn Fn(&str) -> String,
) -> Result<Value, Error> {
    if !head.is_success() || is_html(head, body) {
        return Err(refused(head, body, mask));
    }
    match due {
        Due::Nothing | Due::File(_) => Ok(Value::Null),
        Due::Json if body.iter().all(u8::is_ascii_whitespace) => {
            Err(Error::new(ErrorKind::EmptyAnswer { status: head.status }, Sent::Maybe))
        }
        Due::Json => serde_json::from_slice(body).map_err(|error| {
            if error.is_eof() {
                return Error::new(ErrorKind::Cut, Sent::Maybe).detailed("the JSON ends early");
            }
            Error::new(ErrorKind::Shape { problem: "no JSON".to_owned() }, Sent::Maybe)
        }),
    }
}

/// What an answer that is no success, or a page, means.
pub(super) fn refused(head: &Head, body: &[u8], mask: &dyn Fn(&str) -> String) -> Error {
    if head.is_success() {
        return Error::new(ErrorKind::Html { status: head.status }, Sent::Maybe);
    }
    let html = is_html(head, body);
    let message = if html { None } else { message(body).map(|text| mask(&text)) };
    refusal(head, html, message)
}

fn refusal(head: &Head, html: bool, message: Option<String>) -> Error {
    let status = head.status;
    let retry_after = head.retry_after;
    let proxy = |fault| ErrorKind::Proxy { fault, proxy: head.proxy.clone() };
    let (kind, sent) = match status {
        300..400 => {
            (ErrorKind::Redirected { status, to: head.location.as_deref().and_then(origin) }, Sent::No)
        }
        401 => (ErrorKind::Unauthorized { message }, Sent::No),
        403 => (ErrorKind::Forbidden { message }, Sent::No),
        407 => (proxy(head.proxy_fault), Sent::No),
        408 => (ErrorKind::Server { status, message, retry_after }, Sent::Maybe),
        429 => (ErrorKind::TooManyRequests { retry_after }, Sent::No),
        502..=504 if head.through_proxy && html => (proxy(ProxyFault::Refused), Sent::Maybe),
        400..500 if html => (ErrorKind::Html { status }, Sent::No),
        404 => (ErrorKind::NotFound { message }, Sent::No),
        409 => (ErrorKind::Conflict { message }, Sent::No),
        400..500 => (ErrorKind::Rejected { status, message }, Sent::No),
        _ if html => (ErrorKind::Html { status }, Sent::Maybe),
        _ => (ErrorKind::Server { status, message, retry_after }, Sent::Maybe),
    };
    Error::new(kind, sent)
}

fn is_html(head: &Head, body: &[u8]) -> bool {
    head.says_html() || body.trim_ascii_start().starts_with(b"<")
}

/// Scheme, host and port; a relative location has none.
fn origin(location: &str) -> Option<String> {
    let url = Url::parse(location).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

/// The server's words: the first that is there of the fields that Spring, OAuth and gateways use, or a plain text.
fn message(body: &[u8]) -> Option<String> {
    const FIELDS: [&str; 6] = ["message", "error_description", "error", "detail", "title", "description"];
    let words = match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => FIELDS
            .iter()
            .find_map(|field| fields.get(*field)?.as_str().filter(|text| !text.trim().is_empty()))
            .map(str::to_owned),
        Ok(Value::String(text)) => Some(text),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) => None,
        Err(_) => Some(String::from_utf8_lossy(body).into_owned()),
    }?;
    let words = words.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn judged(status: u16, body: &str) -> Result<Value, Error> {
        judge(&Head::bare(status), body.as_bytes(), Due::Json, &str::to_owned)
    }

    #[test]
    fn the_server_s_words_are_found_in_the_order_of_the_fields() {
        let words = |body: &str| message(body.as_bytes());
        assert_eq!(words(r#"{"error":"a","message":"b"}"#).as_deref(), Some("b"));
        assert_eq!(words(r#"{"error":"a","error_description":"b"}"#).as_deref(), Some("b"));
        assert_eq!(words(r#"{"message":null,"title":"t"}"#).as_deref(), Some("t"));
        assert_eq!(words(r#"{"message":"  ","detail":"d"}"#).as_deref(), Some("d"));
        assert_eq!(words("plain words\n").as_deref(), Some("plain words"));
        assert_eq!(words(r#"{"status":500}"#), None);
        assert_eq!(words(""), None);
    }

    #[test]
    fn a_page_is_told_by_its_type_or_by_its_look() {
        assert_eq!(
            judged(200, " <!doctype html>").expect_err("a page").kind(),
            &ErrorKind::Html { status: 200 }
        );
        let typed = Head { content_type: Some("text/html;charset=utf-8".into()), ..Head::bare(503) };
        let error = judge(&typed, b"", Due::Nothing, &str::to_owned).expect_err("a page");
        assert_eq!((error.kind(), error.sent()), (&ErrorKind::Html { status: 503 }, Sent::Maybe));
    }

    #[test]
    fn a_refusal_was_not_carried_out_and_trouble_may_have_been() {
        for status in [301, 400, 401, 403, 404, 405, 409, 415, 422, 429] {
            assert_eq!(judged(status, "{}").expect_err("refused").sent(), Sent::No, "{status}");
        }
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(judged(status, "{}").expect_err("trouble").sent(), Sent::Maybe, "{status}");
        }
    }

    #[test]
    fn nothing_cut_and_junk_are_told_apart() {
        assert_eq!(judged(202, " ").expect_err("empty").kind(), &ErrorKind::EmptyAnswer { status: 202 });
        assert_eq!(judged(200, r#"{"a":[1,"#).expect_err("cut").kind(), &ErrorKind::Cut);
        assert!(matches!(judged(200, "{a}").expect_err("junk").kind(), ErrorKind::Shape { .. }));
        assert_eq!(judge(&Head::bare(204), b"", Due::Nothing, &str::to_owned).expect("done"), Value::Null);
    }

    #[test]
    fn a_redirect_tells_only_the_origin() {
        let away =
            Head { location: Some("https://u:secret@other.example/x?token=1".into()), ..Head::bare(302) };
        let error = judge(&away, b"", Due::Json, &str::to_owned).expect_err("redirected");
        assert_eq!(
            error.kind(),
            &ErrorKind::Redirected { status: 302, to: Some("https://other.example".into()) }
        );
    }

    proptest! {
        #[test]
        fn no_answer_breaks_it(status in 100_u16..600, kind in proptest::option::of(".*"), body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let head = Head { content_type: kind, ..Head::bare(status) };
            let _ = judge(&head, &body, Due::Json, &str::to_owned);
        }
    }
}
