//! A bucket as it was typed: what is wrong with it, and what is kept of it.

use std::path::Path;

use secrecy::SecretString;

use super::Kept;
use super::place::address;
use crate::connection::address::{proxy as proxy_address, stored};
use crate::connection::draft::{certificate_fault, given};
use crate::texts::{Fault, Texts};
use crate::view::{BucketDraft, BucketKeys, BucketPlace, FieldFault};

/// A draft that can be kept.
pub(super) struct Ready {
    pub(super) place: BucketPlace,
    pub(super) secret: Secret,
    pub(super) proxy_password: Secret,
}

pub(super) enum Secret {
    Keep,
    Set(SecretString),
    Forget,
}

pub(super) async fn check(
    draft: &BucketDraft,
    old: Option<&Kept>,
    texts: Texts,
) -> Result<Ready, Vec<FieldFault>> {
    let typed = tidy(&draft.place);
    let ca_fault = match &typed.ca_file {
        Some(path) => certificate_fault(path).await,
        None => None,
    };
    let mut faults = Vec::new();
    let mut fault = |field: &str, fault: Fault<'_>| {
        faults.push(FieldFault { field: field.to_owned(), message: texts.fault(fault) });
    };
    if let Some(wrong) = typed.endpoint.as_deref().and_then(url_fault) {
        fault("endpoint", wrong);
    }
    if let Some(wrong) = bucket_fault(&typed.bucket) {
        fault("bucket", wrong);
    }
    if typed.prefix.split('/').any(|part| part == "." || part == "..")
        || typed.prefix.contains("//")
        || typed.prefix.contains(char::is_control)
    {
        fault("prefix", Fault::NotPrefix);
    }
    match &typed.keys {
        BucketKeys::Fixed { id } if id.is_empty() => fault("key_id", Fault::Empty),
        BucketKeys::Fixed { .. } => {}
        BucketKeys::WebIdentity { token_file, role, sts } => {
            if !Path::new(token_file).is_absolute() {
                fault("token_file", Fault::FileMissing { path: token_file });
            }
            if role.is_empty() {
                fault("role", Fault::Empty);
            }
            if let Some(wrong) = sts.as_deref().and_then(url_fault) {
                fault("sts", wrong);
            }
        }
    }
    if let Some(wrong) = ca_fault {
        fault("ca_file", wrong);
    }
    let proxy = typed.proxy.as_deref().map(proxy_address);
    if let Some(Err(wrong)) = &proxy {
        fault("proxy", *wrong);
    }
    if typed.keep_here_days.is_some_and(|days| !(1..=3_650).contains(&days)) {
        fault("keep_here_days", Fault::OutOfRange { min: 1, max: 3_650 });
    }
    let secret = match (&typed.keys, given(draft.secret.as_deref())) {
        (BucketKeys::WebIdentity { .. }, _) => Secret::Forget,
        (BucketKeys::Fixed { .. }, Some(secret)) => Secret::Set(secret),
        // A secret belongs to its key, and to the store for which it was given.
        (BucketKeys::Fixed { .. }, None)
            if old.is_some_and(|old| old.secret_set && is_same(&old.place, &typed)) =>
        {
            Secret::Keep
        }
        (BucketKeys::Fixed { .. }, None) => {
            fault("secret", Fault::SecretAgain);
            Secret::Forget
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut proxy = proxy.and_then(Result::ok);
    let in_url =
        proxy.as_ref().and_then(|url| url.password().map(|text| SecretString::from(text.to_owned())));
    if let Some(proxy) = &mut proxy {
        // The password goes to the keyring; what is stored and shown has none.
        let _ = proxy.set_password(None);
    }
    let proxy = proxy.as_ref().map(stored);
    let proxy_password = match given(draft.proxy_password.as_deref()).or(in_url) {
        _ if proxy.is_none() => Secret::Forget,
        Some(password) => Secret::Set(password),
        None if old.is_some_and(|old| old.proxy_password_set && old.place.proxy == proxy) => Secret::Keep,
        None => Secret::Forget,
    };
    Ok(Ready { place: BucketPlace { proxy, ..typed }, secret, proxy_password })
}

/// Without what is empty, and without spaces and slashes at the ends.
fn tidy(place: &BucketPlace) -> BucketPlace {
    let some = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let keys = match &place.keys {
        BucketKeys::Fixed { id } => BucketKeys::Fixed { id: id.trim().to_owned() },
        BucketKeys::WebIdentity { token_file, role, sts } => BucketKeys::WebIdentity {
            token_file: token_file.trim().to_owned(),
            role: role.trim().to_owned(),
            sts: some(sts),
        },
    };
    BucketPlace {
        endpoint: some(&place.endpoint).map(|endpoint| endpoint.trim_end_matches('/').to_owned()),
        region: some(&place.region),
        bucket: place.bucket.trim().to_owned(),
        prefix: place.prefix.trim().trim_matches('/').to_owned(),
        path_style: place.path_style,
        keys,
        ca_file: some(&place.ca_file),
        proxy: some(&place.proxy),
        keep_here_days: place.keep_here_days,
    }
}

fn url_fault(text: &str) -> Option<Fault<'static>> {
    let Ok(url) = url::Url::parse(text) else { return Some(Fault::NotUrl) };
    if !matches!(url.scheme(), "http" | "https") {
        return Some(Fault::UrlScheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(Fault::UrlCredentials);
    }
    if url.host_str().is_none_or(str::is_empty) { Some(Fault::NotUrl) } else { None }
}

/// As S3 names buckets, and a little more: other stores know longer names and capitals.
fn bucket_fault(name: &str) -> Option<Fault<'static>> {
    if name.is_empty() {
        return Some(Fault::Empty);
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fits = name.len() <= 255 && name.bytes().all(is_part) && !name.starts_with('.');
    if fits { None } else { Some(Fault::NotBucket) }
}

fn is_same(old: &BucketPlace, new: &BucketPlace) -> bool {
    let store = |place: &BucketPlace| {
        address(&BucketPlace { bucket: String::new(), prefix: String::new(), ..place.clone() })
    };
    old.keys == new.keys && store(old) == store(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language;

    fn draft(change: impl FnOnce(&mut BucketPlace)) -> BucketDraft {
        let mut place = BucketPlace {
            endpoint: Some(" https://s3.example.com/ ".to_owned()),
            bucket: "exports".to_owned(),
            prefix: "/team a/".to_owned(),
            path_style: true,
            keys: BucketKeys::Fixed { id: "AKIA".to_owned() },
            ..BucketPlace::default()
        };
        change(&mut place);
        BucketDraft { place, secret: Some("s".to_owned()), proxy_password: None }
    }

    async fn fields(draft: &BucketDraft, old: Option<&Kept>) -> Vec<String> {
        let checked = check(draft, old, Texts(Language::En)).await;
        checked.err().unwrap_or_default().into_iter().map(|fault| fault.field).collect()
    }

    #[tokio::test]
    async fn a_place_is_kept_tidy() {
        let Ok(ready) = check(&draft(|_| {}), None, Texts(Language::En)).await else { panic!("it fits") };
        assert_eq!(ready.place.endpoint.as_deref(), Some("https://s3.example.com"));
        assert_eq!(ready.place.prefix, "team a");
        assert!(matches!(ready.secret, Secret::Set(_)));
        assert!(matches!(ready.proxy_password, Secret::Forget));
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_by_field() {
        let wrong = draft(|place| {
            place.endpoint = Some("s3.example.com".to_owned());
            place.bucket = "a b".to_owned();
            place.prefix = "a/../b".to_owned();
            place.keys = BucketKeys::Fixed { id: " ".to_owned() };
            place.ca_file = Some("/nowhere.pem".to_owned());
            place.proxy = Some("ftp://x".to_owned());
            place.keep_here_days = Some(0);
        });
        let all = ["endpoint", "bucket", "prefix", "key_id", "ca_file", "proxy", "keep_here_days"];
        assert_eq!(fields(&wrong, None).await, all);
        let role = draft(|place| {
            let (token_file, role, sts) = ("token".to_owned(), String::new(), Some("x".to_owned()));
            place.keys = BucketKeys::WebIdentity { token_file, role, sts };
        });
        assert_eq!(fields(&role, None).await, ["token_file", "role", "sts"]);
    }

    #[tokio::test]
    async fn a_secret_stays_with_its_key_and_its_store() {
        let Ok(ready) = check(&draft(|_| {}), None, Texts(Language::En)).await else { panic!("it fits") };
        let old = Kept { place: ready.place, secret_set: true, proxy_password_set: false };
        let without = |change: &dyn Fn(&mut BucketPlace)| BucketDraft { secret: None, ..draft(change) };
        assert!(fields(&without(&|place| place.bucket = "other".to_owned()), Some(&old)).await.is_empty());
        let elsewhere = without(&|place| place.endpoint = Some("https://other.example.com".to_owned()));
        assert_eq!(fields(&elsewhere, Some(&old)).await, ["secret"]);
        let other = without(&|place| place.keys = BucketKeys::Fixed { id: "AKIB".to_owned() });
        assert_eq!(fields(&other, Some(&old)).await, ["secret"]);
        assert_eq!(fields(&without(&|_| {}), None).await, ["secret"]);
    }
}
