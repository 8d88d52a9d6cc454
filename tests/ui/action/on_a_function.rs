#[starmap::action(GET)]
async fn index() {}

fn main() {}
