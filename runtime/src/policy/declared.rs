//! Whether the rules that actions name are among those that the service declares. Evaluated by the compiler only.

use super::RuleDefault;
use crate::mapper::holds;
use crate::mapper::text::Text;
use crate::route::WrittenRows;

/// Refuses a rule that nobody declares.
///
/// # Panics
///
/// When `rules` has none of that name; in a `const` that is a compile error, shown where the name is written.
pub const fn refuse_unknown(rules: &[RuleDefault], name: &str, action: &str) {
    if !is_declared(rules, name) {
        let mut text = Text::new();
        text.text("no policy rule is named `").text(name).text("`, which `").text(action).text("` asks for").text(HELP);
        panic!("{}", text.as_str());
    }
}

/// Refuses the rules of some rows of a table, by the numbers of their actions; a row that is not there has none.
///
/// # Panics
///
/// When `rules` does not have one, with all such rows; in a `const` that is a compile error.
pub const fn refuse_unknown_in(rules: &[RuleDefault], table: &WrittenRows, actions: &[u16]) {
    let mut text = Text::new();
    let mut rows = table.rows();
    while let Some(row) = rows.cut() {
        if let Some(name) = row.policy
            && holds(actions, row.id)
            && !is_declared(rules, name)
            && !text.is_full()
        {
            text.text("\n\nno policy rule is named `").text(name).text("`, which `").text(row.controller).text("::");
            text.text(row.action).text("` at ").text(row.file).text(":").number(row.line as usize).text(" asks for");
        }
    }
    if !text.is_empty() {
        text.text(HELP);
        panic!("{}", text.as_str());
    }
}

const HELP: &str = "\n  help: name a rule of the list that `router!` is given as `policies`, or add it there\n";

const fn is_declared(rules: &[RuleDefault], name: &str) -> bool {
    let mut at = 0;
    while at < rules.len() {
        if same(rules[at].name.as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// Compares from the end, since the rules of a service begin alike.
const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = one.len();
    while at > 0 {
        at -= 1;
        if one[at] != other[at] {
            return false;
        }
    }
    true
}
