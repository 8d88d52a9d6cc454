struct Opaque;

#[derive(starmap::Body)]
struct Keypair {
    inner: Opaque,
}

#[derive(starmap::View)]
struct KeypairView {
    inner: Opaque,
}

fn main() {}
