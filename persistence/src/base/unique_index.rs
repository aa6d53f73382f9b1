//! The unique indexes of the schema, by name: a violation is reported as a variant of an enum, and the text of a
//! database error is parsed only here.

use sqlx::error::DatabaseError;

/// The beginning of SQLite's error message, before the columns of the index.
const SQLITE_SAYS: &str = "UNIQUE constraint failed: ";
/// The suffix of the name of every unique index; the table and the columns precede it.
const ENDING: &str = "_once";

macro_rules! unique_indexes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A unique index, or a primary key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum UniqueIndex {
            $($(#[doc = $doc])+ $variant,)+
            /// A primary key.
            PrimaryKey,
        }

        impl UniqueIndex {
            /// Every unique index except the primary keys.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in the schema.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::PrimaryKey => "",
                }
            }
        }
    };
}

unique_indexes! {
    /// A unit's adoption of a role model that goes on (rule P03).
    LiveAdoption = "adoption_live_key_once",
    /// An account's user name.
    AccountUsername = "account_username_once",
    /// The number of an award's correction (rule P06).
    AwardCorrection = "award_correction_award_id_number_once",
    /// A nomination's award.
    AwardNomination = "award_nomination_id_once",
    /// The prize of an award that was computed after its decision.
    AwardPrize = "award_prize_award_id_once",
    /// A base salary's first day.
    BaseSalaryFrom = "base_salary_from_date_once",
    /// A release's board of a group.
    BoardGroup = "board_release_id_tier_once",
    /// A campaign's code.
    CampaignCode = "campaign_code_once",
    /// A certificate's code.
    CertificateCode = "certificate_code_once",
    /// The certificate of a version of an award.
    CertificateAward = "certificate_award_id_version_once",
    /// A number in the golden book for awards.
    CertificateBook = "certificate_book_issuer_id_book_year_book_number_once",
    /// The certificate of a version of a Giấy khen.
    CommendationCertificate = "commendation_certificate_commendation_id_version_once",
    /// A number in the golden book for Giấy khen.
    CommendationBook = "commendation_certificate_issuer_id_book_year_book_number_once",
    /// The code of the certificate of a Giấy khen.
    CommendationCode = "commendation_certificate_code_once",
    /// The number of a correction or withdrawal of a Giấy khen (rule P06).
    CommendationChange = "commendation_change_commendation_id_number_once",
    /// A unit's paper and the name on it in the register of Giấy khen.
    CommendationEntry = "commendation_organisation_id_symbol_name_once",
    /// A version of a criteria set.
    CriteriaSetVersion = "criteria_set_campaign_id_cycle_kind_tier_version_once",
    /// A cycle's code in its campaign.
    CycleCode = "cycle_campaign_id_code_once",
    /// A group's code and year in its campaign.
    GroupKey = "unit_group_group_key_once",
    /// A level's code.
    LevelCode = "level_code_once",
    /// An issuer's number of a decision in a year.
    DecisionNumber = "decision_issuer_id_year_number_once",
    /// An issuer's number of a paper in a year, whether the paper grants, corrects or revokes (rule L13).
    PaperNumber = "decision_number_issuer_id_year_number_once",
    /// A unit's request for more time, by its number.
    ExtensionRequest = "extension_cycle_id_organisation_id_number_once",
    /// The first day of a holding of a function.
    FunctionFrom = "function_holding_holder_key_from_date_once",
    /// A proposal to a higher level that is not answered yet.
    OpenHigherProposal = "higher_proposal_live_key_once",
    /// An agency's plan of inspections in a movement for a year.
    InspectionPlanYear = "inspection_plan_campaign_id_agency_year_once",
    /// A unit's implementing document, by its number.
    ImplementationDocument = "implementation_plan_campaign_id_organisation_id_number_once",
    /// A unit's nomination of a subject in a cycle (rule L42).
    LiveNomination = "nomination_live_key_once",
    /// A notice that stands (rule P04).
    StandingNotice = "notice_standing_key_once",
    /// A paper's versions by number.
    PaperVersion = "paper_file_thing_kind_version_once",
    /// A nomination's personal datum of a kind.
    PersonalDatumKind = "personal_datum_nomination_id_kind_once",
    /// A place among the public changes.
    PublicChangePosition = "public_change_position_once",
    /// A regime's code.
    RegimeCode = "regime_code_once",
    /// A release's number in its cycle.
    ReleaseNumber = "release_cycle_id_number_once",
    /// A cycle's reminder plan.
    ReminderPlanCycle = "reminder_plan_cycle_id_once",
    /// A unit's report for a cycle (rule L41).
    ReportOfUnit = "report_cycle_id_organisation_id_once",
    /// The retention rule of a class of data.
    RetentionClass = "retention_rule_class_once",
    /// An award's revocation.
    RevocationAward = "revocation_award_id_once",
    /// A cycle's round.
    RoundCycle = "round_cycle_id_once",
    /// Minutes of a number and a day in a cycle.
    MinutesNumber = "session_minutes_cycle_id_number_date_once",
    /// That one unit came from another.
    SuccessionPair = "succession_predecessor_id_successor_id_once",
    /// A cycle's synthesis report.
    SynthesisOfCycle = "synthesis_cycle_id_once",
    /// The delivery of a change to a webhook.
    DeliveryOfChange = "webhook_delivery_webhook_id_change_id_once",
    /// The delivery of a notice to a webhook.
    DeliveryOfNotice = "webhook_delivery_webhook_id_notice_id_once",
    /// The working days of a year.
    WorkYearYear = "work_year_year_once",
}

impl UniqueIndex {
    /// The index that an error names. PostgreSQL gives its name; SQLite gives `table.column, table.column`, from which
    /// our names are built. A name that is not ours is that of a primary key.
    pub(crate) fn of(error: &dyn DatabaseError) -> Self {
        let name = match error.constraint() {
            Some(name) => name.to_owned(),
            None => name_of(error.message().strip_prefix(SQLITE_SAYS).unwrap_or_default()),
        };
        Self::ALL.iter().copied().find(|index| index.name() == name).unwrap_or(Self::PrimaryKey)
    }
}

/// The name of the index on columns in SQLite's notation.
fn name_of(columns: &str) -> String {
    let table = columns.split('.').next().unwrap_or_default();
    let columns = columns.split(", ").filter_map(|column| column.split_once('.')).map(|(_, column)| column);
    columns.fold(table.to_owned(), |name, column| format!("{name}_{column}")) + ENDING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_named_after_its_columns() {
        assert_eq!(name_of("report.cycle_id, report.organisation_id"), UniqueIndex::ReportOfUnit.name());
        assert_eq!(name_of("account.username"), UniqueIndex::AccountUsername.name());
    }
}
