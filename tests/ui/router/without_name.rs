starmap::router! { struct {} [] }

fn main() {}
