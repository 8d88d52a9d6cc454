-- Times are microseconds since 1970 in UTC. Lists and labels are text; see columns.rs.
CREATE TABLE servers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT,
    hostname TEXT NOT NULL,
    user_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    vm_state TEXT NOT NULL,
    task_state TEXT,
    power_state INTEGER NOT NULL,
    image_id TEXT NOT NULL,
    image_properties TEXT NOT NULL,
    flavor_id TEXT NOT NULL,
    flavor TEXT NOT NULL,
    vcpus INTEGER NOT NULL,
    ram INTEGER NOT NULL,
    disk INTEGER NOT NULL,
    old_flavor TEXT,
    coming_flavor TEXT,
    key_name TEXT,
    metadata TEXT NOT NULL,
    config_drive INTEGER NOT NULL,
    user_data TEXT,
    access_ip_v4 TEXT,
    access_ip_v6 TEXT,
    availability_zone TEXT,
    pinned_availability_zone TEXT,
    host TEXT,
    node TEXT,
    reservation_id TEXT NOT NULL,
    launch_index INTEGER NOT NULL,
    kernel_id TEXT NOT NULL,
    ramdisk_id TEXT NOT NULL,
    root_device_name TEXT,
    locked_by TEXT,
    locked_reason TEXT,
    progress INTEGER NOT NULL,
    fault TEXT,
    auto_disk_config INTEGER NOT NULL,
    trusted_image_certificates TEXT NOT NULL,
    scheduler_hints TEXT NOT NULL,
    security_groups TEXT NOT NULL,
    server_group TEXT,
    old_vm_state TEXT,
    old_host TEXT,
    shelved_image_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    launched_at INTEGER,
    terminated_at INTEGER,
    deleted_at INTEGER
) STRICT;
-- A page of a project or of the whole cloud, newest first, is a walk along one of these.
CREATE INDEX servers_by_project ON servers (project_id, created_at, number) WHERE deleted_at IS NULL;
CREATE INDEX servers_by_age ON servers (created_at, number) WHERE deleted_at IS NULL;
CREATE INDEX servers_by_project_with_deleted ON servers (project_id, created_at, number);
CREATE INDEX servers_by_age_with_deleted ON servers (created_at, number);
CREATE INDEX servers_by_change ON servers (coalesce(updated_at, created_at));
CREATE INDEX servers_by_host ON servers (host) WHERE deleted_at IS NULL;
CREATE INDEX servers_by_group ON servers (server_group) WHERE deleted_at IS NULL AND server_group IS NOT NULL;
CREATE INDEX servers_with_task ON servers (task_state) WHERE task_state IS NOT NULL;
CREATE INDEX servers_soft_deleted ON servers (vm_state) WHERE vm_state = 'soft-delete';
CREATE INDEX servers_by_reservation ON servers (reservation_id);

-- What each project and user holds, kept by triggers so that a quota check costs the same with any number of servers.
CREATE TABLE usages (
    project_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    instances INTEGER NOT NULL,
    cores INTEGER NOT NULL,
    ram INTEGER NOT NULL,
    PRIMARY KEY (project_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER servers_take AFTER INSERT ON servers WHEN NEW.deleted_at IS NULL BEGIN
    INSERT INTO usages VALUES (NEW.project_id, NEW.user_id, 1, NEW.vcpus, NEW.ram)
    ON CONFLICT DO UPDATE SET instances = instances + 1, cores = cores + NEW.vcpus, ram = ram + NEW.ram;
END;
CREATE TRIGGER servers_change AFTER UPDATE OF vcpus, ram, deleted_at, vm_state ON servers
WHEN OLD.vcpus <> NEW.vcpus OR OLD.ram <> NEW.ram OR OLD.deleted_at IS NOT NEW.deleted_at
     OR (OLD.vm_state = 'soft-delete') <> (NEW.vm_state = 'soft-delete') BEGIN
    UPDATE usages SET
        instances = instances
            - (OLD.deleted_at IS NULL AND OLD.vm_state <> 'soft-delete')
            + (NEW.deleted_at IS NULL AND NEW.vm_state <> 'soft-delete'),
        cores = cores
            - OLD.vcpus * (OLD.deleted_at IS NULL AND OLD.vm_state <> 'soft-delete')
            + NEW.vcpus * (NEW.deleted_at IS NULL AND NEW.vm_state <> 'soft-delete'),
        ram = ram
            - OLD.ram * (OLD.deleted_at IS NULL AND OLD.vm_state <> 'soft-delete')
            + NEW.ram * (NEW.deleted_at IS NULL AND NEW.vm_state <> 'soft-delete')
    WHERE project_id = NEW.project_id AND user_id = NEW.user_id;
END;

CREATE TABLE server_tags (
    server_id TEXT NOT NULL REFERENCES servers (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (server_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE flavors (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    ram INTEGER NOT NULL,
    vcpus INTEGER NOT NULL,
    disk INTEGER NOT NULL,
    ephemeral INTEGER NOT NULL,
    swap INTEGER NOT NULL,
    rxtx_factor REAL NOT NULL,
    is_public INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    description TEXT,
    extra_specs TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER
) STRICT;
CREATE TABLE flavor_access (
    flavor_id TEXT NOT NULL REFERENCES flavors (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL,
    PRIMARY KEY (flavor_id, project_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE keypairs (
    number INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, name)
) STRICT;

-- scope: 'project' (owner is the project), 'user' (owner is project TAB user) or 'class' (owner is the class).
CREATE TABLE quotas (
    scope TEXT NOT NULL,
    owner TEXT NOT NULL,
    resource TEXT NOT NULL,
    "limit" INTEGER NOT NULL,
    PRIMARY KEY (scope, owner, resource)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    project_id TEXT,
    visibility TEXT NOT NULL,
    min_ram INTEGER NOT NULL,
    min_disk INTEGER NOT NULL,
    size INTEGER NOT NULL,
    server_id TEXT,
    properties TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE networks (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    project_id TEXT NOT NULL,
    shared INTEGER NOT NULL,
    external INTEGER NOT NULL
) STRICT;
CREATE TABLE subnets (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks (id),
    name TEXT NOT NULL,
    ip_version INTEGER NOT NULL,
    cidr TEXT NOT NULL,
    gateway_ip TEXT,
    pool_start TEXT NOT NULL,
    pool_end TEXT NOT NULL
) STRICT;
-- spare: taken by a server that names no port before a new one is made.
CREATE TABLE ports (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks (id),
    project_id TEXT NOT NULL,
    server_id TEXT,
    mac_address TEXT NOT NULL,
    status TEXT NOT NULL,
    tag TEXT,
    addresses TEXT NOT NULL,
    security_groups TEXT NOT NULL,
    made_for_server INTEGER NOT NULL,
    spare INTEGER NOT NULL,
    position INTEGER NOT NULL
) STRICT;
CREATE INDEX ports_by_server ON ports (server_id) WHERE server_id IS NOT NULL;
CREATE INDEX ports_by_network ON ports (network_id);
CREATE TABLE port_addresses (
    network_id TEXT NOT NULL,
    address TEXT NOT NULL,
    port_id TEXT NOT NULL REFERENCES ports (id) ON DELETE CASCADE,
    PRIMARY KEY (network_id, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX port_addresses_by_port ON port_addresses (port_id);
CREATE TABLE security_groups (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    project_id TEXT NOT NULL
) STRICT;

CREATE TABLE volumes (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    name TEXT,
    description TEXT,
    size INTEGER NOT NULL,
    status TEXT NOT NULL,
    availability_zone TEXT NOT NULL,
    multiattach INTEGER NOT NULL,
    volume_type TEXT,
    snapshot_id TEXT,
    metadata TEXT NOT NULL,
    migration_status TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE volume_snapshots (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    volume_id TEXT NOT NULL REFERENCES volumes (id),
    name TEXT,
    description TEXT,
    size INTEGER NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX volume_snapshots_by_project ON volume_snapshots (project_id, created_at);
CREATE INDEX volume_snapshots_by_volume ON volume_snapshots (volume_id);
CREATE TABLE volume_attachments (
    id TEXT PRIMARY KEY,
    server_id TEXT NOT NULL REFERENCES servers (id),
    volume_id TEXT NOT NULL REFERENCES volumes (id),
    mapping_id TEXT NOT NULL,
    device TEXT,
    tag TEXT,
    boot INTEGER NOT NULL,
    delete_on_termination INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (server_id, volume_id)
) STRICT;
CREATE INDEX volume_attachments_by_volume ON volume_attachments (volume_id);

CREATE TABLE aggregates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    hosts TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER
) STRICT;
CREATE TABLE services (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    binary TEXT NOT NULL,
    host TEXT NOT NULL,
    zone TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    disabled_reason TEXT,
    forced_down INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    UNIQUE (host, binary)
) STRICT;
CREATE TABLE hypervisors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL UNIQUE,
    hostname TEXT NOT NULL,
    hypervisor_type TEXT NOT NULL,
    hypervisor_version INTEGER NOT NULL,
    host_ip TEXT NOT NULL,
    vcpus INTEGER NOT NULL,
    memory_mb INTEGER NOT NULL,
    reserved_memory_mb INTEGER NOT NULL,
    local_gb INTEGER NOT NULL,
    disk_available_least INTEGER,
    cpu_info TEXT NOT NULL
) STRICT;

CREATE TABLE server_groups (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    project_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    policy TEXT NOT NULL,
    max_server_per_host INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX server_groups_by_project ON server_groups (project_id);

CREATE TABLE migrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    source_host TEXT,
    source_node TEXT,
    dest_host TEXT,
    dest_node TEXT,
    dest_address TEXT,
    old_flavor INTEGER,
    new_flavor INTEGER,
    user_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER
) STRICT;
CREATE INDEX migrations_by_server ON migrations (server_id);
CREATE INDEX migrations_by_age ON migrations (created_at, id);

CREATE TABLE actions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id TEXT NOT NULL,
    action TEXT NOT NULL,
    request_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    message TEXT,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX actions_by_server ON actions (server_id, number);
CREATE INDEX actions_by_request ON actions (server_id, request_id);
CREATE TABLE action_events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    action INTEGER NOT NULL REFERENCES actions (number),
    event TEXT NOT NULL,
    host TEXT,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    result TEXT,
    traceback TEXT,
    details TEXT
) STRICT;
CREATE INDEX action_events_by_action ON action_events (action);
