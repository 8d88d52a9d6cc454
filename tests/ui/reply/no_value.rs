use starmap::extract::Json;

struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET)]
    async fn index(&self) -> Json<String> {
        let name = String::from("a");
        Json(name);
    }

    #[action(GET, "{id}")]
    async fn show(&self, id: &str) -> Json<String> {
        if id.is_empty() {
            return Json(String::new());
        }
    }
}

fn main() {}
