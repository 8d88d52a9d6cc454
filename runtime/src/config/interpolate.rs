//! Replaces `$name`, `${name}`, `$group.name` and `${group.name}` in a value; `$$` and `\$` stand for one dollar sign.
//!
//! A name that is nobody's option stays as it is written, dollar sign and all, because oslo.config leaves it so and passwords
//! hold dollar signs. Where values come from is not known here.

/// What a name stands for.
pub(super) enum Meaning {
    /// The option's text.
    Text(String),
    /// No option has that name.
    Nothing,
}

/// The text with every name replaced by what `meaning` says.
///
/// # Errors
///
/// The first error of `meaning`.
pub(super) fn interpolate(
    text: &str,
    mut meaning: impl FnMut(&str) -> Result<Meaning, String>,
) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        let after = &from[1..];
        if let Some(before) = before.strip_suffix('\\') {
            out.push_str(before);
            out.push('$');
            rest = after;
            continue;
        }
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let Some((name, length)) = reference(after) else {
            out.push('$');
            rest = after;
            continue;
        };
        match meaning(name)? {
            Meaning::Text(text) => out.push_str(&text),
            Meaning::Nothing => out.push_str(&from[..=length]),
        }
        rest = &after[length..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The name after a dollar sign, and how many bytes it takes with its braces.
fn reference(after: &str) -> Option<(&str, usize)> {
    if let Some(braced) = after.strip_prefix('{') {
        let length = name_length(braced);
        let closed = length > 0 && braced[length..].starts_with('}');
        return closed.then(|| (&braced[..length], length + 2));
    }
    let length = name_length(after);
    (length > 0).then(|| (&after[..length], length))
}

fn name_length(text: &str) -> usize {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    if starts { text.bytes().take_while(|byte| part(*byte)).count() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        let cases = [
            ("plain", "plain"),
            ("$my_ip", "10.0.0.1"),
            ("http://$my_ip:80", "http://10.0.0.1:80"),
            ("${my_ip}x", "10.0.0.1x"),
            ("$api.limit/", "5/"),
            ("${api.limit}.", "5."),
            ("$$my_ip", "$my_ip"),
            (r"a\$my_ip", "a$my_ip"),
            ("pa$word $", "pa$word $"),
            ("${word} ${my_ip ${} $1", "${word} ${my_ip ${} $1"),
            ("$my_ip$my_ip", "10.0.0.110.0.0.1"),
            ("é$my_ip", "é10.0.0.1"),
        ];
        for (text, wanted) in cases {
            let got = interpolate(text, |name| {
                Ok(match name {
                    "my_ip" => Meaning::Text("10.0.0.1".to_owned()),
                    "api.limit" => Meaning::Text("5".to_owned()),
                    _ => Meaning::Nothing,
                })
            });
            assert_eq!(got.as_deref(), Ok(wanted), "{text}");
        }
        let failed = interpolate("$x", |_| Err("a loop".to_owned()));
        assert_eq!(failed, Err("a loop".to_owned()));
    }
}
