//! A driver without machines: every operation takes a while and works.
//!
//! Power states are those Nova's own fake driver reports, which a paused or suspended machine leaves at running.

use std::time::Duration;

use super::{CpuDiagnostics, Diagnostics, DiskDiagnostics, Driver, DriverFuture, NicDiagnostics, Operation};
use crate::compute::console::{ConsoleAddress, ConsoleKind};
use crate::compute::server::Server;
use crate::compute::server_state::PowerState;

/// How long a server waits for its place at most, however slow the machines are.
const SCHEDULING_MAX: Duration = Duration::from_millis(10);

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
        // Nothing has to be waited for where no machine changes.
        let quick = matches!(operation, Operation::SetPassword | Operation::CrashDump);
        let pace = if quick { Duration::ZERO } else { self.pace };
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

    /// The figures of Nova's own fake driver.
    fn diagnostics(&self, _: &Server) -> Diagnostics {
        Diagnostics {
            free_form: FREE_FORM.to_vec(),
            state: "running",
            driver: "libvirt",
            hypervisor: "kvm",
            hypervisor_os: "ubuntu",
            uptime: 46_664,
            config_drive: true,
            cpus: vec![CpuDiagnostics { id: 0, time: 17_300_000_000, utilisation: 15 }],
            nics: vec![NicDiagnostics {
                mac_address: "01:23:45:67:89:ab",
                rx_octets: 2_070_139,
                rx_errors: 100,
                rx_drop: 200,
                rx_packets: 26_701,
                rx_rate: 300,
                tx_octets: 140_208,
                tx_errors: 400,
                tx_drop: 500,
                tx_packets: 662,
                tx_rate: 600,
            }],
            disks: vec![DiskDiagnostics {
                read_bytes: 262_144,
                read_requests: 112,
                write_bytes: 5_778_432,
                write_requests: 488,
                errors_count: 1,
            }],
            memory_maximum: 524_288,
            memory_used: 0,
        }
    }

    fn scheduling_time(&self) -> Duration {
        self.pace.min(SCHEDULING_MAX)
    }

    /// The address of Nova's own fake driver.
    fn migration_address(&self) -> Option<&str> {
        Some("192.168.0.1")
    }
}

/// As libvirt names things.
const FREE_FORM: &[(&str, i64)] = &[
    ("cpu0_time", 17_300_000_000),
    ("memory", 524_288),
    ("vda_errors", -1),
    ("vda_read", 262_144),
    ("vda_read_req", 112),
    ("vda_write", 5_778_432),
    ("vda_write_req", 488),
    ("vnet1_rx", 2_070_139),
    ("vnet1_rx_drop", 0),
    ("vnet1_rx_errors", 0),
    ("vnet1_rx_packets", 26_701),
    ("vnet1_tx", 140_208),
    ("vnet1_tx_drop", 0),
    ("vnet1_tx_errors", 0),
    ("vnet1_tx_packets", 662),
];
