//! A table with its workloads.

use std::process::exit;

use crate::routes::{self, Template};
use crate::workload::{self, Request};

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Nova,
    GitHub,
    /// With this many templates.
    Synthetic(usize),
}

/// A table with the requests of one workload.
#[derive(Debug)]
pub struct Set {
    pub table: Table,
    pub templates: Vec<Template>,
    pub requests: Vec<Request>,
}

impl Set {
    /// Reads `nova hit`, `github miss`, `1000 hit`.
    pub fn named(table: &str, kind: &str) -> Self {
        let (templates, work) = match table {
            "nova" => (include_str!("../../routes/nova.routes"), include_str!("../../routes/nova.work")),
            "github" => (include_str!("../../routes/github.routes"), include_str!("../../routes/github.work")),
            count => return Self::synthetic(count),
        };
        let templates = routes::parse(templates);
        let requests = workload::parse(work, kind);
        let table = if table == "nova" { Table::Nova } else { Table::GitHub };
        Self { table, templates, requests }
    }

    fn synthetic(count: &str) -> Self {
        let Ok(count) = count.parse() else {
            eprintln!("bench-lookup: no table `{count}`; there are nova, github and numbers");
            exit(64)
        };
        let templates = routes::synthetic(count);
        let requests = workload::synthetic(&templates);
        Self { table: Table::Synthetic(count), templates, requests }
    }
}
