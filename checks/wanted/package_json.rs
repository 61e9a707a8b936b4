//! napi's settings in `package.json`: the targets that a native Node package is built for.

use super::{
    spot::Spot,
    yaml::{Document, Scalar, Yaml},
};

/// What `napi.triples` adds unless its `defaults` is false (@napi-rs/cli 2, `src/parse-triple.ts`).
const DEFAULTS: [&str; 3] = ["x86_64-pc-windows-msvc", "x86_64-apple-darwin", "x86_64-unknown-linux-gnu"];

/// `napi.targets` (@napi-rs/cli 3), or `napi.triples` with its defaults (2).
pub(crate) fn package_json(text: &str) -> Vec<Spot> {
    let Some(document) = Document::parse(text) else { return Vec::new() };
    let spot = |scalar: &Scalar| document.lines.spot(scalar.start, &scalar.value);
    let words = |path: &[&str]| -> Vec<Spot> {
        let list = document.root.at(path).map(Yaml::items).unwrap_or_default();
        list.iter().filter_map(Yaml::scalar).map(spot).collect()
    };
    let mut found = words(&["napi", "targets"]);
    let triples = document.root.get("napi").and_then(|napi| {
        napi.entries().iter().find(|(key, value)| key.value == "triples" && matches!(value, Yaml::Map(_)))
    });
    if let Some((key, triples)) = triples {
        let defaults = triples.get("defaults").and_then(Yaml::scalar);
        if defaults.is_none_or(|value| value.value != "false") {
            let place = spot(defaults.unwrap_or(key));
            found.extend(DEFAULTS.map(|triple| Spot { written: triple.to_owned(), ..place.clone() }));
        }
        found.extend(words(&["napi", "triples", "additional"]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::toml::tests::places, *};

    #[test]
    fn targets_are_listed() {
        let text = "{\n  \"name\": \"a-b-c\",\n  \"napi\": {\n    \"targets\": [\n      \"x-y-z\",\n      \"d-e-f\"\n    ]\n  },\n  \"targets\": [\"no-no\"]\n}\n";
        assert_eq!(places(&package_json(text)), [("x-y-z", 5, 8), ("d-e-f", 6, 8)]);
    }

    #[test]
    fn triples_have_defaults() {
        let text = "{\"napi\":{\"triples\":{\"additional\":[\"x-y-z\"]}}}";
        let words: Vec<_> = package_json(text).into_iter().map(|spot| spot.written).collect();
        assert_eq!(words, ["x86_64-pc-windows-msvc", "x86_64-apple-darwin", "x86_64-unknown-linux-gnu", "x-y-z"]);
        let text = "{\"napi\":{\"triples\":{\"defaults\":false,\"additional\":[\"x-y-z\"]}}}";
        assert_eq!(places(&package_json(text)), [("x-y-z", 1, 53)]);
    }

    #[test]
    fn other_packages_name_nothing() {
        for text in
            ["{}", "", "{\"targets\":[\"a-b\"]}", "{\"napi\":{\"targets\":\"a-b\"}}", "{\"napi\": {\"triples\": true}}"]
        {
            assert_eq!(package_json(text), [], "{text}");
        }
    }
}
