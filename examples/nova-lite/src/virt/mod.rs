//! What nova-lite asks of a hypervisor. Drivers change nothing but their own machines: no storage, no HTTP.

mod fake;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub use fake::FakeDriver;

use crate::compute::console::{ConsoleAddress, ConsoleKind};
use crate::compute::server::Server;
use crate::compute::server_state::PowerState;

/// An operation on one machine; the answer is its power state afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the operations are named after the server actions that need them")]
pub enum Operation {
    Spawn,
    Destroy,
    PowerOn,
    PowerOff,
    RebootSoft,
    RebootHard,
    Pause,
    Unpause,
    Suspend,
    Resume,
    Rescue,
    Unrescue,
    Snapshot,
    SetPassword,
    /// Leave the source host.
    MigrateAway,
    /// Start on the destination host.
    FinishMigration,
    ConfirmMigration,
    RevertMigration,
    LiveMigrate,
    CrashDump,
}

/// What a driver measured of a machine.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names; times are nanoseconds, sizes bytes and MiB")]
pub struct Diagnostics {
    /// What the driver says in names of its own.
    pub free_form: Vec<(&'static str, i64)>,
    pub state: &'static str,
    pub driver: &'static str,
    pub hypervisor: &'static str,
    pub hypervisor_os: &'static str,
    /// Seconds.
    pub uptime: i64,
    pub config_drive: bool,
    pub cpus: Vec<CpuDiagnostics>,
    pub nics: Vec<NicDiagnostics>,
    pub disks: Vec<DiskDiagnostics>,
    pub memory_maximum: i64,
    pub memory_used: i64,
}

/// One processor of a machine.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct CpuDiagnostics {
    pub id: i64,
    pub time: i64,
    /// Per cent.
    pub utilisation: i64,
}

/// One network card of a machine.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NicDiagnostics {
    pub mac_address: &'static str,
    pub rx_octets: i64,
    pub rx_errors: i64,
    pub rx_drop: i64,
    pub rx_packets: i64,
    pub rx_rate: i64,
    pub tx_octets: i64,
    pub tx_errors: i64,
    pub tx_drop: i64,
    pub tx_packets: i64,
    pub tx_rate: i64,
}

/// One disk of a machine.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct DiskDiagnostics {
    pub read_bytes: i64,
    pub read_requests: i64,
    pub write_bytes: i64,
    pub write_requests: i64,
    pub errors_count: i64,
}

/// Why a driver could not do it, as a sentence for the server's fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverError(pub String);

/// What a driver returns.
pub type DriverFuture<'d> = Pin<Box<dyn Future<Output = Result<PowerState, DriverError>> + Send + 'd>>;

/// A hypervisor. One call is in flight per server at a time, except that `Destroy` may overtake.
pub trait Driver: Send + Sync + std::fmt::Debug {
    /// Does one operation and says the machine's power state afterwards.
    fn perform<'d>(&'d self, operation: Operation, server: &'d Server) -> DriverFuture<'d>;

    /// Returns what the machine's console shows.
    fn console(&self, server: &Server) -> String;

    /// Returns where a console of this kind is shown; `None` when the driver has none of this kind.
    fn console_address(&self, _server: &Server, _kind: ConsoleKind) -> Option<ConsoleAddress> {
        None
    }

    /// Returns where migrations come in, if that is not the host's own address.
    fn migration_address(&self) -> Option<&str> {
        None
    }

    /// Measures a running machine.
    fn diagnostics(&self, server: &Server) -> Diagnostics;

    /// Returns how long a server that was asked for waits for its place. A driver without machines has it take a while, as it
    /// does in any cloud: who deletes at once what he has just asked for deletes no more than a request.
    fn scheduling_time(&self) -> Duration {
        Duration::ZERO
    }

    /// Returns the name of the first disk.
    fn root_device(&self) -> &'static str {
        "/dev/sda"
    }
}
