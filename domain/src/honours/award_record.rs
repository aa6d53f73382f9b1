//! The lifetime record of a unit or a person (hồ sơ khen thưởng): every Bằng khen of a public decision, every Giấy khen
//! and every award of a higher level that was granted on the basis of such a Bằng khen (khen cao), oldest first;
//! revoked awards are marked (rules L16, L18, L31).
//!
//! A name does not identify a person: namesakes share one record and are told apart by their units.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::base::citation::Citation;
use crate::base::ids::{AwardId, CommendationId, HigherProposalId, OrganisationId, wire_enum};
use crate::base::text::{fold, name_key, tidy};
use crate::honours::commendation::Commendation;
use crate::honours::granted_award::{GrantedAward, GrantingDecision};
use crate::honours::higher_proposal::{HigherProposal, HigherProposalContent};
use crate::honours::revocation::RevocationGround;
use crate::planning::award::{AwardForm, AwardKind, Occasion, SubjectKind};

/// The source of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordSource {
    /// An award of a decision.
    Award(AwardId),
    /// An entry of the register of Giấy khen.
    Commendation(CommendationId),
    /// An award of a higher level (khen cao).
    HigherAward {
        /// The proposal that was granted.
        proposal: HigherProposalId,
        /// The provincial award that it is based on.
        award: AwardId,
    },
}

wire_enum! {
    /// Form of an honour in an award record.
    RecordForm {
        /// Certificate of Merit of the provincial Chair (Bằng khen của Chủ tịch UBND tỉnh).
        BangKhenProvince = "BANG_KHEN_PROVINCE",
        /// Certificate of Commendation of a unit's head (Giấy khen).
        GiayKhenUnit = "GIAY_KHEN_UNIT",
        /// An award of a higher level (khen cao), whose form has a name of its own.
        HigherAward = "HIGHER_AWARD",
    }
}

impl From<AwardForm> for RecordForm {
    fn from(form: AwardForm) -> Self {
        match form {
            AwardForm::BangKhenProvince => Self::BangKhenProvince,
            AwardForm::GiayKhenUnit => Self::GiayKhenUnit,
        }
    }
}

/// What an award of a higher level is called, who granted it, and by which paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HigherAward {
    /// The form as its regime names it.
    pub form: String,
    /// Who granted it.
    pub authority: String,
    /// The paper that says so.
    pub document: Citation,
}

/// One award in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardRecord {
    /// Its source.
    pub source: RecordSource,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The recipient's name.
    pub name: String,
    /// The recipient's unit.
    pub organisation: OrganisationId,
    /// The unit's name as it was then (rule L31).
    pub organisation_name: String,
    /// The form of commendation.
    pub form: RecordForm,
    /// Details of an award of a higher level; none for the province's own awards.
    pub higher: Option<HigherAward>,
    /// Number and symbol of the decision.
    pub symbol: String,
    /// The day of the decision.
    pub date: NaiveDate,
    /// Kind of award.
    pub kind: AwardKind,
    /// Why it was revoked, if it was (rule L18).
    pub revoked: Option<RevocationGround>,
}

/// The position of an entry in a record: by its decision's day, then by its identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The day of the decision.
    pub date: NaiveDate,
    /// The identifier of its source.
    pub id: Uuid,
}

impl AwardRecord {
    /// A Bằng khen.
    #[must_use]
    pub fn of_award(award: GrantedAward, revoked: Option<RevocationGround>) -> Self {
        let kind = award.kind();
        let GrantedAward {
            id,
            cycle: _,
            campaign: _,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            occasion: _,
            decision,
            corrections: _,
        } = award;
        let GrantingDecision { id: _, issuer: _, symbol, date, signer: _, state: _, revision: _ } = decision;
        Self {
            source: RecordSource::Award(id),
            subject_kind,
            name,
            organisation,
            organisation_name,
            form: form.into(),
            higher: None,
            symbol,
            date,
            kind,
            revoked,
        }
    }

    /// A Giấy khen. The register belongs to the movement, so it counts like an annual award of the movement. The unit's
    /// name is the one that it had on the day of the Giấy khen.
    #[must_use]
    pub fn of_commendation(commendation: Commendation, organisation_name: String) -> Self {
        let revoked = commendation.withdrawal().and_then(|(_, ground)| ground.revocation());
        let Commendation {
            id,
            organisation,
            subject_kind,
            name,
            symbol,
            date,
            signer: _,
            achievement: _,
            recorded_at: _,
            changes: _,
            revision: _,
        } = commendation;
        Self {
            source: RecordSource::Commendation(id),
            subject_kind,
            name,
            organisation,
            organisation_name,
            form: RecordForm::GiayKhenUnit,
            higher: None,
            symbol,
            date,
            kind: AwardKind::of(Occasion::Annual),
            revoked,
        }
    }

    /// An award of a higher level, if the proposal was granted. It has the names and the kind of the award that it is
    /// based on: an award that is no basis for merit awards leads to none (rule L16). Revoking that award does not
    /// revoke this one.
    #[must_use]
    pub fn of_higher_award(proposal: HigherProposal, award: GrantedAward) -> Option<Self> {
        let document = proposal.grant()?.document.clone();
        let (symbol, date) = (document.number.clone()?, document.date?);
        let kind = award.kind();
        let HigherProposal {
            id: proposal,
            award: _,
            organisation: _,
            content,
            ending: _,
            registered_at: _,
            revision: _,
        } = proposal;
        let HigherProposalContent { form, authority, document: _, summary: _ } = content;
        let GrantedAward {
            id: award,
            cycle: _,
            campaign: _,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form: _,
            occasion: _,
            decision: _,
            corrections: _,
        } = award;
        Some(Self {
            source: RecordSource::HigherAward { proposal, award },
            subject_kind,
            name,
            organisation,
            organisation_name,
            form: RecordForm::HigherAward,
            higher: Some(HigherAward { form, authority, document }),
            symbol,
            date,
            kind,
            revoked: None,
        })
    }

    /// Whether it may be a basis for merit awards of a higher level (rule L16).
    #[must_use]
    pub const fn counts_for_merit(&self) -> bool {
        self.kind.counts_for_merit()
    }

    /// Its state.
    #[must_use]
    pub const fn place(&self) -> Place {
        let id = match self.source {
            RecordSource::Award(id) => id.0,
            RecordSource::Commendation(id) => id.0,
            RecordSource::HigherAward { proposal, award: _ } => proposal.0,
        };
        Place { date: self.date, id }
    }

    /// Whether it has this name: one person's by its accents (rule U07), or any that is alike if the name is typed
    /// without accents, as into a search box.
    #[must_use]
    pub fn bears(&self, name: &str) -> bool {
        let bare = fold(name);
        if bare == tidy(name).to_lowercase() {
            fold(&self.name) == bare
        } else {
            name_key(&self.name) == name_key(name)
        }
    }
}
