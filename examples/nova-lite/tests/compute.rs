//! The domain as its callers use it: lifecycle, quotas under load, restarts, the recorded world.

use std::sync::Arc;
use std::time::Duration;

use nova_lite::compute::error::{ComputeError, ErrorKind};
use nova_lite::compute::list::{ServerFilter, ServerQuery, SortKey, Text, TextKey};
use nova_lite::compute::quota::{QuotaScope, Resource};
use nova_lite::compute::server::Server;
use nova_lite::compute::server_state::{TaskState, VmState};
use nova_lite::compute::volume::NewAttachment;
use nova_lite::compute::{Caller, Compute, NewServer, ServerAction, Settings};

const IMAGE: &str = "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01";

fn caller() -> Caller {
    Caller { user_id: "u".into(), project_id: "p".into(), request_id: "req-1".into(), ..Caller::default() }
}

async fn cloud(database: &str) -> Arc<Compute> {
    let settings = Settings { database: database.into(), pace: Duration::from_millis(1), ..Settings::default() };
    let compute = Compute::open(settings).await.expect("a fresh cloud");
    compute.start_workers().await.expect("workers");
    compute
}

fn new_server(name: &str) -> NewServer {
    NewServer { name: name.into(), flavor_id: "1".into(), image_id: IMAGE.into(), ..NewServer::default() }
}

async fn settled(compute: &Compute, id: &str) -> Server {
    for _ in 0..500 {
        let server = compute.server(&caller(), id).await.expect("the server");
        if server.task_state.is_none() {
            return server;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the server never settled");
}

async fn made(compute: &Arc<Compute>, name: &str) -> Server {
    let servers = compute.create_servers(&caller(), new_server(name)).await.expect("accepted");
    assert_eq!(servers[0].task_state, Some(TaskState::Scheduling));
    settled(compute, &servers[0].id).await
}

#[tokio::test]
async fn a_server_lives_from_build_to_deletion() {
    let compute = cloud(":memory:").await;
    let server = made(&compute, "life").await;
    assert_eq!((server.status(), server.host.as_deref()), ("ACTIVE", Some("host1")));
    let steps = [
        (ServerAction::Stop, VmState::Stopped),
        (ServerAction::Start, VmState::Active),
        (ServerAction::Reboot { hard: true }, VmState::Active),
        (ServerAction::Pause, VmState::Paused),
        (ServerAction::Unpause, VmState::Active),
        (ServerAction::Suspend, VmState::Suspended),
        (ServerAction::Resume, VmState::Active),
        (ServerAction::Rescue { image_id: None }, VmState::Rescued),
        (ServerAction::Unrescue, VmState::Active),
        (ServerAction::Shelve, VmState::ShelvedOffloaded),
        (ServerAction::Unshelve { zone: None, host: None }, VmState::Active),
        (ServerAction::Resize { flavor_id: "2".into(), auto_disk_config: None }, VmState::Resized),
        (ServerAction::RevertResize, VmState::Active),
        (ServerAction::CreateImage { name: "snap".into(), properties: Default::default() }, VmState::Active),
    ];
    for (action, state) in steps {
        compute.act(&caller(), &server.id, action.clone()).await.unwrap_or_else(|e| panic!("{action:?}: {e}"));
        assert_eq!(settled(&compute, &server.id).await.vm_state, state, "{action:?}");
    }
    let locked = compute.act(&caller(), &server.id, ServerAction::Lock { reason: Some("because".into()) }).await;
    assert!(locked.expect("a lock").server.is_locked());
    let refused = compute.act(&caller(), &server.id, ServerAction::Delete).await.expect_err("locked");
    assert_eq!(refused.to_string(), format!("Instance {} is locked", server.id));
    compute.act(&caller(), &server.id, ServerAction::Unlock).await.expect("an unlock");
    compute.act(&caller(), &server.id, ServerAction::Delete).await.expect("a delete");
    compute.shutdown().await;
}

#[tokio::test]
async fn a_resize_that_is_confirmed_keeps_the_new_flavor_and_its_log() {
    let compute = cloud(":memory:").await;
    let server = made(&compute, "grow").await;
    let resize = ServerAction::Resize { flavor_id: "2".into(), auto_disk_config: None };
    compute.act(&caller(), &server.id, resize).await.expect("accepted");
    assert_eq!(settled(&compute, &server.id).await.status(), "VERIFY_RESIZE");
    compute.act(&caller(), &server.id, ServerAction::ConfirmResize).await.expect("accepted");
    while compute.server(&caller(), &server.id).await.expect("the server").vm_state == VmState::Resized {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let server = compute.server(&caller(), &server.id).await.expect("the server");
    assert_eq!((server.status(), server.flavor.ram), ("ACTIVE", 2048));
    assert_eq!(compute.quota_report("p", None).await.expect("usage").usage.ram, 2048);
    let actions = compute.list_actions(&caller(), &server.id, Default::default()).await.expect("the log");
    let names: Vec<_> = actions.iter().map(|a| a.action.as_str()).collect();
    assert_eq!(names, ["confirmResize", "resize", "create"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_creates_against_ten_give_ten() {
    let compute = cloud(":memory:").await;
    let mut requests = tokio::task::JoinSet::new();
    for index in 0..200 {
        let compute = compute.clone();
        requests.spawn(async move { compute.create_servers(&caller(), new_server(&format!("s{index}"))).await });
    }
    let (mut accepted, mut refused) = (0, 0);
    while let Some(result) = requests.join_next().await {
        match result.expect("no panic") {
            Ok(_) => accepted += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Forbidden);
                let text = "Quota exceeded for instances: Requested 1, but already used 10 of 10 instances";
                assert_eq!(error.to_string(), text);
                refused += 1;
            }
        }
    }
    assert_eq!((accepted, refused), (10, 190));
    let id = compute.list_servers(ServerQuery::default()).await.expect("a list")[0].id.clone();
    compute.act(&caller(), &id, ServerAction::Delete).await.expect("a delete");
    compute.shutdown().await;
}

#[tokio::test]
async fn what_a_crash_interrupts_is_set_right_at_the_next_start() {
    let file = std::env::temp_dir().join(format!("{}.sqlite", nova_lite::compute::ids::uuid()));
    let url = file.display().to_string();
    let slow = Settings { database: url.clone(), pace: Duration::from_secs(600), ..Settings::default() };
    let compute = Compute::open(slow).await.expect("a fresh cloud");
    let building = compute.create_servers(&caller(), new_server("half")).await.expect("accepted").remove(0);
    let doomed = compute.create_servers(&caller(), new_server("doomed")).await.expect("accepted").remove(0);
    while compute.server(&caller(), &doomed.id).await.expect("the server").task_state != Some(TaskState::Spawning) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    compute.act(&caller(), &doomed.id, ServerAction::Delete).await.expect("a delete overtakes a build");
    // The first cloud never gets further: its driver sleeps.
    let again = cloud(&url).await;
    let server = again.server(&caller(), &building.id).await.expect("the server");
    assert_eq!((server.status(), server.task_state), ("ERROR", None));
    assert!(server.fault.is_some_and(|fault| fault.message.contains("stopped")));
    let gone = again.server(&caller(), &doomed.id).await;
    assert_eq!(gone.map(drop), Err(ComputeError::ServerNotFound(doomed.id)));
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{url}{ending}"));
    }
}

#[tokio::test]
async fn pages_follow_each_other_in_any_order() {
    let compute = cloud(":memory:").await;
    for name in ["b", "a", "c", "a"] {
        made(&compute, name).await;
    }
    for (sort, expected) in [
        (vec![], ["a", "c", "a", "b"]),
        (vec![(SortKey::Name, false)], ["a", "a", "b", "c"]),
        (vec![(SortKey::Name, true)], ["c", "b", "a", "a"]),
        (vec![(SortKey::KeyName, true), (SortKey::Name, false)], ["a", "a", "b", "c"]),
    ] {
        let (mut names, mut marker) = (Vec::new(), None);
        loop {
            let query = ServerQuery { sort: sort.clone(), marker, limit: 1, ..ServerQuery::default() };
            let Some(server) = compute.list_servers(query).await.expect("a page").pop() else { break };
            names.push(server.name);
            marker = Some(server.id);
        }
        assert_eq!(names, expected, "{sort:?}");
    }
    let filter = ServerFilter { texts: vec![(TextKey::Name, Text::Matches("^[ab]$".into()))], ..Default::default() };
    let found = compute.list_servers(ServerQuery { filter, ..Default::default() }).await.expect("a list");
    assert_eq!(found.len(), 3);
    let lost = ServerQuery { marker: Some("x".into()), ..Default::default() };
    assert_eq!(compute.list_servers(lost).await.expect_err("no marker").to_string(), "marker [x] not found");
}

/// A world in the shape of Nova's recorded one, cut down to what servers touch.
const RECORDED: &str = r#"{
    "services": [{"id": 1, "binary": "nova-compute", "host": "h1", "zone": "nova"},
                 {"id": 2, "binary": "nova-compute", "host": "h2", "zone": "nova"}],
    "compute_driver": {"hypervisor_type": "fake", "host_ip": "192.0.2.2", "vcpus": 8, "memory_mb": 8000, "local_gb": 99},
    "flavors": [{"id": "1", "name": "tiny", "ram": 512, "vcpus": 1, "disk": 1},
                {"id": "2", "name": "more", "ram": 600, "vcpus": 1, "disk": 1}],
    "glance_images": {"i": {"id": "img", "name": "i", "status": "active", "visibility": "public"}},
    "neutron": {
        "network_1": {"id": "n1", "name": "private", "project_id": "p"},
        "network_2": {"id": "n2", "name": "sriov", "project_id": "p", "provider:physical_network": "phys"},
        "subnet_1": {"id": "s1", "network_id": "n1", "name": "s", "ip_version": 4, "cidr": "10.0.0.0/29",
                     "gateway_ip": "10.0.0.1", "allocation_pools": [{"start": "10.0.0.1", "end": "10.0.0.6"}]},
        "port_2": {"id": "port", "network_id": "n1", "project_id": "p", "mac_address": "00:0c:29:0d:11:74",
                   "fixed_ips": [{"ip_address": "10.0.0.3", "subnet_id": "s1"}]},
        "default_port": {"id": "port"}},
    "cinder_volumes": {"AN_VOL": "vol"}
}"#;

#[tokio::test]
async fn a_recorded_world_gives_its_port_first_and_its_second_host_to_a_resize() {
    let world = nova_lite::world::World::parse(RECORDED.as_bytes()).expect("a world");
    let settings = Settings { world: Some(world), pace: Duration::ZERO, ..Settings::default() };
    let compute = Compute::open(settings).await.expect("a fresh cloud");
    let new = NewServer { image_id: "img".into(), ..new_server("s") };
    let server = compute.create_servers(&caller(), new).await.expect("accepted").remove(0);
    let server = settled(&compute, &server.id).await;
    let addresses = |ports: Vec<nova_lite::compute::network::Port>| -> Vec<String> {
        ports.iter().flat_map(|port| port.addresses.keys().cloned()).collect()
    };
    assert_eq!(addresses(compute.list_interfaces(&caller(), &server.id).await.expect("ports")), ["10.0.0.3"]);
    let port = compute.attach_interface(&caller(), &server.id, Default::default()).await.expect("a second port");
    assert_eq!(addresses(vec![port]), ["10.0.0.2"]);

    let resize = ServerAction::Resize { flavor_id: "2".into(), auto_disk_config: None };
    compute.act(&caller(), &server.id, resize).await.expect("accepted");
    assert_eq!(settled(&compute, &server.id).await.host.as_deref(), Some("h2"));
    let volume = NewAttachment { volume_id: "vol".into(), ..NewAttachment::default() };
    let attachment = compute.attach_volume(&caller(), &server.id, volume.clone()).await.expect("a volume");
    assert_eq!(attachment.device.as_deref(), Some("/dev/sdb"));
    compute.detach_volume(&caller(), &server.id, "vol").await.expect("a detachment");
    let boot = NewAttachment { boot: true, ..volume };
    let new = NewServer { image_id: String::new(), volumes: vec![boot.clone()], ..new_server("from-volume") };
    compute.create_servers(&caller(), new.clone()).await.expect("accepted");
    let refused = compute.create_servers(&caller(), new).await.expect_err("the volume is taken");
    assert!(refused.to_string().contains("Currently in 'in-use'"), "{refused}");
    let details = compute.details(vec![server]).await.expect("details").remove(0);
    assert_eq!((details.ports.len(), details.ports[0].1.as_str(), details.volumes.len()), (2, "private", 0));
}

#[tokio::test]
async fn a_move_without_a_host_to_go_to_leaves_the_server_as_it_was() {
    let compute = cloud(":memory:").await;
    let server = made(&compute, "alone").await;
    compute.act(&caller(), &server.id, ServerAction::LiveMigrate { host: None }).await.expect("accepted");
    let server = settled(&compute, &server.id).await;
    assert_eq!(server.status(), "ACTIVE");
    assert!(server.fault.is_some_and(|fault| fault.message.contains("No valid host")));
    let log = compute.list_actions(&caller(), &server.id, Default::default()).await.expect("the log");
    assert_eq!(log[0].message.as_deref(), Some("Error"));
}

#[tokio::test]
async fn a_live_migration_is_seen_and_aborted_while_it_runs() {
    /// Long enough to look at it on a busy machine.
    const PACE: Duration = Duration::from_millis(500);
    let world = r#"{
        "services": [
            {"binary": "nova-compute", "host": "host1", "zone": "nova"},
            {"binary": "nova-compute", "host": "host2", "zone": "nova"}
        ],
        "compute_driver": {"hypervisor_type": "fake", "host_ip": "192.0.2.2", "vcpus": 9, "memory_mb": 9999,
            "local_gb": 99},
        "flavors": [{"id": "1", "name": "f", "ram": 64, "vcpus": 1, "disk": 1}],
        "images": [{"id": "70a5f5f3-2f0c-4c1d-9c4e-6f0f3a0d5b01", "name": "i", "status": "active",
            "visibility": "public"}]
    }"#;
    let world = nova_lite::world::World::parse(world.as_bytes()).expect("a good world");
    let settings = Settings { pace: PACE, world: Some(world), ..Settings::default() };
    let compute = Compute::open(settings).await.expect("a fresh cloud");
    let before = made(&compute, "moving").await;
    compute.act(&caller(), &before.id, ServerAction::LiveMigrate { host: None }).await.expect("accepted");
    let running = loop {
        if let Some(migration) = compute.live_migrations(&before.id).await.expect("a list").pop() {
            break migration;
        }
    };
    assert_eq!(running.status, "running");
    assert_ne!(running.dest_host, before.host);
    let id = running.id.to_string();
    compute.force_live_migration(&caller(), &before.id, &id).await.expect("it may be hurried");
    let missing = compute.abort_live_migration(&caller(), &before.id, "99", false).await.expect_err("another one");
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    compute.abort_live_migration(&caller(), &before.id, &id, false).await.expect("it can be aborted");

    // The worker comes back from the driver after that, and must leave the server alone.
    tokio::time::sleep(PACE * 2).await;
    let after = compute.server(&caller(), &before.id).await.expect("the server");
    assert_eq!((after.status(), &after.host, after.task_state), ("ACTIVE", &before.host, None));
    let all = compute.list_migrations(Default::default()).await.expect("a list");
    assert_eq!(all.iter().map(|m| m.status.as_str()).collect::<Vec<_>>(), ["cancelled"]);
}

#[tokio::test]
async fn two_resizes_cannot_share_what_is_left_of_a_quota() {
    let compute = cloud(":memory:").await;
    let (first, second) = (made(&compute, "a").await, made(&compute, "b").await);
    // Both servers have one core; the flavor to be has two, and three are allowed.
    let scope = QuotaScope::Project("p".into());
    let cores = vec![(Resource::Cores, 3)];
    compute.set_limits(scope, cores, false).await.expect("limits");
    let grow = || ServerAction::Resize { flavor_id: "3".into(), auto_disk_config: None };
    compute.act(&caller(), &first.id, grow()).await.expect("accepted");
    let refused = compute.act(&caller(), &second.id, grow()).await.expect_err("nothing is left");
    assert_eq!(refused.kind(), ErrorKind::Forbidden, "{refused}");
    assert_eq!(settled(&compute, &first.id).await.status(), "VERIFY_RESIZE");
    assert_eq!(compute.quota_report("p", None).await.expect("usage").usage.cores, 3);
}

#[tokio::test]
async fn a_group_takes_only_so_many_servers_of_a_user() {
    let compute = cloud(":memory:").await;
    let group = compute.create_server_group(&caller(), "g", "soft-affinity", None).await.expect("a group").group.id;
    let scope = QuotaScope::Project("p".into());
    let members = vec![(Resource::ServerGroupMembers, 1)];
    compute.set_limits(scope, members, false).await.expect("limits");
    let new = || NewServer { server_group: Some(group.clone()), ..new_server("g") };
    compute.create_servers(&caller(), new()).await.expect("the first");
    let refused = compute.create_servers(&caller(), new()).await.expect_err("the second");
    assert_eq!(refused.to_string(), "Quota exceeded, too many servers in group");
}

#[tokio::test]
async fn a_shelved_server_stays_on_its_host_for_as_long_as_it_may() {
    let settings = Settings { shelved_offload_time: 1, pace: Duration::ZERO, ..Settings::default() };
    let compute = Compute::open(settings).await.expect("a fresh cloud");
    let server = made(&compute, "shelved").await;
    compute.act(&caller(), &server.id, ServerAction::Shelve).await.expect("accepted");
    let shelved = settled(&compute, &server.id).await;
    assert_eq!((shelved.vm_state, shelved.host), (VmState::Shelved, server.host));
    assert_eq!(compute.reclaim().await, Ok(0));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(compute.reclaim().await, Ok(1));
    let offloaded = settled(&compute, &server.id).await;
    assert_eq!((offloaded.vm_state, offloaded.host), (VmState::ShelvedOffloaded, None));
}

#[tokio::test]
async fn what_nobody_restores_is_reclaimed_in_time() {
    let settings = Settings { reclaim_instance_interval: 1, pace: Duration::ZERO, ..Settings::default() };
    let compute = Compute::open(settings).await.expect("a fresh cloud");
    let server = made(&compute, "soft").await;
    compute.act(&caller(), &server.id, ServerAction::Delete).await.expect("accepted");
    assert_eq!(settled(&compute, &server.id).await.vm_state, VmState::SoftDeleted);
    assert_eq!(compute.reclaim().await, Ok(0));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(compute.reclaim().await, Ok(1));
    for _ in 0..500 {
        if let Err(gone) = compute.server(&caller(), &server.id).await {
            return assert_eq!(gone.kind(), ErrorKind::NotFound);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the server was never reclaimed");
}
