//! Texts that anybody may have chosen: usernames, and the reasons of rejections.
//!
//! A stranger could sign up with somebody's address and the username `cheap.pills.example`, so that our
//! letter advertises. So mail programs must not make links of such texts. They look for a scheme, a dot
//! between letters, or an `@`; an invisible character beside it makes the text unlike an address and leaves
//! it readable.

/// U+2060, which is invisible and does not let a line break.
const WORD_JOINER: char = '\u{2060}';

/// A text of one line, in which nothing looks like an address.
pub(crate) fn line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(is_white)
        .filter(|word| !word.is_empty())
        .collect();
    unlinked(&words.join(" "))
}

/// A text that keeps its lines, in which nothing looks like an address.
pub(crate) fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn is_white(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

/// Joins what belongs to an address: a sign of an address that has a space beside it is punctuation.
fn unlinked(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().filter(|one| !turns_text(*one)).peekable();
    while let Some(character) = rest.next() {
        let is_within = |beside: Option<char>| beside.is_some_and(|one| one != ' ');
        let joins = is_sign(character) && is_within(before) && is_within(rest.peek().copied());
        if joins {
            safe.extend([WORD_JOINER, character, WORD_JOINER]);
        } else {
            safe.push(character);
        }
        before = Some(character);
    }
    safe
}

/// Signs of addresses, and the full stops and the `@` of East Asian scripts, which mean the same in them.
fn is_sign(character: char) -> bool {
    matches!(
        character,
        '.' | ':' | '/' | '@' | '\u{3002}' | '\u{FF0E}' | '\u{FF20}'
    )
}

/// Whether a character changes the direction of the text after it (UAX 9): with one, a reason could display
/// as other words than those it has.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{line, lines};

    #[test]
    fn nothing_looks_like_an_address() {
        for text in [
            "https://evil.example/a",
            "evil.example",
            "a@evil.example",
            "www.evil.example",
        ] {
            let safe = line(text);
            for part in ["://", "evil.example", "a@", "www."] {
                assert!(!safe.contains(part), "{safe:?}");
            }
            assert_eq!(safe.replace('\u{2060}', ""), text);
        }
    }

    #[test]
    fn a_text_of_one_line_stays_one() {
        assert_eq!(line(" a\r\nBcc: b\u{2028}c\0 "), "a Bcc: b c");
        assert_eq!(lines("\na\r\n\nb\tc\n"), "a\n\nb c");
    }

    #[test]
    fn the_direction_of_a_text_cannot_be_turned() {
        assert_eq!(line("a\u{202E}b\u{2066}c"), "abc");
    }
}
