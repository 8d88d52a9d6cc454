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
#[automatically_derived]
#[allow(non_local_definitions, clippy::all, clippy::pedantic)]
impl ::starmap::Controller for ServersController {
    const ROUTES: &'static [::starmap::route::Route] = &[
        ::starmap::route::Route {
            id: 0u16,
            method: ::starmap::route::Method::Get,
            template: "/servers",
            segments: &[::starmap::route::Segment::Literal("servers")],
            range: ::starmap::microversion::VersionRange::new(
                ::starmap::microversion::Microversion::LOWEST,
                ::starmap::microversion::Microversion::HIGHEST,
            ),
            body: ::core::option::Option::None,
            controller: "ServersController",
            action: "index",
            policy: ::core::option::Option::Some("servers:index"),
            success: &[],
            also: &[],
            answer: {
                use ::starmap::__private::NoReply as _;
                ::starmap::__private::AnswerOf::<Viewed<ServerList>>::ANSWER
            },
            arguments: &[
                ::starmap::route::Argument {
                    name: "query",
                    ty: "Query<ListServers>",
                    source: {
                        use ::starmap::__private::NoSource as _;
                        ::starmap::__private::SourceOf::<Query<ListServers>>::SOURCE
                    },
                },
            ],
            summary: "Lists the servers.",
            file: ::core::file!(),
            line: ::core::line!(),
        },
        ::starmap::route::Route {
            id: 1u16,
            method: ::starmap::route::Method::Get,
            template: "/servers/{server_id}",
            segments: &[
                ::starmap::route::Segment::Literal("servers"),
                ::starmap::route::Segment::Parameter("server_id"),
            ],
            range: ::starmap::microversion::VersionRange::new(
                ::starmap::microversion::Microversion::new(2u16, 1u16),
                ::starmap::microversion::Microversion::new(2u16, 52u16),
            ),
            body: ::core::option::Option::None,
            controller: "ServersController",
            action: "show",
            policy: ::core::option::Option::None,
            success: &[],
            also: &[],
            answer: {
                use ::starmap::__private::NoReply as _;
                ::starmap::__private::AnswerOf::<Result<Viewed<Server>, Fault>>::ANSWER
            },
            arguments: &[
                ::starmap::route::Argument {
                    name: "server_id",
                    ty: "&str",
                    source: ::starmap::route::Source::Parameter,
                },
                ::starmap::route::Argument {
                    name: "version",
                    ty: "Microversion",
                    source: ::starmap::route::Source::Other,
                },
            ],
            summary: "Shows a server.",
            file: ::core::file!(),
            line: ::core::line!(),
        },
        #[cfg(feature = "power")]
        ::starmap::route::Route {
            id: 2u16,
            method: ::starmap::route::Method::Post,
            template: "/servers/{server_id}/action",
            segments: &[
                ::starmap::route::Segment::Literal("servers"),
                ::starmap::route::Segment::Parameter("server_id"),
                ::starmap::route::Segment::Literal("action"),
            ],
            range: ::starmap::microversion::VersionRange::new(
                ::starmap::microversion::Microversion::LOWEST,
                ::starmap::microversion::Microversion::HIGHEST,
            ),
            body: ::core::option::Option::Some("reboot"),
            controller: "ServersController",
            action: "reboot",
            policy: ::core::option::Option::None,
            success: &[
                ::starmap::route::Success {
                    status: 202u16,
                    range: ::starmap::microversion::VersionRange::new(
                        ::starmap::microversion::Microversion::new(2u16, 2u16),
                        ::starmap::microversion::Microversion::HIGHEST,
                    ),
                },
            ],
            also: &[],
            answer: {
                use ::starmap::__private::NoReply as _;
                ::starmap::__private::AnswerOf::<()>::ANSWER
            },
            arguments: &[
                ::starmap::route::Argument {
                    name: "server_id",
                    ty: "&str",
                    source: ::starmap::route::Source::Parameter,
                },
                ::starmap::route::Argument {
                    name: "body",
                    ty: "Body<Reboot>",
                    source: {
                        use ::starmap::__private::NoSource as _;
                        ::starmap::__private::SourceOf::<Body<Reboot>>::SOURCE
                    },
                },
            ],
            summary: "Reboots a server.",
            file: ::core::file!(),
            line: ::core::line!(),
        },
    ];
    async fn _dispatch(
        &self,
        __action: u16,
        mut __call: ::starmap::Call<'_>,
    ) -> ::starmap::__private::Answer {
        match __action {
            0u16 => {
                let __argument_0 = ::starmap::__private::extract::<
                    Query<ListServers>,
                >(&mut __call)?;
                ::starmap::__private::reply::<
                    Viewed<ServerList>,
                >(self.index(__argument_0).await, &__call)
            }
            1u16 => {
                let __argument_0 = ::starmap::__private::parameter::<
                    &str,
                >(&__call, 0usize, "server_id")?;
                let __argument_1 = ::starmap::__private::extract::<
                    Microversion,
                >(&mut __call)?;
                ::starmap::__private::reply::<
                    Result<Viewed<Server>, Fault>,
                >(self.show(__argument_0, __argument_1).await, &__call)
            }
            #[cfg(feature = "power")]
            2u16 => {
                let __argument_0 = ::starmap::__private::parameter::<
                    &str,
                >(&__call, 0usize, "server_id")?;
                let __argument_1 = ::starmap::__private::extract::<
                    Body<Reboot>,
                >(&mut __call)?;
                ::starmap::__private::reply::<
                    (),
                >(self.reboot(__argument_0, __argument_1).await, &__call)
            }
            _ => ::starmap::__private::no_such_action(__action),
        }
    }
}
#[automatically_derived]
#[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]
impl ServersController {
    ///The path of `index`, `/servers`, below the mount.
    #[must_use]
    pub fn index_url() -> ::std::string::String {
        ::starmap::__private::url(&[&"servers"])
    }
    ///The path of `show`, `/servers/{server_id}`, below the mount.
    #[must_use]
    pub fn show_url(server_id: impl ::core::fmt::Display) -> ::std::string::String {
        ::starmap::__private::url(
            &[&"servers", &::starmap::__private::Escaped(server_id)],
        )
    }
}
