#[derive(starmap::Body)]
struct Keypair {
    #[schema(minlength = 1)]
    name: String,
}

#[derive(starmap::Body)]
#[schema(extra = allow)]
struct Hints {
    group: Option<String>,
}

#[derive(starmap::View)]
struct KeypairView {
    #[view(rename = "type")]
    kind: String,
}

fn main() {}
