//! hyper giving one answer to everything: what the answers of another server cost by their bytes alone.
//!
//! The answer is a file: status line, headers, an empty line, the body. On tokio's multi-thread runtime with one worker, because
//! that is what nova-lite runs on.

use std::convert::Infallible;
use std::io::{Error, Result};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

pub fn serve() -> Result<()> {
    let answer = read(&std::fs::read(super::file(0)?)?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async move { tokio::spawn(accept(answer)).await? })
}

async fn accept(answer: Response<Bytes>) -> Result<()> {
    let listener = super::listen().await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = answer.clone();
        tokio::spawn(async move {
            let respond = service_fn(|_| {
                let answer = answer.clone().map(Full::new);
                async move { Ok::<_, Infallible>(answer) }
            });
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), respond).await;
        });
    }
}

/// Reads an answer; hyper adds the length and the date by itself.
fn read(file: &[u8]) -> Result<Response<Bytes>> {
    let end =
        file.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(|| Error::other("no head in the answer"))?;
    let head = std::str::from_utf8(&file[..end]).map_err(Error::other)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let mut answer = Response::new(Bytes::copy_from_slice(&file[end + 4..]));
    *answer.status_mut() = StatusCode::from_bytes(status.as_bytes()).map_err(Error::other)?;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(Error::other)?;
        if name != "date" && name != "content-length" {
            answer.headers_mut().append(name, HeaderValue::from_str(value).map_err(Error::other)?);
        }
    }
    Ok(answer)
}
