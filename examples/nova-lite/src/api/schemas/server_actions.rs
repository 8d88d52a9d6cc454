//! Bodies of actions on servers. A body has one key, which names the action.

use starmap::Body;
use starmap::json::Value;
use starmap::microversion::{Microversion, VersionRange};
use starmap::schema::{
    Additional, Keyword, Literal, LooseBool, LooseUint, Map, Nullable, Property, Required, Schema, Type, types,
};

use super::servers::{DISK_CONFIG, FLAVOR_REF, GUEST_HOSTNAME, TRUSTED_CERTIFICATES, USER_DATA_OR_NULL};

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
    /// `pause`
    Pause, "pause";
    /// `unpause`
    Unpause, "unpause";
    /// `suspend`
    Suspend, "suspend";
    /// `resume`
    Resume, "resume";
    /// `unlock`
    Unlock, "unlock";
    /// `unrescue`
    Unrescue, "unrescue";
    /// `shelve`
    Shelve, "shelve";
    /// `shelveOffload`
    ShelveOffload, "shelveOffload";
    /// `restore`
    Restore, "restore";
    /// `forceDelete`
    ForceDelete, "forceDelete";
    /// `injectNetworkInfo`
    InjectNetworkInfo, "injectNetworkInfo";
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

const KEY_NAME: Schema = Schema::new(&[Keyword::OneOf(&[
    &Schema::new(&[Keyword::Type(&[Type::String]), Keyword::MinLength(1), Keyword::MaxLength(255)]),
    &types::NULL,
])]);

/// `rebuild`
#[derive(Debug, Body)]
pub struct RebuildServer {
    /// With what.
    pub rebuild: RebuildWith,
}

/// What a server is rebuilt with.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct RebuildWith {
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: Option<String>,
    #[schema(name = "imageRef", with = types::IMAGE_ID)]
    pub image_ref: String,
    #[schema(name = "adminPass")]
    pub admin_pass: Option<String>,
    #[schema(with = types::METADATA)]
    pub metadata: Option<Map<String>>,
    pub preserve_ephemeral: Option<LooseBool>,
    #[schema(name = "OS-DCF:diskConfig", with = DISK_CONFIG)]
    pub disk_config: Option<String>,
    #[schema(name = "accessIPv4", with = types::IPV4)]
    pub access_ip_v4: Option<String>,
    #[schema(name = "accessIPv6", with = types::IPV6)]
    pub access_ip_v6: Option<String>,
    #[schema(until = "2.56")]
    pub personality: Option<Vec<super::servers::PersonalityBody>>,
    #[schema(with = types::DESCRIPTION, since = "2.19")]
    pub description: Option<Nullable<String>>,
    #[schema(with = KEY_NAME, since = "2.54")]
    pub key_name: Option<Nullable<String>>,
    #[schema(with = USER_DATA_OR_NULL, since = "2.57")]
    pub user_data: Option<Nullable<String>>,
    #[schema(with = TRUSTED_CERTIFICATES, since = "2.63")]
    pub trusted_image_certificates: Option<Nullable<Vec<String>>>,
    #[schema(with = GUEST_HOSTNAME, since = "2.90")]
    pub hostname: Option<String>,
}

/// `createImage`
#[derive(Debug, Body)]
pub struct CreateImage {
    /// Which.
    #[schema(name = "createImage")]
    pub image: NewImage,
}

/// The image to be.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewImage {
    #[schema(with = types::NAME)]
    pub name: String,
    #[schema(with = types::METADATA)]
    pub metadata: Option<Map<String>>,
}

/// `createBackup`
#[derive(Debug, Body)]
pub struct CreateBackup {
    /// Which.
    #[schema(name = "createBackup")]
    pub backup: NewBackup,
}

/// The backup to be.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct NewBackup {
    #[schema(with(types::NAME_LEGACY, until = "2.0"), with(types::NAME, since = "2.1"))]
    pub name: String,
    pub backup_type: String,
    pub rotation: LooseUint,
    #[schema(with = types::METADATA)]
    pub metadata: Option<Map<String>>,
}

/// `trigger_crash_dump`
#[derive(Debug, Body)]
pub struct CrashDump {
    /// Nothing.
    #[schema(with = types::NULL)]
    pub trigger_crash_dump: Value,
}

const SINCE_2_73: VersionRange = VersionRange::since(Microversion::literal("2.73"));

/// Anything, and since 2.73 null or a reason.
const LOCK: Schema = Schema::new(&[
    Keyword::Within(SINCE_2_73, &Keyword::Type(&[Type::Object, Type::Null])),
    Keyword::Within(
        SINCE_2_73,
        &Keyword::Properties(&[Property::new(
            "locked_reason",
            &Schema::new(&[Keyword::Type(&[Type::String]), Keyword::MinLength(1), Keyword::MaxLength(255)]),
        )]),
    ),
    Keyword::Within(SINCE_2_73, &Keyword::AdditionalProperties(Additional::Refuse)),
]);

/// `lock`
#[derive(Debug, Body)]
pub struct Lock {
    /// Why.
    #[schema(with = LOCK)]
    pub lock: Value,
}

/// `rescue`
#[derive(Debug, Body)]
pub struct Rescue {
    /// With what.
    pub rescue: Nullable<RescueWith>,
}

/// What a server is rescued with.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct RescueWith {
    #[schema(name = "adminPass")]
    pub admin_pass: Option<String>,
    #[schema(with = types::UUID)]
    pub rescue_image_ref: Option<String>,
}

const SINCE_2_77: VersionRange = VersionRange::since(Microversion::literal("2.77"));
const ONLY_2_77: VersionRange = VersionRange::new(Microversion::literal("2.77"), Microversion::literal("2.90"));
const SINCE_2_91: VersionRange = VersionRange::since(Microversion::literal("2.91"));

/// Anything, since 2.77 null or a zone, since 2.91 null or where to.
const UNSHELVE: Schema = Schema::new(&[
    Keyword::Within(SINCE_2_77, &Keyword::Type(&[Type::Object, Type::Null])),
    Keyword::Within(ONLY_2_77, &Keyword::Properties(&[Property::new("availability_zone", &types::NAME)])),
    Keyword::Within(
        SINCE_2_91,
        &Keyword::Properties(&[
            Property::new("availability_zone", &Schema::new(&[Keyword::Type(&[Type::String, Type::Null])])),
            Property::new("host", &types::TEXT),
        ]),
    ),
    Keyword::Within(ONLY_2_77, &Keyword::Required(&[Required::new("availability_zone")])),
    Keyword::Within(SINCE_2_77, &Keyword::AdditionalProperties(Additional::Refuse)),
]);

/// `unshelve`
#[derive(Debug, Body)]
pub struct Unshelve {
    /// Where to.
    #[schema(with = UNSHELVE)]
    pub unshelve: Value,
}

/// `os-resetState`
#[derive(Debug, Body)]
pub struct ResetState {
    /// To what.
    #[schema(name = "os-resetState")]
    pub reset: ResetTo,
}

/// The state that a server is said to be in.
#[derive(Debug, Body)]
pub struct ResetTo {
    /// Its name.
    #[schema(one_of("active", "error"))]
    pub state: String,
}

/// `changePassword`
#[derive(Debug, Body)]
pub struct ChangePassword {
    /// To what.
    #[schema(name = "changePassword")]
    pub change: PasswordChange,
}

/// A new password.
#[derive(Debug, Body)]
pub struct PasswordChange {
    /// The password.
    #[schema(name = "adminPass")]
    pub admin_pass: String,
}

const CONSOLE_LENGTH: Schema = Schema::new(&[
    Keyword::Type(&[Type::Integer, Type::String, Type::Null]),
    Keyword::Pattern("^-?[0-9]+$"),
    Keyword::Minimum(-1),
]);

/// `os-getConsoleOutput`
#[derive(Debug, Body)]
pub struct ConsoleOutput {
    /// How much.
    #[schema(name = "os-getConsoleOutput")]
    pub output: ConsoleOutputLength,
}

/// How much of a console's output.
#[derive(Debug, Body)]
pub struct ConsoleOutputLength {
    /// The number of lines; without one, and with -1, all of them.
    #[schema(with = CONSOLE_LENGTH)]
    pub length: Option<Value>,
}

/// A host, or null to leave the choice to the scheduler.
const HOST_OR_NULL: Schema = Schema::new(&[
    Keyword::Type(&[Type::String, Type::Null]),
    Keyword::Pattern("^[a-zA-Z0-9-._]*$"),
    Keyword::MinLength(1),
    Keyword::MaxLength(255),
]);

const SINCE_2_56: VersionRange = VersionRange::since(Microversion::literal("2.56"));

/// Anything, and since 2.56 null or a host.
const MIGRATE: Schema = Schema::new(&[
    Keyword::Within(SINCE_2_56, &Keyword::Type(&[Type::Object, Type::Null])),
    Keyword::Within(SINCE_2_56, &Keyword::Properties(&[Property::new("host", &HOST_OR_NULL)])),
    Keyword::Within(SINCE_2_56, &Keyword::AdditionalProperties(Additional::Refuse)),
]);

/// `migrate`
#[derive(Debug, Body)]
pub struct Migrate {
    /// Where to.
    #[schema(with = MIGRATE)]
    pub migrate: Value,
}

/// The values of a truth, and `auto` behind them.
const TRUTH_OR_AUTO: [Literal; types::BOOLEANS.len() + 1] = {
    let mut all = [Literal::Str("auto"); types::BOOLEANS.len() + 1];
    let mut place = 0;
    while place < types::BOOLEANS.len() {
        all[place] = types::BOOLEANS[place];
        place += 1;
    }
    all
};

/// A truth value or `auto`.
const BLOCK_MIGRATION: Schema =
    Schema::new(&[Keyword::Type(&[Type::Boolean, Type::String]), Keyword::Enum(&TRUTH_OR_AUTO)]);

/// `os-migrateLive`
#[derive(Debug, Body)]
pub struct MigrateLive {
    /// How and where to.
    #[schema(name = "os-migrateLive")]
    pub migrate: LiveMigration,
}

/// How a running server is moved.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct LiveMigration {
    #[schema(with(types::BOOLEAN, until = "2.24"), with(BLOCK_MIGRATION, since = "2.25"))]
    pub block_migration: Value,
    #[schema(until = "2.24", required(until = "2.24"))]
    pub disk_over_commit: Option<LooseBool>,
    #[schema(with = HOST_OR_NULL, required)]
    pub host: Option<Nullable<String>>,
    #[schema(since = "2.30", until = "2.67")]
    pub force: Option<LooseBool>,
}

/// `evacuate`
#[derive(Debug, Body)]
pub struct Evacuate {
    /// Where to.
    pub evacuate: Evacuation,
}

/// How a server is moved away from a host that failed.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Evacuation {
    #[schema(with = types::HOSTNAME)]
    pub host: Option<String>,
    #[schema(name = "onSharedStorage", until = "2.13", required(until = "2.13"))]
    pub on_shared_storage: Option<LooseBool>,
    #[schema(name = "adminPass")]
    pub admin_pass: Option<String>,
    #[schema(since = "2.29", until = "2.67")]
    pub force: Option<LooseBool>,
}

const NETWORK_ID: Schema =
    Schema::new(&[Keyword::Type(&[Type::String, Type::Number]), Keyword::MinLength(1), Keyword::MaxLength(36)]);

/// `addFixedIp`
#[derive(Debug, Body)]
pub struct AddFixedIp {
    /// Where.
    #[schema(name = "addFixedIp")]
    pub add: OnNetwork,
}

/// On which network.
#[derive(Debug, Body)]
pub struct OnNetwork {
    /// Its id.
    #[schema(name = "networkId", with = NETWORK_ID)]
    pub network_id: Value,
}

/// `removeFixedIp`
#[derive(Debug, Body)]
pub struct RemoveFixedIp {
    /// Which.
    #[schema(name = "removeFixedIp")]
    pub remove: AddressBody,
}

/// One address.
#[derive(Debug, Body)]
pub struct AddressBody {
    /// The address.
    #[schema(with = types::IP_ADDRESS)]
    pub address: String,
}

/// `addFloatingIp`
#[derive(Debug, Body)]
pub struct AddFloatingIp {
    /// Which.
    #[schema(name = "addFloatingIp")]
    pub add: FloatingAddressBody,
}

/// A floating address and the fixed one that it leads to.
#[derive(Debug, Body)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct FloatingAddressBody {
    #[schema(with = types::IP_ADDRESS)]
    pub address: String,
    #[schema(with = types::IP_ADDRESS)]
    pub fixed_address: Option<String>,
}

/// `removeFloatingIp`
#[derive(Debug, Body)]
pub struct RemoveFloatingIp {
    /// Which.
    #[schema(name = "removeFloatingIp")]
    pub remove: AddressBody,
}

/// `addSecurityGroup`
#[derive(Debug, Body)]
#[schema(additional = allow)]
pub struct AddSecurityGroup {
    /// Which.
    #[schema(name = "addSecurityGroup")]
    pub add: NamedGroup,
}

/// `removeSecurityGroup`
#[derive(Debug, Body)]
#[schema(additional = allow)]
pub struct RemoveSecurityGroup {
    /// Which.
    #[schema(name = "removeSecurityGroup")]
    pub remove: NamedGroup,
}

/// A security group.
#[derive(Debug, Body)]
pub struct NamedGroup {
    /// Its name or id.
    #[schema(min_length = 1)]
    pub name: String,
}

/// Declares the bodies that ask for a console of one kind.
macro_rules! console_actions {
    ($($(#[$doc:meta])* $name:ident, $key:tt, $kind:ident, [$($type:tt),+];)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Body)]
        pub struct $name {
            /// Which.
            #[schema(name = $key)]
            pub console: $kind,
        }

        /// Which type of console.
        #[derive(Debug, Body)]
        pub struct $kind {
            /// Its name.
            #[schema(name = "type", one_of($($type),+))]
            pub kind: String,
        }
    )*};
}

console_actions! {
    /// `os-getVNCConsole`
    VncConsole, "os-getVNCConsole", VncType, ["novnc", "xvpvnc"];
    /// `os-getSPICEConsole`
    SpiceConsole, "os-getSPICEConsole", SpiceType, ["spice-html5"];
    /// `os-getSerialConsole`
    SerialConsole, "os-getSerialConsole", SerialType, ["serial"];
}

/// `POST /servers/{server_id}/remote-consoles`
#[derive(Debug, Body)]
pub struct CreateRemoteConsole {
    /// Which.
    pub remote_console: NewRemoteConsole,
}

/// Which console.
#[derive(Debug, Body)]
pub struct NewRemoteConsole {
    /// What it speaks.
    pub protocol: ConsoleProtocol,
    /// Its type.
    #[schema(name = "type")]
    pub kind: ConsoleType,
}

/// What a console speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Body)]
#[expect(missing_docs, reason = "the names are the protocols'")]
pub enum ConsoleProtocol {
    #[schema(name = "vnc")]
    Vnc,
    #[schema(name = "spice")]
    Spice,
    #[schema(name = "serial")]
    Serial,
    #[schema(name = "rdp")]
    Rdp,
    #[schema(name = "mks", since = "2.8")]
    Mks,
}

/// The type of a console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Body)]
#[expect(missing_docs, reason = "the names are the types'")]
pub enum ConsoleType {
    #[schema(name = "novnc")]
    Novnc,
    #[schema(name = "xvpvnc")]
    Xvpvnc,
    #[schema(name = "spice-html5")]
    SpiceHtml5,
    #[schema(name = "serial")]
    Serial,
    #[schema(name = "rdp-html5")]
    RdpHtml5,
    #[schema(name = "webmks", since = "2.8")]
    Webmks,
    #[schema(name = "spice-direct", since = "2.99")]
    SpiceDirect,
}
