//! Log lines in oslo's form, which parsers of Nova's logs know, or one JSON object a line.
//!
//! The form is a format string of Python, as `[DEFAULT] logging_context_format_string` and its kin have them; times are UTC.
//! Whatever a client sent stands in a line with its control characters escaped, so that nothing forges or ends a line.
//! Where lines go is the writer's affair; see [`LogFile`] for a file that can be opened anew.

mod file;
mod format;

use std::cell::Cell;
use std::fmt::{self, Write};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

pub use file::LogFile;
pub use format::{Format, FormatError};

use crate::json::{Object, Value};
use crate::span;

/// What the lines look like.
#[derive(Clone, Debug)]
pub struct LogStyle {
    /// The form of a line within a request.
    pub within_request: Format,
    /// The form of any other line.
    pub otherwise: Format,
    /// The form of `%(asctime)s`: of strftime's signs `%Y %m %d %H %M %S %%`.
    pub date: String,
    /// Whether a line is a JSON object, whatever the forms above.
    pub json: bool,
}

impl Default for LogStyle {
    /// oslo's own.
    fn default() -> Self {
        const HEAD: &str = "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s";
        const CONTEXT: &str = "[%(global_request_id)s %(request_id)s %(user_identity)s] %(instance)s%(message)s";
        let format = |rest: &str| Format::parse(&format!("{HEAD} {rest}")).expect("oslo's own format is right");
        Self {
            within_request: format(CONTEXT),
            otherwise: format("[-] %(instance)s%(message)s"),
            date: "%Y-%m-%d %H:%M:%S".to_owned(),
            json: false,
        }
    }
}

/// Writes each event as a line.
#[derive(Debug)]
pub struct OsloLines<W> {
    style: LogStyle,
    writer: W,
    process: u32,
    /// The second of the last line, and its date as lines show it.
    second: Mutex<(u64, Arc<str>)>,
}

impl<W> OsloLines<W> {
    /// Lines of a style, to a writer.
    pub fn new(style: LogStyle, writer: W) -> Self {
        let second = Mutex::new((0, format::date(&style.date, 0).into()));
        Self { style, writer, process: std::process::id(), second }
    }

    /// The date of a second; that of many lines is made once.
    fn date(&self, second: u64) -> Arc<str> {
        // A poisoned lock only means that a panic passed by.
        let mut last = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        if last.0 != second {
            *last = (second, format::date(&self.style.date, second).into());
        }
        last.1.clone()
    }
}

/// The most bytes of a line whose memory is kept for the next one on the same thread.
const LINE_BYTES_KEPT: usize = 4096;

thread_local! {
    /// Memory of the last line and of its message, empty.
    static SPARE: Cell<(String, String)> = const { Cell::new((String::new(), String::new())) };
}

/// What the span of a request has said so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct InRequest {
    pub(crate) request_id: String,
    pub(crate) global_request_id: String,
    pub(crate) user_identity: String,
}

impl InRequest {
    /// Whether a filter has made a context of it yet; not every pipeline has one that does.
    fn says_something(&self) -> bool {
        !self.request_id.is_empty() || !self.user_identity.is_empty()
    }
}

impl Visit for InRequest {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let held = match field.name() {
            span::REQUEST_ID => &mut self.request_id,
            span::GLOBAL_REQUEST_ID => &mut self.global_request_id,
            span::USER_IDENTITY => &mut self.user_identity,
            _ => return,
        };
        held.clear();
        // Writing to a string does not fail.
        let _ = write!(held, "{value:?}");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

impl<S, W> Layer<S> for OsloLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().target() != span::TARGET {
            return;
        }
        let Some(span) = context.span(id) else { return };
        let mut known = InRequest::default();
        attributes.record(&mut known);
        span.extensions_mut().replace(known);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        // Most of what is recorded is for traces, and looking for the span costs more than looking at the names.
        let mut shown = Shown(false);
        values.record(&mut shown);
        if !shown.0 {
            return;
        }
        let Some(span) = context.span(id) else { return };
        if let Some(known) = span.extensions_mut().get_mut::<InRequest>() {
            values.record(known);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let (mut text, message) = SPARE.take();
        let mut said = Said { message, fields: Vec::new() };
        event.record(&mut said);
        let within = |span: &SpanRef<'_, S>| span.extensions().get::<InRequest>().is_some();
        let request = context.event_scope(event).and_then(|mut scope| scope.find(within));
        let extensions = request.as_ref().map(SpanRef::extensions);
        let known = extensions.as_ref().and_then(|extensions| extensions.get::<InRequest>());
        let known = known.filter(|known| known.says_something());
        let now = since_1970();
        let (metadata, date) = (event.metadata(), self.date(now.as_secs()));
        let line = Line { metadata, known, said: &said, now, date: &date, process: self.process };
        if self.style.json {
            text.push_str(&line.json());
        } else {
            line.fill(&self.style, &mut text);
        }
        text.push('\n');
        // A log that cannot be written has nowhere to say so.
        let _ = io::Write::write_all(&mut self.writer.make_writer_for(metadata), text.as_bytes());
        if text.capacity().max(said.message.capacity()) <= LINE_BYTES_KEPT {
            text.clear();
            said.message.clear();
            SPARE.set((text, said.message));
        }
    }
}

/// Whether some of what is recorded stands in lines.
struct Shown(bool);

impl Visit for Shown {
    fn record_debug(&mut self, field: &Field, _: &dyn fmt::Debug) {
        self.0 |= [span::REQUEST_ID, span::GLOBAL_REQUEST_ID, span::USER_IDENTITY].contains(&field.name());
    }
}

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The message of an event, and its other fields behind it.
#[derive(Debug, Default)]
struct Said {
    message: String,
    fields: Vec<(&'static str, String)>,
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message.clear();
            let _ = write!(Escaped(&mut self.message), "{value:?}");
            return;
        }
        let mut text = String::new();
        let _ = write!(Escaped(&mut text), "{value:?}");
        self.fields.push((field.name(), text));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

impl Said {
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        out.write_str(&self.message)?;
        for (number, (name, value)) in self.fields.iter().enumerate() {
            let blank = if number == 0 && self.message.is_empty() { "" } else { " " };
            write!(out, "{blank}{name}={value}")?;
        }
        Ok(())
    }
}

/// Text with whatever could end a line, or command a terminal, escaped.
struct Escaped<'t>(&'t mut String);

impl Write for Escaped<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push_escaped(self.0, text);
        Ok(())
    }
}

fn push_escaped(out: &mut String, text: &str) {
    // Nearly all text is plain, and then written in one piece. No branch for each byte: all of it is looked at anyway.
    if text.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte)) {
        return out.push_str(text);
    }
    for letter in text.chars() {
        // The two separators end a line for some readers, the last range turns the writing direction.
        if letter.is_control()
            || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            out.extend(letter.escape_default());
        } else {
            out.push(letter);
        }
    }
}

/// One line in the making.
struct Line<'e> {
    metadata: &'static tracing::Metadata<'static>,
    known: Option<&'e InRequest>,
    said: &'e Said,
    now: Duration,
    /// The date of `now` as lines show it.
    date: &'e str,
    process: u32,
}

impl Line<'_> {
    fn fill(&self, style: &LogStyle, text: &mut String) {
        let form = if self.known.is_some() { &style.within_request } else { &style.otherwise };
        form.fill(text, |key, out| self.part(key, &mut Escaped(out)));
    }

    /// What a key of a format string stands for.
    fn part(&self, key: &str, out: &mut Escaped<'_>) -> fmt::Result {
        let known = self.known;
        let identity = |place: usize| {
            let parts = known.map(|known| known.user_identity.as_str()).unwrap_or_default();
            parts.split(' ').nth(place).filter(|part| !part.is_empty()).unwrap_or("-")
        };
        match key {
            "asctime" => out.write_str(self.date),
            "msecs" => write!(out, "{}", self.now.subsec_millis()),
            "created" => write!(out, "{:.6}", self.now.as_secs_f64()),
            "process" => write!(out, "{}", self.process),
            "levelname" => out.write_str(level_name(*self.metadata.level())),
            "name" => self.write_name(out),
            // It is escaped already.
            "message" => self.said.write(out.0),
            "pathname" => out.write_str(self.metadata.file().unwrap_or("-")),
            "lineno" => write!(out, "{}", self.metadata.line().unwrap_or(0)),
            "funcName" => out.write_str(self.metadata.module_path().unwrap_or("-")),
            "request_id" => out.write_str(shown(known.map(|known| &known.request_id))),
            "global_request_id" => out.write_str(shown(known.map(|known| &known.global_request_id))),
            "user_identity" => match known.filter(|known| !known.user_identity.is_empty()) {
                Some(known) => out.write_str(&known.user_identity),
                None => out.write_str("- - - - - -"),
            },
            "user" => out.write_str(identity(0)),
            "project" => out.write_str(identity(1)),
            "domain" => out.write_str(identity(2)),
            "system_scope" => out.write_str(identity(3)),
            "user_domain" => out.write_str(identity(4)),
            "project_domain" => out.write_str(identity(5)),
            // Nova names a server here; the events that concern one say so themselves.
            _ => Ok(()),
        }
    }

    /// The logger's name: a path of Rust in Python's spelling.
    fn write_name(&self, out: &mut impl Write) -> fmt::Result {
        let mut parts = self.metadata.target().split(':').filter(|part| !part.is_empty());
        out.write_str(parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| {
            out.write_str(".")?;
            out.write_str(part)
        })
    }

    fn json(&self) -> String {
        let mut object = Object::new();
        // Writing to a string does not fail.
        let (mut message, mut name) = (String::new(), String::new());
        let _ = self.said.write(&mut message).and_then(|()| self.write_name(&mut name));
        object.insert("message", message);
        object.insert("asctime", format!("{}.{:03}", self.date, self.now.subsec_millis()));
        object.insert("name", name);
        object.insert("levelname", level_name(*self.metadata.level()));
        object.insert("pathname", self.metadata.file().unwrap_or("-"));
        object.insert("lineno", self.metadata.line().unwrap_or(0));
        object.insert("created", self.now.as_secs_f64());
        object.insert("process", self.process);
        for (name, value) in &self.said.fields {
            object.insert(*name, value.as_str());
        }
        if self.known.is_some() {
            let mut context = Object::new();
            for key in ["request_id", "global_request_id", "user", "project", "user_identity"] {
                let mut value = String::new();
                let _ = self.part(key, &mut Escaped(&mut value));
                context.insert(key, value);
            }
            object.insert("context", context);
        }
        String::from_utf8_lossy(&Value::Object(object).to_json()).into_owned()
    }
}

/// `None` as Python writes what is not there.
fn shown(text: Option<&String>) -> &str {
    text.filter(|text| !text.is_empty()).map_or("None", String::as_str)
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARNING",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    }
}

#[cfg(test)]
mod tests;
