//! A million lines of everything: no panic, no escape code in what is shown, and no more time for a piece than its length.

use xdoctor_checks::explain::Reader;

/// Marsaglia's xorshift: the same lines in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).expect("a small bound")).expect("below a usize")
    }
}

/// Pieces of what tools print, of what terminals understand, and of what nobody does.
const PIECES: [&[u8]; 42] = [
    b"error: linker `cc` not found",
    b"error[E0463]: can't find crate for `core`",
    b"  = note: the `aarch64-unknown-linux-gnu` target may not be installed",
    b"error: failed to run custom build command for `openssl-sys v0.9.80`",
    b"error: could not compile `demo` (build script) due to 1 previous error",
    b"   Compiling demo v0.1.0",
    b"    Finished `dev` profile [unoptimized] target(s) in 0.1s",
    b"/usr/bin/ld: cannot find -lssl",
    b"warning: ring@0.17.0: ",
    b"cargo:warning=",
    b"2024-05-01T12:34:56.1234567Z ",
    b"##[error]",
    b"#12 3.4 ",
    b"web_1  | ",
    b"some-job: ",
    b"CUSTOMBUILD : error : linker `cc` not found [D:\\demo.vcxproj]",
    b"{\"reason\":\"compiler-message\",\"message\":{\"rendered\":\"error: linker `x y` not found\\n\"}}",
    b"{\"rendered\":",
    b"--- stderr",
    b"TARGET = Some(\"wasm32-unknown-unknown\")",
    b"\x1b[0m",
    b"\x1b[38;5;9m",
    b"\x1b]8;;https://example.org\x07",
    b"\x1b]0;",
    b"\x1b",
    b"\x1b[",
    b"\x1bP",
    b"\x9b31m",
    b"\r",
    b"\x08\x07\x00",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"\xc3",
    b"\t",
    b" ",
    b"|",
    b"> ",
    b"12 | ",
    b"`",
    b"-l",
    b": not found",
    "系统找不到指定的文件".as_bytes(),
];

#[test]
fn a_million_lines_of_everything_are_read() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut piece = Vec::new();
    let mut lines = 0;
    let mut readers = 0;
    while lines < 1_000_000 {
        let mut reader = Reader::default();
        // Many short logs and a few long ones.
        let length = [10, 1000, 100_000][random.below(3)];
        for _ in 0..length {
            piece.clear();
            // Most lines of a log say nothing.
            let parts = if random.below(8) == 0 { random.below(5) } else { 0 };
            for _ in 0..parts {
                piece.extend_from_slice(PIECES[random.below(PIECES.len())]);
            }
            if parts == 0 {
                piece.extend_from_slice(b"   nothing of interest stands here");
            }
            piece.push(b'\n');
            reader.push(&piece);
        }
        lines += length;
        readers += 1;
        let found = reader.finish(&[]);
        let shown = found.causes.iter().flat_map(|cause| cause.lines.iter().map(|(_, text)| text.as_str()));
        for text in shown.chain(found.ordinary.iter().map(|line| line.text.as_str())) {
            assert!(!text.contains(char::is_control), "{text:?}");
            assert!(text.len() <= 400, "{}", text.len());
        }
    }
    assert!(lines >= 1_000_000 && readers > 10, "{lines} lines in {readers} logs");
}

#[test]
fn a_line_without_end_takes_no_more_than_its_length() {
    for unit in
        ["\u{1b}]", "\u{1b}[", "[", "| ", "> ", "warning: a@1: ", "error: linker `", "\r", "é", "{\"rendered\":"]
    {
        let mut reader = Reader::default();
        for _ in 0..64 {
            reader.push(unit.repeat(8 << 10).as_bytes());
        }
        let _ = reader.finish(&[]);
    }
}
