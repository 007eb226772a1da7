//! Relationships and content types of parts.

use formgrid_model::Limits;

use crate::xml::{Event, Xml};

/// A relationship from one part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// Its id in the source part.
    pub id: String,
    /// The last segment of its type, such as `header` or `styles`: the same in the transitional and
    /// strict dialects.
    pub kind: String,
    /// Name of the target part.
    pub target: String,
}

/// The relationships of one part, in file order, without external ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relationships {
    list: Vec<Relationship>,
}

impl Relationships {
    /// The relationships of a kind, in order.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Relationship> {
        self.list.iter().filter(move |relationship| relationship.kind == kind)
    }

    /// The target of the first relationship of a kind.
    pub fn target(&self, kind: &str) -> Option<&str> {
        self.of_kind(kind).next().map(|relationship| relationship.target.as_str())
    }

    /// The relationship with an id.
    pub fn by_id(&self, id: &str) -> Option<&Relationship> {
        self.list.iter().find(|relationship| relationship.id == id)
    }
}

/// Normalizes names for comparison: some writers add a leading slash, use backslashes, or use
/// another case than the relationships.
pub(crate) fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}

/// Name of the part that holds the relationships of `part`.
pub(crate) fn part_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{name}.rels")
}

/// Parses a relationships part, as far as it is readable.
pub(crate) fn parse(source: &str, text: &str, limits: &Limits) -> Relationships {
    let mut list = Vec::new();
    let mut xml = Xml::new(text, limits);
    while let Ok(event) = xml.next_event() {
        match event {
            Event::Open(tag) if tag.local() == "Relationship" => {
                if tag.attr("TargetMode").is_some_and(|mode| mode == "External") {
                    continue;
                }
                let (Some(kind), Some(target)) = (tag.attr("Type"), tag.attr("Target")) else {
                    continue;
                };
                list.push(Relationship {
                    id: tag.attr("Id").unwrap_or_default().into_owned(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolve(source, &target),
                });
            }
            Event::End => break,
            _ => {}
        }
    }
    Relationships { list }
}

/// The content type of a part in `[Content_Types].xml`: its own, else that of its extension.
pub(crate) fn content_type(types: &str, part: &str, limits: &Limits) -> Option<String> {
    let wanted = key(part);
    let ending = wanted.rsplit_once('.').map(|(_, ending)| ending);
    let mut of_ending = None;
    let mut xml = Xml::new(types, limits);
    while let Ok(event) = xml.next_event() {
        let Event::Open(tag) = event else {
            if matches!(event, Event::End) {
                break;
            }
            continue;
        };
        let stated = || tag.attr("ContentType").map(std::borrow::Cow::into_owned);
        match tag.local() {
            "Override" if tag.attr("PartName").is_some_and(|name| key(&name) == wanted) => {
                return stated();
            }
            "Default" if tag.attr("Extension").map(|e| e.to_lowercase()).as_deref() == ending => {
                of_ending = stated();
            }
            _ => {}
        }
    }
    of_ending
}

/// Resolves a target: from the root if it starts with a slash, else from the folder of the source.
fn resolve(source: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{content_type, parse, part_of, resolve};

    #[test]
    fn targets_are_resolved_from_the_source() {
        assert_eq!(resolve("word/document.xml", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word/document.xml", "/other/a.xml"), "other/a.xml");
        assert_eq!(resolve("word/document.xml", "../a/./b.xml"), "a/b.xml");
        assert_eq!(resolve("", "../../a.xml"), "a.xml");
    }

    #[test]
    fn relationships_stand_in_a_folder_beside_their_part() {
        assert_eq!(part_of(""), "_rels/.rels");
        assert_eq!(part_of("word/document.xml"), "word/_rels/document.xml.rels");
    }

    #[test]
    fn links_out_of_the_package_are_left_out() {
        let found = parse(
            "word/document.xml",
            "<r:Relationships><r:Relationship Id='a' Type='http://x/strict/header' Target='h.xml'/>\
             <r:Relationship Id='b' Type='http://x/header' Target='http://y' TargetMode='External'/>\
             <r:Relationship Id='c' Type='http://x/styles' Target='s.xml'/><broken",
            &Limits::default(),
        );
        assert_eq!(found.target("header"), Some("word/h.xml"));
        assert_eq!(found.of_kind("header").count(), 1);
        assert_eq!(found.by_id("c").map(|r| r.kind.as_str()), Some("styles"));
    }

    #[test]
    fn an_override_wins_over_the_extension() {
        let limits = Limits::default();
        let types = "<Types><Override PartName='/word/Document.xml' ContentType='main'/>\
                     <Default Extension='XML' ContentType='plain'/></Types>";
        assert_eq!(content_type(types, "word/document.xml", &limits).as_deref(), Some("main"));
        assert_eq!(content_type(types, "word/styles.xml", &limits).as_deref(), Some("plain"));
        assert_eq!(content_type(types, "word/a.png", &limits), None);
    }
}
