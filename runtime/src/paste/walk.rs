//! Resolves what is reachable from a composite, in `const fn`: the whole check, and the list of steps that a plan is built from.
//!
//! A walk starts at one app name and follows each reference as PasteDeploy does. Every section it enters becomes a [`Frame`]
//! that knows who referred to it and how: that chain tells a loop, whose `set` reaches where, and what a `use` lays over what.
//! Filters and apps become [`Step`]s in order; all nesting of pipelines, `filter-with` and `filter-app` is flat by then.
//! Problems are gathered and the walk goes on beside them.

use super::ini::Ini;
use super::known::{AUTH_PIPELINE, Factory, Known, URLMAP, called};
use super::mount::{self, MountKey};
use super::problem::{ProblemText, Problems};
use super::text::{Text, after, cut, find, near, same, starts_with, text, trim, word};
use super::value::{Scope, Value, expand};

/// The most sections that are entered from one composite, each reference counted.
pub const FRAMES_MAX: usize = 512;
/// The most filters, apps and mounts of one composite.
pub const STEPS_MAX: usize = 512;
/// How deep sections may refer to sections.
pub const DEPTH_MAX: usize = 16;
/// The most bytes of a file's path.
pub const PATH_BYTES_MAX: usize = 1024;

/// No index.
pub(super) const NONE: usize = usize::MAX;

/// One file of a walk.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    /// The absolute path, by which an include finds it.
    pub(super) path: &'a str,
    /// The directory of the path.
    pub(super) here: &'a str,
    pub(super) ini: &'a Ini<'a>,
    /// Why it could not be read, if so.
    pub(super) unreadable: Option<&'a str>,
}

/// How a section was come to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// The outer frame names it as an app or a filter, and what was `set` there counts here.
    Reference,
    /// The outer frame lays itself over it by `use`.
    Use,
    /// The auth pipeline of the outer frame names it; Nova hands no globals on there.
    Strategy,
}

/// One section that was entered.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) file: usize,
    pub(super) section: usize,
    /// Who referred to it; [`NONE`] for the composite that is served.
    pub(super) outer: usize,
    pub(super) via: Via,
}

/// One piece of the result, in order.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// A mount starts: the steps up to the next start belong to it.
    Mount {
        frame: usize,
        entry: usize,
    },
    /// The app for paths under no mount starts.
    NotFound,
    /// An app section is entered; the first of a mount names its pipeline.
    Enter {
        frame: usize,
    },
    Filter(Placed),
    App(Placed),
}

/// A factory with the section that names it.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    /// The innermost section, or for a factory named without a section the one that names it.
    pub(super) frame: usize,
    /// Whether the frame is the factory's own section.
    pub(super) own_section: bool,
    pub(super) factory: &'static Factory,
    pub(super) line: u32,
}

/// Where a reference stands.
#[derive(Clone, Copy)]
struct Place {
    /// The file in which names are looked up.
    file: usize,
    /// The file of the line, which is another one where a composite's names are looked up for a section laid over it.
    said_in: usize,
    /// The frame and line of the reference.
    outer: usize,
    line: u32,
    via: Via,
}

/// What a reference is to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    App,
    Filter,
}

const APP_PREFIXES: &[&[&str]] = &[&["app", "application"], &["composite", "composit"], &["pipeline"], &["filter-app"]];
const FILTER_PREFIXES: &[&[&str]] = &[&["filter"]];

impl Kind {
    const fn prefixes(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::App => APP_PREFIXES,
            Self::Filter => FILTER_PREFIXES,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::App => Self::Filter,
            Self::Filter => Self::App,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Filter => "filter",
        }
    }

    const fn with_article(self) -> &'static str {
        match self {
            Self::App => "an app",
            Self::Filter => "a filter",
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::App => "[app:NAME], [composite:NAME], [pipeline:NAME] or [filter-app:NAME]",
            Self::Filter => "[filter:NAME]",
        }
    }
}

/// A walk and what it found.
pub(super) struct Walk<'a> {
    pub(super) files: &'a [File<'a>],
    known: &'a Known,
    strategy: &'a str,
    /// Whether `config:` may be followed.
    includes: bool,
    frames: [Frame; FRAMES_MAX],
    frame_count: usize,
    steps: [Step; STEPS_MAX],
    step_count: usize,
    /// A mount's app is being walked.
    in_mount: bool,
    pub(super) problems: Problems,
    /// A file that an include names and that is not among `files` yet.
    pub(super) wanted: Option<Text<PATH_BYTES_MAX>>,
}

impl<'a> Walk<'a> {
    /// Walks from the composite; `problems` are those that cutting up the files found.
    pub(super) const fn from(
        files: &'a [File<'a>],
        composite: &str,
        strategy: &'a str,
        known: &'a Known,
        includes: bool,
        problems: Problems,
    ) -> Self {
        let mut walk = Self {
            files,
            known,
            strategy,
            includes,
            frames: [Frame { file: 0, section: 0, outer: NONE, via: Via::Reference }; FRAMES_MAX],
            frame_count: 0,
            steps: [Step::Enter { frame: 0 }; STEPS_MAX],
            step_count: 0,
            in_mount: false,
            problems,
            wanted: None,
        };
        walk.check_defaults();
        walk.reference(Kind::App, Place { file: 0, said_in: 0, outer: NONE, line: 1, via: Via::Reference }, composite);
        walk
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps[..self.step_count]
    }

    pub(super) const fn frame(&self, index: usize) -> Frame {
        self.frames[index]
    }

    /// The frame that a frame lays over, going outwards; none when nothing is laid over it.
    pub(super) const fn overlay(&self, frame: usize) -> Option<usize> {
        match self.frames[frame].via {
            Via::Use => Some(self.frames[frame].outer),
            Via::Reference | Via::Strategy => None,
        }
    }

    /// The frame whose globals a frame starts from.
    pub(super) const fn globals_from(&self, frame: usize) -> Option<usize> {
        match (self.frames[frame].via, self.frames[frame].outer) {
            (Via::Strategy, _) | (_, NONE) => None,
            (_, outer) => Some(outer),
        }
    }

    /// The value of a global as a frame sees it: the nearest `set`, or else a default of the outermost file that has it.
    pub(super) const fn global(&self, frame: usize, name: &str) -> Option<(&'a str, Scope)> {
        let Frame { file, section, .. } = self.frames[frame];
        let ini = self.files[file].ini;
        let held = ini.section(section);
        let mut entry = held.first;
        while entry < held.end {
            if let Some(set) = after(ini.entry(entry).key, "set ")
                && same(trim(set), name)
            {
                return Some((ini.entry(entry).value, Scope { file, section, frame }));
            }
            entry += 1;
        }
        if let Some(outer) = self.globals_from(frame)
            && let Some(found) = self.global(outer, name)
        {
            return Some(found);
        }
        match ini.default_key(name) {
            Some(entry) => Some((ini.entry(entry).value, Scope { file, section: NONE, frame })),
            None => None,
        }
    }

    /// A global that comes from the file that includes the frame's.
    pub(super) const fn inherited(&self, frame: usize, name: &str) -> Option<(&'a str, Scope)> {
        if frame == NONE {
            return None;
        }
        let mut at = frame;
        while let Some(outer) = self.globals_from(at) {
            if self.frames[outer].file != self.frames[at].file {
                return self.global(outer, name);
            }
            at = outer;
        }
        None
    }

    /// What an entry is to the factory of its section: an option with its name, where the value is from and whose names it means.
    pub(super) const fn option(&self, frame: usize, entry: usize) -> Result<Option<Setting<'a>>, ProblemText> {
        let Frame { file, section, .. } = self.frames[frame];
        let ini = self.files[file].ini;
        let held = ini.entry(entry);
        if let Some(name) = after(held.key, "get ") {
            let source = match self.value(frame, entry) {
                Ok(source) => source,
                Err(why) => return Err(why),
            };
            return match self.global(frame, source.as_str()) {
                Some((raw, scope)) => Ok(Some(Setting { name: trim(name), raw, scope })),
                None => Err(text!(
                    "`",
                    held.key,
                    "` names `",
                    source.as_str(),
                    "`, which neither [DEFAULT] nor a `set` above this section gives a value"
                )),
            };
        }
        let structural = same(held.key, "use")
            || same(held.key, "filter-with")
            || same(held.key, "require")
            || starts_with(held.key, "set ")
            || is_factory_key(held.key)
            || (same(held.key, "next") && same(prefix(ini.section(section).name), "filter-app"))
            || ini.default_key(held.key).is_some()
            || self.inherited(frame, held.key).is_some();
        if structural {
            return Ok(None);
        }
        Ok(Some(Setting { name: held.key, raw: held.value, scope: Scope { file, section, frame } }))
    }

    /// The value of an entry of a frame's section.
    pub(super) const fn value(&self, frame: usize, entry: usize) -> Result<Value, ProblemText> {
        let Frame { file, section, .. } = self.frames[frame];
        expand(self, Scope { file, section, frame }, self.files[file].ini.entry(entry).value)
    }

    /// PasteDeploy reads every default of a file, also one that nothing asks for.
    const fn check_defaults(&mut self) {
        let mut file = 0;
        while file < self.files.len() {
            let ini = self.files[file].ini;
            let mut section = 0;
            while section < ini.section_count() {
                if same(ini.section(section).name, super::ini::DEFAULT) {
                    let mut entry = ini.section(section).first;
                    while entry < ini.section(section).end {
                        // A file that is included can also mean a name of the one that includes it, which is not known here.
                        if file == 0
                            && let Err(why) =
                                expand(self, Scope { file, section: NONE, frame: NONE }, ini.entry(entry).value)
                        {
                            self.problems.push(file, ini.entry(entry).line, why);
                        }
                        entry += 1;
                    }
                }
                section += 1;
            }
            file += 1;
        }
    }

    const fn push(&mut self, place: Place, step: Step) {
        if self.step_count == STEPS_MAX {
            self.report(place, text!("the pipelines hold more than ", #STEPS_MAX as u32, " filters and apps together"));
        } else {
            self.steps[self.step_count] = step;
            self.step_count += 1;
        }
    }

    const fn report(&mut self, place: Place, why: ProblemText) {
        self.problems.push(place.said_in, place.line, why);
    }

    /// Follows a name that stands in a pipeline, a mount, `next`, `filter-with` or `use`.
    const fn reference(&mut self, kind: Kind, place: Place, name: &str) {
        match scheme(name) {
            None => self.section(kind, place, name),
            Some(Scheme::Config) => self.include(kind, place, name),
            Some(Scheme::Egg | Scheme::Starmap) => self.bare_factory(kind, place, name),
            Some(Scheme::Call) => self.report(
                place,
                text!("`", name, "` stands where a section's name belongs; give it a section with `use = ", name, "`"),
            ),
            Some(Scheme::Unknown) => self.report(
                place,
                text!(
                    "`",
                    name,
                    "` has an unknown scheme; `config:`, `egg:`, `starmap:` and, after `use =`, `call:` exist"
                ),
            ),
        }
    }

    /// A factory that is named without a section of its own, so it has no options.
    const fn bare_factory(&mut self, kind: Kind, place: Place, name: &str) {
        if place.outer == NONE {
            self.report(place, text!("`", name, "` is served without a section; name a section of the file"));
            return;
        }
        if let Some(factory) = self.find_factory(kind, place, name) {
            let placed = Placed { frame: place.outer, own_section: false, factory, line: place.line };
            self.push(place, kind.step(placed));
        }
    }

    const fn section(&mut self, kind: Kind, place: Place, name: &str) {
        let Some(section) = self.find_section(kind, place, name) else { return };
        let Some(frame) = self.enter(place, section) else { return };
        match kind {
            Kind::App => self.app_section(frame),
            Kind::Filter => self.filter_section(frame),
        }
    }

    const fn find_section(&mut self, kind: Kind, place: Place, name: &str) -> Option<usize> {
        let file = &self.files[place.file];
        let (mut found, mut second) = (None, None);
        let mut group = 0;
        while group < kind.prefixes().len() {
            let prefixes = kind.prefixes()[group];
            let mut at = 0;
            while at < prefixes.len() {
                let (first, other) = sections_named(file.ini, prefixes[at], name);
                if first.is_some() {
                    match (found, other) {
                        (None, other) => (found, second) = (first, other),
                        (Some(_), _) => second = first,
                    }
                    break;
                }
                at += 1;
            }
            group += 1;
        }
        match (found, second) {
            (Some(first), Some(second)) => {
                let (first, second) = (file.ini.section(first), file.ini.section(second));
                self.report(
                    place,
                    text!(
                        "`", name, "` can mean [", first.name, "] in line ", #first.line, " and [", second.name, "] in line ",
                        #second.line, "; rename one of them"
                    ),
                );
                None
            }
            (None, _) => {
                let why = self.no_section(kind, place.file, name);
                self.report(place, why);
                None
            }
            (found, None) => found,
        }
    }

    const fn no_section(&self, kind: Kind, file: usize, name: &str) -> ProblemText {
        let ini = self.files[file].ini;
        let mut why: ProblemText =
            text!("no section for the ", kind.word(), " `", name, "`: expected ", kind.expected(), " with that name");
        let mut nearest: Option<(usize, usize)> = None;
        let mut index = 0;
        while index < ini.section_count() {
            let section = ini.section(index);
            let rest = trim(local_name(section.name));
            if same(rest, name) && is_kind(kind.other(), prefix(section.name)) {
                why.push("; [");
                why.push(section.name);
                why.push("] is ");
                why.push(kind.other().with_article());
                why.push(match kind {
                    Kind::App => ", and what stands last in a pipeline or under a mount has to be an app",
                    Kind::Filter => ", and only the last name of a pipeline may be one",
                });
                return why;
            }
            if is_kind(kind, prefix(section.name))
                && let Some(distance) = near(name, rest)
                && (nearest.is_none() || matches!(nearest, Some((least, _)) if distance < least))
            {
                nearest = Some((distance, index));
            }
            index += 1;
        }
        if let Some((_, index)) = nearest {
            why.push("; did you mean `");
            why.push(trim(local_name(ini.section(index).name)));
            why.push("`?");
        }
        why
    }

    /// Enters a section, unless that closes a loop.
    const fn enter(&mut self, place: Place, section: usize) -> Option<usize> {
        let file = place.file;
        let mut depth = 0;
        let mut at = place.outer;
        while at != NONE {
            if self.frames[at].file == file && self.frames[at].section == section {
                let why = self.loop_text(place, file, section);
                self.report(place, why);
                return None;
            }
            depth += 1;
            at = self.frames[at].outer;
        }
        if depth > DEPTH_MAX {
            self.report(place, text!("sections refer to sections more than ", #DEPTH_MAX as u32, " deep"));
            return None;
        }
        if self.frame_count == FRAMES_MAX {
            self.report(
                place,
                text!("more than ", #FRAMES_MAX as u32, " sections are reachable, each reference counted"),
            );
            return None;
        }
        self.frames[self.frame_count] = Frame { file, section, outer: place.outer, via: place.via };
        self.frame_count += 1;
        Some(self.frame_count - 1)
    }

    /// Tells the loop from the inside out, since that is the way the frames are linked.
    const fn loop_text(&self, place: Place, file: usize, section: usize) -> ProblemText {
        let name = self.files[file].ini.section(section).name;
        let mut why: ProblemText = text!("a loop: [", name, "] is reached from itself: [", name, "]");
        let mut at = place.outer;
        loop {
            let Frame { file: inner_file, section: inner, outer, .. } = self.frames[at];
            why.push(" <- [");
            why.push(self.files[inner_file].ini.section(inner).name);
            why.push("]");
            if (inner_file == file && inner == section) || outer == NONE {
                break;
            }
            at = outer;
        }
        why.push("; take one of these references out");
        why
    }

    const fn app_section(&mut self, frame: usize) {
        let Frame { file, section, .. } = self.frames[frame];
        let held = self.files[file].ini.section(section);
        let place = self.at(frame, held.line);
        self.push(place, Step::Enter { frame });
        self.filter_with(frame);
        let kind = prefix(held.name);
        if same(kind, "pipeline") {
            self.pipeline_section(frame);
        } else if same(kind, "filter-app") {
            self.body(Kind::Filter, frame);
            match self.files[file].ini.key(section, "next") {
                Some(entry) => self.named_by(Kind::App, frame, entry, Via::Reference),
                None => self.report(place, text!("[", held.name, "] has no `next`; name the app that it filters")),
            }
        } else {
            self.body(Kind::App, frame);
        }
    }

    const fn filter_section(&mut self, frame: usize) {
        self.filter_with(frame);
        self.body(Kind::Filter, frame);
    }

    const fn filter_with(&mut self, frame: usize) {
        let Frame { file, section, .. } = self.frames[frame];
        if let Some(entry) = self.files[file].ini.key(section, "filter-with") {
            self.named_by(Kind::Filter, frame, entry, Via::Reference);
        }
    }

    /// Follows the one name that an entry holds.
    const fn named_by(&mut self, kind: Kind, frame: usize, entry: usize, via: Via) {
        let place = self.at_entry(frame, entry);
        match self.value(frame, entry) {
            Ok(name) => self.reference(kind, Place { via, ..place }, name.as_str()),
            Err(why) => self.report(place, why),
        }
    }

    const fn pipeline_section(&mut self, frame: usize) {
        let Frame { file, section, .. } = self.frames[frame];
        let ini = self.files[file].ini;
        let held = ini.section(section);
        let mut entry = held.first;
        while entry < held.end {
            let key = ini.entry(entry).key;
            // What [DEFAULT] has too is global and harmless; `set` and `filter-with` count.
            let allowed = same(key, "pipeline")
                || same(key, "filter-with")
                || same(key, "require")
                || starts_with(key, "set ")
                || ini.default_key(key).is_some();
            if !allowed {
                self.problems.push(
                    file,
                    ini.entry(entry).line,
                    text!(
                        "[",
                        held.name,
                        "] has `",
                        key,
                        "`, and a pipeline takes only `pipeline`; put it into a filter's section"
                    ),
                );
            }
            entry += 1;
        }
        self.no_options_over(frame, "a pipeline");
        match ini.key(section, "pipeline") {
            Some(entry) => self.pipeline(frame, frame, entry, Via::Reference),
            None => {
                let place = self.at(frame, held.line);
                self.report(place, text!("[", held.name, "] has no `pipeline`; write `pipeline = FILTER ... APP`"));
            }
        }
    }

    /// What a `use` lays over a pipeline reaches no factory.
    const fn no_options_over(&mut self, frame: usize, what: &str) {
        let mut at = frame;
        while let Some(outer) = self.overlay(at) {
            let Frame { file, section, .. } = self.frames[outer];
            let ini = self.files[file].ini;
            let held = ini.section(section);
            let mut entry = held.first;
            while entry < held.end {
                if let Ok(Some(setting)) = self.option(outer, entry) {
                    self.problems.push(
                        file,
                        ini.entry(entry).line,
                        text!("[", held.name, "] uses ", what, ", which takes no option such as `", setting.name, "`"),
                    );
                }
                entry += 1;
            }
            at = outer;
        }
    }

    /// Walks filters and the app of a pipeline's words; the names belong to the file of `loader`.
    const fn pipeline(&mut self, loader: usize, frame: usize, entry: usize, via: Via) {
        let place = self.at_entry(frame, entry);
        let words = match self.value(frame, entry) {
            Ok(words) => words,
            Err(why) => return self.report(place, why),
        };
        let place = Place { file: self.frames[loader].file, via, ..place };
        let mut at = 0;
        let Some(mut name) = word(words.as_str(), &mut at) else {
            return self.report(place, text!("the pipeline is empty; it needs at least an app"));
        };
        while let Some(next) = word(words.as_str(), &mut at) {
            self.reference(Kind::Filter, place, name);
            name = next;
        }
        self.reference(Kind::App, place, name);
    }

    /// What a section is made by: `use`, or one factory key.
    const fn body(&mut self, kind: Kind, frame: usize) {
        let Frame { file, section, .. } = self.frames[frame];
        let ini = self.files[file].ini;
        let held = ini.section(section);
        let place = self.at(frame, held.line);
        let (mut made_by, mut count) = (None, 0);
        let mut entry = held.first;
        while entry < held.end {
            let key = ini.entry(entry).key;
            if same(key, "use") || is_factory_key(key) {
                made_by = Some(entry);
                count += 1;
            }
            entry += 1;
        }
        let (entry, key) = match made_by {
            Some(entry) if count == 1 => (entry, ini.entry(entry).key),
            Some(_) => {
                return self.report(
                    place,
                    text!("[", held.name, "] names more than one factory; keep one `use` or `paste.…factory` key"),
                );
            }
            None => {
                let key = match kind {
                    Kind::App => "paste.app_factory",
                    Kind::Filter => "paste.filter_factory",
                };
                return self.report(
                    place,
                    text!("[", held.name, "] names no factory; write `", key, " = MODULE:NAME` or `use = …`"),
                );
            }
        };
        if !same(key, "use") && !takes_key(kind, key) {
            let place = self.at_entry(frame, entry);
            return self.report(place, text!("`", key, "` makes no ", kind.word(), ", as [", held.name, "] has to"));
        }
        let value = match self.value(frame, entry) {
            Ok(value) => value,
            Err(why) => {
                let place = self.at_entry(frame, entry);
                return self.report(place, why);
            }
        };
        self.made(kind, frame, entry, value.as_str());
    }

    const fn made(&mut self, kind: Kind, frame: usize, entry: usize, value: &str) {
        let place = Place { via: Via::Use, ..self.at_entry(frame, entry) };
        let ini = self.files[self.frames[frame].file].ini;
        if same(ini.entry(entry).key, "use") {
            match scheme(value) {
                None => return self.section(kind, place, value),
                Some(Scheme::Config) => return self.include(kind, place, value),
                Some(Scheme::Call | Scheme::Egg | Scheme::Starmap) => {}
                Some(Scheme::Unknown) => return self.reference(kind, place, value),
            }
        }
        let name = match after(value, "call:") {
            Some(name) => name,
            None => value,
        };
        if matches!(kind, Kind::App) && URLMAP.is_called(name) {
            return self.urlmap(frame);
        }
        if matches!(kind, Kind::App) && AUTH_PIPELINE.is_called(name) {
            return self.auth_pipeline(frame);
        }
        if let Some(factory) = self.find_factory(kind, place, name) {
            self.check_options(frame, factory);
            let line = ini.section(self.frames[frame].section).line;
            self.push(place, kind.step(Placed { frame, own_section: true, factory, line }));
        }
    }

    const fn find_factory(&mut self, kind: Kind, place: Place, name: &str) -> Option<&'static Factory> {
        let (lists, others) = match kind {
            Kind::App => (self.known.apps, self.known.filters),
            Kind::Filter => (self.known.filters, self.known.apps),
        };
        if let Some(factory) = called(lists, name) {
            return Some(factory);
        }
        let mut why: ProblemText = text!("unknown ", kind.word(), " `", name, "`");
        if called(others, name).is_some() {
            why.push(": it is known as ");
            why.push(kind.other().with_article());
        } else if let Some(near) = nearest_factory(lists, name) {
            why.push("; did you mean `");
            why.push(near);
            why.push("`?");
        } else {
            why.push("; this service knows, as `starmap:NAME`, ");
            push_names(&mut why, lists);
        }
        self.report(place, why);
        None
    }

    /// Every key of the section, and of those laid over it, has to be an option of the factory.
    const fn check_options(&mut self, frame: usize, factory: &Factory) {
        let mut at = frame;
        loop {
            let Frame { file, section, .. } = self.frames[at];
            let ini = self.files[file].ini;
            let held = ini.section(section);
            let mut entry = held.first;
            while entry < held.end {
                let result = match self.option(at, entry) {
                    Ok(Some(setting)) if !factory.takes(setting.name) => {
                        Err(unknown_option(held.name, setting.name, factory))
                    }
                    Ok(Some(setting)) => expand(self, setting.scope, setting.raw),
                    Ok(None) => self.value(at, entry),
                    Err(why) => Err(why),
                };
                if let Err(why) = result {
                    self.problems.push(file, ini.entry(entry).line, why);
                }
                entry += 1;
            }
            match self.overlay(at) {
                Some(outer) => at = outer,
                None => break,
            }
        }
    }

    /// The outermost section that is laid over a frame: its file is where a composite's names are looked up.
    const fn outermost(&self, frame: usize) -> usize {
        let mut at = frame;
        while let Some(outer) = self.overlay(at) {
            at = outer;
        }
        at
    }

    const fn auth_pipeline(&mut self, frame: usize) {
        let (mut at, mut found) = (frame, None);
        loop {
            let Frame { file, section, .. } = self.frames[at];
            if let Some(entry) = self.files[file].ini.key(section, self.strategy) {
                found = Some((at, entry));
            }
            match self.overlay(at) {
                Some(outer) => at = outer,
                None => break,
            }
        }
        match found {
            Some((holder, entry)) => self.pipeline(at, holder, entry, Via::Strategy),
            None => {
                let Frame { file, section, .. } = self.frames[at];
                let held = self.files[file].ini.section(section);
                let place = self.at(at, held.line);
                let mut why: ProblemText = text!(
                    "[",
                    held.name,
                    "] has no `",
                    self.strategy,
                    "` line, and auth_strategy is `",
                    self.strategy,
                    "`; add `",
                    self.strategy,
                    " = FILTER ... APP`"
                );
                self.push_strategies(frame, &mut why);
                self.report(place, why);
            }
        }
    }

    /// Says which strategies the composite has a line for.
    const fn push_strategies(&self, frame: usize, why: &mut ProblemText) {
        let Frame { file, section, .. } = self.frames[frame];
        let ini = self.files[file].ini;
        let held = ini.section(section);
        let mut count = 0;
        let mut entry = held.first;
        while entry < held.end {
            if let Ok(Some(setting)) = self.option(frame, entry) {
                why.push(if count == 0 { " or set auth_strategy to `" } else { "` or `" });
                why.push(setting.name);
                count += 1;
            }
            entry += 1;
        }
        if count > 0 {
            why.push("`");
        }
    }

    const fn urlmap(&mut self, frame: usize) {
        let outermost = self.outermost(frame);
        let Frame { file, section, .. } = self.frames[outermost];
        let held = self.files[file].ini.section(section);
        let place = self.at(outermost, held.line);
        if self.in_mount {
            let why = text!("[", held.name, "] is a urlmap inside another; put its mounts into the one that is served");
            return self.report(place, why);
        }
        let mut step = 0;
        while step < self.step_count {
            if matches!(self.steps[step], Step::Filter(_)) {
                let why = text!(
                    "[",
                    held.name,
                    "] is a urlmap behind a filter; put the filter into the pipeline of each mount"
                );
                return self.report(place, why);
            }
            step += 1;
        }
        self.in_mount = true;
        let (before, mut at) = (self.problems, frame);
        let mut mounts = 0;
        loop {
            mounts += self.mounts(at, frame, outermost);
            match self.overlay(at) {
                Some(outer) => at = outer,
                None => break,
            }
        }
        if mounts == 0 && before.is_empty() {
            self.report(place, text!("[", held.name, "] mounts nothing; write a line such as `/: APP`"));
        }
        self.in_mount = false;
    }

    /// Walks the mounts of one section of a urlmap, and returns how many there are.
    const fn mounts(&mut self, at: usize, innermost: usize, outermost: usize) -> usize {
        let Frame { file, section, .. } = self.frames[at];
        let ini = self.files[file].ini;
        let held = ini.section(section);
        let mut count = 0;
        let mut entry = held.first;
        while entry < held.end {
            let setting = match self.option(at, entry) {
                Ok(setting) => setting,
                Err(why) => {
                    self.problems.push(file, ini.entry(entry).line, why);
                    None
                }
            };
            if let Some(setting) = setting
                && !self.is_overlaid(at, setting.name)
            {
                count += 1;
                self.mount(at, entry, setting, innermost, outermost);
            }
            entry += 1;
        }
        count
    }

    const fn is_overlaid(&self, frame: usize, key: &str) -> bool {
        let mut at = frame;
        while let Some(outer) = self.overlay(at) {
            let Frame { file, section, .. } = self.frames[outer];
            if self.files[file].ini.key(section, key).is_some() {
                return true;
            }
            at = outer;
        }
        false
    }

    const fn mount(&mut self, at: usize, entry: usize, setting: Setting<'a>, innermost: usize, outermost: usize) {
        let place = self.at_entry(at, entry);
        if same(setting.name, "not_found_app") {
            self.push(place, Step::NotFound);
        } else {
            let key = match mount::parse(setting.name) {
                Ok(key) => key,
                Err(why) => return self.report(place, why),
            };
            if let Some(line) = self.mounted_before(&key) {
                let why =
                    text!("mount `", setting.name, "` is the same as the one in line ", #line, "; remove one of them");
                return self.report(place, why);
            }
            self.push(place, Step::Mount { frame: at, entry });
        }
        match expand(self, setting.scope, setting.raw) {
            Err(why) => self.report(place, why),
            // The globals are those of the innermost section, and the names are those of the outermost one's file.
            Ok(name) => {
                let from = Place { file: self.frames[outermost].file, outer: innermost, ..place };
                self.reference(Kind::App, from, name.as_str());
            }
        }
    }

    const fn mounted_before(&self, key: &MountKey<'_>) -> Option<u32> {
        let mut step = 0;
        while step < self.step_count {
            if let Step::Mount { frame, entry } = self.steps[step] {
                let held = self.files[self.frames[frame].file].ini.entry(entry);
                if let Ok(earlier) = mount::parse(held.key)
                    && earlier.is_same(key)
                {
                    return Some(held.line);
                }
            }
            step += 1;
        }
        None
    }

    /// Follows `config:path#name` into a file that is read already, or asks for the file.
    const fn include(&mut self, kind: Kind, place: Place, uri: &str) {
        if !self.includes {
            return self.report(
                place,
                text!(
                    "`",
                    uri,
                    "` includes a file, which a file that is checked at build time cannot; write its sections here"
                ),
            );
        }
        let (path, name) = match find(uri, b'#') {
            Some(at) => (cut(uri, "config:".len(), at), cut(uri, at + 1, uri.len())),
            None => (cut(uri, "config:".len(), uri.len()), "main"),
        };
        let here = self.files[place.file].here;
        let mut full = Text::new();
        if !starts_with(path, "/") {
            full.push(here);
            full.push("/");
        }
        push_decoded(&mut full, path);
        if full.overflow {
            return self
                .report(place, text!("the path of an include is longer than ", #PATH_BYTES_MAX as u32, " bytes"));
        }
        let mut file = 0;
        while file < self.files.len() {
            if same(self.files[file].path, full.as_str()) {
                return match self.files[file].unreadable {
                    Some(why) => {
                        self.report(place, text!("cannot read `", full.as_str(), "`, which this line includes: ", why))
                    }
                    None => self.section(kind, Place { file, ..place }, name),
                };
            }
            file += 1;
        }
        self.wanted = Some(full);
    }

    const fn at(&self, frame: usize, line: u32) -> Place {
        let file = self.frames[frame].file;
        Place { file, said_in: file, outer: frame, line, via: Via::Reference }
    }

    const fn at_entry(&self, frame: usize, entry: usize) -> Place {
        self.at(frame, self.files[self.frames[frame].file].ini.entry(entry).line)
    }
}

/// An option before interpolation.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) name: &'a str,
    pub(super) raw: &'a str,
    pub(super) scope: Scope,
}

impl Kind {
    const fn step(self, placed: Placed) -> Step {
        match self {
            Self::App => Step::App(placed),
            Self::Filter => Step::Filter(placed),
        }
    }
}

/// How a name is loaded that is not a section's.
#[derive(Clone, Copy)]
enum Scheme {
    Config,
    Call,
    Egg,
    Starmap,
    Unknown,
}

const fn scheme(name: &str) -> Option<Scheme> {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
        at += 1;
    }
    if at == 0 || at == bytes.len() || bytes[at] != b':' {
        return None;
    }
    let scheme = cut(name, 0, at);
    Some(if same(scheme, "config") {
        Scheme::Config
    } else if same(scheme, "call") {
        Scheme::Call
    } else if same(scheme, "egg") {
        Scheme::Egg
    } else if same(scheme, "starmap") {
        Scheme::Starmap
    } else {
        Scheme::Unknown
    })
}

/// What stands before the colon of a section's name: its kind.
const fn prefix(section: &str) -> &str {
    match find(section, b':') {
        Some(at) => cut(section, 0, at),
        None => section,
    }
}

/// What stands behind the colon.
pub(super) const fn local_name(section: &str) -> &str {
    match find(section, b':') {
        Some(at) => cut(section, at + 1, section.len()),
        None => section,
    }
}

const fn is_kind(kind: Kind, prefix: &str) -> bool {
    let mut group = 0;
    while group < kind.prefixes().len() {
        let mut at = 0;
        while at < kind.prefixes()[group].len() {
            if same(kind.prefixes()[group][at], prefix) {
                return true;
            }
            at += 1;
        }
        group += 1;
    }
    false
}

/// The first two sections with this kind and name.
const fn sections_named(ini: &Ini<'_>, kind: &str, name: &str) -> (Option<usize>, Option<usize>) {
    let mut first = None;
    let mut index = 0;
    while index < ini.section_count() {
        if let Some(rest) = after(ini.section(index).name, kind)
            && let Some(rest) = after(rest, ":")
            && same(trim(rest), name)
        {
            if first.is_some() {
                return (first, Some(index));
            }
            first = Some(index);
        }
        index += 1;
    }
    (first, None)
}

const fn is_factory_key(key: &str) -> bool {
    takes_key(Kind::App, key)
        || takes_key(Kind::Filter, key)
        || same(key, "paste.server_factory")
        || same(key, "paste.server_runner")
}

const fn takes_key(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::App => {
            same(key, "paste.app_factory")
                || same(key, "paste.composite_factory")
                || same(key, "paste.composit_factory")
        }
        Kind::Filter => same(key, "paste.filter_factory") || same(key, "paste.filter_app_factory"),
    }
}

const fn nearest_factory(lists: &'static [&'static [Factory]], name: &str) -> Option<&'static str> {
    let mut nearest: Option<(usize, &'static str)> = None;
    let mut list = 0;
    while list < lists.len() {
        let mut item = 0;
        while item < lists[list].len() {
            let factory = &lists[list][item];
            let mut alias = 0;
            while alias <= factory.aliases.len() {
                let (ours, theirs) = match after(name, "starmap:") {
                    Some(name) if alias == factory.aliases.len() => (name, factory.name),
                    None if alias < factory.aliases.len() => (name, factory.aliases[alias]),
                    _ => ("", ""),
                };
                if let Some(distance) = near(ours, theirs)
                    && !ours.is_empty()
                    && (nearest.is_none() || matches!(nearest, Some((least, _)) if distance < least))
                {
                    nearest = Some((distance, theirs));
                }
                alias += 1;
            }
            item += 1;
        }
        list += 1;
    }
    match nearest {
        Some((_, name)) => Some(name),
        None => None,
    }
}

const fn push_names(out: &mut ProblemText, lists: &'static [&'static [Factory]]) {
    let mut count = 0;
    let mut list = 0;
    while list < lists.len() {
        let mut item = 0;
        while item < lists[list].len() {
            out.push(if count == 0 { "" } else { ", " });
            out.push(lists[list][item].name);
            count += 1;
            item += 1;
        }
        list += 1;
    }
}

const fn unknown_option(section: &str, option: &str, factory: &Factory) -> ProblemText {
    let mut why: ProblemText =
        text!("[", section, "] has the option `", option, "`, which `", factory.name, "` does not take");
    if factory.options.is_empty() {
        why.push("; it takes none");
    }
    let mut index = 0;
    while index < factory.options.len() {
        why.push(if index == 0 { "; it takes " } else { ", " });
        why.push(factory.options[index]);
        index += 1;
    }
    why
}

/// Appends a path, percent-decoded as the URI that it stands in is.
const fn push_decoded(out: &mut Text<PATH_BYTES_MAX>, path: &str) {
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%'
            && at + 2 < bytes.len()
            && let (Some(high), Some(low)) =
                ((bytes[at + 1] as char).to_digit(16), (bytes[at + 2] as char).to_digit(16))
        {
            out.push_byte((high * 16 + low) as u8);
            at += 3;
        } else {
            out.push_byte(bytes[at]);
            at += 1;
        }
    }
}
