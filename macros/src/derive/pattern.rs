//! Whether a pattern is one that the runtime's engine takes: what Python's `re` and a matcher in linear time have in common.
//!
//! The engine itself is the runtime's; a pattern that it does not take would be a panic at the first request.

use std::iter::Peekable;
use std::str::Chars;

/// How often a part may be repeated by count: the engine writes it out that often.
const COUNT_MAX: u32 = 1000;
/// How deep groups may nest, which the engine limits too.
const DEPTH_MAX: u32 = 32;

/// What is wrong with the pattern, and what to write, as the end of a sentence that begins with it.
pub(super) fn problem(pattern: &str) -> Option<String> {
    let pattern = without_lookarounds(pattern);
    let mut reader = Reader { characters: pattern.chars().peekable(), depth: 0 };
    reader.alternatives().err()
}

/// The runtime tests these two apart from the rest: `^(?!x)` at the front and `(?<!x)$` at the end.
fn without_lookarounds(pattern: &str) -> String {
    let plain = |inner: &str| !inner.contains(['(', ')', '|']);
    let front = pattern.strip_prefix("^(?!").and_then(|rest| rest.split_once(')'));
    let pattern = match front.filter(|(inner, _)| plain(inner)) {
        Some((inner, rest)) => format!("{inner}{rest}"),
        None => pattern.to_owned(),
    };
    let end = pattern.strip_suffix(")$").and_then(|rest| rest.rsplit_once("(?<!"));
    match end.filter(|(_, inner)| plain(inner)) {
        Some((rest, inner)) => format!("{rest}$|{inner}"),
        None => pattern,
    }
}

struct Reader<'p> {
    characters: Peekable<Chars<'p>>,
    depth: u32,
}

type Read = Result<(), String>;

impl Reader<'_> {
    fn alternatives(&mut self) -> Read {
        let mut repeatable = false;
        while let Some(character) = self.characters.next() {
            repeatable =
                match character {
                    '(' => {
                        self.group()?;
                        true
                    }
                    ')' if self.depth > 0 => {
                        self.depth -= 1;
                        return Ok(());
                    }
                    ')' => return Err(
                        "has a `)` without its `(`; expected a regular expression, so write `\\)` for the character"
                            .to_owned(),
                    ),
                    '[' => {
                        self.class()?;
                        true
                    }
                    '*' | '+' | '?' | '{' => {
                        self.repetition(character, repeatable)?;
                        false
                    }
                    '\\' => self.escape(false)? != Escape::Place,
                    '^' | '$' | '|' => false,
                    _ => true,
                };
        }
        if self.depth > 0 {
            return Err(
                "has a `(` without its `)`; expected a regular expression, so write `\\(` for the character".to_owned()
            );
        }
        Ok(())
    }

    fn group(&mut self) -> Read {
        if self.characters.next_if_eq(&'?').is_some() && self.characters.next_if_eq(&':').is_none() {
            return Err("has a group `(?…`, which is matched in no linear time or means nothing here; expected `(…)` or `(?:…)`, \
                        or one `^(?!x)` at its front and one `(?<!x)$` at its end"
                .to_owned());
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("nests groups more than {DEPTH_MAX} deep; expected fewer"));
        }
        self.alternatives()
    }

    fn repetition(&mut self, sign: char, repeatable: bool) -> Read {
        if !repeatable {
            return Err(format!(
                "has a `{sign}` with nothing to repeat; expected it behind one character, class or group, so write `\\{sign}` for the character"
            ));
        }
        if sign == '{' {
            self.count()?;
        }
        self.characters.next_if_eq(&'?');
        Ok(())
    }

    /// `3}`, `3,}` or `3,5}`
    fn count(&mut self) -> Read {
        let mut text = String::new();
        while let Some(character) = self.characters.next_if(|character| *character != '}') {
            text.push(character);
        }
        let closed = self.characters.next().is_some();
        let end = if closed { "}" } else { "" };
        let (least, most) = text.split_once(',').unwrap_or((&text, &text));
        let number =
            |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let bounds = (number(least), if most.is_empty() { number(least) } else { number(most) });
        match bounds {
            (Some(least), Some(most)) if closed && least <= most && most <= COUNT_MAX => Ok(()),
            (Some(least), Some(most)) if closed && least <= most => {
                Err(format!("repeats up to {most} times; expected at most {COUNT_MAX}, and `max_length` for more"))
            }
            _ => Err(format!(
                "has `{{{text}{end}` where a count would stand; expected `{{2}}`, `{{2,}}` or `{{2,5}}`, so write `\\{{` for the character"
            )),
        }
    }

    fn class(&mut self) -> Read {
        self.characters.next_if_eq(&'^');
        let mut first = true;
        // The character that a range may begin with.
        let mut low = None;
        loop {
            let Some(character) = self.characters.next() else {
                return Err(
                    "has a `[` without its `]`; expected a regular expression, so write `\\[` for the character"
                        .to_owned(),
                );
            };
            if character == ']' && !first {
                return Ok(());
            }
            if ['&', '-', '~'].contains(&character) && self.characters.peek() == Some(&character) {
                return Err(format!(
                    "has `{character}{character}` in a class, which other engines read as an operator; expected one of them, or `\\{character}`"
                ));
            }
            let ends_class = self.characters.peek() == Some(&']');
            if character == '-'
                && !first
                && !ends_class
                && let Some(low) = low.take()
            {
                let high = self.characters.next().unwrap_or(']');
                let high = if high == '\\' { self.escape(true)?.character() } else { Some(high) };
                match high {
                    Some(high) if low <= high => {}
                    Some(high) => {
                        return Err(format!(
                            "has the range `{low}-{high}`, which is empty; expected its lower end first"
                        ));
                    }
                    None => {
                        return Err(
                            "has a range that ends in a class; expected a character, so write `\\-` for the dash"
                                .to_owned(),
                        );
                    }
                }
                continue;
            }
            low = if character == '\\' { self.escape(true)?.character() } else { Some(character) };
            first = false;
        }
    }

    fn escape(&mut self, in_class: bool) -> Result<Escape, String> {
        let Some(character) = self.characters.next() else {
            return Err(
                "has a `\\` at its end; expected a regular expression, so write `\\\\` for the character".to_owned()
            );
        };
        Ok(match character {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => Escape::Class,
            'A' | 'Z' | 'b' | 'B' if !in_class => Escape::Place,
            'n' => Escape::Character('\n'),
            'r' => Escape::Character('\r'),
            't' => Escape::Character('\t'),
            'f' => Escape::Character('\x0c'),
            'v' => Escape::Character('\x0b'),
            'a' => Escape::Character('\x07'),
            'x' => Escape::Character(self.code(2)?),
            'u' => Escape::Character(self.code(4)?),
            '<' | '>' => {
                return Err(format!(
                    "has the escape `\\{character}`; expected `{character}` alone, which means itself"
                ));
            }
            other if other.is_ascii_punctuation() => Escape::Character(other),
            '1'..='9' => {
                return Err(
                    "refers back to a group, which is matched in no linear time; expected it written out".to_owned()
                );
            }
            other => {
                return Err(format!(
                    "has the escape `\\{other}`, which means nothing here; expected one of Python's that stand for a character or a class"
                ));
            }
        })
    }

    fn code(&mut self, digits: usize) -> Result<char, String> {
        let text: String = (0..digits).filter_map(|_| self.characters.next_if(char::is_ascii_hexdigit)).collect();
        let code = u32::from_str_radix(&text, 16).ok().filter(|_| text.len() == digits);
        code.and_then(char::from_u32).ok_or_else(|| {
            format!("has an escape by number that is none; expected {digits} hexadecimal digits that name a character")
        })
    }
}

/// What an escape stands for.
#[derive(PartialEq, Eq)]
enum Escape {
    Character(char),
    /// Several characters.
    Class,
    /// A place between two characters.
    Place,
}

impl Escape {
    fn character(self) -> Option<char> {
        match self {
            Self::Character(character) => Some(character),
            Self::Class | Self::Place => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_nova_pass() {
        for pattern in [
            "",
            "^[^,/]*$",
            r"\(",
            "[(]",
            "[]a]",
            "[^]]",
            "(a(b))",
            r"[\]]",
            "^[a-zA-Z0-9-_:. ]{1,255}$",
            "^(?! )[a-zA-Z0-9. _-]+(?<! )$",
            "(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$",
            r"^\w+(?:\.\w+){2,}?\Z",
            "^$|^[$]$",
            r"[\d.-]|[a-]|\x41",
        ] {
            assert_eq!(problem(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (pattern, part) in [
            ("[a", "a `[` without"),
            ("(a", "a `(` without"),
            ("((a)", "a `(` without"),
            ("a)", "a `)` without"),
            (r"a\", "at its end"),
            ("*a", "nothing to repeat"),
            ("a**", "nothing to repeat"),
            ("^*", "nothing to repeat"),
            ("(|+)", "nothing to repeat"),
            ("a{2,1}", "`{2,1}`"),
            ("a{,2}", "`{,2}`"),
            ("a{x}", "`{x}`"),
            ("a{2", "`{2`"),
            ("a{1,1001}", "at most 1000"),
            ("[z-a]", "empty"),
            (r"[a-\d]", "ends in a class"),
            ("[a&&b]", "`&&`"),
            ("(?=a)", "`(?…`"),
            ("(?P<n>a)", "`(?…`"),
            ("a(?<!b)c", "`(?…`"),
            (r"(a)\1", "refers back"),
            (r"\q", "`\\q`"),
            (r"[\b]", "`\\b`"),
            (r"\<", "`\\<`"),
            (r"\x4", "2 hexadecimal"),
            (r"\ud800", "4 hexadecimal"),
        ] {
            assert!(
                problem(pattern).is_some_and(|problem| problem.contains(part)),
                "{pattern}: {:?}",
                problem(pattern)
            );
        }
        assert!(problem(&"(".repeat(100)).is_some_and(|problem| problem.contains("deep")));
    }

    /// The engine is the judge: what passes here compiles there.
    #[test]
    fn the_engine_takes_what_passes() {
        const PARTS: [&str; 34] = [
            "a", "b", "-", "^", "$", ".", "*", "+", "?", "{", "}", "{2}", "{2,}", "{1,3}", "(", "(?:", ")", "|", "[",
            "[^", "]", "\\", "\\d", "\\W", "\\b", "\\n", "\\x41", "\\-", "\\]", "\\.", "&", "~", ",", "é",
        ];
        // A generator of this kind needs no more to be good than to reach every part.
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).expect("below a usize")
        };
        let mut passed = 0;
        for _ in 0..20_000 {
            let pattern: String = (0..1 + next(8)).map(|_| PARTS[next(PARTS.len())]).collect();
            // The runtime escapes a bracket within a class before the engine sees it.
            if problem(&pattern).is_none() && pattern.matches('[').count() <= 1 {
                passed += 1;
                assert!(regex_lite::Regex::new(&pattern).is_ok(), "{pattern}: {:?}", regex_lite::Regex::new(&pattern));
            }
        }
        assert!(passed > 1_000, "only {passed} patterns passed");
    }
}
