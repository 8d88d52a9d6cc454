//! Bodies and queries of quotas.

use starmap::schema::{Keyword, LooseBool, LooseInt, Schema, Type};
use starmap::{Body, Query};

use crate::compute::quota::Resource;

/// A limit: -1 is none.
const LIMIT: Schema = Schema::new(&[
    Keyword::Type(&[Type::Integer, Type::String]),
    Keyword::Pattern("^-?[0-9]+$"),
    Keyword::Minimum(-1),
    Keyword::Maximum(i32::MAX as i64),
]);

/// `GET`, `PUT` and `DELETE /os-quota-sets/{id}`, and its detail
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
pub struct WhoseQuota {
    /// One user's in the project.
    pub user_id: Vec<String>,
}

/// `PUT /os-quota-sets/{id}`
#[derive(Debug, Body)]
pub struct UpdateQuotaSet {
    /// The limits that change.
    pub quota_set: QuotaSetChange,
}

/// `PUT /os-quota-class-sets/{id}`
#[derive(Debug, Body)]
pub struct UpdateQuotaClassSet {
    /// The limits that change.
    pub quota_class_set: QuotaClassSetChange,
}

/// The limits that may change, which are the same for projects and classes, up to different microversions for those
/// that belong to networks.
macro_rules! limits {
    ($(#[$doc:meta])* $name:ident, networks until $networks:tt, { $($more:tt)* }) => {
        $(#[$doc])*
        #[derive(Debug, Body)]
        #[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
        pub struct $name {
            #[schema(with = LIMIT)]
            pub instances: Option<LooseInt>,
            #[schema(with = LIMIT)]
            pub cores: Option<LooseInt>,
            #[schema(with = LIMIT)]
            pub ram: Option<LooseInt>,
            #[schema(with = LIMIT, until = $networks)]
            pub floating_ips: Option<LooseInt>,
            #[schema(with = LIMIT, until = $networks)]
            pub fixed_ips: Option<LooseInt>,
            #[schema(with = LIMIT)]
            pub metadata_items: Option<LooseInt>,
            #[schema(with = LIMIT)]
            pub key_pairs: Option<LooseInt>,
            #[schema(with = LIMIT, until = $networks)]
            pub security_groups: Option<LooseInt>,
            #[schema(with = LIMIT, until = $networks)]
            pub security_group_rules: Option<LooseInt>,
            #[schema(with = LIMIT, until = "2.56")]
            pub injected_files: Option<LooseInt>,
            #[schema(with = LIMIT, until = "2.56")]
            pub injected_file_content_bytes: Option<LooseInt>,
            #[schema(with = LIMIT, until = "2.56")]
            pub injected_file_path_bytes: Option<LooseInt>,
            #[schema(with = LIMIT)]
            pub server_groups: Option<LooseInt>,
            #[schema(with = LIMIT)]
            pub server_group_members: Option<LooseInt>,
            $($more)*
        }

        impl $name {
            /// The limits that are named, in the order of the schema.
            pub fn changes(&self) -> Vec<(Resource, i64)> {
                let all = [
                    (Resource::Instances, self.instances),
                    (Resource::Cores, self.cores),
                    (Resource::Ram, self.ram),
                    (Resource::FloatingIps, self.floating_ips),
                    (Resource::FixedIps, self.fixed_ips),
                    (Resource::MetadataItems, self.metadata_items),
                    (Resource::KeyPairs, self.key_pairs),
                    (Resource::SecurityGroups, self.security_groups),
                    (Resource::SecurityGroupRules, self.security_group_rules),
                    (Resource::InjectedFiles, self.injected_files),
                    (Resource::InjectedFileContentBytes, self.injected_file_content_bytes),
                    (Resource::InjectedFilePathBytes, self.injected_file_path_bytes),
                    (Resource::ServerGroups, self.server_groups),
                    (Resource::ServerGroupMembers, self.server_group_members),
                ];
                all.into_iter().filter_map(|(resource, limit)| Some((resource, limit?.0))).collect()
            }
        }
    };
}

limits! {
    /// The limits of a project, or of a user in it, that change.
    QuotaSetChange, networks until "2.35", {
        /// Whether they may fall below what is held.
        pub force: Option<LooseBool>,
    }
}

limits! {
    /// The limits of a class that change.
    QuotaClassSetChange, networks until "2.49", {}
}
