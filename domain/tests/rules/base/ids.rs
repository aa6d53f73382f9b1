//! One spelling for each enum value: in JSON, in the database and in the audit trail.

use domain::base::citation::Classification;
use domain::base::concept::Concept;
use domain::base::event::EventKind;
use domain::base::ids::Revision;
use domain::base::policy::{ClientReach, Permission, Role};
use domain::honours::award_record::RecordForm;
use domain::honours::certificate::CertificateStatus;
use domain::honours::commendation::WithdrawalGround;
use domain::honours::complaint::{ComplaintKind, ComplaintOutcome, ComplaintState, ComplaintVerb};
use domain::honours::correction::{CorrectedField, CorrectionGround, CorrectionState};
use domain::honours::decision::{DecisionState, DecisionVerb};
use domain::honours::higher_proposal::{HigherOutcome, HigherProposalState, HigherProposalVerb};
use domain::honours::integrity::IntegrityGround;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::honours::regime::Rounding;
use domain::honours::revocation::{AwardVerb, RecoveredItem, RevocationGround};
use domain::honours::round::VoteBasis;
use domain::honours::service_clock::PauseCause;
use domain::honours::time_limit::TimedStep;
use domain::integration::notice::{NoticeAudience, NoticeKind, NoticeStage};
use domain::integration::webhook::WebhookFeed;
use domain::oversight::adoption::{AdoptionState, AdoptionVerb};
use domain::oversight::difficulty::{Addressee, DifficultyState, DifficultyVerb};
use domain::oversight::guidance::{GuidanceKind, GuidanceState};
use domain::oversight::inspection::finding::{FindingSeverity, FindingState, FindingVerdict, MendingKind};
use domain::oversight::inspection::recommendation::{RecommendationState, RecommendationVerb};
use domain::oversight::inspection::workflow::{InspectingAgency, InspectionState, InspectionVerb};
use domain::oversight::media_item::MediaKind;
use domain::oversight::mobilisation::MobilisationForm;
use domain::oversight::practice::{PracticeState, PracticeVerb};
use domain::oversight::synthesis::facts::SynthesisPart;
use domain::oversight::synthesis::{SynthesisState, SynthesisVerb};
use domain::papers::paper_file::{PaperBytes, PaperFileVerb, PaperOwner};
use domain::papers::signature::{CertificateChain, SignatureCheck, SignatureFault, SignatureIntegrity, SignatureKind};
use domain::planning::award::{AwardForm, AwardKind, Occasion, PaperKind, Position, SimplifiedGround, SubjectKind};
use domain::planning::campaign::CampaignKind;
use domain::planning::criteria::{CriteriaSetState, CycleKind};
use domain::planning::cycle::CycleState;
use domain::planning::grading::AdjustmentKind;
use domain::planning::group::GroupKind;
use domain::planning::measure::{Attestation, Combination, ScoringRule, ZeroDenominator};
use domain::planning::policy::QuotaEffect;
use domain::planning::scoring::Applicability;
use domain::privacy::personal::PersonalKind;
use domain::privacy::record_rule::RecordClass;
use domain::privacy::retention::RetentionClass;
use domain::registry::level::{IssuerClass, LevelKind};
use domain::registry::lineage::SuccessionKind;
use domain::registry::organisation::{CodeScheme, OrganisationKind};
use domain::reporting::evidence_file::{EvidenceFileState, EvidenceFileVerb, EvidenceFormat};
use domain::reporting::extension::{ExtensionState, Punctuality};
use domain::reporting::import::{ImportFormat, ImportMode, ImportState, RowOutcome};
use domain::reporting::report::{ReportState, ReportVerb};
use domain::reporting::warning::WarningKind;
use domain::results::change::PublicChangeKind;
use domain::results::trend::TrendBreak;

macro_rules! one_spelling {
    ($($list:ident),+ $(,)?) => {$(
        for value in $list::ALL {
            let word = value.as_str();
            assert_eq!($list::parse(word), Some(*value));
            assert_eq!(serde_json::to_value(value).ok(), Some(serde_json::Value::from(word)));
            assert_eq!(serde_json::from_value::<$list>(serde_json::Value::from(word)).ok(), Some(*value));
            assert_eq!(value.to_string(), word);
            assert_eq!($list::ALL.iter().filter(|other| other.as_str() == word).count(), 1, "{word}");
            assert_eq!($list::parse(&word.to_lowercase()), None);
        }
    )+};
}

#[test]
fn every_word_has_one_spelling_everywhere() {
    one_spelling!(
        Addressee,
        AdjustmentKind,
        AdoptionState,
        AdoptionVerb,
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
        DifficultyState,
        DifficultyVerb,
        SynthesisPart,
        SynthesisState,
        SynthesisVerb,
        ComplaintOutcome,
        ComplaintState,
        ComplaintVerb,
        FindingSeverity,
        FindingState,
        FindingVerdict,
        GroupKind,
        GuidanceKind,
        GuidanceState,
        HigherOutcome,
        HigherProposalState,
        HigherProposalVerb,
        QuotaEffect,
        RecordForm,
        RecoveredItem,
        RevocationGround,
        Concept,
        CriteriaSetState,
        CorrectedField,
        CorrectionGround,
        CorrectionState,
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
        InspectingAgency,
        InspectionState,
        InspectionVerb,
        IntegrityGround,
        IssuerClass,
        RowOutcome,
        ExtensionState,
        MobilisationForm,
        NominationState,
        NominationVerb,
        NoticeAudience,
        NoticeKind,
        NoticeStage,
        Occasion,
        OrganisationKind,
        CertificateChain,
        PaperBytes,
        PaperFileVerb,
        PaperKind,
        PaperOwner,
        SignatureCheck,
        SignatureFault,
        SignatureIntegrity,
        SignatureKind,
        PauseCause,
        Permission,
        PersonalKind,
        Position,
        PublicChangeKind,
        Punctuality,
        ReportState,
        ReportVerb,
        RecordClass,
        RetentionClass,
        Role,
        Rounding,
        ScoringRule,
        SimplifiedGround,
        SubjectKind,
        SuccessionKind,
        LevelKind,
        MendingKind,
        RecommendationState,
        RecommendationVerb,
        MediaKind,
        PracticeState,
        PracticeVerb,
        TimedStep,
        TrendBreak,
        VoteBasis,
        WarningKind,
        WithdrawalGround,
        WebhookFeed,
        ZeroDenominator,
    );
}

#[test]
fn a_revision_counts_up_from_one() {
    assert_eq!(Revision::FIRST, Revision(1));
    assert_eq!(Revision::FIRST.next(), Revision(2));
}
