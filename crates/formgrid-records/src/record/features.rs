//! The features behind the confidence of a record.

/// Defines the features and their names in one order.
macro_rules! features {
    ($($(#[$doc:meta])* $feature:ident = $name:literal,)+) => {
        /// Evidence that shifts the confidence of a record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Feature {
            $($(#[$doc])* $feature,)+
        }

        impl Features {
            /// The names of the features, in order, as in `templates/confidence.toml`.
            pub const NAMES: &[&str] = &[$($name),+];
        }
    };
}

features! {
    /// Share of its unlisted header words or labels.
    Guessed = "guessed",
    /// Texts that a field of the record refused, at most three.
    Refused = "refused",
    /// Share of its columns with a small margin.
    Narrow = "narrow",
    /// Share of columns in its list that have neither a listed word nor a field.
    Strange = "strange",
    /// Share of its columns with a low score.
    Weak = "weak",
    /// The margin over the next best list kind is small.
    Rival = "rival",
    /// No template describes the form.
    NoTemplate = "no_template",
    /// No department is known for the filing.
    NoDepartment = "no_department",
    /// The department has no label.
    UnlabelledDepartment = "unlabelled_department",
    /// The department comes from a row of a list.
    ListedDepartment = "listed_department",
    /// Share of the filing's projects with a name that looks like something else.
    OddProject = "odd_project",
    /// Share of the filing's cells without a field in a record.
    Unread = "unread",
    /// Share of the filing's unlisted header words.
    UnknownWords = "unknown_words",
    /// An indicator without a target.
    NoTarget = "no_target",
    /// An indicator without a level.
    NoLevel = "no_level",
    /// An indicator that serves no goal of a horizon.
    NoHorizon = "no_horizon",
    /// An indicator without a project in a project form.
    NoProject = "no_project",
    /// An indicator without a name.
    Nameless = "nameless",
    /// An indicator with an unknown level while most levels of the filing are known.
    OddLevel = "odd_level",
    /// Share of the filing's indicators with levels of which none is known.
    UnknownLevels = "unknown_levels",
    /// A project without a name.
    NoName = "no_name",
    /// A project without any amount.
    NoAmount = "no_amount",
    /// A goal too short to state an objective.
    ShortGoal = "short_goal",
    /// The record is a project. Projects are right less often than indicators.
    Project = "project",
    /// The record is a goal. Goals are right less often than indicators.
    Goal = "goal",
}

/// The features of a record in hundredths: 100 if a feature holds, less if it holds in part, 0 if
/// it does not. Not written to output. Calibration counts how often records with a feature are
/// right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features([i32; Self::NAMES.len()]);

impl Features {
    /// Sets a feature.
    pub(crate) fn set(&mut self, feature: Feature, hundredths: i32) {
        self.0[feature as usize] = hundredths;
    }

    /// Sets a feature to whether it holds.
    pub(crate) fn flag(&mut self, feature: Feature, holds: bool) {
        self.set(feature, if holds { 100 } else { 0 });
    }

    /// The features in the order of their names.
    pub fn hundredths(&self) -> &[i32; Self::NAMES.len()] {
        &self.0
    }
}
