//! Checks before anything is loaded; each failure is one sentence with what is wrong and what fixes it.
//! It changes nothing.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};

use crate::interface;

/// Bits of `CapEff`; linux/capability.h.
const CAP_NET_ADMIN: u32 = 12;
const CAP_SYS_ADMIN: u32 = 21;
const CAP_BPF: u32 = 39;

/// Their packets begin with an Ethernet header.
const WITH_ETHERNET_HEADER: [u16; 2] = [libc::ARPHRD_ETHER, libc::ARPHRD_LOOPBACK];

/// Errors when the interface doesn't exist. Warns when its packets have no Ethernet header, as on a tunnel.
pub fn interface(name: &str) -> Result<()> {
    let folder = Path::new("/proc/self/net/dev");
    let text =
        fs::read_to_string(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names = interfaces(&text);
    if !names.contains(&name) {
        bail!(
            "no interface {name:?}; there are {}; fix: --iface NAME",
            names.join(", ")
        );
    }
    if interface::kind(name).is_ok_and(|kind| !WITH_ETHERNET_HEADER.contains(&kind)) {
        log::warn!("packets of {name} have no Ethernet header, so the offsets are wrong");
    }
    Ok(())
}

/// Errors when this process may not load classifiers and attach them.
pub fn capabilities() -> Result<()> {
    let status =
        fs::read_to_string("/proc/self/status").context("cannot read /proc/self/status")?;
    let missing = missing_capabilities(effective(&status)?);
    if !missing.is_empty() {
        bail!(
            "no right to attach eBPF programs ({} missing); fix: run it as root: sudo -E {{project-name}}",
            missing.join(" and ")
        );
    }
    Ok(())
}

/// The names in a text such as /proc/net/dev: two lines of heading, then `name: counters`.
fn interfaces(text: &str) -> Vec<&str> {
    text.lines()
        .skip(2)
        .filter_map(|line| Some(line.split_once(':')?.0.trim()))
        .collect()
}

/// The bit set after `CapEff:` in a text such as /proc/self/status.
fn effective(status: &str) -> Result<u64> {
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix("CapEff:"))
        .context("/proc/self/status has no CapEff")?;
    u64::from_str_radix(value.trim(), 16).context("CapEff in /proc/self/status is not a number")
}

fn missing_capabilities(effective: u64) -> Vec<&'static str> {
    let has = |bit: u32| effective >> bit & 1 == 1;
    let mut missing = Vec::new();
    if !has(CAP_BPF) && !has(CAP_SYS_ADMIN) {
        missing.push("CAP_BPF");
    }
    if !has(CAP_NET_ADMIN) {
        missing.push("CAP_NET_ADMIN");
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_missing() {
        assert_eq!(missing_capabilities(0), ["CAP_BPF", "CAP_NET_ADMIN"]);
        assert_eq!(missing_capabilities(1 << CAP_SYS_ADMIN), ["CAP_NET_ADMIN"]);
        assert!(missing_capabilities(1 << CAP_BPF | 1 << CAP_NET_ADMIN).is_empty());
    }

    #[test]
    fn reads_the_effective_set() {
        assert_eq!(
            effective("Name:\tx\nCapEff:\t0000000000001000\n").unwrap(),
            1 << CAP_NET_ADMIN
        );
        assert!(effective("").is_err());
    }

    #[test]
    fn reads_interface_names() {
        let text = "Inter-|   Receive\n face |bytes\n    lo: 1 2 3\n  {{default_iface}}: 4 5 6\nwlp0s20f3:7\n";
        assert_eq!(interfaces(text), ["lo", "{{default_iface}}", "wlp0s20f3"]);
        assert!(interface("lo").is_ok());
    }

    #[test]
    fn lists_the_interfaces() {
        let error = interface("no\x1bsuch").unwrap_err().to_string();
        assert!(
            error.starts_with("no interface \"no\\u{1b}such\"; there are "),
            "{error}"
        );
        assert!(
            error.contains("lo") && error.ends_with("; fix: --iface NAME"),
            "{error}"
        );
    }
}
