#[derive(starmap::Body)]
#[schema(additonal = allow)]
struct Server {
    #[schema(min_lenght = 1, format = "uid")]
    name: String,
    #[schema(items(minimun = 1))]
    ids: Vec<u32>,
}

#[derive(starmap::View)]
struct Shown {
    #[view(skpi_none)]
    name: Option<String>,
}

fn main() {}
