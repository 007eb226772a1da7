//! What the confidence of a line is made of.

/// Defines the features and their names in one order.
macro_rules! features {
    ($($(#[$doc:meta])* $feature:ident = $name:literal,)+) => {
        /// Something that can be wrong with a line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Feature {
            $($(#[$doc])* $feature,)+
        }

        impl Features {
            /// The features by the names that `templates/confidence.toml` gives them weights by, in their
            /// order.
            pub const NAMES: &[&str] = &[$($name),+];
        }
    };
}

features! {
    /// The share of its header words or labels that no list has.
    Guessed = "guessed",
    /// Each text that a field of the line refused, three at most.
    Refused = "refused",
    /// The share of its columns whose next best field is nearly as good.
    Narrow = "narrow",
    /// The share of the columns beside its own that nobody understood.
    Strange = "strange",
    /// The share of its columns whose words and cells say little for their field.
    Weak = "weak",
    /// Its header reads nearly as well as that of another kind of list.
    Rival = "rival",
    /// No template describes the form.
    NoTemplate = "no_template",
    /// No department is known for the filing.
    NoDepartment = "no_department",
    /// The department stands beside no label.
    UnlabelledDepartment = "unlabelled_department",
    /// The share of the cells of the filing that no record has.
    Unread = "unread",
    /// The share of the filing's header words and labels that no list has.
    UnknownWords = "unknown_words",
    /// An indicator without a target.
    NoTarget = "no_target",
    /// An indicator without a level.
    NoLevel = "no_level",
    /// An indicator that serves no goal of a horizon.
    NoHorizon = "no_horizon",
    /// An indicator without a project in the form of one.
    NoProject = "no_project",
    /// An indicator without a name.
    Nameless = "nameless",
    /// An indicator below a level that is none, where others have known ones.
    OddLevel = "odd_level",
    /// A project without a name.
    NoName = "no_name",
    /// A project without any amount.
    NoAmount = "no_amount",
    /// A goal too short to say what is to be reached.
    ShortGoal = "short_goal",
    /// The line is a project: they are right less often than indicators.
    Project = "project",
    /// The line is a goal: they are right less often than indicators.
    Goal = "goal",
}

/// What was seen while a line was read, each in hundredths: 100 where it holds, less where it holds in
/// part, 0 where it does not. Not written; a calibration counts how often lines with a feature are right.
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
