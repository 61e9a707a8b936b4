//! Linker scripts in a library's place: `libc.so` of glibc, `libgcc_s.so` of gcc.

/// A file or library that a script makes the linker read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// As written: `/lib/x86_64-linux-gnu/libc.so.6`, `libgcc_s.so.1`, `-lgcc`, `=/lib/libc.so.6`.
    pub text: String,
    /// From 1.
    pub line: u32,
}

/// The members of `GROUP ( ... )` and `INPUT ( ... )`, `AS_NEEDED` ones included: a linker opens those too.
///
/// None where the text is no linker script. The grammar is that of ld's manual, "Commands Dealing with Files".
pub fn references(text: &str) -> Option<Vec<Reference>> {
    let mut found = Vec::new();
    let mut is_script = false;
    let mut depth = 0_u32;
    let mut expects = false;
    for (line, word) in words(text) {
        match word {
            "GROUP" | "INPUT" if depth == 0 => {
                (is_script, expects) = (true, true);
            }
            "OUTPUT_FORMAT" | "OUTPUT_ARCH" | "SEARCH_DIR" | "TARGET" if depth == 0 => {
                (is_script, expects) = (true, false);
            }
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "AS_NEEDED" | "," => {}
            word if depth > 0 && expects => {
                let text = word.trim_matches('"').to_owned();
                found.push(Reference { text, line });
            }
            _ => {}
        }
    }
    is_script.then_some(found)
}

/// Words with their lines, comments left out.
fn words(text: &str) -> Vec<(u32, &str)> {
    let mut words = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while !rest.is_empty() {
        let skipped = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with(['(', ')', ',']) {
            words.push((line, &rest[..1]));
            1
        } else if let Some(space) = rest.chars().next().filter(|c| c.is_whitespace()) {
            space.len_utf8()
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || "(),".contains(c)).unwrap_or(rest.len());
            words.push((line, &rest[..end]));
            end
        };
        let (skipped, after) = rest.split_at(skipped);
        line += u32::try_from(skipped.matches('\n').count()).unwrap_or(0);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, u32)>> {
        Some(references(text)?.into_iter().map(|reference| (reference.text, reference.line)).collect())
    }

    #[test]
    fn the_script_of_glibc_is_read() {
        let text = "/* GNU ld script\n   (a comment) */\nOUTPUT_FORMAT(elf64-littleaarch64)\nGROUP ( /lib/libc.so.6 \
                    /usr/lib/libc_nonshared.a  AS_NEEDED ( /lib/ld-linux-aarch64.so.1 ) )\n";
        let expected = ["/lib/libc.so.6", "/usr/lib/libc_nonshared.a", "/lib/ld-linux-aarch64.so.1"];
        assert_eq!(read(text), Some(expected.map(|text| (text.to_owned(), 4)).into()));
    }

    #[test]
    fn names_libraries_and_quotes_are_read() {
        let expected = ["libgcc_s.so.1", "-lgcc", "=/lib/x"].map(|text| (text.to_owned(), 1));
        assert_eq!(read("GROUP ( libgcc_s.so.1 -lgcc, \"=/lib/x\" )"), Some(expected.into()));
    }

    #[test]
    fn other_text_is_no_script() {
        assert_eq!(read("\u{7f}ELF"), None);
        assert_eq!(read("# INPUTS of this\n"), None);
        assert_eq!(read("/* unfinished"), None);
    }
}
