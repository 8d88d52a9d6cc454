//! Tests of the mapper as a whole: precedence, limits, clashes, and agreement with a matcher too simple to be wrong.

use super::*;
use crate::route::Segment;

const fn v(minor: u16) -> Microversion {
    Microversion::new(2, minor)
}

/// A row of `GET` at every microversion, named after its place among the rows of a test.
fn row(method: Method, template: &'static str) -> Route {
    Route { method, template, controller: "Servers", action: "show", file: "src/servers.rs", line: 7, ..Route::EMPTY }
}

fn build(rows: Vec<Route>, options: Options) -> Result<Built, String> {
    build_at_run_time(&[rows.leak()], options)
}

fn gets(templates: &[&'static str]) -> Built {
    build(templates.iter().map(|template| row(Method::Get, template)).collect(), Options::PLAIN).unwrap()
}

/// The template that a path finds and its parameters, joined by spaces; empty for nothing.
fn found(mapper: Mapper<'_>, path: &str) -> String {
    let Some(found) = mapper.find(path) else { return String::new() };
    let method = found.methods().iter().next().unwrap();
    let row = found.rows(method).as_slice()[0];
    let mut text = row.route.template.to_owned();
    for span in found.project().iter().chain(found.parameters.spans()) {
        text = format!("{text} {}", span.of(path));
    }
    text
}

#[track_caller]
fn check(templates: &[&'static str], expected: &[(&str, &str)]) {
    // Each table in both orders, since the order of declaration must not matter.
    let backwards: Vec<&'static str> = templates.iter().rev().copied().collect();
    for built in [gets(templates), gets(&backwards)] {
        for (path, template) in expected {
            assert_eq!(found(built.mapper(), path), *template, "{path}");
        }
    }
}

#[test]
fn literals_and_parameters() {
    check(
        &["/servers", "/servers/{id}", "/servers/{id}/ips/{network}", "/os-server-external-events", "/a", "/"],
        &[
            ("/", "/"),
            ("/a", "/a"),
            ("/servers", "/servers"),
            ("/servers/1", "/servers/{id} 1"),
            ("/servers/1/ips/public", "/servers/{id}/ips/{network} 1 public"),
            ("/servers/ü/ips/é", "/servers/{id}/ips/{network} ü é"),
            ("/os-server-external-events", "/os-server-external-events"),
            ("/os-server-external-event", ""),
            ("/os-server-internal-events", ""),
            ("/os-server-external-events2", ""),
            ("/b", ""),
            ("/server", ""),
            ("/servers2", ""),
            ("/Servers", ""),
            ("/servers/1/ips", ""),
            ("/servers/1/ips/public/x", ""),
        ],
    );
}

#[test]
fn slashes_are_exact() {
    check(
        &["/servers", "/servers/{id}", "/servers/{id}/action", "/"],
        &[
            ("", ""),
            ("servers", ""),
            ("//", ""),
            ("/servers/", ""),
            ("//servers", ""),
            ("/servers//action", ""),
            ("/servers/1/", ""),
            ("/servers/1/action/", ""),
            ("/servers/1/action", "/servers/{id}/action 1"),
        ],
    );
}

#[test]
fn literal_beats_parameter() {
    check(
        &["/servers/{id}", "/servers/detail", "/{a}/{b}", "/{a}/{b}/{c}"],
        &[
            ("/servers/detail", "/servers/detail"),
            ("/servers/details", "/servers/{id} details"),
            ("/servers/detai", "/servers/{id} detai"),
            ("/flavors/detail", "/{a}/{b} flavors detail"),
            ("/servers/detail/x", "/{a}/{b}/{c} servers detail x"),
        ],
    );
}

#[test]
fn a_dead_end_goes_back_to_the_parameter() {
    check(
        &["/servers/detail", "/servers/{id}/x", "/servers/detail/y/z", "/servers/{id}/{w}/q"],
        &[
            ("/servers/detail/x", "/servers/{id}/x detail"),
            ("/servers/detail/y/z", "/servers/detail/y/z"),
            ("/servers/detail/y/q", "/servers/{id}/{w}/q detail y"),
            ("/servers/detail/y/r", ""),
        ],
    );
}

#[test]
fn the_leftmost_literal_decides_among_dead_ends() {
    let all = [
        "/a/b/c/1",
        "/a/b/{z}/2",
        "/a/{y}/c/3",
        "/a/{y}/{z}/4",
        "/{x}/b/c/5",
        "/{x}/b/{z}/6",
        "/{x}/{y}/c/7",
        "/{x}/{y}/{z}/8",
    ];
    check(
        &all,
        &[
            ("/a/b/c/1", "/a/b/c/1"),
            ("/a/b/c/2", "/a/b/{z}/2 c"),
            ("/a/b/c/3", "/a/{y}/c/3 b"),
            ("/a/b/c/4", "/a/{y}/{z}/4 b c"),
            ("/a/b/c/5", "/{x}/b/c/5 a"),
            ("/a/b/c/6", "/{x}/b/{z}/6 a c"),
            ("/a/b/c/7", "/{x}/{y}/c/7 a b"),
            ("/a/b/c/8", "/{x}/{y}/{z}/8 a b c"),
            ("/a/b/c/9", ""),
        ],
    );
}

#[test]
fn literals_of_every_length_at_every_offset() {
    let text = "abcdefghijklmnopqrstuvwxyz0123456789";
    for len in 1..text.len() {
        for front in 1..12 {
            let front = &text[..front];
            let literal = &text[text.len() - len..];
            let template: &'static str = format!("/{front}/{literal}/{{id}}/end").leak();
            let built = gets(&[template, "/other"]);
            let path = format!("/{front}/{literal}/{front}/end");
            assert_eq!(found(built.mapper(), &path), format!("{template} {front}"));
            // One byte changed anywhere is another path.
            for at in 0..len {
                let mut other = path.clone().into_bytes();
                other[front.len() + 2 + at] = b'_';
                assert!(built.mapper().find(std::str::from_utf8(&other).unwrap()).is_none());
            }
        }
    }
}

#[test]
fn a_literal_as_long_as_a_uuid_beats_the_parameter() {
    let uuid = "6f70656e-7374-6163-6b20-342065766572";
    let literal: &'static str = format!("/servers/{uuid}").leak();
    check(
        &[literal, "/servers/{id}", "/images/{id}", "/images/{id}/file"],
        &[
            (literal, literal),
            (&format!("{literal}1"), &format!("/servers/{{id}} {uuid}1")),
            (&format!("/images/{uuid}"), &format!("/images/{{id}} {uuid}")),
            (&format!("/images/{uuid}/file"), &format!("/images/{{id}}/file {uuid}")),
            (&format!("/images/{uuid}/"), ""),
        ],
    );
}

#[test]
fn a_parameter_ends_at_the_first_slash_wherever_it_is() {
    let id = "i".repeat(40);
    for len in 1..=id.len() {
        for more in ["", "/", "/x", "/file", "/file/12345678901234567890123456789012345678"] {
            let path = format!("/images/{}{more}", &id[..len]);
            let expected = match more {
                "" => format!("/images/{{id}} {}", &id[..len]),
                "/file" => format!("/images/{{id}}/file {}", &id[..len]),
                _ => String::new(),
            };
            check(&["/images/{id}", "/images/{id}/file"], &[(&path, &expected)]);
        }
    }
}

#[test]
fn a_nul_is_not_the_end_of_a_short_literal() {
    check(&["/ab", "/ab/{id}"], &[("/ab\0", ""), ("/\0ab", ""), ("/ab", "/ab"), ("/ab/\0", "/ab/{id} \0")]);
}

#[test]
fn a_slash_after_a_dot_or_a_slash_is_exact() {
    // `.` is one below `/`, where a borrow in the word-wise search would report a slash too many.
    check(
        &["/{a}/{b}"],
        &[("/a/.b", "/{a}/{b} a .b"), ("/././", ""), ("/./.", "/{a}/{b} . ."), ("/a/b.", "/{a}/{b} a b.")],
    );
}

#[test]
fn a_method_may_reach_past_the_first_template() {
    let rows = vec![
        row(Method::Get, "/servers/detail"),
        row(Method::Delete, "/servers/{id}"),
        row(Method::Get, "/servers/{id}"),
    ];
    let built = build(rows, Options::PLAIN).unwrap();
    let mapper = built.mapper();
    assert!(mapper.find("/servers/detail").unwrap().rows(Method::Delete).is_empty());
    let found = mapper.find_method("/servers/detail", Method::Delete).unwrap();
    assert_eq!(found.rows(Method::Delete).as_slice()[0].route.template, "/servers/{id}");
    assert_eq!(found.parameters.text("/servers/detail", 0), Some("detail"));
    assert_eq!(found.parameters.text("/servers/detail", 1), None);
    assert_eq!(found.methods().iter().collect::<Vec<_>>(), [Method::Get, Method::Delete]);
    assert!(mapper.find_method("/servers/detail", Method::Put).is_none());
}

#[test]
fn a_project_id_is_skipped_only_if_the_path_fails_without_it() {
    let rows =
        ["/", "/servers", "/servers/{id}", "/fade/{id}", "/ed", "/fade"].map(|template| row(Method::Get, template));
    let built = build(rows.to_vec(), Options { project: true, ..Options::PLAIN }).unwrap();
    let id = "6f70656e-7374-6163-6b20-342065766572";
    for (path, expected) in [
        ("/".to_owned(), "/".to_owned()),
        ("/servers".to_owned(), "/servers".to_owned()),
        (format!("/{id}"), String::new()),
        (format!("/{id}/"), format!("/ {id}")),
        (format!("/{id}/servers"), format!("/servers {id}")),
        (format!("/{id}/servers/1"), format!("/servers/{{id}} {id} 1")),
        (format!("/{id}/servers/"), String::new()),
        (format!("/{id}//servers"), String::new()),
        (format!("/{id}/{id}/servers"), String::new()),
        (format!("/{}/servers", id.to_uppercase()), String::new()),
        (format!("/{}g/servers", &id[..15]), String::new()),
        (format!("/{}g/servers", &id[..16]), String::new()),
        ("/fade/ed".to_owned(), "/fade/{id} ed".to_owned()),
        ("/fade/servers/1".to_owned(), "/servers/{id} fade 1".to_owned()),
        ("/fade".to_owned(), "/fade".to_owned()),
        ("/a/ed".to_owned(), "/ed a".to_owned()),
    ] {
        assert_eq!(found(built.mapper(), &path), expected, "{path}");
    }
}

#[test]
fn without_the_option_no_project_id_is_skipped() {
    check(&["/servers"], &[("/abc/servers", "")]);
}

#[test]
fn the_longest_path_is_answered_and_a_longer_one_is_not() {
    let built = gets(&["/{a}/{b}"]);
    let path = format!("/a/{}", "b".repeat(PATH_BYTES_MAX - 3));
    let found = built.mapper().find(&path).unwrap();
    assert_eq!(found.parameters.text(&path, 1).unwrap().len(), PATH_BYTES_MAX - 3);
    assert!(built.mapper().find(&format!("{path}b")).is_none());
}

#[test]
fn an_empty_table_answers_nothing() {
    let built = build_at_run_time(&[], Options::PLAIN).unwrap();
    assert!(built.mapper().find("/").is_none());
    assert!(built.mapper().find("/a").is_none());
}

fn action(key: Option<&'static str>, since: u16, until: u16) -> Route {
    let range = VersionRange::new(v(since), v(until));
    Route { body: key, range, action: key.unwrap_or("any"), ..row(Method::Post, "/servers/{id}/action") }
}

#[test]
fn rows_are_chosen_by_body_key_and_version() {
    let rows = vec![
        action(Some("reboot"), 1, 99),
        action(Some("os-start"), 20, 99),
        action(Some("os-start"), 1, 19),
        action(Some("rebuild"), 1, 10),
    ];
    let built = build(rows, Options::PLAIN).unwrap();
    let found = built.mapper().find("/servers/1/action").unwrap();
    let rows = found.rows(Method::Post);
    assert!(rows.have_body_keys());
    let keys: Vec<_> = rows.into_iter().map(|row| (row.route.body.unwrap(), row.route.range.since.minor)).collect();
    assert_eq!(keys, [("os-start", 1), ("os-start", 20), ("reboot", 1), ("rebuild", 1)]);
    let pick = |key, minor| rows.by_body_key(key).at(v(minor)).map(|row| row.action);
    assert_eq!(pick(Some("os-start"), 19), Some(2));
    assert_eq!(pick(Some("os-start"), 20), Some(1));
    assert_eq!(pick(Some("rebuild"), 11), None);
    assert_eq!(pick(Some("reboo"), 11), None);
    assert_eq!(pick(None, 11), None);
}

#[test]
fn a_clash_names_both_rows() {
    let mut one = Route { action: "tags", range: VersionRange::since(v(26)), ..row(Method::Get, "/servers/{id}/tags") };
    one.line = 11;
    let two = Route {
        controller: "Tags",
        action: "index",
        file: "src/tags.rs",
        line: 5,
        range: VersionRange::new(v(20), v(30)),
        ..row(Method::Get, "/servers/{server_id}/tags")
    };
    let error = build_at_run_time(&[vec![one].leak(), vec![two].leak()], Options::PLAIN).unwrap_err();
    assert_eq!(
        error,
        "\n\nroute conflict: GET /servers/{id}/tags\
         \n  1st: Servers::tags (2.26 and later) at src/servers.rs:11\
         \n  2nd: Tags::index (2.20 to 2.30) at src/tags.rs:5\
         \n  help: give them disjoint microversion ranges or different paths\n"
    );
}

#[test]
fn what_is_a_clash() {
    let get = |template| row(Method::Get, template);
    let at = |since, until| Route { range: VersionRange::new(v(since), v(until)), ..row(Method::Get, "/a") };
    for (count, rows) in [
        (0, vec![get("/a/{b}"), get("/a/b"), get("/{a}/b"), get("/{a}/{b}")]),
        (1, vec![get("/a/{b}"), get("/a/{c}")]),
        (3, vec![get("/a"), get("/a"), get("/a")]),
        (0, vec![get("/a"), row(Method::Put, "/a")]),
        (0, vec![at(1, 5), at(6, 9), at(10, 10)]),
        (1, vec![at(1, 5), at(5, 9)]),
        (2, vec![at(1, 9), at(2, 3), at(4, 5)]),
        (0, vec![action(Some("x"), 1, 9), action(Some("y"), 1, 9)]),
        (1, vec![action(Some("x"), 1, 9), action(Some("x"), 9, 9)]),
        (2, vec![action(Some("x"), 1, 9), action(Some("y"), 1, 9), action(None, 9, 9)]),
        (0, vec![action(Some("x"), 1, 9), action(None, 10, 10)]),
        (1, vec![action(Some("x"), 1, 9), action(None, 10, 10), action(Some("z"), 10, 10)]),
    ] {
        let names: Vec<_> = rows.iter().map(|row| row.template).collect();
        let error = build(rows, Options::PLAIN).err().unwrap_or_default();
        assert_eq!(error.matches("route conflict").count(), count, "{names:?}: {error}");
    }
}

#[test]
fn a_key_beside_none_says_why_it_clashes() {
    let error = build(vec![action(Some("x"), 1, 9), action(None, 1, 9)], Options::PLAIN).unwrap_err();
    assert!(error.contains("1st: Servers::x (2.1 to 2.9) at src/servers.rs:7 with the body key `x`"), "{error}");
    assert!(error.contains("2nd: Servers::any (2.1 to 2.9) at src/servers.rs:7 with any body"), "{error}");
    assert!(error.contains("help: a body with the key would fit both"), "{error}");
}

#[test]
fn many_clashes_end_with_a_count() {
    let rows = vec![row(Method::Get, "/a"); 30];
    let error = build(rows, Options::PLAIN).unwrap_err();
    let shown = error.matches("route conflict").count();
    let more = format!("\n\nand {} more\n", 30 * 29 / 2 - shown);
    assert!(shown > 20 && error.ends_with(&more), "{error}");
}

#[test]
fn limits_are_errors() {
    let api = Options { versions: Some(VersionRange::new(v(1), v(96))), ..Options::PLAIN };
    let ranged = |since, until| Route { range: VersionRange::new(v(since), v(until)), ..row(Method::Get, "/a") };
    let open = Route { range: VersionRange::since(v(96)), ..row(Method::Get, "/a") };
    for (expected, rows) in [
        ("", vec![row(Method::Get, "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a")]),
        ("too many segments", vec![row(Method::Get, "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a")]),
        ("", vec![row(Method::Get, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}")]),
        ("too many parameters", vec![row(Method::Get, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}")]),
        ("a segment that no path can have", vec![row(Method::Get, "/a/")]),
        ("an empty microversion range", vec![ranged(9, 8)]),
        ("", vec![ranged(1, 96)]),
        ("", vec![open]),
        ("a range outside the API's", vec![ranged(1, 97)]),
        ("a range outside the API's", vec![ranged(0, 5)]),
    ] {
        let error = build(rows, api).err().unwrap_or_default();
        assert_eq!(expected.is_empty(), error.is_empty(), "{expected}: {error}");
        assert!(error.contains(expected), "{error}");
    }
}

const SHOW: Route = Route {
    method: Method::Get,
    template: "/servers/{id}",
    controller: "Servers",
    action: "show",
    file: file!(),
    line: line!(),
    ..Route::EMPTY
};
const DETAIL: Route = Route { template: "/servers/detail", action: "detail", ..SHOW };

#[test]
fn the_compiler_builds_the_same_table() {
    const TABLES: &[&[Route]] = &[&[SHOW], &[], &[DETAIL]];
    static MAPPER: Mapper<'static> = crate::mapper!(TABLES, Options { project: true, versions: None });
    let found = MAPPER.find("/0/servers/detail").unwrap();
    let rows = found.rows(Method::Get);
    assert_eq!((rows.as_slice()[0].controller, rows.as_slice()[0].action), (2, 0));
    let built = build_at_run_time(TABLES, MAPPER.options()).unwrap();
    assert_eq!(format!("{:?}", MAPPER), format!("{:?}", built.mapper()));
}

/// xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// The words of random tables: few, so that literals and parameters often meet, alike at both ends, or as long as an id.
const WORDS: [&str; 12] = [
    "a",
    "ab",
    "abcdefgh",
    "abcdefghi",
    "os-abcdefg-1234567",
    "os-abcdefh-1234567",
    "detail",
    "0f",
    ".",
    "0123456789abcdef0123456789abcdef",
    "6f70656e-7374-6163-6b20-342065766572",
    "6f70656e-7374-6163-6b20-3420657665722",
];

fn fits(route: &Route, segments: &[&str]) -> bool {
    route.segments().count() == segments.len()
        && route.segments().zip(segments).all(|(expected, &found)| match expected {
            Segment::Literal(literal) => literal == found,
            Segment::Parameter(_) => !found.is_empty(),
        })
}

/// Looks at every row, and prefers the one with a literal at the first place where two differ.
fn naive<'a>(routes: &'a [Route], path: &str, method: Option<Method>) -> Option<(&'a Route, Vec<String>)> {
    let rest = path.strip_prefix('/')?;
    let segments: Vec<&str> = if rest.is_empty() { Vec::new() } else { rest.split('/').collect() };
    let best = routes
        .iter()
        .filter(|route| method.is_none_or(|method| route.method == method) && fits(route, &segments))
        .min_by_key(|route| {
            route.segments().map(|segment| matches!(segment, Segment::Parameter(_))).collect::<Vec<bool>>()
        })?;
    let parameters = best.segments().zip(segments).filter(|(segment, _)| matches!(segment, Segment::Parameter(_)));
    Some((best, parameters.map(|(_, text)| text.to_owned()).collect()))
}

fn naive_with_project<'a>(routes: &'a [Route], path: &str, method: Option<Method>) -> Option<(&'a Route, Vec<String>)> {
    naive(routes, path, method).or_else(|| {
        let (project, _) = path.strip_prefix('/')?.split_once('/')?;
        let valid = !project.is_empty() && project.bytes().all(|byte| b"0123456789abcdef-".contains(&byte));
        if valid { naive(routes, &path[project.len() + 1..], method) } else { None }
    })
}

#[test]
fn agrees_with_a_naive_matcher_on_random_tables() {
    let mut random = Random(0x5eed_1234_5678_9abc);
    let mut hits = 0;
    for round in 0..400 {
        let mut routes: Vec<Route> = Vec::new();
        for _ in 0..1 + random.below(40) {
            let mut template = String::new();
            for place in 0..random.below(6) {
                match random.below(3) {
                    0 => template += &format!("/{{p{place}}}"),
                    _ => template += &format!("/{}", WORDS[random.below(WORDS.len())]),
                }
            }
            let template: &'static str = if template.is_empty() { "/" } else { template.leak() };
            let route = row(Method::ALL[random.below(2)], template);
            let shape = |route: &Route| -> Vec<Option<&str>> {
                let literal = |segment| match segment {
                    Segment::Literal(literal) => Some(literal),
                    Segment::Parameter(_) => None,
                };
                route.segments().map(literal).collect()
            };
            if routes.iter().all(|other| other.method != route.method || shape(other) != shape(&route)) {
                routes.push(route);
            }
        }
        let options = Options { project: round % 2 == 1, versions: None };
        let built = build(routes.clone(), options).unwrap();
        for _ in 0..200 {
            let mut path = String::new();
            for _ in 0..random.below(7) {
                path += "/";
                path += if random.below(30) == 0 { "" } else { WORDS[random.below(WORDS.len())] };
            }
            if path.is_empty() {
                path += "/";
            }
            for method in [None, Some(Method::Get), Some(Method::Post)] {
                let expected = match options.project {
                    true => naive_with_project(&routes, &path, method),
                    false => naive(&routes, &path, method),
                };
                let found = match method {
                    None => built.mapper().find(&path),
                    Some(method) => built.mapper().find_method(&path, method),
                };
                let found = found.map(|found| {
                    let method = method.unwrap_or_else(|| found.methods().iter().next().unwrap());
                    let template = found.rows(method).as_slice()[0].route.segments().count();
                    let texts: Vec<String> =
                        found.parameters.spans().iter().map(|span| span.of(&path).to_owned()).collect();
                    (found.rows(method).as_slice()[0].route, template, texts)
                });
                hits += usize::from(found.is_some());
                match (expected, found) {
                    (None, None) => {}
                    (Some((route, texts)), Some((row, _, found))) => {
                        let shape = |route: &Route| -> Vec<bool> {
                            route.segments().map(|segment| matches!(segment, Segment::Parameter(_))).collect()
                        };
                        assert_eq!((shape(route), texts), (shape(&row), found), "{path} {method:?}");
                    }
                    (expected, found) => panic!("{path} {method:?}: {expected:?} but {found:?}"),
                }
            }
        }
    }
    assert!(hits > 10_000, "too few of the random paths match: {hits}");
}

#[test]
fn large_tables_are_found_whole() {
    let templates: Vec<&'static str> =
        (0..3000).map(|at| &*format!("/collection-{}/{{id}}/member-{at}", at % 700).leak()).collect();
    let built = gets(&templates);
    for (at, template) in templates.iter().enumerate() {
        let path = format!("/collection-{}/x/member-{at}", at % 700);
        assert_eq!(found(built.mapper(), &path), format!("{template} x"));
    }
}

fn nearest(built: &Built, method: Method, path: &str, version: Option<Microversion>) -> Vec<String> {
    let near = built.mapper().nearest(method, path, version);
    near.iter()
        .map(|near| format!("{} {}: {}", near.row.route.method.as_str(), near.row.route.template, near.reason))
        .collect()
}

#[test]
fn nearest_names_the_first_difference() {
    let rows = vec![
        row(Method::Get, "/servers"),
        row(Method::Get, "/servers/detail"),
        row(Method::Get, "/servers/{id}"),
        row(Method::Delete, "/servers/{id}"),
        Route { range: VersionRange::since(v(26)), ..row(Method::Get, "/servers/{id}/tags") },
        row(Method::Get, "/flavors"),
    ];
    let built = build(rows, Options { project: true, versions: None }).unwrap();
    let first = |method, path, version| nearest(&built, method, path, version).into_iter().next().unwrap_or_default();
    assert_eq!(first(Method::Get, "/severs", None), "GET /servers: segment 1 is `severs`, not `servers`");
    assert_eq!(first(Method::Get, "/0f/severs", None), "GET /servers: segment 2 is `severs`, not `servers`");
    assert_eq!(first(Method::Put, "/flavors", None), "GET /flavors: the method is GET");
    assert_eq!(
        first(Method::Get, "/servers/1/tags", Some(v(25))),
        "GET /servers/{id}/tags: it exists at 2.26 and later"
    );
    assert_eq!(first(Method::Get, "/flavors/", None), "GET /flavors: segment 2 of the path is empty");
    assert_eq!(first(Method::Get, "/flavors/1/x", None), "GET /flavors: the template ends before `/1/x`");
    assert_eq!(first(Method::Get, "/entirely/other", None), "");
    assert!(nearest(&built, Method::Get, "/servers/1/tag", None).len() <= NEAREST_MAX);
}
