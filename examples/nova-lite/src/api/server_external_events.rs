//! Events from the services around: a port was plugged, a volume grew.
//!
//! Nothing here waits for them, because ports and volumes are embedded; who sends them learns whether the server is there.

use http::StatusCode;
use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;
use starmap::response::{Viewed, WithStatus};

use super::controller;
use super::schemas::server_external_events::{CreateEvents, NewEvent};
use super::views::server_external_events::{EventList, EventView};
use crate::compute::server::Server;

/// Events that make no sense without a tag.
const TAG_REQUIRED: [&str; 3] = ["volume-extended", "power-update", "accelerator-request-bound"];

controller! {
    /// Serves `/os-server-external-events`.
    ServerExternalEventsController
}

#[starmap::resource("os-server-external-events")]
impl ServerExternalEventsController {
    /// Takes events.
    #[action(POST, also(207), policy = "os_compute_api:os-server-external-events:create")]
    async fn create(
        &self,
        Body(body): Body<CreateEvents>,
        policy: Policy<'_>,
    ) -> Result<WithStatus<Viewed<EventList>>, Fault> {
        policy.authorize()?;
        let mut events = Vec::with_capacity(body.events.len());
        for event in body.events {
            let server = self.state.compute.server_of_any_project(&event.server_uuid).await?;
            events.push(taken(event, server.as_ref()));
        }
        let all_taken = events.iter().all(|event| event.code == 200);
        let status = if all_taken { StatusCode::OK } else { StatusCode::MULTI_STATUS };
        Ok(WithStatus(status, Viewed(EventList { events })))
    }
}

fn taken(event: NewEvent, server: Option<&Server>) -> EventView {
    let (status, code) = match server {
        None => ("failed", 404),
        Some(_) if event.tag.is_none() && TAG_REQUIRED.contains(&event.name.as_str()) => ("failed", 400),
        Some(server) if server.host.is_none() => ("failed", 422),
        Some(_) => ("completed", 200),
    };
    EventView { name: event.name, server_uuid: event.server_uuid, status, tag: event.tag, code }
}
