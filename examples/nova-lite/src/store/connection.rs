//! Opening the database file: urls, what is refused and why, the pragmas, the upgrade.
//!
//! Every refusal names the file and the way out.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept prepared on each connection.
const PREPARED_MAX: usize = 128;
/// Marks a file as nova-lite's: `NvLt`.
const APPLICATION_ID: i32 = 0x4e76_4c74;

/// Why a database cannot be opened, as a sentence for the operator.
#[derive(Debug)]
pub struct OpenError(pub String);

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Gone when the process ends.
    Memory,
    /// A file.
    File(PathBuf),
}

impl Place {
    /// Reads `sqlite:///relative`, `sqlite:////absolute`, a plain path, `:memory:`, `sqlite://` or `sqlite:///:memory:`.
    ///
    /// # Errors
    /// For another database's url, saying what is supported.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        let path = match url.split_once("://") {
            // `sqlite+pysqlite` and its like name the same files.
            Some((scheme, rest)) if scheme.split('+').next() == Some("sqlite") => match rest.strip_prefix('/') {
                Some(path) => path,
                None if rest.is_empty() => ":memory:",
                None => {
                    return Err(refuse(
                        url,
                        "a SQLite url has three slashes before a relative path and four before an absolute one",
                    ));
                }
            },
            Some((scheme, _)) => {
                let text = format!("a {scheme} database is not supported; use sqlite:///FILE or a path");
                return Err(refuse(&format!("{scheme}://..."), &text));
            }
            None => url,
        };
        let path = path.split('?').next().unwrap_or_default();
        match path {
            "" => Err(refuse(url, "it names no file; use sqlite:///FILE, a path or :memory:")),
            ":memory:" => Ok(Self::Memory),
            path => Ok(Self::File(path.into())),
        }
    }

    /// Whether the database is lost with its one connection.
    #[must_use]
    pub fn is_memory(&self) -> bool {
        *self == Self::Memory
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str(":memory:"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

fn refuse(what: &str, why: &str) -> OpenError {
    OpenError(format!("database {what}: {why}"))
}

/// Opens the connection that writes: checks the file, sets it up or upgrades it.
pub(super) fn open_writer(place: &Place, migrations: &[&str]) -> Result<Connection, OpenError> {
    let conn = match place {
        Place::Memory => Connection::open_in_memory(),
        Place::File(path) => {
            create_private(path)?;
            Connection::open_with_flags(path, flags())
        }
    };
    let explain = |e: rusqlite::Error| explain(place, &e);
    let conn = conn.map_err(explain)?;
    conn.busy_timeout(BUSY_TIMEOUT).map_err(explain)?;
    let version = check_owner(&conn, place, migrations.len())?;
    configure(&conn).map_err(explain)?;
    if version < migrations.len() {
        if let (Place::File(path), 1..) = (place, version) {
            back_up(&conn, path, version)?;
        }
        upgrade(&conn, version, migrations).map_err(explain)?;
    }
    Ok(conn)
}

/// Opens one more connection, for reads only.
pub(super) fn open_reader(place: &Place) -> rusqlite::Result<Connection> {
    let Place::File(path) = place else { return Err(rusqlite::Error::InvalidPath(PathBuf::from(":memory:"))) };
    let conn = Connection::open_with_flags(path, flags())?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    configure(&conn)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Creates a missing file readable by its owner only; SQLite gives the files beside it the same mode.
fn create_private(path: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    match made {
        Ok(_) => Ok(()),
        Err(e) => Err(refuse(&path.display().to_string(), &format!("cannot be opened for writing: {e}"))),
    }
}

fn configure(conn: &Connection) -> rusqlite::Result<()> {
    // FULL: an acknowledged write survives a power cut, not only a crash of the process.
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY;",
    )?;
    conn.set_prepared_statement_cache_capacity(PREPARED_MAX);
    // Otherwise SQLite plans a statement anew for each value that might make a partial index fit, and `servers` has many of them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    add_regexp(conn)
}

/// Adds `text REGEXP pattern`. A pattern that does not compile matches nothing; callers check theirs beforehand.
fn add_regexp(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("regexp", 2, flags, |context| {
        let pattern = context.get_or_create_aux(0, |value| -> Result<_, regex_lite::Error> {
            regex_lite::Regex::new(value.as_str().unwrap_or_default())
        })?;
        Ok(context.get::<Option<String>>(1)?.is_some_and(|text| pattern.is_match(&text)))
    })
}

/// Refuses a file of somebody else or of a newer release, and returns the schema's version.
fn check_owner(conn: &Connection, place: &Place, newest: usize) -> Result<usize, OpenError> {
    let number = |pragma: &str| conn.query_row(pragma, [], |row| row.get::<_, i32>(0)).map_err(|e| explain(place, &e));
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let owner = number("PRAGMA application_id")?;
    let version = usize::try_from(number("PRAGMA user_version")?).unwrap_or_default();
    if owner != APPLICATION_ID && (tables > 0 || owner != 0) {
        return Err(refuse(&place.to_string(), "belongs to another program; name a file that does not exist yet"));
    }
    if version > newest {
        let text = format!(
            "has schema version {version} and this nova-lite knows versions up to {newest}; start the release that wrote it"
        );
        return Err(refuse(&place.to_string(), &text));
    }
    Ok(version)
}

/// Copies the file as it is to `FILE.vN.bak`.
fn back_up(conn: &Connection, path: &Path, version: usize) -> Result<(), OpenError> {
    let copy = PathBuf::from(format!("{}.v{version}.bak", path.display()));
    let failed = |e: &dyn fmt::Display| {
        refuse(
            &path.display().to_string(),
            &format!("cannot be backed up to {} before its upgrade: {e}", copy.display()),
        )
    };
    // VACUUM INTO takes what is still in the write-ahead log along, and refuses a file that is not empty.
    if copy.exists() {
        std::fs::remove_file(&copy).map_err(|e| failed(&e))?;
    }
    create_private(&copy)?;
    conn.execute("VACUUM INTO ?1", [copy.display().to_string()]).map_err(|e| failed(&e))?;
    tracing::info!(copy = %copy.display(), version, "the database was backed up before its upgrade");
    Ok(())
}

fn upgrade(conn: &Connection, from: usize, migrations: &[&str]) -> rusqlite::Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(conn, rusqlite::TransactionBehavior::Immediate)?;
    for step in &migrations[from..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", i64::try_from(migrations.len()).unwrap_or(i64::MAX))?;
    transaction.commit()
}

fn explain(place: &Place, error: &rusqlite::Error) -> OpenError {
    refuse(&place.to_string(), &why(error).map_or_else(|| error.to_string(), str::to_owned))
}

/// What an operator can do about an error, where that is known.
pub(super) fn why(error: &rusqlite::Error) -> Option<&'static str> {
    Some(match error.sqlite_error_code()? {
        ErrorCode::NotADatabase => "is not a SQLite database; name another file",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => "is locked by another process; stop that process first",
        ErrorCode::DiskFull => "the disk is full; free some space",
        ErrorCode::ReadOnly => "cannot be written; check the rights of the file and its directory",
        ErrorCode::CannotOpen => "cannot be opened; check the path and the directory's rights",
        ErrorCode::DatabaseCorrupt => "is damaged; restore a backup",
        ErrorCode::SystemIoFailure => {
            "cannot be read or written; look at the disk, its quota and the limit of file sizes"
        }
        _ => return None,
    })
}

/// Which file was opened: what is written into one that has lost its name is lost with the process.
#[derive(Debug)]
pub(super) struct Identity {
    path: PathBuf,
    device: u64,
    number: u64,
}

impl Identity {
    /// Of the file that lies there now; none for a database in memory.
    pub(super) fn of(place: &Place) -> Result<Option<Self>, OpenError> {
        use std::os::unix::fs::MetadataExt;
        let Place::File(path) = place else { return Ok(None) };
        let found = std::fs::metadata(path).map_err(|e| refuse(&place.to_string(), &e.to_string()))?;
        Ok(Some(Self { path: path.clone(), device: found.dev(), number: found.ino() }))
    }

    /// Whether the file still lies where it was opened; if not, a sentence for the log.
    pub(super) fn check(&self) -> Result<(), String> {
        use std::os::unix::fs::MetadataExt;
        let path = self.path.display();
        match std::fs::metadata(&self.path) {
            Ok(found) if (found.dev(), found.ino()) == (self.device, self.number) => Ok(()),
            Ok(_) => {
                Err(format!("database {path}: was replaced by another file; start nova-lite again to use that one"))
            }
            Err(error) => Err(format!("database {path}: is gone ({error}); put it back, or start nova-lite again")),
        }
    }
}
