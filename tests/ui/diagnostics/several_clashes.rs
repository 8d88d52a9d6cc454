mod servers {
    pub struct Servers;

    #[starmap::resource("servers")]
    impl Servers {
        #[action(GET, "{id}")]
        async fn show(&self, id: &str) { let _ = id; }

        #[cfg(all())]
        #[action(GET, "detail")]
        async fn detail(&self) {}

        #[cfg(not(all()))]
        #[action(GET, "detail")]
        async fn detail_elsewhere(&self) {}

        #[action(POST, "{id}/action", body = "stop")]
        async fn stop(&self, id: &str) { let _ = id; }
    }
}

mod others {
    pub struct Others;

    #[starmap::resource("servers/{server_id}")]
    impl Others {
        #[action(GET, since = "2.90")]
        async fn index(&self, server_id: &str) { let _ = server_id; }

        #[action(POST, "action", policy = "servers:act")]
        async fn act(&self, server_id: &str) { let _ = server_id; }
    }
}

mod views {
    pub struct Views;

    #[starmap::resource("servers/detail")]
    impl Views {
        #[cfg(all())]
        #[action(GET, since = "2.3")]
        async fn index(&self) {}

        #[cfg(all())]
        #[action(PUT, since = "3.3")]
        async fn update(&self) {}
    }
}

starmap::router! {
    struct Api { versions: "2.1"..="2.9", service: "compute", policy: required }
    [servers::Servers, others::Others, views::Views]
}

fn main() {}
