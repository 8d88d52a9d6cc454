#[derive(starmap::Body)]
struct Reboot {
    #[schema(name = "type", until = "2.50")]
    old_kind: Option<String>,
    #[schema(name = "type", since = "2.50")]
    kind: Option<bool>,
}

#[derive(starmap::Body)]
enum State {
    #[schema(name = "active")]
    Active,
    #[schema(name = "active")]
    Running,
}

fn main() {}
