use starmap::mapper::Options;
use starmap::microversion::{Microversion, VersionRange};
use starmap::route::{Answer, Method, Route, Segment};

const fn row(segments: &'static [Segment], until: Microversion) -> Route {
    Route {
        id: 0,
        method: Method::Get,
        template: "/written/by/hand",
        segments,
        range: VersionRange::new(Microversion::new(2, 5), until),
        body: None,
        controller: "Hand",
        action: "written",
        policy: None,
        success: &[],
        also: &[],
        answer: Answer::Nothing,
        arguments: &[],
        summary: "",
        file: "hand.rs",
        line: 1,
    }
}

static ROWS: [Route; 4] = [
    row(&[Segment::Literal("a"); 17], Microversion::HIGHEST),
    row(&[Segment::Parameter("a"); 9], Microversion::HIGHEST),
    row(&[Segment::Literal("")], Microversion::HIGHEST),
    row(&[Segment::Literal("b")], Microversion::new(2, 4)),
];

fn main() {
    let _ = starmap::mapper!(&[&ROWS], Options::PLAIN);
}
