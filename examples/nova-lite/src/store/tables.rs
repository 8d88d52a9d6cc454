//! The smaller tables: images, hosts, aggregates, groups, networks, volumes, migrations and the log of actions.

use rusqlite::params;

use super::Tx;
use super::columns::join_list;
use super::record::record;
use crate::compute::Caller;
use crate::compute::action_log::{ActionEvent, ActionQuery, ActionRecord};
use crate::compute::aggregate::Aggregate;
use crate::compute::clock::Timestamp;
use crate::compute::console::ConsoleToken;
use crate::compute::error::ComputeError;
use crate::compute::floating_ip::FloatingIp;
use crate::compute::host::{COMPUTE, HostLoad, Hypervisor, Service};
use crate::compute::image::Image;
use crate::compute::migration::{Migration, MigrationQuery};
use crate::compute::network::{Network, Port, SecurityGroup, Subnet};
use crate::compute::security_group::SecurityGroupRule;
use crate::compute::server_group::ServerGroup;
use crate::compute::volume::{Snapshot, Volume, VolumeAttachment};

record!(
    Image,
    "images",
    [
        number, id, name, status, project_id, visibility, min_ram, min_disk, size, server_id, properties, created_at,
        updated_at
    ]
);
record!(
    Service,
    "services",
    [id, uuid, binary, host, zone, disabled, disabled_reason, forced_down, created_at, updated_at]
);
record!(
    Hypervisor,
    "hypervisors",
    [
        id,
        uuid,
        host,
        hostname,
        hypervisor_type,
        hypervisor_version,
        host_ip,
        vcpus,
        memory_mb,
        reserved_memory_mb,
        local_gb,
        disk_available_least,
        cpu_info
    ]
);
record!(HostLoad, "host_loads", [host, project_id, servers, vcpus, ram, disk]);
record!(Aggregate, "aggregates", [id, uuid, name, hosts, metadata, created_at, updated_at]);
record!(ServerGroup, "server_groups", [number, id, name, project_id, user_id, policy, max_server_per_host, created_at]);
record!(
    Migration,
    "migrations",
    [
        id,
        uuid,
        server_id,
        kind,
        status,
        source_host,
        source_node,
        dest_host,
        dest_node,
        dest_address,
        old_flavor,
        new_flavor,
        user_id,
        project_id,
        hidden,
        created_at,
        updated_at
    ]
);
record!(
    ActionRecord,
    "actions",
    [number, server_id, action, request_id, user_id, project_id, message, started_at, updated_at]
);
record!(
    ActionEvent,
    "action_events",
    [number, action, event, host, started_at, finished_at, result, traceback, details]
);
record!(Network, "networks", [id, name, project_id, shared, external]);
record!(Subnet, "subnets", [id, network_id, name, ip_version, cidr, gateway_ip, pool_start, pool_end]);
record!(
    Port,
    "ports",
    [
        id,
        network_id,
        project_id,
        server_id,
        mac_address,
        status,
        tag,
        addresses,
        security_groups,
        made_for_server,
        spare,
        position
    ]
);
record!(SecurityGroup, "security_groups", [id, name, description, project_id]);
record!(SecurityGroupRule, "security_group_rules", [id, group_id, protocol, from_port, to_port, source_group_id, cidr]);
record!(
    ConsoleToken,
    "console_tokens",
    [token, server_id, kind, host, port, tls_port, internal_access_path, expires_at]
);
record!(FloatingIp, "floating_ips", [id, network_id, project_id, address, port_id, fixed_address]);
record!(
    Volume,
    "volumes",
    [
        id,
        project_id,
        name,
        description,
        size,
        status,
        multiattach,
        availability_zone,
        volume_type,
        snapshot_id,
        metadata,
        migration_status,
        created_at
    ]
);
record!(Snapshot, "volume_snapshots", [id, project_id, volume_id, name, description, size, status, created_at]);
record!(
    VolumeAttachment,
    "volume_attachments",
    [id, server_id, volume_id, mapping_id, device, tag, boot, delete_on_termination, created_at]
);

fn count(limit: Option<usize>) -> i64 {
    limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(i64::MAX)
}

#[expect(missing_docs, reason = "each reads or writes the rows its name says")]
impl Tx<'_> {
    pub fn image(&self, id: &str) -> Result<Option<Image>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn visible_image(&self, caller: &Caller, id: &str) -> Result<Option<Image>, ComputeError> {
        let found = self.image(id)?;
        Ok(found.filter(|image| {
            image.visibility != "private" || image.project_id.as_deref().is_some_and(|p| caller.may_see(p))
        }))
    }

    pub fn list_images(&self, caller: &Caller) -> Result<Vec<Image>, ComputeError> {
        let rest = "WHERE visibility <> 'private' OR project_id = ?1 OR ?2 ORDER BY number";
        self.many(rest, params![caller.project_id, caller.is_admin])
    }

    /// Returns the backups of a server, oldest first.
    pub fn backups(&self, server: &str) -> Result<Vec<Image>, ComputeError> {
        self.many("WHERE server_id = ? AND status = 'ACTIVE' ORDER BY number", [server])
    }

    pub fn add_image(&self, image: &Image) -> Result<i64, ComputeError> {
        self.add(image)
    }

    pub fn save_image(&self, image: &Image) -> Result<(), ComputeError> {
        let stored = self.image(&image.id)?.map_or(0, |stored| stored.number);
        self.save(&Image { number: stored, ..image.clone() })
    }

    pub fn delete_image(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM images WHERE id = ?", [id]).map(drop)
    }

    /// Gives up the images that a crash left half made.
    pub fn fail_saving_images(&self) -> Result<(), ComputeError> {
        self.run("UPDATE images SET status = 'ERROR' WHERE status = 'SAVING'", []).map(drop)
    }

    pub fn services(&self) -> Result<Vec<Service>, ComputeError> {
        self.many("ORDER BY id", [])
    }

    /// Returns the service of a kind on a host.
    pub fn service(&self, binary: &str, host: &str) -> Result<Option<Service>, ComputeError> {
        self.one("WHERE host = ? AND binary = ?", [host, binary])
    }

    pub fn add_service(&self, service: &Service) -> Result<i64, ComputeError> {
        self.add(service)
    }

    pub fn save_service(&self, service: &Service) -> Result<(), ComputeError> {
        self.save(service)
    }

    pub fn delete_service(&self, service: &Service) -> Result<(), ComputeError> {
        self.run("DELETE FROM services WHERE id = ?", [service.id])?;
        if service.binary == COMPUTE {
            self.run("DELETE FROM hypervisors WHERE host = ?", [&service.host])?;
        }
        Ok(())
    }

    pub fn hypervisors(&self) -> Result<Vec<Hypervisor>, ComputeError> {
        self.many("ORDER BY id", [])
    }

    /// Returns the hypervisors whose names have the text in them, which is a pattern of `LIKE`.
    pub fn hypervisors_like(&self, text: &str) -> Result<Vec<Hypervisor>, ComputeError> {
        self.many("WHERE hostname LIKE '%' || ? || '%' ORDER BY id", [text])
    }

    /// Returns what the servers of each project take of each host, by host and project.
    pub fn host_loads(&self) -> Result<Vec<HostLoad>, ComputeError> {
        self.many("WHERE servers > 0 ORDER BY host, project_id", [])
    }

    /// Returns how many servers of a host have a task under way.
    pub fn tasks_of_host(&self, host: &str) -> Result<i64, ComputeError> {
        let sql = "SELECT count(*) FROM servers INDEXED BY servers_with_task
                   WHERE task_state IS NOT NULL AND deleted_at IS NULL AND host = ?";
        self.number(sql, [host])
    }

    pub fn add_hypervisor(&self, hypervisor: &Hypervisor) -> Result<i64, ComputeError> {
        self.add(hypervisor)
    }

    pub fn aggregates(&self) -> Result<Vec<Aggregate>, ComputeError> {
        self.many("ORDER BY id", [])
    }

    pub fn add_aggregate(&self, aggregate: &Aggregate) -> Result<i64, ComputeError> {
        self.add(aggregate)
    }

    pub fn save_aggregate(&self, aggregate: &Aggregate) -> Result<(), ComputeError> {
        self.save(aggregate)
    }

    pub fn delete_aggregate(&self, id: i64) -> Result<(), ComputeError> {
        self.run("DELETE FROM aggregates WHERE id = ?", [id]).map(drop)
    }

    pub fn server_group(&self, id: &str) -> Result<Option<ServerGroup>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn list_server_groups(
        &self,
        project: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<ServerGroup>, ComputeError> {
        let rest = "WHERE (?1 IS NULL OR project_id = ?1) ORDER BY number LIMIT ?2 OFFSET ?3";
        self.many(rest, params![project, count(Some(limit)), count(Some(offset))])
    }

    pub fn server_group_count(&self, project: &str, user: Option<&str>) -> Result<i64, ComputeError> {
        let sql = "SELECT count(*) FROM server_groups WHERE project_id = ?1 AND (?2 IS NULL OR user_id = ?2)";
        self.number(sql, params![project, user])
    }

    pub fn add_server_group(&self, group: &ServerGroup) -> Result<i64, ComputeError> {
        self.add(group)
    }

    pub fn delete_server_group(&self, id: &str) -> Result<(), ComputeError> {
        self.run("UPDATE servers SET server_group = NULL WHERE server_group = ?", [id])?;
        self.run("DELETE FROM server_groups WHERE id = ?", [id]).map(drop)
    }

    pub fn migration(&self, uuid: &str) -> Result<Option<Migration>, ComputeError> {
        self.one("WHERE uuid = ?", [uuid])
    }

    pub fn list_migrations(&self, query: &MigrationQuery) -> Result<Vec<Migration>, ComputeError> {
        let rest = "WHERE (?1 IS NULL OR server_id = ?1) AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR kind = ?3)
            AND (?4 IS NULL OR ?4 IN (source_host, dest_host)) AND (?5 IS NULL OR source_host = ?5)
            AND (?6 IS NULL OR user_id = ?6) AND (?7 IS NULL OR project_id = ?7) AND (?8 IS NULL OR hidden = ?8)
            AND (?9 IS NULL OR coalesce(updated_at, created_at) >= ?9)
            AND (?10 IS NULL OR coalesce(updated_at, created_at) <= ?10)
            AND (?11 IS NULL OR (created_at, id) < (SELECT created_at, id FROM migrations WHERE uuid = ?11))
            ORDER BY created_at DESC, id DESC LIMIT ?12";
        let q = query;
        self.many(
            rest,
            params![
                q.server_id,
                q.status,
                q.kind,
                q.host,
                q.source_host,
                q.user_id,
                q.project_id,
                q.hidden,
                q.changed_since,
                q.changed_before,
                q.marker,
                count(q.limit)
            ],
        )
    }

    pub fn add_migration(&self, migration: &Migration) -> Result<i64, ComputeError> {
        self.add(migration)
    }

    /// Sets the status of a server's last migration.
    pub fn end_migration(&self, server: &str, status: &str) -> Result<(), ComputeError> {
        let sql = "UPDATE migrations SET status = ?2, updated_at = ?3
                   WHERE id = (SELECT max(id) FROM migrations WHERE server_id = ?1)";
        self.run(sql, params![server, status, Timestamp::now()]).map(drop)
    }

    /// Gives up what moves of a server are under way.
    pub fn fail_migrations_of(&self, server: &str) -> Result<(), ComputeError> {
        let sql = "UPDATE migrations SET status = 'error', updated_at = ?2
                   WHERE server_id = ?1 AND status IN
                       ('queued', 'preparing', 'running', 'pre-migrating', 'migrating', 'post-migrating', 'reverting')";
        self.run(sql, params![server, Timestamp::now()]).map(drop)
    }

    /// Gives up the live migrations that a crash left under way; their servers are where they were.
    pub fn fail_live_migrations(&self) -> Result<(), ComputeError> {
        let sql = "UPDATE migrations SET status = 'error', updated_at = ?
                   WHERE kind = 'live-migration' AND status = 'running'";
        self.run(sql, [Timestamp::now()]).map(drop)
    }

    pub fn add_action(&self, action: &ActionRecord) -> Result<i64, ComputeError> {
        self.add(action)
    }

    pub fn action(&self, server: &str, request: &str) -> Result<Option<ActionRecord>, ComputeError> {
        self.one("WHERE server_id = ? AND request_id = ? ORDER BY number DESC", [server, request])
    }

    pub fn list_actions(&self, server: &str, query: &ActionQuery) -> Result<Vec<ActionRecord>, ComputeError> {
        let rest = "WHERE server_id = ?1 AND (?2 IS NULL OR updated_at >= ?2) AND (?3 IS NULL OR updated_at <= ?3)
            AND (?4 IS NULL OR number < (SELECT max(number) FROM actions WHERE server_id = ?1 AND request_id = ?4))
            ORDER BY number DESC LIMIT ?5";
        let q = query;
        self.many(rest, params![server, q.changed_since, q.changed_before, q.marker, count(q.limit)])
    }

    pub fn add_action_event(&self, event: &ActionEvent) -> Result<i64, ComputeError> {
        self.add(event)
    }

    pub fn action_events(&self, action: i64) -> Result<Vec<ActionEvent>, ComputeError> {
        self.many("WHERE action = ? ORDER BY number DESC", [action])
    }

    pub fn touch_action(&self, number: i64, message: Option<&str>) -> Result<(), ComputeError> {
        let sql = "UPDATE actions SET updated_at = ?2, message = coalesce(?3, message) WHERE number = ?1";
        self.run(sql, params![number, Timestamp::now(), message]).map(drop)
    }

    pub fn networks(&self, project: &str) -> Result<Vec<Network>, ComputeError> {
        self.many("WHERE project_id = ? OR shared ORDER BY rowid", [project])
    }

    pub fn network(&self, id: &str) -> Result<Option<Network>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn add_network(&self, network: &Network) -> Result<i64, ComputeError> {
        self.add(network)
    }

    pub fn subnets(&self, network: &str) -> Result<Vec<Subnet>, ComputeError> {
        self.many("WHERE network_id = ? ORDER BY rowid", [network])
    }

    pub fn add_subnet(&self, subnet: &Subnet) -> Result<i64, ComputeError> {
        self.add(subnet)
    }

    pub fn port(&self, id: &str) -> Result<Option<Port>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    /// Returns a server's ports in their order.
    pub fn ports_of(&self, server: &str) -> Result<Vec<Port>, ComputeError> {
        self.many("WHERE server_id = ? ORDER BY position", [server])
    }

    /// Returns the port of a network that servers take before new ones are made.
    pub fn spare_port(&self, network: &str, project: &str) -> Result<Option<Port>, ComputeError> {
        let rest = "INDEXED BY ports_spare WHERE network_id = ? AND project_id = ? AND spare AND server_id IS NULL";
        self.one(rest, [network, project])
    }

    pub fn add_port(&self, port: &Port) -> Result<i64, ComputeError> {
        let number = self.add(port)?;
        for address in port.addresses.keys() {
            self.run("INSERT INTO port_addresses VALUES (?, ?, ?)", params![port.network_id, address, port.id])?;
        }
        Ok(number)
    }

    pub fn save_port(&self, port: &Port) -> Result<(), ComputeError> {
        self.save(port)
    }

    pub fn delete_port(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM ports WHERE id = ?", [id]).map(drop)
    }

    pub fn address_taken(&self, network: &str, address: &str) -> Result<bool, ComputeError> {
        let sql = "SELECT count(*) FROM port_addresses WHERE network_id = ? AND address = ?";
        Ok(self.number(sql, [network, address])? > 0)
    }

    pub fn add_security_group(&self, group: &SecurityGroup) -> Result<i64, ComputeError> {
        self.add(group)
    }

    pub fn security_groups(&self, project: &str) -> Result<Vec<SecurityGroup>, ComputeError> {
        self.many("WHERE project_id = ? ORDER BY name", [project])
    }

    pub fn all_security_groups(&self) -> Result<Vec<SecurityGroup>, ComputeError> {
        self.many("ORDER BY project_id, name", [])
    }

    /// Below this address of its pool a subnet has none that is free.
    pub fn free_from(&self, subnet: &str) -> Result<i64, ComputeError> {
        self.number("SELECT free_from FROM subnet_pools WHERE subnet_id = ?", [subnet])
    }

    pub fn set_free_from(&self, subnet: &str, address: i64) -> Result<(), ComputeError> {
        let sql = "INSERT INTO subnet_pools VALUES (?1, ?2) ON CONFLICT DO UPDATE SET free_from = ?2";
        self.run(sql, params![subnet, address]).map(drop)
    }

    /// Notes that an address of a subnet is free again.
    pub fn free_again(&self, subnet: &str, address: i64) -> Result<(), ComputeError> {
        let sql = "UPDATE subnet_pools SET free_from = min(free_from, ?2) WHERE subnet_id = ?1";
        self.run(sql, params![subnet, address]).map(drop)
    }

    pub fn security_group(&self, id: &str) -> Result<Option<SecurityGroup>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn save_security_group(&self, group: &SecurityGroup) -> Result<(), ComputeError> {
        self.save(group)
    }

    /// Deletes a group with its rules.
    pub fn delete_security_group(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM security_groups WHERE id = ?", [id]).map(drop)
    }

    /// Returns how many ports of a project are in the group of this name.
    pub fn ports_with_group(&self, project: &str, name: &str) -> Result<i64, ComputeError> {
        let sql = "SELECT count(*) FROM ports WHERE project_id = ?1
                   AND instr(char(10) || security_groups || char(10), char(10) || ?2 || char(10)) > 0";
        self.number(sql, [project, &join_list([name])])
    }

    /// Gives the group of a project's ports another name.
    pub fn rename_ports_group(&self, project: &str, old: &str, new: &str) -> Result<(), ComputeError> {
        let sql = "UPDATE ports SET security_groups = trim(
                       replace(char(10) || security_groups || char(10), char(10) || ?2 || char(10),
                               char(10) || ?3 || char(10)), char(10))
                   WHERE project_id = ?1
                   AND instr(char(10) || security_groups || char(10), char(10) || ?2 || char(10)) > 0";
        self.run(sql, [project, &join_list([old]), &join_list([new])]).map(drop)
    }

    pub fn security_group_rules(&self, group: &str) -> Result<Vec<SecurityGroupRule>, ComputeError> {
        self.many("WHERE group_id = ? ORDER BY rowid", [group])
    }

    pub fn security_group_rule(&self, id: &str) -> Result<Option<SecurityGroupRule>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn add_security_group_rule(&self, rule: &SecurityGroupRule) -> Result<i64, ComputeError> {
        self.add(rule)
    }

    pub fn delete_security_group_rule(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM security_group_rules WHERE id = ?", [id]).map(drop)
    }

    pub fn add_console_token(&self, token: &ConsoleToken) -> Result<(), ComputeError> {
        self.add(token).map(drop)
    }

    /// Returns a token that is still good, by its hash.
    pub fn console_token(&self, hash: &str, now: Timestamp) -> Result<Option<ConsoleToken>, ComputeError> {
        self.one("WHERE token = ?1 AND expires_at > ?2", params![hash, now])
    }

    pub fn delete_expired_console_tokens(&self, now: Timestamp) -> Result<(), ComputeError> {
        self.run("DELETE FROM console_tokens WHERE expires_at <= ?", [now]).map(drop)
    }

    pub fn external_networks(&self) -> Result<Vec<Network>, ComputeError> {
        self.many("WHERE external ORDER BY rowid", [])
    }

    pub fn floating_ips(&self, project: &str) -> Result<Vec<FloatingIp>, ComputeError> {
        self.many("WHERE project_id = ? ORDER BY rowid", [project])
    }

    /// Returns the floating addresses that lead to a port.
    pub fn floating_ips_to(&self, port: &str) -> Result<Vec<FloatingIp>, ComputeError> {
        self.many("WHERE port_id = ? ORDER BY rowid", [port])
    }

    pub fn floating_ip(&self, id: &str) -> Result<Option<FloatingIp>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn floating_ip_at(&self, address: &str) -> Result<Option<FloatingIp>, ComputeError> {
        self.one("WHERE address = ?", [address])
    }

    pub fn add_floating_ip(&self, ip: &FloatingIp) -> Result<i64, ComputeError> {
        self.add(ip)
    }

    pub fn save_floating_ip(&self, ip: &FloatingIp) -> Result<(), ComputeError> {
        self.save(ip)
    }

    pub fn delete_floating_ip(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM floating_ips WHERE id = ?", [id]).map(drop)
    }

    pub fn volumes(&self, project: &str) -> Result<Vec<Volume>, ComputeError> {
        self.many("WHERE project_id IN ('', ?) ORDER BY created_at, rowid", [project])
    }

    pub fn volume(&self, id: &str) -> Result<Option<Volume>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn add_volume(&self, volume: &Volume) -> Result<i64, ComputeError> {
        self.add(volume)
    }

    pub fn save_volume(&self, volume: &Volume) -> Result<(), ComputeError> {
        self.save(volume)
    }

    pub fn delete_volume(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM volumes WHERE id = ?", [id]).map(drop)
    }

    pub fn attachments(&self, server: &str) -> Result<Vec<VolumeAttachment>, ComputeError> {
        self.many("WHERE server_id = ? ORDER BY created_at", [server])
    }

    pub fn attachments_of_volume(&self, volume: &str) -> Result<i64, ComputeError> {
        self.number("SELECT count(*) FROM volume_attachments WHERE volume_id = ?", [volume])
    }

    /// Returns where a volume is, oldest attachment first.
    pub fn places_of_volume(&self, volume: &str) -> Result<Vec<VolumeAttachment>, ComputeError> {
        self.many("WHERE volume_id = ? ORDER BY created_at, rowid", [volume])
    }

    pub fn save_attachment(&self, attachment: &VolumeAttachment) -> Result<(), ComputeError> {
        self.save(attachment)
    }

    pub fn snapshots(&self, project: &str) -> Result<Vec<Snapshot>, ComputeError> {
        self.many("WHERE project_id = ? ORDER BY created_at, rowid", [project])
    }

    pub fn snapshot(&self, id: &str) -> Result<Option<Snapshot>, ComputeError> {
        self.one("WHERE id = ?", [id])
    }

    pub fn snapshots_of_volume(&self, volume: &str) -> Result<i64, ComputeError> {
        self.number("SELECT count(*) FROM volume_snapshots WHERE volume_id = ?", [volume])
    }

    pub fn add_snapshot(&self, snapshot: &Snapshot) -> Result<i64, ComputeError> {
        self.add(snapshot)
    }

    pub fn delete_snapshot(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM volume_snapshots WHERE id = ?", [id]).map(drop)
    }

    pub fn add_attachment(&self, attachment: &VolumeAttachment) -> Result<i64, ComputeError> {
        self.add(attachment)
    }

    pub fn delete_attachment(&self, id: &str) -> Result<(), ComputeError> {
        self.run("DELETE FROM volume_attachments WHERE id = ?", [id]).map(drop)
    }
}
