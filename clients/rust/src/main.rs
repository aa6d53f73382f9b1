//! Walks the public side with the generated client and prints what it sees, in the words that every client here prints.

use std::error::Error;
use std::fmt::{Debug, Display};

use thidua_client::apis::certificates_api::show_certificate_keys;
use thidua_client::apis::configuration::Configuration;
use thidua_client::apis::public_api::{
    ListAwardsError, ShowBoardError, list_awards, list_open_objection_periods, list_public_changes, list_public_cycles,
    list_releases, list_revocations, show_award, show_board, show_board_criteria, show_board_summary, show_board_xlsx,
    show_newest_board, show_newest_public_change, show_release, show_unit_detail, show_unit_history,
};
use thidua_client::apis::{self, ResponseContent};
use thidua_client::models::{self, Applicability, Problem, ProblemType, PublicChangeKind, Tier};

/// Nobody's identifier: its version says that no clock made it.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
/// Small pages, so that cursors are followed.
const PAGE: i32 = 2;
/// How many changes are asked for at once.
const CHANGES: i32 = 40;
/// How a workbook begins, which is a ZIP file.
const WORKBOOK: &[u8] = b"PK";

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn must(holds: bool, what: &str) -> Done {
    if holds { Ok(()) } else { Err(what.into()) }
}

fn two(number: Option<f64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| format!("{number:.2}"))
}

fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn hundredths(number: f64) -> i64 {
    (number * 100.0).round() as i64
}

async fn cycles(client: &Configuration) -> Done {
    let (mut cursor, mut count) = (None, 0);
    loop {
        let page = list_public_cycles(client, Some(PAGE), cursor.as_deref(), None).await?;
        for cycle in page.items {
            let models::PublicCycle { code, kind, state, period_start_date, period_end_date, name, .. } = cycle;
            println!("cycle {code} {kind} {state} {period_start_date} {period_end_date} {} | {}", name.vi, name.en);
            count += 1;
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    must(count > 0, "no cycle is public")
}

async fn releases(client: &Configuration) -> Done<Vec<models::Release>> {
    let (mut cursor, mut every) = (None, Vec::new());
    loop {
        let page = list_releases(client, None, Some(PAGE), cursor.as_deref(), None).await?;
        every.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    for release in &every {
        let alone = show_release(client, &release.id.to_string(), None).await?;
        must(alone == *release, "a release differs between list and page")?;
        let instant = release.published_at.format("%Y-%m-%dT%H:%M:%S");
        let (status, digest) = (or_dash(release.status), or_dash(release.digest.as_ref()));
        println!("release {} {status} {instant} {} {digest}", release.number, release.boards.len());
    }
    must(!every.is_empty(), "no release is public")?;
    Ok(every)
}

async fn board(client: &Configuration, identifier: &str) -> Done {
    let shown = show_board(client, identifier, None, None, None).await?;
    let models::BoardHead { cycle, cycle_code, tier, release_number, .. } = &*shown.head;
    let newest = show_newest_board(client, &cycle.to_string(), *tier, Some(*release_number), None, None).await?;
    must(newest == shown, "a board differs between its address and its release's number")?;
    let scale = two(Some(shown.scale));
    println!("board {cycle_code} {tier} {release_number} {scale} {}", shown.standings.len());
    must(*tier != Tier::District || !shown.standings.is_empty(), "the districts' board is empty")?;
    let (mut ranked, mut sum, mut before) = (0, 0, 0);
    for standing in &shown.standings {
        if let (Some(rank), Some(total)) = (standing.rank, standing.total) {
            must(rank >= before, "ranks go down the board")?;
            (ranked, sum, before) = (ranked + 1, sum + hundredths(total), rank);
        }
        let models::Standing { rank, total, criteria_met, criteria_applicable, late, name, .. } = standing;
        let (rank, total, when) = (or_dash(*rank), two(*total), if *late { "late" } else { "in-time" });
        println!("standing {rank} {total} {criteria_met}/{criteria_applicable} {when} {name}");
    }
    println!("sum {ranked} {sum}");
    for standing in shown.standings.iter().take(2) {
        unit(client, identifier, &standing.organisation.to_string(), standing.total).await?;
    }
    criteria(client, identifier).await?;
    summary(client, identifier, ranked).await?;
    // No JSON-stat here: the generator forgets that a place in its list may be null.
    let workbook = show_board_xlsx(client, identifier, None).await?.bytes().await?;
    must(workbook.starts_with(WORKBOOK), "the workbook is none")
}

async fn unit(client: &Configuration, identifier: &str, organisation: &str, total: Option<f64>) -> Done {
    let detail = show_unit_detail(client, identifier, organisation, None).await?;
    must(detail.total == total, "a unit's total differs between board and page")?;
    let mut reached = 0;
    for line in &detail.lines {
        if line.applicability == Applicability::Applicable {
            reached += hundredths(line.points);
        }
        println!(
            "line {} {} {}/{} {} {}/{} {}",
            line.criterion,
            line.applicability,
            or_dash(line.numerator),
            or_dash(line.denominator),
            two(line.percent),
            two(Some(line.points)),
            two(Some(line.max_points)),
            line.explanation.en,
        );
    }
    must(reached == hundredths(detail.points), "a unit's points are not the sum of its lines")?;
    for place in show_unit_history(client, organisation, None).await?.places {
        let (rank, of) = (or_dash(place.rank), or_dash(place.ranked_units));
        println!("place {} {} {rank}/{of} {}", place.cycle_code, place.tier, two(place.total));
    }
    Ok(())
}

async fn criteria(client: &Configuration, identifier: &str) -> Done {
    for criterion in show_board_criteria(client, identifier, None).await?.criteria {
        let rule = or_dash(criterion.ratio.map(|ratio| ratio.rule));
        println!("criterion {} {} {rule} {}", criterion.code, two(Some(criterion.max_points)), criterion.name.en);
    }
    Ok(())
}

async fn summary(client: &Configuration, identifier: &str, ranked: i32) -> Done {
    let told = show_board_summary(client, identifier, None).await?;
    must(told.units_ranked == ranked, "the summary counts other ranks than the board has")?;
    let missing = i32::try_from(told.not_reported.len())?;
    must(told.units_owing == told.units_reported + missing, "the summary loses a unit")?;
    let models::BoardSummary { units_ranked, units_owing, units_reported, units_late, average_total, .. } = told;
    println!("summary {units_ranked} {units_owing} {units_reported} {units_late} {}", two(average_total));
    for one in told.criteria {
        let points = two(one.average_points);
        println!("met {} {}/{} {points}", one.criterion.code, one.units_met, one.units_applicable);
    }
    Ok(())
}

async fn changes(client: &Configuration) -> Done {
    let (mut after, mut last) = (None, None);
    loop {
        let page = list_public_changes(client, Some(CHANGES), after.as_deref(), None).await?;
        for change in page.items {
            must(last != Some(change.id), "a change comes twice")?;
            last = Some(change.id);
            let is_gone = matches!(change.kind, PublicChangeKind::AwardRevoked | PublicChangeKind::UnitRemoved);
            must(change.tombstone || !is_gone, "what is gone has no tombstone")?;
            let models::PublicChange { kind, subject, tier, tombstone, href, .. } = change;
            let (tier, gone) = (or_dash(tier), if tombstone { "gone" } else { "here" });
            println!("change {kind} {subject} {tier} {gone} {href}");
        }
        after = Some(page.next_cursor);
        if !page.more {
            break;
        }
    }
    must(last.is_some(), "nothing changed in public")?;
    let rest = list_public_changes(client, None, after.as_deref(), None).await?;
    let newest = show_newest_public_change(client, None).await?;
    let ends = rest.items.is_empty() && rest.next_cursor == newest.next_cursor;
    must(ends, "the changes do not end where they end")
}

async fn awards(client: &Configuration) -> Done {
    let (mut cursor, mut count) = (None, 0);
    loop {
        let page = list_awards(client, None, None, Some(PAGE), cursor.as_deref(), None).await?;
        for award in page.items {
            let alone = show_award(client, &award.id.to_string(), None).await?;
            must(alone == award, "an award differs between list and page")?;
            let models::PublicAward { form, subject_kind, decision_symbol, decision_date, name, .. } = award;
            let unit = award.organisation_name;
            println!("award {form} {subject_kind} {decision_symbol} {decision_date} {name} | {unit}");
            count += 1;
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    must(count > 0, "no award is public")?;
    let revoked = list_revocations(client, None, None, None, None, None, None).await?.items.len();
    let posted = list_open_objection_periods(client, None, None, None).await?.items.len();
    let keys = show_certificate_keys(client, None).await?.keys.len();
    println!("besides {revoked} {posted} {keys}");
    Ok(())
}

/// The problem in an answer that is one, typed by the operation's own error.
fn problem<T, E: Debug>(asked: Result<T, apis::Error<E>>, typed: impl Fn(E) -> Option<Problem>) -> Done<Problem> {
    let Err(apis::Error::ResponseError(ResponseContent { status, content, entity })) = asked else {
        return Err("no problem where there should be one".into());
    };
    let problem = entity.and_then(typed).ok_or_else(|| format!("no problem: {content}"))?;
    must(i32::from(status.as_u16()) == problem.status, "a problem tells another status than the answer")?;
    let traced = problem.trace_id.len() == 32 && problem.trace_id.bytes().all(|byte| byte.is_ascii_hexdigit());
    must(traced, "a problem without a trace id")?;
    Ok(problem)
}

fn print(problem: &Problem) {
    println!("problem {} {} {} {}", problem.status, problem.r#type, problem.code, problem.title);
    for violation in problem.violations.iter().flatten() {
        println!("violation {} {}", violation.pointer, violation.code);
    }
}

async fn problems(client: &Configuration) -> Done {
    let missing = problem(show_board(client, NOBODY, None, None, None).await, |error| match error {
        ShowBoardError::DefaultResponse(problem) => Some(problem),
        ShowBoardError::UnknownValue(_) => None,
    })?;
    must(missing.r#type == ProblemType::NOT_FOUND, "a missing board is another kind of problem")?;
    print(&missing);
    let malformed = problem(list_awards(client, None, None, Some(0), None, None).await, |error| match error {
        ListAwardsError::DefaultResponse(problem) => Some(problem),
        ListAwardsError::UnknownValue(_) => None,
    })?;
    print(&malformed);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Done {
    let base_path = std::env::args().nth(1).ok_or("usage: walk ADDRESS")?;
    let client = Configuration { base_path, ..Configuration::default() };
    cycles(&client).await?;
    for release in releases(&client).await? {
        for link in release.boards {
            board(&client, &link.board.to_string()).await?;
        }
    }
    changes(&client).await?;
    awards(&client).await?;
    problems(&client).await
}
