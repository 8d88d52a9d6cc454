//! How many cases of each scenario matched: read from `replay.py`'s lines, kept in a file, compared with it.
//!
//! The file has the same form as the lines, sorted, so that a difference between two versions reads as what it means.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::Failure;

const HEADER: &str =
    "# Recorded cases that nova-lite answers as Nova did; `replay --check` fails when one of these falls.\n";

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts(BTreeMap<String, Count>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    matched: u32,
    of: u32,
}

/// What differs between the expected counts and those of a run, a sentence each.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) fallen: Vec<String>,
    pub(crate) risen: Vec<String>,
}

impl Counts {
    /// Takes a line `NAME matched N of M`; every other line is none of its business.
    pub(crate) fn note(&mut self, line: &str) {
        if let Some((scenario, count)) = parse_line(line) {
            self.0.insert(scenario.to_owned(), count);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn replace(&mut self, with: &Counts) {
        self.0.extend(with.0.iter().map(|(scenario, count)| (scenario.clone(), *count)));
    }

    pub(crate) fn read(path: &Path) -> Result<Counts, Failure> {
        let text = fs::read_to_string(path)
            .map_err(|e| format!("failed to read {}: {e}; --bless makes one", path.display()))?;
        let mut counts = Counts::default();
        for (number, line) in (1..).zip(text.lines()) {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let (scenario, count) = parse_line(line).ok_or_else(|| {
                format!("line {number} of {} is not `SCENARIO matched N of M`: {line}", path.display())
            })?;
            counts.0.insert(scenario.to_owned(), count);
        }
        Ok(counts)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let lines =
            self.0.iter().map(|(scenario, Count { matched, of })| format!("{scenario} matched {matched} of {of}\n"));
        let text: String = std::iter::once(HEADER.to_owned()).chain(lines).collect();
        fs::write(path, text).map_err(|e| format!("failed to write {}: {e}", path.display()))
    }

    /// Compares a run with these, the expected ones. A run of some scenarios is not blamed for the others.
    pub(crate) fn compare(&self, run: &Counts, prefixes: &[String]) -> Comparison {
        let mut comparison = Comparison::default();
        for (scenario, expected) in &self.0 {
            match run.0.get(scenario) {
                Some(got) => comparison.judge(scenario, *expected, *got),
                None if prefixes.is_empty() || prefixes.iter().any(|prefix| scenario.starts_with(prefix)) => {
                    comparison.fallen.push(format!("{scenario} was not replayed, expected {expected}"));
                }
                None => {}
            }
        }
        for (scenario, got) in &run.0 {
            if !self.0.contains_key(scenario) {
                comparison.risen.push(format!("{scenario} is new with {got}"));
            }
        }
        comparison
    }
}

impl Comparison {
    fn judge(&mut self, scenario: &str, expected: Count, got: Count) {
        // Cases that left a scenario are as lost as cases that no longer match.
        if got.matched < expected.matched || got.of < expected.of {
            self.fallen.push(format!("{scenario} matched {got}, expected {expected}"));
        } else if got != expected {
            self.risen.push(format!("{scenario} matched {got}, expected {expected}"));
        }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.matched, self.of)
    }
}

fn parse_line(line: &str) -> Option<(&str, Count)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    // A line of a difference is indented; the closing line has no name.
    match words[..] {
        [scenario, "matched", matched, "of", of] if line.starts_with(scenario) => {
            Some((scenario, Count { matched: matched.parse().ok()?, of: of.parse().ok()? }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.note(line));
        counts
    }

    #[test]
    fn only_a_scenarios_line_counts() {
        let noted = counts(&[
            "ok   01_versions/000 GET / -> 200",
            "01_versions                  matched 3 of 4",
            "    02_diff matched 1 of 1",
            "matched 3 of 4",
        ]);
        assert_eq!(noted, counts(&["01_versions matched 3 of 4"]));
    }

    #[test]
    fn a_fall_is_told_from_a_rise() {
        let expected = counts(&["a matched 3 of 4", "b matched 1 of 2", "c matched 5 of 5", "d matched 1 of 1"]);
        let run = counts(&["a matched 2 of 4", "b matched 2 of 2", "c matched 5 of 5", "e matched 0 of 1"]);
        let comparison = expected.compare(&run, &[]);
        assert_eq!(comparison.fallen, ["a matched 2 of 4, expected 3 of 4", "d was not replayed, expected 1 of 1"]);
        assert_eq!(comparison.risen, ["b matched 2 of 2, expected 1 of 2", "e is new with 0 of 1"]);
    }

    #[test]
    fn a_scenario_that_lost_cases_has_fallen() {
        let comparison = counts(&["a matched 3 of 4"]).compare(&counts(&["a matched 3 of 3"]), &[]);
        assert_eq!(comparison.fallen, ["a matched 3 of 3, expected 3 of 4"]);
    }

    #[test]
    fn scenarios_that_were_not_asked_for_are_not_missed() {
        let expected = counts(&["a1 matched 1 of 1", "a2 matched 1 of 1", "b matched 1 of 1"]);
        let comparison = expected.compare(&counts(&["a1 matched 1 of 1"]), &["a".to_owned()]);
        assert_eq!(comparison.fallen, ["a2 was not replayed, expected 1 of 1"]);
    }
}
