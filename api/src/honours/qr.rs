//! QR codes as SVG and PNG: black on white with a quiet zone, so that any reader finds them.

use qrcode::{Color, EcLevel, QrCode};

/// The quiet zone that the standard requires, in modules.
const BORDER: usize = 4;
/// The side of a module in the PNG, in pixels.
const PIXELS: usize = 8;

/// A text that cannot be drawn: too long for a code, or a PNG that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the text cannot be drawn as a QR code")]
pub(crate) struct Undrawable;

/// The dark modules, row by row, without the border.
fn rows(text: &str) -> Result<Vec<Vec<bool>>, Undrawable> {
    // Level M can be read with about an eighth of the code damaged, which suits folded paper.
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_ignored| Undrawable)?;
    let dark: Vec<bool> = code.to_colors().into_iter().map(|module| module == Color::Dark).collect();
    Ok(dark.chunks(code.width()).map(<[bool]>::to_vec).collect())
}

/// The modules row by row as texts, a dark one as `1`, for a template that draws them.
pub(crate) fn modules(text: &str) -> Result<Vec<String>, Undrawable> {
    let row = |row: Vec<bool>| row.into_iter().map(|dark| if dark { '1' } else { '0' }).collect();
    Ok(rows(text)?.into_iter().map(row).collect())
}

/// The code as SVG.
pub(crate) fn svg(text: &str) -> Result<String, Undrawable> {
    let rows = rows(text)?;
    let side = rows.len() + 2 * BORDER;
    let mut path = String::new();
    for (down, row) in rows.iter().enumerate() {
        for across in row.iter().enumerate().filter_map(|(across, dark)| dark.then_some(across)) {
            path.push_str(&format!("M{} {}h1v1h-1z", across + BORDER, down + BORDER));
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The code as PNG with one bit per pixel.
pub(crate) fn png(text: &str) -> Result<Vec<u8>, Undrawable> {
    let rows = rows(text)?;
    let side = (rows.len() + 2 * BORDER) * PIXELS;
    let white = vec![u8::MAX; side.div_ceil(8)];
    let mut bits = Vec::new();
    let margin = |bits: &mut Vec<u8>| (0..BORDER * PIXELS).for_each(|_| bits.extend_from_slice(&white));
    margin(&mut bits);
    for row in &rows {
        // A module is eight pixels wide, so it is one byte of a line.
        let mut line = vec![u8::MAX; BORDER];
        line.extend(row.iter().map(|dark| if *dark { 0 } else { u8::MAX }));
        line.extend([u8::MAX; BORDER]);
        (0..PIXELS).for_each(|_| bits.extend_from_slice(&line));
    }
    margin(&mut bits);
    let side = u32::try_from(side).map_err(|_ignored| Undrawable)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().map_err(|_ignored| Undrawable)?;
    writer.write_image_data(&bits).map_err(|_ignored| Undrawable)?;
    writer.finish().map_err(|_ignored| Undrawable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://thi-dua.example.vn/certificates/0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV";

    /// SVG and PNG show the same modules.
    #[test]
    fn the_picture_is_the_drawing() {
        let rows = rows(ADDRESS).expect("a code");
        let drawn = svg(ADDRESS).expect("a drawing");
        let dark = rows.iter().flatten().filter(|dark| **dark).count();
        assert_eq!(drawn.matches("h1v1h-1z").count(), dark);
        let picture = png(ADDRESS).expect("a picture");
        let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("pixels");
        let side = (rows.len() + 2 * BORDER) * PIXELS;
        let pixels_across = u32::try_from(side).expect("a side");
        assert_eq!((info.width, info.height, info.line_size), (pixels_across, pixels_across, side / 8));
        for (down, line) in pixels.chunks(info.line_size).enumerate() {
            for (across, byte) in line.iter().enumerate() {
                let module = (down / PIXELS).checked_sub(BORDER).zip(across.checked_sub(BORDER));
                let dark = module.and_then(|(down, across)| rows.get(down)?.get(across).copied()).unwrap_or(false);
                assert_eq!(*byte, if dark { 0 } else { u8::MAX }, "{across} {down}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert!(svg(&"x".repeat(5_000)).is_err() && png(&"x".repeat(5_000)).is_err());
    }
}
