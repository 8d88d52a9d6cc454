#![deny(warnings)]

pub struct r#Type;

#[starmap::resource("types")]
impl r#Type {
    #[action(GET, "{type}/of/{match}")]
    async fn r#move(&self, r#match: &str, mut r#type: u64) {
        r#type += 1;
        let _ = (r#match, r#type);
    }
}

starmap::router! { struct Api {} [r#Type] }

fn main() {
    use starmap::router::Dispatch;

    assert_eq!(Type::move_url(1, "a b"), "/types/1/of/a%20b");
    let row = Api::mapper().rows()[0].route;
    assert_eq!((row.template, row.controller, row.action), ("/types/{type}/of/{match}", "Type", "move"));
    assert_eq!(row.arguments().next().map(|argument| argument.name), Some("match"));
    let _ = Api::new(Type);
}
