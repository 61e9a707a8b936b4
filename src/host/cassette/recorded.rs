//! The file of a recorded cassette.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use xdoctor_checks::{Answer, Answers, Failure, Question};

use super::{Cassette, CassetteError, FORM, Kind, Tape, lines};

/// What is read first, so that a later form is told as such and not as a mistake.
#[derive(Deserialize)]
struct Form {
    cassette: Option<u64>,
    #[serde(default)]
    xdoctor: String,
    /// Of a report: what `--json` prints is no machine.
    schema_version: Option<u64>,
}

#[derive(Deserialize)]
struct File<'a> {
    kind: Kind,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(borrow)]
    answers: Vec<&'a RawValue>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    question: Question,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

pub(super) fn parse(text: &str, file: &Path) -> Result<Cassette, CassetteError> {
    let json = |error: serde_json::Error| CassetteError::new(file, Some(error.line()), plain(&error));
    let form: Form = serde_json::from_str(text).map_err(json)?;
    match (form.cassette, form.schema_version) {
        (Some(cassette), _) if cassette > FORM.into() => {
            let who = if form.xdoctor.is_empty() { String::new() } else { format!(", by xdoctor {}", form.xdoctor) };
            let message = format!(
                "it has form {cassette}{who}, later than form {FORM}, which this xdoctor reads: update xdoctor"
            );
            return Err(CassetteError::new(file, None, message));
        }
        (Some(_), _) => {}
        (None, Some(version)) => {
            let message =
                format!("it is a report (schema version {version}), not a machine: `xdoctor record` saves one");
            return Err(CassetteError::new(file, None, message));
        }
        (None, None) => {
            let message = "it is no recorded machine: it has no `cassette`, the number of its form";
            return Err(CassetteError::new(file, None, message));
        }
    }
    let File { kind, sources, answers: entries } = serde_json::from_str(text).map_err(json)?;
    let mut answers = Answers::default();
    for raw in entries {
        let at = |message: String| CassetteError::at(file, text, offset(text, raw.get()), message);
        let value: Value = serde_json::from_str(raw.get()).map_err(|error| at(plain(&error)))?;
        let entry: Entry = serde_json::from_value(lines::join(value)).map_err(|error| {
            at(format!("not a question and answer of xdoctor {}: {}", env!("CARGO_PKG_VERSION"), plain(&error)))
        })?;
        let answer = match (entry.answer, entry.failure) {
            (Some(answer), None) => Ok(answer),
            (None, Some(failure)) => Err(failure),
            (Some(_), Some(_)) | (None, None) => return Err(at("needs either `answer` or `failure`".into())),
        };
        if answers.answer(&entry.question).is_some() {
            return Err(at("the question stands above already".into()));
        }
        answers.insert(entry.question, answer);
    }
    Ok(Cassette { kind, xdoctor: Some(form.xdoctor), sources, tape: Tape::Answers(answers) })
}

pub(super) fn print(cassette: &Cassette, answers: &Answers) -> String {
    #[derive(Serialize)]
    struct Whole<'a> {
        cassette: u32,
        xdoctor: &'a str,
        kind: Kind,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        sources: &'a [String],
        answers: Vec<Value>,
    }
    let sorted: BTreeMap<_, _> = answers.iter().collect();
    let entry = |(question, answer): (&Question, &Result<Answer, Failure>)| {
        let (answer, failure) = match answer.clone() {
            Ok(answer) => (Some(answer), None),
            Err(failure) => (None, Some(failure)),
        };
        let entry = Entry { question: question.clone(), answer, failure };
        lines::split(serde_json::to_value(entry).expect("an answer has only string keys"))
    };
    let whole = Whole {
        cassette: FORM,
        xdoctor: cassette.xdoctor.as_deref().unwrap_or_default(),
        kind: cassette.kind,
        sources: &cassette.sources,
        answers: sorted.into_iter().map(entry).collect(),
    };
    let mut text = serde_json::to_string_pretty(&whole).expect("a cassette has only string keys");
    text.push('\n');
    text
}

/// Where `part`, a slice of `text`, begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The message without its position, which is told as the line.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}
