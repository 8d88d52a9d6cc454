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
        "GET\t/servers\t\t\t\tindex\tsrc/lib.rs:1" "policy servers:index"
        "GET\t/servers/{server_id}\t2.1\t2.52\t\tshow\tsrc/lib.rs:1" "since 2.1"
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
        const ROUTES: &'static [__Route] = &__rows(
            "ServersController",
            "src/lib.rs",
            [
                __row(
                        0u16,
                        __GET,
                        "/servers",
                        &[__Literal("servers")],
                        "index",
                        &[
                            __argument(
                                "query",
                                "Query<ListServers>",
                                __SourceOf::<Query<ListServers>>::SOURCE,
                            ),
                        ],
                        __AnswerOf::<Viewed<ServerList>>::ANSWER,
                        1u32,
                    )
                    .policy("servers:index")
                    .summary("Lists the servers."),
                __row(
                        1u16,
                        __GET,
                        "/servers/{server_id}",
                        &[__Literal("servers"), __Parameter("server_id")],
                        "show",
                        &[
                            __parameter("server_id", "&str"),
                            __other("version", "Microversion"),
                        ],
                        __AnswerOf::<Result<Viewed<Server>, Fault>>::ANSWER,
                        1u32,
                    )
                    .since(2u16, 1u16)
                    .until(2u16, 52u16)
                    .summary("Shows a server."),
                #[cfg(feature = "power")]
                __row(
                        2u16,
                        __POST,
                        "/servers/{server_id}/action",
                        &[
                            __Literal("servers"),
                            __Parameter("server_id"),
                            __Literal("action"),
                        ],
                        "reboot",
                        &[
                            __parameter("server_id", "&str"),
                            __argument(
                                "body",
                                "Body<Reboot>",
                                __SourceOf::<Body<Reboot>>::SOURCE,
                            ),
                        ],
                        __AnswerOf::<()>::ANSWER,
                        1u32,
                    )
                    .body("reboot")
                    .success(
                        &[
                            __success(
                                202u16,
                                ::starmap::microversion::VersionRange::new(
                                    ::starmap::microversion::Microversion::new(2u16, 2u16),
                                    ::starmap::microversion::Microversion::HIGHEST,
                                ),
                            ),
                        ],
                    )
                    .summary("Reboots a server."),
            ],
        );
    }
    #[automatically_derived]
    impl ServersController {
        #[doc(hidden)]
        pub async fn _dispatch(
            &self,
            __action: u16,
            __call: &mut __Call<'_>,
        ) -> __Answer {
            match __action {
                0u16 => {
                    let __Some(__0) = __from_request::<Query<ListServers>>(__call) else {
                        return __refused(__call)
                    };
                    __reply::<Viewed<ServerList>>(self.index(__0).await, __call)
                }
                1u16 => {
                    let __Some(__0) = __from_path::<&str>(__call, 0usize) else {
                        return __refused(__call)
                    };
                    let __Some(__1) = __from_request::<Microversion>(__call) else {
                        return __refused(__call)
                    };
                    __reply::<
                        Result<Viewed<Server>, Fault>,
                    >(self.show(__0, __1).await, __call)
                }
                #[cfg(feature = "power")]
                2u16 => {
                    let __Some(__0) = __from_path::<&str>(__call, 0usize) else {
                        return __refused(__call)
                    };
                    let __Some(__1) = __from_request::<Body<Reboot>>(__call) else {
                        return __refused(__call)
                    };
                    __reply::<()>(self.reboot(__0, __1).await, __call)
                }
                _ => __no_such_action(__action),
            }
        }
        ///The path `/servers` below the mount.
        #[must_use]
        pub fn index_url() -> ::std::string::String {
            __url("/servers", &[])
        }
        ///The path `/servers/{server_id}` below the mount.
        #[must_use]
        pub fn show_url(server_id: impl ::core::fmt::Display) -> ::std::string::String {
            __url("/servers/{server_id}", &[&server_id])
        }
    }
};
