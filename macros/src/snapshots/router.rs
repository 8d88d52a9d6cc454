/// The compute API.
pub struct Api {
    controller_0: servers::ServersController,
    controller_1: flavors::FlavorsController,
}
#[allow(dead_code)]
impl Api {
    const __SIZE: ::starmap::mapper::Size = {
        mod __absent {
            macro_rules! __absent {
                ([$($before:tt)*] $next:ident $($rest:tt)*) => {
                    $next ! { [$($before)* {}] $($rest)* }
                };
            }
            #[allow(unused_imports)]
            pub(super) use __absent as __rows_0;
            #[allow(unused_imports)]
            pub(super) use __absent as __rows_1;
        }
        #[allow(unused_imports)]
        use __absent::{__rows_0, __rows_1};
        {
            #[allow(unused_imports)]
            use servers::ServersController as __rows_0;
            #[allow(unused_imports)]
            use flavors::FlavorsController as __rows_1;
            use ::starmap::__private::{__gather, __report};
            {
                __rows_0! {
                    [] __rows_1 __report Api["2.1" "2.104"] [] (::starmap)
                    (servers::ServersController) (flavors::FlavorsController)
                }
            }
        }
    };
    /// Takes a value of each controller, in the order of the list.
    pub fn new(
        controller_0: servers::ServersController,
        controller_1: flavors::FlavorsController,
    ) -> Self {
        Self { controller_0, controller_1 }
    }
    /// Makes each controller from what they all share.
    pub fn from_state<'state, __State>(state: &'state __State) -> Self
    where
        servers::ServersController: ::core::convert::From<&'state __State>,
        flavors::FlavorsController: ::core::convert::From<&'state __State>,
    {
        Self {
            controller_0: ::core::convert::From::from(state),
            controller_1: ::core::convert::From::from(state),
        }
    }
}
const _: () = ::starmap::mapper::refuse_unguarded(
    &[
        <servers::ServersController as ::starmap::Controller>::ROWS,
        <flavors::FlavorsController as ::starmap::Controller>::ROWS,
    ],
);
impl<__When> ::starmap::router::Merged<__When> for Api {
    const ROWS: &'static [::starmap::route::WrittenRows] = &[
        <servers::ServersController as ::starmap::Controller<__When>>::ROWS,
        <flavors::FlavorsController as ::starmap::Controller<__When>>::ROWS,
    ];
}
impl ::starmap::router::Dispatch for Api {
    const OPTIONS: ::starmap::router::RouterOptions = ::starmap::router::RouterOptions {
        versioning: ::core::option::Option::Some(::starmap::microversion::Versioning {
            service: "compute",
            legacy_header: ::core::option::Option::Some("x-openstack-nova-api-version"),
            min: ::starmap::microversion::VersionRange::new(
                    ::starmap::microversion::Microversion::new(2u16, 1u16),
                    ::starmap::microversion::Microversion::new(2u16, 104u16),
                )
                .since,
            max: ::starmap::microversion::VersionRange::new(
                    ::starmap::microversion::Microversion::new(2u16, 1u16),
                    ::starmap::microversion::Microversion::new(2u16, 104u16),
                )
                .until,
        }),
        unmatched: ::starmap::router::Unmatched::NotFound,
        project_prefix: true,
    };
    type Table = ::starmap::mapper::Laid<
        Api,
        { Api::__SIZE.rows },
        { Api::__SIZE.nodes },
    >;
    fn dispatch<'c>(
        &'c self,
        controller: u16,
        action: u16,
        call: &'c mut ::starmap::Call<'_>,
    ) -> ::starmap::__private::Pending<'c> {
        #[allow(unused_imports)]
        use ::starmap::__private::NoDispatch as _;
        match controller {
            0u16 => {
                <servers::ServersController>::_dispatch(&self.controller_0, action, call)
            }
            1u16 => {
                <flavors::FlavorsController>::_dispatch(&self.controller_1, action, call)
            }
            _ => ::starmap::__private::no_such_action(action),
        }
    }
}
