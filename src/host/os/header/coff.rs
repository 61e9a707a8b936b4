//! PE images and the COFF objects they are linked from (Microsoft's "PE Format").

use xdoctor_checks::answer::Header;

use super::Source;

pub(super) fn header(source: &mut Source) -> Option<Header> {
    image(source).or_else(|| object(source))
}

fn image(source: &mut Source) -> Option<Header> {
    if !source.head.starts_with(b"MZ") {
        return None;
    }
    let at = source.u32(0x3c, true)?.into();
    if source.bytes(at, 4)? != b"PE\0\0" {
        return None;
    }
    let machine = source.u16(at + 4, true)?;
    Some(Header::Pe { arch: arch(machine).map_or_else(|| machine.to_string(), str::to_owned) })
}

/// An object has no magic number: a known machine and no optional header must do. What an import library holds, and an
/// object with many sections, begins with 0 and 0xffff, and the machine follows.
fn object(source: &mut Source) -> Option<Header> {
    let machine = if source.u32(0, true)? == 0xffff_0000 {
        source.u16(6, true)?
    } else if source.u16(16, true)? == 0 && source.u16(2, true)? > 0 {
        source.u16(0, true)?
    } else {
        return None;
    };
    Some(Header::Pe { arch: arch(machine)?.to_owned() })
}

/// rustc's name for a machine type.
fn arch(machine: u16) -> Option<&'static str> {
    Some(match machine {
        0x014c => "x86",
        0x8664 => "x86_64",
        0xaa64 => "aarch64",
        0xa641 => "arm64ec",
        0x01c0 | 0x01c2 | 0x01c4 => "arm",
        _ => return None,
    })
}
