//! Rows as plain structs: one list of columns per table serves reading, inserting and updating.
//!
//! The first column named is the key; a key of 0 is one that the database is to number. Column names are the
//! struct's field names. `derived` columns are written for the sake of indexes and never read back; `read` names
//! fields that come from an expression and are never written.

use rusqlite::types::{ToSql, ToSqlOutput, Value};
use rusqlite::{OptionalExtension, Params, Row, params_from_iter};

use super::{Tx, unavailable};
use crate::compute::error::ComputeError;

/// A struct that is a row of one table.
pub(super) trait Record: Sized {
    const TABLE: &'static str;
    /// What is written.
    const COLUMNS: &'static [&'static str];
    /// `SELECT` of what is read, in the order `from_row` takes it, up to the table's name.
    const SELECT: &'static str;
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self>;
    fn values(&self) -> rusqlite::Result<Vec<Value>>;
}

/// Declares the table and columns of a struct.
macro_rules! record {
    (
        $record:ty, $table:literal, [$first:ident $(, $field:ident)* $(,)?]
        $(, derived [$($derived:ident = $value:expr),+ $(,)?])?
        $(, read [$($other:ident = $sql:literal),+ $(,)?])?
    ) => {
        impl $crate::store::record::Record for $record {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] =
                &[stringify!($first), $(stringify!($field),)* $($(stringify!($derived),)+)?];
            const SELECT: &'static str = concat!(
                "SELECT ", stringify!($first) $(, ", ", stringify!($field))* $($(, ", ", $sql)+)?, " FROM ", $table, " "
            );

            fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                let mut columns = 0..;
                let mut next = || columns.next().unwrap_or_default();
                Ok(Self {
                    $first: row.get(next())?,
                    $($field: row.get(next())?,)*
                    $($($other: row.get(next())?,)+)?
                })
            }

            fn values(&self) -> rusqlite::Result<Vec<rusqlite::types::Value>> {
                $($(let $derived: fn(&Self) -> i64 = $value;)+)?
                Ok(vec![
                    $crate::store::record::owned(&self.$first)?,
                    $($crate::store::record::owned(&self.$field)?,)*
                    $($(rusqlite::types::Value::Integer($derived(self)),)+)?
                ])
            }
        }
    };
}
pub(super) use record;

/// Makes a value that no longer borrows from its record.
pub(super) fn owned(value: &dyn ToSql) -> rusqlite::Result<Value> {
    Ok(match value.to_sql()? {
        ToSqlOutput::Owned(value) => value,
        ToSqlOutput::Borrowed(value) => {
            Value::try_from(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?
        }
        _ => Value::Null,
    })
}

pub(super) fn select<R: Record>(rest: &str) -> String {
    [R::SELECT, rest].concat()
}

impl Tx<'_> {
    /// Reads the first row of `SELECT columns FROM table {rest}`.
    pub(super) fn one<R: Record>(&self, rest: &str, params: impl Params) -> Result<Option<R>, ComputeError> {
        let mut statement = self.conn.prepare_cached(&select::<R>(rest)).map_err(unavailable)?;
        statement.query_row(params, R::from_row).optional().map_err(unavailable)
    }

    /// Reads every row of `SELECT columns FROM table {rest}`.
    pub(super) fn many<R: Record>(&self, rest: &str, params: impl Params) -> Result<Vec<R>, ComputeError> {
        let mut statement = self.conn.prepare_cached(&select::<R>(rest)).map_err(unavailable)?;
        let rows = statement.query_map(params, R::from_row).map_err(unavailable)?;
        rows.collect::<Result<_, _>>().map_err(unavailable)
    }

    /// Inserts a row and returns its rowid.
    pub(super) fn add<R: Record>(&self, record: &R) -> Result<i64, ComputeError> {
        let marks = vec!["?"; R::COLUMNS.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", R::TABLE, R::COLUMNS.join(", "));
        let mut statement = self.conn.prepare_cached(&sql).map_err(unavailable)?;
        let mut values = record.values().map_err(unavailable)?;
        if values.first() == Some(&Value::Integer(0)) {
            values[0] = Value::Null;
        }
        statement.insert(params_from_iter(values)).map_err(unavailable)
    }

    /// Writes every column of a row found by its first.
    pub(super) fn save<R: Record>(&self, record: &R) -> Result<(), ComputeError> {
        let sets: Vec<String> = R::COLUMNS.iter().skip(1).map(|name| format!("{name} = ?")).collect();
        let sql = format!("UPDATE {} SET {} WHERE {} = ?", R::TABLE, sets.join(", "), R::COLUMNS[0]);
        let mut values = record.values().map_err(unavailable)?;
        values.rotate_left(1);
        self.run(&sql, params_from_iter(values)).map(drop)
    }

    /// Runs a statement and returns how many rows it touched.
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize, ComputeError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(unavailable)?;
        statement.execute(params).map_err(unavailable)
    }

    /// Reads one number; no row is 0.
    pub(super) fn number(&self, sql: &str, params: impl Params) -> Result<i64, ComputeError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(unavailable)?;
        let found = statement.query_row(params, |row| row.get::<_, Option<i64>>(0)).optional();
        Ok(found.map_err(unavailable)?.flatten().unwrap_or(0))
    }

    /// Reads the first column of every row.
    pub(super) fn texts(&self, sql: &str, params: impl Params) -> Result<Vec<String>, ComputeError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(unavailable)?;
        let rows = statement.query_map(params, |row| row.get(0)).map_err(unavailable)?;
        rows.collect::<Result<_, _>>().map_err(unavailable)
    }

    /// Reads the first two columns of every row.
    pub(super) fn pairs(&self, sql: &str) -> Result<Vec<(String, String)>, ComputeError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(unavailable)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(unavailable)?;
        rows.collect::<Result<_, _>>().map_err(unavailable)
    }
}
