#[allow(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self)]
impl Greetings {
    #[allow(unreachable_code, unused_braces)]
    fn show(&self, name: &str) -> ::core::future::Ready<Json<Greeting>> {
        ::core::future::ready({ Json(Greeting::to(name)) })
    }
    fn create(
        &self,
        greeting: Json<Greeting>,
    ) -> ::core::future::Ready<Result<Json<Greeting>, Fault>> {
        ::starmap::__private::now(move || -> Result<Json<Greeting>, Fault> {
            greeting.0.check()?;
            Ok(greeting)
        })
    }
}
::starmap::__private::hand_on! {
    $__starmap_Greetings_9c8256eab9839d43 Greetings { "" "Greetings" "src/lib.rs"
    "GET /greetings/{name}   show 2 1 " "POST /greetings   create 0 1 " }
}
#[allow(dead_code, non_local_definitions, unreachable_pub)]
const _: () = {
    use ::starmap::__private::names::*;
    impl<__When> __Controller<__When> for Greetings {
        const ROWS: __Table = __Table(
            "Greetings",
            "src/lib.rs",
            &[
                __Rows(
                    "GET\t/greetings/{name}\t\t\t\tshow\t2\t1\t0\t\t\t\t0\t\t{name}: &str\nPOST\t/greetings\t\t\t\tcreate\t0\t1\t1\t\t201\t\t1\t\tgreeting: Json<Greeting>\n",
                    __TypesOf::<
                        (Json<Greeting>, Result<Json<Greeting>, Fault>),
                        (Json<Greeting>,),
                    >::SAY,
                ),
            ],
        );
    }
    impl Greetings {
        #[doc(hidden)]
        pub fn _dispatch<'c>(
            &'c self,
            __action: u16,
            __call: &'c mut __Call<'_>,
        ) -> __Pending<'c> {
            let __at = __At(self, __call);
            match __action {
                0u16 => __now1(__at, Self::show, __by::Path0),
                1u16 => __now1(__at, Self::create, __by::Given),
                _ => __no_such_action(__action),
            }
        }
        ///The path `/greetings/{name}` below the mount.
        #[must_use]
        pub fn show_url(name: impl ::core::fmt::Display) -> ::std::string::String {
            __url1("/greetings/{name}", name)
        }
        ///The path `/greetings` below the mount.
        #[must_use]
        pub fn create_url() -> ::std::string::String {
            __url0("/greetings")
        }
    }
};
