use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

pub fn generate() {
    if libclang().is_none() {
        panic!(
            "Unable to find libclang: \"couldn't find any valid shared libraries matching: ['libclang.so', \
             'libclang-*.so'], set the `LIBCLANG_PATH` environment variable to a path where one of these files can be \
             found (invalid: [])\""
        );
    }
    let target = env::var("TARGET").unwrap();
    const NAME: &str = "BINDGEN_EXTRA_CLANG_ARGS";
    let names = [format!("{NAME}_{target}"), format!("{NAME}_{}", target.replace('-', "_")), NAME.to_owned()];
    let mut command = Command::new("clang");
    if env::var("HOST").unwrap() != target {
        command.arg(format!("--target={target}"));
    }
    if let Some(args) = names.iter().find_map(|name| env::var(name).ok()) {
        command.args(args.split_whitespace());
    }
    let output = command.args(["-x", "c", "-fsyntax-only", "-include", "string.h", "/dev/null"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        panic!("Unable to generate bindings: ClangDiagnostic({said:?})\n{said}");
    }
}

fn libclang() -> Option<PathBuf> {
    if let Ok(dir) = env::var("LIBCLANG_PATH") {
        return find(Path::new(&dir));
    }
    let prefix = Command::new("llvm-config").arg("--prefix").output().ok()?;
    find(&Path::new(String::from_utf8_lossy(&prefix.stdout).trim()).join("lib"))
}

fn find(dir: &Path) -> Option<PathBuf> {
    let is_libclang = |name: &str| name.starts_with("libclang") && name.contains(".so") && !name.contains("-cpp.");
    let names = fs::read_dir(dir).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    names.into_iter().find(|path| path.file_name().is_some_and(|name| is_libclang(&name.to_string_lossy())))
}
