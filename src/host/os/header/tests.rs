use std::io::Write;

use super::*;

/// The header of a file with these bytes.
fn header(bytes: &[u8]) -> Header {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    of(&files::real(file.path()).expect("a path"))
}

/// An ELF file with one program header, which names `interpreter`.
fn elf(bits: u8, little: bool, machine: u16, interpreter: &str) -> Vec<u8> {
    let mut bytes = vec![0; 256];
    let mut put = |at: usize, value: u64, len: usize| {
        let all = if little { value.to_le_bytes() } else { value.to_be_bytes() };
        bytes[at..at + len].copy_from_slice(if little { &all[..len] } else { &all[8 - len..] });
    };
    put(18, machine.into(), 2);
    let text = interpreter.len() as u64 + 1;
    if bits == 64 {
        for (at, value, len) in [(32, 64, 8), (54, 56, 2), (56, 1, 2), (64, 3, 4), (72, 200, 8), (96, text, 8)] {
            put(at, value, len);
        }
    } else {
        for (at, value, len) in [(28, 52, 4), (42, 32, 2), (44, 1, 2), (52, 3, 4), (56, 200, 4), (68, text, 4)] {
            put(at, value, len);
        }
    }
    bytes[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', if bits == 64 { 2 } else { 1 }, if little { 1 } else { 2 }]);
    bytes[200..200 + interpreter.len()].copy_from_slice(interpreter.as_bytes());
    bytes
}

fn coff(machine: u16) -> Vec<u8> {
    [&machine.to_le_bytes()[..], &[1, 0], &[0; 40]].concat()
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, contents) in members {
        writeln!(bytes, "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`", 0, 0, 0, 644, contents.len()).expect("in memory");
        bytes.extend(*contents);
        bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    }
    bytes
}

#[test]
fn elf_of_every_class_and_byte_order() {
    for (bits, little, machine, arch) in [
        (64, true, 62, "x86_64"),
        (32, true, 62, "x86_64"),
        (32, true, 40, "arm"),
        (64, false, 22, "s390x"),
        (32, false, 8, "mips"),
        (64, true, 243, "riscv64"),
        (64, true, 999, "999"),
    ] {
        let expected = Header::Elf {
            arch: arch.into(),
            bits,
            little_endian: little,
            interpreter: Some("/lib/ld-musl.so.1".into()),
        };
        assert_eq!(header(&elf(bits, little, machine, "/lib/ld-musl.so.1")), expected);
    }
}

#[test]
fn a_truncated_elf_file_still_has_its_machine() {
    let expected = Header::Elf { arch: "aarch64".into(), bits: 64, little_endian: true, interpreter: None };
    assert_eq!(header(&elf(64, true, 183, "/lib/ld.so")[..70]), expected);
}

#[test]
fn mach_o_thin_and_fat() {
    let thin = [0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1, 0, 0, 0, 0];
    assert_eq!(header(&thin), Header::MachO { archs: vec!["aarch64".into()] });
    let mut fat = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2];
    fat.extend([[1, 0, 0, 7], [0; 4], [0; 4], [0; 4], [0; 4]].concat());
    fat.extend([[1, 0, 0, 12], [0; 4], [0; 4], [0; 4], [0; 4]].concat());
    assert_eq!(header(&fat), Header::MachO { archs: vec!["x86_64".into(), "aarch64".into()] });
    let java_class = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0, 10];
    assert_eq!(header(&java_class), Header::Other);
}

#[test]
fn pe_images_and_coff_objects() {
    let mut image = b"MZ".to_vec();
    image.resize(0x80, 0);
    image[0x3c] = 0x80;
    image.extend(b"PE\0\0\x64\x86");
    assert_eq!(header(&image), Header::Pe { arch: "x86_64".into() });
    assert_eq!(header(&coff(0xaa64)), Header::Pe { arch: "aarch64".into() });
    assert_eq!(
        header(b"MZ is how this text begins, by chance. It goes on until byte sixty-four, and past it."),
        Header::Other
    );
}

#[test]
fn scripts_name_their_interpreter() {
    for (text, interpreter) in
        [("#!/bin/sh -e\nexit", "/bin/sh"), ("#! /usr/bin/env python\n", "/usr/bin/env"), ("#!/x", "/x")]
    {
        assert_eq!(header(text.as_bytes()), Header::Script { interpreter: interpreter.into() }, "{text}");
    }
    assert_eq!(header(b"#!\n"), Header::Other);
}

#[test]
fn archives_show_their_first_object() {
    let object = elf(64, true, 183, "");
    let found = Header::Archive { member: Some(Box::new(header(&object))) };
    let rlib: &[(&str, &[u8])] =
        &[("/", b"abc"), ("//", b"long names"), ("lib.rmeta/", b"rust meta"), ("a.o/", &object)];
    let bsd = [b"long-name-of-x.o\0\0\0\0".as_slice(), &object].concat();
    let bsd: &[(&str, &[u8])] = &[("__.SYMDEF SORTED", b"xy"), ("#1/20", &bsd)];
    let import: &[(&str, &[u8])] = &[("/", b""), ("a.dll/", &[0, 0, 0xff, 0xff, 0, 0, 0x64, 0x86, 0, 0])];
    assert_eq!(header(&archive(rlib)), found);
    assert_eq!(header(&archive(bsd)), found);
    assert_eq!(
        header(&archive(import)),
        Header::Archive { member: Some(Box::new(Header::Pe { arch: "x86_64".into() })) }
    );
    assert_eq!(header(&archive(&[])), Header::Archive { member: None });
    assert_eq!(header(b"!<thin>\n"), Header::Archive { member: None });
}

#[test]
fn anything_else_is_something_else() {
    for bytes in [&b""[..], b"\0asm", b"/* GNU ld script */ GROUP ( /lib/libc.so.6 )", b"\x7fELF"] {
        let expected = if bytes == b"\0asm" { Header::Wasm } else { Header::Other };
        assert_eq!(header(bytes), expected);
    }
}
