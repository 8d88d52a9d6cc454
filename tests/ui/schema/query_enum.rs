#[derive(starmap::Query)]
enum Order {
    Up,
    Down,
}

fn main() {}
