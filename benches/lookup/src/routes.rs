//! Route tables and workloads: Nova's and GitHub's from files, synthetic ones of any size.
//!
//! Also compiled into the build script, which turns the same tables into Rust.

/// A path template with its methods, as bits in the order of `METHODS`.
#[derive(Clone, Debug)]
pub struct Template {
    pub text: String,
    pub methods: u8,
}

/// The methods that routes may have.
pub const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// The number of a method in `METHODS`.
pub fn method_number(name: &str) -> Option<usize> {
    METHODS.iter().position(|method| *method == name)
}

/// Reads lines of `GET,POST /path/{parameter}`.
pub fn parse(text: &str) -> Vec<Template> {
    text.lines()
        .map(|line| {
            let (methods, template) = line.split_once(' ').expect("a line has methods and a template");
            let bits = methods.split(',').map(|name| 1 << method_number(name).expect("a known method"));
            Template { text: template.to_owned(), methods: bits.fold(0, |all, bit: u8| all | bit) }
        })
        .collect()
}

/// `count` templates of resources with members, sub-resources and actions, ten a resource.
pub fn synthetic(count: usize) -> Vec<Template> {
    const FIRST: [&str; 20] = [
        "server",
        "volume",
        "image",
        "network",
        "port",
        "subnet",
        "router",
        "flavor",
        "keypair",
        "aggregate",
        "snapshot",
        "backup",
        "migration",
        "instance",
        "tenant",
        "project",
        "quota",
        "usage",
        "agent",
        "cell",
    ];
    const SECOND: [&str; 51] = [
        "records",
        "types",
        "groups",
        "policies",
        "attachments",
        "tags",
        "events",
        "tasks",
        "profiles",
        "rules",
        "pools",
        "zones",
        "limits",
        "metrics",
        "alarms",
        "keys",
        "secrets",
        "tokens",
        "roles",
        "grants",
        "domains",
        "services",
        "endpoints",
        "regions",
        "hosts",
        "racks",
        "nodes",
        "disks",
        "chassis",
        "drivers",
        "traits",
        "classes",
        "claims",
        "leases",
        "bindings",
        "mappings",
        "routes",
        "peers",
        "links",
        "paths",
        "flows",
        "queues",
        "topics",
        "streams",
        "shards",
        "replicas",
        "plans",
        "orders",
        "bills",
        "credits",
        "notes",
    ];
    const BELOW: [(&str, u8); 10] = [
        ("", 0b00011),
        ("/{id}", 0b01101),
        ("/detail", 0b00001),
        ("/{id}/action", 0b00010),
        ("/{id}/tags", 0b00011),
        ("/{id}/tags/{tag}", 0b01101),
        ("/{id}/metadata", 0b00111),
        ("/{id}/metadata/{key}", 0b01101),
        ("/{id}/history", 0b00001),
        ("/{id}/members/{member}/state", 0b00101),
    ];
    let resources = (0..).map(|number: usize| {
        let (first, second) = (FIRST[number % 20], SECOND[number / 20 % 51]);
        format!("/v1/{first}-{second}")
    });
    let templates = resources
        .flat_map(|resource| BELOW.map(|(below, methods)| Template { text: format!("{resource}{below}"), methods }));
    templates.take(count).collect()
}

/// Whether a segment of a template is a parameter.
pub fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}
