//! The judge: cargo builds the project for real, and what was built runs.

use std::path::PathBuf;

use crate::{
    scenario::{HOST, Product, Truth},
    world::{Ran, World},
};

/// Debian's package has no link to it on `PATH`.
pub(crate) const WINE: &str = "/usr/lib/wine/wine64";

/// Build the project as its user would.
pub(crate) fn build(world: &World, triple: &str, truth: &Truth, mended: bool) -> Ran {
    let command: Vec<&str> = match truth.own_command(mended) {
        Some(command) => command.iter().map(String::as_str).collect(),
        None if truth.names_target(triple) => vec!["cargo", "build", "--target", triple],
        None => vec!["cargo", "build"],
    };
    build_by(world, &command)
}

/// Build the project by this command. Scratch artefacts stay out of the project.
pub(crate) fn build_by(world: &World, command: &[&str]) -> Ran {
    let out = world.root.join("out");
    // cargo does not see that a library outside the package is gone: what was built before says nothing
    let _ = std::fs::remove_dir_all(&out);
    let out = out.to_string_lossy();
    let (program, args) = command.split_first().expect("a command has a program");
    let args: Vec<&str> = args.iter().copied().chain(["--offline", "--target-dir", &out]).collect();
    // a toolchain that is not there is not fetched
    world.run(program, &args, &[("RUSTUP_AUTO_INSTALL", "0")])
}

/// What the judge has against the scenario: the build itself, the words of its failure, or what its program does.
pub(crate) fn object(world: &World, triple: &str, truth: &Truth, mended: bool) -> Option<String> {
    object_to(&build(world, triple, truth, mended), world, triple, truth, mended)
}

/// The same, of a build that was made.
pub(crate) fn object_to(ran: &Ran, world: &World, triple: &str, truth: &Truth, mended: bool) -> Option<String> {
    let builds = truth.builds || mended && truth.mends;
    let empty = truth.product == Product::Empty && !(mended && truth.mends);
    let with_target = truth.names_target(triple);
    if ran.passed() != builds {
        return Some(format!(
            "{triple}: cargo {} it, the scenario says otherwise\n{}",
            verb(ran.passed()),
            tail(&ran.stderr)
        ));
    }
    if !builds {
        let says = truth.says.as_deref().unwrap_or_default();
        return (!ran.stderr.contains(says))
            .then(|| format!("{triple}: cargo's output does not contain {says:?}\n{}", tail(&ran.stderr)));
    }
    let program = program(world, triple, with_target)?;
    let program = program.to_string_lossy();
    if triple.contains("-none") && has_code(world, &program) == empty {
        let what = if empty { "has code in it" } else { "is empty" };
        return Some(format!("{triple}: the program {what}, the scenario says otherwise"));
    }
    let sysroot = truth.sysroot.as_ref().map(|folder| world.root.join(folder).to_string_lossy().into_owned());
    let ran = match triple {
        HOST | "x86_64-unknown-linux-musl" | "i686-unknown-linux-gnu" => world.run(&program, &[], &[]),
        "aarch64-unknown-linux-gnu" => {
            let sysroot = sysroot.as_deref().unwrap_or("/usr/aarch64-linux-gnu");
            world.run("/usr/bin/qemu-aarch64", &["-L", sysroot, &program], &[])
        }
        "armv7-unknown-linux-gnueabihf" => {
            world.run("/usr/bin/qemu-arm", &["-L", "/usr/arm-linux-gnueabihf", &program], &[])
        }
        "x86_64-pc-windows-gnu" => {
            let prefix = world.lab.join("wine").to_string_lossy().into_owned();
            let silent = ("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=");
            // the compiler's own libraries, which are shipped beside a program
            let libraries = ("WINEPATH", r"Z:\usr\lib\gcc\x86_64-w64-mingw32\12-win32");
            world.run(WINE, &[&program], &[("WINEPREFIX", &prefix), ("WINEDEBUG", "-all"), silent, libraries])
        }
        _ => return None,
    };
    let works = ran.passed() && ran.stdout.trim_end() == "works";
    (works == (truth.product == Product::Crashes))
        .then(|| format!("{triple}: the program exits with {:?}: {}{}", ran.code, ran.stdout, ran.stderr))
}

/// Whether anything of the program would be loaded: code, or data.
fn has_code(world: &World, program: &str) -> bool {
    let sizes = world.run("/usr/bin/llvm-size", &[program], &[]).stdout;
    // text, data, bss, their sum in decimal and in hexadecimal, and the name
    let sum = sizes.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)).map(str::to_owned);
    sum.expect("llvm-size prints a table") != "0"
}

/// The program that the build made, where the project is one.
fn program(world: &World, triple: &str, with_target: bool) -> Option<PathBuf> {
    let out = world.root.join("out");
    // build.target has the same effect as the flag
    let folders = [out.join(triple).join("debug"), out.join("debug")];
    folders
        .into_iter()
        .skip(usize::from(!with_target && !out.join(triple).exists()))
        .flat_map(|f| [f.join("app"), f.join("app.exe")])
        .find(|f| f.is_file())
}

fn verb(passed: bool) -> &'static str {
    if passed { "builds" } else { "does not build" }
}

/// The end of a long text, for the reader.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}
