//! What a proxy has against us.

/// What is wrong with the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProxyFault {
    Unreachable,
    /// It wants another user or password.
    Credentials,
    /// It wants a user and a password, and none was given.
    NoCredentials,
    /// It only takes NTLM or Negotiate (Kerberos), which this client does not speak.
    Ntlm,
    /// It only takes Digest, which this client does not speak.
    Digest,
    /// It only takes some other scheme that this client does not speak.
    OtherScheme,
    /// It does not let us through, or cannot reach the server itself.
    Refused,
}

impl ProxyFault {
    /// What a proxy wants that answers 407, from the values of its `Proxy-Authenticate` headers. `has_password` tells
    /// whether one was sent. Where Basic is among the offers, it is a matter of user and password.
    pub fn of_challenges<'a>(values: impl IntoIterator<Item = &'a str>, has_password: bool) -> Self {
        let schemes: Vec<String> = values.into_iter().flat_map(schemes).collect();
        let offers = |name: &str| schemes.iter().any(|scheme| scheme == name);
        if schemes.is_empty() || offers("basic") {
            return if has_password { Self::Credentials } else { Self::NoCredentials };
        }
        if offers("ntlm") || offers("negotiate") || offers("kerberos") {
            Self::Ntlm
        } else if offers("digest") {
            Self::Digest
        } else {
            Self::OtherScheme
        }
    }
}

/// The schemes of one header, in small letters: the first word of each part between commas, unless that is a
/// parameter of the scheme before it.
fn schemes(value: &str) -> Vec<String> {
    let mut is_quoted = false;
    let parts = value.split(|letter: char| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    });
    let first_words = parts.filter_map(|part| part.split_whitespace().next());
    first_words.filter(|word| !word.contains('=')).map(str::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(values: &[&str], has_password: bool) -> ProxyFault {
        ProxyFault::of_challenges(values.iter().copied(), has_password)
    }

    #[test]
    fn what_a_proxy_offers_tells_what_is_missing() {
        assert_eq!(fault(&["Negotiate", "NTLM"], false), ProxyFault::Ntlm);
        assert_eq!(fault(&["NEGOTIATE, ntlm"], true), ProxyFault::Ntlm);
        assert_eq!(fault(&["NTLM TlRMTVNTUAACAAAA="], true), ProxyFault::Ntlm);
        assert_eq!(
            fault(&["Digest realm=\"a, Basic b\", nonce=\"x\", qop=\"auth\""], true),
            ProxyFault::Digest
        );
        assert_eq!(fault(&["Negotiate", "Basic realm=\"proxy\""], true), ProxyFault::Credentials);
        assert_eq!(fault(&["Negotiate, Basic realm=\"proxy\""], false), ProxyFault::NoCredentials);
        assert_eq!(fault(&["Bearer"], true), ProxyFault::OtherScheme);
        assert_eq!(fault(&[], true), ProxyFault::Credentials);
        assert_eq!(fault(&[" , "], false), ProxyFault::NoCredentials);
    }
}
