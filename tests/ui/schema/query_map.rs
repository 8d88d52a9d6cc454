#[derive(starmap::Query)]
struct List {
    filters: starmap::schema::Map<String>,
}

fn main() {}
