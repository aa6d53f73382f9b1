//! The reasons for duplicates: one for each unique index.

use domain::base::reason::Reason;
use domain::honours::revocation;
use domain::reporting::extension;
use persistence::base::unique_index::UniqueIndex;

use crate::base::reasons;

/// The reason why a duplicate is refused, by its unique index; `None` if the kind of problem says enough.
pub(crate) fn taken(index: UniqueIndex) -> Option<Reason> {
    Some(match index {
        UniqueIndex::ReportOfUnit => reasons::report_exists(),
        // Two decisions name one nomination, or two uploads are for one paper, at the same time.
        UniqueIndex::AwardNomination | UniqueIndex::PaperVersion => reasons::changed_meanwhile(),
        UniqueIndex::LiveNomination => reasons::nomination_exists(),
        UniqueIndex::PersonalDatumKind => reasons::identity_number_exists(),
        UniqueIndex::CampaignCode => reasons::campaign_exists(),
        UniqueIndex::CycleCode => reasons::cycle_exists(),
        UniqueIndex::GroupKey => reasons::group_exists(),
        UniqueIndex::LevelCode => reasons::level_exists(),
        UniqueIndex::DecisionNumber | UniqueIndex::PaperNumber => reasons::decision_number_taken(),
        UniqueIndex::InspectionPlanYear => reasons::inspection_plan_exists(),
        UniqueIndex::ImplementationDocument => reasons::implementation_plan_exists(),
        UniqueIndex::ExtensionRequest => extension::waits(),
        UniqueIndex::ReminderPlanCycle => reasons::reminder_plan_exists(),
        UniqueIndex::CriteriaSetVersion => reasons::criteria_set_version_taken(),
        UniqueIndex::RoundCycle => reasons::round_exists(),
        UniqueIndex::MinutesNumber => reasons::minutes_exist(),
        UniqueIndex::RegimeCode | UniqueIndex::BaseSalaryFrom => reasons::time_taken(),
        UniqueIndex::WorkYearYear => reasons::work_year_exists(),
        UniqueIndex::AccountUsername => reasons::username_taken(),
        UniqueIndex::CommendationEntry => reasons::commendation_exists(),
        UniqueIndex::CertificateAward | UniqueIndex::CommendationCertificate => reasons::certificate_exists(),
        // Two corrections of one thing at the same time: the second one was decided on what is no more.
        UniqueIndex::AwardCorrection | UniqueIndex::CommendationChange => reasons::changed_meanwhile(),
        UniqueIndex::RevocationAward => revocation::revoked_before(),
        UniqueIndex::OpenHigherProposal => reasons::higher_proposal_open(),
        UniqueIndex::ReleaseNumber => reasons::release_number_taken(),
        UniqueIndex::SynthesisOfCycle => reasons::synthesis_exists(),
        UniqueIndex::LiveAdoption => reasons::adoption_exists(),
        UniqueIndex::AwardPrize
        | UniqueIndex::BoardGroup
        | UniqueIndex::CertificateBook
        | UniqueIndex::CertificateCode
        | UniqueIndex::CommendationBook
        | UniqueIndex::CommendationCode
        | UniqueIndex::FunctionFrom
        | UniqueIndex::PublicChangePosition
        | UniqueIndex::RetentionClass
        | UniqueIndex::SuccessionPair
        | UniqueIndex::DeliveryOfChange
        | UniqueIndex::DeliveryOfNotice
        | UniqueIndex::StandingNotice
        | UniqueIndex::PrimaryKey => {
            return None;
        }
    })
}
