//! Colors, as far as they tell light from dark and one ink from another.

use lopdf::{Dictionary, Object};

use crate::objects::Objects;

/// A color and its color space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Color {
    /// Red, green and blue, from 0 to 1.
    rgb: [f64; 3],
    space: Space,
}

/// How components make a color.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Space {
    /// By their count: one is gray, three are RGB, four are CMYK.
    Device,
    /// One component, an amount of ink.
    Tint,
    /// A pattern or palette entry, neither light nor dark.
    Unknown,
}

/// Stands for patterns and palette colors.
const MIDDLE: [f64; 3] = [0.5; 3];

impl Color {
    pub(super) const BLACK: Self = Self { rgb: [0.0; 3], space: Space::Device };

    /// From 0 for black to 1 for white.
    pub(super) fn lightness(self) -> f64 {
        let [red, green, blue] = self.rgb;
        if red == green && green == blue {
            return red;
        }
        0.3 * red + 0.59 * green + 0.11 * blue
    }

    /// Red, green and blue in the model's precision.
    pub(super) fn bytes(self) -> [u8; 3] {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1")]
        self.rgb.map(|part| (part * 255.0).round() as u8)
    }

    /// Whether it is uniform.
    pub(super) fn is_plain(self) -> bool {
        self.space != Space::Unknown
    }

    /// A device color, in the space given by the number of components.
    pub(super) fn device(numbers: &[f64]) -> Option<Self> {
        rgb(numbers).map(|rgb| Self { rgb, space: Space::Device })
    }

    /// A color in this color's space.
    pub(super) fn with(self, numbers: &[f64]) -> Self {
        let rgb = match (self.space, numbers) {
            (Space::Device, numbers) => rgb(numbers).unwrap_or(MIDDLE),
            (Space::Tint, [tint]) => [(1.0 - tint).clamp(0.0, 1.0); 3],
            _ => MIDDLE,
        };
        Self { rgb, ..self }
    }

    /// The initial color of a space in the page's resources.
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
                .map_or(Space::Unknown, stated),
        };
        let rgb = if space == Space::Unknown { MIDDLE } else { [0.0; 3] };
        Self { rgb, space }
    }
}

fn stated(space: &Object) -> Space {
    let family = match space {
        Object::Array(parts) => parts.first().and_then(|family| family.as_name().ok()),
        other => other.as_name().ok(),
    };
    match family {
        Some(b"Separation") => Space::Tint,
        Some(b"Indexed" | b"Pattern" | b"DeviceN" | b"Lab") | None => Space::Unknown,
        Some(_) => Space::Device,
    }
}

/// RGB of gray, RGB or CMYK components.
fn rgb(numbers: &[f64]) -> Option<[f64; 3]> {
    let parts = match *numbers {
        [gray] => [gray; 3],
        [red, green, blue] => [red, green, blue],
        [cyan, magenta, yellow, black] => {
            [cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - black))
        }
        _ => return None,
    };
    Some(parts.map(|part| part.clamp(0.0, 1.0)))
}
