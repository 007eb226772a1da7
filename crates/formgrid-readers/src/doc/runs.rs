//! Runs: the modifiers of byte ranges in the main stream, from its 512-byte formatted disk pages
//! ([MS-DOC] 2.9.33, 2.9.174).

use formgrid_model::{Limit, Limits, OverLimit};

use crate::little_endian::{size_at, slice, u8_at, u16_at, u32_at};

/// Bytes of a page.
const PAGE: usize = 512;

/// Mask of a page number.
const NUMBER: u32 = 0x003f_ffff;

/// What a page describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Characters,
    Paragraphs,
}

/// A byte range with its modifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run<'a> {
    /// First byte.
    pub(super) start: usize,
    /// End of the range, exclusive.
    pub(super) end: usize,
    /// Style index of a paragraph; 0 for characters.
    pub(super) style: u16,
    pub(super) modifiers: &'a [u8],
}

/// The runs of a kind, in byte order.
pub(super) fn runs<'a>(
    kind: Kind,
    plc: &[u8],
    main: &'a [u8],
    limits: &Limits,
) -> Result<Vec<Run<'a>>, OverLimit> {
    let n_pages = plc.len().saturating_sub(4) / 8;
    let mut found = Vec::new();
    let mut last_end = 0;
    for number in 0..n_pages {
        let Some(page) = u32_at(plc, 4 * (n_pages + 1) + 4 * number) else { break };
        let at = usize::try_from(page & NUMBER).unwrap_or(usize::MAX).saturating_mul(PAGE);
        let page = slice(main, at, PAGE);
        let n_runs = usize::from(u8_at(page, PAGE - 1).unwrap_or(0));
        limits.check(Limit::StoryRuns, found.len().saturating_add(n_runs))?;
        for run in 0..n_runs {
            let bounds = (size_at(page, 4 * run), size_at(page, 4 * run + 4));
            let (Some(start), Some(end)) = bounds else { break };
            if start < last_end || end <= start {
                continue;
            }
            last_end = end;
            let (style, modifiers) = description(kind, page, n_runs, run);
            found.push(Run { start, end, style, modifiers });
        }
    }
    Ok(found)
}

fn description(kind: Kind, page: &[u8], n_runs: usize, run: usize) -> (u16, &[u8]) {
    let descriptions = 4 * (n_runs + 1);
    let width = if kind == Kind::Characters { 1 } else { 13 };
    let at = match u8_at(page, descriptions + width * run) {
        None | Some(0) => return (0, &[]),
        Some(words) => 2 * usize::from(words),
    };
    let len = usize::from(u8_at(page, at).unwrap_or(0));
    if kind == Kind::Characters {
        return (0, slice(page, at + 1, len));
    }
    let list = match len {
        0 => slice(page, at + 2, 2 * usize::from(u8_at(page, at + 1).unwrap_or(0))),
        len => slice(page, at + 1, 2 * len - 1),
    };
    (u16_at(list, 0).unwrap_or(0), list.get(2..).unwrap_or(&[]))
}

/// Index of the run that holds a byte, or of the next one.
pub(super) fn find(runs: &[Run<'_>], offset: usize) -> usize {
    runs.partition_point(|run| run.end <= offset)
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{Kind, find, runs};

    #[test]
    fn a_page_states_runs() {
        let mut page = vec![0; 512];
        for (at, bound) in [(0, 600_u32), (4, 610), (8, 620)] {
            page[at..at + 4].copy_from_slice(&bound.to_le_bytes());
        }
        // The second run's entry is at word 100: style 7 and a modifier of three bytes.
        page[12 + 13] = 100;
        page[200..206].copy_from_slice(&[3, 7, 0, 0x16, 0x24, 1]);
        page[511] = 2;
        let plc = [0_u32, 0, 0].map(u32::to_le_bytes).concat();
        let found = runs(Kind::Paragraphs, &plc, &page, &Limits::default()).unwrap();
        let shown: Vec<_> = found.iter().map(|r| (r.start, r.end, r.style, r.modifiers)).collect();
        assert_eq!(shown, [(600, 610, 0, &[][..]), (610, 620, 7, &[0x16, 0x24, 1])]);
        assert_eq!([599, 605, 610, 620].map(|byte| find(&found, byte)), [0, 0, 1, 2]);
    }

    #[test]
    fn missing_pages_give_no_runs() {
        let plc = [0_u32, 0, 9].map(u32::to_le_bytes).concat();
        assert!(runs(Kind::Characters, &plc, &[255; 512], &Limits::default()).unwrap().is_empty());
    }
}
