//! Edits of generated documents: every shape that TOML has for the same settings, comments in every position, both line
//! ends, with and without BOM and last newline. Whatever the document looks like, an edit changes what it says and
//! nothing else, a second one changes nothing, and the plan holds what undoes it.
//!
//! `SEED=n` runs the one document of that number and prints it.

mod generate;
mod random;
mod writer;

use std::{collections::BTreeMap, env, thread};

use generate::{Generated, Operation};
use random::Random;
use xdoctor_fixes::{
    Action, Applicability, Change, Edit, FileEdit, FileState, Fix, HostPath, Plan, Scope,
    document::{Document, Node, Table, Value},
};

const DOCUMENTS: u64 = 100_000;
const DAMAGED: u64 = 20_000;

#[test]
fn edits_change_one_value_and_keep_every_other_byte() {
    if let Some(seed) = env::var("SEED").ok().and_then(|seed| seed.parse().ok()) {
        let document = generate::document(&mut Random::new(seed));
        panic!("{:?}\n{}\n{:?}", document.operation, document.text, check(&document));
    }
    let workers = thread::available_parallelism().map_or(2, |n| n.get() as u64);
    thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || {
                for seed in (worker..DOCUMENTS).step_by(usize::try_from(workers).expect("few")) {
                    let document = generate::document(&mut Random::new(seed));
                    if let Err(message) = check(&document) {
                        let Generated { text, operation, .. } = &document;
                        panic!("SEED={seed}: {message}\n{operation:?}\n--- document\n{text}\n--- {text:?}");
                    }
                }
            });
        }
    });
}

/// Files of other people may hold anything: an edit is refused or made, and what is made is the same a second time.
#[test]
fn damaged_documents_are_refused_or_edited() {
    const BYTES: [&str; 16] =
        ["[", "]", "{", "}", ",", ".", "=", "#", "\"", "'", "\n", "\r\n", " ", "\\", "é", "\u{0}"];
    for seed in 0..DAMAGED {
        let random = &mut Random::new(seed ^ 0x5EED_0000_0000);
        let generated = generate::document(random);
        let mut text = generated.text;
        for _ in 0..=random.below(3) {
            let mut at = random.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match (random.below(3), text[at..].chars().next()) {
                (0, Some(_)) => drop(text.remove(at)),
                _ => text.insert_str(at, random.pick(&BYTES)),
            }
        }
        let edit = generated.operation.edit();
        if let Ok(after) = edit.apply(&FileState::Text(text.clone())) {
            assert_eq!(edit.apply(&after).as_ref(), Ok(&after), "{seed}: {edit:?}\n{text:?}");
        } else if let Err(error) = Document::parse(&text) {
            assert!(!error.caret().contains('\u{0}') && error.at.line > 0, "{seed}: {error:?}");
        }
    }
}

fn check(generated: &Generated) -> Result<(), String> {
    let before = &generated.text;
    let document = &generated.document;
    let edit = generated.operation.edit();
    let FileState::Text(after) =
        edit.apply(&FileState::Text(before.clone())).map_err(|error| format!("refused: {error}"))?
    else {
        return Err("the file is gone".into());
    };
    let show = |message: &str| Err(format!("{message}\n--- after\n{after}\n--- {after:?}"));
    let Ok(changed) = Document::parse(&after) else { return show("the result is not TOML") };
    let mut intended = plain_table(document.root());
    generated.operation.perform(&mut intended);
    let mut said = plain_table(changed.root());
    if let Operation::Remove { key } = &generated.operation {
        if changed.at(key).is_some() {
            return show("it is still there");
        }
        // An explicit `[target]` may stay, though it is empty.
        generated.operation.perform(&mut said);
    }
    if said != intended {
        return show(&format!("it does not say {intended:?}"));
    }
    if let Err(message) = untouched(generated, before, &after) {
        return show(&message);
    }
    if edit.apply(&FileState::Text(after.clone())) != Ok(FileState::Text(after.clone())) {
        return show("a second time it changes something");
    }
    if let Operation::Set { key, .. } = &generated.operation
        && let Some(node) = document.at(key)
        && changed.set(key, document.source(node)).as_ref() != Ok(before)
    {
        return show("setting the old value does not restore the text");
    }
    // Planning is the same whatever the text is: a sample will do.
    if before.len().is_multiple_of(8) { plan(before, &after, edit) } else { Ok(()) }
}

/// The plan has the whole old text, which is what undo writes.
fn plan(before: &str, after: &str, edit: Edit) -> Result<(), String> {
    let path = HostPath::parse("/p/.cargo/config.toml").expect("absolute");
    let fix = Fix {
        id: "x".into(),
        title: "x".into(),
        change: Change::Edit { edits: vec![FileEdit { path, edit }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    };
    let plan = Plan::build(&[fix], |_| FileState::Text(before.to_owned()));
    let writes: Vec<_> = plan.steps.iter().map(|step| &step.action).collect();
    match writes.as_slice() {
        [] if before == after => Ok(()),
        [Action::Write { before: old, after: new, .. }]
            if old.as_deref() == Some(before) && new.as_deref() == Some(after) =>
        {
            Ok(())
        }
        other => Err(format!("the plan is {other:?}, refused {:?}", plan.refused)),
    }
}

/// Whether `after` is `before` but for the change, judged by bytes alone.
fn untouched(generated: &Generated, before: &str, after: &str) -> Result<(), String> {
    if before == after {
        return Ok(());
    }
    let prefix = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let shorter = before.len().min(after.len()) - prefix;
    let suffix = before.bytes().rev().zip(after.bytes().rev()).take_while(|(a, b)| a == b).count().min(shorter);
    let gone = &before.as_bytes()[prefix..before.len() - suffix];
    let new = &after.as_bytes()[prefix..after.len() - suffix];
    match &generated.operation {
        Operation::Set { .. } if let Some(old) = &generated.old => {
            if prefix < old.start || prefix + gone.len() > old.end {
                return Err(format!("`{}` went", String::from_utf8_lossy(gone)));
            }
        }
        Operation::Set { .. } | Operation::Push { .. } => {
            // All of the old text is there, but for the blanks between empty brackets.
            let blank = gone.iter().all(|byte| matches!(byte, b' ' | b'\t'));
            // A second splice: the comma behind what was the last element.
            let comma = new.first() == Some(&b',') && new.get(1..).is_some_and(|rest| contains(rest, gone));
            if !(blank || comma) {
                return Err(format!("`{}` went", String::from_utf8_lossy(gone)));
            }
        }
        Operation::Remove { .. } | Operation::Pull { .. } => {
            if !is_subsequence(after.as_bytes(), before.as_bytes()) {
                return Err("something new is there".into());
            }
        }
    }
    if let (Operation::Pull { .. }, Some(array)) = (&generated.operation, &generated.old)
        && (prefix < array.start || prefix + gone.len() > array.end)
    {
        return Err(format!("`{}` went", String::from_utf8_lossy(gone)));
    }
    let kept = match (&generated.operation, &generated.old) {
        // What stood inside the old value goes with it.
        (Operation::Set { .. } | Operation::Remove { .. }, Some(old)) => {
            format!("{}{}", &before[..old.start], &before[old.end..])
        }
        _ => before.to_owned(),
    };
    if comment_lines(&kept) != comment_lines(after) {
        return Err("a comment went or came".into());
    }
    let crlf = before.contains("\r\n");
    if crlf && after.replace("\r\n", "").contains('\n') {
        return Err("a bare line feed came".into());
    }
    if !crlf && after.contains('\r') {
        return Err("a carriage return came".into());
    }
    if before.starts_with('\u{feff}') != after.starts_with('\u{feff}') {
        return Err("the BOM is not as it was".into());
    }
    let said = |text: &str| !text.trim_start_matches('\u{feff}').is_empty();
    if said(before) && said(after) && before.ends_with('\n') != after.ends_with('\n') {
        return Err("the last newline is not as it was".into());
    }
    Ok(())
}

fn comment_lines(text: &str) -> Vec<&str> {
    text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| line.starts_with('#')).collect()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

fn is_subsequence(small: &[u8], large: &[u8]) -> bool {
    let mut rest = large.iter();
    small.iter().all(|byte| rest.any(|other| other == byte))
}

/// What a document says, by a reading of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plain {
    Scalar(String),
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
}

fn plain_table(table: &Table) -> Plain {
    Plain::Map(table.entries.iter().map(|entry| (entry.key.clone(), plain(&entry.node))).collect())
}

pub(crate) fn plain(node: &Node) -> Plain {
    match &node.value {
        Value::Table(table) => plain_table(table),
        Value::Array(items) | Value::Tables(items) => Plain::List(items.iter().map(plain).collect()),
        Value::String(text) => Plain::Scalar(format!("{text:?}")),
        Value::Integer(number) => Plain::Scalar(number.to_string()),
        Value::Float(number) => Plain::Scalar(format!("{number:?}")),
        Value::Boolean(value) => Plain::Scalar(value.to_string()),
        Value::Datetime(text) => Plain::Scalar(text.clone()),
    }
}
