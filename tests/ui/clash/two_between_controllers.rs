mod servers {
    pub struct ServersController;

    #[starmap::resource("servers/{server_id}/tags")]
    impl ServersController {
        #[action(GET, since = "2.26")]
        async fn tags(&self, server_id: &str) { let _ = server_id; }

        #[action(DELETE, "{tag}")]
        async fn delete_tag(&self, server_id: &str, tag: &str) { let _ = (server_id, tag); }
    }
}

mod tags {
    pub struct TagsController;

    #[starmap::resource("servers/{id}/tags")]
    impl TagsController {
        #[action(GET, since = "2.20", until = "2.30")]
        async fn index(&self, id: &str) { let _ = id; }

        #[action(DELETE, "{name}", until = "2.5")]
        async fn delete(&self, id: &str, name: &str) { let _ = (id, name); }
    }
}

starmap::router! { struct Api { versions: "2.1"..="2.90", service: "compute" } [servers::ServersController, tags::TagsController] }

fn main() {}
