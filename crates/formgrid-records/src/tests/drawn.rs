//! Documents drawn as text, and records as lines, for tests of the engine.
//!
//! A line with `|` is a row of a table, any other line a paragraph; a blank line ends a table. A
//! cell is `text`, `text×2` across two columns, `text↓3` across three rows, or `_` if blank. `⏎` is
//! a line break. Slots covered by a cell above are omitted from the row. A cell ends with its
//! table.

use std::sync::LazyLock;

use formgrid_model::{
    AtomId, Atoms, Block, Cell, Diagnostics, Document, Format, GridBuilder, Method, Paragraph,
    Place, RowNote, Table,
};

use crate::recognize::WordSet;
use crate::record::{Body, Execution, Goal, Indicator, Kind, Money, Project, Record, Value};
use crate::template::Templates;

/// Compiled once, because compilation takes longer than reading a drawing.
static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::builtin);

/// Reads a drawn document, checks that no text is lost, and returns records and findings.
#[track_caller]
pub(crate) fn read(drawing: &str) -> (Vec<Record>, Diagnostics) {
    let document = document(drawing);
    let (records, diagnostics) = extract(&document);
    check_texts(&document, &records, &diagnostics);
    (records, diagnostics)
}

fn extract(document: &Document) -> (Vec<Record>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let records =
        crate::read(document, "form.txt", &TEMPLATES, &mut WordSet::default(), &mut diagnostics);
    (records, diagnostics)
}

/// Checks that each text is in a record or a finding, and that none is left over twice. A merged
/// cell is in the record of each row that it covers.
#[track_caller]
fn check_texts(document: &Document, records: &[Record], diagnostics: &Diagnostics) {
    let n_atoms = usize::try_from(document.n_atoms).unwrap();
    let (mut n_ends, mut n_left) = (vec![0; n_atoms], vec![0; n_atoms]);
    let is_left = |record: &&Record| matches!(record.head.kind, Kind::Unmapped | Kind::Table);
    let in_findings = || diagnostics.iter().flat_map(|found| found.atoms.iter());
    for atom in records.iter().flat_map(|record| record.atoms.iter()).chain(in_findings()) {
        n_ends[usize::try_from(atom.0).unwrap()] += 1;
    }
    let left = records.iter().filter(is_left).flat_map(|record| record.atoms.iter());
    for atom in left.chain(in_findings()) {
        n_left[usize::try_from(atom.0).unwrap()] += 1;
    }
    let texts = texts(document);
    let texts_where = |is: &dyn Fn(usize) -> bool| {
        texts
            .iter()
            .enumerate()
            .filter(|(at, _)| is(*at))
            .map(|(_, text)| *text)
            .collect::<Vec<_>>()
    };
    assert_eq!(texts_where(&|at| n_ends[at] == 0), [""; 0], "lost");
    assert_eq!(texts_where(&|at| n_left[at] > 1), [""; 0], "left over twice");
}

/// The texts of a drawn document by atom.
fn texts(document: &Document) -> Vec<&str> {
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => texts.push(paragraph.text.as_str()),
            Block::Table(table) => {
                let cells = table.grid.cells().iter().filter(|cell| !cell.is_empty());
                texts.extend(cells.map(|cell| cell.text.as_str()));
            }
        }
    }
    texts
}

/// Compares the records of a drawn document, one line each.
#[track_caller]
pub(super) fn check(drawing: &str, expected: &[&str]) {
    let document = document(drawing);
    let (records, diagnostics) = extract(&document);
    let lines: Vec<String> = records.iter().map(describe).collect();
    assert_eq!(lines, expected, "\n{}", lines.join("\n"));
    check_texts(&document, &records, &diagnostics);
}

/// The document of a drawing.
pub(crate) fn document(drawing: &str) -> Document {
    let mut numbers = Numbers::default();
    let mut blocks = Vec::new();
    let mut rows: Vec<&str> = Vec::new();
    for line in drawing.lines().map(str::trim).chain([""]) {
        if line.contains('|') {
            rows.push(line);
            continue;
        }
        if !rows.is_empty() {
            blocks.push(table(&std::mem::take(&mut rows), &mut numbers));
        }
        if !line.is_empty() {
            let text = line.replace('⏎', "\n");
            let atoms = numbers.atoms(&text);
            let place = numbers.place();
            blocks.push(Block::Paragraph(Paragraph { text, place, atoms, heading: false }));
        }
    }
    Document { format: Format::Text, blocks, n_atoms: numbers.n_atoms, sheets: Vec::new() }
}

#[derive(Default)]
struct Numbers {
    n_atoms: u32,
    line: u32,
}

impl Numbers {
    fn atoms(&mut self, text: &str) -> Atoms {
        if text.is_empty() {
            return Atoms::new();
        }
        self.n_atoms += 1;
        [AtomId(self.n_atoms - 1)].into_iter().collect()
    }

    fn place(&mut self) -> Place {
        self.line += 1;
        Place::at_line(self.line)
    }
}

fn table(rows: &[&str], numbers: &mut Numbers) -> Block {
    let cells: Vec<Vec<(String, usize, usize)>> =
        rows.iter().map(|row| row.trim_matches('|').split('|').map(spans).collect()).collect();
    let n_cols = cells[0].iter().map(|(_, col_span, _)| col_span).sum();
    let n_rows = rows.len();
    let mut builder = GridBuilder::new(n_rows, n_cols).unwrap();
    let mut free = vec![vec![true; n_cols]; n_rows];
    for (row, drawn) in cells.into_iter().enumerate() {
        let place = numbers.place();
        for (text, col_span, row_span) in drawn {
            let col = free[row].iter().position(|&is_free| is_free).expect("a free slot");
            let row_span = row_span.min(n_rows - row);
            for below in &mut free[row..row + row_span] {
                below[col..col + col_span].fill(false);
            }
            let atoms = numbers.atoms(&text);
            builder.place(Cell {
                row,
                col,
                row_span,
                col_span,
                text,
                place,
                atoms,
                ..Cell::default()
            });
        }
    }
    let grid = builder.finish();
    let rows = vec![RowNote::default(); grid.n_rows()];
    Block::Table(Box::new(Table {
        grid,
        method: Method::Declared,
        confidence: 1.0,
        header_rows: Vec::new(),
        caption: None,
        rows,
    }))
}

/// `text×2↓3` to its text, columns and rows.
fn spans(cell: &str) -> (String, usize, usize) {
    let cell = cell.trim();
    let (cell, row_span) = cell.rsplit_once('↓').unwrap_or((cell, "1"));
    let (text, col_span) = cell.rsplit_once('×').unwrap_or((cell, "1"));
    let text = if text == "_" { String::new() } else { text.replace('⏎', "\n") };
    (text, col_span.parse().unwrap(), row_span.parse().unwrap())
}

/// A record as a line: its kind and its main values.
fn describe(record: &Record) -> String {
    let name = record.head.kind.name();
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let body = match &record.body {
        Body::Filing(filing) => {
            let year = record.head.fiscal_year.map_or("-".to_owned(), |year| year.to_string());
            let department = or_dash(&record.head.department);
            let unit = or_dash(&filing.currency_unit);
            let kind = or_dash(&filing.record_kind);
            let mut line = format!(
                "{department} {year} {unit} {} {kind} {}",
                or_dash(&filing.form),
                filing.template
            );
            if let Some(score) = filing.total_score {
                line += &format!(" score={score}");
            }
            for (name, text) in [("grade", &filing.grade), ("conclusion", &filing.conclusion)] {
                if let Some(text) = text {
                    line += &format!(" {name}={text}");
                }
            }
            line
        }
        Body::Funding(funding) => {
            let history: Vec<_> = funding
                .history
                .iter()
                .map(|h| format!("{}={}", h.label, amount(h.amount.as_ref())))
                .collect();
            let total = if funding.is_total { " total" } else { "" };
            let (side, category) = (or_dash(&funding.side), &funding.category);
            let now = amount(funding.amount.as_ref());
            let execution = funding.execution.as_deref().map(execution).unwrap_or_default();
            let history = history.join(" ");
            format!("{side} {category} {now} {:?} [{history}]{total}{execution}", funding.share)
        }
        Body::Statement(statement) => {
            format!("{} {:?} {}", statement.topic, statement.number, statement.text)
        }
        Body::Goal(goal) => goal_line(goal),
        Body::Project(project) => project_line(project),
        Body::Indicator(indicator) => indicator_line(indicator),
        Body::Table(table) => format!("{}x{}", table.n_rows, table.n_cols),
        Body::Unmapped(unmapped) => format!("{}: {}", or_dash(&unmapped.label), unmapped.text),
    };
    format!("{name} {body}")
}

/// The execution of a line of funding.
fn execution(execution: &Execution) -> String {
    let amounts = [
        ("original", &execution.original),
        ("revised", &execution.revised),
        ("executed", &execution.executed),
        ("to_date", &execution.executed_to_date),
    ];
    let numbers =
        [("rate", execution.rate), ("weight", execution.weight), ("score", execution.score)];
    let mut line = String::new();
    for (name, money) in amounts {
        if money.is_some() {
            line += &format!(" {name}={}", amount(money.as_ref()));
        }
    }
    for (name, number) in numbers {
        if let Some(number) = number {
            line += &format!(" {name}={number}");
        }
    }
    line
}

fn goal_line(goal: &Goal) -> String {
    let horizon = goal.horizon.as_deref().unwrap_or("-");
    let number = goal.number.map_or("-".to_owned(), |number| number.to_string());
    let mut line = format!("{horizon} {} {number} {}", goal.level, goal.text.replace('\n', "⏎"));
    if let Some(title) = &goal.title {
        line += &format!(" <{title}>");
    }
    if let Some(text) = &goal.indicator_text {
        line += &format!(" [{text}]");
    }
    line
}

fn project_line(project: &Project) -> String {
    let annual = amount(project.annual_budget.as_ref());
    let mut line = format!("{} {annual}", project.name.as_deref().unwrap_or("-"));
    let funding = &project.funding;
    let execution = &project.budget_execution;
    let amounts = [
        ("fiscal", &funding.fiscal),
        ("other", &funding.other),
        ("original", &execution.original),
        ("executed", &execution.executed),
    ];
    for (name, money) in amounts {
        if money.is_some() {
            line += &format!(" {name}={}", amount(money.as_ref()));
        }
    }
    for (name, text) in [("code", &project.code), ("usage", &project.usage)] {
        if let Some(text) = text {
            line += &format!(" {name}={text}");
        }
    }
    for part in &project.disbursement_plan {
        line += &format!(" {:?}:{:?}/{}", part.by, part.share, amount(part.amount.as_ref()));
    }
    if let Some(score) = project.total_score {
        line += &format!(" score={score}");
    }
    line
}

fn indicator_line(indicator: &Indicator) -> String {
    let horizon = indicator.goal_horizon.as_deref().unwrap_or("-");
    let number = indicator.goal_number.map_or("-".to_owned(), |number| number.to_string());
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let names = [&indicator.level1, &indicator.level2, &indicator.level3].map(or_dash).join("/");
    let mut line = format!("{horizon} {number} {names} {}", value(indicator.target.as_ref()));
    for baseline in &indicator.baselines {
        line += &format!(" {}={}", baseline.label, baseline.value.raw);
    }
    let texts = [("basis", &indicator.basis), ("class", &indicator.class)];
    for (name, text) in texts {
        if let Some(text) = text {
            line += &format!(" {name}={text}");
        }
    }
    for (name, number) in [("weight", indicator.weight), ("score", indicator.score)] {
        if let Some(number) = number {
            line += &format!(" {name}={number}");
        }
    }
    if indicator.actual.is_some() {
        line += &format!(" actual={}", value(indicator.actual.as_ref()));
    }
    for stage in &indicator.stages {
        line += &format!(" {}:{}", stage.label, value(stage.target.as_ref()));
        if stage.actual.is_some() {
            line += &format!("/{}", value(stage.actual.as_ref()));
        }
    }
    if !indicator.stages.is_empty() && indicator.progress.is_some() {
        line += &format!(" progress={}", value(indicator.progress.as_ref()));
    }
    if let Some(place) = &indicator.applies_to {
        line += &format!(" for {place}");
    }
    line
}

fn value(value: Option<&Value>) -> String {
    let Some(value) = value else { return "-".to_owned() };
    match (value.op, value.number) {
        (Some(op), Some(number)) => {
            format!("{op}{number}{}", value.unit.as_deref().unwrap_or_default())
        }
        _ => value.raw.clone(),
    }
}

fn amount(money: Option<&Money>) -> String {
    money.and_then(|money| money.amount.clone()).unwrap_or_else(|| "-".to_owned())
}
