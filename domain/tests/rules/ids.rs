//! One spelling for each word: on the wire, in the database and in the trail.

use domain::award::{AwardForm, AwardKind, Occasion, PaperKind, Position, SimplifiedGround, SubjectKind};
use domain::award_record::RecordForm;
use domain::campaign::{CampaignKind, CycleState};
use domain::certificate::CertificateStatus;
use domain::change::PublicChangeKind;
use domain::complaint::{ComplaintKind, ComplaintOutcome, ComplaintState, ComplaintVerb};
use domain::criteria::{CriteriaSetState, CycleKind};
use domain::decision::{DecisionState, DecisionVerb};
use domain::event::{Concept, EventKind};
use domain::evidence::Classification;
use domain::evidence_file::{EvidenceFileState, EvidenceFileVerb, EvidenceFormat};
use domain::extension::{ExtensionState, Punctuality};
use domain::grading::AdjustmentKind;
use domain::higher_proposal::{HigherOutcome, HigherProposalState, HigherProposalVerb};
use domain::ids::Revision;
use domain::import::{ImportFormat, ImportMode, ImportState, RowOutcome};
use domain::integrity::IntegrityGround;
use domain::lineage::SuccessionKind;
use domain::measure::{Attestation, ScoringRule, SubjectCategory, ZeroDenominator};
use domain::nomination::{NominationState, NominationVerb};
use domain::organisation::{CodeScheme, OrganisationKind, Tier};
use domain::personal::PersonalKind;
use domain::policy::{ClientReach, Permission, Role};
use domain::regime::Rounding;
use domain::report::{ReportState, ReportVerb};
use domain::retention::RetentionClass;
use domain::review::Combination;
use domain::revocation::{AwardVerb, RecoveredItem, RevocationGround};
use domain::role_model::RoleModelField;
use domain::round::VoteBasis;
use domain::scoring::Applicability;
use domain::service_clock::PauseCause;
use domain::warning::WarningKind;

macro_rules! one_spelling {
    ($($list:ident),+ $(,)?) => {$(
        for value in $list::ALL {
            let word = value.word();
            assert_eq!($list::parse(word), Some(*value));
            assert_eq!(serde_json::to_value(value).ok(), Some(serde_json::Value::from(word)));
            assert_eq!(serde_json::from_value::<$list>(serde_json::Value::from(word)).ok(), Some(*value));
            assert_eq!(value.to_string(), word);
            assert_eq!($list::ALL.iter().filter(|other| other.word() == word).count(), 1, "{word}");
            assert_eq!($list::parse(&word.to_lowercase()), None);
        }
    )+};
}

#[test]
fn every_word_has_one_spelling_everywhere() {
    one_spelling!(
        AdjustmentKind,
        Applicability,
        Attestation,
        AwardForm,
        AwardKind,
        AwardVerb,
        CampaignKind,
        CertificateStatus,
        ClientReach,
        CodeScheme,
        ComplaintKind,
        ComplaintOutcome,
        ComplaintState,
        ComplaintVerb,
        HigherOutcome,
        HigherProposalState,
        HigherProposalVerb,
        RecordForm,
        RecoveredItem,
        RevocationGround,
        Concept,
        CriteriaSetState,
        CycleKind,
        CycleState,
        DecisionState,
        DecisionVerb,
        Classification,
        EvidenceFileState,
        EvidenceFileVerb,
        EvidenceFormat,
        EventKind,
        Combination,
        ImportFormat,
        ImportMode,
        ImportState,
        IntegrityGround,
        RowOutcome,
        ExtensionState,
        NominationState,
        NominationVerb,
        Occasion,
        OrganisationKind,
        PaperKind,
        PauseCause,
        Permission,
        PersonalKind,
        Position,
        PublicChangeKind,
        Punctuality,
        ReportState,
        ReportVerb,
        RetentionClass,
        Role,
        RoleModelField,
        Rounding,
        ScoringRule,
        SimplifiedGround,
        SubjectCategory,
        SubjectKind,
        SuccessionKind,
        Tier,
        VoteBasis,
        WarningKind,
        ZeroDenominator,
    );
}

#[test]
fn a_revision_counts_up_from_one() {
    assert_eq!(Revision::FIRST, Revision(1));
    assert_eq!(Revision::FIRST.next(), Revision(2));
}
