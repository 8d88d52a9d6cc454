//! The application trait: the endpoint of a pipeline.

use std::future::Future;

use crate::filter::Outcome;
use crate::request::Request;

/// What stands at the end of a pipeline and answers requests.
///
/// The future is not boxed, so a service with several applications makes one `enum` of them with
/// [`applications!`](crate::applications!).
pub trait Application: Send + Sync + 'static {
    /// Answers one request.
    ///
    /// # Errors
    ///
    /// [`crate::filter::Unhandled`] where the application has no response of its own for what went wrong.
    fn call(&self, request: &mut Request) -> impl Future<Output = Outcome> + Send;

    /// Does the same, but leaves the answer where it is wanted: handed on by value it is copied by every future between.
    ///
    /// The default calls [`Application::call`], which is all that an application has to have.
    fn answer(&self, request: &mut Request, outcome: &mut Option<Outcome>) -> impl Future<Output = ()> + Send {
        async { *outcome = Some(self.call(request).await) }
    }

    /// Whether requests may be refused when the server has too many. A health check says no.
    fn may_shed(&self) -> bool {
        true
    }
}

/// Declares an `enum` of applications that is an application itself, because each mount of a service may lead to another.
///
/// ```
/// # use starmap::{application::Application, filter::Outcome, request::Request};
/// # struct Pages; struct Status;
/// # impl Application for Pages { async fn call(&self, _: &mut Request) -> Outcome { Ok(Default::default()) } }
/// # impl Application for Status { async fn call(&self, _: &mut Request) -> Outcome { Ok(Default::default()) } }
/// starmap::applications! {
///     /// Everything this service mounts.
///     enum Apps {
///         /// The pages.
///         Pages(Pages),
///         /// How the service is.
///         Status(Status),
///     }
/// }
/// ```
#[macro_export]
macro_rules! applications {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident($application:ty)),+ $(,)? }) => {
        $(#[$meta])*
        $visibility enum $name {
            $($(#[$doc])* $variant($application)),+
        }

        impl $crate::application::Application for $name {
            async fn call(&self, request: &mut $crate::request::Request) -> $crate::filter::Outcome {
                match self {
                    $(Self::$variant(application) => $crate::application::Application::call(application, request).await),+
                }
            }

            async fn answer(
                &self,
                request: &mut $crate::request::Request,
                outcome: &mut ::core::option::Option<$crate::filter::Outcome>,
            ) {
                match self {
                    $(Self::$variant(application) => {
                        $crate::application::Application::answer(application, request, outcome).await;
                    })+
                }
            }

            fn may_shed(&self) -> bool {
                match self {
                    $(Self::$variant(application) => $crate::application::Application::may_shed(application)),+
                }
            }
        }
    };
}
