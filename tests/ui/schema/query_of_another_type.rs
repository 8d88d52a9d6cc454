struct Name;

#[derive(starmap::Query)]
struct List {
    name: Option<Name>,
}

fn main() {}
