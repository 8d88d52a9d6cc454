struct ServersController;
struct TagsController;

#[starmap::resource("servers//x")]
impl ServersController {
    #[action(GET)]
    fn index(&self) {}
}

#[starmap::resource("tags")]
impl TagsController {
    #[action(get)]
    async fn index(&self) {}
}

starmap::router! { struct Api { colour: red, unmatched: gone, service: "compute" } [ServersController, TagsController] }

fn main() {
    let _ = Api::new(ServersController, TagsController);
}
