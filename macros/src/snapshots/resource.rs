impl ServersController {
    /// Lists the servers.
    #[allow(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self)]
    async fn index(&self, query: Query<ListServers>) -> Viewed<ServerList> {
        self.list(query).await
    }
    /// Shows a server.
    #[allow(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self)]
    async fn show(
        &self,
        server_id: &str,
        version: Microversion,
    ) -> Result<Viewed<Server>, Fault> {
        self.find(server_id, version).await
    }
    /// Reboots a server.
    #[cfg(feature = "power")]
    #[allow(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self)]
    async fn reboot(&self, server_id: &str, body: Body<Reboot>) {}
    fn list(&self) {}
}
::starmap::__private::hand_on! {
    $__starmap_ServersController_9c8256eab9839d43 ServersController { ""
    "ServersController" "src/lib.rs" "GET /servers   index 1 1 " "policy servers:index"
    "GET /servers/{server_id} 2.1 2.52 show 1 1 " "since 2.1" "until 2.52" "cfg 2" }
}
#[allow(dead_code, non_local_definitions, unreachable_pub)]
const _: () = {
    use ::starmap::__private::names::*;
    impl<__When> __Controller<__When> for ServersController {
        const ROWS: __Table = __Table(
            "ServersController",
            "src/lib.rs",
            &[
                __Rows(
                    "GET\t/servers\t\t\t\tindex\t1\t1\t0\tservers:index\t\t\t1\tLists the servers.\tquery: Query<ListServers>\nGET\t/servers/{server_id}\t2.1\t2.52\t\tshow\t1\t1\t1\t\t\t\t0\tShows a server.\t{server_id}: &str\tversion = Microversion\n",
                    __TypesOf::<
                        (Viewed<ServerList>, Result<Viewed<Server>, Fault>),
                        (Query<ListServers>,),
                    >::SAY,
                ),
                #[cfg(feature = "power")]
                __Rows(
                    "POST\t/servers/{server_id}/action\t\t\treboot\treboot\t1\t1\t2\t\t202 since 2.2\t\t1\tReboots a server.\t{server_id}: &str\tbody: Body<Reboot>\n",
                    __TypesOf::<((),), (Body<Reboot>,)>::SAY,
                ),
            ],
        );
    }
    impl ServersController {
        #[doc(hidden)]
        pub fn _dispatch<'c>(
            &'c self,
            __action: u16,
            __call: &'c mut __Call<'_>,
        ) -> __Pending<'c> {
            let __at = __At(self, __call);
            match __action {
                0u16 => __act1(__at, Self::index, __by::Given),
                1u16 => __act2(__at, Self::show, __by::Path0, __by::Given),
                #[cfg(feature = "power")]
                2u16 => __act2(__at, Self::reboot, __by::Path0, __by::Given),
                _ => __no_such_action(__action),
            }
        }
        ///The path `/servers` below the mount.
        #[must_use]
        pub fn index_url() -> ::std::string::String {
            __url0("/servers")
        }
        ///The path `/servers/{server_id}` below the mount.
        #[must_use]
        pub fn show_url(server_id: impl ::core::fmt::Display) -> ::std::string::String {
            __url1("/servers/{server_id}", server_id)
        }
    }
};
