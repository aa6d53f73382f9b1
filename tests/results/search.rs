//! Search: without accents, in any case, in either Unicode normalisation form, and with wildcards as plain letters.

use std::fmt::Write as _;

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// Đặng Thị Đào, decomposed as some keyboards write it; đ has no decomposition.
const DECOMPOSED: &str = "Đa\u{323}\u{306}ng Thi\u{323} Đa\u{300}o";

/// A text, encoded for a query.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut query, byte| {
        write!(query, "%{byte:02X}").expect("a text");
        query
    })
}

/// The names that a search finds, in the order of the list.
async fn found(person: &Person, list: &str, text: &str) -> Vec<String> {
    let items = world::all(person, &format!("{list}?text={}", encoded(text))).await;
    let name = |item: &Value| {
        let name = if item["subject"].is_object() { &item["subject"]["name"] } else { &item["name"] };
        name.as_str().unwrap_or_else(|| panic!("no name in {item}")).to_owned()
    };
    items.iter().map(name).collect()
}

/// A decision on one individual of the head's unit.
async fn decide(world: &World, cycle: &str, name: &str, number: i64) -> String {
    let nomination = world.nominate(cycle, &world::individual(name)).await;
    world.present(&nomination).await;
    id(&world.decision.post("/v1/decisions", &world::decision(number, &[&nomination])).await.ok())
}

#[track_caller]
fn must_be_too_long(answer: &crate::base::client::Answer) {
    assert_eq!((answer.status, answer.violations()), (400, vec!["?text LENGTH_OUT_OF_RANGE".to_owned()]));
}

/// Rules L36, L44.
pub(crate) async fn l44_l36_public_awards_are_found_by_recipient_and_unit(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    for (name, number) in [("Đặng Thị Đào", 1), ("Nguyễn Văn Ân", 2)] {
        let decision = decide(&world, &cycle, name, number).await;
        world.publish(&decision).await.ok();
    }
    decide(&world, &cycle, "Đào Văn Kín", 3).await;
    let public = world.service.anybody();
    let awards = "/v1/public/awards";
    for text in ["Đặng Thị Đào", "dang thi dao", "ĐẶNG THỊ ĐÀO", "  thị   đào ", "DAO", DECOMPOSED] {
        assert_eq!(found(&public, awards, text).await, ["Đặng Thị Đào"], "{text}");
    }
    for text in ["an", "ân", "van"] {
        let names = found(&public, awards, text).await;
        assert!(names.contains(&"Nguyễn Văn Ân".to_owned()), "{text}: {names:?}");
    }
    // The unit by its name or its code; texts that match everything, and texts that match nothing.
    for text in ["ke sach", "KẾ SÁCH", "943", "", " ", "\u{301}", "\0"] {
        assert_eq!(found(&public, awards, text).await, ["Đặng Thị Đào", "Nguyễn Văn Ân"], "{text:?}");
    }
    // Neither a decision that is not public, nor an internal word, nor a wildcard matches.
    for text in ["van kin", "individual", "/", "%", "_", "d_ng", "dang%dao", "\\", "Ðặng", "'", "chau thanh"] {
        assert_eq!(found(&public, awards, text).await, [""; 0], "{text}");
    }
    let filtered = format!("{awards}?text=dao&organisation={}", world.other);
    assert_eq!(world::all(&public, &filtered).await.len(), 0, "filters add up");

    let long = |letters: usize| format!("{awards}?text={}", "a".repeat(letters));
    assert_eq!(public.get(&long(100)).await.status, 200);
    must_be_too_long(&public.get(&long(101)).await);
    let page = public.get(&format!("{awards}?text=943&limit=1")).await.ok();
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    let rest = public.get(&format!("{awards}?text=943&limit=1&cursor={cursor}")).await.ok();
    assert_eq!((&rest["items"][0]["name"], &rest["nextCursor"]), (&json!("Nguyễn Văn Ân"), &json!(null)));
    let other = public.get(&format!("{awards}?text=ke&limit=1&cursor={cursor}")).await;
    assert_eq!(other.violations(), ["?cursor CURSOR_MALFORMED"], "a cursor belongs to its text");
    let record = format!("/v1/award-records?name={}", encoded(DECOMPOSED));
    assert_eq!(world::all(&world.auditor, &record).await.len(), 1, "the record knows the name, too");
    world.service.stop().await;
}

/// Rules L44, S30.
pub(crate) async fn l44_nominations_giay_khen_and_accounts_are_found_within_what_one_may_see(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.nominate(&cycle, &world::individual("Đặng Thị Đào")).await;
    world.nominate(&cycle, &world::collective("Tổ 100% số_hóa")).await;
    let foreign = json!({"cycle": cycle, "organisation": world.other, "dossier": world::individual("Đào Đức Độ")});
    world.stranger.post("/v1/nominations", &foreign).await.ok();
    let nominations = "/v1/nominations";
    assert_eq!(found(&world.standing, nominations, "DAO").await, ["Đặng Thị Đào", "Đào Đức Độ"]);
    assert_eq!(found(&world.standing, nominations, "chau thanh").await, ["Đào Đức Độ"], "by the unit, too");
    for text in ["dao", "đào", "Đa\u{300}o", "THI DAO"] {
        assert_eq!(found(&world.head, nominations, text).await, ["Đặng Thị Đào"], "{text}");
    }
    assert_eq!(found(&world.stranger, nominations, "dao").await, ["Đào Đức Độ"]);
    for text in ["duc do", "chau thanh", "individual", "collective/", "\\"] {
        assert_eq!(found(&world.head, nominations, text).await, [""; 0], "{text}");
    }
    for text in ["%", "_", "100%", "so_hoa", "to 100% SỐ_HÓA"] {
        assert_eq!(found(&world.head, nominations, text).await, ["Tổ 100% số_hóa"], "{text}");
    }
    must_be_too_long(&world.head.get(&format!("{nominations}?text={}", "đ".repeat(101))).await);

    for (name, symbol) in [("Ngô Thị Đệ", "18/QĐ-UBND"), ("Tổ 100% số_hóa", "19/QĐ-UBND")] {
        let body = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": name, "symbol": symbol,
            "date": "2024-11-20", "signer": "Trần Thị Trưởng", "achievement": "Sáng kiến số hóa"});
        world.head.post("/v1/commendations", &body).await.ok();
    }
    let register = "/v1/commendations";
    for text in ["ngo thi de", "ĐỆ", "18/qd", "Ngo\u{302} Thi\u{323}"] {
        assert_eq!(found(&world.head, register, text).await, ["Ngô Thị Đệ"], "{text}");
    }
    assert_eq!(found(&world.auditor, register, "%").await, ["Tổ 100% số_hóa"]);
    assert_eq!(found(&world.auditor, register, "ke sach").await.len(), 2);
    assert_eq!(found(&world.stranger, register, "ngo thi de").await, [""; 0], "another unit's entries");
    must_be_too_long(&world.head.get(&format!("{register}?text={}", "a".repeat(101))).await);

    let accounts = "/v1/accounts";
    for text in ["dang thi van", "ĐẶNG", "Va\u{306}n Pho\u{300}ng", "DECISION", "phong decision"] {
        assert_eq!(found(&world.admin, accounts, text).await, ["Đặng Thị Văn Phòng"], "{text}");
    }
    assert_eq!(found(&world.admin, accounts, "%").await, [""; 0]);
    assert_eq!(world.head.get(&format!("{accounts}?text=dang")).await.status, 403);
    must_be_too_long(&world.admin.get(&format!("{accounts}?text={}", "a".repeat(101))).await);

    assert_eq!(
        found(&world.head, "/v1/organisations", "Huye\u{323}\u{302}n Tra\u{302}\u{300}n Đe\u{302}\u{300}").await,
        ["Huyện Trần Đề"]
    );
    must_be_too_long(&world.head.get(&format!("/v1/organisations?text={}", "a".repeat(101))).await);
    world.service.stop().await;
}

/// Rule L44: rows that existed before the search column are found, too.
pub(crate) async fn l44_what_was_there_before_is_found_as_well(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let body = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Ngô Thị Đệ",
        "symbol": "18/QĐ-UBND", "date": "2024-11-20", "signer": "Trần Thị Trưởng", "achievement": "Sáng kiến"});
    world.head.post("/v1/commendations", &body).await.ok();
    for table in ["account", "commendation"] {
        world.service.tamper(table, &format!("ALTER TABLE {table} DROP COLUMN search"));
    }
    world.service.tamper("seaql_migrations", "DELETE FROM seaql_migrations WHERE version = 'm0028_search'");
    world.service.restart().await;
    let again = |person: &Person| Person::new(world.service.url(), person.token.clone());
    let (admin, head) = (again(&world.admin), again(&world.head));
    assert_eq!(found(&admin, "/v1/accounts", "dang thi").await, ["Đặng Thị Văn Phòng"]);
    assert_eq!(found(&admin, "/v1/accounts", "stranger").await, ["Lê Văn Khác"]);
    assert_eq!(found(&head, "/v1/commendations", "thi de 18/qd").await, ["Ngô Thị Đệ"]);
    world.service.stop().await;
}
