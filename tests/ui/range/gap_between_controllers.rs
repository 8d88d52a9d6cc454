struct Tags;

#[starmap::resource("servers/{id}/tags")]
impl Tags {
    #[action(GET, until = "2.10")]
    async fn index(&self, id: &str) { let _ = id; }

    #[action(PUT, until = "2.4")]
    async fn replace(&self, id: &str) { let _ = id; }
}

struct SortedTags;

#[starmap::resource("servers/{server_id}/tags")]
impl SortedTags {
    #[action(GET, since = "2.20")]
    async fn index(&self, server_id: &str) { let _ = server_id; }

    #[action(PUT, since = "2.6", gap = allowed)]
    async fn replace(&self, server_id: &str) { let _ = server_id; }
}

starmap::router! { struct Api { versions: "2.1"..="2.90", service: "compute" } [Tags, SortedTags] }

fn main() {}
