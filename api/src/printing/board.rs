//! A board as it was published (bảng xếp hạng).

use std::collections::BTreeMap;

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::CycleId;
use domain::base::policy::Permission;
use domain::base::text::Text;
use domain::planning::campaign::stationery::Letterhead;
use domain::planning::group::GroupNames;
use domain::registry::organisation::Organisation;
use persistence::base::failure::Failure;
use persistence::results::publication::{FrozenPage, PageOwner};
use serde::{Deserialize, Serialize};

use crate::access::caller::Caller;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::page_cache::form::read;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::printing::answer::{PDF, PdfPaper, file};
use crate::printing::layout::{Day, Head, capital, hundredths_text};
use crate::printing::program::Program;
use crate::printing::score_sheet::standing_agency;
use crate::printing::template::PaperKind;
use crate::results::publication::frozen::BoardPath;
use crate::results::publication::table::bands;

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct BoardPaper {
    /// The head: the day is that of publication.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// The code of the cycle.
    cycle: String,
    /// The group's name.
    group: String,
    /// The number of the release.
    release_number: i64,
    /// SHA-256 of the published page, in hexadecimal.
    digest: String,
    /// The units, in the board's order.
    rows: Vec<BoardRow>,
}

/// A unit on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct BoardRow {
    /// The rank; `null` for a unit that is not scored.
    rank: Option<u32>,
    /// The unit's name as it was at publication, with its superior unit in brackets where a name stands twice.
    unit: String,
    /// The total, with a comma; `null` for a unit that is not scored.
    total: Option<String>,
    /// The rating band; `null` for none.
    band: Option<String>,
    /// A remark; empty for none.
    note: String,
}

/// The part of a board's frozen page that is parsed again.
#[derive(Deserialize)]
struct Page {
    head: PageHead,
    standings: Vec<PageStanding>,
}

/// The part of its head that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageHead {
    cycle: CycleId,
    cycle_code: String,
    tier: GroupCode,
    /// Pages of form 1 say only its code.
    group: Option<PageGroup>,
    release_number: i64,
    published_at: DateTime<Utc>,
}

/// The part of a group that is parsed again.
#[derive(Deserialize)]
struct PageGroup {
    name: Text,
}

/// The part of a unit's standing that is parsed again.
#[derive(Deserialize)]
struct PageStanding {
    rank: Option<u32>,
    name: String,
    /// Boards that were published before it was stored have none.
    superior: Option<PageSuperior>,
    total: Option<Hundredths>,
    band: Option<String>,
    late: bool,
}

/// The part of a superior unit that is parsed again.
#[derive(Deserialize)]
struct PageSuperior {
    name: String,
}

/// The units by their names; communes of two districts may have one, and then the district tells them apart.
fn told_apart(standings: &[PageStanding]) -> Vec<String> {
    let stands_twice = |name: &str| 1 < standings.iter().filter(|one| one.name == name).count();
    let told = |PageStanding { name, superior, .. }: &PageStanding| match superior {
        Some(superior) if stands_twice(name) => format!("{name} ({})", superior.name),
        Some(_) | None => name.clone(),
    };
    standings.iter().map(told).collect()
}

impl BoardPaper {
    fn new(
        (page, digest): (Page, String),
        (names, bands): (&GroupNames, &BTreeMap<String, String>),
        agency: Option<&Organisation>,
        letterhead: &Letterhead,
    ) -> Self {
        let Page { head, standings } = page;
        let PageHead { cycle: _, cycle_code, tier, group, release_number, published_at } = head;
        let day = domain::base::calendar::day_of(published_at);
        let group = group.map_or_else(|| names.name(tier.as_str()), |group| group.name);
        let units = told_apart(&standings);
        let rows = standings.into_iter().zip(units).map(|(one, unit)| BoardRow {
            rank: one.rank,
            unit,
            total: one.total.map(|Hundredths(total)| hundredths_text(total)),
            band: one.band.map(|code| bands.get(&code).cloned().unwrap_or(code)),
            note: if one.late { "Nộp báo cáo muộn".to_owned() } else { String::new() },
        });
        let head = agency.map_or_else(
            || Head::of_province(letterhead, None, None),
            |agency| Head::of_unit(agency, letterhead, None, None),
        );
        Self {
            head: Head { date: Some(Day::from(day)), ..head },
            r#abstract: format!("Kết quả {}, kỳ {cycle_code}", group.vi),
            cycle: cycle_code,
            group: capital(&group.vi),
            release_number,
            digest,
            rows: rows.collect(),
        }
    }
}

/// Print a board
///
/// *In bảng xếp hạng.* Everybody who is signed in: the board as it was published, with the SHA-256 of its page
/// (`GET /v1/public/boards/{board}`). As PDF; 409 `PRINTING_NOT_SET_UP` without the printing program.
#[utoipa::path(get, path = "/boards/{board}/paper", responses((status = 200, description = "The board.")))]
pub(crate) async fn print_board(
    Caller(actor): Caller,
    path: Path<BoardPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    actor.must(Permission::ReadRegistry, None)?;
    let board = path.0.board;
    let owner = PageOwner::Board(board);
    let (paper, stationery) = db
        .read(move |tx| async move {
            let FrozenPage { body, digest, .. } = tx.frozen_page(owner, "").await?;
            let page: Page = read(body.as_bytes())?;
            let bands = match tx.frozen_page(owner, "criteria-set").await {
                Ok(page) => bands::names(&page)?,
                // Boards of form 1 have no such page.
                Err(Failure::NotFound) => BTreeMap::new(),
                Err(failure) => return Err(failure.into()),
            };
            let campaign = tx.cycle(page.head.cycle).await?.campaign;
            let (agency, stationery) = (standing_agency(&tx, campaign).await?, tx.stationery(campaign).await?);
            let names = tx.group_names().await?;
            let paper = BoardPaper::new((page, digest), (&names, &bands), agency.as_ref(), &stationery.letterhead);
            Ok((paper, stationery))
        })
        .await?;
    let pdf = program.set(PaperKind::Board, &paper, &stationery, &format!("board-{board}")).await?;
    Ok(file(PDF, &format!("Bang-xep-hang {}", paper.cycle), pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_board);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn units_of_one_name_are_told_apart_by_their_superiors() {
        let standing = |name: &str, superior: Option<&str>| PageStanding {
            rank: None,
            name: name.to_owned(),
            superior: superior.map(|name| PageSuperior { name: name.to_owned() }),
            total: None,
            band: None,
            late: false,
        };
        let standings = [
            standing("Phường 1", Some("Thành phố Sóc Trăng")),
            standing("Phường 1", Some("Thị xã Ngã Năm")),
            standing("Phường 2", Some("Thị xã Ngã Năm")),
            standing("Phường 1", None),
        ];
        assert_eq!(
            told_apart(&standings),
            ["Phường 1 (Thành phố Sóc Trăng)", "Phường 1 (Thị xã Ngã Năm)", "Phường 2", "Phường 1"]
        );
    }

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<BoardPaper>(PaperKind::Board);
    }
}
