//! GitHub's workflows, and actions of the repository's own: matrices, steps, inputs and variables.
//!
//! Expressions are not evaluated: `${{ matrix.target }}` is named where the matrix is.

use super::{
    builders::Found,
    shell::{self, Trust, items},
    spot::{Spot, triples},
    words::Dialect,
    yaml::{Document, Scalar, Yaml},
};
use crate::targets::names;

/// Actions whose `target` or `targets` is a triple, or several, whatever it says.
const TOOLCHAIN_ACTIONS: &[&str] = &[
    "actions-rs/toolchain",
    "actions-rust-lang/setup-rust-toolchain",
    "dtolnay/rust-toolchain",
    "hecrj/setup-rust-action",
    "houseabsolute/actions-rust-cross",
    "moonrepo/setup-rust",
    "taiki-e/setup-cross-toolchain-action",
    "taiki-e/upload-rust-binary-action",
];

/// Keys of a matrix under which a word is meant as a triple, so that a misspelt one counts.
const TARGET_KEYS: &[&str] = &[
    "target",
    "targets",
    "triple",
    "triples",
    "rust-target",
    "rust-targets",
    "rust_target",
    "rusttarget",
    "build-target",
    "build_target",
    "cargo-target",
    "cargo_target",
    "target-triple",
    "target_triple",
];

/// The targets that a workflow names; none where it is no YAML.
pub(crate) fn workflow(text: &str) -> Vec<Spot> {
    let Some(document) = Document::parse(text) else { return Vec::new() };
    let mut reader = Reader { document: &document, found: Found::default() };
    let root = &document.root;
    for inputs in ["workflow_dispatch", "workflow_call"].iter().filter_map(|event| root.at(&["on", event, "inputs"])) {
        for (_, input) in inputs.entries() {
            for scalar in ["options", "default"].iter().filter_map(|key| input.get(key)).flat_map(Yaml::scalars) {
                reader.words(scalar, Trust::Known);
            }
        }
    }
    reader.env(root);
    for (_, job) in root.get("jobs").map(Yaml::entries).unwrap_or_default() {
        reader.env(job);
        if let Some(matrix) = job.at(&["strategy", "matrix"]) {
            for (key, value) in matrix.entries().iter().filter(|(key, _)| key.value != "exclude") {
                reader.matrix(&key.value, value);
            }
        }
        // The inputs of a workflow that is called.
        for scalar in job.get("with").map(Yaml::scalars).unwrap_or_default() {
            reader.words(scalar, Trust::Known);
        }
        reader.steps(job);
    }
    if let Some(runs) = root.get("runs") {
        reader.steps(runs);
    }
    reader.found.settled()
}

struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    found: Found,
}

impl Reader<'_, '_> {
    fn steps(&mut self, job: &Yaml) {
        for step in job.get("steps").map(Yaml::items).unwrap_or_default() {
            self.env(step);
            if let Some(run) = step.get("run").and_then(Yaml::scalar) {
                self.run(run);
            }
            let action = step.get("uses").and_then(Yaml::scalar).map_or("", |uses| uses.value.as_str());
            let action = action.split(['@', ' ']).next().unwrap_or_default();
            let toolchain = TOOLCHAIN_ACTIONS.contains(&action);
            for (key, value) in step.get("with").map(Yaml::entries).unwrap_or_default() {
                match key.value.to_ascii_lowercase().as_str() {
                    "target" | "targets" if toolchain => {
                        value.scalars().into_iter().for_each(|scalar| self.words(scalar, Trust::Anything));
                    }
                    "args" | "build-args" | "command" => {
                        value.scalars().into_iter().for_each(|scalar| self.arguments(scalar));
                    }
                    _ => value.scalars().into_iter().for_each(|scalar| self.words(scalar, Trust::Known)),
                }
            }
        }
    }

    fn matrix(&mut self, key: &str, value: &Yaml) {
        match value {
            Yaml::Scalar(scalar) => {
                let meant = TARGET_KEYS.contains(&key.to_ascii_lowercase().as_str());
                self.words(scalar, if meant { Trust::Shaped } else { Trust::Known });
            }
            Yaml::List(items) => items.iter().for_each(|item| self.matrix(key, item)),
            Yaml::Map(entries) => entries.iter().for_each(|(key, value)| self.matrix(&key.value, value)),
        }
    }

    fn env(&mut self, owner: &Yaml) {
        for (name, value) in owner.get("env").map(Yaml::entries).unwrap_or_default() {
            let upper = name.value.to_ascii_uppercase();
            let Some(scalar) = value.scalar() else { continue };
            if upper == "CARGO_BUILD_TARGET" {
                self.words(scalar, Trust::Anything);
            } else if upper.contains("TARGET") || upper.contains("TRIPLE") {
                self.words(scalar, Trust::Known);
            }
        }
    }

    fn run(&mut self, scalar: &Scalar) {
        let text = self.text(scalar);
        self.found.join(shell::scan(&text, scalar.start, &self.document.lines, Dialect::Shell));
    }

    /// What an action hands to cargo.
    fn arguments(&mut self, scalar: &Scalar) {
        let text = self.text(scalar);
        self.found.join(shell::cargo_arguments(&text, scalar.start, &self.document.lines));
    }

    /// The scalar as it stands, breaks made blanks where YAML folds them: offsets stay those of the file.
    fn text(&self, scalar: &Scalar) -> String {
        let text = &self.document.text[scalar.start..scalar.end];
        if scalar.folded { text.replace(['\n', '\r'], " ") } else { text.to_owned() }
    }

    /// The triples among a scalar's words.
    fn words(&mut self, scalar: &Scalar, trust: Trust) {
        let text = &self.document.text[scalar.start..scalar.end];
        for word in items(text) {
            let named = triples(word);
            let taken = !named.is_empty()
                && match trust {
                    Trust::Anything => true,
                    Trust::Shaped => {
                        named.iter().all(|(triple, _)| names::is_known(triple.as_str()))
                            || (names::looks_like_one(word) && word.matches('-').count() >= 2)
                    }
                    Trust::Known => named.iter().all(|(triple, _)| names::is_known(triple.as_str())),
                };
            if taken {
                let offset = scalar.start + (word.as_ptr() as usize - text.as_ptr() as usize);
                self.found.spots.push(self.document.lines.spot(offset, word));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::toml::tests::places, *};

    #[test]
    fn a_matrix_names_targets_by_value_and_by_row() {
        let text = "\
on: push
jobs:
  build:
    strategy:
      matrix:
        target: [aarch64-apple-darwin, 'aarch64-linux-gnu']
        os: [ubuntu-latest]
        include:
          - os: macos-latest # x86_64-apple-darwin
            target: wasm32-wasip1
            gcc: aarch64-linux-gnu
            linker: aarch64-linux-gnu-gcc
          - { triple: armv7-linux-androideabi, node: win32-x64 }
        exclude:
          - target: wasm32-wasip2
    runs-on: ${{ matrix.os }}
";
        assert_eq!(
            places(&workflow(text)),
            [
                ("aarch64-apple-darwin", 6, 18),
                ("aarch64-linux-gnu", 6, 41),
                ("wasm32-wasip1", 10, 21),
                ("armv7-linux-androideabi", 13, 23),
            ]
        );
    }

    #[test]
    fn steps_name_targets_in_scripts_and_inputs() {
        let text = "\
env:
  CARGO_BUILD_TARGET: a-b-c
  TARGET_CC: aarch64-linux-gnu-gcc
jobs:
  x:
    steps:
      - uses: dtolnay/rust-toolchain@stable
        with:
          targets: d-e-f, g-h-i
      - uses: docker/build-push-action@v6
        with:
          target: builder
      - uses: actions-rs/cargo@v1
        with:
          command: build
          args: --release --target j-k-l
      - run: cargo build --target ${{ matrix.target }} # --target no
      - run: |
          # cargo build --target no-no-no
          rustup target add \\
            m-n-o
          cargo build --target p-q-r --target-dir s-t-u
      - run: >
          cargo build
          --target v-w-x
      - name: cargo build --target no-no-no
        run: \"cargo test --target y-z\"
";
        assert_eq!(
            places(&workflow(text)),
            [
                ("a-b-c", 2, 23),
                ("d-e-f", 9, 20),
                ("g-h-i", 9, 27),
                ("j-k-l", 16, 36),
                ("m-n-o", 21, 13),
                ("p-q-r", 22, 32),
                ("v-w-x", 25, 20),
                ("y-z", 27, 35),
            ]
        );
    }

    #[test]
    fn inputs_of_workflows_count_where_rustc_knows_them() {
        let text = "\
on:
  workflow_dispatch:
    inputs:
      target:
        default: wasm32-wasip1
        options: [wasm32-wasip2, all]
jobs:
  call:
    uses: ./.github/workflows/build.yml
    with:
      target: wasm32-unknown-unknown
      name: not-one
";
        let words: Vec<_> = workflow(text).into_iter().map(|spot| spot.written).collect();
        assert_eq!(words, ["wasm32-wasip2", "wasm32-wasip1", "wasm32-unknown-unknown"]);
    }

    #[test]
    fn an_action_of_the_repositorys_own_is_read() {
        let text =
            "name: x\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: rustup target add a-b-c\n";
        assert_eq!(places(&workflow(text)), [("a-b-c", 6, 30)]);
    }

    #[test]
    fn other_yaml_names_nothing() {
        for text in ["", "a: [", "- x", "jobs: 3", "jobs:\n  a:\n    strategy: ${{ x }}\n    steps: x\n"] {
            assert_eq!(workflow(text), [], "{text}");
        }
    }
}
