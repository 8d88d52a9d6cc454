//! Reads an `api-paste.ini`: which mounts a service has, and which filters stand before which app.
//!
//! The semantics are PasteDeploy's, with Nova's urlmap and its pipelines by auth strategy. One walk in `const fn` does the work:
//! [`assert_valid`] runs it on the file that a service ships and makes what is wrong a compile error; [`load`] runs it at start on
//! the operator's file and builds a [`Plan`] from it. Sections that nothing refers to are parsed and not resolved.
//! Building filters and apps from the plan is the service's; `require` is read and has no effect.

#![expect(
    clippy::result_large_err,
    reason = "an error's text is an array, since the check cannot allocate at build time"
)]

mod ini;
pub mod known;
mod mount;
mod plan;
mod problem;
mod text;
mod value;
mod walk;

pub use ini::{ENTRIES_MAX, FILE_BYTES_MAX, SECTIONS_MAX};
pub use known::{Factory, Known};
pub use plan::{FILES_MAX, Mounted, Options, Pipeline, Plan, Stage, load};
pub use problem::{PROBLEMS_MAX, PasteError, PasteProblem};
pub use value::{INTERPOLATION_DEPTH_MAX, VALUE_BYTES_MAX};
pub use walk::{DEPTH_MAX, FRAMES_MAX, PATH_BYTES_MAX, STEPS_MAX};

use ini::Ini;
use problem::Problems;
use walk::{File, Walk};

/// Checks a file at build time, as it is served under each of the strategies.
///
/// `file` is only for the message. Includes are refused, since nothing can be read here.
/// A file of more than some 200 lines needs `#[expect(long_running_const_eval)]` on the `const`.
///
/// ```
/// use starmap::paste::{self, Known};
///
/// const INI: &str = "[pipeline:main]\npipeline = faultwrap up\n\
///     [filter:faultwrap]\npaste.filter_factory = starmap:faultwrap\n\
///     [app:up]\npaste.app_factory = starmap:healthcheck\n";
/// const _: () = paste::assert_valid("api-paste.ini", INI, "main", &["noauth2"], &Known::BASE);
/// ```
///
/// ```compile_fail
/// use starmap::paste::{self, Known};
///
/// const INI: &str = "[pipeline:main]\npipeline = faultwrap up\n";
/// const _: () = paste::assert_valid("api-paste.ini", INI, "main", &["noauth2"], &Known::BASE);
/// ```
///
/// # Panics
///
/// When the file is wrong, with every problem as `FILE:LINE: text`; in a `const` that is a compile error.
pub const fn assert_valid(file: &str, source: &str, composite: &str, strategies: &[&str], known: &Known) {
    let problems = check(source, composite, strategies, known);
    if !problems.is_empty() {
        panic!("{}", problems.render(file).as_str());
    }
}

/// The problems of a file under all the strategies, each once.
const fn check(source: &str, composite: &str, strategies: &[&str], known: &Known) -> Problems {
    let mut problems = Problems::new();
    let ini = Ini::parse(source, 0, &mut problems);
    let files = [File { path: "api-paste.ini", here: ".", ini: &ini, unreadable: None }];
    let mut index = 0;
    while index < strategies.len() {
        problems = Walk::from(&files, composite, strategies[index], known, false, problems).problems;
        index += 1;
    }
    problems
}
