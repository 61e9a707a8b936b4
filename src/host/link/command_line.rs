//! The linker's command line, read back from rustc's log.

/// A command as Rust's `Debug` of `std::process::Command` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommandLine {
    pub(super) env: Vec<(String, String)>,
    pub(super) program: String,
    pub(super) args: Vec<String>,
}

impl CommandLine {
    /// `A="x" env -u B "cc" "-o" "out"`: none where the text is something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = words(text)?;
        let mut env = Vec::new();
        let mut program = None;
        words.reverse();
        while let Some(word) = words.pop() {
            match word {
                Word::Quoted(text) => {
                    program = Some(text);
                    break;
                }
                Word::Variable(name, value) => env.push((name, value)),
                Word::Plain(plain) if plain == "env" => {}
                Word::Plain(plain) if plain == "-u" => {
                    words.pop();
                }
                Word::Plain(_) => return None,
            }
        }
        let mut args = Vec::new();
        while let Some(word) = words.pop() {
            let Word::Quoted(text) = word else { return None };
            args.push(text);
        }
        Some(Self { env, program: program?, args })
    }
}

enum Word {
    Quoted(String),
    Variable(String, String),
    Plain(String),
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let plain_end = rest.find(|c: char| c == '"' || c.is_whitespace()).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(plain_end);
        if let Some(quoted) = after.strip_prefix('"') {
            let (value, after) = unquote(quoted)?;
            found.push(match plain.strip_suffix('=') {
                Some(name) => Word::Variable(name.to_owned(), value),
                None if plain.is_empty() => Word::Quoted(value),
                None => return None,
            });
            rest = after.trim_start();
        } else {
            found.push(Word::Plain(plain.to_owned()));
            rest = after.trim_start();
        }
    }
    Some(found)
}

/// Up to the closing quote, with Rust's escapes resolved.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'r' => value.push('\r'),
                '0' => value.push('\0'),
                'u' => {
                    let mut digits = String::new();
                    for (_, c) in chars.by_ref() {
                        match c {
                            '{' => {}
                            '}' => break,
                            c => digits.push(c),
                        }
                    }
                    value.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                other => value.push(other),
            },
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logged_command_is_read_back() {
        let text = r#"env -u IPHONEOS_DEPLOYMENT_TARGET LC_ALL="C" PATH="/a:/b c" "cc" "-o" "x \"y\"\u{1b}" "-lc""#;
        let expected = CommandLine {
            env: vec![("LC_ALL".into(), "C".into()), ("PATH".into(), "/a:/b c".into())],
            program: "cc".into(),
            args: vec!["-o".into(), "x \"y\"\u{1b}".into(), "-lc".into()],
        };
        assert_eq!(CommandLine::parse(text), Some(expected));
        assert_eq!(CommandLine::parse("preparing Executable to \"/tmp/x\""), None);
        assert_eq!(CommandLine::parse("linker stderr:"), None);
    }
}
