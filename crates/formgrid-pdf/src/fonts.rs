//! The fonts of a document, each read once.

use lopdf::Dictionary;

use crate::{Lookup, font::Font, objects::Objects};

/// Fonts by the address of their dictionary, so that direct dictionaries are cached too.
#[derive(Debug)]
pub(crate) struct Fonts<'a> {
    objects: Objects<'a>,
    known: Lookup<usize, Font<'a>>,
    /// The resources of the last font found, and the fonts that they list under the names looked up:
    /// content sets its few fonts thousands of times.
    resources: Option<&'a Dictionary>,
    named: Vec<(Vec<u8>, Option<usize>)>,
}

/// Most names remembered: searching more takes longer than the dictionaries.
const NAMES: usize = 24;

impl<'a> Fonts<'a> {
    pub(crate) fn new(objects: Objects<'a>) -> Self {
        Self { objects, known: Lookup::default(), resources: None, named: Vec::new() }
    }

    /// Index of the font that resources list under a name.
    pub(crate) fn find(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Option<usize> {
        let resources = resources?;
        if !self.resources.is_some_and(|last| std::ptr::eq(last, resources)) {
            self.resources = Some(resources);
            self.named.clear();
        }
        if let Some((_, font)) = self.named.iter().find(|(known, _)| known == name) {
            return *font;
        }
        let font = self.look_up(resources, name);
        if self.named.len() < NAMES {
            self.named.push((name.to_owned(), font));
        }
        font
    }

    fn look_up(&mut self, resources: &'a Dictionary, name: &[u8]) -> Option<usize> {
        let fonts = self.objects.dict(resources, "Font")?;
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
