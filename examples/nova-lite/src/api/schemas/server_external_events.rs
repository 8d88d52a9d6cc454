//! Bodies of events.

use starmap::Body;
use starmap::microversion::{Microversion, VersionRange};
use starmap::schema::{Keyword, Literal, Schema, Type};

/// `POST /os-server-external-events`
#[derive(Debug, Body)]
pub struct CreateEvents {
    /// At least one.
    #[schema(min_items = 1)]
    pub events: Vec<NewEvent>,
}

/// Something that happened to a server elsewhere.
#[derive(Debug, Body)]
pub struct NewEvent {
    /// What happened.
    #[schema(with = NAME)]
    pub name: String,
    /// To which server.
    #[schema(format = "uuid")]
    pub server_uuid: String,
    /// How it ended.
    #[schema(one_of("failed", "completed", "in-progress"))]
    pub status: Option<String>,
    /// What of the server it is about: a port, a volume, a power state.
    #[schema(max_length = 255)]
    pub tag: Option<String>,
}

/// The names from 2.93 on, in the order in which they came.
const NAMES: &[Literal] = &[
    Literal::Str("network-changed"),
    Literal::Str("network-vif-plugged"),
    Literal::Str("network-vif-unplugged"),
    Literal::Str("network-vif-deleted"),
    Literal::Str("volume-extended"),
    Literal::Str("power-update"),
    Literal::Str("accelerator-request-bound"),
    Literal::Str("volume-reimaged"),
];

const NAME: Schema = Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Within(VersionRange::until(Microversion::literal("2.50")), &Keyword::Enum(NAMES.split_at(4).0)),
    Keyword::Within(
        VersionRange::new(Microversion::literal("2.51"), Microversion::literal("2.75")),
        &Keyword::Enum(NAMES.split_at(5).0),
    ),
    Keyword::Within(
        VersionRange::new(Microversion::literal("2.76"), Microversion::literal("2.81")),
        &Keyword::Enum(NAMES.split_at(6).0),
    ),
    Keyword::Within(
        VersionRange::new(Microversion::literal("2.82"), Microversion::literal("2.92")),
        &Keyword::Enum(NAMES.split_at(7).0),
    ),
    Keyword::Within(VersionRange::since(Microversion::literal("2.93")), &Keyword::Enum(NAMES)),
]);
