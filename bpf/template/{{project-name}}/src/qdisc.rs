//! The clsact qdisc of an interface: added when there is none, and removed by the last program that shares it.

use std::{fs::File, process::Command, thread, time::Duration};

use anyhow::{Context as _, Result, bail};
use aya::programs::tc::{self, TcHandle};

/// The class of our filters where the qdisc was added by one of us; "ebpf" in ASCII. It changes nothing for packets.
/// Who comes later sees by it that the qdisc may be removed with the last filter.
pub const OURS: TcHandle = TcHandle::new(0x6562, 0x7066);
/// The same as `tc filter show` prints it.
const OURS_SHOWN: &str = " flowid 6562:7066 ";

/// Adds the qdisc if there is none. Returns whether it is ours to remove.
pub fn ensure(iface: &str) -> Result<bool> {
    let qdiscs = tc_command(&["qdisc", "show", "dev", iface])?;
    if has_ingress(&qdiscs) {
        bail!(
            "{iface} has an ingress qdisc, which leaves no place for a clsact qdisc; fix: --attach tcx, \
             or if nothing needs it: sudo tc qdisc del dev {iface} ingress"
        );
    }
    if qdiscs.contains("qdisc clsact ") {
        return Ok(filters(iface)?.contains(OURS_SHOWN));
    }
    tc::qdisc_add_clsact(iface).with_context(|| format!("cannot add a clsact qdisc to {iface}"))?;
    Ok(true)
}

/// Whether a clsact qdisc is there, or can be added.
pub fn is_possible(iface: &str) -> bool {
    tc_command(&["qdisc", "show", "dev", iface]).is_ok_and(|qdiscs| !has_ingress(&qdiscs))
}

/// Removes the qdisc if no filter is left in it.
pub fn remove_unused(iface: &str) -> Result<()> {
    let there = tc_command(&["qdisc", "show", "dev", iface])?.contains("qdisc clsact ");
    if there && filters(iface)?.trim().is_empty() {
        tc_command(&["qdisc", "del", "dev", iface, "clsact"])?;
    }
    Ok(())
}

/// While it lives, no other program like this one adds or removes a qdisc in this network namespace: a lock on the
/// namespace itself, which the kernel ends with its owner. None when somebody keeps it for longer than two seconds.
pub fn turn() -> Option<File> {
    let namespace = File::open("/proc/self/ns/net").ok()?;
    for _ in 0..100 {
        if namespace.try_lock().is_ok() {
            return Some(namespace);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

fn has_ingress(qdiscs: &str) -> bool {
    qdiscs.contains("qdisc ingress ")
}

fn filters(iface: &str) -> Result<String> {
    let side = |name| tc_command(&["filter", "show", "dev", iface, name]);
    Ok(side("ingress")? + &side("egress")?)
}

/// The output of iproute2's `tc`. Errors name the command, and the package if it is missing.
fn tc_command(arguments: &[&str]) -> Result<String> {
    let line = format!("tc {}", arguments.join(" "));
    let output = Command::new("tc")
        .args(arguments)
        .output()
        .with_context(|| format!("cannot run `{line}`; fix: install iproute2"))?;
    if !output.status.success() {
        bail!(
            "`{line}` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
