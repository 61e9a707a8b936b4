pub fn made() -> &'static str {
    env!("MADE")
}
