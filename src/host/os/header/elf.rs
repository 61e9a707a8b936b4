//! ELF, of both classes and both byte orders (System V gABI, chapters 4 and 5).

use xdoctor_checks::answer::Header;

use super::Source;

const PT_INTERP: u32 = 3;
/// A linker writes some ten; a file with more is made up.
const MAX_PROGRAM_HEADERS: u16 = 64;
/// As long as Linux allows the name to be (`PATH_MAX`).
const MAX_INTERPRETER: u64 = 4096;

pub(super) fn header(source: &mut Source) -> Option<Header> {
    let ident = source.bytes(0, 16)?;
    let (bits, little) = match (ident.get(..4)?, ident[4], ident[5]) {
        (b"\x7fELF", 1, 1) => (32, true),
        (b"\x7fELF", 1, 2) => (32, false),
        (b"\x7fELF", 2, 1) => (64, true),
        (b"\x7fELF", 2, 2) => (64, false),
        _ => return None,
    };
    let machine = source.u16(18, little)?;
    let interpreter = interpreter(source, bits == 64, little);
    Some(Header::Elf { arch: arch(machine, bits), bits, little_endian: little, interpreter })
}

/// The text of the segment `PT_INTERP`.
fn interpreter(source: &mut Source, wide: bool, little: bool) -> Option<String> {
    let (table, size, count) = if wide {
        (source.u64(32, little)?, source.u16(54, little)?, source.u16(56, little)?)
    } else {
        (source.u32(28, little)?.into(), source.u16(42, little)?, source.u16(44, little)?)
    };
    for index in 0..count.min(MAX_PROGRAM_HEADERS) {
        let at = table.checked_add(u64::from(index) * u64::from(size))?;
        if source.u32(at, little)? != PT_INTERP {
            continue;
        }
        let (offset, len) = if wide {
            (source.u64(at + 8, little)?, source.u64(at + 32, little)?)
        } else {
            (source.u32(at + 4, little)?.into(), source.u32(at + 16, little)?.into())
        };
        let bytes = source.bytes(offset, usize::try_from(len.min(MAX_INTERPRETER)).ok()?)?;
        let text = bytes.split(|byte| *byte == 0).next()?;
        return Some(String::from_utf8_lossy(text).into_owned());
    }
    None
}

/// rustc's name for `e_machine` (the gABI's registry, "Machine Information").
fn arch(machine: u16, bits: u8) -> String {
    let name = match (machine, bits) {
        (2 | 18, _) => "sparc",
        (3 | 6, _) => "x86",
        (4, _) => "m68k",
        (8, 32) => "mips",
        (8, _) => "mips64",
        (20, _) => "powerpc",
        (21, _) => "powerpc64",
        (22, _) => "s390x",
        (40, _) => "arm",
        (43, _) => "sparc64",
        (62, _) => "x86_64",
        (83, _) => "avr",
        (94, _) => "xtensa",
        (105, _) => "msp430",
        (164, _) => "hexagon",
        (183, _) => "aarch64",
        (190, _) => "nvptx64",
        (224, _) => "amdgpu",
        (243, 32) => "riscv32",
        (243, _) => "riscv64",
        (247, _) => "bpf",
        (252, _) => "csky",
        (258, 32) => "loongarch32",
        (258, _) => "loongarch64",
        _ => return machine.to_string(),
    };
    name.to_owned()
}
