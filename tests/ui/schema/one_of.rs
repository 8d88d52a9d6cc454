#[derive(starmap::Body)]
struct Server {
    #[schema(one_of("a", 1))]
    name: String,
    #[schema(one_of(1, "a"))]
    count: u32,
    #[schema(one_of("yes"))]
    locked: bool,
    #[schema(one_of("a", "b", "a"))]
    kind: String,
    #[schema(one_of(1.5))]
    ratio: f64,
    #[schema(one_of())]
    none: String,
    #[schema(one_of("a"))]
    list: Vec<String>,
}

fn main() {}
