mod servers {
    pub struct ServersController;
}

mod routes {
    use super::servers::ServersController;

    #[starmap::resource("servers")]
    impl ServersController {
        #[action(GET)]
        async fn index(&self) {}
    }
}

starmap::router! { struct Api {} [routes::ServersController] }

fn main() {}
