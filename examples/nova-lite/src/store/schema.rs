//! The tables, as the steps that made them. A step, once released, never changes: the next change is a new step.
//!
//! `PRAGMA user_version` is the number of steps a file has had.

/// Every step in order.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
];
