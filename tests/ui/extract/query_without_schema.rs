use starmap::extract::Query;

struct Filters;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self, query: Query<Filters>) { let _ = query; }
}

fn main() {}
