//! Rows as `#[resource]` writes them: texts, and the constants of types, which cost the compiler least.
//!
//! A row is compiled at every change of its crate, checked ones too, so that it is a line of a text and not an expression: the
//! compiler pays for every literal, name and type of one. A [`Route`] is read from it when the mapper is laid out, which a
//! check of the crate leaves out.

use super::{Answer, Method, Route, Source, Successes};
use crate::microversion::{Microversion, VersionRange};

/// The rows of a controller: its type's name, the file that it is declared in, and the rows in their order there, in parts.
#[derive(Clone, Copy, Debug)]
pub struct WrittenRows(pub &'static str, pub &'static str, pub &'static [Written]);

impl WrittenRows {
    /// The rows from the first on.
    pub const fn rows(&self) -> Rows<'_> {
        Rows { written: self, part: 0, text: "", answers: &[], sources: &[], nodes: 0 }
    }
}

/// Some rows that follow one another.
#[derive(Clone, Copy, Debug)]
pub struct Written(
    /// A line a row, with its end, of fields between tabs: the request method; the path template; the first and the last microversion;
    /// the body key; the method's name in the controller; the most nodes that the template adds to a trie of the rows before it; the
    /// line of the `#[action]`; the number of the action in its controller; the policy rule; the statuses of success as
    /// [`Successes`] reads them; the other statuses as [`Route::also`] has them; the number of its sources; the summary; and the
    /// arguments as [`Route::arguments`] has them. What there is none of is empty.
    pub &'static str,
    /// What the types of the rows say.
    pub Said,
);

/// What the types of some rows say of them; nothing where one says nothing.
#[derive(Clone, Copy, Debug)]
pub struct Said(
    /// What a success of each row holds.
    pub &'static [Answer],
    /// The sources of all rows' arguments whose types say one.
    pub &'static [Source],
);

/// The rows of a controller that are left to read.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'w> {
    written: &'w WrittenRows,
    /// The number of parts that were begun.
    part: usize,
    /// What is left of the last of them.
    text: &'static str,
    answers: &'static [Answer],
    sources: &'static [Source],
    /// The most nodes of a trie that the row which was cut last adds.
    nodes: u32,
}

impl Rows<'_> {
    /// Takes the next row off: [`Iterator::next`] is none for a `const fn`.
    pub const fn cut(&mut self) -> Option<Route> {
        while self.text.is_empty() {
            if self.part == self.written.2.len() {
                return None;
            }
            Written(self.text, Said(self.answers, self.sources)) = self.written.2[self.part];
            self.part += 1;
        }
        Some(self.read())
    }

    /// The most nodes that the template of the row which was cut last adds to a trie of the rows before it.
    pub(crate) const fn nodes(&self) -> usize {
        self.nodes as usize
    }

    /// The fields in their order, which is the order of evaluation of what stands in braces.
    const fn read(&mut self) -> Route {
        let WrittenRows(controller, file, _) = *self.written;
        let method = method(self.field());
        let template = self.field();
        let (since, until) =
            (version(self.field(), Microversion::LOWEST), version(self.field(), Microversion::HIGHEST));
        let body = named(self.field());
        let action = self.field();
        self.nodes = number(self.field());
        let line = number(self.field());
        let id = number(self.field()) as u16;
        let policy = named(self.field());
        let success = Successes::from_text(self.field());
        let also = self.field();
        let sources = number(self.field()) as usize;
        let summary = self.field();
        Route {
            id,
            method,
            template,
            range: VersionRange::new(since, until),
            body,
            controller,
            action,
            policy,
            success,
            also,
            answer: self.answer(),
            arguments: self.line(),
            sources: self.sources(sources),
            summary,
            file,
            line,
        }
    }

    /// Takes the next field off, with the tab behind it.
    const fn field(&mut self) -> &'static str {
        self.before(b'\t')
    }

    /// Takes the rest of the line off, with its end.
    const fn line(&mut self) -> &'static str {
        self.before(b'\n')
    }

    const fn before(&mut self, mark: u8) -> &'static str {
        let bytes = self.text.as_bytes();
        let mut end = 0;
        while bytes[end] != mark {
            end += 1;
        }
        let (field, rest) = self.text.split_at(end);
        self.text = rest.split_at(1).1;
        field
    }

    /// There is none where a type is no reply, which is reported elsewhere.
    const fn answer(&mut self) -> Answer {
        match self.answers {
            [answer, rest @ ..] => {
                self.answers = rest;
                *answer
            }
            [] => Answer::Any,
        }
    }

    /// There are none where a type cannot be extracted, which is reported elsewhere.
    const fn sources(&mut self, count: usize) -> &'static [Source] {
        if self.sources.len() < count {
            return &[];
        }
        let (sources, rest) = self.sources.split_at(count);
        self.sources = rest;
        sources
    }
}

const fn method(name: &str) -> Method {
    match name.as_bytes() {
        [b'G', ..] => Method::Get,
        [b'D', ..] => Method::Delete,
        [b'P', b'O', ..] => Method::Post,
        [b'P', b'U', ..] => Method::Put,
        _ => Method::Patch,
    }
}

const fn named(name: &'static str) -> Option<&'static str> {
    if name.is_empty() { None } else { Some(name) }
}

/// The microversion that is written, or the open end of a range.
const fn version(text: &str, open: Microversion) -> Microversion {
    if text.is_empty() {
        return open;
    }
    let mut dot = 0;
    while text.as_bytes()[dot] != b'.' {
        dot += 1;
    }
    let (major, minor) = text.split_at(dot);
    Microversion::new(number(major) as u16, number(minor.split_at(1).1) as u16)
}

/// The number that is written in decimal.
const fn number(digits: &str) -> u32 {
    let mut number = 0;
    let mut at = 0;
    while at < digits.len() {
        number = number * 10 + (digits.as_bytes()[at] - b'0') as u32;
        at += 1;
    }
    number
}
