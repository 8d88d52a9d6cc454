//! What must hold of the database whatever moment the server was killed at, asked of the file itself.
//!
//! It is read beside the running server, which has done its own recovery by then; nothing here writes.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use starmap_tests::Failure;

/// Each a sentence and a query whose rows are violations.
const RULES: &[(&str, &str)] = &[
    ("refers to a row that is not there", "SELECT \"table\" || ' ' || rowid FROM pragma_foreign_key_check"),
    (
        "is a server stuck in a task",
        "SELECT id || ' ' || vm_state || ' ' || coalesce(task_state, 'none') FROM servers
         WHERE deleted_at IS NULL AND (task_state IS NOT NULL OR vm_state = 'building')",
    ),
    (
        "is the usage of a project, which is not the sum of its servers",
        "SELECT u.project_id || ' ' || u.instances FROM usages u WHERE (u.instances, u.cores, u.ram) <> (
             SELECT count(*), coalesce(sum(vcpus), 0), coalesce(sum(ram), 0) FROM servers s
             WHERE s.project_id = u.project_id AND s.user_id = u.user_id
                   AND s.deleted_at IS NULL AND s.vm_state <> 'soft-delete')",
    ),
    (
        "is a port of a server that is deleted or never was",
        "SELECT id FROM ports WHERE server_id IS NOT NULL
         AND server_id NOT IN (SELECT id FROM servers WHERE deleted_at IS NULL)",
    ),
    (
        "is a volume on a server that is deleted",
        "SELECT volume_id FROM volume_attachments
         WHERE server_id IN (SELECT id FROM servers WHERE deleted_at IS NOT NULL)",
    ),
    (
        "is a volume whose status is not what its attachments say",
        "SELECT id || ' ' || status FROM volumes
         WHERE (status = 'in-use') <> (id IN (SELECT volume_id FROM volume_attachments))",
    ),
    (
        "is a migration that nobody carries on",
        "SELECT id || ' ' || kind || ' ' || status FROM migrations
         WHERE status IN ('queued', 'preparing', 'running', 'pre-migrating', 'migrating', 'post-migrating', 'reverting')",
    ),
    ("is an image that is never finished", "SELECT id FROM images WHERE status = 'SAVING'"),
];

/// Checks SQLite's own structures and every rule; returns a line for each violation.
pub(crate) fn audit(database: &Path) -> Result<Vec<String>, Failure> {
    let cannot = |error: rusqlite::Error| format!("the database cannot be checked: {error}");
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(cannot)?;
    let mut lines: Vec<String> = texts(&connection, "PRAGMA integrity_check")
        .map_err(cannot)?
        .into_iter()
        .filter(|line| line != "ok")
        .map(|line| format!("the database is damaged: {line}"))
        .collect();
    for (rule, query) in RULES {
        lines.extend(texts(&connection, query).map_err(cannot)?.into_iter().map(|row| format!("{row} {rule}")));
    }
    Ok(lines)
}

fn texts(connection: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(query)?.query_map([], |row| row.get(0))?.collect()
}
