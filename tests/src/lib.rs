//! What the tests and the programs beside them share: processes, temporary folders, a client on a socket.

pub mod http;
pub mod process;
pub mod temp;

/// A sentence for stderr.
pub type Failure = String;
