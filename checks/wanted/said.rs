//! Where the project's own scripts, tasks and workflows start a program.

use super::tree::{Tree, known};
use crate::{Cx, HostPath, Pause};

/// A line that starts a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub file: HostPath,
    /// From 1.
    pub line: u32,
    pub text: String,
}

/// The first line of a script, a justfile, a makefile, a `package.json` or a workflow that starts `program` with options,
/// and not merely installs or names it.
pub fn said(program: &str, cx: &Cx<'_>) -> Result<Option<Said>, Pause> {
    let tree = cx.fact::<Tree>(())?;
    let files = [&tree.justfiles, &tree.makefiles, &tree.shell_scripts, &tree.package_json, &tree.workflows];
    let asked: Vec<_> = files.into_iter().flatten().map(|file| (file, cx.text(file))).collect();
    let mut first = None;
    for (file, text) in asked {
        let text = known(text)?.flatten().unwrap_or_default();
        let mut lines = text.lines().zip(1..);
        let found = lines.find(|(line, _)| starts(line, program));
        first = first.or(found.map(|(text, line)| Said { file: file.clone(), line, text: text.trim().to_owned() }));
    }
    Ok(first)
}

fn starts(line: &str, program: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with('#') || line.starts_with("//") {
        return false;
    }
    let is_word = |c: char| c.is_alphanumeric() || "-_./\\".contains(c);
    let mut words = line.split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
    let named = words.any(|word| word.rsplit(['/', '\\']).next() == Some(program));
    named
        && words
            .next()
            .is_some_and(|word| word.starts_with("--") || word.strip_suffix(".wasm").is_some() || word.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_started_with_options_and_merely_named_without() {
        for line in [
            "wasm-bindgen --target web a.wasm",
            "    \"build\": \"cargo build && wasm-bindgen target/x.wasm --out-dir pkg\",",
            "\t~/.cargo/bin/wasm-bindgen --out-dir pkg $(OUT)",
        ] {
            assert!(starts(line, "wasm-bindgen"), "{line}");
        }
        for line in [
            "cargo install wasm-bindgen-cli --version 0.2.92",
            "# wasm-bindgen --target web",
            "cargo update -p wasm-bindgen",
            "echo wasm-bindgen is needed",
        ] {
            assert!(!starts(line, "wasm-bindgen"), "{line}");
        }
    }
}
