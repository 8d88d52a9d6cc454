//! The load: `bench-load PORT WORKLOAD REQUESTS` sends that many requests to a server on this machine, and checks each answer.
//!
//! All connections are opened first and kept. A round writes one request on each and then reads one answer from each, so that
//! a server always finds as many requests waiting as there are connections, however slow it is, as under callgrind.

use std::io::{Error, Read, Result, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

const CONNECTIONS: usize = 64;

/// Long enough for a server under callgrind.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A request with what its answer has to be.
struct Workload {
    name: &'static str,
    request_line: &'static str,
    body: &'static str,
    status: u16,
    /// The answer's body begins so; a 404 is each framework's own.
    begins: &'static str,
}

const WORKLOADS: [Workload; 4] = [
    Workload {
        name: "show",
        request_line: "GET /v2.1/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd",
        body: "",
        status: 200,
        begins: r#"{"server":{"id":"83e2a10f-d02e-4300-8f85-9bbed3dff1dd","name":"web-1","status":"ACTIVE","vcpus":2}}"#,
    },
    Workload {
        name: "version",
        request_line: "GET /v2.1/",
        body: "",
        status: 200,
        begins: r#"{"version": {"id": "v2.1", "status": "CURRENT", "#,
    },
    Workload {
        name: "create",
        request_line: "POST /v2.1/servers",
        body: NEW_SERVER,
        status: 202,
        begins: r#"{"server":{"id":"83e2a10f-d02e-4300-8f85-9bbed3dff1dd","name":"web-1","status":"BUILD","vcpus":4}}"#,
    },
    Workload { name: "404", request_line: "GET /v2.1/nothing/here", body: "", status: 404, begins: "" },
];

/// 300 bytes, as clients send them.
const NEW_SERVER: &str = concat!(
    r#"{"server": {"name": "web-1", "imageRef": "70a599e0-31e7-49b7-b260-868f441e862b", "flavorRef": "1", "#,
    r#""networks": [{"uuid": "ff608d40-75e9-48cb-b745-77bb55b5eaf2"}, {"uuid": "d7f65a6e-8a8e-4a3f-9d5e-6f4ad6b1a6a4"}], "#,
    r#""metadata": {"role": "frontend of the shops o", "owner": "team-payments@example.org"}}}"#
);
const _: () = assert!(NEW_SERVER.len() == 300);

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<String>) -> Result<()> {
    let usage = || Error::other("give a port, one of show, version, create, 404, and a number of requests");
    let [port, workload, requests] = &arguments[..] else { return Err(usage()) };
    let port = port.parse().map_err(|_| usage())?;
    let requests: usize = requests.parse().map_err(|_| usage())?;
    let workload = WORKLOADS.iter().find(|known| known.name == *workload).ok_or_else(usage)?;
    let request = workload.request(port);
    let mut connections = (0..CONNECTIONS).map(|_| connect(port)).collect::<Result<Vec<_>>>()?;
    let mut buffer = Vec::new();
    for _ in 0..requests.div_ceil(CONNECTIONS) {
        for connection in &mut connections {
            connection.write_all(request.as_bytes())?;
        }
        for connection in &mut connections {
            workload.check(read_answer(connection, &mut buffer)?)?;
        }
    }
    Ok(())
}

fn connect(port: u16) -> Result<TcpStream> {
    let connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    connection.set_nodelay(true)?;
    connection.set_read_timeout(Some(TIMEOUT))?;
    Ok(connection)
}

impl Workload {
    /// The headers that OpenStack's clients send.
    fn request(&self, port: u16) -> String {
        let Self { request_line, body, .. } = self;
        let content = match body.len() {
            0 => String::new(),
            length => format!("Content-Type: application/json\r\nContent-Length: {length}\r\n"),
        };
        format!(
            "{request_line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: openstacksdk/4.0.0\r\n\
             Accept: application/json\r\nX-Auth-Token: admin\r\n{content}\r\n{body}"
        )
    }

    fn check(&self, answer: &str) -> Result<()> {
        let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse::<u16>().ok());
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        if status == Some(self.status) && body.starts_with(self.begins) {
            return Ok(());
        }
        Err(Error::other(format!("{} is answered:\n{answer}", self.name)))
    }
}

/// Reads one answer, which has to have a `Content-Length`.
fn read_answer<'b>(connection: &mut TcpStream, buffer: &'b mut Vec<u8>) -> Result<&'b str> {
    buffer.clear();
    let mut chunk = [0; 4096];
    loop {
        let read = connection.read(&mut chunk)?;
        if read == 0 {
            return Err(Error::other("the server closed a connection"));
        }
        buffer.extend_from_slice(&chunk[..read]);
        if whole_length(buffer).is_some_and(|length| buffer.len() >= length) {
            return std::str::from_utf8(buffer).map_err(Error::other);
        }
    }
}

/// The length of head and body, once the head is there.
fn whole_length(buffer: &[u8]) -> Option<usize> {
    let head_end = buffer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&buffer[..head_end]).ok()?.to_ascii_lowercase();
    let (_, length) = head.split_once("\r\ncontent-length:")?;
    Some(head_end + length.split("\r\n").next()?.trim().parse::<usize>().ok()?)
}
