//! What can go wrong in the domain, in Nova's words and without HTTP.
//!
//! Each variant is one reason; `kind` sorts the reasons into the few classes that the API edge maps to statuses.
//! `Display` gives the sentence a client of Nova would read; the log text of a storage failure is only in `detail`.

use std::fmt;

/// The class of a [`ComputeError`], for the one place that maps it to a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The thing named does not exist, or not for this caller.
    NotFound,
    /// The request makes no sense as it stands.
    Invalid,
    /// The request clashes with the present state of the thing.
    Conflict,
    /// The request is understood and not allowed: a quota, an ownership rule.
    Forbidden,
    /// The virt driver cannot do this.
    NotSupported,
    /// The storage cannot answer now; trying again later may help.
    Unavailable,
}

/// Which attribute of a server forbids the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateConflict {
    /// The server's vm_state, by its wire name.
    VmState(&'static str),
    /// The server's task_state, by its wire name.
    TaskState(&'static str),
    /// The server never reached a running state.
    NeverActive,
}

/// Why the domain refused or failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComputeError {
    /// No such server, or another project's.
    ServerNotFound(String),
    /// No such flavor.
    FlavorNotFound(String),
    /// No such host aggregate; its id as it was asked for.
    AggregateNotFound(String),
    /// No such key pair; name and user.
    KeyPairNotFound(String, String),
    /// Anything else that is missing, as a whole sentence.
    NotFound(String),
    /// The server's state forbids the action.
    InvalidState {
        /// The action as Nova names it in its texts.
        action: &'static str,
        /// The server's id.
        server: String,
        /// What stands in the way.
        conflict: StateConflict,
    },
    /// The server has no host yet or any more.
    NotReady(String),
    /// The server is locked and the caller is no administrator.
    Locked(String),
    /// A quota would be exceeded.
    QuotaExceeded {
        /// Resource names, comma-joined.
        resources: String,
        /// What was asked for, in the same order.
        requested: String,
        /// What is used already, in the same order.
        used: String,
        /// The limits, in the same order.
        limits: String,
    },
    /// A quota or ownership rule with a sentence of its own.
    Forbidden(String),
    /// A key pair of this name exists.
    KeyPairExists(String),
    /// Any other clash, as a whole sentence.
    Conflict(String),
    /// Bad input, as a whole sentence.
    Invalid(String),
    /// The marker of a page does not exist.
    MarkerNotFound(String),
    /// The virt driver cannot do this.
    NotSupported,
    /// The storage failed; the text is for the log only.
    Unavailable(String),
}

impl ComputeError {
    /// Returns the class of this error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::ServerNotFound(_)
            | Self::FlavorNotFound(_)
            | Self::AggregateNotFound(_)
            | Self::KeyPairNotFound(..)
            | Self::NotFound(_) => ErrorKind::NotFound,
            Self::InvalidState { .. }
            | Self::NotReady(_)
            | Self::Locked(_)
            | Self::KeyPairExists(_)
            | Self::Conflict(_) => ErrorKind::Conflict,
            Self::QuotaExceeded { .. } | Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::Invalid(_) | Self::MarkerNotFound(_) => ErrorKind::Invalid,
            Self::NotSupported => ErrorKind::NotSupported,
            Self::Unavailable(_) => ErrorKind::Unavailable,
        }
    }

    /// Returns what the log should say beyond the sentence for the client.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Unavailable(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the whole of it for operators.
    #[must_use]
    pub fn for_the_log(&self) -> String {
        self.detail().map_or_else(|| self.to_string(), str::to_owned)
    }
}

impl fmt::Display for ComputeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServerNotFound(id) => write!(f, "Instance {id} could not be found."),
            Self::FlavorNotFound(id) => write!(f, "Flavor {id} could not be found."),
            Self::AggregateNotFound(id) => write!(f, "Aggregate {id} could not be found."),
            Self::KeyPairNotFound(name, user) => write!(f, "Keypair {name} not found for user {user}"),
            Self::InvalidState { action, server, conflict } => {
                let cannot = format_args!("Cannot '{action}' instance {server} while it is in");
                match conflict {
                    StateConflict::VmState(state) => write!(f, "{cannot} vm_state {state}"),
                    StateConflict::TaskState(state) => write!(f, "{cannot} task_state {state}"),
                    StateConflict::NeverActive => write!(f, "Instance {server} is in an invalid state for '{action}'"),
                }
            }
            Self::NotReady(id) => write!(f, "Instance {id} is not ready"),
            Self::Locked(id) => write!(f, "Instance {id} is locked"),
            Self::QuotaExceeded { resources, requested, used, limits } => write!(
                f,
                "Quota exceeded for {resources}: Requested {requested}, but already used {used} of {limits} {resources}"
            ),
            Self::KeyPairExists(name) => write!(f, "Key pair '{name}' already exists."),
            Self::MarkerNotFound(marker) => write!(f, "marker [{marker}] not found"),
            Self::NotFound(text) | Self::Forbidden(text) | Self::Conflict(text) | Self::Invalid(text) => {
                f.write_str(text)
            }
            Self::NotSupported => f.write_str("The requested functionality is not supported."),
            Self::Unavailable(_) => f.write_str("The service is currently unable to handle the request."),
        }
    }
}

impl std::error::Error for ComputeError {}
