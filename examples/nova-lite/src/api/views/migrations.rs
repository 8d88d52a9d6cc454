//! What migrations look like.

use starmap::links::Links;

use super::common::{Link, self_and_bookmark};
use crate::api::server_migrations::ServerMigrationsController;
use crate::compute::migration::Migration;

/// `{"migrations": […]}`
#[derive(Debug, starmap::View)]
pub struct MigrationList<'a> {
    /// The page.
    pub migrations: Vec<MigrationView<'a>>,
    /// The page after it.
    #[view(skip_none, since = "2.59")]
    pub migrations_links: Option<Vec<Link>>,
}

/// A migration in the list of all.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct MigrationView<'a> {
    #[view(flatten)]
    pub head: MigrationHead<'a>,
    pub instance_uuid: &'a str,
    pub old_instance_type_id: Option<i64>,
    pub new_instance_type_id: Option<i64>,
    #[view(since = "2.23")]
    pub migration_type: &'a str,
    /// A live migration under way can be looked at.
    #[view(skip_none, since = "2.23")]
    pub links: Option<Vec<Link>>,
}

impl<'a> MigrationView<'a> {
    /// A migration as the caller may see it.
    pub fn new(migration: &'a Migration, with_hosts: bool, links: &Links) -> Self {
        let path = || ServerMigrationsController::show_url(&migration.server_id, migration.id);
        Self {
            head: MigrationHead::new(migration, with_hosts),
            instance_uuid: &migration.server_id,
            old_instance_type_id: migration.old_flavor,
            new_instance_type_id: migration.new_flavor,
            migration_type: &migration.kind,
            links: migration.is_live_in_progress().then(|| self_and_bookmark(links, &path())),
        }
    }
}

/// What every view of a migration has.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct MigrationHead<'a> {
    pub id: i64,
    #[view(since = "2.59")]
    pub uuid: &'a str,
    pub source_compute: Option<&'a str>,
    pub dest_compute: Option<&'a str>,
    pub source_node: Option<&'a str>,
    pub dest_node: Option<&'a str>,
    pub dest_host: Option<&'a str>,
    pub status: &'a str,
    #[view(since = "2.80")]
    pub user_id: &'a str,
    #[view(since = "2.80")]
    pub project_id: &'a str,
    pub created_at: String,
    pub updated_at: Option<String>,
}

impl<'a> MigrationHead<'a> {
    fn new(migration: &'a Migration, with_hosts: bool) -> Self {
        let host = |name: &'a Option<String>| name.as_deref().filter(|_| with_hosts);
        Self {
            id: migration.id,
            uuid: &migration.uuid,
            source_compute: host(&migration.source_host),
            dest_compute: host(&migration.dest_host),
            source_node: host(&migration.source_node),
            dest_node: host(&migration.dest_node),
            dest_host: host(&migration.dest_address),
            status: &migration.status,
            user_id: &migration.user_id,
            project_id: &migration.project_id,
            created_at: migration.created_at.micros_text(),
            updated_at: migration.updated_at.map(|at| at.micros_text()),
        }
    }
}

/// `{"migrations": […]}` of one server.
#[derive(Debug, starmap::View)]
pub struct LiveMigrationList<'a> {
    /// Those under way.
    pub migrations: Vec<LiveMigrationView<'a>>,
}

/// `{"migration": …}`
#[derive(Debug, starmap::View)]
pub struct LiveMigrationBody<'a> {
    /// The migration.
    pub migration: LiveMigrationView<'a>,
}

/// A live migration under way. Drivers that cannot count what they moved leave it open.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct LiveMigrationView<'a> {
    #[view(flatten)]
    pub head: MigrationHead<'a>,
    pub server_uuid: &'a str,
    pub disk_total_bytes: Option<i64>,
    pub disk_processed_bytes: Option<i64>,
    pub disk_remaining_bytes: Option<i64>,
    pub memory_total_bytes: Option<i64>,
    pub memory_processed_bytes: Option<i64>,
    pub memory_remaining_bytes: Option<i64>,
}

impl<'a> LiveMigrationView<'a> {
    /// A live migration as the caller may see it.
    pub fn new(migration: &'a Migration, with_hosts: bool) -> Self {
        Self {
            head: MigrationHead::new(migration, with_hosts),
            server_uuid: &migration.server_id,
            disk_total_bytes: None,
            disk_processed_bytes: None,
            disk_remaining_bytes: None,
            memory_total_bytes: None,
            memory_processed_bytes: None,
            memory_remaining_bytes: None,
        }
    }
}
