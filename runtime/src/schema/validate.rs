//! The walk over a schema and a value: first error first, worded as Nova words it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt::{self, Display};

use super::format::{self, Mismatch};
use super::query::QueryParams;
use super::{Additional, Format, Keyword, Literal, Mode, Property, Required, Schema, Type, export, pattern};
use crate::json::{Object, Value, python_repr_str};
use crate::microversion::Microversion;

/// Why a body or a query was refused: Nova's sentence for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// What the client gets to read.
    pub message: String,
}

impl Display for Invalid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Invalid {}

/// Checks a body and reports the first error in the order in which the schema is written.
///
/// In [`Mode::Legacy`] undeclared keys that the schema refuses are removed from `body`, unless the object has
/// patterns for its keys or would have none left; then they are an error there too. In [`Mode::Strict`] nothing is changed.
pub fn validate_body(schema: &Schema, body: &mut Value, version: Microversion, mode: Mode) -> Result<(), Invalid> {
    Walk { version, mode, place: Place::Body, quiet: false }.schema(schema, body, Path::default())
}

/// Checks a query, and then drops the parameters that the schema allows without declaring them.
///
/// A query is an object of arrays to its schema: `{"limit": ["10"]}`. Whether undeclared parameters are dropped or
/// refused is up to the `AdditionalProperties` that applies at `version`; without one they stay.
pub fn validate_query(
    schema: &Schema,
    query: &mut QueryParams,
    version: Microversion,
    mode: Mode,
) -> Result<(), Invalid> {
    let walk = Walk { version, mode, place: Place::Query, quiet: false };
    walk.schema(schema, &mut query.to_value(), Path::default())?;
    let active = || walk.active(schema);
    if active().any(|keyword| matches!(keyword, Keyword::AdditionalProperties(Additional::Allow))) {
        query.retain(|name| walk.is_declared(schema, name));
    }
    Ok(())
}

/// What stays the same on the whole way down.
#[derive(Clone, Copy)]
struct Walk {
    version: Microversion,
    mode: Mode,
    place: Place,
    /// Only whether there is an error counts, not its text.
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Body,
    Query,
}

/// The steps of the way down that a sentence can name.
#[derive(Clone, Copy, Default)]
struct Path<'a> {
    first: Option<Step<'a>>,
    last: Option<Step<'a>>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    fn then(self, step: Step<'a>) -> Self {
        Self { first: self.first.or(Some(step)), last: Some(step) }
    }
}

impl Display for Step<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => out.write_str(key),
            Self::Index(index) => write!(out, "{index}"),
        }
    }
}

type Verdict = Result<(), Invalid>;

impl Walk {
    fn schema(&self, schema: &Schema, value: &mut Value, path: Path<'_>) -> Verdict {
        self.active(schema).try_for_each(|keyword| self.keyword(schema, keyword, value, path))
    }

    /// The keywords that apply at this microversion.
    fn active(&self, schema: &Schema) -> impl Iterator<Item = Keyword> + use<> {
        let version = self.version;
        schema.keywords.iter().filter_map(move |keyword| active_keyword(keyword, version))
    }

    fn keyword(&self, schema: &Schema, keyword: Keyword, value: &mut Value, path: Path<'_>) -> Verdict {
        match keyword {
            Keyword::Type(_) | Keyword::Enum(_) | Keyword::Const(_) | Keyword::Format(_) | Keyword::Within(..) => {
                self.any(keyword, value, path)
            }
            Keyword::Pattern(_) | Keyword::MinLength(_) | Keyword::MaxLength(_) => self.string(keyword, value, path),
            Keyword::Minimum(_) | Keyword::Maximum(_) | Keyword::MaximumFloat(_) | Keyword::ExclusiveMinimum(_) => {
                self.number(keyword, value, path)
            }
            Keyword::MinItems(_) | Keyword::MaxItems(_) | Keyword::UniqueItems => self.array(keyword, value, path),
            Keyword::Items(items) => self.items(schema, items, value, path),
            Keyword::PrefixItems(schemas) => self.prefix_items(schemas, value, path),
            Keyword::MinProperties(_) | Keyword::MaxProperties(_) => self.size(keyword, value, path),
            Keyword::Properties(properties) => self.properties(properties, value, path),
            Keyword::PatternProperties(patterns) => self.pattern_properties(patterns, value, path),
            Keyword::Required(required) => self.required(required, value, path),
            Keyword::AdditionalProperties(additional) => self.additional(schema, additional, value, path),
            Keyword::OneOf(schemas) => self.one_of(schemas, value, path),
            Keyword::AnyOf(schemas) => self.any_of(schemas, value, path),
            Keyword::AllOf(schemas) => schemas.iter().try_for_each(|schema| self.schema(schema, value, path)),
            Keyword::Not(schema) => self.not(schema, value, path),
        }
    }

    /// The sentence for `message` about `value`.
    fn refuse(&self, path: Path<'_>, value: &Value, message: impl Display) -> Verdict {
        let message = match (self.place, path.first, path.last) {
            _ if self.quiet => String::new(),
            (Place::Body, _, Some(step)) => {
                format!("Invalid input for field/attribute {step}. Value: {}. {message}", value.python_str())
            }
            (Place::Query, Some(step), _) => {
                format!("Invalid input for query parameters {step}. Value: {}. {message}", value.python_str())
            }
            _ => message.to_string(),
        };
        Err(Invalid { message })
    }

    /// As [`refuse`](Self::refuse), with the value before the message.
    fn refuse_value(&self, path: Path<'_>, value: &Value, message: impl Display) -> Verdict {
        self.refuse(path, value, format_args!("{} {message}", value.python_repr()))
    }
}

/// The keyword inside `Within`, or `None` when it does not apply.
pub(super) fn active_keyword(keyword: &Keyword, version: Microversion) -> Option<Keyword> {
    let mut keyword = *keyword;
    while let Keyword::Within(range, inner) = keyword {
        if !range.contains(version) {
            return None;
        }
        keyword = *inner;
    }
    Some(keyword)
}

/// Rules about a value of any type.
impl Walk {
    fn any(&self, keyword: Keyword, value: &Value, path: Path<'_>) -> Verdict {
        match keyword {
            Keyword::Type(types) if !types.iter().any(|&one| is_type(value, one)) => {
                let names = joined(types, |out, one| write!(out, "'{}'", one.name()));
                self.refuse_value(path, value, format_args!("is not of type {names}"))
            }
            Keyword::Enum(literals) if !literals.iter().any(|&one| equals_literal(value, one)) => {
                let literals = joined(literals, |out, &one| write!(out, "{}", Value::from(one).python_repr()));
                self.refuse_value(path, value, format_args!("is not one of [{literals}]"))
            }
            Keyword::Const(literal) if !equals_literal(value, literal) => {
                self.refuse(path, value, format_args!("{} was expected", Value::from(literal).python_repr()))
            }
            Keyword::Format(format) => self.format(format, value, path),
            _ => Ok(()),
        }
    }

    fn format(&self, format: Format, value: &Value, path: Path<'_>) -> Verdict {
        match format::check(format, value) {
            Ok(()) => Ok(()),
            Err(Mismatch::Form) => self.refuse_value(path, value, format_args!("is not a '{}'", format.name())),
            Err(Mismatch::Name(reason)) => {
                Err(Invalid { message: format!("An invalid 'name' value was provided. The name must be: {reason}") })
            }
        }
    }

    fn one_of(&self, schemas: &'static [&'static Schema], value: &mut Value, path: Path<'_>) -> Verdict {
        let quiet = Self { quiet: true, ..*self };
        let Some(first) = schemas.iter().position(|schema| quiet.schema(schema, value, path).is_ok()) else {
            return self.refuse_value(path, value, "is not valid under any of the given schemas");
        };
        let mut valid = Vec::new();
        for schema in &schemas[first + 1..] {
            if quiet.schema(schema, value, path).is_ok() {
                valid.push(*schema);
            }
        }
        if valid.is_empty() {
            return Ok(());
        }
        valid.push(schemas[first]);
        let schemas = joined(&valid, |out, schema| write!(out, "{}", export::python_repr(schema, self.version)));
        self.refuse_value(path, value, format_args!("is valid under each of {schemas}"))
    }

    fn any_of(&self, schemas: &'static [&'static Schema], value: &mut Value, path: Path<'_>) -> Verdict {
        let quiet = Self { quiet: true, ..*self };
        if schemas.iter().any(|schema| quiet.schema(schema, value, path).is_ok()) {
            return Ok(());
        }
        self.refuse_value(path, value, "is not valid under any of the given schemas")
    }

    fn not(&self, schema: &'static Schema, value: &mut Value, path: Path<'_>) -> Verdict {
        let quiet = Self { quiet: true, ..*self };
        if quiet.schema(schema, value, path).is_err() {
            return Ok(());
        }
        let schema = export::python_repr(schema, self.version);
        self.refuse_value(path, value, format_args!("should not be valid under {schema}"))
    }
}

/// Rules about strings and numbers.
impl Walk {
    fn string(&self, keyword: Keyword, value: &Value, path: Path<'_>) -> Verdict {
        let Some(text) = value.as_str() else { return Ok(()) };
        match keyword {
            Keyword::Pattern(regex) if !pattern::compiled(regex).is_match(text) => {
                self.refuse_value(path, value, format_args!("does not match {}", python_repr_str(regex)))
            }
            Keyword::MinLength(least) => self.at_least(path, value, text.chars().count(), least, "is too short"),
            Keyword::MaxLength(most) => self.at_most(path, value, text.chars().count(), most, "is too long"),
            _ => Ok(()),
        }
    }

    fn number(&self, keyword: Keyword, value: &Value, path: Path<'_>) -> Verdict {
        if let Keyword::ExclusiveMinimum(limit) = keyword {
            if !is_type(value, Type::Number) || compare(value, limit as f64, limit) == Some(Ordering::Greater) {
                return Ok(());
            }
            return match compare(value, limit as f64, limit) {
                None => Ok(()),
                _ => self.refuse_value(path, value, format_args!("is less than or equal to the minimum of {limit}")),
            };
        }
        let Some(number) = number_of(value) else { return Ok(()) };
        let shown = number.python_repr();
        match keyword {
            Keyword::Minimum(limit) if compare(&number, limit as f64, limit) == Some(Ordering::Less) => {
                self.refuse(path, value, format_args!("{shown} is less than the minimum of {limit}"))
            }
            Keyword::Maximum(limit) if compare(&number, limit as f64, limit) == Some(Ordering::Greater) => {
                self.refuse(path, value, format_args!("{shown} is greater than the maximum of {limit}"))
            }
            Keyword::MaximumFloat(limit) if as_f64(&number) > limit => {
                let limit = Value::Float(limit);
                self.refuse(path, value, format_args!("{shown} is greater than the maximum of {}", limit.python_repr()))
            }
            _ => Ok(()),
        }
    }

    fn at_least(&self, path: Path<'_>, value: &Value, size: usize, least: u32, text: &str) -> Verdict {
        if size >= least as usize {
            return Ok(());
        }
        self.refuse_value(path, value, if least == 1 { "should be non-empty" } else { text })
    }

    fn at_most(&self, path: Path<'_>, value: &Value, size: usize, most: u32, text: &str) -> Verdict {
        if size <= most as usize {
            return Ok(());
        }
        self.refuse_value(path, value, if most == 0 { "is expected to be empty" } else { text })
    }
}

/// Rules about arrays.
impl Walk {
    fn array(&self, keyword: Keyword, value: &Value, path: Path<'_>) -> Verdict {
        let Some(items) = value.as_array() else { return Ok(()) };
        match keyword {
            Keyword::MinItems(least) => self.at_least(path, value, items.len(), least, "is too short"),
            Keyword::MaxItems(most) => self.at_most(path, value, items.len(), most, "is too long"),
            Keyword::UniqueItems if !are_unique(items) => self.refuse_value(path, value, "has non-unique elements"),
            _ => Ok(()),
        }
    }

    fn items(&self, schema: &Schema, items: &Schema, value: &mut Value, path: Path<'_>) -> Verdict {
        let Value::Array(values) = value else { return Ok(()) };
        let prefix = self.active(schema).map(|keyword| match keyword {
            Keyword::PrefixItems(schemas) => schemas.len(),
            _ => 0,
        });
        let prefix = prefix.max().unwrap_or(0);
        let mut rest = values.iter_mut().enumerate().skip(prefix);
        rest.try_for_each(|(at, value)| self.schema(items, value, path.then(Step::Index(at))))
    }

    fn prefix_items(&self, schemas: &[&Schema], value: &mut Value, path: Path<'_>) -> Verdict {
        let Value::Array(values) = value else { return Ok(()) };
        let mut pairs = values.iter_mut().zip(schemas).enumerate();
        pairs.try_for_each(|(at, (value, schema))| self.schema(schema, value, path.then(Step::Index(at))))
    }
}

/// Rules about objects.
impl Walk {
    fn size(&self, keyword: Keyword, value: &Value, path: Path<'_>) -> Verdict {
        let Some(object) = value.as_object() else { return Ok(()) };
        match keyword {
            Keyword::MinProperties(least) => {
                self.at_least(path, value, object.len(), least, "does not have enough properties")
            }
            Keyword::MaxProperties(most) => self.at_most(path, value, object.len(), most, "has too many properties"),
            _ => Ok(()),
        }
    }

    fn properties(&self, properties: &'static [Property], value: &mut Value, path: Path<'_>) -> Verdict {
        let Value::Object(object) = value else { return Ok(()) };
        let mut declared = properties.iter().filter(|property| property.range.contains(self.version));
        declared.try_for_each(|property| match object.get_mut(property.name) {
            Some(value) => self.schema(property.schema, value, path.then(Step::Key(property.name))),
            None => Ok(()),
        })
    }

    fn pattern_properties(
        &self,
        patterns: &'static [(&'static str, &'static Schema)],
        value: &mut Value,
        path: Path<'_>,
    ) -> Verdict {
        let Value::Object(object) = value else { return Ok(()) };
        for (regex, schema) in patterns {
            let pattern = pattern::compiled(regex);
            for (key, value) in object.iter_mut().filter(|(key, _)| pattern.is_match(key)) {
                self.schema(schema, value, path.then(Step::Key(key)))?;
            }
        }
        Ok(())
    }

    fn required(&self, required: &'static [Required], value: &Value, path: Path<'_>) -> Verdict {
        let Some(object) = value.as_object() else { return Ok(()) };
        let mut names = required.iter().filter(|key| key.range.contains(self.version)).map(|key| key.name);
        match names.find(|name| !object.contains_key(name)) {
            Some(name) => self.refuse(path, value, format_args!("{} is a required property", python_repr_str(name))),
            None => Ok(()),
        }
    }

    fn additional(&self, schema: &Schema, additional: Additional, value: &mut Value, path: Path<'_>) -> Verdict {
        let Value::Object(object) = value else { return Ok(()) };
        match additional {
            Additional::Allow => Ok(()),
            Additional::Refuse => self.refuse_additional(schema, value, path),
            Additional::Schema(rest) => {
                let mut extras = object.iter_mut().filter(|(key, _)| !self.is_declared(schema, key));
                extras.try_for_each(|(key, value)| self.schema(rest, value, path.then(Step::Key(key))))
            }
        }
    }

    fn refuse_additional(&self, schema: &Schema, value: &mut Value, path: Path<'_>) -> Verdict {
        let Value::Object(object) = value else { return Ok(()) };
        let extras = object.keys().filter(|key| !self.is_declared(schema, key)).count();
        if extras == 0 {
            return Ok(());
        }
        let patterns = self.patterns(schema);
        let removable = self.mode == Mode::Legacy && patterns.is_empty();
        if removable && extras < object.len() {
            object.retain(|key, _| self.is_declared(schema, key));
            return Ok(());
        }
        self.additional_error(schema, &patterns, value, path)
    }

    fn additional_error(&self, schema: &Schema, patterns: &[&str], value: &Value, path: Path<'_>) -> Verdict {
        let mut extras: Vec<&str> = value.as_object().map_or_else(Vec::new, |object| object.keys().collect());
        extras.retain(|key| !self.is_declared(schema, key));
        extras.sort_unstable();
        let one = extras.len() == 1;
        let names = joined(&extras, |out, name| write!(out, "{}", python_repr_str(name)));
        if patterns.is_empty() || self.mode == Mode::Legacy {
            let verb = if one { "was" } else { "were" };
            let message = format_args!("Additional properties are not allowed ({names} {verb} unexpected)");
            return self.refuse(path, value, message);
        }
        let verb = if one { "does" } else { "do" };
        let regexes = joined(patterns, |out, regex| write!(out, "{}", python_repr_str(regex)));
        self.refuse(path, value, format_args!("{names} {verb} not match any of the regexes: {regexes}"))
    }

    /// The patterns for keys, sorted as the sentence lists them.
    fn patterns(&self, schema: &Schema) -> Vec<&'static str> {
        let mut patterns = Vec::new();
        for keyword in self.active(schema) {
            if let Keyword::PatternProperties(pairs) = keyword {
                patterns.extend(pairs.iter().map(|(regex, _)| *regex));
            }
        }
        patterns.sort_unstable();
        patterns
    }

    /// Whether `Properties` or `PatternProperties` say something about `key`.
    fn is_declared(&self, schema: &Schema, key: &str) -> bool {
        self.active(schema).any(|keyword| match keyword {
            Keyword::Properties(properties) => {
                properties.iter().any(|property| property.name == key && property.range.contains(self.version))
            }
            Keyword::PatternProperties(pairs) => pairs.iter().any(|(regex, _)| pattern::compiled(regex).is_match(key)),
            _ => false,
        })
    }
}

/// The elements with `, ` between them.
fn joined<T>(items: &[T], write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result) -> impl Display {
    fmt::from_fn(move |out| {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.write_str(", ")?;
            }
            write(out, item)?;
        }
        Ok(())
    })
}

impl From<Literal> for Value {
    fn from(literal: Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(truth) => Self::Bool(truth),
            Literal::Int(number) => Self::Int(number),
            Literal::Float(number) => Self::Float(number),
            Literal::Str(text) => text.into(),
        }
    }
}

fn is_type(value: &Value, wanted: Type) -> bool {
    match value {
        Value::Null => wanted == Type::Null,
        Value::Bool(_) => wanted == Type::Boolean,
        Value::Int(_) | Value::BigInt(_) => matches!(wanted, Type::Integer | Type::Number),
        Value::Float(number) => wanted == Type::Number || wanted == Type::Integer && number.fract() == 0.0,
        Value::String(_) => wanted == Type::String,
        Value::Array(_) => wanted == Type::Array,
        Value::Object(_) => wanted == Type::Object,
    }
}

/// Whole and broken numbers of equal size are equal; a truth value is no number.
fn equals_literal(value: &Value, literal: Literal) -> bool {
    match (value, literal) {
        (Value::Null, Literal::Null) => true,
        (Value::Bool(one), Literal::Bool(other)) => *one == other,
        (Value::String(one), Literal::Str(other)) => one == other,
        (Value::Int(_) | Value::Float(_), Literal::Int(other)) => {
            compare(value, other as f64, other) == Some(Ordering::Equal)
        }
        (Value::Int(_) | Value::Float(_), Literal::Float(other)) => as_f64(value) == other,
        _ => false,
    }
}

/// The number that Nova compares with `minimum` and `maximum`: strings are read, fractions are cut off.
fn number_of(value: &Value) -> Option<Cow<'_, Value>> {
    match value {
        Value::Bool(truth) => Some(Cow::Owned(Value::Int(i64::from(*truth)))),
        Value::Int(_) | Value::BigInt(_) => Some(Cow::Borrowed(value)),
        Value::Float(number) if number.is_nan() => None,
        Value::Float(number) if number.is_infinite() => Some(Cow::Borrowed(value)),
        Value::Float(number) => integer_of(&format!("{:.0}", number.trunc())).map(Cow::Owned),
        Value::String(text) => number_in(text).map(Cow::Owned),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reads what `int()` takes, and else what `float()` takes.
///
/// Both allow white space around, a sign, and single underscores between digits.
fn number_in(text: &str) -> Option<Value> {
    let text = text.trim();
    integer_in(text).or_else(|| float_in(text).map(Value::Float))
}

fn float_in(text: &str) -> Option<f64> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let joins_digits = |at: usize| at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1));
    if !text.match_indices('_').all(|(at, _)| joins_digits(at)) {
        return None;
    }
    text.replace('_', "").parse().ok()
}

fn integer_in(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    integer_of(&format!("{sign}{}", digits.replace('_', "")))
}

fn integer_of(text: &str) -> Option<Value> {
    if let Ok(number) = text.parse() {
        return Some(Value::Int(number));
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let digits = digits.trim_start_matches('0');
    (!digits.is_empty()).then(|| Value::BigInt(format!("{sign}{digits}").into()))
}

/// How a number stands to a limit, which is given in both forms. `None` for NaN and what is no number.
fn compare(number: &Value, float: f64, limit: i64) -> Option<Ordering> {
    match number {
        Value::Int(number) => Some(number.cmp(&limit)),
        Value::BigInt(digits) if digits.starts_with('-') => Some(Ordering::Less),
        Value::BigInt(_) => Some(Ordering::Greater),
        Value::Float(number) => number.partial_cmp(&float),
        _ => None,
    }
}

fn as_f64(number: &Value) -> f64 {
    match number {
        Value::Int(number) => *number as f64,
        Value::BigInt(digits) => digits.parse().unwrap_or(f64::NAN),
        Value::Float(number) => *number,
        _ => f64::NAN,
    }
}

/// Whether no two elements are equal, in time proportional to their text.
fn are_unique(items: &[Value]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| seen.insert(canonical(item)))
}

/// A text that equal values share: keys sorted, `1.0` as `1`.
fn canonical(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Owned(format!("\"{text}")),
        Value::Float(number) if number.fract() == 0.0 => Cow::Owned(format!("{number:.0}")),
        Value::BigInt(digits) => Cow::Borrowed(digits),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| python_repr_str(&canonical(item)).to_string()).collect();
            Cow::Owned(format!("[{}", items.join(",")))
        }
        Value::Object(object) => Cow::Owned(canonical_object(object)),
        other => Cow::Owned(other.python_repr().to_string()),
    }
}

fn canonical_object(object: &Object) -> String {
    let mut pairs: Vec<_> = object
        .iter()
        .map(|(key, value)| format!("{}:{}", python_repr_str(key), python_repr_str(&canonical(value))))
        .collect();
    pairs.sort_unstable();
    format!("{{{}", pairs.join(","))
}
