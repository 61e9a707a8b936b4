//! A step as commands of a POSIX shell, one line each, that stop where something is not what it was.

use xdoctor_checks::HostPath;
use xdoctor_fixes::{Action, CommandLine, Relink, Step};

use super::{
    Told,
    quote::{Unspeakable, format, path, word},
};

/// None for what a person must do.
pub(super) fn commands(step: &Step, told: &Told<'_>) -> Result<Option<Vec<String>>, Unspeakable> {
    match &step.action {
        Action::Write { path, before, after, .. } => write(path, before.as_deref(), after.as_deref(), told).map(Some),
        Action::Run(line) => Ok(Some(vec![command(line)?])),
        Action::Relink { links, .. } => {
            let commands = links.iter().map(|link| relink(link, told)).collect::<Result<Vec<_>, _>>()?;
            Ok(Some(commands.concat()))
        }
        Action::Manual { .. } => Ok(None),
    }
}

fn write(
    file: &HostPath,
    before: Option<&str>,
    after: Option<&str>,
    told: &Told<'_>,
) -> Result<Vec<String>, Unspeakable> {
    let at = path(file, told.places)?;
    let refuse = refuse(&told.shown(file), if before.is_some() { "is not what it was" } else { "is there already" })?;
    let mut commands = vec![match before {
        Some(before) => format!("printf {} | cmp -s - {at} || {refuse}", format(before)),
        None => format!("[ ! -e {at} ] || {refuse}"),
    }];
    match (before, after) {
        (_, None) => commands.push(format!("rm {at}")),
        (Some(_), Some(after)) => commands.push(format!("printf {} >{at}", format(after))),
        (None, Some(after)) => {
            if let Some(folder) = file.parent() {
                commands.push(format!("mkdir -p {}", folder_of(&folder, told)?));
            }
            commands.push(format!("printf {} >{at}", format(after)));
        }
    }
    Ok(commands)
}

/// The folder of a file; the project's own is where the commands run.
pub(super) fn folder_of(folder: &HostPath, told: &Told<'_>) -> Result<String, Unspeakable> {
    if *folder == told.places.project {
        return Ok(".".to_owned());
    }
    if Some(folder) == told.places.cargo_home.as_ref() {
        return Ok("\"${CARGO_HOME:-$HOME/.cargo}\"".to_owned());
    }
    if Some(folder) == told.places.home.as_ref() {
        return Ok("\"$HOME\"".to_owned());
    }
    path(folder, told.places)
}

fn relink(link: &Relink, told: &Told<'_>) -> Result<Vec<String>, Unspeakable> {
    let at = path(&link.link, told.places)?;
    let (old, new) = (word(&link.old)?, word(&link.new)?);
    let refuse = refuse(&told.shown(&link.link), "does not lead where it did")?;
    Ok(vec![format!("[ \"$(readlink {at})\" = {old} ] || {refuse}"), format!("ln -sfn -- {new} {at}")])
}

fn refuse(what: &str, how: &str) -> Result<String, Unspeakable> {
    Ok(format!("{{ printf '%s\\n' {} >&2; exit 1; }}", word(&super::one_line(&format!("refused: {what} {how}")))?))
}

pub(super) fn command(line: &CommandLine) -> Result<String, Unspeakable> {
    let mut words = Vec::new();
    for (name, value) in &line.env {
        words.push(format!("{name}={}", word(value)?));
    }
    for text in std::iter::once(&line.program).chain(&line.args) {
        words.push(word(text)?);
    }
    Ok(words.join(" "))
}
