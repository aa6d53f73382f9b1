//! ZIP archives, such as documents of Word, Excel and ODF: an archive may be a decompression bomb. Everything is
//! decompressed once and counted, because the sizes that an archive declares may be false.

use std::io::{Read, Seek};

use zip::ZipArchive;

/// Maximum number of files in an archive.
const PARTS_MAX: usize = 2_000;
/// Maximum ratio of the decompressed to the compressed size.
const RATIO_MAX: u64 = 100;
/// Decompressed size that is allowed at any ratio, because small files of blanks compress well.
const UNPACKED_FREE: u64 = 4 << 20;

/// Why an archive is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no archive, or a broken one.
    Broken,
    /// It decompresses to more than a limit allows, or its files overlap.
    Bomb,
}

/// Opens an archive that decompresses to at most `unpacked_max` bytes; the check needs a bounded amount of memory.
pub(crate) fn open<R: Read + Seek>(reader: R, unpacked_max: u64) -> Result<ZipArchive<R>, Fault> {
    open_parts(reader, unpacked_max, |_| unpacked_max)
}

/// The same, with a limit for every file by its name.
pub(crate) fn open_parts<R: Read + Seek>(
    mut reader: R,
    unpacked_max: u64,
    part_max: impl Fn(&str) -> u64,
) -> Result<ZipArchive<R>, Fault> {
    let packed = reader.seek(std::io::SeekFrom::End(0)).map_err(|_ignored| Fault::Broken)?;
    let mut archive = ZipArchive::new(reader).map_err(|_ignored| Fault::Broken)?;
    if PARTS_MAX < archive.len() || archive.has_overlapping_files().map_err(|_ignored| Fault::Broken)? {
        return Err(Fault::Bomb);
    }
    let limit = unpacked_max.min(packed.saturating_mul(RATIO_MAX).max(UNPACKED_FREE));
    let mut left = limit;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_ignored| Fault::Broken)?;
        let own = part.name().map(|name| part_max(&name)).map_err(|_ignored| Fault::Broken)?;
        let most = left.min(own).saturating_add(1);
        let unpacked = std::io::copy(&mut part.take(most), &mut std::io::sink()).map_err(|_ignored| Fault::Broken)?;
        if own < unpacked {
            return Err(Fault::Bomb);
        }
        left = left.checked_sub(unpacked).ok_or(Fault::Bomb)?;
    }
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(parts: usize, size: usize) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..parts {
            writer.start_file(format!("part{number}"), SimpleFileOptions::default()).expect("a part");
            writer.write_all(&vec![0_u8; size]).expect("its bytes");
        }
        writer.finish().expect("an archive")
    }

    fn fault(reader: Cursor<Vec<u8>>, most: u64) -> Option<Fault> {
        open(reader, most).err()
    }

    #[test]
    fn an_archive_is_opened_only_if_it_unpacks_to_what_it_may() {
        assert_eq!(fault(packed(3, 1_000), 3_000), None);
        assert_eq!(fault(packed(3, 1_000), 2_999), Some(Fault::Bomb));
        assert_eq!(fault(packed(1, 64 << 20), 100 << 20), Some(Fault::Bomb), "zeros pack a thousand to one");
        assert_eq!(fault(packed(PARTS_MAX + 1, 0), 1_000), Some(Fault::Bomb));
        assert_eq!(fault(Cursor::new(b"PK\x03\x04 and then nothing".to_vec()), 1_000), Some(Fault::Broken));
    }

    #[test]
    fn an_archive_that_lies_about_its_sizes_is_counted_all_the_same() {
        let mut bytes = packed(1, 8 << 20).into_inner();
        let size = u32::to_le_bytes(8 << 20);
        let places: Vec<usize> =
            bytes.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
        assert!(!places.is_empty(), "the size stands in the headers");
        for place in places {
            bytes.get_mut(place..place + 4).expect("four bytes").copy_from_slice(&1_000_u32.to_le_bytes());
        }
        assert!(fault(Cursor::new(bytes), 2 << 20).is_some());
    }
}
