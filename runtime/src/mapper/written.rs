//! The controllers' rows of a router to its table, in constants that the compiler evaluates as late as it may.
//!
//! The table is laid out when code is made of the crate, since the constants of [`Laid`] depend on a type; a check of the crate does
//! without. What is wrong with the rows their tokens have told by then, but for rows that tokens do not show. For these, and
//! for a program always, the rows themselves are looked through by the numbers that stand in each; only where those say
//! that something may be wrong are all rows read and laid out for the report.

use std::marker::PhantomData;

use super::build::{Place, TOO_MANY_ROWS, Table, Trie};
use super::clash::bodies;
use super::{Mapper, Options, ROWS_MAX};
use crate::route::{Method, Route, Written, WrittenRows};

/// What `router!` declares: the rows of its controllers, and what holds for all of them.
pub trait Declared {
    /// The controllers' rows, in the order of the list.
    const ROWS: &'static [&'static WrittenRows];
    /// What holds for the whole table.
    const OPTIONS: Options;
}

/// What `router!` could tell of the rows by their tokens alone.
#[derive(Clone, Copy, Debug)]
pub enum Gathered {
    /// There are mistakes, which were shown where they are.
    Wrong,
    /// There are none, and this is how many rows and nodes there are.
    Sound {
        /// The rows.
        rows: usize,
        /// No fewer than the nodes.
        nodes: usize,
    },
    /// Not all rows were seen: some stand under `#[cfg]`, or are those of a type by another name.
    Unseen,
}

/// The sizes of a table before it is laid out: no smaller than what it will need.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The rows.
    pub rows: usize,
    /// The nodes of the trie.
    pub nodes: usize,
    /// The slots to find a node, or a row, by a hash while the table grows.
    pub index: usize,
    /// The slots of the finished table.
    pub slots: usize,
}

impl Size {
    /// The sizes for so many rows and nodes.
    ///
    /// # Panics
    ///
    /// With more than [`ROWS_MAX`] rows; in a `const` that is a compile error.
    pub const fn new(rows: usize, nodes: usize) -> Self {
        assert!(rows <= ROWS_MAX, "{}", TOO_MANY_ROWS);
        let most = if rows > nodes { rows } else { nodes };
        // A node has at most nine slots for each literal below it.
        Self { rows, nodes, index: (2 * most).next_power_of_two(), slots: 9 * nodes + 1 }
    }

    /// The sizes for some controllers' rows.
    ///
    /// # Panics
    ///
    /// With more than [`ROWS_MAX`] rows; in a `const` that is a compile error.
    pub const fn of(tables: &[&WrittenRows]) -> Self {
        let mut rows = 0;
        let mut nodes = 1;
        let mut table = 0;
        while table < tables.len() {
            let written = tables[table].2;
            let mut at = 0;
            while at < written.len() {
                nodes += written[at].3[3] as usize;
                at += 1;
            }
            rows += written.len();
            table += 1;
        }
        Self::new(rows, nodes)
    }
}

/// The table of a router, of the sizes that [`Size`] gives.
#[derive(Debug)]
pub struct Laid<D, const ROWS: usize, const NODES: usize, const INDEX: usize, const SLOTS: usize>(PhantomData<D>);

impl<D: Declared, const ROWS: usize, const NODES: usize, const INDEX: usize, const SLOTS: usize>
    Laid<D, ROWS, NODES, INDEX, SLOTS>
{
    const ROUTES: [Route; ROWS] = routes(D::ROWS);
    const TRIE: Trie<ROWS, NODES, INDEX> = Trie::plant(&Self::ROUTES, Place::of_written(D::ROWS));
    const ORDER: [u16; ROWS] = Self::TRIE.order(&Self::ROUTES);
    const TABLE: &'static Table<ROWS, NODES, SLOTS> = &Self::TRIE.table(&Self::ROUTES, &Self::ORDER);
    const MAPPER: Mapper<'static> = {
        Self::refuse_clashes(D::ROWS);
        Self::TABLE.mapper(D::OPTIONS)
    };

    /// The mapper that looks things up in the table.
    pub const fn mapper() -> Mapper<'static> {
        Self::MAPPER
    }

    /// Refuses clashes among the controllers' rows, and rows that break a limit. They are given once more, because the compiler
    /// validates a constant to its last row wherever it stands in another.
    ///
    /// # Panics
    ///
    /// When there is one; in a `const` that is a compile error, with both methods, their files and lines.
    pub const fn refuse_clashes(tables: &[&WrittenRows]) {
        if is_suspect::<ROWS, INDEX>(tables, D::OPTIONS) {
            Self::report();
        }
    }

    /// A function of its own, since the constants that a function names are evaluated before it runs.
    const fn report() {
        Self::TRIE.refuse_clashes(&Self::ROUTES, &Self::ORDER, D::OPTIONS);
    }
}

/// Reads the rows, all into one array.
const fn routes<const ROWS: usize>(tables: &[&'static WrittenRows]) -> [Route; ROWS] {
    let mut routes = [Route::EMPTY; ROWS];
    let mut count = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].2.len() {
            routes[count] = tables[table].route(at);
            count += 1;
            at += 1;
        }
        table += 1;
    }
    routes
}

/// Whether something may be wrong with the rows: two of one hash that share a microversion and a body, or one by itself.
///
/// In one piece and by numbers alone, because the compiler interprets it at every check: a call costs as much as ten of its lines.
const fn is_suspect<const ROWS: usize, const INDEX: usize>(tables: &[&WrittenRows], options: Options) -> bool {
    let (min, max) = match options.versions {
        Some(api) => (api.since.packed(), api.until.packed()),
        None => (0, u32::MAX),
    };
    let mut numbers = [&[0; 4]; ROWS];
    // The last row of each hash, counted from 1, and the one before each.
    let mut last = [0; INDEX];
    let mut before = [0; ROWS];
    let shift = 64 - INDEX.trailing_zeros();
    let mut count = 0;
    let mut table = 0;
    while table < tables.len() {
        let rows = tables[table].2;
        let mut at = 0;
        while at < rows.len() {
            let Written(_, _, _, row, sources, _) = &rows[at];
            let [key, body, range, _] = *row;
            let (since, until) = ((range >> 32) as u32, range as u32);
            if since != 0 && (since < min || since > max) || until != u32::MAX && (until < min || until > max) {
                return true;
            }
            if !sources.is_empty() && breaks_a_limit(&rows[at]) {
                return true;
            }
            let mut slot = (key >> shift) as usize;
            while last[slot] != 0 && numbers[last[slot] - 1][0] != key {
                slot = (slot + 1) & (INDEX - 1);
            }
            let mut other = last[slot];
            while other != 0 {
                let [_, known, span, _] = *numbers[other - 1];
                let same_body = known == body || known == 0 || body == 0;
                if same_body && (span >> 32) as u32 <= until && since <= span as u32 {
                    return true;
                }
                other = before[other - 1];
            }
            numbers[count] = row;
            before[count] = last[slot];
            count += 1;
            last[slot] = count;
            at += 1;
        }
        table += 1;
    }
    false
}

/// What is wrong with a row by itself, as far as `#[resource]` cannot see it.
const fn breaks_a_limit(row: &Written) -> bool {
    let bodies = bodies(row.4);
    bodies > 1 || bodies > 0 && matches!(row.method(), Method::Get | Method::Delete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Answer, Source};

    const fn row(key: u64, body: u64, range: u64) -> Written {
        Written("GET /", "", "", [key, body, range, 0], &[], Answer::Any)
    }

    const ALL: u64 = u32::MAX as u64;

    #[track_caller]
    fn check(rows: [Written; 2], suspect: bool) {
        let [one, other] = rows.map(|row| [row]);
        let tables = [&WrittenRows("A", "a.rs", one.to_vec().leak()), &WrittenRows("B", "b.rs", other.to_vec().leak())];
        assert_eq!(is_suspect::<2, 4>(&tables, Options::PLAIN), suspect);
    }

    #[test]
    fn rows_of_one_hash_are_looked_at() {
        check([row(1, 0, ALL), row(1, 0, ALL)], true);
        check([row(1, 0, ALL), row(2, 0, ALL)], false);
        check([row(1, 7, ALL), row(1, 8, ALL)], false);
        check([row(1, 7, ALL), row(1, 7, ALL)], true);
        check([row(1, 7, ALL), row(1, 0, ALL)], true);
        check([row(1, 0, 3), row(1, 0, 4 << 32 | ALL)], false);
        check([row(1, 0, 4), row(1, 0, 4 << 32 | ALL)], true);
    }

    #[test]
    fn a_row_by_itself_is_looked_at() {
        let twice: &[Source] = &[Source::Bytes, Source::Bytes];
        check([Written("POST /", "", "", [1, 0, ALL, 0], twice, Answer::Any), row(2, 0, ALL)], true);
        check([Written("GET /", "", "", [1, 0, ALL, 0], &[Source::Bytes], Answer::Any), row(2, 0, ALL)], true);
        check([Written("POST /", "", "", [1, 0, ALL, 0], &[Source::Bytes], Answer::Any), row(2, 0, ALL)], false);
        let api = Options { project: false, versions: Some(crate::microversion::VersionRange::ALL) };
        const RANGED: Written = row(1, 0, 5 << 32 | 9);
        assert!(!is_suspect::<1, 2>(&[&WrittenRows("A", "a.rs", &[RANGED])], api));
    }
}
