pub const WORD: &str = "works";
