//! `xdoctor record`: what this machine answers, redacted and shown, for somebody who helps from afar.

use std::sync::Arc;

use super::{
    args::{GlobalArgs, ProofArgs, RecordArgs},
    driving,
    exit::Exit,
    out::{Trouble, ask, print},
    progress::Progress,
};
use crate::{
    driver::Doctor,
    host::{Cassette, Redactor, save_new},
};

pub(super) fn record(args: &RecordArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    let request = driving::request(&args.target, &args.proof, true)?;
    if global.machine.is_some() {
        return Err(Trouble::new("a recorded machine is recorded already").hint("without `--machine` it is this one"));
    }
    let host = driving::this_machine(global, &ProofArgs { fresh: true, ..args.proof.clone() })?;
    let redactor = Redactor::new(&host.identity());
    let mut doctor = Doctor::new(Arc::new(host));
    let mut progress = Progress::new(global);
    driving::block_on(doctor.diagnose(&request, |event| progress.tell(&event)))?;
    drop(progress);
    let cassette = Cassette::recorded(redactor.answers(doctor.answers()));
    let text = cassette.to_json().expect("a recorded cassette has answers");
    if !args.yes {
        print(&text)?;
        let question = format!("Save this as {}?", args.output.display());
        if !ask(&question, "`xdoctor record --yes` saves it without asking")? {
            return Ok(Exit::Ready);
        }
    }
    save_new(&args.output, &text)
        .map_err(|error| Trouble::new(format!("cannot write `{}`: {error}", args.output.display())))?;
    print(&format!("saved {}: look at it with `xdoctor --machine {0}`\n", args.output.display()))?;
    Ok(Exit::Ready)
}
