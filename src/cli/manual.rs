//! Manual pages: what clap knows of a command, with examples and exit codes in sections of their own (man-pages(7)).

use std::io;

use clap::Command;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

/// The page of the program, or of one of its commands; `command` has been built.
pub(super) fn page(command: &Command) -> io::Result<Vec<u8>> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    // An empty date has to be quoted, else what follows is taken for it.
    let version = env!("CARGO_PKG_VERSION");
    let title = format!(".TH {} 1 \"\" \"xdoctor {version}\" \"xdoctor\"\n", name.to_uppercase().replace('-', "\\-"));
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let after = command.get_after_long_help().or(command.get_after_help());
    after_help(&after.map(ToString::to_string).unwrap_or_default()).to_writer(&mut page)?;
    let own = command.has_subcommands();
    if !own {
        let mut also = Roff::new();
        also.control("SH", ["SEE ALSO"]).text([bold("xdoctor"), roman("(1)")]);
        also.to_writer(&mut page)?;
    }
    let page = String::from_utf8_lossy(&page);
    Ok(format!("{title}{}", one_preamble(&page)).into_bytes())
}

/// Each section is written as if it were alone, with the definition of the apostrophe before it; and `clap_mangen`
/// separates by more than one kind of space, which is one too many.
fn one_preamble(sections: &str) -> String {
    const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
    format!("{PREAMBLE}{}", sections.replace(PREAMBLE, "").replace(".br\n\n.br\n", ".sp\n"))
}

/// What follows the options in the help: examples as a list, exit codes, and whatever else there is.
fn after_help(help: &str) -> Roff {
    let mut roff = Roff::new();
    for paragraph in help.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        if let Some(examples) = paragraph.strip_prefix("Examples:\n") {
            roff.control("SH", ["EXAMPLES"]);
            for example in examples.lines().map(str::trim) {
                // Two columns.
                let (command, says) = example.split_once("  ").unwrap_or((example, ""));
                roff.control("TP", []).text([bold(command)]).text([roman(says.trim_start())]);
            }
        } else if let Some(codes) = paragraph.strip_prefix("Exit codes: ") {
            roff.control("SH", ["EXIT STATUS"]).text([roman(codes)]);
        } else {
            roff.control("SH", ["NOTES"]).text([roman(paragraph)]);
        }
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_and_exit_codes_are_sections() {
        let help = "Examples:\n  tool -x      what it does\n  tool y\n\nIt's so.\n\nExit codes: 0 done, 1 not.";
        let page = ".SH EXAMPLES\n.TP\n\\fBtool \\-x\\fR\nwhat it does\n.TP\n\\fBtool y\\fR\n\n.SH NOTES\nIt\\*(Aqs so.\n\
                    .SH \"EXIT STATUS\"\n0 done, 1 not.\n";
        assert_eq!(after_help(help).render().split_once("'\n").expect("the preamble").1, page);
    }
}
