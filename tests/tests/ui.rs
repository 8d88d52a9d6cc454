//! Every diagnostic of the macros, once, as it is shown; and code that has to compile without a warning.
//!
//! `TRYBUILD=overwrite cargo test -p starmap-tests --test ui` writes the expected texts anew: read the difference.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
    cases.pass("ui/pass/*.rs");
}
