//! What a literal may hold reaches the row as it is, whatever separates the parts of a row on their way.

struct Things;

#[starmap::resource("things")]
impl Things {
    #[doc = "Acts\non a thing."]
    #[action(POST, "{id}/action", body = "a\tb\nc", policy = "things:\nact")]
    async fn act(&self, id: &str) {
        let _ = id;
    }

    #[action(POST, "{id}/action", body = "\n")]
    async fn other(&self, id: &str) {
        let _ = id;
    }
}

starmap::router! { struct Api {} [Things] }

fn main() {
    use starmap::router::Dispatch;

    let rows = Api::mapper().rows();
    let row = |action| rows.iter().map(|row| &row.route).find(|route| route.action == action).unwrap();
    let (act, other) = (row("act"), row("other"));
    assert_eq!((act.body, act.policy, act.summary), (Some("a\tb\nc"), Some("things:\nact"), "Acts\non a thing."));
    assert_eq!((act.id, act.line, act.template), (0, 8, "/things/{id}/action"));
    assert_eq!((other.body, other.policy, other.id, other.line), (Some("\n"), None, 1, 13));
    let _ = Api::new(Things);
}
