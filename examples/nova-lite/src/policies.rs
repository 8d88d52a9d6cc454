//! The policy rules of the compute API: their names, default checks, scopes and the requests they guard, as in Nova 34.
//!
//! Which rule guards which action is said at the action; what a check string means is in [`starmap::policy`].

use std::path::PathBuf;

use starmap::config::{Config, Problem, Problems, oslo};
use starmap::policy::{Deprecated, Enforcer, PolicySources, RuleDefault, Scopes};

/// Reads the policy files that the configuration names over the defaults; also returns what is odd in them.
///
/// A relative name is looked for beside the configuration files, the last first; a file that is not there changes nothing.
///
/// # Errors
///
/// Every mistake in a file, with its line.
pub fn enforcer(config: &Config) -> Result<(Enforcer, Vec<Problem>), Problems> {
    let beside = |name: String| {
        let name = PathBuf::from(name);
        let places = config.files.iter().rev().filter_map(|file| file.parent());
        places.map(|directory| directory.join(&name)).find(|path| path.exists()).unwrap_or(name)
    };
    Enforcer::new(PolicySources {
        defaults: DEFAULTS,
        file: Some(beside(config.read(&oslo::OSLO_POLICY_POLICY_FILE))).filter(|path| path.exists()),
        directories: config.read(&oslo::OSLO_POLICY_POLICY_DIRS).into_iter().map(beside).collect(),
        enforce_new_defaults: config.read(&oslo::OSLO_POLICY_ENFORCE_NEW_DEFAULTS),
        default_rule: config.read(&oslo::OSLO_POLICY_POLICY_DEFAULT_RULE),
    })
}

/// Every rule, in Nova's order.
pub const DEFAULTS: &[RuleDefault] = &[
    RuleDefault {
        deprecated: Some(Deprecated { name: "rule:admin_api", check: "is_admin:True" }),
        ..rule("context_is_admin", "role:admin", Scopes::Any, &[])
    },
    rule("admin_or_owner", "is_admin:True or project_id:%(project_id)s", Scopes::Any, &[]),
    rule("admin_api", "is_admin:True", Scopes::Any, &[]),
    RuleDefault {
        deprecated: Some(Deprecated { name: "rule:admin_api", check: "is_admin:True" }),
        ..rule("project_manager_api", "role:manager and project_id:%(project_id)s", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "rule:admin_or_owner",
            check: "is_admin:True or project_id:%(project_id)s",
        }),
        ..rule("project_member_api", "role:member and project_id:%(project_id)s", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "rule:admin_or_owner",
            check: "is_admin:True or project_id:%(project_id)s",
        }),
        ..rule("project_reader_api", "role:reader and project_id:%(project_id)s", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "rule:admin_api", check: "is_admin:True" }),
        ..rule("service_api", "role:service", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "rule:admin_api", check: "is_admin:True" }),
        ..rule("project_manager_or_admin", "rule:project_manager_api or rule:context_is_admin", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "rule:admin_or_owner",
            check: "is_admin:True or project_id:%(project_id)s",
        }),
        ..rule("project_member_or_admin", "rule:project_member_api or rule:context_is_admin", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "rule:admin_or_owner",
            check: "is_admin:True or project_id:%(project_id)s",
        }),
        ..rule("project_reader_or_admin", "rule:project_reader_api or rule:context_is_admin", Scopes::Any, &[])
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "rule:admin_api", check: "is_admin:True" }),
        ..rule("service_or_admin", "rule:service_api or rule:context_is_admin", Scopes::Any, &[])
    },
    rule(
        "os_compute_api:os-admin-actions:reset_state",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (os-resetState)")],
    ),
    rule(
        "os_compute_api:os-admin-actions:inject_network_info",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (injectNetworkInfo)")],
    ),
    rule(
        "os_compute_api:os-admin-password",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (changePassword)")],
    ),
    rule(
        "os_compute_api:os-aggregates:set_metadata",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/os-aggregates/{aggregate_id}/action (set_metadata)")],
    ),
    rule(
        "os_compute_api:os-aggregates:add_host",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/os-aggregates/{aggregate_id}/action (add_host)")],
    ),
    rule(
        "os_compute_api:os-aggregates:create",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/os-aggregates")],
    ),
    rule(
        "os_compute_api:os-aggregates:remove_host",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/os-aggregates/{aggregate_id}/action (remove_host)")],
    ),
    rule(
        "os_compute_api:os-aggregates:update",
        "rule:context_is_admin",
        Scopes::Project,
        &[("PUT", "/os-aggregates/{aggregate_id}")],
    ),
    rule("os_compute_api:os-aggregates:index", "rule:context_is_admin", Scopes::Project, &[("GET", "/os-aggregates")]),
    rule(
        "os_compute_api:os-aggregates:delete",
        "rule:context_is_admin",
        Scopes::Project,
        &[("DELETE", "/os-aggregates/{aggregate_id}")],
    ),
    rule(
        "os_compute_api:os-aggregates:show",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/os-aggregates/{aggregate_id}")],
    ),
    rule(
        "compute:aggregates:images",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/os-aggregates/{aggregate_id}/images")],
    ),
    rule(
        "os_compute_api:os-assisted-volume-snapshots:create",
        "rule:service_or_admin",
        Scopes::Project,
        &[("POST", "/os-assisted-volume-snapshots")],
    ),
    rule(
        "os_compute_api:os-assisted-volume-snapshots:delete",
        "rule:service_or_admin",
        Scopes::Project,
        &[("DELETE", "/os-assisted-volume-snapshots/{snapshot_id}")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-attach-interfaces", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-attach-interfaces:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/os-interface")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-attach-interfaces", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-attach-interfaces:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/os-interface/{port_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-attach-interfaces", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-attach-interfaces:create",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/os-interface")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-attach-interfaces", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-attach-interfaces:delete",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/servers/{server_id}/os-interface/{port_id}")],
        )
    },
    rule("os_compute_api:os-availability-zone:list", "@", Scopes::Project, &[("GET", "/os-availability-zone")]),
    rule(
        "os_compute_api:os-availability-zone:detail",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/os-availability-zone/detail")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-baremetal-nodes", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-baremetal-nodes:list",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-baremetal-nodes")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-baremetal-nodes", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-baremetal-nodes:show",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-baremetal-nodes/{node_id}")],
        )
    },
    rule(
        "os_compute_api:os-console-auth-tokens",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/os-console-auth-tokens/{console_token}")],
    ),
    rule(
        "os_compute_api:os-console-output",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (os-getConsoleOutput)")],
    ),
    rule(
        "os_compute_api:os-create-backup",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (createBackup)")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-deferred-delete", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-deferred-delete:restore",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (restore)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-deferred-delete", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-deferred-delete:force",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (forceDelete)")],
        )
    },
    rule(
        "os_compute_api:os-evacuate",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (evacuate)")],
    ),
    rule(
        "os_compute_api:os-extended-server-attributes",
        "rule:context_is_admin",
        Scopes::Project,
        &[
            ("GET", "/servers/{id}"),
            ("GET", "/servers/detail"),
            ("PUT", "/servers/{server_id}"),
            ("POST", "/servers/{server_id}/action (rebuild)"),
        ],
    ),
    rule("os_compute_api:extensions", "@", Scopes::Project, &[("GET", "/extensions"), ("GET", "/extensions/{alias}")]),
    rule(
        "os_compute_api:os-flavor-access:add_tenant_access",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/flavors/{flavor_id}/action (addTenantAccess)")],
    ),
    rule(
        "os_compute_api:os-flavor-access:remove_tenant_access",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/flavors/{flavor_id}/action (removeTenantAccess)")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-flavor-access", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-flavor-access",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/flavors/{flavor_id}/os-flavor-access")],
        )
    },
    rule(
        "os_compute_api:os-flavor-extra-specs:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/flavors/{flavor_id}/os-extra_specs/{flavor_extra_spec_key}")],
    ),
    rule(
        "os_compute_api:os-flavor-extra-specs:create",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/flavors/{flavor_id}/os-extra_specs/")],
    ),
    rule(
        "os_compute_api:os-flavor-extra-specs:update",
        "rule:context_is_admin",
        Scopes::Project,
        &[("PUT", "/flavors/{flavor_id}/os-extra_specs/{flavor_extra_spec_key}")],
    ),
    rule(
        "os_compute_api:os-flavor-extra-specs:delete",
        "rule:context_is_admin",
        Scopes::Project,
        &[("DELETE", "/flavors/{flavor_id}/os-extra_specs/{flavor_extra_spec_key}")],
    ),
    rule(
        "os_compute_api:os-flavor-extra-specs:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[
            ("GET", "/flavors/{flavor_id}/os-extra_specs/"),
            ("POST", "/flavors"),
            ("GET", "/flavors/detail"),
            ("GET", "/flavors/{flavor_id}"),
            ("PUT", "/flavors/{flavor_id}"),
        ],
    ),
    rule("os_compute_api:os-flavor-manage:create", "rule:context_is_admin", Scopes::Project, &[("POST", "/flavors")]),
    rule(
        "os_compute_api:os-flavor-manage:update",
        "rule:context_is_admin",
        Scopes::Project,
        &[("PUT", "/flavors/{flavor_id}")],
    ),
    rule(
        "os_compute_api:os-flavor-manage:delete",
        "rule:context_is_admin",
        Scopes::Project,
        &[("DELETE", "/flavors/{flavor_id}")],
    ),
    rule("os_compute_api:os-floating-ip-pools", "@", Scopes::Project, &[("GET", "/os-floating-ip-pools")]),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-floating-ips", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-floating-ips:add",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (addFloatingIp)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-floating-ips", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-floating-ips:remove",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (removeFloatingIp)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-floating-ips", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-floating-ips:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-floating-ips")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-floating-ips", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-floating-ips:create",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/os-floating-ips")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-floating-ips", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-floating-ips:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-floating-ips/{floating_ip_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-floating-ips", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-floating-ips:delete",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/os-floating-ips/{floating_ip_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hosts", check: "rule:admin_api" }),
        ..rule("os_compute_api:os-hosts:list", "rule:context_is_admin", Scopes::Project, &[("GET", "/os-hosts")])
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hosts", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hosts:show",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hosts/{host_name}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hosts", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hosts:update",
            "rule:context_is_admin",
            Scopes::Project,
            &[("PUT", "/os-hosts/{host_name}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hosts", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hosts:reboot",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hosts/{host_name}/reboot")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hosts", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hosts:shutdown",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hosts/{host_name}/shutdown")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hosts", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hosts:start",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hosts/{host_name}/startup")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:list",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:list-detail",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors/details")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:statistics",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors/statistics")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:show",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors/{hypervisor_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:uptime",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors/{hypervisor_id}/uptime")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:search",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors/{hypervisor_hostname_pattern}/search")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-hypervisors", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-hypervisors:servers",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-hypervisors/{hypervisor_hostname_pattern}/servers")],
        )
    },
    rule(
        "os_compute_api:os-instance-actions:events:details",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/os-instance-actions/{request_id}")],
    ),
    rule(
        "os_compute_api:os-instance-actions:events",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/os-instance-actions/{request_id}")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-instance-actions", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-instance-actions:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/os-instance-actions")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-instance-actions", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-instance-actions:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/os-instance-actions/{request_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-instance-usage-audit-log", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-instance-usage-audit-log:list",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-instance_usage_audit_log")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-instance-usage-audit-log", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-instance-usage-audit-log:show",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-instance_usage_audit_log/{before_timestamp}")],
        )
    },
    rule(
        "os_compute_api:ips:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/ips/{network_label}")],
    ),
    rule(
        "os_compute_api:ips:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/ips")],
    ),
    rule(
        "os_compute_api:os-keypairs:index",
        "(rule:context_is_admin) or user_id:%(user_id)s",
        Scopes::Project,
        &[("GET", "/os-keypairs")],
    ),
    rule(
        "os_compute_api:os-keypairs:create",
        "(rule:context_is_admin) or user_id:%(user_id)s",
        Scopes::Project,
        &[("POST", "/os-keypairs")],
    ),
    rule(
        "os_compute_api:os-keypairs:delete",
        "(rule:context_is_admin) or user_id:%(user_id)s",
        Scopes::Project,
        &[("DELETE", "/os-keypairs/{keypair_name}")],
    ),
    rule(
        "os_compute_api:os-keypairs:show",
        "(rule:context_is_admin) or user_id:%(user_id)s",
        Scopes::Project,
        &[("GET", "/os-keypairs/{keypair_name}")],
    ),
    rule("os_compute_api:limits", "@", Scopes::Project, &[("GET", "/limits")]),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-used-limits", check: "rule:admin_api" }),
        ..rule("os_compute_api:limits:other_project", "rule:context_is_admin", Scopes::Project, &[("GET", "/limits")])
    },
    rule(
        "os_compute_api:os-lock-server:lock",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (lock)")],
    ),
    rule(
        "os_compute_api:os-lock-server:unlock",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (unlock)")],
    ),
    rule(
        "os_compute_api:os-lock-server:unlock:unlock_override",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (unlock)")],
    ),
    rule(
        "os_compute_api:os-migrate-server:migrate",
        "rule:project_manager_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (migrate)")],
    ),
    rule(
        "os_compute_api:os-migrate-server:migrate:host",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (migrate)")],
    ),
    rule(
        "os_compute_api:os-migrate-server:migrate_live",
        "rule:project_manager_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (os-migrateLive)")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "os_compute_api:os-migrate-server:migrate_live",
            check: "rule:context_is_admin",
        }),
        ..rule(
            "os_compute_api:os-migrate-server:migrate_live:host",
            "rule:context_is_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (os-migrateLive)")],
        )
    },
    rule(
        "os_compute_api:os-migrations:index",
        "rule:project_manager_or_admin",
        Scopes::Project,
        &[("GET", "/os-migrations")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-migrations:index", check: "rule:context_is_admin" }),
        ..rule(
            "os_compute_api:os-migrations:index:all_projects",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-migrations")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-migrations:index", check: "rule:context_is_admin" }),
        ..rule(
            "os_compute_api:os-migrations:index:host",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/os-migrations")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-multinic", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-multinic:add",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (addFixedIp)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-multinic", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-multinic:remove",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (removeFixedIp)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-networks:view", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-networks:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-networks")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-networks:view", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-networks:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-networks/{network_id}")],
        )
    },
    rule(
        "os_compute_api:os-pause-server:pause",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (pause)")],
    ),
    rule(
        "os_compute_api:os-pause-server:unpause",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (unpause)")],
    ),
    rule(
        "os_compute_api:os-quota-class-sets:show",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/os-quota-class-sets/{quota_class}")],
    ),
    rule(
        "os_compute_api:os-quota-class-sets:update",
        "rule:context_is_admin",
        Scopes::Project,
        &[("PUT", "/os-quota-class-sets/{quota_class}")],
    ),
    rule(
        "os_compute_api:os-quota-sets:update",
        "rule:context_is_admin",
        Scopes::Project,
        &[("PUT", "/os-quota-sets/{tenant_id}")],
    ),
    rule(
        "os_compute_api:os-quota-sets:defaults",
        "@",
        Scopes::Project,
        &[("GET", "/os-quota-sets/{tenant_id}/defaults")],
    ),
    rule(
        "os_compute_api:os-quota-sets:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/os-quota-sets/{tenant_id}")],
    ),
    rule(
        "os_compute_api:os-quota-sets:delete",
        "rule:context_is_admin",
        Scopes::Project,
        &[("DELETE", "/os-quota-sets/{tenant_id}")],
    ),
    rule(
        "os_compute_api:os-quota-sets:detail",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/os-quota-sets/{tenant_id}/detail")],
    ),
    rule(
        "os_compute_api:os-remote-consoles",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[
            ("POST", "/servers/{server_id}/action (os-getSerialConsole)"),
            ("POST", "/servers/{server_id}/action (os-getSPICEConsole)"),
            ("POST", "/servers/{server_id}/action (os-getVNCConsole)"),
            ("POST", "/servers/{server_id}/remote-consoles"),
        ],
    ),
    rule(
        "os_compute_api:os-rescue",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (rescue)")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-rescue", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-unrescue",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (unrescue)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:get",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-security-groups")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-security-groups/{security_group_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:create",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/os-security-groups")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:update",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("PUT", "/os-security-groups/{security_group_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:delete",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/os-security-groups/{security_group_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:rule:create",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/os-security-group-rules")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:rule:delete",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/os-security-group-rules/{security_group_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/os-security-groups")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:add",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (addSecurityGroup)")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-security-groups", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-security-groups:remove",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/servers/{server_id}/action (removeSecurityGroup)")],
        )
    },
    rule(
        "os_compute_api:os-server-diagnostics",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/diagnostics")],
    ),
    rule(
        "os_compute_api:os-server-external-events:create",
        "rule:service_or_admin",
        Scopes::Project,
        &[("POST", "/os-server-external-events")],
    ),
    rule(
        "os_compute_api:os-server-groups:create",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/os-server-groups")],
    ),
    rule(
        "os_compute_api:os-server-groups:delete",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/os-server-groups/{server_group_id}")],
    ),
    rule(
        "os_compute_api:os-server-groups:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/os-server-groups")],
    ),
    rule(
        "os_compute_api:os-server-groups:index:all_projects",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/os-server-groups")],
    ),
    rule(
        "os_compute_api:os-server-groups:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/os-server-groups/{server_group_id}")],
    ),
    rule(
        "os_compute_api:server-metadata:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/metadata")],
    ),
    rule(
        "os_compute_api:server-metadata:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/metadata/{key}")],
    ),
    rule(
        "os_compute_api:server-metadata:create",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/metadata")],
    ),
    rule(
        "os_compute_api:server-metadata:update_all",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}/metadata")],
    ),
    rule(
        "os_compute_api:server-metadata:update",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}/metadata/{key}")],
    ),
    rule(
        "os_compute_api:server-metadata:delete",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}/metadata/{key}")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-server-password", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-server-password:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/os-server-password")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-server-password", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-server-password:clear",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/servers/{server_id}/os-server-password")],
        )
    },
    rule(
        "os_compute_api:os-server-shares:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/shares")],
    ),
    rule(
        "os_compute_api:os-server-shares:create",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/shares")],
    ),
    rule(
        "os_compute_api:os-server-shares:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/shares/{share_id}")],
    ),
    rule(
        "os_compute_api:os-server-shares:delete",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}/shares/{share_id}")],
    ),
    rule(
        "os_compute_api:os-server-tags:delete_all",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}/tags")],
    ),
    rule(
        "os_compute_api:os-server-tags:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/tags")],
    ),
    rule(
        "os_compute_api:os-server-tags:update_all",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}/tags")],
    ),
    rule(
        "os_compute_api:os-server-tags:delete",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}/tags/{tag}")],
    ),
    rule(
        "os_compute_api:os-server-tags:update",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}/tags/{tag}")],
    ),
    rule(
        "os_compute_api:os-server-tags:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/tags/{tag}")],
    ),
    rule(
        "compute:server:topology:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/topology")],
    ),
    rule(
        "compute:server:topology:host:index",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/topology")],
    ),
    rule("os_compute_api:servers:index", "rule:project_reader_or_admin", Scopes::Project, &[("GET", "/servers")]),
    rule(
        "os_compute_api:servers:detail",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/detail")],
    ),
    rule(
        "os_compute_api:servers:index:get_all_tenants",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers")],
    ),
    rule(
        "os_compute_api:servers:detail:get_all_tenants",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers/detail")],
    ),
    rule(
        "os_compute_api:servers:allow_all_filters",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers"), ("GET", "/servers/detail")],
    ),
    rule(
        "os_compute_api:servers:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "os_compute_api:os-flavor-extra-specs:index",
            check: "rule:admin_or_owner",
        }),
        ..rule(
            "os_compute_api:servers:show:flavor-extra-specs",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[
                ("GET", "/servers/detail"),
                ("GET", "/servers/{server_id}"),
                ("PUT", "/servers/{server_id}"),
                ("POST", "/servers/{server_id}/action (rebuild)"),
            ],
        )
    },
    rule(
        "os_compute_api:servers:show:host_status",
        "rule:context_is_admin",
        Scopes::Project,
        &[
            ("GET", "/servers/{server_id}"),
            ("GET", "/servers/detail"),
            ("PUT", "/servers/{server_id}"),
            ("POST", "/servers/{server_id}/action (rebuild)"),
        ],
    ),
    rule(
        "os_compute_api:servers:show:host_status:unknown-only",
        "rule:context_is_admin",
        Scopes::Project,
        &[
            ("GET", "/servers/{server_id}"),
            ("GET", "/servers/detail"),
            ("PUT", "/servers/{server_id}"),
            ("POST", "/servers/{server_id}/action (rebuild)"),
        ],
    ),
    rule("os_compute_api:servers:create", "rule:project_member_or_admin", Scopes::Project, &[("POST", "/servers")]),
    rule(
        "os_compute_api:servers:create:forced_host",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers")],
    ),
    rule(
        "compute:servers:create:requested_destination",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers")],
    ),
    rule(
        "os_compute_api:servers:create:attach_volume",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers")],
    ),
    rule(
        "os_compute_api:servers:create:attach_network",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers")],
    ),
    rule(
        "os_compute_api:servers:create:trusted_certs",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers")],
    ),
    rule(
        "os_compute_api:servers:create:zero_disk_flavor",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers")],
    ),
    rule(
        "network:attach_external_network",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers"), ("POST", "/servers/{server_id}/os-interface")],
    ),
    rule(
        "os_compute_api:servers:delete",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}")],
    ),
    rule(
        "os_compute_api:servers:update",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}")],
    ),
    rule(
        "os_compute_api:servers:confirm_resize",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (confirmResize)")],
    ),
    rule(
        "os_compute_api:servers:revert_resize",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (revertResize)")],
    ),
    rule(
        "os_compute_api:servers:reboot",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (reboot)")],
    ),
    rule(
        "os_compute_api:servers:resize",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (resize)")],
    ),
    rule(
        "compute:servers:resize:cross_cell",
        "!",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (resize)")],
    ),
    rule(
        "os_compute_api:servers:rebuild",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (rebuild)")],
    ),
    rule(
        "os_compute_api:servers:rebuild:trusted_certs",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (rebuild)")],
    ),
    rule(
        "os_compute_api:servers:create_image",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (createImage)")],
    ),
    rule(
        "os_compute_api:servers:create_image:allow_volume_backed",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (createImage)")],
    ),
    rule(
        "os_compute_api:servers:start",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (os-start)")],
    ),
    rule(
        "os_compute_api:servers:stop",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (os-stop)")],
    ),
    rule(
        "os_compute_api:servers:trigger_crash_dump",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (trigger_crash_dump)")],
    ),
    rule(
        "os_compute_api:servers:migrations:show",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/migrations/{migration_id}")],
    ),
    rule(
        "os_compute_api:servers:migrations:force_complete",
        "rule:project_manager_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/migrations/{migration_id}/action (force_complete)")],
    ),
    rule(
        "os_compute_api:servers:migrations:delete",
        "rule:project_manager_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}/migrations/{migration_id}")],
    ),
    rule(
        "os_compute_api:servers:migrations:index",
        "rule:project_manager_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/migrations")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated {
            name: "os_compute_api:servers:migrations:index",
            check: "rule:context_is_admin",
        }),
        ..rule(
            "os_compute_api:servers:migrations:index:host",
            "rule:context_is_admin",
            Scopes::Project,
            &[("GET", "/servers/{server_id}/migrations")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-services", check: "rule:admin_api" }),
        ..rule("os_compute_api:os-services:list", "rule:context_is_admin", Scopes::Project, &[("GET", "/os-services")])
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-services", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-services:update",
            "rule:context_is_admin",
            Scopes::Project,
            &[("PUT", "/os-services/{service_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-services", check: "rule:admin_api" }),
        ..rule(
            "os_compute_api:os-services:delete",
            "rule:context_is_admin",
            Scopes::Project,
            &[("DELETE", "/os-services/{service_id}")],
        )
    },
    rule(
        "os_compute_api:os-shelve:shelve",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (shelve)")],
    ),
    rule(
        "os_compute_api:os-shelve:unshelve",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (unshelve)")],
    ),
    rule(
        "os_compute_api:os-shelve:unshelve_to_host",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (unshelve)")],
    ),
    rule(
        "os_compute_api:os-shelve:shelve_offload",
        "rule:context_is_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (shelveOffload)")],
    ),
    rule(
        "os_compute_api:os-simple-tenant-usage:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/os-simple-tenant-usage/{tenant_id}")],
    ),
    rule(
        "os_compute_api:os-simple-tenant-usage:list",
        "rule:context_is_admin",
        Scopes::Project,
        &[("GET", "/os-simple-tenant-usage")],
    ),
    rule(
        "os_compute_api:os-suspend-server:resume",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (resume)")],
    ),
    rule(
        "os_compute_api:os-suspend-server:suspend",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/action (suspend)")],
    ),
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-tenant-networks", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-tenant-networks:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-tenant-networks")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-tenant-networks", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-tenant-networks:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-tenant-networks/{network_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-volumes")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:create",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/os-volumes")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:detail",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-volumes/detail")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-volumes/{volume_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:delete",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/os-volumes/{volume_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:snapshots:list",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-snapshots")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:snapshots:create",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("POST", "/os-snapshots")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:snapshots:detail",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-snapshots/detail")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:snapshots:show",
            "rule:project_reader_or_admin",
            Scopes::Project,
            &[("GET", "/os-snapshots/{snapshot_id}")],
        )
    },
    RuleDefault {
        deprecated: Some(Deprecated { name: "os_compute_api:os-volumes", check: "rule:admin_or_owner" }),
        ..rule(
            "os_compute_api:os-volumes:snapshots:delete",
            "rule:project_member_or_admin",
            Scopes::Project,
            &[("DELETE", "/os-snapshots/{snapshot_id}")],
        )
    },
    rule(
        "os_compute_api:os-volumes-attachments:index",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/os-volume_attachments")],
    ),
    rule(
        "os_compute_api:os-volumes-attachments:create",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("POST", "/servers/{server_id}/os-volume_attachments")],
    ),
    rule(
        "os_compute_api:os-volumes-attachments:show",
        "rule:project_reader_or_admin",
        Scopes::Project,
        &[("GET", "/servers/{server_id}/os-volume_attachments/{volume_id}")],
    ),
    rule(
        "os_compute_api:os-volumes-attachments:update",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}/os-volume_attachments/{volume_id}")],
    ),
    rule(
        "os_compute_api:os-volumes-attachments:swap",
        "rule:service_or_admin",
        Scopes::Project,
        &[("PUT", "/servers/{server_id}/os-volume_attachments/{volume_id}")],
    ),
    rule(
        "os_compute_api:os-volumes-attachments:delete",
        "rule:project_member_or_admin",
        Scopes::Project,
        &[("DELETE", "/servers/{server_id}/os-volume_attachments/{volume_id}")],
    ),
];

const fn rule(
    name: &'static str,
    check: &'static str,
    scopes: Scopes,
    operations: &'static [(&'static str, &'static str)],
) -> RuleDefault {
    RuleDefault { name, check, scopes, operations, deprecated: None, description: "" }
}

#[cfg(test)]
mod tests {
    use starmap::policy::{Credentials, Policy, PolicySources, RuleId, Target};

    use super::*;

    fn policy(enforce_new_defaults: bool) -> Policy {
        let default_rule = "default".to_owned();
        let sources = PolicySources {
            defaults: DEFAULTS,
            file: None,
            directories: Vec::new(),
            enforce_new_defaults,
            default_rule,
        };
        let (policy, warnings) = Policy::load(&sources).unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        policy
    }

    #[test]
    fn names_are_unique() {
        let names: std::collections::BTreeSet<&str> = DEFAULTS.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), DEFAULTS.len());
    }

    #[test]
    fn who_may_do_what() {
        const SHOW: RuleId = RuleId::of(DEFAULTS, "os_compute_api:servers:show");
        const CREATE: RuleId = RuleId::of(DEFAULTS, "os_compute_api:servers:create");
        const HOSTS: RuleId = RuleId::of(DEFAULTS, "os_compute_api:os-hypervisors:list");
        const LIMITS: RuleId = RuleId::of(DEFAULTS, "os_compute_api:limits");
        const CROSS_CELL: RuleId = RuleId::of(DEFAULTS, "compute:servers:resize:cross_cell");
        let rules = [SHOW, CREATE, HOSTS, LIMITS, CROSS_CELL];
        let cases: [(&[&str], &str, [bool; 5]); 5] = [
            (&["admin"], "other", [true, true, true, true, false]),
            (&["member", "reader"], "mine", [true, true, false, true, false]),
            (&["reader"], "mine", [true, false, false, true, false]),
            (&["member", "reader"], "other", [false, false, false, true, false]),
            // A token without the new roles sees next to nothing.
            (&[], "mine", [false, false, false, true, false]),
        ];
        let policy = policy(true);
        for (roles, project, allowed) in cases {
            let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
            let credentials = Credentials { project_id: Some("mine"), roles: &roles, ..Credentials::default() };
            let target = Target { project_id: Some(project), ..Target::default() };
            assert_eq!(rules.map(|rule| policy.check(rule, &credentials, &target)), allowed, "{roles:?} {project}");
        }
    }

    #[test]
    fn an_owner_without_roles_may_where_new_defaults_are_not_enforced() {
        let credentials = Credentials { project_id: Some("mine"), ..Credentials::default() };
        let own = Target::own(&credentials);
        assert!(policy(false).check("os_compute_api:servers:create", &credentials, &own));
        assert!(!policy(true).check("os_compute_api:servers:create", &credentials, &own));
    }
}
