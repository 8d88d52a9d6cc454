struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}
}

mod detail {
    use super::ServersController;

    #[starmap::resource("servers/detail")]
    impl ServersController {
        #[action(GET)]
        async fn detail(&self) {}
    }
}

starmap::router! { struct Api {} [ServersController] }

fn main() {}
