-- By what a filter for an address and a page in the order of names find their way.
CREATE INDEX port_addresses_by_address ON port_addresses (address);
CREATE INDEX servers_by_name ON servers (project_id, name, number) WHERE deleted_at IS NULL;
-- What hangs on a server, in the order in which it is shown.
DROP INDEX ports_by_server;
CREATE INDEX ports_by_server ON ports (server_id, position) WHERE server_id IS NOT NULL;
CREATE INDEX volume_attachments_by_server ON volume_attachments (server_id, created_at);
CREATE INDEX ports_spare ON ports (network_id, project_id) WHERE spare AND server_id IS NULL;
