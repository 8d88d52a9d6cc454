//! Reads check strings: `role:admin or (role:reader and project_id:%(project_id)s)`.
//!
//! `and` binds closer than `or`, `not` closest; their case does not count. Parentheses count at the ends of a word only,
//! because words hold some themselves. oslo.policy takes what it cannot read for "nobody"; here it is an error, so that
//! neither an open nor a shut door comes from a typing error.

use super::check::{Check, Field, Piece, Template};
use super::file::Written;

/// How deep parentheses and `not` may be nested.
pub const CHECK_DEPTH_MAX: usize = 32;

pub(super) type Named = Check<Box<str>>;

/// Reads a rule as a file writes it: a check string, or the older list of lists.
pub(super) fn parse_written(written: &Written) -> Result<Named, String> {
    match written {
        Written::Text(text) => parse(text),
        Written::Lists(lists) if lists.is_empty() => Ok(Check::Allow),
        Written::Lists(lists) => {
            let both = |words: &Vec<String>| {
                let checks = words.iter().map(|word| single(word)).collect::<Result<Vec<_>, _>>()?;
                Ok(one_or(checks, Check::All))
            };
            // An empty inner list says nothing; a list of nothing else lets nobody pass.
            let any = lists.iter().filter(|words| !words.is_empty()).map(both).collect::<Result<Vec<_>, String>>()?;
            Ok(if any.is_empty() { Check::Deny } else { one_or(any, Check::Any) })
        }
    }
}

/// Reads a check string; the empty one lets everybody pass.
pub(super) fn parse(text: &str) -> Result<Named, String> {
    if text.trim().is_empty() {
        return Ok(Check::Allow);
    }
    let mut tokens = Tokens { tokens: tokens(text)?, at: 0, depth: 0 };
    let check = tokens.any()?;
    match tokens.peek() {
        None => Ok(check),
        Some(token) => Err(format!("`{}` stands where `and`, `or` or the end is expected", token.text())),
    }
}

enum Token<'a> {
    Open,
    Close,
    And,
    Or,
    Not,
    Word(&'a str),
}

impl Token<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Word(word) => word,
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    for word in text.split_whitespace() {
        let rest = word.trim_start_matches('(');
        tokens.extend((0..word.len() - rest.len()).map(|_| Token::Open));
        let middle = rest.trim_end_matches(')');
        if !middle.is_empty() {
            tokens.push(token(middle));
        }
        tokens.extend((0..rest.len() - middle.len()).map(|_| Token::Close));
    }
    Ok(tokens)
}

fn token(word: &str) -> Token<'_> {
    match word {
        _ if word.eq_ignore_ascii_case("and") => Token::And,
        _ if word.eq_ignore_ascii_case("or") => Token::Or,
        _ if word.eq_ignore_ascii_case("not") => Token::Not,
        _ => Token::Word(word),
    }
}

struct Tokens<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
}

impl<'a> Tokens<'a> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    fn any(&mut self) -> Result<Named, String> {
        let mut checks = vec![self.all()?];
        while let Some(Token::Or) = self.peek() {
            self.at += 1;
            checks.push(self.all()?);
        }
        Ok(one_or(checks, Check::Any))
    }

    fn all(&mut self) -> Result<Named, String> {
        let mut checks = vec![self.one()?];
        while let Some(Token::And) = self.peek() {
            self.at += 1;
            checks.push(self.one()?);
        }
        Ok(one_or(checks, Check::All))
    }

    fn one(&mut self) -> Result<Named, String> {
        if self.depth == CHECK_DEPTH_MAX {
            return Err(format!("is nested deeper than {CHECK_DEPTH_MAX}"));
        }
        let at = self.at;
        self.at += 1;
        match self.tokens.get(at) {
            Some(Token::Word(word)) => single(word),
            Some(Token::Not) => {
                self.depth += 1;
                let check = self.one()?;
                self.depth -= 1;
                Ok(Check::Not(Box::new(check)))
            }
            Some(Token::Open) => {
                self.depth += 1;
                let check = self.any()?;
                self.depth -= 1;
                if !matches!(self.peek(), Some(Token::Close)) {
                    return Err("has a `(` that is not closed".to_owned());
                }
                self.at += 1;
                Ok(check)
            }
            Some(token) => Err(format!("`{}` stands where a check is expected", token.text())),
            None => Err("ends where a check is expected".to_owned()),
        }
    }
}

fn one_or(mut checks: Vec<Named>, many: fn(Vec<Named>) -> Named) -> Named {
    if checks.len() == 1 { checks.remove(0) } else { many(checks) }
}

/// Reads one check without blanks: `@`, `!` or `kind:match`.
fn single(word: &str) -> Result<Named, String> {
    match word {
        "@" => return Ok(Check::Allow),
        "!" => return Ok(Check::Deny),
        _ => {}
    }
    let Some((kind, text)) = word.split_once(':') else {
        return Err(format!("`{word}` is no check; a check is @, ! or written kind:match, such as role:admin"));
    };
    match kind {
        "" => Err(format!("`{word}` has nothing before its colon")),
        "rule" if text.is_empty() => Err("`rule:` names no rule".to_owned()),
        "rule" => Ok(Check::Rule(text.into())),
        "role" => Ok(Check::Role(template(text)?)),
        "http" | "https" => Err(format!(
            "`{word}` asks another service, which is not supported; write the check in role:, rule: or project_id: terms"
        )),
        _ => match literal(kind) {
            Some(text_of_kind) => Ok(Check::Literal(text_of_kind.into(), template(text)?)),
            None => Ok(Check::Credential(Field::named(kind), template(text)?)),
        },
    }
}

/// The text of a Python literal, if that is what stands on the left.
fn literal(kind: &str) -> Option<&str> {
    for quote in ['\'', '"'] {
        if let Some(inner) = kind.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return Some(inner);
        }
    }
    let number = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_digit());
    (number || matches!(kind, "True" | "False" | "None")).then_some(kind)
}

fn template(text: &str) -> Result<Template, String> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        plain.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('%') {
            plain.push('%');
            rest = after;
            continue;
        }
        let Some((name, after)) = after.strip_prefix('(').and_then(|after| after.split_once(")s")) else {
            return Err(format!("`{text}` has a `%` that starts no %(name)s; write %% for a percent sign"));
        };
        if name.is_empty() || name.contains(['(', ')', '%']) {
            return Err(format!("`{text}` has a %(name)s without a good name"));
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
        }
        pieces.push(Piece::Target(name.into()));
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain.into()));
    }
    Ok(Template(pieces))
}

#[cfg(test)]
mod tests {
    use super::super::check::{Credentials, Target};
    use super::*;

    fn passes(check: &str) -> bool {
        let roles = ["Reader".to_owned(), "member".to_owned()];
        let credentials = Credentials {
            user_id: Some("u"),
            project_id: Some("p"),
            roles: &roles,
            is_admin: true,
            attributes: &[("token.is_domain", "False")],
            ..Credentials::default()
        };
        let target = Target {
            project_id: Some("p"),
            user_id: Some("other"),
            attributes: &[("server.host", "h"), ("role", "MEMBER"), ("enabled", "True")],
        };
        let check = parse(check).unwrap_or_else(|error| panic!("{check}: {error}"));
        check.renamed(&mut |_| None).passes(&[], &credentials, &target)
    }

    #[test]
    fn checks_that_pass_and_checks_that_do_not() {
        let yes = [
            "",
            "  ",
            "@",
            "not !",
            "role:reader",
            "role:READER",
            "role:%(role)s",
            "project_id:%(project_id)s",
            "is_admin:True",
            "roles:member",
            "'h':%(server.host)s",
            "\"h\":%(server.host)s",
            "True:%(enabled)s",
            "token.is_domain:False",
            "1:1",
            "project_id:%%(x)s or @",
            "x-h:y or 'x-h-y':x-%(server.host)s-y",
            "! and ! or @",
            "@ or @ and !",
            "(@ or @) AND @",
            "not ! and @",
            "not (! or !)",
            "not not @",
            "((@))",
            "(role:reader and project_id:%(project_id)s) or !",
            "( @ )",
        ];
        let no = [
            "!",
            "not @",
            "role:admin",
            "role:reade",
            "role:readers",
            "user_id:%(user_id)s",
            "is_admin:true",
            "roles:reader",
            "is_admin:False",
            "'h':%(host)s",
            "project_id:%(missing)s",
            "domain_id:%(project_id)s",
            "(@ or @) and !",
            "not ! and !",
            "rule:missing",
            "system_scope:all",
            "token.other:x",
            "'H':%(server.host)s",
            "not (@ or !)",
        ];
        for check in yes {
            assert!(passes(check), "{check}");
        }
        for check in no {
            assert!(!passes(check), "{check}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let deep = "(".repeat(CHECK_DEPTH_MAX + 1);
        let cases = [
            ("admin", "`admin` is no check"),
            ("role:a and", "ends where a check is expected"),
            ("or role:a", "`or` stands where a check"),
            ("role:a role:b", "`role:b` stands where `and`"),
            ("(role:a", "not closed"),
            ("role:a)", "`)` stands where"),
            ("()", "`)` stands where a check"),
            ("http://x/y", "not supported"),
            ("https:x", "not supported"),
            (":x", "nothing before its colon"),
            ("rule:", "names no rule"),
            ("project_id:%(project_id)", "starts no %(name)s"),
            ("project_id:%()s", "without a good name"),
            ("'quoted'", "is no check"),
            (&deep, "nested deeper than 32"),
        ];
        for (check, message) in cases {
            let error = parse(check).unwrap_err();
            assert!(error.contains(message), "{check}: {error}");
        }
    }

    #[test]
    fn lists_are_or_outside_and_and_inside() {
        let lists = |lists: &[&[&str]]| {
            let words = |words: &&[&str]| words.iter().map(|word| (*word).to_owned()).collect();
            parse_written(&Written::Lists(lists.iter().map(words).collect())).unwrap()
        };
        assert_eq!(lists(&[&["role:a"], &["role:b", "role:c"]]), parse("role:a or role:b and role:c").unwrap());
        assert_eq!(lists(&[]), Check::Allow);
        assert_eq!(lists(&[&[]]), Check::Deny);
        assert_eq!(lists(&[&[], &["@"]]), Check::Allow);
    }
}
