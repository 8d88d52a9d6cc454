//! nova-lite in this process: the whole pipeline without a socket, or on one with its database in a file.

use std::net::SocketAddr;
use std::path::Path;

use nova_lite::app::{App, NovaLite};
use nova_lite::config::{Given, Settings, registry};
use starmap::config::Sources;
use starmap::server::{Limits, Server};
use starmap::testing::Client;
use tokio::sync::oneshot;

/// A nova-lite as it is without a configuration file, and a client of it.
///
/// # Panics
///
/// When it does not open.
pub async fn open() -> (NovaLite, Client<App>) {
    let nova = compose("sqlite://").await;
    let client = Client::new(nova.service.clone());
    (nova, client)
}

async fn compose(database: &str) -> NovaLite {
    let sources = Sources {
        registry: registry(),
        command_line: vec![("database", "connection", database.to_owned())],
        ..Sources::default()
    };
    let (settings, config) = Settings::load(&sources, &Given::default()).expect("the defaults are right");
    NovaLite::open(settings, &config, None, None).await.expect("the database opens")
}

/// A nova-lite on a socket of its own, which serves for as long as this value is there.
#[derive(Debug)]
pub struct Served {
    /// What is served.
    pub nova: NovaLite,
    /// Where it listens, without a slash at the end.
    pub url: String,
    _stop: oneshot::Sender<()>,
}

/// Serves a nova-lite as it is without a configuration file, on a database file with an absolute path.
///
/// # Panics
///
/// When it does not open, or no port is free.
pub async fn serve(database: &Path) -> Served {
    let nova = compose(&format!("sqlite:///{}", database.display())).await;
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(address, nova.service.clone(), Limits::default()).await.expect("a free port");
    let url = format!("http://{}", server.local_address().expect("the listener is bound"));
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(server.serve(async {
        let _ = stopped.await;
    }));
    Served { nova, url, _stop: stop }
}
