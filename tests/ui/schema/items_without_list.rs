#[derive(starmap::Body)]
struct Server {
    #[schema(items = 1)]
    ids: Vec<u32>,
    #[schema(values)]
    metadata: starmap::schema::Map<String>,
}

fn main() {}
