//! Bodies and queries of server groups.

use starmap::microversion::{Microversion, VersionRange};
use starmap::schema::{Keyword, Literal, LooseInt, Schema, Type, types};
use starmap::{Body, Query};

/// `GET /os-server-groups`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ListServerGroups {
    /// Whether those of all projects are asked for, by its presence.
    pub all_projects: Option<String>,
    /// The most groups of the answer; 0 is as many as may be.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub limit: Option<String>,
    /// How many groups are passed over.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub offset: Option<String>,
}

/// `POST /os-server-groups`
#[derive(Debug, Body)]
pub struct CreateServerGroup {
    /// The group to be.
    pub server_group: NewServerGroup,
}

/// The group to be.
#[derive(Debug, Body)]
pub struct NewServerGroup {
    /// Its name.
    #[schema(with = types::NAME)]
    pub name: String,
    /// Its policy, in a list.
    #[schema(with = POLICIES, until = "2.63", required(until = "2.63"))]
    pub policies: Option<Vec<String>>,
    /// Its policy.
    #[schema(
        one_of("anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity"),
        since = "2.64",
        required(since = "2.64")
    )]
    pub policy: Option<String>,
    /// What the policy is to be like.
    #[schema(since = "2.64")]
    pub rules: Option<Rules>,
}

const POLICIES: Schema = Schema::new(&[
    Keyword::Type(&[Type::Array]),
    Keyword::PrefixItems(&[POLICY]),
    Keyword::UniqueItems,
    Keyword::MinItems(1),
    Keyword::MaxItems(1),
]);

const POLICY: &Schema = &Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Within(
        VersionRange::until(Microversion::literal("2.14")),
        &Keyword::Enum(&[Literal::Str("anti-affinity"), Literal::Str("affinity")]),
    ),
    Keyword::Within(
        VersionRange::since(Microversion::literal("2.15")),
        &Keyword::Enum(&[
            Literal::Str("anti-affinity"),
            Literal::Str("affinity"),
            Literal::Str("soft-anti-affinity"),
            Literal::Str("soft-affinity"),
        ]),
    ),
]);

/// What a policy is to be like.
#[derive(Debug, Body)]
pub struct Rules {
    /// The most servers of the group on one host.
    #[schema(with = types::POSITIVE_INTEGER)]
    pub max_server_per_host: Option<LooseInt>,
}
