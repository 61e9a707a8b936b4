//! The text of a generated configuration file: the settings that matter, in every shape that TOML has for them.

use std::{collections::BTreeSet, fmt::Write};

use crate::{hierarchy::Care, random::Random};

pub(crate) const HOST: &str = "x86_64-unknown-linux-gnu";
pub(crate) const TARGETS: [&str; 4] =
    [HOST, "aarch64-unknown-linux-gnu", "thumbv8m.main-none-eabi", "riscv64gc-unknown-linux-gnu"];

const TABLES: [&str; 14] = [
    HOST,
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "thumbv8m.main-none-eabi",
    "'thumbv8m.main-none-eabi'",
    "riscv64gc-unknown-linux-gnu",
    "aarch64-unknown-linux-gun",
    "'cfg(unix)'",
    "'cfg(target_os = \"linux\")'",
    "\"cfg(all(unix, not(target_arch = \\\"aarch64\\\")))\"",
    "'cfg(target_feature = \"crt-static\")'",
    "'cfg(any(windows, target_arch = \"arm\"))'",
    "'cfg(special)'",
    "'cfg(unix'",
];

const PROGRAMS: [&str; 9] =
    ["aarch64-linux-gnu-gcc", "clang", "tools/cc", "./cc", "../up/cc", "/opt/cc", "zig cc", "", "käse"];

const FLAGS: [&str; 11] = [
    "-Clink-arg=-s",
    "-Ctarget-feature=+crt-static",
    "-C target-feature=-crt-static",
    "--cfg special",
    "-Clinker=ld.lld",
    "-L native=x",
    "",
    "-Dwarnings",
    "-C  debuginfo=1",
    "--cfg\\u0020other",
    "--cfg\\x20other",
];

/// One assignment: the way to it, and its value as TOML.
struct Setting {
    path: Vec<String>,
    value: String,
}

/// A file's text.
pub(crate) fn text(random: &mut Random, care: Care) -> String {
    let count = random.below(7);
    let mut settings: Vec<Setting> = Vec::new();
    for _ in 0..count {
        let setting = one(random, care);
        if !settings.iter().any(|other| clash(&other.path, &setting.path)) {
            settings.push(setting);
        }
    }
    let mut text = render(random, &settings);
    if random.one_in(12) {
        text.insert_str(0, "# a comment\n\n");
    }
    if random.one_in(15) {
        text = text.replace('\n', "\r\n");
    }
    if random.one_in(20) {
        text.insert(0, '\u{feff}');
    }
    text
}

fn clash(a: &[String], b: &[String]) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

fn one(random: &mut Random, care: Care) -> Setting {
    let sane = care == Care::Sane;
    let odd = !sane && random.one_in(60);
    let path = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let (path, value) = match random.below(20) {
        0..=5 => {
            let table = random.pick(&TABLES);
            let field = random.pick(&["linker", "linker", "runner", "rustflags", "rustflags", "rustdocflags", "ar"]);
            // An unquoted dotted triple is several keys, as it is for whoever writes it.
            let mut path = vec!["target".to_owned()];
            if table.starts_with(['\'', '"']) {
                path.push(table.to_owned());
            } else {
                path.extend(table.split('.').map(str::to_owned));
            }
            path.push(field.to_owned());
            let value = match field {
                "linker" | "ar" => quoted(random, &PROGRAMS),
                "runner" => list_or_string(random, &["qemu-aarch64", "tools/run", "-L", "/usr"], sane),
                _ => list_or_string(random, &FLAGS, true),
            };
            (path, value)
        }
        6 => (path(&["build", "target"]), list_or_string(random, &TARGETS, true)),
        7 | 8 => (path(&["build", random.pick(&["rustflags", "rustdocflags"])]), list_or_string(random, &FLAGS, true)),
        9 => (path(&["build", "jobs"]), random.pick(&["1", "2", "\"default\"", "-1", "0x2"]).to_owned()),
        10 => (path(&["build", "incremental"]), random.pick(&["true", "false"]).to_owned()),
        11 | 12 => (path(&["env", random.pick(&["A", "B", "CC_aarch64"])]), quoted(random, &PROGRAMS)),
        13..=15 => {
            let name = random.pick(&["A", "B", "SYSROOT"]);
            let value = quoted(random, &PROGRAMS);
            let force = random.pick(&["", ", force = true", ", force = false"]);
            let relative = random.pick(&["", ", relative = true", ", relative = true"]);
            (
                path(&["env", name]),
                match random.below(12) {
                    // TOML 1.1.
                    0 => format!("{{ value = {value}{force}{relative}, }}"),
                    1 => format!("{{\n  value = {value}{force}{relative} # last\n}}"),
                    _ => format!("{{ value = {value}{force}{relative} }}"),
                },
            )
        }
        16 => (path(&["alias", random.pick(&["x", "y"])]), list_or_string(random, &["build", "--release"], true)),
        17 => (path(&["net", "retry"]), random.pick(&["1", "2"]).to_owned()),
        18 if !sane => {
            let value =
                random.pick(&["1", "true", "'x'", "['x']", "[1, 'x', ['y']]", "{ a = 1 }", "[{ a = 1 }]", "[]"]);
            (path(&[random.pick(&["extra", "paths", "doc"]), "key"]), value.to_owned())
        }
        18 => (path(&["build", "target-dir"]), "'target'".to_owned()),
        _ => {
            let fields = ["quiet", "verbose", "color", "unicode", "progress.when", "progress.width"];
            let field = random.pick(if sane { &fields[..1] } else { &fields });
            let value = match field {
                "color" => random.pick(&["'auto'", "'never'", "'pink'"]),
                "progress.when" => random.pick(&["'auto'", "'always'"]),
                "progress.width" => "80",
                _ => random.pick(if sane { &["false"] } else { &["false", "true"] }),
            };
            let mut path = path(&["term"]);
            path.extend(field.split('.').map(str::to_owned));
            (path, value.to_owned())
        }
    };
    let value = if odd {
        random.pick(&["1", "true", "'one'", "['x']", "[1]", "{ x = 1 }", "[]", "1.5", "1979-05-27"]).to_owned()
    } else {
        value
    };
    Setting { path, value }
}

fn quoted(random: &mut Random, from: &[&str]) -> String {
    let text = random.pick(from);
    match random.below(4) {
        0 if !text.contains('\\') => format!("'{text}'"),
        1 => format!("\"\"\"{text}\"\"\""),
        _ => format!("\"{text}\""),
    }
}

/// A list in one of its shapes, or one string with spaces.
fn list_or_string(random: &mut Random, from: &[&str], may_be_empty: bool) -> String {
    let count = random.below(4).max(usize::from(!may_be_empty));
    if random.one_in(3) {
        let words: Vec<_> =
            (0..count).map(|_| random.pick(from)).filter(|word| may_be_empty || !word.is_empty()).collect();
        return format!("\"{}\"", words.join(random.pick(&[" ", "  ", "\\t"])));
    }
    let elements: Vec<_> = (0..count).map(|_| quoted(random, from)).collect();
    match random.below(3) {
        0 => format!("[{}]", elements.join(", ")),
        1 => format!("[ {}{} ]", elements.join(" ,"), if elements.is_empty() { "" } else { "," }),
        _ => format!("[ # first\n  {}\n]", elements.join(",\n  ")),
    }
}

/// Each first key's settings in one of three ways: dotted at the top, below the header of each table, or below the first
/// key's header. Mixing them is a duplicate key.
fn render(random: &mut Random, settings: &[Setting]) -> String {
    let mut top = String::new();
    let mut below = String::new();
    let roots: BTreeSet<_> = settings.iter().map(|setting| setting.path[0].clone()).collect();
    for root in roots {
        let depth = [0, 1, usize::MAX][random.below(3)];
        let mut tables: Vec<(&[String], String)> = Vec::new();
        for Setting { path, value } in settings.iter().filter(|setting| setting.path[0] == root) {
            let (header, rest) = path.split_at(depth.min(path.len() - 1));
            let line = format!("{} = {value}\n", rest.join(random.pick(&[".", " . "])));
            match tables.iter_mut().find(|(name, _)| *name == header) {
                Some((_, lines)) => lines.push_str(&line),
                None => tables.push((header, line)),
            }
        }
        for (header, lines) in tables {
            if header.is_empty() {
                top.push_str(&lines);
            } else {
                let _ = write!(below, "[{}]\n{lines}", header.join("."));
            }
        }
    }
    top + &below
}
