#[derive(starmap::Body)]
struct Tag {
    #[schema(pattern = "^[a-z$")]
    name: String,
    #[schema(pattern = "^(a|b$")]
    kind: String,
}

fn main() {}
