//! What the confidence of a line is made of.

/// What was seen while a line was read, each in hundredths: 100 where it holds, less where it holds in
/// part, 0 where it does not. Not written; a calibration counts how often lines with a feature are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features([i32; Self::NAMES.len()]);

impl Features {
    /// The features by the names that `templates/confidence.toml` gives them weights by, in their order.
    pub const NAMES: [&str; 22] = [
        // The share of its header words or labels that no list has.
        "guessed",
        // Each text that a field of the line refused, three at most.
        "refused",
        // The share of its columns whose next best field is nearly as good.
        "narrow",
        // The share of the columns beside its own that nobody understood.
        "strange",
        // The share of its columns whose words and cells say little for their field.
        "weak",
        // Its header reads nearly as well as that of another kind of list.
        "rival",
        // No template describes the form.
        "no_template",
        // No department is known for the filing.
        "no_department",
        // The department stands beside no label.
        "unlabelled_department",
        // The share of the cells of the filing that no record has.
        "unread",
        // The share of the filing's header words and labels that no list has.
        "unknown_words",
        // An indicator without a target, a level, or a goal of a horizon; and one without a project in the form
        // of one.
        "no_target",
        "no_level",
        "no_horizon",
        "no_project",
        // An indicator without a name, and one below a level that is none, where others have known ones.
        "nameless",
        "odd_level",
        // A project without a name, and one without any amount.
        "no_name",
        "no_amount",
        // A goal too short to say what is to be reached.
        "short_goal",
        // The line is a project, or a goal: they are right less often than indicators.
        "project",
        "goal",
    ];

    /// Sets a feature.
    pub(crate) fn set(&mut self, name: &str, hundredths: i32) {
        let at = Self::NAMES.iter().position(|&other| other == name);
        if let Some(slot) = at.and_then(|at| self.0.get_mut(at)) {
            *slot = hundredths;
        }
    }

    /// Sets a feature to whether it holds.
    pub(crate) fn flag(&mut self, name: &str, holds: bool) {
        self.set(name, if holds { 100 } else { 0 });
    }

    /// The features in the order of their names.
    pub fn hundredths(&self) -> &[i32; Self::NAMES.len()] {
        &self.0
    }
}
