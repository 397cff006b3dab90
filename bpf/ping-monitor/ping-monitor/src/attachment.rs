//! Attaches the classifier to an interface: by tcx if the kernel has it, else in a clsact qdisc. It removes
//! only what it added.

use std::{fmt, process::Command};

use anyhow::{Context as _, Result, bail};
use aya::{
    programs::{
        SchedClassifier, TcAttachType,
        links::LinkOrder,
        tc::{self, NlOptions, TcAttachOptions},
    },
    util::KernelVersion,
};
use clap::ValueEnum;

use crate::refusal::refused;

const DIRECTION: TcAttachType = TcAttachType::Ingress;
/// The first kernel with tcx.
const TCX_SINCE: KernelVersion = KernelVersion::new(6, 6, 0);

/// How a classifier is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// A link that the kernel removes with its owner, even after kill -9.
    Tcx,
    /// A filter in a qdisc; both stay until they are removed.
    Clsact,
}

/// An attached classifier. Dropping it detaches, too, but without reporting failures.
pub struct Attachment<'a> {
    iface: String,
    way: Way,
    /// None once detached.
    program: Option<(&'a mut SchedClassifier, tc::SchedClassifierLinkId)>,
    /// We added the qdisc, so we remove it.
    added_qdisc: bool,
}

impl<'a> Attachment<'a> {
    /// Loads `program` and attaches it to `iface`, by the newest way that the kernel has unless one is given.
    pub fn new(program: &'a mut SchedClassifier, iface: &str, way: Option<Way>) -> Result<Self> {
        let way = match way {
            Some(way) => way,
            None if KernelVersion::current().is_ok_and(|version| version >= TCX_SINCE) => Way::Tcx,
            None => Way::Clsact,
        };
        program.load().map_err(|error| refused(error.into()))?;
        let mut attachment = Self {
            iface: iface.to_owned(),
            way,
            program: None,
            added_qdisc: false,
        };
        let options = match way {
            Way::Tcx => TcAttachOptions::TcxOrder(LinkOrder::default()),
            Way::Clsact => {
                if !has_clsact(iface)? {
                    tc::qdisc_add_clsact(iface)
                        .with_context(|| format!("cannot add a clsact qdisc to {iface}"))?;
                    attachment.added_qdisc = true;
                }
                TcAttachOptions::Netlink(NlOptions::default())
            }
        };
        let link = program
            .attach_with_options(iface, DIRECTION, options)
            .with_context(|| format!("cannot attach to {iface} by {way}"))?;
        attachment.program = Some((program, link));
        Ok(attachment)
    }

    /// Removes the program, and the qdisc if it was added here and nobody else uses it.
    pub fn detach(mut self) -> Result<()> {
        self.take_away()
    }

    fn take_away(&mut self) -> Result<()> {
        if let Some((program, link)) = self.program.take() {
            program
                .detach(link)
                .with_context(|| format!("cannot detach from {}", self.iface))?;
        }
        if std::mem::take(&mut self.added_qdisc) && !has_filters(&self.iface)? {
            tc_command(&["qdisc", "del", "dev", &self.iface, "clsact"])?;
        }
        Ok(())
    }
}

impl Drop for Attachment<'_> {
    fn drop(&mut self) {
        let _ = self.take_away();
    }
}

impl fmt::Display for Attachment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.iface, self.way)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcx => "tcx",
            Self::Clsact => "clsact",
        })
    }
}

fn has_clsact(iface: &str) -> Result<bool> {
    Ok(tc_command(&["qdisc", "show", "dev", iface, "clsact"])?.contains("clsact"))
}

fn has_filters(iface: &str) -> Result<bool> {
    for side in ["ingress", "egress"] {
        if !tc_command(&["filter", "show", "dev", iface, side])?
            .trim()
            .is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
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
