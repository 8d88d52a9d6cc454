use starmap::action;

struct ServersController;

macro_rules! list {
    ($name:ident) => {
        #[action(GET)]
        async fn $name(&self) {}
    };
}

#[starmap::resource("servers")]
impl ServersController {
    list!(index);

    #[action(POST)]
    async fn create(&self) {}
}

fn main() {}
