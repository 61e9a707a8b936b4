//! The catalogue of targets: families, renames, misspellings, routes. Data beside code.
