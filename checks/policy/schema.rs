//! The policy's form for editors: a JSON Schema that accepts exactly what [`super::read`] reads.

use serde_json::{Value, json};

use super::{accept, range, read};
use crate::{catalog::CHECKS, policy::Tool, targets::Route};

/// What the name of a target looks like (`wanted::spot::triples`): a triple, or a target specification's file.
const TARGET: &str = r"^([A-Za-z0-9][A-Za-z0-9_.\-]*|[^${*<%]+\.json)$";
/// One with cargo-zigbuild's glibc version behind it (`wanted::spot::glibc`).
const WITH_GLIBC: &str = r"^((?!-gnu).)*-gnu[^.]*\.[0-9]+(\.[0-9]+)*$";
const GLIBC: &str = r"^[0-9]+(\.[0-9]+)+$";

pub fn schema() -> Value {
    let routes: Vec<_> = Route::ALL.map(Route::name).into();
    let checks: Vec<_> = CHECKS.iter().map(|check| check.id).collect();
    let zig = json!({"properties": {"route": {"const": Route::Zig.name()}}});
    let require: serde_json::Map<_, _> = Tool::ALL
        .iter()
        .map(|tool| {
            let range = json!({
                "description": format!("Versions of {} that builds are made with: `1.85` (and what is compatible), `>=27, <29`, `0.15.*`", tool.told()),
                "type": "string",
                "pattern": range::PATTERN,
            });
            (tool.name().to_owned(), range)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "xdoctor.toml: the policy of a project",
        "type": "object",
        "properties": {
            read::KEYS[0]: {
                "description": "What the project ships for. Each target is required",
                "oneOf": [
                    {"type": "array", "items": {"$ref": "#/$defs/name"}},
                    {
                        "type": "object",
                        "propertyNames": {"$ref": "#/$defs/name"},
                        "additionalProperties": {"$ref": "#/$defs/target"},
                        "allOf": [{"patternProperties": {WITH_GLIBC: zig}}],
                    },
                ],
            },
            read::KEYS[1]: {
                "description": "Versions that builds are made with. One that is not met blocks the targets that need the tool",
                "type": "object",
                "properties": require,
                "additionalProperties": false,
            },
            read::KEYS[2]: {
                "description": "Findings that the project lives with. They are shown, and do not count until the day is over",
                "type": "array",
                "items": {"$ref": "#/$defs/acceptance"},
            },
        },
        "additionalProperties": false,
        "$defs": {
            "name": {
                "description": "A target's triple, also with the oldest glibc to run with (`aarch64-unknown-linux-gnu.2.17`), or the path of a target specification",
                "type": "string",
                "pattern": TARGET,
            },
            "target": {
                "type": "object",
                "properties": {
                    "route": {"description": "The way to reach it", "enum": routes},
                    "glibc": {"description": "The oldest glibc to run with, by the route `zig`", "type": "string", "pattern": GLIBC},
                },
                "if": {"required": ["glibc"]},
                "then": zig,
                "additionalProperties": false,
            },
            "acceptance": {
                "type": "object",
                "properties": {
                    accept::KEYS[0]: {"description": "The finding: `xdoctor explain ID` is its page", "enum": checks},
                    accept::KEYS[1]: {"description": "Only of this target", "$ref": "#/$defs/name"},
                    accept::KEYS[2]: {"description": "Why the project can live with it", "type": "string", "pattern": r"\S"},
                    accept::KEYS[3]: {"description": "The last day on which it is accepted, in UTC: 2026-12-31", "type": "string", "format": "date"},
                },
                "required": ["check", "reason", "until"],
                "additionalProperties": false,
            },
        },
    })
}
