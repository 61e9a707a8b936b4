//! Where the program's memory comes from.

/// Static programs would have musl's, which gives back to the system what is wanted again at once.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;
