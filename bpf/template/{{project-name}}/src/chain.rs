//! Who shares the tcx chain of an interface. It runs in order, and any return value but -1 (TC_ACT_UNSPEC) ends it.

use aya::programs::{SchedClassifier, TcAttachType};

/// A program in the chain, by its id in the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: u32,
    name: String,
}

/// The programs in the order in which they run; None when the kernel can't say, as before Linux 6.6.
pub fn members(iface: &str, direction: TcAttachType) -> Option<Vec<Member>> {
    let (_, programs) = SchedClassifier::query_tcx(iface, direction).ok()?;
    let members = programs.iter().map(|program| Member {
        id: program.id(),
        name: program.name_as_str().unwrap_or("?").to_owned(),
    });
    Some(members.collect())
}

/// `name (program 7), other (program 9)`
pub fn list(members: &[Member]) -> String {
    let texts: Vec<String> = members
        .iter()
        .map(|Member { id, name }| format!("{name} (program {id})"))
        .collect();
    texts.join(", ")
}
