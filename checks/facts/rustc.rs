//! What the rustc that will run says of itself.

use crate::{Cx, Fact, Failure, HostPath, Pause, Triple, answer::Ran, facts::toolchain::Toolchain, question::Run};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rustc {
    pub host: Triple,
    pub sysroot: HostPath,
}

impl Fact for Rustc {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let toolchain = cx.fact::<Toolchain>(())?;
        let probe = Run::probe(toolchain.rustc.as_str(), ["--print", "host-tuple", "--print", "sysroot"])
            .steady_by([toolchain.rustc.clone()]);
        let Ran::Finished { exit, stdout, stderr } = cx.run(probe)? else {
            return Err(Pause::Unknown(Failure::Failed { message: format!("cannot run `{}`", toolchain.rustc) }));
        };
        let mut lines = stdout.lines();
        match (exit.success(), lines.next(), lines.next().and_then(HostPath::parse)) {
            (true, Some(host), Some(sysroot)) => Ok(Self { host: Triple::new(host), sysroot }),
            _ => Err(Pause::Unknown(Failure::Failed { message: format!("`{}` answered: {stderr}", toolchain.rustc) })),
        }
    }
}
