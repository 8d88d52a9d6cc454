#[derive(starmap::Body)]
#[schema(untagged)]
enum Kind {
    Pair(u8, u8),
    Named { size: u8 },
}

fn main() {}
