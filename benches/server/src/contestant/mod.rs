//! The servers that are compared, by name.

mod actix;
mod axum;
mod dropshot;
mod hyper;
mod hyper_same;
mod poem;
mod starmap;

use std::future::Future;
use std::io::{Error, Result, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

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
    ("hyper-tls", hyper::serve_tls),
    ("hyper-h2", hyper::serve_http2),
    ("hyper-same", hyper_same::serve),
    ("starmap", starmap::serve),
    ("starmap-deadline", starmap::serve_with_deadline),
    ("starmap-metrics", starmap::serve_with_metrics),
    ("starmap-tracing", starmap::serve_with_tracing),
    ("starmap-access-line", starmap::serve_with_access_line),
    ("starmap-versions", starmap::serve_versions),
    ("starmap-filters", starmap::serve_filters),
    ("starmap-tls", starmap::serve_tls),
    ("axum", axum::serve),
    ("poem", poem::serve),
    ("poem-tls", poem::serve_tls),
    ("actix-web", actix::serve),
    ("actix-web-tls", actix::serve_tls),
    ("actix-web-h2", actix::serve_http2),
    ("dropshot", dropshot::serve),
    ("dropshot-tls", dropshot::serve_tls),
];

/// Tells the load where to go.
fn announce(bound: SocketAddr) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{}", bound.port())?;
    out.flush()
}

/// Runs a server on tokio's current-thread runtime, or with as many workers as the variable `WORKERS` says.
fn run(server: impl Future<Output = Result<()>>) -> Result<()> {
    let workers = std::env::var("WORKERS").ok().and_then(|count| count.parse().ok());
    let mut runtime = match workers {
        None => tokio::runtime::Builder::new_current_thread(),
        Some(_) => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.worker_threads(workers.unwrap_or(1)).enable_all().build()?.block_on(server)
}

/// A file that was named on the command line.
fn file(place: usize) -> Result<PathBuf> {
    let named = std::env::args_os().nth(2 + place).map(PathBuf::from);
    named.ok_or_else(|| Error::other("give the files that this contestant takes after its name"))
}

/// TLS with the certificate and key that were named, offering HTTP/1.1.
fn tls() -> Result<rustls::ServerConfig> {
    use rustls::pki_types::pem::PemObject;
    let certificate = rustls::pki_types::CertificateDer::from_pem_file(file(0)?).map_err(Error::other)?;
    let key = rustls::pki_types::PrivateKeyDer::from_pem_file(file(1)?).map_err(Error::other)?;
    let builder = rustls::ServerConfig::builder().with_no_client_auth();
    builder.with_single_cert(vec![certificate], key).map_err(Error::other)
}

/// Listens on a port that the load has been told.
async fn listen() -> Result<TcpListener> {
    let listener = TcpListener::bind(ADDRESS).await?;
    announce(listener.local_addr()?)?;
    Ok(listener)
}
