//! What a regular expression cannot match without: literal text, by which an index finds what may match.
//!
//! The expression itself is tried on whatever was found so. Nothing is said of one with alternatives, groups or flags in it,
//! because they can make any part of it needless.

/// Most digits of a number in an IPv4 address.
const DIGITS_MAX: usize = 3;

/// The longest text that whatever matches has in it; may be empty.
pub(super) fn literal(pattern: &str) -> String {
    literals(pattern).into_iter().max_by_key(|text| text.chars().count()).unwrap_or_default()
}

/// What an IPv4 address that matches can begin with; none where that is unknown.
pub(super) fn beginnings_of_ipv4(pattern: &str) -> Vec<String> {
    let anchored = pattern.strip_prefix('^');
    let Some([first, rest @ ..]) = numbers(anchored.unwrap_or(pattern)) else { return beginning(pattern) };
    // Without an anchor more digits may stand before the first one.
    let ends = |number: &u8| {
        let text = number.to_string();
        if anchored.is_some() { text == first } else { text.ends_with(&first) }
    };
    (0..=u8::MAX).filter(ends).map(|number| format!("{number}.{}", rest.join("."))).collect()
}

/// What an IPv6 address that matches begins with; none where that is unknown.
pub(super) fn beginning_of_ipv6(pattern: &str) -> Vec<String> {
    beginning(pattern)
}

fn beginning(pattern: &str) -> Vec<String> {
    let first = pattern.strip_prefix('^').and_then(|anchored| literals(anchored).into_iter().next());
    first.filter(|text| !text.is_empty()).into_iter().collect()
}

/// The four numbers of a pattern that is a whole IPv4 address, its dots escaped or not.
fn numbers(pattern: &str) -> Option<[String; 4]> {
    let mut numbers = vec![String::new()];
    let mut letters = pattern.strip_suffix('$').unwrap_or(pattern).chars().peekable();
    while let Some(letter) = letters.next() {
        let number = numbers.last_mut()?;
        match letter {
            '0'..='9' => number.push(letter),
            '\\' if letters.next_if_eq(&'.').is_some() => numbers.push(String::new()),
            '.' => {
                // It could stand for a digit too, unless that makes a number too long or begins one with a zero.
                let next = letters.clone().take_while(char::is_ascii_digit).count();
                let too_long = number.len() + 1 + next > DIGITS_MAX;
                let zero = number.starts_with('0') && numbers.len() > 1;
                if !too_long && !zero {
                    return None;
                }
                numbers.push(String::new());
            }
            _ => return None,
        }
    }
    let fit = |number: &String| (1..=DIGITS_MAX).contains(&number.len());
    numbers.iter().all(fit).then(|| numbers.try_into().ok()).flatten()
}

/// The literal texts in the order in which they have to stand in whatever matches. The first is empty where something else
/// stands before it.
fn literals(pattern: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    if pattern.contains(['|', '(']) {
        return texts;
    }
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let text = texts.last_mut();
        match letter {
            // What stands before may be missing.
            '*' | '?' | '{' => {
                text.map(String::pop);
                texts.push(String::new());
                if letter == '{' {
                    letters.by_ref().find(|letter| *letter == '}');
                }
            }
            '+' | '.' | '^' | '$' => texts.push(String::new()),
            '\\' => match letters.next() {
                Some(escaped) if escaped.is_ascii_punctuation() => text.into_iter().for_each(|text| text.push(escaped)),
                // A class of letters.
                _ => return texts,
            },
            '[' => return texts,
            _ => text.into_iter().for_each(|text| text.push(letter)),
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_what_no_match_lacks() {
        for (pattern, expected) in [
            ("web", "web"),
            ("^web-1$", "web-1"),
            (r"web\.example.*", "web.example"),
            ("ab+cde", "cde"),
            ("colou?r", "colo"),
            ("needl{0,2}e.x", "need"),
            ("server-[0-9]+", "server-"),
            (r"\d+abc", ""),
            ("abc|def", ""),
            ("(?i)abc", ""),
        ] {
            assert_eq!(literal(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn an_address_is_found_by_its_beginnings() {
        let of = |pattern: &str| beginnings_of_ipv4(pattern);
        assert_eq!(of("10.0.0.5"), ["10.0.0.5", "110.0.0.5", "210.0.0.5"]);
        assert_eq!(of(r"250\.1\.2\.3$"), ["250.1.2.3"]);
        assert_eq!(of("^10.0.0.5$"), ["10.0.0.5"]);
        assert_eq!(of(r"^10\.0\."), ["10.0."]);
        // The second dot may be a digit: 10.122.3.4 has this in it too.
        for unknown in ["10.1.2.3", "10.0.0", "10.0.0.5.7", "5", "", ".*", "10.0.0.5|x", "^.*7"] {
            assert!(of(unknown).is_empty(), "{unknown}");
        }
        assert_eq!(beginning_of_ipv6("^fd00::"), ["fd00::"]);
        assert!(beginning_of_ipv6("fd00::").is_empty());
    }

    #[test]
    fn no_address_that_matches_begins_otherwise() {
        let addresses = ["10.0.0.5", "110.0.0.57", "210.0.0.5", "10.100.1.44", "250.1.2.3", "1.203.4.9", "0.0.0.0"];
        for pattern in ["10.0.0.5", r"0\.0\.0\.5", "10.100.1.44", "0.0.0.0", "50.1.2.3", r"^1\.2.?0", "^2+5"] {
            let known = beginnings_of_ipv4(pattern);
            let regex = regex_lite::Regex::new(pattern).expect("a pattern");
            for address in addresses.iter().filter(|address| !known.is_empty() && regex.is_match(address)) {
                assert!(known.iter().any(|known| address.starts_with(known)), "{pattern} finds {address}");
            }
        }
    }
}
