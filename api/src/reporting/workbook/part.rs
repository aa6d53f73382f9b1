//! The parts of a workbook: read up to a limit, as text.

use std::io::{Read, Seek};

use domain::reporting::evidence_file::Danger;

use crate::reporting::archive::{Archive, Fault};
use crate::reporting::encoding::decoded;
use crate::reporting::reasons;
use crate::reporting::sheet::{Refused, refused};

/// Maximum size of a sheet in bytes.
pub(super) const SHEET_MAX: u64 = 48 << 20;
/// Maximum size of the list of texts: every text takes several times its bytes in memory.
pub(super) const TEXTS_MAX: u64 = 16 << 20;
/// Maximum size of the other parts that are read: the list of sheets, the styles.
pub(super) const PART_MAX: u64 = 8 << 20;

pub(super) fn broken() -> Refused {
    refused("", reasons::workbook_broken())
}

pub(super) fn fault(fault: Fault) -> Refused {
    match fault {
        Fault::Broken => broken(),
        Fault::Bomb => refused("", Danger::Bomb.reason()),
    }
}

/// The text of a part.
pub(super) fn text<R: Read + Seek>(archive: &mut Archive<R>, part: &str, most: u64) -> Result<Option<String>, Refused> {
    let Some(bytes) = archive.part(part, most).map_err(fault)? else { return Ok(None) };
    decoded(&bytes).map(|text| Some(text.into_owned())).ok_or_else(broken)
}
