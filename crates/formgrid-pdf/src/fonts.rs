//! The fonts of a document, each read once.

use indexmap::IndexMap;
use lopdf::Dictionary;

use crate::{font::Font, objects::Objects};

/// Fonts by the address of their dictionary, so that direct dictionaries are cached too.
#[derive(Debug)]
pub(crate) struct Fonts<'a> {
    objects: Objects<'a>,
    known: IndexMap<usize, Font<'a>>,
}

impl<'a> Fonts<'a> {
    pub(crate) fn new(objects: Objects<'a>) -> Self {
        Self { objects, known: IndexMap::new() }
    }

    /// Index of the font that resources list under a name.
    pub(crate) fn find(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Option<usize> {
        let fonts = self.objects.dict(resources?, "Font")?;
        self.number(self.objects.as_dict(fonts.get(name).ok()?)?)
    }

    /// Index of a font.
    pub(crate) fn number(&mut self, dict: &'a Dictionary) -> Option<usize> {
        let address = std::ptr::from_ref(dict).addr();
        if let Some(number) = self.known.get_index_of(&address) {
            return Some(number);
        }
        let font = Font::read(self.objects, dict);
        Some(self.known.insert_full(address, font).0)
    }

    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut Font<'a>> {
        self.known.get_index_mut(number).map(|(_, font)| font)
    }
}
