//! `xdoctor targets`: the wanted targets, and who says so.

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::{
    args::{GlobalArgs, ProofArgs, TargetArgs, TargetsArgs},
    driving,
    exit::Exit,
    out::{Trouble, print},
};
use crate::report::{self, Page, Shown, Tone, place};

pub(super) fn targets(args: &TargetsArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    let proof = ProofArgs { no_proof: true, ..ProofArgs::default() };
    let request = driving::request(&TargetArgs::default(), &proof, false)?;
    let report = driving::run(driving::host(global, &ProofArgs::offline())?, &request, global)?;
    if args.json {
        let whole: serde_json::Value =
            serde_json::from_str(&report::json(&report, &Shown::default())).expect("our own JSON can be read");
        let targets: Vec<_> = whole["targets"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|target| json!({"triple": target["triple"], "required": target["required"], "wanted_by": target["wanted_by"]}))
            .collect();
        let value = json!({"schema_version": 1, "targets": targets});
        print(&format!("{}\n", serde_json::to_string_pretty(&value).expect("a value has only string keys")))?;
        return Ok(Exit::Ready);
    }
    let mut page = Page::new(global.stdout());
    let width = report.targets.iter().map(|target| target.triple.as_str().width()).max().unwrap_or(0);
    for target in &report.targets {
        let need = if target.required { "required " } else { "mentioned" };
        let sources: Vec<_> = target
            .wanted_by
            .iter()
            .map(|source| {
                let place = match &source.file {
                    Some(file) => place(file.as_str(), source.line, &report),
                    None => source.kind.phrase().to_owned(),
                };
                if source.in_effect { place } else { format!("{place} (not in effect here)") }
            })
            .collect();
        let label = format!("{:width$}  {need}", target.triple.as_str());
        page.labelled(0, (Tone::Strong, &label), width + 13, Tone::Plain, &sources.join(", "));
    }
    print(&page.finish())?;
    Ok(Exit::Ready)
}
