//! What a list of servers can be asked for: filters, order, page. Plain data; the store turns it into a query.

use crate::compute::Compute;
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::interface::{self, ServerDetails};
use crate::compute::server::{Server, ServerName};
use crate::compute::server_state::{TaskState, VmState, wire_names};

/// Most servers in one page, whatever the caller asks for.
pub const PAGE_MAX: usize = 1000;

/// A text a column has to be or to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Equal.
    Is(String),
    /// Matches this regular expression somewhere.
    Matches(String),
}

wire_names! {
    /// A column that can be filtered by text.
    TextKey {
        Name = "name",
        UserId = "user_id",
        ImageId = "image_id",
        FlavorId = "flavor_id",
        Host = "host",
        Node = "node",
        Hostname = "hostname",
        AvailabilityZone = "availability_zone",
        ReservationId = "reservation_id",
        KeyName = "key_name",
        Description = "description",
        AccessIpV4 = "access_ip_v4",
        AccessIpV6 = "access_ip_v6",
        KernelId = "kernel_id",
        RamdiskId = "ramdisk_id",
        RootDeviceName = "root_device_name",
        TaskState = "task_state",
        LockedBy = "locked_by",
        UserData = "user_data",
        CreatedAt = "created_at",
        LaunchedAt = "launched_at",
        TerminatedAt = "terminated_at",
    }
}

impl TextKey {
    /// Returns the column, which is named as the key is.
    #[must_use]
    pub const fn column(self) -> &'static str {
        self.name()
    }
}

wire_names! {
    /// A key servers can be sorted by, under Nova's name for it.
    SortKey {
        AccessIpV4 = "access_ip_v4",
        AccessIpV6 = "access_ip_v6",
        AutoDiskConfig = "auto_disk_config",
        AvailabilityZone = "availability_zone",
        ConfigDrive = "config_drive",
        CreatedAt = "created_at",
        Description = "display_description",
        Name = "display_name",
        Host = "host",
        Hostname = "hostname",
        ImageRef = "image_ref",
        Flavor = "instance_type_id",
        KernelId = "kernel_id",
        KeyName = "key_name",
        LaunchIndex = "launch_index",
        LaunchedAt = "launched_at",
        LockedBy = "locked_by",
        Node = "node",
        PowerState = "power_state",
        Progress = "progress",
        ProjectId = "project_id",
        RamdiskId = "ramdisk_id",
        RootDeviceName = "root_device_name",
        TaskState = "task_state",
        TerminatedAt = "terminated_at",
        UpdatedAt = "updated_at",
        UserId = "user_id",
        Uuid = "uuid",
        VmState = "vm_state",
        Number = "id",
    }
}

impl SortKey {
    /// Returns the column behind the key.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Name => "name",
            Self::ImageRef => "image_id",
            Self::Flavor => "flavor_id",
            Self::Uuid => "id",
            Self::Number => "number",
            other => other.name(),
        }
    }

    /// Whether every server has a value here.
    #[must_use]
    pub const fn never_null(self) -> bool {
        matches!(
            self,
            Self::CreatedAt | Self::Number | Self::Uuid | Self::Name | Self::ProjectId | Self::UserId | Self::VmState
        )
    }
}

/// Which servers. `Default` is every server that is not deleted, of every project.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are Nova's filters, by Nova's names")]
pub struct ServerFilter {
    /// `Some(false)` by default; `None` is both.
    pub deleted: Option<bool>,
    /// Whether servers that can still be restored are in.
    pub soft_deleted: bool,
    /// `None` is every project.
    pub project_id: Option<String>,
    pub ids: Vec<String>,
    pub vm_states: Vec<VmState>,
    pub task_states: Vec<TaskState>,
    pub texts: Vec<(TextKey, Text)>,
    /// A pattern over IPv4 addresses.
    pub ip: Option<String>,
    /// A pattern over IPv6 addresses.
    pub ip6: Option<String>,
    pub locked: Option<bool>,
    pub power_state: Option<i64>,
    pub launch_index: Option<i64>,
    pub progress: Option<i64>,
    pub config_drive: Option<bool>,
    pub auto_disk_config: Option<bool>,
    pub changed_since: Option<Timestamp>,
    pub changed_before: Option<Timestamp>,
    pub tags: Vec<String>,
    pub tags_any: Vec<String>,
    pub not_tags: Vec<String>,
    pub not_tags_any: Vec<String>,
}

impl Default for ServerFilter {
    fn default() -> Self {
        Self {
            deleted: Some(false),
            soft_deleted: false,
            project_id: None,
            ids: Vec::new(),
            vm_states: Vec::new(),
            task_states: Vec::new(),
            texts: Vec::new(),
            ip: None,
            ip6: None,
            locked: None,
            power_state: None,
            launch_index: None,
            progress: None,
            config_drive: None,
            auto_disk_config: None,
            changed_since: None,
            changed_before: None,
            tags: Vec::new(),
            tags_any: Vec::new(),
            not_tags: Vec::new(),
            not_tags_any: Vec::new(),
        }
    }
}

/// One page of servers.
#[derive(Clone, Debug)]
pub struct ServerQuery {
    /// Which servers.
    pub filter: ServerFilter,
    /// Key and whether descending; without any it is newest first.
    pub sort: Vec<(SortKey, bool)>,
    /// The id of the last server of the page before.
    pub marker: Option<String>,
    /// At most [`PAGE_MAX`].
    pub limit: usize,
}

impl Default for ServerQuery {
    fn default() -> Self {
        Self { filter: ServerFilter::default(), sort: Vec::new(), marker: None, limit: PAGE_MAX }
    }
}

impl ServerQuery {
    /// Returns the keys to sort by, ended by one that makes the order total.
    #[must_use]
    pub fn keys(&self) -> Vec<(SortKey, bool)> {
        let mut keys = self.sort.clone();
        if keys.is_empty() {
            keys.push((SortKey::CreatedAt, true));
        }
        if !keys.iter().any(|(key, _)| matches!(key, SortKey::Uuid | SortKey::Number)) {
            let descending = keys.last().is_some_and(|(_, descending)| *descending);
            keys.push((SortKey::Number, descending));
        }
        keys
    }
}

impl Compute {
    /// Returns one page of servers.
    ///
    /// # Errors
    /// `MarkerNotFound`; `Invalid` for a pattern that is no regular expression; `Unavailable`.
    pub async fn list_servers(&self, query: ServerQuery) -> Result<Vec<Server>, ComputeError> {
        let query = query.checked()?;
        self.store.read(move |tx| tx.list_servers(&query)).await
    }

    /// Returns one page of servers by id and name.
    ///
    /// # Errors
    /// As [`Compute::list_servers`].
    pub async fn list_server_names(&self, query: ServerQuery) -> Result<Vec<ServerName>, ComputeError> {
        let query = query.checked()?;
        self.store.read(move |tx| tx.list_server_names(&query)).await
    }

    /// Returns one page of servers with what the detailed view shows beside them, in one consistent read.
    ///
    /// # Errors
    /// As [`Compute::list_servers`].
    pub async fn list_details(&self, query: ServerQuery) -> Result<Vec<ServerDetails>, ComputeError> {
        let query = query.checked()?;
        self.store.read(move |tx| interface::details(tx, tx.list_servers(&query)?)).await
    }
}

impl ServerQuery {
    /// The query with its patterns read and its page no longer than allowed.
    fn checked(mut self) -> Result<Self, ComputeError> {
        let patterns = self.filter.texts.iter().filter_map(|(_, text)| match text {
            Text::Matches(pattern) => Some(pattern),
            Text::Is(_) => None,
        });
        for text in patterns.chain(&self.filter.ip).chain(&self.filter.ip6) {
            pattern(text)?;
        }
        self.limit = self.limit.min(PAGE_MAX);
        Ok(self)
    }
}

/// Reads a regular expression.
///
/// # Errors
/// `Invalid`.
pub(crate) fn pattern(text: &str) -> Result<regex_lite::Regex, ComputeError> {
    regex_lite::Regex::new(text).map_err(|_| ComputeError::Invalid(format!("'{text}' is not a regular expression")))
}
