//! Data bindings of content controls: the text that Word takes from a custom XML part when it opens a
//! document (ECMA-376 17.5.2.6). The text stored in the document may be older.
//!
//! Of `XPath`, absolute paths of names with positions are followed, as Word writes them; prefixes are
//! ignored. Any other path leaves the stored text as it is.

use std::collections::BTreeMap;

use formgrid_package::{Event, Package, Relationships, Tag, Xml, XmlError};

/// Where a control takes its text from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binding {
    /// Id of the part in lower case; empty for any part.
    store: String,
    path: Vec<Step>,
}

/// A step of a path: an attribute, or the element with a name and a one-based position.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Element(String, usize),
    Attribute(String),
}

/// Most steps of a path, and most parts that are searched.
const MAX_STEPS: usize = 64;
const MAX_STORES: usize = 100;

/// Most bytes of XML that are walked for all controls of a document.
const MAX_WALKED: usize = 64 << 20;

/// Longest text that a control takes, in bytes; a longer one is not entered into a form.
const MAX_TEXT: usize = 64 << 10;

impl Binding {
    /// The binding that a `dataBinding` states; `None` if its path is not followed.
    pub(super) fn of(tag: &Tag<'_>) -> Option<Self> {
        let store = tag.attr("storeItemID").unwrap_or_default().to_lowercase();
        Some(Self { store, path: path(&tag.attr("xpath")?)? })
    }
}

fn path(text: &str) -> Option<Vec<Step>> {
    let steps = text.trim().strip_prefix('/')?;
    let steps: Vec<Step> = steps.split('/').take(MAX_STEPS + 1).map(step).collect::<Option<_>>()?;
    let (_, outer) = steps.split_last()?;
    let is_plain = outer.iter().all(|step| matches!(step, Step::Element(..)));
    (is_plain && steps.len() <= MAX_STEPS).then_some(steps)
}

fn step(text: &str) -> Option<Step> {
    let text = text.trim();
    let is_name = |name: &str| {
        !name.is_empty() && !name.contains(|c: char| "*[]()@=\"'".contains(c) || c.is_whitespace())
    };
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    if let Some(name) = text.strip_prefix('@') {
        return is_name(name).then(|| Step::Attribute(local(name)));
    }
    let (name, position) = match text.split_once('[') {
        Some((name, position)) => (name, position.strip_suffix(']')?.trim().parse().ok()?),
        None => (text, 1),
    };
    (is_name(name) && position > 0).then(|| Step::Element(local(name), position))
}

/// The custom XML parts of a document.
#[derive(Debug, Default)]
pub(super) struct Stores {
    /// Names of the parts.
    parts: Vec<String>,
    /// Their texts by id in lower case; `None` until a control asks for one.
    texts: Option<BTreeMap<String, String>>,
    n_walked: usize,
}

impl Stores {
    pub(super) fn new(relationships: &Relationships) -> Self {
        let parts = relationships.of_kind("customXml").take(MAX_STORES);
        Self { parts: parts.map(|part| part.target.clone()).collect(), ..Self::default() }
    }

    /// The bound text; `None` if there is none or it cannot be read, since damage to these parts is no
    /// damage to the document.
    pub(super) fn text(&mut self, binding: &Binding, package: &mut Package<'_>) -> Option<String> {
        let parts = std::mem::take(&mut self.parts);
        let texts = self.texts.get_or_insert_with(|| load(parts, package));
        let limits = package.limits();
        let is_meant = |id: &str| binding.store.is_empty() || binding.store == id;
        for (_, text) in texts.iter().filter(|(id, _)| is_meant(id)) {
            self.n_walked = self.n_walked.saturating_add(text.len());
            if self.n_walked > MAX_WALKED {
                return None;
            }
            let found = find(&mut Xml::new(text, limits), &binding.path);
            if let Some(found) = found.ok().flatten() {
                return Some(found).filter(|text| text.len() <= MAX_TEXT);
            }
        }
        None
    }
}

fn load(parts: Vec<String>, package: &mut Package<'_>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for name in parts {
        let properties = package.relationships(&name).ok();
        let properties =
            properties.and_then(|links| links.target("customXmlProps").map(str::to_owned));
        let id = properties
            .and_then(|part| package.part(&part).ok().flatten())
            .and_then(|part| id(&mut Xml::new(&part.text, package.limits())))
            // Without an id, only controls that name none are bound to the part.
            .unwrap_or_else(|| name.to_lowercase());
        if let Ok(Some(part)) = package.part(&name) {
            texts.insert(id, part.text);
        }
    }
    texts
}

fn id(xml: &mut Xml<'_>) -> Option<String> {
    loop {
        match xml.next_event().ok()? {
            Event::Open(tag) if tag.local() == "datastoreItem" => {
                return tag.attr("itemID").map(|id| id.to_lowercase());
            }
            Event::End => return None,
            _ => {}
        }
    }
}

/// The text of the node at a path.
fn find(xml: &mut Xml<'_>, path: &[Step]) -> Result<Option<String>, XmlError> {
    // Open elements, and how many of them are those of the path.
    let (mut depth, mut n_found) = (0_usize, 0_usize);
    // Elements with the name of the next step that have begun at its level.
    let mut n_alike = 0_usize;
    let mut text: Option<String> = None;
    loop {
        match xml.next_event()? {
            Event::Open(tag) => {
                let step = path.get(n_found).filter(|_| depth == n_found && text.is_none());
                depth += 1;
                let Some(Step::Element(name, position)) = step else { continue };
                n_alike += usize::from(tag.local() == name);
                if tag.local() != name || n_alike != *position {
                    continue;
                }
                n_found += 1;
                n_alike = 0;
                match path.get(n_found) {
                    None => text = Some(String::new()),
                    Some(Step::Attribute(name)) => {
                        return Ok(tag.attr(name).map(|value| value.into_owned()));
                    }
                    Some(Step::Element(..)) => {}
                }
            }
            Event::Text(more) => {
                if let Some(text) = &mut text {
                    text.push_str(&more);
                }
            }
            Event::Close => {
                depth = depth.saturating_sub(1);
                // The position was that of one element, so no later one is meant.
                if depth < n_found {
                    return Ok(text);
                }
            }
            Event::End => return Ok(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;
    use formgrid_package::Xml;

    use super::{find, path};

    fn found(xpath: &str) -> Option<String> {
        let text = "<f:form xmlns:f='x'><unit>甲</unit><row><goal>一</goal></row>\
            <row code='7'><note>注</note><goal>二<b>三</b></goal><goal>四</goal></row></f:form>";
        find(&mut Xml::new(text, &Limits::default()), &path(xpath)?).unwrap()
    }

    #[test]
    fn paths_lead_to_texts_and_attributes() {
        assert_eq!(found("/ns0:form[1]/ns0:unit[1]").as_deref(), Some("甲"));
        assert_eq!(found("/form/row[2]/goal[1]").as_deref(), Some("二三"));
        assert_eq!(found("/form/row[2]/goal[2]").as_deref(), Some("四"));
        assert_eq!(found("/form/row[2]/@code").as_deref(), Some("7"));
    }

    #[test]
    fn other_paths_lead_nowhere() {
        for xpath in [
            "/form/row[1]/goal[2]",
            "/form/goal",
            "/form/row[3]",
            "//goal",
            "form",
            "/form/row[last()]",
            "/form/*[1]",
            "/form/row[0]",
            "/@a/b",
            "/",
        ] {
            assert_eq!(found(xpath), None, "{xpath}");
        }
    }
}
