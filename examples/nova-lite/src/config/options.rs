//! The options that nova-lite knows, in Nova's names, with Nova's types and defaults.
//!
//! An option stands here too when nova-lite has no use for it yet: its value is then still checked, as Nova would.
//! What oslo's and keystone's libraries bring is in [`starmap::config::oslo`]; an option here outweighs one of the same name there.
//! The `[nova_lite]` group holds what Nova has no name for.

starmap::options! {
    list OPTIONS;
    /// `[DEFAULT] osapi_compute_listen`: the address that the API listens on.
    OSAPI_COMPUTE_LISTEN: String = Opt::text("DEFAULT", "osapi_compute_listen", "0.0.0.0").help("The address that the API listens on.");
    /// `[DEFAULT] osapi_compute_listen_port`: the port that the API listens on; 0 takes any free one.
    OSAPI_COMPUTE_LISTEN_PORT: u16 = Opt::port("DEFAULT", "osapi_compute_listen_port", 8774).help("The port that the API listens on; 0 takes any free one.");
    /// `[DEFAULT] osapi_compute_workers`: how many threads serve requests; one a processor when unset.
    OSAPI_COMPUTE_WORKERS: Option<i64> = Opt::int_or_none("DEFAULT", "osapi_compute_workers").min(1).help("How many threads serve requests; one a processor when unset.");
    /// `[DEFAULT] metadata_listen`: the address of the metadata API.
    METADATA_LISTEN: String = Opt::text("DEFAULT", "metadata_listen", "0.0.0.0").help("The address of the metadata API.");
    /// `[DEFAULT] metadata_listen_port`: the port of the metadata API.
    METADATA_LISTEN_PORT: u16 = Opt::port("DEFAULT", "metadata_listen_port", 8775).help("The port of the metadata API.");
    /// `[DEFAULT] metadata_workers`: how many workers serve the metadata API.
    METADATA_WORKERS: Option<i64> = Opt::int_or_none("DEFAULT", "metadata_workers").min(1).help("How many workers serve the metadata API.");
    /// `[DEFAULT] enabled_apis`: the APIs that are served.
    ENABLED_APIS: Vec<String> = Opt::list_of("DEFAULT", "enabled_apis", &["osapi_compute", "metadata"], &["osapi_compute", "metadata"]).help("The APIs that are served.");
    /// `[DEFAULT] enabled_ssl_apis`: the APIs that are served over TLS.
    ENABLED_SSL_APIS: Vec<String> = Opt::list_of("DEFAULT", "enabled_ssl_apis", &[], &["osapi_compute", "metadata"]).help("The APIs that are served over TLS.");
    /// `[DEFAULT] report_interval`: the seconds between two signs of life of a service.
    REPORT_INTERVAL: i64 = Opt::int("DEFAULT", "report_interval", 10).help("The seconds between two signs of life of a service.");
    /// `[DEFAULT] service_down_time`: the seconds without a sign of life after which a service counts as down.
    SERVICE_DOWN_TIME: i64 = Opt::int("DEFAULT", "service_down_time", 60).help("The seconds without a sign of life after which a service counts as down.");
    /// `[DEFAULT] periodic_enable`: runs periodic tasks.
    PERIODIC_ENABLE: bool = Opt::bool("DEFAULT", "periodic_enable", true).help("Runs periodic tasks.");
    /// `[DEFAULT] periodic_fuzzy_delay`: the most seconds that the first periodic task waits.
    PERIODIC_FUZZY_DELAY: i64 = Opt::int("DEFAULT", "periodic_fuzzy_delay", 60).min(0).help("The most seconds that the first periodic task waits.");
    /// `[DEFAULT] password_length`: the length of generated server passwords.
    PASSWORD_LENGTH: i64 = Opt::int("DEFAULT", "password_length", 12).min(0).help("The length of generated server passwords.");
    /// `[DEFAULT] instance_usage_audit_period`: the period of usage reports.
    INSTANCE_USAGE_AUDIT_PERIOD: String = Opt::text("DEFAULT", "instance_usage_audit_period", "month").help("The period of usage reports.");
    /// `[DEFAULT] use_rootwrap_daemon`: belongs to hypervisors.
    USE_ROOTWRAP_DAEMON: bool = Opt::bool("DEFAULT", "use_rootwrap_daemon", false).help("Belongs to hypervisors.");
    /// `[DEFAULT] rootwrap_config`: belongs to hypervisors.
    ROOTWRAP_CONFIG: String = Opt::text("DEFAULT", "rootwrap_config", "/etc/nova/rootwrap.conf").help("Belongs to hypervisors.");
    /// `[DEFAULT] tempdir`: the directory of temporary files.
    TEMPDIR: Option<String> = Opt::text_or_none("DEFAULT", "tempdir").help("The directory of temporary files.");
    /// `[DEFAULT] default_green_pool_size`: has no effect here.
    DEFAULT_GREEN_POOL_SIZE: i64 = Opt::int("DEFAULT", "default_green_pool_size", 1000).min(100).help("Has no effect here.");
    /// `[DEFAULT] pybasedir`: where Nova is installed; other options refer to it.
    PYBASEDIR: String = Opt::text("DEFAULT", "pybasedir", "/usr/lib/python3/dist-packages").help("Where Nova is installed; other options refer to it.");
    /// `[DEFAULT] state_path`: where Nova keeps its state; other options refer to it.
    STATE_PATH: String = Opt::text("DEFAULT", "state_path", "$pybasedir").help("Where Nova keeps its state; other options refer to it.");
    /// `[DEFAULT] bindir`: where programs are installed; other options refer to it.
    BINDIR: String = Opt::text("DEFAULT", "bindir", "/usr/bin").help("Where programs are installed; other options refer to it.");
    /// `[DEFAULT] my_ip`: the address of this host; other options refer to it.
    MY_IP: String = Opt::text("DEFAULT", "my_ip", "127.0.0.1").help("The address of this host; other options refer to it.");
    /// `[DEFAULT] my_block_storage_ip`: the address of this host on the storage network.
    MY_BLOCK_STORAGE_IP: String = Opt::text("DEFAULT", "my_block_storage_ip", "$my_ip").help("The address of this host on the storage network.");
    /// `[DEFAULT] my_shared_fs_storage_ip`: the address of this host on the shared file system network.
    MY_SHARED_FS_STORAGE_IP: String = Opt::text("DEFAULT", "my_shared_fs_storage_ip", "$my_ip").help("The address of this host on the shared file system network.");
    /// `[DEFAULT] host`: this host's name in services and hypervisors; the system's when unset.
    HOST: Option<String> = Opt::text_or_none("DEFAULT", "host").help("This host's name in services and hypervisors; the system's when unset.");
    /// `[DEFAULT] internal_service_availability_zone`: the availability zone of services that run no servers.
    INTERNAL_SERVICE_AVAILABILITY_ZONE: String = Opt::text("DEFAULT", "internal_service_availability_zone", "internal").help("The availability zone of services that run no servers.");
    /// `[DEFAULT] default_availability_zone`: the availability zone of hosts that are in none.
    DEFAULT_AVAILABILITY_ZONE: String = Opt::text("DEFAULT", "default_availability_zone", "nova").help("The availability zone of hosts that are in none.");
    /// `[DEFAULT] default_schedule_zone`: the availability zone of servers that ask for none.
    DEFAULT_SCHEDULE_ZONE: Option<String> = Opt::text_or_none("DEFAULT", "default_schedule_zone").help("The availability zone of servers that ask for none.");
    /// `[DEFAULT] compute_driver`: the virt driver.
    COMPUTE_DRIVER: Option<String> = Opt::text_or_none("DEFAULT", "compute_driver").help("The virt driver.");
    /// `[DEFAULT] allow_resize_to_same_host`: lets a resize end on the host it started on.
    ALLOW_RESIZE_TO_SAME_HOST: bool = Opt::bool("DEFAULT", "allow_resize_to_same_host", false).help("Lets a resize end on the host it started on.");
    /// `[DEFAULT] reclaim_instance_interval`: the seconds that a deleted server can be restored; 0 deletes at once.
    RECLAIM_INSTANCE_INTERVAL: i64 = Opt::int("DEFAULT", "reclaim_instance_interval", 0).help("The seconds that a deleted server can be restored; 0 deletes at once.");
    /// `[DEFAULT] max_local_block_devices`: the most local disks of a server; -1 is no limit, 0 forbids local disks.
    MAX_LOCAL_BLOCK_DEVICES: i64 = Opt::int("DEFAULT", "max_local_block_devices", 3).help("The most local disks of a server; -1 is no limit, 0 forbids local disks.");
    /// `[DEFAULT] shelved_offload_time`: the seconds that a shelved server stays on its host; -1 never offloads.
    SHELVED_OFFLOAD_TIME: i64 = Opt::int("DEFAULT", "shelved_offload_time", 0).min(-1).help("The seconds that a shelved server stays on its host; -1 never offloads.");
    /// `[DEFAULT] shelved_poll_interval`: the seconds between two looks for servers to offload.
    SHELVED_POLL_INTERVAL: i64 = Opt::int("DEFAULT", "shelved_poll_interval", 3600).help("The seconds between two looks for servers to offload.");
    /// `[DEFAULT] resize_confirm_window`: the seconds after which a resize confirms itself; 0 is never.
    RESIZE_CONFIRM_WINDOW: i64 = Opt::int("DEFAULT", "resize_confirm_window", 0).min(0).help("The seconds after which a resize confirms itself; 0 is never.");
    /// `[DEFAULT] reboot_timeout`: the seconds after which a hanging reboot is retried; 0 is never.
    REBOOT_TIMEOUT: i64 = Opt::int("DEFAULT", "reboot_timeout", 0).min(0).help("The seconds after which a hanging reboot is retried; 0 is never.");
    /// `[DEFAULT] rescue_timeout`: the seconds after which a rescued server is unrescued; 0 is never.
    RESCUE_TIMEOUT: i64 = Opt::int("DEFAULT", "rescue_timeout", 0).min(0).help("The seconds after which a rescued server is unrescued; 0 is never.");
    /// `[DEFAULT] instance_build_timeout`: the seconds after which a build counts as failed; 0 is never.
    INSTANCE_BUILD_TIMEOUT: i64 = Opt::int("DEFAULT", "instance_build_timeout", 0).min(0).help("The seconds after which a build counts as failed; 0 is never.");
    /// `[DEFAULT] instance_delete_interval`: the seconds between two tries of a failed delete.
    INSTANCE_DELETE_INTERVAL: i64 = Opt::int("DEFAULT", "instance_delete_interval", 300).help("The seconds between two tries of a failed delete.");
    /// `[DEFAULT] shutdown_timeout`: the seconds a guest gets to shut down.
    SHUTDOWN_TIMEOUT: i64 = Opt::int("DEFAULT", "shutdown_timeout", 60).min(0).help("The seconds a guest gets to shut down.");
    /// `[DEFAULT] sync_power_state_interval`: the seconds between two looks at power states.
    SYNC_POWER_STATE_INTERVAL: i64 = Opt::int("DEFAULT", "sync_power_state_interval", 600).help("The seconds between two looks at power states.");
    /// `[DEFAULT] resume_guests_state_on_host_boot`: starts the servers that ran when the host went down.
    RESUME_GUESTS_STATE_ON_HOST_BOOT: bool = Opt::bool("DEFAULT", "resume_guests_state_on_host_boot", false).help("Starts the servers that ran when the host went down.");
    /// `[DEFAULT] osapi_compute_unique_server_name_scope`: where server names have to be unique.
    OSAPI_COMPUTE_UNIQUE_SERVER_NAME_SCOPE: String = Opt::choice("DEFAULT", "osapi_compute_unique_server_name_scope", "", &["", "project", "global"]).help("Where server names have to be unique.");
    /// `[DEFAULT] enable_new_services`: enables services when they first appear.
    ENABLE_NEW_SERVICES: bool = Opt::bool("DEFAULT", "enable_new_services", true).help("Enables services when they first appear.");
    /// `[DEFAULT] instance_name_template`: the form of OS-EXT-SRV-ATTR:instance_name.
    INSTANCE_NAME_TEMPLATE: String = Opt::text("DEFAULT", "instance_name_template", "instance-%08x").help("The form of OS-EXT-SRV-ATTR:instance_name.");
    /// `[DEFAULT] instances_path`: where hypervisors keep disks.
    INSTANCES_PATH: String = Opt::text("DEFAULT", "instances_path", "$state_path/instances").help("Where hypervisors keep disks.");
    /// `[DEFAULT] instance_usage_audit`: emits usage notifications.
    INSTANCE_USAGE_AUDIT: bool = Opt::bool("DEFAULT", "instance_usage_audit", false).help("Emits usage notifications.");
    /// `[DEFAULT] max_concurrent_builds`: the builds that run at once; 0 is no limit.
    MAX_CONCURRENT_BUILDS: i64 = Opt::int("DEFAULT", "max_concurrent_builds", 10).min(0).help("The builds that run at once; 0 is no limit.");
    /// `[DEFAULT] max_disk_devices_to_attach`: the most disks attached to a server; -1 is no limit.
    MAX_DISK_DEVICES_TO_ATTACH: i64 = Opt::int("DEFAULT", "max_disk_devices_to_attach", -1).min(-1).help("The most disks attached to a server; -1 is no limit.");
    /// `[DEFAULT] initial_cpu_allocation_ratio`: the virtual processors promised for each real one.
    INITIAL_CPU_ALLOCATION_RATIO: f64 = Opt::float("DEFAULT", "initial_cpu_allocation_ratio", 4.0).min(0).help("The virtual processors promised for each real one.");
    /// `[DEFAULT] initial_ram_allocation_ratio`: the memory promised for each real byte.
    INITIAL_RAM_ALLOCATION_RATIO: f64 = Opt::float("DEFAULT", "initial_ram_allocation_ratio", 1.0).min(0).help("The memory promised for each real byte.");
    /// `[DEFAULT] initial_disk_allocation_ratio`: the disk promised for each real byte.
    INITIAL_DISK_ALLOCATION_RATIO: f64 = Opt::float("DEFAULT", "initial_disk_allocation_ratio", 1.0).min(0).help("The disk promised for each real byte.");
    /// `[DEFAULT] reserved_host_disk_mb`: the disk kept for the host, in MB.
    RESERVED_HOST_DISK_MB: i64 = Opt::int("DEFAULT", "reserved_host_disk_mb", 0).min(0).help("The disk kept for the host, in MB.");
    /// `[DEFAULT] reserved_host_memory_mb`: the memory kept for the host, in MB.
    RESERVED_HOST_MEMORY_MB: i64 = Opt::int("DEFAULT", "reserved_host_memory_mb", 512).min(0).help("The memory kept for the host, in MB.");
    /// `[DEFAULT] reserved_host_cpus`: the processors kept for the host.
    RESERVED_HOST_CPUS: i64 = Opt::int("DEFAULT", "reserved_host_cpus", 0).min(0).help("The processors kept for the host.");
    /// `[DEFAULT] console_host`: the host named in console addresses; this host when unset.
    CONSOLE_HOST: Option<String> = Opt::text_or_none("DEFAULT", "console_host").help("The host named in console addresses; this host when unset.");
    /// `[DEFAULT] preallocate_images`: belongs to hypervisors.
    PREALLOCATE_IMAGES: String = Opt::choice("DEFAULT", "preallocate_images", "none", &["none", "space"]).help("Belongs to hypervisors.");
    /// `[DEFAULT] use_cow_images`: belongs to hypervisors.
    USE_COW_IMAGES: bool = Opt::bool("DEFAULT", "use_cow_images", true).help("Belongs to hypervisors.");
    /// `[DEFAULT] force_raw_images`: belongs to hypervisors.
    FORCE_RAW_IMAGES: bool = Opt::bool("DEFAULT", "force_raw_images", true).help("Belongs to hypervisors.");
    /// `[DEFAULT] force_config_drive`: gives every server a config drive.
    FORCE_CONFIG_DRIVE: bool = Opt::bool("DEFAULT", "force_config_drive", false).help("Gives every server a config drive.");
    /// `[DEFAULT] flat_injected`: belongs to hypervisors.
    FLAT_INJECTED: bool = Opt::bool("DEFAULT", "flat_injected", false).help("Belongs to hypervisors.");
    /// `[DEFAULT] vif_plugging_is_fatal`: fails a build whose ports do not come up.
    VIF_PLUGGING_IS_FATAL: bool = Opt::bool("DEFAULT", "vif_plugging_is_fatal", true).help("Fails a build whose ports do not come up.");
    /// `[DEFAULT] vif_plugging_timeout`: the seconds that ports get to come up.
    VIF_PLUGGING_TIMEOUT: i64 = Opt::int("DEFAULT", "vif_plugging_timeout", 300).min(0).help("The seconds that ports get to come up.");
    /// `[DEFAULT] non_inheritable_image_properties`: the image properties that a snapshot does not take over.
    NON_INHERITABLE_IMAGE_PROPERTIES: Vec<String> = Opt::list("DEFAULT", "non_inheritable_image_properties", &["cache_in_nova", "bittorrent"]).help("The image properties that a snapshot does not take over.");
    /// `[DEFAULT] vmdk_allowed_types`: belongs to hypervisors.
    VMDK_ALLOWED_TYPES: Vec<String> = Opt::list("DEFAULT", "vmdk_allowed_types", &["streamOptimized", "monolithicSparse"]).help("Belongs to hypervisors.");
    /// `[DEFAULT] network_allocate_retries`: how often network allocation is tried again.
    NETWORK_ALLOCATE_RETRIES: Option<String> = Opt::text_or_none("DEFAULT", "network_allocate_retries").help("How often network allocation is tried again.");
    /// `[DEFAULT] rpc_response_timeout`: the seconds to wait for a remote call.
    RPC_RESPONSE_TIMEOUT: Option<String> = Opt::text_or_none("DEFAULT", "rpc_response_timeout").help("The seconds to wait for a remote call.");
    /// `[api] auth_strategy`: the pipeline of api-paste.ini that requests take.
    API_AUTH_STRATEGY: String = Opt::choice("api", "auth_strategy", "keystone", &["keystone", "noauth2"]).was(&[("DEFAULT", "auth_strategy")]).help("The pipeline of api-paste.ini that requests take.");
    /// `[api] max_limit`: the most items of one page.
    API_MAX_LIMIT: i64 = Opt::int("api", "max_limit", 1000).min(0).was(&[("DEFAULT", "max_limit"), ("DEFAULT", "osapi_max_limit")]).help("The most items of one page.");
    /// `[api] compute_link_prefix`: what replaces scheme and host in links to this API.
    API_COMPUTE_LINK_PREFIX: Option<String> = Opt::text_or_none("api", "compute_link_prefix").was(&[("DEFAULT", "compute_link_prefix"), ("DEFAULT", "osapi_compute_link_prefix")]).help("What replaces scheme and host in links to this API.");
    /// `[api] glance_link_prefix`: what replaces scheme and host in links to images.
    API_GLANCE_LINK_PREFIX: Option<String> = Opt::text_or_none("api", "glance_link_prefix").was(&[("DEFAULT", "glance_link_prefix"), ("DEFAULT", "osapi_glance_link_prefix")]).help("What replaces scheme and host in links to images.");
    /// `[api] enable_instance_password`: shows the password of a new server once.
    API_ENABLE_INSTANCE_PASSWORD: bool = Opt::bool("api", "enable_instance_password", true).was(&[("DEFAULT", "enable_instance_password")]).help("Shows the password of a new server once.");
    /// `[api] response_validation`: what happens to an answer that does not meet its schema.
    API_RESPONSE_VALIDATION: String = Opt::choice("api", "response_validation", "warn", &["error", "warn", "ignore"]).help("What happens to an answer that does not meet its schema.");
    /// `[api] list_records_by_skipping_down_cells`: leaves out what lies in cells that cannot be reached.
    API_LIST_RECORDS_BY_SKIPPING_DOWN_CELLS: bool = Opt::bool("api", "list_records_by_skipping_down_cells", true).help("Leaves out what lies in cells that cannot be reached.");
    /// `[api] instance_list_per_project_cells`: asks only the cells that a project has servers in.
    API_INSTANCE_LIST_PER_PROJECT_CELLS: bool = Opt::bool("api", "instance_list_per_project_cells", false).help("Asks only the cells that a project has servers in.");
    /// `[api] instance_list_cells_batch_strategy`: how a page is split over cells.
    API_INSTANCE_LIST_CELLS_BATCH_STRATEGY: String = Opt::choice("api", "instance_list_cells_batch_strategy", "distributed", &["distributed", "fixed"]).help("How a page is split over cells.");
    /// `[api] instance_list_cells_batch_fixed_size`: the servers asked of a cell at once.
    API_INSTANCE_LIST_CELLS_BATCH_FIXED_SIZE: i64 = Opt::int("api", "instance_list_cells_batch_fixed_size", 100).min(100).help("The servers asked of a cell at once.");
    /// `[api] config_drive_skip_versions`: the metadata versions left out of config drives.
    API_CONFIG_DRIVE_SKIP_VERSIONS: String = Opt::text("api", "config_drive_skip_versions", "1.0 2007-01-19 2007-03-01 2007-08-29 2007-10-10 2007-12-15 2008-02-01 2008-09-01").was(&[("DEFAULT", "config_drive_skip_versions")]).help("The metadata versions left out of config drives.");
    /// `[api] vendordata_providers`: where vendor data comes from.
    API_VENDORDATA_PROVIDERS: Vec<String> = Opt::list_of("api", "vendordata_providers", &["StaticJSON"], &["StaticJSON", "DynamicJSON"]).was(&[("DEFAULT", "vendordata_providers")]).help("Where vendor data comes from.");
    /// `[api] vendordata_dynamic_targets`: the services that dynamic vendor data comes from.
    API_VENDORDATA_DYNAMIC_TARGETS: Vec<String> = Opt::list("api", "vendordata_dynamic_targets", &[]).was(&[("DEFAULT", "vendordata_dynamic_targets")]).help("The services that dynamic vendor data comes from.");
    /// `[api] vendordata_dynamic_ssl_certfile`: the certificates that those services are checked against.
    API_VENDORDATA_DYNAMIC_SSL_CERTFILE: String = Opt::text("api", "vendordata_dynamic_ssl_certfile", "").was(&[("DEFAULT", "vendordata_dynamic_ssl_certfile")]).help("The certificates that those services are checked against.");
    /// `[api] vendordata_dynamic_connect_timeout`: the seconds to reach such a service.
    API_VENDORDATA_DYNAMIC_CONNECT_TIMEOUT: i64 = Opt::int("api", "vendordata_dynamic_connect_timeout", 5).min(3).was(&[("DEFAULT", "vendordata_dynamic_connect_timeout")]).help("The seconds to reach such a service.");
    /// `[api] vendordata_dynamic_read_timeout`: the seconds to wait for its answer.
    API_VENDORDATA_DYNAMIC_READ_TIMEOUT: i64 = Opt::int("api", "vendordata_dynamic_read_timeout", 5).min(0).was(&[("DEFAULT", "vendordata_dynamic_read_timeout")]).help("The seconds to wait for its answer.");
    /// `[api] vendordata_dynamic_failure_fatal`: fails a build whose vendor data cannot be had.
    API_VENDORDATA_DYNAMIC_FAILURE_FATAL: bool = Opt::bool("api", "vendordata_dynamic_failure_fatal", false).help("Fails a build whose vendor data cannot be had.");
    /// `[api] vendordata_jsonfile_path`: the file of static vendor data.
    API_VENDORDATA_JSONFILE_PATH: Option<String> = Opt::text_or_none("api", "vendordata_jsonfile_path").was(&[("DEFAULT", "vendordata_jsonfile_path")]).help("The file of static vendor data.");
    /// `[api] metadata_cache_expiration`: the seconds that metadata is kept.
    API_METADATA_CACHE_EXPIRATION: i64 = Opt::int("api", "metadata_cache_expiration", 15).min(0).was(&[("DEFAULT", "metadata_cache_expiration")]).help("The seconds that metadata is kept.");
    /// `[api] local_metadata_per_cell`: serves metadata by cell.
    API_LOCAL_METADATA_PER_CELL: bool = Opt::bool("api", "local_metadata_per_cell", false).help("Serves metadata by cell.");
    /// `[api] dhcp_domain`: the domain of server host names.
    API_DHCP_DOMAIN: String = Opt::text("api", "dhcp_domain", "novalocal").was(&[("DEFAULT", "dhcp_domain")]).help("The domain of server host names.");
    /// `[api] use_neutron_default_nets`: asks Neutron for default networks.
    API_USE_NEUTRON_DEFAULT_NETS: bool = Opt::bool("api", "use_neutron_default_nets", false).was(&[("DEFAULT", "use_neutron_default_nets")]).help("Asks Neutron for default networks.");
    /// `[api] neutron_default_tenant_id`: the project that default networks belong to.
    API_NEUTRON_DEFAULT_TENANT_ID: String = Opt::text("api", "neutron_default_tenant_id", "default").was(&[("DEFAULT", "neutron_default_tenant_id")]).help("The project that default networks belong to.");
    /// `[wsgi] api_paste_config`: the pipelines, beside the configuration file when relative.
    WSGI_API_PASTE_CONFIG: String = Opt::text("wsgi", "api_paste_config", "api-paste.ini").was(&[("DEFAULT", "api_paste_config")]).help("The pipelines, beside the configuration file when relative.");
    /// `[wsgi] wsgi_log_format`: the form of access log lines.
    WSGI_WSGI_LOG_FORMAT: String = Opt::text("wsgi", "wsgi_log_format", "%(client_ip)s \"%(request_line)s\" status: %(status_code)s len: %(body_length)s time: %(wall_seconds).7f").was(&[("DEFAULT", "wsgi_log_format")]).help("The form of access log lines.");
    /// `[wsgi] secure_proxy_ssl_header`: the header by which a proxy says the scheme, as HTTP_X_FORWARDED_PROTO.
    WSGI_SECURE_PROXY_SSL_HEADER: Option<String> = Opt::text_or_none("wsgi", "secure_proxy_ssl_header").was(&[("DEFAULT", "secure_proxy_ssl_header")]).help("The header by which a proxy says the scheme, as HTTP_X_FORWARDED_PROTO.");
    /// `[wsgi] ssl_ca_file`: TLS: the certificates that clients are checked against.
    WSGI_SSL_CA_FILE: Option<String> = Opt::text_or_none("wsgi", "ssl_ca_file").was(&[("DEFAULT", "ssl_ca_file")]).help("TLS: the certificates that clients are checked against.");
    /// `[wsgi] ssl_cert_file`: TLS: the server's certificate.
    WSGI_SSL_CERT_FILE: Option<String> = Opt::text_or_none("wsgi", "ssl_cert_file").was(&[("DEFAULT", "ssl_cert_file")]).help("TLS: the server's certificate.");
    /// `[wsgi] ssl_key_file`: TLS: the server's key.
    WSGI_SSL_KEY_FILE: Option<String> = Opt::text_or_none("wsgi", "ssl_key_file").was(&[("DEFAULT", "ssl_key_file")]).help("TLS: the server's key.");
    /// `[wsgi] tcp_keepidle`: the idle seconds before the first TCP keep-alive.
    WSGI_TCP_KEEPIDLE: i64 = Opt::int("wsgi", "tcp_keepidle", 600).min(0).was(&[("DEFAULT", "tcp_keepidle")]).help("The idle seconds before the first TCP keep-alive.");
    /// `[wsgi] default_pool_size`: the requests that run at once.
    WSGI_DEFAULT_POOL_SIZE: i64 = Opt::int("wsgi", "default_pool_size", 1000).min(0).was(&[("DEFAULT", "default_pool_size"), ("DEFAULT", "wsgi_default_pool_size")]).help("The requests that run at once.");
    /// `[wsgi] max_header_line`: the most bytes of a header line.
    WSGI_MAX_HEADER_LINE: i64 = Opt::int("wsgi", "max_header_line", 16384).min(0).was(&[("DEFAULT", "max_header_line")]).help("The most bytes of a header line.");
    /// `[wsgi] keep_alive`: keeps connections open for another request.
    WSGI_KEEP_ALIVE: bool = Opt::bool("wsgi", "keep_alive", true).was(&[("DEFAULT", "keep_alive"), ("DEFAULT", "wsgi_keep_alive")]).help("Keeps connections open for another request.");
    /// `[wsgi] client_socket_timeout`: the idle seconds after which a connection is closed; 0 is never.
    WSGI_CLIENT_SOCKET_TIMEOUT: i64 = Opt::int("wsgi", "client_socket_timeout", 900).min(0).was(&[("DEFAULT", "client_socket_timeout")]).help("The idle seconds after which a connection is closed; 0 is never.");
    /// `[cors] expose_headers`: the answer headers that scripts may read; Nova's list.
    CORS_EXPOSE_HEADERS: Vec<String> = Opt::list("cors", "expose_headers", &["X-Auth-Token", "X-Openstack-Request-Id", "X-Subject-Token", "X-Service-Token", "X-OpenStack-Nova-API-Version", "OpenStack-API-Version"]).subgroups().help("The answer headers that scripts may read; Nova's list.");
    /// `[cors] allow_methods`: the methods that scripts may use; Nova's list.
    CORS_ALLOW_METHODS: Vec<String> = Opt::list("cors", "allow_methods", &["GET", "PUT", "POST", "DELETE", "PATCH"]).subgroups().help("The methods that scripts may use; Nova's list.");
    /// `[cors] allow_headers`: the request headers that scripts may send; Nova's list.
    CORS_ALLOW_HEADERS: Vec<String> = Opt::list("cors", "allow_headers", &["X-Auth-Token", "X-Openstack-Request-Id", "X-Identity-Status", "X-Roles", "X-Service-Catalog", "X-User-Id", "X-Tenant-Id", "X-OpenStack-Nova-API-Version", "OpenStack-API-Version"]).subgroups().help("The request headers that scripts may send; Nova's list.");
    /// `[api_database] sqlite_synchronous`: waits for the disk at each commit of SQLite.
    API_DATABASE_SQLITE_SYNCHRONOUS: bool = Opt::bool("api_database", "sqlite_synchronous", true).help("Waits for the disk at each commit of SQLite.");
    /// `[api_database] backend`: the library that Nova reaches its database with.
    API_DATABASE_BACKEND: String = Opt::text("api_database", "backend", "sqlalchemy").help("The library that Nova reaches its database with.");
    /// `[api_database] connection`: the database URL.
    API_DATABASE_CONNECTION: Option<String> = Opt::text_or_none("api_database", "connection").secret().help("The database URL.");
    /// `[api_database] slave_connection`: the URL of a read-only copy of the database.
    API_DATABASE_SLAVE_CONNECTION: Option<String> = Opt::text_or_none("api_database", "slave_connection").secret().help("The URL of a read-only copy of the database.");
    /// `[api_database] asyncio_connection`: the database URL for asyncio.
    API_DATABASE_ASYNCIO_CONNECTION: Option<String> = Opt::text_or_none("api_database", "asyncio_connection").secret().help("The database URL for asyncio.");
    /// `[api_database] asyncio_slave_connection`: the URL of a read-only copy for asyncio.
    API_DATABASE_ASYNCIO_SLAVE_CONNECTION: Option<String> = Opt::text_or_none("api_database", "asyncio_slave_connection").secret().help("The URL of a read-only copy for asyncio.");
    /// `[api_database] synchronous_reader`: waits for a copy to catch up before it is read.
    API_DATABASE_SYNCHRONOUS_READER: bool = Opt::bool("api_database", "synchronous_reader", true).help("Waits for a copy to catch up before it is read.");
    /// `[api_database] mysql_sql_mode`: belongs to MySQL.
    API_DATABASE_MYSQL_SQL_MODE: String = Opt::text("api_database", "mysql_sql_mode", "TRADITIONAL").help("Belongs to MySQL.");
    /// `[api_database] mysql_wsrep_sync_wait`: belongs to MySQL.
    API_DATABASE_MYSQL_WSREP_SYNC_WAIT: Option<i64> = Opt::int_or_none("api_database", "mysql_wsrep_sync_wait").help("Belongs to MySQL.");
    /// `[api_database] connection_recycle_time`: the seconds after which a connection is opened anew.
    API_DATABASE_CONNECTION_RECYCLE_TIME: i64 = Opt::int("api_database", "connection_recycle_time", 3600).help("The seconds after which a connection is opened anew.");
    /// `[api_database] max_pool_size`: the connections that are kept; 0 is no limit.
    API_DATABASE_MAX_POOL_SIZE: i64 = Opt::int("api_database", "max_pool_size", 5).min(0).help("The connections that are kept; 0 is no limit.");
    /// `[api_database] max_retries`: how often a connection is tried at start; -1 never gives up.
    API_DATABASE_MAX_RETRIES: i64 = Opt::int("api_database", "max_retries", 10).help("How often a connection is tried at start; -1 never gives up.");
    /// `[api_database] retry_interval`: the seconds between two tries.
    API_DATABASE_RETRY_INTERVAL: i64 = Opt::int("api_database", "retry_interval", 10).help("The seconds between two tries.");
    /// `[api_database] max_overflow`: the connections beyond max_pool_size.
    API_DATABASE_MAX_OVERFLOW: i64 = Opt::int("api_database", "max_overflow", 50).help("The connections beyond max_pool_size.");
    /// `[api_database] connection_debug`: how much of the SQL is logged, 0 to 100.
    API_DATABASE_CONNECTION_DEBUG: i64 = Opt::int("api_database", "connection_debug", 0).min(0).max(100).help("How much of the SQL is logged, 0 to 100.");
    /// `[api_database] connection_trace`: adds the caller to each statement as a comment.
    API_DATABASE_CONNECTION_TRACE: bool = Opt::bool("api_database", "connection_trace", false).help("Adds the caller to each statement as a comment.");
    /// `[api_database] pool_timeout`: the seconds to wait for a connection from the pool.
    API_DATABASE_POOL_TIMEOUT: Option<i64> = Opt::int_or_none("api_database", "pool_timeout").help("The seconds to wait for a connection from the pool.");
    /// `[api_database] use_db_reconnect`: tries a statement again when its connection broke.
    API_DATABASE_USE_DB_RECONNECT: bool = Opt::bool("api_database", "use_db_reconnect", false).help("Tries a statement again when its connection broke.");
    /// `[api_database] db_retry_interval`: the seconds between two tries of a statement.
    API_DATABASE_DB_RETRY_INTERVAL: i64 = Opt::int("api_database", "db_retry_interval", 1).help("The seconds between two tries of a statement.");
    /// `[api_database] db_inc_retry_interval`: doubles db_retry_interval at each try.
    API_DATABASE_DB_INC_RETRY_INTERVAL: bool = Opt::bool("api_database", "db_inc_retry_interval", true).help("Doubles db_retry_interval at each try.");
    /// `[api_database] db_max_retry_interval`: the most seconds between two tries of a statement.
    API_DATABASE_DB_MAX_RETRY_INTERVAL: i64 = Opt::int("api_database", "db_max_retry_interval", 10).help("The most seconds between two tries of a statement.");
    /// `[api_database] db_max_retries`: how often a statement is tried.
    API_DATABASE_DB_MAX_RETRIES: i64 = Opt::int("api_database", "db_max_retries", 20).help("How often a statement is tried.");
    /// `[api_database] connection_parameters`: what is appended to the database URL.
    API_DATABASE_CONNECTION_PARAMETERS: String = Opt::text("api_database", "connection_parameters", "").help("What is appended to the database URL.");
    /// `[quota] instances`: the servers of a project; -1 is no limit.
    QUOTA_INSTANCES: i64 = Opt::int("quota", "instances", 10).min(-1).was(&[("DEFAULT", "quota_instances")]).help("The servers of a project; -1 is no limit.");
    /// `[quota] cores`: the virtual processors of a project; -1 is no limit.
    QUOTA_CORES: i64 = Opt::int("quota", "cores", 20).min(-1).was(&[("DEFAULT", "quota_cores")]).help("The virtual processors of a project; -1 is no limit.");
    /// `[quota] ram`: the MB of memory of a project; -1 is no limit.
    QUOTA_RAM: i64 = Opt::int("quota", "ram", 51200).min(-1).was(&[("DEFAULT", "quota_ram")]).help("The MB of memory of a project; -1 is no limit.");
    /// `[quota] metadata_items`: the metadata items of a server; -1 is no limit.
    QUOTA_METADATA_ITEMS: i64 = Opt::int("quota", "metadata_items", 128).min(-1).was(&[("DEFAULT", "quota_metadata_items")]).help("The metadata items of a server; -1 is no limit.");
    /// `[quota] injected_files`: the injected files of a server; -1 is no limit.
    QUOTA_INJECTED_FILES: i64 = Opt::int("quota", "injected_files", 5).min(-1).was(&[("DEFAULT", "quota_injected_files")]).help("The injected files of a server; -1 is no limit.");
    /// `[quota] injected_file_content_bytes`: the bytes of an injected file; -1 is no limit.
    QUOTA_INJECTED_FILE_CONTENT_BYTES: i64 = Opt::int("quota", "injected_file_content_bytes", 10240).min(-1).was(&[("DEFAULT", "quota_injected_file_content_bytes")]).help("The bytes of an injected file; -1 is no limit.");
    /// `[quota] injected_file_path_length`: the bytes of an injected file's path; -1 is no limit.
    QUOTA_INJECTED_FILE_PATH_LENGTH: i64 = Opt::int("quota", "injected_file_path_length", 255).min(-1).was(&[("DEFAULT", "quota_injected_file_path_length")]).help("The bytes of an injected file's path; -1 is no limit.");
    /// `[quota] key_pairs`: the key pairs of a user; -1 is no limit.
    QUOTA_KEY_PAIRS: i64 = Opt::int("quota", "key_pairs", 100).min(-1).was(&[("DEFAULT", "quota_key_pairs")]).help("The key pairs of a user; -1 is no limit.");
    /// `[quota] server_groups`: the server groups of a project; -1 is no limit.
    QUOTA_SERVER_GROUPS: i64 = Opt::int("quota", "server_groups", 10).min(-1).was(&[("DEFAULT", "quota_server_groups")]).help("The server groups of a project; -1 is no limit.");
    /// `[quota] server_group_members`: the members of a server group; -1 is no limit.
    QUOTA_SERVER_GROUP_MEMBERS: i64 = Opt::int("quota", "server_group_members", 10).min(-1).was(&[("DEFAULT", "quota_server_group_members")]).help("The members of a server group; -1 is no limit.");
    /// `[quota] driver`: where limits come from.
    QUOTA_DRIVER: String = Opt::choice("quota", "driver", "nova.quota.DbQuotaDriver", &["nova.quota.DbQuotaDriver", "nova.quota.NoopQuotaDriver", "nova.quota.UnifiedLimitsDriver"]).was(&[("DEFAULT", "quota_driver")]).help("Where limits come from.");
    /// `[quota] recheck_quota`: counts again after a server was made.
    QUOTA_RECHECK_QUOTA: bool = Opt::bool("quota", "recheck_quota", true).help("Counts again after a server was made.");
    /// `[quota] count_usage_from_placement`: counts in Placement.
    QUOTA_COUNT_USAGE_FROM_PLACEMENT: bool = Opt::bool("quota", "count_usage_from_placement", false).help("Counts in Placement.");
    /// `[quota] unified_limits_resource_strategy`: what unified limits mean for resources that they leave out.
    QUOTA_UNIFIED_LIMITS_RESOURCE_STRATEGY: String = Opt::choice("quota", "unified_limits_resource_strategy", "require", &["require", "ignore"]).help("What unified limits mean for resources that they leave out.");
    /// `[quota] unified_limits_resource_list`: the resources that unified_limits_resource_strategy is about.
    QUOTA_UNIFIED_LIMITS_RESOURCE_LIST: Vec<String> = Opt::list("quota", "unified_limits_resource_list", &["servers"]).help("The resources that unified_limits_resource_strategy is about.");
    /// `[vnc] enabled`: offers VNC consoles.
    VNC_ENABLED: bool = Opt::bool("vnc", "enabled", true).was(&[("DEFAULT", "vnc_enabled")]).help("Offers VNC consoles.");
    /// `[vnc] server_listen`: belongs to hypervisors.
    VNC_SERVER_LISTEN: String = Opt::text("vnc", "server_listen", "127.0.0.1").was(&[("DEFAULT", "vncserver_listen"), ("vnc", "vncserver_listen")]).help("Belongs to hypervisors.");
    /// `[vnc] server_proxyclient_address`: belongs to hypervisors.
    VNC_SERVER_PROXYCLIENT_ADDRESS: String = Opt::text("vnc", "server_proxyclient_address", "127.0.0.1").was(&[("DEFAULT", "vncserver_proxyclient_address"), ("vnc", "vncserver_proxyclient_address")]).help("Belongs to hypervisors.");
    /// `[vnc] novncproxy_base_url`: the address of noVNC consoles.
    VNC_NOVNCPROXY_BASE_URL: String = Opt::uri("vnc", "novncproxy_base_url", "http://127.0.0.1:6080/vnc_auto.html", &[]).was(&[("DEFAULT", "novncproxy_base_url")]).help("The address of noVNC consoles.");
    /// `[vnc] novncproxy_host`: the address of the noVNC proxy.
    VNC_NOVNCPROXY_HOST: String = Opt::text("vnc", "novncproxy_host", "0.0.0.0").was(&[("DEFAULT", "novncproxy_host")]).help("The address of the noVNC proxy.");
    /// `[vnc] novncproxy_port`: the port of the noVNC proxy.
    VNC_NOVNCPROXY_PORT: u16 = Opt::port("vnc", "novncproxy_port", 6080).was(&[("DEFAULT", "novncproxy_port")]).help("The port of the noVNC proxy.");
    /// `[vnc] auth_schemes`: belongs to the VNC proxy.
    VNC_AUTH_SCHEMES: Vec<String> = Opt::list_of("vnc", "auth_schemes", &["none"], &["none", "vencrypt"]).help("Belongs to the VNC proxy.");
    /// `[vnc] vencrypt_client_key`: belongs to the VNC proxy.
    VNC_VENCRYPT_CLIENT_KEY: Option<String> = Opt::text_or_none("vnc", "vencrypt_client_key").help("Belongs to the VNC proxy.");
    /// `[vnc] vencrypt_client_cert`: belongs to the VNC proxy.
    VNC_VENCRYPT_CLIENT_CERT: Option<String> = Opt::text_or_none("vnc", "vencrypt_client_cert").help("Belongs to the VNC proxy.");
    /// `[vnc] vencrypt_ca_certs`: belongs to the VNC proxy.
    VNC_VENCRYPT_CA_CERTS: Option<String> = Opt::text_or_none("vnc", "vencrypt_ca_certs").help("Belongs to the VNC proxy.");
    /// `[spice] enabled`: offers SPICE consoles.
    SPICE_ENABLED: bool = Opt::bool("spice", "enabled", false).help("Offers SPICE consoles.");
    /// `[spice] agent_enabled`: belongs to hypervisors.
    SPICE_AGENT_ENABLED: bool = Opt::bool("spice", "agent_enabled", true).help("Belongs to hypervisors.");
    /// `[spice] html5proxy_host`: the address of the SPICE proxy.
    SPICE_HTML5PROXY_HOST: String = Opt::text("spice", "html5proxy_host", "0.0.0.0").help("The address of the SPICE proxy.");
    /// `[spice] html5proxy_port`: the port of the SPICE proxy.
    SPICE_HTML5PROXY_PORT: u16 = Opt::port("spice", "html5proxy_port", 6082).help("The port of the SPICE proxy.");
    /// `[spice] html5proxy_base_url`: the address of SPICE consoles.
    SPICE_HTML5PROXY_BASE_URL: String = Opt::uri("spice", "html5proxy_base_url", "http://127.0.0.1:6082/spice_auto.html", &[]).help("The address of SPICE consoles.");
    /// `[spice] spice_direct_proxy_base_url`: the address of direct SPICE consoles.
    SPICE_SPICE_DIRECT_PROXY_BASE_URL: String = Opt::uri("spice", "spice_direct_proxy_base_url", "http://127.0.0.1:13002/nova", &[]).help("The address of direct SPICE consoles.");
    /// `[spice] server_listen`: belongs to hypervisors.
    SPICE_SERVER_LISTEN: String = Opt::text("spice", "server_listen", "127.0.0.1").help("Belongs to hypervisors.");
    /// `[spice] server_proxyclient_address`: belongs to hypervisors.
    SPICE_SERVER_PROXYCLIENT_ADDRESS: String = Opt::text("spice", "server_proxyclient_address", "127.0.0.1").help("Belongs to hypervisors.");
    /// `[spice] require_secure`: belongs to hypervisors.
    SPICE_REQUIRE_SECURE: bool = Opt::bool("spice", "require_secure", false).help("Belongs to hypervisors.");
    /// `[spice] image_compression`: belongs to hypervisors.
    SPICE_IMAGE_COMPRESSION: Option<String> = Opt::choice_or_none("spice", "image_compression", &["auto_glz", "auto_lz", "quic", "glz", "lz", "off"]).help("Belongs to hypervisors.");
    /// `[spice] jpeg_compression`: belongs to hypervisors.
    SPICE_JPEG_COMPRESSION: Option<String> = Opt::choice_or_none("spice", "jpeg_compression", &["auto", "never", "always"]).help("Belongs to hypervisors.");
    /// `[spice] zlib_compression`: belongs to hypervisors.
    SPICE_ZLIB_COMPRESSION: Option<String> = Opt::choice_or_none("spice", "zlib_compression", &["auto", "never", "always"]).help("Belongs to hypervisors.");
    /// `[spice] streaming_mode`: belongs to hypervisors.
    SPICE_STREAMING_MODE: Option<String> = Opt::choice_or_none("spice", "streaming_mode", &["filter", "all", "off"]).help("Belongs to hypervisors.");
    /// `[serial_console] enabled`: offers serial consoles.
    SERIAL_CONSOLE_ENABLED: bool = Opt::bool("serial_console", "enabled", false).help("Offers serial consoles.");
    /// `[serial_console] port_range`: belongs to hypervisors.
    SERIAL_CONSOLE_PORT_RANGE: String = Opt::text("serial_console", "port_range", "10000:20000").help("Belongs to hypervisors.");
    /// `[serial_console] base_url`: the address of serial consoles.
    SERIAL_CONSOLE_BASE_URL: String = Opt::uri("serial_console", "base_url", "ws://127.0.0.1:6083/", &[]).help("The address of serial consoles.");
    /// `[serial_console] proxyclient_address`: belongs to hypervisors.
    SERIAL_CONSOLE_PROXYCLIENT_ADDRESS: String = Opt::text("serial_console", "proxyclient_address", "127.0.0.1").help("Belongs to hypervisors.");
    /// `[serial_console] serialproxy_host`: the address of the serial proxy.
    SERIAL_CONSOLE_SERIALPROXY_HOST: String = Opt::text("serial_console", "serialproxy_host", "0.0.0.0").help("The address of the serial proxy.");
    /// `[serial_console] serialproxy_port`: the port of the serial proxy.
    SERIAL_CONSOLE_SERIALPROXY_PORT: u16 = Opt::port("serial_console", "serialproxy_port", 6083).help("The port of the serial proxy.");
    /// `[glance] api_servers`: the addresses of Glance, instead of the catalog's.
    GLANCE_API_SERVERS: Vec<String> = Opt::list("glance", "api_servers", &[]).help("The addresses of Glance, instead of the catalog's.");
    /// `[glance] num_retries`: how often a call to Glance is tried again.
    GLANCE_NUM_RETRIES: i64 = Opt::int("glance", "num_retries", 3).min(0).help("How often a call to Glance is tried again.");
    /// `[glance] verify_glance_signatures`: checks the signatures of images.
    GLANCE_VERIFY_GLANCE_SIGNATURES: bool = Opt::bool("glance", "verify_glance_signatures", false).help("Checks the signatures of images.");
    /// `[glance] enable_certificate_validation`: checks the certificates of those signatures.
    GLANCE_ENABLE_CERTIFICATE_VALIDATION: bool = Opt::bool("glance", "enable_certificate_validation", false).help("Checks the certificates of those signatures.");
    /// `[glance] default_trusted_certificate_ids`: the certificates that images are checked against.
    GLANCE_DEFAULT_TRUSTED_CERTIFICATE_IDS: Vec<String> = Opt::list("glance", "default_trusted_certificate_ids", &[]).help("The certificates that images are checked against.");
    /// `[glance] enable_rbd_download`: belongs to hypervisors.
    GLANCE_ENABLE_RBD_DOWNLOAD: bool = Opt::bool("glance", "enable_rbd_download", false).help("Belongs to hypervisors.");
    /// `[glance] rbd_user`: belongs to hypervisors.
    GLANCE_RBD_USER: String = Opt::text("glance", "rbd_user", "").help("Belongs to hypervisors.");
    /// `[glance] rbd_pool`: belongs to hypervisors.
    GLANCE_RBD_POOL: String = Opt::text("glance", "rbd_pool", "").help("Belongs to hypervisors.");
    /// `[glance] rbd_ceph_conf`: belongs to hypervisors.
    GLANCE_RBD_CEPH_CONF: String = Opt::text("glance", "rbd_ceph_conf", "").help("Belongs to hypervisors.");
    /// `[glance] rbd_connect_timeout`: belongs to hypervisors.
    GLANCE_RBD_CONNECT_TIMEOUT: i64 = Opt::int("glance", "rbd_connect_timeout", 5).help("Belongs to hypervisors.");
    /// `[glance] debug`: logs calls to Glance.
    GLANCE_DEBUG: bool = Opt::bool("glance", "debug", false).help("Logs calls to Glance.");
    /// `[glance] cafile`: TLS to the service: cafile.
    GLANCE_CAFILE: Option<String> = Opt::text_or_none("glance", "cafile").help("TLS to the service: cafile.");
    /// `[glance] certfile`: TLS to the service: certfile.
    GLANCE_CERTFILE: Option<String> = Opt::text_or_none("glance", "certfile").help("TLS to the service: certfile.");
    /// `[glance] keyfile`: TLS to the service: keyfile.
    GLANCE_KEYFILE: Option<String> = Opt::text_or_none("glance", "keyfile").help("TLS to the service: keyfile.");
    /// `[glance] insecure`: skips the check of the service's certificate.
    GLANCE_INSECURE: bool = Opt::bool("glance", "insecure", false).help("Skips the check of the service's certificate.");
    /// `[glance] timeout`: the seconds to wait for the service.
    GLANCE_TIMEOUT: Option<i64> = Opt::int_or_none("glance", "timeout").help("The seconds to wait for the service.");
    /// `[glance] collect_timing`: measures each call.
    GLANCE_COLLECT_TIMING: bool = Opt::bool("glance", "collect_timing", false).help("Measures each call.");
    /// `[glance] split_loggers`: logs calls to loggers of their own.
    GLANCE_SPLIT_LOGGERS: bool = Opt::bool("glance", "split_loggers", false).help("Logs calls to loggers of their own.");
    /// `[glance] connect_retries`: how often a call is tried again: connect.
    GLANCE_CONNECT_RETRIES: Option<i64> = Opt::int_or_none("glance", "connect_retries").help("How often a call is tried again: connect.");
    /// `[glance] status_code_retries`: how often a call is tried again: status code.
    GLANCE_STATUS_CODE_RETRIES: Option<i64> = Opt::int_or_none("glance", "status_code_retries").help("How often a call is tried again: status code.");
    /// `[glance] connect_retry_delay`: the seconds between two tries.
    GLANCE_CONNECT_RETRY_DELAY: Option<String> = Opt::text_or_none("glance", "connect_retry_delay").help("The seconds between two tries.");
    /// `[glance] status_code_retry_delay`: the seconds between two tries.
    GLANCE_STATUS_CODE_RETRY_DELAY: Option<String> = Opt::text_or_none("glance", "status_code_retry_delay").help("The seconds between two tries.");
    /// `[glance] service_type`: the type of the service in the catalog.
    GLANCE_SERVICE_TYPE: String = Opt::text("glance", "service_type", "image").help("The type of the service in the catalog.");
    /// `[glance] service_name`: the name of the service in the catalog.
    GLANCE_SERVICE_NAME: Option<String> = Opt::text_or_none("glance", "service_name").help("The name of the service in the catalog.");
    /// `[glance] valid_interfaces`: the interfaces of the service, best first.
    GLANCE_VALID_INTERFACES: Vec<String> = Opt::list("glance", "valid_interfaces", &["internal", "public"]).help("The interfaces of the service, best first.");
    /// `[glance] region_name`: the region of the service.
    GLANCE_REGION_NAME: Option<String> = Opt::text_or_none("glance", "region_name").help("The region of the service.");
    /// `[glance] endpoint_override`: the address of the service, instead of the catalog's.
    GLANCE_ENDPOINT_OVERRIDE: Option<String> = Opt::text_or_none("glance", "endpoint_override").help("The address of the service, instead of the catalog's.");
    /// `[glance] min_version`: the lowest version of the service.
    GLANCE_MIN_VERSION: Option<String> = Opt::text_or_none("glance", "min_version").help("The lowest version of the service.");
    /// `[glance] max_version`: the highest version of the service.
    GLANCE_MAX_VERSION: Option<String> = Opt::text_or_none("glance", "max_version").help("The highest version of the service.");
    /// `[neutron] ovs_bridge`: belongs to hypervisors.
    NEUTRON_OVS_BRIDGE: String = Opt::text("neutron", "ovs_bridge", "br-int").help("Belongs to hypervisors.");
    /// `[neutron] default_floating_pool`: the pool of floating addresses.
    NEUTRON_DEFAULT_FLOATING_POOL: String = Opt::text("neutron", "default_floating_pool", "nova").help("The pool of floating addresses.");
    /// `[neutron] extension_sync_interval`: the seconds that Neutron's extensions are kept.
    NEUTRON_EXTENSION_SYNC_INTERVAL: i64 = Opt::int("neutron", "extension_sync_interval", 600).min(0).help("The seconds that Neutron's extensions are kept.");
    /// `[neutron] physnets`: the physical networks with sections of their own.
    NEUTRON_PHYSNETS: Vec<String> = Opt::list("neutron", "physnets", &[]).help("The physical networks with sections of their own.");
    /// `[neutron] http_retries`: how often a call to Neutron is tried again.
    NEUTRON_HTTP_RETRIES: i64 = Opt::int("neutron", "http_retries", 3).min(0).help("How often a call to Neutron is tried again.");
    /// `[neutron] service_metadata_proxy`: believes the metadata proxy of Neutron.
    NEUTRON_SERVICE_METADATA_PROXY: bool = Opt::bool("neutron", "service_metadata_proxy", false).help("Believes the metadata proxy of Neutron.");
    /// `[neutron] metadata_proxy_shared_secret`: what the metadata proxy proves itself with.
    NEUTRON_METADATA_PROXY_SHARED_SECRET: String = Opt::text("neutron", "metadata_proxy_shared_secret", "").secret().help("What the metadata proxy proves itself with.");
    /// `[neutron] cafile`: TLS to the service: cafile.
    NEUTRON_CAFILE: Option<String> = Opt::text_or_none("neutron", "cafile").help("TLS to the service: cafile.");
    /// `[neutron] certfile`: TLS to the service: certfile.
    NEUTRON_CERTFILE: Option<String> = Opt::text_or_none("neutron", "certfile").help("TLS to the service: certfile.");
    /// `[neutron] keyfile`: TLS to the service: keyfile.
    NEUTRON_KEYFILE: Option<String> = Opt::text_or_none("neutron", "keyfile").help("TLS to the service: keyfile.");
    /// `[neutron] insecure`: skips the check of the service's certificate.
    NEUTRON_INSECURE: bool = Opt::bool("neutron", "insecure", false).help("Skips the check of the service's certificate.");
    /// `[neutron] timeout`: the seconds to wait for the service.
    NEUTRON_TIMEOUT: Option<i64> = Opt::int_or_none("neutron", "timeout").help("The seconds to wait for the service.");
    /// `[neutron] collect_timing`: measures each call.
    NEUTRON_COLLECT_TIMING: bool = Opt::bool("neutron", "collect_timing", false).help("Measures each call.");
    /// `[neutron] split_loggers`: logs calls to loggers of their own.
    NEUTRON_SPLIT_LOGGERS: bool = Opt::bool("neutron", "split_loggers", false).help("Logs calls to loggers of their own.");
    /// `[neutron] connect_retries`: how often a call is tried again: connect.
    NEUTRON_CONNECT_RETRIES: Option<i64> = Opt::int_or_none("neutron", "connect_retries").help("How often a call is tried again: connect.");
    /// `[neutron] status_code_retries`: how often a call is tried again: status code.
    NEUTRON_STATUS_CODE_RETRIES: Option<i64> = Opt::int_or_none("neutron", "status_code_retries").help("How often a call is tried again: status code.");
    /// `[neutron] connect_retry_delay`: the seconds between two tries.
    NEUTRON_CONNECT_RETRY_DELAY: Option<String> = Opt::text_or_none("neutron", "connect_retry_delay").help("The seconds between two tries.");
    /// `[neutron] status_code_retry_delay`: the seconds between two tries.
    NEUTRON_STATUS_CODE_RETRY_DELAY: Option<String> = Opt::text_or_none("neutron", "status_code_retry_delay").help("The seconds between two tries.");
    /// `[neutron] auth_type`: how the service itself logs in to Keystone: password, v3password, v3applicationcredential.
    NEUTRON_AUTH_TYPE: Option<String> = Opt::text_or_none("neutron", "auth_type").was(&[("neutron", "auth_plugin")]).help("How the service itself logs in to Keystone: password, v3password, v3applicationcredential.");
    /// `[neutron] auth_section`: another section that holds the login.
    NEUTRON_AUTH_SECTION: Option<String> = Opt::text_or_none("neutron", "auth_section").help("Another section that holds the login.");
    /// `[neutron] auth_url`: the Keystone that calls log in at.
    NEUTRON_AUTH_URL: Option<String> = Opt::text_or_none("neutron", "auth_url").help("The Keystone that calls log in at.");
    /// `[neutron] username`: the service's user name.
    NEUTRON_USERNAME: Option<String> = Opt::text_or_none("neutron", "username").was(&[("neutron", "user_name")]).help("The service's user name.");
    /// `[neutron] password`: the service's password.
    NEUTRON_PASSWORD: Option<String> = Opt::text_or_none("neutron", "password").secret().help("The service's password.");
    /// `[neutron] user_id`: the service's login: user id.
    NEUTRON_USER_ID: Option<String> = Opt::text_or_none("neutron", "user_id").help("The service's login: user id.");
    /// `[neutron] user_domain_id`: the service's login: user domain id.
    NEUTRON_USER_DOMAIN_ID: Option<String> = Opt::text_or_none("neutron", "user_domain_id").help("The service's login: user domain id.");
    /// `[neutron] user_domain_name`: the service's login: user domain name.
    NEUTRON_USER_DOMAIN_NAME: Option<String> = Opt::text_or_none("neutron", "user_domain_name").help("The service's login: user domain name.");
    /// `[neutron] project_domain_id`: the service's login: project domain id.
    NEUTRON_PROJECT_DOMAIN_ID: Option<String> = Opt::text_or_none("neutron", "project_domain_id").help("The service's login: project domain id.");
    /// `[neutron] project_domain_name`: the service's login: project domain name.
    NEUTRON_PROJECT_DOMAIN_NAME: Option<String> = Opt::text_or_none("neutron", "project_domain_name").help("The service's login: project domain name.");
    /// `[neutron] default_domain_id`: the service's login: default domain id.
    NEUTRON_DEFAULT_DOMAIN_ID: Option<String> = Opt::text_or_none("neutron", "default_domain_id").help("The service's login: default domain id.");
    /// `[neutron] default_domain_name`: the service's login: default domain name.
    NEUTRON_DEFAULT_DOMAIN_NAME: Option<String> = Opt::text_or_none("neutron", "default_domain_name").help("The service's login: default domain name.");
    /// `[neutron] domain_id`: the service's login: domain id.
    NEUTRON_DOMAIN_ID: Option<String> = Opt::text_or_none("neutron", "domain_id").help("The service's login: domain id.");
    /// `[neutron] domain_name`: the service's login: domain name.
    NEUTRON_DOMAIN_NAME: Option<String> = Opt::text_or_none("neutron", "domain_name").help("The service's login: domain name.");
    /// `[neutron] system_scope`: the service's login: system scope.
    NEUTRON_SYSTEM_SCOPE: Option<String> = Opt::text_or_none("neutron", "system_scope").help("The service's login: system scope.");
    /// `[neutron] trust_id`: the service's login: trust id.
    NEUTRON_TRUST_ID: Option<String> = Opt::text_or_none("neutron", "trust_id").help("The service's login: trust id.");
    /// `[neutron] application_credential_id`: the service's login: application credential id.
    NEUTRON_APPLICATION_CREDENTIAL_ID: Option<String> = Opt::text_or_none("neutron", "application_credential_id").help("The service's login: application credential id.");
    /// `[neutron] application_credential_name`: the service's login: application credential name.
    NEUTRON_APPLICATION_CREDENTIAL_NAME: Option<String> = Opt::text_or_none("neutron", "application_credential_name").help("The service's login: application credential name.");
    /// `[neutron] project_id`: the service's login: project id.
    NEUTRON_PROJECT_ID: Option<String> = Opt::text_or_none("neutron", "project_id").was(&[("neutron", "tenant_id")]).help("The service's login: project id.");
    /// `[neutron] project_name`: the service's login: project name.
    NEUTRON_PROJECT_NAME: Option<String> = Opt::text_or_none("neutron", "project_name").was(&[("neutron", "tenant_name")]).help("The service's login: project name.");
    /// `[neutron] application_credential_secret`: the service's login: application credential secret.
    NEUTRON_APPLICATION_CREDENTIAL_SECRET: Option<String> = Opt::text_or_none("neutron", "application_credential_secret").secret().help("The service's login: application credential secret.");
    /// `[neutron] service_type`: the type of the service in the catalog.
    NEUTRON_SERVICE_TYPE: String = Opt::text("neutron", "service_type", "network").help("The type of the service in the catalog.");
    /// `[neutron] service_name`: the name of the service in the catalog.
    NEUTRON_SERVICE_NAME: Option<String> = Opt::text_or_none("neutron", "service_name").help("The name of the service in the catalog.");
    /// `[neutron] valid_interfaces`: the interfaces of the service, best first.
    NEUTRON_VALID_INTERFACES: Vec<String> = Opt::list("neutron", "valid_interfaces", &["internal", "public"]).help("The interfaces of the service, best first.");
    /// `[neutron] region_name`: the region of the service.
    NEUTRON_REGION_NAME: Option<String> = Opt::text_or_none("neutron", "region_name").help("The region of the service.");
    /// `[neutron] endpoint_override`: the address of the service, instead of the catalog's.
    NEUTRON_ENDPOINT_OVERRIDE: Option<String> = Opt::text_or_none("neutron", "endpoint_override").help("The address of the service, instead of the catalog's.");
    /// `[neutron] min_version`: the lowest version of the service.
    NEUTRON_MIN_VERSION: Option<String> = Opt::text_or_none("neutron", "min_version").help("The lowest version of the service.");
    /// `[neutron] max_version`: the highest version of the service.
    NEUTRON_MAX_VERSION: Option<String> = Opt::text_or_none("neutron", "max_version").help("The highest version of the service.");
    /// `[cinder] catalog_info`: type, name and interface of Cinder in the catalog.
    CINDER_CATALOG_INFO: String = Opt::text("cinder", "catalog_info", "volumev3::publicURL").help("Type, name and interface of Cinder in the catalog.");
    /// `[cinder] endpoint_template`: the address of Cinder, instead of the catalog's.
    CINDER_ENDPOINT_TEMPLATE: Option<String> = Opt::text_or_none("cinder", "endpoint_template").help("The address of Cinder, instead of the catalog's.");
    /// `[cinder] os_region_name`: the region of Cinder.
    CINDER_OS_REGION_NAME: Option<String> = Opt::text_or_none("cinder", "os_region_name").help("The region of Cinder.");
    /// `[cinder] http_retries`: how often a call to Cinder is tried again.
    CINDER_HTTP_RETRIES: i64 = Opt::int("cinder", "http_retries", 3).min(0).help("How often a call to Cinder is tried again.");
    /// `[cinder] cross_az_attach`: lets volumes and servers lie in different availability zones.
    CINDER_CROSS_AZ_ATTACH: bool = Opt::bool("cinder", "cross_az_attach", true).help("Lets volumes and servers lie in different availability zones.");
    /// `[cinder] debug`: logs calls to Cinder.
    CINDER_DEBUG: bool = Opt::bool("cinder", "debug", false).help("Logs calls to Cinder.");
    /// `[cinder] cafile`: TLS to the service: cafile.
    CINDER_CAFILE: Option<String> = Opt::text_or_none("cinder", "cafile").help("TLS to the service: cafile.");
    /// `[cinder] certfile`: TLS to the service: certfile.
    CINDER_CERTFILE: Option<String> = Opt::text_or_none("cinder", "certfile").help("TLS to the service: certfile.");
    /// `[cinder] keyfile`: TLS to the service: keyfile.
    CINDER_KEYFILE: Option<String> = Opt::text_or_none("cinder", "keyfile").help("TLS to the service: keyfile.");
    /// `[cinder] insecure`: skips the check of the service's certificate.
    CINDER_INSECURE: bool = Opt::bool("cinder", "insecure", false).help("Skips the check of the service's certificate.");
    /// `[cinder] timeout`: the seconds to wait for the service.
    CINDER_TIMEOUT: Option<i64> = Opt::int_or_none("cinder", "timeout").help("The seconds to wait for the service.");
    /// `[cinder] collect_timing`: measures each call.
    CINDER_COLLECT_TIMING: bool = Opt::bool("cinder", "collect_timing", false).help("Measures each call.");
    /// `[cinder] split_loggers`: logs calls to loggers of their own.
    CINDER_SPLIT_LOGGERS: bool = Opt::bool("cinder", "split_loggers", false).help("Logs calls to loggers of their own.");
    /// `[cinder] connect_retries`: how often a call is tried again: connect.
    CINDER_CONNECT_RETRIES: Option<i64> = Opt::int_or_none("cinder", "connect_retries").help("How often a call is tried again: connect.");
    /// `[cinder] status_code_retries`: how often a call is tried again: status code.
    CINDER_STATUS_CODE_RETRIES: Option<i64> = Opt::int_or_none("cinder", "status_code_retries").help("How often a call is tried again: status code.");
    /// `[cinder] connect_retry_delay`: the seconds between two tries.
    CINDER_CONNECT_RETRY_DELAY: Option<String> = Opt::text_or_none("cinder", "connect_retry_delay").help("The seconds between two tries.");
    /// `[cinder] status_code_retry_delay`: the seconds between two tries.
    CINDER_STATUS_CODE_RETRY_DELAY: Option<String> = Opt::text_or_none("cinder", "status_code_retry_delay").help("The seconds between two tries.");
    /// `[cinder] auth_type`: how the service itself logs in to Keystone: password, v3password, v3applicationcredential.
    CINDER_AUTH_TYPE: Option<String> = Opt::text_or_none("cinder", "auth_type").was(&[("cinder", "auth_plugin")]).help("How the service itself logs in to Keystone: password, v3password, v3applicationcredential.");
    /// `[cinder] auth_section`: another section that holds the login.
    CINDER_AUTH_SECTION: Option<String> = Opt::text_or_none("cinder", "auth_section").help("Another section that holds the login.");
    /// `[cinder] auth_url`: the Keystone that calls log in at.
    CINDER_AUTH_URL: Option<String> = Opt::text_or_none("cinder", "auth_url").help("The Keystone that calls log in at.");
    /// `[cinder] username`: the service's user name.
    CINDER_USERNAME: Option<String> = Opt::text_or_none("cinder", "username").was(&[("cinder", "user_name")]).help("The service's user name.");
    /// `[cinder] password`: the service's password.
    CINDER_PASSWORD: Option<String> = Opt::text_or_none("cinder", "password").secret().help("The service's password.");
    /// `[cinder] user_id`: the service's login: user id.
    CINDER_USER_ID: Option<String> = Opt::text_or_none("cinder", "user_id").help("The service's login: user id.");
    /// `[cinder] user_domain_id`: the service's login: user domain id.
    CINDER_USER_DOMAIN_ID: Option<String> = Opt::text_or_none("cinder", "user_domain_id").help("The service's login: user domain id.");
    /// `[cinder] user_domain_name`: the service's login: user domain name.
    CINDER_USER_DOMAIN_NAME: Option<String> = Opt::text_or_none("cinder", "user_domain_name").help("The service's login: user domain name.");
    /// `[cinder] project_domain_id`: the service's login: project domain id.
    CINDER_PROJECT_DOMAIN_ID: Option<String> = Opt::text_or_none("cinder", "project_domain_id").help("The service's login: project domain id.");
    /// `[cinder] project_domain_name`: the service's login: project domain name.
    CINDER_PROJECT_DOMAIN_NAME: Option<String> = Opt::text_or_none("cinder", "project_domain_name").help("The service's login: project domain name.");
    /// `[cinder] default_domain_id`: the service's login: default domain id.
    CINDER_DEFAULT_DOMAIN_ID: Option<String> = Opt::text_or_none("cinder", "default_domain_id").help("The service's login: default domain id.");
    /// `[cinder] default_domain_name`: the service's login: default domain name.
    CINDER_DEFAULT_DOMAIN_NAME: Option<String> = Opt::text_or_none("cinder", "default_domain_name").help("The service's login: default domain name.");
    /// `[cinder] domain_id`: the service's login: domain id.
    CINDER_DOMAIN_ID: Option<String> = Opt::text_or_none("cinder", "domain_id").help("The service's login: domain id.");
    /// `[cinder] domain_name`: the service's login: domain name.
    CINDER_DOMAIN_NAME: Option<String> = Opt::text_or_none("cinder", "domain_name").help("The service's login: domain name.");
    /// `[cinder] system_scope`: the service's login: system scope.
    CINDER_SYSTEM_SCOPE: Option<String> = Opt::text_or_none("cinder", "system_scope").help("The service's login: system scope.");
    /// `[cinder] trust_id`: the service's login: trust id.
    CINDER_TRUST_ID: Option<String> = Opt::text_or_none("cinder", "trust_id").help("The service's login: trust id.");
    /// `[cinder] application_credential_id`: the service's login: application credential id.
    CINDER_APPLICATION_CREDENTIAL_ID: Option<String> = Opt::text_or_none("cinder", "application_credential_id").help("The service's login: application credential id.");
    /// `[cinder] application_credential_name`: the service's login: application credential name.
    CINDER_APPLICATION_CREDENTIAL_NAME: Option<String> = Opt::text_or_none("cinder", "application_credential_name").help("The service's login: application credential name.");
    /// `[cinder] project_id`: the service's login: project id.
    CINDER_PROJECT_ID: Option<String> = Opt::text_or_none("cinder", "project_id").was(&[("cinder", "tenant_id")]).help("The service's login: project id.");
    /// `[cinder] project_name`: the service's login: project name.
    CINDER_PROJECT_NAME: Option<String> = Opt::text_or_none("cinder", "project_name").was(&[("cinder", "tenant_name")]).help("The service's login: project name.");
    /// `[cinder] application_credential_secret`: the service's login: application credential secret.
    CINDER_APPLICATION_CREDENTIAL_SECRET: Option<String> = Opt::text_or_none("cinder", "application_credential_secret").secret().help("The service's login: application credential secret.");
    /// `[nova_lite] admin_listen`: the address and port of the listener for metrics and health; none when unset.
    NOVA_LITE_ADMIN_LISTEN: Option<String> = Opt::text_or_none("nova_lite", "admin_listen").help("The address and port of the listener for metrics and health; none when unset.");
    /// `[nova_lite] policy_check_interval`: the seconds between two looks at the policy files.
    NOVA_LITE_POLICY_CHECK_INTERVAL: i64 = Opt::int("nova_lite", "policy_check_interval", 5).min(1).max(3600).help("The seconds between two looks at the policy files.");
}
