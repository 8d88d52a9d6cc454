#[derive(starmap::Query)]
#[schema(additional(allow, until = "2.75"), additional(refuse, since = "2.75"))]
struct ListServers {
    limit: Option<u32>,
}

fn main() {}
