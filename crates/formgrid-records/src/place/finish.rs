//! From a complete draft of a filing to its records.

use indexmap::IndexSet;

use super::confidence::{LineEvidence, Scale, features_of};
use super::filing::{Draft, DraftId, FilingDraft, Placed, kind};
use crate::department;
use crate::ids::{FilingKey, Ids};
use crate::record::{Body, Coverage, Head, Indicator, Kind, Origin, Places, Print, Record};
use crate::template::Horizon;
use crate::year::{self, Clues, label_year};

impl FilingDraft<'_> {
    /// Completes the filing and appends its records, the filing first.
    pub(super) fn finish(mut self, path: &str, ids: &mut Ids, records: &mut Vec<Record>) {
        self.sort();
        self.drafts.iter_mut().for_each(derive_fields);
        self.decide_form();
        let inferred = self.infer_year(path);
        let key = FilingKey {
            department: self.department.as_ref().map(|d| d.name.clone()),
            record_kind: self.filing.record_kind.clone(),
            form: self.filing.form.clone(),
            printed_year: inferred.year.filter(|_| inferred.printed),
        };
        self.filing.fiscal_year_evidence = inferred.evidence;
        let evidence = self.evidence();
        self.filing.header_signature = signature(&self.headers);
        self.filing.print = Print {
            headers: std::mem::take(&mut self.headers).into_iter().collect(),
            unknown: std::mem::take(&mut self.unknown_headers).into_iter().collect(),
            ..Print::default()
        };
        self.filing.region = key.department.as_deref().and_then(department::region);
        self.filing.coverage = Coverage {
            cells: self.n_cells,
            mapped: self.n_cells.saturating_sub(self.n_unmapped + self.n_whole),
            unmapped: self.n_unmapped,
        };
        self.link_names();
        let filing = Body::Filing(Box::new(std::mem::take(&mut self.filing)));
        let mut ids = ids.of(&key);
        let filing_id = ids.give(Kind::Filing, &filing);
        let department_key = key.department.as_deref().map(department::key);
        let head = |kind: Kind, id: String, place: Placed| Head {
            kind,
            id,
            filing: filing_id.clone(),
            department: key.department.clone(),
            department_code: self.department.as_ref().and_then(|d| d.code.clone()),
            fiscal_year: inferred.year,
            department_key: department_key.clone(),
            confidence: rounded(place.confidence),
            source: Origin::new(path, place.spot),
            places: Places::default(),
            repairs: place.repairs,
        };
        records.reserve(self.drafts.len() + 1);
        let scale = Scale::builtin();
        let features = features_of(&filing, LineEvidence::default(), false, evidence);
        let hundredths = scale.confidence(&features);
        let place = Placed { confidence: share(hundredths), ..std::mem::take(&mut self.place) };
        let mut filing_head = head(Kind::Filing, filing_id.clone(), place);
        filing_head.places = std::mem::take(&mut self.places);
        records.push(Record {
            head: filing_head,
            body: filing,
            atoms: std::mem::take(&mut self.atoms),
            features,
        });
        let line_ids: Vec<String> =
            self.drafts.iter().map(|draft| ids.give(kind(&draft.body), &draft.body)).collect();
        for (at, mut draft) in std::mem::take(&mut self.drafts).into_iter().enumerate() {
            let id_of = |line: Option<DraftId>| line.and_then(|line| line_ids.get(line).cloned());
            match &mut draft.body {
                Body::Indicator(indicator) => {
                    indicator.goal = id_of(draft.goal);
                    indicator.project = id_of(draft.project);
                }
                Body::Funding(funding) => funding.project = id_of(draft.project),
                _ => {}
            }
            let features = draft.features(evidence);
            let mut place = draft.place;
            place.confidence *= match &draft.body {
                // Text kept as printed is certain.
                Body::Unmapped(_) => 1.0,
                _ => share(scale.confidence(&features)),
            };
            let mut head = head(kind(&draft.body), line_ids[at].clone(), place);
            head.places = draft.places;
            records.push(Record { head, body: draft.body, atoms: draft.atoms, features });
        }
    }

    /// Sorts the lines in document order and updates their links. Links to missing lines are
    /// dropped.
    fn sort(&mut self) {
        let mut order: Vec<DraftId> = (0..self.drafts.len()).collect();
        order.sort_by_key(|&id| self.drafts[id].place.order);
        let mut rank = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            rank[old] = new;
        }
        for draft in &mut self.drafts {
            draft.goal = draft.goal.and_then(|id| rank.get(id).copied());
            draft.project = draft.project.and_then(|id| rank.get(id).copied());
        }
        // Lines are large, and most are in order already.
        if !self.drafts.is_sorted_by_key(|draft| draft.place.order) {
            self.drafts.sort_by_key(|draft| draft.place.order);
        }
    }

    /// Decides what the form is and records, if no title states it.
    fn decide_form(&mut self) {
        let has = |kind_of: Kind| self.drafts.iter().any(|draft| kind(&draft.body) == kind_of);
        let form = self.form.or_else(|| {
            // A goal next to a task in a department's list belongs to the task.
            let is_goal = |draft: &&Draft| matches!(draft.body, Body::Goal(_));
            let mut others = self.drafts.iter().filter(|draft| !is_goal(draft));
            let own_project = others.any(|draft| draft.project.is_some());
            if own_project {
                Some("project")
            } else if has(Kind::Indicator) || has(Kind::Funding) || has(Kind::Project) {
                Some("department")
            } else if has(Kind::Goal) || has(Kind::Statement) {
                Some(if self.has_tables { "department" } else { "text" })
            } else {
                None
            }
        });
        let has_actual = self.indicators().any(|indicator| indicator.actual.is_some());
        let has_progress = self.indicators().any(|i| i.progress.is_some() || i.expected.is_some());
        let template_kind = self.template.and_then(|template| template.record_kind.clone());
        let inferred = if has_progress {
            "monitoring"
        } else if has_actual {
            "self_evaluation"
        } else {
            "target"
        };
        self.filing.form = form.map(str::to_owned);
        let record_kind = self.record_kind.map(str::to_owned).or(template_kind);
        self.filing.record_kind = Some(record_kind.unwrap_or_else(|| inferred.to_owned()));
        self.filing.template =
            self.template.map_or_else(|| "generic".to_owned(), |template| template.id.clone());
        let default = self.template.and_then(|template| template.defaults.currency.clone());
        self.filing.currency_unit =
            self.filing.currency_unit.take().or(default).or(self.weak_currency.take());
    }

    fn infer_year(&self, path: &str) -> year::Inferred {
        let is_long_term =
            |i: &&Indicator| i.goal_horizon.as_deref() == Some(Horizon::LongTerm.name());
        let (long_term, annual): (Vec<_>, Vec<_>) = self.indicators().partition(is_long_term);
        let codes = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Project(project) => project.code.as_deref(),
            _ => None,
        });
        year::infer(&Clues {
            titles: self.clues.titles.iter().map(String::as_str).collect(),
            year_lines: self.clues.year_lines.iter().map(String::as_str).collect(),
            history: self.clues.history.iter().map(String::as_str).collect(),
            headings: self.clues.year_headings.iter().map(String::as_str).collect(),
            labels: self.clues.labels.iter().map(String::as_str).collect(),
            periods: self.periods(),
            values: annual.iter().filter_map(|i| i.target.as_ref()).collect(),
            long_term_values: long_term.iter().filter_map(|i| i.target.as_ref()).collect(),
            filing_date: self.clues.filing_date.as_deref(),
            until_year: self.clues.until_year.as_deref(),
            path,
            project_codes: codes.collect(),
            looks_back: self.filing.record_kind.as_deref() == Some("self_evaluation"),
        })
    }

    /// The periods of the projects, start and end in one text.
    fn periods(&self) -> Vec<String> {
        let projects = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Project(project) => project.start.as_ref().zip(project.end.as_ref()),
            _ => None,
        });
        projects.map(|(start, end)| format!("{start}—{end}")).collect()
    }

    /// Copies names and codes of projects to their lines, and sets the years of baselines.
    fn link_names(&mut self) {
        let projects: Vec<Option<(Option<String>, Option<String>)>> = self
            .drafts
            .iter()
            .map(|draft| match &draft.body {
                Body::Project(project) => Some((project.code.clone(), project.name.clone())),
                _ => None,
            })
            .collect();
        for draft in &mut self.drafts {
            let project = draft.project.and_then(|id| projects.get(id).cloned().flatten());
            let Some((code, name)) = project else { continue };
            match &mut draft.body {
                Body::Indicator(indicator) => {
                    (indicator.project_code, indicator.project_name) = (code, name);
                }
                Body::Goal(goal) => (goal.project_code, goal.project_name) = (code, name),
                Body::Funding(funding) => funding.project_name = name,
                _ => {}
            }
        }
        for draft in &mut self.drafts {
            if let Body::Indicator(indicator) = &mut draft.body {
                for baseline in &mut indicator.baselines {
                    baseline.year = label_year(&baseline.label);
                }
            }
        }
    }
}

/// Fills fields of a line from its other fields.
fn derive_fields(draft: &mut Draft) {
    match &mut draft.body {
        // The title of an item without text is its text.
        Body::Goal(goal) if goal.text.is_empty() => {
            goal.text = goal.title.take().unwrap_or_default();
        }
        Body::Project(project) => {
            if let (None, Some(heading)) = (&project.name, &project.heading) {
                project.name = department::heading_name(heading).map(str::to_owned);
                let spot = draft.places.get("heading").cloned().filter(|_| project.name.is_some());
                draft.places.extend(spot.map(|spot| ("name".into(), spot)));
            }
            let total = || project.funding.annual_total.clone();
            project.annual_budget = project.annual_budget.take().or_else(total);
            let total = || project.funding.project_total.clone();
            project.total_budget = project.total_budget.take().or_else(total);
        }
        _ => {}
    }
}

/// Hundredths as a share.
#[expect(clippy::cast_precision_loss, reason = "at most one hundred")]
fn share(hundredths: i32) -> f32 {
    hundredths.clamp(0, 100) as f32 / 100.0
}

/// A hash of the header words of a form: equal for documents of the same print.
fn signature(headers: &IndexSet<String>) -> Option<String> {
    use sha2::{Digest, Sha256};
    if headers.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for header in headers {
        hash.update(header);
        hash.update([0]);
    }
    Some(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
}
