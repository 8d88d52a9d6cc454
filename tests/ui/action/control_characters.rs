struct Things;

#[starmap::resource("things")]
impl Things {
    #[action(POST, "{id}/action", body = "a\tb", policy = "things:\nact")]
    async fn act(&self, id: &str) {
        let _ = id;
    }
}

fn main() {}
