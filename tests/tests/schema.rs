//! Bodies, queries and views: one struct read and written at several microversions.

use starmap::json::Writer;
use starmap::microversion::Microversion;
use starmap::schema::{
    FromQuery, FromValue, Keyword, LooseUint, Map, Mismatch, Mode, Nullable, QueryParams, Schema, Schematic,
    validate_body, validate_query,
};

/// Shared schemas.
mod types {
    use starmap::schema::{Keyword, Schema, Type};

    pub(crate) const DESCRIPTION: &Schema =
        &Schema::new(&[Keyword::Type(&[Type::String, Type::Null]), Keyword::MaxLength(255)]);
    pub(crate) const OLD_NAME: Schema = Schema::new(&[Keyword::Type(&[Type::String]), Keyword::MaxLength(10)]);
}

#[derive(Debug, PartialEq, starmap::Body)]
struct CreateKeypair {
    keypair: Keypair,
}

#[derive(Debug, PartialEq, starmap::Body)]
struct Keypair {
    #[schema(with(types::OLD_NAME, until = "2.91"), with(String::SCHEMA, since = "2.92"))]
    name: String,
    #[schema(name = "type", one_of("ssh", "x509"), since = "2.2")]
    kind: Option<String>,
    #[schema(min_length = 1, max_length = 255, since = "2.10")]
    user_id: Option<String>,
    #[schema(required(since = "2.92"))]
    public_key: Option<String>,
    #[schema(with = types::DESCRIPTION, since = "2.19")]
    description: Option<Nullable<String>>,
    #[schema(keys = "^[a-z]{1,255}$", values(max_length = 255))]
    metadata: Option<Map<String>>,
    #[schema(minimum = 1, default = LooseUint(1))]
    count: LooseUint,
    #[schema(min_items = 1, max_items = 50, unique, items(min_length = 1, max_length = 60))]
    tags: Option<Vec<String>>,
    networks: Option<Networks>,
    #[schema(name = "reboot", until = "2.50")]
    old_reboot: Option<Reboot>,
    #[schema(name = "reboot", since = "2.51")]
    reboot: Option<bool>,
}

#[derive(Debug, PartialEq, starmap::Body)]
enum Reboot {
    #[schema(name = "HARD")]
    Hard,
    #[schema(name = "SOFT", since = "2.5")]
    Soft,
}

#[derive(Debug, PartialEq, starmap::Body)]
#[schema(untagged)]
enum Networks {
    List(Vec<Network>),
    #[schema(name = "auto")]
    Auto,
    #[schema(name = "none")]
    Nothing,
}

#[derive(Debug, PartialEq, starmap::Body)]
struct Network {
    #[schema(format = "uuid")]
    uuid: String,
}

#[derive(Debug, PartialEq, starmap::Body)]
struct Hints {
    group: Option<String>,
    #[schema(rest, values(max_length = 5))]
    others: Map<String>,
}

fn read<T: FromValue>(text: &str, version: Microversion) -> Result<T, Mismatch> {
    T::from_value(
        starmap::json::parse(text.as_bytes(), starmap::json::DEPTH_MAX).expect("the test's own JSON"),
        version,
    )
}

const fn at(minor: u16) -> Microversion {
    Microversion::new(2, minor)
}

#[test]
fn a_field_exists_within_its_microversions() {
    let text = r#"{"keypair": {"name": "k", "type": "ssh", "user_id": "u", "description": null, "reboot": "HARD"}}"#;
    let old: CreateKeypair = read(text, at(1)).unwrap();
    assert_eq!((old.keypair.kind, old.keypair.user_id, old.keypair.description), (None, None, None));
    assert_eq!((old.keypair.old_reboot, old.keypair.count), (Some(Reboot::Hard), LooseUint(1)));

    let new: CreateKeypair = read(text, at(19)).unwrap();
    assert_eq!(new.keypair.kind.as_deref(), Some("ssh"));
    assert_eq!(new.keypair.description, Some(Nullable::Null));
}

#[test]
fn alternatives_share_a_key() {
    let text = r#"{"name": "k", "reboot": true}"#;
    assert_eq!(read::<Keypair>(text, at(51)).unwrap().reboot, Some(true));
    assert_eq!(read::<Keypair>(text, at(50)).unwrap_err().to_string(), "expected a string at `reboot`");
}

#[test]
fn an_untagged_value_takes_the_form_that_fits() {
    let networks = |text: &str| read::<Networks>(text, at(37));
    assert_eq!(networks(r#""auto""#), Ok(Networks::Auto));
    let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let list = Networks::List(vec![Network { uuid: uuid.to_owned() }]);
    assert_eq!(networks(&format!(r#"[{{"uuid": "{uuid}"}}]"#)), Ok(list));
    assert!(networks("1").is_err());
}

#[test]
fn the_rest_takes_undeclared_keys() {
    let hints: Hints = read(r#"{"group": "g", "a": "1", "b": "2"}"#, at(1)).unwrap();
    assert_eq!(hints.group.as_deref(), Some("g"));
    assert_eq!(hints.others.iter().collect::<Vec<_>>(), [("a", &"1".to_owned()), ("b", &"2".to_owned())]);
    let shown = format!("{:?}", Hints::SCHEMA.keywords.last());
    assert!(shown.contains("AdditionalProperties(Schema(Schema { keywords: [Type([String]), MaxLength(5)]"), "{shown}");
}

#[test]
fn a_missing_value_is_named_with_its_path() {
    let error = read::<CreateKeypair>(r#"{"keypair": {}}"#, at(1)).unwrap_err();
    assert_eq!(error.to_string(), "expected a value at `keypair.name`");
}

/// The keywords of a property, as `Debug` shows them.
fn property<T: Schematic>(name: &str, version: Microversion) -> String {
    let properties = T::SCHEMA.keywords.iter().find_map(|keyword| match keyword {
        Keyword::Properties(properties) => Some(*properties),
        _ => None,
    });
    let here = |property: &&starmap::schema::Property| property.name == name && property.range.contains(version);
    let schema: Option<&Schema> = properties.unwrap().iter().find(here).map(|property| property.schema);
    schema.map_or_else(|| "undeclared".to_owned(), |schema| format!("{:?}", schema.keywords))
}

#[test]
fn the_schema_is_the_type_and_the_attributes() {
    let keypair = |name, minor| property::<Keypair>(name, at(minor));
    assert_eq!(keypair("type", 1), "undeclared");
    assert_eq!(keypair("type", 2), r#"[Type([String]), Enum([Str("ssh"), Str("x509")])]"#);
    assert_eq!(keypair("user_id", 10), "[Type([String]), MinLength(1), MaxLength(255)]");
    assert_eq!(keypair("name", 91), "[Type([String]), MaxLength(10)]");
    assert_eq!(keypair("name", 92), "[Type([String])]");
    assert_eq!(keypair("description", 19), "[Type([String, Null]), MaxLength(255)]");
    // An attribute takes the place of the type's own keyword.
    assert_eq!(keypair("count", 1), r#"[Type([Integer, String]), Pattern("^[0-9]*$"), Minimum(1), MinLength(1)]"#);
    assert_eq!(keypair("reboot", 51), "[Type([Boolean])]");
    let tags = keypair("tags", 1);
    let ends = "MinItems(1), MaxItems(50), UniqueItems]";
    assert!(tags.contains("MinLength(1), MaxLength(60)") && tags.ends_with(ends), "{tags}");
    let metadata = keypair("metadata", 1);
    assert!(metadata.starts_with("[Type([Object]), PatternProperties([("), "{metadata}");
    assert!(metadata.ends_with("AdditionalProperties(Refuse)]"), "{metadata}");
}

#[derive(starmap::View)]
struct ServerView<'a> {
    id: &'a str,
    #[view(name = "OS-EXT-STS:vm_state", since = "2.3")]
    vm_state: Option<&'a str>,
    #[view(skip_none)]
    fault: Option<FaultView>,
    #[view(flatten, since = "2.5")]
    extra: ExtraView<'a>,
    addresses: Vec<u8>,
    #[view(with = upper)]
    name: std::borrow::Cow<'a, str>,
}

#[derive(starmap::View)]
struct FaultView {
    code: u16,
}

#[derive(starmap::View)]
struct ExtraView<'a> {
    #[view(until = "2.9")]
    locked: bool,
    tags: &'a [String],
}

fn upper(text: &str, out: &mut Writer, _: Microversion) {
    out.string(&text.to_uppercase());
}

#[test]
fn a_view_writes_the_members_of_its_microversion() {
    let tags = ["a".to_owned()];
    let view = |fault| ServerView {
        id: "1",
        vm_state: None,
        fault,
        extra: ExtraView { locked: true, tags: &tags },
        addresses: vec![4, 6],
        name: "web".into(),
    };
    let write = |view: &ServerView<'_>, minor| String::from_utf8(starmap::view::to_json(view, at(minor))).unwrap();
    assert_eq!(write(&view(None), 1), r#"{"id": "1", "addresses": [4, 6], "name": "WEB"}"#);
    assert_eq!(
        write(&view(Some(FaultView { code: 500 })), 5),
        r#"{"id": "1", "OS-EXT-STS:vm_state": null, "fault": {"code": 500}, "locked": true, "tags": ["a"], "#
            .to_owned()
            + r#""addresses": [4, 6], "name": "WEB"}"#
    );
    assert!(!write(&view(None), 10).contains("locked"));
}

#[test]
fn a_view_has_the_schema_of_what_it_writes() {
    use starmap::view::View;
    let shown = format!("{:?}", ServerView::SCHEMA);
    let state = r#"{ name: "OS-EXT-STS:vm_state", schema: Schema { keywords: [Type([String, Null])] }"#;
    assert!(shown.contains(state), "{shown}");
    // The flattened member exists where both ranges allow.
    let locked = shown.find(r#"name: "locked""#).expect("flattened members are declared");
    assert!(shown[locked..].contains("since: 2.5, until: 2.9"), "{shown}");
    let required = shown.rfind("Required").expect("some members are always there");
    assert!(!shown[required..].contains(r#"name: "fault""#), "{shown}");
}

/// Nova's sentence for what is wrong with the body, or what was read.
fn accept<T: FromValue>(text: &str, version: Microversion) -> Result<T, String> {
    let mut value = starmap::json::parse(text.as_bytes(), starmap::json::DEPTH_MAX).expect("the test's own JSON");
    validate_body(T::SCHEMA, &mut value, version, Mode::Strict).map_err(|invalid| invalid.message)?;
    T::from_value(value, version).map_err(|mismatch| mismatch.to_string())
}

#[test]
fn a_body_is_refused_in_novas_words() {
    let refused = |text: &str, minor| accept::<CreateKeypair>(text, at(minor)).unwrap_err();
    let undeclared = "Invalid input for field/attribute keypair. Value: {'name': 'k', 'type': 'ssh'}. \
                      Additional properties are not allowed ('type' was unexpected)";
    assert_eq!(refused(r#"{"keypair": {"name": "k", "type": "ssh"}}"#, 1), undeclared);
    let text = refused(r#"{"keypair": {"name": "k", "type": "rsa"}}"#, 2);
    assert_eq!(text, "Invalid input for field/attribute type. Value: rsa. 'rsa' is not one of ['ssh', 'x509']");
    assert!(refused(r#"{"keypair": {"name": "k"}}"#, 92).ends_with("'public_key' is a required property"));
    assert!(refused(r#"{"keypair": {"name": "k", "reboot": "SOFT"}}"#, 4).ends_with("'SOFT' is not one of ['HARD']"));
    assert!(refused(r#"{"keypair": {"name": "k", "count": "0"}}"#, 4).contains("minimum of 1"));
    assert!(accept::<CreateKeypair>(r#"{"keypair": {"name": "k", "reboot": "SOFT"}}"#, at(5)).is_ok());
}

#[derive(Debug, PartialEq, starmap::Query)]
#[schema(additional(allow, until = "2.74"), additional(refuse, since = "2.75"))]
struct ListServers {
    limit: Option<u32>,
    #[schema(format = "uuid", max_items = 1)]
    marker: Option<String>,
    #[schema(one_of("asc", "desc"))]
    sort_dir: Vec<String>,
    #[schema(default)]
    all_tenants: bool,
    #[schema(name = "changes-before", since = "2.66")]
    changes_before: Option<String>,
}

fn list(query: &str, version: Microversion) -> Result<ListServers, String> {
    let mut query = QueryParams::parse(query).expect("the test's own query");
    validate_query(ListServers::SCHEMA, &mut query, version, Mode::Strict).map_err(|invalid| invalid.message)?;
    ListServers::from_query(&query, version).map_err(|mismatch| mismatch.to_string())
}

#[test]
fn a_query_takes_the_last_value_or_all() {
    let read =
        list("limit=1&limit=2&sort_dir=asc&sort_dir=desc&all_tenants=1&changes-before=x&other=1", at(65)).unwrap();
    assert_eq!((read.limit, read.all_tenants, read.changes_before), (Some(2), true, None));
    assert_eq!(read.sort_dir, ["asc", "desc"]);
    assert_eq!(list("changes-before=x", at(66)).unwrap().changes_before.as_deref(), Some("x"));
    assert_eq!(list("", at(1)).unwrap().sort_dir, [""; 0]);
}

#[test]
fn a_query_is_refused_in_novas_words() {
    let text = list("other=1", at(75)).unwrap_err();
    assert!(text.ends_with("Additional properties are not allowed ('other' was unexpected)"), "{text}");
    assert!(list("limit=-1", at(1)).unwrap_err().contains("'-1' does not match '^[0-9]*$'"));
    assert!(list("marker=a", at(1)).unwrap_err().contains("'a' is not a 'uuid'"));
    assert!(list("sort_dir=up", at(1)).unwrap_err().contains("is not one of ['asc', 'desc']"));
}
