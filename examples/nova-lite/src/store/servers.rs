//! Servers and their tags: reads, writes and the page query.

use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::record::{Record, record};
use super::{Tx, few, unavailable};
use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::list::{ServerFilter, ServerQuery, SortKey, Text, TextKey};
use crate::compute::quota::Usage;
use crate::compute::server::{FlavorCopy, Names, Server, ServerName};
use crate::compute::server_state::{TaskState, VmState};

record!(
    Server,
    "servers",
    [
        number, id, name, description, hostname, user_id, project_id, vm_state, task_state, power_state, image_id,
        image_properties, flavor_id, flavor, old_flavor, coming_flavor, key_name, metadata, config_drive, user_data, access_ip_v4,
        access_ip_v6, availability_zone, pinned_availability_zone, host, node, reservation_id, launch_index,
        kernel_id, ramdisk_id, root_device_name, locked_by, locked_reason, progress, fault, auto_disk_config,
        trusted_image_certificates, scheduler_hints, security_groups, server_group, old_vm_state, old_host,
        shelved_image_id, created_at, updated_at, launched_at, terminated_at, deleted_at
    ],
    derived [
        vcpus = |s| held(s, |f| f.vcpus), ram = |s| held(s, |f| f.ram), disk = |s| s.flavor.disk + s.flavor.ephemeral,
        own_vcpus = |s| s.flavor.vcpus, own_ram = |s| s.flavor.ram
    ],
    // A tag holds no comma, by Nova's rule.
    read [tags = "(SELECT coalesce(replace(group_concat(tag, ','), ',', char(10)), '') FROM (SELECT tag FROM server_tags WHERE server_id = servers.id ORDER BY tag))"]
);

record!(ServerName, "servers", [number, id, name]);

/// What a server holds of a resource: from the moment that a resize is accepted, so that no two of them can share what is
/// left of a quota. A resize that failed has left that state, whatever flavor it noted.
fn held(server: &Server, size: fn(&FlavorCopy) -> i64) -> i64 {
    let coming = server.coming_flavor.as_ref().filter(|_| server.task_state == Some(TaskState::ResizePrep));
    coming.map_or(0, size).max(size(&server.flavor))
}

impl Tx<'_> {
    /// Returns the servers that have been left alone in a state since this moment or earlier.
    pub fn at_rest_since(&self, state: VmState, moment: Timestamp) -> Result<Vec<Server>, ComputeError> {
        let rest = "INDEXED BY servers_by_state WHERE vm_state = ? AND deleted_at IS NULL AND task_state IS NULL
            AND coalesce(updated_at, created_at) <= ? ORDER BY number";
        self.many(rest, (state.name(), moment))
    }

    /// Returns a server, deleted or not.
    pub fn any_server(&self, id: &str) -> Result<Option<Server>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    /// Returns the servers that ran in a period, deleted or not, by project and id.
    pub fn servers_of_period(
        &self,
        from: Timestamp,
        to: Timestamp,
        project: Option<&str>,
    ) -> Result<Vec<Server>, ComputeError> {
        let rest = "WHERE launched_at < ?2 AND (terminated_at IS NULL OR terminated_at > ?1)
            AND (?3 IS NULL OR project_id = ?3) ORDER BY project_id, id";
        self.many(rest, params![from, to, project])
    }

    /// Returns a server that is not deleted.
    ///
    /// # Errors
    /// `ServerNotFound`.
    pub fn server(&self, id: &str) -> Result<Server, ComputeError> {
        let found = self.one("WHERE id = ? AND deleted_at IS NULL", [id])?;
        found.ok_or_else(|| ComputeError::ServerNotFound(id.into()))
    }

    /// Stores a new server and returns its number.
    pub fn add_server(&self, server: &Server) -> Result<i64, ComputeError> {
        let number = self.add(server)?;
        self.set_tags(&server.id, &server.tags)?;
        Ok(number)
    }

    /// Writes a server back, all but its tags.
    pub fn save_server(&self, server: &Server) -> Result<(), ComputeError> {
        self.save(server)
    }

    /// Removes every trace of a server that holds neither ports nor volumes.
    pub fn forget_server(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM server_tags WHERE server_id = ?", [id])?;
        let events = "DELETE FROM action_events WHERE action IN (SELECT number FROM actions WHERE server_id = ?)";
        self.run(events, [id])?;
        self.run("DELETE FROM actions WHERE server_id = ?", [id])?;
        self.run("DELETE FROM servers WHERE id = ?", [id]).map(drop)
    }

    /// Replaces the tags of a server.
    pub fn set_tags(&self, id: &str, tags: &Names) -> Result<(), ComputeError> {
        self.run("DELETE FROM server_tags WHERE server_id = ?", [id])?;
        for tag in tags.iter() {
            self.run("INSERT OR IGNORE INTO server_tags VALUES (?, ?)", params![id, tag])?;
        }
        Ok(())
    }

    /// Returns the servers that have a task under way.
    pub fn servers_with_task(&self) -> Result<Vec<Server>, ComputeError> {
        // Left to itself the planner reads the whole table, because that is in the order asked for.
        let rest = "INDEXED BY servers_with_task WHERE task_state IS NOT NULL AND deleted_at IS NULL ORDER BY number";
        self.many(rest, [])
    }

    /// Returns the servers of a host that are not deleted.
    pub fn servers_of_host(&self, host: &str) -> Result<Vec<Server>, ComputeError> {
        self.many("WHERE host = ? AND deleted_at IS NULL ORDER BY number", [host])
    }

    /// Returns the ids of a group's members that are not deleted.
    pub fn group_members(&self, group: &str) -> Result<Vec<Server>, ComputeError> {
        self.many("WHERE server_group = ? AND deleted_at IS NULL AND server_group IS NOT NULL ORDER BY number", [group])
    }

    /// Returns what a project, or one user in it, holds.
    pub fn usage(&self, project: &str, user: Option<&str>) -> Result<Usage, ComputeError> {
        let sql = "SELECT coalesce(sum(instances), 0), coalesce(sum(cores), 0), coalesce(sum(ram), 0) FROM usages
            WHERE project_id = ?1 AND (?2 IS NULL OR user_id = ?2)";
        let mut statement = self.conn.prepare_cached(sql).map_err(unavailable)?;
        let usage = |row: &Row<'_>| Ok(Usage { instances: row.get(0)?, cores: row.get(1)?, ram: row.get(2)? });
        statement.query_row(params![project, user], usage).map_err(unavailable)
    }

    /// Returns one page of servers.
    pub fn list_servers(&self, query: &ServerQuery) -> Result<Vec<Server>, ComputeError> {
        let (rest, values) = self.page(query)?;
        self.many(&rest, params_from_iter(values))
    }

    /// Returns one page of servers by id and name.
    pub fn list_server_names(&self, query: &ServerQuery) -> Result<Vec<ServerName>, ComputeError> {
        let (rest, values) = self.page(query)?;
        self.many(&rest, params_from_iter(values))
    }

    /// Returns the servers of a host by id and name.
    pub fn server_names_of_host(&self, host: &str) -> Result<Vec<ServerName>, ComputeError> {
        self.many("WHERE host = ? AND deleted_at IS NULL ORDER BY number", [host])
    }

    fn page(&self, query: &ServerQuery) -> Result<(String, Vec<Value>), ComputeError> {
        let mut sql = Sql::default();
        let few = few::find(self, &query.filter)?;
        if let Some(numbers) = &few {
            sql.and("number IN (SELECT value FROM json_each(?))", [Value::Text(json_list(numbers))]);
        }
        sql.filter(&query.filter);
        if let Some(marker) = &query.marker {
            let row = self.any_server(marker)?.ok_or_else(|| ComputeError::MarkerNotFound(marker.clone()))?;
            sql.after(self, query, &row)?;
        }
        // Without its indexes the table is still found by the numbers.
        let way = if few.is_some() { "NOT INDEXED" } else { walk(query) };
        let rest = format!("{way} {}", sql.order(query));
        Ok((rest, sql.values))
    }

    /// Explains how SQLite would find a page, for the test that watches over its cost.
    #[cfg(test)]
    pub(super) fn explain_list(&self, query: &ServerQuery) -> Result<Vec<String>, ComputeError> {
        let (rest, values) = self.page(query)?;
        let text = format!("EXPLAIN QUERY PLAN {}", super::record::select::<Server>(&rest));
        let mut statement = self.conn.prepare(&text).map_err(unavailable)?;
        let rows = statement.query_map(params_from_iter(values), |row| row.get(3)).map_err(unavailable)?;
        rows.collect::<Result<_, _>>().map_err(unavailable)
    }
}

fn json_list(numbers: &[i64]) -> String {
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    format!("[{}]", texts.join(","))
}

/// A condition under construction: text of our own making, values as parameters.
#[derive(Default)]
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        let word = if self.text.is_empty() { "WHERE" } else { " AND" };
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{word} ({condition})");
        self.values.extend(values);
    }

    fn one_of(&mut self, column: &str, names: &[String]) {
        if !names.is_empty() {
            let marks = vec!["?"; names.len()].join(", ");
            self.and(&format!("{column} IN ({marks})"), names.iter().cloned().map(Value::Text));
        }
    }

    fn filter(&mut self, filter: &ServerFilter) {
        match filter.deleted {
            // What can still be restored counts as deleted too.
            Some(true) => self.and("deleted_at IS NOT NULL OR vm_state = 'soft-delete'", []),
            Some(false) => self.and("deleted_at IS NULL", []),
            None => {}
        }
        if let Some(project) = &filter.project_id {
            self.and("project_id = ?", [Value::Text(project.clone())]);
        }
        self.states(filter);
        for (key, wanted) in &filter.texts {
            match wanted {
                Text::Is(text) => self.and(&format!("{} = ?", key.column()), [Value::Text(text.clone())]),
                Text::Matches(pattern) => {
                    self.and(&format!("{} REGEXP ?", as_text(*key)), [Value::Text(pattern.clone())])
                }
            }
        }
        self.one_of("id", &filter.ids);
        self.flags(filter);
        self.tags(filter);
        self.addresses(filter);
    }

    fn states(&mut self, filter: &ServerFilter) {
        let vms: Vec<String> = filter.vm_states.iter().map(|s| s.name().into()).collect();
        let tasks: Vec<String> = filter.task_states.iter().map(|s| s.name().into()).collect();
        self.one_of("vm_state", &vms);
        self.one_of("task_state", &tasks);
        if !filter.soft_deleted && filter.deleted == Some(false) {
            self.and("vm_state <> 'soft-delete'", []);
        }
    }

    fn flags(&mut self, filter: &ServerFilter) {
        if let Some(locked) = filter.locked {
            self.and(if locked { "locked_by IS NOT NULL" } else { "locked_by IS NULL" }, []);
        }
        if let Some(power) = filter.power_state {
            self.and("power_state = ?", [Value::Integer(power)]);
        }
        if let Some(number) = filter.launch_index {
            self.and("launch_index = ?", [Value::Integer(number)]);
        }
        if let Some(progress) = filter.progress {
            self.and("progress = ?", [Value::Integer(progress)]);
        }
        if let Some(drive) = filter.config_drive {
            self.and("config_drive = ?", [Value::Integer(drive.into())]);
        }
        if let Some(auto) = filter.auto_disk_config {
            self.and("auto_disk_config = ?", [Value::Integer(auto.into())]);
        }
        if let Some(since) = filter.changed_since {
            self.and("coalesce(updated_at, created_at) >= ?", [Value::Integer(since.0)]);
        }
        if let Some(before) = filter.changed_before {
            self.and("coalesce(updated_at, created_at) <= ?", [Value::Integer(before.0)]);
        }
    }

    fn tags(&mut self, filter: &ServerFilter) {
        const COUNT: &str = "(SELECT count(*) FROM server_tags WHERE server_id = servers.id AND tag IN";
        let rules = [
            (&filter.tags, "= ?"),
            (&filter.tags_any, "> 0"),
            (&filter.not_tags, "< ?"),
            (&filter.not_tags_any, "= 0"),
        ];
        for (tags, rule) in rules.into_iter().filter(|(tags, _)| !tags.is_empty()) {
            let mut tags = tags.clone();
            tags.sort();
            tags.dedup();
            let marks = vec!["?"; tags.len()].join(", ");
            let count = rule.contains('?').then(|| Value::Integer(i64::try_from(tags.len()).unwrap_or(i64::MAX)));
            let values = tags.into_iter().map(Value::Text).chain(count);
            self.and(&format!("{COUNT} ({marks})) {rule}"), values);
        }
    }

    fn addresses(&mut self, filter: &ServerFilter) {
        const HAS: &str =
            "EXISTS (SELECT 1 FROM ports JOIN port_addresses ON port_id = ports.id WHERE server_id = servers.id AND";
        for (pattern, family) in [(&filter.ip, "NOT LIKE"), (&filter.ip6, "LIKE")] {
            if let Some(pattern) = pattern {
                let condition = format!("{HAS} address {family} '%:%' AND address REGEXP ?)");
                self.and(&condition, [Value::Text(pattern.clone())]);
            }
        }
    }

    /// Adds what comes after the marker's row: later by the first key, or equal there and later by the next, and so on.
    fn after(&mut self, tx: &Tx<'_>, query: &ServerQuery, marker: &Server) -> Result<(), ComputeError> {
        let keys = query.keys();
        let (mut ways, mut values) = (Vec::new(), Vec::new());
        let held: Vec<Value> = keys.iter().map(|(key, _)| tx.sort_value(*key, marker)).collect::<Result<_, _>>()?;
        for (place, (key, descending)) in keys.iter().enumerate() {
            let mut way: Vec<String> = keys[..place].iter().map(|(k, _)| format!("{} IS ?", k.column())).collect();
            way.push(beyond(*key, *descending, &held[place]));
            let bound = if held[place] == Value::Null { place } else { place + 1 };
            values.extend(held[..bound].iter().cloned());
            ways.push(format!("({})", way.join(" AND ")));
        }
        self.and(&ways.join(" OR "), values);
        // The first key alone bounds the walk along its index.
        if let (Some((key, descending)), Some(first)) = (keys.first(), held.first())
            && *first != Value::Null
            && key.never_null()
        {
            let sign = if *descending { "<=" } else { ">=" };
            self.and(&format!("{} {sign} ?", key.column()), [first.clone()]);
        }
        Ok(())
    }

    fn order(&mut self, query: &ServerQuery) -> String {
        let word = |descending: bool| if descending { "DESC" } else { "ASC" };
        let order: Vec<String> = query.keys().iter().map(|(key, d)| format!("{} {}", key.column(), word(*d))).collect();
        self.values.push(Value::Integer(i64::try_from(query.limit).unwrap_or(i64::MAX)));
        format!("{} ORDER BY {} LIMIT ?", self.text, order.join(", "))
    }
}

/// The index to walk along. Left to itself the planner may take the one with the deleted servers in it, whose walk
/// grows with every server there ever was.
fn walk(query: &ServerQuery) -> &'static str {
    let filter = &query.filter;
    match (query.keys().first(), filter.deleted, &filter.project_id) {
        _ if !filter.ids.is_empty() => "",
        (Some((SortKey::CreatedAt, _)), Some(false), Some(_)) => "INDEXED BY servers_by_project",
        (Some((SortKey::CreatedAt, _)), Some(false), None) => "INDEXED BY servers_by_age",
        (Some((SortKey::Name, _)), Some(false), Some(_)) => "INDEXED BY servers_by_name",
        _ => "",
    }
}

/// A column as a pattern sees it: moments as Nova's database spells them.
fn as_text(key: TextKey) -> String {
    let column = key.column();
    match key {
        TextKey::CreatedAt | TextKey::LaunchedAt | TextKey::TerminatedAt => {
            format!("strftime('%Y-%m-%d %H:%M:%S', {column} / 1000000, 'unixepoch')")
        }
        _ => column.into(),
    }
}

/// What lies beyond a value; NULL sorts before everything in SQLite.
fn beyond(key: SortKey, descending: bool, held: &Value) -> String {
    let column = key.column();
    match (descending, *held == Value::Null, key.never_null()) {
        (true, true, _) => "FALSE".into(),
        (false, true, _) => format!("{column} IS NOT NULL"),
        (true, false, false) => format!("({column} < ? OR {column} IS NULL)"),
        (true, false, true) => format!("{column} < ?"),
        (false, false, _) => format!("{column} > ?"),
    }
}

impl Tx<'_> {
    fn sort_value(&self, key: SortKey, server: &Server) -> Result<Value, ComputeError> {
        let column = Server::COLUMNS.iter().position(|name| *name == key.column()).unwrap_or_default();
        Ok(server.values().map_err(unavailable)?.swap_remove(column))
    }
}
