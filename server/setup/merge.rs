//! Writes a copy of an rlib with its objects, all LLVM bitcode, merged into one: `merge IN.rlib OUT.rlib`.
//! It calls the shared LLVM that rustc itself uses, through its stable C interface (llvm-c/Linker.h).

use std::{
    env,
    error::Error,
    ffi::{c_char, c_int, c_void},
    fs, ptr, slice,
};

/// An LLVM context, module or buffer: only passed back to LLVM.
type Handle = *mut c_void;

#[link(name = "LLVM")]
unsafe extern "C" {
    fn LLVMContextCreate() -> Handle;
    fn LLVMCreateMemoryBufferWithMemoryRangeCopy(
        data: *const u8,
        len: usize,
        name: *const c_char,
    ) -> Handle;
    fn LLVMParseBitcodeInContext2(context: Handle, buffer: Handle, module: *mut Handle) -> c_int;
    fn LLVMLinkModules2(into: Handle, from: Handle) -> c_int;
    fn LLVMWriteBitcodeToMemoryBuffer(module: Handle) -> Handle;
    fn LLVMGetBufferStart(buffer: Handle) -> *const u8;
    fn LLVMGetBufferSize(buffer: Handle) -> usize;
}

const MAGIC: &[u8] = b"!<arch>\n";
const METADATA: &str = "lib.rmeta";
/// Where the size is in a member's header of 60 bytes, after name, times, ids and mode (ar(5)).
const SIZE_AT: usize = 48;
const HEADER: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let [_, from, to] = env::args()
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| "usage: merge IN.rlib OUT.rlib")?;
    let archive = fs::read(from)?;
    let mut metadata = None;
    let mut merged: Handle = ptr::null_mut();
    // SAFETY: it has no arguments.
    let context = unsafe { LLVMContextCreate() };
    for (name, object) in members(&archive)? {
        if name == METADATA {
            metadata = Some(object);
            continue;
        }
        let mut module: Handle = ptr::null_mut();
        // SAFETY: the buffer is a copy of `object`, and LLVM frees what it has read and linked.
        unsafe {
            let buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(
                object.as_ptr(),
                object.len(),
                c"".as_ptr(),
            );
            if LLVMParseBitcodeInContext2(context, buffer, &raw mut module) != 0 {
                return Err(format!("{name} is not LLVM bitcode").into());
            }
            if merged.is_null() {
                merged = module;
            } else if LLVMLinkModules2(merged, module) != 0 {
                return Err(format!("{name} can't be linked").into());
            }
        }
    }
    if merged.is_null() {
        return Err("the library has no objects".into());
    }
    // SAFETY: `merged` is a module; its buffer lives as long as this process.
    let object = unsafe {
        let buffer = LLVMWriteBitcodeToMemoryBuffer(merged);
        slice::from_raw_parts(LLVMGetBufferStart(buffer), LLVMGetBufferSize(buffer))
    };
    let mut out = MAGIC.to_vec();
    add(
        &mut out,
        METADATA,
        metadata.ok_or("the library has no lib.rmeta")?,
    );
    add(&mut out, "merged.o", object);
    fs::write(to, out)?;
    Ok(())
}

/// A rustc archive's members in order, without its tables of symbols and of long names.
fn members(archive: &[u8]) -> Result<Vec<(&str, &[u8])>, Box<dyn Error>> {
    let mut rest = archive
        .strip_prefix(MAGIC)
        .ok_or("the library is not an archive")?;
    let mut found = Vec::new();
    while rest.len() >= HEADER {
        let name = str::from_utf8(&rest[..16])?.trim_end();
        let size: usize = str::from_utf8(&rest[SIZE_AT..SIZE_AT + 10])?
            .trim_end()
            .parse()?;
        let data = rest
            .get(HEADER..HEADER + size)
            .ok_or("the library is cut short")?;
        if name != "/" && name != "//" {
            found.push((name.strip_suffix('/').unwrap_or(name), data));
        }
        rest = rest.get(HEADER + size + size % 2..).unwrap_or_default();
    }
    Ok(found)
}

fn add(archive: &mut Vec<u8>, name: &str, data: &[u8]) {
    let name = format!("{name}/");
    archive.extend(
        format!(
            "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
            0,
            0,
            0,
            "644",
            data.len()
        )
        .bytes(),
    );
    archive.extend(data);
    if data.len() % 2 == 1 {
        archive.push(b'\n');
    }
}
