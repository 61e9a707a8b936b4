//! The real program in a pseudo-terminal, and what its screen shows. Nothing sleeps: a test waits for a screen, until it
//! is there or the time is up.

use std::{
    fmt::Write as _,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Condvar, Mutex, OnceLock},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// A build machine with many tests at once is slow; a screen that never comes is an error all the same.
const PATIENCE: Duration = Duration::from_mins(2);

/// A home, a project and a terminal that nobody else sees.
pub(crate) struct World {
    dir: TempDir,
    path: Vec<PathBuf>,
    pub(crate) env: Vec<(String, String)>,
}

impl World {
    /// With a package that builds, and the Rust that runs the tests.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for folder in ["home", "project/src", "bin"] {
            fs::create_dir_all(dir.path().join(folder)).expect("a new folder");
        }
        let path = vec![
            dir.path().join("bin"),
            toolchain_bin().to_owned(),
            "/usr/local/bin".into(),
            "/usr/bin".into(),
            "/bin".into(),
        ];
        let world = Self { dir, path, env: Vec::new() };
        world.write("Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        world.write("src/main.rs", "fn main() {}\n");
        world
    }

    /// Whose linker is gone: a fix takes the setting out, and then it builds.
    pub(crate) fn broken() -> Self {
        let world = Self::new();
        let config = format!(
            "# ours\n[target.{}]\nlinker = \"/opt/gone/bin/cc\" # was here once\n\n[term]\nquiet = false\n",
            host()
        );
        world.write(".cargo/config.toml", &config);
        world
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn project(&self) -> PathBuf {
        self.dir.path().join("project")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.project().join(path);
        fs::create_dir_all(path.parent().expect("inside the project")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.project().join(path)).expect("a readable file")
    }

    /// A program of this name comes first on `PATH`.
    pub(crate) fn tool(&self, name: &str, script: &str) {
        let path = self.dir.path().join("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a new file");
        let mut permissions = fs::metadata(&path).expect("it is there").permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
        fs::set_permissions(&path, permissions).expect("its owner may");
    }

    /// The program in a terminal of 80 columns and 24 rows.
    pub(crate) fn open(&self, args: &[&str]) -> Terminal {
        self.open_sized(args, 80, 24)
    }

    /// Below a shell that tells, when it has ended, how it left the terminal.
    pub(crate) fn open_sized(&self, args: &[&str], columns: u16, rows: u16) -> Terminal {
        let after = r#""$@"; code=$?; stty -a | grep -o -e '-*icanon' -e '-*echo\b'; echo "left with $code""#;
        let mut words = vec!["sh", "-c", after, "sh", env!("CARGO_BIN_EXE_xdoctor")];
        words.extend(args);
        self.start(&words, columns, rows)
    }

    /// The test of this name, by itself in a terminal, below the same shell: it ends as the program would that it plays.
    pub(crate) fn play(&self, test: &str) -> Terminal {
        let after = r#""$@"; code=$?; stty -a | grep -o -e '-*icanon' -e '-*echo\b'; echo "left with $code""#;
        let tests = std::env::current_exe().expect("a running program has a file");
        let tests = tests.to_str().expect("a plain path");
        self.start(&["sh", "-c", after, "sh", tests, "--ignored", "--exact", "--nocapture", test], 80, 24)
    }

    /// Any program in a terminal.
    pub(crate) fn start(&self, words: &[&str], columns: u16, rows: u16) -> Terminal {
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        command.cwd(self.project());
        command.env_clear();
        for (name, value) in [
            ("HOME", self.dir.path().join("home").display().to_string()),
            ("PATH", std::env::join_paths(&self.path).expect("plain paths").to_string_lossy().into_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("PS1", "shell> ".to_owned()),
            // No test asks a server.
            ("CARGO_NET_OFFLINE", "true".to_owned()),
        ] {
            command.env(name, value);
        }
        for (name, value) in &self.env {
            command.env(name, value);
        }
        in_terminal(command, columns, rows)
    }
}

/// The program in a new terminal.
pub(crate) fn in_terminal(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
    let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let child = pair.slave.spawn_command(command).expect("it starts");
    drop(pair.slave);
    let shared = Arc::new(Shared { seen: Mutex::new(Seen::new(columns, rows)), news: Condvar::new() });
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let theirs = Arc::clone(&shared);
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65536];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            if theirs.hear(&buffer[..count]) {
                break;
            }
        }
        // The terminal is closed when nobody holds this side of it.
        drop(reader);
        theirs.end();
    });
    let writer = pair.master.take_writer().expect("a writer");
    Terminal { shared, writer, child, master: Some(pair.master) }
}

struct Seen {
    parser: vt100::Parser,
    /// Everything that was sent, for what a screen does not show.
    raw: Vec<u8>,
    closing: bool,
    ended: bool,
}

impl Seen {
    fn new(columns: u16, rows: u16) -> Self {
        Self { parser: vt100::Parser::new(rows, columns, 0), raw: Vec::new(), closing: false, ended: false }
    }
}

impl Seen {
    /// No frame is half drawn.
    fn is_whole(&self) -> bool {
        !self.parser.screen().alternate_screen() || self.raw.ends_with(b"\x1b[?2026l")
    }
}

struct Shared {
    seen: Mutex<Seen>,
    news: Condvar,
}

impl Shared {
    /// True if it is not to be listened to any more.
    fn hear(&self, bytes: &[u8]) -> bool {
        let mut seen = self.seen.lock().expect("no panic");
        seen.parser.process(bytes);
        seen.raw.extend_from_slice(bytes);
        self.news.notify_all();
        seen.closing
    }

    fn end(&self) {
        self.seen.lock().expect("no panic").ended = true;
        self.news.notify_all();
    }
}

pub(crate) struct Terminal {
    shared: Arc<Shared>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
}

impl Terminal {
    /// Until the screen is so; what it is then.
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.shared.seen.lock().expect("no panic");
        loop {
            if seen.is_whole() && is_so(seen.parser.screen()) {
                return seen.parser.screen().contents();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.ended,
                "{what} never came; this is seen:\n{}",
                seen.parser.screen().contents()
            );
            seen = self.shared.news.wait_timeout(seen, left).expect("no panic").0;
        }
    }

    /// Until this text is seen, wherever.
    pub(crate) fn wait(&mut self, text: &str) -> String {
        self.until(&format!("`{text}`"), |screen| screen.contents().contains(text))
    }

    pub(crate) fn wait_gone(&mut self, text: &str) -> String {
        self.until(&format!("a screen without `{text}`"), |screen| !screen.contents().contains(text))
    }

    /// Until every target has its verdict, and nothing turns any more.
    pub(crate) fn settled(&mut self) -> String {
        self.until("the end of the diagnosis", |screen| {
            let text = screen.contents();
            let turns = |c: char| ('\u{2801}'..='\u{28ff}').contains(&c);
            text.contains(" ready")
                && !text.contains(turns)
                && !text.contains("checking")
                && !text.contains("proving")
                && !text.contains("asking")
        })
    }

    pub(crate) fn screen(&self) -> String {
        self.shared.seen.lock().expect("no panic").parser.screen().contents()
    }

    pub(crate) fn with_screen<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.shared.seen.lock().expect("no panic").parser.screen())
    }

    /// Everything that was sent to the terminal.
    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.shared.seen.lock().expect("no panic").raw).into_owned()
    }

    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).and_then(|()| self.writer.flush()).expect("the terminal takes keys");
        self
    }

    pub(crate) fn paste(&mut self, text: &str) {
        let mut pasted = String::new();
        let _ = write!(pasted, "\u{1b}[200~{}\u{1b}[201~", text.replace('\n', "\r"));
        self.press(&pasted);
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.shared.seen.lock().expect("no panic").parser.screen_mut().set_size(rows, columns);
        self.master.as_ref().expect("it is open").resize(size).expect("it takes a size");
    }

    /// The terminal is closed, as by its window.
    pub(crate) fn close(&mut self) {
        self.shared.seen.lock().expect("no panic").closing = true;
        // What it draws then is the last thing that is read.
        self.resize(90, 30);
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.shared.seen.lock().expect("no panic");
        while !seen.ended {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it draws when its size changes");
            seen = self.shared.news.wait_timeout(seen, left).expect("no panic").0;
        }
        drop(seen);
        self.master = None;
        self.writer = Box::new(std::io::sink());
    }

    /// The process that was started, and of a shell the one that it waits for.
    pub(crate) fn pid(&self) -> u32 {
        let shell = self.child.process_id().expect("it was started");
        let children = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap_or_default();
        children.split_whitespace().next().and_then(|pid| pid.parse().ok()).unwrap_or(shell)
    }

    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.pid()).ok().and_then(rustix::process::Pid::from_raw).expect("a process");
        rustix::process::kill_process(pid, signal).expect("it is ours");
    }

    /// Until the program has ended: its exit code as a shell tells it. The terminal is as it was before.
    pub(crate) fn left(&mut self) -> u32 {
        let screen = self.wait("left with ");
        self.with_screen(|screen| {
            assert!(!screen.alternate_screen(), "the screen is given back");
            assert!(!screen.hide_cursor(), "the cursor is seen");
            assert!(!screen.bracketed_paste(), "pastes are plain again");
            assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        });
        assert!(!screen.contains("-icanon") && !screen.contains("-echo"), "lines are read and shown again: {screen}");
        let code = screen.split("left with ").nth(1).and_then(|rest| rest.split_whitespace().next());
        code.and_then(|code| code.parse().ok()).expect("a number")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the real rustc and cargo, without rustup's proxies: they would need the caller's home.
fn toolchain_bin() -> &'static Path {
    static BIN: OnceLock<PathBuf> = OnceLock::new();
    BIN.get_or_init(|| {
        let output = Command::new("rustc").args(["--print", "sysroot"]).output().expect("rustc runs");
        PathBuf::from(String::from_utf8(output.stdout).expect("UTF-8").trim()).join("bin")
    })
}

/// The triple of this machine.
pub(crate) fn host() -> &'static str {
    static HOST: OnceLock<String> = OnceLock::new();
    HOST.get_or_init(|| {
        let output = Command::new("rustc").args(["--print", "host-tuple"]).output().expect("rustc runs");
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    })
}
