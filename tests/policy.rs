//! The policy's schema and its reader: what one takes the other takes, over generated documents.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use xdoctor_checks::{catalog::CHECKS, policy, targets::Route};

/// A generator of numbers that is the same everywhere (Marsaglia, *Xorshift RNGs*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below a usize")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

const NAMES: [&str; 18] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu.2.17",
    "aarch64-apple-darwin",
    "thumbv8m.main-none-eabi",
    "wasm32-wasip1",
    "made up",
    "",
    "-gnu.2",
    "a",
    "$HOME",
    "boards/my.json",
    ".json",
    "x${T}.json",
    "x-gnu.a-gnu.2",
    "x-gnueabihf.2.28",
    "ä-unknown-linux",
    "x-gnu.2.",
    "arm64-v8a",
];
const RANGES: [&str; 20] = [
    "1.85",
    ">=27, <29",
    "0.15.*",
    "*",
    "=1.2.3",
    "~1",
    "^0",
    "1,2,3",
    "<= 3",
    ">=1.2.3.4",
    "latest",
    "",
    "1.2.3-beta",
    ">",
    "1 ,2",
    "01.02",
    "1.*.*",
    "1.*.2",
    "999999999",
    "9999999999",
];
const DAYS: [&str; 9] = [
    "2026-12-31",
    "2024-02-29",
    "2026-02-29",
    "2026-13-01",
    "soon",
    "2026-1-1",
    "",
    "2026-12-31T00:00:00Z",
    "0001-01-01",
];
const GLIBCS: [&str; 6] = ["2.17", "2", "2.", "2.17.1", "x", ""];
const REASONS: [&str; 5] = ["only CI builds it", " ", "", "x", "\n\t"];

/// Something that does not belong there.
fn foreign(numbers: &mut Numbers) -> Value {
    numbers.pick(&[json!(3), json!(true), json!(1.5), json!([]), json!({}), json!("text"), json!(["a-b"])]).clone()
}

fn text(of: &[&str], numbers: &mut Numbers) -> Value {
    if numbers.one_in(12) { foreign(numbers) } else { json!(numbers.pick(of)) }
}

/// The keys, most of them; now and then one too many.
fn table(keys: &[&str], numbers: &mut Numbers, mut value: impl FnMut(&str, &mut Numbers) -> Value) -> Value {
    let mut map = Map::new();
    for key in keys {
        if !numbers.one_in(6) {
            map.insert((*key).to_owned(), value(key, numbers));
        }
    }
    if numbers.one_in(15) {
        map.insert((*numbers.pick(&["rote", "x-y", "a b", "chek"])).to_owned(), foreign(numbers));
    }
    Value::Object(map)
}

fn targets(numbers: &mut Numbers) -> Value {
    if numbers.one_in(2) {
        return (0..numbers.below(4)).map(|_| text(&NAMES, numbers)).collect();
    }
    let mut map = Map::new();
    for _ in 0..numbers.below(4) {
        let settings = table(&["route", "glibc"], numbers, |key, numbers| {
            let routes = Route::ALL.map(Route::name);
            let unknown = ["zig", "zig", "magic"];
            match key {
                "route" if numbers.one_in(3) => text(&unknown, numbers),
                "route" => text(&routes, numbers),
                _ => text(&GLIBCS, numbers),
            }
        });
        let mut settings = if numbers.one_in(15) { foreign(numbers) } else { settings };
        // Most targets say nothing of a glibc.
        if let (Value::Object(settings), false) = (&mut settings, numbers.one_in(4)) {
            settings.remove("glibc");
        }
        map.insert((*numbers.pick(&NAMES)).to_owned(), settings);
    }
    Value::Object(map)
}

fn acceptance(numbers: &mut Numbers) -> Value {
    let mut value = table(&["check", "reason", "until", "target"], numbers, |key, numbers| match key {
        "check" if numbers.one_in(6) => json!("target-std-mising"),
        "check" => json!(numbers.pick(&CHECKS).id),
        "reason" => text(&REASONS[..if numbers.one_in(4) { REASONS.len() } else { 1 }], numbers),
        "until" => text(&DAYS[..if numbers.one_in(3) { DAYS.len() } else { 2 }], numbers),
        _ => text(&NAMES[..if numbers.one_in(3) { NAMES.len() } else { 5 }], numbers),
    });
    if let (Value::Object(map), true) = (&mut value, numbers.one_in(2)) {
        map.remove("target");
    }
    value
}

fn document(numbers: &mut Numbers) -> Value {
    table(&["targets", "require", "accept"], numbers, |key, numbers| match key {
        _ if numbers.one_in(25) => foreign(numbers),
        "targets" => targets(numbers),
        "require" => table(&["rustc", "ndk", "zig", "xcode", "cross"], numbers, |_, numbers| {
            let likely = if numbers.one_in(3) { RANGES.len() } else { 7 };
            text(&RANGES[..likely], numbers)
        }),
        _ => (0..numbers.below(3)).map(|_| acceptance(numbers)).collect(),
    })
}

/// The document as TOML, its tables inline or under headings.
fn toml(document: &Value, headings: bool) -> String {
    let (mut plain, mut below) = (String::new(), String::new());
    for (key, value) in document.as_object().expect("a document is an object") {
        match value {
            Value::Object(map) if headings => {
                let _ = writeln!(below, "[{}]", quoted(key));
                for (inner, value) in map {
                    let _ = writeln!(below, "{} = {}", quoted(inner), inline(value));
                }
            }
            Value::Array(items) if headings && !items.is_empty() && items.iter().all(Value::is_object) => {
                for item in items {
                    let _ = writeln!(below, "[[{}]]", quoted(key));
                    for (inner, value) in item.as_object().expect("all of them are") {
                        let _ = writeln!(below, "{} = {}", quoted(inner), inline(value));
                    }
                }
            }
            _ => {
                let _ = writeln!(plain, "{} = {}", quoted(key), inline(value));
            }
        }
    }
    plain + &below
}

fn inline(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries: Vec<_> =
                map.iter().map(|(key, value)| format!("{} = {}", quoted(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}

#[test]
fn the_schema_and_the_reader_take_the_same_documents() {
    let schema = policy::schema();
    let validator =
        jsonschema::options().should_validate_formats(true).build(&schema).expect("the policy's schema is a schema");
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let document = document(&mut numbers);
        let text = toml(&document, numbers.one_in(2));
        let (by_schema, by_reader) = (validator.is_valid(&document), policy::read(&text, &[]));
        assert_eq!(by_schema, by_reader.is_ok(), "{by_reader:?}\n{text}");
        if by_schema { taken += 1 } else { refused += 1 }
    }
    assert!(taken > 2000 && refused > 2000, "{taken} taken, {refused} refused: the generator leans to one side");
}

#[test]
fn the_readmes_policy_is_one() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("a checkout");
    let mut policies = 0;
    for block in readme.split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap_or_default();
        assert_eq!(policy::read(text, &[]).map(drop), Ok(()), "{text}");
        policies += 1;
    }
    assert!(policies > 0, "the README shows no policy");
}
