//! Key pairs: the public keys that servers let their users in by.
//!
//! From 2.92 on clients bring the key; below, one is made for those who do not.

use starmap::authorize::Policy;
use starmap::extract::{Body, Query, QueryWithParams};
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::policy::Target;
use starmap::response::Written;

use super::controller;
use super::schemas::keypairs::{CreateKeypair, ListKeypairs, OneKeypair};
use super::views::common::next;
use super::views::keypairs::{
    KeypairBody, KeypairItem, KeypairList, KeypairSummary, KeypairView, NewKeypairBody, NewKeypairView,
};
use crate::compute::Caller;
use crate::compute::keypair::{NewKeyPair, SSH};

/// From here on key pairs come in pages.
const PAGES: Microversion = Microversion::literal("2.35");

controller! {
    /// Serves `/os-keypairs`.
    KeypairsController
}

#[starmap::resource("os-keypairs")]
impl KeypairsController {
    /// Lists a user's key pairs.
    #[action(GET, policy = "os_compute_api:os-keypairs:index")]
    async fn index(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListKeypairs>,
        policy: Policy<'_>,
        caller: Caller,
        links: Links,
        version: Microversion,
    ) -> Result<Written<KeypairList<'_>>, Fault> {
        let user = user_of(query.user_id, &caller);
        authorize(&policy, &user)?;
        let paged = version >= PAGES;
        let limit = if paged { self.state.page_limit(query.limit.as_deref()) } else { usize::MAX };
        let pairs = self.state.compute.list_keypairs(&user, query.marker, limit).await?;
        let full = pairs.last().filter(|_| paged && pairs.len() == limit);
        let keypairs_links = full.map(|last| next(links.next(&Self::index_url(), &params, &last.name)));
        let keypairs = pairs.iter().map(|pair| KeypairItem { keypair: KeypairSummary::new(pair) }).collect();
        Ok(Written::of(&KeypairList { keypairs, keypairs_links }, version))
    }

    /// Shows a key pair.
    #[action(GET, "{id}", also(404), policy = "os_compute_api:os-keypairs:show")]
    async fn show(
        &self,
        id: &str,
        Query(query): Query<OneKeypair>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<KeypairBody<'_>>, Fault> {
        let user = user_of(query.user_id, &caller);
        authorize(&policy, &user)?;
        let pair = self.state.compute.keypair(&user, id).await?;
        Ok(Written::of(&KeypairBody { keypair: KeypairView::new(&pair) }, version))
    }

    /// Imports a key pair, or makes one.
    #[action(
        POST,
        also(409),
        policy = "os_compute_api:os-keypairs:create",
        status(200, until = "2.1"),
        status(201, since = "2.2")
    )]
    async fn create(
        &self,
        Body(body): Body<CreateKeypair>,
        policy: Policy<'_>,
        caller: Caller,
        version: Microversion,
    ) -> Result<Written<NewKeypairBody<'_>>, Fault> {
        let new = body.keypair;
        let new = NewKeyPair {
            user_id: user_of(new.user_id, &caller),
            name: new.name.trim().to_owned(),
            kind: new.kind.unwrap_or_else(|| SSH.to_owned()),
            public_key: new.public_key,
        };
        authorize(&policy, &new.user_id)?;
        let created = self.state.compute.create_keypair(&caller, new).await?;
        Ok(Written::of(&NewKeypairBody { keypair: NewKeypairView::new(&created) }, version))
    }

    /// Deletes a key pair; servers made with it keep its name.
    #[action(
        DELETE,
        "{id}",
        also(404),
        policy = "os_compute_api:os-keypairs:delete",
        status(202, until = "2.1"),
        status(204, since = "2.2")
    )]
    async fn delete(
        &self,
        id: &str,
        Query(query): Query<OneKeypair>,
        policy: Policy<'_>,
        caller: Caller,
    ) -> Result<(), Fault> {
        let user = user_of(query.user_id, &caller);
        authorize(&policy, &user)?;
        Ok(self.state.compute.delete_keypair(&user, id).await?)
    }
}

/// The user that is named first, or else the caller.
fn user_of(named: impl IntoIterator<Item = String>, caller: &Caller) -> String {
    let named = named.into_iter().next().filter(|user| !user.is_empty());
    named.unwrap_or_else(|| caller.user_id.clone())
}

/// Key pairs belong to users, in whichever project these are.
fn authorize(policy: &Policy<'_>, user: &str) -> Result<(), Fault> {
    policy.authorize_on(&Target { user_id: Some(user), ..Target::default() })
}
