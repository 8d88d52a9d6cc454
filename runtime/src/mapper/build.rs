//! From the controllers' rows to the table: the same `const fn`s serve the compiler and [`build_at_run_time`].
//!
//! The work is cut into steps, each its own constant under [`mapper!`](crate::mapper!), because the compiler stops a constant that
//! evaluates for too long. Nothing here is worse than `n log n` in the number of rows, and strings are compared only
//! where their hashes agree.

use super::clash;
use super::walk::{Key, Node, UUID_BYTES};
use super::{Mapper, Methods, NODES_MAX, Options, PATH_BYTES_MAX, ROWS_MAX, Row};
use crate::route::{Route, Segment, WrittenRows};

/// Builds the static mapper of `$tables`, a constant `&'static [&'static [Route]]`, and evaluates to a `Mapper<'static>`.
///
/// The second argument is a constant [`Options`](crate::mapper::Options). A clash, or a row outside the limits, is a compile error here.
#[macro_export]
macro_rules! mapper {
    // Items are not hygienic: the names must not be those that the caller's expressions use.
    ($tables:expr, $options:expr $(,)?) => {{
        const __TABLES: &[&[$crate::route::Route]] = $tables;
        const __OPTIONS: $crate::mapper::Options = $options;
        const __COUNT: $crate::mapper::Count = $crate::mapper::count(__TABLES);
        const __ROUTES: [$crate::route::Route; __COUNT.rows] = $crate::mapper::flatten(__TABLES);
        const __TRIE: $crate::mapper::Trie<{ __COUNT.rows }, { __COUNT.nodes }> =
            $crate::mapper::Trie::plant(&__ROUTES, $crate::mapper::Place::of_tables(__TABLES));
        const __ORDER: [u16; __COUNT.rows] = __TRIE.order(&__ROUTES);
        const _: () = __TRIE.refuse_clashes(&__ROUTES, &__ORDER, __OPTIONS);
        static __TABLE: $crate::mapper::Table<{ __COUNT.rows }, { __TRIE.nodes }, [u16; __TRIE.slots]> =
            __TRIE.table(&__ROUTES, &__ORDER);
        __TABLE.mapper(__OPTIONS)
    }};
}

/// Panics with every clash and broken limit of the rows that `some` lists by table and number: what is left to be said where all
/// others were shown already.
///
/// # Panics
///
/// When there is one; in a `const` that is a compile error.
pub const fn refuse_clashes_of(tables: &[WrittenRows], some: &[&[u16]], options: Options) {
    let report = clash::report_of(tables, some, options);
    if !report.is_empty() {
        panic!("{}", report.as_str());
    }
}

/// The sizes that the first steps need.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// The number of rows.
    pub rows: usize,
    /// No fewer than the nodes there will be.
    pub nodes: usize,
}

pub(super) const TOO_MANY_ROWS: &str = "a mapper has at most 65,535 rows: split the router in two";

/// Counts what is in `tables`.
///
/// # Panics
///
/// With more than [`ROWS_MAX`] rows; in a `const` that is a compile error.
pub const fn count(tables: &[&'static [Route]]) -> Count {
    let mut rows = 0;
    let mut nodes = 1;
    let mut table = 0;
    while table < tables.len() {
        let of_one = tables[table];
        let mut at = 0;
        while at < of_one.len() {
            let mut segments = of_one[at].segments();
            while segments.cut().is_some() {
                nodes += 1;
            }
            at += 1;
        }
        rows += of_one.len();
        table += 1;
    }
    assert!(rows <= ROWS_MAX && tables.len() <= ROWS_MAX, "{}", TOO_MANY_ROWS);
    Count { rows, nodes }
}

/// The rows of all tables in one.
///
/// # Panics
///
/// Where there are not as many as [`count`] says.
pub const fn flatten<const ROWS: usize>(tables: &[&[Route]]) -> [Route; ROWS] {
    let mut routes = [Route::EMPTY; ROWS];
    let mut count = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].len() {
            routes[count] = tables[table][at];
            count += 1;
            at += 1;
        }
        table += 1;
    }
    routes
}

/// Where a row comes from, and the node that its template leads to.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    table: u16,
    row: u16,
    pub(super) node: u16,
}

impl Place {
    pub(super) const EMPTY: Self = Self { table: 0, row: 0, node: 0 };

    /// The places of the rows of some tables.
    ///
    /// # Panics
    ///
    /// Where there are not as many as [`count`] says.
    pub const fn of_tables<const ROWS: usize>(tables: &[&[Route]]) -> [Self; ROWS] {
        let mut places = [Self::EMPTY; ROWS];
        let mut count = 0;
        let mut table = 0;
        while table < tables.len() {
            Self::number(table, tables[table].len(), &mut count, &mut places);
            table += 1;
        }
        places
    }

    /// The place of a row of a table.
    pub(super) const fn of(table: usize, row: usize) -> Self {
        Self { table: table as u16, row: row as u16, node: 0 }
    }

    /// Numbers the rows of a table, whose places start at `count`.
    const fn number(table: usize, rows: usize, count: &mut usize, places: &mut [Self]) {
        let mut row = 0;
        while row < rows {
            places[*count] = Self::of(table, row);
            *count += 1;
            row += 1;
        }
    }
}

/// A node while the trie grows.
#[derive(Clone, Copy, Debug)]
struct Seed {
    parent: u16,
    literal: &'static str,
    key: Key,
    /// The node below a parameter, or 0.
    parameter: u16,
    /// How many literals are below.
    literals: u16,
    /// The bytes of the longest of them.
    longest: u16,
}

/// The slots that a table may need for each of its nodes: a node has at most nine for each literal below it, and every node but the
/// root is below one.
pub(super) const SLOTS_MAX: usize = 9;

impl Seed {
    const EMPTY: Self =
        Self { parent: 0, literal: "", key: Key { first: 0, last: 0 }, parameter: 0, literals: 0, longest: 0 };

    /// The places that a hash can name: at least four times the literals below, so that nearly all lookups end at the first.
    const fn places(self) -> usize {
        if self.literals == 0 { 0 } else { (4 * self.literals as usize).next_power_of_two() }
    }

    /// The slots: the places, and room after them for all that collide at the last, with one that stays empty.
    const fn slots(self) -> usize {
        self.places() + self.literals as usize
    }
}

/// The trie of all templates, in arrays that may be longer than it needs.
#[derive(Debug)]
pub struct Trie<const ROWS: usize, const NODES: usize> {
    places: [Place; ROWS],
    seeds: [Seed; NODES],
    /// The number of nodes.
    pub nodes: usize,
    /// The number of slots of all nodes.
    pub slots: usize,
}

impl<const ROWS: usize, const NODES: usize> Trie<ROWS, NODES> {
    /// Grows the trie of some rows with their places, of which [`count`] gave the sizes.
    ///
    /// # Panics
    ///
    /// With more than [`NODES_MAX`] nodes; in a `const` that is a compile error.
    pub const fn plant(routes: &[Route; ROWS], mut places: [Place; ROWS]) -> Self {
        let mut seeds = [Seed::EMPTY; NODES];
        // To find a node by its parent and its literal: at least half of it stays empty.
        let mut index = [[0; 2]; NODES];
        let nodes = plant(routes, &mut places, &mut seeds, index.as_flattened_mut());
        let slots = slots(&seeds, nodes);
        Self { places, seeds, nodes, slots }
    }

    /// The rows' places in the order of the table.
    pub const fn order(&self, routes: &[Route; ROWS]) -> [u16; ROWS] {
        let mut order = [0; ROWS];
        sort(routes, &self.places, &mut [0; NODES], &mut order);
        order
    }

    /// Panics with every clash, and every row that breaks a limit.
    ///
    /// # Panics
    ///
    /// When there is one; in a `const` that is a compile error, with both methods, their files and lines.
    pub const fn refuse_clashes(&self, routes: &[Route; ROWS], order: &[u16], options: Options) {
        let report = clash::report(routes, &self.places, order, options);
        if !report.is_empty() {
            panic!("{}", report.as_str());
        }
    }

    /// The finished table, in arrays of the sizes that the trie knows.
    pub const fn table<const N: usize, const S: usize>(
        &self,
        routes: &[Route; ROWS],
        order: &[u16; ROWS],
    ) -> Table<ROWS, N, [u16; S]> {
        let mut table = Table { rows: [Row::EMPTY; ROWS], nodes: [Node::EMPTY; N], slots: [0; S] };
        finish(routes, &self.places, &self.seeds, order, &mut table.rows, &mut table.nodes, &mut table.slots);
        table
    }

    /// The finished table before its sizes are known: in arrays that are long enough.
    pub(super) const fn roomy_table(
        &self,
        routes: &[Route; ROWS],
        order: &[u16; ROWS],
    ) -> Table<ROWS, NODES, [[u16; SLOTS_MAX]; NODES]> {
        let mut table = Table { rows: [Row::EMPTY; ROWS], nodes: [Node::EMPTY; NODES], slots: [[0; SLOTS_MAX]; NODES] };
        let nodes = table.nodes.split_at_mut(self.nodes).0;
        let slots = table.slots.as_flattened_mut();
        finish(routes, &self.places, &self.seeds, order, &mut table.rows, nodes, slots);
        table
    }
}

impl Row {
    const EMPTY: Self = Self { controller: 0, action: 0, route: Route::EMPTY };
}

/// The finished table, for a `static` or a constant.
#[derive(Debug)]
pub struct Table<const ROWS: usize, const NODES: usize, S> {
    rows: [Row; ROWS],
    nodes: [Node; NODES],
    slots: S,
}

impl<const ROWS: usize, const NODES: usize, const SLOTS: usize> Table<ROWS, NODES, [u16; SLOTS]> {
    /// The mapper that looks things up here: without type parameters, so that its code is compiled once.
    pub const fn mapper(&self, options: Options) -> Mapper<'_> {
        Mapper::new(&self.rows, &self.nodes, &self.slots, options)
    }
}

impl<const ROWS: usize, const NODES: usize> Table<ROWS, NODES, [[u16; SLOTS_MAX]; NODES]> {
    /// The same of a table with room left.
    pub(super) const fn mapper_within(&self, options: Options) -> Mapper<'_> {
        Mapper::new(&self.rows, &self.nodes, self.slots.as_flattened(), options)
    }
}

/// A table that was built at run time.
#[derive(Debug)]
pub struct Built {
    rows: Vec<Row>,
    nodes: Vec<Node>,
    slots: Vec<u16>,
    options: Options,
}

impl Built {
    /// The mapper that looks things up here.
    pub fn mapper(&self) -> Mapper<'_> {
        Mapper::new(&self.rows, &self.nodes, &self.slots, self.options)
    }
}

/// Builds by the same steps from tables that are known only now: for tests, fuzzing and measurements.
///
/// # Errors
///
/// The text of the compile error that [`mapper!`](crate::mapper!) would give.
///
/// # Panics
///
/// With more than [`ROWS_MAX`] rows or [`NODES_MAX`] nodes.
pub fn build_at_run_time(tables: &[&'static [Route]], options: Options) -> Result<Built, String> {
    let count = count(tables);
    let routes: Vec<Route> = tables.iter().copied().flatten().copied().collect();
    let (mut places, mut numbered) = (vec![Place::EMPTY; count.rows], 0);
    for (table, rows) in tables.iter().enumerate() {
        Place::number(table, rows.len(), &mut numbered, &mut places);
    }
    let mut seeds = vec![Seed::EMPTY; count.nodes];
    let nodes = plant(&routes, &mut places, &mut seeds, &mut vec![0; 2 * count.nodes]);
    let mut order = vec![0; count.rows];
    sort(&routes, &places, &mut vec![0; nodes], &mut order);
    let report = clash::report(&routes, &places, &order, options);
    if !report.is_empty() {
        return Err(report.as_str().to_owned());
    }
    let mut rows = vec![Row::EMPTY; count.rows];
    let mut table = vec![Node::EMPTY; nodes];
    let mut slots = vec![0; slots(&seeds, nodes)];
    finish(&routes, &places, &seeds, &order, &mut rows, &mut table, &mut slots);
    Ok(Built { rows, nodes: table, slots, options })
}

/// Grows the trie and says how many nodes it has.
const fn plant(routes: &[Route], places: &mut [Place], seeds: &mut [Seed], index: &mut [u16]) -> usize {
    let mut nodes = 1;
    let mut at = 0;
    while at < routes.len() {
        let mut segments = routes[at].segments();
        let mut node = 0;
        while let Some(segment) = segments.cut() {
            node = match segment {
                Segment::Parameter(_) => parameter_below(node, seeds, &mut nodes),
                Segment::Literal(literal) => literal_below(node, literal, seeds, index, &mut nodes),
            };
        }
        places[at].node = node;
        at += 1;
    }
    nodes
}

const fn parameter_below(parent: u16, seeds: &mut [Seed], nodes: &mut usize) -> u16 {
    if seeds[parent as usize].parameter == 0 {
        seeds[parent as usize].parameter = *nodes as u16;
        add(Seed { parent, ..Seed::EMPTY }, seeds, nodes);
    }
    seeds[parent as usize].parameter
}

const fn literal_below(
    parent: u16,
    literal: &'static str,
    seeds: &mut [Seed],
    index: &mut [u16],
    nodes: &mut usize,
) -> u16 {
    let key = Key::of(literal.as_bytes());
    // The high bits, since the low ones of a product know only the first letters, which many literals share.
    let mixed = key.hash() ^ (parent as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut at = scaled(mixed, index.len());
    while index[at] != 0 {
        let seed = seeds[index[at] as usize];
        if seed.parent == parent && same_key(seed.key, key) && same(seed.literal.as_bytes(), literal.as_bytes()) {
            return index[at];
        }
        at = if at + 1 == index.len() { 0 } else { at + 1 };
    }
    index[at] = *nodes as u16;
    seeds[parent as usize].literals += 1;
    if literal.len() > seeds[parent as usize].longest as usize {
        seeds[parent as usize].longest = if literal.len() > PATH_BYTES_MAX { u16::MAX } else { literal.len() as u16 };
    }
    add(Seed { parent, literal, key, ..Seed::EMPTY }, seeds, nodes);
    index[at]
}

/// The place of a hash among so many, by its high bits.
pub(super) const fn scaled(hash: u64, places: usize) -> usize {
    (((hash >> 32) * places as u64) >> 32) as usize
}

const fn add(seed: Seed, seeds: &mut [Seed], nodes: &mut usize) {
    assert!(
        *nodes < NODES_MAX,
        "a mapper's templates have at most 65,535 distinct beginnings: split the router in two"
    );
    seeds[*nodes] = seed;
    *nodes += 1;
}

/// The number of slots of all nodes, with the first one, which stays empty.
const fn slots(seeds: &[Seed], nodes: usize) -> usize {
    let mut slots = 1;
    let mut node = 0;
    while node < nodes {
        slots += seeds[node].slots();
        node += 1;
    }
    slots
}

/// Writes into `order` the places sorted by node, method, body key and range; `ends` has a zero for each node.
///
/// The nodes are numbers, so that one pass deals the rows out to them. What one node has, hardly ever more than a member's few dozen
/// server actions, is a heap sort's, for its bound and its lack of memory.
const fn sort(routes: &[Route], places: &[Place], ends: &mut [u16], order: &mut [u16]) {
    deal(places, ends, order);
    let mut start = 0;
    let mut node = 0;
    while node < ends.len() {
        let end = ends[node] as usize;
        if end > start + 1 {
            let (_, rest) = order.split_at_mut(start);
            heap_sort(routes, rest.split_at_mut(end - start).0);
        }
        start = end;
        node += 1;
    }
}

/// Writes into `order` the places by node, and into `ends` where those of each node end.
const fn deal(places: &[Place], ends: &mut [u16], order: &mut [u16]) {
    let mut at = 0;
    while at < places.len() {
        ends[places[at].node as usize] += 1;
        at += 1;
    }
    let mut start = 0;
    let mut node = 0;
    while node < ends.len() {
        let count = ends[node];
        ends[node] = start;
        start += count;
        node += 1;
    }
    at = 0;
    while at < places.len() {
        let end = &mut ends[places[at].node as usize];
        order[*end as usize] = at as u16;
        *end += 1;
        at += 1;
    }
}

const fn heap_sort(routes: &[Route], order: &mut [u16]) {
    let mut root = order.len() / 2;
    while root > 0 {
        root -= 1;
        sift(routes, order, root, order.len());
    }
    let mut end = order.len();
    while end > 1 {
        end -= 1;
        order.swap(0, end);
        sift(routes, order, 0, end);
    }
}

const fn sift(routes: &[Route], order: &mut [u16], mut root: usize, end: usize) {
    while 2 * root + 1 < end {
        let mut child = 2 * root + 1;
        if child + 1 < end && before(routes, order[child], order[child + 1]) {
            child += 1;
        }
        if !before(routes, order[root], order[child]) {
            return;
        }
        order.swap(root, child);
        root = child;
    }
}

/// Whether one row of a node sorts before another. No two are equal, so that the order is the same in every build.
const fn before(routes: &[Route], one: u16, other: u16) -> bool {
    let (x, y) = (&routes[one as usize], &routes[other as usize]);
    if x.method as u8 != y.method as u8 {
        return (x.method as u8) < y.method as u8;
    }
    match compare_keys(x.body, y.body) {
        0 => {}
        less => return less < 0,
    }
    if x.range.since.packed() != y.range.since.packed() {
        return x.range.since.packed() < y.range.since.packed();
    }
    one < other
}

/// Compares as `Option<&str>` does, which no `const fn` can call: -1, 0 or 1.
pub(super) const fn compare_keys(one: Option<&str>, other: Option<&str>) -> i8 {
    let (a, b) = match (one, other) {
        (None, None) => return 0,
        (None, Some(_)) => return -1,
        (Some(_), None) => return 1,
        (Some(a), Some(b)) => (a.as_bytes(), b.as_bytes()),
    };
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return if a[at] < b[at] { -1 } else { 1 };
        }
        at += 1;
    }
    if a.len() == b.len() {
        0
    } else if a.len() < b.len() {
        -1
    } else {
        1
    }
}

/// Fills the three arrays of the finished table.
const fn finish(
    routes: &[Route],
    places: &[Place],
    seeds: &[Seed],
    order: &[u16],
    rows: &mut [Row],
    nodes: &mut [Node],
    slots: &mut [u16],
) {
    // Slot 0 stays empty, so that 0 can say of a node that it has none.
    let mut free = 1;
    let mut at = 0;
    while at < nodes.len() {
        let seed = seeds[at];
        let mut node = Node {
            key: seed.key,
            literal: seed.literal,
            parameter: seed.parameter,
            longest: seed.longest,
            uuid: seed.parameter != 0 && (seed.longest as usize) < UUID_BYTES,
            ..Node::EMPTY
        };
        if seed.literals > 0 {
            node.slots = free as u32;
            node.shift = (64 - seed.places().trailing_zeros()) as u8;
            free += seed.slots();
        }
        nodes[at] = node;
        at += 1;
    }
    // An empty slot names the root, which no segment must fit.
    nodes[0].key = Key::NONE;
    let mut child = 1;
    while child < nodes.len() {
        let parent = &nodes[seeds[child].parent as usize];
        let literal = !nodes[child].literal.is_empty();
        let forked = parent.forked || literal && parent.parameter != 0;
        if literal {
            let mut at = parent.slots as usize + (nodes[child].key.hash() >> parent.shift) as usize;
            while slots[at] != 0 {
                at += 1;
            }
            slots[at] = child as u16;
        }
        nodes[child].forked = forked;
        child += 1;
    }
    place_rows(routes, places, order, rows, nodes);
}

/// Writes the rows in their order, and into each node where its rows stand.
const fn place_rows(routes: &[Route], places: &[Place], order: &[u16], rows: &mut [Row], nodes: &mut [Node]) {
    let mut at = 0;
    while at < order.len() {
        let node = places[order[at] as usize].node;
        let mut bounds = [at as u16; 6];
        let mut methods = Methods::NONE;
        while at < order.len() && places[order[at] as usize].node == node {
            let place = places[order[at] as usize];
            let route = routes[order[at] as usize];
            let method = route.method;
            rows[at] = Row { controller: place.table, action: place.row, route };
            at += 1;
            methods = methods.with(Methods::only(method));
            let mut later = method as usize + 1;
            while later < bounds.len() {
                bounds[later] = at as u16;
                later += 1;
            }
        }
        nodes[node as usize].rows = bounds;
        nodes[node as usize].methods = methods;
    }
}

const fn same_key(one: Key, other: Key) -> bool {
    one.first == other.first && one.last == other.last
}

/// Whether two strings are equal. The ends are compared as words by the caller, so few bytes are looked at for nothing.
const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    if one.len() <= 16 {
        return true;
    }
    let mut at = 8;
    while at < one.len() - 8 {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
