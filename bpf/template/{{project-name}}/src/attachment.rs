//! Attaches the classifier to an interface, by tcx or in a clsact qdisc, and looks who else is there. It removes
//! only what it added.

use std::{fmt, mem};

use anyhow::{Context as _, Result, bail};
use aya::{
    programs::{
        SchedClassifier, TcAttachType,
        links::LinkOrder,
        tc::{NlOptions, SchedClassifierLinkId, TcAttachOptions},
    },
    util::KernelVersion,
};
use clap::ValueEnum;

use crate::{
    chain::{self, Member},
    interface::Interface,
    qdisc,
    refusal::refused,
};

const DIRECTION: TcAttachType = TcAttachType::{{direction}};
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
    interface: Interface,
    /// The interface's name when we last looked.
    name: String,
    way: Way,
    /// None once detached.
    program: Option<(&'a mut SchedClassifier, SchedClassifierLinkId)>,
    /// Of the program, in the kernel.
    id: u32,
    /// The qdisc was added by us or by a program like this one, and the last one removes it.
    shares_qdisc: bool,
    /// Other programs in the tcx chain when we last looked: those that run before us, and those after us.
    front: Vec<Member>,
    behind: Vec<Member>,
}

impl<'a> Attachment<'a> {
    /// Loads `program` and attaches it to `iface`. Unless a way is given: by tcx; where others are in the chain already,
    /// by clsact, which comes after it, so that nobody there ends it for us with TC_ACT_PIPE, or we for others.
    pub fn new(program: &'a mut SchedClassifier, iface: &str, way: Option<Way>) -> Result<Self> {
        let way = way.unwrap_or_else(|| {
            let has_tcx = KernelVersion::current().is_ok_and(|version| version >= TCX_SINCE);
            let is_alone = chain::members(iface, DIRECTION).is_none_or(|others| others.is_empty());
            if has_tcx && (is_alone || !qdisc::is_possible(iface)) {
                Way::Tcx
            } else {
                Way::Clsact
            }
        });
        program.load().map_err(|error| refused(error.into()))?;
        let mut attachment = Self {
            interface: Interface::named(iface)?,
            name: iface.to_owned(),
            way,
            program: None,
            id: program
                .info()
                .context("the kernel does not know the program")?
                .id(),
            shares_qdisc: false,
            front: Vec::new(),
            behind: Vec::new(),
        };
        let _turn = (way == Way::Clsact).then(qdisc::turn);
        let options = match way {
            // Behind those who are there already: they never lose a packet to us.
            Way::Tcx => TcAttachOptions::TcxOrder(LinkOrder::default()),
            Way::Clsact => {
                attachment.shares_qdisc = qdisc::ensure(iface)?;
                TcAttachOptions::Netlink(NlOptions {
                    classid: attachment.shares_qdisc.then_some(qdisc::OURS),
                    ..NlOptions::default()
                })
            }
        };
        let link = program
            .attach_with_options(iface, DIRECTION, options)
            .with_context(|| format!("cannot attach to {iface} by {way}"))?;
        attachment.program = Some((program, link));
        Ok(attachment)
    }

    /// What has changed since the last look, in lines: the interface's name, and who is before or after us in its tcx
    /// chain. Errors when the interface is gone or somebody has detached the program.
    pub fn look(&mut self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        let name = self.now()?;
        if name != self.name {
            lines.push(format!("{} is called {name} now", self.name));
            self.name = name;
        }
        let Some(mut front) = chain::members(&self.name, DIRECTION) else {
            return Ok(lines);
        };
        let mut behind = Vec::new();
        if self.way == Way::Tcx {
            let Some(place) = front.iter().position(|member| member.id == self.id) else {
                self.now()?;
                bail!(
                    "somebody has detached the classifier from {}; fix: run it again",
                    self.name
                );
            };
            behind = front.split_off(place).split_off(1);
        }
        if front != self.front && !front.is_empty() {
            let (who, name) = (chain::list(&front), &self.name);
            lines.push(match self.way {
                Way::Tcx => format!(
                    "before us on {name}: {who}; we see only what returns -1 there, with --attach clsact also what returns TC_ACT_PIPE"
                ),
                Way::Clsact => format!(
                    "before us on {name}: {who}; what that accepts, drops or redirects, we don't see"
                ),
            });
        }
        if behind != self.behind && !behind.is_empty() {
            lines.push(format!(
                "after us on {}: {}; that sees nothing unless we return -1; fix: --attach clsact here",
                self.name,
                chain::list(&behind)
            ));
        }
        (self.front, self.behind) = (front, behind);
        Ok(lines)
    }

    /// Removes the program, and the qdisc with the last one if we or programs like this one added it. Returns the
    /// interface's name.
    pub fn detach(mut self) -> Result<String> {
        self.take_away()
    }

    fn take_away(&mut self) -> Result<String> {
        let _turn = (self.way == Way::Clsact).then(qdisc::turn);
        let detached = match self.program.take() {
            Some((program, link)) => program.detach(link),
            None => Ok(()),
        };
        let name = self.now()?;
        if mem::take(&mut self.shares_qdisc) {
            qdisc::remove_unused(&name)?;
        }
        detached.with_context(|| {
            format!("somebody else has removed the classifier from {name}, or its qdisc")
        })?;
        Ok(name)
    }

    /// The interface's name now. When it is gone, so is everything that was attached to it.
    fn now(&self) -> Result<String> {
        self.interface.name().with_context(|| {
            format!(
                "{} is gone, and the classifier with it; fix: run it again when it is back, or --iface NAME",
                self.name
            )
        })
    }
}

impl Drop for Attachment<'_> {
    fn drop(&mut self) {
        let _ = self.take_away();
    }
}

impl fmt::Display for Attachment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.name, self.way)
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
