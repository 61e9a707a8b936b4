use std::{env, process::Command};

pub fn run() {
    let target = env::var("TARGET").unwrap();
    let kind = if env::var("HOST").unwrap() == target { "HOST" } else { "TARGET" };
    let names = [
        format!("CMAKE_{target}"),
        format!("CMAKE_{}", target.replace('-', "_")),
        format!("{kind}_CMAKE"),
        "CMAKE".to_owned(),
    ];
    let program = names.iter().find_map(|name| env::var(name).ok()).unwrap_or_else(|| "cmake".to_owned());
    if let Err(error) = Command::new(&program).arg("--version").output() {
        panic!("\nfailed to execute command: {error}\nis `cmake` not installed?\n\nbuild script failed, must exit now");
    }
}
