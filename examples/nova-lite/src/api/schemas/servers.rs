//! Bodies that make and change servers.

use starmap::Body;
use starmap::json::{Object, Value};
use starmap::microversion::{Microversion, VersionRange};
use starmap::schema::{Additional, Format, Keyword, Literal, LooseBool, Map, Nullable, Property, Schema, Type, types};

/// The name or number of a flavor.
pub const FLAVOR_REF: Schema = Schema::new(&[Keyword::Type(&[Type::String, Type::Integer]), Keyword::MinLength(1)]);

/// How the disk is laid out.
pub const DISK_CONFIG: Schema =
    Schema::new(&[Keyword::Type(&[Type::String]), Keyword::Enum(&[Literal::Str("AUTO"), Literal::Str("MANUAL")])]);

/// Base64 for the guest, at most 64 KiB of it.
pub const USER_DATA: Schema =
    Schema::new(&[Keyword::Type(&[Type::String]), Keyword::Format(Format::Base64), Keyword::MaxLength(65_535)]);

/// As [`USER_DATA`], or null.
pub const USER_DATA_OR_NULL: Schema = Schema::new(&[
    Keyword::Type(&[Type::String, Type::Null]),
    Keyword::Format(Format::Base64),
    Keyword::MaxLength(65_535),
]);

/// The certificates that an image's signature may rest on.
pub const TRUSTED_CERTIFICATES: Schema = Schema::new(&[
    Keyword::Type(&[Type::Array, Type::Null]),
    Keyword::MinItems(1),
    Keyword::MaxItems(50),
    Keyword::UniqueItems,
    Keyword::Items(&Schema::new(&[Keyword::Type(&[Type::String]), Keyword::MinLength(1)])),
]);

const UUID_OR_NULL: Schema = Schema::new(&[Keyword::Type(&[Type::String, Type::Null]), Keyword::Format(Format::Uuid)]);

const VOLUME_SIZE: Schema = Schema::new(&[
    Keyword::Type(&[Type::Integer, Type::String]),
    Keyword::Pattern("^[0-9]+$"),
    Keyword::Minimum(1),
    Keyword::Maximum(i32::MAX as i64),
]);

const DEVICE_NAME: Schema = Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::MinLength(1),
    Keyword::MaxLength(255),
    Keyword::Pattern("^[a-zA-Z0-9._/-]*$"),
]);

const BOOT_INDEX: Schema =
    Schema::new(&[Keyword::Type(&[Type::Integer, Type::String, Type::Null]), Keyword::Pattern("^-?[0-9]+$")]);

const VOLUME_TYPE: Schema =
    Schema::new(&[Keyword::Type(&[Type::String, Type::Null]), Keyword::MinLength(0), Keyword::MaxLength(255)]);

const TAGS: Schema = Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(&types::TAG), Keyword::MaxItems(50)]);

const ZONE_OR_NULL: Schema = Schema::new(&[Keyword::OneOf(&[
    &Schema::new(&[Keyword::Type(&[Type::String]), Keyword::MinLength(1), Keyword::MaxLength(255)]),
    &types::NULL,
])]);

const UUIDS: Schema = Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(&types::UUID)]);

/// What the scheduler is told; hints it does not know are passed on.
const HINTS: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::Properties(&[
        Property::new("group", &Schema::new(&[Keyword::OneOf(&[&UUIDS, &types::UUID])])),
        Property::new("different_host", &Schema::new(&[Keyword::OneOf(&[&types::UUID, &UUIDS])])),
        Property::new(
            "same_host",
            &Schema::new(&[Keyword::Type(&[Type::String, Type::Array]), Keyword::Items(&types::UUID)]),
        ),
        Property::new("query", &Schema::new(&[Keyword::Type(&[Type::String, Type::Object])])),
        Property::new("target_cell", &types::NAME),
        Property::new(
            "different_cell",
            &Schema::new(&[Keyword::Type(&[Type::String, Type::Array]), Keyword::Items(&types::TEXT)]),
        ),
        Property::new("build_near_host_ip", &types::IP_ADDRESS),
        Property::new("cidr", &Schema::new(&[Keyword::Type(&[Type::String]), Keyword::Pattern("^/[0-9a-f.:]+$")])),
    ]),
    Keyword::AdditionalProperties(Additional::Allow),
]);

/// The name of the guest's host: a label, and since 2.94 a whole domain name.
pub const GUEST_HOSTNAME: Schema = Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Within(
        VersionRange::until(Microversion::literal("2.93")),
        &Keyword::Pattern("^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$"),
    ),
    Keyword::Within(VersionRange::until(Microversion::literal("2.93")), &Keyword::MinLength(2)),
    Keyword::Within(VersionRange::until(Microversion::literal("2.93")), &Keyword::MaxLength(63)),
    Keyword::Within(VersionRange::since(Microversion::literal("2.94")), &Keyword::Pattern("^[a-zA-Z0-9-._]*$")),
    Keyword::Within(VersionRange::since(Microversion::literal("2.94")), &Keyword::MinLength(1)),
    Keyword::Within(VersionRange::since(Microversion::literal("2.94")), &Keyword::MaxLength(255)),
]);

/// `POST /servers`
#[derive(Debug, Body)]
pub struct CreateServer {
    /// The server to be.
    pub server: NewServerBody,
    /// What the scheduler is told.
    #[schema(name = "os:scheduler_hints", with = HINTS)]
    pub hints: Option<Object>,
    /// The older name of the same.
    #[schema(name = "OS-SCH-HNT:scheduler_hints", with = HINTS)]
    pub old_hints: Option<Object>,
}

/// The server to be.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewServerBody {
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: String,
    #[schema(name = "imageRef", with = types::IMAGE_ID_OR_EMPTY)]
    pub image_ref: Option<String>,
    #[schema(name = "flavorRef", with = FLAVOR_REF)]
    pub flavor_ref: Value,
    #[schema(name = "adminPass")]
    pub admin_pass: Option<String>,
    #[schema(with = types::METADATA)]
    pub metadata: Option<Map<String>>,
    #[schema(name = "networks", until = "2.36")]
    pub network_list: Option<Vec<NetworkBody>>,
    #[schema(since = "2.37", required(since = "2.37"))]
    pub networks: Option<NetworksBody>,
    #[schema(name = "OS-DCF:diskConfig", with = DISK_CONFIG)]
    pub disk_config: Option<String>,
    #[schema(name = "accessIPv4", with = types::IPV4)]
    pub access_ip_v4: Option<String>,
    #[schema(name = "accessIPv6", with = types::IPV6)]
    pub access_ip_v6: Option<String>,
    #[schema(until = "2.56")]
    pub personality: Option<Vec<PersonalityBody>>,
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub availability_zone: Option<String>,
    pub block_device_mapping: Option<Vec<OldBlockDevice>>,
    pub block_device_mapping_v2: Option<Vec<BlockDevice>>,
    pub config_drive: Option<LooseBool>,
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub key_name: Option<String>,
    #[schema(with = types::POSITIVE_INTEGER)]
    pub min_count: Option<Value>,
    #[schema(with = types::POSITIVE_INTEGER)]
    pub max_count: Option<Value>,
    pub return_reservation_id: Option<LooseBool>,
    pub security_groups: Option<Vec<SecurityGroupBody>>,
    #[schema(with(USER_DATA_OR_NULL, until = "2.0"), with(USER_DATA, since = "2.1"))]
    pub user_data: Option<Nullable<String>>,
    #[schema(with = types::DESCRIPTION, since = "2.19")]
    pub description: Option<Nullable<String>>,
    #[schema(with = TAGS, since = "2.52")]
    pub tags: Option<Vec<String>>,
    #[schema(with = TRUSTED_CERTIFICATES, since = "2.63")]
    pub trusted_image_certificates: Option<Nullable<Vec<String>>>,
    #[schema(with = types::HOSTNAME, since = "2.74")]
    pub host: Option<String>,
    #[schema(with = types::HOSTNAME, since = "2.74")]
    pub hypervisor_hostname: Option<String>,
    #[schema(with = GUEST_HOSTNAME, since = "2.90")]
    pub hostname: Option<String>,
}

/// The networks of a server.
#[derive(Debug, Body)]
#[schema(untagged)]
pub enum NetworksBody {
    /// These.
    List(Vec<NetworkBody>),
    /// None.
    #[schema(name = "none")]
    Nothing,
    /// The project's only one.
    #[schema(name = "auto")]
    Auto,
}

/// One network, or a port on one.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NetworkBody {
    #[schema(with = types::IP_ADDRESS)]
    pub fixed_ip: Option<String>,
    #[schema(with = UUID_OR_NULL)]
    pub port: Option<Nullable<String>>,
    #[schema(with(types::TEXT, until = "2.36"), with(types::UUID, since = "2.37"))]
    pub uuid: Option<String>,
    /// Nova lost the tag from 2.37 to 2.41.
    #[schema(name = "tag", with = types::TAG, since = "2.32", until = "2.36")]
    pub first_tag: Option<String>,
    #[schema(with = types::TAG, since = "2.42")]
    pub tag: Option<String>,
}

/// A file that is put into the guest.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct PersonalityBody {
    pub path: Option<String>,
    #[schema(with = types::BASE64)]
    pub contents: Option<String>,
}

/// A security group, by name.
#[derive(Debug, Body)]
pub struct SecurityGroupBody {
    /// Its name or id.
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: Option<String>,
}

/// A disk, in the first syntax.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct OldBlockDevice {
    #[schema(max_length = 255)]
    pub virtual_name: Option<String>,
    #[schema(with = types::UUID)]
    pub volume_id: Option<String>,
    #[schema(with = types::UUID)]
    pub snapshot_id: Option<String>,
    #[schema(with = VOLUME_SIZE)]
    pub volume_size: Option<Value>,
    #[schema(with = DEVICE_NAME)]
    pub device_name: Option<String>,
    pub delete_on_termination: Option<LooseBool>,
    pub no_device: Option<Value>,
    #[schema(max_length = 16_777_215)]
    pub connection_info: Option<String>,
}

/// A disk.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct BlockDevice {
    #[schema(max_length = 255)]
    pub virtual_name: Option<String>,
    #[schema(with = types::UUID)]
    pub volume_id: Option<String>,
    #[schema(with = types::UUID)]
    pub snapshot_id: Option<String>,
    #[schema(with = VOLUME_SIZE)]
    pub volume_size: Option<Value>,
    #[schema(with = DEVICE_NAME)]
    pub device_name: Option<String>,
    pub delete_on_termination: Option<LooseBool>,
    pub no_device: Option<Value>,
    #[schema(max_length = 16_777_215)]
    pub connection_info: Option<String>,
    #[schema(one_of("volume", "image", "snapshot", "blank"))]
    pub source_type: Option<String>,
    #[schema(min_length = 1, max_length = 255, pattern = "^[a-zA-Z0-9._-]*$")]
    pub uuid: Option<String>,
    #[schema(with = types::UUID)]
    pub image_id: Option<String>,
    #[schema(one_of("local", "volume"))]
    pub destination_type: Option<String>,
    #[schema(max_length = 255)]
    pub guest_format: Option<String>,
    #[schema(max_length = 255)]
    pub device_type: Option<String>,
    #[schema(max_length = 255)]
    pub disk_bus: Option<String>,
    #[schema(with = BOOT_INDEX)]
    pub boot_index: Option<Value>,
    /// Nova lost the tag from 2.33 to 2.41.
    #[schema(name = "tag", with = types::TAG, since = "2.32", until = "2.32")]
    pub first_tag: Option<String>,
    #[schema(with = types::TAG, since = "2.42")]
    pub tag: Option<String>,
    #[schema(with = VOLUME_TYPE, since = "2.67")]
    pub volume_type: Option<Nullable<String>>,
}

/// `PUT /servers/{id}`
#[derive(Debug, Body)]
pub struct UpdateServer {
    /// What changes.
    pub server: ServerChange,
}

/// What changes of a server.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ServerChange {
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: Option<String>,
    #[schema(name = "OS-DCF:diskConfig", with = DISK_CONFIG)]
    pub disk_config: Option<String>,
    #[schema(name = "accessIPv4", with = types::IPV4)]
    pub access_ip_v4: Option<String>,
    #[schema(name = "accessIPv6", with = types::IPV6)]
    pub access_ip_v6: Option<String>,
    #[schema(with = types::DESCRIPTION, since = "2.19")]
    pub description: Option<Nullable<String>>,
    #[schema(with = GUEST_HOSTNAME, since = "2.90")]
    pub hostname: Option<String>,
    #[schema(with = ZONE_OR_NULL, since = "2.104")]
    pub pinned_availability_zone: Option<Nullable<String>>,
}
