//! The message when the kernel refuses a program: one sentence, then the end of the verifier's log.

use anyhow::anyhow;
use aya::{EbpfError, programs::ProgramError};

/// How many lines of the log are shown: its last ones, since the reason is there. A log has a line for each instruction
/// that was checked, up to a million.
const LOG_LINES: usize = 40;

/// One sentence with the fix; if the verifier refused it, the verifier's reason, followed by the log.
pub fn refused(error: EbpfError) -> anyhow::Error {
    match error {
        EbpfError::ProgramError(ProgramError::LoadError {
            io_error,
            verifier_log,
        }) => match reason_and_log(&verifier_log.to_string()) {
            Some(text) => anyhow!("the verifier refused the program: {text}"),
            None => anyhow!("the kernel refused the program and gave only this reason: {io_error}"),
        },
        other => anyhow::Error::new(other).context(
            "the kernel refused the program or its maps; it needs Linux 5.8 or later, with CONFIG_BPF_SYSCALL",
        ),
    }
}

/// The reason on a line of its own, then the log's last lines; None when the log is empty.
fn reason_and_log(log: &str) -> Option<String> {
    let lines: Vec<&str> = log.trim_end().lines().map(str::trim_end).collect();
    // The line before the one that counts instructions: print_verification_stats() in kernel/bpf/verifier.c.
    let reason = lines
        .iter()
        .rfind(|line| !line.is_empty() && !line.starts_with("processed "))?;
    let mut text = vec![*reason];
    let left_out = lines.len().saturating_sub(LOG_LINES);
    let note = format!("({left_out} lines of its log are left out)");
    if left_out > 0 {
        text.push(&note);
    }
    text.extend(&lines[left_out..]);
    Some(text.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: &str = "invalid access to packet, off=12 size=2, R1(id=0,off=12,r=0)\n\
        R1 offset is outside of the packet\nprocessed 2 insns (limit 1000000)\n\n";

    #[test]
    fn gives_the_reason_and_then_the_log() {
        assert_eq!(
            reason_and_log(&format!("0: R1=ctx() R10=fp0\n{END}")).unwrap(),
            "R1 offset is outside of the packet\n0: R1=ctx() R10=fp0\n\
             invalid access to packet, off=12 size=2, R1(id=0,off=12,r=0)\n\
             R1 offset is outside of the packet\nprocessed 2 insns (limit 1000000)"
        );
    }

    #[test]
    fn shows_the_end_of_a_long_log() {
        let long: String = (0..10_000).map(|i| format!("{i}: (b7) r0 = 0\n")).collect();
        let text = reason_and_log(&(long + END)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), LOG_LINES + 2);
        assert_eq!(lines[0], "R1 offset is outside of the packet");
        assert_eq!(lines[1], "(9963 lines of its log are left out)");
        assert_eq!(lines[2], "9963: (b7) r0 = 0");
        assert_eq!(lines[LOG_LINES + 1], "processed 2 insns (limit 1000000)");
    }

    #[test]
    fn has_no_reason_without_a_log() {
        assert_eq!(reason_and_log(""), None);
        assert_eq!(reason_and_log("processed 0 insns (limit 1000000)\n"), None);
    }
}
