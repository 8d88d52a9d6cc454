//! How the domain's values are kept in columns.
//!
//! Names and numbers stay what they are. A list is one entry a line, labels are `key TAB value` a line, with
//! backslash escapes, so that the file can be read with any SQLite shell.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::compute::clock::Timestamp;
use crate::compute::server::{FlavorCopy, Labels, Names, ServerFault};
use crate::compute::server_state::{PowerState, TaskState, VmState};

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

impl ToSql for PowerState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(*self as i64))
    }
}

impl FromSql for PowerState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self::from_number)
    }
}

macro_rules! by_name {
    ($($state:ty),+) => {$(
        impl ToSql for $state {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.name()))
            }
        }

        impl FromSql for $state {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::from_name(value.as_str()?).ok_or(FromSqlError::InvalidType)
            }
        }
    )+};
}
by_name!(VmState, TaskState);

/// A list of texts in one column.
pub(super) fn join_list<'t>(items: impl IntoIterator<Item = &'t str>) -> String {
    items.into_iter().map(escape).collect::<Vec<_>>().join("\n")
}

pub(super) fn split_list(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split('\n').map(unescape).collect() }
}

pub(super) fn join_labels(labels: &Labels) -> String {
    labels.iter().map(|(k, v)| format!("{}\t{}", escape(k), escape(v))).collect::<Vec<_>>().join("\n")
}

pub(super) fn split_labels(text: &str) -> Labels {
    let line = |line: &str| line.split_once('\t').map(|(k, v)| (unescape(k), unescape(v)));
    text.split('\n').filter_map(line).collect()
}

fn escape(text: &str) -> String {
    // An empty entry must not vanish from a list.
    if text.is_empty() {
        return "\\e".into();
    }
    if !text.contains(['\\', '\n', '\t']) {
        return text.to_owned();
    }
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")
}

fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut chars = text.chars();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('e') | None => {}
                Some(other) => out.push(other),
            },
            (c, false) => out.push(c),
        }
    }
    out
}

impl ToSql for Names {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(join_list(self.iter().map(String::as_str))))
    }
}

impl FromSql for Names {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(|text| Self(split_list(text)))
    }
}

impl ToSql for Labels {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(join_labels(self)))
    }
}

impl FromSql for Labels {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(split_labels)
    }
}

impl ToSql for FlavorCopy {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let sizes = [self.number, self.ram, self.vcpus, self.disk, self.ephemeral, self.swap].map(|n| n.to_string());
        let rxtx = self.rxtx_factor.to_string();
        let specs = join_labels(&self.extra_specs);
        let parts = [&self.id, &self.name].into_iter().chain(&sizes).chain([&rxtx, &specs]);
        Ok(ToSqlOutput::from(join_list(parts.map(String::as_str))))
    }
}

impl FromSql for FlavorCopy {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let mut parts = value.as_str()?.split('\n');
        let mut part = || parts.next().ok_or(FromSqlError::InvalidType);
        let size = |text: &str| text.parse().map_err(|_| FromSqlError::InvalidType);
        let flavor = Self {
            id: unescape(part()?),
            name: unescape(part()?),
            number: size(part()?)?,
            ram: size(part()?)?,
            vcpus: size(part()?)?,
            disk: size(part()?)?,
            ephemeral: size(part()?)?,
            swap: size(part()?)?,
            rxtx_factor: part()?.parse().map_err(|_| FromSqlError::InvalidType)?,
            extra_specs: split_labels(&unescape(part()?)),
        };
        if part().is_ok() { Err(FromSqlError::InvalidType) } else { Ok(flavor) }
    }
}

impl ToSql for ServerFault {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let (code, at) = (self.code.to_string(), self.created_at.0.to_string());
        Ok(ToSqlOutput::from(join_list([code.as_str(), &self.message, &self.details, &at])))
    }
}

impl FromSql for ServerFault {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let parts = split_list(value.as_str()?);
        let [code, message, details, at] = parts.as_slice() else { return Err(FromSqlError::InvalidType) };
        let number = |text: &String| text.parse().map_err(|_| FromSqlError::InvalidType);
        let created_at = Timestamp(number(at)?);
        Ok(Self { code: number(code)?, message: message.clone(), details: details.clone(), created_at })
    }
}

#[cfg(test)]
mod tests {
    use super::{FlavorCopy, FromSql, Labels, ToSql, join_labels, join_list, split_labels, split_list};

    #[test]
    fn any_text_survives_a_list_and_a_map() {
        let odd = ["", "a\nb", "tab\there", "back\\slash\\n", "é=\u{1f}"].map(String::from).to_vec();
        assert_eq!(split_list(&join_list(odd.iter().map(String::as_str))), odd);
        assert_eq!(split_list(""), Vec::<String>::new());
        let labels: Labels = odd.iter().map(|o| (o.as_str(), o.as_str())).collect();
        assert_eq!(split_labels(&join_labels(&labels)), labels);
    }

    #[test]
    fn a_flavor_with_extra_specs_comes_back() {
        let flavor = FlavorCopy {
            id: "1".into(),
            ram: 512,
            rxtx_factor: 1.5,
            extra_specs: [("hw:a", "x\ny"), ("b", "")].into_iter().collect(),
            ..FlavorCopy::default()
        };
        let value = super::super::record::owned(&flavor).expect("a flavor is text");
        assert_eq!(FlavorCopy::column_result((&value).into()).expect("and text is a flavor"), flavor);
        assert!(flavor.to_sql().is_ok());
    }
}
