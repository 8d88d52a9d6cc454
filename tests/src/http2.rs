//! HTTP/2 by the frame: what a client would never send, sent on purpose.
//!
//! Only what tests need: frames as they are on the wire, header blocks without compression, and the status of an answer.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::running::{PATIENCE, Running};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Frame types of RFC 9113, section 6.
pub mod kind {
    /// A piece of a body.
    pub const DATA: u8 = 0;
    /// The head of a request or an answer.
    pub const HEADERS: u8 = 1;
    /// The end of one stream.
    pub const RST_STREAM: u8 = 3;
    /// What the peer may do.
    pub const SETTINGS: u8 = 4;
    /// A sign of life.
    pub const PING: u8 = 6;
    /// The end of the connection.
    pub const GOAWAY: u8 = 7;
    /// How much the peer may send.
    pub const WINDOW_UPDATE: u8 = 8;
    /// More of a head.
    pub const CONTINUATION: u8 = 9;
}

/// More frames than any limit allows.
pub const FLOOD: u32 = 20_000;

/// The flag of the last frame of a stream.
pub const END_STREAM: u8 = 1;
/// The flag of the last frame of a head.
pub const END_HEADERS: u8 = 4;
/// The flag of an answered SETTINGS or PING.
pub const ACK: u8 = 1;

/// RFC 9113, section 7: the server will not take this stream.
pub const REFUSED_STREAM: u32 = 7;
/// RFC 9113, section 7: the peer behaves as if it meant harm.
pub const ENHANCE_YOUR_CALM: u32 = 11;

/// One frame.
#[derive(Debug, Default)]
pub struct Frame {
    /// Its type, of [`kind`].
    pub kind: u8,
    /// Its flags.
    pub flags: u8,
    /// Its stream; 0 is the connection.
    pub stream: u32,
    /// What it carries.
    pub payload: Vec<u8>,
}

impl Frame {
    /// The error code of a GOAWAY or RST_STREAM.
    pub fn error(&self) -> u32 {
        let at = if self.kind == kind::GOAWAY { 4 } else { 0 };
        self.payload.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes)
    }

    /// The value of a setting, where the frame names it.
    pub fn setting(&self, id: u16) -> Option<u32> {
        let named = self.payload.chunks_exact(6).rfind(|pair| pair[..2] == id.to_be_bytes())?;
        named[2..].try_into().ok().map(u32::from_be_bytes)
    }

    /// The status of an answer: h2 writes it first, from HPACK's table or as Huffman digits.
    pub fn status(&self) -> u16 {
        const OF_THE_TABLE: [u16; 7] = [200, 204, 206, 304, 400, 404, 500];
        match self.payload.first() {
            Some(indexed @ 0x88..=0x8e) => OF_THE_TABLE[usize::from(indexed - 0x88)],
            Some(_) => huffman_digits(self.payload.get(2..).unwrap_or(&[])),
            None => 0,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let length = u32::try_from(self.payload.len()).expect("a test's frame is short").to_be_bytes();
        let mut bytes = length[1..].to_vec();
        bytes.extend([self.kind, self.flags]);
        bytes.extend(self.stream.to_be_bytes());
        bytes.extend(&self.payload);
        bytes
    }
}

/// Three digits in HPACK's Huffman code: `0` to `2` are five bits, `3` to `9` six.
fn huffman_digits(bytes: &[u8]) -> u16 {
    let bits: Vec<u16> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| u16::from(byte >> at & 1))).collect();
    let number = |bits: &[u16]| bits.iter().fold(0, |number, bit| number * 2 + bit);
    let (mut status, mut at) = (0, 0);
    for _ in 0..3 {
        let Some(short) = bits.get(at..at + 5).map(number) else { return 0 };
        if short <= 2 {
            (status, at) = (status * 10 + short, at + 5);
        } else {
            let Some(long) = bits.get(at..at + 6).map(number) else { return 0 };
            (status, at) = (status * 10 + long.saturating_sub(0b01_1001) + 3, at + 6);
        }
    }
    status
}

/// A frame of its parts.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Frame {
    Frame { kind, flags, stream, payload: payload.to_vec() }
}

/// Sends frames until the server has had enough; what it said with its GOAWAY.
///
/// # Panics
///
/// When the server never ends the connection.
pub async fn flood(client: &mut Http2, frames: impl IntoIterator<Item = Frame>) -> Option<u32> {
    // The server may close the connection before it has read everything.
    let _ = client.send_all(frames).await;
    client.goaway().await
}

/// Another client is answered, over HTTP/1 and over HTTP/2.
///
/// # Panics
///
/// When it is not.
pub async fn others_are_served(server: &Running) {
    assert!(server.get("/").await.starts_with("HTTP/1.1 200 "), "others are served");
    let mut good = Http2::open(server.address).await;
    good.get(1, "/").await;
    assert_eq!(good.next_of(kind::HEADERS).await.map(|answer| answer.status()), Some(200), "others are served");
}

/// A header block of literals, without compression: `:method`, `:path`, and what else is given.
pub fn block(method: &str, path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    let pseudo = [(":method", method), (":scheme", "http"), (":authority", "h"), (":path", path)];
    for (name, value) in pseudo.iter().chain(more) {
        block.push(0);
        for text in [name, value] {
            length(&mut block, text.len());
            block.extend(text.as_bytes());
        }
    }
    block
}

/// HPACK's integer of seven bits and more.
fn length(block: &mut Vec<u8>, length: usize) {
    if length < 127 {
        block.push(length as u8);
        return;
    }
    block.push(127);
    let mut rest = length - 127;
    while rest >= 128 {
        block.push((rest % 128) as u8 | 128);
        rest /= 128;
    }
    block.push(rest as u8);
}

/// A connection.
#[derive(Debug)]
pub struct Http2<S = TcpStream> {
    stream: S,
    read: Vec<u8>,
}

impl Http2 {
    /// Connects with prior knowledge, without any setting.
    ///
    /// # Panics
    ///
    /// When the server does not listen.
    pub async fn open(address: SocketAddr) -> Self {
        Self::on(TcpStream::connect(address).await.expect("the server listens")).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Http2<S> {
    /// Begins HTTP/2 on a stream.
    ///
    /// # Panics
    ///
    /// When nobody reads.
    pub async fn on(mut stream: S) -> Self {
        stream.write_all(PREFACE).await.expect("the server reads");
        let mut this = Self { stream, read: Vec::new() };
        this.send(kind::SETTINGS, 0, 0, &[]).await.expect("the server reads");
        this
    }

    /// Sends one frame.
    ///
    /// # Errors
    ///
    /// When the server has closed the connection, or takes nothing for [`PATIENCE`].
    pub async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> std::io::Result<()> {
        self.send_bytes(&frame(kind, flags, stream, payload).bytes()).await
    }

    /// Sends many frames at once.
    ///
    /// # Errors
    ///
    /// As [`Http2::send`].
    pub async fn send_all(&mut self, frames: impl IntoIterator<Item = Frame>) -> std::io::Result<()> {
        let bytes: Vec<u8> = frames.into_iter().flat_map(|frame| frame.bytes()).collect();
        self.send_bytes(&bytes).await
    }

    async fn send_bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match timeout(PATIENCE, self.stream.write_all(bytes)).await {
            Ok(written) => written,
            Err(_) => Err(std::io::ErrorKind::TimedOut.into()),
        }
    }

    /// Sends a GET that ends its stream.
    ///
    /// # Panics
    ///
    /// When the server has closed the connection.
    pub async fn get(&mut self, stream: u32, path: &str) {
        let block = block("GET", path, &[]);
        self.send(kind::HEADERS, END_STREAM | END_HEADERS, stream, &block).await.expect("the server reads");
    }

    /// The next frame; `None` at the end of the connection.
    ///
    /// # Panics
    ///
    /// When nothing comes for [`PATIENCE`].
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.parsed() {
                return Some(frame);
            }
            let mut buffer = [0; 16 * 1024];
            let read = timeout(PATIENCE, self.stream.read(&mut buffer)).await.expect("the server says something");
            match read {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.read.extend_from_slice(&buffer[..count]),
            }
        }
    }

    /// The next frame of a kind, past all others; `None` at the end of the connection.
    ///
    /// # Panics
    ///
    /// As [`Http2::next`].
    pub async fn next_of(&mut self, kind: u8) -> Option<Frame> {
        loop {
            let frame = self.next().await?;
            if frame.kind == kind && !(kind == self::kind::SETTINGS && frame.flags == ACK) {
                return Some(frame);
            }
        }
    }

    /// Reads to the end of the connection; the error of the GOAWAY before it, where one came.
    ///
    /// # Panics
    ///
    /// As [`Http2::next`].
    pub async fn goaway(&mut self) -> Option<u32> {
        let mut said = None;
        while let Some(frame) = self.next().await {
            if frame.kind == kind::GOAWAY {
                said = Some(frame.error());
            }
        }
        said
    }

    fn parsed(&mut self) -> Option<Frame> {
        let head = self.read.get(..9)?;
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        let stream = u32::from_be_bytes([head[5] & 0x7f, head[6], head[7], head[8]]);
        let (kind, flags) = (head[3], head[4]);
        let payload = self.read.get(9..9 + length)?.to_vec();
        self.read.drain(..9 + length);
        Some(Frame { kind, flags, stream, payload })
    }
}
