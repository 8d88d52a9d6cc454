#[allow(clippy::needless_pass_by_value, clippy::unused_async, clippy::unused_self)]
impl ServersController {
    fn show(&self) {}
}
::starmap::__private::hand_on! {
    $__starmap_ServersController_9c8256eab9839d43 ServersController { ""
    "ServersController" "src/lib.rs" }
}
#[allow(dead_code, non_local_definitions, unreachable_pub)]
const _: () = {
    use ::starmap::__private::names::*;
    impl<__When> __Controller<__When> for ServersController {
        const ROWS: __Table = __Table("ServersController", "src/lib.rs", &[]);
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
                _ => __no_such_action(__action),
            }
        }
        ///The path `/servers/{id}` below the mount.
        #[must_use]
        pub fn show_url(id: impl ::core::fmt::Display) -> ::std::string::String {
            __url1("/servers/{id}", id)
        }
    }
};
::core::compile_error! {
    "action `show` is not async\nnote: write `async fn show`"
}
::core::compile_error! {
    "`{id}` of `/servers/{id}` is taken by no argument of `show`\nnote: add the argument `id: &str`, or take the parameter out of the template"
}
