//! Sysroot.
