//! The Telegram bot's half in the domain: its lives under a runner that is a double, its people and what it owes in the
//! real store.

mod access;
mod follow;
mod lives;
#[path = "../runs/outside.rs"]
mod outside;
mod program;
mod runner;
mod talk;
mod told;
mod window;

/// As `outside` asks for it.
mod server {
    pub(crate) fn options() -> testops_sim::Options {
        let listen = std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0));
        testops_sim::Options { listen, ..testops_sim::Options::default() }
    }
}
