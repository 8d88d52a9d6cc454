struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) {}

    #[cfg(all())]
    #[action(GET, since = "2.5")]
    async fn index_with_tags(&self) {}

    #[cfg(any())]
    #[action(GET, since = "2.7")]
    async fn never_compiled(&self) {}
}

starmap::router! { struct Api { versions: "2.1"..="2.90", service: "compute" } [ServersController] }

fn main() {}
