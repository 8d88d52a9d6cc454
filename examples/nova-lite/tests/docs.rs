//! The API's documentation where an operator's api-paste.ini mounts it: what a browser is sent, how long it may keep it, and what
//! the page may load. Without such a mount nothing of it is there.

use std::fs;
use std::path::{Path, PathBuf};

use nova_lite::app::{App, NovaLite};
use nova_lite::config::{Given, Settings, registry};
use starmap::config::Sources;
use starmap::testing::{Answer, Client};

const INI: &str = include_str!("../etc/api-paste.ini");
const MOUNT: &str = "/docs: docs\n/v2: oscomputeversion_legacy_v2\n";
const APP: &str = "\n[app:docs]\npaste.app_factory = starmap:docs\n";

async fn client(paste_config: Option<&Path>) -> Client<App> {
    let command_line = vec![("database", "connection", "sqlite://".to_owned())];
    let sources = Sources { registry: registry(), command_line, ..Sources::default() };
    let (settings, config) = Settings::load(&sources, &Given::default()).expect("the defaults are good");
    let nova = NovaLite::open(settings, &config, paste_config, None).await.expect("nova-lite starts");
    Client::new(nova.service)
}

/// A client of a nova-lite whose operator mounted the documentation.
async fn documented(name: &str) -> Client<App> {
    let ini = INI.replace("/v2: oscomputeversion_legacy_v2\n", MOUNT) + APP;
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.ini"));
    fs::write(&path, ini).expect("a file can be written");
    client(Some(&path)).await
}

fn address<'p>(page: &'p str, name: &str) -> &'p str {
    let end = page.find(name).unwrap_or_else(|| panic!("the page does not name {name}")) + name.len();
    let start = page[..end].rfind('"').expect("an attribute is quoted") + 1;
    &page[start..end]
}

fn assert_guarded(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for part in
        ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn the_page_loads_its_own_files_and_nothing_else() {
    let client = documented("page").await;
    let moved = client.get("/docs").send().await;
    assert_eq!((moved.status().as_u16(), moved.header("location")), (308, "http://localhost/docs/"));
    let page = client.get("/docs/").send().await;
    assert_eq!((page.status().as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_guarded(&page);
    assert!(!page.text().contains("://"), "the page names another host: {}", page.text());
    for (name, media_type, coding) in [
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8", "gzip"),
        ("swagger-ui.css", "text/css; charset=utf-8", "gzip"),
        ("page.js", "text/javascript; charset=utf-8", ""),
        ("page.css", "text/css; charset=utf-8", ""),
    ] {
        let path = format!("/docs/{}", address(page.text(), name));
        let file = client.get(&path).header("accept-encoding", "gzip, deflate").send().await;
        assert_eq!((file.status().as_u16(), file.header("content-type")), (200, media_type), "{path}");
        assert_eq!(
            (file.header("content-encoding"), file.header("cache-control").contains("immutable")),
            (coding, true)
        );
        assert_guarded(&file);
    }
    let zipped = format!("/docs/{}", address(page.text(), "swagger-ui.css"));
    assert_eq!(client.get(&zipped).send().await.status(), 406);
    assert_eq!(client.get("/docs/nothing.js").send().await.status(), 404);
    assert_eq!(client.post("/docs/").send().await.header("allow"), "GET, HEAD");
}

#[tokio::test]
async fn the_document_is_of_the_microversion_that_is_asked_for() {
    let client = documented("document").await;
    let newest = client.get("/docs/openapi.json").send().await;
    assert_eq!((newest.status().as_u16(), newest.header("content-type")), (200, "application/json"));
    assert!(newest.text().contains("\"compute 2.104\""), "the newest by default");
    assert_guarded(&newest);
    let unchanged = client.get("/docs/openapi.json").header("if-none-match", newest.header("etag")).send().await;
    assert_eq!((unchanged.status().as_u16(), unchanged.text()), (304, ""));
    let old = client.get("/docs/openapi.json?microversion=2.1").send().await;
    assert!(old.text().contains("\"compute 2.1\"") && old.header("etag") != newest.header("etag"));
    assert_eq!(client.get("/docs/openapi.json?microversion=9.9").send().await.status(), 400);
}

#[tokio::test]
async fn nothing_of_it_is_there_unless_an_operator_says_so() {
    let client = client(None).await;
    // Nova's answer for a path that has no version: the choices.
    assert_eq!(client.get("/docs/").send().await.status(), 300);
    assert_eq!(client.get("/openapi.json").send().await.status(), 300);
}
