#[derive(starmap::Body)]
struct Server {
    #[schema(min_length = , pattern, max_length = "5" format = 3, 7)]
    name: String,
}

fn main() {}
