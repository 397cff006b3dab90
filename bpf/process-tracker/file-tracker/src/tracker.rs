//! Loads the kernel side, attaches it and takes its events. The caller decides what to do with an event.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path, ptr};

use anyhow::{Context as _, Result};
use aya::{
    Ebpf, EbpfLoader, VerifierLogLevel,
    maps::{MapData, PerCpuArray, RingBuf},
    programs::{TracePoint, trace_point::TracePointLinkId},
};
use file_tracker_common::{ExecEvent, Settings};
use tokio::io::{Interest, unix::AsyncFd};

use crate::{cgroup::Cgroup, offsets, preflight, refusal::refused};

pub const CATEGORY: &str = "sched";
pub const TRACEPOINT: &str = "sched_process_exec";
const PROGRAM: &str = "file_tracker";
/// Most events taken at once, so that a signal or the end of the time is noticed in between.
const BATCH: usize = 1024;

/// An attached tracker. When it is dropped, or the process ends in any way, the program leaves the kernel.
pub struct Tracker {
    ebpf: Ebpf,
    link: Option<TracePointLinkId>,
    events: AsyncFd<RingBuf<MapData>>,
    lost: PerCpuArray<MapData, u64>,
}

impl Tracker {
    /// Reports processes started from now on, only those of `cgroup` if one is given. `buffer` is the size of the ring
    /// buffer in bytes, a power of two and a multiple of the page size. Must run in a tokio runtime.
    ///
    /// Errors are one sentence with the fix; if the verifier refused the program, the end of its log follows on lines of its own.
    pub fn start(cgroup: Option<&Cgroup>, buffer: u32) -> Result<Self> {
        preflight::capabilities()?;
        preflight::tracepoint(CATEGORY, TRACEPOINT)?;
        lift_memory_limit();
        let settings = settings(cgroup);
        let mut ebpf = EbpfLoader::new()
            // The kernel's BTF is only needed for relocations, and this program has none.
            .btf(None)
            // Without statistics, which would take rows from the verifier's reason.
            .verifier_log_level(VerifierLogLevel::DEBUG)
            .override_global("SETTINGS", &settings, true)
            .map_max_entries("EVENTS", buffer)
            .load(aya::include_bytes_aligned!(concat!(
                env!("OUT_DIR"),
                "/file-tracker"
            )))
            .map_err(refused)?;
        let events = RingBuf::try_from(
            ebpf.take_map("EVENTS")
                .context("the kernel side has no map EVENTS")?,
        )?;
        let lost = PerCpuArray::try_from(
            ebpf.take_map("LOST")
                .context("the kernel side has no map LOST")?,
        )?;
        // SAFETY: the ring buffer owns its descriptor and moves into the AsyncFd, which deregisters it before it closes.
        let events = unsafe { AsyncFd::register_with_interest(events, Interest::READABLE) }?;
        let program = program(&mut ebpf)?;
        program.load().map_err(|error| refused(error.into()))?;
        let link = program
            .attach(CATEGORY, TRACEPOINT)
            .with_context(|| format!("cannot attach to the tracepoint {CATEGORY}:{TRACEPOINT}"))?;
        Ok(Self {
            ebpf,
            link: Some(link),
            events,
            lost,
        })
    }

    /// Waits for events and gives each to `each`.
    pub async fn next(&mut self, mut each: impl FnMut(&ExecEvent)) -> Result<()> {
        let mut ready = self.events.readable_mut().await?;
        if take(ready.get_inner_mut(), BATCH, &mut each) < BATCH {
            ready.clear_ready();
        }
        Ok(())
    }

    /// Processes that were started but not reported, because the ring buffer was full.
    pub fn lost(&self) -> Result<u64> {
        Ok(self.lost.get(&0, 0)?.iter().sum())
    }

    /// Detaches and gives what is still in the ring buffer to `each`.
    pub fn stop(&mut self, mut each: impl FnMut(&ExecEvent)) -> Result<()> {
        if let Some(link) = self.link.take() {
            program(&mut self.ebpf)?.detach(link)?;
        }
        take(self.events.get_mut(), usize::MAX, &mut each);
        Ok(())
    }
}

fn program(ebpf: &mut Ebpf) -> Result<&mut TracePoint> {
    let program = ebpf
        .program_mut(PROGRAM)
        .with_context(|| format!("the kernel side has no program {PROGRAM}"))?;
    Ok(program.try_into()?)
}

/// Takes up to `limit` events. Returns how many it took.
fn take(events: &mut RingBuf<MapData>, limit: usize, each: &mut impl FnMut(&ExecEvent)) -> usize {
    let mut taken = 0;
    while taken < limit
        && let Some(item) = events.next()
    {
        if item.len() >= size_of::<ExecEvent>() {
            // SAFETY: long enough, and an ExecEvent is plain data; the copy needs no alignment.
            each(&unsafe { ptr::read_unaligned(item.as_ptr().cast::<ExecEvent>()) });
        }
        taken += 1;
    }
    taken
}

fn settings(cgroup: Option<&Cgroup>) -> Settings {
    let mut settings = Settings::default();
    if let Some(cgroup) = cgroup {
        (settings.cgroup_id, settings.cgroup_level) = (cgroup.id, cgroup.level);
    }
    if let Ok(namespace) = fs::metadata("/proc/self/ns/pid") {
        (settings.pid_namespace_dev, settings.pid_namespace_ino) =
            (namespace.dev(), namespace.ino());
    }
    match offsets::of_kernel(Path::new(offsets::KERNEL_BTF)) {
        Ok(offsets) => settings.offsets = offsets,
        Err(error) => {
            log::warn!("{error:#}; showing the executed path instead of arguments and parent")
        }
    }
    settings
}

/// Kernels before 5.11 count maps against the limit on locked memory, which is small.
fn lift_memory_limit() {
    let limit = libc::rlimit {
        rlim_cur: libc::RLIM_INFINITY,
        rlim_max: libc::RLIM_INFINITY,
    };
    // SAFETY: `limit` lives through the call. A failure shows when the maps are made.
    unsafe { libc::setrlimit(libc::RLIMIT_MEMLOCK, &raw const limit) };
}
