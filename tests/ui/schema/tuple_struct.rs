#[derive(starmap::Body)]
struct Name(String);

#[derive(starmap::Query)]
struct Limit(u32);

fn main() {}
