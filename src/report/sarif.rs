//! SARIF 2.1.0 (OASIS standard), for code scanning: a result for each finding, the checks as rules.

use serde_json::{Value, json};
use xdoctor_checks::{
    HostPath, catalog,
    report::{Report, Status, TargetReport},
};

use super::{Shown, findings, in_checkout, location, one_line, word};

/// `checkout`: where a workflow has the repository, to which code scanning takes paths to be relative.
pub fn sarif(report: &Report, show: &Shown, checkout: Option<&HostPath>) -> String {
    let found: Vec<_> = findings(report).filter(|(_, check)| show.lists(check)).collect();
    let mut ids: Vec<_> = found.iter().map(|(_, check)| check.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<_> = ids
        .iter()
        .filter_map(|id| catalog::find(id))
        .map(|check| {
            json!({
                "id": check.id,
                "shortDescription": { "text": check.title },
                "fullDescription": { "text": check.docs },
                "help": { "text": check.docs, "markdown": check.docs },
            })
        })
        .collect();
    let results: Vec<_> = found
        .iter()
        .map(|(target, check)| {
            let level = match check.status {
                Status::Fail if target.is_none_or(|target| target.counts) => "error",
                Status::Fail | Status::Warn => "warning",
                Status::Unknown | Status::Pass | Status::Skip | Status::Pending => "note",
            };
            let about = target.map(|target| format!("{}: ", target.triple)).unwrap_or_default();
            let mut result = json!({
                "ruleId": check.id,
                "level": level,
                "message": { "text": one_line(&format!("{about}{}. {}", check.message, check.why)) },
            });
            // Code scanning shows no result without a place: what stands in no file is the project's.
            let project = || {
                let root = HostPath::parse(&report.project.as_ref()?.root)?;
                Some((root.join("Cargo.toml"), Some(1)))
            };
            let place = location(check, *target, report).map(|(file, line)| (file.clone(), line));
            if let Some((file, line)) = place.or_else(project) {
                let file = in_checkout(&file, checkout, report);
                result["locations"] = json!([{ "physicalLocation": physical(&file, line) }]);
            }
            // 3.35: an external suppression is one that stands outside of the analysed code's lines.
            if let Some(accepted) = check.accepted.as_ref().filter(|accepted| accepted.in_force) {
                let why = format!("until {}: {}", accepted.until, accepted.reason);
                result["suppressions"] = json!([{
                    "kind": "external", "status": "accepted", "justification": one_line(&why),
                }]);
            }
            result
        })
        .collect();
    let target = |target: &TargetReport| json!({ "triple": target.triple, "verdict": word(target.verdict), "required": target.required });
    let targets: Vec<_> = report.targets.iter().map(target).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "xdoctor", "version": report.tool.version, "rules": rules } },
            "results": results,
            "properties": { "targets": targets },
        }],
    });
    format!("{}\n", serde_json::to_string_pretty(&log).expect("a value has only string keys"))
}

/// A relative path is a relative URI reference; an absolute one becomes a `file` URI.
fn physical(file: &str, line: Option<u32>) -> Value {
    let encoded: String = file
        .replace('\\', "/")
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b':' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let uri = match encoded.as_bytes() {
        [b'/', ..] => format!("file://{encoded}"),
        [_, b':', ..] => format!("file:///{encoded}"),
        _ => encoded,
    };
    let mut physical = json!({ "artifactLocation": { "uri": uri } });
    if let Some(line) = line {
        physical["region"] = json!({ "startLine": line });
    }
    physical
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (file, uri) in [
            (".cargo/config.toml", ".cargo/config.toml"),
            ("/a b/c", "file:///a%20b/c"),
            ("C:\\a\\b", "file:///C:/a/b"),
        ] {
            assert_eq!(physical(file, None)["artifactLocation"]["uri"], uri);
        }
    }
}
