//! Which version of HTTP a client speaks, seen from its first bytes.
//!
//! It is seen before anything is made for either version, so that a connection is no larger for what it does not speak.

use std::future::poll_fn;
use std::io;
use std::task::{Poll, ready};

use tokio::io::AsyncRead;

use super::ahead::{AHEAD_BYTES_MAX, Ahead};

/// The bytes that say that HTTP/2 is spoken.
const PREFACE: &[u8; AHEAD_BYTES_MAX] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Reads ahead until the bytes are those of HTTP/2, or cannot become them. Whatever else they are is for HTTP/1.1 to judge.
///
/// # Errors
///
/// The stream's own.
pub(super) async fn speaks_http2<S: AsyncRead + Unpin>(stream: &mut Ahead<S>) -> io::Result<bool> {
    poll_fn(|cx| {
        loop {
            let read = stream.bytes();
            if *read != PREFACE[..read.len()] {
                return Poll::Ready(Ok(false));
            }
            if read.len() == PREFACE.len() {
                return Poll::Ready(Ok(true));
            }
            if ready!(stream.poll_more(cx))? == 0 {
                return Poll::Ready(Ok(false));
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn the_whole_preface_is_http2_however_it_is_cut() {
        for (sent, http2) in [
            (vec![&PREFACE[..]], true),
            (vec![&PREFACE[..1], &PREFACE[1..20], &PREFACE[20..]], true),
            (vec![b"GET / HTTP/1.1\r\n\r\n"], false),
            (vec![b"PRI * HTTP/1.1\r\n\r\n"], false),
            (vec![b"PRI * HTTP/2.0\r\n\r\nSM"], false),
            (vec![], false),
        ] {
            let (mut client, server) = tokio::io::duplex(24);
            let speaking = tokio::spawn(async move {
                let mut ahead = Ahead::new(server);
                let http2 = speaks_http2(&mut ahead).await.expect("it can be read");
                assert!(!http2 || ahead.bytes() == PREFACE, "hyper reads it again");
                http2
            });
            for part in &sent {
                client.write_all(part).await.expect("there is room");
                tokio::task::yield_now().await;
            }
            drop(client);
            assert_eq!(speaking.await.expect("no panic"), http2, "{sent:?}");
        }
    }
}
