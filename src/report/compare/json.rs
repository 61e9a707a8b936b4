//! A comparison for programs.

use serde_json::{Value, json};
use xdoctor_checks::report::Verdict;

use super::{Comparison, Difference, Machine, Sameness};
use crate::report::json::relative;

pub fn json(compared: &Comparison, machines: [&Machine; 2]) -> String {
    let targets: Vec<_> = compared
        .targets
        .iter()
        .map(|target| {
            let side = |at: usize| {
                let verdict = target.verdicts[at].map(|verdict| match verdict {
                    Verdict::Pending => Verdict::Unknown,
                    told => told,
                });
                json!({"verdict": verdict, "blockers": target.blockers[at]})
            };
            let same = match target.same {
                Sameness::Same => Some(true),
                Sameness::Differs => Some(false),
                Sameness::Unknown => None,
            };
            let findings: Vec<_> =
                target.findings.iter().map(|(id, [a, b])| json!({"id": id, "a": a, "b": b})).collect();
            json!({
                "triple": target.triple, "same": same, "a": side(0), "b": side(1), "findings": findings,
                "settings": list(&target.settings),
            })
        })
        .collect();
    let [a, b] = machines.map(|machine| {
        let toolchain = serde_json::to_string_pretty(&machine.report.toolchain).expect("only string keys");
        let toolchain: Value = serde_json::from_str(&relative(&toolchain, &machine.report)).expect("our own JSON");
        json!({"name": machine.name, "host": machine.report.host, "toolchain": toolchain})
    });
    let value = json!({
        "schema_version": 1, "a": a, "b": b, "same": compared.same(), "targets": targets,
        "versions": list(&compared.versions), "rest": list(&compared.rest),
    });
    format!("{}\n", serde_json::to_string_pretty(&value).expect("a value has only string keys"))
}

fn list(differences: &[Difference]) -> Vec<Value> {
    let side = |value: &Option<super::Value>| {
        value.as_ref().map_or(Value::Null, |value| json!({"value": value.text, "place": value.place}))
    };
    let one = |one: &Difference| json!({"what": one.what, "a": side(&one.values[0]), "b": side(&one.values[1])});
    differences.iter().map(one).collect()
}
