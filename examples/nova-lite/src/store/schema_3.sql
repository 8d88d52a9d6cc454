-- A page behind a filter, the choice of a host and of an address cost the same with any number of servers.

-- What a server takes of its host: by the flavor it has, not by the one that a resize has been promised.
ALTER TABLE servers ADD COLUMN own_vcpus INTEGER NOT NULL DEFAULT 0;
ALTER TABLE servers ADD COLUMN own_ram INTEGER NOT NULL DEFAULT 0;
UPDATE servers SET own_vcpus = vcpus, own_ram = ram;

-- What the servers of each project take of each host, kept by triggers.
CREATE TABLE host_loads (
    host TEXT NOT NULL,
    project_id TEXT NOT NULL,
    servers INTEGER NOT NULL,
    vcpus INTEGER NOT NULL,
    ram INTEGER NOT NULL,
    disk INTEGER NOT NULL,
    PRIMARY KEY (host, project_id)
) STRICT, WITHOUT ROWID;
INSERT INTO host_loads SELECT host, project_id, count(*), sum(own_vcpus), sum(own_ram), sum(disk)
    FROM servers WHERE host IS NOT NULL AND deleted_at IS NULL GROUP BY host, project_id;
CREATE TRIGGER servers_arrive AFTER INSERT ON servers WHEN NEW.host IS NOT NULL AND NEW.deleted_at IS NULL BEGIN
    INSERT INTO host_loads VALUES (NEW.host, NEW.project_id, 1, NEW.own_vcpus, NEW.own_ram, NEW.disk)
    ON CONFLICT DO UPDATE SET servers = servers + 1, vcpus = vcpus + NEW.own_vcpus, ram = ram + NEW.own_ram,
        disk = disk + NEW.disk;
END;
CREATE TRIGGER servers_move_out AFTER UPDATE OF host, own_vcpus, own_ram, disk, deleted_at ON servers
WHEN OLD.host IS NOT NULL AND OLD.deleted_at IS NULL
     AND (OLD.host, OLD.own_vcpus, OLD.own_ram, OLD.disk, OLD.deleted_at)
         IS NOT (NEW.host, NEW.own_vcpus, NEW.own_ram, NEW.disk, NEW.deleted_at) BEGIN
    UPDATE host_loads SET servers = servers - 1, vcpus = vcpus - OLD.own_vcpus, ram = ram - OLD.own_ram,
        disk = disk - OLD.disk
    WHERE host = OLD.host AND project_id = OLD.project_id;
END;
CREATE TRIGGER servers_move_in AFTER UPDATE OF host, own_vcpus, own_ram, disk, deleted_at ON servers
WHEN NEW.host IS NOT NULL AND NEW.deleted_at IS NULL
     AND (OLD.host, OLD.own_vcpus, OLD.own_ram, OLD.disk, OLD.deleted_at)
         IS NOT (NEW.host, NEW.own_vcpus, NEW.own_ram, NEW.disk, NEW.deleted_at) BEGIN
    INSERT INTO host_loads VALUES (NEW.host, NEW.project_id, 1, NEW.own_vcpus, NEW.own_ram, NEW.disk)
    ON CONFLICT DO UPDATE SET servers = servers + 1, vcpus = vcpus + NEW.own_vcpus, ram = ram + NEW.own_ram,
        disk = disk + NEW.disk;
END;

-- By what few servers of many are found; see few.rs.
CREATE INDEX servers_by_state ON servers (vm_state, project_id) WHERE deleted_at IS NULL;
CREATE INDEX servers_by_flavor ON servers (flavor_id, project_id) WHERE deleted_at IS NULL;
CREATE INDEX servers_by_image ON servers (image_id, project_id) WHERE deleted_at IS NULL;
CREATE INDEX server_tags_by_tag ON server_tags (tag, server_id);
-- Any three letters of a name find it.
CREATE VIRTUAL TABLE server_names USING fts5 (name, content = 'servers', content_rowid = 'number', tokenize = 'trigram');
INSERT INTO server_names (rowid, name) SELECT number, name FROM servers;
CREATE TRIGGER servers_name AFTER INSERT ON servers BEGIN
    INSERT INTO server_names (rowid, name) VALUES (NEW.number, NEW.name);
END;
CREATE TRIGGER servers_rename AFTER UPDATE OF name ON servers WHEN OLD.name <> NEW.name BEGIN
    INSERT INTO server_names (server_names, rowid, name) VALUES ('delete', OLD.number, OLD.name);
    INSERT INTO server_names (rowid, name) VALUES (NEW.number, NEW.name);
END;

-- Below this address of its pool a subnet has none that is free. As a number.
CREATE TABLE subnet_pools (
    subnet_id TEXT PRIMARY KEY REFERENCES subnets (id),
    free_from INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
