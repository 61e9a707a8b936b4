//! How build tools, CI systems and people wrap the output of cargo that runs below them: each as a function of the bare log.
//!
//! Each says where its form is taken from: the source that prints it, its documentation, or logs in the named issue.

/// A way in which the output of a child is printed.
pub(crate) struct Wrapping {
    pub(crate) name: &'static str,
    /// Where its form is from.
    pub(crate) source: &'static str,
    /// Printed before the log, line by line after it.
    pub(crate) before: &'static str,
    /// What stands before each line.
    pub(crate) each: &'static str,
    pub(crate) after: &'static str,
    /// What else happens to a line.
    pub(crate) line: fn(&str) -> String,
}

impl Wrapping {
    /// The log as it stands in this wrapping.
    pub(crate) fn of(&self, log: &str) -> String {
        let lines = log.lines().map(|line| format!("{}{}\n", self.each, (self.line)(line)));
        format!("{}{}{}", self.before, lines.collect::<String>(), self.after)
    }
}

const fn around(name: &'static str, source: &'static str, before: &'static str, after: &'static str) -> Wrapping {
    Wrapping { name, source, before, each: "", after, line: str::to_owned }
}

const fn prefix(name: &'static str, source: &'static str, each: &'static str) -> Wrapping {
    Wrapping { name, source, before: "", each, after: "", line: str::to_owned }
}

pub(crate) const WRAPPINGS: &[Wrapping] = &[
    // --- CI systems
    Wrapping {
        line: |line| line.strip_prefix("error").map_or(line.to_owned(), |rest| format!("##[error]error{rest}")),
        ..prefix("github-actions", "actions/runner src/Runner.Common/Logging.cs", "2026-01-02T03:04:05.1234567Z ")
    },
    Wrapping {
        before: "2026-01-02T03:04:05.1234567Z ##[section]Starting: cargo build\n2026-01-02T03:04:05.1234567Z ==============================================================================\n2026-01-02T03:04:05.1234567Z Task         : Command line\n",
        after: "2026-01-02T03:04:06.1234567Z ##[error]Bash exited with code '101'.\n2026-01-02T03:04:06.1234567Z ##[section]Finishing: cargo build\n",
        ..prefix(
            "azure-pipelines",
            "microsoft/azure-pipelines-agent src/Microsoft.VisualStudio.Services.Agent/Logging.cs",
            "2026-01-02T03:04:05.1234567Z ",
        )
    },
    prefix(
        "gh-run-view",
        "cli/cli pkg/cmd/run/view",
        "build (arm64)\tRun cargo build --release\t2026-01-02T03:04:05.1234567Z ",
    ),
    Wrapping {
        before: "2026-01-02T03:04:05.123456Z 00O section_start:1767323045:step_script\r\u{1b}[0K\n2026-01-02T03:04:05.123456Z 00O+\u{1b}[0K\u{1b}[36;1mExecuting \"step_script\" stage of the job script\u{1b}[0;m\u{1b}[0;m\n",
        after: "2026-01-02T03:04:06.123456Z 00O section_end:1767323046:step_script\r\u{1b}[0K\n2026-01-02T03:04:06.123456Z 00O+\u{1b}[0K\u{1b}[31;1mERROR: Job failed: exit code 101\n",
        ..prefix(
            "gitlab-timestamps",
            "gitlab-org/gitlab merge request 153516, gitlab-runner FF_TIMESTAMPS",
            "2026-01-02T03:04:05.123456Z 01E ",
        )
    },
    around(
        "gitlab",
        "gitlab-org/gitlab-runner common/buildlogger",
        "\u{1b}[0KRunning with gitlab-runner 17.0.0 (44feccdf)\u{1b}[0;m\nsection_start:1767323045:step_script\r\u{1b}[0K\u{1b}[0K\u{1b}[36;1mExecuting \"step_script\" stage of the job script\u{1b}[0;m\u{1b}[0;m\n\u{1b}[32;1m$ cargo build\u{1b}[0;m\n",
        "section_end:1767323046:step_script\r\u{1b}[0K\u{1b}[0K\u{1b}[36;1mCleaning up project directory and file based variables\u{1b}[0;m\u{1b}[0;m\n\u{1b}[31;1mERROR: Job failed: exit code 101\n\u{1b}[0;m\n",
    ),
    prefix("buildkite", "buildkite/agent process/timestamper.go", "\u{1b}_bk;t=1767323045123\u{7}"),
    prefix("jenkins-timestamper", "jenkinsci/timestamper-plugin; eclipse-sirius/sirius-desktop pull 187", "03:04:05  "),
    prefix("jenkins-parallel", "eclipse-sirius/sirius-desktop pull 187", "[arm64] 03:04:05  "),
    prefix("jenkins-pipeline", "jenkinsci/timestamper-plugin, for a whole pipeline", "[2026-01-02T03:04:05.123Z] "),
    prefix("appveyor", "AppVeyor's console", "[00:01:23] "),
    prefix("google-cloud-build", "cloud.google.com/build/docs, output of steps", "Step #0 - \"build\": "),
    prefix("kubernetes", "kubernetes CRI logging format", "2026-01-02T03:04:05.123456789Z stderr F "),
    prefix("syslog", "RFC 3164, journalctl -o short", "Jan 02 03:04:05 builder cargo[1234]: "),
    prefix("netlify", "Netlify's deploy log", "3:04:05 AM: "),
    // --- containers
    Wrapping {
        before: "#1 [internal] load build definition from Dockerfile\n#1 transferring dockerfile: 310B done\n#1 DONE 0.0s\n\n#12 [builder 4/5] RUN cargo build --release\n",
        after: "#12 ERROR: process \"/bin/sh -c cargo build --release\" did not complete successfully: exit code: 101\n------\n > [builder 4/5] RUN cargo build --release:\n------\nDockerfile:4\n--------------------\n   2 |     COPY . .\n   3 |     \n   4 | >>> RUN cargo build --release\n   5 |     \n--------------------\nERROR: failed to build: failed to solve: process \"/bin/sh -c cargo build --release\" did not complete successfully: exit code: 101\n",
        ..prefix("buildkit", "moby/buildkit util/progress/progressui/printer.go", "#12 34.56 ")
    },
    Wrapping {
        before: "ERROR: failed to build: failed to solve\n------\n > [builder 4/5] RUN cargo build --release:\n",
        after: "------\n",
        ..prefix("buildkit-summary", "moby/buildkit util/progress/progressui/display.go", "34.56 ")
    },
    around(
        "docker-build",
        "docker/cli builder, before BuildKit",
        "Step 4/5 : RUN cargo build --release\n ---> Running in 0123456789ab\n",
        "The command '/bin/sh -c cargo build --release' returned a non-zero code: 101\n",
    ),
    prefix("docker-compose", "docker/compose pkg/api formatter", "builder-1  | "),
    prefix("earthly", "earthly/earthly conslogging", "              +build | "),
    // --- Apple
    around(
        "xcode",
        "tauri-apps/cargo-mobile2 issue 252, xcodebuild's PhaseScriptExecution",
        "PhaseScriptExecution Build\\ Rust\\ Code /Users/user/Library/Developer/Xcode/DerivedData/demo-abc/Build/Intermediates.noindex/demo.build/debug-iphonesimulator/demo_iOS.build/Script-A29FF4CA.sh (in target 'demo_iOS' from project 'demo')\n    cd /Users/user/demo/gen/apple\n    export ACTION\\=build\n    export ARCHS\\=arm64\n    export CONFIGURATION\\=debug\n    export LIBRARY_SEARCH_PATHS\\=/Users/user/demo/gen/apple/build\n    /bin/sh -c /Users/user/Library/Developer/Xcode/DerivedData/demo-abc/Build/Intermediates.noindex/demo.build/debug-iphonesimulator/demo_iOS.build/Script-A29FF4CA.sh\n",
        "Command PhaseScriptExecution failed with a nonzero exit code\n\n** BUILD FAILED **\n\n\nThe following build commands failed:\n\tPhaseScriptExecution Build\\ Rust\\ Code /Users/user/Library/Developer/Xcode/DerivedData/demo-abc/Build/Intermediates.noindex/demo.build/debug-iphonesimulator/demo_iOS.build/Script-A29FF4CA.sh (in target 'demo_iOS' from project 'demo')\n(1 failure)\n",
    ),
    Wrapping {
        before: "Failed to build iOS app\nError output from Xcode build:\n↳\n    ** BUILD FAILED **\n\n\nXcode's output:\n↳\n           INFO: Building demo for aarch64-apple-ios-sim\n           SEVERE: ================================================================================\n           SEVERE: Cargokit BuildTool failed with error:\n           SEVERE: STDERR:\n",
        after: "           SEVERE: --------------------------------------------------------------------------------\n    Command PhaseScriptExecution failed with a nonzero exit code\n",
        ..prefix(
            "flutter-ios-cargokit",
            "fzyzcjy/flutter_rust_bridge issue 1628; irondash/cargokit build_tool/lib/src/util.dart",
            "           SEVERE: ",
        )
    },
    // --- Android
    around(
        "gradle",
        "mozilla/rust-android-gradle issues 76 and 89; Gradle's console in plain mode",
        "> Task :app:preBuild UP-TO-DATE\n\n> Task :app:cargoBuildArm64 FAILED\n",
        "\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':app:cargoBuildArm64'.\n> Process 'command 'cargo'' finished with non-zero exit value 101\n\n* Try:\n> Run with --stacktrace option to get the stack trace.\n> Run with --info or --debug option to get more log output.\n> Get more help at https://help.gradle.org.\n\nBUILD FAILED in 9s\n2 actionable tasks: 2 executed\n",
    ),
    Wrapping {
        before: "Starting process 'command 'cargo''. Working directory: /home/user/demo Command: cargo build\n",
        after: "> Task :app:cargoBuildArm64 FAILED\n",
        ..prefix(
            "gradle-debug",
            "Gradle's OutputEventRenderer with --debug",
            "2026-01-02T03:04:05.123+0000 [QUIET] [system.out] ",
        )
    },
    Wrapping {
        before: "Launching lib/main.dart on sdk gphone64 arm64 in debug mode...\nINFO: Building demo for aarch64-linux-android\nSEVERE: ================================================================================\nSEVERE: Cargokit BuildTool failed with error:\nSEVERE: STDERR:\n",
        after: "\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':demo:cargokitCargoBuildDemoDebug'.\n> Process 'command '/home/user/demo/cargokit/run_build_tool.sh'' finished with non-zero exit value 1\n",
        ..prefix("flutter-android-cargokit", "fzyzcjy/flutter_rust_bridge issue 2219", "SEVERE: ")
    },
    prefix("flutter-verbose", "flutter/flutter packages/flutter_tools/lib/src/base/logger.dart", "[ +123 ms] "),
    around(
        "cargo-ndk",
        "bbqsrc/cargo-ndk issues 96 and 200",
        "    Building arm64-v8a (aarch64-linux-android)\n",
        "note: If the build failed due to a missing target, you can run this command:\nnote:\nnote:     rustup target install aarch64-linux-android\n",
    ),
    // --- tools that run cargo
    around(
        "tauri",
        "tauri-apps/tauri crates/tauri-cli",
        "     Running beforeBuildCommand `npm run build`\n",
        "failed to build app: failed to build app\n       Error failed to build app: failed to build app\n",
    ),
    around(
        "cross",
        "cross-rs/cross src/docker, src/shell.rs",
        "+ /usr/bin/docker run --userns host -e PKG_CONFIG_ALLOW_CROSS=1 -e CROSS_RUNNER= --rm --user 1000:1000 -v /home/user/demo:/project -w /project -t demo-image sh -c cargo build\n",
        "",
    ),
    around(
        "maturin",
        "PyO3/maturin src/main.rs, src/compile.rs",
        "🍹 Building a mixed python/rust project\n🔗 Found pyo3 bindings\n🐍 Found CPython 3.12 at /usr/bin/python3\n",
        "💥 maturin failed\n  Caused by: Failed to build a native library through cargo\n  Caused by: Cargo build finished with \"exit status: 101\": `env -u CARGO PYO3_ENVIRONMENT_SIGNATURE=\"cpython-3.12-64bit\" \"cargo\" \"rustc\" \"--message-format\" \"json-render-diagnostics\" \"--manifest-path\" \"/home/user/demo/Cargo.toml\" \"--release\" \"--lib\"`\n",
    ),
    Wrapping {
        before: "  Building wheel for demo (pyproject.toml): finished with status 'error'\n  error: subprocess-exited-with-error\n\n  × Building wheel for demo (pyproject.toml) did not run successfully.\n  │ exit code: 1\n  ╰─> [61 lines of output]\n      Running `maturin pep517 build-wheel -i /usr/bin/python3 --compatibility off`\n",
        after: "      💥 maturin failed\n        Caused by: Failed to build a native library through cargo\n      Error: command ['maturin', 'pep517', 'build-wheel', '-i', '/usr/bin/python3'] returned non-zero exit status 1\n      [end of output]\n\n  note: This error originates from a subprocess, and is likely not a problem with pip.\n  ERROR: Failed building wheel for demo\n",
        ..prefix("pip", "pypa/pip src/pip/_internal/exceptions.py; termux/termux-packages issue 19956", "      ")
    },
    Wrapping {
        before: "  × pip subprocess to install build dependencies did not run successfully.\n  │ exit code: 1\n  ╰─> [61 lines of output]\n        error: subprocess-exited-with-error\n      \n        × Building wheel for maturin (pyproject.toml) did not run successfully.\n        │ exit code: 1\n        ╰─> [40 lines of output]\n",
        after: "            [end of output]\n      [end of output]\n",
        ..prefix("pip-within-pip", "termux/termux-packages issue 19956", "            ")
    },
    Wrapping {
        before: "#9 40.12 Collecting demo\n#9 41.00   ╰─> [61 lines of output]\n",
        after: "#9 48.46     💥 maturin failed\n#9 48.46       [end of output]\n",
        ..prefix("pip-in-buildkit", "docker/getting-started issue 422", "#9 48.46       ")
    },
    around(
        "setuptools-rust",
        "PyO3/setuptools-rust setuptools_rust/build.py",
        "running build_ext\nrunning build_rust\n",
        "error: `cargo rustc --lib --message-format=json-render-diagnostics --manifest-path Cargo.toml --release -v --features pyo3/extension-module --crate-type cdylib --` failed with code 101\n",
    ),
    Wrapping {
        before: "npm ERR! code 101\nnpm ERR! path /home/user/demo\nnpm ERR! command failed\nnpm ERR! command sh -c napi build --release\n",
        after: "\nnpm ERR! A complete log of this run can be found in:\nnpm ERR!     /home/user/.npm/_logs/2026-01-02T03_04_05_123Z-debug-0.log\n",
        ..prefix("npm-10-install", "npm/cli lib/utils/error-message.js", "npm ERR! ")
    },
    Wrapping {
        before: "npm error code 101\nnpm error path /home/user/demo\nnpm error command failed\nnpm error command sh -c napi build --release\n",
        after: "npm error A complete log of this run can be found in: /home/user/.npm/_logs/2026-01-02T03_04_05_123Z-debug-0.log\n",
        ..prefix("npm-11-install", "npm/cli lib/cli/exit-handler.js", "npm error ")
    },
    around(
        "napi",
        "napi-rs/napi-rs cli/src/api/build.ts",
        "> demo@1.0.0 build\n> napi build --platform --release\n\n",
        "Internal Error: Build failed with exit code 101\n    at ChildProcess.<anonymous> (file:///home/user/demo/node_modules/@napi-rs/cli/dist/cli.js:12:34)\n    at ChildProcess.emit (node:events:518:28)\n",
    ),
    prefix(
        "pnpm",
        "pnpm/pnpm cli/default-reporter, reportLifecycleScripts.ts, without a terminal; issue 7152",
        "packages/native build: ",
    ),
    prefix("pnpm-terminal", "brave/adblock-rust pull 95", "│ "),
    prefix("pnpm-dependency", "pnpm/pnpm issue 7152", ".../node_modules/demo install: "),
    prefix("yarn-workspaces", "yarnpkg/berry plugin-workspace-tools, foreach -v", "[demo]: "),
    prefix(
        "yarn-install",
        "yarnpkg/berry packages/yarnpkg-core/sources/StreamReport.ts, inline builds",
        "➤ YN0000: │ demo@workspace:. STDERR ",
    ),
    prefix("turbo", "vercel/turborepo crates/turborepo-ui prefixed writer", "native:build: "),
    // --- make and its like
    around("make", "GNU make src/job.c", "cargo build --release\n", "make: *** [Makefile:12: build] Error 101\n"),
    around(
        "just",
        "casey/just src/error.rs",
        "cargo build --release\n",
        "error: Recipe `build` failed on line 3 with exit code 101\n",
    ),
    around(
        "cargo-make",
        "sagiegurari/cargo-make src/lib/logger.rs; shekohex/flutterust issue 34",
        "[cargo-make] INFO - Running Task: build\n[cargo-make] INFO - Execute Command: \"cargo\" \"build\"\n",
        "[cargo-make] ERROR - Error while executing command, exit code: 101\n[cargo-make] WARN - Build Failed.\n",
    ),
    around(
        "nextest",
        "nextest-rs/nextest cargo-nextest/src/errors.rs",
        "",
        "error: command `/opt/rust/bin/cargo test --no-run --message-format json-render-diagnostics` exited with code 101\n",
    ),
    around(
        "corrosion-ninja",
        "corrosion-rs/corrosion cmake/Corrosion.cmake; ninja src/status_printer.cc",
        "[3/7] cd /home/user/demo/build && /usr/bin/cmake -E env CORROSION_BUILD_DIR=/home/user/demo/build cargo rustc --lib --package demo --manifest-path /home/user/demo/Cargo.toml --target-dir /home/user/demo/build/cargo --\nFAILED: cargo-build_demo CMakeFiles/_cargo-build_demo /home/user/demo/build/CMakeFiles/_cargo-build_demo\n",
        "ninja: build stopped: subcommand failed.\n",
    ),
    around(
        "corrosion-make",
        "corrosion-rs/corrosion cmake/Corrosion.cmake; CMake's Makefile generator",
        "[ 50%] Built target demo_headers\n",
        "gmake[2]: *** [CMakeFiles/_cargo-build_demo.dir/build.make:71: CMakeFiles/_cargo-build_demo] Error 101\ngmake[1]: *** [CMakeFiles/Makefile2:83: CMakeFiles/_cargo-build_demo.dir/all] Error 2\ngmake: *** [Makefile:91: all] Error 2\n",
    ),
    Wrapping {
        before: "MSBuild version 17.9.5+33de0b227 for .NET Framework\n\n",
        after: "D:\\VS\\MSBuild\\Microsoft\\VC\\v170\\Microsoft.CppCommon.targets(254,5): error MSB8066: Custom build for 'C:\\demo\\build\\CMakeFiles\\0a1b\\_cargo-build_demo.rule' exited with code 101. [C:\\demo\\build\\_cargo-build_demo.vcxproj]\n",
        // What has the canonical form `error: text` is told as an error of the project.
        line: |line| match ["error: ", "warning: "].iter().find(|start| line.starts_with(**start)) {
            Some(start) => {
                let kind = start.trim_end_matches(": ");
                format!("CUSTOMBUILD : {kind} : {} [C:\\demo\\build\\_cargo-build_demo.vcxproj]", &line[start.len()..])
            }
            None => format!("  {line}"),
        },
        ..prefix("corrosion-msbuild", "dotnet/msbuild src/Utilities/ToolTask.cs, src/Shared/CanonicalError.cs", "")
    },
    around(
        "bazel",
        "bazelbuild/rules_rust; bazel's ActionExecutionException",
        "ERROR: /home/user/demo/BUILD.bazel:3:12: Compiling Rust bin demo (1 files) failed: (Exit 1): process_wrapper failed: error executing command (from target //:demo) bazel-out/k8-opt-exec/bin/external/rules_rust/util/process_wrapper/process_wrapper --subst ... (remaining 41 arguments skipped)\n",
        "Target //:demo failed to build\nUse --verbose_failures to see the command lines of failed build steps.\nINFO: Elapsed time: 1.234s, Critical Path: 0.56s\nERROR: Build did NOT complete successfully\n",
    ),
    prefix("nix", "NixOS/nix src/libmain/progress-bar.cc, -L", "demo> "),
    Wrapping {
        before: "error: builder for '/nix/store/0a1b-demo-0.1.0.drv' failed with exit code 101;\n       last 25 log lines:\n",
        after: "       For full logs, run 'nix log /nix/store/0a1b-demo-0.1.0.drv'.\n",
        ..prefix("nix-failed", "NixOS/nix src/libstore/build/derivation-goal.cc", "       > ")
    },
    Wrapping {
        before: "ERROR: demo-1.0-r0 do_compile: Execution of '/home/user/tmp/work/demo/temp/run.do_compile.1234' failed with exit code 101\nERROR: Logfile of failure stored in: /home/user/tmp/work/demo/temp/log.do_compile.1234\nLog data follows:\n| DEBUG: Executing shell function do_compile\n",
        after: "| ERROR: Execution of '/home/user/tmp/work/demo/temp/run.do_compile.1234' failed with exit code 101\n",
        ..prefix("yocto", "openembedded bitbake/lib/bb/ui/knotty.py", "| ")
    },
    prefix("heroku", "git's sideband.c; Heroku's buildpacks", "remote:        "),
    // --- shells and people
    Wrapping {
        line: |line| {
            line.strip_prefix("error").map_or(line.to_owned(), |rest| format!("cargo : error{rest}\nAt line:1 char:1\n+ cargo build\n+ ~~~~~~~~~~~\n    + CategoryInfo          : NotSpecified: (error{rest}:String) [], RemoteException\n    + FullyQualifiedErrorId : NativeCommandError\n "))
        },
        ..prefix("powershell-5", "Windows PowerShell's NativeCommandError", "")
    },
    around("bash", "bash -x", "+ cargo build\n", "+ exit 101\n"),
    prefix("quoted", "mail and Markdown", "> "),
    prefix("indented", "Markdown's code by indentation", "    "),
    around("fenced", "Markdown's fences", "I get this:\n\n```console\n$ cargo build\n", "```\nWhat is wrong?\n"),
];
