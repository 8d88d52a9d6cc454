//! Requests answered in process, for callgrind: `bench-inside TABLE names`, `bench-inside TABLE NAME REQUESTS`.
//!
//! The second form answers a request that often, checks each answer's status, and prints the allocations a request. What making
//! and dropping a request costs is counted with it; `bench-inside TABLE NAME/nothing REQUESTS` counts only that, to be taken off.

mod ask;
mod dispatch;
mod pipeline;

use std::process::ExitCode;

use ask::Case;
use bench_common::{Counting, allocations};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Some allocate on first use.
const WARM_UP: usize = 8;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        [table, rest @ ..] => match (cases(table), rest) {
            (Some(cases), ["names"]) => cases.iter().for_each(|case| println!("{}", case.name)),
            (Some(cases), [name, requests]) => return count(&cases, name, requests),
            _ => return usage(),
        },
        [] => return usage(),
    }
    ExitCode::SUCCESS
}

fn cases(table: &str) -> Option<Vec<Case>> {
    match table {
        "dispatch" => Some(dispatch::cases()),
        "pipeline" => Some(pipeline::cases()),
        _ => None,
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: bench-inside dispatch|pipeline names | dispatch|pipeline NAME[/nothing] REQUESTS");
    ExitCode::from(64)
}

fn count(cases: &[Case], name: &str, requests: &str) -> ExitCode {
    let (name, nothing) = name.strip_suffix("/nothing").map_or((name, false), |name| (name, true));
    let (Some(case), Ok(requests)) = (cases.iter().find(|case| case.name == name), requests.parse::<usize>()) else {
        return usage();
    };
    let run: &dyn Fn(usize) = if nothing { &|times| case.ask.make_only(times) } else { &*case.run };
    run(WARM_UP);
    let before = allocations();
    run(requests);
    println!("{:.2}", (allocations() - before) as f64 / requests as f64);
    ExitCode::SUCCESS
}
