#[derive(starmap::Body)]
union Number {
    whole: i64,
    half: f64,
}

fn main() {}
