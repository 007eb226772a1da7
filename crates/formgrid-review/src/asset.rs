//! The style sheet and the scripts of a report, by their file names.

/// The script that runs before a page is laid out.
pub(crate) const EARLY: &str = "early.js";

/// File names below the folder of a report, with what they hold.
pub const ASSETS: &[(&str, &str)] = &[
    ("review.css", include_str!("../assets/review.css")),
    (EARLY, include_str!("../assets/early.js")),
    ("index.js", include_str!("../assets/index.js")),
    ("basket.js", include_str!("../assets/basket.js")),
    ("page.js", include_str!("../assets/page.js")),
];
