//! The bytes of papers (tệp văn bản): uploaded for a dossier's paper, a decision, minutes or another thing that is filed,
//! kept under their SHA-256, and never changed. A later upload for the same paper is its next version; earlier ones stay
//! (rules P05, L07).
//!
//! Whether bytes were destroyed says the register of destroyed contents, for papers and evidence alike.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::base::citation::FileMetadata;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CampaignId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::papers::reasons;
use crate::papers::signature::Signatures;
use crate::planning::award::PaperKind;
use crate::reporting::destroyed_content::{DestroyedContent, DestroyedContentId};
use crate::reporting::evidence_file::{EvidenceFormat, Upload, check_upload};

/// Maximum number of versions of one paper.
pub const VERSIONS_MAX: usize = 50;

ids! {
    /// Identifies one version of a paper, with its bytes (tệp văn bản).
    PaperFileId,
}

wire_enum! {
    /// What a paper belongs to.
    PaperOwner {
        /// A nomination's dossier, which has several papers (hồ sơ đề nghị khen thưởng).
        Nomination = "NOMINATION",
        /// An award decision (quyết định khen thưởng).
        Decision = "DECISION",
        /// The decision that revokes an award; named by the award (quyết định hủy bỏ).
        Revocation = "REVOCATION",
        /// Minutes of the council (biên bản họp Hội đồng).
        SessionMinutes = "SESSION_MINUTES",
        /// An objection to a nominee (ý kiến phản ánh).
        Objection = "OBJECTION",
        /// A complaint or denunciation about an award (đơn khiếu nại, tố cáo).
        Complaint = "COMPLAINT",
        /// A Giấy khen that a unit recorded (giấy khen).
        Commendation = "COMMENDATION",
        /// The minutes of an inspection (biên bản kiểm tra).
        Inspection = "INSPECTION",
        /// A synthesis report (báo cáo tổng hợp).
        Synthesis = "SYNTHESIS",
    }
}

wire_enum! {
    /// Whether the bytes of a paper are kept.
    PaperBytes {
        /// They are, under their hash (đang lưu).
        Kept = "KEPT",
        /// They are not: nobody has uploaded them, or the paper is from before they were kept (chưa lưu tệp).
        NotKept = "NOT_KEPT",
        /// They were destroyed; their hash is kept (đã tiêu hủy).
        TakenDown = "TAKEN_DOWN",
    }
}

wire_enum! {
    /// What can be done to the bytes of a paper.
    PaperFileVerb {
        /// Destroy them, if they must not be in the system (tiêu hủy).
        TakeDown = "TAKE_DOWN",
    }
}

/// The place of a paper: what it belongs to, and which of several papers it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperPlace {
    /// The kind of thing that it belongs to.
    pub owner: PaperOwner,
    /// The identifier of that thing.
    pub of: Uuid,
    /// Which paper of a dossier it is; none for everything that has one paper.
    pub kind: Option<PaperKind>,
    /// The unit that the thing belongs to, if it belongs to one.
    pub organisation: Option<OrganisationId>,
    /// The movements that it belongs to (rule M02).
    pub movements: Vec<CampaignId>,
    /// The hash that the thing declares for the paper, if it does.
    pub declared: Option<String>,
}

/// One version of a paper, with the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFile {
    /// Its identifier.
    pub id: PaperFileId,
    /// The kind of thing that it belongs to.
    pub owner: PaperOwner,
    /// The identifier of that thing.
    pub of: Uuid,
    /// Which paper of a dossier it is.
    pub kind: Option<PaperKind>,
    /// The number of the version, from 1 on.
    pub version: i64,
    /// The unit that the thing belongs to.
    pub organisation: Option<OrganisationId>,
    /// The movements that the thing belongs to.
    pub movements: Vec<CampaignId>,
    /// Its name, as it was on the sender's machine.
    pub name: String,
    /// The format of the file.
    pub format: EvidenceFormat,
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// What signatures were found when it came in.
    pub signatures: Signatures,
    /// Who uploaded it.
    pub uploaded_by: AccountId,
    /// The name of the person at that time.
    pub uploader_name: String,
    /// When.
    pub uploaded_at: DateTime<Utc>,
}

/// Every version of every paper of one thing, with what was destroyed of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperFiles {
    /// The versions, oldest first.
    pub files: Vec<PaperFile>,
    /// The contents among them that were destroyed.
    pub destroyed: Vec<DestroyedContent>,
}

impl PaperFiles {
    /// The version that stands for a paper now: the newest, or the newest with the declared hash, as long as its bytes were
    /// not destroyed.
    #[must_use]
    pub fn current(&self, kind: Option<PaperKind>, declared: Option<&str>) -> Option<&PaperFile> {
        let declared = declared.filter(|digest| !self.gives_way(kind, digest));
        let of_kind = self.files.iter().filter(|file| file.kind == kind);
        of_kind.filter(|file| declared.is_none_or(|digest| digest == file.sha256)).max_by_key(|file| file.version)
    }

    /// Whether other bytes than the declared ones may stand for a paper: those were destroyed and are not accepted again, and
    /// what declares them cannot, or can no more, declare others.
    fn gives_way(&self, kind: Option<PaperKind>, declared: &str) -> bool {
        let mut destroyed = self.files.iter().filter(|file| file.kind == kind && self.destroyed_of(file).is_some());
        destroyed.any(|file| file.sha256 == declared)
    }

    /// Whether the bytes of a paper are kept.
    #[must_use]
    pub fn bytes(&self, kind: Option<PaperKind>, declared: Option<&str>) -> PaperBytes {
        self.current(kind, declared).map_or(PaperBytes::NotKept, |file| self.bytes_of(file))
    }

    /// Whether the bytes of one version are kept.
    #[must_use]
    pub fn bytes_of(&self, file: &PaperFile) -> PaperBytes {
        if self.destroyed_of(file).is_some() { PaperBytes::TakenDown } else { PaperBytes::Kept }
    }

    /// The entry in the register of destroyed contents about one version.
    #[must_use]
    pub fn destroyed_of(&self, file: &PaperFile) -> Option<&DestroyedContent> {
        self.destroyed.iter().find(|content| content.sha256 == file.sha256)
    }

    /// A declared file with the size of the bytes that came in under its hash. The hash alone says which file is meant; a size
    /// that was entered beside it by mistake keeps no paper out, and is not shown once the true one is known.
    #[must_use]
    pub fn sized(&self, declared: FileMetadata) -> FileMetadata {
        let came = self.files.iter().find(|file| file.sha256 == declared.sha256);
        FileMetadata { size_bytes: came.map_or(declared.size_bytes, |file| file.size_bytes), ..declared }
    }

    /// How many versions of a paper there are.
    #[must_use]
    pub fn count(&self, kind: Option<PaperKind>) -> usize {
        self.files.iter().filter(|file| file.kind == kind).count()
    }
}

impl PaperPlace {
    /// Refuses a kind where there is one paper only, and its absence in a dossier.
    ///
    /// # Errors
    /// `Invalid`, at the query parameter.
    pub fn check_kind(owner: PaperOwner, kind: Option<PaperKind>) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        match (owner == PaperOwner::Nomination, kind) {
            (true, None) => violations.add("?kind", reasons::paper_kind_missing()),
            (false, Some(_)) => violations.add("?kind", reasons::paper_kind_not_wanted()),
            (true, Some(_)) | (false, None) => {}
        }
        violations.refuse_if_any()
    }
}

impl PaperFile {
    /// Keeps an upload as the next version of a paper. Whether the author may add one says the thing that it belongs to.
    ///
    /// # Errors
    /// `Invalid` for a file as evidence refuses it, or whose hash is not the declared one (rule P05); `WrongState` for
    /// the very bytes that the paper has, or after the most versions.
    pub fn keep(
        id: PaperFileId,
        place: PaperPlace,
        (upload, earlier): (Upload, &PaperFiles),
        signatures: Signatures,
        (author, actor): (Author, &Actor),
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let PaperPlace { owner, of, kind, organisation, movements, declared } = place;
        let declared = declared.as_deref().filter(|digest| !earlier.gives_way(kind, digest));
        Self::must_be_declared(&upload.sha256, declared)?;
        if VERSIONS_MAX <= earlier.count(kind) {
            return Err(Refusal::WrongState(reasons::paper_versions_too_many(VERSIONS_MAX)));
        }
        let newest = earlier.current(kind, None);
        if newest.is_some_and(|file| file.sha256 == upload.sha256) {
            return Err(Refusal::WrongState(reasons::paper_kept_already()));
        }
        let (name, format) = check_upload(&upload)?;
        let Upload { sha256, size_bytes, .. } = upload;
        let version = newest.map_or(0, |file| file.version).saturating_add(1);
        let before = newest.map(|file| file.sha256.clone());
        let event = Event::new(EventKind::PaperFileUploaded, Concept::PaperFile, id.0, author, at)
            .between(None, PaperBytes::Kept.as_str())
            .changing(vec![
                Change::new("owner", None, Some(format!("{owner} {of}"))),
                Change::new("version", None, Some(version.to_string())),
                Change::new("name", None, Some(name.clone())),
                Change::new("sha256", before, Some(sha256.clone())),
                Change::new("sizeBytes", None, Some(size_bytes.to_string())),
            ]);
        let event = match organisation {
            Some(unit) => event.of(unit),
            None => event,
        };
        let event = match kind {
            Some(kind) => event.because(kind.as_str()),
            None => event,
        };
        let file = Self {
            id,
            owner,
            of,
            kind,
            version,
            organisation,
            movements,
            name,
            format,
            sha256,
            size_bytes,
            signatures,
            uploaded_by: actor.account,
            uploader_name: actor.name.clone(),
            uploaded_at: at,
        };
        Ok(Step::new(file, event))
    }

    /// Refuses bytes with another hash than the declared one (rule P05).
    ///
    /// # Errors
    /// `Invalid` for the whole body.
    pub fn must_be_declared(sha256: &str, declared: Option<&str>) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        if let Some(declared) = declared.filter(|declared| *declared != sha256) {
            violations.add("", reasons::paper_digest_differs(declared, sha256));
        }
        violations.refuse_if_any()
    }

    /// The revision of what is shown of it: it changes once, when its bytes are destroyed.
    #[must_use]
    pub const fn revision(destroyed: bool) -> Revision {
        if destroyed { Revision::FIRST.next() } else { Revision::FIRST }
    }

    /// Whether the actor may destroy its bytes.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency of one of its movements; `WrongState` once they are destroyed.
    pub fn may_take_down(&self, destroyed: bool, actor: &Actor) -> Result<Author, Refusal> {
        // What belongs to no movement is any standing agency's.
        let any = || actor.movements.iter().map(|(_, movement)| *movement).collect();
        let theirs: Vec<CampaignId> = if self.movements.is_empty() { any() } else { self.movements.clone() };
        let allowed = theirs.iter().find_map(|movement| actor.must(Permission::VerifyReport, *movement).ok());
        let author = match (allowed, theirs.first()) {
            (Some(author), _) => author,
            (None, Some(movement)) => actor.must(Permission::VerifyReport, *movement)?,
            (None, None) => actor.must(Permission::VerifyReport, None)?,
        };
        if destroyed { Err(Refusal::WrongState(taken_down())) } else { Ok(author) }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, destroyed: bool, actor: &Actor) -> Vec<Transition> {
        let closed = |verb: &PaperFileVerb| match verb {
            PaperFileVerb::TakeDown => self.may_take_down(destroyed, actor).err(),
        };
        PaperFileVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), closed(verb))).collect()
    }

    /// Destroys bytes that must not be in the system, such as a state secret (rule L35), wherever they are kept.
    ///
    /// # Errors
    /// See `may_take_down`; `Invalid` without a reason.
    pub fn take_down(
        &self,
        id: DestroyedContentId,
        destroyed: bool,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<DestroyedContent>, Refusal> {
        let author = self.may_take_down(destroyed, actor)?;
        let reason = demanded("/reason", reason)?;
        let event = Event::new(EventKind::PaperFileTakenDown, Concept::PaperFile, self.id.0, author, at)
            .between(Some(PaperBytes::Kept.as_str()), PaperBytes::TakenDown.as_str())
            .because(&reason)
            .changing(vec![Change::new("sha256", Some(self.sha256.clone()), None)]);
        let event = match self.organisation {
            Some(unit) => event.of(unit),
            None => event,
        };
        Ok(Step::new(DestroyedContent { id, sha256: self.sha256.clone(), reason, at }, event))
    }
}

/// Why bytes that were destroyed can neither be read nor destroyed again.
#[must_use]
pub fn taken_down() -> Reason {
    reasons::paper_taken_down()
}
