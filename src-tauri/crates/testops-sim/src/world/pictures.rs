//! Screenshots of a web page that never was: bars for texts, boxes for fields.

use crate::dice::Dice;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 200;
/// Paper, ink, pale ink, header, button, alarm.
const PALETTE: [[u8; 3]; 6] = [
    [0xFA, 0xFA, 0xFC],
    [0x33, 0x3A, 0x45],
    [0xC9, 0xCF, 0xD9],
    [0x2B, 0x4C, 0x7E],
    [0x2E, 0x9E, 0x6B],
    [0xD6, 0x36, 0x49],
];

/// Which of the three pictures of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shot {
    Expected,
    Actual,
    /// Where the two differ.
    Difference,
}

struct Canvas(Vec<u8>);

impl Canvas {
    fn rectangle(&mut self, color: u8, (left, top): (u32, u32), (width, height): (u32, u32)) {
        for y in top..(top + height).min(HEIGHT) {
            for x in left..(left + width).min(WIDTH) {
                self.0[(y * WIDTH + x) as usize] = color;
            }
        }
    }
}

/// A PNG file; what is seen follows from `seed`.
pub(crate) fn png(seed: u64, shot: Shot) -> Vec<u8> {
    let pixels = match shot {
        Shot::Expected | Shot::Actual => page(seed, shot),
        Shot::Difference => {
            let (expected, actual) = (page(seed, Shot::Expected), page(seed, Shot::Actual));
            expected.into_iter().zip(actual).map(|(a, b)| if a == b { a / 2 } else { 5 }).collect()
        }
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(PALETTE.concat());
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&pixels)?;
        writer.finish()
    });
    debug_assert!(written.is_ok(), "memory takes every picture");
    file
}

fn page(seed: u64, shot: Shot) -> Vec<u8> {
    let mut dice = Dice::new(&[seed, 0x1347]);
    let mut canvas = Canvas(vec![0; (WIDTH * HEIGHT) as usize]);
    canvas.rectangle(3, (0, 0), (WIDTH, 22));
    canvas.rectangle(0, (10, 8), (60, 6));
    for row in 0..5 {
        let top = 36 + row * 26;
        canvas.rectangle(1, (16, top), (40 + dice.below(60) as u32, 5));
        canvas.rectangle(2, (16, top + 8), (200, 12));
        canvas.rectangle(1, (20, top + 12), (20 + dice.below(150) as u32, 4));
    }
    canvas.rectangle(4, (16, 174), (70, 16));
    if shot == Shot::Actual {
        let row = dice.below(5) as u32;
        canvas.rectangle(5, (16, 36 + row * 26 + 8), (200, 2));
        canvas.rectangle(5, (224, 36 + row * 26 + 10), (80, 6));
    }
    canvas.0
}
