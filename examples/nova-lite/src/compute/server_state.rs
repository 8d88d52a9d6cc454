//! The state machine of a server: its states, what a client sees of them, and which action is allowed when.
//!
//! Pure tables, no storage: `check` answers with Nova's own conflict. The permitted states are those of Nova's
//! `check_instance_state` decorators; the status table is its `_STATE_MAP`.

use crate::compute::error::{ComputeError, StateConflict};
use crate::compute::server::Server;

macro_rules! wire_names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* #[doc = concat!("`", $text, "`")] $variant,)+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name on the wire and in the database.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Returns the value of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use wire_names;

wire_names! {
    /// What the server is, when no task is under way.
    VmState {
        Building = "building",
        Active = "active",
        Paused = "paused",
        Suspended = "suspended",
        Stopped = "stopped",
        Rescued = "rescued",
        Resized = "resized",
        SoftDeleted = "soft-delete",
        Deleted = "deleted",
        Error = "error",
        Shelved = "shelved",
        ShelvedOffloaded = "shelved_offloaded",
    }
}

wire_names! {
    /// What is being done with the server.
    TaskState {
        Scheduling = "scheduling",
        Networking = "networking",
        BlockDeviceMapping = "block_device_mapping",
        Spawning = "spawning",
        Rebooting = "rebooting",
        RebootStarted = "reboot_started",
        RebootingHard = "rebooting_hard",
        PoweringOff = "powering-off",
        PoweringOn = "powering-on",
        Pausing = "pausing",
        Unpausing = "unpausing",
        Suspending = "suspending",
        Resuming = "resuming",
        Rescuing = "rescuing",
        Unrescuing = "unrescuing",
        Shelving = "shelving",
        ShelvingOffloading = "shelving_offloading",
        Unshelving = "unshelving",
        ResizePrep = "resize_prep",
        ResizeMigrating = "resize_migrating",
        ResizeMigrated = "resize_migrated",
        ResizeFinish = "resize_finish",
        ResizeReverting = "resize_reverting",
        Migrating = "migrating",
        Rebuilding = "rebuilding",
        RebuildSpawning = "rebuild_spawning",
        ImageSnapshotPending = "image_snapshot_pending",
        ImageSnapshot = "image_snapshot",
        ImageBackup = "image_backup",
        UpdatingPassword = "updating_password",
        Deleting = "deleting",
        SoftDeleting = "soft-deleting",
        Restoring = "restoring",
    }
}

/// What the virt driver says of a server's power. The numbers are Nova's, on the wire too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerState {
    /// 0: not known, or no server there.
    NoState = 0,
    /// 1
    Running = 1,
    /// 3
    Paused = 3,
    /// 4
    Shutdown = 4,
    /// 6
    Crashed = 6,
    /// 7
    Suspended = 7,
}

impl PowerState {
    /// Returns the state of a number; an unknown number is [`PowerState::NoState`].
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Running,
            3 => Self::Paused,
            4 => Self::Shutdown,
            6 => Self::Crashed,
            7 => Self::Suspended,
            _ => Self::NoState,
        }
    }
}

/// The vm_states with their default status, and the tasks that change it.
type StatusRow = (VmState, &'static str, &'static [(TaskState, &'static str)]);

const RESIZING: [(TaskState, &str); 4] = [
    (TaskState::ResizePrep, "RESIZE"),
    (TaskState::ResizeMigrating, "RESIZE"),
    (TaskState::ResizeMigrated, "RESIZE"),
    (TaskState::ResizeFinish, "RESIZE"),
];
const REBUILDING: [(TaskState, &str); 2] =
    [(TaskState::Rebuilding, "REBUILD"), (TaskState::RebuildSpawning, "REBUILD")];

const STATUSES: &[StatusRow] = &[
    (
        VmState::Active,
        "ACTIVE",
        &[
            (TaskState::Rebooting, "REBOOT"),
            (TaskState::RebootStarted, "REBOOT"),
            (TaskState::RebootingHard, "HARD_REBOOT"),
            (TaskState::UpdatingPassword, "PASSWORD"),
            REBUILDING[0],
            REBUILDING[1],
            (TaskState::Migrating, "MIGRATING"),
            RESIZING[0],
            RESIZING[1],
            RESIZING[2],
            RESIZING[3],
        ],
    ),
    (VmState::Building, "BUILD", &[]),
    (VmState::Stopped, "SHUTOFF", &[RESIZING[0], RESIZING[1], RESIZING[2], RESIZING[3], REBUILDING[0], REBUILDING[1]]),
    (VmState::Resized, "VERIFY_RESIZE", &[(TaskState::ResizeReverting, "REVERT_RESIZE")]),
    (VmState::Paused, "PAUSED", &[(TaskState::Migrating, "MIGRATING")]),
    (VmState::Suspended, "SUSPENDED", &[]),
    (VmState::Rescued, "RESCUE", &[]),
    (VmState::Error, "ERROR", &REBUILDING),
    (VmState::Deleted, "DELETED", &[]),
    (VmState::SoftDeleted, "SOFT_DELETED", &[]),
    (VmState::Shelved, "SHELVED", &[]),
    (VmState::ShelvedOffloaded, "SHELVED_OFFLOADED", &[]),
];

/// Returns the status a client sees.
#[must_use]
pub fn status(vm: VmState, task: Option<TaskState>) -> &'static str {
    let Some((_, default, tasks)) = STATUSES.iter().find(|row| row.0 == vm) else { return "UNKNOWN" };
    tasks.iter().find(|(state, _)| Some(*state) == task).map_or(default, |(_, name)| name)
}

/// Returns the states behind a status in any case: vm_states, and where only a task makes the status, its tasks.
///
/// `None` when no server can have that status.
#[must_use]
pub fn states_of_status(wanted: &str) -> Option<(Vec<VmState>, Vec<TaskState>)> {
    let (mut vms, mut tasks) = (Vec::new(), Vec::new());
    for (vm, default, rows) in STATUSES {
        if default.eq_ignore_ascii_case(wanted) {
            vms.push(*vm);
        }
        for (task, _) in rows.iter().filter(|(_, name)| name.eq_ignore_ascii_case(wanted)) {
            vms.push(*vm);
            tasks.push(*task);
        }
    }
    vms.dedup();
    (!vms.is_empty()).then_some((vms, tasks))
}

/// When an action may begin.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The action as Nova's conflict texts spell it.
    pub action: &'static str,
    /// Allowed vm_states; empty means every one.
    pub vm: &'static [VmState],
    /// Tasks that may be under way; none under way is always allowed.
    pub tasks: Tasks,
    /// Whether the server must have been active once.
    pub launched: bool,
    /// Whether the server must have a host.
    pub host: bool,
}

/// Which tasks an action tolerates.
#[derive(Clone, Copy, Debug)]
pub enum Tasks {
    /// These, and none under way.
    Only(&'static [TaskState]),
    /// Every one.
    Any,
}

use VmState::{Active, Error, Paused, Rescued, Resized, Shelved, ShelvedOffloaded, SoftDeleted, Stopped, Suspended};

const fn rule(action: &'static str, vm: &'static [VmState]) -> Rule {
    Rule { action, vm, tasks: Tasks::Only(&[]), launched: true, host: false }
}

/// One constant per action that Nova guards.
impl Rule {
    #![expect(missing_docs, reason = "each constant is the rule of the action it is named after")]
    pub const START: Self = Self { host: true, ..rule("start", &[Stopped]) };
    pub const STOP: Self = Self { host: true, ..rule("stop", &[Active, Error]) };
    pub const SOFT_REBOOT: Self = rule("reboot", &[Active]);
    pub const HARD_REBOOT: Self = Self {
        tasks: Tasks::Only(&[
            TaskState::Rebooting,
            TaskState::RebootStarted,
            TaskState::RebootingHard,
            TaskState::Resuming,
            TaskState::Unpausing,
            TaskState::Pausing,
            TaskState::Suspending,
        ]),
        ..rule("reboot", &[Active, Stopped, Paused, Suspended, Error])
    };
    pub const PAUSE: Self = rule("pause", &[Active]);
    pub const UNPAUSE: Self = rule("unpause", &[Paused]);
    pub const SUSPEND: Self = rule("suspend", &[Active]);
    pub const RESUME: Self = rule("resume", &[Suspended]);
    pub const RESCUE: Self = rule("rescue", &[Active, Stopped, Error]);
    pub const UNRESCUE: Self = rule("unrescue", &[Rescued]);
    pub const SHELVE: Self = rule("shelve", &[Active, Stopped, Paused, Suspended]);
    pub const SHELVE_OFFLOAD: Self = rule("shelveOffload", &[Shelved]);
    pub const UNSHELVE: Self = rule("unshelve", &[Shelved, ShelvedOffloaded]);
    pub const RESIZE: Self = rule("resize", &[Active, Stopped]);
    pub const MIGRATE: Self = rule("migrate", &[Active, Stopped]);
    pub const LIVE_MIGRATE: Self = rule("os-migrateLive", &[Active, Paused]);
    pub const EVACUATE: Self = Self { tasks: Tasks::Any, ..rule("evacuate", &[Active, Stopped, Error]) };
    pub const CONFIRM_RESIZE: Self = rule("confirmResize", &[Resized]);
    pub const REVERT_RESIZE: Self = rule("revertResize", &[Resized]);
    pub const REBUILD: Self = rule("rebuild", &[Active, Stopped, Error]);
    pub const CREATE_IMAGE: Self = rule("createImage", &[Active, Stopped, Paused, Suspended]);
    pub const CREATE_BACKUP: Self = rule("createBackup", &[Active, Stopped, Paused, Suspended]);
    pub const CHANGE_PASSWORD: Self = rule("changePassword", &[Active]);
    pub const CRASH_DUMP: Self =
        Self { host: true, ..rule("trigger_crash_dump", &[Active, Paused, Rescued, Resized, Error]) };
    pub const DELETE: Self = Self { tasks: Tasks::Any, launched: false, ..rule("delete", &[]) };
    pub const FORCE_DELETE: Self = Self { action: "forceDelete", ..Self::DELETE };
    pub const RESTORE: Self = rule("restore", &[SoftDeleted]);
    pub const UPDATE_METADATA: Self =
        Self { tasks: Tasks::Any, ..rule("update metadata", &[Active, Paused, Suspended, Stopped]) };
    pub const DELETE_METADATA: Self = Self { action: "delete metadata", ..Self::UPDATE_METADATA };
    pub const ATTACH_VOLUME: Self =
        rule("attach_volume", &[Active, Paused, Stopped, Resized, SoftDeleted, Shelved, ShelvedOffloaded]);
    pub const DETACH_VOLUME: Self = Self { action: "detach_volume", ..Self::ATTACH_VOLUME };
    pub const SWAP_VOLUME: Self = rule("swap_volume", &[Active, Paused, Resized]);
    pub const ATTACH_INTERFACE: Self = rule("attach_interface", &[Active, Paused, Stopped]);
    pub const DETACH_INTERFACE: Self = Self { action: "detach_interface", ..Self::ATTACH_INTERFACE };
    /// Nova checks no task_state here and accepts any vm_state with a name for tags.
    pub const UPDATE_TAGS: Self =
        Self { tasks: Tasks::Any, launched: false, ..rule("update tag", &[Active, Paused, Suspended, Stopped]) };

    /// Says whether the action may begin on this server in its present state.
    ///
    /// # Errors
    /// `NotReady` without a host where one is needed, else `InvalidState` naming the first attribute that forbids it.
    pub fn check(&self, server: &Server) -> Result<(), ComputeError> {
        if self.host && server.host.is_none() {
            return Err(ComputeError::NotReady(server.id.clone()));
        }
        match self.conflict(server) {
            None => Ok(()),
            Some(conflict) => {
                Err(ComputeError::InvalidState { action: self.action, server: server.id.clone(), conflict })
            }
        }
    }

    fn conflict(&self, server: &Server) -> Option<StateConflict> {
        if !self.vm.is_empty() && !self.vm.contains(&server.vm_state) {
            return Some(StateConflict::VmState(server.vm_state.name()));
        }
        if let (Some(task), Tasks::Only(tasks)) = (server.task_state, self.tasks)
            && !tasks.contains(&task)
        {
            return Some(StateConflict::TaskState(task.name()));
        }
        (self.launched && server.launched_at.is_none()).then_some(StateConflict::NeverActive)
    }
}

#[cfg(test)]
mod tests {
    use super::{PowerState, Rule, TaskState, VmState, states_of_status, status};
    use crate::compute::clock::Timestamp;
    use crate::compute::server::Server;

    fn server(vm: VmState, task: Option<TaskState>) -> Server {
        Server {
            id: "s".into(),
            vm_state: vm,
            task_state: task,
            host: Some("h".into()),
            launched_at: Some(Timestamp(1)),
            ..Server::default()
        }
    }

    #[test]
    fn conflicts_read_as_nova_writes_them() {
        let check = |rule: Rule, vm, task| rule.check(&server(vm, task)).map_err(|e| e.to_string());
        let said = |text: &str| Err(format!("Cannot {text}"));
        assert_eq!(
            check(Rule::START, VmState::Active, None),
            said("'start' instance s while it is in vm_state active")
        );
        assert_eq!(
            check(Rule::RESIZE, VmState::Active, Some(TaskState::ImageSnapshot)),
            said("'resize' instance s while it is in task_state image_snapshot")
        );
        assert_eq!(check(Rule::HARD_REBOOT, VmState::Active, Some(TaskState::Rebooting)), Ok(()));
        assert_eq!(check(Rule::DELETE, VmState::Building, Some(TaskState::Spawning)), Ok(()));
    }

    #[test]
    fn a_server_without_host_or_launch_is_not_ready() {
        let lost = Server { host: None, ..server(VmState::ShelvedOffloaded, None) };
        assert_eq!(Rule::START.check(&lost).map_err(|e| e.to_string()), Err("Instance s is not ready".into()));
        let fresh = Server { launched_at: None, ..server(VmState::Error, None) };
        let text = "Instance s is in an invalid state for 'reboot'";
        assert_eq!(Rule::HARD_REBOOT.check(&fresh).map_err(|e| e.to_string()), Err(text.into()));
    }

    #[test]
    fn every_state_has_a_status_and_every_status_its_states() {
        for vm in VmState::ALL {
            for task in TaskState::ALL.iter().map(|t| Some(*t)).chain([None]) {
                let shown = status(*vm, task);
                let (vms, tasks) = states_of_status(shown).expect("a status that is shown can be asked for");
                assert!(vms.contains(vm), "{shown}");
                assert!(tasks.is_empty() || task.is_some_and(|t| tasks.contains(&t)), "{shown}");
            }
        }
        assert!(states_of_status("nope").is_none());
        assert_eq!(PowerState::from_number(4) as i64, 4);
    }
}
