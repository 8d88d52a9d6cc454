//! The layers of a configuration, file by file.

use super::*;

crate::options! {
    list OPTIONS;
    DEBUG: bool = Opt::bool("DEFAULT", "debug", false).mutable();
    MY_IP: String = Opt::text("DEFAULT", "my_ip", "10.0.0.1");
    LIMIT: i64 = Opt::int("api", "max_limit", 1000).min(0).was(&[("DEFAULT", "osapi_max_limit")]);
    LINK: Option<String> = Opt::text_or_none("api", "compute_link_prefix");
    PASSWORD: Option<String> = Opt::text_or_none("auth", "password").secret();
    BASE: String = Opt::uri("vnc", "base_url", "http://$my_ip:6080/", &[]);
    DIRS: Vec<String> = Opt::multi("policy", "dirs", &["policy.d"]);
    AUTH_SECTION_OPTION: Option<String> = Opt::text_or_none("auth", "auth_section");
    ORIGIN: Vec<String> = Opt::list("cors", "allowed_origin", &[]).subgroups();
    AGE: i64 = Opt::int("cors", "max_age", 3600).subgroups();
}

/// A directory that goes when the test does.
struct Files(PathBuf);

impl Files {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let directory = std::env::temp_dir().join(format!("starmap-config-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        for (file, text) in files {
            std::fs::write(directory.join(file), text).unwrap();
        }
        Self(directory)
    }

    fn sources(&self, names: &[&str]) -> Sources {
        let files = names.iter().map(|name| self.0.join(name)).collect();
        Sources { registry: vec![OPTIONS], files, ..Sources::default() }
    }

    fn text(&self, shown: &impl ToString) -> String {
        shown.to_string().replace(&format!("{}/", self.0.display()), "")
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn load(name: &str, text: &str) -> Result<(Config, Vec<String>), String> {
    let files = Files::new(name, &[("f", text)]);
    match Config::load(&files.sources(&["f"])) {
        Ok(config) => {
            let warnings = config.warnings.iter().map(|warning| files.text(warning)).collect();
            Ok((config, warnings))
        }
        Err(problems) => Err(files.text(&problems)),
    }
}

#[test]
fn without_sources_every_option_has_its_default() {
    let config = Config::load(&Sources { registry: vec![OPTIONS], ..Sources::default() }).unwrap();
    assert_eq!(config.read(&LIMIT), 1000);
    assert_eq!(config.read(&LINK), None);
    assert_eq!(config.read(&BASE), "http://10.0.0.1:6080/", "a default refers to other options too");
    assert_eq!(config.read(&DIRS), ["policy.d"]);
    assert_eq!(config.source(&LIMIT), &Source::Default);
    assert!(config.files.is_empty() && config.warnings.is_empty());
}

#[test]
fn a_stronger_layer_wins() {
    let files = Files::new(
        "layers",
        &[
            ("a", "[api]\nmax_limit=1\ncompute_link_prefix=a\n[policy]\ndirs=x\ndirs=y\n[DEFAULT]\nmy_ip=1.1.1.1\n"),
            ("b", "[DEFAULT]\nosapi_max_limit=2\n[policy]\ndirs=z\n"),
            ("20.conf", "[api]\ncompute_link_prefix=20\n"),
            ("10.conf", "[api]\ncompute_link_prefix=10\n"),
            ("30.txt", "[api]\ncompute_link_prefix=30\n"),
        ],
    );
    let mut sources = files.sources(&["a", "b"]);
    sources.directories.push(files.0.clone());
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.read(&LIMIT), 2, "a deprecated name in a later file outweighs the name in an earlier one");
    assert_eq!(config.read(&LINK).as_deref(), Some("20"), "directory files come in order, *.conf only");
    assert_eq!(config.read(&DIRS), ["x", "y", "z"], "a repeated key adds");
    assert_eq!(config.read(&BASE), "http://1.1.1.1:6080/");
    assert_eq!(files.text(config.source(&LIMIT)), "b:2");
    assert_eq!(config.files.len(), 4);

    sources.environment = vec![
        ("OS_API__MAX_LIMIT".to_owned(), "3".to_owned()),
        ("OS_POLICY__DIRS".to_owned(), "env".to_owned()),
        ("OS_DEFAULT__DEBUG".to_owned(), "true".to_owned()),
        ("OS_API__MAX_LMIT".to_owned(), "4".to_owned()),
        ("OS_USERNAME".to_owned(), "admin".to_owned()),
    ];
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.read(&LIMIT), config.read(&DEBUG)), (3, true));
    assert_eq!(config.read(&DIRS), ["env"]);
    let unknown: Vec<String> =
        config.warnings.iter().map(ToString::to_string).filter(|w| w.contains("environ")).collect();
    assert_eq!(unknown, ["environment OS_API__MAX_LMIT: names no option that is known here"]);

    sources.command_line.push(("api", "max_limit", "5".to_owned()));
    assert_eq!(Config::load(&sources).unwrap().read(&LIMIT), 5);
}

#[test]
fn inside_a_file_the_current_name_outweighs_the_deprecated_one() {
    let (config, warnings) = load("alias", "[api]\nmax_limit=1\n[DEFAULT]\nosapi_max_limit=2\n").unwrap();
    assert_eq!(config.read(&LIMIT), 1);
    assert_eq!(warnings, ["f:4: [DEFAULT] osapi_max_limit: is a deprecated name; write [api] max_limit"]);
}

#[test]
fn every_problem_is_told_with_its_line() {
    let text =
        "[api]\nmax_limit = -1\nword\n[DEFAULT]\ndebug = maybe\nmy_ip = $my_ip\n[vnc]\nbase_url=${api.x}\n[api]\nx=a\n";
    let problems = load("problems", text).unwrap_err();
    let wanted = "f:3: has neither `=` nor `:`; an option is written name = value\n\
        f:5: [DEFAULT] debug: `maybe` is no boolean; accepted are true, false, 1, 0, on, off, yes and no\n\
        f:6: [DEFAULT] my_ip: refers to itself: [DEFAULT] my_ip -> [DEFAULT] my_ip\n\
        f:2: [api] max_limit: `-1` is out of range; accepted is an integer of at least 0\n\
        f:8: [vnc] base_url: `a` is no URI; accepted is scheme://host and what may follow";
    assert_eq!(problems, wanted);
}

#[test]
fn a_loop_over_two_options_is_told() {
    let problems = load("loop", "[DEFAULT]\nmy_ip = $api.compute_link_prefix\n[api]\ncompute_link_prefix = $my_ip\n");
    let wanted = "refers to itself: [DEFAULT] my_ip -> [api] compute_link_prefix -> [DEFAULT] my_ip";
    assert!(problems.unwrap_err().contains(wanted));
}

#[test]
fn undeclared_names_are_warned_about_once_and_strictly_refused() {
    let text = "[libvirt]\na=1\nb=2\n[Api]\nmax_limit=3\n[api]\nmax_limt=1\nmax_limt=2\n[cors.]\nmax_age=1\n";
    let (config, mut warnings) = load("unknown", text).unwrap();
    warnings.sort();
    let wanted = [
        "f:10: [cors.]: no such group is known here; did you mean `cors`?",
        "f:2: [libvirt]: no such group is known here",
        "f:5: [Api]: no such group is known here; did you mean `api`?",
        "f:7: [api] max_limt: no such option is known here; did you mean `max_limit`?",
    ];
    assert_eq!(warnings, wanted);
    assert_eq!(config.read(&LIMIT), 1000, "the names of groups keep their case");

    let files = Files::new("strict", &[("f", text)]);
    let strict = Sources { strict: true, ..files.sources(&["f"]) };
    assert_eq!(Config::load(&strict).unwrap_err().0.len(), 5, "every option of an unknown group is named");
}

#[test]
fn a_dollar_sign_in_a_password_is_kept() {
    let (config, warnings) = load("dollar", "[auth]\npassword = pa$word\n").unwrap();
    assert_eq!(config.read(&PASSWORD).as_deref(), Some("pa$word"));
    assert_eq!(warnings.len(), 1);
    assert!(!warnings[0].contains("word\u{60}"), "{warnings:?}");
}

#[test]
fn effective_values_name_their_source_and_hide_secrets() {
    let (config, _) = load("effective", "[auth]\npassword = hunter2\n[api]\nmax_limit=7\n").unwrap();
    let shown: Vec<_> = config.effective().into_iter().map(|line| (line.option, line.value)).collect();
    assert!(shown.contains(&("password", Some("****".to_owned()))));
    assert!(shown.contains(&("max_limit", Some("7".to_owned()))));
    assert!(shown.contains(&("compute_link_prefix", None)));
    assert_eq!(shown.len(), OPTIONS.len());
}

#[test]
fn a_subgroup_takes_what_it_leaves_out_from_its_group() {
    let text = "[cors]\nmax_age = 5\nallowed_origin = http://a\n[cors.dashboard]\nallowed_origin = http://b,http://c\n";
    let (config, warnings) = load("subgroup", text).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(config.subgroups("cors"), ["cors.dashboard"]);
    assert_eq!(config.read_in("cors.dashboard", &ORIGIN), ["http://b", "http://c"]);
    assert_eq!(config.read_in("cors.dashboard", &AGE), 5);
    assert_eq!(config.read(&ORIGIN), ["http://a"]);
}

#[test]
fn a_section_that_auth_section_names_lends_its_options() {
    let text = "[auth]\nauth_section = mine\npassword = weak\n[mine]\npassword = strong\n";
    let (config, warnings) = load("lent", text).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(config.read_in("mine", &PASSWORD).as_deref(), Some("strong"));
    assert_eq!(config.read(&PASSWORD).as_deref(), Some("weak"));
    assert!(config.knows("mine", &PASSWORD) && !config.knows("other", &PASSWORD));
    let (config, warnings) = load("not lent", "[mine]\npassword = strong\n").unwrap();
    assert!(!config.knows("mine", &PASSWORD));
    assert_eq!(warnings, ["f:2: [mine]: no such group is known here"]);
}

#[test]
fn a_missing_file_is_an_error() {
    let files = Files::new("missing", &[]);
    let problems = files.text(&Config::load(&files.sources(&["f"])).unwrap_err());
    assert!(problems.starts_with("f: cannot be read: "), "{problems}");
}

#[test]
fn a_reload_applies_the_mutable_and_names_the_rest() {
    let files = Files::new("reload", &[("f", "[api]\nmax_limit = 1\n[cors.x]\nmax_age=1\n")]);
    let sources = files.sources(&["f"]);
    let config = Config::load(&sources).unwrap();
    let text = "[api]\nmax_limit = 2\n[DEFAULT]\ndebug = on\n[auth]\npassword = p\n[cors.y]\nmax_age=2\n[new]\na=1\n";
    std::fs::write(files.0.join("f"), text).unwrap();
    let reload = config.reload(&sources).unwrap();
    assert_eq!((reload.config.read(&DEBUG), reload.config.read(&LIMIT)), (true, 1));
    assert_eq!(reload.config.subgroups("cors"), ["cors.x"]);
    assert_eq!(reload.config.read_in("cors.x", &AGE), 1);
    let names = |changes: &[Change]| -> Vec<String> {
        let one = |c: &Change| {
            let (old, new) = (c.old.as_deref().unwrap_or("-"), c.new.as_deref().unwrap_or("-"));
            format!("{} {} {old} {new}", c.group, c.option)
        };
        changes.iter().map(one).collect()
    };
    assert_eq!(names(&reload.applied), ["DEFAULT debug false true"]);
    let wanted = ["api max_limit 1 2", "auth password - ****", "cors.y max_age - 2", "cors.x max_age 1 -"];
    assert_eq!(names(&reload.restart), wanted);
    assert_eq!(reload.warnings.len(), 1, "only what is new is told: {:?}", reload.warnings);

    std::fs::write(files.0.join("f"), "[api]\nmax_limit = x\n").unwrap();
    assert!(config.reload(&sources).is_err());
}
