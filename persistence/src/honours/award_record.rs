//! The record of awards: entries of three tables, in the order of the decision's day.
//!
//! A page reads as many rows of each table as it could need, and merges them. Names are compared without accents here:
//! the database only narrows them down by pattern.

use domain::base::identity::Scope;
use domain::base::ids::OrganisationId;
use domain::base::text::fold;
use domain::honours::award_record::{AwardRecord, Place};
use domain::honours::decision::DecisionState;
use domain::honours::higher_proposal::{HigherProposal, HigherProposalState};
use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::honours::granted_award::{self, decision_row};
use crate::honours::{award_correction, commendation, higher_proposal};

/// How many rows of a table one statement reads.
const CHUNK: usize = 200;

/// Whose awards are shown.
#[derive(Clone, Debug, Default)]
pub struct RecordFilter {
    /// Of these units and their people; of all, if none is named.
    pub organisations: Vec<OrganisationId>,
    /// Of recipients with this name; accents and case do not count.
    pub name: Option<String>,
}

/// The tables that a record is made of.
#[derive(Clone, Copy, Debug)]
enum Source {
    Awards,
    Commendations,
    HigherAwards,
}

impl Tx {
    /// A record's entries, oldest first by the decision's day, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound` where the page begins after an entry that does not exist, or a database error.
    pub async fn award_records(
        &self,
        scope: &Scope,
        filter: &RecordFilter,
        page: Page,
    ) -> Result<Slice<AwardRecord>, Failure> {
        let after = match page.after {
            None => None,
            Some(id) => Some(self.place_of(id).await?),
        };
        let limit = usize::from(page.limit);
        let most = limit.saturating_add(1);
        let mut items = Vec::new();
        for source in [Source::Awards, Source::Commendations, Source::HigherAwards] {
            items.extend(self.entries_of(source, scope, filter, after, most).await?);
        }
        items.sort_by_key(AwardRecord::place);
        let more = limit < items.len();
        items.truncate(limit);
        Ok(Slice { items, more })
    }

    /// The place in the order of the entry that the previous page ended with.
    async fn place_of(&self, id: Uuid) -> Result<Place, Failure> {
        let award =
            granted_award::joined().filter(granted_award::row::Column::Id.eq(id)).one(self.connection().await?).await?;
        if let Some((_, Some(decision))) = award {
            return Ok(Place { date: decision.date, id });
        }
        let commended = commendation::row::Entity::find_by_id(id).one(self.connection().await?).await?;
        if let Some(row) = commended {
            return Ok(Place { date: row.date, id });
        }
        let higher = higher_proposal::row::Entity::find_by_id(id).one(self.connection().await?).await?;
        let date = higher.and_then(|row| row.granted_date).ok_or(Failure::NotFound)?;
        Ok(Place { date, id })
    }

    /// The first entries of one table after a place, at most `most`.
    async fn entries_of(
        &self,
        source: Source,
        scope: &Scope,
        filter: &RecordFilter,
        mut after: Option<Place>,
        most: usize,
    ) -> Result<Vec<AwardRecord>, Failure> {
        // With a name, some of the rows that the database returns may still be filtered out.
        let chunk = if filter.name.is_some() { CHUNK } else { most };
        let asked = u64::try_from(chunk).unwrap_or(u64::MAX);
        let mut kept = Vec::new();
        loop {
            let read = match source {
                Source::Awards => self.award_entries(scope, filter, after, asked).await?,
                Source::Commendations => self.commendation_entries(scope, filter, after, asked).await?,
                Source::HigherAwards => self.higher_entries(scope, filter, after, asked).await?,
            };
            let ended = read.len() < chunk;
            after = read.last().map(AwardRecord::place);
            let fits = |entry: &AwardRecord| filter.name.as_deref().is_none_or(|name| entry.bears(name));
            kept.extend(read.into_iter().filter(fits));
            if ended || most <= kept.len() {
                kept.truncate(most);
                return Ok(kept);
            }
        }
    }

    async fn award_entries(
        &self,
        scope: &Scope,
        filter: &RecordFilter,
        after: Option<Place>,
        most: u64,
    ) -> Result<Vec<AwardRecord>, Failure> {
        use decision_row::Column as D;
        use granted_award::row::Column as A;
        let RecordFilter { organisations, name } = filter;
        let mut query = granted_award::joined().filter(D::State.eq(DecisionState::Published.as_str())).filter(within(
            A::OrganisationId,
            scope,
            organisations,
        ));
        if let Some(name) = name {
            query = query.filter(named(A::Name, A::Id, name));
        }
        if let Some(place) = after {
            query = query.filter(beyond(D::Date, A::Id, place));
        }
        let rows = query.order_by_asc(D::Date).order_by_asc(A::Id).limit(most).all(self.connection().await?).await?;
        let revocations = self.revocations_among(rows.iter().map(|(award, _)| award.id).collect()).await?;
        let awards = self.as_they_stand(rows).await?.into_iter().map(|award| {
            let revoked = revocations.iter().find(|one| one.award == award.id).map(|one| one.ground);
            AwardRecord::of_award(award, revoked)
        });
        Ok(awards.collect())
    }

    async fn commendation_entries(
        &self,
        scope: &Scope,
        filter: &RecordFilter,
        after: Option<Place>,
        most: u64,
    ) -> Result<Vec<AwardRecord>, Failure> {
        use commendation::row::Column as C;
        let RecordFilter { organisations, name } = filter;
        let rows = commendation::row::Entity::find()
            .filter(within(C::OrganisationId, scope, organisations))
            // An entry that stands for no Giấy khen is in the register alone.
            .filter(C::Id.not_in_subquery(commendation::entered_in_error()))
            .apply_if(name.as_deref(), |query, name| {
                let corrected = commendation::ids_shaped(shape(name));
                query.filter(Condition::any().add(C::Name.like(shape(name))).add(C::Id.in_subquery(corrected)))
            })
            .apply_if(after, |query, place| query.filter(beyond(C::Date, C::Id, place)))
            .order_by_asc(C::Date)
            .order_by_asc(C::Id)
            .limit(most)
            .all(self.connection().await?)
            .await?;
        let named: Vec<OrganisationId> = rows.iter().map(|row| OrganisationId(row.organisation_id)).collect();
        let units = self.organisations_named(named.into_iter()).await?;
        self.entries_as_they_stand(rows)
            .await?
            .into_iter()
            .map(|entry| {
                let corrupt = Failure::Corrupt { what: "commendation", id: entry.id.0 };
                let unit = units.iter().find(|unit| unit.id == entry.organisation).ok_or(corrupt)?;
                let name = unit.name_on(entry.date).to_owned();
                Ok(AwardRecord::of_commendation(entry, name))
            })
            .collect()
    }

    /// Awards of a higher level, found by unit and name of the award that they rest on.
    async fn higher_entries(
        &self,
        scope: &Scope,
        filter: &RecordFilter,
        after: Option<Place>,
        most: u64,
    ) -> Result<Vec<AwardRecord>, Failure> {
        use granted_award::row::Column as A;
        use higher_proposal::row::Column as H;
        let RecordFilter { organisations, name } = filter;
        let rows = higher_proposal::row::Entity::find()
            .filter(H::State.eq(HigherProposalState::Granted.as_str()))
            .filter(within(H::OrganisationId, scope, organisations))
            .apply_if(name.as_deref(), |query, name| {
                query.filter(H::AwardId.in_subquery(granted_award::ids(named(A::Name, A::Id, name))))
            })
            .apply_if(after, |query, place| query.filter(beyond(H::GrantedDate, H::Id, place)))
            .order_by_asc(H::GrantedDate)
            .order_by_asc(H::Id)
            .limit(most)
            .all(self.connection().await?)
            .await?;
        let awards = self.granted_awards_among(rows.iter().map(|row| row.award_id).collect()).await?;
        rows.into_iter()
            .map(|row| {
                let id = row.id;
                let corrupt = || Failure::Corrupt { what: "higher proposal", id };
                let award = awards.iter().find(|award| award.id.0 == row.award_id).cloned().ok_or_else(corrupt)?;
                AwardRecord::of_higher_award(HigherProposal::try_from(row)?, award).ok_or_else(corrupt)
            })
            .collect()
    }
}

/// Restricts a query to the units that the reader may see, and to those that were asked for.
fn within(column: impl ColumnTrait, scope: &Scope, organisations: &[OrganisationId]) -> Condition {
    let seen = match scope {
        Scope::Everything => None,
        Scope::Part { units, .. } => Some(column.is_in(units.iter().map(|unit| unit.0))),
    };
    let asked = (!organisations.is_empty()).then(|| column.is_in(organisations.iter().map(|unit| unit.0)));
    Condition::all().add_option(seen).add_option(asked)
}

/// Restricts a query to the awards with a name of a shape, as they were granted or as a public decision corrected them; how
/// they stand now is compared afterwards.
fn named(name: impl ColumnTrait, id: impl ColumnTrait, wanted: &str) -> Condition {
    let corrected = award_correction::ids_shaped(shape(wanted));
    Condition::any().add(name.like(shape(wanted))).add(id.in_subquery(corrected))
}

/// Restricts a query to the entries after a place.
fn beyond(date: impl ColumnTrait, id: impl ColumnTrait, place: Place) -> Condition {
    let same_day = Condition::all().add(date.eq(place.date)).add(id.gt(place.id));
    Condition::any().add(date.gt(place.date)).add(same_day)
}

/// A LIKE pattern for a name: any letter in place of each letter, because the stored one may differ in accent or case.
/// Stored text is composed (NFC), so a name has as many letters with its accents as without.
fn shape(name: &str) -> LikeExpr {
    let mut pattern = String::new();
    for letter in fold(name).chars() {
        match letter {
            '%' | '_' | '\\' => pattern.extend(['\\', letter]),
            letter if letter.is_alphabetic() => pattern.push('_'),
            letter => pattern.push(letter),
        }
    }
    LikeExpr::new(pattern).escape('\\')
}
