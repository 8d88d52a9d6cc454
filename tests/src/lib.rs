//! What the tests and the programs beside them share: processes, temporary folders, a client on a socket.

pub mod elsewhere;
pub mod fuzz;
pub mod http;
pub mod http2;
pub mod identity;
pub mod nova;
pub mod process;
pub mod rows;
pub mod running;
pub mod temp;

/// A sentence for stderr.
pub type Failure = String;
