//! Servers' consoles: what they show, and where they can be reached.

use starmap::authorize::Policy;
use starmap::extract::{Body, RawBody};
use starmap::fault::Fault;
use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::schemas::server_actions::{
    ConsoleOutput, ConsoleProtocol, ConsoleType, CreateRemoteConsole, SerialConsole, SpiceConsole, VncConsole,
};
use super::views::server_parts::{ConsoleBody, ConsoleView, OutputBody, RemoteConsoleBody, RemoteConsoleView};
use super::{ApiState, controller};
use crate::compute::Caller;
use crate::compute::console::ConsoleKind;

controller! {
    /// Serves consoles among the actions on servers.
    ServerConsolesController
}

#[starmap::resource("servers/{id}/action")]
impl ServerConsolesController {
    /// Shows what a server's console says.
    #[action(POST, body = "os-getConsoleOutput", also(404, 409, 501), policy = "os_compute_api:os-console-output")]
    async fn get_console_output(
        &self,
        id: &str,
        Body(body): Body<ConsoleOutput>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<OutputBody<'_>>, Fault> {
        self.state.server(&caller, policy, id).await?;
        let output = self.state.compute.console(&caller, id).await?;
        let length = body.output.length.as_ref().and_then(lines);
        Ok(Written::of(&OutputBody { output: last_lines(&output, length) }, version))
    }

    /// Says where a server's screen can be reached over VNC.
    #[action(
        POST,
        body = "os-getVNCConsole",
        until = "2.5",
        also(404, 409, 501),
        policy = "os_compute_api:os-remote-consoles"
    )]
    async fn get_vnc_console(
        &self,
        id: &str,
        Body(body): Body<VncConsole>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ConsoleBody<'_>>, Fault> {
        let kind = if body.console.kind == "novnc" { ConsoleType::Novnc } else { ConsoleType::Xvpvnc };
        let url = self.state.console(id, ConsoleProtocol::Vnc, kind, &caller, policy).await?;
        Ok(Written::of(&ConsoleBody { console: ConsoleView { kind: kind.name(), url } }, version))
    }

    /// Says where a server's screen can be reached over SPICE.
    #[action(
        POST,
        body = "os-getSPICEConsole",
        until = "2.5",
        also(404, 409, 501),
        policy = "os_compute_api:os-remote-consoles"
    )]
    async fn get_spice_console(
        &self,
        id: &str,
        Body(_): Body<SpiceConsole>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ConsoleBody<'_>>, Fault> {
        let kind = ConsoleType::SpiceHtml5;
        let url = self.state.console(id, ConsoleProtocol::Spice, kind, &caller, policy).await?;
        Ok(Written::of(&ConsoleBody { console: ConsoleView { kind: kind.name(), url } }, version))
    }

    /// Says where a server's serial line can be reached.
    #[action(
        POST,
        body = "os-getSerialConsole",
        until = "2.5",
        also(404, 409, 501),
        policy = "os_compute_api:os-remote-consoles"
    )]
    async fn get_serial_console(
        &self,
        id: &str,
        Body(_): Body<SerialConsole>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ConsoleBody<'_>>, Fault> {
        let kind = ConsoleType::Serial;
        let url = self.state.console(id, ConsoleProtocol::Serial, kind, &caller, policy).await?;
        Ok(Written::of(&ConsoleBody { console: ConsoleView { kind: kind.name(), url } }, version))
    }

    /// Removed; Nova refuses it as a bad request.
    #[action(POST, body = "os-getRDPConsole", until = "2.5", also(404, 409, 501))]
    async fn get_rdp_console(&self, id: &str, _: RawBody) -> Result<(), Fault> {
        tracing::debug!(id, "a removed action was asked for");
        Err(Fault::generic(http::StatusCode::BAD_REQUEST))
    }
}

controller! {
    /// Serves `/servers/{server_id}/remote-consoles`.
    RemoteConsolesController
}

#[starmap::resource("servers/{server_id}/remote-consoles")]
impl RemoteConsolesController {
    /// Says where a console can be reached.
    #[action(POST, since = "2.6", also(404, 409, 501), policy = "os_compute_api:os-remote-consoles")]
    async fn create(
        &self,
        server_id: &str,
        Body(body): Body<CreateRemoteConsole>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<RemoteConsoleBody<'_>>, Fault> {
        let (protocol, kind) = (body.remote_console.protocol, body.remote_console.kind);
        let url = self.state.console(server_id, protocol, kind, &caller, policy).await?;
        let remote_console = RemoteConsoleView { protocol: protocol.name(), kind: kind.name(), url };
        Ok(Written::of(&RemoteConsoleBody { remote_console }, version))
    }
}

impl ApiState {
    /// The URL of a console, good for one token.
    async fn console(
        &self,
        id: &str,
        protocol: ConsoleProtocol,
        kind: ConsoleType,
        caller: &Caller,
        policy: Policy<'_>,
    ) -> Result<String, Fault> {
        self.server(caller, policy, id).await?;
        if protocol == ConsoleProtocol::Rdp {
            return Err(Fault::generic(http::StatusCode::BAD_REQUEST));
        }
        let proxies = &self.settings.console;
        let (proxy, opened) = match (protocol, kind) {
            (ConsoleProtocol::Vnc, ConsoleType::Novnc) => (&proxies.novnc, ConsoleKind::NoVnc),
            (ConsoleProtocol::Spice, ConsoleType::SpiceHtml5) => (&proxies.spice_html5, ConsoleKind::SpiceHtml5),
            (ConsoleProtocol::Spice, ConsoleType::SpiceDirect) => (&proxies.spice_direct, ConsoleKind::SpiceDirect),
            (ConsoleProtocol::Serial, ConsoleType::Serial) => (&proxies.serial, ConsoleKind::Serial),
            (ConsoleProtocol::Mks, ConsoleType::Webmks) => (&None, ConsoleKind::WebMks),
            _ => return Err(Fault::bad_request(format!("Invalid console type {}", kind.name()))),
        };
        let unavailable = || Fault::bad_request(format!("Unavailable console type {}.", kind.name()));
        let proxy = proxy.as_ref().ok_or_else(unavailable)?;
        let token = self.compute.open_console(caller, id, opened).await?;
        Ok(match kind {
            // noVNC takes the token out of the path of its socket.
            ConsoleType::Novnc => format!("{proxy}?path=%3Ftoken%3D{token}"),
            _ => format!("{proxy}?token={token}"),
        })
    }
}

impl ConsoleProtocol {
    fn name(self) -> &'static str {
        match self {
            Self::Vnc => "vnc",
            Self::Spice => "spice",
            Self::Serial => "serial",
            Self::Rdp => "rdp",
            Self::Mks => "mks",
        }
    }
}

impl ConsoleType {
    fn name(self) -> &'static str {
        match self {
            Self::Novnc => "novnc",
            Self::Xvpvnc => "xvpvnc",
            Self::SpiceHtml5 => "spice-html5",
            Self::Serial => "serial",
            Self::RdpHtml5 => "rdp-html5",
            Self::Webmks => "webmks",
            Self::SpiceDirect => "spice-direct",
        }
    }
}

/// How many lines; -1 and null are all.
fn lines(length: &Value) -> Option<usize> {
    length.python_str().to_string().parse().ok()
}

fn last_lines(text: &str, length: Option<usize>) -> &str {
    match length {
        None => text,
        Some(0) => "",
        Some(length) => text.rmatch_indices('\n').nth(length - 1).map_or(text, |(at, _)| &text[at + 1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::last_lines;

    #[test]
    fn a_console_is_cut_to_its_last_lines() {
        let text = "a\nb\nc";
        for (length, shown) in [(None, text), (Some(0), ""), (Some(1), "c"), (Some(2), "b\nc"), (Some(9), text)] {
            assert_eq!(last_lines(text, length), shown);
        }
    }
}
