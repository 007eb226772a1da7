//! Colors, as far as they tell light from dark.

use lopdf::{Dictionary, Object};

use crate::objects::{Objects, number};

/// A color by its lightness, and how numbers that follow are to be taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Color {
    /// From 0 for black to 1 for white.
    pub(super) lightness: f64,
    space: Space,
}

/// How numbers make a color.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Space {
    /// By their count: one is gray, three are red, green and blue, four are inks.
    Device,
    /// One is an amount of ink.
    Tint,
    /// They name something that is neither light nor dark: a pattern, an entry of a palette.
    Unknown,
}

/// The lightness of what is painted with patterns and palettes.
const MIDDLE: f64 = 0.5;

impl Color {
    pub(super) const BLACK: Self = Self { lightness: 0.0, space: Space::Device };

    /// A color of numbers in the space that their count names.
    pub(super) fn device(numbers: &[f64]) -> Option<Self> {
        lightness(numbers).map(|lightness| Self { lightness, space: Space::Device })
    }

    /// The color that follows after numbers in its space.
    pub(super) fn with(self, numbers: &[f64]) -> Self {
        let lightness = match (self.space, numbers) {
            (Space::Device, numbers) => lightness(numbers).unwrap_or(MIDDLE),
            (Space::Tint, [tint]) => (1.0 - tint).clamp(0.0, 1.0),
            _ => MIDDLE,
        };
        Self { lightness, ..self }
    }

    /// The first color of a space that a page's resources name.
    pub(super) fn of_space<'a>(
        objects: Objects<'a>,
        resources: Option<&'a Dictionary>,
        name: &[u8],
    ) -> Self {
        let space = match name {
            b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"CalGray" | b"CalRGB" => Space::Device,
            b"Pattern" => Space::Unknown,
            _ => resources
                .and_then(|resources| objects.dict(resources, "ColorSpace"))
                .and_then(|spaces| objects.resolve(spaces.get(name).ok()?))
                .map_or(Space::Unknown, |space| stated(objects, space)),
        };
        let lightness = if space == Space::Unknown { MIDDLE } else { 0.0 };
        Self { lightness, space }
    }
}

fn stated(objects: Objects<'_>, space: &Object) -> Space {
    let family = match space {
        Object::Array(parts) => parts.first().and_then(|family| family.as_name().ok()),
        other => other.as_name().ok(),
    };
    let _ = (objects, number);
    match family {
        Some(b"Separation") => Space::Tint,
        Some(b"Indexed" | b"Pattern" | b"DeviceN" | b"Lab") | None => Space::Unknown,
        Some(_) => Space::Device,
    }
}

/// The luma of a color stated in gray, in red, green and blue, or in inks.
fn lightness(numbers: &[f64]) -> Option<f64> {
    let light = |red: f64, green: f64, blue: f64| 0.3 * red + 0.59 * green + 0.11 * blue;
    let lightness = match *numbers {
        [gray] => gray,
        [red, green, blue] => light(red, green, blue),
        [cyan, magenta, yellow, black] => {
            (1.0 - black) * light(1.0 - cyan, 1.0 - magenta, 1.0 - yellow)
        }
        _ => return None,
    };
    Some(lightness.clamp(0.0, 1.0))
}
