//! Bodies and queries of hosts.

use starmap::json::Value;
use starmap::microversion::Microversion;
use starmap::schema::{Additional, FromValue, Keyword, Literal, Mismatch, Property, Required, Schema, Schematic, Type};
use starmap::{Body, Query};

/// `GET /os-hosts`
#[derive(Debug, Query)]
#[schema(additional = allow)]
pub struct ListHosts {
    /// In this availability zone only.
    pub zone: Option<String>,
}

/// `PUT /os-hosts/{id}`: one of these at least, which a derived schema cannot say.
#[derive(Debug)]
pub struct ChangeHost(pub HostChange);

/// What changes of a host.
#[derive(Debug, Body)]
pub struct HostChange {
    /// Whether it takes new servers.
    pub status: Option<String>,
    /// Whether it is in maintenance.
    pub maintenance_mode: Option<String>,
}

const SWITCH: Schema = Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Enum(&[
        Literal::Str("enable"),
        Literal::Str("disable"),
        Literal::Str("Enable"),
        Literal::Str("Disable"),
        Literal::Str("ENABLE"),
        Literal::Str("DISABLE"),
    ]),
]);
const WITH_STATUS: Schema = Schema::new(&[Keyword::Required(&[Required::new("status")])]);
const WITH_MAINTENANCE: Schema = Schema::new(&[Keyword::Required(&[Required::new("maintenance_mode")])]);

impl Schematic for ChangeHost {
    const SCHEMA: &'static Schema = &Schema::new(&[
        Keyword::Type(&[Type::Object]),
        Keyword::Properties(&[Property::new("status", &SWITCH), Property::new("maintenance_mode", &SWITCH)]),
        Keyword::AnyOf(&[&WITH_STATUS, &WITH_MAINTENANCE]),
        Keyword::AdditionalProperties(Additional::Refuse),
    ]);
}

impl FromValue for ChangeHost {
    fn from_value(value: Value, version: Microversion) -> Result<Self, Mismatch> {
        HostChange::from_value(value, version).map(Self)
    }
}
