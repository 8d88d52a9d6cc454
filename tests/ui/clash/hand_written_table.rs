use starmap::mapper::Options;
use starmap::microversion::{Microversion, VersionRange};
use starmap::route::{Answer, Method, Route, Successes};

const fn row(template: &'static str, until: Microversion) -> Route {
    Route {
        id: 0,
        method: Method::Get,
        template,
        range: VersionRange::new(Microversion::new(2, 5), until),
        body: None,
        controller: "Hand",
        action: "written",
        policy: None,
        success: Successes::NONE,
        also: "",
        answer: Answer::Nothing,
        arguments: "",
        sources: &[],
        summary: "",
        file: "hand.rs",
        line: 1,
    }
}

static ROWS: [Route; 4] = [
    row("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", Microversion::HIGHEST),
    row("/{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}", Microversion::HIGHEST),
    row("/written//by/hand", Microversion::HIGHEST),
    row("/written/by/hand", Microversion::new(2, 4)),
];

fn main() {
    let _ = starmap::mapper!(&[&ROWS], Options::PLAIN);
}
