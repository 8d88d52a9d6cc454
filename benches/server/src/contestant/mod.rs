//! The servers that are compared, by name.

mod actix;
mod axum;
mod dropshot;
mod hyper;
mod poem;
mod starmap;

use std::future::Future;
use std::io::{Result, Write};
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

/// Binds, announces its port, and serves until the process is killed.
type Serve = fn() -> Result<()>;

/// A free port of the loopback interface.
const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Every contestant. Those whose name begins alike differ in what the rest of the name says.
pub const CONTESTANTS: &[(&str, Serve)] = &[
    ("hyper", hyper::serve),
    ("hyper-waits", hyper::serve_waiting),
    ("hyper-timeout", hyper::serve_with_timeout),
    ("hyper-headers", hyper::serve_with_headers),
    ("starmap", starmap::serve),
    ("starmap-deadline", starmap::serve_with_deadline),
    ("starmap-metrics", starmap::serve_with_metrics),
    ("starmap-tracing", starmap::serve_with_tracing),
    ("starmap-access-line", starmap::serve_with_access_line),
    ("starmap-versions", starmap::serve_versions),
    ("starmap-filters", starmap::serve_filters),
    ("axum", axum::serve),
    ("poem", poem::serve),
    ("actix-web", actix::serve),
    ("dropshot", dropshot::serve),
];

/// Tells the load where to go.
fn announce(bound: SocketAddr) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{}", bound.port())?;
    out.flush()
}

/// Runs a server on tokio's current-thread runtime.
fn run(server: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(server)
}

/// Listens on a port that the load has been told.
async fn listen() -> Result<TcpListener> {
    let listener = TcpListener::bind(ADDRESS).await?;
    announce(listener.local_addr()?)?;
    Ok(listener)
}
