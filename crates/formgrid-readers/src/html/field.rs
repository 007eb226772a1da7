//! Form fields: what a page shows of them.

use html5ever::local_name;

use super::tree::{NodeId, Tree};

/// What a field shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Text(String),
    /// A prompt instead of a value.
    Placeholder(String),
    Nothing,
}

/// What an `input` shows.
pub(super) fn input(tree: &Tree, node: NodeId) -> Shown {
    let kind = tree.attribute(node, "type").unwrap_or("text").to_ascii_lowercase();
    let is_checked = tree.attribute(node, "checked").is_some();
    match kind.as_str() {
        "checkbox" | "radio" => Shown::Text(if is_checked { "☑" } else { "□" }.to_owned()),
        // Hidden fields and buttons are no content.
        "hidden" | "button" | "submit" | "reset" | "image" | "file" | "password" => Shown::Nothing,
        _ => {
            let value = tree.attribute(node, "value").filter(|value| !value.trim().is_empty());
            match value {
                Some(value) => Shown::Text(value.to_owned()),
                None => placeholder(tree, node),
            }
        }
    }
}

/// The placeholder of an empty field.
pub(super) fn placeholder(tree: &Tree, node: NodeId) -> Shown {
    match tree.attribute(node, "placeholder").filter(|words| !words.trim().is_empty()) {
        Some(words) => Shown::Placeholder(words.to_owned()),
        None => Shown::Nothing,
    }
}

/// What a `select` shows: the selected options, or the first of a drop-down list.
pub(super) fn select(tree: &Tree, node: NodeId) -> Shown {
    let mut options = Vec::new();
    let mut waiting: Vec<NodeId> = tree.children(node).collect();
    waiting.reverse();
    while let Some(child) = waiting.pop() {
        if tree.name(child) == Some(&local_name!("option")) {
            options.push(child);
        } else if tree.name(child) == Some(&local_name!("optgroup")) {
            let inner: Vec<NodeId> = tree.children(child).collect();
            waiting.extend(inner.into_iter().rev());
        }
    }
    let is_chosen = |option: &NodeId| tree.attribute(*option, "selected").is_some();
    let chosen: Vec<NodeId> = options.iter().copied().filter(is_chosen).collect();
    let is_list = tree.attribute(node, "multiple").is_some();
    let shown = match (chosen.as_slice(), options.first()) {
        ([], Some(first)) if !is_list => vec![*first],
        ([.., last], _) if !is_list => vec![*last],
        _ => chosen.clone(),
    };
    let texts: Vec<String> = shown.iter().map(|&option| text(tree, option)).collect();
    let text = texts.join("\n");
    let asks = shown.iter().all(|&option| tree.attribute(option, "value") == Some(""));
    match text.trim().is_empty() {
        true => Shown::Nothing,
        // An option without a value is a prompt.
        false if asks => Shown::Placeholder(text),
        false => Shown::Text(text),
    }
}

fn text(tree: &Tree, option: NodeId) -> String {
    let texts = tree.children(option).filter_map(|child| tree.text(child));
    let text: String = texts.collect();
    let text = if text.trim().is_empty() {
        tree.attribute(option, "label").unwrap_or_default().to_owned()
    } else {
        text
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
