//! What must not leave this machine in a cassette: where its user lives and who that is, and what opens doors.
//!
//! The same text is replaced by the same everywhere, in questions and in answers, so that whoever asks the redacted
//! machine derives the redacted questions from its answers, and a replay comes to the same report. What a machine is
//! asked is built from what it answered and from fixed names; so no fixed name is ever replaced (see [`identity`]).

mod identity;
mod name;
mod secrets;
mod variables;

use std::{borrow::Cow, collections::BTreeMap};

pub use identity::Identity;
use name::Name;
use regex::Regex;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use variables::is_shown;
use xdoctor_checks::{Answer, Answers, Question};

use super::Answered;

/// What stands for a text that was taken out.
const REMOVED: &str = "[redacted]";

/// Replaces what one machine's cassette must not hold.
#[derive(Debug)]
pub struct Redactor {
    /// Looked for first: a secret may hold a name.
    secrets: Vec<(Regex, String)>,
    names: Vec<Name>,
}

impl Redactor {
    pub fn new(identity: &Identity) -> Self {
        let secrets = secrets::of_environment(&identity.secrets).chain(secrets::known()).collect();
        Self { secrets, names: identity.names() }
    }

    /// Every question and answer, redacted.
    pub fn answers(&self, answers: &Answers) -> Answers {
        answers.iter().map(|(question, answer)| self.pair(question, answer)).collect()
    }

    fn pair(&self, question: &Question, answer: &Answered) -> (Question, Answered) {
        let hidden = |name: &str| Some(REMOVED.to_owned()).filter(|_| !is_shown(name));
        let answer = match (question, answer.clone()) {
            (Question::Env { name }, Ok(Answer::Env(Some(value)))) => {
                Ok(Answer::Env(Some(hidden(name).unwrap_or(value))))
            }
            (_, Ok(Answer::EnvPrefix(values))) => {
                let shown = |(name, value): (String, String)| {
                    let value = hidden(&name).unwrap_or(value);
                    (name, value)
                };
                Ok(Answer::EnvPrefix(values.into_iter().map(shown).collect()))
            }
            (_, answer) => answer,
        };
        let mut question = question.clone();
        if let Some(env) = changes(&mut question) {
            for (name, value) in env.iter_mut() {
                *value = value.take().map(|value| hidden(name).unwrap_or(value));
            }
        }
        let answer = match answer {
            Ok(Answer::Search(hits)) => {
                Ok(Answer::Search(hits.into_iter().map(|(name, hits)| (self.text(name), hits)).collect()))
            }
            answer => answer,
        };
        let answer = answer.map(|answer| self.every_text(&answer)).map_err(|failure| self.every_text(&failure));
        (self.every_text(&question), answer)
    }

    /// `value` with each text in it redacted, but for the names of its parts.
    fn every_text<T: Serialize + DeserializeOwned>(&self, value: &T) -> T {
        let json = serde_json::to_value(value).expect("it has only string keys");
        let mut redacted = json.clone();
        each_text(&mut redacted, &mut |text| *text = self.text(std::mem::take(text)));
        if let Ok(value) = serde_json::from_value(redacted) {
            return value;
        }
        // A word of the form itself looks like a name (`missing`, where somebody is called so): it is left as it is.
        let mut kept = json;
        let mut count = 0;
        each_text(&mut kept, &mut |_| count += 1);
        for index in 0..count {
            let mut tried = kept.clone();
            let mut at = 0;
            each_text(&mut tried, &mut |text| {
                if at == index {
                    *text = self.text(std::mem::take(text));
                }
                at += 1;
            });
            if serde_json::from_value::<T>(tried.clone()).is_ok() {
                kept = tried;
            }
        }
        serde_json::from_value(kept).expect("each step was tried")
    }

    /// One text, redacted.
    pub fn text(&self, text: String) -> String {
        let text = self.secrets.iter().fold(text, |text, (pattern, replacement)| {
            match pattern.replace_all(&text, replacement) {
                Cow::Borrowed(_) => text,
                Cow::Owned(redacted) => redacted,
            }
        });
        self.names.iter().fold(text, |text, name| name.replace(&text).unwrap_or(text))
    }
}

fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, change)),
        Value::Object(map) => map.iter_mut().for_each(|(_, value)| each_text(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The changes of the environment that a question makes.
fn changes(question: &mut Question) -> Option<&mut BTreeMap<String, Option<String>>> {
    match question {
        Question::Run(run) => Some(&mut run.env),
        Question::Link(link) => Some(&mut link.env),
        Question::Host
        | Question::Today
        | Question::Env { .. }
        | Question::EnvPrefix { .. }
        | Question::ReadFile { .. }
        | Question::Passages { .. }
        | Question::ListDir { .. }
        | Question::Metadata { .. }
        | Question::Which { .. }
        | Question::ScanLinks { .. }
        | Question::Search { .. }
        | Question::Header { .. }
        | Question::Fetch(_) => None,
    }
}

#[cfg(test)]
mod tests;
