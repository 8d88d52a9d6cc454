#[derive(starmap::Body)]
struct Server {
    #[schema]
    name: String,
    #[schema = "text"]
    text: String,
}

fn main() {}
