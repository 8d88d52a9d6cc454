#[derive(starmap::Body)]
enum Networks {
    Auto,
    List(Vec<String>),
}

#[derive(starmap::Body)]
#[schema(untagged)]
enum Pair {
    Both(String, String),
}

fn main() {}
