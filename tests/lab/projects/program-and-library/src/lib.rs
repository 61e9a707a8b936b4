pub fn text() -> &'static str {
    part::TEXT
}
