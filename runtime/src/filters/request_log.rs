//! `request_log`: one line a request, in the form that parsers of Nova's access log know.

use std::fmt;
use std::time::{Duration, Instant};

use http::StatusCode;

use crate::filter::{Filter, Flow, Outcome, Response, Unhandled};
use crate::request::Request;

/// The target of the access lines, to filter the log by.
pub const TARGET: &str = "nova.api.openstack.requestlog";

/// The filter.
#[derive(Debug)]
pub struct RequestLog;

impl Filter for RequestLog {
    fn on_request<'a>(&'a self, request: &'a mut Request) -> Flow<'a> {
        if tracing::enabled!(target: TARGET, tracing::Level::INFO) {
            request.started.get_or_insert_with(Instant::now);
        }
        Flow::Continue
    }

    fn on_response(&self, request: &Request, response: &mut Response) {
        log(request, response.status(), response.body().length());
    }

    fn on_unhandled(&self, request: &Request, error: Unhandled) -> Outcome {
        log(request, error.status, Some(0));
        Err(error)
    }
}

fn log(request: &Request, status: StatusCode, length: Option<u64>) {
    let Some(started) = request.started else { return };
    let line = Line { request, status, length, taken: started.elapsed() };
    tracing::info!(target: TARGET, "{line}");
}

/// `127.0.0.1 "GET /v2.1/servers" status: 200 len: 1533 microversion: 2.100 time: 0.012345`
struct Line<'r> {
    request: &'r Request,
    status: StatusCode,
    length: Option<u64>,
    taken: Duration,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, status, length, taken } = self;
        let uri = request.uri.path_and_query().map_or("/", |target| target.as_str());
        write!(out, "{} \"", request.remote_ip())?;
        out.write_str(request.method.as_str())?;
        out.write_str(" ")?;
        write_target(out, uri)?;
        write!(out, "\" status: {}", status.as_u16())?;
        match length {
            Some(length) => write!(out, " len: {length}")?,
            None => out.write_str(" len: -")?,
        }
        match request.microversion {
            Some(version) => write!(out, " microversion: {version}")?,
            None => out.write_str(" microversion: -")?,
        }
        write!(out, " time: {}.{:06}", taken.as_secs(), taken.subsec_micros())
    }
}

/// A request target holds no blank and no ASCII control character, but it may hold a quote and those that only UTF-8 has,
/// such as the one that begins a terminal's command; none of them shall forge a line.
fn write_target(out: &mut fmt::Formatter<'_>, target: &str) -> fmt::Result {
    if target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"') {
        return out.write_str(target);
    }
    for letter in target.chars() {
        match letter {
            '"' => out.write_str("\\\"")?,
            control if control.is_control() || is_line_separator(control) => {
                write!(out, "{}", control.escape_default())?;
            }
            other => fmt::Write::write_char(out, other)?,
        }
    }
    Ok(())
}

/// Unicode counts these as separators and not as control characters, and many readers of logs break lines at them.
fn is_line_separator(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::{Event, Level, Metadata, Subscriber, span};

    use super::super::drive::{drive, request, response};
    use super::*;
    use crate::microversion::Microversion;

    /// Keeps the access lines up to a level.
    struct Lines(Level, Arc<Mutex<Vec<String>>>);

    impl Subscriber for Lines {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == TARGET && *metadata.level() <= self.0
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn event(&self, event: &Event<'_>) {
            event.record(&mut Message(&self.1));
        }
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }

    struct Message<'l>(&'l Mutex<Vec<String>>);

    impl Visit for Message<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            assert_eq!(field.name(), "message");
            self.0.lock().expect("no panic").push(format!("{value:?}"));
        }
    }

    fn logged(level: Level, asked: &str, answer: impl Fn() -> Outcome + Send + Sync + 'static) -> Vec<String> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let mut request = request(asked);
        tracing::subscriber::with_default(Lines(level, lines.clone()), || {
            let _ = drive(RequestLog, &mut request, move |request| {
                request.microversion = asked_version(request);
                answer()
            });
        });
        assert_eq!(request.started.is_some(), level == Level::INFO, "time is measured only for a line");
        let lines = lines.lock().expect("no panic");
        lines.iter().map(|line| line.split(" time: ").next().unwrap_or("").to_owned()).collect()
    }

    fn asked_version(request: &Request) -> Option<Microversion> {
        request.headers.contains_key("x-versioned").then(|| Microversion::new(2, 100))
    }

    #[test]
    fn a_line_has_the_form_of_nova_s() {
        let listed = || Ok(Response::new("0123456789".into()));
        assert_eq!(
            logged(Level::INFO, "GET /v2.1/servers?limit=1\nx-versioned: yes", listed),
            ["127.0.0.1 \"GET /v2.1/servers?limit=1\" status: 200 len: 10 microversion: 2.100"]
        );
        assert_eq!(
            logged(Level::INFO, "DELETE /", || Ok(response("204"))),
            ["127.0.0.1 \"DELETE /\" status: 204 len: 0 microversion: -"]
        );
        assert_eq!(
            logged(Level::INFO, "GET /", || Err(Unhandled::internal("x"))),
            ["127.0.0.1 \"GET /\" status: 500 len: 0 microversion: -"]
        );
        assert!(logged(Level::WARN, "GET /", || Ok(response("200"))).is_empty());
    }

    #[test]
    fn a_target_cannot_forge_a_line() {
        assert_eq!(
            logged(Level::INFO, "GET /a\"b\u{9b}c\u{85}d\u{e9}%0A", || Ok(response("200"))),
            ["127.0.0.1 \"GET /a\\\"b\\u{9b}c\\u{85}d\u{e9}%0A\" status: 200 len: 0 microversion: -"]
        );
    }
}
