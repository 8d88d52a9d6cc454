//! What no table may hold under `policy: required`: a row without a policy rule.
//!
//! It says all of them at once, like the check for clashes, and is evaluated by the compiler only.

use super::text::Text;
use crate::route::WrittenRows;

/// Refuses rows without a policy.
///
/// # Panics
///
/// With the first rows that have none, each with its file and line; in a `const` that is a compile error.
pub const fn refuse_unguarded(tables: &[WrittenRows]) {
    let mut text = Text::new();
    let mut more = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut rows = tables[table].rows();
        while let Some(row) = rows.cut() {
            if row.policy.is_none() {
                if text.is_full() {
                    more += 1;
                } else {
                    text.text("\n\naction without a policy: ").text(row.controller).text("::").text(row.action);
                    text.text(" (").text(row.method.as_str()).text(" ").text(row.template).text(") at ");
                    text.text(row.file).text(":").number(row.line as usize);
                }
            }
        }
        table += 1;
    }
    if more > 0 {
        text.text("\n\nand ").number(more).text(" more");
    }
    if !text.is_empty() {
        text.text("\n\nhelp: name the rule in `#[action(…, policy = \"…\")]`; `router!` says `policy: required`\n");
        panic!("{}", text.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Answer, Said, Written};

    const fn rows(rows: &'static [Written]) -> WrittenRows {
        WrittenRows("A", "a.rs", rows)
    }

    const fn row(text: &'static str) -> Written {
        Written(text, Said(&[Answer::Any], &[]))
    }

    const GUARDED: Written = row("GET\t/a\t\t\t\tindex\t1\t1\t0\ta:index\t\t\t0\t\t\n");

    #[test]
    fn rows_with_a_policy_pass() {
        refuse_unguarded(&[rows(&[GUARDED])]);
    }

    #[test]
    #[should_panic(expected = "A::index (GET /a) at a.rs:1")]
    fn a_row_without_is_named() {
        const OPEN: Written = row("GET\t/a\t\t\t\tindex\t1\t1\t0\t\t\t\t0\t\t\n");
        refuse_unguarded(&[rows(&[GUARDED, OPEN])]);
    }
}
