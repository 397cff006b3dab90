//! Formats a started process as one line, with the command last because it may be long.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use file_tracker_common::{ARGV_LEN, ExecEvent, SOURCE_ARGV};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::escape::{argument, printable};

const NAME: Style = AnsiColor::Cyan.on_default().bold();
const LABEL: Style = Style::new().dimmed();
/// Least columns for a name, so that the columns after it are aligned.
const NAME_COLUMNS: usize = 8;

/// `ls        pid 4131  ppid 4127 (bash)  uid 1000  ls --color`, with colours. A command that doesn't fit `columns`
/// is cut there and ends in `…`; `None` doesn't cut.
pub fn of(event: &ExecEvent, columns: Option<usize>) -> String {
    let name = printable(until_nul(&event.comm));
    let padding = " ".repeat(NAME_COLUMNS.saturating_sub(name.width()));
    let mut facts = vec![("pid", event.pid.to_string())];
    if event.ppid != 0 {
        facts.push((
            "ppid",
            format!(
                "{} ({})",
                event.ppid,
                printable(until_nul(&event.parent_comm))
            ),
        ));
    }
    facts.push(("uid", event.uid.to_string()));

    let mut line = format!("{NAME}{name}{NAME:#}{padding}  ");
    let mut width = name.width() + padding.len() + 2;
    for (label, value) in facts {
        write!(line, "{LABEL}{label}{LABEL:#} {value}  ").expect("a string takes all");
        width += label.len() + 1 + value.width() + 2;
    }
    let command = command(event);
    match columns {
        Some(columns) => line.push_str(&cut(&command, columns.saturating_sub(width))),
        None => line.push_str(&command),
    }
    line
}

/// The arguments with blanks between them, or the executed path; ends in `…` when the event holds only a part.
fn command(event: &ExecEvent) -> String {
    let len = (event.argv_len as usize).min(ARGV_LEN);
    let mut bytes = &event.argv[..len];
    let is_cut = event.argv_total as usize > len;
    if is_cut {
        bytes = without_cut_character(bytes);
    }
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    let mut text = if event.source == SOURCE_ARGV {
        bytes
            .split(|byte| *byte == 0)
            .map(argument)
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        printable(bytes)
    };
    if is_cut {
        text.push('…');
    }
    text
}

/// Removes the bytes of a character that was cut by the end of the buffer.
fn without_cut_character(bytes: &[u8]) -> &[u8] {
    for back in 1..=bytes.len().min(3) {
        let at = bytes.len() - back;
        if bytes[at] >= 0xc0 {
            let incomplete =
                str::from_utf8(&bytes[at..]).is_err_and(|error| error.error_len().is_none());
            return if incomplete { &bytes[..at] } else { bytes };
        }
    }
    bytes
}

/// At most `columns` wide, `…` included.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut width = 1;
    for character in text.chars() {
        width += character.width().unwrap_or(0);
        if width > columns {
            break;
        }
        kept.push(character);
    }
    kept + "…"
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use file_tracker_common::SOURCE_FILENAME;

    use super::*;

    fn event(comm: &str, argv: &[u8]) -> ExecEvent {
        let mut event = ExecEvent {
            pid: 4131,
            ppid: 4127,
            uid: 1000,
            source: SOURCE_ARGV,
            argv_total: argv.len() as u32,
            argv_len: argv.len().min(ARGV_LEN) as u32,
            comm: [0; 16],
            parent_comm: *b"bash\0\0garbage\0\0\0",
            // The bytes after those that the kernel side sets are arbitrary.
            argv: [b'?'; ARGV_LEN],
        };
        event.comm[..comm.len()].copy_from_slice(comm.as_bytes());
        event.argv[..argv.len().min(ARGV_LEN)].copy_from_slice(&argv[..argv.len().min(ARGV_LEN)]);
        event
    }

    fn plain(event: &ExecEvent, columns: Option<usize>) -> String {
        let mut text = String::new();
        let mut rest = of(event, columns);
        while let Some(start) = rest.find('\x1b') {
            text.push_str(&rest[..start]);
            let end = start + rest[start..].find('m').unwrap();
            rest = rest[end + 1..].to_owned();
        }
        text + &rest
    }

    #[test]
    fn reads_from_name_to_command() {
        assert_eq!(
            plain(&event("ls", b"ls\0--color\0my file\0"), None),
            "ls        pid 4131  ppid 4127 (bash)  uid 1000  ls --color 'my file'"
        );
    }

    #[test]
    fn cuts_at_the_last_column() {
        let line = plain(&event("python3", b"python3\0--version\0"), Some(55));
        assert_eq!(
            line,
            "python3   pid 4131  ppid 4127 (bash)  uid 1000  python…"
        );
        assert_eq!(line.chars().count(), 55);
        let wide = plain(&event("echo", "echo\0日本語\0".as_bytes()), Some(56));
        assert_eq!(wide.width(), 56);
        assert!(wide.ends_with("echo 日…"), "{wide}");
    }

    #[test]
    fn keeps_the_facts_on_a_very_narrow_screen() {
        assert_eq!(
            plain(&event("ls", b"ls\0"), Some(10)),
            "ls        pid 4131  ppid 4127 (bash)  uid 1000  …"
        );
    }

    #[test]
    fn marks_what_the_event_could_not_hold() {
        let mut argv = b"echo\0".to_vec();
        argv.resize(ARGV_LEN - 1, b'x');
        argv.extend("é\0".as_bytes());
        let line = plain(&event("echo", &argv), None);
        assert!(line.ends_with("xx…"), "{line}");
        argv.truncate(ARGV_LEN - 1);
        argv.push(0);
        assert!(plain(&event("echo", &argv), None).ends_with("xx"));
    }

    #[test]
    fn shows_the_path_when_nothing_more_is_known() {
        let mut event = event("ls", b"/usr/bin/ls\0");
        event.source = SOURCE_FILENAME;
        (event.ppid, event.parent_comm) = (0, [0; 16]);
        assert_eq!(
            plain(&event, None),
            "ls        pid 4131  uid 1000  /usr/bin/ls"
        );
    }

    #[test]
    fn escapes_names_and_arguments() {
        let line = plain(&event("a\x1b]0;b", b"x\0\x1b[2J\0"), None);
        assert_eq!(
            line,
            "a\\x1b]0;b  pid 4131  ppid 4127 (bash)  uid 1000  x \\x1b[2J"
        );
    }
}
