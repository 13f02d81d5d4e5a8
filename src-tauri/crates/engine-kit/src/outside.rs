//! An address that bots take for one of the outside world, and that is a listener of the test.

use std::io;
use std::net::TcpListener;

use bollard::models::{Ipam, IpamConfig, NetworkCreateRequest};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::Engine;

/// Set aside for documentation: nobody's.
const ADDRESS: &str = "203.0.113.1";
const NETWORK: &str = "outside";

impl Engine {
    /// Listens at an address that every bot of this engine reaches, and nobody else.
    pub async fn listen_outside(&self) -> Result<TcpListener, String> {
        let making = self.outside.lock().await;
        if self.docker.inspect_network(NETWORK, None).await.is_err() {
            let config = IpamConfig {
                subnet: Some("203.0.113.0/24".to_owned()),
                gateway: Some(ADDRESS.to_owned()),
                ..IpamConfig::default()
            };
            let network = NetworkCreateRequest {
                name: NETWORK.to_owned(),
                ipam: Some(Ipam { config: Some(vec![config]), ..Ipam::default() }),
                ..NetworkCreateRequest::default()
            };
            self.docker.create_network(network).await.map_err(|error| error.to_string())?;
        }
        drop(making);
        let namespace = format!("/proc/{}/ns/net", self.shell.id());
        // A socket stays in the network in which it was made, and a thread that goes there ends there.
        let made = std::thread::spawn(move || -> io::Result<TcpListener> {
            let namespace = std::fs::File::open(namespace)?;
            move_into_link_name_space(
                std::os::fd::AsFd::as_fd(&namespace),
                Some(LinkNameSpaceType::Network),
            )?;
            TcpListener::bind((ADDRESS, 0))
        });
        let made = made.join().map_err(|_| "the thread broke".to_owned())?;
        made.map_err(|error| error.to_string())
    }
}
