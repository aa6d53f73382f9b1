//! What notices are about, for a list that tells them apart: read with one query for each kind of thing.
//!
//! This file reads the columns that it needs of tables that other files write; of a dossier and of the notice of a visit it
//! takes nothing that names anybody (rule P04).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::base::calendar;
use domain::base::citation::Citation;
use domain::honours::nomination::dossier::Dossier;
use domain::integration::notice::subject::NoticeSubject;
use domain::integration::notice::{Notice, NoticeKind};
use domain::oversight::inspection;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::store::Tx;

mod nomination_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "nomination")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub dossier: String,
        pub created_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod guidance_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "guidance")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub document: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod inspection_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inspection")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub notice: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod finding_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inspection_finding")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub criterion: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Of which table the thing of a notice is, if it has something that tells it from others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Nomination,
    Guidance,
    Inspection,
    Finding,
}

const fn table(kind: NoticeKind) -> Option<Table> {
    use NoticeKind as K;
    match kind {
        K::ConsentToAsk
        | K::NominationToReceive
        | K::NominationToForward
        | K::NominationReturned
        | K::NominationToAppraise
        | K::NominationToPresent
        | K::NominationToDecide
        | K::RefusalToNotify
        | K::NominationIneligible
        | K::AwardPublished => Some(Table::Nomination),
        K::GuidanceToAcknowledge => Some(Table::Guidance),
        K::InspectionAnnounced => Some(Table::Inspection),
        K::FindingToSettle => Some(Table::Finding),
        // Unit and cycle tell these, or only a text that somebody wrote would.
        K::ReportDue
        | K::ReportReturned
        | K::ReportToVerify
        | K::ReportToFinalise
        | K::ReportToCheck
        | K::CriteriaToVerify
        | K::ExplanationOpen
        | K::ExplanationToAnswer
        | K::ExtensionToDecide
        | K::ExtensionDecided
        | K::ConsultationToAnswer
        | K::ObjectionToSettle
        | K::ComplaintToSettle
        | K::SuggestionToAnswer
        | K::DifficultyToAnswer
        | K::DifficultyAnswered
        | K::DifficultyToConclude
        | K::DifficultyConcluded
        | K::SynthesisDue
        | K::SynthesisToEndorse
        | K::SynthesisReturned
        | K::SynthesisToSubmit
        | K::RecommendationToAnswer
        | K::RecommendationAnswered
        | K::PracticeToReview
        | K::PracticeReturned
        | K::PracticeToPublish
        | K::PracticeDeclined
        | K::PaperDestroyed
        | K::EvidenceDestroyed => None,
    }
}

fn numbered(document: Citation) -> Option<NoticeSubject> {
    let Citation { number, date, .. } = document;
    number.map(|number| NoticeSubject::Document { number, date })
}

impl Tx {
    /// What these notices are about, by thing; a thing that only its name would tell is not among it.
    ///
    /// # Errors
    /// A database error.
    pub async fn notice_subjects(&self, notices: &[Notice]) -> Result<HashMap<Uuid, NoticeSubject>, Failure> {
        let of = |wanted: Table| -> BTreeSet<Uuid> {
            notices.iter().filter(|one| table(one.kind) == Some(wanted)).map(|one| one.subject).collect()
        };
        let (nominations, guidance) = (of(Table::Nomination), of(Table::Guidance));
        let (inspections, findings) = (of(Table::Inspection), of(Table::Finding));
        let mut found = HashMap::new();
        if !nominations.is_empty() {
            let query = nomination_row::Entity::find().filter(nomination_row::Column::Id.is_in(nominations));
            for nomination_row::Model { id, dossier, created_at } in query.all(self.connection().await?).await? {
                let Dossier { award_form: form, subject, .. } = json::read(&dossier, "nomination", id)?;
                let begun: NaiveDate = calendar::day_of(created_at);
                found.insert(id, NoticeSubject::Nomination { form, kind: subject.kind, begun });
            }
        }
        if !guidance.is_empty() {
            let query = guidance_row::Entity::find().filter(guidance_row::Column::Id.is_in(guidance));
            for guidance_row::Model { id, document } in query.all(self.connection().await?).await? {
                let document: Option<Citation> = json::read_any(document.as_deref(), "guidance", id)?;
                found.extend(document.and_then(numbered).map(|document| (id, document)));
            }
        }
        if !inspections.is_empty() {
            let query = inspection_row::Entity::find().filter(inspection_row::Column::Id.is_in(inspections));
            for inspection_row::Model { id, notice } in query.all(self.connection().await?).await? {
                let notice: Option<inspection::Notice> = json::read_any(notice.as_deref(), "inspection", id)?;
                found.extend(notice.and_then(|notice| numbered(notice.document)).map(|document| (id, document)));
            }
        }
        if !findings.is_empty() {
            let query = finding_row::Entity::find().filter(finding_row::Column::Id.is_in(findings));
            for finding_row::Model { id, criterion } in query.all(self.connection().await?).await? {
                found.insert(id, NoticeSubject::Criterion { code: criterion });
            }
        }
        Ok(found)
    }
}
