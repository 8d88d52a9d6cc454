#[derive(starmap::View)]
struct Server {
    #[view(flatten)]
    name: String,
}

fn main() {}
