//! Migrations of all servers: moves between hosts, and resizes.

use starmap::authorize::Policy;
use starmap::extract::QueryWithParams;
use starmap::fault::Fault;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::Written;

use super::controller;
use super::schemas::migrations::ListMigrations;
use super::views::common::next;
use super::views::migrations::{MigrationList, MigrationView};
use crate::compute::Caller;
use crate::compute::clock::Timestamp;
use crate::compute::migration::MigrationQuery;

/// From here on lists have pages.
const PAGES: Microversion = Microversion::literal("2.59");
/// Guards the migrations of other projects.
const SEE_ALL_PROJECTS: &str = "os_compute_api:os-migrations:index:all_projects";
/// Guards the names of hosts.
const SEE_HOSTS: &str = "os_compute_api:os-migrations:index:host";

controller! {
    /// Serves `/os-migrations`.
    MigrationsController
}

#[starmap::resource("os-migrations")]
impl MigrationsController {
    /// Lists migrations, newest first.
    #[action(GET, policy = "os_compute_api:os-migrations:index")]
    async fn index(
        &self,
        QueryWithParams(query, params): QueryWithParams<ListMigrations>,
        policy: Policy<'_>,
        caller: Caller,
        links: Links,
        version: Microversion,
    ) -> Result<Written<MigrationList<'_>>, Fault> {
        policy.authorize()?;
        let query = self.query(query, version)?;
        // Who may not see all projects has to name the own one, and is refused without.
        if query.project_id.as_deref() != Some(caller.project_id.as_str()) {
            policy.authorize_rule(SEE_ALL_PROJECTS, &policy.own_target())?;
        }
        let limit = query.limit;
        let mut migrations = self.state.compute.list_migrations(query).await?;
        let full = migrations.last().filter(|_| limit == Some(migrations.len())).map(|last| last.uuid.clone());
        migrations.retain(|migration| !migration.hidden);
        let hosts = policy.allows(SEE_HOSTS, &policy.own_target());
        let list = MigrationList {
            migrations: migrations.iter().map(|migration| MigrationView::new(migration, hosts, &links)).collect(),
            migrations_links: full.map(|marker| next(links.next(&Self::index_url(), &params, &marker))),
        };
        Ok(Written::of(&list, version))
    }
}

impl MigrationsController {
    fn query(&self, asked: ListMigrations, version: Microversion) -> Result<MigrationQuery, Fault> {
        let (changed_since, changed_before) = (time(asked.changes_since)?, time(asked.changes_before)?);
        if changed_since.zip(changed_before).is_some_and(|(since, before)| before < since) {
            return Err(Fault::bad_request("The value of changes-since must be less than or equal to changes-before."));
        }
        Ok(MigrationQuery {
            server_id: asked.instance_uuid,
            status: asked.status,
            kind: asked.migration_type,
            host: asked.host,
            source_host: asked.source_compute,
            user_id: asked.user_id,
            project_id: asked.project_id,
            hidden: asked.hidden.map(|text| matches!(text.to_lowercase().as_str(), "1" | "true")),
            changed_since,
            changed_before,
            marker: asked.marker,
            limit: (version >= PAGES).then(|| self.state.page_limit(asked.limit.as_deref())),
        })
    }
}

/// The schema lets in more spellings than can be read.
fn time(text: Option<String>) -> Result<Option<Timestamp>, Fault> {
    let read = |text: String| {
        let unreadable = || Fault::bad_request(format!("Invalid input received: Invalid time format: {text}"));
        Timestamp::parse(&text).ok_or_else(unreadable)
    };
    text.map(read).transpose()
}
