//! Invented records for tests of checks: a filing on line 1, each further record on the next line.

use formgrid_model::{Atoms, Diagnostics};

use crate::record::{
    Baseline, Body, Filing, Funding, Head, HistoryAmount, Indicator, Kind, Origin, Places, Project,
    Record, YearEvidence,
};
use crate::{money, share, values};

/// Records under construction. Methods that qualify a record change the last one of its kind.
#[derive(Debug, Clone)]
pub(super) struct Fixture(Vec<Record>);

/// Runs all checks. A finding is compared as `code @line: message`.
pub(super) fn check(made: Fixture, expected: &[&str]) {
    let mut diagnostics = Diagnostics::new();
    super::run(&made.0, &mut diagnostics);
    let shown: Vec<_> = diagnostics
        .iter()
        .map(|found| {
            let line = found.place.line.unwrap();
            assert_eq!(found.record.as_deref(), Some(format!("id{line}").as_str()));
            assert_eq!(found.filing.as_deref(), Some("id1"));
            format!("{} @{line}: {}", found.code.as_str(), found.message)
        })
        .collect();
    assert_eq!(shown, expected);
}

impl Fixture {
    pub(super) fn new() -> Self {
        let made = Self(Vec::new()).push(Kind::Filing, Body::Filing(Box::default()));
        made.year(Some(2025), "title", "2025年")
    }

    fn push(mut self, kind: Kind, body: Body) -> Self {
        let line = u32::try_from(self.0.len() + 1).unwrap();
        let head = Head {
            kind,
            id: format!("id{line}"),
            filing: "id1".into(),
            department: None,
            department_code: None,
            department_key: None,
            fiscal_year: None,
            confidence: 1.0,
            source: Origin { line: Some(line), ..Origin::default() },
            places: Places::default(),
            repairs: Vec::new(),
        };
        self.0.push(Record {
            head,
            body,
            atoms: Atoms::new(),
            features: crate::Features::default(),
        });
        self
    }

    pub(super) fn year(mut self, year: Option<i32>, rule: &'static str, text: &str) -> Self {
        let text = text.to_owned();
        let fiscal_year_evidence = year.map(|_| YearEvidence { rule, text }).into_iter().collect();
        self.0[0].head.fiscal_year = year;
        self.0[0].body =
            Body::Filing(Box::new(Filing { fiscal_year_evidence, ..Filing::default() }));
        self
    }

    pub(super) fn funding(self, side: &str, category: &str, amount: &str) -> Self {
        let body = Body::Funding(Box::new(Funding {
            side: Some(side.into()),
            category: category.into(),
            is_total: category == "合计",
            amount: money::parse(amount, Some("万元")),
            ..Funding::default()
        }));
        self.push(Kind::Funding, body)
    }

    pub(super) fn total(self, side: &str, amount: &str) -> Self {
        self.funding(side, "合计", amount)
    }

    pub(super) fn share(mut self, raw: &str) -> Self {
        let Body::Funding(funding) = &mut self.0.last_mut().unwrap().body else { unreachable!() };
        funding.share = share::parse(raw, false);
        funding.share_raw = Some(raw.into());
        self
    }

    pub(super) fn history(mut self, label: &str, amount: &str) -> Self {
        let Body::Funding(funding) = &mut self.0.last_mut().unwrap().body else { unreachable!() };
        let amount = money::parse(amount, Some("万元"));
        funding.history.push(HistoryAmount { label: label.into(), year: None, amount });
        self
    }

    pub(super) fn project(self, name: &str, budget: &str) -> Self {
        let body = Body::Project(Box::new(Project {
            name: Some(name.into()),
            annual_budget: money::parse(budget, Some("万元")),
            ..Project::default()
        }));
        self.push(Kind::Project, body)
    }

    /// Changes every project.
    pub(super) fn change(mut self, change: impl Fn(&mut Project)) -> Self {
        for record in &mut self.0 {
            if let Body::Project(project) = &mut record.body {
                change(project);
            }
        }
        self
    }

    pub(super) fn indicator(self, name: &str, target: &str) -> Self {
        let body = Body::Indicator(Box::new(Indicator {
            level3: Some(name.into()),
            target: Some(values::parse(target, None)),
            ..Indicator::default()
        }));
        self.push(Kind::Indicator, body)
    }

    fn last(&mut self) -> &mut Indicator {
        let Body::Indicator(indicator) = &mut self.0.last_mut().unwrap().body else {
            unreachable!()
        };
        indicator
    }

    /// Ties the last indicator to the first project.
    pub(super) fn of_project(mut self) -> Self {
        let id =
            self.0.iter().find(|record| record.head.kind == Kind::Project).unwrap().head.id.clone();
        self.last().project = Some(id);
        self
    }

    pub(super) fn cost(mut self) -> Self {
        self.last().level1_code = Some("cost".into());
        self
    }

    pub(super) fn levels(mut self, code1: &str, code2: &str) -> Self {
        let indicator = self.last();
        indicator.level1 = Some(code1.into());
        indicator.level2 = Some(code2.into());
        indicator.level1_code = Some(code1.into());
        indicator.level2_code = Some(code2.into());
        self
    }

    pub(super) fn weight(mut self, weight: f64, score: Option<f64>) -> Self {
        self.last().weight = Some(weight);
        self.last().score = score;
        self
    }

    pub(super) fn horizon(mut self, horizon: &str) -> Self {
        self.last().goal_horizon = Some(horizon.into());
        self
    }

    pub(super) fn basis(mut self, basis: &str) -> Self {
        self.last().basis = Some(basis.into());
        self
    }

    pub(super) fn baseline(mut self, label: &str, raw: &str) -> Self {
        let value = values::parse(raw, None);
        self.last().baselines.push(Baseline { label: label.into(), year: None, value });
        self
    }
}
