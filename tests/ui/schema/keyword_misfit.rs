#[derive(starmap::Body)]
struct Limits {
    #[schema(min_length = 1)]
    count: i64,
    #[schema(minimum = 1)]
    name: String,
    #[schema(items(minimum = 1))]
    tags: Vec<String>,
    #[schema(keys = "^[a-z]+$")]
    locked: bool,
}

fn main() {}
