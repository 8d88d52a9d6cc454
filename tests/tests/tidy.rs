//! House rules that a machine can judge, over the files that git tracks.
//!
//! Each rule says why it exists; CONTRIBUTING.md lists them. What the compiler, clippy or rustfmt already judge is left to them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file beyond this has more than one purpose, and nobody reads it from top to bottom.
const RUST_LINES_MAX: usize = 1200;

/// Longer because they are one table, a row a line or two; splitting one would only hide where a row is.
const TABLES: [&str; 1] = ["examples/nova-lite/src/policies.rs"];

/// What is larger does not belong in a history that everybody clones.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Words the glossary has another word for. They are fine in prose, and in strings, since Nova's own names hold them.
const BANNED_IN_IDENTIFIERS: [(&str, &str); 5] = [
    ("middleware", "a filter"),
    ("handler", "a controller, an action or an application"),
    ("manager", "what it does"),
    ("helper", "what it does"),
    ("util", "what it does"),
];

/// Names of other projects that hold a banned word.
const FOREIGN_NAMES: [&str; 5] =
    ["tracing_subscriber::util", "oslo_middleware", "keystonemiddleware", "http_body_util", "hyper_util"];

const TEXT_EXTENSIONS: [&str; 11] = ["rs", "toml", "md", "py", "ini", "conf", "yaml", "json", "in", "lock", "expected"];

#[test]
fn each_module_opens_with_its_purpose() {
    judge("a module opens with `//!`: what it is for, and what not", |file| {
        let fixture = file.is_in("tests/ui") || file.is_in("macros/src/snapshots");
        if !file.is_rust() || fixture || file.text().starts_with("//!") { Vec::new() } else { vec![1] }
    });
}

#[test]
fn no_line_ends_in_a_blank() {
    judge("a line ends in a blank, which shows up as noise in the next difference", |file| {
        if !file.is_text() {
            return Vec::new();
        }
        file.lines_where(|line| line.ends_with([' ', '\t', '\r']))
    });
}

#[test]
fn each_text_ends_in_one_newline() {
    judge("a text ends in exactly one newline", |file| {
        let text = if file.is_text() { file.text() } else { return Vec::new() };
        let wrong = !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n"));
        if wrong { vec![text.lines().count()] } else { Vec::new() }
    });
}

#[test]
fn no_file_is_too_large() {
    judge(&format!("a Rust file has at most {RUST_LINES_MAX} lines, any file {FILE_BYTES_MAX} bytes"), |file| {
        let bytes = fs::metadata(&file.absolute).expect("the file was just listed").len();
        let lines =
            if file.is_rust() && !TABLES.contains(&file.path.as_str()) { file.text().lines().count() } else { 0 };
        if bytes > FILE_BYTES_MAX || lines > RUST_LINES_MAX { vec![lines] } else { Vec::new() }
    });
}

#[test]
fn identifiers_use_the_glossary() {
    for (word, instead) in BANNED_IN_IDENTIFIERS {
        judge(&format!("an identifier holds `{word}`; call it {instead}"), |file| {
            // A contestant is written in the words of its own framework.
            if !file.is_rust() || file.is_in("tests/ui") || file.is_in("benches/server/src/contestant") {
                return Vec::new();
            }
            let code =
                FOREIGN_NAMES.iter().fold(code_of(&file.text()).to_lowercase(), |code, name| code.replace(name, ""));
            lines_where(&code, |line| identifiers(line).any(|name| name.split('_').any(|part| ends_in(part, word))))
        });
    }
}

#[test]
fn nothing_is_left_to_do() {
    judge("unfinished code: finish it, or refuse the input with an error that says so", |file| {
        if !file.is_rust() {
            return Vec::new();
        }
        lines_where(&code_of(&file.text()), |line| line.contains("todo!(") || line.contains("unimplemented!("))
    });
}

#[test]
fn no_path_of_one_machine_is_named() {
    // Put together here, so that this file does not break its own rule.
    let roots = ["work", "root", "home"].map(|root| format!("/{root}/"));
    judge("a path that exists on one machine only", |file| {
        if !file.is_text() && !file.is_in(".ci") {
            return Vec::new();
        }
        // A path begins a word: `.../work/...` within a URL is none.
        let begins = |line: &str, root: &str| {
            line.match_indices(root).any(|(at, _)| {
                line[..at]
                    .chars()
                    .next_back()
                    .is_none_or(|before| !before.is_alphanumeric() && !"./{}$-_~".contains(before))
            })
        };
        // `/home/me` is nobody's: tests and documents say it for "the home of whoever runs this".
        file.lines_where(|line| roots.iter().any(|root| begins(&line.replace("/home/me", ""), root)))
    });
}

#[test]
fn each_ui_case_has_a_rule_and_an_expectation() {
    let files = tracked();
    let sources: String = files
        .iter()
        .filter(|file| file.is_rust() && (file.is_in("macros/src") || file.is_in("runtime/src")))
        .map(File::text)
        .collect();
    judge("a UI case belongs to tests/ui/RULE/, where RULE is a word of the code that checks it", |file| {
        let Some(rule) = file.ui_folder() else { return Vec::new() };
        let known = rule == "pass" || identifiers(&sources).any(|name| name == rule);
        if known { Vec::new() } else { vec![1] }
    });
    judge("a UI case that must fail has the compiler's message beside it, as .stderr", |file| {
        let expects = file.absolute.with_extension("stderr").is_file();
        let case = file.is_rust() && file.ui_folder().is_some_and(|rule| rule != "pass");
        if case && !expects { vec![1] } else { Vec::new() }
    });
}

#[test]
fn the_readmes_rust_is_compiled() {
    judge("a Rust block of README.md stands word for word in examples/hello/src/main.rs", |file| {
        if file.path != "README.md" {
            return Vec::new();
        }
        let text = file.text();
        let hello = tracked().into_iter().find(|file| file.path == "examples/hello/src/main.rs");
        let hello = hello.expect("the example that the README shows").text();
        let mut blocks = text.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(rest));
        if text.contains("```rust\n") && blocks.all(|block| hello.contains(block)) { Vec::new() } else { vec![1] }
    });
}

struct File {
    /// From the repository's root, with slashes.
    path: String,
    absolute: PathBuf,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn is_text(&self) -> bool {
        let extension = Path::new(&self.path).extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| TEXT_EXTENSIONS.contains(&extension))
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The folder right under `tests/ui/` that the file is in.
    fn ui_folder(&self) -> Option<&str> {
        Some(self.path.strip_prefix("tests/ui/")?.split_once('/')?.0)
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.absolute).unwrap_or_else(|e| panic!("failed to read {}: {e}", self.path))
    }

    fn lines_where(&self, is_wrong: impl Fn(&str) -> bool) -> Vec<usize> {
        // `lines` would swallow a carriage return.
        lines_where(&self.text(), is_wrong)
    }
}

/// Fails with every file and line that the rule finds wrong.
fn judge(rule: &str, wrong_lines: impl Fn(&File) -> Vec<usize>) {
    let wrong: Vec<String> = tracked()
        .iter()
        .flat_map(|file| wrong_lines(file).into_iter().map(|line| format!("{}:{line}", file.path)).collect::<Vec<_>>())
        .collect();
    assert!(wrong.is_empty(), "{rule}:\n{}", wrong.join("\n"));
}

fn tracked() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is a folder of the workspace");
    let listed = Command::new("git").arg("-C").arg(root).args(["ls-files", "-z"]).output();
    let listed = listed.expect("git lists the files that the rules are for; install git");
    assert!(listed.status.success(), "git ls-files failed: {}", String::from_utf8_lossy(&listed.stderr));
    let files: Vec<File> = String::from_utf8(listed.stdout)
        .expect("paths are plain text")
        .split_terminator('\0')
        .map(|path| File { path: path.to_owned(), absolute: root.join(path) })
        // A file deleted but not yet committed is still tracked.
        .filter(|file| file.absolute.is_file())
        .collect();
    assert!(files.iter().any(|file| file.path == "Cargo.toml"), "the workspace's own files are not among those listed");
    files
}

fn lines_where(text: &str, is_wrong: impl Fn(&str) -> bool) -> Vec<usize> {
    (1..).zip(text.split('\n')).filter(|(_, line)| is_wrong(line)).map(|(number, _)| number).collect()
}

fn identifiers(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Whether a lowercase part of a name is the word, its plural, or a compound that ends in it.
fn ends_in(part: &str, word: &str) -> bool {
    part.trim_end_matches('s').ends_with(word)
}

/// The text with comments and literals blanked out, line for line.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = comment_or_literal(rest);
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        code.extend(rest[..skipped].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[skipped..];
    }
    code
}

/// The length of the comment or literal that the text begins with; 0 when it begins with neither.
fn comment_or_literal(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return text.find("*/").map_or(text.len(), |end| end + 2);
    }
    if let Some(hashes) = raw_string_hashes(text) {
        let close = format!("\"{}", "#".repeat(hashes));
        let body = hashes + 2;
        return text[body..].find(&close).map_or(text.len(), |end| body + end + close.len());
    }
    match text.as_bytes() {
        [b'"', ..] => quoted(text, '"'),
        // `'a'` and `'\n'` are literals, `'a` alone is a lifetime.
        [b'\'', b'\\', ..] => quoted(text, '\''),
        [b'\'', ..] if text.chars().nth(2) == Some('\'') => quoted(text, '\''),
        _ => 0,
    }
}

fn raw_string_hashes(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[test]
fn comments_and_literals_are_no_code() {
    for (text, code) in [
        ("a // handler\nb", "a           \nb"),
        ("a /* x\ny */ b", "a     \n     b"),
        (r#"f("a \" b", 'c', x)"#, r"f(        ,    , x)"),
        ("r#\"a \" b\"# c", "           c"),
        ("&'a str", "&'a str"),
        (r"'\'' c", "     c"),
    ] {
        assert_eq!(code_of(text), code, "{text:?}");
    }
}
