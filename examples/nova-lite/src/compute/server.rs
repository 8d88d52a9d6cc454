//! The server: everything the views show of it, and the plain values it is made of.
//!
//! Fields carry Nova's meanings. Nothing here decides anything; the rules are in `server_state`, the changes in
//! `create`, `actions` and `worker`.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use crate::compute::clock::Timestamp;
use crate::compute::server_state::{PowerState, TaskState, VmState, status};

/// Names with values: metadata, image properties, extra specs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub BTreeMap<String, String>);

impl Deref for Labels {
    type Target = BTreeMap<String, String>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Labels {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Labels {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// A list of names: hosts, security groups, certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl Deref for Names {
    type Target = Vec<String>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Names {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// A flavor as it was when the server took it, so that deleting the flavor later changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "sizes are the flavor's own: MiB for ram and swap, GiB for disks")]
pub struct FlavorCopy {
    /// The database's number of the flavor, which old microversions of migrations show.
    pub number: i64,
    pub id: String,
    pub name: String,
    pub ram: i64,
    pub vcpus: i64,
    pub disk: i64,
    pub ephemeral: i64,
    pub swap: i64,
    pub rxtx_factor: f64,
    pub extra_specs: Labels,
}

/// Why a server is in error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFault {
    /// The status-like number a client sees, 500 in practice.
    pub code: i64,
    /// The sentence for the owner.
    pub message: String,
    /// The part only administrators see.
    pub details: String,
    /// When it happened.
    pub created_at: Timestamp,
}

/// One server. `Default` is an unsaved server in `building` with no task.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Server {
    /// Counts from 1; the internal name is `instance-%08x` of it. 0 before the server is stored.
    pub number: i64,
    /// The UUID.
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub hostname: String,
    pub user_id: String,
    pub project_id: String,
    pub vm_state: VmState,
    pub task_state: Option<TaskState>,
    pub power_state: PowerState,
    /// Empty for a server that boots from a volume.
    pub image_id: String,
    /// What the image's properties were at boot.
    pub image_properties: Labels,
    pub flavor_id: String,
    pub flavor: FlavorCopy,
    /// The flavor before a resize that is neither confirmed nor reverted.
    pub old_flavor: Option<FlavorCopy>,
    /// The flavor that a resize was accepted for and has not taken yet; quotas count the larger one meanwhile.
    pub coming_flavor: Option<FlavorCopy>,
    pub key_name: Option<String>,
    pub metadata: Labels,
    pub config_drive: bool,
    /// Base64, as given.
    pub user_data: Option<String>,
    pub access_ip_v4: Option<String>,
    pub access_ip_v6: Option<String>,
    pub availability_zone: Option<String>,
    pub pinned_availability_zone: Option<String>,
    pub host: Option<String>,
    /// The hypervisor's hostname.
    pub node: Option<String>,
    pub reservation_id: String,
    pub launch_index: i64,
    pub kernel_id: String,
    pub ramdisk_id: String,
    pub root_device_name: Option<String>,
    /// `owner` or `admin`; none when unlocked.
    pub locked_by: Option<String>,
    pub locked_reason: Option<String>,
    pub progress: i64,
    pub fault: Option<ServerFault>,
    /// Whether `OS-DCF:diskConfig` is `AUTO`.
    pub auto_disk_config: bool,
    pub trusted_image_certificates: Names,
    /// The JSON object as given, or empty.
    pub scheduler_hints: String,
    /// What it asked for: the groups of the ports that are made with it.
    pub security_groups: Names,
    pub server_group: Option<String>,
    /// The vm_state to return to after a rebuild, resize, migration or unshelve of a stopped server.
    pub old_vm_state: Option<VmState>,
    /// The host before a resize or migration that is neither confirmed nor reverted.
    pub old_host: Option<String>,
    pub shelved_image_id: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub launched_at: Option<Timestamp>,
    pub terminated_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    /// In order of their names. Read with the server, changed only through the tag calls.
    pub tags: Names,
}

/// A server as lists name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerName {
    /// As [`Server::number`].
    pub number: i64,
    /// The UUID.
    pub id: String,
    /// The name.
    pub name: String,
}

impl ServerName {
    /// Returns the hypervisor's name of the server.
    #[must_use]
    pub fn internal_name(&self) -> String {
        internal_name(self.number)
    }
}

fn internal_name(number: i64) -> String {
    format!("instance-{number:08x}")
}

impl Server {
    /// Returns the status a client sees.
    #[must_use]
    pub fn status(&self) -> &'static str {
        status(self.vm_state, self.task_state)
    }

    /// Returns the hypervisor's name of the server, such as `instance-00000007`.
    #[must_use]
    pub fn internal_name(&self) -> String {
        internal_name(self.number)
    }

    /// Whether an action by somebody who is no administrator must be refused.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.locked_by.is_some()
    }

    /// Forgets where the server ran, which zone it was in included.
    pub(crate) fn leave_host(&mut self) {
        self.host = None;
        self.node = None;
        self.availability_zone = None;
    }

    /// Whether the server is gone.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            number: 0,
            id: String::new(),
            name: String::new(),
            description: None,
            hostname: String::new(),
            user_id: String::new(),
            project_id: String::new(),
            vm_state: VmState::Building,
            task_state: None,
            power_state: PowerState::NoState,
            image_id: String::new(),
            image_properties: Labels::default(),
            flavor_id: String::new(),
            flavor: FlavorCopy::default(),
            old_flavor: None,
            coming_flavor: None,
            key_name: None,
            metadata: Labels::default(),
            config_drive: false,
            user_data: None,
            access_ip_v4: None,
            access_ip_v6: None,
            availability_zone: None,
            pinned_availability_zone: None,
            host: None,
            node: None,
            reservation_id: String::new(),
            launch_index: 0,
            kernel_id: String::new(),
            ramdisk_id: String::new(),
            root_device_name: None,
            locked_by: None,
            locked_reason: None,
            progress: 0,
            fault: None,
            auto_disk_config: false,
            trusted_image_certificates: Names::default(),
            scheduler_hints: String::new(),
            security_groups: Names::default(),
            server_group: None,
            old_vm_state: None,
            old_host: None,
            shelved_image_id: None,
            created_at: Timestamp::default(),
            updated_at: None,
            launched_at: None,
            terminated_at: None,
            deleted_at: None,
            tags: Names::default(),
        }
    }
}
