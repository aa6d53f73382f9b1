//! Guidance and announcements: issued to units, acknowledged by each, replaced, withdrawn, and read in public.

use chrono::{NaiveDate, TimeDelta};
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, all, id};

const LIST: &str = "/v1/guidance";
const PUBLIC: &str = "/v1/public/guidance";

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

async fn body(world: &World, title: &str, recipients: Value) -> Value {
    json!({"campaign": campaign(world).await, "kind": "GUIDANCE", "title": title,
        "text": "Chấm theo bộ tiêu chí của cấp mình", "contents": [6], "recipients": recipients,
        "document": {"number": "45/HD-SKHCN", "date": "2024-03-01", "issuer": "Sở Khoa học và Công nghệ",
            "title": "Hướng dẫn chấm điểm"}})
}

/// Both districts that exist on the day of the stories.
fn districts() -> Value {
    json!({"levels": ["DISTRICT"]})
}

async fn titles(person: &Person, query: &str) -> Vec<String> {
    let found = all(person, &format!("{LIST}{query}")).await;
    found.iter().map(|one| one["title"].as_str().expect("a title").to_owned()).collect()
}

async fn acknowledge(person: &Person, guidance: &str, unit: &str) -> Answer {
    person.post(&format!("{LIST}/{guidance}/acknowledgements"), &json!({"organisation": unit})).await
}

async fn recipients(person: &Person, guidance: &str, query: &str) -> Vec<Value> {
    all(person, &format!("{LIST}/{guidance}/recipients{query}")).await
}

/// Parts V.1 and V.2 of the plan, rules L37, L40, L41: from the agency to the units, and back.
pub(crate) async fn v1_guidance_goes_to_its_recipients_who_acknowledge_each_for_themselves(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let issued = world.standing.post(LIST, &body(&world, "Hướng dẫn chấm điểm", districts()).await).await.ok();
    assert_eq!(
        (&issued["recipients"]["total"], &issued["recipients"]["acknowledged"], &issued["issuerCode"]),
        (&json!(2), &json!(0), &json!(world::AGENCY))
    );
    let first = id(&issued);
    let mut second = body(&world, "Thông báo lịch làm việc", json!({"units": [world.other]})).await;
    (second["kind"], second["otherRecipients"]) = (json!("ANNOUNCEMENT"), json!(["Lưu: VT"]));
    second.as_object_mut().expect("an object").remove("document");
    let second = id(&world.appraisal.post(LIST, &second).await.ok());

    let both = ["Hướng dẫn chấm điểm", "Thông báo lịch làm việc"];
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor, &world.stranger] {
        assert_eq!(titles(person, "").await, both);
    }
    assert_eq!(titles(&world.head, "").await, both[..1], "a unit sees what was issued to it");
    assert_eq!(world.admin.get(LIST).await.status, 403);
    assert_eq!(titles(&world.standing, "?kind=ANNOUNCEMENT&withdrawn=false").await, both[1..]);
    assert_eq!(titles(&world.standing, "?content=6").await, both);
    assert!(titles(&world.standing, "?content=1").await.is_empty());
    assert_eq!(titles(&world.head, "?unacknowledged=true").await, both[..1]);
    let own = world.head.get(&format!("{LIST}/{first}")).await.ok();
    assert_eq!(own["ownUnits"][0]["organisationCode"], "943");
    assert!(own["recipients"].get("total").is_none(), "a unit does not see what others did: {own}");
    assert_eq!(world.head.get(&format!("{LIST}/{second}")).await.status, 404, "not issued to this unit");

    assert_eq!(acknowledge(&world.head, &second, &world.unit).await.status, 404, "this unit is no recipient");
    assert_eq!(acknowledge(&world.head, &first, &world.other).await.status, 403, "another unit's");
    assert_eq!(acknowledge(&world.standing, &first, &world.unit).await.status, 403);
    let note = json!({"organisation": world.unit, "note": "Đã phổ biến đến các phòng"});
    let place = format!("{LIST}/{first}/acknowledgements");
    let said = world.editor.post_with_key(&place, &note, "mot-lan").await.ok();
    assert_eq!((&said["note"], &said["acknowledgedBy"]), (&note["note"], &json!("Nguyễn Văn Nhập")));
    let repeated = world.editor.post_with_key(&place, &note, "mot-lan").await.ok();
    assert_eq!(repeated, said, "the same request is answered in the same way");
    let again = acknowledge(&world.head, &first, &world.unit).await;
    assert_eq!(again.problem(), (409, "GUIDANCE_ACKNOWLEDGED".to_owned()));
    assert!(titles(&world.head, "?unacknowledged=true").await.is_empty());
    assert_eq!(titles(&world.standing, "?unacknowledged=true").await, both, "the other unit has not");
    let waiting = recipients(&world.standing, &first, "?acknowledged=false").await;
    assert_eq!((waiting.len(), &waiting[0]["organisationCode"]), (1, &json!("942")));
    assert_eq!(recipients(&world.auditor, &first, "?acknowledged=true").await.len(), 1);
    let own = recipients(&world.head, &first, "").await;
    assert_eq!((own.len(), &own[0]["organisation"]), (1, &json!(world.unit)), "a unit sees its own row");
    let counted = world.standing.get(&format!("{LIST}/{first}")).await.ok();
    assert_eq!(counted["recipients"]["acknowledged"], 1);
    let trail = all(&world.auditor, &format!("/v1/audit-entries?object={first}")).await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["GUIDANCE_ISSUED", "GUIDANCE_ACKNOWLEDGED"]);

    let nobody = body(&world, "Không nơi nhận", json!({})).await;
    let refused = world.standing.post(LIST, &nobody).await;
    assert_eq!((refused.status, refused.violations()), (422, vec!["/recipients RECIPIENTS_MISSING".to_owned()]));
    let mut bare = body(&world, "Không văn bản", districts()).await;
    bare.as_object_mut().expect("an object").remove("document");
    let refused = world.standing.post(LIST, &bare).await;
    assert_eq!(refused.violations(), ["/document CITATION_INCOMPLETE L21"]);
    assert_eq!(world.head.post(LIST, &body(&world, "Của đơn vị", districts()).await).await.status, 403);

    let withdrawal = format!("{LIST}/{first}/withdrawal");
    let reason = json!({"reason": "Có sai sót ở thang điểm"});
    let stale = [("if-match", "\"7\"")];
    let bytes = reason.to_string().into_bytes();
    assert_eq!(world.standing.send(reqwest::Method::POST, &withdrawal, &stale, Some(bytes)).await.status, 412);
    assert_eq!(world.head.post(&withdrawal, &reason).await.status, 403);
    world.appraisal.post(&withdrawal, &reason).await.ok();
    let seen = world.head.get(&format!("{LIST}/{first}")).await.ok();
    assert_eq!((&seen["state"], &seen["reason"]), (&json!("WITHDRAWN"), &reason["reason"]), "its recipients see why");
    let late = acknowledge(&world.stranger, &first, &world.other).await;
    assert_eq!(late.problem(), (409, "GUIDANCE_WITHDRAWN".to_owned()));
    assert_eq!(titles(&world.head, "?withdrawn=true").await, both[..1]);
    assert_eq!(titles(&world.standing, "?unacknowledged=true").await, both[1..], "it is waited for no more");
    world.service.stop().await;
}

/// Part V.1 of the plan, rule L34: who has not acknowledged is listed after the day; a unit that ended does not act.
pub(crate) async fn v1_l34_what_is_not_acknowledged_in_time_is_on_the_list_of_overdue_ones(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let mut guidance = body(&world, "Hướng dẫn chấm điểm", districts()).await;
    guidance["acknowledgeByDate"] = json!(world::ahead(-1));
    let past = world.standing.post(LIST, &guidance).await;
    assert_eq!(past.violations(), ["/acknowledgeByDate DUE_DATE_UNFIT"]);
    guidance["acknowledgeByDate"] = json!(world::ahead(3));
    let issued = id(&world.standing.post(LIST, &guidance).await.ok());
    acknowledge(&world.head, &issued, &world.unit).await.ok();
    assert!(titles(&world.standing, "?overdue=true").await.is_empty());

    let later = body(&world, "Hướng dẫn bổ sung", districts()).await;
    let mut named = body(&world, "Hướng dẫn riêng", json!({"units": [world.other]})).await;
    world.service.running().clock().pass(TimeDelta::days(5));
    let standing = world::sign_in(&world.service, "standing").await;
    let (head, stranger) =
        (world::sign_in(&world.service, "head").await, world::sign_in(&world.service, "stranger").await);
    assert_eq!(titles(&standing, "?overdue=true").await, ["Hướng dẫn chấm điểm"]);
    assert_eq!(titles(&stranger, "?overdue=true").await, ["Hướng dẫn chấm điểm"]);
    assert!(titles(&head, "?overdue=true").await.is_empty(), "this unit was in time");
    let shown = |person: &Person| {
        let (person, place) = (person.clone(), format!("{LIST}/{issued}"));
        async move { person.get(&place).await.ok()["overdue"].clone() }
    };
    assert_eq!((shown(&standing).await, shown(&head).await), (json!(true), json!(false)));
    let late = recipients(&standing, &issued, "?acknowledged=false").await;
    assert_eq!((&late[0]["organisationCode"], &late[0]["overdue"]), (&json!("942"), &json!(true)));

    let admin = world::sign_in(&world.service, "admin").await;
    let yesterday = NaiveDate::parse_from_str(&world::today(), "%Y-%m-%d").expect("a day").pred_opt();
    let closing = json!({"lastDate": yesterday, "document": {"number": "9/NQ", "date": "2024-06-01",
        "issuer": "Ủy ban Thường vụ Quốc hội", "title": "Sắp xếp đơn vị"}});
    admin.post(&format!("/v1/organisations/{}/closing", world.other), &closing).await.ok();
    let ended = acknowledge(&stranger, &issued, &world.other).await;
    assert_eq!((ended.problem(), ended.rule().as_str()), ((409, "UNIT_CLOSED".to_owned()), "L34"));
    assert_eq!(stranger.get(&format!("{LIST}/{issued}")).await.status, 200, "its people read");
    let later = standing.post(LIST, &later).await.ok();
    assert_eq!(later["recipients"]["total"], 1, "a unit that has ended receives nothing new");
    named["kind"] = json!("ANNOUNCEMENT");
    let refused = standing.post(LIST, &named).await;
    assert_eq!(refused.violations(), ["/recipients/units/0 UNIT_NOT_VALID L30"]);
    world.service.stop().await;
}

/// Part V.1 of the plan, rule L40: units do not wait for each other, and each acknowledges once.
pub(crate) async fn v1_two_units_acknowledge_at_once_and_one_unit_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for round in 0..6 {
        let guidance = body(&world, &format!("Hướng dẫn số {round}"), districts()).await;
        let issued = id(&world.standing.post(LIST, &guidance).await.ok());
        let (editor, head, stranger) = tokio::join!(
            acknowledge(&world.editor, &issued, &world.unit),
            acknowledge(&world.head, &issued, &world.unit),
            acknowledge(&world.stranger, &issued, &world.other)
        );
        assert_eq!(stranger.status, 201, "round {round}: {}", stranger.text);
        let (won, lost) = if editor.status == 201 { (editor, head) } else { (head, editor) };
        assert_eq!(won.status, 201, "round {round}: {}", won.text);
        let (status, code) = lost.problem();
        assert!(status == 409 && ["GUIDANCE_ACKNOWLEDGED", "CHANGED_MEANWHILE"].contains(&&*code), "{status} {code}");
        let rows = recipients(&world.standing, &issued, "?acknowledged=true").await;
        assert_eq!(rows.len(), 2);
        assert_eq!(all(&world.auditor, &format!("/v1/audit-entries?object={issued}")).await.len(), 3, "issue and two");
    }
    world.service.stop().await;
}

/// Part V.1 of the plan: what is for everybody is read without a token, replaced once, and withdrawn everywhere.
pub(crate) async fn v1_public_guidance_is_replaced_and_withdrawn_everywhere(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let mut first = body(&world, "Hướng dẫn công khai", districts()).await;
    first["public"] = json!(true);
    first["document"]["classification"] = json!("INTERNAL");
    let first = id(&world.standing.post(LIST, &first).await.ok());
    let internal = id(&world.standing.post(LIST, &body(&world, "Hướng dẫn nội bộ", districts()).await).await.ok());
    acknowledge(&world.head, &first, &world.unit).await.ok();
    let shown = public.get(&format!("{PUBLIC}/{first}")).await;
    assert_eq!(shown.ok()["document"]["title"], "Văn bản nội bộ");
    assert!(!shown.text.contains("45/HD") && !shown.text.contains("Kế Sách"), "{}", shown.text);
    let listed = all(&public, &format!("{PUBLIC}?kind=GUIDANCE&content=6")).await;
    assert_eq!((listed.len(), &listed[0]["issuerCode"]), (1, &json!(world::AGENCY)));
    assert_eq!(public.get(&format!("{PUBLIC}/{internal}")).await.status, 404);

    let mut later = body(&world, "Hướng dẫn thay thế", districts()).await;
    (later["public"], later["replaces"]) = (json!(true), json!(first));
    let (one, other) = tokio::join!(world.standing.post(LIST, &later), world.appraisal.post(LIST, &later));
    let (won, lost) = if one.status == 201 { (one, other) } else { (other, one) };
    let (status, code) = lost.problem();
    assert!(status == 409 && ["GUIDANCE_REPLACED", "CHANGED_MEANWHILE"].contains(&&*code), "{status} {code}");
    let won = won.ok();
    assert_eq!((&won["replaces"], &won["replacesTitle"]), (&json!(first), &json!("Hướng dẫn công khai")));
    let again = world.standing.post(LIST, &later).await;
    assert_eq!(again.problem(), (409, "GUIDANCE_REPLACED".to_owned()));
    later["replaces"] = json!(world.unit);
    assert_eq!(world.standing.post(LIST, &later).await.violations(), ["/replaces GUIDANCE_UNKNOWN"]);
    let before = world.head.get(&format!("{LIST}/{first}")).await.ok();
    assert_eq!((&before["state"], &before["replacedBy"]), (&json!("REPLACED"), &won["id"]), "it stays readable");
    let told = public.get(&format!("{PUBLIC}/{first}")).await.ok();
    assert_eq!((&told["replacedBy"], &told["replacedByTitle"]), (&won["id"], &json!("Hướng dẫn thay thế")));
    let listed = all(&public, PUBLIC).await;
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &won["id"]), "what was replaced leaves the list");
    let late = acknowledge(&world.stranger, &first, &world.other).await;
    assert_eq!(late.problem(), (409, "GUIDANCE_REPLACED".to_owned()));

    let reason = json!({"reason": "Có sai sót"});
    let withdrawal = format!("{LIST}/{}/withdrawal", id(&won));
    world.standing.post(&withdrawal, &reason).await.ok();
    assert_eq!(world.standing.post(&withdrawal, &reason).await.problem().1, "GUIDANCE_WITHDRAWN");
    assert_eq!(public.get(&format!("{PUBLIC}/{}", id(&won))).await.status, 404);
    assert!(all(&public, PUBLIC).await.is_empty());
    let told = public.get(&format!("{PUBLIC}/{first}")).await.ok();
    assert!(told.get("replacedBy").is_none(), "it leads to nothing that is not public: {told}");
    let changes = public.get("/v1/public/changes").await.ok();
    let kinds: Vec<&Value> = changes["items"].as_array().expect("items").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["GUIDANCE_PUBLISHED", "GUIDANCE_REPLACED", "GUIDANCE_PUBLISHED", "GUIDANCE_WITHDRAWN"]);
    world.service.stop().await;
}
