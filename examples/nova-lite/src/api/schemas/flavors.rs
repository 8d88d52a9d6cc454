//! Bodies and queries of flavors.

use starmap::json::Value;
use starmap::microversion::{Microversion, VersionRange};
use starmap::schema::{Keyword, Literal, LooseBool, LooseInt, Nullable, Schema, Type, types};
use starmap::{Body, Query};

/// An id of the client's choice: text or a number; null asks for a new UUID.
const ID: Schema = Schema::new(&[
    Keyword::Type(&[Type::String, Type::Number, Type::Null]),
    Keyword::MinLength(1),
    Keyword::MaxLength(255),
    Keyword::Pattern("^(?! )[a-zA-Z0-9. _-]+(?<! )$"),
]);

/// A size, as a number or in a string.
const SIZE: Schema = Schema::new(&[
    Keyword::Type(&[Type::Integer, Type::String]),
    Keyword::Pattern("^[0-9]+$"),
    Keyword::Minimum(0),
    Keyword::Maximum(i32::MAX as i64),
]);

/// A size of which there is some.
const POSITIVE_SIZE: Schema = Schema::new(&[
    Keyword::Type(&[Type::Integer, Type::String]),
    Keyword::Pattern("^[0-9]+$"),
    Keyword::Minimum(1),
    Keyword::Maximum(i32::MAX as i64),
]);

const RXTX_FACTOR: Schema = Schema::new(&[
    Keyword::Type(&[Type::Number, Type::String]),
    Keyword::Pattern("^[0-9]+(\\.[0-9]+)?$"),
    Keyword::ExclusiveMinimum(0),
    Keyword::MaximumFloat(3.40282e+38),
]);

const DESCRIPTION: Schema = Schema::new(&[
    Keyword::Type(&[Type::String, Type::Null]),
    Keyword::MinLength(0),
    Keyword::MaxLength(65535),
    Keyword::Pattern(types::PRINTABLE),
]);

/// `POST /flavors`
#[derive(Debug, Body)]
pub struct CreateFlavor {
    /// The flavor to be.
    pub flavor: NewFlavor,
}

/// The flavor to be.
#[derive(Debug, Body)]
pub struct NewFlavor {
    /// Its name.
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: String,
    /// Its id.
    #[schema(with = ID)]
    pub id: Option<Value>,
    /// MiB of memory.
    #[schema(with = POSITIVE_SIZE)]
    pub ram: LooseInt,
    /// Virtual processors.
    #[schema(with = POSITIVE_SIZE)]
    pub vcpus: LooseInt,
    /// GiB of root disk.
    #[schema(with = SIZE)]
    pub disk: LooseInt,
    /// GiB of ephemeral disk.
    #[schema(name = "OS-FLV-EXT-DATA:ephemeral", with = SIZE)]
    pub ephemeral: Option<LooseInt>,
    /// MiB of swap.
    #[schema(with = SIZE)]
    pub swap: Option<LooseInt>,
    /// A factor that nothing uses any more.
    #[schema(with = RXTX_FACTOR, until = "2.101")]
    pub rxtx_factor: Option<Value>,
    /// Whether every project may use it.
    #[schema(name = "os-flavor-access:is_public")]
    pub is_public: Option<LooseBool>,
    /// What it is for.
    #[schema(with = DESCRIPTION, since = "2.55")]
    pub description: Option<Nullable<String>>,
}

/// The keys that flavors can be sorted by.
const SORT_KEY: Schema = Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Within(VersionRange::until(Microversion::literal("2.101")), &Keyword::Enum(SORT_KEYS)),
    Keyword::Within(VersionRange::since(Microversion::literal("2.102")), &Keyword::Enum(SORT_KEYS_2_102)),
]);

const SORT_KEYS: &[Literal] = &[
    Literal::Str("created_at"),
    Literal::Str("description"),
    Literal::Str("disabled"),
    Literal::Str("ephemeral_gb"),
    Literal::Str("flavorid"),
    Literal::Str("id"),
    Literal::Str("is_public"),
    Literal::Str("memory_mb"),
    Literal::Str("name"),
    Literal::Str("root_gb"),
    Literal::Str("rxtx_factor"),
    Literal::Str("swap"),
    Literal::Str("updated_at"),
    Literal::Str("vcpu_weight"),
    Literal::Str("vcpus"),
];

const SORT_KEYS_2_102: &[Literal] = &[
    Literal::Str("created_at"),
    Literal::Str("description"),
    Literal::Str("disabled"),
    Literal::Str("ephemeral_gb"),
    Literal::Str("flavorid"),
    Literal::Str("id"),
    Literal::Str("is_public"),
    Literal::Str("memory_mb"),
    Literal::Str("name"),
    Literal::Str("root_gb"),
    Literal::Str("swap"),
    Literal::Str("updated_at"),
    Literal::Str("vcpu_weight"),
    Literal::Str("vcpus"),
];

/// `GET /flavors` and `GET /flavors/detail`
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct ListFlavors {
    /// The most flavors of a page.
    #[schema(with = types::NON_NEGATIVE_INTEGER)]
    pub limit: Option<String>,
    /// The last flavor of the page before.
    pub marker: Option<String>,
    /// Public ones, private ones, or with `none` both.
    pub is_public: Option<String>,
    /// The least memory in MiB.
    #[schema(name = "minRam")]
    pub min_ram: Option<String>,
    /// The least root disk in GiB.
    #[schema(name = "minDisk")]
    pub min_disk: Option<String>,
    /// What to sort by.
    #[schema(with = SORT_KEY)]
    pub sort_key: Option<String>,
    /// `asc` or `desc`.
    #[schema(one_of("asc", "desc"))]
    pub sort_dir: Option<String>,
    /// A regular expression for the name.
    #[schema(with = types::REGEX, since = "2.102")]
    pub name: Option<String>,
}

/// `PUT /flavors/{id}`
#[derive(Debug, Body)]
pub struct UpdateFlavor {
    /// What changes.
    pub flavor: FlavorChange,
}

/// What changes of a flavor.
#[derive(Debug, Body)]
pub struct FlavorChange {
    /// What it is for.
    #[schema(with = DESCRIPTION)]
    pub description: Nullable<String>,
}

/// The action `addTenantAccess`.
#[derive(Debug, Body)]
pub struct AddTenantAccess {
    /// The project.
    #[schema(name = "addTenantAccess")]
    pub access: TenantAccess,
}

/// The action `removeTenantAccess`.
#[derive(Debug, Body)]
pub struct RemoveTenantAccess {
    /// The project.
    #[schema(name = "removeTenantAccess")]
    pub access: TenantAccess,
}

/// A project that may use a private flavor.
#[derive(Debug, Body)]
pub struct TenantAccess {
    /// Its id.
    #[schema(min_length = 1, max_length = 255)]
    pub tenant: String,
}
