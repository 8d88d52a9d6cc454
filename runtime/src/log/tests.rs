//! What lines look like, within a request and outside, and that nothing forges one.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use super::{Format, LogStyle, OsloLines};
use crate::context::Identity;
use crate::span;

/// Keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Kept {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

fn logged(style: LogStyle, work: impl FnOnce()) -> String {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::registry().with(OsloLines::new(style, kept.clone()));
    tracing::subscriber::with_default(subscriber, work);
    let bytes = kept.0.lock().expect("no panic").clone();
    String::from_utf8(bytes).expect("lines are text")
}

fn within_a_request(work: impl FnOnce()) {
    let request = tracing::info_span!(
        target: span::TARGET,
        "request",
        request_id = "req-1",
        global_request_id = tracing::field::Empty,
        user_identity = tracing::field::Empty
    );
    let identity = Identity {
        user_id: "u 1".to_owned(),
        project_id: Some("p1".to_owned()),
        user_domain_id: Some("default".to_owned()),
        ..Identity::default()
    };
    request.record(span::USER_IDENTITY, tracing::field::display(span::UserIdentity(&identity)));
    request.in_scope(work);
}

#[test]
fn a_line_has_oslo_s_form() {
    let line = logged(LogStyle::default(), || within_a_request(|| tracing::warn!(target: "nova.api", left = 3, "odd")));
    let (head, rest) = line.split_once(" WARNING ").expect("a level");
    assert_eq!(rest, "nova.api [None req-1 u_1 p1 - - default -] odd left=3\n");
    let (date, process) = head.rsplit_once(' ').expect("a process");
    assert_eq!((date.len(), process), ("2026-11-23 16:00:00.123".len(), &*std::process::id().to_string()));
    let line = logged(LogStyle::default(), || tracing::info!("up"));
    assert!(line.ends_with(" INFO starmap.log.tests [-] up\n"), "{line}");
}

#[test]
fn a_form_of_one_s_own_is_filled() {
    let form = |text: &str| Format::parse(text).expect("a format");
    let style = || LogStyle {
        within_request: form("%(levelname)s %(user)s/%(project)s/%(domain)s %(request_id)s %(message)s"),
        otherwise: form("%(levelname)s %(lineno)d %(message)s%(instance)s"),
        ..LogStyle::default()
    };
    assert_eq!(logged(style(), || within_a_request(|| tracing::error!("bad"))), "ERROR u_1/p1/- req-1 bad\n");
    let here = line!() + 1;
    assert_eq!(logged(style(), || tracing::info!("up")), format!("INFO {here} up\n"));
}

/// RUSTSEC-2025-0055 and its kin: names come from clients.
#[test]
fn nothing_forges_a_line() {
    let name = "a\r\n2026 ERROR forged\u{1b}[31m\u{9b}\u{85}\u{2028}\u{202e}\0\t\u{7f}b";
    for json in [false, true] {
        let style = LogStyle { json, ..LogStyle::default() };
        let lines = logged(style, || {
            tracing::info!("{name}");
            tracing::info!(name, quoted = ?name, shown = %name, "x");
        });
        assert_eq!(lines.lines().count(), 2, "{lines}");
        let wrong = |letter: char| letter != '\n' && (letter.is_control() || "\u{2028}\u{202e}".contains(letter));
        assert!(!lines.contains(wrong), "{lines:?}");
    }
}

#[test]
fn a_line_may_be_json() {
    let style = LogStyle { json: true, ..LogStyle::default() };
    let line = logged(style, || within_a_request(|| tracing::info!(count = 3, "a \"quoted\" word")));
    let value = crate::json::parse(line.trim_end().as_bytes(), 8).expect("a document");
    let text = |key: &str| value.get(key).and_then(crate::json::Value::as_str).map(str::to_owned);
    assert_eq!(text("message").as_deref(), Some("a \"quoted\" word count=3"));
    assert_eq!((text("levelname").as_deref(), text("count").as_deref()), (Some("INFO"), Some("3")));
    let id = value.get("context").and_then(|context| context.get("request_id")).and_then(crate::json::Value::as_str);
    assert_eq!(id, Some("req-1"));
}
