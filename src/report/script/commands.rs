//! A step as commands of a POSIX shell, one line each, that stop where something is not what it was and pass over what is
//! done already.

use xdoctor_checks::HostPath;
use xdoctor_fixes::{Action, CommandLine, Relink, Step, packages::Manager};

use super::{
    Told,
    quote::{Unspeakable, format, path, word},
};

/// None for what a person must do.
pub(super) fn commands(step: &Step, told: &Told<'_>) -> Result<Option<Vec<String>>, Unspeakable> {
    match &step.action {
        Action::Write { path, before, after, .. } => {
            write(path, before.as_deref(), after.as_deref(), told).map(|line| Some(vec![line]))
        }
        Action::Run(line) => Ok(Some(vec![command(&told.elsewhere(line))?])),
        Action::Relink { links, .. } => links.iter().map(|link| relink(link, told)).collect::<Result<_, _>>().map(Some),
        Action::Manual { .. } => Ok(None),
    }
}

/// Before a command that only root may run: whoever runs it there need not be who made the plan.
const BY_ROOT: &str = "$([ \"$(id -u)\" = 0 ] || echo sudo) ";

/// The same, of a step whose commands an ordinary user may run.
pub(super) fn commands_of_anybody(step: &Step, told: &Told<'_>) -> Result<Option<Vec<String>>, Unspeakable> {
    let plain = super::without_sudo(step);
    let (Action::Run(before), Action::Run(line)) = (&step.action, &plain.action) else { return commands(step, told) };
    // Windows has nothing that would make a shell of it an administrator's.
    let of_root = |manager: &&Manager| manager.needs_root() && **manager != Manager::Choco;
    let needs_root = before.program == "sudo"
        || Manager::ALL.iter().filter(of_root).any(|manager| manager.program() == line.program);
    // A new machine has no lists of packages, an old one lists what the mirrors have no more.
    let update = (line.program == "apt-get").then(|| "apt-get update".to_owned());
    let lines = commands(&plain, told)?;
    Ok(lines.map(|lines| {
        let by_root = |line: String| if needs_root { format!("{BY_ROOT}{line}") } else { line };
        update.into_iter().chain(lines).map(by_root).collect()
    }))
}

/// Nothing where it is done already, else a refusal unless the file is what it was, else the change.
fn write(file: &HostPath, before: Option<&str>, after: Option<&str>, told: &Told<'_>) -> Result<String, Unspeakable> {
    let at = path(file, told.places)?;
    let same = |text: &str| format!("printf {} | cmp -s - {at}", format(text));
    let absent = format!("[ ! -e {at} ]");
    let how = if before.is_some() { "is not what it was" } else { "is there already" };
    let refuse = refuse(&told.shown(file), how)?;
    let (is_done, was) = (after.map_or_else(|| absent.clone(), same), before.map_or_else(|| absent.clone(), same));
    let change = match (before, after, file.parent()) {
        (_, None, _) => format!("rm {at}"),
        (None, Some(after), Some(folder)) => {
            format!("mkdir -p {}; printf {} >{at}", folder_of(&folder, told)?, format(after))
        }
        (Some(_), Some(after), _) | (None, Some(after), None) => format!("printf {} >{at}", format(after)),
    };
    Ok(format!("{is_done} || {{ {was} || {refuse}; {change}; }}"))
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

fn relink(link: &Relink, told: &Told<'_>) -> Result<String, Unspeakable> {
    let at = path(&link.link, told.places)?;
    let (old, new) = (word(&link.old)?, word(&link.new)?);
    let refuse = refuse(&told.shown(&link.link), "does not lead where it did")?;
    let leads = format!("[ \"$(readlink {at})\" =");
    Ok(format!("{leads} {new} ] || {{ {leads} {old} ] || {refuse}; ln -sfn -- {new} {at}; }}"))
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
