#[derive(starmap::View)]
struct ServerView {
    #[view(skip_none)]
    name: String,
    #[view(flatten, skip_none)]
    fault: Option<Fault>,
}

#[derive(starmap::View)]
struct Fault {
    code: u16,
}

fn main() {}
