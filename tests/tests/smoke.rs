//! The generated smoke test finds what is wrong with a row, and passes over what an action may do.

use std::sync::Arc;

use http::StatusCode;
use starmap::extract::{Body, Query, RawBody};
use starmap::fault::Fault;
use starmap::response::WithStatus;
use starmap::router::{Router, RouterSettings};
use starmap::service::Service;
use starmap::testing::{Client, Visited, smoke};

struct Books;

#[derive(starmap::Body)]
struct NewBook {
    title: String,
    #[schema(since = "1.2")]
    pages: Option<u32>,
}

#[derive(starmap::Query)]
struct Page {
    limit: Option<u32>,
}

#[starmap::resource("books")]
impl Books {
    #[action(GET)]
    async fn index(&self, page: Query<Page>) {
        let _ = page.0.limit;
    }

    #[action(POST, status(200, until = "1.1"), status(201, since = "1.2"))]
    async fn create(&self, book: Body<NewBook>) {
        let _ = (book.0.title, book.0.pages);
    }

    #[action(GET, "{id}", since = "1.1", until = "1.2")]
    async fn show(&self, id: u32) -> Result<(), Fault> {
        Err(Fault::not_found(format!("There is no book {id}.")))
    }

    #[action(POST, "{id}/action", body = "lend", since = "1.1")]
    async fn lend(&self, id: &str) {
        let _ = id;
    }

    #[action(POST, "{id}/copies", body = "add", until = "1.1")]
    async fn add_copy(&self, id: &str) {
        let _ = id;
    }

    #[action(POST, "{id}/copies", since = "1.2")]
    async fn create_copy(&self, id: &str, copy: Body<NewBook>) {
        let _ = (id, copy.0.title);
    }

    #[action(PUT, "{id}/cover")]
    async fn cover(&self, id: &str, image: RawBody) {
        let _ = (id, image);
    }
}

struct Wrong;

#[starmap::resource("wrong")]
impl Wrong {
    #[action(GET, "panic")]
    async fn panics(&self) {
        panic!("on purpose");
    }

    #[action(GET, "unavailable")]
    async fn unavailable(&self) -> Result<(), Fault> {
        Err(Fault::generic(StatusCode::SERVICE_UNAVAILABLE))
    }

    #[action(GET, "undeclared")]
    async fn undeclared(&self) -> WithStatus<()> {
        WithStatus(StatusCode::ACCEPTED, ())
    }

    #[action(POST, "swallows", status = 202)]
    async fn swallows(&self, body: lenient::Body) {
        let _ = body;
    }
}

mod lenient {
    use starmap::Call;
    use starmap::extract::Extract;
    use starmap::fault::Fault;
    use starmap::route::Source;

    /// Says that it has a schema, and takes everything.
    pub(super) struct Body;

    impl<'r> Extract<'r> for Body {
        const SOURCE: Source = <starmap::extract::Body<super::NewBook> as Extract<'r>>::SOURCE;

        fn extract(_: &mut Call<'r>) -> Result<Self, Fault> {
            Ok(Self)
        }
    }
}

starmap::router! { struct Library { versions: "1.0"..="1.3", service: "library" } [Books] }
starmap::router! { struct Faulty { versions: "1.0"..="1.3", service: "library" } [Books, Wrong] }

fn library() -> Client<Router> {
    Client::new(Arc::new(Service::of(Router::new(Library::new(Books), RouterSettings::default()))))
}

#[tokio::test]
async fn a_sound_api_passes() {
    let visited = smoke::<Library, _>(&library()).visit().await;
    visited.assert();
    assert_eq!(visited.rows, 7);
    assert_eq!(visited.without_example, ["Books::cover"]);
}

fn faulty() -> Client<Router> {
    Client::new(Arc::new(Service::of(Router::new(Faulty::new(Books, Wrong), RouterSettings::default()))))
}

/// The problems with an action, each without the request that shows it.
fn problems_of<'v>(visited: &'v Visited, action: &str) -> Vec<&'v str> {
    visited.problems.iter().filter(|problem| problem.contains(action)).map(String::as_str).collect()
}

#[tokio::test]
async fn each_kind_of_problem_is_found_at_its_row() {
    let visited = smoke::<Faulty, _>(&faulty()).may_answer("Wrong::unavailable", 503).visit().await;
    for (action, says) in [
        ("Wrong::panics", "GET /wrong/panic at 1.0 fails with 500"),
        ("Wrong::undeclared", "succeeds with 202 Accepted, and the row declares 200"),
        ("Wrong::swallows", "is answered 202 Accepted, and a bad body is owed 400"),
    ] {
        let found = problems_of(&visited, action);
        // At the first microversion and at the last.
        assert_eq!(found.len(), 2, "{action}: {visited:?}");
        assert!(found[0].contains(says), "{found:?}");
        assert!(found[0].contains("tests/tests/smoke.rs:"), "{found:?}");
    }
    assert_eq!(visited.problems.len(), 6, "{visited:?}");
}

#[tokio::test]
async fn what_the_table_says_and_the_service_does_not_do_is_found() {
    // The service of another API: whatever it answers, it is no row of this one that does.
    let visited = smoke::<Faulty, _>(&library()).visit().await;
    assert!(problems_of(&visited, "Wrong::panics")[0].contains("is answered 404 Not Found by no row"), "{visited:?}");
    assert!(std::panic::catch_unwind(|| visited.assert()).is_err());
}

#[tokio::test]
async fn a_declaration_that_says_nothing_is_a_problem() {
    let app = library();
    let visited = smoke::<Library, _>(&app)
        .may_answer("Books::index", 503)
        .body("Books::burn", "{}")
        .parameter("name", "x")
        .elsewhere("Books::show");
    let problems = visited.visit().await.problems;
    assert!(problems.iter().any(|problem| problem.contains("and said to be answered elsewhere")), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.contains("`Books::index` is said to answer 503 and never does")));
    assert!(problems.iter().any(|problem| problem.contains("`Books::burn` is no action of this API")));
    assert!(problems.iter().any(|problem| problem.contains("no template of this API has a parameter `{name}`")));
}
