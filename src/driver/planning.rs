//! What a repair needs of the host before it begins.

use std::{path::PathBuf, sync::Arc};

use xdoctor_checks::{Answer, Failure, HostPath, Question, about, preview::file_state};
use xdoctor_fixes::{FileState, Fix, Plan};

use super::Doctor;
use crate::{host::Host, repair::Options, report::Places};

/// The plan for `fixes`, on the files as they are now.
pub async fn plan_of(fixes: &[Fix], host: &dyn Host) -> Plan {
    // An edit may look at a file that another one moves it to, so files are read as the plan asks for them.
    let mut read: Vec<(HostPath, FileState)> = Vec::new();
    loop {
        let mut missing = None;
        let plan = Plan::build(fixes, |path| {
            if let Some((_, state)) = read.iter().find(|(known, _)| known == path) {
                return state.clone();
            }
            missing.get_or_insert_with(|| path.clone());
            FileState::Missing
        });
        let Some(path) = missing else { return plan };
        let question = Question::ReadFile { path: path.clone(), limit: 4 << 20 };
        let state = match host.answer(&question).await {
            Ok(Answer::File(bytes)) => file_state(&bytes),
            Ok(_) => FileState::Unusable("the answer does not fit the question".into()),
            Err(failure) => FileState::Unusable(failure.to_string()),
        };
        read.push((path, state));
    }
}

/// Where a repair works: the project's root, and cargo's home.
pub async fn repair_options(host: Arc<dyn Host>) -> Result<Options, Failure> {
    let mut doctor = Doctor::new(host);
    let (root, home) = doctor
        .conclude(|cx| {
            let (root, home) = (about::root(cx), about::cargo_home(cx));
            Ok((root?, home?))
        })
        .await?;
    Ok(Options {
        project: PathBuf::from(root.as_str()),
        cargo_home: home.map(|home| PathBuf::from(home.as_str())),
        ..Options::default()
    })
}

/// Where the host's project, cargo's home and its user's home are.
pub async fn places(host: Arc<dyn Host>) -> Result<Places, Failure> {
    let mut doctor = Doctor::new(host);
    doctor
        .conclude(|cx| {
            let (host, project, cargo_home) = (cx.host(), about::root(cx), about::cargo_home(cx));
            Ok(Places { home: host?.home.clone(), project: project?, cargo_home: cargo_home? })
        })
        .await
}

/// Long work in words; none for what is answered in a moment.
pub fn words(question: &Question) -> Option<String> {
    match question {
        Question::Link(link) => Some(format!("proving {}", link.target)),
        Question::ScanLinks { root, .. } => Some(format!("looking through the links of {root}")),
        Question::Fetch(fetch) => Some(format!("asking {}", fetch.shown_url())),
        Question::Run(run) => {
            let name = run.program.rsplit(['/', '\\']).next().unwrap_or(&run.program);
            let words: Vec<_> = std::iter::once(name).chain(run.args.iter().map(String::as_str)).collect();
            Some(format!("asking `{}`", words.join(" ")))
        }
        Question::Host
        | Question::Today
        | Question::Env { .. }
        | Question::EnvPrefix { .. }
        | Question::ReadFile { .. }
        | Question::Passages { .. }
        | Question::Search { .. }
        | Question::ListDir { .. }
        | Question::Metadata { .. }
        | Question::Which { .. }
        | Question::Header { .. } => None,
    }
}
