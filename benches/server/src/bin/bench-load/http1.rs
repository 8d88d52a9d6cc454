//! HTTP/1.1 on blocking sockets, plain or over TLS.

use std::io::{Error, Read, Result, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, IpAddr, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::{Load, Protocol};

/// Long enough for a server under callgrind.
const TIMEOUT: Duration = Duration::from_secs(120);

trait Stream: Read + Write + Send {}

impl<T: Read + Write + Send> Stream for T {}

/// A connection with a request ready for it.
pub struct Connection {
    stream: Box<dyn Stream>,
    request: String,
    buffer: Vec<u8>,
}

/// Sends the requests in rounds, one on each connection.
pub fn run(load: &Load) -> Result<()> {
    let mut connections = open(load)?;
    for _ in 0..load.requests.div_ceil(load.connections) {
        for connection in &mut connections {
            connection.send()?;
        }
        for connection in &mut connections {
            connection.receive(load)?;
        }
    }
    Ok(())
}

/// Opens all connections.
pub fn open(load: &Load) -> Result<Vec<Connection>> {
    let tls = match &load.protocol {
        Protocol::Tls(certificate) => Some(Arc::new(trusting(certificate)?)),
        _ => None,
    };
    (0..load.connections).map(|_| Connection::open(load, tls.as_ref())).collect()
}

impl Connection {
    fn open(load: &Load, tls: Option<&Arc<ClientConfig>>) -> Result<Self> {
        let tcp = TcpStream::connect((Ipv4Addr::LOCALHOST, load.port))?;
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(TIMEOUT))?;
        let stream: Box<dyn Stream> = match tls {
            None => Box::new(tcp),
            Some(config) => {
                let server = ServerName::IpAddress(IpAddr::from(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST)));
                let client = ClientConnection::new(config.clone(), server).map_err(Error::other)?;
                Box::new(StreamOwned::new(client, tcp))
            }
        };
        Ok(Self { stream, request: head_and_body(load), buffer: Vec::new() })
    }

    pub fn send(&mut self) -> Result<()> {
        self.stream.write_all(self.request.as_bytes())?;
        self.stream.flush()
    }

    /// Reads one answer, which has to have a `Content-Length`.
    pub fn receive(&mut self, load: &Load) -> Result<()> {
        self.buffer.clear();
        let mut chunk = [0; 16 * 1024];
        let mut whole = None;
        loop {
            let read = self.stream.read(&mut chunk)?;
            if read == 0 {
                return Err(Error::other("the server closed a connection"));
            }
            self.buffer.extend_from_slice(&chunk[..read]);
            whole = whole.or_else(|| bounds(&self.buffer));
            if let Some((body, end)) = whole.filter(|(_, end)| self.buffer.len() >= *end) {
                let status = self.buffer.get(9..12).and_then(|text| std::str::from_utf8(text).ok()?.parse().ok());
                return load.check(status.unwrap_or(0), &self.buffer[body..end]);
            }
        }
    }
}

fn head_and_body(load: &Load) -> String {
    let headers: String = load.all_headers().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let Load { method, target, port, body, .. } = load;
    format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n{body}")
}

/// Where the body begins and ends, once the head is there. A 204 has no length and no body.
fn bounds(buffer: &[u8]) -> Option<(usize, usize)> {
    let head_end = buffer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&buffer[..head_end]).ok()?.to_ascii_lowercase();
    let length = match head.split_once("\r\ncontent-length:") {
        Some((_, length)) => length.split("\r\n").next()?.trim().parse::<usize>().ok()?,
        None if head.starts_with("http/1.1 204") => 0,
        None => return None,
    };
    Some((head_end, head_end + length))
}

/// Trusts the certificate in a file and no other.
fn trusting(file: &str) -> Result<ClientConfig> {
    // Two providers are linked in, because dropshot brings its own.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file).map_err(Error::other)?).map_err(Error::other)?;
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(config.map_err(Error::other)?.with_root_certificates(roots).with_no_client_auth())
}
