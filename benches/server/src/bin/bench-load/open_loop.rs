//! An open loop: requests fall due at a fixed rate, whether or not earlier ones have been answered.
//!
//! A closed loop would send less while a server is slow, and so not see what a client sees then. The wait counts from the moment
//! a request was due; what the thread overslept is not the server's, so it counts only if the connection was still busy.

use std::io::{Error, Result};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Load, http1};

/// The 50th, 99th and 99.9th percentile in microseconds.
pub fn run(load: &Load, rate: f64) -> Result<[u128; 3]> {
    let connections = http1::open(load)?;
    let (start, count) = (Instant::now() + Duration::from_millis(20), connections.len());
    let due = |request: usize| start + Duration::from_secs_f64(request as f64 / rate);
    let mut waits = thread::scope(|scope| {
        let client = |(first, connection)| {
            scope.spawn(move || wait_for_each(load, connection, (first..load.requests).step_by(count).map(due)))
        };
        let clients: Vec<_> = connections.into_iter().enumerate().map(client).collect();
        let mut waits = Vec::new();
        for client in clients {
            waits.extend(client.join().map_err(|_| Error::other("a client panicked"))??);
        }
        Ok::<_, Error>(waits)
    })?;
    waits.sort_unstable();
    let at = |share: f64| waits.get((waits.len() as f64 * share) as usize).map_or(0, Duration::as_micros);
    Ok([at(0.5), at(0.99), at(0.999)])
}

fn wait_for_each(
    load: &Load,
    mut connection: http1::Connection,
    moments: impl Iterator<Item = Instant>,
) -> Result<Vec<Duration>> {
    let mut waits = Vec::new();
    for due in moments {
        let idle = due.saturating_duration_since(Instant::now());
        thread::sleep(idle);
        let began = if idle.is_zero() { due } else { Instant::now() };
        connection.send()?;
        connection.receive(load)?;
        waits.push(began.elapsed());
    }
    Ok(waits)
}
