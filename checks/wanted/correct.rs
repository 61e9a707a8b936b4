//! The right name in place of a wrong one, wherever the wrong one stands.

use std::collections::BTreeSet;

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope, ToolchainEntry};

use super::{Mention, Mentions, Place, SourceKind, mentions::line_of};
use crate::{
    Cx, Evidence, HostPath, Pause, Triple,
    facts::{
        cargo_config::{Config, Rules},
        rustc::Rustc,
    },
    targets::Suggestion,
};

/// At most so many places are shown as evidence.
const SHOWN: usize = 8;

/// Every place that names the triple; for one that stands nowhere, the list it is not in.
pub(crate) fn places(triple: &Triple, mentions: &Mentions, cx: &Cx<'_>) -> Result<Vec<Evidence>, Pause> {
    let shown: Result<Vec<_>, _> = mentions.of(triple).take(SHOWN).map(|mention| mention.evidence(cx)).collect();
    let shown = shown?;
    if !shown.is_empty() {
        return Ok(shown);
    }
    let command = ["rustc", "--print", "target-list"].map(str::to_owned).into();
    Ok(vec![Evidence::Command { command, exit: Some(0), output: format!("no `{triple}` in the list") }])
}

/// What to do about a wrong name: the corrected files where the right one is certain, else what a person can do.
pub(crate) fn fix(id: &str, triple: &Triple, suggestion: &Suggestion, cx: &Cx<'_>) -> Result<Option<Fix>, Pause> {
    let mentions = cx.fact::<Mentions>(())?;
    let named =
        |change, applicability, scope, title| Fix { id: format!("{id}/{triple}"), title, change, applicability, scope };
    let manual = |title: String, steps| named(Change::Manual { steps }, Applicability::Manual, Scope::Project, title);
    let Some(right) = suggestion.certain() else {
        return Ok(match suggestion.candidates() {
            [] => None,
            candidates => {
                let choice: Vec<_> = candidates.iter().map(|name| format!("`{name}`")).collect();
                let steps = vec![format!("decide which target is meant: {}", choice.join(", "))];
                Some(manual(format!("replace `{triple}` by the target that is meant"), steps))
            }
        });
    };
    let title = format!("replace `{triple}` by `{right}`");
    let places: Vec<_> = mentions.of(triple).filter_map(|mention| Some((mention, mention.place.as_ref()?))).collect();
    let (ours, others): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|(mention, place)| is_free(mention, place, right, &mentions));
    if ours.is_empty() {
        let steps = others.iter().map(|(_, place)| {
            format!("`{}`, line {}: remove `{triple}`: `{right}` stands there too", place.file, place.line)
        });
        let steps: Vec<_> =
            if others.is_empty() { vec![format!("ask for `{right}` instead of `{triple}`")] } else { steps.collect() };
        return Ok(Some(manual(title, steps)));
    }
    let mut edits = Vec::new();
    let mut scope = Scope::User;
    for (mention, place) in &ours {
        if mention.kind == SourceKind::RustToolchain {
            let entry = ToolchainEntry::RenamedTarget { old: triple.to_string(), new: right.to_string() };
            edits.push(FileEdit { path: place.file.clone(), edit: Edit::Toolchain { entry } });
            scope = Scope::Project;
            continue;
        }
        let Some(line) = line_of(&place.file, place.line, cx)? else { continue };
        let Some(edit) = on_line(line, place, right, &ours) else { continue };
        if !is_cargo_home(&place.file, cx)? {
            scope = Scope::Project;
        }
        let edit = FileEdit { path: place.file.clone(), edit };
        edits.push(edit);
    }
    let mut seen = BTreeSet::new();
    edits.retain(|edit| seen.insert(format!("{edit:?}")));
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some(named(Change::Edit { edits }, Applicability::Safe, scope, title)))
}

/// The place can be corrected: what is to stand there does not stand in the same table or list already.
fn is_free(mention: &Mention, place: &Place, right: &Triple, mentions: &Mentions) -> bool {
    if place.written != mention.triple.as_str() {
        return false;
    }
    let unique = match mention.kind {
        // Two tables of one name are no TOML; two entries of one list are one too many.
        SourceKind::CargoTargetTable
        | SourceKind::CrossToml
        | SourceKind::XdoctorToml
        | SourceKind::Dist
        | SourceKind::PackageJson
        | SourceKind::Pyproject
        | SourceKind::CargoMetadata => true,
        SourceKind::RustToolchain
        | SourceKind::CargoBuildTarget
        | SourceKind::CargoConfig
        | SourceKind::CargoAlias
        | SourceKind::GithubWorkflow
        | SourceKind::Justfile
        | SourceKind::Makefile
        | SourceKind::ShellScript
        | SourceKind::CommandLine
        | SourceKind::Host => false,
    };
    let same = |other: &Mention| {
        other.kind == mention.kind && other.place.as_ref().is_some_and(|there| there.file == place.file)
    };
    !(unique && mentions.of(right).any(same))
}

/// The edit of one place. A line may hold the word for another purpose (`{ target: T, gcc: T }`): then as much of what
/// precedes it is taken along as tells the two apart.
fn on_line(line: &str, place: &Place, right: &Triple, ours: &[(&Mention, &Place)]) -> Option<Edit> {
    let at = line.char_indices().nth(place.column as usize - 1).map(|(at, _)| at)?;
    let end = at + place.written.len();
    if line.get(at..end) != Some(place.written.as_str()) {
        return None;
    }
    let meant: BTreeSet<_> = ours
        .iter()
        .filter(|(_, other)| other.file == place.file && other.line == place.line)
        .map(|(_, other)| other.column)
        .collect();
    let mut start = at;
    if occurrences(line, &place.written) > meant.len() {
        let before = line[..at].char_indices().rev();
        start = before
            .map(|(start, _)| start)
            .find(|start| !joins(line[..*start].chars().next_back()) && occurrences(line, &line[*start..end]) == 1)?;
    }
    let prefix = &line[start..at];
    Some(Edit::ReplaceOnLine {
        line: place.line,
        old: format!("{prefix}{}", place.written),
        new: format!("{prefix}{right}"),
    })
}

/// How often `word` stands in `line`, not as a part of a longer word.
fn occurrences(line: &str, word: &str) -> usize {
    line.match_indices(word)
        .filter(|(at, _)| {
            let before = joins(line[..*at].chars().next_back()) && joins(word.chars().next());
            let after = joins(line[at + word.len()..].chars().next()) && joins(word.chars().next_back());
            !before && !after
        })
        .count()
}

/// A character that makes a longer word of a triple beside it.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// The file belongs to the user, not to the project.
fn is_cargo_home(file: &HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    let config = cx.fact::<Config>(Rules::NEWEST)?;
    Ok(config.home.as_ref().is_some_and(|home| file.below(home).is_some()))
}

/// `rustc 1.95.0`, for sentences.
pub(crate) fn rustc_name(cx: &Cx<'_>) -> Result<String, Pause> {
    Ok(format!("rustc {}", cx.fact::<Rustc>(())?.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(line: &str, columns: &[u32]) -> Option<(String, String)> {
        let spots: Vec<_> = columns
            .iter()
            .map(|column| {
                let place = Place {
                    file: crate::testing::path("/p/x"),
                    line: 2,
                    column: *column,
                    written: "aarch64-linux-gnu".into(),
                };
                let mention = Mention {
                    triple: Triple::new("aarch64-linux-gnu"),
                    kind: SourceKind::GithubWorkflow,
                    place: Some(place.clone()),
                    in_effect: true,
                    required: false,
                };
                (mention, place)
            })
            .collect();
        let ours: Vec<_> = spots.iter().map(|(mention, place)| (mention, place)).collect();
        let right = Triple::new("aarch64-unknown-linux-gnu");
        match on_line(line, &spots[0].1, &right, &ours)? {
            Edit::ReplaceOnLine { line: 2, old, new } => Some((old, new)),
            other => panic!("{other:?}"),
        }
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn the_word_alone_is_replaced_where_that_is_plain() {
        let plain = pair("aarch64-linux-gnu", "aarch64-unknown-linux-gnu");
        assert_eq!(edited("- aarch64-linux-gnu", &[3]), Some(plain.clone()));
        assert_eq!(edited("a: [aarch64-linux-gnu, aarch64-linux-gnu]", &[5, 24]), Some(plain.clone()));
        assert_eq!(edited("t: aarch64-linux-gnu # gcc-aarch64-linux-gnu", &[4]), Some(plain));
    }

    #[test]
    fn the_same_word_for_another_purpose_stays() {
        assert_eq!(
            edited("- { gcc: aarch64-linux-gnu, target: aarch64-linux-gnu }", &[37]),
            Some(pair("target: aarch64-linux-gnu", "target: aarch64-unknown-linux-gnu"))
        );
        // Nothing on the line tells them apart.
        assert_eq!(edited("aarch64-linux-gnu aarch64-linux-gnu", &[1]), None);
    }

    #[test]
    fn a_line_that_changed_meanwhile_is_left_alone() {
        assert_eq!(edited("- something else", &[3]), None);
    }
}
