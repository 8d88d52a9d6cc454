#[derive(starmap::Body)]
struct Hints {
    #[schema(rest)]
    all: String,
    #[schema(rest)]
    others: starmap::schema::Map<String>,
}

fn main() {}
