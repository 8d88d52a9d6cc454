#[derive(starmap::View)]
enum Kind {
    #[view(name = "size")]
    Size(u8),
    #[view(since = "2.1")]
    Nothing,
}

fn main() {}
