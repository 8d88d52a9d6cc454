//! The load: `bench-load PORT REQUESTS [--OPTION VALUE]...` sends requests to a server on this machine, and checks each answer.
//!
//! All connections are opened first and kept. A round writes one request on each and then reads one answer from each, so that
//! a server always finds as many requests waiting as there are connections, however slow it is, as under callgrind; then the
//! seconds it took are printed. With `--rate` requests are sent when they are due, however long the answers take, and the
//! 50th, 99th and 99.9th percentile of the waiting times are printed, in microseconds.

mod http1;
mod http2;
mod open_loop;

use std::io::{Error, Result};
use std::process::ExitCode;
use std::time::Instant;

/// What is sent, how often, and what has to come back.
#[derive(Clone, Debug)]
pub struct Load {
    port: u16,
    requests: usize,
    connections: usize,
    /// Requests a second; none sends them in rounds.
    rate: Option<f64>,
    protocol: Protocol,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
    /// The answer's body begins so; a 404 is each framework's own.
    begins: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Protocol {
    Http1,
    /// HTTP/1.1 over TLS, with the certificate in this file.
    Tls(String),
    /// HTTP/2 with prior knowledge: a tenth of the connections, each with many streams.
    Http2,
}

fn main() -> ExitCode {
    match Load::parse(std::env::args().skip(1)).and_then(|load| run(&load)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(load: &Load) -> Result<()> {
    if let Some(rate) = load.rate {
        let [half, most, nearly_all] = open_loop::run(load, rate)?;
        println!("{half} {most} {nearly_all}");
        return Ok(());
    }
    let started = Instant::now();
    match load.protocol {
        Protocol::Http2 => http2::run(load)?,
        _ => http1::run(load)?,
    }
    println!("{}", started.elapsed().as_secs_f64());
    Ok(())
}

impl Load {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut number =
            |what: &str| arguments.next().and_then(|text| text.parse::<usize>().ok()).ok_or_else(|| wrong(what));
        let mut load = Self {
            port: u16::try_from(number("PORT")?).map_err(|_| wrong("PORT"))?,
            requests: number("REQUESTS")?,
            connections: 64,
            rate: None,
            protocol: Protocol::Http1,
            method: "GET".to_owned(),
            target: "/".to_owned(),
            headers: Vec::new(),
            body: String::new(),
            status: 200,
            begins: String::new(),
        };
        while let Some(option) = arguments.next() {
            let value = arguments.next().ok_or_else(|| wrong(&option))?;
            load.set(&option, value)?;
        }
        Ok(load)
    }

    fn set(&mut self, option: &str, value: String) -> Result<()> {
        match option {
            "--connections" => self.connections = value.parse().map_err(|_| wrong(option))?,
            "--rate" => self.rate = Some(value.parse().map_err(|_| wrong(option))?),
            "--tls" => self.protocol = Protocol::Tls(value),
            "--http" if value == "2" => self.protocol = Protocol::Http2,
            "--method" => self.method = value,
            "--target" => self.target = value,
            "--header" => {
                let (name, value) = value.split_once(": ").ok_or_else(|| wrong(option))?;
                self.headers.push((name.to_owned(), value.to_owned()));
            }
            "--body" => self.body = value,
            "--status" => self.status = value.parse().map_err(|_| wrong(option))?,
            "--begins" => self.begins = value,
            _ => return Err(wrong(option)),
        }
        Ok(())
    }

    /// The headers that OpenStack's clients send, besides `Host`.
    fn all_headers(&self) -> Vec<(String, String)> {
        let own = [("User-Agent", "openstacksdk/4.0.0"), ("Accept", "application/json"), ("X-Auth-Token", "admin")];
        let mut headers: Vec<_> = own.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        if !self.body.is_empty() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            headers.push(("Content-Length".to_owned(), self.body.len().to_string()));
        }
        headers.extend(self.headers.iter().cloned());
        headers
    }

    fn check(&self, status: u16, body: &[u8]) -> Result<()> {
        if status == self.status && body.starts_with(self.begins.as_bytes()) {
            return Ok(());
        }
        let (Self { method, target, .. }, body) = (self, String::from_utf8_lossy(body));
        Err(Error::other(format!("{method} {target} is answered with {status}:\n{body}")))
    }
}

fn wrong(what: &str) -> Error {
    Error::other(format!("{what} is missing, unknown or no value; give PORT REQUESTS [--OPTION VALUE]..."))
}
