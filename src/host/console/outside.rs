//! Programs that are started from the screen.

use std::{
    io,
    process::{Command, Stdio},
};

/// Shows `link` in the user's browser. Nothing is waited for.
pub fn open_link(link: &str) -> io::Result<()> {
    let opener: &[&str] = match std::env::consts::OS {
        "macos" => &["open"],
        "windows" => &["rundll32", "url.dll,FileProtocolHandler"],
        _ => &["xdg-open"],
    };
    let mut command = Command::new(opener[0]);
    command.args(&opener[1..]).arg(link);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // It is waited for, so that it leaves no entry in the table of processes.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// Has `sudo` ask for the password, on the terminal, which has to be given back for that. What runs after it need not ask.
pub fn authenticate() -> io::Result<bool> {
    Ok(Command::new("sudo").arg("-v").status()?.success())
}
