//! Computed styles: the properties of each element after cascade and inheritance.
//!
//! Rules are indexed by the id, class or tag of their subject, so the cost is not elements times rules;
//! the remaining comparisons count against a limit.

use std::collections::BTreeMap;

use formgrid_model::{Limit, Limits, OverLimit};
use html5ever::local_name;

use super::{
    content::{self, Content, Counter},
    counters::{Counters, format_of},
    css::{self, Compound, Display, Property, Rule, Target, Visibility},
    tree::{NodeId, Tree},
};
use crate::{
    numerals::numeral,
    script::{self, Level},
};

/// Most rules kept of a page. Large sites have a few thousand that hide something.
const MAX_RULES: usize = 20_000;

/// Computed style of an element.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ComputedStyle {
    pub(super) display: Display,
    /// Not displayed, with all descendants (`display: none`).
    pub(super) is_gone: bool,
    /// Takes space but is invisible.
    pub(super) is_unseen: bool,
    pub(super) is_struck: bool,
    pub(super) level: Level,
    /// One-based index of its symbol font; 0 for any other font.
    pub(super) symbols: u8,
    /// Whether it collapses as a row or column.
    pub(super) is_collapsed: bool,
    /// Columns of a grid container; 0 if unknown.
    pub(super) grid_columns: u8,
    /// Columns and rows that an item of a grid covers; 0 if not stated.
    pub(super) col_span: u8,
    pub(super) row_span: u8,
    /// Whether a flex container stacks its items.
    pub(super) is_stacked: bool,
    is_hidden: bool,
    has_no_size: bool,
    is_away: bool,
}

/// Computed styles of a page.
#[derive(Debug, Default)]
pub(super) struct ComputedStyles {
    by_node: Vec<ComputedStyle>,
    plain: ComputedStyle,
    /// Generated text before and after the content of an element.
    before: BTreeMap<NodeId, String>,
    after: BTreeMap<NodeId, String>,
    fonts: Vec<String>,
    /// Set if the rules were too many to match against all elements.
    pub(super) cut: Option<OverLimit>,
}

impl ComputedStyles {
    /// The style of an element. Text nodes have none; use that of their parent.
    pub(super) fn of(&self, node: NodeId) -> &ComputedStyle {
        self.by_node.get(node as usize).unwrap_or(&self.plain)
    }

    /// Generated text before the content of an element: a list number or a sign.
    pub(super) fn before(&self, node: NodeId) -> Option<&str> {
        self.before.get(&node).map(String::as_str)
    }

    /// Generated text after the content of an element.
    pub(super) fn after(&self, node: NodeId) -> Option<&str> {
        self.after.get(&node).map(String::as_str)
    }

    /// The symbol font of a style.
    pub(super) fn font(&self, style: &ComputedStyle) -> Option<&str> {
        let at = usize::from(style.symbols).checked_sub(1)?;
        self.fonts.get(at).map(String::as_str)
    }
}

/// Computes the styles of a page.
pub(super) fn compute(tree: &Tree, limits: &Limits) -> ComputedStyles {
    let sheets = StyleSheets::new(tree);
    let mut all = ComputedStyles {
        by_node: vec![ComputedStyle::default(); tree.ids().len()],
        ..ComputedStyles::default()
    };
    let mut lists: Vec<OpenList> = Vec::new();
    let mut generated = Generated::default();
    let mut n_compared = 0;
    let mut at = tree.first_child(tree.root());
    while let Some(node) = at {
        if tree.is_element(node) {
            let over = limits.check(Limit::PageStyles, n_compared).err();
            all.cut = all.cut.or(over);
            let mut declared = Declared::default();
            declared.take_element(tree, node);
            if all.cut.is_none() {
                sheets.apply(tree, node, &mut declared, &mut n_compared);
            }
            if let Some(style) = tree.attribute(node, "style") {
                declared.take_all(&css::properties(style), Target::Element, INLINE);
            }
            let around =
                tree.parent(node).map_or(ComputedStyle::default(), |parent| *all.of(parent));
            let style = declared.style(around, &mut all.fonts);
            if let Some(slot) = all.by_node.get_mut(node as usize) {
                *slot = style;
            }
            let number = list_number(tree, node, &declared, &mut lists);
            generated.enter(tree, node, style.is_gone, &declared, &mut all);
            let before = generated.before(tree, node, &declared);
            if number.is_some() || before.is_some() {
                all.before.insert(node, number.into_iter().chain(before).collect());
            }
        }
        at = following(tree, node);
    }
    generated.leave(tree, 0, &mut all);
    all
}

/// Generated content of the elements passed so far.
#[derive(Debug, Default)]
struct Generated {
    counters: Counters,
    /// Elements around the current one, and itself.
    around: Vec<NodeId>,
    /// Depth of the outermost of them that is not displayed; its descendants count nothing.
    gone: Option<usize>,
    /// Content after elements that are still open, with their depths.
    after: Vec<(usize, NodeId, Pseudo)>,
}

impl Generated {
    fn enter(
        &mut self,
        tree: &Tree,
        node: NodeId,
        is_gone: bool,
        declared: &Declared,
        all: &mut ComputedStyles,
    ) {
        let parent = tree.parent(node);
        while self.around.last().is_some_and(|&last| Some(last) != parent) {
            self.around.pop();
        }
        let depth = self.around.len();
        self.leave(tree, depth, all);
        self.counters.enter(depth);
        self.around.push(node);
        self.gone = self.gone.filter(|&gone| gone < depth);
        if is_gone && self.gone.is_none() {
            self.gone = Some(depth);
        }
        if self.gone.is_none() {
            self.counters.change(depth, &declared.own.resets, &declared.own.increments);
            if !declared.after.is_empty() {
                self.after.push((depth, node, declared.after.clone()));
            }
        }
    }

    fn before(&mut self, tree: &Tree, node: NodeId, declared: &Declared) -> Option<String> {
        if self.gone.is_some() || declared.before.is_empty() {
            return None;
        }
        self.show(tree, node, self.around.len(), &declared.before)
    }

    /// Adds the content after elements that end before one at a depth.
    fn leave(&mut self, tree: &Tree, depth: usize, all: &mut ComputedStyles) {
        while let Some((inner, node, after)) = self.after.pop_if(|last| last.0 >= depth) {
            self.counters.enter(inner + 1);
            all.after.extend(self.show(tree, node, inner + 1, &after).map(|text| (node, text)));
        }
    }

    fn show(&mut self, tree: &Tree, node: NodeId, depth: usize, pseudo: &Pseudo) -> Option<String> {
        self.counters.change(depth, &pseudo.resets, &pseudo.increments);
        let pieces = pseudo.content.iter().map(|piece| match piece {
            Content::Text(text) => text.clone(),
            Content::Attribute(name) => {
                let value = tree.attribute(node, name).unwrap_or_default();
                let end = value.floor_char_boundary(content::MAX_CONTENT);
                value.get(..end).unwrap_or_default().to_owned()
            }
            Content::Counter(name, between, style) => {
                self.counters.show(name, between.as_deref(), style)
            }
        });
        Some(pieces.collect::<String>()).filter(|text| !text.is_empty())
    }
}

/// The next node in document order.
fn following(tree: &Tree, node: NodeId) -> Option<NodeId> {
    tree.first_child(node).or_else(|| {
        let outwards = std::iter::once(node).chain(tree.ancestors(node));
        outwards.into_iter().find_map(|node| tree.next_sibling(node))
    })
}

/// An open ordered list.
#[derive(Debug)]
struct OpenList {
    node: NodeId,
    next: i64,
    step: i64,
    style: String,
}

/// The marker of an item of an ordered list.
fn list_number(
    tree: &Tree,
    node: NodeId,
    declared: &Declared,
    lists: &mut Vec<OpenList>,
) -> Option<String> {
    let name = tree.name(node)?;
    let attribute = |name: &str| tree.attribute(node, name)?.trim().parse::<i64>().ok();
    let of_type = |kind: &str| match kind {
        "a" => "lower-alpha".to_owned(),
        "A" => "upper-alpha".to_owned(),
        "i" => "lower-roman".to_owned(),
        "I" => "upper-roman".to_owned(),
        _ => "decimal".to_owned(),
    };
    if *name == local_name!("ol") {
        let kind = tree.attribute(node, "type").unwrap_or_default();
        let style = declared.list_style.clone().unwrap_or_else(|| of_type(kind));
        let is_reversed = tree.attribute(node, "reversed").is_some();
        let n_items = || tree.children(node).filter(|&child| tree.is_named(child, "li")).count();
        let first = if is_reversed { i64::try_from(n_items()).unwrap_or(1) } else { 1 };
        let next = attribute("start").unwrap_or(first);
        lists.push(OpenList { node, next, step: if is_reversed { -1 } else { 1 }, style });
    }
    if *name != local_name!("li") {
        return None;
    }
    let parent = tree.parent(node)?;
    while lists.last().is_some_and(|list| {
        list.node != parent && !tree.ancestors(node).take(MAX_ANCESTORS).any(|n| n == list.node)
    }) {
        lists.pop();
    }
    let list = lists.last_mut().filter(|list| list.node == parent)?;
    let number = attribute("value").unwrap_or(list.next);
    list.next = number.saturating_add(list.step);
    let number = u32::try_from(number).ok()?;
    let style = declared.list_style.as_deref().unwrap_or(&list.style);
    let (format, end) = format_of(style.split(' ').next().unwrap_or_default())?;
    Some(format!("{}{end}", numeral(format, number)))
}

/// Ancestors of a list item searched for its list.
const MAX_ANCESTORS: usize = 64;

/// Rules of a page, indexed by their subject.
#[derive(Debug, Default)]
struct StyleSheets {
    rules: Vec<Rule>,
    by_class: BTreeMap<String, Vec<usize>>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_tag: BTreeMap<String, Vec<usize>>,
    others: Vec<usize>,
}

impl StyleSheets {
    fn new(tree: &Tree) -> Self {
        let mut sheets = Self::default();
        for node in tree.ids().filter(|&node| tree.is_named(node, "style")) {
            let texts = tree.children(node).filter_map(|child| tree.text(child));
            for text in texts {
                let room = MAX_RULES.saturating_sub(sheets.rules.len());
                sheets.rules.extend(css::rules(text, room));
            }
        }
        for (number, rule) in sheets.rules.iter().enumerate() {
            let Some(own) = rule.compounds.first() else { continue };
            let list = match (&own.id, own.classes.first(), &own.tag) {
                (Some(id), ..) => sheets.by_id.entry(id.clone()).or_default(),
                (None, Some(class), _) => sheets.by_class.entry(class.clone()).or_default(),
                (None, None, Some(tag)) => sheets.by_tag.entry(tag.clone()).or_default(),
                (None, None, None) => &mut sheets.others,
            };
            list.push(number);
        }
        sheets
    }

    /// Applies the rules that match an element.
    fn apply(&self, tree: &Tree, node: NodeId, declared: &mut Declared, n_compared: &mut usize) {
        if self.rules.is_empty() {
            return;
        }
        let classes = tree.attribute(node, "class").unwrap_or_default().split_ascii_whitespace();
        let of_classes = classes.filter_map(|class| self.by_class.get(class));
        let of_id = tree.attribute(node, "id").and_then(|id| self.by_id.get(id));
        let of_tag = tree.name(node).and_then(|name| self.by_tag.get(&**name));
        let lists = of_classes.chain(of_id).chain(of_tag).chain(std::iter::once(&self.others));
        for &number in lists.flatten() {
            let Some(rule) = self.rules.get(number) else { continue };
            if matches(tree, node, &rule.compounds, n_compared) {
                let (ids, classes, tags) = rule.specificity;
                let precedence = (ids, classes, tags, number);
                declared.take_all(&rule.properties, rule.target, precedence);
            }
        }
    }
}

/// Precedence of a declaration: specificity, then order.
type Precedence = (u32, u32, u32, usize);

/// A `style` attribute precedes any rule.
const INLINE: Precedence = (u32::MAX, 0, 0, 0);

/// Whether an element matches the compounds of a selector.
fn matches(tree: &Tree, node: NodeId, compounds: &[Compound], n_compared: &mut usize) -> bool {
    *n_compared = n_compared.saturating_add(1);
    let Some((own, outer)) = compounds.split_first() else { return false };
    if !has(tree, node, own) {
        return false;
    }
    let mut at = node;
    let mut is_child = own.is_child;
    for compound in outer {
        let found = tree
            .ancestors(at)
            .take(if is_child { 1 } else { usize::MAX })
            .inspect(|_| *n_compared = n_compared.saturating_add(1))
            .find(|&above| has(tree, above, compound));
        let Some(found) = found else { return false };
        at = found;
        is_child = compound.is_child;
    }
    true
}

fn has(tree: &Tree, node: NodeId, compound: &Compound) -> bool {
    let has_class = |class: &String| {
        let classes = tree.attribute(node, "class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|one| one == class)
    };
    let has_attribute = |(name, value): &(String, Option<String>)| {
        let found = tree.attribute(node, name);
        found.is_some_and(|found| value.as_ref().is_none_or(|value| value == found))
    };
    compound.tag.as_ref().is_none_or(|tag| tree.is_named(node, tag))
        && compound.id.as_ref().is_none_or(|id| tree.attribute(node, "id") == Some(id))
        && compound.classes.iter().all(has_class)
        && compound.attributes.iter().all(has_attribute)
        && tree.is_element(node)
}

/// Declared properties of an element, each with the precedence of its declaration.
#[derive(Debug, Default)]
struct Declared {
    precedences: BTreeMap<(u8, u8), (bool, Precedence)>,
    display: Option<Display>,
    visibility: Option<Visibility>,
    is_struck: bool,
    has_no_size: Option<bool>,
    is_away: bool,
    level: Option<Level>,
    font: Option<String>,
    list_style: Option<String>,
    grid_columns: u8,
    col_span: u8,
    row_span: u8,
    is_stacked: bool,
    own: Pseudo,
    before: Pseudo,
    after: Pseudo,
}

/// Generated content and counters of an element or one of its pseudo-elements.
#[derive(Debug, Default, Clone)]
struct Pseudo {
    content: Vec<Content>,
    resets: Vec<Counter>,
    increments: Vec<Counter>,
}

impl Pseudo {
    /// Whether it shows nothing; then its counters count nothing either.
    fn is_empty(&self) -> bool {
        self.content.is_empty()
    }
}

impl Declared {
    /// Applies the element's name and attributes.
    fn take_element(&mut self, tree: &Tree, node: NodeId) {
        let Some(name) = tree.name(node) else { return };
        match *name {
            local_name!("s") | local_name!("strike") | local_name!("del") => self.is_struck = true,
            local_name!("sup") => self.level = Some(Level::Raised),
            local_name!("sub") => self.level = Some(Level::Lowered),
            local_name!("font") => self.font = tree.attribute(node, "face").map(str::to_owned),
            _ => {}
        }
        if tree.attribute(node, "hidden").is_some() {
            self.display = Some(Display::None);
        }
    }

    fn take_all(
        &mut self,
        properties: &[(Property, bool)],
        target: Target,
        precedence: Precedence,
    ) {
        for (property, is_important) in properties {
            let kind = (target as u8, kind_of(property));
            let precedence = (*is_important, precedence);
            if self.precedences.get(&kind).is_none_or(|known| *known <= precedence) {
                self.precedences.insert(kind, precedence);
                self.take(property, target);
            }
        }
    }

    fn take(&mut self, property: &Property, target: Target) {
        let pseudo = match target {
            Target::Element => &mut self.own,
            Target::Before => &mut self.before,
            Target::After => &mut self.after,
        };
        match (target, property) {
            (_, Property::Content(content)) => pseudo.content.clone_from(content),
            (_, Property::CounterReset(counters)) => pseudo.resets.clone_from(counters),
            (_, Property::CounterIncrement(counters)) => pseudo.increments.clone_from(counters),
            (Target::Before | Target::After, Property::Display(Display::None)) => {
                pseudo.content.clear();
            }
            (Target::Before | Target::After, _) => {}
            (_, Property::Display(display)) => self.display = Some(*display),
            (_, Property::Visibility(visibility)) => self.visibility = Some(*visibility),
            (_, Property::Struck(is_struck)) => self.is_struck = *is_struck,
            (_, Property::NoSize(has_no_size)) => self.has_no_size = Some(*has_no_size),
            (_, Property::Away(is_away)) => self.is_away |= *is_away,
            (_, Property::Level(level)) => self.level = Some(*level),
            (_, Property::Font(font)) => self.font = Some(font.clone()),
            (_, Property::ListStyle(style)) => self.list_style = Some(style.clone()),
            (_, Property::GridColumns(n_cols)) => self.grid_columns = *n_cols,
            (_, Property::ColSpan(n_cols)) => self.col_span = *n_cols,
            (_, Property::RowSpan(n_rows)) => self.row_span = *n_rows,
            (_, Property::Stacked(is_stacked)) => self.is_stacked = *is_stacked,
        }
    }

    /// The computed style of an element whose parent has the style `around`.
    fn style(&self, around: ComputedStyle, fonts: &mut Vec<String>) -> ComputedStyle {
        let display = self.display.unwrap_or_default();
        let is_hidden = match self.visibility {
            None => around.is_hidden,
            Some(visibility) => visibility != Visibility::Visible,
        };
        let has_no_size = self.has_no_size.unwrap_or(around.has_no_size);
        let is_away = self.is_away || around.is_away;
        ComputedStyle {
            display,
            is_gone: display == Display::None,
            is_unseen: is_hidden || has_no_size || is_away,
            is_struck: self.is_struck || around.is_struck,
            level: self.level.unwrap_or(around.level),
            symbols: self.font.as_ref().map_or(around.symbols, |font| number_of(font, fonts)),
            is_collapsed: self.visibility == Some(Visibility::Collapsed),
            grid_columns: self.grid_columns,
            col_span: self.col_span,
            row_span: self.row_span,
            is_stacked: self.is_stacked,
            is_hidden,
            has_no_size,
            is_away,
        }
    }
}

/// Declarations of one kind override each other.
fn kind_of(property: &Property) -> u8 {
    match property {
        Property::Display(_) => 0,
        Property::Visibility(_) => 1,
        Property::Struck(_) => 2,
        Property::NoSize(_) => 3,
        Property::Away(_) => 4,
        Property::Level(_) => 5,
        Property::Font(_) => 6,
        Property::ListStyle(_) => 7,
        Property::Content(_) => 8,
        Property::CounterReset(_) => 9,
        Property::CounterIncrement(_) => 10,
        Property::GridColumns(_) => 11,
        Property::ColSpan(_) => 12,
        Property::RowSpan(_) => 13,
        Property::Stacked(_) => 14,
    }
}

/// The one-based index of a symbol font; 0 for any other.
fn number_of(font: &str, fonts: &mut Vec<String>) -> u8 {
    if !script::is_symbols(font) {
        return 0;
    }
    let known = fonts.iter().position(|known| known == font);
    let at = known.unwrap_or_else(|| {
        fonts.push(font.to_owned());
        fonts.len() - 1
    });
    u8::try_from(at + 1).unwrap_or(0)
}
