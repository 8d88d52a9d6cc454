const NAME: starmap::schema::Schema = starmap::schema::Schema::ANY;

#[derive(starmap::Body)]
struct Server {
    #[schema(since = "2.5", required(until = "2.4"))]
    name: Option<String>,
    #[schema(since = "2.5", with(NAME, until = "2.4"))]
    text: Option<String>,
}

fn main() {}
