#[derive(starmap::Body)]
struct Server {
    #[schema(min_length = 5, max_length = 3)]
    name: String,
    #[schema(maximum = 1, minimum = 2)]
    count: u32,
    #[schema(min_items = 2, max_items = 1)]
    ids: Vec<u32>,
    #[schema(min_properties = 2, max_properties = 1)]
    metadata: starmap::schema::Map<String>,
}

#[derive(starmap::Query)]
struct List {
    #[schema(min_items = 2, max_items = 1)]
    ids: Vec<u32>,
}

fn main() {}
