pub const TEXT: &str = "works";
