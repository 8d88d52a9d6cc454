//! Whether Python's `re.compile` takes a text, without compiling it.
//!
//! Clients send regular expressions as filters; Nova refuses those that Python does not understand. The check is one
//! pass over the text; what Python would understand and the engine here would not (look-around, back references) passes.

/// Groups may nest this deep.
const DEPTH_MAX: usize = 100;

/// The largest count in `{m,n}` that is taken.
const REPEAT_MAX: u64 = 4_294_967_294;

/// Whether `text` is a regular expression for Python.
pub(super) fn is_valid(text: &str) -> bool {
    Checker { chars: text.chars().collect(), at: 0, groups: 0, names: Vec::new() }.whole().is_some()
}

struct Checker {
    chars: Vec<char>,
    at: usize,
    /// Groups with a number that were opened so far.
    groups: u64,
    names: Vec<String>,
}

/// What a repetition would apply to.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Nothing,
    Once,
    Repeated,
}

impl Checker {
    fn whole(mut self) -> Option<()> {
        let mut depth = 0;
        let mut item = Item::Nothing;
        while let Some(c) = self.next() {
            item = match c {
                '(' => {
                    depth += 1;
                    if depth > DEPTH_MAX {
                        return None;
                    }
                    match self.group()? {
                        Group::Opened => Item::Nothing,
                        Group::Whole => {
                            depth -= 1;
                            item
                        }
                        Group::Reference => {
                            depth -= 1;
                            Item::Once
                        }
                    }
                }
                ')' if depth == 0 => return None,
                ')' => {
                    depth -= 1;
                    Item::Once
                }
                '|' => Item::Nothing,
                '[' => self.class().map(|()| Item::Once)?,
                '\\' => {
                    let place = matches!(self.chars.get(self.at), Some('A' | 'b' | 'B' | 'Z'));
                    self.escape(false)?;
                    if place { Item::Nothing } else { Item::Once }
                }
                '*' | '+' | '?' => self.repeat(item)?,
                '{' => match self.counts()? {
                    true => self.repeat(item)?,
                    false => Item::Once,
                },
                '^' | '$' => Item::Nothing,
                _ => Item::Once,
            };
        }
        (depth == 0).then_some(())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += usize::from(c.is_some());
        c
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.chars[self.at..].iter().copied().take(text.len()).eq(text.chars());
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Takes the `?` or `+` that makes a repetition lazy or possessive.
    fn repeat(&mut self, item: Item) -> Option<Item> {
        if item != Item::Once {
            return None;
        }
        let _suffix = self.take("?") || self.take("+");
        Some(Item::Repeated)
    }

    /// Reads `m}`, `m,}`, `,n}` or `m,n}`. Anything else makes the brace a plain character: `Some(false)`.
    fn counts(&mut self) -> Option<bool> {
        let start = self.at;
        let least = self.digits();
        let comma = self.take(",");
        let most = if comma { self.digits() } else { least.clone() };
        if !self.take("}") || (least.is_empty() && !comma) {
            self.at = start;
            return Some(false);
        }
        let count = |digits: &str, default| if digits.is_empty() { Some(default) } else { digits.parse::<u64>().ok() };
        let (least, most) = (count(&least, 0)?, count(&most, REPEAT_MAX)?);
        (least <= most && most <= REPEAT_MAX).then_some(true)
    }

    fn digits(&mut self) -> String {
        let start = self.at;
        while self.chars.get(self.at).is_some_and(char::is_ascii_digit) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn group(&mut self) -> Option<Group> {
        if !self.take("?") {
            self.groups += 1;
            return Some(Group::Opened);
        }
        match self.next()? {
            ':' | '=' | '!' | '>' => Some(Group::Opened),
            '<' => matches!(self.next()?, '=' | '!').then_some(Group::Opened),
            '#' => self.until(')').map(|_| Group::Whole),
            'P' => self.named(),
            '(' => {
                let name = self.until(')')?;
                self.is_known(&name).then_some(Group::Opened)
            }
            c => self.flags(c),
        }
    }

    fn named(&mut self) -> Option<Group> {
        match self.next()? {
            '<' => {
                let name = self.until('>')?;
                if !is_identifier(&name) || self.names.contains(&name) {
                    return None;
                }
                self.groups += 1;
                self.names.push(name);
                Some(Group::Opened)
            }
            '=' => {
                let name = self.until(')')?;
                self.names.contains(&name).then_some(Group::Reference)
            }
            _ => None,
        }
    }

    /// Reads `aiLmsux` flags. Flags for the whole expression stand at its front only.
    fn flags(&mut self, first: char) -> Option<Group> {
        let at_front = self.at == 3;
        let mut removing = false;
        let mut c = first;
        loop {
            match c {
                'i' | 'm' | 's' | 'x' => {}
                'a' | 'u' if !removing => {}
                '-' if !removing => removing = true,
                ':' => return Some(Group::Opened),
                ')' if !removing && at_front => return Some(Group::Whole),
                _ => return None,
            }
            c = self.next()?;
        }
    }

    fn until(&mut self, end: char) -> Option<String> {
        let length = self.chars[self.at..].iter().position(|&c| c == end)?;
        let text = self.chars[self.at..self.at + length].iter().collect();
        self.at += length + 1;
        Some(text)
    }

    fn is_known(&self, name: &str) -> bool {
        name.parse::<u64>().is_ok_and(|number| (1..=self.groups).contains(&number))
            || self.names.iter().any(|n| n == name)
    }

    /// Reads a class up to its bracket; the first character of it may be a bracket.
    fn class(&mut self) -> Option<()> {
        let _negated = self.take("^");
        let mut first = true;
        loop {
            let low = match self.next()? {
                ']' if !first => return Some(()),
                '\\' => self.escape(true)?,
                c => Some(c),
            };
            first = false;
            if self.chars.get(self.at) == Some(&'-') && self.chars.get(self.at + 1) != Some(&']') {
                self.at += 1;
                let high = match self.next()? {
                    '\\' => self.escape(true)?,
                    c => Some(c),
                };
                if low? > high? {
                    return None;
                }
            }
        }
    }

    /// Reads what follows a backslash. Returns the character it stands for, or `Some(None)` for a class of many.
    fn escape(&mut self, in_class: bool) -> Option<Option<char>> {
        let c = self.next()?;
        Some(match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => None,
            'a' => Some('\u{7}'),
            'b' if in_class => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\u{b}'),
            'A' | 'b' | 'B' | 'Z' if !in_class => None,
            'x' => Some(self.code(2)?),
            'u' => Some(self.code(4)?),
            'U' => Some(self.code(8)?),
            '0' => Some('\0'),
            '1'..='9' if !in_class => return self.reference(c),
            c if c.is_ascii_alphanumeric() => return None,
            c => Some(c),
        })
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let text: String = self.chars.get(self.at..self.at + digits)?.iter().collect();
        self.at += digits;
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let code = u32::from_str_radix(&text, 16).ok()?;
        // Half a surrogate pair is a character to Python.
        if code > 0x10_ffff { None } else { Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)) }
    }

    /// A group that was opened before, or three octal digits.
    fn reference(&mut self, first: char) -> Option<Option<char>> {
        let mut digits = first.to_string();
        while digits.len() < 3
            && let Some(&c) = self.chars.get(self.at)
            && c.is_ascii_digit()
        {
            digits.push(c);
            self.at += 1;
        }
        let octal = digits.len() == 3 && digits.bytes().all(|byte| byte < b'8');
        if octal {
            return u32::from_str_radix(&digits, 8)
                .ok()
                .filter(|&code| code <= 0o377)
                .and_then(char::from_u32)
                .map(Some);
        }
        if digits.len() == 3 {
            digits.pop();
            self.at -= 1;
        }
        digits.parse::<u64>().is_ok_and(|number| number <= self.groups).then_some(None)
    }
}

enum Group {
    /// Its end is still to come.
    Opened,
    /// A comment or flags, finished and matching nothing.
    Whole,
    /// A named back reference, finished.
    Reference,
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_takes_these() {
        let table = [
            "",
            "a",
            "a|",
            "()",
            "(a)(b)\\2",
            "[]a]",
            "[^]]",
            "[a-z-]",
            "[\\d-]",
            "a{",
            "a{x}",
            "a{2}",
            "a{,3}",
            "a{2,}?",
            "{2",
            "a*?",
            "a++",
            "(?:a)*",
            "(?=a)",
            "(?<!a)b",
            "(?P<n>a)(?P=n)",
            "(?i)a",
            "(?i:a)",
            "(?#c)a",
            "\\.",
            "\\x41",
            "\\u00e9",
            "\\0",
            "\\101",
            "$",
            "a$",
            "[[]",
            "^a",
            "\u{e9}",
            "\\-",
            "(a)(?(1)b|c)",
            "x{0,1}",
        ];
        for text in table {
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn python_refuses_these() {
        let table = [
            "(",
            ")",
            "[",
            "[]",
            "[^]",
            "*",
            "+a",
            "a|*",
            "(*)",
            "a**",
            "a{2}{3}",
            "a{3,2}",
            "[z-a]",
            "[a-\\d]",
            "\\",
            "\\q",
            "\\1",
            "(?P<1>a)",
            "(?P=n)",
            "(?<a)",
            "(?z)",
            "a(?i)",
            "(?",
            "\\x4",
            "(?P<n>a)(?P<n>b)",
            "^*",
            "a$*",
            "\\b+",
            "{2}",
            "(a",
            "[a",
        ];
        for text in table {
            assert!(!is_valid(text), "{text}");
        }
    }
}
