//! From the query of a list of servers to what the domain is asked for: filters, order, whose servers.

use starmap::authorize::Policy;
use starmap::fault::Fault;
use starmap::microversion::Microversion;
use starmap::schema::QueryParams;

use crate::compute::Caller;
use crate::compute::clock::Timestamp;
use crate::compute::list::{ServerFilter, ServerQuery, SortKey, Text, TextKey};
use crate::compute::server_state::{TaskState, VmState, states_of_status};

/// Filters that name what Nova joins to its table; it refuses them by name.
const JOINED: &[&str] = &[
    "block_device_mapping",
    "info_cache",
    "metadata",
    "pci_devices",
    "security_groups",
    "services",
    "system_metadata",
];

/// Sort keys that are taken and passed over below 2.75.
const UNSORTABLE: &[&str] = &[
    "architecture",
    "cell_name",
    "cleaned",
    "default_ephemeral_device",
    "default_swap_device",
    "deleted",
    "deleted_at",
    "disable_terminate",
    "ephemeral_gb",
    "ephemeral_key_uuid",
    "id",
    "key_data",
    "launched_on",
    "memory_mb",
    "os_type",
    "reservation_id",
    "root_gb",
    "shutdown_terminate",
    "user_data",
    "vcpus",
    "vm_mode",
];

const TAG_FILTERS: &[&str] = &["tags", "tags-any", "not-tags", "not-tags-any"];

const LOCKED_SINCE: Microversion = Microversion::literal("2.73");
const BAD_STATUS_SINCE: Microversion = Microversion::literal("2.38");

/// Filters that everybody may use, with the microversion that opened them.
const OPEN_FILTERS: &[(&str, Microversion)] = &[
    ("reservation_id", Microversion::LOWEST),
    ("name", Microversion::LOWEST),
    ("status", Microversion::LOWEST),
    ("image", Microversion::LOWEST),
    ("flavor", Microversion::LOWEST),
    ("ip", Microversion::LOWEST),
    ("changes-since", Microversion::LOWEST),
    ("all_tenants", Microversion::LOWEST),
    ("ip6", Microversion::literal("2.5")),
    ("tags", Microversion::literal("2.26")),
    ("tags-any", Microversion::literal("2.26")),
    ("not-tags", Microversion::literal("2.26")),
    ("not-tags-any", Microversion::literal("2.26")),
    ("changes-before", Microversion::literal("2.66")),
    ("locked", Microversion::literal("2.73")),
    ("availability_zone", OPENED),
    ("config_drive", OPENED),
    ("key_name", OPENED),
    ("created_at", OPENED),
    ("launched_at", OPENED),
    ("terminated_at", OPENED),
    ("power_state", OPENED),
    ("task_state", OPENED),
    ("vm_state", OPENED),
    ("progress", OPENED),
    ("user_id", OPENED),
];

const OPENED: Microversion = Microversion::literal("2.83");

/// Reads a list's query; `None` is a list that is known to be empty.
///
/// # Errors
///
/// 400 and 403 in Nova's words.
pub(super) fn read(
    mut params: QueryParams,
    caller: &Caller,
    policy: Policy<'_>,
    all_tenants_rule: &'static str,
    version: Microversion,
) -> Result<Option<ServerQuery>, Fault> {
    let all_filters = policy.allows("os_compute_api:servers:allow_all_filters", &policy.own_target());
    let place = Place::of(&mut params);
    // Whether a status is valid is asked even of those whose filters are dropped; it is open to all anyway.
    params.retain(|name| all_filters || OPEN_FILTERS.iter().any(|(open, since)| *open == name && *since <= version));
    refuse_joined(&params)?;
    let mut filter = ServerFilter::default();
    let Some(mut possible) = statuses(&params, &mut filter, version)? else { return Ok(None) };
    times(&params, &mut filter)?;
    deleted(&params, &mut filter, caller)?;
    for (place, name) in TAG_FILTERS.iter().enumerate() {
        let tags: Vec<String> =
            params.last(name).map(|tags| tags.split(',').map(str::to_owned).collect()).unwrap_or_default();
        match place {
            0 => filter.tags = tags,
            1 => filter.tags_any = tags,
            2 => filter.not_tags = tags,
            _ => filter.not_tags_any = tags,
        }
    }
    let all = all_tenants(&params)?;
    if let Some(text) = params.last("locked") {
        filter.locked = Some(truth(text)?);
    }
    if all {
        policy.authorize_rule(all_tenants_rule, &policy.own_target())?;
        filter.project_id = params.last("project_id").or_else(|| params.last("tenant_id")).map(str::to_owned);
    } else {
        filter.project_id = Some(caller.project_id.clone());
    }
    place.check_limit()?;
    let sort = place.sort(caller, version)?;
    possible &= columns(&params, &mut filter);
    let sort = sort.checked()?.filter(|_| possible);
    Ok(sort.map(|sort| ServerQuery { filter, sort, marker: place.marker, limit: 0 }))
}

/// What of the query is no filter.
struct Place {
    limit: Option<String>,
    marker: Option<String>,
    sort_keys: Vec<String>,
    sort_dirs: Vec<String>,
}

impl Place {
    fn of(params: &mut QueryParams) -> Self {
        let place = Self {
            limit: params.last("limit").map(str::to_owned),
            marker: params.last("marker").filter(|marker| !marker.is_empty()).map(str::to_owned),
            sort_keys: params.all("sort_key").to_vec(),
            sort_dirs: params.all("sort_dir").to_vec(),
        };
        params.retain(|name| !matches!(name, "sort_key" | "sort_dir" | "limit" | "marker"));
        place
    }

    /// The schema has seen to it but for the legacy API, which has none for lists of servers.
    fn check_limit(&self) -> Result<(), Fault> {
        let Some(limit) = &self.limit else { return Ok(()) };
        let text = match limit.trim().strip_prefix('-').unwrap_or(limit) {
            digits if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) => "must be an integer",
            _ if limit.trim().starts_with('-') => "must be >= 0",
            _ => return Ok(()),
        };
        Err(Fault::bad_request(format!("Invalid input received: limit {text}")))
    }

    fn sort(&self, caller: &Caller, version: Microversion) -> Result<Sort, Fault> {
        let given =
            |given: &[String], default: &str| if given.is_empty() { vec![default.to_owned()] } else { given.to_vec() };
        let keys = given(&self.sort_keys, "created_at");
        let mut sort = Sort { keys, directions: given(&self.sort_dirs, "desc") };
        let mut place = 0;
        while let Some(key) = sort.keys.get(place) {
            if matches!(key.as_str(), "host" | "node") && !caller.is_admin {
                return Err(Fault::forbidden(format!("Only administrators can sort servers by {key}")));
            }
            if UNSORTABLE.contains(&key.as_str()) || (key == "locked" && version < LOCKED_SINCE) {
                sort.keys.remove(place);
                if place < sort.directions.len() {
                    sort.directions.remove(place);
                }
            } else {
                place += 1;
            }
        }
        Ok(sort)
    }
}

fn refuse_joined(params: &QueryParams) -> Result<(), Fault> {
    match params.iter().find(|(name, _)| JOINED.contains(name) || name.starts_with('_')) {
        Some((name, _)) => Err(Fault::bad_request(format!("Invalid filter field: {name}."))),
        None => Ok(()),
    }
}

/// Says whether any server can have the states asked for; `None` for a status that no server can have.
fn statuses(params: &QueryParams, filter: &mut ServerFilter, version: Microversion) -> Result<Option<bool>, Fault> {
    let asked = params.all("status");
    if asked.is_empty() {
        return Ok(Some(states(params, filter, "vm_state") & states(params, filter, "task_state")));
    }
    let found: Vec<_> = asked.iter().filter_map(|status| states_of_status(status)).collect();
    if found.is_empty() {
        let refusal = Err(Fault::bad_request("Invalid status value"));
        return if version >= BAD_STATUS_SINCE { refusal } else { Ok(None) };
    }
    // A status that needs no task makes the others' tasks no condition.
    let any_task = found.iter().any(|(_, tasks)| tasks.is_empty());
    for (vms, tasks) in found {
        filter.vm_states.extend(vms);
        filter.task_states.extend(tasks.into_iter().filter(|_| !any_task));
    }
    Ok(Some(!any_task || states(params, filter, "task_state")))
}

fn states(params: &QueryParams, filter: &mut ServerFilter, kind: &str) -> bool {
    let Some(name) = params.last(kind) else { return true };
    if kind == "vm_state" {
        filter.vm_states.extend(VmState::from_name(name));
        !filter.vm_states.is_empty()
    } else {
        filter.task_states.extend(TaskState::from_name(name));
        !filter.task_states.is_empty()
    }
}

fn times(params: &QueryParams, filter: &mut ServerFilter) -> Result<(), Fault> {
    filter.changed_since = time(params, "changes-since")?;
    filter.changed_before = time(params, "changes-before")?;
    match (filter.changed_since, filter.changed_before) {
        (Some(since), Some(before)) if before < since => {
            Err(Fault::bad_request("The value of changes-since must be less than or equal to changes-before."))
        }
        _ => Ok(()),
    }
}

fn time(params: &QueryParams, name: &str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = params.last(name) else { return Ok(None) };
    let wrong = || Fault::bad_request(format!("Invalid filter field: {name}."));
    Timestamp::parse(text).map(Some).ok_or_else(wrong)
}

fn deleted(params: &QueryParams, filter: &mut ServerFilter, caller: &Caller) -> Result<(), Fault> {
    let timed = filter.changed_since.is_some() || filter.changed_before.is_some();
    filter.deleted = match params.last("deleted") {
        Some(text) => Some(truth(text).unwrap_or(false)),
        None if timed => None,
        None => Some(false),
    };
    // Any text at all is a yes, "false" too.
    filter.soft_deleted = params.last("soft_deleted").is_some_and(|text| !text.is_empty());
    if params.contains("status") && filter.vm_states == [VmState::Deleted] {
        if !caller.is_admin {
            return Err(Fault::forbidden("Only administrators may list deleted instances"));
        }
        filter.deleted = Some(true);
    }
    Ok(())
}

fn all_tenants(params: &QueryParams) -> Result<bool, Fault> {
    match params.last("all_tenants") {
        None => Ok(false),
        Some("") => Ok(true),
        Some(text) => truth(text),
    }
}

/// Reads the filters that are columns; says whether any server can match.
fn columns(params: &QueryParams, filter: &mut ServerFilter) -> bool {
    let mut possible = true;
    for (name, values) in params.iter() {
        let Some(value) = values.last().cloned() else { continue };
        let number = || value.parse::<i64>().ok();
        match name {
            "ip" => filter.ip = Some(value),
            "ip6" => filter.ip6 = Some(value),
            "uuid" => filter.ids.push(value),
            "power_state" => filter.power_state = number().or_else(|| impossible(&mut possible)),
            "progress" => filter.progress = number().or_else(|| impossible(&mut possible)),
            "launch_index" => filter.launch_index = number().or_else(|| impossible(&mut possible)),
            "config_drive" => {
                filter.config_drive = truth(&value).ok().or_else(|| impossible(&mut possible));
            }
            "auto_disk_config" => {
                filter.auto_disk_config = truth(&value).ok().or_else(|| impossible(&mut possible));
            }
            name => filter.texts.extend(text_filter(name, &value)),
        }
    }
    possible
}

fn impossible<T>(possible: &mut bool) -> Option<T> {
    *possible = false;
    None
}

/// Nova compares some columns for equality and matches the others.
fn text_filter(name: &str, value: &str) -> Option<(TextKey, Text)> {
    let is = |key| Some((key, Text::Is(value.to_owned())));
    let matches = |key| Some((key, Text::Matches(value.to_owned())));
    match name {
        "user_id" => is(TextKey::UserId),
        "image" | "image_ref" => is(TextKey::ImageId),
        "flavor" => is(TextKey::FlavorId),
        "host" => is(TextKey::Host),
        "name" | "display_name" => matches(TextKey::Name),
        "display_description" => matches(TextKey::Description),
        "node" => matches(TextKey::Node),
        "hostname" => matches(TextKey::Hostname),
        "availability_zone" => matches(TextKey::AvailabilityZone),
        "reservation_id" => matches(TextKey::ReservationId),
        "key_name" => matches(TextKey::KeyName),
        "access_ip_v4" => matches(TextKey::AccessIpV4),
        "access_ip_v6" => matches(TextKey::AccessIpV6),
        "kernel_id" => matches(TextKey::KernelId),
        "ramdisk_id" => matches(TextKey::RamdiskId),
        "root_device_name" => matches(TextKey::RootDeviceName),
        "locked_by" => matches(TextKey::LockedBy),
        "created_at" => matches(TextKey::CreatedAt),
        "launched_at" => matches(TextKey::LaunchedAt),
        "terminated_at" => matches(TextKey::TerminatedAt),
        _ => None,
    }
}

/// Keys and directions as they were asked for, without what Nova passes over.
struct Sort {
    keys: Vec<String>,
    directions: Vec<String>,
}

impl Sort {
    /// Nova looks at the directions only once everything else was found right. `None` for a key that is none, which the legacy
    /// API lets pass: every cell fails at it then, and a list without the cells that failed is empty.
    fn checked(self) -> Result<Option<Vec<(SortKey, bool)>>, Fault> {
        if self.directions.iter().any(|direction| direction != "asc" && direction != "desc") {
            let text = "Invalid input received: Unknown sort direction, must be 'desc' or 'asc'";
            return Err(Fault::bad_request(text));
        }
        if self.directions.len() > self.keys.len() {
            return Err(Fault::bad_request("Invalid input received: Sort direction size exceeds sort key size"));
        }
        let first = self.directions.first().is_none_or(|direction| direction == "desc");
        let descending = |place: usize| self.directions.get(place).map_or(first, |direction| direction == "desc");
        let key = |name: &str| if name == "locked" { Some(SortKey::LockedBy) } else { SortKey::from_name(name) };
        let pairs = self.keys.iter().enumerate();
        Ok(pairs.map(|(place, name)| Some((key(name)?, descending(place)))).collect())
    }
}

/// A truth value as oslo.utils reads one strictly.
fn truth(text: &str) -> Result<bool, Fault> {
    match text.trim().to_lowercase().as_str() {
        "1" | "t" | "true" | "on" | "y" | "yes" => Ok(true),
        "0" | "f" | "false" | "off" | "n" | "no" => Ok(false),
        _ => Err(Fault::bad_request(format!(
            "Unrecognized value '{text}', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', \
             'true', 'y', 'yes'"
        ))),
    }
}
