//! What no table may hold under `policy: required`: a row without a policy rule.
//!
//! It says all of them at once, like the check for clashes, and is evaluated by the compiler only.

use super::text::Text;
use crate::route::Route;

/// Refuses rows without a policy.
///
/// # Panics
///
/// With the first rows that have none, each with its file and line; in a `const` that is a compile error.
pub const fn refuse_unguarded(tables: &[&'static [Route]]) {
    let mut text = Text::new();
    let mut more = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].len() {
            let row = &tables[table][at];
            if row.policy.is_none() {
                if text.is_full() {
                    more += 1;
                } else {
                    text.text("\n\naction without a policy: ").text(row.controller).text("::").text(row.action);
                    text.text(" (").text(row.method.as_str()).text(" ").text(row.template).text(") at ");
                    text.text(row.file).text(":").number(row.line as usize);
                }
            }
            at += 1;
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

    const fn row(policy: Option<&'static str>) -> Route {
        Route { template: "/a", controller: "A", action: "index", policy, file: "a.rs", line: 1, ..Route::EMPTY }
    }

    #[test]
    fn rows_with_a_policy_pass() {
        static ROWS: [Route; 1] = [row(Some("a:index"))];
        refuse_unguarded(&[&ROWS]);
    }

    #[test]
    #[should_panic(expected = "A::index (GET /a) at a.rs:1")]
    fn a_row_without_is_named() {
        static ROWS: [Route; 2] = [row(Some("a:index")), row(None)];
        refuse_unguarded(&[&ROWS]);
    }
}
