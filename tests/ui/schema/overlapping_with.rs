#[derive(starmap::Body)]
struct Keypair {
    #[schema(with(OLD, until = "2.92"), with(NEW, since = "2.92"))]
    name: String,
}

const OLD: starmap::schema::Schema = starmap::schema::Schema::ANY;
const NEW: starmap::schema::Schema = starmap::schema::Schema::ANY;

fn main() {}
