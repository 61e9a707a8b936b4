use std::{env, path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = env::var("TARGET").unwrap();
    let upper = target.to_uppercase().replace('-', "_");
    let dir = env::var(format!("{upper}_OPENSSL_DIR")).or_else(|_| env::var("OPENSSL_DIR"));
    if let Ok(dir) = dir {
        assert!(Path::new(&dir).join("lib").exists(), "OpenSSL library directory does not exist: {dir}");
        println!("cargo:rustc-link-search=native={dir}/lib");
        println!("cargo:rustc-link-lib=ssl");
        return;
    }
    match probe(&target) {
        Ok(flags) => {
            for word in flags.split_whitespace() {
                if let Some(dir) = word.strip_prefix("-L") {
                    println!("cargo:rustc-link-search=native={dir}");
                } else if let Some(name) = word.strip_prefix("-l") {
                    println!("cargo:rustc-link-lib={name}");
                }
            }
        }
        Err(why) => panic!("Could not find directory of OpenSSL installation, and this `-sys` crate cannot\nproceed without this knowledge.\n\n{why}"),
    }
}

fn probe(target: &str) -> Result<String, String> {
    let host = env::var("HOST").unwrap();
    let kind = if host == target { "HOST" } else { "TARGET" };
    let under = target.replace('-', "_");
    let get = |name: &str| {
        [format!("{name}_{target}"), format!("{name}_{under}"), format!("{kind}_{name}"), name.to_owned()]
            .iter()
            .find_map(|name| env::var(name).ok())
    };
    let allowed = match get("PKG_CONFIG_ALLOW_CROSS") {
        Some(value) => value != "0",
        None => get("PKG_CONFIG").is_some() || get("PKG_CONFIG_SYSROOT_DIR").is_some(),
    };
    if host != target && !allowed {
        return Err("pkg-config has not been configured to support cross-compilation.".into());
    }
    let programs = get("PKG_CONFIG").map_or(vec!["pkg-config".to_owned(), "pkgconf".to_owned()], |one| vec![one]);
    for program in programs {
        let mut command = Command::new(&program);
        command.args(["--libs", "--cflags", "openssl"]).env("PKG_CONFIG_ALLOW_SYSTEM_LIBS", "1");
        for name in ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR"] {
            if let Some(value) = get(name) {
                command.env(name, value);
            }
        }
        let Ok(output) = command.output() else { continue };
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        return if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) };
    }
    Err("The pkg-config command could not be found.".into())
}
