//! ZIP archives, such as documents of Word, Excel and ODF: an archive may be a decompression bomb. What is read is
//! counted while it is decompressed, because the sizes that an archive declares may be false.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;

/// Maximum number of files in an archive.
const PARTS_MAX: usize = 10_000;
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

/// An archive whose parts are found by their names, whatever the case and the slashes.
pub(crate) struct Archive<R> {
    zip: ZipArchive<R>,
    places: HashMap<String, usize>,
}

/// The name of a part as it is compared.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive without reading its parts: a part that nobody reads may be of any size.
    pub(crate) fn open(reader: R) -> Result<Self, Fault> {
        let mut zip = ZipArchive::new(reader).map_err(|_ignored| Fault::Broken)?;
        if PARTS_MAX < zip.len() || zip.has_overlapping_files().map_err(|_ignored| Fault::Broken)? {
            return Err(Fault::Bomb);
        }
        let named = zip.file_names().enumerate().filter_map(|(place, name)| Some((plain(&name.ok()?), place)));
        let places = named.collect();
        Ok(Self { zip, places })
    }

    /// Opens an archive that decompresses to at most `unpacked_max` bytes, as a person's program would do with a file
    /// that is passed on; everything is decompressed once, in a bounded amount of memory.
    pub(crate) fn open_whole(mut reader: R, unpacked_max: u64) -> Result<Self, Fault> {
        let packed = reader.seek(std::io::SeekFrom::End(0)).map_err(|_ignored| Fault::Broken)?;
        let mut archive = Self::open(reader)?;
        let mut left = unpacked_max.min(packed.saturating_mul(RATIO_MAX).max(UNPACKED_FREE));
        for place in 0..archive.zip.len() {
            let part = archive.zip.by_index(place).map_err(|_ignored| Fault::Broken)?;
            let most = left.saturating_add(1);
            let unpacked = std::io::copy(&mut part.take(most), &mut std::io::sink());
            left = left.checked_sub(unpacked.map_err(|_ignored| Fault::Broken)?).ok_or(Fault::Bomb)?;
        }
        Ok(archive)
    }

    /// The names of the parts in lower case, with slashes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&plain(name))
    }

    /// The beginning of a part, up to a number of bytes; `None` if there is no such part.
    pub(crate) fn beginning(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let Some(place) = self.places.get(&plain(name)) else { return Ok(None) };
        let part = self.zip.by_index(*place).map_err(|_ignored| Fault::Broken)?;
        let mut bytes = Vec::new();
        part.take(most).read_to_end(&mut bytes).map_err(|_ignored| Fault::Broken)?;
        Ok(Some(bytes))
    }

    /// A part of at most `most` bytes; `None` if there is no such part.
    pub(crate) fn part(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let found = self.beginning(name, most.saturating_add(1))?;
        let over = found.as_ref().is_some_and(|bytes| most < u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if over { Err(Fault::Bomb) } else { Ok(found) }
    }
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
        Archive::open_whole(reader, most).err()
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
    fn found_d_12_a_part_that_nobody_reads_may_be_of_any_size_and_one_that_is_read_may_not() {
        let mut archive = Archive::open(packed(2, 8 << 20)).expect("an archive");
        assert!(archive.has("/PART1") && !archive.has("part2"));
        assert_eq!(archive.part("part0", 1_000), Err(Fault::Bomb));
        assert_eq!(archive.part("part0", 8 << 20).map(|part| part.map(|bytes| bytes.len())), Ok(Some(8 << 20)));
        assert_eq!(archive.beginning("part0", 10), Ok(Some(vec![0; 10])));
        assert_eq!(archive.part("part2", 10), Ok(None));
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
