//! The words of an error: its cause as `Display` of the kind, and the advice.

use std::fmt;

use super::{CertificateFault, ErrorKind, ProxyFault, Stage, UnreachableReason};

impl ErrorKind {
    pub(super) fn message(&self) -> Option<&str> {
        match self {
            Self::Unauthorized { message }
            | Self::Forbidden { message }
            | Self::NotFound { message }
            | Self::Conflict { message }
            | Self::Rejected { message, .. }
            | Self::Server { message, .. } => message.as_deref(),
            Self::Config
            | Self::Unreachable { .. }
            | Self::Certificate { .. }
            | Self::Proxy { .. }
            | Self::Timeout { .. }
            | Self::TooManyRequests { .. }
            | Self::Redirected { .. }
            | Self::Html { .. }
            | Self::EmptyAnswer { .. }
            | Self::Cut
            | Self::Encoding { .. }
            | Self::Shape { .. }
            | Self::TooLarge { .. }
            | Self::EndlessPages { .. } => None,
        }
    }

    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Config => "Correct the named setting.",
            Self::Unreachable { reason: UnreachableReason::Name } => {
                "Check the spelling of the address, and that the company network or VPN is connected."
            }
            Self::Unreachable { reason: UnreachableReason::Refused } => {
                "Check the port in the address; the server may also be down."
            }
            Self::Unreachable { reason: UnreachableReason::Network } => {
                "Check the network connection and the VPN."
            }
            Self::Certificate { fault } => certificate_advice(*fault),
            Self::Proxy { fault, .. } => proxy_advice(*fault),
            Self::Timeout { stage: Stage::Connect } => {
                "Check the address and the network; a firewall may be silent."
            }
            Self::Timeout { .. } => "The server is slow or overloaded; try again later.",
            Self::Unauthorized { .. } => "Create a new API token in your TestOps profile and enter it.",
            Self::Forbidden { .. } => "Ask an owner of the project for the right to do this.",
            Self::NotFound { .. } => {
                "It may have been deleted, or the address of the server is not that of TestOps."
            }
            Self::Conflict { .. } => "Correct the named value; something of the same name may exist already.",
            Self::Rejected { .. } => "The server does not accept this request as it is; correct the values.",
            Self::TooManyRequests { .. } => "Wait before asking again, and ask less often.",
            Self::Server { .. } => "Try again later; if it stays, tell the administrator of TestOps.",
            Self::Redirected { .. } => "Enter the address that the server points to, if you trust it.",
            Self::Html { .. } => {
                "Check that the address is that of TestOps; if it is, the server or its gateway is overloaded."
            }
            Self::EmptyAnswer { .. } | Self::Cut => {
                "Try again; a proxy or gateway may have broken the answer."
            }
            Self::Encoding { .. } => {
                "Ask the administrator of the server, or of the gateway before it, to send plain or gzip answers."
            }
            Self::Shape { .. } => "This version of TestOps may answer differently; report it with the log.",
            Self::TooLarge { .. } | Self::EndlessPages { .. } => {
                "Narrow the request; if it stays, report it."
            }
        }
    }
}

fn proxy_advice(fault: ProxyFault) -> &'static str {
    match fault {
        ProxyFault::Unreachable => "Check the address of the proxy.",
        ProxyFault::Credentials => "Check the user and the password of the proxy.",
        ProxyFault::NoCredentials => "Enter the user and the password of the proxy.",
        ProxyFault::Ntlm | ProxyFault::Digest | ProxyFault::OtherScheme => {
            "Put cntlm or px before it, and enter the address of that as the proxy."
        }
        ProxyFault::Refused => "Ask whether this proxy may be used to reach the server.",
    }
}

fn certificate_advice(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::UnknownIssuer => {
            "Choose the file with your company's certificate authority (PEM) in the connection settings."
        }
        CertificateFault::WrongName => "Use the name that the certificate was made for.",
        CertificateFault::Expired => {
            "Tell the administrator of the server; also check the date of this machine."
        }
        CertificateFault::NotYetValid => "Check the date and time of this machine.",
        CertificateFault::NotTls => "Check the port, or begin the address with http://.",
        CertificateFault::Other => {
            "Tell the administrator of the server; also check that the port speaks HTTPS."
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config => write!(f, "the connection's settings cannot be used"),
            Self::Unreachable { reason } => f.write_str(match reason {
                UnreachableReason::Name => "the server's name cannot be resolved",
                UnreachableReason::Refused => "the server refuses connections",
                UnreachableReason::Network => "the server cannot be reached",
            }),
            Self::Certificate { fault } => f.write_str(match fault {
                CertificateFault::UnknownIssuer => {
                    "the server's certificate was issued by an unknown authority"
                }
                CertificateFault::WrongName => "the server's certificate was made for another name",
                CertificateFault::Expired => "the server's certificate has expired",
                CertificateFault::NotYetValid => "the server's certificate is not valid yet",
                CertificateFault::NotTls => "the server does not speak TLS on this port",
                CertificateFault::Other => "no secure connection to the server came about",
            }),
            Self::Proxy { fault, .. } => f.write_str(match fault {
                ProxyFault::Unreachable => "the proxy cannot be reached",
                ProxyFault::Credentials => "the proxy refuses the user or the password",
                ProxyFault::NoCredentials => "the proxy wants a user and a password",
                ProxyFault::Ntlm => "the proxy wants NTLM or Negotiate, which this program does not speak",
                ProxyFault::Digest => "the proxy wants Digest, which this program does not speak",
                ProxyFault::OtherScheme => {
                    "the proxy wants to be signed in to in a way that this program does not speak"
                }
                ProxyFault::Refused => "the proxy does not connect to the server",
            }),
            Self::Timeout { stage } => f.write_str(match stage {
                Stage::Connect => "connecting to the server took too long",
                Stage::FirstByte => "the server did not answer in time",
                Stage::Body => "the server fell silent in the middle of its answer",
            }),
            Self::Unauthorized { .. } => self.said(f, "the server does not accept the token"),
            Self::Forbidden { .. } => self.said(f, "the token's owner has no right to do this"),
            Self::NotFound { .. } => self.said(f, "the server knows no such thing"),
            Self::Conflict { .. } => self.said(f, "the server finds the values invalid or already used"),
            Self::Rejected { status, .. } => {
                self.said(f, &format!("the server rejected the request with {status}"))
            }
            Self::TooManyRequests { .. } => write!(f, "the server asks for fewer requests"),
            Self::Server { status, .. } => self.said(f, &format!("the server failed with {status}")),
            Self::Redirected { to: Some(to), .. } => write!(f, "the server points elsewhere: {to}"),
            Self::Redirected { to: None, .. } => write!(f, "the server points elsewhere"),
            Self::Html { status } => {
                write!(f, "the server sent a web page instead of data (status {status})")
            }
            Self::EmptyAnswer { status } => write!(f, "the server sent no data (status {status})"),
            Self::Cut => write!(f, "the server's answer broke off"),
            Self::Encoding { encoding } => write!(f, "the server's answer is packed as {encoding}"),
            Self::Shape { problem } => write!(f, "the server's answer has an unexpected shape: {problem}"),
            Self::TooLarge { limit } => write!(f, "the server's answer is longer than {limit} bytes"),
            Self::EndlessPages { pages } => write!(f, "the server sent {pages} pages and never the last one"),
        }
    }
}

impl ErrorKind {
    fn said(&self, f: &mut fmt::Formatter<'_>, cause: &str) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "{cause}: {message}"),
            None => f.write_str(cause),
        }
    }
}
