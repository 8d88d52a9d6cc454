//! Extra specs of flavors: which names are known and which values they may have.
//!
//! Names without a namespace, and names in a namespace that is nobody's, are free. The traits are those of os-traits.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::compute::error::ComputeError;

/// The standard traits, a line each.
const TRAITS: &str = include_str!("extra_specs/traits.txt");

/// What the values of an extra spec may be.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Bool,
    /// A whole number of at least this.
    Int(i64),
    /// A whole number between these.
    Between(i64, i64),
    AnyInt,
    OneOf(&'static [&'static str]),
    /// Text that this matches as a whole.
    Pattern(&'static str),
}

use Kind::{AnyInt, Between, Bool, Int, OneOf, Pattern, Text};

const CPU_MAP: Kind = Pattern(r"\^?\d+((-\d+)?(,\^?\d+(-\d+)?)?)*");
const CPU_MAP_MASK: Kind = Pattern(r"(\^)?\d+((-\d+)?(,\^?\d+(-\d+)?)?)*");
const SHARES: Kind = OneOf(&["custom", "high", "normal", "low"]);
const TRAIT: Kind = OneOf(&["required", "forbidden"]);

/// Names that stand for themselves.
const KNOWN: &[(&str, Kind)] = &[
    ("accel:device_profile", Text),
    ("hide_hypervisor_id", Bool),
    ("group_policy", OneOf(&["isolate", "none"])),
    ("hw:cpu_realtime", Bool),
    ("hw:cpu_realtime_mask", CPU_MAP_MASK),
    ("hw:hide_hypervisor_id", Bool),
    ("hw:cpu_policy", OneOf(&["dedicated", "shared", "mixed"])),
    ("hw:cpu_thread_policy", OneOf(&["prefer", "isolate", "require"])),
    ("hw:emulator_threads_policy", OneOf(&["isolate", "share"])),
    ("hw:cpu_dedicated_mask", CPU_MAP),
    ("hw:mem_page_size", Pattern(r"(large|small|any|\d+([kKMGT]i?)?(b|bit|B)?)")),
    ("hw:locked_memory", Bool),
    ("hw:numa_nodes", Int(1)),
    ("hw:pci_numa_affinity_policy", OneOf(&["required", "preferred", "legacy", "socket"])),
    ("hw:cpu_sockets", Int(1)),
    ("hw:cpu_cores", Int(1)),
    ("hw:cpu_threads", Int(1)),
    ("hw:cpu_max_sockets", Int(1)),
    ("hw:cpu_max_cores", Int(1)),
    ("hw:cpu_max_threads", Int(1)),
    ("hw:boot_menu", Bool),
    ("hw:vif_multiqueue_enabled", Bool),
    ("hw:mem_encryption", Bool),
    ("hw:mem_encryption_model", OneOf(&["amd-sev", "amd-sev-es", "amd-sev-snp", "intel-tdx"])),
    ("hw:pmem", Pattern("([a-zA-Z0-9_]+(,)?)+")),
    ("hw:pmu", Bool),
    ("hw:serial_port_count", Int(0)),
    ("hw:tpm_model", OneOf(&["tpm-tis", "tpm-crb"])),
    ("hw:tpm_version", OneOf(&["1.2", "2.0"])),
    ("hw:tpm_secret_security", OneOf(&["user", "host", "deployment"])),
    ("hw:watchdog_action", OneOf(&["none", "pause", "poweroff", "reset", "disabled"])),
    ("hw:viommu_model", OneOf(&["intel", "smmuv3", "virtio", "auto"])),
    ("hw:virtio_packed_ring", Bool),
    ("hw:sound_model", OneOf(&["sb16", "es1370", "pcspk", "ac97", "ich6", "ich9", "usb", "virtio"])),
    ("hw:usb_model", OneOf(&["none", "nec-xhci", "qemu-xhci"])),
    ("hw:redirected_usb_ports", Between(0, 15)),
    ("hw:ephemeral_encryption", Bool),
    ("hw:ephemeral_encryption_format", OneOf(&["plain", "luks", "luksv2"])),
    ("hw_rng:allowed", Bool),
    ("hw_rng:rate_bytes", Int(0)),
    ("hw_rng:rate_period", Int(0)),
    ("hw_video:ram_max_mb", Int(0)),
    ("os:secure_boot", OneOf(&["disabled", "required"])),
    ("pci_passthrough:alias", Pattern(r"[^:]+:\d+(?:\s*,\s*[^:]+:\d+)*")),
    ("quota:cpu_shares", Int(0)),
    ("quota:cpu_period", Int(0)),
    ("quota:cpu_quota", AnyInt),
    ("vmware:hw_version", Text),
    ("vmware:storage_policy", Text),
];

/// Names of which a part is free, by what they match as a whole.
const PATTERNS: &[(&str, Kind)] = &[
    (r"hw:numa_cpus\.\d+", CPU_MAP),
    (r"hw:numa_mem\.\d+", Int(1)),
    ("aggregate_instance_extra_specs:.+", Text),
    (
        "capabilities:(id|uuid|service_id|host|vcpus|memory_mb|local_gb|vcpus_used|memory_mb_used|local_gb_used|\
         hypervisor_type|hypervisor_version|hypervisor_hostname|free_ram_mb|free_disk_gb|current_workload|running_vms|\
         disk_available_least|host_ip|mapped|cpu_allocation_ratio|ram_allocation_ratio|disk_allocation_ratio|\
         total_usable_ram_mb|total_usable_disk_gb|disk_mb_used|free_disk_mb|vcpus_total|num_instances|num_io_ops|\
         failed_builds|aggregates|cell_uuid|updated)",
        Text,
    ),
    (
        "capabilities:(cpu_info|metrics|stats|numa_topology|supported_hv_specs|pci_device_pools|nodename|pci_stats|\
         supported_instances|limits|instances)(:\\w+)*",
        Text,
    ),
    ("quota:(cpu|memory|disk_io|vif)_(limit|shares_share)", Int(0)),
    ("quota:(cpu|memory|disk_io|vif)_reservation", AnyInt),
    ("quota:(cpu|memory|disk_io|vif)_shares_level", SHARES),
    ("quota:disk_(read|write|total)_(bytes|iops)_sec", Int(0)),
    ("quota:vif_(inbound|outbound)_(average|peak|burst)", Int(0)),
    (
        "resources([a-zA-Z0-9_-]{1,64})?:(VCPU|MEMORY_MB|DISK_GB|PCI_DEVICE|SRIOV_NET_VF|NUMA_SOCKET|NUMA_CORE|\
         NUMA_THREAD|NUMA_MEMORY_MB|IPV4_ADDRESS|VGPU|VGPU_DISPLAY_HEAD|NET_BW_EGR_KILOBIT_PER_SEC|\
         NET_BW_IGR_KILOBIT_PER_SEC|PCPU|MEM_ENCRYPTION_CONTEXT|FPGA|PGPU|NET_PACKET_RATE_KILOPACKET_PER_SEC|\
         NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC|NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC|CUSTOM_[A-Z0-9_]+)",
        AnyInt,
    ),
    ("trait([a-zA-Z0-9_-]{1,64})?:CUSTOM_[A-Z0-9_]+", TRAIT),
];

/// Namespaces in which every name has to be known.
const NAMESPACES: &str = "accel|aggregate_instance_extra_specs|capabilities|hw|hw_rng|hw_video|os|pci_passthrough|quota|\
     vmware|(resources|trait)([a-zA-Z0-9_-]{1,64})?";

/// Checks the value of one extra spec.
///
/// # Errors
/// `Invalid` for an unknown name in a known namespace, and for a wrong value.
pub fn check(name: &str, value: &str) -> Result<(), ComputeError> {
    if let Some(kind) = kind_of(name) {
        return check_value(kind, value).map_err(|why| invalid(&why));
    }
    match name.split_once(':') {
        Some((namespace, _)) if whole(NAMESPACES).is_match(namespace) => {
            Err(invalid(&format!("extra spec '{name}' does not appear to be a valid extra spec.")))
        }
        _ => Ok(()),
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    static COMPILED: LazyLock<Vec<(Regex, Kind)>> =
        LazyLock::new(|| PATTERNS.iter().map(|(pattern, kind)| (whole(pattern), *kind)).collect());
    if let Some((_, kind)) = KNOWN.iter().find(|(known, _)| *known == name) {
        return Some(*kind);
    }
    if let Some((_, kind)) = COMPILED.iter().find(|(pattern, _)| pattern.is_match(name)) {
        return Some(*kind);
    }
    let (namespace, trait_name) = name.split_once(':')?;
    let standard = namespace.starts_with("trait") && TRAITS.lines().any(|line| line == trait_name);
    (standard && whole(NAMESPACES).is_match(namespace)).then_some(TRAIT)
}

fn check_value(kind: Kind, value: &str) -> Result<(), String> {
    let number = || value.trim().parse::<i64>().map_err(|_| format!("'{value}' is not a valid integer value."));
    match kind {
        Text => Ok(()),
        Bool if is_bool(value) => Ok(()),
        Bool => Err(format!("'{value}' is not a valid boolean-like value.")),
        AnyInt => number().map(drop),
        Int(least) => within(number()?, least, i64::MAX),
        Between(least, most) => within(number()?, least, most),
        OneOf(values) if values.contains(&value) => Ok(()),
        OneOf(values) => Err(format!("'{value}' is not one of: {}.", values.join(", "))),
        Pattern(pattern) if whole(pattern).is_match(value) => Ok(()),
        Pattern(pattern) => Err(format!("'{value}' is not of the format '{pattern}'.")),
    }
}

fn within(number: i64, least: i64, most: i64) -> Result<(), String> {
    if number > most {
        return Err(format!("'{number}' is greater than the max value of '{most}'."));
    }
    if number < least {
        return Err(format!("'{number}' is less than the min value of '{least}'."));
    }
    Ok(())
}

fn is_bool(value: &str) -> bool {
    const WORDS: &[&str] = &["1", "t", "true", "on", "y", "yes", "0", "f", "false", "off", "n", "no"];
    WORDS.contains(&value.trim().to_lowercase().as_str())
}

/// The pattern, to be matched from end to end.
fn whole(pattern: &str) -> Regex {
    Regex::new(&format!("^(?:{pattern})$")).expect("the patterns of this file compile, as its tests show")
}

fn invalid(why: &str) -> ComputeError {
    ComputeError::Invalid(format!("Validation failed; {why}"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn known_names_take_certain_values() {
        for (name, value, why) in [
            ("hw:cpu_policy", "bogus", "'bogus' is not one of: dedicated, shared, mixed."),
            ("hw:cpu_threads", "x", "'x' is not a valid integer value."),
            ("hw:cpu_threads", "0", "'0' is less than the min value of '1'."),
            ("hw:redirected_usb_ports", "16", "'16' is greater than the max value of '15'."),
            ("hw:boot_menu", "maybe", "'maybe' is not a valid boolean-like value."),
            ("hw:nope", "x", "extra spec 'hw:nope' does not appear to be a valid extra spec."),
            (
                "trait1:NO_SUCH_TRAIT",
                "required",
                "extra spec 'trait1:NO_SUCH_TRAIT' does not appear to be a valid extra spec.",
            ),
            ("trait:HW_CPU_X86_AVX2", "x", "'x' is not one of: required, forbidden."),
            ("capabilities:nodename", "", ""),
            ("resources:VCPU", "x", "'x' is not a valid integer value."),
            ("hw:mem_page_size", "huge", r"'huge' is not of the format '(large|small|any|\d+([kKMGT]i?)?(b|bit|B)?)'."),
        ] {
            let refusal = check(name, value).err().map(|error| error.to_string());
            let expected = (!why.is_empty()).then(|| format!("Validation failed; {why}"));
            assert_eq!(refusal, expected, "{name}={value}");
        }
    }

    #[test]
    fn what_fits_and_what_is_nobodys_passes() {
        for (name, value) in [
            ("a:b", "1"),
            ("k", "anything"),
            ("hw:numa_cpus.3", "0-2,^1"),
            ("resources_GPU:CUSTOM_GOLD", "1"),
            ("trait_x:HW_CPU_X86_AVX2", "forbidden"),
            ("capabilities:cpu_info:arch:x", "<in> x"),
            ("quota:vif_inbound_peak", "10"),
            ("hw:cpu_realtime", "Yes"),
        ] {
            assert_eq!(check(name, value), Ok(()), "{name}={value}");
        }
    }
}
