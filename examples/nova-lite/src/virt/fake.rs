//! A driver without machines: every operation takes a while and works.
//!
//! Power states are those Nova's own fake driver reports, which a paused or suspended machine leaves at running.

use std::time::Duration;

use super::{Driver, DriverFuture, Operation};
use crate::compute::console::{ConsoleAddress, ConsoleKind};
use crate::compute::server::Server;
use crate::compute::server_state::PowerState;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct FakeDriver {
    /// How long each operation takes.
    pub pace: Duration,
}

impl Default for FakeDriver {
    fn default() -> Self {
        Self { pace: Duration::from_millis(10) }
    }
}

impl Driver for FakeDriver {
    fn perform<'d>(&'d self, operation: Operation, server: &'d Server) -> DriverFuture<'d> {
        let power = match operation {
            Operation::PowerOff | Operation::Rescue => PowerState::Shutdown,
            Operation::Destroy => PowerState::NoState,
            Operation::Snapshot
            | Operation::SetPassword
            | Operation::CrashDump
            | Operation::Pause
            | Operation::Suspend
            | Operation::LiveMigrate => server.power_state,
            _ => PowerState::Running,
        };
        let pace = self.pace;
        Box::pin(async move {
            if !pace.is_zero() {
                tokio::time::sleep(pace).await;
            }
            Ok(power)
        })
    }

    fn console(&self, _: &Server) -> String {
        "FAKE CONSOLE OUTPUT\nANOTHER\nLAST LINE".into()
    }

    /// The consoles of Nova's own fake driver: names that lead nowhere.
    fn console_address(&self, _: &Server, kind: ConsoleKind) -> Option<ConsoleAddress> {
        let (host, tls_port) = match kind {
            ConsoleKind::NoVnc => ("fakevncconsole.com", None),
            ConsoleKind::SpiceHtml5 | ConsoleKind::SpiceDirect => ("fakespiceconsole.com", Some(6970)),
            ConsoleKind::Serial => ("fakerdpconsole.com", None),
            ConsoleKind::WebMks => ("fakemksconsole.com", None),
        };
        Some(ConsoleAddress { host: host.into(), port: 6969, tls_port, internal_access_path: Some("FAKE".into()) })
    }

    /// The address of Nova's own fake driver.
    fn migration_address(&self) -> Option<&str> {
        Some("192.168.0.1")
    }
}
