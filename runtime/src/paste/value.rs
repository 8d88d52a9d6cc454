//! One value of a file as it counts: continuation lines joined, comment lines dropped, `%(name)s` and `%%` replaced.

use super::text::{Text, cut, find, same, text, trim};
use super::walk::{NONE, Walk};
use super::{ini, problem::ProblemText};

/// The most bytes of one value after interpolation.
pub const VALUE_BYTES_MAX: usize = 2048;
/// How deep `%(name)s` may lead to values that hold another: Python's number.
pub const INTERPOLATION_DEPTH_MAX: usize = 10;

/// A value that is ready to use.
pub(super) type Value = Text<VALUE_BYTES_MAX>;

/// Whose names `%(name)s` means.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) file: usize,
    /// The section that holds the value; [`NONE`] for one of `[DEFAULT]`.
    pub(super) section: usize,
    /// The frame in which it is read, for what an including file set; [`NONE`] for none.
    pub(super) frame: usize,
}

/// Joins the lines of a value and puts in what it refers to.
pub(super) const fn expand(walk: &Walk<'_>, scope: Scope, raw: &str) -> Result<Value, ProblemText> {
    let mut out = Value::new();
    match append(walk, scope, raw, 0, &mut out) {
        Err(why) => Err(why),
        Ok(()) if out.overflow => Err(text!("the value is longer than ", #VALUE_BYTES_MAX as u32, " bytes")),
        Ok(()) => {
            out.trim_end();
            Ok(out)
        }
    }
}

const fn append(walk: &Walk<'_>, scope: Scope, raw: &str, depth: usize, out: &mut Value) -> Result<(), ProblemText> {
    if depth > INTERPOLATION_DEPTH_MAX {
        return Err(
            text!("`%(name)s` leads from value to value more than ", #INTERPOLATION_DEPTH_MAX as u32, " times"),
        );
    }
    let (mut rest, mut first) = (raw, true);
    loop {
        let (line, next) = match find(rest, b'\n') {
            Some(at) => (cut(rest, 0, at), Some(cut(rest, at + 1, rest.len()))),
            None => (rest, None),
        };
        let line = trim(line);
        if first || !ini::is_comment(line) {
            if !first {
                out.push("\n");
            }
            if let Err(why) = append_line(walk, scope, line, depth, out) {
                return Err(why);
            }
        }
        match next {
            Some(next) => (rest, first) = (next, false),
            None => return Ok(()),
        }
    }
}

const fn append_line(
    walk: &Walk<'_>,
    scope: Scope,
    line: &str,
    depth: usize,
    out: &mut Value,
) -> Result<(), ProblemText> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'%' {
            out.push_byte(bytes[at]);
            at += 1;
        } else if at + 1 < bytes.len() && bytes[at + 1] == b'%' {
            out.push("%");
            at += 2;
        } else if let Some(end) = reference(bytes, at) {
            if let Err(why) = append_named(walk, scope, cut(line, at + 2, end), depth, out) {
                return Err(why);
            }
            at = end + 2;
        } else {
            return Err(text!("a `%` stands alone in `", line, "`; write `%%` for the sign, `%(name)s` for a value"));
        }
    }
    Ok(())
}

/// Where the name of the `%(name)s` at `start` ends, if one is there.
const fn reference(bytes: &[u8], start: usize) -> Option<usize> {
    if start + 1 >= bytes.len() || bytes[start + 1] != b'(' {
        return None;
    }
    let mut end = start + 2;
    while end < bytes.len() && bytes[end] != b')' {
        end += 1;
    }
    if end > start + 2 && end + 1 < bytes.len() && bytes[end + 1] == b's' { Some(end) } else { None }
}

const fn append_named(
    walk: &Walk<'_>,
    scope: Scope,
    name: &str,
    depth: usize,
    out: &mut Value,
) -> Result<(), ProblemText> {
    let file = &walk.files[scope.file];
    if scope.section != NONE
        && let Some(entry) = file.ini.key(scope.section, name)
    {
        return append(walk, scope, file.ini.entry(entry).value, depth + 1, out);
    }
    if let Some(entry) = file.ini.default_key(name) {
        return append(walk, scope, file.ini.entry(entry).value, depth + 1, out);
    }
    if same(name, "here") {
        out.push(file.here);
        return Ok(());
    }
    if same(name, "__file__") {
        out.push(file.path);
        return Ok(());
    }
    if let Some((raw, scope)) = walk.inherited(scope.frame, name) {
        return append(walk, scope, raw, depth + 1, out);
    }
    Err(text!("`%(", name, ")s` names nothing; set `", name, "` in this section or in [DEFAULT]"))
}
