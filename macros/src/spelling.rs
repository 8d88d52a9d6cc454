//! The known word that a misspelt one was meant to be, for messages that ask "did you mean …?".

/// Longer words than any that is known are not compared: the cost grows with the square of the length.
const LENGTH_MAX: usize = 64;

/// The word of `known` that is nearest to `word`, if few letters differ; the first of several.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    if length > LENGTH_MAX {
        return None;
    }
    // Of a short word nearly nothing would be left.
    let most = length.div_ceil(3);
    let near = known.into_iter().map(|known| (distance(&word, &known.to_lowercase()), known));
    near.filter(|(distance, known)| *distance <= most && *distance < known.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How many letters are to be added, taken, changed, or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<_>>()];
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (place, known) in other.iter().enumerate() {
            let changed = rows[at][place] + usize::from(letter != known);
            let mut least = changed.min(rows[at][place + 1] + 1).min(row[place] + 1);
            if at > 0 && place > 0 && *letter == other[place - 1] && one[at - 1] == *known {
                least = least.min(rows[at - 1][place - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_near_and_other_words_are_not() {
        const KEYS: [&str; 6] = ["since", "until", "body", "status", "also", "min_length"];
        for (written, meant) in [
            ("sicne", Some("since")),
            ("untill", Some("until")),
            ("Body", Some("body")),
            ("stats", Some("status")),
            ("min_lenght", Some("min_length")),
            ("minlength", Some("min_length")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, KEYS), meant, "{written}");
        }
        assert_eq!(nearest(&"x".repeat(1000), KEYS), None);
    }
}
