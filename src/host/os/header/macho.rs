//! Mach-O, thin and fat (`<mach-o/loader.h>`, `<mach-o/fat.h>`).

use xdoctor_checks::answer::Header;

use super::Source;

/// A Java class begins like a fat file; its second word is a version of 45 or more, which no number of slices reaches.
const MAX_SLICES: u32 = 32;

pub(super) fn header(source: &mut Source) -> Option<Header> {
    let archs = match source.u32(0, false)? {
        0xfeed_face | 0xfeed_facf => vec![arch(source.u32(4, false)?)],
        0xcefa_edfe | 0xcffa_edfe => vec![arch(source.u32(4, true)?)],
        0xcafe_babe => slices(source, 20)?,
        0xcafe_babf => slices(source, 32)?,
        _ => return None,
    };
    Some(Header::MachO { archs })
}

/// The architectures in a fat header, whose entries are so long. It is big-endian always.
fn slices(source: &mut Source, entry: u64) -> Option<Vec<String>> {
    let count = source.u32(4, false)?;
    if count == 0 || count > MAX_SLICES {
        return None;
    }
    (0..u64::from(count)).map(|index| Some(arch(source.u32(8 + index * entry, false)?))).collect()
}

/// rustc's name for `cputype`. The subtype does not matter to it: `arm64e` is `aarch64` too.
fn arch(cpu: u32) -> String {
    let name = match cpu {
        7 => "x86",
        12 => "arm",
        18 => "powerpc",
        0x0100_0007 => "x86_64",
        0x0100_000c => "aarch64",
        0x0100_0012 => "powerpc64",
        0x0200_000c => "arm64_32",
        _ => return cpu.to_string(),
    };
    name.to_owned()
}
