//! From an operator's file to the plan of a service: reads the file and what it includes, and puts the steps of the walk together.

use std::io;
use std::path::{Path, PathBuf};

use super::ini::Ini;
use super::known::{Factory, Known};
use super::mount;
use super::problem::{PasteError, PasteProblem, Problems};
use super::text::trim;
use super::value::{Scope, expand};
use super::walk::{File, Placed, Step, Walk, local_name};
use crate::urlmap::Mount;

/// The most files that one file may include, itself counted.
pub const FILES_MAX: usize = 16;

/// What a file says is to be served.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order in which a request is held against them; one at `/` if the composite is not a urlmap.
    pub mounts: Vec<Mounted>,
    /// What answers a path under no mount: the urlmap's `not_found_app`.
    pub not_found: Option<Pipeline>,
}

/// A mount with what it leads to.
#[derive(Clone, Debug)]
pub struct Mounted {
    /// Host and path.
    pub mount: Mount,
    /// What stands there.
    pub pipeline: Pipeline,
    /// The file of the mount's line.
    pub file: String,
    /// The mount's line, from 1.
    pub line: u32,
}

/// Filters before an app.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The name that the mount gives it: that of a pipeline, a composite or an app.
    pub name: String,
    /// The file of its section.
    pub file: String,
    /// The line of its section, from 1.
    pub line: u32,
    /// The outermost first.
    pub filters: Vec<Stage>,
    /// What they stand before.
    pub app: Stage,
}

/// A filter or an app in its place.
///
/// Two pipelines that name the same section have a stage each, and as with PasteDeploy nothing is shared between them.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The name of its section without the kind; the factory's name if it has no section.
    pub name: String,
    /// What it is made by.
    pub factory: &'static Factory,
    /// The options of its section, with what `use`, `get` and interpolation make of them.
    pub options: Options,
    /// What `[DEFAULT]` and `set` give it beside them.
    pub globals: Options,
    /// The file of its section, or of the reference if it has none.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
}

impl Stage {
    /// An option of the section, or else the global of that name.
    pub fn option(&self, name: &str) -> Option<&str> {
        find(&self.options, name).or_else(|| find(&self.globals, name))
    }
}

/// Names with their values, in the order of the file.
pub type Options = Vec<(String, String)>;

fn find<'a>(options: &'a Options, name: &str) -> Option<&'a str> {
    options.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Reads what a file serves under `composite`, with the pipelines of `auth_strategy`.
///
/// `source` is the text of `file`; `read` reads a file that it includes, by absolute path.
///
/// # Errors
///
/// Everything that is wrong with what is reachable from the composite, each with file and line.
pub fn load(
    source: &str,
    file: &Path,
    composite: &str,
    auth_strategy: &str,
    known: &Known,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<Plan, PasteError> {
    let mut sources = vec![Source::new(file, source.to_owned())];
    loop {
        let mut problems = Problems::new();
        let inis: Vec<Ini<'_>> =
            sources.iter().enumerate().map(|(index, source)| Ini::parse(&source.text, index, &mut problems)).collect();
        let files: Vec<File<'_>> = sources.iter().zip(&inis).map(|(source, ini)| source.file(ini)).collect();
        let walk = Walk::from(&files, composite, auth_strategy, known, true, problems);
        let Some(wanted) = walk.wanted else {
            let shown: Vec<&str> = sources.iter().map(|source| source.shown.as_str()).collect();
            if !walk.problems.is_empty() {
                return Err(PasteError::new(&walk.problems, &shown));
            }
            return Builder { walk: &walk, files: &shown }.plan();
        };
        let next = Source::read(wanted.as_str(), sources.len(), read);
        sources.push(next);
    }
}

/// One file, read or not.
struct Source {
    /// As errors name it.
    shown: String,
    path: String,
    here: String,
    text: String,
    unreadable: Option<String>,
}

impl Source {
    fn new(file: &Path, text: String) -> Self {
        let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let here = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        Self {
            shown: file.display().to_string(),
            path: path.display().to_string(),
            here: here.display().to_string(),
            text,
            unreadable: None,
        }
    }

    fn read(path: &str, already: usize, read: &dyn Fn(&Path) -> io::Result<String>) -> Self {
        let text = if already < FILES_MAX {
            read(Path::new(path)).map_err(|error| error.to_string())
        } else {
            Err(format!("more than {FILES_MAX} files are included"))
        };
        let (text, unreadable) = match text {
            Ok(text) => (text, None),
            Err(why) => (String::new(), Some(why)),
        };
        // The include finds the file again by the path as it wrote it.
        Self { path: path.to_owned(), unreadable, ..Self::new(Path::new(path), text) }
    }

    fn file<'a>(&'a self, ini: &'a Ini<'a>) -> File<'a> {
        File { path: &self.path, here: &self.here, ini, unreadable: self.unreadable.as_deref() }
    }
}

/// Puts steps that a walk without problems made into a plan.
struct Builder<'a> {
    walk: &'a Walk<'a>,
    files: &'a [&'a str],
}

impl Builder<'_> {
    fn plan(&self) -> Result<Plan, PasteError> {
        let mut plan = Plan { mounts: Vec::new(), not_found: None };
        let steps = self.walk.steps();
        let starts = |step: &Step| matches!(step, Step::Mount { .. } | Step::NotFound);
        let Some(first) = steps.iter().position(starts) else {
            let pipeline = self.pipeline(steps)?;
            let (file, line) = (pipeline.file.clone(), pipeline.line);
            plan.mounts.push(Mounted { mount: Mount::new("/"), pipeline, file, line });
            return Ok(plan);
        };
        let mut rest = &steps[first..];
        while let Some((start, after)) = rest.split_first() {
            let end = after.iter().position(starts).unwrap_or(after.len());
            let pipeline = self.pipeline(&after[..end])?;
            match *start {
                Step::Mount { frame, entry } => plan.mounts.push(self.mounted(frame, entry, pipeline)?),
                _ => plan.not_found = Some(pipeline),
            }
            rest = &after[end..];
        }
        plan.mounts.sort_by(|left, right| left.mount.order(&right.mount));
        Ok(plan)
    }

    fn mounted(&self, frame: usize, entry: usize, pipeline: Pipeline) -> Result<Mounted, PasteError> {
        let file = self.walk.frame(frame).file;
        let held = self.walk.files[file].ini.entry(entry);
        let key = self.walk.option(frame, entry).map(|setting| setting.map_or(held.key, |setting| setting.name));
        let mount = key.and_then(mount::parse).map_err(|why| self.error(file, held.line, why.as_str()))?.mount();
        Ok(Mounted { mount, pipeline, file: self.files[file].to_owned(), line: held.line })
    }

    fn pipeline(&self, steps: &[Step]) -> Result<Pipeline, PasteError> {
        let (mut name, mut filters, mut app) = (None, Vec::new(), None);
        for step in steps {
            match *step {
                Step::Enter { frame } => name = name.or(Some(self.section(frame))),
                Step::Filter(placed) => filters.push(self.stage(placed)?),
                Step::App(placed) => app = Some(self.stage(placed)?),
                Step::Mount { .. } | Step::NotFound => {}
            }
        }
        let app = app.ok_or_else(|| self.error(0, 1, "nothing is served"))?;
        let (name, file, line) = name.unwrap_or_else(|| (app.name.clone(), app.file.clone(), app.line));
        Ok(Pipeline { name, file, line, filters, app })
    }

    /// Name, file and line of a frame's section.
    fn section(&self, frame: usize) -> (String, String, u32) {
        let frame = self.walk.frame(frame);
        let section = self.walk.files[frame.file].ini.section(frame.section);
        (trim(local_name(section.name)).to_owned(), self.files[frame.file].to_owned(), section.line)
    }

    fn stage(&self, placed: Placed) -> Result<Stage, PasteError> {
        let globals = self.globals(placed.frame)?;
        let Placed { frame, factory, line, own_section } = placed;
        if !own_section {
            let file = self.files[self.walk.frame(frame).file].to_owned();
            return Ok(Stage { name: factory.name.to_owned(), factory, options: Vec::new(), globals, file, line });
        }
        // By `use`, the outermost section is the one that a pipeline names.
        let mut outermost = frame;
        while let Some(outer) = self.walk.overlay(outermost) {
            outermost = outer;
        }
        let (name, file, line) = self.section(outermost);
        Ok(Stage { name, factory, options: self.options(frame)?, globals, file, line })
    }

    /// The options of a section with those of the sections laid over it, which win.
    fn options(&self, innermost: usize) -> Result<Options, PasteError> {
        let mut options = Options::new();
        let mut at = Some(innermost);
        while let Some(frame) = at {
            let file = self.walk.frame(frame).file;
            let ini = self.walk.files[file].ini;
            let section = ini.section(self.walk.frame(frame).section);
            for entry in section.first..section.end {
                let line = ini.entry(entry).line;
                let setting = self.walk.option(frame, entry).map_err(|why| self.error(file, line, why.as_str()))?;
                if let Some(setting) = setting {
                    put(&mut options, setting.name, self.value(setting.scope, setting.raw, line)?);
                }
            }
            at = self.walk.overlay(frame);
        }
        Ok(options)
    }

    /// Every global that a frame sees: what was set on the way to it, and the defaults of each file on that way.
    fn globals(&self, frame: usize) -> Result<Options, PasteError> {
        let mut globals = Options::new();
        let mut at = Some(frame);
        while let Some(current) = at {
            let file = self.walk.frame(current).file;
            let ini = self.walk.files[file].ini;
            for index in 0..ini.section_count() {
                let section = ini.section(index);
                let is_own = index == self.walk.frame(current).section;
                for entry in section.first..section.end {
                    let key = ini.entry(entry).key;
                    let name = match key.strip_prefix("set ") {
                        Some(name) if is_own => trim(name),
                        None if section.name == super::ini::DEFAULT => key,
                        _ => continue,
                    };
                    if find(&globals, name).is_none()
                        && let Some((raw, scope)) = self.walk.global(frame, name)
                    {
                        globals.push((name.to_owned(), self.value(scope, raw, ini.entry(entry).line)?));
                    }
                }
            }
            at = self.walk.globals_from(current);
        }
        Ok(globals)
    }

    fn value(&self, scope: Scope, raw: &str, line: u32) -> Result<String, PasteError> {
        match expand(self.walk, scope, raw) {
            Ok(value) => Ok(value.as_str().to_owned()),
            Err(why) => Err(self.error(scope.file, line, why.as_str())),
        }
    }

    fn error(&self, file: usize, line: u32, why: &str) -> PasteError {
        PasteError { problems: vec![PasteProblem { file: self.files[file].to_owned(), line, text: why.to_owned() }] }
    }
}

fn put(options: &mut Options, name: &str, value: String) {
    match options.iter_mut().find(|(key, _)| key == name) {
        Some((_, held)) => *held = value,
        None => options.push((name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::known::{APPS, FILTERS};

    const SHIPPED: &str = include_str!("../../../examples/nova-lite/etc/api-paste.ini");
    const CLASSIC: &str = include_str!("../../../examples/nova-lite/etc/api-paste-classic.ini");
    const NEWEST: &str = include_str!("testdata/newest.ini");

    const NOVA_APPS: &[Factory] = &[
        Factory::new("osapi_compute_app_v21", &["nova.api.openstack.compute:APIRouterV21.factory"], &[]),
        Factory::new("oscomputeversionapp", &["nova.api.openstack.compute.versions:Versions.factory"], &[]),
        Factory::new("oscomputeversionapp_v2", &["nova.api.openstack.compute.versions:VersionsV2.factory"], &[]),
    ];
    const NOVA: Known = Known { filters: &[FILTERS], apps: &[APPS, NOVA_APPS] };

    const _: () =
        crate::paste::assert_valid("api-paste.ini", SHIPPED, "osapi_compute", &["noauth2", "keystone"], &NOVA);
    const _: () = crate::paste::assert_valid("classic.ini", CLASSIC, "osapi_compute", &["noauth2", "keystone"], &NOVA);
    const _: () = crate::paste::assert_valid("newest.ini", NEWEST, "osapi_compute", &["keystone"], &NOVA);

    const A: &[Factory] = &[Factory::new("a", &["m:a"], &["x", "y", "z"]), Factory::new("b", &["m:b"], &["*"])];
    const P: &[Factory] = &[Factory::new("p", &["m:p"], &["greeting"])];
    const SMALL: Known = Known { filters: &[A], apps: &[P] };
    /// Sections that most tables end with.
    const REST: &str =
        "\n[filter:a]\npaste.filter_factory = m:a\n[filter:b]\nuse = call:m:b\n[app:p]\npaste.app_factory = m:p\n";

    fn no_include(path: &Path) -> io::Result<String> {
        Err(io::Error::new(io::ErrorKind::NotFound, format!("no {} here", path.display())))
    }

    fn small(source: &str) -> Result<Plan, PasteError> {
        load(&format!("{source}{REST}"), Path::new("/etc/p.ini"), "main", "noauth2", &SMALL, &no_include)
    }

    fn show_options(options: &Options) -> String {
        options.iter().map(|(key, value)| format!(" {key}={value}")).collect()
    }

    /// `MOUNT NAME: filter > filter > app`, with options in brackets.
    fn show(plan: &Plan) -> Vec<String> {
        let stage = |stage: &Stage| match stage.options.as_slice() {
            [] => stage.name.clone(),
            _ => format!("{}({})", stage.name, show_options(&stage.options).trim()),
        };
        let pipeline = |pipeline: &Pipeline| {
            let stages: Vec<String> = pipeline.filters.iter().chain([&pipeline.app]).map(stage).collect();
            format!("{}: {}", pipeline.name, stages.join(" > "))
        };
        let mounts = plan.mounts.iter().map(|at| format!("{} {}", at.mount.as_written(), pipeline(&at.pipeline)));
        mounts.chain(plan.not_found.iter().map(|found| format!("else {}", pipeline(found)))).collect()
    }

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        match small(source) {
            Ok(plan) => assert_eq!(show(&plan), expected),
            Err(error) => panic!("{error}"),
        }
    }

    #[track_caller]
    fn fails(source: &str, expected: &[&str]) {
        match small(source) {
            Ok(plan) => panic!("was taken: {:?}", show(&plan)),
            Err(error) => assert_eq!(error.to_string().lines().collect::<Vec<_>>(), expected),
        }
    }

    fn nova(source: &str, strategy: &str) -> Result<Plan, PasteError> {
        load(source, Path::new("api-paste.ini"), "osapi_compute", strategy, &NOVA, &no_include)
    }

    #[test]
    fn the_shipped_file_serves_the_newest_mounts_under_both_strategies() {
        let front = "cors(oslo_config_project=nova) > http_proxy_to_wsgi > compute_req_id > faultwrap > request_log > \
                     sizelimit > osprofiler";
        for (strategy, auth) in [("noauth2", "noauth2"), ("keystone", "authtoken > keystonecontext")] {
            let plan = nova(SHIPPED, strategy).unwrap_or_else(|error| panic!("{error}"));
            let expected = [
                format!("/v2.1/+ openstack_compute_api_v21: {front} > {auth} > osapi_compute_app_v21"),
                "/v2.1 oscomputeversion_v2: cors(oslo_config_project=nova) > compute_req_id > faultwrap > request_log > \
                 http_proxy_to_wsgi > oscomputeversionapp_v2"
                    .to_owned(),
                format!(
                    "/v2/+ openstack_compute_api_v21_legacy_v2_compatible: {front} > {auth} > legacy_v2_compatible > \
                     osapi_compute_app_v21"
                ),
                "/v2 oscomputeversion_legacy_v2: cors(oslo_config_project=nova) > compute_req_id > faultwrap > request_log > \
                 http_proxy_to_wsgi > legacy_v2_compatible > oscomputeversionapp_v2"
                    .to_owned(),
                "/ oscomputeversions: cors(oslo_config_project=nova) > faultwrap > request_log > http_proxy_to_wsgi > \
                 oscomputeversionapp"
                    .to_owned(),
            ];
            assert_eq!(show(&plan), expected);
        }
    }

    #[test]
    fn the_classic_file_serves_three_mounts() {
        let plan = nova(CLASSIC, "noauth2").unwrap_or_else(|error| panic!("{error}"));
        let front =
            "cors(oslo_config_project=nova) > http_proxy_to_wsgi > compute_req_id > faultwrap > sizelimit > noauth2";
        assert_eq!(
            show(&plan),
            [
                format!("/v2.1 openstack_compute_api_v21: {front} > osapi_compute_app_v21"),
                format!(
                    "/v2 openstack_compute_api_v21_legacy_v2_compatible: {front} > legacy_v2_compatible > \
                     osapi_compute_app_v21"
                ),
                "/ oscomputeversions: faultwrap > http_proxy_to_wsgi > oscomputeversionapp".to_owned(),
            ]
        );
        let first = &plan.mounts[0];
        assert_eq!((first.file.as_str(), first.line, first.pipeline.line), ("api-paste.ini", 8, 10));
        assert_eq!(first.pipeline.filters[3].factory.name, "faultwrap");
        assert_eq!(first.pipeline.filters[3].line, 26);
    }

    #[test]
    fn the_newest_file_fails_under_noauth2_until_the_lines_are_added() {
        let error = nova(NEWEST, "noauth2").map(|plan| show(&plan)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "api-paste.ini:21: [composite:openstack_compute_api_v21] has no `noauth2` line, and auth_strategy is `noauth2`; \
             add `noauth2 = FILTER ... APP` or set auth_strategy to `keystone`\n\
             api-paste.ini:25: [composite:openstack_compute_api_v21_legacy_v2_compatible] has no `noauth2` line, and \
             auth_strategy is `noauth2`; add `noauth2 = FILTER ... APP` or set auth_strategy to `keystone`"
        );
        assert_eq!(nova(NEWEST, "keystone").map(|plan| plan.mounts.len()), Ok(5));
        let added = NEWEST.replace("keystone = ", "noauth2 = faultwrap noauth2 osapi_compute_app_v21\nkeystone = ")
            + "\n[filter:noauth2]\npaste.filter_factory = nova.api.openstack.auth:NoAuthMiddleware.factory\n";
        assert_eq!(nova(&added, "noauth2").map(|plan| plan.mounts.len()), Ok(5));
    }

    #[test]
    fn a_composite_can_be_a_pipeline_or_an_app() {
        check("[pipeline:main]\npipeline = a b\n  p", &["/ main: a > b > p"]);
        check("[app:main]\nuse = p\ngreeting = hi", &["/ main: main(greeting=hi)"]);
        check("[composite:main]\nuse = call:nova.api.auth:pipeline_factory_v21\nnoauth2 = a p", &["/ main: a > p"]);
        check("[pipeline:main]\npipeline = starmap:a starmap:p", &["/ main: a > p"]);
    }

    #[test]
    fn all_nesting_becomes_one_list() {
        check(
            "[composite:main]\nuse = egg:Paste#urlmap\n/ = outer\n/x = fa\n/y: p\n\
             [pipeline:outer]\npipeline = a inner\n[pipeline:inner]\npipeline = b p\nfilter-with = a\n\
             [filter-app:fa]\nuse = w\nnext = inner\nx = 1\n[filter:w]\nuse = a\nfilter-with = b",
            &["/x fa: b > fa(x=1) > a > b > p", "/y p: p", "/ outer: a > a > b > p"],
        );
        check(
            "[composite:main]\nuse = egg:Paste#urlmap\nnot_found_app = n\n/v2/ = p\n[pipeline:n]\npipeline = a p",
            &["/v2 p: p", "else n: a > p"],
        );
        check(
            "[composite:main]\nuse = base\n/xx = p\n[composite:base]\nuse = egg:Paste#urlmap\n/xx = gone\n/z = p",
            &["/xx p: p", "/z p: p"],
        );
    }

    #[test]
    fn options_are_overlaid_fetched_and_interpolated() {
        check(
            "[DEFAULT]\nregion = north\npath = %(here)s/%(region)s\n\
             [pipeline:main]\npipeline = c p\n\
             [filter:c]\nuse = base\nx = over\nget z = region\n\
             [filter:base]\npaste.filter_factory = m:a\nx = under\ny = %(x)s 100%% %(path)s\nregion = skipped",
            &["/ main: c(x=over y=under 100% /etc/skipped z=north) > p"],
        );
        let plan = small(
            "[DEFAULT]\nlevel = 1\nother = o\n[pipeline:main]\nset level = 2\npipeline = c b p\n\
             [filter:c]\nuse = a\nget x = level\nset level = 3",
        )
        .unwrap_or_else(|error| panic!("{error}"));
        let [c, b] = plan.mounts[0].pipeline.filters.as_slice() else { panic!("two filters") };
        assert_eq!((c.option("x"), c.option("level"), c.option("other")), (Some("3"), Some("3"), Some("o")));
        assert_eq!((b.option("level"), b.option("none")), (Some("2"), None));
    }

    #[test]
    fn a_pipeline_of_a_strategy_gets_no_globals() {
        let plan = small(
            "[DEFAULT]\nlevel = 1\n[composite:main]\nuse = call:nova.api.auth:pipeline_factory_v21\nset level = 2\nnoauth2 = a p",
        )
        .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(plan.mounts[0].pipeline.filters[0].option("level"), Some("1"));
    }

    #[test]
    fn a_value_may_be_interpolated_into_a_pipeline() {
        check("[DEFAULT]\nfront = a\n  # not b\n  a\n[pipeline:main]\npipeline = %(front)s p", &["/ main: a > a > p"]);
    }

    #[test]
    fn an_include_is_read_from_beside_its_file() {
        let read = |path: &Path| match path.to_str() {
            Some("/etc/sub/other.ini") => {
                Ok("[DEFAULT]\nregion = south\n[filter:c]\nuse = config:../more.ini#c\ny = %(here)s\n\
                 [pipeline:main]\npipeline = c q\n[app:q]\npaste.app_factory = m:p\n"
                    .to_owned())
            }
            Some("/etc/sub/../more.ini") => {
                Ok("[filter:c]\npaste.filter_factory = m:a\nget x = region\nz = %(region)s\n".to_owned())
            }
            _ => no_include(path),
        };
        let source = "[DEFAULT]\nregion = north\n[composite:main]\nuse = egg:Paste#urlmap\n/ = config:sub/other.ini\n/a = x\n\
                      [pipeline:x]\npipeline = d p\n[filter:d]\nuse = config:sub/other.ini#c\n[app:p]\npaste.app_factory = m:p\n";
        let plan = load(source, Path::new("/etc/p.ini"), "main", "noauth2", &SMALL, &read)
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            show(&plan),
            ["/a x: d(x=north z=north y=/etc/sub) > p", "/ main: c(x=north z=north y=/etc/sub) > q"]
        );
        assert_eq!(plan.mounts[1].pipeline.filters[0].file, "/etc/sub/other.ini");
        fails(
            "[pipeline:main]\npipeline = a config:none.ini#x",
            &["/etc/p.ini:2: cannot read `/etc/none.ini`, which this line includes: no /etc/none.ini here"],
        );
    }

    #[test]
    fn names_that_lead_nowhere_are_errors() {
        fails(
            "[pipeline:other]\npipeline = p",
            &[
                "/etc/p.ini:1: no section for the app `main`: expected [app:NAME], [composite:NAME], [pipeline:NAME] or \
               [filter-app:NAME] with that name",
            ],
        );
        fails(
            "[pipeline:main]\npipeline = faultwarp b\n[filter:faultwrap]\nuse = a",
            &[
                "/etc/p.ini:2: no section for the filter `faultwarp`: expected [filter:NAME] with that name; did you mean `faultwrap`?",
                "/etc/p.ini:2: no section for the app `b`: expected [app:NAME], [composite:NAME], [pipeline:NAME] or \
                 [filter-app:NAME] with that name; [filter:b] is a filter, and what stands last in a pipeline or under a mount has to \
                 be an app",
            ],
        );
        fails(
            "[pipeline:main]\npipeline = p a p",
            &[
                "/etc/p.ini:2: no section for the filter `p`: expected [filter:NAME] with that name; [app:p] is an app, and only the \
               last name of a pipeline may be one",
            ],
        );
        fails(
            "[composite:main]\nuse = q\n[pipeline:q]\npipeline = p\n[app:q]\nuse = p",
            &["/etc/p.ini:2: `q` can mean [app:q] in line 5 and [pipeline:q] in line 3; rename one of them"],
        );
        fails(
            "[pipeline:main]\npipeline = http:x call:m:a p",
            &[
                "/etc/p.ini:2: `http:x` has an unknown scheme; `config:`, `egg:`, `starmap:` and, after `use =`, `call:` exist",
                "/etc/p.ini:2: `call:m:a` stands where a section's name belongs; give it a section with `use = call:m:a`",
            ],
        );
    }

    #[test]
    fn factories_that_are_not_known_are_errors() {
        fails(
            "[pipeline:main]\npipeline = c p\n[filter:c]\npaste.filter_factory = other:thing",
            &["/etc/p.ini:4: unknown filter `other:thing`; this service knows, as `starmap:NAME`, a, b"],
        );
        fails("[app:main]\npaste.app_factory = m:a", &["/etc/p.ini:2: unknown app `m:a`: it is known as a filter"]);
        let error = nova(&CLASSIC.replace("RequestBodySizeLimiter", "RequestBodySizeLimitter"), "noauth2")
            .map(|_| ())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "api-paste.ini:33: unknown filter `oslo_middleware:RequestBodySizeLimitter.factory`; did you mean \
             `oslo_middleware:RequestBodySizeLimiter.factory`?"
        );
        fails(
            "[pipeline:main]\npipeline = none two wrong p\n[filter:none]\nx = 1\n[filter:two]\nuse = a\npaste.filter_factory = m:a\n\
             [filter:wrong]\npaste.app_factory = m:p",
            &[
                "/etc/p.ini:3: [filter:none] names no factory; write `paste.filter_factory = MODULE:NAME` or `use = …`",
                "/etc/p.ini:5: [filter:two] names more than one factory; keep one `use` or `paste.…factory` key",
                "/etc/p.ini:9: `paste.app_factory` makes no filter, as [filter:wrong] has to",
            ],
        );
    }

    #[test]
    fn options_that_a_factory_does_not_take_are_errors() {
        fails(
            "[pipeline:main]\npipeline = c p\n[filter:c]\nuse = a\nw = 1\nget v = nothing",
            &[
                "/etc/p.ini:5: [filter:c] has the option `w`, which `a` does not take; it takes x, y, z",
                "/etc/p.ini:6: `get v` names `nothing`, which neither [DEFAULT] nor a `set` above this section gives a value",
            ],
        );
        fails(
            "[pipeline:main]\npipeline = p\nextra = 1",
            &[
                "/etc/p.ini:3: [pipeline:main] has `extra`, and a pipeline takes only `pipeline`; put it into a filter's section",
            ],
        );
        fails(
            "[app:main]\nuse = q\ngreeting = 1\n[pipeline:q]\npipeline = p",
            &["/etc/p.ini:3: [app:main] uses a pipeline, which takes no option such as `greeting`"],
        );
    }

    #[test]
    fn loops_are_told() {
        fails(
            "[pipeline:main]\npipeline = a main",
            &[
                "/etc/p.ini:2: a loop: [pipeline:main] is reached from itself: [pipeline:main] <- [pipeline:main]; take one of these \
               references out",
            ],
        );
        fails(
            "[pipeline:main]\npipeline = c p\n[filter:c]\nuse = d\n[filter:d]\nuse = c",
            &[
                "/etc/p.ini:6: a loop: [filter:c] is reached from itself: [filter:c] <- [filter:d] <- [filter:c]; take one of these \
               references out",
            ],
        );
        fails(
            "[filter-app:main]\nuse = a\nnext = n\n[filter-app:n]\nuse = a\nnext = main",
            &[
                "/etc/p.ini:6: a loop: [filter-app:main] is reached from itself: [filter-app:main] <- [filter-app:n] <- \
               [filter-app:main]; take one of these references out",
            ],
        );
    }

    #[test]
    fn bad_values_are_errors() {
        fails(
            "[pipeline:main]\npipeline = c d e f p\n[filter:c]\nuse = a\nx = 50%\n[filter:d]\nuse = a\nx = %(nothing)s\n\
             [filter:e]\nuse = a\nx = %(y)s\ny = %(x)s\n[filter:f]\nuse = a\nx = %(y)\ny = 1",
            &[
                "/etc/p.ini:5: a `%` stands alone in `50%`; write `%%` for the sign, `%(name)s` for a value",
                "/etc/p.ini:8: `%(nothing)s` names nothing; set `nothing` in this section or in [DEFAULT]",
                "/etc/p.ini:11: `%(name)s` leads from value to value more than 10 times",
                "/etc/p.ini:12: `%(name)s` leads from value to value more than 10 times",
                "/etc/p.ini:15: a `%` stands alone in `%(y)`; write `%%` for the sign, `%(name)s` for a value",
            ],
        );
        fails(
            "[DEFAULT]\nx = %\n[pipeline:main]\npipeline =\n[filter-app:n]",
            &[
                "/etc/p.ini:2: a `%` stands alone in `%`; write `%%` for the sign, `%(name)s` for a value",
                "/etc/p.ini:4: the pipeline is empty; it needs at least an app",
            ],
        );
    }

    #[test]
    fn bad_mounts_are_errors() {
        fails(
            "[composite:main]\nuse = egg:Paste#urlmap\n/a = p\n/a/ = p\nb = p\n/n = nested\n\
             [composite:nested]\nuse = egg:Paste#urlmap\n/ = p",
            &[
                "/etc/p.ini:4: mount `/a/` is the same as the one in line 3; remove one of them",
                "/etc/p.ini:5: mount `b` does not start with a slash; write `/b`",
                "/etc/p.ini:7: [composite:nested] is a urlmap inside another; put its mounts into the one that is served",
            ],
        );
        fails(
            "[pipeline:main]\npipeline = a u\n[composite:u]\nuse = egg:Paste#urlmap\n/ = p",
            &[
                "/etc/p.ini:3: [composite:u] is a urlmap behind a filter; put the filter into the pipeline of each mount",
            ],
        );
        fails(
            "[composite:main]\nuse = egg:Paste#urlmap",
            &["/etc/p.ini:1: [composite:main] mounts nothing; write a line such as `/: APP`"],
        );
    }

    #[test]
    fn the_check_of_a_build_says_the_same_and_refuses_an_include() {
        let source = "[pipeline:main]\npipeline = nofilter config:x.ini#y\n";
        let problems = crate::paste::check(source, "main", &["noauth2", "keystone"], &SMALL);
        assert_eq!(
            problems.render("etc/p.ini").as_str(),
            "\netc/p.ini:2: no section for the filter `nofilter`: expected [filter:NAME] with that name\
             \netc/p.ini:2: `config:x.ini#y` includes a file, which a file that is checked at build time cannot; write its \
             sections here"
        );
    }

    #[test]
    fn a_chain_of_includes_ends() {
        let read = |path: &Path| {
            let depth = path.display().to_string().matches("../d").count();
            Ok(format!("[app:q]\nuse = config:../d/{depth}.ini#q\n"))
        };
        let error =
            load("[app:main]\nuse = config:../d/0.ini#q", Path::new("/d/p.ini"), "main", "noauth2", &SMALL, &read)
                .map(|_| ())
                .unwrap_err();
        assert!(error.to_string().contains("included"), "{error}");
    }
}
