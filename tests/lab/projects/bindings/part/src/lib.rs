//! Its bindings would be generated.
