//! The file of a recorded cassette.

use std::{collections::BTreeMap, fmt, path::Path};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, SeqAccess, Visitor},
};
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
    answers: Entries<'a>,
}

/// More than any machine answers, and more values than an answer has: what is read may take a multiple of its own size,
/// so that more would be gigabytes.
const MAX_ENTRIES: usize = 100_000;
const MAX_VALUES: usize = 1_000_000;

struct Entries<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of questions and answers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            if entries.len() == MAX_ENTRIES {
                return Err(A::Error::custom(format_args!(
                    "more than {MAX_ENTRIES} questions: no machine is asked so many"
                )));
            }
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

/// As many values as JSON has at most: what is between commas, outside of strings.
fn values(json: &str) -> usize {
    let (mut count, mut in_string, mut escaped) = (1, false, false);
    for byte in json.bytes() {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b',' | b'[' | b'{') => count += 1,
            (true | false, _) => {}
        }
    }
    count
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
    for raw in entries.0 {
        let at = |message: String| CassetteError::at(file, text, offset(text, raw.get()), message);
        if values(raw.get()) > MAX_VALUES {
            return Err(at(format!("an answer of more than {MAX_VALUES} values: no question has one")));
        }
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
