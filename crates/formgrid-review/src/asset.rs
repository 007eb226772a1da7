//! The style sheet and scripts of a report, by file name.

/// The script that runs before layout.
pub(crate) const EARLY: &str = "early.js";

/// File names below the report folder, with their content.
pub const ASSETS: &[(&str, &str)] = &[
    ("review.css", include_str!("../assets/review.css")),
    (EARLY, include_str!("../assets/early.js")),
    ("index.js", include_str!("../assets/index.js")),
    ("basket.js", include_str!("../assets/basket.js")),
    ("page.js", include_str!("../assets/page.js")),
];
