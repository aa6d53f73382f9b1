//! Each word has one spelling, on the wire and in the database, and a list of words is open or closed where it should be.

use api::edge::openapi;
use domain::base::contract::ContractChangeKind;
use domain::registry::organisation::OrganisationKind;
use serde_json::json;

/// The words on the wire are the words in the database.
#[test]
fn every_word_is_spelt_in_one_way() {
    macro_rules! spelt {
        ($($name:path),+ $(,)?) => {$(
            for word in <$name>::ALL {
                assert_eq!(serde_json::to_value(word).expect("a word"), json!(word.as_str()));
                assert_eq!(<$name>::parse(word.as_str()), Some(*word));
            }
        )+};
    }
    spelt!(
        domain::base::policy::Role,
        domain::base::policy::ClientScope,
        domain::base::policy::ClientReach,
        ContractChangeKind,
        domain::base::concept::Concept,
        domain::base::event::EventKind,
        domain::oversight::adoption::AdoptionState,
        domain::oversight::adoption::AdoptionVerb,
        domain::oversight::difficulty::Addressee,
        domain::oversight::difficulty::DifficultyState,
        domain::oversight::difficulty::DifficultyVerb,
        domain::oversight::synthesis::facts::SynthesisPart,
        domain::oversight::synthesis::SynthesisState,
        domain::oversight::synthesis::SynthesisVerb,
        domain::oversight::inspection::finding::FindingSeverity,
        domain::oversight::inspection::finding::FindingState,
        domain::oversight::inspection::finding::FindingVerdict,
        domain::oversight::inspection::finding::MendingKind,
        domain::oversight::inspection::recommendation::RecommendationState,
        domain::oversight::inspection::workflow::InspectingAgency,
        domain::oversight::inspection::workflow::InspectionState,
        domain::oversight::media_item::MediaKind,
        domain::oversight::practice::PracticeState,
        domain::oversight::practice::PracticeVerb,
        domain::oversight::guidance::GuidanceKind,
        domain::oversight::guidance::GuidanceState,
        domain::oversight::mobilisation::MobilisationForm,
        domain::papers::paper_file::PaperBytes,
        domain::papers::paper_file::PaperOwner,
        domain::papers::signature::CertificateChain,
        domain::papers::signature::SignatureCheck,
        domain::papers::signature::SignatureFault,
        domain::papers::signature::SignatureIntegrity,
        domain::papers::signature::SignatureKind,
        domain::planning::group::GroupKind,
        domain::registry::level::LevelKind,
        domain::registry::level::IssuerClass,
        OrganisationKind,
        domain::registry::organisation::CodeScheme,
        domain::registry::lineage::SuccessionKind,
        domain::planning::campaign::CampaignKind,
        domain::planning::campaign::CampaignState,
        domain::planning::policy::CategoryOf,
        domain::planning::policy::NominatedBy,
        domain::planning::policy::OpinionDemand,
        domain::planning::policy::QuotaEffect,
        domain::planning::cycle::CycleState,
        domain::planning::criteria::CycleKind,
        domain::planning::measure::ScoringRule,
        domain::planning::measure::ZeroDenominator,
        domain::planning::measure::Attestation,
        domain::planning::criteria::CriteriaSetState,
        domain::planning::grading::AdjustmentKind,
        domain::reporting::warning::WarningKind,
        domain::base::citation::Classification,
        domain::reporting::evidence_file::EvidenceFileState,
        domain::reporting::evidence_file::EvidenceFormat,
        domain::reporting::import::ImportFormat,
        domain::reporting::import::ImportMode,
        domain::reporting::import::ImportState,
        domain::reporting::import::RowOutcome,
        domain::planning::measure::Combination,
        domain::honours::integrity::IntegrityGround,
        domain::reporting::extension::ExtensionState,
        domain::reporting::extension::Punctuality,
        domain::planning::scoring::Applicability,
        domain::results::change::PublicChangeKind,
        domain::results::trend::TrendBreak,
        domain::integration::notice::NoticeAudience,
        domain::integration::notice::NoticeKind,
        domain::integration::notice::NoticeStage,
        domain::integration::webhook::WebhookFeed,
        domain::integration::webhook::WebhookState,
        domain::integration::webhook::WebhookSigning,
        domain::integration::webhook::DisabledCause,
        domain::integration::webhook::delivery::DeliveryState,
        domain::integration::webhook::delivery::AttemptOutcome,
        domain::results::publication::ReleaseStatus,
        domain::results::board_change::UnitChangeKind,
        domain::reporting::report::ReportState,
        domain::reporting::report::ReportVerb,
        domain::privacy::personal::PersonalKind,
        domain::privacy::record_rule::RecordClass,
        domain::privacy::retention::RetentionClass,
        domain::honours::nomination::workflow::NominationState,
        domain::honours::nomination::workflow::NominationVerb,
        domain::planning::award::SubjectKind,
        domain::planning::award::AwardForm,
        domain::planning::award::PaperKind,
        domain::planning::award::Occasion,
        domain::planning::award::AwardKind,
        domain::planning::award::Position,
        domain::planning::award::SimplifiedGround,
        domain::honours::regime::Rounding,
        domain::honours::round::VoteBasis,
        domain::honours::service_clock::PauseCause,
        domain::honours::time_limit::TimedStep,
        domain::honours::decision::DecisionState,
        domain::honours::decision::DecisionVerb,
        domain::honours::certificate::CertificateStatus,
        domain::honours::correction::CorrectionGround,
        domain::honours::correction::CorrectedField,
        domain::honours::correction::CorrectionState,
        domain::honours::commendation::WithdrawalGround,
        domain::honours::revocation::RevocationGround,
        domain::honours::revocation::RecoveredItem,
        domain::honours::revocation::AwardVerb,
        domain::honours::complaint::ComplaintKind,
        domain::honours::complaint::ComplaintState,
        domain::honours::complaint::ComplaintVerb,
        domain::honours::complaint::ComplaintOutcome,
        domain::honours::higher_proposal::HigherProposalState,
        domain::honours::higher_proposal::HigherProposalVerb,
        domain::honours::higher_proposal::HigherOutcome,
        domain::honours::award_record::RecordForm,
        domain::planning::award::AwardKind,
    );
    // A parameter refers to the same type, and an item of a list may be null.
    let document = openapi::document();
    let parameters = &document["paths"]["/v1/reports"]["get"]["parameters"];
    let state = parameters.as_array().into_iter().flatten().find(|parameter| parameter["name"] == "state");
    assert_eq!(state.expect("a filter")["schema"]["$ref"], json!("#/components/schemas/ReportStateInput"));
    let place = &document["components"]["schemas"]["JsonStatDataset"]["properties"]["value"]["items"]["type"];
    assert_eq!(*place, json!(["number", "null"]));
    for (kind, list) in [("OrganisationKindInput", "enum"), ("OrganisationKind", "x-extensible-enum")] {
        let words = &document["components"]["schemas"][kind][list];
        assert_eq!(words.as_array().map(Vec::len), Some(OrganisationKind::ALL.len()), "{kind}");
        assert_eq!(words[0], json!("DEPARTMENT"), "{kind}");
    }
}
