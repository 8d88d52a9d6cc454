struct ServersController;

#[starmap::resource("servers")]
impl ServersController {
    #[action(GET, "{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}")]
    #[rustfmt::skip]
    async fn show(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8) {
        let _ = (a, b, c, d, e, f, g, h, i);
    }
}

fn main() {}
