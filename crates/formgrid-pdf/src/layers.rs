//! Optional content: which layers are hidden when a viewer opens the document (ISO 32000, 8.11).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::objects::Objects;

/// The hidden layers.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    hidden: BTreeSet<ObjectId>,
}

impl Layers {
    pub(crate) fn read(objects: Objects<'_>) -> Self {
        let properties = objects
            .document
            .catalog()
            .ok()
            .and_then(|catalog| objects.dict(catalog, "OCProperties"));
        let Some(properties) = properties else { return Self::default() };
        let ids = |dict: Option<&Dictionary>, key| -> BTreeSet<ObjectId> {
            let array = dict.and_then(|dict| objects.get(dict, key)?.as_array().ok());
            array.into_iter().flatten().filter_map(|item| item.as_reference().ok()).collect()
        };
        let default = objects.dict(properties, "D");
        let base = default.and_then(|default| objects.name(default, "BaseState"));
        let mut hidden = ids(default, "OFF");
        if base == Some(b"OFF") {
            let on = ids(default, "ON");
            hidden.extend(ids(Some(properties), "OCGs").into_iter().filter(|id| !on.contains(id)));
        }
        Self { hidden }
    }

    /// Whether an optional content group or membership dictionary is hidden.
    pub(crate) fn hides(&self, objects: Objects<'_>, layer: &Object) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        if layer.as_reference().is_ok_and(|id| self.hidden.contains(&id)) {
            return true;
        }
        let Some(set) = objects.as_dict(layer).filter(|dict| dict.has_type(b"OCMD")) else {
            return false;
        };
        let Ok(members) = set.get(b"OCGs") else { return false };
        let members = match objects.resolve(members) {
            Some(Object::Array(members)) => members.iter().collect(),
            _ => vec![members],
        };
        let mut off = members
            .iter()
            .filter_map(|member| member.as_reference().ok())
            .map(|id| self.hidden.contains(&id));
        match objects.name(set, "P") {
            Some(b"AllOn") => off.any(|off| off),
            Some(b"AnyOff") => !off.any(|off| off),
            Some(b"AllOff") => off.any(|off| !off),
            _ => off.next().is_some_and(|first| first) && off.all(|off| off),
        }
    }
}
