//! Reads field offsets from BTF, the kernel's own description of its types. It reads only what that needs: no
//! C declarations, no module BTF, no relocations.
//!
//! Format: <https://docs.kernel.org/bpf/btf.html>.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};

const MAGIC: u16 = 0xeb9f;
const HEADER_LEN: usize = 24;
/// Bytes of the part that every type has: name, info, and size or type.
const COMMON_LEN: usize = 12;
/// Bytes of one member of a struct or union: name, type, bit offset.
const MEMBER_LEN: usize = 12;

const KIND_STRUCT: u32 = 4;
const KIND_UNION: u32 = 5;
const KIND_TYPEDEF: u32 = 8;
const KIND_VOLATILE: u32 = 9;
const KIND_CONST: u32 = 10;
const KIND_RESTRICT: u32 = 11;
const KIND_TYPE_TAG: u32 = 18;

/// The types of one kernel.
pub struct Btf {
    data: Vec<u8>,
    /// Where each type starts in `data`; index 0 is type id 1.
    types: Vec<usize>,
    strings: usize,
}

/// A member found by name: its offset in bytes from the start of the struct that was searched, and its type id.
struct Field {
    offset: u32,
    type_id: u32,
}

impl Btf {
    /// Reads a file such as /sys/kernel/btf/vmlinux.
    pub fn from_file(path: &Path) -> Result<Self> {
        Self::parse(fs::read(path)?)
    }

    /// Errors when `data` is not BTF in this machine's byte order, or is cut off.
    pub fn parse(data: Vec<u8>) -> Result<Self> {
        let magic = data.get(..2).context("it is empty")?;
        if u16::from_ne_bytes([magic[0], magic[1]]) != MAGIC {
            bail!("it is not BTF of this byte order");
        }
        let header_len = word(&data, 4)? as usize;
        if header_len < HEADER_LEN {
            bail!("its header has {header_len} bytes, expected {HEADER_LEN} or more");
        }
        let start = header_len + word(&data, 8)? as usize;
        let end = start + word(&data, 12)? as usize;
        let strings = header_len + word(&data, 16)? as usize;
        let mut types = Vec::new();
        let mut at = start;
        while at < end {
            types.push(at);
            at += COMMON_LEN + tail_len(word(&data, at + 4)?)?;
        }
        Ok(Self {
            data,
            types,
            strings,
        })
    }

    /// Bytes from the start of struct `name` to the field at `path`; dots in it lead into nested structs.
    pub fn offset_of(&self, name: &str, path: &str) -> Result<u32> {
        let mut at = self.struct_named(name)?;
        let mut offset = 0;
        for part in path.split('.') {
            let Some(field) = self.field(at, part)? else {
                bail!("struct {name} has no {path} ({part} is missing)");
            };
            offset += field.offset;
            at = self.resolve(field.type_id)?;
        }
        Ok(offset)
    }

    /// Size of struct `name` in bytes.
    pub fn size_of(&self, name: &str) -> Result<u32> {
        word(&self.data, self.struct_named(name)? + 8)
    }

    fn struct_named(&self, name: &str) -> Result<usize> {
        for &at in &self.types {
            if kind(word(&self.data, at + 4)?) == KIND_STRUCT && self.name_is(at, name)? {
                return Ok(at);
            }
        }
        bail!("it has no struct {name}")
    }

    /// The member `name` of the struct or union at `at`, also inside its unnamed structs and unions.
    fn field(&self, at: usize, name: &str) -> Result<Option<Field>> {
        let info = word(&self.data, at + 4)?;
        if !matches!(kind(info), KIND_STRUCT | KIND_UNION) {
            return Ok(None);
        }
        for i in 0..vlen(info) {
            let member = at + COMMON_LEN + i * MEMBER_LEN;
            let bits = word(&self.data, member + 8)?;
            // With the flag set, the top byte is the size of a bit field; none of our fields is one.
            let bits = if info >> 31 == 1 {
                bits & 0x00ff_ffff
            } else {
                bits
            };
            let field = Field {
                offset: bits / 8,
                type_id: word(&self.data, member + 4)?,
            };
            if self.name_is(member, name)? {
                return Ok(Some(field));
            }
            if word(&self.data, member)? == 0
                && let Some(inner) = self.field(self.resolve(field.type_id)?, name)?
            {
                return Ok(Some(Field {
                    offset: field.offset + inner.offset,
                    ..inner
                }));
            }
        }
        Ok(None)
    }

    /// Follows typedefs and qualifiers.
    fn resolve(&self, type_id: u32) -> Result<usize> {
        let mut id = type_id;
        for _ in 0..32 {
            let index = (id as usize).checked_sub(1).context("a type is void")?;
            let at = *self
                .types
                .get(index)
                .with_context(|| format!("it has no type {id}"))?;
            match kind(word(&self.data, at + 4)?) {
                KIND_TYPEDEF | KIND_VOLATILE | KIND_CONST | KIND_RESTRICT | KIND_TYPE_TAG => {
                    id = word(&self.data, at + 8)?;
                }
                _ => return Ok(at),
            }
        }
        bail!("the chain of typedefs from type {type_id} does not end")
    }

    /// Whether the entry at `at`, which begins with the offset of its name, is called `name`.
    fn name_is(&self, at: usize, name: &str) -> Result<bool> {
        let start = self.strings + word(&self.data, at)? as usize;
        let bytes = self.data.get(start..).unwrap_or_default();
        Ok(bytes
            .strip_prefix(name.as_bytes())
            .is_some_and(|rest| rest.first() == Some(&0)))
    }
}

fn word(data: &[u8], at: usize) -> Result<u32> {
    let bytes = data
        .get(at..at + 4)
        .with_context(|| format!("it ends before byte {at}"))?;
    Ok(u32::from_ne_bytes(bytes.try_into().expect("4 bytes")))
}

fn kind(info: u32) -> u32 {
    (info >> 24) & 0x1f
}

fn vlen(info: u32) -> usize {
    (info & 0xffff) as usize
}

/// Bytes that follow the common part of a type.
fn tail_len(info: u32) -> Result<usize> {
    Ok(match kind(info) {
        // int, var, decl_tag
        1 | 14 | 17 => 4,
        // ptr, fwd, typedef, volatile, const, restrict, func, float, type_tag
        2 | 7..=12 | 16 | 18 => 0,
        // array
        3 => 12,
        // struct, union, datasec, enum64
        4 | 5 | 15 | 19 => vlen(info) * 12,
        // enum, func_proto
        6 | 13 => vlen(info) * 8,
        other => bail!("it holds a type of the unknown kind {other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// struct outer { int a; struct { wrap_t inner; }; }; struct inner { int x; int y; }; typedef struct inner wrap_t;
    fn sample() -> Vec<u8> {
        let strings = b"\0int\0outer\0a\0inner\0x\0y\0wrap_t\0nested\0";
        let place = |name: &str| {
            let needle: Vec<u8> = [b"\0", name.as_bytes(), b"\0"].concat();
            strings
                .windows(needle.len())
                .position(|part| part == needle)
                .unwrap() as u32
                + 1
        };
        let info = |kind: u32, vlen: u32| kind << 24 | vlen;
        let types: Vec<u32> = [
            vec![place("int"), info(1, 0), 4, 0x0100_0020], // 1
            vec![
                place("inner"),
                info(KIND_STRUCT, 2),
                8,
                place("x"),
                1,
                0,
                place("y"),
                1,
                32,
            ], // 2
            vec![place("wrap_t"), info(KIND_TYPEDEF, 0), 2], // 3
            vec![0, info(KIND_STRUCT, 1), 8, place("nested"), 3, 0], // 4
            vec![
                place("outer"),
                info(KIND_STRUCT, 2),
                16,
                place("a"),
                1,
                0,
                0,
                4,
                64,
            ], // 5
        ]
        .concat();
        let mut data = Vec::new();
        data.extend(MAGIC.to_ne_bytes());
        data.extend([1, 0]);
        let types_len = types.len() as u32 * 4;
        for number in [24, 0, types_len, types_len, strings.len() as u32] {
            data.extend(number.to_ne_bytes());
        }
        types
            .iter()
            .for_each(|number| data.extend(number.to_ne_bytes()));
        data.extend(strings);
        data
    }

    #[test]
    fn finds_fields_through_unnamed_structs_and_typedefs() {
        let btf = Btf::parse(sample()).unwrap();
        assert_eq!(btf.offset_of("outer", "a").unwrap(), 0);
        assert_eq!(btf.offset_of("outer", "nested").unwrap(), 8);
        assert_eq!(btf.offset_of("outer", "nested.y").unwrap(), 12);
        assert_eq!(btf.size_of("outer").unwrap(), 16);
    }

    #[test]
    fn names_what_is_missing() {
        let btf = Btf::parse(sample()).unwrap();
        let error = |result: Result<u32>| result.unwrap_err().to_string();
        assert_eq!(
            error(btf.offset_of("outer", "nested.z")),
            "struct outer has no nested.z (z is missing)"
        );
        assert_eq!(
            error(btf.offset_of("absent", "a")),
            "it has no struct absent"
        );
        assert_eq!(error(btf.size_of("x")), "it has no struct x");
    }

    #[test]
    fn refuses_what_is_not_btf() {
        let error = |data: Vec<u8>| Btf::parse(data).err().unwrap().to_string();
        assert_eq!(error(vec![]), "it is empty");
        assert_eq!(error(vec![0; 64]), "it is not BTF of this byte order");
        let mut cut = sample();
        cut.truncate(60);
        assert!(error(cut).starts_with("it ends before byte"));
    }
}
