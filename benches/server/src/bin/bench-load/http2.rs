//! HTTP/2 with prior knowledge: few connections with many streams each, as its clients do.

use std::io::{Error, Result};
use std::net::Ipv4Addr;

use bytes::Bytes;
use h2::client::SendRequest;
use http::Request;
use tokio::net::TcpStream;

use crate::Load;

/// Streams at a time on one connection.
const STREAMS: usize = 8;

/// Sends the requests in rounds, as many at a time as there would be connections without streams.
pub fn run(load: &Load) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut connections = Vec::new();
        for _ in 0..load.connections.div_ceil(STREAMS) {
            connections.push(connect(load.port).await?);
        }
        for _ in 0..load.requests.div_ceil(load.connections) {
            let mut answers = Vec::new();
            for connection in &mut connections {
                for _ in 0..STREAMS {
                    answers.push(ask(load, connection).await?);
                }
            }
            for answer in answers {
                check(load, answer.await.map_err(Error::other)?).await?;
            }
        }
        Ok(())
    })
}

async fn connect(port: u16) -> Result<SendRequest<Bytes>> {
    let tcp = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    tcp.set_nodelay(true)?;
    let (send, connection) = h2::client::handshake(tcp).await.map_err(Error::other)?;
    tokio::spawn(connection);
    Ok(send)
}

async fn ask(load: &Load, connection: &mut SendRequest<Bytes>) -> Result<h2::client::ResponseFuture> {
    let uri = format!("http://127.0.0.1:{}{}", load.port, load.target);
    let mut request = Request::builder().method(load.method.as_str()).uri(uri);
    for (name, value) in load.all_headers() {
        request = request.header(name, value);
    }
    let request = request.body(()).map_err(Error::other)?;
    let mut ready = connection.clone().ready().await.map_err(Error::other)?;
    let (answer, mut sending) = ready.send_request(request, load.body.is_empty()).map_err(Error::other)?;
    if !load.body.is_empty() {
        sending.send_data(Bytes::from(load.body.clone()), true).map_err(Error::other)?;
    }
    Ok(answer)
}

async fn check(load: &Load, answer: http::Response<h2::RecvStream>) -> Result<()> {
    let status = answer.status().as_u16();
    let (mut body, mut text) = (answer.into_body(), Vec::new());
    while let Some(data) = body.data().await {
        let data = data.map_err(Error::other)?;
        body.flow_control().release_capacity(data.len()).map_err(Error::other)?;
        text.extend_from_slice(&data);
    }
    load.check(status, &text)
}
