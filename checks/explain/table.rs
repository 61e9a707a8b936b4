//! Symptoms of causes whose own files are still to come.

use crate::Symptom;

pub(super) const ROWS: &[(&str, Symptom)] = &[];
