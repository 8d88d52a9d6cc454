//! The server actions: what each checks, changes at once, and leaves to the background.

use std::sync::Arc;

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::host::COMPUTE;
use crate::compute::image::Image;
use crate::compute::network::shortest;
use crate::compute::quota::{self, Limits, Usage};
use crate::compute::server::{FlavorCopy, Labels, Server};
use crate::compute::server_state::{Rule, TaskState, VmState};
use crate::compute::{Caller, Compute, action_log, create, ids, worker};
use crate::store::Tx;

/// What can be asked of a server.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the actions are Nova's, by Nova's names")]
pub enum ServerAction {
    Start,
    Stop,
    Reboot {
        hard: bool,
    },
    Pause,
    Unpause,
    Suspend,
    Resume,
    Rescue {
        image_id: Option<String>,
    },
    Unrescue,
    Shelve,
    ShelveOffload,
    Unshelve {
        /// `Some(None)` lets the server go to any zone.
        zone: Option<Option<String>>,
        host: Option<String>,
    },
    Resize {
        flavor_id: String,
        auto_disk_config: Option<bool>,
    },
    Migrate {
        host: Option<String>,
    },
    LiveMigrate {
        host: Option<String>,
    },
    Evacuate {
        host: Option<String>,
    },
    ConfirmResize,
    RevertResize,
    Rebuild(Box<Rebuild>),
    CreateImage {
        name: String,
        properties: Labels,
    },
    CreateBackup {
        name: String,
        kind: String,
        rotation: i64,
        properties: Labels,
    },
    ChangePassword,
    CrashDump,
    /// To `error` or `active`.
    ResetState {
        error: bool,
    },
    Lock {
        reason: Option<String>,
    },
    Unlock,
    /// Nothing but a line in the log: no driver does it any more.
    InjectNetworkInfo,
    Delete,
    ForceDelete,
    Restore,
}

/// What a rebuild changes besides the image; `None` leaves as it is.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Rebuild {
    pub image_id: String,
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub hostname: Option<String>,
    pub metadata: Option<Labels>,
    pub auto_disk_config: Option<bool>,
    pub access_ip_v4: Option<String>,
    pub access_ip_v6: Option<String>,
    pub key_name: Option<Option<String>>,
    pub user_data: Option<Option<String>>,
    pub trusted_image_certificates: Option<Vec<String>>,
}

/// An action that was taken on.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The server as the request left it.
    pub server: Server,
    /// The image that is being made, for `CreateImage` and `CreateBackup`.
    pub image_id: Option<String>,
}

/// What the background needs to carry an action out.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) server: String,
    pub(crate) record: i64,
    pub(crate) action: ServerAction,
    pub(crate) task: Option<TaskState>,
    pub(crate) flavor: Option<FlavorCopy>,
    pub(crate) image: Option<String>,
    pub(crate) caller: Caller,
}

/// When an action may begin, the task it starts, and its name in the log.
struct Spec {
    rule: Option<Rule>,
    task: Option<TaskState>,
    log: &'static str,
}

impl ServerAction {
    fn spec(&self) -> Spec {
        let row = |rule, task, log| Spec { rule: Some(rule), task: Some(task), log };
        let bare = |log| Spec { rule: None, task: None, log };
        match self {
            Self::Start => row(Rule::START, TaskState::PoweringOn, "start"),
            Self::Stop => row(Rule::STOP, TaskState::PoweringOff, "stop"),
            Self::Reboot { hard: false } => row(Rule::SOFT_REBOOT, TaskState::Rebooting, "reboot"),
            Self::Reboot { hard: true } => row(Rule::HARD_REBOOT, TaskState::RebootingHard, "reboot"),
            Self::Pause => row(Rule::PAUSE, TaskState::Pausing, "pause"),
            Self::Unpause => row(Rule::UNPAUSE, TaskState::Unpausing, "unpause"),
            Self::Suspend => row(Rule::SUSPEND, TaskState::Suspending, "suspend"),
            Self::Resume => row(Rule::RESUME, TaskState::Resuming, "resume"),
            Self::Rescue { .. } => row(Rule::RESCUE, TaskState::Rescuing, "rescue"),
            Self::Unrescue => row(Rule::UNRESCUE, TaskState::Unrescuing, "unrescue"),
            Self::Shelve => row(Rule::SHELVE, TaskState::Shelving, "shelve"),
            Self::ShelveOffload => row(Rule::SHELVE_OFFLOAD, TaskState::ShelvingOffloading, "shelveOffload"),
            Self::Unshelve { .. } => row(Rule::UNSHELVE, TaskState::Unshelving, "unshelve"),
            Self::Resize { .. } => row(Rule::RESIZE, TaskState::ResizePrep, "resize"),
            Self::Migrate { .. } => row(Rule::MIGRATE, TaskState::ResizePrep, "migrate"),
            Self::LiveMigrate { .. } => row(Rule::LIVE_MIGRATE, TaskState::Migrating, "live-migration"),
            Self::Evacuate { .. } => row(Rule::EVACUATE, TaskState::Rebuilding, "evacuate"),
            // Nova confirms without a task_state.
            Self::ConfirmResize => Spec { rule: Some(Rule::CONFIRM_RESIZE), task: None, log: "confirmResize" },
            Self::RevertResize => row(Rule::REVERT_RESIZE, TaskState::ResizeReverting, "revertResize"),
            Self::Rebuild(_) => row(Rule::REBUILD, TaskState::Rebuilding, "rebuild"),
            Self::CreateImage { .. } => row(Rule::CREATE_IMAGE, TaskState::ImageSnapshotPending, "createImage"),
            Self::CreateBackup { .. } => row(Rule::CREATE_BACKUP, TaskState::ImageBackup, "createBackup"),
            Self::ChangePassword => row(Rule::CHANGE_PASSWORD, TaskState::UpdatingPassword, "changePassword"),
            Self::CrashDump => Spec { rule: Some(Rule::CRASH_DUMP), task: None, log: "trigger_crash_dump" },
            Self::ResetState { .. } => bare("resetState"),
            Self::Lock { .. } => bare("lock"),
            Self::Unlock => bare("unlock"),
            Self::InjectNetworkInfo => bare("injectNetworkInfo"),
            Self::Delete => row(Rule::DELETE, TaskState::Deleting, "delete"),
            Self::ForceDelete => row(Rule::FORCE_DELETE, TaskState::Deleting, "delete"),
            Self::Restore => row(Rule::RESTORE, TaskState::Restoring, "restore"),
        }
    }

    /// Whether the request itself does everything.
    fn is_immediate(&self) -> bool {
        matches!(self, Self::ResetState { .. } | Self::Lock { .. } | Self::Unlock | Self::InjectNetworkInfo)
    }

    /// Whether a lock does not stand in the way: Nova asks for none where it does not think of one.
    fn ignores_lock(&self) -> bool {
        let forgotten =
            matches!(self, Self::Resume | Self::Evacuate { .. } | Self::CreateImage { .. } | Self::CreateBackup { .. });
        forgotten || matches!(self, Self::ResetState { .. } | Self::Lock { .. } | Self::Unlock)
    }

    /// Whether the request ends when the work is done: Nova calls the host and waits.
    fn is_waited_for(&self) -> bool {
        matches!(self, Self::ChangePassword)
    }
}

impl Compute {
    /// Checks an action, stores that it has begun, and carries it out in the background.
    ///
    /// # Errors
    /// `ServerNotFound`; `Locked`; `InvalidState`; `NotReady`; `Invalid` for what the action names and does not
    /// exist; `QuotaExceeded`; `Unavailable`.
    pub async fn act(
        self: &Arc<Self>,
        caller: &Caller,
        id: &str,
        action: ServerAction,
    ) -> Result<Accepted, ComputeError> {
        let (caller, id) = (caller.clone(), id.to_owned());
        let (limits, reclaim) = (self.settings.quota.clone(), self.settings.reclaim_instance_interval > 0);
        let (accepted, job) = self.store.write(move |tx| accept(tx, caller, &id, action, &limits, reclaim)).await?;
        let Some(job) = job else { return Ok(accepted) };
        let waited_for = job.action.is_waited_for();
        let work = self.spawn_job(job);
        // Whoever goes away while it is waited for leaves the work to end by itself.
        match if waited_for { work.await.ok().flatten() } else { None } {
            None => Ok(accepted),
            Some(failure) => Err(ComputeError::Conflict(failure)),
        }
    }
}

fn accept(
    tx: &Tx<'_>,
    caller: Caller,
    id: &str,
    action: ServerAction,
    limits: &Limits,
    reclaim: bool,
) -> Result<(Accepted, Option<Job>), ComputeError> {
    let mut server = tx.own_server(&caller, id)?;
    let spec = action.spec();
    if !action.ignores_lock() {
        caller.check_lock(&server)?;
    }
    if let Some(rule) = spec.rule {
        rule.check(&server)?;
    }
    if matches!(action, ServerAction::Delete | ServerAction::ForceDelete) && is_only_asked_for(&server) {
        worker::bury(tx, &mut server)?;
        // What it held counts no more from here on.
        tx.save_server(&server)?;
        tx.forget_server(id)?;
        return Ok((Accepted { server, image_id: None }, None));
    }
    if let (ServerAction::Lock { .. }, true) = (&action, server.is_locked() && server.project_id == caller.project_id) {
        // Only somebody from outside changes a lock that is there; nothing is done, so nothing is noted.
        return Ok((Accepted { server, image_id: None }, None));
    }
    let started = Timestamp::now();
    server.task_state = spec.task.or(server.task_state);
    server.updated_at = Some(started);
    let mut job = Job {
        server: id.into(),
        record: action_log::begin(tx, &caller, id, spec.log)?,
        task: spec.task,
        flavor: None,
        image: None,
        caller,
        action,
    };
    prepare(tx, &mut server, &mut job, limits)?;
    let soft = reclaim && job.action == ServerAction::Delete && server.vm_state != VmState::SoftDeleted;
    if soft && server.host.is_some() {
        server.vm_state = VmState::SoftDeleted;
        server.task_state = None;
    }
    tx.save_server(&server)?;
    let done = job.action.is_immediate() || soft;
    if done {
        action_log::end(tx, job.record, &format!("api_{}", spec.log), server.host.as_deref(), started, None)?;
    }
    Ok((Accepted { server, image_id: job.image.clone() }, (!done).then_some(job)))
}

/// Whether a server is no more than a request yet: Nova has no row of it then, and nothing to remember when it is deleted.
fn is_only_asked_for(server: &Server) -> bool {
    server.vm_state == VmState::Building && server.task_state == Some(TaskState::Scheduling)
}

/// What an action checks and changes before it goes to the background.
fn prepare(tx: &Tx<'_>, server: &mut Server, job: &mut Job, limits: &Limits) -> Result<(), ComputeError> {
    match &job.action {
        ServerAction::Resize { flavor_id, auto_disk_config } => {
            let flavor = new_flavor(tx, &job.caller, server, flavor_id, limits)?;
            server.auto_disk_config = auto_disk_config.unwrap_or(server.auto_disk_config);
            server.old_vm_state = Some(server.vm_state);
            server.coming_flavor = Some(flavor.clone());
            job.flavor = Some(flavor);
        }
        ServerAction::Migrate { host } | ServerAction::LiveMigrate { host } => {
            known_host(tx, host.as_deref())?;
            if matches!(job.action, ServerAction::Migrate { .. }) && host.is_some() && *host == server.host {
                let text = "Cannot migrate to the host where the server exists.";
                return Err(ComputeError::Invalid(text.into()));
            }
            server.coming_flavor = None;
            server.old_vm_state = Some(server.vm_state);
        }
        ServerAction::Evacuate { host } => {
            known_host(tx, host.as_deref())?;
            evacuable(tx, server)?;
            server.old_vm_state = Some(server.vm_state);
        }
        ServerAction::Rebuild(rebuild) => {
            server.old_vm_state = Some(server.vm_state);
            apply_rebuild(tx, &job.caller, server, rebuild, limits)?;
        }
        ServerAction::CreateImage { name, properties } | ServerAction::CreateBackup { name, properties, .. } => {
            job.image = Some(new_image(tx, server, name, properties)?);
        }
        ServerAction::Unshelve { zone, host } => unshelve_to(tx, server, zone.as_ref(), host.as_deref())?,
        ServerAction::Shelve => server.old_vm_state = Some(server.vm_state),
        ServerAction::Rescue { image_id: Some(image) } if tx.visible_image(&job.caller, image)?.is_none() => {
            return Err(ComputeError::Invalid(format!("Image {image} could not be found.")));
        }
        ServerAction::ResetState { error } => {
            server.vm_state = if *error { VmState::Error } else { VmState::Active };
            server.task_state = None;
        }
        ServerAction::Lock { reason } => {
            server.locked_by = Some(lock_holder(server, &job.caller).into());
            if reason.is_some() {
                server.locked_reason.clone_from(reason);
            }
        }
        ServerAction::Unlock => {
            server.locked_by = None;
            server.locked_reason = None;
        }
        ServerAction::Delete | ServerAction::ForceDelete => server.progress = 0,
        _ => {}
    }
    Ok(())
}

fn new_flavor(
    tx: &Tx<'_>,
    caller: &Caller,
    server: &Server,
    id: &str,
    limits: &Limits,
) -> Result<FlavorCopy, ComputeError> {
    let unknown = || ComputeError::Invalid(format!("Flavor {id} could not be found."));
    let flavor = match tx.visible_flavor(caller, id) {
        Err(ComputeError::FlavorNotFound(_)) => return Err(unknown()),
        found => found?,
    };
    if flavor.id == server.flavor_id {
        return Err(ComputeError::Invalid("When resizing, instances must change flavor!".into()));
    }
    if flavor.disabled {
        return Err(unknown());
    }
    // Only what grows is checked.
    let grown = Usage {
        instances: 0,
        cores: (flavor.vcpus - server.flavor.vcpus).max(0),
        ram: (flavor.ram - server.flavor.ram).max(0),
    };
    quota::check(tx, limits, &server.project_id, &server.user_id, grown)?;
    Ok(flavor.copy())
}

/// Who locks a server, as its lock remembers it.
#[must_use]
pub fn lock_holder(server: &Server, caller: &Caller) -> &'static str {
    if server.project_id == caller.project_id { "owner" } else { "admin" }
}

fn unshelve_to(
    tx: &Tx<'_>,
    server: &mut Server,
    zone: Option<&Option<String>>,
    host: Option<&str>,
) -> Result<(), ComputeError> {
    if (zone.is_some() || host.is_some()) && server.vm_state != VmState::ShelvedOffloaded {
        let (id, state) = (&server.id, server.vm_state.name());
        return Err(ComputeError::Conflict(format!(
            "Specifying an availability zone or a host when unshelving server {id} with status \"{state}\" is not \
             supported. The server status must be SHELVED_OFFLOADED."
        )));
    }
    known_host(tx, host)?;
    if let Some(zone) = zone {
        if let Some(name) = zone {
            create::known_zone(tx, name)?;
        }
        server.pinned_availability_zone.clone_from(zone);
    }
    Ok(())
}

impl Compute {
    /// Whether a host of this name has a compute service.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn has_compute_host(&self, host: &str) -> Result<bool, ComputeError> {
        let host = host.to_owned();
        self.store.read(move |tx| has_compute(tx, &host)).await
    }
}

fn has_compute(tx: &Tx<'_>, host: &str) -> Result<bool, ComputeError> {
    Ok(tx.services()?.iter().any(|s| s.binary == COMPUTE && s.host == host))
}

fn known_host(tx: &Tx<'_>, host: Option<&str>) -> Result<(), ComputeError> {
    let Some(host) = host else { return Ok(()) };
    if has_compute(tx, host)? {
        return Ok(());
    }
    Err(ComputeError::Invalid(format!("Compute host {host} could not be found.")))
}

fn evacuable(tx: &Tx<'_>, server: &Server) -> Result<(), ComputeError> {
    let services = tx.services()?;
    let own = services.iter().find(|s| s.binary == COMPUTE && Some(&s.host) == server.host.as_ref());
    match own {
        Some(service) if service.is_up() => {
            Err(ComputeError::Invalid(format!("Compute service of {} is still in use.", service.host)))
        }
        _ => Ok(()),
    }
}

fn apply_rebuild(
    tx: &Tx<'_>,
    caller: &Caller,
    server: &mut Server,
    rebuild: &Rebuild,
    limits: &Limits,
) -> Result<(), ComputeError> {
    let image = tx.visible_image(caller, &rebuild.image_id)?;
    let image = image.ok_or_else(|| ComputeError::Invalid("Cannot find image for rebuild".into()))?;
    // The disk of a server that boots from a volume is the volume's.
    let disk = if server.image_id.is_empty() { 0 } else { server.flavor.disk };
    create::check_size(server.flavor.ram, disk, &image)?;
    if let Some(Some(name)) = &rebuild.key_name
        && tx.keypair(&server.user_id, name)?.is_none()
    {
        return Err(ComputeError::Invalid("Invalid key_name provided.".into()));
    }
    if let Some(metadata) = &rebuild.metadata {
        super::labels::check_metadata(tx, limits, &server.project_id, metadata)?;
        server.metadata = metadata.clone();
    }
    server.image_id = image.id;
    server.image_properties = image.properties;
    let set = |held: &mut String, new: &Option<String>| held.clone_from(new.as_ref().unwrap_or(&held.clone()));
    set(&mut server.name, &rebuild.name);
    set(&mut server.hostname, &rebuild.hostname);
    let keep = |held: &mut Option<String>, new: &Option<Option<String>>| {
        if let Some(new) = new {
            held.clone_from(new);
        }
    };
    keep(&mut server.description, &rebuild.description);
    keep(&mut server.key_name, &rebuild.key_name);
    keep(&mut server.user_data, &rebuild.user_data);
    keep(&mut server.access_ip_v4, &rebuild.access_ip_v4.clone().map(Some));
    keep(&mut server.access_ip_v6, &rebuild.access_ip_v6.as_deref().map(shortest).map(Some));
    if let Some(certificates) = &rebuild.trusted_image_certificates {
        server.trusted_image_certificates.0.clone_from(certificates);
    }
    // What was set before does not outlive a rebuild.
    server.auto_disk_config = rebuild.auto_disk_config.unwrap_or(false);
    server.progress = 0;
    Ok(())
}

fn new_image(tx: &Tx<'_>, server: &Server, name: &str, properties: &Labels) -> Result<String, ComputeError> {
    let now = Timestamp::now();
    let mut all = server.image_properties.clone();
    all.extend(properties.0.clone());
    all.insert("instance_uuid".into(), server.id.clone());
    all.insert("user_id".into(), server.user_id.clone());
    all.insert("image_type".into(), "snapshot".into());
    let image = Image {
        number: 0,
        id: ids::uuid(),
        name: name.into(),
        status: "SAVING".into(),
        project_id: Some(server.project_id.clone()),
        visibility: "private".into(),
        min_ram: 0,
        min_disk: server.flavor.disk,
        size: 0,
        server_id: Some(server.id.clone()),
        properties: all,
        created_at: now,
        updated_at: now,
    };
    tx.add_image(&image)?;
    Ok(image.id)
}
