//! Who may do what: rules in oslo.policy's language, with a service's defaults and an operator's files over them.
//!
//! A service declares its rules as a `const` list of [`RuleDefault`]; an [`Enforcer`] compiles them with the files once and
//! answers [`Enforcer::check`] without allocating, without hashing when the rule is given as a [`RuleId`], and without
//! touching a file. Files are looked at by [`Enforcer::refresh`] alone, which a task or SIGHUP calls; a broken file leaves the
//! rules as they are.
//! What a refusal looks like to a client is not known here.

mod check;
mod declared;
mod file;
mod parse;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;

pub use check::{Credentials, Target};
#[doc(hidden)]
pub use declared::{refuse_unknown, refuse_unknown_in};
pub use parse::CHECK_DEPTH_MAX;

use crate::config::{Problem, Problems, Source, text_of};
use check::Check;
use parse::Named;

/// The most files that the policy directories may hold together.
pub const POLICY_FILES_MAX: usize = 1_000;

/// How many rules may refer one to the next.
pub const REFERENCES_MAX: usize = 64;

/// A rule as its service declares it.
#[derive(Clone, Copy, Debug)]
pub struct RuleDefault {
    /// The name.
    pub name: &'static str,
    /// The check string.
    pub check: &'static str,
    /// The kinds of token it takes.
    pub scopes: Scopes,
    /// `(method, path template)` of the requests it guards.
    pub operations: &'static [(&'static str, &'static str)],
    /// The rule that it replaced.
    pub deprecated: Option<Deprecated>,
    /// What it decides, for the sample file; may be empty.
    pub description: &'static str,
}

/// A rule that another replaced.
///
/// A file that still sets the old name decides for the new one, and its check is allowed beside the new one while new
/// defaults are not enforced.
#[derive(Clone, Copy, Debug)]
pub struct Deprecated {
    /// The name.
    pub name: &'static str,
    /// The check string.
    pub check: &'static str,
}

/// The kinds of token that a rule takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scopes {
    /// Every kind.
    Any,
    /// Those scoped to a project, or to nothing.
    Project,
    /// Those scoped to the system.
    System,
    /// Those scoped to the system or a project.
    SystemOrProject,
}

impl Scopes {
    fn accept(self, credentials: &Credentials<'_>) -> bool {
        let set = |scope: Option<&str>| scope.is_some_and(|scope| !scope.is_empty());
        let system = set(credentials.system_scope);
        let project = !system && !set(credentials.domain_id);
        match self {
            Self::Any => true,
            Self::Project => project,
            Self::System => system,
            Self::SystemOrProject => system || project,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Project => "project",
            Self::System => "system",
            Self::SystemOrProject => "system, project",
        }
    }
}

/// The number of a declared rule: its place in the list of defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RuleId(u32);

impl RuleId {
    /// Finds a rule by name; in a `const`, so that a route that names a missing rule does not compile.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub const fn of(defaults: &[RuleDefault], name: &str) -> Self {
        let mut at = 0;
        while at < defaults.len() {
            if same_text(defaults[at].name, name) {
                return Self(at as u32);
            }
            at += 1;
        }
        panic!("no policy rule has this name")
    }
}

const fn same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = one.len();
    if at != other.len() {
        return false;
    }
    // The rules of one service begin alike.
    while at > 0 {
        at -= 1;
        if one[at] != other[at] {
            return false;
        }
    }
    true
}

/// A rule to check: a [`RuleId`], or a name, which is looked up and may be one that only a file defines.
pub trait Rule: sealed::Sealed {
    #[doc(hidden)]
    fn number(self, policy: &Policy) -> Option<u32>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::RuleId {}
    impl Sealed for &str {}
}

impl Rule for RuleId {
    fn number(self, policy: &Policy) -> Option<u32> {
        ((self.0 as usize) < policy.checks.len()).then_some(self.0)
    }
}

impl Rule for &str {
    fn number(self, policy: &Policy) -> Option<u32> {
        policy.numbers.get(self).copied().or(policy.fallback)
    }
}

/// Where rules come from beside their declarations.
#[derive(Clone, Debug)]
pub struct PolicySources {
    /// The rules that the service declares, without a name twice.
    pub defaults: &'static [RuleDefault],
    /// `policy_file`, if it exists; JSON or YAML.
    pub file: Option<PathBuf>,
    /// `policy_dirs`: every file in them is read after `file`, in the order of names; hidden files and missing directories
    /// are passed over.
    pub directories: Vec<PathBuf>,
    /// Whether the checks of [`Deprecated`] rules are dropped.
    pub enforce_new_defaults: bool,
    /// `policy_default_rule`: the rule that stands for rules nobody defined.
    pub default_rule: String,
}

/// Rules, compiled; never changed.
#[derive(Debug)]
pub struct Policy {
    defaults: &'static [RuleDefault],
    /// The declared rules in their order, then those that only files define.
    checks: Box<[Check<u32>]>,
    numbers: HashMap<Box<str>, u32>,
    /// The default rule, if it is defined.
    fallback: Option<u32>,
}

impl Policy {
    /// Reads the files and compiles every rule; also returns what is odd but did no harm.
    ///
    /// # Errors
    ///
    /// All unreadable files and lines, checks that cannot be read, and rules that refer to themselves.
    pub fn load(sources: &PolicySources) -> Result<(Self, Vec<Problem>), Problems> {
        let files = found(sources).map_err(|problem| Problems(vec![problem]))?;
        let mut loading = Loading { rules: BTreeMap::new(), problems: Vec::new(), warnings: Vec::new() };
        files.iter().for_each(|path| loading.read_file(path));
        let policy = loading.compile(sources);
        if loading.problems.is_empty() { Ok((policy, loading.warnings)) } else { Err(Problems(loading.problems)) }
    }

    /// Whether the caller may act on the target; nobody may where the rule is defined nowhere.
    pub fn check(&self, rule: impl Rule, credentials: &Credentials<'_>, target: &Target<'_>) -> bool {
        let Some(number) = rule.number(self) else { return false };
        let scopes = self.defaults.get(number as usize).map_or(Scopes::Any, |default| default.scopes);
        scopes.accept(credentials) && self.checks[number as usize].passes(&self.checks, credentials, target)
    }
}

/// What [`Enforcer::refresh`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Nothing: no file changed since it was last looked at.
    Unchanged,
    /// The rules were replaced; with what is odd about the new ones.
    Replaced(Vec<Problem>),
    /// The rules stay as they were, because of these problems. Told once for each change of a file.
    Kept(Problems),
}

/// The rules in force.
#[derive(Debug)]
pub struct Enforcer {
    sources: PolicySources,
    policy: ArcSwap<Policy>,
    /// What the files looked like when they were last read.
    seen: Mutex<Stamps>,
}

/// Time of change and length by file.
type Stamps = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

impl Enforcer {
    /// Loads the rules; also returns what is odd about them.
    ///
    /// # Errors
    ///
    /// As [`Policy::load`].
    pub fn new(sources: PolicySources) -> Result<(Self, Vec<Problem>), Problems> {
        // Looked at before they are read, so that a change in between is seen by the next refresh.
        let seen = Mutex::new(stamps(&sources));
        let (policy, warnings) = Policy::load(&sources)?;
        Ok((Self { sources, policy: ArcSwap::from_pointee(policy), seen }, warnings))
    }

    /// Whether the caller may act on the target.
    pub fn check(&self, rule: impl Rule, credentials: &Credentials<'_>, target: &Target<'_>) -> bool {
        self.policy.load().check(rule, credentials, target)
    }

    /// The number of a declared rule, the same for as long as the enforcer lives.
    pub fn rule_id(&self, name: &str) -> Option<RuleId> {
        self.sources.defaults.iter().position(|default| default.name == name).map(|at| RuleId(at as u32))
    }

    /// Reads the files again if one of them changed, came or went. Reads the disk, so not for a request.
    ///
    /// A file that went stays in force: its rules may have been the stricter ones.
    pub fn refresh(&self) -> Refresh {
        let now = stamps(&self.sources);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == now {
            return Refresh::Unchanged;
        }
        let there = |stamps: &Stamps, path: &Path| stamps.iter().any(|(one, stamp)| one == path && stamp.is_some());
        let gone =
            seen.iter().find(|(path, stamp)| stamp.is_some() && !there(&now, path)).map(|(path, _)| path.clone());
        *seen = now;
        if let Some(path) = gone {
            let message = "is gone; its rules stay in force until a file changes or the service restarts";
            return Refresh::Kept(Problems(vec![Problem::in_file(&path.as_path().into(), 0, "", message)]));
        }
        match Policy::load(&self.sources) {
            Ok((policy, warnings)) => {
                self.policy.store(Arc::new(policy));
                Refresh::Replaced(warnings)
            }
            Err(problems) => Refresh::Kept(problems),
        }
    }

    /// Refreshes for ever, each time after `every`, on a thread where reading the disk stops no request; `told` hears of
    /// everything but [`Refresh::Unchanged`].
    pub async fn watch(self: Arc<Self>, every: Duration, told: impl Fn(Refresh)) {
        loop {
            tokio::time::sleep(every).await;
            let enforcer = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || enforcer.refresh()).await {
                Ok(Refresh::Unchanged) => {}
                Ok(refresh) => told(refresh),
                // The runtime is going down.
                Err(_) => return,
            }
        }
    }
}

/// Writes the defaults as a policy file in which every rule is a comment.
pub fn sample(defaults: &[RuleDefault]) -> String {
    let mut out = String::new();
    for default in defaults {
        for line in default.description.lines() {
            let _ = writeln!(out, "# {line}");
        }
        for (method, path) in default.operations {
            let _ = writeln!(out, "# {method}  {path}");
        }
        if default.scopes != Scopes::Any {
            let _ = writeln!(out, "# Scopes: {}", default.scopes.as_str());
        }
        if let Some(old) = default.deprecated {
            let _ = writeln!(out, "# Replaces \"{}\": \"{}\"", old.name, old.check.replace('"', "\\\""));
        }
        let _ = writeln!(out, "#\"{}\": \"{}\"\n", default.name, default.check.replace('"', "\\\""));
    }
    out
}

/// The files that are there, in the order in which they are read.
fn found(sources: &PolicySources) -> Result<Vec<PathBuf>, Problem> {
    let mut paths: Vec<PathBuf> = sources.file.iter().filter(|path| path.exists()).cloned().collect();
    for directory in sources.directories.iter().filter(|directory| directory.exists()) {
        let wrong = |error: std::io::Error| {
            Problem::in_file(&directory.as_path().into(), 0, "", format!("cannot be read: {error}"))
        };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if !hidden && entry.path().is_file() {
                inside.push(entry.path());
            }
            if paths.len() + inside.len() > POLICY_FILES_MAX {
                let message = format!("takes the policy files over {POLICY_FILES_MAX}");
                return Err(Problem::in_file(&directory.as_path().into(), 0, "", message));
            }
        }
        inside.sort();
        paths.append(&mut inside);
    }
    Ok(paths)
}

fn stamps(sources: &PolicySources) -> Stamps {
    let paths = found(sources).unwrap_or_default();
    let stamp = |path: &Path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
}

struct Loading {
    /// What files say, the last one winning, with its place.
    rules: BTreeMap<String, (Named, Source)>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Loading {
    fn read_file(&mut self, path: &Path) {
        let path: Arc<Path> = path.into();
        let text = match text_of(&path) {
            Ok(text) => text,
            Err(problem) => return self.problems.push(problem),
        };
        let entries = match file::parse(&text) {
            Ok(entries) => entries,
            Err(wrong) => {
                let problem = |(line, message): (u32, String)| Problem::in_file(&path, line, "", message);
                return self.problems.extend(wrong.into_iter().map(problem));
            }
        };
        let mut here: BTreeMap<&str, u32> = BTreeMap::new();
        for entry in &entries {
            if let Some(first) = here.insert(&entry.rule, entry.line) {
                let message = format!("stands on line {first} too; the later one counts");
                self.warnings.push(Problem::in_file(&path, entry.line, &entry.rule, message));
            }
            match parse::parse_written(&entry.check) {
                Ok(check) => {
                    let source = Source::File { path: Arc::clone(&path), line: entry.line };
                    self.rules.insert(entry.rule.clone(), (check, source));
                }
                Err(message) => self.problems.push(Problem::in_file(&path, entry.line, &entry.rule, message)),
            }
        }
    }

    fn compile(&mut self, sources: &PolicySources) -> Policy {
        let mut named: Vec<(&str, Named, Source)> = Vec::new();
        for default in sources.defaults {
            let (check, source) = self.in_force(default, sources.enforce_new_defaults);
            named.push((default.name, check, source));
        }
        let declared: BTreeSet<&str> = sources.defaults.iter().map(|default| default.name).collect();
        for (rule, (check, source)) in &self.rules {
            if !declared.contains(rule.as_str()) {
                named.push((rule, check.clone(), source.clone()));
            }
        }
        let numbers: HashMap<Box<str>, u32> =
            named.iter().enumerate().map(|(at, (name, ..))| (Box::from(*name), at as u32)).collect();
        let fallback = numbers.get(sources.default_rule.as_str()).copied();
        let checks: Box<[Check<u32>]> = named
            .iter()
            .map(|(_, check, _)| check.renamed(&mut |rule| numbers.get(rule).copied().or(fallback)))
            .collect();
        let mut told = odd_names(&named, &numbers, sources);
        self.warnings.append(&mut told);
        let mut loops = loops(&named, &checks);
        self.problems.append(&mut loops);
        Policy { defaults: sources.defaults, checks, numbers, fallback }
    }

    /// The check of a declared rule: what a file says, else what a file says of the rule it replaced, else the default,
    /// beside which the replaced rule's check holds while new defaults are not enforced.
    fn in_force(&mut self, default: &RuleDefault, enforce_new_defaults: bool) -> (Named, Source) {
        if let Some((check, source)) = self.rules.get(default.name) {
            return (check.clone(), source.clone());
        }
        let new = self.declared(default.name, default.check);
        let Some(deprecated) = default.deprecated else { return (new, Source::Default) };
        let old = self.declared(deprecated.name, deprecated.check);
        if let Some((check, source)) = self.rules.get(deprecated.name) {
            // A sample file sets the old name to the new rule; that and the old default say nothing about what is wanted.
            let says = *check != old && !matches!(check, Check::Rule(rule) if **rule == *default.name);
            if says && deprecated.name != default.name {
                return (check.clone(), source.clone());
            }
        }
        if enforce_new_defaults || deprecated.check == default.check {
            return (new, Source::Default);
        }
        (Check::Any(vec![new, old]), Source::Default)
    }

    fn declared(&mut self, name: &str, check: &str) -> Named {
        parse::parse(check).unwrap_or_else(|message| {
            self.problems.push(Problem { source: Source::Default, subject: name.to_owned(), message });
            Check::Deny
        })
    }
}

/// Rules of files that nothing uses, and references to rules that nothing defines.
fn odd_names(
    named: &[(&str, Named, Source)],
    numbers: &HashMap<Box<str>, u32>,
    sources: &PolicySources,
) -> Vec<Problem> {
    let mut used: BTreeSet<&str> = BTreeSet::from([sources.default_rule.as_str()]);
    used.extend(sources.defaults.iter().filter_map(|default| default.deprecated).map(|deprecated| deprecated.name));
    let mut told = Vec::new();
    for (name, check, source) in named {
        check.each_rule(&mut |rule| {
            used.insert(rule);
            if !numbers.contains_key(rule) {
                let message = format!("refers to rule:{rule}, which is defined nowhere");
                told.push(Problem { source: source.clone(), subject: (*name).to_owned(), message });
            }
        });
    }
    let declared = || sources.defaults.iter().map(|default| default.name);
    for (name, _, source) in &named[sources.defaults.len()..] {
        if !used.contains(name) {
            let message = format!("no such rule is known here{}", crate::config::near(name, declared()));
            told.push(Problem { source: source.clone(), subject: (*name).to_owned(), message });
        }
    }
    told
}

/// Every way in which a rule refers to itself, told at the first of its rules that a file holds.
fn loops(named: &[(&str, Named, Source)], checks: &[Check<u32>]) -> Vec<Problem> {
    let (heights, path) = (vec![None; checks.len()], Vec::new());
    let mut walk = Walk { checks, heights, path, found: Vec::new(), deep: None };
    for rule in 0..checks.len() as u32 {
        walk.visit(rule);
    }
    let problem = |mut rules: Vec<u32>| {
        let in_file = |rule: &u32| named[*rule as usize].2 != Source::Default;
        let first = rules.iter().position(in_file).unwrap_or(0);
        rules.rotate_left(first);
        let (name, _, source) = &named[rules[0] as usize];
        rules.push(rules[0]);
        let path: Vec<&str> = rules.iter().map(|rule| named[*rule as usize].0).collect();
        let message = format!("refers to itself: {}", path.join(" -> "));
        Problem { source: source.clone(), subject: (*name).to_owned(), message }
    };
    let mut problems: Vec<Problem> = walk.found.into_iter().map(problem).collect();
    if let Some(rule) = walk.deep {
        let (name, _, source) = &named[rule as usize];
        let message = format!("refers to rules that refer to rules, more than {REFERENCES_MAX} deep");
        problems.push(Problem { source: source.clone(), subject: (*name).to_owned(), message });
    }
    problems
}

struct Walk<'a> {
    checks: &'a [Check<u32>],
    /// How many rules stand below each rule that was walked, itself included.
    heights: Vec<Option<usize>>,
    path: Vec<u32>,
    found: Vec<Vec<u32>>,
    /// A rule from which references go deeper than the limit.
    deep: Option<u32>,
}

impl Walk<'_> {
    fn visit(&mut self, rule: u32) -> usize {
        if let Some(height) = self.heights[rule as usize] {
            return height;
        }
        if let Some(at) = self.path.iter().position(|other| *other == rule) {
            self.found.push(self.path[at..].to_vec());
            return 0;
        }
        if self.path.len() == REFERENCES_MAX {
            self.deep = Some(self.path[0]);
            return 0;
        }
        self.path.push(rule);
        let mut next = Vec::new();
        self.checks[rule as usize].each_rule(&mut |rule| next.push(*rule));
        let height = 1 + next.into_iter().map(|rule| self.visit(rule)).max().unwrap_or(0);
        self.path.pop();
        if height > REFERENCES_MAX {
            self.deep = Some(rule);
        }
        self.heights[rule as usize] = Some(height);
        height
    }
}

#[cfg(test)]
mod tests;
