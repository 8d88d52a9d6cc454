//! nova-lite in this process, on a database in memory: the whole pipeline without a socket.

use nova_lite::app::{App, NovaLite};
use nova_lite::config::{Given, Settings, registry};
use starmap::config::Sources;
use starmap::testing::Client;

/// A nova-lite as it is without a configuration file, and a client of it.
///
/// # Panics
///
/// When it does not open.
pub async fn open() -> (NovaLite, Client<App>) {
    let sources = Sources {
        registry: registry(),
        command_line: vec![("database", "connection", "sqlite://".to_owned())],
        ..Sources::default()
    };
    let (settings, config) = Settings::load(&sources, &Given::default()).expect("the defaults are right");
    let nova = NovaLite::open(settings, &config, None, None).await.expect("a database in memory opens");
    let client = Client::new(nova.service.clone());
    (nova, client)
}
