//! How a proof's program can be run here: natively, or under an emulator that changes nothing.

use super::settled;
use crate::{
    Cx, Pause, Triple,
    facts::{
        cargo_config::TargetSettings,
        rustc::{Rustc, TargetSpec},
    },
    question::LinkRun,
};

/// Runners that only emulate; any other may flash a board or reach another machine.
const EMULATORS: &[&str] = &["qemu-", "wine", "wasmtime", "wasmer", "node"];

/// How to run it, or why it is not run.
pub(super) fn choose(
    target: &Triple,
    settings: Option<&TargetSettings>,
    run_anything: bool,
    cx: &Cx<'_>,
) -> Result<Result<LinkRun, String>, Pause> {
    if let Some(runner) = settings.and_then(|settings| settings.runner.as_ref()) {
        let words = &runner.value;
        let Some(program) = words.first() else { return Ok(Err("the configured runner is empty".into())) };
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let emulates = EMULATORS.iter().any(|known| name.starts_with(known)) && !name.starts_with("qemu-system");
        return Ok(if emulates || run_anything {
            Ok(LinkRun { runner: words.clone(), find_libraries: false })
        } else {
            Err(format!("the configured runner `{name}` may act on a device: it is run with `--run`"))
        });
    }
    let (rustc, spec) = (settled(cx.fact::<Rustc>(()))?, settled(cx.fact::<TargetSpec>(target.clone()))?);
    let (Some(rustc), Some(spec)) = (rustc, spec) else { return Ok(Err("the target's kind is not known".into())) };
    if rustc.host == *target {
        return Ok(Ok(LinkRun { runner: Vec::new(), find_libraries: false }));
    }
    let host = settled(cx.fact::<TargetSpec>(rustc.host.clone()))?;
    let same = host.is_some_and(|host| host.arch == spec.arch && host.os == spec.os);
    if same && spec.os == "linux" && spec.env == "musl" && spec.crt_static_default {
        return Ok(Ok(LinkRun { runner: Vec::new(), find_libraries: false }));
    }
    if same && spec.os == "windows" {
        return Ok(Ok(LinkRun { runner: Vec::new(), find_libraries: false }));
    }
    let Some(words) = emulator(&spec, cx)? else {
        return Ok(Err(format!("no known emulator runs `{target}` on this host")));
    };
    if cx.which(&words[0])?.is_empty() {
        return Ok(Err(format!("`{}` is not on `PATH`", words[0])));
    }
    Ok(Ok(LinkRun { runner: words, find_libraries: spec.os == "linux" }))
}

fn emulator(spec: &TargetSpec, cx: &Cx<'_>) -> Result<Option<Vec<String>>, Pause> {
    let os = cx.host()?.os.as_str();
    let little = spec.target_endian.as_deref() != Some("big");
    let words: &[&str] = match spec.os.as_str() {
        "linux" if os == "linux" => match (spec.arch.as_str(), little) {
            ("x86_64", _) => &["qemu-x86_64"],
            ("x86", _) => &["qemu-i386"],
            ("aarch64", true) => &["qemu-aarch64"],
            ("aarch64", false) => &["qemu-aarch64_be"],
            ("arm", true) => &["qemu-arm"],
            ("arm", false) => &["qemu-armeb"],
            ("riscv64", _) => &["qemu-riscv64"],
            ("riscv32", _) => &["qemu-riscv32"],
            ("s390x", _) => &["qemu-s390x"],
            ("powerpc64", true) => &["qemu-ppc64le"],
            ("powerpc64", false) => &["qemu-ppc64"],
            ("powerpc", _) => &["qemu-ppc"],
            ("mips64", true) => &["qemu-mips64el"],
            ("mips64", false) => &["qemu-mips64"],
            ("mips", true) => &["qemu-mipsel"],
            ("mips", false) => &["qemu-mips"],
            ("loongarch64", _) => &["qemu-loongarch64"],
            ("sparc64", _) => &["qemu-sparc64"],
            _ => return Ok(None),
        },
        "windows" if os != "windows" => &["wine"],
        "wasi" => &["wasmtime", "run"],
        "unknown" if spec.arch.starts_with("wasm") => &["node", "-e", NODE],
        _ => return Ok(None),
    };
    Ok(Some(words.iter().map(|word| (*word).to_owned()).collect()))
}

/// Loads the module that the next argument names; it imports nothing.
const NODE: &str = "WebAssembly.instantiate(require('fs').readFileSync(process.argv[1]),{}).then(r=>{\
const f=r.instance.exports.main;if(f)f(0,0)},e=>{console.error(String(e));process.exit(1)})";
