impl ServersController {
    #[allow(clippy::unused_async, clippy::unused_self)]
    fn show(&self) {}
}
#[doc(hidden)]
#[macro_export]
#[allow(non_local_definitions)]
macro_rules! __starmap_ServersController_9c8256eab9839d43 {
    ([$($before:tt)*] $next:ident $($rest:tt)*) => {
        $next ! { [$($before)* { "" "ServersController" }] $($rest)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __starmap_ServersController_9c8256eab9839d43 as ServersController;
#[automatically_derived]
#[allow(non_local_definitions, clippy::all, clippy::pedantic)]
impl ::starmap::Controller for ServersController {
    const ROUTES: &'static [::starmap::route::Route] = &[];
    async fn _dispatch(
        &self,
        __action: u16,
        mut __call: ::starmap::Call<'_>,
    ) -> ::starmap::__private::Answer {
        match __action {
            _ => ::starmap::__private::no_such_action(__action),
        }
    }
}
#[automatically_derived]
#[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]
impl ServersController {
    ///The path of `show`, `/servers/{id}`, below the mount.
    #[must_use]
    pub fn show_url(id: impl ::core::fmt::Display) -> ::std::string::String {
        ::starmap::__private::url(&[&"servers", &::starmap::__private::Escaped(id)])
    }
}
::core::compile_error! {
    "action `show` is not async\nnote: write `async fn show`"
}
::core::compile_error! {
    "`{id}` of `/servers/{id}` is taken by no argument of `show`\nnote: add the argument `id: &str`, or take the parameter out of the template"
}
