//! Floating content of a sheet, from all parts that describe it.

use formgrid_model::{Code, Place};
use formgrid_package::{Package, Relationships};

use super::{
    cells::{Links, Shared},
    drawing::{self, Kind, MAX_SHAPES, Shape},
    vml::{self, Control},
};
use crate::sheet::worksheet::{Float, Sheet};

/// Adds floating texts to a sheet and reports non-text content.
pub(super) fn add(
    package: &mut Package<'_>,
    links: &Links,
    relationships: &Relationships,
    number: u32,
    sheet: &mut Sheet,
    shared: &mut Shared<'_>,
) {
    let limits = shared.limits;
    let mut part = |id: &str| {
        let target = &relationships.by_id(id)?.target;
        package.part(target).ok().flatten().map(|part| (target.clone(), part.text))
    };
    let (mut shapes, mut controls): (Vec<Shape>, Vec<Control>) = (Vec::new(), Vec::new());
    for id in &links.drawings {
        match part(id) {
            Some((name, text)) if name.ends_with(".vml") => {
                controls.extend(vml::controls(&text, limits));
            }
            Some((_, text)) => shapes.extend(drawing::shapes(&text, limits)),
            None => {}
        }
    }
    for (id, number) in links.controls.iter().take(MAX_SHAPES) {
        let known = controls.iter().position(|control| control.number == *number);
        let at = known.unwrap_or(controls.len());
        if known.is_none() {
            controls.push(Control { number: number.clone(), ..Control::default() });
        }
        let Some(control) = controls.get_mut(at) else { continue };
        if let Some((_, text)) = part(id) {
            vml::take_properties(&text, limits, control);
        }
        // The drawing that newer programs store for the control has the caption too.
        if let Some(shape) = shapes.iter().find(|shape| shape.number == *number) {
            if control.caption.trim().is_empty() {
                control.caption.clone_from(&shape.text);
            }
            control.area = control.area.or(shape.area);
        }
    }
    let is_control = |shape: &Shape| {
        shape.kind == Kind::Control && controls.iter().any(|control| control.number == shape.number)
    };
    shapes.retain(|shape| !is_control(shape));
    for control in controls.iter().take(MAX_SHAPES) {
        if let (Some(text), Some(area)) = (control.shown(), control.area) {
            sheet.floats.push(Float { area, text, is_control: true });
        }
    }
    for shape in shapes.into_iter().take(MAX_SHAPES) {
        add_shape(shape, number, sheet, shared);
    }
}

fn add_shape(shape: Shape, number: u32, sheet: &mut Sheet, shared: &mut Shared<'_>) {
    let cell = shape.area.map(|area| (area.rows.0, area.cols.0));
    let place = Place { sheet: Some(number), cell, ..Place::default() };
    if !shape.struck.trim().is_empty() {
        shared.left_out.add(Code::LayoutStruck, "struck text left out", place, &shape.struck);
    }
    let (code, what) = match shape.kind {
        Kind::Picture => (Code::ReadPassedOver, "a picture was passed over"),
        Kind::Graphic => (Code::ReadPassedOver, "a chart or diagram was passed over"),
        Kind::Shape | Kind::Control if shape.is_hidden => {
            (Code::ReadHidden, "a hidden shape was left out")
        }
        Kind::Shape | Kind::Control => {
            if let Some(area) = shape.area.filter(|_| !shape.text.is_empty()) {
                sheet.floats.push(Float { area, text: shape.text, is_control: false });
            } else if !shape.text.is_empty() {
                let area = crate::sheet::worksheet::Area { rows: (0, 0), cols: (0, 0) };
                sheet.floats.push(Float { area, text: shape.text, is_control: false });
            }
            return;
        }
    };
    let says_nothing = code == Code::ReadHidden && shape.text.is_empty();
    if !says_nothing {
        shared.left_out.add(code, what, place, &shape.text);
    }
}
