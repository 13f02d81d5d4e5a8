//! A connection as it was typed: what is wrong with it, and what a client needs of it.

use secrecy::SecretString;

use crate::connection::address::{self, Address, stored};
use crate::core::failure::host_of;
use crate::core::session::Access;
use crate::texts::{Fault, Texts};
use crate::view::{ConnectionDraft, FieldFault};

/// What is kept of an earlier connection when the draft does not say otherwise.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) url: Option<String>,
    pub(crate) proxy: Option<String>,
    pub(crate) token: Option<SecretString>,
    pub(crate) proxy_password: Option<SecretString>,
    /// From an `.env`; goes before the stored one, because it was read later.
    pub(crate) imported_token: Option<SecretString>,
}

/// A draft that can be tried.
pub(crate) struct Ready {
    /// With the likeliest address.
    pub(crate) access: Access,
    pub(crate) address: Address,
    pub(crate) proxy: Option<String>,
    /// The stored token is the one to use; else it is to be forgotten before the server changes.
    pub(crate) keeps_token: bool,
    /// The same of the proxy's password.
    pub(crate) keeps_password: bool,
}

pub(crate) async fn read(
    draft: &ConnectionDraft,
    kept: Kept,
    texts: Texts,
) -> Result<Ready, Vec<FieldFault>> {
    let ca_file = draft.ca_file.as_deref().map(str::trim).filter(|path| !path.is_empty()).map(str::to_owned);
    let ca_fault = match &ca_file {
        Some(path) => certificate_fault(path).await,
        None => None,
    };
    let mut faults = Vec::new();
    let mut fault = |field: &str, fault: Fault<'_>| {
        faults.push(FieldFault { field: field.to_owned(), message: texts.fault(fault) });
    };
    let address = Address::read(&draft.url);
    match &address {
        Ok(_) => {}
        Err(wrong) => fault("url", *wrong),
    }
    let same_server = kept.url.as_deref().is_some_and(|old| {
        address.as_ref().is_ok_and(|new| host_of(old).eq_ignore_ascii_case(host_of(new.likeliest().as_str())))
    });
    let new_token = given(draft.token.as_deref()).or(kept.imported_token);
    let keeps_token = new_token.is_none();
    // A token is never shown to another server than the one it was given for.
    let token = new_token.or_else(|| kept.token.filter(|_| same_server));
    if token.is_none() {
        fault("token", Fault::TokenMissing);
    }
    if let Some(wrong) = ca_fault {
        fault("ca_file", wrong);
    }
    let proxy = draft.proxy.as_deref().map(str::trim).filter(|proxy| !proxy.is_empty()).map(address::proxy);
    if let Some(Err(wrong)) = &proxy {
        fault("proxy", *wrong);
    }
    let (Ok(address), Some(token), true) = (address, token, faults.is_empty()) else { return Err(faults) };
    let was_encrypted = kept.url.is_some_and(|old| old.starts_with("https://"));
    let address = if keeps_token && was_encrypted { address.only_encrypted() } else { address };
    let mut proxy = proxy.and_then(Result::ok);
    let typed_in_url =
        proxy.as_ref().and_then(|proxy| proxy.password().map(|text| SecretString::from(text.to_owned())));
    if let Some(proxy) = &mut proxy {
        // The password goes to the keyring; what is stored and shown has none.
        let _ = proxy.set_password(None);
    }
    // Nor is a password to another proxy.
    let same_proxy = same_server
        && kept
            .proxy
            .as_deref()
            .and_then(|old| address::proxy(old).ok())
            .is_some_and(|old| Some(old) == proxy);
    let new_password = given(draft.proxy_password.as_deref()).or(typed_in_url);
    let keeps_password = new_password.is_none() && same_proxy;
    let proxy_password =
        new_password.or_else(|| kept.proxy_password.filter(|_| same_proxy)).filter(|_| proxy.is_some());
    Ok(Ready {
        proxy: proxy.as_ref().map(stored),
        keeps_token,
        keeps_password,
        access: Access { url: address.likeliest().clone(), token, ca_file, proxy, proxy_password },
        address,
    })
}

pub(crate) fn given(secret: Option<&str>) -> Option<SecretString> {
    let secret = secret?.trim();
    (!secret.is_empty()).then(|| SecretString::from(secret.to_owned()))
}

/// A disk may take its time to answer.
pub(crate) async fn certificate_fault(path: &str) -> Option<Fault<'_>> {
    match tokio::fs::read(path).await {
        Ok(pem) if holds_certificate(&pem) => None,
        Ok(_) => Some(Fault::NotCertificate { path }),
        Err(_) => Some(Fault::FileMissing { path }),
    }
}

fn holds_certificate(pem: &[u8]) -> bool {
    String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----")
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::view::Language;

    fn draft(url: &str, token: Option<&str>) -> ConnectionDraft {
        ConnectionDraft { url: url.to_owned(), token: token.map(str::to_owned), ..ConnectionDraft::default() }
    }

    fn fields(result: Result<Ready, Vec<FieldFault>>) -> Vec<String> {
        result.err().unwrap_or_default().into_iter().map(|fault| fault.field).collect()
    }

    fn texts() -> Texts {
        Texts(Language::En)
    }

    #[tokio::test]
    async fn an_address_without_a_scheme_is_https() {
        let ready = read(&draft(" testops.example.com/ ", Some("t")), Kept::default(), texts()).await;
        assert_eq!(
            ready.ok().map(|ready| stored(&ready.access.url)).as_deref(),
            Some("https://testops.example.com")
        );
    }

    #[tokio::test]
    async fn every_wrong_field_is_named() {
        let wrong = ConnectionDraft {
            ca_file: Some("/nowhere/ca.pem".to_owned()),
            proxy: Some("gopher://x".to_owned()),
            ..draft("ftp://x", None)
        };
        assert_eq!(
            fields(read(&wrong, Kept::default(), texts()).await),
            ["url", "token", "ca_file", "proxy"]
        );
    }

    #[tokio::test]
    async fn a_kept_token_does_not_go_to_another_server() {
        let kept = || Kept {
            url: Some("https://one.example.com".to_owned()),
            token: Some(SecretString::from("secret")),
            ..Kept::default()
        };
        assert!(read(&draft("https://one.example.com/path", None), kept(), texts()).await.is_ok());
        assert_eq!(fields(read(&draft("https://two.example.com", None), kept(), texts()).await), ["token"]);
    }

    #[tokio::test]
    async fn a_token_that_was_kept_over_tls_is_not_tried_without_it() {
        let candidates = async |old: &str, token: Option<&str>| {
            let kept = Kept {
                url: Some(old.to_owned()),
                token: Some(SecretString::from("secret")),
                ..Kept::default()
            };
            let ready = read(&draft("127.0.0.1:4571", token), kept, texts()).await;
            ready.map_or(0, |ready| ready.address.candidates().len())
        };
        assert_eq!(candidates("https://127.0.0.1:4571", None).await, 1);
        assert_eq!(candidates("http://127.0.0.1:4571", None).await, 2);
        assert_eq!(candidates("https://127.0.0.1:4571", Some("typed")).await, 2);
    }

    #[tokio::test]
    async fn a_kept_password_does_not_go_to_another_proxy() {
        let kept = || Kept {
            url: Some("https://one.example.com".to_owned()),
            proxy: Some("http://me@proxy:3128".to_owned()),
            token: Some(SecretString::from("secret")),
            proxy_password: Some(SecretString::from("pw")),
            ..Kept::default()
        };
        let password = async |url: &str, proxy: &str| {
            let typed = ConnectionDraft { proxy: Some(proxy.to_owned()), ..draft(url, Some("t")) };
            let ready = read(&typed, kept(), texts()).await.unwrap_or_else(|_| panic!("it is right"));
            assert_eq!(ready.keeps_password, ready.access.proxy_password.is_some());
            ready.access.proxy_password.is_some()
        };
        let same = "https://one.example.com/path";
        for proxy in ["http://me@proxy:3128", "me@PROXY:3128/"] {
            assert!(password(same, proxy).await, "{proxy}");
        }
        for proxy in [
            "http://me@evil:3128",
            "http://me@proxy:3129",
            "http://you@proxy:3128",
            "socks5://me@proxy:3128",
            "",
        ] {
            assert!(!password(same, proxy).await, "{proxy}");
        }
        assert!(!password("https://two.example.com", "http://me@proxy:3128").await);
    }

    #[tokio::test]
    async fn a_password_in_the_proxy_address_is_taken_out_of_it() {
        let typed = ConnectionDraft {
            proxy: Some("http://me:pw@proxy:3128".to_owned()),
            ..draft("https://one.example.com", Some("t"))
        };
        let ready = read(&typed, Kept::default(), texts()).await.unwrap_or_else(|_| panic!("it is right"));
        assert_eq!(ready.proxy.as_deref(), Some("http://me@proxy:3128"));
        let password = ready.access.proxy_password.map(|password| password.expose_secret().to_owned());
        assert_eq!(password.as_deref(), Some("pw"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_certificate_that_takes_its_time_holds_nothing_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("ca.pem");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
        let typed = ConnectionDraft {
            ca_file: Some(pipe.to_string_lossy().into_owned()),
            ..draft("https://one.example.com", Some("t"))
        };
        let mut reading = std::pin::pin!(read(&typed, Kept::default(), texts()));
        assert!(futures::poll!(&mut reading).is_pending(), "nobody has written anything");
        let written = tokio::fs::write(&pipe, "-----BEGIN CERTIFICATE-----\n");
        let (ready, written) = tokio::join!(reading, written);
        written.expect("it is read");
        assert!(ready.is_ok());
    }
}
