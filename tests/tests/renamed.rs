//! A crate that knows Starmap under another name says so with `crate = path`.

/// The only way to the runtime that is used below.
mod vendored {
    pub(crate) mod framework {
        pub(crate) use starmap::*;
    }
}

struct Servers;

#[vendored::framework::resource("servers", crate = crate::vendored::framework)]
impl Servers {
    #[action(GET, "{id}", since = "2.1", status(202, since = "2.3"))]
    async fn show(&self, id: &str) {
        let _ = id;
    }
}

vendored::framework::router! {
    struct Api { crate: crate::vendored::framework, versions: "2.1"..="2.9", service: "compute", policy: optional }
    [Servers]
}

#[test]
fn the_path_reaches_every_part() {
    use vendored::framework::router::Dispatch;
    assert_eq!(Api::mapper().rows()[0].route.template, "/servers/{id}");
    let _ = Api::new(Servers);
}
