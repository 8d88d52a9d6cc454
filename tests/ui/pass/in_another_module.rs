struct ServersController;

mod routes {
    use super::ServersController;

    #[starmap::resource("servers")]
    impl ServersController {
        #[action(GET)]
        async fn index(&self) {}
    }
}

starmap::router! { struct Api {} [ServersController] }

fn main() {}
