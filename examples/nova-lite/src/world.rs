//! The world a fresh database begins with: hosts, services, flavors, images, networks, volumes, quotas.
//!
//! Read from JSON: the built-in one (`etc/world.json`) or an operator's. Besides plain lists (`images`, `networks`,
//! `subnets`, `ports`, `volumes`) it takes the shape of Nova's recorded test worlds, where `glance_images` and
//! `neutron` are objects of named things. A database that has services already is left alone.

use starmap::json::{Object, Value, parse};

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::flavor::Flavor;
use crate::compute::host::{COMPUTE, Hypervisor, Service};
use crate::compute::ids;
use crate::compute::image::Image;
use crate::compute::network::{Network, Port, SecurityGroup, Subnet};
use crate::compute::quota::{Limits, Resource};
use crate::compute::security_group::SecurityGroupRule;
use crate::compute::server::{Labels, Names};
use crate::compute::volume::{AVAILABLE, Volume};
use crate::store::Tx;

/// Deepest nesting of a world file.
const DEPTH_MAX: usize = 32;

/// What a fresh database is filled with.
#[derive(Clone, Debug)]
pub struct World {
    /// Limits that replace Nova's defaults, when the file has any.
    pub quota: Option<Limits>,
    root: Object,
}

impl World {
    /// Reads a world.
    ///
    /// # Errors
    /// A sentence naming what is wrong with the text.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let value = parse(text, DEPTH_MAX).map_err(|e| format!("the world is not JSON: {e:?}"))?;
        let Value::Object(root) = value else { return Err("the world has to be a JSON object".into()) };
        let quota = root.get("quota").and_then(Value::as_object).map(limits);
        Ok(Self { quota, root })
    }

    /// Returns the world nova-lite brings along: one host, Nova's five flavors, two images, one shared network.
    ///
    /// # Errors
    /// None with the file as shipped; a test reads it.
    pub fn built_in() -> Result<Self, String> {
        Self::parse(include_bytes!("../etc/world.json"))
    }

    /// Fills a database that has no services yet.
    ///
    /// # Errors
    /// `Invalid` naming the entry that cannot be used, `Unavailable`.
    pub fn fill(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        if !tx.services()?.is_empty() {
            return Ok(());
        }
        self.fill_hosts(tx)?;
        self.fill_flavors(tx)?;
        for image in self.entries("images").chain(self.named("glance_images", "")) {
            tx.add_image(&image_of(image)?)?;
        }
        self.fill_networks(tx)?;
        self.fill_volumes(tx)
    }

    /// The objects of a list.
    fn entries<'w>(&'w self, key: &str) -> impl Iterator<Item = &'w Object> + use<'w> {
        let list = self.root.get(key).and_then(Value::as_array).unwrap_or_default();
        list.iter().filter_map(Value::as_object)
    }

    /// The objects of an object whose names begin in some way.
    fn named<'w>(&'w self, key: &str, prefix: &'static str) -> impl Iterator<Item = &'w Object> + use<'w> {
        let all = self.root.get(key).and_then(Value::as_object);
        let ours = all.into_iter().flat_map(Object::iter).filter(move |(name, _)| name.starts_with(prefix));
        ours.filter_map(|(_, value)| value.as_object())
    }

    fn fill_hosts(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        let now = Timestamp::now();
        for entry in self.entries("services") {
            tx.add_service(&Service {
                id: 0,
                uuid: ids::uuid(),
                binary: text(entry, "binary")?,
                host: text(entry, "host")?,
                zone: text(entry, "zone")?,
                disabled: false,
                disabled_reason: None,
                forced_down: false,
                created_at: now,
                updated_at: Some(now),
            })?;
        }
        let empty = Object::new();
        let driver = self.root.get("compute_driver").and_then(Value::as_object).unwrap_or(&empty);
        for entry in self.entries("services").filter(|s| s.get("binary").and_then(Value::as_str) == Some(COMPUTE)) {
            let host = text(entry, "host")?;
            tx.add_hypervisor(&Hypervisor {
                id: 0,
                uuid: ids::uuid(),
                hostname: host.clone(),
                host,
                hypervisor_type: text(driver, "hypervisor_type")?,
                hypervisor_version: number(driver, "hypervisor_version", 0),
                host_ip: text(driver, "host_ip")?,
                vcpus: number(driver, "vcpus", 0),
                memory_mb: number(driver, "memory_mb", 0),
                reserved_memory_mb: number(driver, "reserved_memory_mb", 0),
                local_gb: number(driver, "local_gb", 0),
                disk_available_least: driver.get("disk_available_least").and_then(Value::as_i64),
                cpu_info: json_text(driver.get("cpu_info")),
            })?;
        }
        Ok(())
    }

    fn fill_flavors(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        let specs = self.root.get("flavor_extra_specs").and_then(Value::as_object);
        for entry in self.entries("flavors") {
            let id = text(entry, "id")?;
            let extra_specs = specs.and_then(|s| s.get(&id)).and_then(Value::as_object).map(labels);
            tx.add_flavor(&Flavor {
                id,
                name: text(entry, "name")?,
                ram: number(entry, "ram", 0),
                vcpus: number(entry, "vcpus", 0),
                disk: number(entry, "disk", 0),
                ephemeral: number(entry, "ephemeral", 0),
                swap: number(entry, "swap", 0),
                extra_specs: extra_specs.unwrap_or_default(),
                ..Flavor::default()
            })?;
        }
        Ok(())
    }

    fn fill_networks(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        // A network on physical hardware (SR-IOV) is nothing the fake driver could plug a server into.
        let soft = |network: &&Object| network.get("provider:physical_network").is_none_or(Value::is_null);
        for entry in self.entries("networks").chain(self.named("neutron", "network_")).filter(soft) {
            tx.add_network(&Network {
                id: text(entry, "id")?,
                name: text(entry, "name")?,
                project_id: text(entry, "project_id")?,
                shared: flag(entry, "shared"),
                external: flag(entry, "router:external"),
            })?;
        }
        for entry in self.entries("subnets").chain(self.named("neutron", "subnet_")) {
            if tx.network(&text(entry, "network_id")?)?.is_some() {
                tx.add_subnet(&subnet_of(entry)?)?;
            }
        }
        for entry in self.entries("security_groups").chain(self.named("neutron", "security_group")) {
            // The groups' rules are objects beside them, without a name.
            if entry.get("name").is_some() {
                tx.add_security_group(&SecurityGroup {
                    id: text(entry, "id")?,
                    name: text(entry, "name")?,
                    description: text(entry, "description")?,
                    project_id: text(entry, "project_id")?,
                })?;
            }
        }
        self.fill_rules(tx)?;
        self.fill_ports(tx)
    }

    /// Rules stand beside their groups, or among the recorded ones as objects of their own.
    fn fill_rules(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        let incoming = |rule: &&Object| rule.get("direction").and_then(Value::as_str) == Some("ingress");
        let optional = |rule: &Object, key: &str| rule.get(key).and_then(Value::as_str).map(str::to_owned);
        let recorded = self.named("neutron", "security_group_rule");
        for entry in self.entries("security_group_rules").chain(recorded).filter(incoming) {
            tx.add_security_group_rule(&SecurityGroupRule {
                id: text(entry, "id")?,
                group_id: text(entry, "security_group_id")?,
                protocol: optional(entry, "protocol"),
                from_port: entry.get("port_range_min").and_then(Value::as_i64),
                to_port: entry.get("port_range_max").and_then(Value::as_i64),
                source_group_id: optional(entry, "remote_group_id"),
                cidr: optional(entry, "remote_ip_prefix"),
            })?;
        }
        Ok(())
    }

    fn fill_ports(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        let spare = self.named("neutron", "default_port").next().and_then(|port| port.get("id")?.as_str());
        for entry in self.entries("ports").chain(self.named("neutron", "port_")) {
            let id = text(entry, "id")?;
            let fixed = entry.get("fixed_ips").and_then(Value::as_array).unwrap_or_default();
            tx.add_port(&Port {
                spare: spare == Some(&id),
                id,
                network_id: text(entry, "network_id")?,
                project_id: text(entry, "project_id")?,
                server_id: None,
                mac_address: text(entry, "mac_address")?,
                status: "ACTIVE".into(),
                tag: None,
                addresses: fixed.iter().filter_map(address_of).collect(),
                security_groups: groups_of(tx, entry)?,
                made_for_server: false,
                position: 0,
            })?;
        }
        Ok(())
    }

    fn fill_volumes(&self, tx: &Tx<'_>) -> Result<(), ComputeError> {
        for entry in self.entries("volumes") {
            tx.add_volume(&volume_of(entry)?)?;
        }
        let recorded = self.root.get("cinder_volumes").and_then(Value::as_object);
        for (name, id) in recorded.into_iter().flat_map(Object::iter).filter(|(name, _)| name.contains("VOL")) {
            let Some(id) = id.as_str() else { continue };
            let swapped = name.contains("SWAP") || name.contains("MIGRATE");
            tx.add_volume(&Volume {
                id: id.to_owned(),
                size: 1,
                status: AVAILABLE.into(),
                multiattach: name.starts_with("MULTIATTACH"),
                availability_zone: "nova".into(),
                migration_status: swapped.then(|| "migrating".into()),
                created_at: Timestamp::now(),
                ..Volume::default()
            })?;
        }
        Ok(())
    }
}

/// The names of the groups that a port names by id.
fn groups_of(tx: &Tx<'_>, port: &Object) -> Result<Names, ComputeError> {
    let ids = port.get("security_groups").and_then(Value::as_array).unwrap_or_default();
    let mut names = Names::default();
    for id in ids.iter().filter_map(Value::as_str) {
        names.extend(tx.security_group(id)?.map(|group| group.name));
    }
    Ok(names)
}

fn limits(entries: &Object) -> Limits {
    let mut limits = Limits::default();
    for (name, limit) in entries.iter() {
        if let (Some(resource), Some(limit)) = (Resource::from_name(name), limit.as_i64()) {
            limits.put(resource, limit);
        }
    }
    limits
}

fn image_of(entry: &Object) -> Result<Image, ComputeError> {
    let time = |key: &str| {
        let at = entry.get(key).and_then(Value::as_str).and_then(Timestamp::parse);
        at.unwrap_or_else(Timestamp::now)
    };
    Ok(Image {
        number: 0,
        id: text(entry, "id")?,
        name: text(entry, "name")?,
        status: text(entry, "status")?.to_uppercase(),
        project_id: entry.get("owner").and_then(Value::as_str).map(str::to_owned),
        visibility: text(entry, "visibility")?,
        min_ram: number(entry, "min_ram", 0),
        min_disk: number(entry, "min_disk", 0),
        size: number(entry, "size", 0),
        server_id: None,
        properties: entry.get("properties").and_then(Value::as_object).map(labels).unwrap_or_default(),
        created_at: time("created_at"),
        updated_at: time("updated_at"),
    })
}

fn subnet_of(entry: &Object) -> Result<Subnet, ComputeError> {
    let pool = entry.get("allocation_pools").and_then(Value::as_array).and_then(|pools| pools.first()?.as_object());
    let empty = Object::new();
    let pool = pool.unwrap_or(&empty);
    Ok(Subnet {
        id: text(entry, "id")?,
        network_id: text(entry, "network_id")?,
        name: text(entry, "name")?,
        ip_version: number(entry, "ip_version", 4),
        cidr: text(entry, "cidr")?,
        gateway_ip: entry.get("gateway_ip").and_then(Value::as_str).map(str::to_owned),
        pool_start: text(pool, "start")?,
        pool_end: text(pool, "end")?,
    })
}

/// The JSON of a value, an empty object without one. The writer's text is ASCII.
fn json_text(value: Option<&Value>) -> String {
    value.map_or_else(|| "{}".into(), |value| String::from_utf8_lossy(&value.to_json()).into_owned())
}

fn volume_of(entry: &Object) -> Result<Volume, ComputeError> {
    let optional = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok(Volume {
        id: text(entry, "id")?,
        project_id: optional("project_id").unwrap_or_default(),
        name: optional("name"),
        description: optional("description"),
        size: number(entry, "size", 1),
        status: AVAILABLE.into(),
        multiattach: flag(entry, "multiattach"),
        availability_zone: optional("availability_zone").unwrap_or_else(|| "nova".into()),
        volume_type: optional("volume_type"),
        snapshot_id: None,
        metadata: entry.get("metadata").and_then(Value::as_object).map(labels).unwrap_or_default(),
        migration_status: optional("migration_status"),
        created_at: Timestamp::now(),
    })
}

fn address_of(entry: &Value) -> Option<(&str, &str)> {
    Some((entry.get("ip_address")?.as_str()?, entry.get("subnet_id")?.as_str()?))
}

fn labels(entries: &Object) -> Labels {
    entries.iter().filter_map(|(key, value)| Some((key, value.as_str()?))).collect()
}

fn text(entry: &Object, key: &str) -> Result<String, ComputeError> {
    let value = entry.get(key).and_then(Value::as_str);
    value
        .map(str::to_owned)
        .ok_or_else(|| ComputeError::Invalid(format!("an entry of the world lacks the text `{key}`")))
}

fn number(entry: &Object, key: &str, default: i64) -> i64 {
    entry.get(key).and_then(Value::as_i64).unwrap_or(default)
}

fn flag(entry: &Object, key: &str) -> bool {
    entry.get(key).and_then(Value::as_bool).unwrap_or(false)
}
