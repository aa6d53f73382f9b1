//! The public register of units: codes, superior units, and from when to when each exists. Documents stay inside, because
//! some of them are for official use only.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use chrono::NaiveDate;
use domain::base::calendar;
use domain::base::code::LevelCode;
use domain::base::ids::OrganisationId;
use domain::base::text::tidy;
use domain::registry::lineage::{Succession, SuccessionKind};
use domain::registry::organisation::{Organisation, OrganisationKind, UnitName};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::registry::organisation::PublicUnitFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};

/// Maximum length of a code that is asked for.
const CODE_CHARS_MAX: usize = 50;

/// A name of a unit, with its days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicUnitName {
    /// The name.
    #[schema(example = "Xã Kế Sách")]
    name: String,
    /// Its first day.
    from_date: NaiveDate,
    /// Its last day; absent for the present name of a unit whose end is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<NaiveDate>,
}

/// Another unit, by identifier, name and code.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicUnitLink {
    /// The unit.
    id: OrganisationId,
    /// Its name.
    #[schema(example = "Huyện Kế Sách")]
    name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    code: Option<String>,
}

/// A unit that a unit came from or went to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicSuccession {
    /// The other unit, with the name that it bore then.
    unit: PublicUnitLink,
    /// Kind of succession.
    kind: SuccessionKind,
    /// The first day after the predecessor's last.
    from_date: NaiveDate,
}

/// A unit as the public sees it (tổ chức, đơn vị, địa phương).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicUnit {
    /// The unit's identifier (mã định danh), which boards name.
    id: OrganisationId,
    /// The code that the public knows it by (mã đơn vị): that of the statistics office, or else that of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "31528")]
    code: Option<String>,
    /// Its present name, or its last one.
    #[schema(example = "Xã Kế Sách")]
    name: String,
    /// Every present and earlier name, oldest first.
    names: Vec<PublicUnitName>,
    /// The code of its level (cấp).
    level: LevelCode,
    /// The unit's kind.
    kind: OrganisationKind,
    /// The superior unit, such as a commune's district.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<PublicUnitLink>,
    /// Its first day.
    valid_from_date: NaiveDate,
    /// Its last day; absent while no end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to_date: Option<NaiveDate>,
    /// The units that it came from.
    predecessors: Vec<PublicSuccession>,
    /// The units that it went to.
    successors: Vec<PublicSuccession>,
}

/// The filters of the public register of units.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublicUnitQuery {
    /// Of the level with this code.
    #[param(inline)]
    level: Option<LevelCode>,
    /// Below this unit, such as a district.
    #[param(value_type = Option<Uuid>)]
    parent: Option<OrganisationId>,
    /// With this code, of the statistics office or of this service. A code is used again: without `on`, the unit that
    /// has it today is listed (rule L32).
    #[param(max_length = 50, example = "31528")]
    code: Option<String>,
    /// Existing on this day; without it and without `code`, every unit that ever existed is listed.
    #[param(example = "2025-07-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    on: Option<NaiveDate>,
}

/// The path parameter that names a unit.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PublicUnitPath {
    /// The unit's identifier.
    #[param(value_type = Uuid)]
    unit: OrganisationId,
}

impl From<UnitName> for PublicUnitName {
    fn from(known: UnitName) -> Self {
        let UnitName { name, from, to, document: _ } = known;
        Self { name, from_date: from, to_date: to }
    }
}

/// What is shown of other units on a page of the register.
struct Neighbourhood {
    successions: Vec<Succession>,
    units: BTreeMap<OrganisationId, Organisation>,
}

impl Neighbourhood {
    async fn of(tx: &Tx, units: &[Organisation]) -> Result<Self, Failure> {
        let ids: Vec<OrganisationId> = units.iter().map(|unit| unit.id).collect();
        let successions = tx.successions_around(&ids).await?;
        let mut named: Vec<OrganisationId> = units.iter().filter_map(|unit| unit.parent).collect();
        named.extend(successions.iter().flat_map(|one| [one.predecessor, one.successor]));
        named.sort_unstable();
        named.dedup();
        let others = tx.organisations_named(named.into_iter()).await?;
        Ok(Self { successions, units: others.into_iter().map(|unit| (unit.id, unit)).collect() })
    }

    fn link(&self, id: OrganisationId, on: Option<NaiveDate>) -> Option<PublicUnitLink> {
        let unit = self.units.get(&id)?;
        let name = on.map_or(unit.name.as_str(), |day| unit.name_on(day)).to_owned();
        Some(PublicUnitLink { id, name, code: unit.public_code().map(str::to_owned) })
    }

    fn view(&self, unit: Organisation) -> PublicUnit {
        let told = |other: OrganisationId, one: &Succession, day: NaiveDate| {
            Some(PublicSuccession { unit: self.link(other, Some(day))?, kind: one.kind, from_date: one.from })
        };
        let before = self.successions.iter().filter(|one| one.successor == unit.id);
        let after = self.successions.iter().filter(|one| one.predecessor == unit.id);
        let (names, code) = (unit.names(), unit.public_code().map(str::to_owned));
        let Organisation { id, name, level, kind, parent, valid_from, valid_to, .. } = unit;
        PublicUnit {
            id,
            code,
            name,
            names: names.into_iter().map(PublicUnitName::from).collect(),
            level,
            kind,
            parent: parent.and_then(|parent| self.link(parent, None)),
            valid_from_date: valid_from,
            valid_to_date: valid_to,
            predecessors: before.filter_map(|one| told(one.predecessor, one, one.from)).collect(),
            successors: after.filter_map(|one| told(one.successor, one, one.from)).collect(),
        }
    }
}

/// List units, for the public
///
/// *Danh mục đơn vị.* Public. Every unit of the registry, also those that have ended, each with its code, its superior
/// unit, its first and last day, and the units that it came from and went to. Filters add up. A unit's `id` is what
/// boards name as `organisation`; with `id` of a district, `parent` asks a board of communes for its part.
#[utoipa::path(get, path = "/units", responses((status = 200, description = "The units, in the registry's order.")))]
pub(crate) async fn list_public_units(
    request: HttpRequest,
    Query(query): Query<PublicUnitQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Cached<Listing<PublicUnit>>, Problem> {
    let PublicUnitQuery { level, parent, code, on } = query;
    if code.as_ref().is_some_and(|code| CODE_CHARS_MAX < code.chars().count()) {
        return Err(Problem::malformed(vec![violation("?code", reasons::search_too_long(CODE_CHARS_MAX))]));
    }
    let code = code.map(|code| tidy(&code));
    let on = on.or_else(|| code.as_ref().map(|_| calendar::day_of(at)));
    let (filter, page) = (PublicUnitFilter { level, parent, code, on }, paging.page);
    let (slice, around) = db
        .read(move |tx| async move {
            let slice = tx.public_units(&filter, page).await?;
            let around = Neighbourhood::of(&tx, &slice.items).await?;
            Ok((slice, around))
        })
        .await?;
    cached(&request, &Listing::new(&paging, slice, |unit| unit.id.0, |unit| around.view(unit)))
}

/// Show a unit, to the public
///
/// *Thông tin đơn vị.* Public. The same as its entry in the list.
#[utoipa::path(get, path = "/units/{unit}", responses((status = 200, description = "The unit.")))]
pub(crate) async fn show_public_unit(
    request: HttpRequest,
    path: Path<PublicUnitPath>,
    db: Db,
) -> Result<Cached<PublicUnit>, Problem> {
    let (unit, around) = db
        .read(move |tx| async move {
            let unit = tx.organisation(path.0.unit).await?;
            // Persons are no units of the public register (rule L36).
            if tx.levels().await?.is_of_persons(unit.level) {
                return Err(Problem::plain(Kind::NotFound));
            }
            let around = Neighbourhood::of(&tx, std::slice::from_ref(&unit)).await?;
            Ok((unit, around))
        })
        .await?;
    cached(&request, &around.view(unit))
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_units, show_public_unit);
}
