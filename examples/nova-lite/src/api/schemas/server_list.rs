//! The query of `GET /servers` and `GET /servers/detail`.
//!
//! Filters are many and most are columns of Nova's table, so they stay text here; `api/server_list.rs` reads them.

use starmap::microversion::{Microversion, VersionRange};
use starmap::schema::{
    Additional, FromQuery, Keyword, Literal, Mismatch, Property, QueryParams, Schema, Schematic, Type, types,
};

/// What was asked for, validated.
#[derive(Clone, Debug)]
pub struct ListServers(pub QueryParams);

impl FromQuery for ListServers {
    fn from_query(query: &QueryParams, _: Microversion) -> Result<Self, Mismatch> {
        Ok(Self(query.clone()))
    }
}

impl Schematic for ListServers {
    const SCHEMA: &'static Schema = &Schema::new(&[
        Keyword::Type(&[Type::Object]),
        Keyword::Within(SINCE_2_1, &Keyword::Properties(PARAMETERS)),
        Keyword::Within(UNTIL_2_74, &Keyword::AdditionalProperties(Additional::Allow)),
        Keyword::Within(SINCE_2_75, &Keyword::AdditionalProperties(Additional::Refuse)),
        // A later check refuses these by name; the schema lets them pass so that it is reached.
        Keyword::PatternProperties(&[("^_", &types::QUERY_TEXT)]),
    ]);
}

/// The legacy API takes any query here.
const SINCE_2_1: VersionRange = VersionRange::since(Microversion::literal("2.1"));
const UNTIL_2_74: VersionRange = VersionRange::new(Microversion::literal("2.1"), Microversion::literal("2.74"));
const SINCE_2_75: VersionRange = VersionRange::since(Microversion::literal("2.75"));
const SINCE_2_26: VersionRange = VersionRange::since(Microversion::literal("2.26"));
const SINCE_2_66: VersionRange = VersionRange::since(Microversion::literal("2.66"));
const SINCE_2_73: VersionRange = VersionRange::since(Microversion::literal("2.73"));

const fn text(name: &'static str) -> Property {
    Property::new(name, &types::QUERY_TEXT)
}

const fn regex(name: &'static str) -> Property {
    Property::new(name, &types::QUERY_REGEX)
}

const PARAMETERS: &[Property] = &[
    text("user_id"),
    text("project_id"),
    text("tenant_id"),
    text("launch_index"),
    text("image_ref"),
    text("image"),
    regex("kernel_id"),
    regex("ramdisk_id"),
    regex("hostname"),
    regex("key_name"),
    regex("power_state"),
    text("vm_state"),
    text("task_state"),
    text("host"),
    regex("node"),
    regex("flavor"),
    regex("reservation_id"),
    regex("launched_at"),
    regex("terminated_at"),
    regex("availability_zone"),
    regex("name"),
    regex("display_name"),
    regex("description"),
    regex("display_description"),
    regex("locked_by"),
    text("uuid"),
    regex("root_device_name"),
    regex("config_drive"),
    regex("access_ip_v4"),
    regex("access_ip_v6"),
    regex("auto_disk_config"),
    regex("progress"),
    Property::new("sort_key", &Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(&SORT_KEY)])),
    text("sort_dir"),
    text("all_tenants"),
    text("soft_deleted"),
    text("deleted"),
    text("status"),
    Property::new("changes-since", &types::QUERY_DATE_TIME),
    regex("ip"),
    regex("ip6"),
    regex("created_at"),
    text("block_device_mapping"),
    text("services"),
    text("metadata"),
    text("system_metadata"),
    text("info_cache"),
    text("security_groups"),
    text("pci_devices"),
    Property::new("limit", &types::QUERY_NON_NEGATIVE_INTEGER),
    text("marker"),
    Property::within("tags", &types::QUERY_REGEX, SINCE_2_26),
    Property::within("tags-any", &types::QUERY_REGEX, SINCE_2_26),
    Property::within("not-tags", &types::QUERY_REGEX, SINCE_2_26),
    Property::within("not-tags-any", &types::QUERY_REGEX, SINCE_2_26),
    Property::within("changes-before", &types::QUERY_DATE_TIME, SINCE_2_66),
    Property::within("locked", &types::QUERY_TEXT, SINCE_2_73),
];

const SORT_KEY: Schema = Schema::new(&[
    Keyword::Type(&[Type::String]),
    Keyword::Within(VersionRange::until(Microversion::literal("2.72")), &Keyword::Enum(SORT_KEYS)),
    Keyword::Within(
        VersionRange::new(Microversion::literal("2.73"), Microversion::literal("2.74")),
        &Keyword::Enum(SORT_KEYS_2_73),
    ),
    Keyword::Within(SINCE_2_75, &Keyword::Enum(SORT_KEYS_2_75)),
]);

const SORT_KEYS: &[Literal] = &[
    Literal::Str("access_ip_v4"),
    Literal::Str("access_ip_v6"),
    Literal::Str("auto_disk_config"),
    Literal::Str("availability_zone"),
    Literal::Str("config_drive"),
    Literal::Str("created_at"),
    Literal::Str("display_description"),
    Literal::Str("display_name"),
    Literal::Str("host"),
    Literal::Str("hostname"),
    Literal::Str("image_ref"),
    Literal::Str("instance_type_id"),
    Literal::Str("kernel_id"),
    Literal::Str("key_name"),
    Literal::Str("launch_index"),
    Literal::Str("launched_at"),
    Literal::Str("locked_by"),
    Literal::Str("node"),
    Literal::Str("power_state"),
    Literal::Str("progress"),
    Literal::Str("project_id"),
    Literal::Str("ramdisk_id"),
    Literal::Str("root_device_name"),
    Literal::Str("task_state"),
    Literal::Str("terminated_at"),
    Literal::Str("updated_at"),
    Literal::Str("user_id"),
    Literal::Str("uuid"),
    Literal::Str("vm_state"),
    Literal::Str("architecture"),
    Literal::Str("cell_name"),
    Literal::Str("cleaned"),
    Literal::Str("default_ephemeral_device"),
    Literal::Str("default_swap_device"),
    Literal::Str("deleted"),
    Literal::Str("deleted_at"),
    Literal::Str("disable_terminate"),
    Literal::Str("ephemeral_gb"),
    Literal::Str("ephemeral_key_uuid"),
    Literal::Str("id"),
    Literal::Str("key_data"),
    Literal::Str("launched_on"),
    Literal::Str("locked"),
    Literal::Str("memory_mb"),
    Literal::Str("os_type"),
    Literal::Str("reservation_id"),
    Literal::Str("root_gb"),
    Literal::Str("shutdown_terminate"),
    Literal::Str("user_data"),
    Literal::Str("vcpus"),
    Literal::Str("vm_mode"),
];

const SORT_KEYS_2_73: &[Literal] = &[
    Literal::Str("locked"),
    Literal::Str("terminated_at"),
    Literal::Str("hostname"),
    Literal::Str("ramdisk_id"),
    Literal::Str("auto_disk_config"),
    Literal::Str("root_device_name"),
    Literal::Str("power_state"),
    Literal::Str("updated_at"),
    Literal::Str("display_description"),
    Literal::Str("access_ip_v6"),
    Literal::Str("uuid"),
    Literal::Str("image_ref"),
    Literal::Str("host"),
    Literal::Str("launched_at"),
    Literal::Str("kernel_id"),
    Literal::Str("availability_zone"),
    Literal::Str("progress"),
    Literal::Str("user_id"),
    Literal::Str("config_drive"),
    Literal::Str("display_name"),
    Literal::Str("project_id"),
    Literal::Str("launch_index"),
    Literal::Str("task_state"),
    Literal::Str("access_ip_v4"),
    Literal::Str("vm_state"),
    Literal::Str("key_name"),
    Literal::Str("created_at"),
    Literal::Str("locked_by"),
    Literal::Str("instance_type_id"),
    Literal::Str("node"),
    Literal::Str("architecture"),
    Literal::Str("cell_name"),
    Literal::Str("cleaned"),
    Literal::Str("default_ephemeral_device"),
    Literal::Str("default_swap_device"),
    Literal::Str("deleted"),
    Literal::Str("deleted_at"),
    Literal::Str("disable_terminate"),
    Literal::Str("ephemeral_gb"),
    Literal::Str("ephemeral_key_uuid"),
    Literal::Str("id"),
    Literal::Str("key_data"),
    Literal::Str("launched_on"),
    Literal::Str("memory_mb"),
    Literal::Str("os_type"),
    Literal::Str("reservation_id"),
    Literal::Str("root_gb"),
    Literal::Str("shutdown_terminate"),
    Literal::Str("user_data"),
    Literal::Str("vcpus"),
    Literal::Str("vm_mode"),
];

const SORT_KEYS_2_75: &[Literal] = &[
    Literal::Str("vm_state"),
    Literal::Str("launched_at"),
    Literal::Str("uuid"),
    Literal::Str("access_ip_v6"),
    Literal::Str("ramdisk_id"),
    Literal::Str("auto_disk_config"),
    Literal::Str("image_ref"),
    Literal::Str("project_id"),
    Literal::Str("display_description"),
    Literal::Str("user_id"),
    Literal::Str("hostname"),
    Literal::Str("config_drive"),
    Literal::Str("progress"),
    Literal::Str("key_name"),
    Literal::Str("created_at"),
    Literal::Str("root_device_name"),
    Literal::Str("updated_at"),
    Literal::Str("task_state"),
    Literal::Str("terminated_at"),
    Literal::Str("instance_type_id"),
    Literal::Str("node"),
    Literal::Str("kernel_id"),
    Literal::Str("locked_by"),
    Literal::Str("host"),
    Literal::Str("access_ip_v4"),
    Literal::Str("power_state"),
    Literal::Str("locked"),
    Literal::Str("display_name"),
    Literal::Str("launch_index"),
    Literal::Str("availability_zone"),
];
