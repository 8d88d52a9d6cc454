//! Bare metal nodes, answered as by a Nova that has no Ironic to ask.

use starmap::authorize::Policy;
use starmap::extract::Body;
use starmap::fault::Fault;
use starmap::json::Value;

use super::schemas::common::UncheckedQuery;
use super::{controller, parameters};
use crate::compute::error::ComputeError;

controller! {
    /// Serves `/os-baremetal-nodes`.
    BaremetalNodesController
}

#[starmap::resource("os-baremetal-nodes")]
impl BaremetalNodesController {
    /// Would list nodes.
    #[action(GET, until = "2.35", also(404, 501), policy = "os_compute_api:os-baremetal-nodes:list")]
    async fn index(&self, _: UncheckedQuery, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        Err(ComputeError::NotSupported.into())
    }

    /// Would show a node.
    #[action(GET, "{id}", until = "2.35", also(404, 501), policy = "os_compute_api:os-baremetal-nodes:show")]
    async fn show(&self, id: &str, _: UncheckedQuery, policy: Policy<'_>) -> Result<(), Fault> {
        policy.authorize()?;
        parameters::unread(id);
        Err(ComputeError::NotSupported.into())
    }

    /// Was handed over to Ironic.
    #[action(POST, until = "2.35")]
    async fn create(&self, Body(_): Body<Value>) -> Result<(), Fault> {
        Err(ask_ironic("node-create"))
    }

    /// Was handed over to Ironic.
    #[action(DELETE, "{id}", until = "2.35")]
    async fn delete(&self, id: &str) -> Result<(), Fault> {
        parameters::unread(id);
        Err(ask_ironic("node-delete"))
    }

    /// Was handed over to Ironic.
    #[action(POST, "{id}/action", body = "add_interface", until = "2.35")]
    async fn add_interface(&self, id: &str, Body(_): Body<Value>) -> Result<(), Fault> {
        parameters::unread(id);
        Err(ask_ironic("port-create"))
    }

    /// Was handed over to Ironic.
    #[action(POST, "{id}/action", body = "remove_interface", until = "2.35")]
    async fn remove_interface(&self, id: &str, Body(_): Body<Value>) -> Result<(), Fault> {
        parameters::unread(id);
        Err(ask_ironic("port-delete"))
    }
}

fn ask_ironic(command: &str) -> Fault {
    Fault::bad_request(format!("Command not supported. Please use Ironic command {command} to perform this action."))
}
