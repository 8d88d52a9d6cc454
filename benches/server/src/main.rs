//! One server of the whole-server table: `bench-server NAME [FILE...]` prints its port and serves until it is killed.
//!
//! Those whose name ends in `-tls` take the files of a certificate and its key; `hyper-same` takes an answer.
//! One thread, one current-thread runtime, keep-alive. A contestant is a file in `contestant/` with a function that binds, calls
//! `announce` and serves; its line in `CONTESTANTS` is all that is needed besides.

mod answers;
mod contestant;

use std::process::ExitCode;

use contestant::CONTESTANTS;

fn main() -> ExitCode {
    let named = std::env::args().nth(1).unwrap_or_default();
    let Some((_, serve)) = CONTESTANTS.iter().find(|(name, _)| *name == named) else {
        let names: Vec<&str> = CONTESTANTS.iter().map(|(name, _)| *name).collect();
        eprintln!("bench-server: no contestant `{named}`; there are {}", names.join(", "));
        return ExitCode::from(64);
    };
    // Two providers are linked in, because dropshot brings its own; all of them shall use the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-server {named}: {error}");
            ExitCode::FAILURE
        }
    }
}
