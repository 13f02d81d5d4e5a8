//! The picture of a result: a ring of the counts, and each count beside its colour. Digits only, so no font is needed.

use companion::view::Counts;

const WIDTH: usize = 480;
const HEIGHT: usize = 240;
/// The ring's middle and radii, in pixels.
const MIDDLE: f64 = 120.0;
const OUTER: f64 = 100.0;
const INNER: f64 = 62.0;
/// Each pixel is asked so many times in each direction.
const FINE: usize = 3;
/// A dot of a digit, in pixels.
const DOT: usize = 4;

type Colour = [u8; 3];

const GROUND: Colour = [255, 255, 255];
const INK: Colour = [40, 44, 52];

/// Three dots wide, five high, a row in each three bits.
const DIGITS: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 1, 1],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];

/// A PNG; `None` where there is nothing to show.
pub(crate) fn donut(counts: Counts) -> Option<Vec<u8>> {
    let parts: Vec<(Colour, u32)> = [
        ([105, 179, 76], counts.passed),
        ([224, 60, 49], counts.failed),
        ([240, 180, 41], counts.broken),
        ([160, 160, 160], counts.skipped),
        ([165, 94, 214], counts.unknown),
        ([120, 170, 220], counts.in_progress),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .collect();
    let total: f64 = parts.iter().map(|(_, count)| f64::from(*count)).sum();
    if parts.is_empty() {
        return None;
    }
    let mut pixels = vec![255; WIDTH * HEIGHT * 3];
    draw_ring(&mut pixels, &sectors(&parts, total));
    for (line, (colour, count)) in parts.iter().enumerate() {
        let top = 20 + line * 36;
        draw_box(&mut pixels, 260, top, 20, *colour);
        draw_number(&mut pixels, 296, top, *count);
    }
    encode(&pixels).ok()
}

/// Each colour with the [`turn`] at which it ends, clockwise from the top.
fn sectors(parts: &[(Colour, u32)], total: f64) -> Vec<(Colour, f64)> {
    let ends = parts.iter().scan(0.0, |sum, (colour, count)| {
        *sum += f64::from(*count);
        let (right, up) = (*sum / total * std::f64::consts::TAU).sin_cos();
        Some((*colour, if *sum < total { turn(right, up) } else { 4.0 }))
    });
    ends.collect()
}

/// Grows with the angle, clockwise from the top, by 1 for each quarter: quicker than the angle, of which there would be
/// one for each part of a pixel.
fn turn(right: f64, up: f64) -> f64 {
    let part = right / (right.abs() + up.abs());
    match (up < 0.0, right < 0.0) {
        (true, _) => 2.0 - part,
        (false, true) => 4.0 + part,
        (false, false) => part,
    }
}

fn draw_ring(pixels: &mut [u8], sectors: &[(Colour, f64)]) {
    for y in 0..HEIGHT {
        for x in 0..HEIGHT {
            let mut sum = [0_usize; 3];
            for step in 0..FINE * FINE {
                let colour = ring_at(at(x, step % FINE), at(y, step / FINE), sectors);
                for (sum, part) in sum.iter_mut().zip(colour) {
                    *sum += usize::from(part);
                }
            }
            put(pixels, x, y, sum.map(|sum| u8::try_from(sum / (FINE * FINE)).unwrap_or(u8::MAX)));
        }
    }
}

fn ring_at(x: f64, y: f64, sectors: &[(Colour, f64)]) -> Colour {
    let (x, y) = (x - MIDDLE, y - MIDDLE);
    let far = x * x + y * y;
    if !(INNER * INNER..=OUTER * OUTER).contains(&far) {
        return GROUND;
    }
    let here = turn(x, -y);
    let sector = sectors.iter().find(|(_, end)| here < *end).or(sectors.last());
    sector.map_or(GROUND, |(colour, _)| *colour)
}

#[expect(clippy::cast_precision_loss, reason = "a place in a small picture")]
fn at(pixel: usize, step: usize) -> f64 {
    pixel as f64 + (step as f64 + 0.5) / FINE as f64
}

fn draw_number(pixels: &mut [u8], left: usize, top: usize, number: u32) {
    for (place, digit) in number.to_string().bytes().enumerate() {
        let rows = DIGITS[usize::from(digit - b'0')];
        for (row, dots) in rows.into_iter().enumerate() {
            for column in (0..3).filter(|column| dots & (4 >> column) != 0) {
                draw_box(pixels, left + (place * 4 + column) * DOT, top + row * DOT, DOT, INK);
            }
        }
    }
}

fn draw_box(pixels: &mut [u8], left: usize, top: usize, side: usize, colour: Colour) {
    for y in top..top + side {
        for x in left..left + side {
            put(pixels, x, y, colour);
        }
    }
}

fn put(pixels: &mut [u8], x: usize, y: usize, colour: Colour) {
    if x < WIDTH && y < HEIGHT {
        let start = (y * WIDTH + x) * 3;
        pixels[start..start + 3].copy_from_slice(&colour);
    }
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let (width, height) = (u32::try_from(WIDTH).unwrap_or(0), u32::try_from(HEIGHT).unwrap_or(0));
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_shows_the_shares() {
        assert_eq!(donut(Counts::default()), None);
        let picture = donut(Counts { passed: 1, failed: 1, skipped: u32::MAX, ..Counts::default() });
        assert!(picture.is_some_and(|picture| picture.starts_with(b"\x89PNG")));
        let (green, red) = ([0, 255, 0], [255, 0, 0]);
        let sectors = sectors(&[(green, 3), (red, 1)], 4.0);
        let quarters = [(60.0, -60.0, green), (60.0, 60.0, green), (-60.0, 60.0, green), (-60.0, -60.0, red)];
        for (right, down, colour) in quarters {
            assert_eq!(ring_at(MIDDLE + right, MIDDLE + down, &sectors), colour);
        }
        assert_eq!(ring_at(MIDDLE, MIDDLE, &sectors), GROUND);
    }
}
