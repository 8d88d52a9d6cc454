//! Rules from declarations and files together.

use super::*;

const fn rule(name: &'static str, check: &'static str, scopes: Scopes, deprecated: Option<Deprecated>) -> RuleDefault {
    RuleDefault { name, check, scopes, operations: &[("GET", "/servers")], deprecated, description: "" }
}

const ADMIN: Deprecated = Deprecated { name: "rule:admin_api", check: "is_admin:True" };
const DEFAULTS: &[RuleDefault] = &[
    rule("context_is_admin", "role:admin", Scopes::Any, Some(ADMIN)),
    rule("reader", "role:reader and project_id:%(project_id)s", Scopes::Any, None),
    rule("reader_or_admin", "rule:reader or rule:context_is_admin", Scopes::Any, None),
    rule("servers:show", "rule:reader_or_admin", Scopes::Project, Some(Deprecated { name: "servers", check: "@" })),
];
const SHOW: RuleId = RuleId::of(DEFAULTS, "servers:show");

struct Files(PathBuf);

impl Files {
    fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("starmap-policy-{}-{name}", std::process::id()));
        std::fs::create_dir_all(directory.join("d")).unwrap();
        Self(directory)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn sources(&self) -> PolicySources {
        PolicySources {
            defaults: DEFAULTS,
            file: Some(self.0.join("policy.yaml")),
            directories: vec![self.0.join("d"), self.0.join("missing")],
            enforce_new_defaults: true,
            default_rule: "default".to_owned(),
        }
    }

    fn texts(&self, problems: &[Problem]) -> Vec<String> {
        problems.iter().map(|one| one.to_string().replace(&format!("{}/", self.0.display()), "")).collect()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn may(policy: &Policy, rule: impl Rule, roles: &[&str], project: &str) -> bool {
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let credentials = Credentials { project_id: Some("p"), roles: &roles, ..Credentials::default() };
    policy.check(rule, &credentials, &Target { project_id: Some(project), ..Target::default() })
}

#[test]
fn defaults_alone() {
    let files = Files::new("defaults");
    let (policy, warnings) = Policy::load(&files.sources()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(may(&policy, SHOW, &["reader"], "p"));
    assert!(!may(&policy, SHOW, &["reader"], "other"));
    assert!(!may(&policy, SHOW, &[], "p"));
    assert!(may(&policy, "servers:show", &["Admin"], "other"));
    assert!(!may(&policy, "no:such:rule", &["admin"], "p"));
}

#[test]
fn a_token_of_another_scope_is_refused() {
    let (policy, _) = Policy::load(&Files::new("scope").sources()).unwrap();
    let roles = ["admin".to_owned()];
    let admin = Credentials { roles: &roles, ..Credentials::default() };
    let cases = [
        (admin, true),
        (Credentials { system_scope: Some("all"), ..admin }, false),
        (Credentials { domain_id: Some("d"), ..admin }, false),
    ];
    for (credentials, allowed) in cases {
        assert_eq!(policy.check(SHOW, &credentials, &Target::default()), allowed, "{credentials:?}");
        assert!(policy.check("context_is_admin", &credentials, &Target::default()));
    }
}

#[test]
fn old_defaults_hold_beside_the_new_where_they_are_not_enforced() {
    let files = Files::new("old");
    let sources = PolicySources { enforce_new_defaults: false, ..files.sources() };
    let (policy, _) = Policy::load(&sources).unwrap();
    let admin = Credentials { is_admin: true, ..Credentials::default() };
    assert!(policy.check("context_is_admin", &admin, &Target::default()));
    assert!(may(&policy, SHOW, &[], "other"));
    files.write("policy.yaml", "\"servers:show\": \"!\"\n");
    let (policy, _) = Policy::load(&sources).unwrap();
    assert!(!may(&policy, SHOW, &["admin"], "p"), "what a file says of a rule stands alone");
}

#[test]
fn files_outweigh_defaults() {
    let files = Files::new("files");
    files.write("policy.yaml", "\"servers:show\": \"rule:mine\"\nmine: role:one\n");
    files.write("d/10.json", "{\"mine\": [[\"role:two\"]]}");
    files.write("d/.hidden", "broken");
    let (policy, warnings) = Policy::load(&files.sources()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(may(&policy, SHOW, &["two"], "p") && !may(&policy, SHOW, &["one", "admin"], "p"));
    assert!(may(&policy, "mine", &["two"], "p"), "a rule of the files can be asked for by name");
}

#[test]
fn a_file_that_sets_a_replaced_rule_decides() {
    let files = Files::new("replaced");
    let cases = [
        ("servers: role:special", false, true),
        // The old default, and the line of a sample file, say nothing.
        ("servers: \"@\"", true, false),
        ("servers: rule:servers:show", true, false),
        ("servers: role:special\nservers:show: role:reader", true, false),
    ];
    for (text, reader, special) in cases {
        files.write("policy.yaml", text);
        let (policy, warnings) = Policy::load(&files.sources()).unwrap();
        assert!(warnings.is_empty(), "{text}: {warnings:?}");
        assert_eq!(
            (may(&policy, SHOW, &["reader"], "p"), may(&policy, SHOW, &["special"], "p")),
            (reader, special),
            "{text}"
        );
    }
}

#[test]
fn the_default_rule_stands_for_rules_that_nobody_defined() {
    let files = Files::new("fallback");
    files.write("policy.yaml", "default: role:any\nservers:show: rule:lost\n");
    let (policy, warnings) = Policy::load(&files.sources()).unwrap();
    assert!(may(&policy, SHOW, &["any"], "p") && may(&policy, "no:such", &["any"], "p"));
    assert!(!may(&policy, SHOW, &["other"], "p"));
    assert_eq!(files.texts(&warnings), ["policy.yaml:2: servers:show: refers to rule:lost, which is defined nowhere"]);
}

#[test]
fn odd_names_are_warned_about() {
    let files = Files::new("odd");
    files.write("policy.yaml", "servers:shwo: role:a\nreader: role:b\nreader: role:c\n");
    let (_, warnings) = Policy::load(&files.sources()).unwrap();
    let wanted = [
        "policy.yaml:3: reader: stands on line 2 too; the later one counts",
        "policy.yaml:1: servers:shwo: no such rule is known here; did you mean `servers:show`?",
    ];
    assert_eq!(files.texts(&warnings), wanted);
}

#[test]
fn what_is_broken_is_told_with_its_line() {
    let files = Files::new("broken");
    files.write("policy.yaml", "reader: rule:reader_or_admin\n\nservers:show: admin\n");
    files.write("d/x", "a: !\n");
    let problems = Policy::load(&files.sources()).unwrap_err();
    let wanted = [
        "policy.yaml:3: servers:show: `admin` is no check; a check is @, ! or written kind:match, such as role:admin",
        "d/x:1: `!` means something else in YAML; put the check in quotes",
        "policy.yaml:1: reader: refers to itself: reader -> reader_or_admin -> reader",
    ];
    assert_eq!(files.texts(&problems.0), wanted);
    files.write("policy.yaml", "a: not rule:a");
    files.write("d/x", "");
    assert!(Policy::load(&files.sources()).is_err());
    // Walked from either end.
    for step in [1, -1] {
        let link = |at: i32| format!("r{:03}: rule:r{:03}\n", 500 + at * step, 500 + (at + 1) * step);
        let chain =
            |length: i32| (1..length).map(link).collect::<String>() + &format!("r{:03}: \"@\"", 500 + length * step);
        files.write("policy.yaml", &chain(REFERENCES_MAX as i32));
        assert!(Policy::load(&files.sources()).is_ok());
        files.write("policy.yaml", &chain(REFERENCES_MAX as i32 + 1));
        assert!(Policy::load(&files.sources()).unwrap_err().to_string().contains("more than 64 deep"));
    }
}

#[test]
fn a_changed_file_is_read_again_and_a_broken_one_is_not_believed() {
    let files = Files::new("refresh");
    let (enforcer, _) = Enforcer::new(files.sources()).unwrap();
    let admin = ["admin".to_owned()];
    let credentials = Credentials { roles: &admin, ..Credentials::default() };
    let allowed = || enforcer.check(SHOW, &credentials, &Target::default());
    assert_eq!(enforcer.rule_id("servers:show"), Some(SHOW));
    assert_eq!(enforcer.rule_id("missing"), None);
    assert!(allowed());
    assert_eq!(enforcer.refresh(), Refresh::Unchanged);

    files.write("policy.yaml", "servers:show: \"!\"");
    assert_eq!(enforcer.refresh(), Refresh::Replaced(Vec::new()));
    assert!(!allowed());

    files.write("policy.yaml", "servers:show: broken");
    assert!(matches!(enforcer.refresh(), Refresh::Kept(_)));
    assert_eq!(enforcer.refresh(), Refresh::Unchanged, "a broken file is told once");
    assert!(!allowed());

    std::fs::remove_file(files.0.join("policy.yaml")).unwrap();
    assert!(matches!(enforcer.refresh(), Refresh::Kept(_)));
    assert!(!allowed(), "a file that went opens no door");

    files.write("d/new.yaml", "servers:show: \"@\"");
    assert_eq!(enforcer.refresh(), Refresh::Replaced(Vec::new()));
    assert!(allowed());
}

#[test]
fn the_sample_is_a_policy_file_and_says_the_defaults() {
    let text = sample(DEFAULTS);
    assert!(file::parse(&text).unwrap().is_empty());
    assert!(
        text.contains("# GET  /servers\n# Scopes: project\n# Replaces \"servers\": \"@\"\n#\"servers:show\": \"rule:")
    );
    let uncommented: String =
        text.lines().filter_map(|line| line.strip_prefix("#\"")).map(|l| format!("\"{l}\n")).collect();
    assert_eq!(file::parse(&uncommented).unwrap().len(), DEFAULTS.len());
}
