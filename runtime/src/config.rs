//! A service's configuration in oslo.config's dialect: layered files, `$opt` interpolation, environment override.
//!
//! A service declares its options with [`options!`](crate::options), loads [`Sources`] once at start and reads typed values.
//! From weak to strong the layers are: the declaration, the files in their order, the files of the configuration directories,
//! the environment (`OS_<GROUP>__<OPTION>`), the command line.
//! A bad value of a declared option is an error; options nobody declared are warned about, and errors under
//! [`strict`](Sources::strict). All of them are gathered, each with its file and line.
//! Nothing is read after the start except by [`Config::reload`].

mod file;
mod interpolate;
mod option;
pub mod oslo;
mod problem;
mod value;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use file::FILE_BYTES_MAX;
pub(crate) use file::text_of;
pub use option::{Declared, Default, Kind, Opt, Setting, check_registry};
pub use problem::{Problem, Problems, Source};
pub use value::Value;

use file::Entry;
use interpolate::{Meaning, interpolate};
use value::MASK;

/// The most files that one configuration directory may hold.
pub const DIRECTORY_FILES_MAX: usize = 1_000;

/// Where a configuration is read from.
#[derive(Clone, Debug, std::default::Default)]
pub struct Sources {
    /// What options exist: the lists that [`options!`](crate::options) made. A later list wins where both declare a name,
    /// so that a service can give an option of [`oslo`] a default of its own.
    pub registry: Vec<&'static [Declared]>,
    /// The files, weakest first. Each has to exist.
    pub files: Vec<PathBuf>,
    /// Directories whose `*.conf` files follow in the order of their names.
    pub directories: Vec<PathBuf>,
    /// The environment's variables; only those named `OS_<GROUP>__<OPTION>` are looked at.
    pub environment: Vec<(String, String)>,
    /// `(group, option, value)` from the command line.
    pub command_line: Vec<(&'static str, &'static str, String)>,
    /// Whether an undeclared option or group is an error.
    pub strict: bool,
}

/// The value of every declared option, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// By group and then name.
    slots: Vec<Slot>,
    /// The files that were read, weakest first.
    pub files: Vec<PathBuf>,
    /// What is odd but did no harm: undeclared options, deprecated names, names after a dollar sign that mean nothing.
    pub warnings: Vec<Problem>,
}

#[derive(Clone, Debug)]
struct Slot {
    /// The declaration's group, or a subgroup of it.
    group: String,
    declared: Declared,
    value: Value,
    source: Source,
}

/// One line of [`Config::effective`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The section.
    pub group: String,
    /// The option.
    pub option: &'static str,
    /// The value as text, `****` for a secret that is set; `None` without a value.
    pub value: Option<String>,
    /// What set it.
    pub source: Source,
}

/// An option whose value is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The section.
    pub group: String,
    /// The option.
    pub option: &'static str,
    /// The old value, masked where it is a secret.
    pub old: Option<String>,
    /// The new value, masked where it is a secret.
    pub new: Option<String>,
}

/// What [`Config::reload`] found.
#[derive(Clone, Debug)]
pub struct Reload {
    /// The configuration from now on: new values of mutable options, old values of all others.
    pub config: Config,
    /// The mutable options that changed.
    pub applied: Vec<Change>,
    /// The others that changed; their new values wait for a restart.
    pub restart: Vec<Change>,
    /// The warnings that were not there before.
    pub warnings: Vec<Problem>,
}

impl Config {
    /// Reads every source and checks every value.
    ///
    /// # Errors
    ///
    /// All unreadable files and lines, bad values and loops of interpolation; undeclared options too when
    /// [`Sources::strict`].
    pub fn load(sources: &Sources) -> Result<Self, Problems> {
        let mut loading = Loading::new(sources);
        loading.read_layers(sources);
        loading.judge_unknown(sources.strict);
        let slots = loading.resolve();
        let Loading { files, problems, warnings, .. } = loading;
        if problems.is_empty() { Ok(Self { slots, files, warnings }) } else { Err(Problems(problems)) }
    }

    /// The value of a declared option.
    ///
    /// # Panics
    ///
    /// When the option is in none of the registries that were loaded.
    pub fn read<T: Setting>(&self, option: &Opt<T>) -> T {
        self.read_in(option.declared.group, option)
    }

    /// Whether [`Config::read_in`] finds the option in `group`.
    pub fn knows<T>(&self, group: &str, option: &Opt<T>) -> bool {
        self.slot(group, option.declared.name).is_some()
    }

    /// The value of an option in a subgroup such as `cors.dashboard`; what `[cors.dashboard]` leaves out comes from `[cors]`.
    ///
    /// A section that `auth_section` names is to the options of the section that names it what a subgroup is.
    ///
    /// # Panics
    ///
    /// When the option is in none of the registries that were loaded, or `group` is not one of [`Config::subgroups`].
    pub fn read_in<T: Setting>(&self, group: &str, option: &Opt<T>) -> T {
        let name = option.declared.name;
        let slot =
            self.slot(group, name).unwrap_or_else(|| panic!("[{group}] {name} is in no registry that was loaded"));
        // Two registries may declare one name; they agree on its kind, or this names the bug.
        T::from_value(&slot.value).unwrap_or_else(|| panic!("[{group}] {name} is declared with two types"))
    }

    /// What set an option; [`Source::Default`] when nothing did.
    pub fn source<T>(&self, option: &Opt<T>) -> &Source {
        self.slot(option.declared.group, option.declared.name).map_or(&Source::Default, |slot| &slot.source)
    }

    /// The sections `[group.NAME]` that are there, as they are written, in the order of their names.
    pub fn subgroups(&self, group: &str) -> Vec<&str> {
        let below = |slot: &&Slot| slot.declared.group == group && slot.group != group;
        let mut names: Vec<&str> = self.slots.iter().filter(below).map(|slot| slot.group.as_str()).collect();
        names.dedup();
        names
    }

    /// Every option with its value and what set it, by group and name; secrets are masked.
    pub fn effective(&self) -> Vec<Effective> {
        let line = |slot: &Slot| Effective {
            group: slot.group.clone(),
            option: slot.declared.name,
            value: slot.shown(),
            source: slot.source.clone(),
        };
        self.slots.iter().map(line).collect()
    }

    /// Reads the sources again, for SIGHUP.
    ///
    /// # Errors
    ///
    /// As [`Config::load`]; this configuration then stays as it is.
    pub fn reload(&self, sources: &Sources) -> Result<Reload, Problems> {
        let mut config = Self::load(sources)?;
        let (mut applied, mut restart) = (Vec::new(), Vec::new());
        for slot in &mut config.slots {
            // A new subgroup has no old values; what it changes is told by its options with a source.
            let old = self.slot(&slot.group, slot.declared.name);
            if old.is_some_and(|old| old.value == slot.value) || old.is_none() && slot.source == Source::Default {
                continue;
            }
            let change = Change {
                group: slot.group.clone(),
                option: slot.declared.name,
                old: old.and_then(Slot::shown),
                new: slot.shown(),
            };
            if slot.declared.mutable {
                applied.push(change);
            } else {
                restart.push(change);
                if let Some(old) = old {
                    *slot = old.clone();
                }
            }
        }
        self.keep_groups(&mut config, &mut restart);
        let warnings = config.warnings.iter().filter(|warning| !self.warnings.contains(warning)).cloned().collect();
        Ok(Reload { config, applied, restart, warnings })
    }

    /// A subgroup lives from start to end: one that came is left out, one that went is kept, until the restart.
    fn keep_groups(&self, new: &mut Self, restart: &mut Vec<Change>) {
        new.slots.retain(|slot| self.slot(&slot.group, slot.declared.name).is_some());
        for slot in &self.slots {
            if new.slot(&slot.group, slot.declared.name).is_some() {
                continue;
            }
            if slot.source != Source::Default {
                let (group, option) = (slot.group.clone(), slot.declared.name);
                restart.push(Change { group, option, old: slot.shown(), new: None });
            }
        }
        let gone: Vec<Slot> =
            self.slots.iter().filter(|slot| new.slot(&slot.group, slot.declared.name).is_none()).cloned().collect();
        new.slots.extend(gone);
        new.slots.sort_by(|one, other| one.key().cmp(&other.key()));
    }

    fn slot(&self, group: &str, name: &str) -> Option<&Slot> {
        self.slots.binary_search_by(|slot| slot.key().cmp(&(group, name))).ok().map(|at| &self.slots[at])
    }
}

impl Slot {
    fn key(&self) -> (&str, &str) {
        (&self.group, self.declared.name)
    }

    fn shown(&self) -> Option<String> {
        match &self.value {
            Value::Unset => None,
            _ if self.declared.secret => Some(MASK.to_owned()),
            value => Some(value.to_string()),
        }
    }
}

/// Finds the files that a service reads when none is named: the first `PROJECT.conf` in `~/.PROJECT`, `~`, `/etc/PROJECT` and
/// `/etc`, and the first directory `PROJECT.conf.d` there.
pub fn find_files(project: &str, home: Option<&Path>) -> (Option<PathBuf>, Option<PathBuf>) {
    let mut places = Vec::new();
    if let Some(home) = home {
        places.push(home.join(format!(".{project}")));
        places.push(home.to_owned());
    }
    places.push(Path::new("/etc").join(project));
    places.push(PathBuf::from("/etc"));
    let file = places.iter().map(|place| place.join(format!("{project}.conf"))).find(|path| path.is_file());
    let directory = places.iter().map(|place| place.join(format!("{project}.conf.d"))).find(|path| path.is_dir());
    (file, directory)
}

/// The option by which keystoneauth lets one section use the login of another.
const AUTH_SECTION: &str = "auth_section";

/// One assignment of any layer.
struct Assignment {
    value: String,
    source: Source,
}

/// Assignments by group and name, each list in order.
type Layer = BTreeMap<(String, String), Vec<Assignment>>;

struct Loading {
    /// By group and then name.
    registry: BTreeMap<(&'static str, &'static str), Declared>,
    /// Deprecated group and name to the declared ones.
    aliases: HashMap<(&'static str, &'static str), (&'static str, &'static str)>,
    /// The sections that an `auth_section` names, with the group of that option.
    lent: HashMap<String, &'static str>,
    /// Weakest first.
    layers: Vec<Layer>,
    files: Vec<PathBuf>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Loading {
    fn new(sources: &Sources) -> Self {
        let all = sources.registry.iter().flat_map(|list| list.iter());
        let registry: BTreeMap<_, _> = all.map(|declared| ((declared.group, declared.name), *declared)).collect();
        let named = |declared: &Declared| {
            let key = (declared.group, declared.name);
            declared.aliases.iter().map(move |alias| (*alias, key)).collect::<Vec<_>>()
        };
        let aliases = registry.values().flat_map(named).collect();
        Self {
            registry,
            aliases,
            lent: HashMap::new(),
            layers: Vec::new(),
            files: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn read_layers(&mut self, sources: &Sources) {
        for path in &sources.files {
            self.read_file(path);
        }
        for directory in &sources.directories {
            match conf_files(directory) {
                Ok(paths) => paths.iter().for_each(|path| self.read_file(path)),
                Err(message) => self.problems.push(Problem::in_file(&directory.as_path().into(), 0, "", message)),
            }
        }
        let environment = self.environment(&sources.environment);
        self.layers.push(environment);
        let mut command_line = Layer::new();
        for (group, name, value) in &sources.command_line {
            let assignment = Assignment { value: value.clone(), source: Source::CommandLine };
            command_line.entry(((*group).to_owned(), (*name).to_owned())).or_default().push(assignment);
        }
        self.layers.push(command_line);
        let groups = self.registry.keys().filter(|(_, name)| *name == AUTH_SECTION).map(|(group, _)| *group);
        self.lent = groups.filter_map(|group| Some((self.undeclared(group, AUTH_SECTION)?, group))).collect();
    }

    fn read_file(&mut self, path: &Path) {
        let shared: Arc<Path> = path.into();
        let text = match text_of(&shared) {
            Ok(text) => text,
            Err(problem) => return self.problems.push(problem),
        };
        let mut layer = Layer::new();
        for Entry { group, name, value, line } in file::parse(&text, &shared, &mut self.problems) {
            let source = Source::File { path: Arc::clone(&shared), line };
            layer.entry((group, name)).or_default().push(Assignment { value, source });
        }
        self.files.push(path.to_owned());
        self.layers.push(layer);
    }

    /// The variables that set a declared option, under its name or a deprecated one.
    fn environment(&mut self, variables: &[(String, String)]) -> Layer {
        let variable = |group: &str, name: &str| format!("OS_{}__{}", group.to_uppercase(), name.to_uppercase());
        let mut known: HashMap<String, (&str, &str)> =
            self.aliases.keys().map(|(group, name)| (variable(group, name), (*group, *name))).collect();
        known.extend(self.registry.keys().map(|(group, name)| (variable(group, name), (*group, *name))));
        let mut layer = Layer::new();
        for (key, value) in variables {
            let source = Source::Environment(key.clone());
            match known.get(key) {
                Some((group, name)) => {
                    let assignment = Assignment { value: value.clone(), source };
                    layer.insert(((*group).to_owned(), (*name).to_owned()), vec![assignment]);
                }
                None if key.starts_with("OS_") && key.contains("__") => {
                    let message = "names no option that is known here".to_owned();
                    self.warnings.push(Problem { source, subject: String::new(), message });
                }
                None => {}
            }
        }
        layer
    }

    /// Tells about groups and options that nobody declared, once each, and about deprecated names.
    fn judge_unknown(&mut self, strict: bool) {
        let groups: BTreeSet<&str> =
            self.registry.keys().map(|(group, _)| *group).chain(self.aliases.keys().map(|(group, _)| *group)).collect();
        let mut told = BTreeSet::new();
        let mut unknown = Vec::new();
        for ((group, name), assignments) in self.layers.iter().flatten() {
            let Some(first) = assignments.first() else { continue };
            let known_group = groups.contains(group.as_str()) || self.base_of(group).is_some();
            let problem = |subject: String, message: String| Problem { source: first.source.clone(), subject, message };
            if !known_group {
                // One line a group: a real nova.conf has whole sections for services that are not this one.
                let subject = if strict { format!("[{group}] {name}") } else { format!("[{group}]") };
                if told.insert(subject.clone()) {
                    let near = near(group, groups.iter().copied());
                    unknown.push(problem(subject, format!("no such group is known here{near}")));
                }
            } else if let Some((new_group, new_name)) = self.alias(group, name) {
                let subject = format!("[{group}] {name}");
                if told.insert(subject.clone()) {
                    let message = format!("is a deprecated name; write [{new_group}] {new_name}");
                    self.warnings.push(problem(subject, message));
                }
            } else if self.declared(group, name).is_none() {
                let subject = format!("[{group}] {name}");
                if told.insert(subject.clone()) {
                    let base = self.base_of(group).unwrap_or(group);
                    let names = self.registry.keys().filter(|(of, _)| *of == base).map(|(_, name)| *name);
                    let near = near(name, names);
                    unknown.push(problem(subject, format!("no such option is known here{near}")));
                }
            }
        }
        if strict { self.problems.append(&mut unknown) } else { self.warnings.append(&mut unknown) }
    }

    /// The group whose options `[group.NAME]`, or a section lent to it, has too.
    fn base_of(&self, group: &str) -> Option<&'static str> {
        if let Some(base) = self.lent.get(group) {
            return Some(base);
        }
        let (base, name) = group.split_once('.')?;
        let declared = self.registry.values().find(|declared| declared.subgroups && declared.group == base)?;
        (!name.is_empty()).then_some(declared.group)
    }

    fn declared(&self, group: &str, name: &str) -> Option<Declared> {
        if let Some(declared) = self.registry.get(&(group, name)) {
            return Some(*declared);
        }
        let declared = self.registry.get(&(self.base_of(group)?, name))?;
        self.is_below(group, declared).then_some(*declared)
    }

    /// Whether an option of the group's base exists in the group too.
    fn is_below(&self, group: &str, declared: &Declared) -> bool {
        declared.subgroups || self.lent.contains_key(group)
    }

    fn alias(&self, group: &str, name: &str) -> Option<(&'static str, &'static str)> {
        if self.registry.contains_key(&(group, name)) {
            return None;
        }
        self.aliases.get(&(group, name)).copied()
    }

    fn resolve(&mut self) -> Vec<Slot> {
        let mut wanted: Vec<(String, Declared)> =
            self.registry.values().map(|declared| (declared.group.to_owned(), *declared)).collect();
        let written: BTreeSet<&String> = self.layers.iter().flat_map(Layer::keys).map(|(group, _)| group).collect();
        for group in written {
            let Some(base) = self.base_of(group) else { continue };
            let below =
                self.registry.values().filter(|declared| declared.group == base && self.is_below(group, declared));
            wanted.extend(below.map(|declared| (group.clone(), *declared)));
        }
        wanted.sort_by(|one, other| (&one.0, one.1.name).cmp(&(&other.0, other.1.name)));
        wanted.dedup_by(|one, other| one.0 == other.0 && one.1.name == other.1.name);
        let mut slots = Vec::with_capacity(wanted.len());
        for (group, declared) in wanted {
            if let Some(slot) = self.slot(group, declared) {
                slots.push(slot);
            }
        }
        slots
    }

    fn slot(&mut self, group: String, declared: Declared) -> Option<Slot> {
        let (texts, source) = self.raw(&group, &declared);
        let subject = format!("[{group}] {}", declared.name);
        let mut lost = Vec::new();
        let value = texts
            .iter()
            .map(|text| self.expanded(&group, text, &mut vec![(group.clone(), declared.name.to_owned())], &mut lost))
            .collect::<Result<Vec<String>, String>>()
            .and_then(|texts| value::read(&declared, texts));
        for name in lost {
            // A password may hold a dollar sign; naming what follows it would show a part of it.
            let what = if declared.secret { "a name that".to_owned() } else { format!("`${name}`, which") };
            let message = format!("holds {what} is no option and is kept as it stands; write $$ for a dollar sign");
            self.warnings.push(Problem { source: source.clone(), subject: subject.clone(), message });
        }
        match value {
            Ok(value) => Some(Slot { group, declared, value, source }),
            Err(message) => {
                self.problems.push(Problem { source, subject, message });
                None
            }
        }
    }

    /// The texts that set an option, before interpolation, and the strongest source among them.
    fn raw(&self, group: &str, declared: &Declared) -> (Vec<String>, Source) {
        let mut texts = Vec::new();
        let mut source = Source::Default;
        for layer in &self.layers {
            let Some(assignments) = self.in_layer(layer, group, declared) else { continue };
            // A repeated key adds to the files before it; what the environment or the command line says stands alone.
            let adds = matches!(assignments.first(), Some(Assignment { source: Source::File { .. }, .. }));
            if declared.kind != Kind::Multi || !adds {
                texts.clear();
            }
            texts.extend(assignments.iter().map(|assignment| assignment.value.clone()));
            if let Some(last) = assignments.last() {
                source = last.source.clone();
            }
        }
        if source != Source::Default {
            return (texts, source);
        }
        if group != declared.group {
            return self.raw(declared.group, declared);
        }
        (value::default_texts(declared), source)
    }

    /// Inside one layer the current name outweighs the deprecated ones, wherever they stand.
    fn in_layer<'a>(&self, layer: &'a Layer, group: &str, declared: &Declared) -> Option<&'a Vec<Assignment>> {
        let key = |group: &str, name: &str| (group.to_owned(), name.to_owned());
        let current = layer.get(&key(group, declared.name));
        if current.is_some() || group != declared.group {
            return current;
        }
        // A name that is an alias here and an option of its own elsewhere belongs to that option.
        let own = |alias: &&(&str, &str)| !self.registry.contains_key(*alias);
        declared.aliases.iter().filter(own).find_map(|(group, name)| layer.get(&key(group, name)))
    }

    /// The text with names replaced; `within` are the options whose texts are being expanded, to find loops.
    fn expanded(
        &self,
        group: &str,
        text: &str,
        within: &mut Vec<(String, String)>,
        lost: &mut Vec<String>,
    ) -> Result<String, String> {
        interpolate(text, |reference| {
            let Some((group, name, texts)) = self.referred(group, reference) else {
                lost.push(reference.to_owned());
                return Ok(Meaning::Nothing);
            };
            let key = (group.clone(), name);
            if within.contains(&key) {
                let path: Vec<String> = within.iter().map(|(group, name)| format!("[{group}] {name}")).collect();
                return Err(format!("refers to itself: {} -> [{}] {}", path.join(" -> "), key.0, key.1));
            }
            within.push(key);
            let parts: Result<Vec<String>, String> =
                texts.iter().map(|text| self.expanded(&group, text, within, lost)).collect();
            within.pop();
            Ok(Meaning::Text(parts?.join(",")))
        })
    }

    /// The option that a name after a dollar sign means: of the group it names, else of the group it stands in, else of
    /// `[DEFAULT]`.
    fn referred(&self, group: &str, reference: &str) -> Option<(String, String, Vec<String>)> {
        let places = match reference.rsplit_once('.') {
            Some(place) => vec![place],
            None => vec![(group, reference), ("DEFAULT", reference)],
        };
        places.into_iter().find_map(|(group, name)| {
            let texts = match self.declared(group, name) {
                Some(declared) => {
                    let (texts, _) = self.raw(group, &declared);
                    if declared.kind == Kind::Multi {
                        texts
                    } else {
                        texts.into_iter().next_back().into_iter().collect()
                    }
                }
                // Nova knows more options than its reader here, and its files refer to them.
                None => vec![self.undeclared(group, name)?],
            };
            Some((group.to_owned(), name.to_owned(), texts))
        })
    }

    fn undeclared(&self, group: &str, name: &str) -> Option<String> {
        let key = (group.to_owned(), name.to_owned());
        let last = self.layers.iter().rev().find_map(|layer| layer.get(&key))?.last()?;
        Some(last.value.clone())
    }
}

fn conf_files(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let listed = std::fs::read_dir(directory).map_err(|error| format!("cannot be read: {error}"))?;
    let mut paths = Vec::new();
    for entry in listed {
        let path = entry.map_err(|error| format!("cannot be read: {error}"))?.path();
        if path.extension().is_some_and(|extension| extension == "conf") {
            paths.push(path);
        }
        if paths.len() > DIRECTORY_FILES_MAX {
            return Err(format!("holds more than {DIRECTORY_FILES_MAX} *.conf files"));
        }
    }
    paths.sort();
    Ok(paths)
}

/// `; did you mean X?` for the nearest of some words, or nothing when none is near.
pub(crate) fn near<'a>(word: &str, words: impl Iterator<Item = &'a str>) -> String {
    // Two typing errors, but never half of a short word.
    let most = 2.min(word.len() / 3);
    let nearest = words.map(|other| (distance(word, other, most), other)).min().filter(|(far, _)| *far <= most);
    nearest.map_or_else(String::new, |(_, other)| format!("; did you mean `{other}`?"))
}

/// How many letters have to be inserted, left out or replaced; `usize::MAX` when the lengths alone need more than `most`.
fn distance(one: &str, other: &str, most: usize) -> usize {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    if one.len().abs_diff(other.len()) > most {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.bytes().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        for (to, wanted) in other.bytes().enumerate() {
            let replaced = corner + usize::from(letter != wanted);
            corner = row[to + 1];
            row[to + 1] = replaced.min(corner + 1).min(row[to] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests;
