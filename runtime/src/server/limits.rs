//! The server's limits: each with a name, a unit and a default.

use std::time::Duration;

use crate::body::Pace;

/// What a server allows its clients.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at a time; further ones wait in the kernel's queue. Default 10,000.
    pub connections_max: usize,
    /// How long a client may take to send a request's head, together with the time that the connection was idle before it, in
    /// milliseconds. It is looked after once a second, so a connection may live up to two seconds longer. Default 75,000.
    pub header_read_timeout_ms: u64,
    /// How long a client may let the server wait for more of a body, in milliseconds. Default 30,000.
    pub body_read_timeout_ms: u64,
    /// The bytes a second that a client has to send of a body on the whole, once one `body_read_timeout_ms` is over; 0 asks
    /// for none. A slower one gets a 408. Default 500.
    pub body_bytes_per_second_min: u64,
    /// How long a client may take none of an answer, in milliseconds. Default 30,000.
    pub write_timeout_ms: u64,
    /// The bytes a second that a client has to take of an answer, on the whole of one `write_timeout_ms`; 0 asks for none.
    /// A slower one loses its connection. Default 500.
    pub write_bytes_per_second_min: u64,
    /// How long a TLS handshake may take, in milliseconds. Default 10,000.
    pub handshake_timeout_ms: u64,
    /// How long a request may take from its head to its answer, in milliseconds; beyond, the client gets a 503. Default 60,000.
    pub request_timeout_ms: u64,
    /// The most requests in the making at a time; further ones get a 503 with `Retry-After` at once. Default 1,000.
    pub in_flight_max: usize,
    /// The most bytes of a request target; a longer one gets a 414. Default 16,384.
    pub uri_bytes_max: usize,
    /// The most parameters of a query; more get a 414. Default 1,000.
    pub query_parameters_max: usize,
    /// The most bytes of a request's head. Default 64 KiB; hyper answers 431 beyond.
    pub header_bytes_max: usize,
    /// The most header fields of a request. Default 100; hyper answers 431 beyond.
    pub headers_max: usize,
    /// The most requests at a time on one HTTP/2 connection. Default 100.
    pub http2_streams_max: u32,
    /// The most streams of an HTTP/2 connection that were reset before anybody looked at them. Default 20.
    pub http2_pending_resets_max: usize,
    /// The most bytes of a header list on HTTP/2. Default 16 KiB.
    pub http2_header_list_bytes_max: u32,
    /// How long an HTTP/2 client may take to answer a PING, which is asked of it whenever it said nothing for as long as
    /// `header_read_timeout_ms`, in milliseconds. Default 20,000.
    pub http2_ping_timeout_ms: u64,
    /// How long requests in flight may still take after the shutdown began, in milliseconds. Default 60,000.
    pub shutdown_timeout_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 10_000,
            header_read_timeout_ms: 75_000,
            body_read_timeout_ms: 30_000,
            body_bytes_per_second_min: 500,
            write_timeout_ms: 30_000,
            write_bytes_per_second_min: 500,
            handshake_timeout_ms: 10_000,
            request_timeout_ms: 60_000,
            in_flight_max: 1_000,
            uri_bytes_max: 16 * 1024,
            query_parameters_max: 1_000,
            header_bytes_max: 64 * 1024,
            headers_max: 100,
            http2_streams_max: 100,
            http2_pending_resets_max: 20,
            http2_header_list_bytes_max: 16 * 1024,
            http2_ping_timeout_ms: 20_000,
            shutdown_timeout_ms: 60_000,
        }
    }
}

impl Limits {
    pub(super) fn header_read_timeout(&self) -> Duration {
        Duration::from_millis(self.header_read_timeout_ms)
    }

    pub(super) fn write_timeout(&self) -> Duration {
        Duration::from_millis(self.write_timeout_ms)
    }

    /// What a client has to take in each `write_timeout_ms`.
    pub(super) fn write_bytes_min(&self) -> u64 {
        self.write_bytes_per_second_min.saturating_mul(self.write_timeout_ms) / 1000
    }

    /// What an HTTP/2 client may take in one `header_read_timeout_ms` and still be idle.
    pub(super) fn idle_bytes_max(&self) -> u64 {
        self.write_bytes_per_second_min.saturating_mul(self.header_read_timeout_ms) / 1000
    }

    pub(super) fn body_pace(&self) -> Pace {
        let pause_max = Duration::from_millis(self.body_read_timeout_ms);
        Pace { pause_max, bytes_per_second_min: self.body_bytes_per_second_min }
    }

    #[cfg(feature = "http2")]
    pub(super) fn http2_ping_timeout(&self) -> Duration {
        Duration::from_millis(self.http2_ping_timeout_ms)
    }

    pub(super) fn shutdown_timeout(&self) -> Duration {
        Duration::from_millis(self.shutdown_timeout_ms)
    }
}
