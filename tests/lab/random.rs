//! Set-ups that nobody thought of: a project, a target, and pieces of configuration, environment and damage drawn at
//! random. Nobody says what is true of them but cargo: xdoctor must not say `ready` where its own build command fails, nor
//! `blocked` where it builds. The same holds after `fix --yes`, and `undo` brings every file back.
//!
//! ```text
//! cargo test --test lab -- --random=200           the first 200 set-ups
//! cargo test --test lab -- --random=1 --from=117  that one again; `--keep` leaves its folder
//! ```

use std::{fmt::Write as _, path::Path, process::ExitCode, sync::Mutex};

use serde_json::Value;

use crate::{
    Options, doctor, judge, say,
    scenario::{HOST, Scenario, Stage, Truth},
    trial,
    world::World,
};

/// What random set-ups are about, and what their config may say of the target.
struct Target {
    triple: &'static str,
    linkers: &'static [&'static str],
    flags: &'static [&'static str],
    cfg: &'static str,
}

const AARCH64: Target = Target {
    triple: "aarch64-unknown-linux-gnu",
    linkers: &[
        "aarch64-linux-gnu-gcc",
        "aarch64-linux-gnu-gcc",
        "aarch64-linux-gnu-gcc",
        "/usr/bin/aarch64-linux-gnu-gcc",
        "aarch64-linux-gnu-g++",
        "aarch64-linux-gnu-ld",
        "arm-linux-gnueabihf-gcc",
        "aarch64-none-linux-gnu-gcc",
        "clang",
        "rust-lld",
        "cc",
    ],
    flags: &[
        "-Clink-arg=--target=aarch64-linux-gnu",
        "-Clink-arg=--sysroot=/usr/aarch64-linux-gnu",
        "-Ctarget-cpu=cortex-a72",
        "-Clink-arg=-march=armv8-a",
        "-Clink-arg=-Wl,-rpath-link,/usr/aarch64-linux-gnu/lib",
        "-Clink-arg=-Wl,--dynamic-linker=/lib/ld-linux-aarch64.so.1",
    ],
    cfg: r#"cfg(target_arch = "aarch64")"#,
};

const ARMV7: Target = Target {
    triple: "armv7-unknown-linux-gnueabihf",
    linkers: &["arm-linux-gnueabihf-gcc", "arm-linux-gnueabihf-gcc", "aarch64-linux-gnu-gcc", "clang", "ld.lld"],
    flags: &[
        "-Clink-arg=--target=arm-linux-gnueabihf",
        "-Ctarget-feature=+neon",
        "-Clink-arg=-mfloat-abi=hard",
        "-Clink-arg=-mfloat-abi=soft",
        "-Clink-arg=-march=armv7-a",
    ],
    cfg: "cfg(target_pointer_width = \"32\")",
};

const MUSL: Target = Target {
    triple: "x86_64-unknown-linux-musl",
    linkers: &["musl-gcc", "musl-gcc", "rust-lld", "gcc", "cc", "ld.lld", "clang", "x86_64-linux-musl-gcc"],
    flags: &[
        "-Clink-self-contained=yes",
        "-Clink-self-contained=no",
        "-Clink-arg=-static-pie",
        "-Clink-arg=-no-pie",
        "-Clinker-flavor=ld.lld",
    ],
    cfg: r#"cfg(target_env = "musl")"#,
};

const MINGW: Target = Target {
    triple: "x86_64-pc-windows-gnu",
    linkers: &["x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-gcc-posix", "i686-w64-mingw32-gcc", "gcc", "rust-lld"],
    flags: &["-Clink-arg=-lws2_32", "-Clink-arg=-lWs2_32", "-Clink-arg=-mwindows", "-Clink-arg=-lgdi32", "-Cdlltool=x"],
    cfg: "cfg(windows)",
};

const WASM: Target = Target {
    triple: "wasm32-unknown-unknown",
    linkers: &["rust-lld", "wasm-ld", "clang", "cc", "wasm-ld-14"],
    flags: &[
        "-Clink-arg=--export-table",
        "-Ctarget-feature=+simd128",
        "-Clink-arg=-zstack-size=65536",
        "-Clink-args=-s",
    ],
    cfg: r#"cfg(target_family = "wasm")"#,
};

const WASI: Target = Target {
    triple: "wasm32-wasip1",
    linkers: &["rust-lld", "clang", "wasm-ld", "cc"],
    flags: &["-Clink-self-contained=no", "-Clink-arg=-lwasi-emulated-mman", "-Ctarget-feature=-crt-static"],
    cfg: r#"cfg(target_os = "wasi")"#,
};

const NATIVE: Target = Target {
    triple: HOST,
    linkers: &["cc", "gcc", "clang", "x86_64-linux-gnu-gcc", "g++", "ld", "aarch64-linux-gnu-gcc", "rust-lld"],
    flags: &["-Ctarget-cpu=native", "-Clink-arg=-m32", "-Clink-arg=-no-pie", "-Clink-arg=-Wl,--no-undefined"],
    cfg: "cfg(unix)",
};

const TARGETS: [Target; 7] = [AARCH64, ARMV7, MUSL, MINGW, WASM, WASI, NATIVE];

/// Of any target.
const FLAGS: &[&str] = &[
    "-Clink-arg=-fuse-ld=lld",
    "-Clink-arg=-fuse-ld=bfd",
    "-Clink-arg=-fuse-ld=gold",
    "-Clink-arg=-fuse-ld=mold",
    "-Ctarget-feature=+crt-static",
    "-Ctarget-feature=-crt-static",
    "-Clinker-flavor=gcc",
    "-Clinker-flavor=ld",
    "-Cprefer-dynamic",
    "-Crelocation-model=static",
    "-Crelocation-model=pic",
    "-Cpanic=abort",
    "-Clto",
    "-Cembed-bitcode=yes",
    "-Clink-arg=-nostartfiles",
    "-Clink-arg=-nostdlib",
    "-Clink-arg=-static",
    "-Clink-arg=-s",
    "-Clink-arg=-lz",
    "-Clink-arg=-lm",
    "-lz",
    "-Lnative=@ROOT@/nowhere",
    "-Clink-arg=-L@ROOT@/nowhere",
    "-Dwarnings",
    "-Ctarget-cpu=generic",
    "-Ctarget-cpu=no-such-cpu",
    "-Clink-dead-code",
    "-Cstrip=symbols",
    "-Csplit-debuginfo=packed",
    "-Csplit-debuginfo=off",
    "-Cdebuginfo=0",
    "-Copt-level=z",
    "-Ccodegen-units=1",
    "-Clink-arg=-Wl,--as-needed",
    "-Clink-arg=-Wl,--no-such-option",
    "-Clink-arg=-Wl,-z,now",
    "-Clink-arg=-Wl,--gc-sections",
    "-Clink-arg=-Wl,--icf=all",
    "-Clink-arg=-Wl,-Map=@ROOT@/out.map",
    "-Clinker-plugin-lto",
    "-Cno-such-option",
    "-Zno-such-option",
    "--cfg=tokio_unstable",
    "-Cprofile-generate=@ROOT@/profile",
    "-Cinstrument-coverage",
    "-Cforce-frame-pointers=yes",
    "-Cdefault-linker-libraries=yes",
    "-Cdefault-linker-libraries=no",
    "-Clink-arg=@ROOT@/project/part.o",
    "-Clink-arg=-T@ROOT@/project/link.x",
    "-Cincremental=@ROOT@/incremental",
    "-Ccontrol-flow-guard",
    "-Ccode-model=large",
    "-Cdlltool=llvm-dlltool",
    "-Clinker=gcc",
    "-Clinker=clang",
];

const PROJECTS: &[&str] = &[
    "bin",
    "bin",
    "bin",
    "lib",
    "cdylib",
    "staticlib",
    "proc-macro",
    "build-script",
    "c-dependency",
    "cpp-dependency",
    "native-library",
    "workspace",
    "no-std-lib",
    "c-for-macro",
    "raw-dylib",
    "lib-build-script",
];

/// Keys of `[profile.dev]`.
const PROFILE: &[&str] = &[
    "lto = true",
    "lto = \"thin\"",
    "lto = \"off\"",
    "panic = \"abort\"",
    "strip = true",
    "strip = \"debuginfo\"",
    "split-debuginfo = \"unpacked\"",
    "split-debuginfo = \"packed\"",
    "debug = 0",
    "debug = \"line-tables-only\"",
    "opt-level = 3",
    "codegen-units = 1",
    "incremental = false",
    "rpath = true",
    "overflow-checks = false",
];

/// `NAME=value`, of which `{T}` is the triple, `{_}` the same as in C's variables, `{U}` as in cargo's.
const VARIABLES: &[&str] = &[
    "RUSTFLAGS=",
    "RUSTFLAGS=-Dwarnings",
    "RUSTFLAGS=-Clink-arg=-s",
    "RUSTFLAGS=-Ctarget-feature=+crt-static",
    "RUSTFLAGS=-Ctarget-cpu=native",
    "RUSTFLAGS=-Clink-arg=-fuse-ld=lld",
    "RUSTFLAGS=-C linker=clang",
    "CARGO_ENCODED_RUSTFLAGS=-Clink-arg=-s",
    "CARGO_BUILD_RUSTFLAGS=-Clink-arg=-s",
    "CARGO_TARGET_{U}_RUSTFLAGS=-Clink-arg=-s",
    "CARGO_TARGET_{U}_RUSTFLAGS=-Clink-arg=-lnowhere",
    "CARGO_TARGET_{U}_LINKER=aarch64-linux-gnu-gcc",
    "CARGO_TARGET_{U}_LINKER=gcc",
    "CARGO_TARGET_{U}_LINKER=nowhere-gcc",
    "CARGO_TARGET_{U}_LINKER=",
    "CARGO_TARGET_{U}_RUNNER=nowhere",
    "CC=gcc",
    "CC=clang",
    "CC=nowhere-gcc",
    "CC=aarch64-linux-gnu-gcc",
    "CXX=aarch64-linux-gnu-g++",
    "CC_{_}=gcc",
    "CC_{_}=clang",
    "CC_{T}=aarch64-linux-gnu-gcc",
    "TARGET_CC=aarch64-linux-gnu-gcc",
    "HOST_CC=aarch64-linux-gnu-gcc",
    "HOST_CC=clang",
    "CROSS_COMPILE=aarch64-linux-gnu-",
    "CFLAGS=-m32",
    "CFLAGS=-Wall -Werror",
    "CFLAGS_{_}=--sysroot=@ROOT@/nowhere",
    "AR=nowhere-ar",
    "AR=llvm-ar",
    "AR_{_}=nowhere-ar",
    "LIBRARY_PATH=@ROOT@/nowhere",
    "C_INCLUDE_PATH=@ROOT@/nowhere",
    "GCC_EXEC_PREFIX=@ROOT@/nowhere/",
    "COMPILER_PATH=@ROOT@/nowhere",
    "CARGO_PROFILE_DEV_LTO=true",
    "CARGO_PROFILE_DEV_PANIC=abort",
    "CARGO_BUILD_TARGET={T}",
    "CARGO_BUILD_TARGET=x86_64-unknown-linux-musl",
    "CARGO_BUILD_RUSTC_WRAPPER=nowhere-ccache",
    "RUSTC_WRAPPER=",
    "RUSTC_BOOTSTRAP=1",
    "RUSTUP_TOOLCHAIN=lab-old",
    "RUSTUP_TOOLCHAIN=nowhere",
    "CARGO_INCREMENTAL=0",
    "CARGO_NET_OFFLINE=true",
    "CARGO_TARGET_DIR=@ROOT@/elsewhere",
    "CARGO_BUILD_JOBS=1",
    "TMPDIR=@ROOT@",
    "LC_ALL=de_DE.UTF-8",
    "SDKROOT=/nowhere",
    "MAKEFLAGS=-j2",
    "CARGO_UNSTABLE_BUILD_STD=std",
];

/// Programs that the machine has not got.
const WITHOUT: &[&str] = &[
    "aarch64-linux-gnu-*",
    "arm-linux-gnueabihf-*",
    "x86_64-w64-mingw32-*",
    "musl-gcc",
    "cc",
    "gcc*",
    "x86_64-linux-gnu-*",
    "ld",
    "as",
    "ar",
    "*lld*",
    "clang*",
    "x86_64-w64-mingw32-dlltool",
    "x86_64-w64-mingw32-ld*",
    "aarch64-linux-gnu-ld*",
    "aarch64-linux-gnu-as",
    "aarch64-linux-gnu-ar",
    "c++",
];

/// The same numbers for the same seed, on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = u64::try_from(end).expect("64 bits are enough");
        usize::try_from((z ^ (z >> 31)) % end).expect("below a number that fits")
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn choose<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// The set-up of a number, always the same one.
fn scenario(number: u64) -> Scenario {
    let mut dice = Dice(number.wrapping_mul(0x0002_0001) ^ 0x5eed);
    let target = &TARGETS[dice.below(TARGETS.len())];
    let mut stage = Stage::default();
    stage.targets.insert(target.triple.to_owned(), Truth::default());
    let mut without = Vec::new();
    if dice.one_in(6) {
        without.push(dice.choose(WITHOUT).to_owned());
    }
    for _ in 0..[0, 0, 0, 1, 1, 2][dice.below(6)] {
        let text =
            dice.choose(VARIABLES).replace("{T}", target.triple).replace("{_}", &target.triple.replace('-', "_"));
        let text = text.replace("{U}", &target.triple.replace('-', "_").to_uppercase());
        let (name, value) = text.split_once('=').expect("a variable has a value");
        stage.env.insert(name.to_owned(), value.to_owned());
    }
    // most often in the project, as most are
    let place = ["project", "project", "project", "home", "."][dice.below(5)];
    let name = if dice.one_in(8) { "config" } else { "config.toml" };
    stage.files.insert(format!("{place}/.cargo/{name}"), configuration(target, &mut dice));
    if dice.one_in(10) {
        stage.files.insert("home/.cargo/config.toml".into(), configuration(target, &mut dice));
    }
    Scenario {
        name: format!("random-{number}"),
        about: "drawn at random".into(),
        project: match dice.choose(PROJECTS) {
            // its code is for Windows alone
            "raw-dylib" if target.triple != MINGW.triple => "bin",
            name => name,
        }
        .to_owned(),
        default: if dice.one_in(8) { "lab-old" } else { "lab" }.into(),
        without,
        stage,
        ..Scenario::plain()
    }
}

fn configuration(target: &Target, dice: &mut Dice) -> String {
    let mut text = String::new();
    let flags = |dice: &mut Dice| {
        let count = [0, 0, 1, 1, 1, 2, 3][dice.below(7)];
        let mut flags: Vec<&str> = Vec::new();
        for _ in 0..count {
            flags.push(if dice.one_in(3) { dice.choose(target.flags) } else { dice.choose(FLAGS) });
        }
        flags
    };
    let flags = |dice: &mut Dice| {
        let flags = flags(dice);
        (!flags.is_empty())
            .then(|| if dice.one_in(5) { format!("{:?}", flags.join(" ")) } else { format!("{flags:?}") })
    };
    if dice.one_in(8) {
        text.push_str("[build]\n");
        let keys = [
            flags(dice).map(|flags| format!("rustflags = {flags}\n")),
            dice.one_in(3).then(|| format!("target = {:?}\n", target.triple)),
            dice.one_in(4).then(|| "target-dir = \"built\"\n".to_owned()),
            dice.one_in(8).then(|| "rustc-wrapper = \"nowhere\"\n".to_owned()),
        ];
        text.extend(keys.into_iter().flatten());
    }
    let table = if dice.one_in(6) { format!("'{}'", target.cfg) } else { target.triple.to_owned() };
    let _ = writeln!(text, "[target.{table}]");
    if !dice.one_in(4) {
        let _ = writeln!(text, "linker = {:?}", dice.choose(target.linkers));
    }
    if let Some(flags) = flags(dice) {
        let _ = writeln!(text, "rustflags = {flags}");
    }
    if dice.one_in(12) {
        let _ = writeln!(text, "[target.'cfg(all())']\nrustflags = {}", flags(dice).unwrap_or_else(|| "[]".into()));
    }
    if dice.one_in(6) {
        let _ = writeln!(text, "[profile.dev]\n{}", dice.choose(PROFILE));
    }
    if dice.one_in(16) {
        let _ = writeln!(text, "[env]\nCC = {{ value = {:?}, force = true }}", dice.choose(target.linkers));
    }
    text
}

/// Goes through so many set-ups.
pub(crate) fn run_all(count: u64, options: &Options, lab: &Path) -> ExitCode {
    let numbers = Mutex::new(options.from..options.from + count);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| {
                loop {
                    let Some(number) = numbers.lock().expect("no thread panics with the numbers").next() else {
                        return;
                    };
                    let outcome = run(&scenario(number), options, lab);
                    let word = if outcome.agrees { "ok" } else { "FAILED" };
                    say(&format!("{word} {}", outcome.told.replace('\n', "\n    ")));
                    if !outcome.agrees {
                        failed.lock().expect("no thread panics with the list").push(number);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no thread panicked with the list");
    say(&format!("\ntest result: {count} set-ups, disagreement about {}: {failed:?}", failed.len()));
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(scenario: &Scenario, options: &Options, lab: &Path) -> Outcome {
    let world = World::make(scenario, lab, options.keep);
    let mut told = if options.keep { format!("kept in {}\n", world.root.display()) } else { String::new() };
    let _ = write!(told, "{} {}:", scenario.name, scenario.project);
    let first = compare(scenario, &world, &mut told);
    let mut agrees = first != Some(false);
    if first == Some(true) && told.contains("blocked") && !options.no_fix && options.only.is_none() {
        // the judge's builds leave a lock file
        let files = || {
            let mut files = world.user_files();
            files.remove(Path::new("project/Cargo.lock"));
            files
        };
        let before = files();
        doctor::fix(&world, scenario, &scenario.stage);
        let after = files();
        if after != before {
            told.push_str("; fixed:");
            agrees &= compare(scenario, &world, &mut told) != Some(false);
            let undone = doctor::undo(&world);
            let differences = trial::differences("fix and undo", &before, &files());
            agrees &= undone.passed() && differences.is_empty();
            told.push_str(&differences.concat());
        }
    }
    Outcome { agrees, told }
}

/// Whether what xdoctor says and what cargo does agree; none: xdoctor does not know.
fn compare(scenario: &Scenario, world: &World, told: &mut String) -> Option<bool> {
    let triple = scenario.stage.targets.keys().next().expect("there is one");
    let report = match doctor::check(world, scenario, &scenario.stage) {
        Ok(report) => report,
        Err(error) => {
            told.push_str(&error);
            return Some(false);
        }
    };
    let target = report.target(triple).unwrap_or(&Value::Null);
    let verdict = target["verdict"].as_str().unwrap_or_default();
    let words: Vec<_> = target["build_command"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let built = judge::build_by(world, &words);
    let agrees = match verdict {
        "ready" => Some(built.passed()),
        "blocked" => Some(!built.passed()),
        _ => None,
    };
    let does = if built.passed() { "builds" } else { "fails" };
    let _ = write!(told, " {triple} {verdict} {}, cargo {does}", target["blockers"]);
    if agrees == Some(false) {
        let _ = write!(told, "\n{:?}\n{}", scenario.without, doctor::told(target));
        for (name, value) in &scenario.stage.env {
            let _ = write!(told, "\n{name}={value}");
        }
        for (path, text) in world.user_files().iter().filter(|(path, _)| path.to_string_lossy().contains(".cargo")) {
            let _ = write!(told, "\n--- {}\n{text}", path.display());
        }
        let _ = write!(told, "\n{words:?}\n{}", judge::tail(&built.stderr));
    } else if !built.passed() {
        let line = built.stderr.lines().find(|line| line.starts_with("error")).unwrap_or_default();
        let _ = write!(told, " ({})", line.chars().take(160).collect::<String>());
    }
    agrees
}

/// Whether xdoctor and cargo agree, and about what, for whoever reads along.
struct Outcome {
    agrees: bool,
    told: String,
}
