//! The tools of a cross build side by side, as the report has them: rustc's linker, cc's compiler, pkg-config and
//! bindgen, each with what it runs and who says so. Only what the build has is asked about.

use crate::{
    Cx, HostPath, Pause, Triple,
    facts::{
        cargo_config::{Located, Origin},
        demands::{Demands, Want},
        linker::{ChosenBy, Linker},
        worlds::{Bindgen, CCompiler, CcChosenBy, Libclang, PkgConfig, Set},
    },
    proof::Needs,
    report::{SettingReport, WorldReport},
};

/// Those of a target that can be told by now. `links`: cargo's own choice of a linker counts.
pub(crate) fn of(target: &Triple, links: bool, cx: &Cx<'_>) -> Vec<WorldReport> {
    let (needs, demands) = (cx.fact::<Needs>(Some(target.clone())).ok(), cx.fact::<Demands>(target.clone()).ok());
    let wants = |want: fn(Want) -> bool| demands.as_ref().is_some_and(|demands| demands.of(want).is_some());
    let linker = if links { cx.fact::<Linker>(target.clone()).ok().map(|linker| of_linker(&linker)) } else { None };
    let compiler = if needs.is_some_and(|needs| needs.c_compiler) {
        cx.fact::<CCompiler>(target.clone()).ok().map(|compiler| of_compiler(&compiler))
    } else {
        None
    };
    let pkg_config = if wants(asks_pkg_config) {
        cx.fact::<PkgConfig>(target.clone()).ok().map(|settings| of_pkg_config(&settings))
    } else {
        None
    };
    let bindgen = if wants(|want| want == Want::Libclang) { of_bindgen(target, cx).ok() } else { None };
    [linker, compiler, pkg_config, bindgen].into_iter().flatten().collect()
}

fn asks_pkg_config(want: Want) -> bool {
    match want {
        Want::Openssl | Want::Module(_) => true,
        Want::Cmake | Want::Nasm | Want::Libclang | Want::Clang => false,
    }
}

fn of_linker(linker: &Linker) -> WorldReport {
    let setting = |name: String, origin: &Origin| {
        let value = Located::new(linker.written.clone(), origin.clone());
        setting(&Set { name, value })
    };
    let (chosen_by, settings) = match &linker.chosen_by {
        ChosenBy::Config { origin, key } => ("the configuration", vec![setting(key.join("."), origin)]),
        ChosenBy::Rustflags(origin) => ("the rustflags", vec![setting("rustflags".to_owned(), origin)]),
        ChosenBy::Specification => ("rustc's specification of the target", Vec::new()),
        ChosenBy::Default => ("rustc's default", Vec::new()),
    };
    WorldReport { tool: "rustc", runs: Some(linker.program.clone()), chosen_by: chosen_by.to_owned(), settings }
}

fn of_compiler(compiler: &CCompiler) -> WorldReport {
    let words = compiler.wrapper.iter().chain([&compiler.program]).chain(&compiler.args);
    let runs = words.cloned().collect::<Vec<_>>().join(" ");
    let (chosen_by, settings) = match &compiler.chosen_by {
        CcChosenBy::Variable(set) => ("a variable", vec![setting(set)]),
        CcChosenBy::CrossCompile(value) => {
            let set = Set { name: "CROSS_COMPILE".to_owned(), value: value.clone() };
            ("a prefix that a variable names", vec![setting(&set)])
        }
        CcChosenBy::Linker(_) => ("the prefix of the configured linker", Vec::new()),
        CcChosenBy::Target => ("the target's name", Vec::new()),
        CcChosenBy::HostsOwn => ("nobody: the host's own", Vec::new()),
    };
    WorldReport { tool: "cc", runs: Some(runs), chosen_by: chosen_by.to_owned(), settings }
}

fn of_pkg_config(settings: &PkgConfig) -> WorldReport {
    let chosen_by = match (settings.is_allowed, &settings.program) {
        (false, _) => "not asked: nothing says that it knows this target",
        (true, Some(_)) => "a variable",
        (true, None) => "its usual name",
    };
    WorldReport {
        tool: "pkg-config",
        runs: settings.found.clone().filter(|_| settings.is_allowed),
        chosen_by: chosen_by.to_owned(),
        settings: settings.settings().map(setting).collect(),
    }
}

fn of_bindgen(target: &Triple, cx: &Cx<'_>) -> Result<WorldReport, Pause> {
    let (bindgen, libclang) = (cx.fact::<Bindgen>(target.clone()), cx.fact::<Libclang>(()));
    let (bindgen, libclang) = (bindgen?, libclang?);
    let (runs, chosen_by) = match &*libclang {
        Libclang::Found { path } => (Some(path.to_string()), "clang-sys's search"),
        Libclang::PathWrong { .. } => (None, "`LIBCLANG_PATH`, which leads to none"),
        Libclang::Missing { .. } => (None, "clang-sys's search, which finds none"),
    };
    let own = match &*libclang {
        Libclang::PathWrong { set, .. } => Some(set),
        Libclang::Found { .. } | Libclang::Missing { .. } => None,
    };
    let settings = own.into_iter().chain(&bindgen.args).map(setting).collect();
    Ok(WorldReport { tool: "bindgen", runs, chosen_by: chosen_by.to_owned(), settings })
}

fn setting(set: &Set) -> SettingReport {
    SettingReport {
        name: set.name.clone(),
        value: set.value.value.clone(),
        file: set.value.origin.file().map(HostPath::to_string),
        line: set.value.origin.line(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::locked,
        facts::linker::scene::{AARCH64, config, with_cross_gcc},
        testing::Fake,
    };

    fn told(fake: &Fake) -> Vec<(&'static str, Option<String>, String)> {
        let worlds = fake.ask(|cx| {
            let worlds = of(&Triple::new(AARCH64), true, cx);
            // Facts that are pending are asked again until they are there.
            cx.fact::<Linker>(Triple::new(AARCH64))?;
            cx.fact::<Demands>(Triple::new(AARCH64))?;
            cx.fact::<CCompiler>(Triple::new(AARCH64))?;
            cx.fact::<PkgConfig>(Triple::new(AARCH64))?;
            Ok(worlds)
        });
        worlds.expect("decided").into_iter().map(|world| (world.tool, world.runs, world.chosen_by)).collect()
    }

    #[test]
    fn each_tool_says_what_it_runs_and_why() {
        let set = "[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-linux-gnu-gcc\"\n";
        let fake = locked(config(with_cross_gcc(), set), "openssl-sys", "0.9.100", &["cc", "pkg-config"]);
        let gcc = Some("aarch64-linux-gnu-gcc".to_owned());
        let expected = [
            ("rustc", gcc.clone(), "the configuration".to_owned()),
            ("cc", gcc, "the prefix of the configured linker".to_owned()),
            ("pkg-config", None, "not asked: nothing says that it knows this target".to_owned()),
        ];
        assert_eq!(told(&fake), expected);
    }

    #[test]
    fn what_the_build_does_not_have_is_not_told() {
        let fake = with_cross_gcc();
        assert_eq!(told(&fake), [("rustc", Some("cc".to_owned()), "rustc's default".to_owned())]);
    }
}
