//! Makes other people's bytes safe to print: nothing in them can move the cursor, or colour, hide or reorder
//! text. The result is for reading, and can't be parsed back.

/// The text, with characters that could act on a terminal as `\n`, `\x1b` or `\u{202e}`, and invalid UTF-8 as `\xff`.
pub fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' | '\r' | '\t' => text.extend(character.escape_default()),
                '\0'..='\u{9f}' if character.is_control() => {
                    text.push_str(&format!("\\x{:02x}", u32::from(character)))
                }
                _ if acts_on_text(character) => text.extend(character.escape_unicode()),
                _ => text.push(character),
            }
        }
        chunk
            .invalid()
            .iter()
            .for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
    }
    text
}

/// One argument, in quotes when it is empty or has blanks, so that its end is visible.
pub fn argument(bytes: &[u8]) -> String {
    let text = printable(bytes);
    if !text.is_empty() && !text.contains(char::is_whitespace) {
        return text;
    }
    let quote = if text.contains('\'') { '"' } else { '\'' };
    format!("{quote}{text}{quote}")
}

/// Invisible characters that reorder, join or break the text around them: Unicode's format characters (Cf) and the
/// line and paragraph separators.
fn acts_on_text(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0001}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_ordinary_text_alone() {
        assert_eq!(printable("ls --color=auto".as_bytes()), "ls --color=auto");
        assert_eq!(
            printable("größe 日本語 🔔 a\\b".as_bytes()),
            "größe 日本語 🔔 a\\b"
        );
    }

    #[test]
    fn escapes_c0_del_and_c1() {
        assert_eq!(
            printable(b"\x1b[31mred\x1b]0;title\x07"),
            "\\x1b[31mred\\x1b]0;title\\x07"
        );
        assert_eq!(printable(b"a\nb\rc\td\0e\x7f"), "a\\nb\\rc\\td\\x00e\\x7f");
        assert_eq!(printable("\u{9b}31m\u{85}".as_bytes()), "\\x9b31m\\x85");
    }

    #[test]
    fn escapes_what_is_not_utf8() {
        assert_eq!(printable(b"a\xffb\xe2\x28\x9b"), "a\\xffb\\xe2(\\x9b");
    }

    #[test]
    fn escapes_bidi_overrides_and_invisible_characters() {
        assert_eq!(printable("txt.\u{202e}gpj".as_bytes()), "txt.\\u{202e}gpj");
        assert_eq!(
            printable("a\u{2066}b\u{200d}c\u{feff}\u{2028}".as_bytes()),
            "a\\u{2066}b\\u{200d}c\\u{feff}\\u{2028}"
        );
    }

    #[test]
    fn no_byte_or_pair_of_bytes_leaves_a_control_character() {
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                let text = printable(&[first, second]);
                assert!(
                    !text.chars().any(|c| c.is_control() || acts_on_text(c)),
                    "{first:#x} {second:#x}: {text:?}"
                );
            }
        }
    }

    #[test]
    fn quotes_arguments_with_blanks() {
        assert_eq!(argument(b"plain"), "plain");
        assert_eq!(argument(b""), "''");
        assert_eq!(argument(b"sleep 1"), "'sleep 1'");
        assert_eq!(argument(b"it's me"), "\"it's me\"");
    }
}
