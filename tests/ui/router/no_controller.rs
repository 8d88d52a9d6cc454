starmap::router! { struct Api {} [] }

fn main() {}
