//! Every text by which a mistake is answered has a case under `ui/` that shows it: a message that nobody has read is a bad one.
//!
//! The texts are looked for in the sources, the cases in the expected outputs; what the cases hold is judged by `ui.rs`.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn each_diagnostic_has_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of the workspace");
    let shown = messages(&files(&root.join("tests/ui"), "stderr"));
    let mut unseen = Vec::new();
    let macros = files(&root.join("macros/src"), "rs").into_iter().filter(|(path, _)| !path.ends_with("snapshots.rs"));
    for (path, text) in macros {
        let diagnostics = literals(before_tests(&text)).into_iter().filter(|literal| tells_the_way_out(literal));
        unseen.extend(
            diagnostics.filter(|text| !is_shown(text, &shown)).map(|text| format!("{}: {text}", path.display())),
        );
    }
    for (path, text) in files(&root.join("runtime/src"), "rs") {
        let traits = text.lines().filter_map(|line| line.trim().strip_prefix("message = ")).flat_map(literals);
        unseen.extend(traits.filter(|text| !is_shown(text, &shown)).map(|text| format!("{}: {text}", path.display())));
    }
    assert!(unseen.is_empty(), "no case under tests/ui shows\n{}", unseen.join("\n"));
}

/// By custom a diagnostic ends with what was expected, or with a note that says how to mend it.
fn tells_the_way_out(text: &str) -> bool {
    text.contains("\nnote: ") || text.contains("; expected ") || text.contains("; did you mean ")
}

/// Whether some message has the text's first line, with anything in place of what is put in.
fn is_shown(text: &str, messages: &[String]) -> bool {
    let first = text.lines().next().unwrap_or("").split("; expected ").next().unwrap_or("");
    let parts = placeholders_cut(first);
    messages.iter().any(|message| {
        let mut rest = message.as_str();
        parts.iter().all(|part| match rest.split_once(part.as_str()) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
    })
}

/// What stands between the placeholders of a format text.
fn placeholders_cut(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' | '}' if characters.next_if_eq(&character).is_some() => {
                parts.last_mut().expect("never empty").push(character);
            }
            '{' => {
                characters.by_ref().find(|character| *character == '}');
                parts.push(String::new());
            }
            _ => parts.last_mut().expect("never empty").push(character),
        }
    }
    parts
}

/// The first lines of all messages.
fn messages(outputs: &[(PathBuf, String)]) -> Vec<String> {
    let lines = outputs.iter().flat_map(|(_, text)| text.lines());
    lines.filter_map(|line| line.strip_prefix("error")?.split_once(": ").map(|(_, text)| text.to_owned())).collect()
}

/// The string literals of a source, with what their escapes stand for.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in joined(text).lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut rest = line;
        while let Some(start) = rest.find('"') {
            let inner = &rest[start + 1..];
            let Some(end) = end_of_literal(inner) else { break };
            found.push(inner[..end].replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
            rest = &inner[end + 1..];
        }
    }
    found
}

/// A text that goes on in the next line as one line.
fn joined(text: &str) -> String {
    let mut whole = String::new();
    for line in text.lines() {
        let line = if whole.is_empty() || whole.ends_with('\n') { line } else { line.trim_start() };
        match line.strip_suffix('\\') {
            Some(start) => whole.push_str(start),
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    whole
}

fn end_of_literal(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends.then_some(at)
    })
}

fn before_tests(text: &str) -> &str {
    text.split_once("#[cfg(test)]\nmod tests").map_or(text, |(before, _)| before)
}

/// The files below a folder whose names end so, with their texts.
fn files(folder: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            let text = fs::read_to_string(&path).expect("a text file");
            all.push((path, text));
        }
    }
    all
}

#[test]
fn texts_are_found_whole() {
    let source = "push(\n// \"a comment; expected none\"\nformat!(\"`{}` is \\\"odd\\\" {{so}}; \\\n   expected one\\nnote: x\"), \"b\");";
    assert_eq!(literals(source), ["`{}` is \"odd\" {{so}}; expected one\nnote: x", "b"]);
    assert_eq!(placeholders_cut("`{}` is {{so}} {name:?}!"), ["`", "` is {so} ", "!"]);
    let shown = ["`x` is {so} 1!".to_owned()];
    assert!(is_shown("`{}` is {{so}} {n}!", &shown) && !is_shown("`{}` is {so}!?", &shown));
}
