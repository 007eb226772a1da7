//! VML drawings: form controls with captions and states. Cell notes are VML too, and are not shown
//! until opened.

use formgrid_model::Limits;
use formgrid_package::{Event, Xml, XmlError};

use super::drawing::MAX_SHAPES;
use crate::sheet::worksheet::Area;

/// A form control.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Control {
    /// Shape id.
    pub(super) number: String,
    /// Object type: `Checkbox`, `Radio`, `Drop`, `Label`.
    pub(super) kind: String,
    pub(super) caption: String,
    pub(super) is_checked: bool,
    pub(super) area: Option<Area>,
    /// Entered or selected value.
    pub(super) value: String,
}

impl Control {
    /// What the page shows of it; `None` for a control without text or state.
    pub(super) fn shown(&self) -> Option<String> {
        let caption = self.caption.trim();
        let kind = self.kind.to_ascii_lowercase();
        match kind.as_str() {
            "checkbox" => Some(format!("{}{caption}", if self.is_checked { '☑' } else { '☐' })),
            "radio" => Some(format!("{}{caption}", if self.is_checked { '◉' } else { '○' })),
            "note" => None,
            _ if caption.is_empty() => (!self.value.is_empty()).then(|| self.value.clone()),
            _ => Some(caption.to_owned()),
        }
    }
}

/// The controls of a part, as far as readable.
pub(super) fn controls(part: &str, limits: &Limits) -> Vec<Control> {
    let mut found = Vec::new();
    let mut open: Option<Control> = None;
    // Damage ends a drawing as its end tag does.
    let _ = read(&mut Xml::new(part, limits), &mut found, &mut open);
    found.extend(open.filter(|control| !control.kind.is_empty()));
    found
}

fn read(
    xml: &mut Xml<'_>,
    found: &mut Vec<Control>,
    open: &mut Option<Control>,
) -> Result<(), XmlError> {
    let mut in_caption = false;
    let mut field = String::new();
    loop {
        match xml.next_event()? {
            Event::Open(tag) => {
                tag.local().clone_into(&mut field);
                match tag.local() {
                    "shape" => {
                        if found.len() >= MAX_SHAPES {
                            return Ok(());
                        }
                        found.extend(open.take().filter(|control| !control.kind.is_empty()));
                        let id = tag.attr("id").unwrap_or_default();
                        let number = id.rsplit_once("_s").map_or("", |(_, number)| number);
                        *open = Some(Control { number: number.to_owned(), ..Control::default() });
                    }
                    "textbox" => in_caption = true,
                    "ClientData" => {
                        in_caption = false;
                        if let Some(control) = open {
                            let kind = tag.attr("ObjectType").unwrap_or_default();
                            control.kind = kind.into_owned();
                        }
                    }
                    _ => {}
                }
            }
            Event::Text(text) => {
                let Some(control) = open else { continue };
                match field.as_str() {
                    _ if in_caption => control.caption.push_str(text.trim_matches(['\r', '\n'])),
                    "Checked" => control.is_checked = text.trim() == "1",
                    "Anchor" => control.area = area(&text),
                    _ => {}
                }
            }
            Event::Close => field.clear(),
            Event::End => return Ok(()),
        }
    }
}

/// An anchor: left column and offset, top row and offset, then right and bottom.
fn area(anchor: &str) -> Option<Area> {
    let mut numbers = anchor.split(',').map(|number| number.trim().parse::<u32>().ok());
    let mut next = || numbers.next().flatten();
    let (left, _, top, _) = (next()?, next()?, next()?, next()?);
    let (right, right_offset, bottom, bottom_offset) = (next()?, next()?, next()?, next()?);
    let end = |line: u32, offset: u32| if offset == 0 { line.saturating_sub(1) } else { line };
    Some(Area {
        rows: (top, end(bottom, bottom_offset).max(top)),
        cols: (left, end(right, right_offset).max(left)),
    })
}

/// Applies the properties of a control (`ctrlProps`).
pub(super) fn take_properties(part: &str, limits: &Limits, control: &mut Control) {
    let mut xml = Xml::new(part, limits);
    while let Ok(Event::Open(tag)) = xml.next_event() {
        if tag.local() != "formControlPr" {
            continue;
        }
        if control.kind.is_empty() {
            // Spelled differently here: `CheckBox`, `Radio`.
            control.kind = tag.attr("objectType").unwrap_or_default().to_ascii_lowercase();
        }
        control.is_checked |= tag.attr("checked").as_deref() == Some("Checked");
        return;
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{Control, controls, take_properties};

    #[test]
    fn captions_and_states_of_controls() {
        let part = "<xml><shape id='_x0000_s1025'><textbox><div>新增项目</div></textbox>\
            <ClientData ObjectType='Checkbox'><Anchor>1, 5, 2, 3, 2, 9, 3, 0</Anchor><Checked>1</Checked>\
            </ClientData></shape><shape id='_x0000_s1026'><textbox>批注</textbox>\
            <ClientData ObjectType='Note'><Row>2</Row></ClientData></shape>\
            <shape id='_x0000_s1027'><textbox>男</textbox><ClientData ObjectType='Radio'/></shape></xml>";
        let found = controls(part, &Limits::default());
        let shown: Vec<_> = found.iter().map(Control::shown).collect();
        assert_eq!(shown, [Some("☑新增项目".to_owned()), None, Some("○男".to_owned())]);
        let area = found[0].area.unwrap();
        assert_eq!((area.rows, area.cols, found[0].number.as_str()), ((2, 2), (1, 2), "1025"));
    }

    #[test]
    fn states_may_stand_in_properties() {
        let mut control = Control { caption: "续建".to_owned(), ..Control::default() };
        let part = "<formControlPr objectType='CheckBox' checked='Checked'/>";
        take_properties(part, &Limits::default(), &mut control);
        assert_eq!(control.shown().as_deref(), Some("☑续建"));
    }
}
