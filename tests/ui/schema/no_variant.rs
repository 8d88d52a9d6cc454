#[derive(starmap::Body)]
enum Kind {}

fn main() {}
