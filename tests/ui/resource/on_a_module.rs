#[starmap::resource("servers")]
mod servers {}

fn main() {}
