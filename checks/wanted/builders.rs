//! Which tool the commands of a script build a target with.

use super::spot::{BuiltBy, Spot};
use crate::targets::Builder;

/// What a script names.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) spots: Vec<Spot>,
    /// Who builds in the commands whose target is a variable.
    loose: Vec<BuiltBy>,
}

impl Found {
    pub(crate) fn join(&mut self, other: Self) {
        self.spots.extend(other.spots);
        self.loose.extend(other.loose);
    }

    /// A command builds a target whose name is a variable.
    pub(super) fn loose(&mut self, by: &BuiltBy) {
        if *by != BuiltBy::Unsaid && !self.loose.contains(by) {
            self.loose.push(by.clone());
        }
    }

    /// The targets of a whole file. Where all commands with a variable for the target are of one tool, the targets that
    /// the file lists without a command are built by it.
    pub(crate) fn settled(self) -> Vec<Spot> {
        let Self { mut spots, loose } = self;
        if let [one] = loose.as_slice() {
            for spot in spots.iter_mut().filter(|spot| spot.built_by == BuiltBy::Unsaid) {
                spot.built_by = one.clone();
            }
        }
        spots
    }
}

/// Subcommands of cargo that build with what is configured.
const PLAIN: &[&str] = &["b", "bench", "build", "r", "run", "rustc", "t", "test", "install"];

/// Who builds in a command: `program` with these arguments.
pub(super) fn built_by<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> BuiltBy {
    let arguments: Vec<_> = arguments.into_iter().take_while(|word| *word != "--").collect();
    let mut plain = arguments.iter().copied();
    let subcommand = plain.find(|word| !word.starts_with(['-', '+']));
    let tool = |builder| BuiltBy::Tool { builder, detail: None };
    match (program, subcommand) {
        ("cargo", Some("zigbuild")) | ("cargo-zigbuild", _) => tool(Builder::Zigbuild),
        ("cargo", Some("xwin")) | ("cargo-xwin", _) => tool(Builder::Xwin),
        ("cargo", Some("ndk")) | ("cargo-ndk", _) => {
            BuiltBy::Tool { builder: Builder::CargoNdk, detail: platform(&arguments) }
        }
        ("cargo", Some(name)) if PLAIN.contains(&name) => BuiltBy::Cargo,
        ("cross", Some(name)) if PLAIN.contains(&name) => tool(Builder::Cross),
        _ => BuiltBy::Unsaid,
    }
}

/// The API level that cargo-ndk is told: `-P` of 4, `-p` before (its README).
fn platform(arguments: &[&str]) -> Option<String> {
    let is_level = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let next = arguments.windows(2).find(|pair| ["-P", "-p", "--platform"].contains(&pair[0]));
    let joined = arguments.iter().find_map(|word| word.strip_prefix("--platform="));
    let level = joined.or_else(|| next.map(|pair| pair[1]))?;
    is_level(level).then(|| level.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{shell::scan, spot::Lines, words::Dialect},
        *,
    };

    fn read(text: &str) -> Vec<(String, BuiltBy)> {
        let found = scan(text, 0, &Lines::new(text), Dialect::Shell);
        found.settled().into_iter().map(|spot| (spot.written, spot.built_by)).collect()
    }

    fn tool(builder: Builder) -> BuiltBy {
        BuiltBy::Tool { builder, detail: None }
    }

    #[test]
    fn a_command_says_who_builds() {
        for (text, expected) in [
            ("cargo build --target wasm32-wasip1", BuiltBy::Cargo),
            ("cargo +nightly zigbuild --target wasm32-wasip1", tool(Builder::Zigbuild)),
            ("cargo xwin build --target wasm32-wasip1", tool(Builder::Xwin)),
            ("cross build --release --target wasm32-wasip1", tool(Builder::Cross)),
            ("cargo install cross; rustup target add wasm32-wasip1", BuiltBy::Unsaid),
            ("$CARGO build --target wasm32-wasip1", BuiltBy::Unsaid),
        ] {
            assert_eq!(read(text), [("wasm32-wasip1".to_owned(), expected)], "{text}");
        }
        let ndk = BuiltBy::Tool { builder: Builder::CargoNdk, detail: Some("24".to_owned()) };
        assert_eq!(read("cargo ndk -t arm64-v8a -P 24 build"), [("arm64-v8a".to_owned(), ndk)]);
    }

    #[test]
    fn a_tool_with_a_variable_builds_what_is_listed() {
        let text = "rustup target add wasm32-wasip1\ncross build --target $TARGET\n";
        assert_eq!(read(text), [("wasm32-wasip1".to_owned(), tool(Builder::Cross))]);
        let both = format!("{text}cargo build --target $TARGET\n");
        assert_eq!(read(&both), [("wasm32-wasip1".to_owned(), BuiltBy::Unsaid)]);
    }
}
