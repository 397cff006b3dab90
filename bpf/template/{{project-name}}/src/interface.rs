//! A network interface by its number, since its name may change while it is watched.

use std::{
    ffi::{CStr, CString, c_char},
    io, mem,
    os::{fd::AsRawFd as _, unix::net::UnixDatagram},
};

use anyhow::{Context as _, Result};

pub struct Interface {
    index: u32,
}

impl Interface {
    pub fn named(name: &str) -> Result<Self> {
        let text = CString::new(name)?;
        // SAFETY: `text` is a string that ends in a nul byte and lives through the call.
        let index = unsafe { libc::if_nametoindex(text.as_ptr()) };
        if index == 0 {
            return Err(io::Error::last_os_error()).with_context(|| format!("no interface {name}"));
        }
        Ok(Self { index })
    }

    /// Its name now; None when it is gone from this network namespace.
    pub fn name(&self) -> Option<String> {
        let mut name = [0 as c_char; libc::IF_NAMESIZE];
        // SAFETY: `name` has the size that the call may write, and the call ends the name in a nul byte.
        unsafe {
            if libc::if_indextoname(self.index, name.as_mut_ptr()).is_null() {
                return None;
            }
            Some(CStr::from_ptr(name.as_ptr()).to_string_lossy().into_owned())
        }
    }
}

/// What its packets begin with: an ARPHRD_ of linux/if_arp.h. The kernel's answer is about the network namespace that
/// this process is in; /sys may show another one's.
pub fn kind(name: &str) -> io::Result<u16> {
    // Any socket will do: the call is about interfaces.
    let socket = UnixDatagram::unbound()?;
    // SAFETY: zeros are a valid ifreq, and its union holds an address after the call succeeded.
    unsafe {
        let mut request: libc::ifreq = mem::zeroed();
        // One byte is left for the nul at the end.
        for (to, from) in request.ifr_name[..libc::IFNAMSIZ - 1]
            .iter_mut()
            .zip(name.bytes())
        {
            *to = from as c_char;
        }
        if libc::ioctl(
            socket.as_raw_fd(),
            libc::SIOCGIFHWADDR as _,
            &raw mut request,
        ) != 0
        {
            return Err(io::Error::last_os_error());
        }
        Ok(request.ifr_ifru.ifru_hwaddr.sa_family)
    }
}
