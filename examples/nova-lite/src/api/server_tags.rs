//! Servers' tags: words by which servers are found again.

use http::StatusCode;
use starmap::authorize::Policy;
use starmap::extract::{Body, Query};
use starmap::fault::Fault;
use starmap::json::Value;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::{WithStatus, Written};
use starmap::schema::{Mode, types, validate_body};

use super::controller;
use super::schemas::common::AnyQuery;
use super::schemas::server_tags::{NoBody, TagsBody};
use super::server_lookup::Bare;
use super::views::server_parts::TagsView;
use crate::compute::Caller;
use crate::compute::server_state::Rule;

controller! {
    /// Serves `/servers/{server_id}/tags`.
    ServerTagsController
}

#[starmap::resource("servers/{server_id}/tags")]
impl ServerTagsController {
    /// Lists the tags of a server.
    #[action(GET, since = "2.26", also(404), policy = "os_compute_api:os-server-tags:index")]
    async fn index(
        &self,
        server_id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<TagsView<'_>>, Fault> {
        let server = self.state.mapped_server(&caller, policy, server_id).await?;
        Ok(Written::of(&TagsView { tags: &server.tags }, version))
    }

    /// Replaces every tag of a server.
    #[action(PUT, since = "2.26", also(404, 409), policy = "os_compute_api:os-server-tags:update_all")]
    async fn update_all(
        &self,
        server_id: &str,
        Body(body): Body<TagsBody>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<TagsView<'_>>, Fault> {
        self.state.mapped_server(&caller, policy, server_id).await?;
        let tags = self.state.compute.set_tags(&caller, server_id, body.tags).await?;
        Ok(Written::of(&TagsView { tags: &tags }, version))
    }

    /// Removes every tag of a server.
    #[action(DELETE, since = "2.26", status = 204, also(404, 409), policy = "os_compute_api:os-server-tags:delete_all")]
    async fn delete_all(&self, server_id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.mapped_server(&caller, policy, server_id).await?;
        Ok(self.state.compute.delete_tags(&caller, server_id).await?)
    }

    /// Says whether a server has a tag.
    #[action(GET, "{id}", since = "2.26", status = 204, also(404), policy = "os_compute_api:os-server-tags:show")]
    async fn show(
        &self,
        server_id: &str,
        id: &str,
        Query(_): Query<AnyQuery>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        let server = self.state.mapped_server(&caller, policy, server_id).await?;
        if server.tags.iter().any(|tag| tag == id) {
            return Ok(());
        }
        Err(Fault::not_found(format!("Server {server_id} has no tag '{id}'")))
    }

    /// Adds a tag to a server.
    #[action(
        PUT,
        "{id}",
        since = "2.26",
        status = 201,
        also(204, 404, 409),
        policy = "os_compute_api:os-server-tags:update"
    )]
    async fn update(
        &self,
        server_id: &str,
        id: &str,
        Body(_): Body<NoBody>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
    ) -> Result<WithStatus<Bare>, Fault> {
        let server = self.state.mapped_server(&caller, policy, server_id).await?;
        // A server that takes no tags says so even of a tag that is none.
        Rule::UPDATE_TAGS.check(&server)?;
        check(id)?;
        if !self.state.compute.add_tag(&caller, server_id, id).await? {
            return Ok(WithStatus(StatusCode::NO_CONTENT, Bare { location: None }));
        }
        let location = links.own(&Self::show_url(server_id, id));
        Ok(WithStatus(StatusCode::CREATED, Bare { location: Some(location) }))
    }

    /// Removes a tag from a server.
    #[action(
        DELETE,
        "{id}",
        since = "2.26",
        status = 204,
        also(404, 409),
        policy = "os_compute_api:os-server-tags:delete"
    )]
    async fn delete(&self, server_id: &str, id: &str, caller: Caller, policy: Policy<'_>) -> Result<(), Fault> {
        self.state.mapped_server(&caller, policy, server_id).await?;
        Ok(self.state.compute.delete_tag(&caller, server_id, id).await?)
    }
}

fn check(tag: &str) -> Result<(), Fault> {
    validate_body(&types::TAG, &mut Value::from(tag), Microversion::LOWEST, Mode::Strict).map_err(|invalid| {
        Fault::bad_request(format!(
            "Tag '{tag}' is invalid. It must be a non empty string without characters '/' and ','. Validation error \
             message: {}",
            invalid.message
        ))
    })
}
