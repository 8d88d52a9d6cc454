//! What Nova answers, as tables of schema, value and sentence. Most rows were recorded from Nova 34.0.0.

use super::*;
use crate::json::{self, Value};
use crate::microversion::{Microversion, VersionRange};

const V2_0: Microversion = Microversion::new(2, 0);
const V2_1: Microversion = Microversion::new(2, 1);
const V2_75: Microversion = Microversion::new(2, 75);

fn read(text: &str) -> Value {
    json::parse(text.as_bytes(), json::DEPTH_MAX).unwrap()
}

/// The sentence about `body`, or an empty one.
fn verdict(schema: &Schema, body: &str, version: Microversion) -> String {
    let verdict = validate_body(schema, &mut read(body), version, Mode::Strict);
    verdict.err().map_or_else(String::new, |invalid| invalid.to_string())
}

fn query_verdict(schema: &Schema, query: &str, version: Microversion) -> String {
    let mut query = QueryParams::parse(query).unwrap();
    let verdict = validate_query(schema, &mut query, version, Mode::Strict);
    verdict.err().map_or_else(String::new, |invalid| invalid.to_string())
}

/// A part of the body of `POST /servers`.
const SERVER: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::Properties(&[Property::new("server", &SERVER_FIELDS)]),
    Keyword::Required(&[Required::new("server")]),
    Keyword::AdditionalProperties(Additional::Refuse),
]);

const SERVER_FIELDS: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::Properties(&[
        Property::within("name", &types::NAME_LEGACY, VersionRange::until(V2_0)),
        Property::within("name", &types::NAME, VersionRange::since(V2_1)),
        Property::new("imageRef", &types::IMAGE_ID_OR_EMPTY),
        Property::new("metadata", &types::METADATA),
        Property::new("networks", &NETWORKS),
        Property::new("min_count", &types::POSITIVE_INTEGER),
        Property::new("user_data", &types::BASE64),
        Property::new("accessIPv4", &types::IPV4),
        Property::new("config_drive", &types::BOOLEAN),
        Property::within("tags", &TAGS, VersionRange::since(Microversion::new(2, 52))),
    ]),
    Keyword::Required(&[
        Required::new("name"),
        Required::within("networks", VersionRange::since(Microversion::new(2, 37))),
    ]),
    Keyword::AdditionalProperties(Additional::Refuse),
]);

const NETWORKS: Schema = Schema::new(&[
    Keyword::Type(&[Type::Array]),
    Keyword::Items(&Schema::new(&[
        Keyword::Type(&[Type::Object]),
        Keyword::Properties(&[
            Property::new(
                "port",
                &Schema::new(&[Keyword::Type(&[Type::String, Type::Null]), Keyword::Format(Format::Uuid)]),
            ),
            Property::new("fixed_ip", &types::IP_ADDRESS),
        ]),
        Keyword::AdditionalProperties(Additional::Refuse),
    ])),
]);

const TAGS: Schema = Schema::new(&[
    Keyword::Type(&[Type::Array]),
    Keyword::Items(&types::TAG),
    Keyword::MaxItems(2),
    Keyword::UniqueItems,
]);

#[test]
fn the_first_error_is_told_as_nova_tells_it() {
    let table = [
        ("null", "None is not of type 'object'"),
        ("[]", "[] is not of type 'object'"),
        ("1.0", "1.0 is not of type 'object'"),
        ("{}", "'server' is a required property"),
        (
            r#"{"server": {"name": "a"}, "zz": 1, "aa": 2}"#,
            "Additional properties are not allowed ('aa', 'zz' were unexpected)",
        ),
        (
            r#"{"server": {}, "zz": 1}"#,
            "Invalid input for field/attribute server. Value: {}. 'name' is a required property",
        ),
        (r#"{"server": null}"#, "Invalid input for field/attribute server. Value: None. None is not of type 'object'"),
        (
            r#"{"server": {"name": []}}"#,
            "Invalid input for field/attribute name. Value: []. [] is not of type 'string'",
        ),
        (r#"{"server": {"name": ""}}"#, "Invalid input for field/attribute name. Value: . '' should be non-empty"),
        (
            r#"{"server": {"name": " a"}}"#,
            "An invalid 'name' value was provided. The name must be: printable characters. Can not start or end with whitespace.",
        ),
        (
            r#"{"server": {"name": "a", "junk": true}}"#,
            "Invalid input for field/attribute server. Value: {'name': 'a', 'junk': True}. Additional properties are not allowed ('junk' was unexpected)",
        ),
        (
            r#"{"server": {"imageRef": "nope"}}"#,
            "Invalid input for field/attribute imageRef. Value: nope. 'nope' is not valid under any of the given schemas",
        ),
        (
            r#"{"server": {"metadata": {"a b?": "1", "b/": "2"}}}"#,
            "Invalid input for field/attribute metadata. Value: {'a b?': '1', 'b/': '2'}. 'a b?', 'b/' do not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'",
        ),
        (
            r#"{"server": {"metadata": {"": "x"}}}"#,
            "Invalid input for field/attribute metadata. Value: {'': 'x'}. '' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'",
        ),
        (
            r#"{"server": {"metadata": {"a": 1}}}"#,
            "Invalid input for field/attribute a. Value: 1. 1 is not of type 'string'",
        ),
        (
            r#"{"server": {"networks": [{}, {}, 3]}}"#,
            "Invalid input for field/attribute 2. Value: 3. 3 is not of type 'object'",
        ),
        (
            r#"{"server": {"networks": [{"fixed_ip": "x"}]}}"#,
            "Invalid input for field/attribute fixed_ip. Value: x. 'x' is not valid under any of the given schemas",
        ),
        (
            r#"{"server": {"networks": [{"port": null}, {"port": "x"}]}}"#,
            "Invalid input for field/attribute port. Value: x. 'x' is not a 'uuid'",
        ),
        (
            r#"{"server": {"min_count": "0"}}"#,
            "Invalid input for field/attribute min_count. Value: 0. 0 is less than the minimum of 1",
        ),
        (
            r#"{"server": {"min_count": "x"}}"#,
            "Invalid input for field/attribute min_count. Value: x. 'x' does not match '^[0-9]*$'",
        ),
        (
            r#"{"server": {"min_count": 1.5}}"#,
            "Invalid input for field/attribute min_count. Value: 1.5. 1.5 is not of type 'integer', 'string'",
        ),
        (
            r#"{"server": {"min_count": true}}"#,
            "Invalid input for field/attribute min_count. Value: True. True is not of type 'integer', 'string'",
        ),
        (
            r#"{"server": {"user_data": "not base64!"}}"#,
            "Invalid input for field/attribute user_data. Value: not base64!. 'not base64!' is not a 'base64'",
        ),
        (
            r#"{"server": {"accessIPv4": "::1"}}"#,
            "Invalid input for field/attribute accessIPv4. Value: ::1. '::1' is not a 'ipv4'",
        ),
        (
            r#"{"server": {"config_drive": "maybe"}}"#,
            "Invalid input for field/attribute config_drive. Value: maybe. 'maybe' is not one of [True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no']",
        ),
        (
            r#"{"server": {"config_drive": 1}}"#,
            "Invalid input for field/attribute config_drive. Value: 1. 1 is not of type 'boolean', 'string'",
        ),
        (r#"{"server": {"name": "a", "min_count": 1.0, "user_data": "***", "imageRef": ""}}"#, ""),
    ];
    for (body, expected) in table {
        assert_eq!(verdict(&SERVER, body, V2_1), expected, "{body}");
    }
}

#[test]
fn ranges_decide_what_is_declared_and_required() {
    let tagged = r#"{"server": {"name": "a", "tags": ["a,b"]}}"#;
    assert!(verdict(&SERVER, tagged, Microversion::new(2, 51)).ends_with("'networks' is a required property"));
    assert!(verdict(&SERVER, tagged, V2_1).ends_with("Additional properties are not allowed ('tags' was unexpected)"));
    assert_eq!(
        verdict(&SERVER, tagged, Microversion::new(2, 52)),
        "Invalid input for field/attribute 0. Value: a,b. 'a,b' does not match '^[^,/]*$'"
    );
    assert_eq!(verdict(&SERVER, r#"{"server": {"name": " a "}}"#, V2_0), "");
}

#[test]
fn every_keyword_has_its_sentence() {
    const TWO: Schema = Schema::new(&[Keyword::MinLength(2), Keyword::MaxLength(3)]);
    const NONE: Schema = Schema::new(&[Keyword::MaxLength(0), Keyword::MaxItems(0), Keyword::MaxProperties(0)]);
    const ITEMS: Schema = Schema::new(&[Keyword::MinItems(2), Keyword::MaxItems(3), Keyword::UniqueItems]);
    const KEYS: Schema = Schema::new(&[Keyword::MinProperties(2), Keyword::MaxProperties(2)]);
    const ONE_KEY: Schema = Schema::new(&[Keyword::MinProperties(1)]);
    const ANY: Schema = Schema::new(&[Keyword::AnyOf(&[&TWO, &NUMBER])]);
    const NUMBER: Schema = Schema::new(&[Keyword::Type(&[Type::Number])]);
    const ONE: Schema = Schema::new(&[Keyword::OneOf(&[&NUMBER, &INTEGER])]);
    const INTEGER: Schema = Schema::new(&[Keyword::Type(&[Type::Integer])]);
    const NOT: Schema = Schema::new(&[Keyword::Not(&NUMBER)]);
    const ALL: Schema = Schema::new(&[Keyword::AllOf(&[&NUMBER, &INTEGER])]);
    const LIMITS: Schema =
        Schema::new(&[Keyword::ExclusiveMinimum(0), Keyword::Maximum(10), Keyword::MaximumFloat(3.40282e38)]);
    const FACTOR: Schema = Schema::new(&[Keyword::MaximumFloat(3.40282e38)]);
    const PREFIX: Schema = Schema::new(&[Keyword::PrefixItems(&[&NUMBER]), Keyword::Items(&types::TEXT)]);
    const CONST: Schema = Schema::new(&[Keyword::Const(Literal::Int(1))]);
    const REST: Schema = Schema::new(&[Keyword::AdditionalProperties(Additional::Schema(&NUMBER))]);
    const WITHIN: Schema = Schema::new(&[Keyword::Within(VersionRange::since(V2_75), &Keyword::MaxLength(1))]);
    const PORT: Schema = types::TCP_UDP_PORT;
    let table: [(&Schema, &str, &str); 45] = [
        (&TWO, r#""a""#, "'a' is too short"),
        (&TWO, r#""abcd""#, "'abcd' is too long"),
        (&TWO, r#""ééé""#, ""),
        (&NONE, r#""a""#, "'a' is expected to be empty"),
        (&NONE, "[1]", "[1] is expected to be empty"),
        (&NONE, r#"{"a": 1}"#, "{'a': 1} is expected to be empty"),
        (&ITEMS, "[1]", "[1] is too short"),
        (&ITEMS, "[1, 2, 3, 4]", "[1, 2, 3, 4] is too long"),
        (&ITEMS, "[1, 1.0]", "[1, 1.0] has non-unique elements"),
        (
            &ITEMS,
            r#"[{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}]"#,
            "[{'a': 1, 'b': [2]}, {'b': [2.0], 'a': 1}] has non-unique elements",
        ),
        (&ITEMS, r#"[1, true, "1"]"#, ""),
        (&ITEMS, r#"["[\"a\"", ["a"]]"#, ""),
        (&KEYS, r#"{"a": 1}"#, "{'a': 1} does not have enough properties"),
        (&KEYS, r#"{"a": 1, "b": 2, "c": 3}"#, "{'a': 1, 'b': 2, 'c': 3} has too many properties"),
        (&ONE_KEY, "{}", "{} should be non-empty"),
        (&ANY, r#""a""#, "'a' is not valid under any of the given schemas"),
        (&ANY, "1", ""),
        (&ONE, "1", "1 is valid under each of {'type': 'integer'}, {'type': 'number'}"),
        (&ONE, "1.5", ""),
        (&NOT, "1", "1 should not be valid under {'type': 'number'}"),
        (&NOT, "null", ""),
        (&ALL, "1.5", "1.5 is not of type 'integer'"),
        (&ALL, "12345678901234567890", ""),
        (&LIMITS, "0", "0 is less than or equal to the minimum of 0"),
        (&LIMITS, r#""0""#, ""),
        (&LIMITS, r#""11""#, "11 is greater than the maximum of 10"),
        (&LIMITS, r#"" 1_1 ""#, "11 is greater than the maximum of 10"),
        (&LIMITS, "99999999999999999999", "99999999999999999999 is greater than the maximum of 10"),
        (&LIMITS, r#""-99999999999999999999""#, ""),
        (&LIMITS, "10.5", ""),
        (&LIMITS, "null", ""),
        (&LIMITS, r#""10.5""#, "10.5 is greater than the maximum of 10"),
        (&LIMITS, r#""inf""#, "inf is greater than the maximum of 10"),
        (&LIMITS, r#""1_.5e9""#, ""),
        (&FACTOR, "3.40283e+38", "340283000000000025643411020681467396096 is greater than the maximum of 3.40282e+38"),
        (&PREFIX, "[1, 2]", "Invalid input for field/attribute 1. Value: 2. 2 is not of type 'string'"),
        (&PREFIX, r#"["a"]"#, "Invalid input for field/attribute 0. Value: a. 'a' is not of type 'number'"),
        (&CONST, "2", "1 was expected"),
        (&CONST, "1.0", ""),
        (&CONST, "true", "1 was expected"),
        (&REST, r#"{"a": null}"#, "Invalid input for field/attribute a. Value: None. None is not of type 'number'"),
        (&WITHIN, r#""ab""#, ""),
        (&PORT, r#""65536""#, "65536 is greater than the maximum of 65535"),
        (&PORT, r#""""#, "'' should be non-empty"),
        (
            &types::AZ_NAME,
            r#""a:b""#,
            "An invalid 'name' value was provided. The name must be: printable characters except :.Can not start or end with whitespace.",
        ),
    ];
    for (schema, body, expected) in table {
        assert_eq!(verdict(schema, body, V2_1), expected, "{body}");
    }
    assert_eq!(verdict(&WITHIN, r#""ab""#, V2_75), "'ab' is too long");
}

#[test]
fn a_legacy_body_loses_what_nobody_declared() {
    let legacy = |text: &str| {
        let mut body = read(text);
        validate_body(&SERVER, &mut body, V2_0, Mode::Legacy)
            .map(|()| String::from_utf8(body.to_json()).unwrap())
            .map_err(|invalid| invalid.to_string())
    };
    let kept = r#"{"server": {"name": " x ", "networks": [{"port": null}]}}"#;
    let sent = r#"{"server": {"name": " x ", "junk": 1, "networks": [{"port": null, "z": 1}]}, "z": 2}"#;
    assert_eq!(legacy(sent), Ok(kept.to_owned()));
    assert_eq!(
        legacy(r#"{"server": {"name": "x", "metadata": {"a?": "b", "c": "d"}}}"#),
        Err("Invalid input for field/attribute metadata. Value: {'a?': 'b', 'c': 'd'}. \
             Additional properties are not allowed ('a?' was unexpected)"
            .to_owned())
    );
    assert_eq!(
        legacy(r#"{"server": {"name": "x", "networks": [{"z": 1}]}}"#),
        Err("Invalid input for field/attribute 0. Value: {'z': 1}. Additional properties are not allowed ('z' was unexpected)"
            .to_owned())
    );
    assert_eq!(
        legacy(r#"{"server": {"name": ""}}"#),
        Err("An invalid 'name' value was provided. The name must be: printable characters with at least one non space character"
            .to_owned())
    );
}

/// A part of the query of `GET /servers`.
const QUERY: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::Properties(&[
        Property::new("limit", &types::QUERY_NON_NEGATIVE_INTEGER),
        Property::new("marker", &types::QUERY_TEXT_ONCE),
        Property::new("name", &types::QUERY_REGEX),
        Property::new("changes-since", &types::QUERY_DATE_TIME),
    ]),
    Keyword::PatternProperties(&[("^_", &types::QUERY_TEXT)]),
    Keyword::Within(VersionRange::until(Microversion::new(2, 74)), &Keyword::AdditionalProperties(Additional::Allow)),
    Keyword::Within(VersionRange::since(V2_75), &Keyword::AdditionalProperties(Additional::Refuse)),
]);

#[test]
fn a_query_is_told_by_the_name_of_the_parameter() {
    let table = [
        ("limit=-1", "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'"),
        ("limit=1&limit=x", "Invalid input for query parameters limit. Value: x. 'x' does not match '^[0-9]*$'"),
        ("limit=", "Invalid input for query parameters limit. Value: . '' should be non-empty"),
        ("name=[", "Invalid input for query parameters name. Value: [. '[' is not a 'regex'"),
        ("name=", "Invalid input for query parameters name. Value: . '' is not a 'regex'"),
        ("changes-since=x", "Invalid input for query parameters changes-since. Value: x. 'x' is not a 'date-time'"),
        ("marker=a&marker=b", "Invalid input for query parameters marker. Value: ['a', 'b']. ['a', 'b'] is too long"),
        ("limit=1&_x=1;name=a.*", ""),
    ];
    for (query, expected) in table {
        assert_eq!(query_verdict(&QUERY, query, V2_1), expected, "{query}");
    }
    assert_eq!(query_verdict(&QUERY, "c=1&a=2", V2_75), "'a', 'c' do not match any of the regexes: '^_'");
    assert_eq!(query_verdict(&QUERY, "%3F", V2_75), "'?' does not match any of the regexes: '^_'");
}

#[test]
fn undeclared_parameters_are_dropped_after_success_only() {
    let left = |query: &str, version| {
        let mut query = QueryParams::parse(query).unwrap();
        let verdict = validate_query(&QUERY, &mut query, version, Mode::Strict);
        (verdict.is_ok(), query.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>().join(","))
    };
    assert_eq!(left("foo=1&limit=1&_x=2", V2_1), (true, "limit,_x".to_owned()));
    assert_eq!(left("foo=1&limit=x", V2_1), (false, "foo,limit".to_owned()));
    assert_eq!(left("_x=2", V2_75), (true, "_x".to_owned()));
}

#[test]
fn the_plain_schema_is_that_of_one_microversion() {
    let plain = |version| {
        let mut writer = json::Writer::new();
        to_json_schema(&SERVER_FIELDS, version, &mut writer);
        read(std::str::from_utf8(&writer.finish()).unwrap())
    };
    let keys = |value: &Value| value.as_object().unwrap().keys().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (plain(V2_1), plain(V2_75));
    assert_eq!(keys(&new), ["type", "properties", "required", "additionalProperties"]);
    assert!(!keys(old.get("properties").unwrap()).contains(&"tags".to_owned()));
    assert!(keys(new.get("properties").unwrap()).contains(&"tags".to_owned()));
    assert_eq!(new.get("required"), Some(&Value::from(vec!["name", "networks"])));
    assert_eq!(new.get("additionalProperties"), Some(&Value::Bool(false)));
    let name = r#"{"type": "string", "format": "name", "minLength": 1, "maxLength": 255}"#;
    assert_eq!(new.get("properties").unwrap().get("name"), Some(&read(name)));
}

#[test]
fn a_pattern_that_cannot_be_used_is_found() {
    const BAD: Schema = Schema::new(&[Keyword::Items(&Schema::new(&[Keyword::Pattern("(?=a)b")]))]);
    assert!(BAD.check().unwrap_err().contains("`(?=a)b`"));
    assert_eq!(SERVER.check(), Ok(()));
    assert_eq!(QUERY.check(), Ok(()));
}

#[test]
fn hostile_bodies_are_judged_in_linear_time() {
    let items: Vec<String> = (0..20_000).map(|n| n.to_string()).collect();
    let unique = Schema { keywords: &[Keyword::UniqueItems] };
    assert_eq!(verdict(&unique, &format!("[{}]", items.join(",")), V2_1), "");
    let keys: Vec<String> = items.iter().map(|n| format!("\"{n}\": \"\"")).collect();
    assert_eq!(verdict(&types::METADATA, &format!("{{{}}}", keys.join(",")), V2_1), "");
}
