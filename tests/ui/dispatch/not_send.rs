use std::rc::Rc;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[starmap::action(GET)]
    async fn index(&self) {
        let seen = Rc::new(1);
        std::future::ready(()).await;
        drop(seen);
    }
}

starmap::router! { struct Api {} [ServersController] }

fn main() {}
