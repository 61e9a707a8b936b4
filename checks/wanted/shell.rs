//! Words of scripts: shells, `make` and `just` alike, as far as it takes to see what cargo and rustup are told.
//!
//! Nothing is expanded. A word with a variable in it names no target; a comment, or the text that `echo` prints, neither.

use super::{
    builders::{Found, built_by},
    spot::{BuiltBy, Lines, of_android_abi, triples},
    words::{Command, Dialect, Word, commands},
};
use crate::targets::names;

/// The targets that a script names. `base` is where `text` begins in the file that `lines` knows.
pub(crate) fn scan(text: &str, base: usize, lines: &Lines<'_>, dialect: Dialect) -> Found {
    let mut reader = Reader { lines, found: Found::default(), built_by: BuiltBy::Unsaid };
    for command in commands(text, base, dialect) {
        reader.command(&command, dialect);
    }
    reader.found
}

/// The targets in arguments that are cargo's: an alias, an action's input.
pub(crate) fn cargo_arguments(text: &str, base: usize, lines: &Lines<'_>) -> Found {
    let mut reader = Reader { lines, found: Found::default(), built_by: BuiltBy::Unsaid };
    for command in commands(text, base, Dialect::Shell) {
        reader.built_by = built_by("cargo", command.words.iter().map(|word| word.text.as_str()));
        reader.target_flags(&command.words, Trust::Anything);
    }
    reader.found
}

/// What is taken for a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The tool takes nothing but triples: misspelt ones count.
    Anything,
    /// A triple is meant, or else something of another kind: what has the shape of one counts.
    Shaped,
    /// Other tools have a `--target` too, and their own triples: only what rustc knows counts.
    Known,
}

/// Programs that only print what they are given.
const PRINTERS: &[&str] =
    &["echo", "printf", "print", "info", "warn", "error", "log", "Write-Host", "Write-Output", "git"];

/// Programs that hand a quoted command line on to a shell.
const SHELLS: &[&str] = &["bash", "sh", "zsh", "dash", "eval", "su", "ssh", "nix-shell", "docker", "podman", "wsl"];

/// Build tools whose `--target` is a triple.
const BUILDERS: &[&str] =
    &["rustc", "rustdoc", "maturin", "napi", "cargo-zigbuild", "cargo-xwin", "cargo-build", "tauri"];

/// Subcommands of cargo, its own and widely used ones, whose `--target` is a triple.
const SUBCOMMANDS: &[&str] = &[
    "apk",
    "auditable",
    "b",
    "bench",
    "build",
    "bundle",
    "c",
    "careful",
    "check",
    "clippy",
    "component",
    "deb",
    "doc",
    "espflash",
    "fetch",
    "fix",
    "generate-rpm",
    "hack",
    "install",
    "lambda",
    "llvm-cov",
    "miri",
    "ndk",
    "nextest",
    "objcopy",
    "r",
    "run",
    "rustc",
    "rustdoc",
    "size",
    "t",
    "tarpaulin",
    "tauri",
    "test",
    "tree",
    "wix",
    "xwin",
    "zigbuild",
];

struct Reader<'a> {
    lines: &'a Lines<'a>,
    found: Found,
    /// Who builds in the command that is being read.
    built_by: BuiltBy,
}

impl Reader<'_> {
    fn command(&mut self, command: &Command<'_>, dialect: Dialect) {
        let words = self.assignments(&command.words, dialect);
        if dialect == Dialect::Just {
            // A recipe's parameter with its default: `build target="...":`.
            for word in words {
                if let Some((name, value)) = word.assignment() {
                    self.assigned(name, word, value.trim_end_matches(':'));
                }
            }
        }
        let Some(program) = words.first().map(Word::program) else { return };
        if PRINTERS.contains(&program) {
            return;
        }
        if program == "for" {
            for word in words.iter().skip_while(|word| word.text != "in") {
                self.list(word, Trust::Known);
            }
            return;
        }
        if SHELLS.contains(&program) {
            for word in words.iter().filter(|word| word.text.contains(char::is_whitespace)) {
                if let Some((inside, base)) = word.inside() {
                    self.found.join(scan(inside, base, self.lines, Dialect::Shell));
                }
            }
        }
        let Some(at) = words.iter().position(|word| tool(word).is_some()) else {
            return self.target_flags(words, Trust::Known);
        };
        self.target_flags(&words[..at], Trust::Known);
        self.built_by = built_by(words[at].program(), words[at + 1..].iter().map(|word| word.text.as_str()));
        match (tool(&words[at]), &words[at + 1..]) {
            (Some(Tool::Rustup), arguments) => self.rustup(arguments),
            (Some(Tool::Cargo), arguments) => self.cargo(arguments),
            (Some(Tool::Builder), arguments) => self.target_flags(arguments, Trust::Anything),
            (None, _) => {}
        }
        self.built_by = BuiltBy::Unsaid;
    }

    fn cargo(&mut self, arguments: &[Word<'_>]) {
        let end = arguments.iter().position(|word| word.text == "--").unwrap_or(arguments.len());
        let (own, passed) = arguments.split_at(end);
        let subcommand =
            own.iter().find(|word| !word.text.starts_with(['-', '+'])).map_or("", |word| word.text.as_str());
        let trust = if SUBCOMMANDS.contains(&subcommand) { Trust::Anything } else { Trust::Known };
        self.target_flags(own, trust);
        self.target_flags(passed, Trust::Known);
        if subcommand == "ndk" {
            for pair in own.windows(2).filter(|pair| pair[0].text == "-t" || pair[0].text == "--target") {
                if of_android_abi(&pair[1].text).is_some() || pair[0].text == "-t" {
                    self.list(&pair[1], Trust::Anything);
                }
            }
        }
    }

    fn rustup(&mut self, arguments: &[Word<'_>]) {
        let mut plain = arguments.iter().filter(|word| !word.text.starts_with(['-', '+']));
        let adds = plain.next().is_some_and(|word| word.text == "target")
            && plain.next().is_some_and(|word| word.text == "add" || word.text == "install");
        if !adds {
            for pair in arguments.windows(2).filter(|pair| pair[0].text == "-t") {
                self.list(&pair[1], Trust::Anything);
            }
            return self.target_flags(arguments, Trust::Anything);
        }
        let mut plain = 0;
        let mut skip = false;
        for word in arguments {
            if std::mem::take(&mut skip) {
                continue;
            }
            // Where the output goes: `> /dev/null`, `2>&1`.
            if word.text.contains('>') {
                break;
            }
            skip = word.text == "--toolchain";
            if word.text.starts_with(['-', '+']) {
                continue;
            }
            plain += 1;
            if plain > 2 {
                self.list(word, Trust::Anything);
            }
        }
    }

    /// `--target T` and `--target=T`, also with several divided by commas.
    fn target_flags(&mut self, words: &[Word<'_>], trust: Trust) {
        for (index, word) in words.iter().enumerate() {
            if word.text == "--target" {
                if let Some(value) = words.get(index + 1) {
                    self.list(value, trust);
                }
            } else if let Some(value) = word.text.strip_prefix("--target=") {
                self.parts(word, value, trust);
            }
        }
    }

    /// Takes the assignments at the front of a command; the rest is the command.
    fn assignments<'w, 'a>(&mut self, words: &'w [Word<'a>], dialect: Dialect) -> &'w [Word<'a>] {
        const PREFIXES: &[&str] = &[
            "!", "@", "command", "declare", "do", "elif", "else", "env", "exec", "export", "if", "local", "readonly",
            "set", "sudo", "then", "time", "typeset", "until", "while", "define", "override",
        ];
        let mut rest = words;
        while let [first, after @ ..] = rest {
            if let Some((name, value)) = first.assignment() {
                self.assigned(name, first, value);
                // In a makefile, and in an array, what follows belongs to it; in a shell it is the command.
                if dialect == Dialect::Make || value.is_empty() {
                    for word in after {
                        self.assigned(name, word, &word.text);
                    }
                    return &[];
                }
                rest = after;
            } else if let [operator, values @ ..] = after
                && matches!(operator.text.as_str(), "=" | ":=" | "?=" | "+=" | "::=")
            {
                for word in values {
                    self.assigned(first.variable(), word, &word.text);
                }
                return &[];
            } else if PREFIXES.contains(&first.program()) || (first.text.starts_with('-') && rest.len() < words.len()) {
                rest = after;
            } else {
                break;
            }
        }
        rest
    }

    fn assigned(&mut self, name: &str, word: &Word<'_>, value: &str) {
        let upper = name.to_ascii_uppercase();
        if upper == "CARGO_BUILD_TARGET" {
            self.parts(word, value, Trust::Anything);
        } else if upper.contains("TARGET") || upper.contains("TRIPLE") {
            self.parts(word, value, Trust::Known);
        }
    }

    fn list(&mut self, word: &Word<'_>, trust: Trust) {
        self.parts(word, &word.text, trust);
    }

    /// The triples among the parts of `value`, which stands in `word`.
    fn parts(&mut self, word: &Word<'_>, value: &str, trust: Trust) {
        for part in items(value) {
            if part.contains(['$', '{']) {
                self.found.loose(&self.built_by);
            }
            let named = triples(part);
            let known = !named.is_empty()
                && named.iter().all(|(triple, _)| names::is_known(triple.as_str()) || triple.as_str() == "host-tuple");
            let taken = match trust {
                Trust::Anything => !named.is_empty() && part != "all",
                Trust::Shaped => known || names::looks_like_one(part),
                Trust::Known => known,
            };
            if taken && let Some(offset) = word.offset_of(part) {
                let mut spot = self.lines.spot(offset, part);
                spot.built_by = self.built_by.clone();
                self.found.spots.push(spot);
            }
        }
    }
}

/// What blanks and commas divide; an expression (`${{ matrix.target }}`) is one item with its blanks.
pub(crate) fn items(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (c.is_whitespace() || c == ',')
    })
    .filter(|item| !item.is_empty())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Cargo,
    Rustup,
    Builder,
}

fn tool(word: &Word<'_>) -> Option<Tool> {
    let program = word.program();
    match program {
        "cargo" | "cross" => Some(Tool::Cargo),
        "rustup" | "rustup-init" => Some(Tool::Rustup),
        _ if BUILDERS.contains(&program) => Some(Tool::Builder),
        // `$(CARGO)`, `${CARGO:-cargo}`, `{{cargo}}`, `$CROSS`
        _ if word.text.trim_start_matches(['@', '-', '+']).starts_with(['$', '{'])
            && !word.text.contains(char::is_whitespace) =>
        {
            let lower = word.text.to_ascii_lowercase();
            (lower.contains("cargo") || lower.contains("cross")).then_some(Tool::Cargo)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{spot::Spot, toml::tests::places},
        *,
    };

    fn read(text: &str, dialect: Dialect) -> Vec<Spot> {
        scan(text, 0, &Lines::new(text), dialect).settled()
    }

    fn sh(text: &str) -> Vec<String> {
        read(text, Dialect::Shell).into_iter().map(|spot| spot.written).collect()
    }

    #[test]
    fn cargo_is_told_its_target() {
        for text in [
            "cargo build --target a-b-c",
            "cargo +nightly build --release --target=a-b-c -Zx",
            "RUSTFLAGS='-C x' cargo build --target \"a-b-c\"",
            "cross build \\\n  --target a-b-c \\\n  --release",
            "if cargo test --target 'a-b-c'; then echo ok; fi",
            "timeout 60 cargo zigbuild --target a-b-c",
            "$CARGO build --target a-b-c",
            "${CARGO:-cargo} build --target a-b-c",
            "x && ~/.cargo/bin/cargo.exe check --target a-b-c || true",
            "bash -c 'cd x && cargo build --target a-b-c'",
            "export CARGO_BUILD_TARGET=a-b-c",
            "CARGO_BUILD_TARGET=a-b-c cargo build",
            "$env:CARGO_BUILD_TARGET = \"a-b-c\"",
            "rustup target add a-b-c",
            "rustup +nightly target add --toolchain nightly a-b-c",
            "rustup toolchain install nightly --profile minimal -t a-b-c",
            "npx napi build --target a-b-c",
            "python -m maturin build --target a-b-c",
            "(cd x; cargo build --target a-b-c)",
            "out=$(cargo build --target a-b-c)",
        ] {
            assert_eq!(sh(text), ["a-b-c"], "{text}");
        }
    }

    #[test]
    fn what_is_not_said_to_cargo_names_nothing() {
        for text in [
            "# cargo build --target a-b-c",
            "cargo build # --target a-b-c",
            "echo \"use --target wasm32-wasip1\"",
            "echo cargo build --target wasm32-wasip1",
            "git commit -m 'cargo build --target wasm32-wasip1'",
            "cargo build --target-dir x-y-z",
            "cargo build --target $TARGET",
            "cargo build --target \"${{ matrix.target }}\"",
            "cargo build --target={{target}}",
            "cargo run -- --target a-b-c",
            "cargo xtask dist --target web",
            "docker build --target builder .",
            "./configure --target=aarch64-linux-gnu",
            "esbuild --target es2020",
            "wasm-pack build --target web",
            "cargo tree --target all",
            "TARGET=aarch64-linux-gnu ./configure",
            "rustup target list",
            "rustup target remove a-b-c",
            "cargo build --target",
        ] {
            assert_eq!(sh(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn known_triples_count_wherever_a_target_is_meant() {
        for text in [
            "npm run build -- --target wasm32-wasip1",
            "for t in wasm32-wasip1; do x $t; done",
            "TARGETS=(wasm32-wasip1)",
            "TARGETS=\"wasm32-wasip1\"",
            "curl https://sh.rustup.rs | sh -s -- -y --target wasm32-wasip1",
            "cargo tauri build -- --target wasm32-wasip1",
        ] {
            assert_eq!(sh(text), ["wasm32-wasip1"], "{text}");
        }
    }

    #[test]
    fn several_at_once() {
        assert_eq!(sh("rustup target add a-b-c \\\n   d-e-f $X >/dev/null"), ["a-b-c", "d-e-f"]);
        assert_eq!(
            sh("TARGETS=(\n  wasm32-wasip1\n  wasm32-wasip2 # both\n)\ncargo build --target x-y"),
            ["wasm32-wasip1", "wasm32-wasip2", "x-y"]
        );
        assert_eq!(
            sh("cargo ndk -t arm64-v8a -t x86_64 --target armv7-linux-androideabi build"),
            ["armv7-linux-androideabi", "arm64-v8a", "x86_64"]
        );
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "set -e\n\n  cargo build --release \\\n    --target=\"a-b-c.2.17\" # --target d\n";
        assert_eq!(places(&read(text, Dialect::Shell)), [("a-b-c.2.17", 4, 15)]);
    }

    #[test]
    fn makefiles_assign_and_recipes_run() {
        let text = "CARGO ?= cargo\nTARGETS := wasm32-wasip1 \\\n  wasm32-wasip2\nexport CARGO_BUILD_TARGET = a-b-c\n# it's a comment\nall:\n\t@$(CARGO) build --target d-e-f # don't\n\t-cargo build --target $(T)\n\t@echo don't --target wasm32-wasip1\nx:\n\tcargo build --target g-h-i\n";
        assert_eq!(
            places(&read(text, Dialect::Make)),
            [("wasm32-wasip1", 2, 12), ("wasm32-wasip2", 3, 3), ("a-b-c", 4, 29), ("d-e-f", 7, 27), ("g-h-i", 11, 23)]
        );
    }

    #[test]
    fn justfiles_assign_and_recipes_run() {
        let text = "targets := \"wasm32-wasip1\"\nexport CARGO_BUILD_TARGET := 'a-b-c'\nbuild target=\"wasm32-wasip2\":\n    cargo build --target {{ target }}\n    @cargo build --target d-e-f\n    {{cargo}} test --target {{target}}\n";
        assert_eq!(
            places(&read(text, Dialect::Just)),
            [("wasm32-wasip1", 1, 13), ("a-b-c", 2, 31), ("wasm32-wasip2", 3, 15), ("d-e-f", 5, 27)]
        );
    }
}
