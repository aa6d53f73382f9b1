//! Reads the public API with the generated client and prints what it reads, in the format that every client here
//! prints.

use std::error::Error;
use std::fmt::Display;
use std::sync::Arc;

use thidua_client::apis::certificates_api::{CertificatesApi, CertificatesApiClient, ShowCertificateKeysParams};
use thidua_client::apis::configuration::Configuration;
use thidua_client::apis::public_api::{
    ListAwardsParams, ListOpenObjectionPeriodsParams, ListPublicChangesParams, ListPublicCyclesParams,
    ListReleasesParams, ListRevocationsParams, PublicApi, PublicApiClient, ShowAwardParams, ShowBoardCriteriaParams,
    ShowBoardParams, ShowBoardSummaryParams, ShowNewestBoardParams, ShowNewestPublicChangeParams, ShowReleaseParams,
    ShowUnitDetailParams, ShowUnitHistoryParams,
};
use thidua_client::apis::{self, ResponseContent};
use thidua_client::models::{self, Problem};

/// An identifier that names no object: its version 4 is not made from the clock, unlike those of the service.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
/// Small pages, so that cursors are followed.
const PAGE: i32 = 2;
/// How many changes one request asks for.
const CHANGES: i32 = 40;

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

async fn cycles(client: &PublicApiClient) -> Done {
    let (mut cursor, mut count) = (None, 0);
    loop {
        let asked = ListPublicCyclesParams::builder().limit(PAGE).maybe_cursor(cursor).build();
        let page = client.list_public_cycles(asked).await?;
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

async fn releases(client: &PublicApiClient) -> Done<Vec<models::Release>> {
    let (mut cursor, mut every) = (None, Vec::new());
    loop {
        let asked = ListReleasesParams::builder().limit(PAGE).maybe_cursor(cursor).build();
        let page = client.list_releases(asked).await?;
        every.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    for release in &every {
        let asked = ShowReleaseParams::builder().release(release.id.to_string()).build();
        let alone = client.show_release(asked).await?;
        // A row of the list has names beside it.
        let same = alone.id == release.id && alone.digest == release.digest;
        must(same, "a release differs between list and page")?;
        let instant = release.published_at.format("%Y-%m-%dT%H:%M:%S");
        let (status, digest) = (or_dash(release.status.as_ref()), or_dash(release.digest.as_ref()));
        println!("release {} {status} {instant} {} {digest}", release.number, release.boards.len());
    }
    must(!every.is_empty(), "no release is public")?;
    Ok(every)
}

async fn board(client: &PublicApiClient, identifier: &str) -> Done {
    let shown = client.show_board(ShowBoardParams::builder().board(identifier.to_owned()).build()).await?;
    let models::BoardHead { cycle, cycle_code, tier, release_number, .. } = &*shown.head;
    let asked = ShowNewestBoardParams::builder().cycle(cycle.to_string()).group(tier.clone()).release(*release_number).build();
    let newest = client.show_newest_board(asked).await?;
    must(newest == shown, "a board differs between its address and its release's number")?;
    let scale = two(Some(shown.scale));
    println!("board {cycle_code} {tier} {release_number} {scale} {}", shown.standings.len());
    must(tier != "DISTRICT" || !shown.standings.is_empty(), "the districts' board is empty")?;
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
    // JSON-stat and workbooks are left out; clients/README.md says what the generator makes of them.
    summary(client, identifier, ranked).await
}

async fn unit(client: &PublicApiClient, identifier: &str, organisation: &str, total: Option<f64>) -> Done {
    let (board, organisation) = (identifier.to_owned(), organisation.to_owned());
    let asked = ShowUnitDetailParams::builder().board(board).organisation(organisation.clone()).build();
    let detail = client.show_unit_detail(asked).await?;
    must(detail.total == total, "a unit's total differs between board and page")?;
    let mut reached = 0;
    for line in &detail.lines {
        if line.applicability == "APPLICABLE" {
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
    let asked = ShowUnitHistoryParams::builder().organisation(organisation).build();
    for place in client.show_unit_history(asked).await?.places {
        let (rank, of) = (or_dash(place.rank), or_dash(place.ranked_units));
        println!("place {} {} {rank}/{of} {}", place.cycle_code, place.tier, two(place.total));
    }
    Ok(())
}

async fn criteria(client: &PublicApiClient, identifier: &str) -> Done {
    let asked = ShowBoardCriteriaParams::builder().board(identifier.to_owned()).build();
    for criterion in client.show_board_criteria(asked).await?.criteria {
        let rule = or_dash(criterion.ratio.map(|ratio| ratio.rule));
        println!("criterion {} {} {rule} {}", criterion.code, two(Some(criterion.max_points)), criterion.name.en);
    }
    Ok(())
}

async fn summary(client: &PublicApiClient, identifier: &str, ranked: i32) -> Done {
    let asked = ShowBoardSummaryParams::builder().board(identifier.to_owned()).build();
    let told = client.show_board_summary(asked).await?;
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

async fn changes(client: &PublicApiClient) -> Done {
    let (mut after, mut last) = (None, None);
    loop {
        let asked = ListPublicChangesParams::builder().limit(CHANGES).maybe_after(after).build();
        let page = client.list_public_changes(asked).await?;
        for change in page.items {
            must(last != Some(change.id), "a change comes twice")?;
            last = Some(change.id);
            let is_gone = ["AWARD_REVOKED", "UNIT_REMOVED"].contains(&change.kind.as_str());
            must(change.tombstone || !is_gone, "what is gone has no tombstone")?;
            let models::PublicChange { kind, subject, group, tombstone, href, .. } = change;
            let (group, gone) = (or_dash(group), if tombstone { "gone" } else { "here" });
            println!("change {kind} {subject} {group} {gone} {href}");
        }
        after = Some(page.next_cursor);
        if !page.more {
            break;
        }
    }
    must(last.is_some(), "nothing changed in public")?;
    let rest = client.list_public_changes(ListPublicChangesParams::builder().maybe_after(after).build()).await?;
    let newest = client.show_newest_public_change(ShowNewestPublicChangeParams::builder().build()).await?;
    let ends = rest.items.is_empty() && rest.next_cursor == newest.next_cursor;
    must(ends, "the changes do not end where they end")
}

async fn awards(client: &PublicApiClient, certificates: &CertificatesApiClient) -> Done {
    let (mut cursor, mut count) = (None, 0);
    loop {
        let asked = ListAwardsParams::builder().limit(PAGE).maybe_cursor(cursor).build();
        let page = client.list_awards(asked).await?;
        for award in page.items {
            let asked = ShowAwardParams::builder().award(award.id.to_string()).build();
            let alone = client.show_award(asked).await?;
            must(alone.id == award.id && alone.name == award.name, "an award differs between list and page")?;
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
    let revoked = client.list_revocations(ListRevocationsParams::builder().build()).await?.items.len();
    let asked = ListOpenObjectionPeriodsParams::builder().build();
    let posted = client.list_open_objection_periods(asked).await?.items.len();
    let keys = certificates.show_certificate_keys(ShowCertificateKeysParams::builder().build()).await?.keys.len();
    println!("besides {revoked} {posted} {keys}");
    Ok(())
}

/// The problem in an answer that is one. The generator's error types have a variant for each status, but it chooses the
/// first one that a problem fits into, not the one of the status; the text is the same in all.
fn problem<T, E>(asked: Result<T, apis::Error<E>>) -> Done<Problem> {
    let Err(apis::Error::ResponseError(ResponseContent { status, content, .. })) = asked else {
        return Err("no problem where there should be one".into());
    };
    let problem: Problem = serde_json::from_str(&content)?;
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

async fn problems(client: &PublicApiClient) -> Done {
    let asked = ShowBoardParams::builder().board(NOBODY.to_owned()).build();
    let missing = problem(client.show_board(asked).await)?;
    must(missing.r#type == "/problems/not-found", "a missing board is another kind of problem")?;
    print(&missing);
    let asked = ListAwardsParams::builder().limit(0).build();
    let malformed = problem(client.list_awards(asked).await)?;
    print(&malformed);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Done {
    let base_path = std::env::args().nth(1).ok_or("usage: walk ADDRESS")?;
    let configuration = Arc::new(Configuration { base_path, ..Configuration::default() });
    let client = PublicApiClient::new(configuration.clone());
    let certificates = CertificatesApiClient::new(configuration);
    cycles(&client).await?;
    for release in releases(&client).await? {
        for link in release.boards {
            board(&client, &link.board.to_string()).await?;
        }
    }
    changes(&client).await?;
    awards(&client, &certificates).await?;
    problems(&client).await
}
