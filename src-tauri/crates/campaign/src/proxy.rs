//! A proxy with a password before a server. It is the server itself: a proxy is asked for whole addresses, and every
//! HTTP server understands those.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const USER: &str = "courier";

pub(crate) struct Proxy {
    /// Without the password, as a person types it.
    pub(crate) url: String,
    pub(crate) password: String,
}

impl Proxy {
    pub(crate) fn before(server: &str, password: String) -> Self {
        Self { url: server.replacen("http://", &format!("http://{USER}@"), 1), password }
    }

    /// How the password goes over the wire.
    pub(crate) fn signature(&self) -> String {
        STANDARD.encode(format!("{USER}:{}", self.password))
    }
}
