//! The lookup table: the same paths looked up in starmap's mapper, the peers' routers and a generated match.
//!
//! `bench-lookup check CONTESTANT TABLE WORKLOAD` compares each answer with the one worked out by trying every template.
//! `bench-lookup count CONTESTANT TABLE WORKLOAD ROUNDS` looks each path up `ROUNDS` times, for callgrind, and prints the number
//! of paths and the allocations a lookup. `bench-lookup time TABLE WORKLOAD` runs all contestants in turns and prints each one's
//! time as a share of matchit's, the median over the rounds.

mod contestant;
mod routes;
mod scan;
mod set;
mod tables;
mod workload;

use std::hint::black_box;
use std::process::exit;
use std::time::Instant;

use bench_common::{Counting, allocations};
use contestant::{Contestant, contestants};
use set::Set;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["names"] => NAMES.iter().for_each(|name| println!("{name}")),
        ["check", name, table, kind] => drop(find(name, table, kind).map(|lookup| (lookup.check)())),
        ["count", name, table, kind, rounds] => count(name, table, kind, rounds.parse().expect("a number of rounds")),
        ["time", table, kind] => time(table, kind),
        _ => {
            eprintln!(
                "usage: bench-lookup names | check CONTESTANT TABLE WORKLOAD | count CONTESTANT TABLE WORKLOAD ROUNDS | time TABLE WORKLOAD"
            );
            exit(64);
        }
    }
}

fn count(name: &str, table: &str, kind: &str, rounds: usize) {
    let Some(lookup) = find(name, table, kind) else { return };
    let before = allocations();
    for _ in 0..rounds {
        (lookup.round)();
    }
    let made = allocations() - before;
    println!("{} {:.2}", lookup.paths, made as f64 / (rounds * lookup.paths).max(1) as f64);
}

/// The contestant with its table; `None` if it does not take it.
fn find(name: &str, table: &str, kind: &str) -> Option<Lookup> {
    let set: &'static Set = Box::leak(Box::new(Set::named(table, kind)));
    lookups(set, |known| known == name).pop()
}

fn time(table: &str, kind: &str) {
    const ROUNDS: usize = 41;
    const REPEATS: usize = 20;
    let set: &'static Set = Box::leak(Box::new(Set::named(table, kind)));
    // A lookup in actix-router takes as long as a thousand of the others.
    let lookups = lookups(set, |name| name != "actix-router");
    let mut times = vec![Vec::new(); lookups.len()];
    for _ in 0..ROUNDS {
        for (lookup, times) in lookups.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..REPEATS {
                (lookup.round)();
            }
            times.push(start.elapsed().as_secs_f64() / REPEATS as f64);
        }
    }
    let base = lookups.iter().position(|lookup| lookup.name == "matchit").expect("matchit takes every table");
    for (lookup, own) in lookups.iter().zip(&times) {
        let mut shares: Vec<f64> = own.iter().zip(&times[base]).map(|(own, base)| own / base).collect();
        shares.sort_by(f64::total_cmp);
        println!("{}\t{:.2}", lookup.name, shares[ROUNDS / 2]);
    }
}

/// A contestant ready to run.
struct Lookup {
    name: &'static str,
    paths: usize,
    /// Looks every path up once.
    round: Box<dyn Fn()>,
    /// Exits with what is wrong.
    check: Box<dyn Fn()>,
}

macro_rules! collect {
    ($($name:literal => $contestant:ty,)*) => {
        const NAMES: &[&str] = &[$($name),*];

        /// Every wanted contestant that takes the table.
        fn lookups(set: &'static Set, wanted: impl Fn(&str) -> bool) -> Vec<Lookup> {
            let mut lookups = Vec::new();
            $(if wanted($name) {
                lookups.extend(ready::<$contestant>($name, set));
            })*
            lookups
        }
    };
}
contestants!(collect);

fn ready<C: Contestant + 'static>(name: &'static str, set: &'static Set) -> Option<Lookup> {
    let router: &'static C = Box::leak(Box::new(C::new(set)?));
    let round = Box::new(move || {
        for request in &set.requests {
            black_box(router.find(request.method, black_box(&request.path), |text| {
                black_box(text);
            }));
        }
    });
    Some(Lookup { name, paths: set.requests.len(), round, check: Box::new(move || check(router, name, set)) })
}

fn check<C: Contestant>(router: &C, name: &str, set: &Set) {
    for request in &set.requests {
        let mut texts = Vec::new();
        let found = router.find(request.method, &request.path, |text| texts.push(text.to_owned()));
        let answer = found.map(|template| (template, texts));
        let expected = request.expected(&set.templates, C::FALLS_BACK);
        if name != "loop" && answer != expected {
            eprintln!("bench-lookup: {name} answers {answer:?}, not {expected:?}, for {}", request.path);
            exit(1);
        }
    }
}
