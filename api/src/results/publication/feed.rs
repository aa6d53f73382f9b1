//! Feeds for calendars and feed readers: due dates (iCalendar, RFC 5545) and news (Atom, RFC 4287).
//!
//! Both are made from stored data only, so their bytes stay the same until that data changes. No person is named.

use std::cmp::Reverse;
use std::collections::{BTreeMap, btree_map};

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId};
use domain::base::text::Text;
use domain::honours::decision::Decision;
use domain::honours::revocation::Revocation;
use domain::oversight::media_item::MediaItem;
use domain::planning::campaign::Campaign;
use domain::planning::cycle::{Cycle, CycleState};
use domain::results::publication::ReleaseStatus;
use domain::results::role_model::RoleModel;
use persistence::base::failure::Failure;
use persistence::base::page::Page;
use persistence::base::store::Tx;
use persistence::results::publication::ReleaseSummary;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use uuid::Uuid;

use crate::base::address::Address;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached_file};
use crate::base::operation::file_types;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::results::change::media_item_address;
use crate::results::role_model;

const CALENDAR: &str = "text/calendar; charset=utf-8";
const ATOM: &str = "application/atom+xml";
/// Maximum number of octets in a line of a calendar, without its line break.
const LINE_OCTETS_MAX: usize = 75;
/// Maximum number of entries of the news.
const NEWS_MAX: u64 = 50;
/// The author of the news.
const AUTHOR: &str = "Cơ quan thường trực phong trào thi đua";

/// Every cycle, in the order they were planned.
pub(super) async fn every_cycle(tx: &Tx) -> Result<Vec<Cycle>, Failure> {
    let mut cycles: Vec<Cycle> = Vec::new();
    loop {
        let after = cycles.last().map(|cycle| cycle.id.0);
        let slice = tx.cycles(None, &Scope::of_units(Vec::new()), Page { after, limit: u8::MAX }).await?;
        cycles.extend(slice.items);
        if !slice.more {
            return Ok(cycles);
        }
    }
}

/// What is due.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    /// The reports of the units, on the day.
    Reports,
    /// The report on the year, before the day (rule S25).
    Synthesis,
}

/// A due date of an open cycle, for a calendar.
struct DueDate {
    due: Due,
    cycle: CycleId,
    opened_at: DateTime<Utc>,
    day: NaiveDate,
    name: Text,
    movement: Text,
}

impl DueDate {
    /// The due dates of an open cycle of a movement.
    fn of(cycle: Cycle, campaign: &Campaign, opened_at: DateTime<Utc>) -> impl Iterator<Item = Self> {
        let synthesis = cycle.synthesis_before(&campaign.text.policy);
        let Cycle { id, name, due_date, .. } = cycle;
        let movement = campaign.text.name.clone();
        let days = [(Due::Reports, due_date), (Due::Synthesis, synthesis)].into_iter();
        days.filter_map(move |(due, day)| {
            Some(Self { due, cycle: id, opened_at, day: day?, name: name.clone(), movement: movement.clone() })
        })
    }
}

/// A line of a calendar, folded where it would be too long (RFC 5545, 3.1), between characters.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len().saturating_add(2));
    let mut octets = 0_usize;
    for letter in line.chars() {
        if LINE_OCTETS_MAX < octets.saturating_add(letter.len_utf8()) {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(letter);
        octets = octets.saturating_add(letter.len_utf8());
    }
    text.push_str("\r\n");
    text
}

/// A text, escaped as a calendar's value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                safe.push('\\');
                safe.push(letter);
            }
            '\n' => safe.push_str("\\n"),
            control if control.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

fn calendar(due: &[DueDate]) -> String {
    // A calendar has at least one component: without an open cycle that is the time zone.
    let mut lines: Vec<String> = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Thi Dua//Public deadlines//VI",
        "CALSCALE:GREGORIAN",
        // RFC 7986, and the name that older programs know.
        "NAME:Hạn nộp báo cáo phong trào thi đua",
        "X-WR-CALNAME:Hạn nộp báo cáo phong trào thi đua",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Ho_Chi_Minh",
        "BEGIN:STANDARD",
        "DTSTART:19750613T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0700",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    .map(str::to_owned)
    .into();
    for DueDate { due, cycle, opened_at, day, name, movement } in due {
        let (uid, vi, en) = match due {
            Due::Reports => (cycle.to_string(), "Hạn nộp báo cáo", "Reports are due"),
            Due::Synthesis => (
                format!("{cycle}-synthesis"),
                "Báo cáo tổng hợp phải gửi trước ngày này",
                "The synthesis report is due before this day",
            ),
        };
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{uid}"),
            format!("DTSTAMP:{}", opened_at.format("%Y%m%dT%H%M%SZ")),
            format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&format!("{vi}: {}, {}", name.vi, movement.vi))),
            format!("DESCRIPTION:{}", escaped(&format!("{en}: {}, {}", name.en, movement.en))),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// An entry of the news.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    id: Uuid,
    at: DateTime<Utc>,
    title: String,
    /// Path of its data on this installation.
    path: String,
    /// Path of a page for people.
    page: String,
}

fn of_release(release: &ReleaseSummary, cycles: &BTreeMap<CycleId, String>) -> Entry {
    let ReleaseSummary { id, cycle, number, published_at, status, .. } = release;
    let name = cycles.get(cycle).map_or("", String::as_str);
    let corrected = if *status == Some(ReleaseStatus::Corrected) { " (đính chính)" } else { "" };
    Entry {
        id: id.0,
        at: *published_at,
        title: format!("Công bố kết quả đợt {number}{corrected}: {name}"),
        path: format!("/v1/public/releases/{id}"),
        page: page_of(Some(*cycle)),
    }
}

/// The page of the published boards, of a cycle where one is concerned.
fn page_of(cycle: Option<CycleId>) -> String {
    cycle.map_or_else(|| "/board".to_owned(), |cycle| format!("/board?cycle={cycle}"))
}

fn of_decision(decision: &Decision, cycle: Option<CycleId>) -> Option<Entry> {
    let Decision { id, paper, published_at, .. } = decision;
    // The title of the decision may name its recipients, so it is left out, as in the list of awards.
    let title = format!("Quyết định khen thưởng số {}, ngày {}", paper.symbol, paper.date.format("%d/%m/%Y"));
    let path = cycle.map_or_else(|| "/v1/public/awards".to_owned(), |cycle| format!("/v1/public/awards?cycle={cycle}"));
    let page = page_of(cycle);
    Some(Entry { id: id.0, at: (*published_at)?, title, path, page })
}

fn of_role_model(role_model: &RoleModel) -> Entry {
    let RoleModel { id, content, unit, published_at, .. } = role_model;
    Entry {
        id: id.0,
        at: *published_at,
        title: format!("Điển hình tiên tiến: {} ({})", content.title, unit.name),
        path: role_model::address(*id),
        page: page_of(None),
    }
}

fn of_media_item(item: &MediaItem) -> Entry {
    let MediaItem { id, publisher, content, published_at, .. } = item;
    Entry {
        id: id.0,
        at: *published_at,
        title: format!("{}: {} ({})", content.kind.vi(), content.title, publisher.name),
        path: media_item_address(*id),
        page: page_of(None),
    }
}

fn of_revocation(revocation: &Revocation) -> Entry {
    let Revocation { id, award, paper, revoked_at, .. } = revocation;
    Entry {
        id: id.0,
        at: *revoked_at,
        title: format!(
            "Hủy bỏ quyết định tặng Bằng khen, theo quyết định số {}, ngày {}",
            paper.symbol,
            paper.date.format("%d/%m/%Y")
        ),
        path: format!("/v1/public/revocations?award={award}"),
        page: page_of(None),
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn atom(address: &str, entries: &[Entry]) -> std::io::Result<Vec<u8>> {
    let own = format!("{address}/v1/public/news.atom");
    let updated = instant(entries.iter().map(|entry| entry.at).max().unwrap_or(DateTime::UNIX_EPOCH));
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = writer.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.with_attribute(("xml:lang", "vi")).write_inner_content(|writer| {
        writer.create_element("id").write_text_content(BytesText::new(&own))?;
        writer.create_element("title").write_text_content(BytesText::new("Tin công bố của phong trào thi đua"))?;
        writer.create_element("updated").write_text_content(BytesText::new(&updated))?;
        writer.create_element("author").write_inner_content(|writer| {
            writer.create_element("name").write_text_content(BytesText::new(AUTHOR))?;
            Ok(())
        })?;
        let link = writer.create_element("link").with_attribute(("rel", "self"));
        link.with_attribute(("type", ATOM)).with_attribute(("href", own.as_str())).write_empty()?;
        let page = format!("{address}/board");
        let link = writer.create_element("link").with_attribute(("rel", "alternate"));
        link.with_attribute(("type", "text/html")).with_attribute(("href", page.as_str())).write_empty()?;
        for Entry { id, at, title, path, page } in entries {
            writer.create_element("entry").write_inner_content(|writer| {
                writer.create_element("id").write_text_content(BytesText::new(&format!("urn:uuid:{id}")))?;
                writer.create_element("title").write_text_content(BytesText::new(title))?;
                writer.create_element("updated").write_text_content(BytesText::new(&instant(*at)))?;
                for (media, path) in [("text/html", page), ("application/json", path)] {
                    let href = format!("{address}{path}");
                    let link = writer.create_element("link").with_attribute(("rel", "alternate"));
                    link.with_attribute(("type", media)).with_attribute(("href", href.as_str())).write_empty()?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(writer.into_inner())
}

file_types! {
    /// A calendar (RFC 5545).
    CalendarFile = "text/calendar" text;
    /// A feed (RFC 4287).
    AtomFeed = "application/atom+xml" text;
}

/// Subscribe to the due dates
///
/// *Lịch hạn nộp báo cáo.* Public. A calendar (RFC 5545) with a whole day for the due date of every open cycle, under the
/// names of cycle and movement; the `UID` is the cycle's identifier. If the movement names a day before which its synthesis
/// report is due (rule S25), an open annual cycle has an entry for that day, too, whose `UID` ends with `-synthesis`.
#[utoipa::path(get, path = "/deadlines.ics", responses((status = 200, description = "The calendar.")))]
pub(crate) async fn show_deadlines(request: HttpRequest, db: Db) -> Result<Cached<CalendarFile>, Problem> {
    let due = db
        .read(|tx| async move {
            let cycles = every_cycle(&tx).await?;
            let open: Vec<Cycle> = cycles.into_iter().filter(|cycle| cycle.state == CycleState::Open).collect();
            let ids: Vec<CycleId> = open.iter().map(|cycle| cycle.id).collect();
            let openings: BTreeMap<CycleId, DateTime<Utc>> = tx.openings(&ids).await?.into_iter().collect();
            let mut campaigns: BTreeMap<CampaignId, Campaign> = BTreeMap::new();
            let mut due = Vec::new();
            for cycle in open {
                let campaign = match campaigns.entry(cycle.campaign) {
                    btree_map::Entry::Occupied(known) => known.into_mut(),
                    btree_map::Entry::Vacant(place) => place.insert(tx.campaign(cycle.campaign).await?),
                };
                if let Some(opened_at) = openings.get(&cycle.id) {
                    due.extend(DueDate::of(cycle, campaign, *opened_at));
                }
            }
            Ok(due)
        })
        .await?;
    Ok(cached_file(&request, CALENDAR, calendar(&due).into_bytes()).into())
}

/// Follow the news
///
/// *Tin công bố.* Public. A feed (RFC 4287) of the newest 50 of releases, published decisions, revocations, role models
/// (rule S32) and what press agencies published, the latest first. It names papers and no persons; the entries lead to the
/// lists that do.
#[utoipa::path(get, path = "/news.atom", responses((status = 200, description = "The feed.")))]
pub(crate) async fn show_news(
    request: HttpRequest,
    address: web::Data<Address>,
    db: Db,
) -> Result<Cached<AtomFeed>, Problem> {
    let mut entries = db
        .read(|tx| async move {
            let cycles = every_cycle(&tx).await?.into_iter().map(|cycle| (cycle.id, cycle.name.vi));
            let cycles: BTreeMap<CycleId, String> = cycles.collect();
            let releases = tx.latest_releases(NEWS_MAX).await?;
            let decisions = tx.latest_published_decisions(NEWS_MAX).await?;
            let revocations = tx.latest_revocations(NEWS_MAX).await?;
            let role_models = tx.latest_role_models(NEWS_MAX).await?;
            let media_items = tx.latest_media_items(NEWS_MAX).await?;
            let mut entries: Vec<Entry> = releases.iter().map(|release| of_release(release, &cycles)).collect();
            entries.extend(decisions.iter().filter_map(|(decision, cycle)| of_decision(decision, *cycle)));
            entries.extend(revocations.iter().map(of_revocation));
            entries.extend(role_models.iter().map(of_role_model));
            entries.extend(media_items.iter().map(of_media_item));
            Ok(entries)
        })
        .await?;
    entries.sort_by_key(|entry| Reverse((entry.at, entry.id)));
    entries.truncate(usize::try_from(NEWS_MAX).unwrap_or(usize::MAX));
    let body = atom(address.as_str(), &entries).map_err(Problem::fault)?;
    Ok(cached_file(&request, ATOM, body).into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_deadlines, show_news);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_between_letters_after_75_octets() {
        let line = format!("SUMMARY:{}", "ế".repeat(60));
        let text = folded(&line);
        for part in text.trim_end_matches("\r\n").split("\r\n") {
            assert!(part.len() <= LINE_OCTETS_MAX, "{part}");
        }
        assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"), "nothing is lost");
        assert_eq!(folded(&"x".repeat(75)), format!("{}\r\n", "x".repeat(75)));
        assert_eq!(folded(&"x".repeat(76)), format!("{}\r\n x\r\n", "x".repeat(75)));
    }

    #[test]
    fn found_c13_a_calendar_has_a_name_escapes_texts_and_is_never_empty() {
        assert_eq!(escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
        let empty = calendar(&[]);
        assert!(empty.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && empty.ends_with("END:VCALENDAR\r\n"));
        assert!(empty.contains("BEGIN:VTIMEZONE") && !empty.contains("VEVENT"));
        assert!(empty.contains("\r\nNAME:Hạn nộp") && empty.contains("\r\nX-WR-CALNAME:Hạn nộp"), "{empty}");
        let due = |due, month, day| DueDate {
            due,
            cycle: CycleId(Uuid::from_u128(7)),
            opened_at: DateTime::UNIX_EPOCH,
            day: NaiveDate::from_ymd_opt(2024, month, day).expect("a day"),
            name: Text::new("Năm 2024, cả tỉnh", "Year 2024"),
            movement: Text::new("Tiết kiệm", "Savings"),
        };
        let text = calendar(&[due(Due::Reports, 11, 30), due(Due::Synthesis, 12, 10)]);
        assert!(text.contains("UID:00000000-0000-0000-0000-000000000007\r\nDTSTAMP:19700101T000000Z\r\n"), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20241130\r\n"), "{text}");
        let text = text.replace("\r\n ", "");
        assert!(text.contains("SUMMARY:Hạn nộp báo cáo: Năm 2024\\, cả tỉnh\\, Tiết kiệm\r\n"), "{text}");
        assert!(text.contains("UID:00000000-0000-0000-0000-000000000007-synthesis\r\n"), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20241210\r\n"), "S25: {text}");
        let said = "DESCRIPTION:The synthesis report is due before this day: Year 2024\\, Savings\r\n";
        assert!(text.contains(said), "{text}");
    }

    #[test]
    fn found_c13_a_feed_escapes_what_it_names_and_leads_to_pages() {
        let entry = Entry {
            id: Uuid::from_u128(7),
            at: DateTime::UNIX_EPOCH,
            title: "A & <B>".to_owned(),
            path: "/v1/public/awards?x=1&y=2".to_owned(),
            page: page_of(Some(CycleId(Uuid::from_u128(8)))),
        };
        let text = String::from_utf8(atom("https://example.org", &[entry]).expect("a feed")).expect("UTF-8");
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns="), "{text}");
        assert!(text.contains("<title>A &amp; &lt;B&gt;</title>"), "{text}");
        assert!(text.contains("href=\"https://example.org/v1/public/awards?x=1&amp;y=2\""), "{text}");
        assert!(text.contains("<id>urn:uuid:00000000-0000-0000-0000-000000000007</id>"), "{text}");
        let page = "type=\"text/html\" href=\"https://example.org/board?cycle=00000000-0000-0000-0000-000000000008\"";
        assert!(text.contains(page), "{text}");
        assert!(text.contains("<updated>1970-01-01T00:00:00Z</updated>"), "{text}");
    }
}
