//! Maps whose keys nobody chooses in order to slow them down.

use std::collections::HashMap;

/// A run looks questions and facts up some ten thousand times: a quicker hash than the one of the standard library, which
/// guards against chosen keys.
pub(crate) type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
