mod servers {
    pub struct ServersController;

    #[starmap::resource("servers")]
    impl ServersController {
        #[action(GET)]
        async fn index(&self) {}
    }

    #[starmap::resource("servers/detail")]
    impl ServersController {
        #[action(GET)]
        async fn detail(&self) {}
    }

    #[starmap::resource("servers/{id}")]
    impl ServersController {
        #[action(GET)]
        async fn show(&self, id: &str) { let _ = id; }
    }
}

starmap::router! { struct Api {} [servers::ServersController] }

fn main() {}
