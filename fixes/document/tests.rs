//! What the edits keep and what they change, on small documents.

use super::*;

fn path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}

fn set(text: &str, key: &str, value: &str) -> String {
    Document::parse(text).expect("valid").set(&path(key), value).expect("can be set")
}

fn push(text: &str, key: &str, value: &str) -> String {
    Document::parse(text).expect("valid").push(&path(key), value).expect("can be pushed")
}

fn remove(text: &str, key: &str) -> String {
    Document::parse(text).expect("valid").remove(&path(key)).expect("can be removed")
}

#[test]
fn values_know_where_they_stand() {
    let document =
        Document::parse("\u{feff}# c\r\n[a]\r\n'b c'.d = [ 1, { e = \"é\", f = true } ]\r\n").expect("valid");
    let node = document.at(&["a", "b c", "d", "1", "f"]).expect("there");
    assert_eq!((node.as_bool(), document.source(node)), (Some(true), "true"));
    assert_eq!(document.position(node.span.start), Position { line: 3, column: 31 });
    assert_eq!(document.line(document.at(&["a"]).expect("there")), 2);
}

#[test]
fn faults_are_shown_with_line_column_and_caret() {
    let error = Document::parse("[a]\nb = \n").expect_err("invalid");
    assert_eq!(error.at.line, 2);
    assert!(error.caret().starts_with("2 | b = \n  |    "), "{}", error.caret());
    let error = Document::parse("a = 1\n[b]\na = 1\na = 2\n").expect_err("invalid");
    assert_eq!((error.at, error.caret()), (Position { line: 4, column: 1 }, "4 | a = 2\n  | ^".to_owned()));
}

#[test]
fn a_value_is_replaced_where_it_stands() {
    for (before, after) in [
        ("a.b = 1 # c", "a.b = 2 # c"),
        ("[a]\r\nb=1\t# c\r\n", "[a]\r\nb=2\t# c\r\n"),
        ("a = { x = 0,b = 1 } # c\n", "a = { x = 0,b = 2 } # c\n"),
        ("\u{feff}a = {b.c=0}", "\u{feff}a = {b=2}"),
    ] {
        let document = Document::parse(before).expect("valid");
        match document.set(&path("a.b"), "2") {
            Ok(text) => assert_eq!(text, after),
            Err(error) => {
                assert_eq!((before, matches!(error, EditError::InTheWay { .. })), ("\u{feff}a = {b.c=0}", true));
            }
        }
    }
}

#[test]
fn a_new_key_goes_after_the_last_one_of_its_table() {
    for (before, after) in [
        ("", "[a]\nb = 2\n"),
        ("\u{feff}", "\u{feff}[a]\nb = 2\n"),
        ("# only\n", "# only\n\n[a]\nb = 2\n"),
        ("x = 1", "x = 1\n\n[a]\nb = 2"),
        ("[a]", "[a]\nb = 2"),
        ("[a] # c\r\n\r\n[c]\r\n", "[a] # c\r\nb = 2\r\n\r\n[c]\r\n"),
        ("[a]\n  x = 1 # c\n# d\n\n[c]\n", "[a]\n  x = 1 # c\n  b = 2\n# d\n\n[c]\n"),
        ("[a]\nx = 1 # c\n      # goes on\n", "[a]\nx = 1 # c\n      # goes on\nb = 2\n"),
        ("a.x=1\ny = 1\n", "a.x=1\na.b=2\ny = 1\n"),
        ("a = {}\n", "a = { b = 2 }\n"),
        ("a = { }\n", "a = { b = 2 }\n"),
        ("a = { x = 1 } # c\n", "a = { x = 1, b = 2 } # c\n"),
        ("[a.x]\nc = 1\n", "[a.x]\nc = 1\n\n[a]\nb = 2\n"),
    ] {
        assert_eq!(set(before, "a.b", "2"), after, "{before}");
    }
}

#[test]
fn a_new_table_goes_after_its_last_sibling() {
    for (before, after) in [
        (
            "[target.x]\nlinker = \"l\"\n# about x\n\n# about build\n[build]\njobs = 1\n",
            "[target.x]\nlinker = \"l\"\n# about x\n\n[target.y]\nlinker = 1\n\n# about build\n[build]\njobs = 1\n",
        ),
        ("[target.x]\nl = 1\n[build]\n", "[target.x]\nl = 1\n[target.y]\nlinker = 1\n[build]\n"),
        ("[target]\nx = { linker = \"l\" }\n", "[target]\nx = { linker = \"l\" }\ny = { linker = 1 }\n"),
        ("[target]\nx.linker = 'l'\n", "[target]\nx.linker = 'l'\ny.linker = 1\n"),
        ("[build]\nj = 1\n\n\n", "[build]\nj = 1\n\n[target.y]\nlinker = 1\n\n\n"),
        ("target.x.linker = 1\n[b]\n", "target.x.linker = 1\ntarget.y.linker = 1\n[b]\n"),
        ("target = { x = { linker = 1 } }\n", "target = { x = { linker = 1 }, y = { linker = 1 } }\n"),
    ] {
        assert_eq!(set(before, "target.y.linker", "1"), after, "{before}");
    }
}

#[test]
fn a_top_level_key_goes_above_the_first_header() {
    for (before, after) in [
        ("# licence\n\n# about a\n[a]\n", "# licence\n\ninclude = 1\n\n# about a\n[a]\n"),
        ("[a]\n", "include = 1\n\n[a]\n"),
        ("x = 1\n[a]\n", "x = 1\ninclude = 1\n[a]\n"),
    ] {
        assert_eq!(set(before, "include", "1"), after, "{before}");
    }
}

#[test]
fn quoted_and_dotted_keys_are_found_and_written() {
    let key = ["target".to_owned(), "cfg(target_os = \"linux\")".to_owned(), "linker".to_owned()];
    let text = Document::parse("").expect("valid").set(&key, "'l'").expect("can be set");
    assert_eq!(text, "[target.'cfg(target_os = \"linux\")']\nlinker = 'l'\n");
    assert_eq!(Document::parse(&text).expect("valid").set(&key, "\"l\"").expect("can be set"), text);
}

#[test]
fn elements_are_appended_in_the_style_of_the_array() {
    for (before, after) in [
        ("", "a = [9]\n"),
        ("a = []", "a = [9]"),
        ("a = [ ]", "a = [ 9 ]"),
        ("a = [1, 2]", "a = [1, 2, 9]"),
        ("a = [ 1, 2, ] # c", "a = [ 1, 2, 9, ] # c"),
        ("a = [\n  1, # one\n  2  # two\n]", "a = [\n  1, # one\n  2,  # two\n  9\n]"),
        ("a = [\r\n\t1,\r\n\t2,\r\n\t# three\r\n]\r\n", "a = [\r\n\t1,\r\n\t2,\r\n\t9,\r\n\t# three\r\n]\r\n"),
        ("a = [\n]\n", "a = [\n    9,\n]\n"),
        ("a = [\n  # none yet\n]\n", "a = [\n  # none yet\n  9,\n]\n"),
        ("a = [1,\n     2]\n", "a = [1,\n     2,\n     9]\n"),
        ("a = [\n  1\n  , 2\n]\n", "a = [\n  1\n  , 2, 9\n]\n"),
        ("a = [1, 9]\n", "a = [1, 9]\n"),
    ] {
        assert_eq!(push(before, "a", "9"), after, "{before}");
    }
}

#[test]
fn a_removed_value_takes_its_line_and_an_emptied_table() {
    for (before, after) in [
        ("x = 1\na.b = 1 # c\ny = 1\n", "x = 1\ny = 1\n"),
        ("x = 1\na.b = 1", "x = 1"),
        ("[a]\n# kept\nb = 1\nc = 1\n", "[a]\n# kept\nc = 1\n"),
        ("[x]\ny = 1\n\n[a]\nb = 1\n\n[z]\n", "[x]\ny = 1\n\n[z]\n"),
        ("[x]\n\n[a]\nb = 1\n", "[x]\n"),
        ("a = { b = 1, c = 2 }\n", "a = { c = 2 }\n"),
        ("a = { c = 2, b = 1 }\n", "a = { c = 2 }\n"),
        ("a = { c = 2, b = 1, d = 3 }\n", "a = { c = 2, d = 3 }\n"),
        ("a = { b.x = 1, b.y = 2, d = 3 }\n", "a = { d = 3 }\n"),
        ("a = { b = 1 }\nx = 1\n", "x = 1\n"),
        ("[a.b]\nc = 1\n[a.b.d]\n[z]\n", "[z]\n"),
    ] {
        assert_eq!(remove(before, "a.b"), after, "{before}");
    }
}

#[test]
fn a_removed_element_takes_its_comma() {
    let pull = |text: &str, values: &[&str]| {
        let values: Vec<_> = values.iter().map(|&value| value.to_owned()).collect();
        Document::parse(text).expect("valid").pull(&path("a"), &values).expect("can be pulled")
    };
    for (before, after) in [
        ("a = [1, 2, 3]", "a = [1, 3]"),
        ("a = [\n  1,\n  2, # two\n  3\n]", "a = [\n  1,\n  3\n]"),
        ("a = [1, 2]", "a = [1]"),
        ("a = [\n  1, # one\n  2 # two\n]", "a = [\n  1 # one\n]"),
        ("a = [2, 1]", "a = [1]"),
        ("a = [ 2 ]", "a = [  ]"),
        ("a = [1]", "a = [1]"),
        ("b = 1", "b = 1"),
    ] {
        assert_eq!(pull(before, &["2"]), after, "{before}");
    }
    let flags = "a = [\"-C\", \"x\", '-C', 'link-arg=-s', \"-C\", \"link-arg=-s\", \"-g\"]";
    assert_eq!(pull(flags, &["\"-C\"", "\"link-arg=-s\""]), "a = [\"-C\", \"x\", \"-g\"]");
}

#[test]
fn what_is_in_the_way_is_named() {
    let document = Document::parse("[a]\nb = 'x'\n").expect("valid");
    let in_the_way =
        |key: &str, line, found, wanted| Err(EditError::InTheWay { key: key.to_owned(), line, found, wanted });
    assert_eq!(document.set(&path("a.b.c"), "1"), in_the_way("a.b", 2, "string", "table"));
    assert_eq!(document.push(&path("a.b"), "1"), in_the_way("a.b", 2, "string", "array"));
    assert_eq!(document.set(&path("a"), "1"), in_the_way("a", 1, "table", "value"));
    assert!(matches!(document.set(&path("a.c"), "1\nd = 2"), Err(EditError::BadValue { .. })));
}
