-- What the proxies of the network service keep, and the tokens that open consoles.
CREATE TABLE security_group_rules (
    id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES security_groups (id) ON DELETE CASCADE,
    protocol TEXT,
    from_port INTEGER,
    to_port INTEGER,
    source_group_id TEXT,
    cidr TEXT
) STRICT;
CREATE INDEX security_group_rules_by_group ON security_group_rules (group_id);

CREATE TABLE floating_ips (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks (id),
    project_id TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    port_id TEXT REFERENCES ports (id) ON DELETE SET NULL,
    fixed_address TEXT
) STRICT;
CREATE INDEX floating_ips_by_project ON floating_ips (project_id);
CREATE INDEX floating_ips_by_port ON floating_ips (port_id) WHERE port_id IS NOT NULL;

CREATE TABLE console_tokens (
    token TEXT PRIMARY KEY,
    server_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    tls_port INTEGER,
    internal_access_path TEXT,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX console_tokens_by_expiry ON console_tokens (expires_at);

-- An aggregate's number is free again when the newest one goes, as in Nova.
CREATE TABLE numbered_aggregates (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    hosts TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER
) STRICT;
INSERT INTO numbered_aggregates SELECT id, uuid, name, hosts, metadata, created_at, updated_at FROM aggregates;
DROP TABLE aggregates;
ALTER TABLE numbered_aggregates RENAME TO aggregates;
