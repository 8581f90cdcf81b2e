//! Texts for people. They weigh more than the checks: where nobody reads them, as
//! in a Worker, a problem says its code, its place and what the code means.

/// Whether problems are explained. No check depends on it.
pub(crate) const EXPLAINED: bool = cfg!(feature = "explain");

/// `format!`, where problems are explained; else nothing.
macro_rules! said {
    ($($text:tt)*) => {
        if $crate::model::said::EXPLAINED {
            format!($($text)*)
        } else {
            String::new()
        }
    };
}

pub(crate) use said;
