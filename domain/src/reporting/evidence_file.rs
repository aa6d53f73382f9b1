//! Files uploaded as evidence (tệp minh chứng): a file belongs to one report, is identified by its SHA-256, and never
//! changes. A file that is replaced or removed leaves a tombstone.

use chrono::{DateTime, Utc};

use crate::base::citation::{LINE_CHARS_MAX, secret_not_allowed};
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CampaignId, EvidenceFileId, OrganisationId, ReportId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::secrecy::is_named_secret;
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::reporting::reasons;
use crate::reporting::report::{Report, ReportVerb};

/// Maximum size of a file, in bytes.
pub const FILE_BYTES_MAX: u64 = 50 << 20;
/// Maximum number of files that are kept for one report, without tombstones.
pub const FILES_MAX: usize = 200;

wire_enum! {
    /// Format of a file, detected from its content and not from its name.
    EvidenceFormat {
        /// Portable document.
        Pdf = "PDF",
        /// Picture.
        Png = "PNG",
        /// Picture.
        Jpeg = "JPEG",
        /// Word document.
        Docx = "DOCX",
        /// Excel workbook.
        Xlsx = "XLSX",
        /// Text of the open document format.
        Odt = "ODT",
        /// Spreadsheet of the open document format.
        Ods = "ODS",
    }
}

impl EvidenceFormat {
    /// The file name extensions of the format.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
        }
    }

    /// The media type of a download.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }
}

wire_enum! {
    /// State of an evidence file.
    EvidenceFileState {
        /// It can be cited and downloaded (đang lưu).
        Kept = "KEPT",
        /// It was replaced by a later file; it can still be downloaded (đã thay thế).
        Replaced = "REPLACED",
        /// The unit removed it; users who saw it before can still download it (đã gỡ).
        Removed = "REMOVED",
        /// It was destroyed; only its hash is kept (đã tiêu hủy).
        TakenDown = "TAKEN_DOWN",
    }
}

impl EvidenceFileState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Kept => "đang được lưu",
            Self::Replaced => "đã được thay thế",
            Self::Removed => "đã được gỡ",
            Self::TakenDown => "đã bị tiêu hủy",
        }
    }
}

wire_enum! {
    /// What can be done to a file.
    EvidenceFileVerb {
        /// Replace it with another file (thay thế).
        Replace = "REPLACE",
        /// Remove it (gỡ).
        Remove = "REMOVE",
        /// Destroy it (tiêu hủy), if it must not be in the system.
        TakeDown = "TAKE_DOWN",
    }
}

impl EvidenceFileVerb {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Replace => "thay thế",
            Self::Remove => "gỡ",
            Self::TakeDown => "tiêu hủy",
        }
    }
}

impl EvidenceFileState {
    /// The whole workflow: a pair that is not listed is refused.
    #[must_use]
    pub const fn after(self, verb: EvidenceFileVerb) -> Option<Self> {
        use EvidenceFileVerb as V;
        match (self, verb) {
            (Self::Kept, V::Replace) => Some(Self::Replaced),
            (Self::Kept, V::Remove) => Some(Self::Removed),
            (Self::Kept | Self::Replaced | Self::Removed, V::TakeDown) => Some(Self::TakenDown),
            _ => None,
        }
    }
}

/// What the service found out about an upload while it received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The name that the client sent.
    pub name: String,
    /// Its format; none for a format that is not accepted.
    pub format: Option<EvidenceFormat>,
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// Whether a line in it bears a secrecy level.
    pub stamped: bool,
    /// What makes it dangerous to open, if anything does.
    pub danger: Option<Danger>,
}

/// Why a file is dangerous to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    /// A virus scanner recognised it.
    Infected,
    /// It carries macros, or objects that run when it is opened.
    Macros,
    /// It is protected by a password, so nobody can look into it.
    Encrypted,
    /// It is a decompression bomb: its unpacked size is excessive, or its parts overlap.
    Bomb,
}

impl Danger {
    /// Why a file with this danger is refused.
    #[must_use]
    pub fn reason(self) -> Reason {
        match self {
            Self::Infected => reasons::file_infected(),
            Self::Macros => reasons::file_has_macros(),
            Self::Encrypted => reasons::file_encrypted(),
            Self::Bomb => reasons::file_is_bomb(),
        }
    }
}

/// A file uploaded as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its identifier.
    pub id: EvidenceFileId,
    /// The report it was uploaded for.
    pub report: ReportId,
    /// The movement of the report.
    pub campaign: CampaignId,
    /// The reporting unit.
    pub organisation: OrganisationId,
    /// Its name, as it was on the sender's machine.
    pub name: String,
    /// The format of the file.
    pub format: EvidenceFormat,
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// Kind of change.
    pub state: EvidenceFileState,
    /// The file that took its place.
    pub replaced_by: Option<EvidenceFileId>,
    /// Why it was taken away.
    pub reason: Option<String>,
    /// Who uploaded it.
    pub uploaded_by: AccountId,
    /// When.
    pub uploaded_at: DateTime<Utc>,
    /// When it became a tombstone.
    pub ended_at: Option<DateTime<Utc>>,
    /// The revision number.
    pub revision: Revision,
}

impl EvidenceFile {
    /// Stores an upload for a report.
    ///
    /// # Errors
    /// See `may_attach`; `Invalid` for a file whose format does not match its name, that is dangerous, or that is a
    /// state secret (rule L35); `WrongState` if the report has the maximum number of files.
    pub fn keep(
        id: EvidenceFileId,
        report: &Report,
        (upload, others): (Upload, &[Self]),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = may_attach(report, actor, at)?;
        if FILES_MAX <= others.iter().filter(|file| file.state == EvidenceFileState::Kept).count() {
            return Err(Refusal::WrongState(reasons::files_too_many(FILES_MAX)));
        }
        let (name, format) = check_upload(&upload)?;
        let Upload { sha256, size_bytes, .. } = upload;
        let event = Event::new(EventKind::EvidenceFileUploaded, Concept::EvidenceFile, id.0, author, at)
            .of(report.organisation)
            .between(None, EvidenceFileState::Kept.as_str())
            .changing(vec![
                Change::new("name", None, Some(name.clone())),
                Change::new("sha256", None, Some(sha256.clone())),
            ]);
        let file = Self {
            id,
            report: report.id,
            campaign: report.campaign,
            organisation: report.organisation,
            name,
            format,
            sha256,
            size_bytes,
            state: EvidenceFileState::Kept,
            replaced_by: None,
            reason: None,
            uploaded_by: actor.account,
            uploaded_at: at,
            ended_at: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(file, event))
    }

    /// Whether the actor may apply a verb, and in which role.
    ///
    /// # Errors
    /// `NotAllowed` by the permission table; `WrongState` by the workflow table of the file or of the report, or while
    /// the report cites the file.
    pub fn may(
        &self,
        verb: EvidenceFileVerb,
        report: &Report,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<(Author, EvidenceFileState), Refusal> {
        let author = match verb {
            // A submitted file is not replaced, not even while the unit may explain.
            EvidenceFileVerb::Replace => report.may(ReportVerb::Edit, actor, at)?.0,
            EvidenceFileVerb::Remove => may_attach(report, actor, at)?,
            EvidenceFileVerb::TakeDown => actor.must(Permission::VerifyReport, report.campaign)?,
        };
        let Some(after) = self.state.after(verb) else {
            return Err(Refusal::WrongState(reasons::evidence_file_state(
                self.state.vi(),
                self.state,
                verb.vi(),
                verb,
            )));
        };
        if verb == EvidenceFileVerb::Remove && report.cites(self.id) {
            return Err(Refusal::WrongState(reasons::file_cited()));
        }
        Ok((author, after))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, report: &Report, actor: &Actor, at: DateTime<Utc>) -> Vec<Transition> {
        let closed = |verb: &EvidenceFileVerb| self.may(*verb, report, actor, at).err();
        EvidenceFileVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), closed(verb))).collect()
    }

    /// Replaces it with another file of the same report.
    ///
    /// # Errors
    /// See `may`.
    pub fn replace(self, by: &Self, report: &Report, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(EvidenceFileVerb::Replace, report, actor, at)?;
        let event = self.event(EventKind::EvidenceFileReplaced, author, at, state).changing(vec![Change::new(
            "sha256",
            Some(self.sha256.clone()),
            Some(by.sha256.clone()),
        )]);
        Ok(Step::new(Self { state, replaced_by: Some(by.id), ended_at: Some(at), ..self }, event))
    }

    /// Removes the file; a tombstone stays.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn remove(
        self,
        report: &Report,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(EvidenceFileVerb::Remove, report, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::EvidenceFileRemoved, author, at, state).because(&reason);
        Ok(Step::new(Self { state, reason: Some(reason), ended_at: Some(at), ..self }, event))
    }

    /// Destroys a file that must not be in the system, such as a state secret (rule L35); its hash stays.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn take_down(
        self,
        report: &Report,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(EvidenceFileVerb::TakeDown, report, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::EvidenceFileTakenDown, author, at, state).because(&reason);
        Ok(Step::new(Self { state, reason: Some(reason), ended_at: Some(at), ..self }, event))
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>, to: EvidenceFileState) -> Event {
        Event::new(kind, Concept::EvidenceFile, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), to.as_str())
    }
}

/// Whether the actor may add files to a report, which needs the right to edit or to explain it.
///
/// # Errors
/// `NotAllowed` or `WrongState`, as for editing.
pub fn may_attach(report: &Report, actor: &Actor, at: DateTime<Utc>) -> Result<Author, Refusal> {
    let explaining = report.may(ReportVerb::Explain, actor, at);
    report
        .may(ReportVerb::Edit, actor, at)
        .or_else(|refusal| explaining.map_err(|_ignored| refusal))
        .map(|(author, _)| author)
}

/// The cited files, each once; every citation must name a kept file of the report.
///
/// # Errors
/// `Invalid`, at the pointers of the citations.
pub fn cited_files(cited: &[(String, EvidenceFileId)], files: &[EvidenceFile]) -> Result<Vec<EvidenceFile>, Refusal> {
    let mut violations = Violations::default();
    let mut found: Vec<EvidenceFile> = Vec::new();
    for (pointer, id) in cited {
        match files.iter().find(|file| file.id == *id).filter(|file| file.state == EvidenceFileState::Kept) {
            Some(file) if found.iter().all(|other| other.id != file.id) => found.push(file.clone()),
            Some(_) => {}
            None => violations.add(pointer, reasons::file_not_kept()),
        }
    }
    violations.refuse_if_any()?;
    Ok(found)
}

/// The tidy name and the format of an upload that may be stored, for any report.
///
/// # Errors
/// `Invalid` for a file whose format does not match its name, that is dangerous, or that is a state secret (rule L35).
pub fn check_upload(upload: &Upload) -> Result<(String, EvidenceFormat), Refusal> {
    let Upload { name, format, stamped, danger, .. } = upload;
    let name = tidy(name);
    let mut violations = Violations::default();
    let named = !name.is_empty() && name.chars().count() <= LINE_CHARS_MAX;
    if !named || name.contains(['/', '\\']) || matches!(name.as_str(), "." | "..") {
        violations.add("?name", reasons::file_name_unfit(LINE_CHARS_MAX));
    }
    if *stamped || is_named_secret(&name) {
        violations.add("", secret_not_allowed());
    }
    if let Some(danger) = danger {
        violations.add("", danger.reason());
        violations.refuse_if_any()?;
        return Err(Refusal::Invalid(Vec::new()));
    }
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let fits = format.filter(|format| format.extensions().contains(&extension.as_str()));
    let known: Vec<&str> = EvidenceFormat::ALL.iter().flat_map(|format| format.extensions()).copied().collect();
    let Some(format) = fits else {
        let known = known.join(", ");
        violations.add(
            "",
            match format {
                Some(format) => reasons::file_type_mismatch(format),
                None if upload.size_bytes == 0 => reasons::file_empty(),
                None => reasons::file_type_not_taken(known),
            },
        );
        violations.refuse_if_any()?;
        return Err(Refusal::Invalid(Vec::new()));
    };
    violations.refuse_if_any()?;
    Ok((name, format))
}
