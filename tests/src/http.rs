//! A client on one connection: enough HTTP/1.1 to ask a server under test, and to notice when it dies.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;

/// A connection that stays open between requests.
#[derive(Debug)]
pub struct Connection {
    /// The token that every request bears; an administrator's of noauth2 at first.
    pub token: String,
    /// The microversion that every request asks for; the newest at first.
    pub version: &'static str,
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer that was read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The status line and the header fields.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Connection {
    /// Connects to `http://ADDRESS:PORT`.
    ///
    /// # Errors
    ///
    /// A URL of another form, or a server that does not listen.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        let address: SocketAddr = url
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .parse()
            .map_err(|_| format!("`{url}` is not http://ADDRESS:PORT"))?;
        let stream =
            TcpStream::connect(address).await.map_err(|error| format!("failed to connect to {url}: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Self { token: "admin:admin".to_owned(), version: "latest", stream, read: Vec::new() })
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    ///
    /// When the connection ends before the answer is whole: whether the request was carried out is then unknown.
    pub async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Answer, Failure> {
        self.send(method, path, body).await?;
        self.answer().await
    }

    /// Sends a request and leaves its answer unread.
    ///
    /// # Errors
    ///
    /// When the connection has ended.
    pub async fn send(&mut self, method: &str, path: &str, body: &str) -> Result<(), Failure> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: nova\r\nX-Auth-Token: {}\r\nOpenStack-API-Version: compute {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            self.version,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.map_err(|error| error.to_string())
    }

    async fn answer(&mut self) -> Result<Answer, Failure> {
        let head_end = loop {
            if let Some(at) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.read[..head_end]).into_owned();
        let status =
            head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("an answer without a status")?;
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|value| value.trim().to_owned())
            })
            .and_then(|value| value.parse().ok())
            .unwrap_or(0);
        while self.read.len() < head_end + length {
            self.more().await?;
        }
        let body = self.read[head_end..head_end + length].to_vec();
        self.read.drain(..head_end + length);
        Ok(Answer { status, head, body })
    }

    async fn more(&mut self) -> Result<(), Failure> {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer).await {
            Ok(0) => Err("the connection ended".to_owned()),
            Ok(count) => {
                self.read.extend_from_slice(&buffer[..count]);
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    }
}
