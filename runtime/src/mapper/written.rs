//! The controllers' rows of a router to its table, in constants that the compiler evaluates as late as it may.
//!
//! The table is laid out when code is made of the crate, since the constants of [`Laid`] depend on a type; a check of the crate does
//! without. What is wrong with the rows their tokens have told by then, but for rows that tokens do not show. For these, and
//! for a program always, the rows themselves are looked through; only where two of them seem to clash are all laid out for the
//! report.

use std::marker::PhantomData;

use super::build::{Place, SLOTS_MAX, TOO_MANY_ROWS, Table, Trie, compare_keys, scaled};
use super::clash::{bodies, is_outside};
use super::{Mapper, Options, ROWS_MAX};
use crate::microversion::VersionRange;
use crate::route::{Method, Route, WrittenRows};

/// What `router!` declares: the rows of its controllers, and what holds for all of them.
pub trait Declared {
    /// The controllers' rows, in the order of the list.
    const ROWS: &'static [WrittenRows];
    /// What holds for the whole table.
    const OPTIONS: Options;
}

/// A table by its type.
pub trait Mapped {
    /// The mapper that looks things up in it.
    fn mapper() -> Mapper<'static>;
}

/// The sizes of a table before it is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The rows.
    pub rows: usize,
    /// No fewer than the nodes of the trie.
    pub nodes: usize,
}

impl Size {
    /// Where there are mistakes, which were shown already: no row is looked at.
    pub const NONE: Self = Self { rows: 0, nodes: 1 };

    /// The sizes for some controllers' rows.
    pub const fn of(tables: &[WrittenRows]) -> Self {
        let mut count = 0;
        let mut nodes = 1;
        let mut table = 0;
        while table < tables.len() {
            let mut rows = tables[table].rows();
            while rows.cut().is_some() {
                nodes += rows.nodes();
                count += 1;
            }
            table += 1;
        }
        Self { rows: count, nodes }
    }
}

/// The table of a router, of the sizes that [`Size`] gives.
#[derive(Debug)]
pub struct Laid<D, const ROWS: usize, const NODES: usize>(PhantomData<D>);

impl<D: Declared, const ROWS: usize, const NODES: usize> Laid<D, ROWS, NODES> {
    const TABLES: &'static [WrittenRows] = {
        assert!(ROWS <= ROWS_MAX, "{}", TOO_MANY_ROWS);
        if ROWS == 0 { &[] } else { D::ROWS }
    };
    const READ: Read<ROWS> = Read::all(Self::TABLES);
    const TRIE: Trie<ROWS, NODES> = Trie::plant(&Self::READ.routes, Self::READ.places);
    const ORDER: [u16; ROWS] = Self::TRIE.order(&Self::READ.routes);
    const TABLE: &'static Table<ROWS, NODES, [[u16; SLOTS_MAX]; NODES]> =
        &Self::TRIE.roomy_table(&Self::READ.routes, &Self::ORDER);
    const MAPPER: Mapper<'static> = {
        Self::refuse_clashes();
        Self::TABLE.mapper_within(D::OPTIONS)
    };

    /// Refuses clashes among the controllers' rows, and rows that break a limit.
    ///
    /// # Panics
    ///
    /// When there is one; in a `const` that is a compile error, with both methods, their files and lines.
    pub const fn refuse_clashes() {
        if is_suspect(&Self::READ.routes, D::OPTIONS) {
            Self::report();
        }
    }

    /// A function of its own, since the constants that a function names are evaluated before it runs.
    const fn report() {
        Self::TRIE.refuse_clashes(&Self::READ.routes, &Self::ORDER, D::OPTIONS);
    }
}

impl<D: Declared, const ROWS: usize, const NODES: usize> Mapped for Laid<D, ROWS, NODES> {
    fn mapper() -> Mapper<'static> {
        Self::MAPPER
    }
}

/// The rows of all controllers, read once, since the compiler pays for each byte that it looks at.
struct Read<const ROWS: usize> {
    routes: [Route; ROWS],
    places: [Place; ROWS],
}

impl<const ROWS: usize> Read<ROWS> {
    const fn all(tables: &[WrittenRows]) -> Self {
        let mut read = Self { routes: [Route::EMPTY; ROWS], places: [Place::EMPTY; ROWS] };
        let mut count = 0;
        let mut table = 0;
        while table < tables.len() {
            let mut rows = tables[table].rows();
            let mut row = 0;
            while let Some(route) = rows.cut() {
                read.routes[count] = route;
                read.places[count] = Place::of(table, row);
                count += 1;
                row += 1;
            }
            table += 1;
        }
        read
    }
}

/// Whether something may be wrong with the rows: two of one hash that share a microversion and a body, or one by itself.
const fn is_suspect<const ROWS: usize>(rows: &[Route; ROWS], options: Options) -> bool {
    let mut known = [Known::EMPTY; ROWS];
    // The last row of each hash, counted from 1; at least half of it stays empty.
    let mut last = [[0; 2]; ROWS];
    let last = last.as_flattened_mut();
    let mut at = 0;
    while at < ROWS {
        let row = &rows[at];
        if breaks_a_limit(row, options) {
            return true;
        }
        let hash = hash(row);
        let mut slot = scaled(hash, last.len());
        while last[slot] != 0 && known[last[slot] - 1].hash != hash {
            slot = if slot + 1 == last.len() { 0 } else { slot + 1 };
        }
        known[at] = Known { hash, body: row.body, range: row.range, before: last[slot] };
        if known[at].clashes(&known) {
            return true;
        }
        at += 1;
        last[slot] = at;
    }
    false
}

/// What has to be known of the rows before one.
#[derive(Clone, Copy)]
struct Known {
    hash: u64,
    body: Option<&'static str>,
    range: VersionRange,
    /// The one before it of the same hash, counted from 1, or 0.
    before: usize,
}

impl Known {
    const EMPTY: Self = Self { hash: 0, body: None, range: VersionRange::ALL, before: 0 };

    /// Whether it may clash with one before it.
    const fn clashes(&self, known: &[Self]) -> bool {
        let mut other = self.before;
        while other != 0 {
            let Self { body, range, before, .. } = known[other - 1];
            let same_body = body.is_none() || self.body.is_none() || compare_keys(body, self.body) == 0;
            if same_body && range.overlaps(self.range) {
                return true;
            }
            other = before;
        }
        false
    }
}

/// FNV-1a of the method and the template, whose parameters count by their place: the same for rows that may clash.
const fn hash(row: &Route) -> u64 {
    let bytes = row.template.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ row.method as u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x100_0000_01b3);
        if bytes[at] == b'{' {
            while bytes[at] != b'}' {
                at += 1;
            }
        }
        at += 1;
    }
    hash
}

/// What may be wrong with a row by itself, as far as `#[resource]` cannot see it.
const fn breaks_a_limit(row: &Route, options: Options) -> bool {
    let bodies = bodies(row.sources);
    let unread = bodies > 0 && matches!(row.method, Method::Get | Method::Delete);
    let outside = match options.versions {
        Some(api) => is_outside(row.range, api),
        None => false,
    };
    bodies > 1 || unread || outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::microversion::Microversion;
    use crate::route::{Answer, Said, Source, Written};

    /// A row of a request, a range and a body key, each as it is written.
    fn row(head: &str) -> Written {
        Written(format!("{head}\tact\t1\t1\t0\t\t\t\t0\t\t\n").leak(), Said(&[Answer::Any], &[]))
    }

    #[track_caller]
    fn check(rows: [Written; 2], suspect: bool) {
        let [one, other] = rows.map(|row| vec![row].leak());
        let read = Read::<2>::all(&[WrittenRows("A", "a.rs", one), WrittenRows("B", "b.rs", other)]);
        assert_eq!(is_suspect(&read.routes, Options::PLAIN), suspect);
    }

    #[test]
    fn rows_of_one_request_are_looked_at() {
        for (one, other, suspect) in [
            ("GET\t/a/{b}\t\t\t", "GET\t/a/{c}\t\t\t", true),
            ("GET\t/a/{b}\t\t\t", "GET\t/a/b\t\t\t", false),
            ("GET\t/a/{b}\t\t\t", "PUT\t/a/{b}\t\t\t", false),
            ("POST\t/a\t\t\tx", "POST\t/a\t\t\ty", false),
            ("POST\t/a\t\t\tx", "POST\t/a\t\t\tx", true),
            ("POST\t/a\t\t\tx", "POST\t/a\t\t\t", true),
            ("GET\t/a\t\t2.3\t", "GET\t/a\t2.4\t\t", false),
            ("GET\t/a\t\t2.4\t", "GET\t/a\t2.4\t\t", true),
        ] {
            check([row(one), row(other)], suspect);
        }
    }

    #[test]
    fn a_row_by_itself_is_looked_at() {
        let other = row("GET\t/b\t\t\t");
        for (method, sources, suspect) in [
            ("POST", &[Source::Bytes, Source::Bytes][..], true),
            ("POST", &[Source::Bytes], false),
            ("GET", &[Source::Bytes], true),
            ("GET", &[Source::Other], false),
        ] {
            let text = format!("{method}\t/a\t\t\t\tact\t1\t1\t0\t\t\t\t{}\t\t\n", sources.len());
            check([Written(text.leak(), Said(&[Answer::Any], sources)), other], suspect);
        }
        let of = |range: &str| {
            let api = VersionRange::new(Microversion::new(2, 1), Microversion::new(2, 9));
            let rows = WrittenRows("A", "a.rs", vec![row(&format!("GET\t/a\t{range}\t"))].leak());
            is_suspect(&Read::<1>::all(&[rows]).routes, Options { project: false, versions: Some(api) })
        };
        assert!(of("2.1\t2.10") && of("2.0\t"));
        assert!(!of("2.1\t2.9") && !of("\t"));
    }
}
