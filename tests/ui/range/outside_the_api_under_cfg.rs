struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[cfg(all())]
    #[action(GET, since = "2.91")]
    async fn index(&self) {}
}

starmap::router! { struct Api { versions: "2.1"..="2.90", service: "compute" } [ServersController] }

fn main() {}
