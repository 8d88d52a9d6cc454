struct KeypairsController;

#[starmap::resource("os-keypairs")]
impl KeypairsController {
    #[action(GET, "{keypair}", until = "2.9")]
    async fn show(&self, keypair: &str) { let _ = keypair; }
}

starmap::router! {
    struct Api { versions: "2.1"..="2.90", service: "compute" }
    [KeypairsController, starmap_tests::elsewhere::KeypairsController]
}

fn main() {}
