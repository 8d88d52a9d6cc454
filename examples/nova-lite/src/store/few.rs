//! Filters that find few servers: those servers by their numbers, so that a page of them does not walk past all others.
//!
//! A filter that an index can answer is asked first, for a few more than [`FEW`]. If it finds no more than that, the page is made
//! of these servers alone; the other filters and the order are applied to them. If every filter finds more, a walk along the
//! page's order meets enough of them on its way.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Tx, pattern, unavailable};
use crate::compute::error::ComputeError;
use crate::compute::list::{ServerFilter, Text, TextKey};

/// Most servers that are looked at one by one; as many as the longest page.
const FEW: i64 = 1000;
/// The index of names knows three letters and more.
const LETTERS_MIN: usize = 3;

/// A part of a filter that an index can answer: a query for numbers, without a limit.
type Part = (String, Vec<Value>);

/// The numbers of the servers that a part of the filter finds, if they are few.
pub(super) fn find(tx: &Tx<'_>, filter: &ServerFilter) -> Result<Option<Vec<i64>>, ComputeError> {
    for (sql, mut values) in parts(filter) {
        values.push(Value::Integer(FEW + 1));
        let mut statement = tx.conn.prepare_cached(&format!("{sql} LIMIT ?")).map_err(unavailable)?;
        let rows = statement.query_map(params_from_iter(values), |row| row.get(0)).map_err(unavailable)?;
        let numbers: Vec<i64> = rows.collect::<Result<_, _>>().map_err(unavailable)?;
        if i64::try_from(numbers.len()).is_ok_and(|found| found <= FEW) {
            return Ok(Some(numbers));
        }
    }
    Ok(None)
}

fn parts(filter: &ServerFilter) -> impl Iterator<Item = Part> {
    let living = if filter.deleted == Some(false) { living_parts(filter) } else { Vec::new() };
    let name = filter.texts.iter().find_map(|(key, text)| match (key, text) {
        (TextKey::Name, Text::Matches(pattern)) => name_part(pattern),
        _ => None,
    });
    let tags = filter.tags.first().map(|tag| {
        let sql = "SELECT servers.number FROM server_tags CROSS JOIN servers ON servers.id = server_id WHERE tag = ?";
        (sql.to_owned(), vec![Value::Text(tag.clone())])
    });
    let changed = filter.changed_since.map(|since| {
        let sql = "SELECT number FROM servers INDEXED BY servers_by_change WHERE coalesce(updated_at, created_at) >= ?";
        (sql.to_owned(), vec![Value::Integer(since.0)])
    });
    let ids = (!filter.ids.is_empty()).then(|| of_column("", "id", &filter.ids, None));
    let addresses = addresses_part(filter);
    ids.into_iter().chain(living).chain(name).chain(tags).chain(changed).chain(addresses)
}

/// What only the indexes of servers that are not deleted can answer.
fn living_parts(filter: &ServerFilter) -> Vec<Part> {
    let project = filter.project_id.as_deref();
    let mut parts = Vec::new();
    if !filter.task_states.is_empty() {
        let states: Vec<String> = filter.task_states.iter().map(|state| state.name().to_owned()).collect();
        parts.push(of_column("INDEXED BY servers_with_task", "task_state", &states, None));
    }
    for (key, wanted) in &filter.texts {
        let (index, project) = match key {
            TextKey::Host => ("INDEXED BY servers_by_host", None),
            TextKey::FlavorId => ("INDEXED BY servers_by_flavor", project),
            TextKey::ImageId => ("INDEXED BY servers_by_image", project),
            _ => continue,
        };
        if let Text::Is(text) = wanted {
            parts.push(of_column(index, key.column(), std::slice::from_ref(text), project));
        }
    }
    if !filter.vm_states.is_empty() {
        let states: Vec<String> = filter.vm_states.iter().map(|state| state.name().to_owned()).collect();
        parts.push(of_column("INDEXED BY servers_by_state", "vm_state", &states, project));
    }
    parts
}

fn of_column(index: &str, column: &str, texts: &[String], project: Option<&str>) -> Part {
    let marks = vec!["?"; texts.len()].join(", ");
    let mut sql = format!("SELECT number FROM servers {index} WHERE {column} IN ({marks})");
    let mut values: Vec<Value> = texts.iter().cloned().map(Value::Text).collect();
    if !index.is_empty() {
        sql += " AND deleted_at IS NULL";
    }
    if column == "task_state" {
        // The index holds no others, and has to be told that no others are asked for.
        sql += " AND task_state IS NOT NULL";
    }
    if let Some(project) = project {
        sql += " AND project_id = ?";
        values.push(Value::Text(project.to_owned()));
    }
    (sql, values)
}

/// A pattern finds nothing but names with its literal text in them.
fn name_part(name: &str) -> Option<Part> {
    let text = pattern::literal(name);
    if text.chars().count() < LETTERS_MIN || text.contains('\0') {
        return None;
    }
    let phrase = format!("\"{}\"", text.replace('"', "\"\""));
    Some(("SELECT rowid FROM server_names WHERE server_names MATCH ?".to_owned(), vec![Value::Text(phrase)]))
}

/// Addresses are walked along from where a pattern says that they begin. Where it does not, all of them are tried if the servers
/// of every project are asked for; those of one project are rather looked at one by one.
fn addresses_part(filter: &ServerFilter) -> Option<Part> {
    const OF_SERVERS: &str = "CROSS JOIN ports ON ports.id = port_id CROSS JOIN servers ON servers.id = server_id";
    let (tried, beginnings) = match (&filter.ip, &filter.ip6) {
        (Some(ip), _) => (ip, pattern::beginnings_of_ipv4(ip)),
        (None, Some(ip6)) => (ip6, pattern::beginning_of_ipv6(ip6)),
        (None, None) => return None,
    };
    if beginnings.is_empty() {
        let sql = format!("SELECT servers.number FROM port_addresses {OF_SERVERS} WHERE address REGEXP ?");
        return filter.project_id.is_none().then(|| (sql, vec![Value::Text(tried.clone())]));
    }
    let marks = vec!["(?)"; beginnings.len()].join(", ");
    // No letter of an address comes after the tilde.
    let sql = format!(
        "SELECT servers.number FROM (VALUES {marks}) AS beginning CROSS JOIN port_addresses
             INDEXED BY port_addresses_by_address ON address >= column1 AND address < column1 || '~' {OF_SERVERS}"
    );
    Some((sql, beginnings.into_iter().map(Value::Text).collect()))
}
