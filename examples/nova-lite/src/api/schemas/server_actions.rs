//! Bodies of actions on servers. A body has one key, which names the action.

use starmap::Body;
use starmap::json::Value;

use super::servers::{DISK_CONFIG, FLAVOR_REF};

/// Declares the bodies of actions that look at nothing but their key.
macro_rules! bare_actions {
    ($($(#[$doc:meta])* $name:ident, $key:tt;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Body)]
        pub struct $name {
            /// Anything.
            #[schema(name = $key)]
            pub value: Value,
        }
    )*};
}

bare_actions! {
    /// `confirmResize`
    ConfirmResize, "confirmResize";
    /// `revertResize`
    RevertResize, "revertResize";
    /// `os-start`
    Start, "os-start";
    /// `os-stop`
    Stop, "os-stop";
}

/// `reboot`
#[derive(Debug, Body)]
pub struct Reboot {
    /// How.
    pub reboot: RebootHow,
}

/// How a server is rebooted.
#[derive(Debug, Body)]
pub struct RebootHow {
    /// Softly or hard.
    #[schema(name = "type", one_of("HARD", "Hard", "hard", "SOFT", "Soft", "soft"))]
    pub kind: String,
}

/// `resize`
#[derive(Debug, Body)]
pub struct Resize {
    /// To what.
    pub resize: ResizeTo,
}

/// What a server is resized to.
#[derive(Debug, Body)]
pub struct ResizeTo {
    /// The flavor's id.
    #[schema(name = "flavorRef", with = FLAVOR_REF)]
    pub flavor_ref: Value,
    /// How the disk is laid out afterwards.
    #[schema(name = "OS-DCF:diskConfig", with = DISK_CONFIG)]
    pub disk_config: Option<String>,
}
