impl ServersController {
    /// Lists the servers.
    #[allow(clippy::unused_async, clippy::unused_self)]
    async fn index(&self, query: Query<ListServers>) -> Viewed<ServerList> {
        self.list(query).await
    }
    /// Shows a server.
    #[allow(clippy::unused_async, clippy::unused_self)]
    async fn show(
        &self,
        server_id: &str,
        version: Microversion,
    ) -> Result<Viewed<Server>, Fault> {
        self.find(server_id, version).await
    }
    /// Reboots a server.
    #[cfg(feature = "power")]
    #[allow(clippy::unused_async, clippy::unused_self)]
    async fn reboot(&self, server_id: &str, body: Body<Reboot>) {}
    fn list(&self) {}
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __starmap_ServersController_9c8256eab9839d43 {
    ([$($before:tt)*] $next:ident $($rest:tt)*) => {
        $next ! { [$($before)* { "" "ServersController"
        "GET\t/servers\t\t\t\tindex\t1\tsrc/lib.rs:1" "policy servers:index"
        "GET\t/servers/{server_id}\t2.1\t2.52\t\tshow\t1\tsrc/lib.rs:1" "since 2.1"
        "until 2.52" "cfg 2" }] $($rest)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __starmap_ServersController_9c8256eab9839d43 as ServersController;
#[allow(
    dead_code,
    non_local_definitions,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
const _: () = {
    use ::starmap::__private::names::*;
    #[automatically_derived]
    impl __Controller for ServersController {
        const ROWS: &'static __Rows = &__Rows(
            "ServersController",
            "src/lib.rs",
            &[
                __Row(
                    "GET /servers\nindex\n\n\nquery: Query<ListServers>\n0\n1\nLists the servers.",
                    "",
                    "servers:index",
                    [10811434220974624622, 0, 4294967295, 1],
                    &[__SourceOf::<Query<ListServers>>::SOURCE],
                    __AnswerOf::<Viewed<ServerList>>::ANSWER,
                ),
                __Row(
                    "GET /servers/{server_id}\nshow\n\n\n{server_id}: &str\tversion = Microversion\n1\n1\nShows a server.",
                    "",
                    "",
                    [14907020068051910431, 0, 562954248519732, 1],
                    &[],
                    __AnswerOf::<Result<Viewed<Server>, Fault>>::ANSWER,
                ),
                #[cfg(feature = "power")]
                __Row(
                    "POST /servers/{server_id}/action\nreboot\n202 since 2.2\n\n{server_id}: &str\tbody: Body<Reboot>\n2\n1\nReboots a server.",
                    "reboot",
                    "",
                    [844581357078381882, 9616425428636798040, 4294967295, 1],
                    &[__SourceOf::<Body<Reboot>>::SOURCE],
                    __AnswerOf::<()>::ANSWER,
                ),
            ],
        );
    }
    #[automatically_derived]
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
                1u16 => __act2(__at, Self::show, __by::Path(0), __by::Given),
                #[cfg(feature = "power")]
                2u16 => __act2(__at, Self::reboot, __by::Path(0), __by::Given),
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
