//! Corrections of awards by further decisions: the award, the public list and the certificate show what is right, and the
//! old certificate says by what it was corrected.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::honours::certificate::{published, revocation_under};

/// A decision that corrects one award of another one.
pub(crate) fn correction(number: i64, corrected: &Value, change: &Value) -> Value {
    let mut body = world::decision(number, &[]);
    let mut one =
        json!({"award": corrected["awards"][0]["id"], "ground": "CLERICAL_ERROR", "reason": "Sai dấu trong tên"});
    one.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    body["corrects"] = corrected["id"].clone();
    body["corrections"] = json!([one]);
    body
}

async fn correct(world: &World, number: i64, corrected: &Value, change: &Value) -> Answer {
    world.decision.post("/v1/decisions", &correction(number, corrected, change)).await
}

async fn publish(world: &World, decision: &Value) -> Value {
    world.publish(&id(decision)).await.ok()
}

/// The certificates of a decision, in the order of issue.
async fn certificates(world: &World, decision: &Value) -> Vec<Value> {
    world::all(&world.auditor, &format!("/v1/decisions/{}/certificates", id(decision))).await
}

fn code(certificate: &Value) -> String {
    certificate["code"].as_str().expect("a code").to_owned()
}

async fn page(person: &Person, code: &str, language: &str) -> String {
    let path = format!("/certificates/{code}");
    let answer = person.send(reqwest::Method::GET, &path, &[("accept-language", language)], None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

/// Rules P06, L03, L13, L31: nothing before its day; then the award, the list and a new certificate show the corrected
/// name, the old certificate leads to the new one, and both decisions name each other. It can be corrected again.
pub(crate) async fn p06_a_correcting_decision_changes_award_list_and_certificate(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiên", 1).await;
    let award = id(&first["awards"][0]);
    world.standing.step(&format!("/v1/decisions/{}/certificates", id(&first))).await.ok();
    let old = code(&certificates(&world, &first).await[0]);
    let public = world.service.anybody();
    let listed = async |query: &str| world::all(&public, &format!("/v1/public/awards{query}")).await;
    let everything = async || {
        let mut seen = Vec::new();
        for path in [
            "/v1/public/awards".to_owned(),
            format!("/v1/public/awards/{award}"),
            format!("/v1/public/certificates/{old}"),
            format!("/certificates/{old}"),
            "/v1/public/changes?limit=100".to_owned(),
            "/v1/public/news.atom".to_owned(),
        ] {
            seen.push(public.get(&path).await.text);
        }
        seen.push(json!(listed("?text=sang%20kien%20moi").await).to_string());
        seen
    };
    let before = everything().await;

    let made = correct(&world, 336, &first, &json!({"name": "Ngô Thị Sáng Kiến Mới"})).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let second = made.json();
    assert_eq!(everything().await, before, "nothing leaks before its day");
    let told = &second["corrections"][0];
    assert_eq!(
        (&told["award"], &told["number"], &told["ground"]),
        (&json!(award), &json!(1), &json!("CLERICAL_ERROR"))
    );
    assert_eq!((&told["changed"], &told["after"]["name"]), (&json!(["NAME"]), &json!("Ngô Thị Sáng Kiến Mới")));
    assert_eq!((&second["corrects"], &second["correctsSymbol"]), (&first["id"], &json!("1/QĐ-UBND")));
    assert_eq!(second["warnings"], json!([]));
    let inside = world.auditor.get(&format!("/v1/awards/{award}")).await.ok();
    assert_eq!((&inside["name"], &inside["corrections"]), (&json!("Ngô Thị Sáng Kiên"), &json!([])), "not yet");

    publish(&world, &second).await;
    // The list and the award.
    let row = listed("").await.remove(0);
    assert_eq!(
        (&row["name"], &row["asGranted"]["name"]),
        (&json!("Ngô Thị Sáng Kiến Mới"), &json!("Ngô Thị Sáng Kiên"))
    );
    assert_eq!(
        (&row["decisionSymbol"], &row["decisionDate"]),
        (&json!("1/QĐ-UBND"), &first["date"]),
        "L03: its day stays"
    );
    let expected = json!([{"ground": "CLERICAL_ERROR", "changed": ["NAME"], "decisionSymbol": "336/QĐ-UBND",
        "decisionDate": second["date"]}]);
    assert_eq!(row["corrections"], expected);
    let single = public.get(&format!("/v1/public/awards/{award}")).await.ok();
    assert_eq!((&single["name"], &single["corrections"]), (&row["name"], &expected));
    assert_eq!(listed("?text=sang%20kien%20moi").await.len(), 1, "it is found by its corrected name");
    assert!(!public.get("/v1/public/awards").await.text.contains("Sai dấu"), "the findings are not public");
    // Both decisions name each other.
    let earlier = world.decision.get(&format!("/v1/decisions/{}", id(&first))).await.ok();
    let nomination = first["awards"][0]["nomination"].as_str().expect("a nomination");
    let nomination = world.standing.get(&format!("/v1/nominations/{nomination}")).await.ok();
    assert_eq!(
        (&nomination["cycleCode"], &nomination["decisionSymbol"], &earlier["awards"][0]["cycleCode"]),
        (&json!("2024"), &json!("1/QĐ-UBND"), &json!("2024"))
    );
    for named in [&nomination["campaignName"]["vi"], &earlier["issuerName"]] {
        assert!(named.as_str().is_some_and(|name| !name.is_empty()), "identifiers have names: {earlier} {nomination}");
    }
    let by = json!([{"id": second["id"], "symbol": "336/QĐ-UBND", "date": second["date"], "state": "PUBLISHED",
        "neverPublic": false}]);
    assert_eq!(earlier["correctedBy"], by);
    assert_eq!(
        (&earlier["awards"][0]["name"], &earlier["awards"][0]["corrected"]["name"]),
        (&json!("Ngô Thị Sáng Kiên"), &json!("Ngô Thị Sáng Kiến Mới")),
        "as it was, and as it stands"
    );
    // The certificates.
    let issued = certificates(&world, &first).await;
    let words: Vec<&Value> = issued.iter().map(|one| &one["status"]).collect();
    assert_eq!(words, ["CORRECTED", "VALID"]);
    let new = code(&issued[1]);
    assert_ne!(old, new);
    let checked = public.get(&format!("/v1/public/certificates/{old}")).await.ok();
    assert_eq!((&checked["status"], &checked["name"]), (&json!("CORRECTED"), &json!("Ngô Thị Sáng Kiên")));
    assert_eq!(checked["correctedBy"]["code"], new.as_str());
    assert_eq!(checked["correctedBy"]["address"], format!("{}/certificates/{new}", world.service.url()));
    assert_eq!(checked["correctedBy"]["correction"], expected[0]);
    assert!(checked["revocation"].is_null() && checked["correction"].is_null(), "{checked}");
    let valid = public.get(&format!("/v1/public/certificates/{new}")).await.ok();
    assert_eq!((&valid["status"], &valid["name"]), (&json!("VALID"), &json!("Ngô Thị Sáng Kiến Mới")));
    assert_eq!(valid["correction"], json!({"symbol": "336/QĐ-UBND", "date": second["date"]}));
    assert_eq!((&valid["decisionSymbol"], valid["correctedBy"].is_null()), (&json!("1/QĐ-UBND"), true));
    let number = |view: &Value| view["goldenBook"]["number"].as_i64().expect("a number");
    assert_eq!((number(&checked), number(&valid)), (1, 2), "each paper has a number of its own");
    let shown = page(&public, &old, "vi").await;
    assert!(shown.contains("ĐÃ ĐÍNH CHÍNH") && shown.contains("336/QĐ-UBND") && shown.contains(&new), "{shown}");
    assert!(
        shown.contains("Ngô Thị Sáng Kiên") && !shown.contains("Sáng Kiến Mới"),
        "the old one shows what it states"
    );
    let shown = page(&public, &new, "en").await;
    assert!(shown.contains("VALID") && shown.contains("As corrected by") && shown.contains("Sáng Kiến Mới"), "{shown}");
    assert_eq!(public.get(&format!("/v1/public/certificates/{old}/qr")).await.status, 200);
    // It is told once, of this award, and the record of awards has the name that counts.
    let changes = public.get("/v1/public/changes?limit=100").await.ok();
    let last = changes["items"].as_array().and_then(|items| items.last()).expect("a change");
    assert_eq!((&last["kind"], &last["subject"]), (&json!("AWARD_CORRECTED"), &json!(award)));
    let record = world::all(&world.auditor, "/v1/award-records?name=ngo%20thi%20sang%20kien%20moi").await;
    assert_eq!((record.len(), &record[0]["decisionSymbol"]), (1, &json!("1/QĐ-UBND")));
    let former = world::all(&world.auditor, "/v1/award-records?name=ngo%20thi%20sang%20kien").await;
    assert_eq!(former.len(), 0, "its former name is nobody's");

    // A corrected award is corrected again; the first certificate leads to the newest.
    let third = correct(&world, 340, &first, &json!({"organisationName": "Huyện Kế Sách (cũ)"})).await.ok();
    assert_eq!(
        (&third["corrections"][0]["number"], &third["corrections"][0]["before"]["name"]),
        (&json!(2), &json!("Ngô Thị Sáng Kiến Mới"))
    );
    publish(&world, &third).await;
    let issued = certificates(&world, &first).await;
    assert_eq!(issued.len(), 3);
    let newest = code(&issued[2]);
    for former in [&old, &new] {
        let checked = public.get(&format!("/v1/public/certificates/{former}")).await.ok();
        assert_eq!((&checked["status"], &checked["correctedBy"]["code"]), (&json!("CORRECTED"), &json!(newest)));
    }
    let row = listed("").await.remove(0);
    assert_eq!(
        (&row["organisationName"], row["corrections"].as_array().map(Vec::len)),
        (&json!("Huyện Kế Sách (cũ)"), Some(2))
    );
    let inside = world.auditor.get(&format!("/v1/awards/{award}")).await.ok();
    assert_eq!(inside["corrections"][0]["correction"]["reason"], "Sai dấu trong tên");
    assert!(plain(&inside) > 1, "the tag counts corrections and certificates: {inside}");
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&second))).await;
    assert_eq!(trail[0]["changes"][1]["field"], format!("awards.{award}.name"));
    world.service.stop().await;
}

fn plain(view: &Value) -> i64 {
    view["revision"].as_i64().expect("a revision")
}

/// Rules P06, L13, L17, L18, L19: who corrects, and what is refused.
pub(crate) async fn p06_l18_l19_who_corrects_what_and_when(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    let other = published(&world, &cycle, "Lý Văn Siêng", 2).await;
    let change = json!({"name": "Ngô Thị Sáng Kiển"});
    let body = correction(336, &first, &change);
    for person in [&world.standing, &world.appraisal, &world.head, &world.auditor, &world.admin, &world.stranger] {
        assert_eq!(person.post("/v1/decisions", &body).await.status, 403);
    }
    let refused = async |change: &Value| correct(&world, 336, &first, change).await.violations();
    assert_eq!(refused(&json!({})).await, ["/corrections/0 CORRECTION_CHANGES_NOTHING P06"]);
    assert_eq!(
        refused(&json!({"name": " Ngô Thị  Sáng Kiến"})).await,
        ["/corrections/0 CORRECTION_CHANGES_NOTHING P06"]
    );
    assert_eq!(refused(&json!({"form": "GIAY_KHEN_UNIT"})).await, ["/corrections/0/form FIELD_UNKNOWN"]);
    assert_eq!(refused(&json!({"name": "x".repeat(301)})).await, ["/corrections/0/name LENGTH_OUT_OF_RANGE"]);
    let mut loose = body.clone();
    loose.as_object_mut().expect("an object").remove("corrects");
    let answer = world.decision.post("/v1/decisions", &loose).await;
    assert_eq!(answer.violations(), ["/corrects CORRECTED_DECISION_MISSING L17"]);
    let mut crossed = body.clone();
    crossed["corrections"][0]["award"] = other["awards"][0]["id"].clone();
    let answer = world.decision.post("/v1/decisions", &crossed).await;
    assert_eq!(answer.violations(), ["/corrections/0/award CORRECTION_OF_OTHER_DECISION L17"]);
    crossed["corrections"][0]["award"] = json!("01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24");
    let answer = world.decision.post("/v1/decisions", &crossed).await;
    assert_eq!(answer.violations(), ["/corrections/0/award AWARD_UNKNOWN"]);
    let mut many = body.clone();
    many["corrections"] = json!(vec![body["corrections"][0].clone(); 501]);
    assert_eq!(world.decision.post("/v1/decisions", &many).await.status, 400, "limits + 1");
    let taken = correct(&world, 2, &first, &change).await;
    assert_eq!((taken.problem(), taken.rule().as_str()), ((409, "DECISION_NUMBER_TAKEN".to_owned()), "L13"));
    let mut early = body.clone();
    early["date"] = json!("2024-01-01");
    assert_eq!(world.decision.post("/v1/decisions", &early).await.violations(), ["/corrects CORRECTION_UNFIT L17"]);

    // The same request again has one effect; a further one waits for the first to be public.
    let made = world.decision.post_with_key("/v1/decisions", &body, "dinh-chinh-1").await;
    let again = world.decision.post_with_key("/v1/decisions", &body, "dinh-chinh-1").await;
    assert_eq!((made.status, again.json()), (201, made.json()));
    let waiting = correct(&world, 337, &first, &json!({"name": "Ngô Thị Sáng"})).await;
    assert_eq!((waiting.problem(), waiting.rule().as_str()), ((409, "CORRECTION_WAITING".to_owned()), "P06"));
    for person in [&world.decision, &world.head, &world.auditor] {
        assert_eq!(person.step(&format!("/v1/decisions/{}/publication", id(&made.json()))).await.status, 403);
    }
    publish(&world, &made.json()).await;
    assert_eq!(certificates(&world, &first).await.len(), 0, "who had no certificate gets none by itself");
    let path = format!("/v1/decisions/{}/certificates", id(&first));
    assert_eq!(world.standing.step(&path).await.ok(), json!({"issued": 1, "total": 1}));
    let only = certificates(&world, &first).await.remove(0);
    let checked = world.service.anybody().get(&format!("/v1/public/certificates/{}", code(&only))).await.ok();
    assert_eq!((&checked["status"], &checked["name"]), (&json!("VALID"), &json!("Ngô Thị Sáng Kiển")));

    // A revoked award is not corrected, and its certificates answer that it was revoked.
    let award = id(&first["awards"][0]);
    let revoking = revocation_under(412);
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revoking).await.ok();
    let late = correct(&world, 338, &first, &json!({"name": "Ngô Thị"})).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "AWARD_REVOKED".to_owned()), "L18"));
    let checked = world.service.anybody().get(&format!("/v1/public/certificates/{}", code(&only))).await.ok();
    assert_eq!(checked["status"], "REVOKED");
    let revoked = world::all(&world.service.anybody(), "/v1/public/revocations").await;
    assert_eq!(revoked[0]["name"], "Ngô Thị Sáng Kiển");

    // Nor is a correction published whose award was revoked meanwhile, and nobody is told that it is not public yet.
    let overtaken = correct(&world, 350, &other, &json!({"name": "Lý Văn Siên"})).await.ok();
    assert_eq!(overtaken["corrections"][0]["state"], "WAITING");
    let award = id(&other["awards"][0]);
    let revoking = revocation_under(413);
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revoking).await.ok();
    let late = world.publish(&id(&overtaken)).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "AWARD_REVOKED".to_owned()), "L18"));
    let shown = world.standing.get(&format!("/v1/decisions/{}", id(&overtaken))).await.ok();
    assert_eq!((&shown["state"], &shown["corrections"][0]["state"]), (&json!("ISSUED"), &json!("AWARD_REVOKED")));
    let steps = shown["transitions"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["verb"] == "PUBLISH").expect("a step");
    assert_eq!((&step["allowed"], &step["code"]), (&json!(false), &json!("AWARD_REVOKED")));
    let earlier = world.standing.get(&format!("/v1/decisions/{}", id(&other))).await.ok();
    assert_eq!(
        (&earlier["correctedBy"][0]["state"], &earlier["correctedBy"][0]["neverPublic"]),
        (&json!("ISSUED"), &json!(true))
    );
    assert!(
        !world.service.anybody().get("/v1/public/revocations").await.text.contains("Lý Văn Siên\""),
        "never public"
    );

    // A decision that is not public yet may be corrected; its award appears with what counts.
    let presented = world.presented(&cycle, "Phòng Y tê").await;
    let hidden = world.decision.post("/v1/decisions", &world::decision(3, &[&presented])).await.ok();
    let mended = correct(&world, 339, &hidden, &json!({"name": "Phòng Y tế"})).await.ok();
    publish(&world, &mended).await;
    let public = world.service.anybody();
    let names = async || world::all(&public, "/v1/public/awards?text=phong%20y").await;
    assert_eq!(names().await.len(), 0, "the award itself is not public yet");
    publish(&world, &hidden).await;
    assert_eq!(names().await[0]["name"], "Phòng Y tế");
    world.service.stop().await;
}

/// A public decision on two individuals of the head's unit, each with a certificate.
async fn pair(world: &World, cycle: &str, names: [&str; 2], number: i64) -> Value {
    let mut nominations = Vec::new();
    for name in names {
        let nomination = world.nominate(cycle, &world::individual(name)).await;
        world.present(&nomination).await;
        nominations.push(nomination);
    }
    let nominations: Vec<&str> = nominations.iter().map(String::as_str).collect();
    let decision = world.decision.post("/v1/decisions", &world::decision(number, &nominations)).await.ok();
    let decision = publish(world, &decision).await;
    world.standing.step(&format!("/v1/decisions/{}/certificates", id(&decision))).await.ok();
    decision
}

/// A decision that corrects the names of several awards of another one, by what they were and what they should be.
async fn rename(world: &World, number: i64, corrected: &Value, names: &[(&str, &str)]) -> Value {
    let mut body = correction(number, corrected, &json!({}));
    let one = |(before, after): &(&str, &str)| {
        let award = award(corrected, before);
        json!({"award": award, "ground": "CLERICAL_ERROR", "reason": "Sai dấu", "name": after})
    };
    body["corrections"] = names.iter().map(one).collect();
    world.decision.post("/v1/decisions", &body).await.ok()
}

/// The award of a decision to somebody.
fn award(decision: &Value, name: &str) -> String {
    let awards = decision["awards"].as_array().expect("awards");
    id(awards.iter().find(|award| award["name"] == name).expect("an award"))
}

async fn revoke(world: &World, number: i64, award: &str) {
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revocation_under(number)).await.ok();
}

/// The state of each correction of a decision, by what the award said before, as the agencies see it.
pub(crate) async fn states(world: &World, decision: &Value) -> Vec<(String, String)> {
    let shown = world.auditor.get(&format!("/v1/decisions/{}", id(decision))).await.ok();
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |correction: &Value| (word(&correction["before"]["name"]), word(&correction["state"]));
    let mut states: Vec<_> = shown["corrections"].as_array().expect("corrections").iter().map(one).collect();
    states.sort_unstable();
    states
}

/// The public changes since so many: kind and subject of each.
pub(crate) async fn changes(public: &Person, since: usize) -> Vec<(String, String)> {
    let all = public.get("/v1/public/changes?limit=100").await.ok();
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let items = all["items"].as_array().expect("changes").iter().skip(since);
    items.map(|change| (word(&change["kind"]), word(&change["subject"]))).collect()
}

/// Rules L18, P06: of a decision that corrects several awards, the correction of one that was revoked before is nowhere in
/// public, and is told as such inside; the others are shown, told and certified.
pub(crate) async fn l18_p06_a_correction_of_an_award_that_was_revoked_before_stays_outside_of_the_public(
    engine: Engine,
) {
    let world = World::new(Service::start(engine).await).await;
    let (cycle, public) = (world.open("2024").await, world.service.anybody());
    let first = pair(&world, &cycle, ["Ngô Thị Sáng Kiên", "Lý Văn Siêng"], 1).await;
    let (gone, kept) = (award(&first, "Ngô Thị Sáng Kiên"), award(&first, "Lý Văn Siêng"));
    let issued = certificates(&world, &first).await;
    let certificate = |award: &str| code(issued.iter().find(|one| one["award"] == award).expect("a certificate"));
    let (old, other) = (certificate(&gone), certificate(&kept));
    let names = [("Ngô Thị Sáng Kiên", "Ngô Thị Sáng Kiến Mới"), ("Lý Văn Siêng", "Lý Văn Siêng Năng")];
    let mixed = rename(&world, 336, &first, &names).await;
    revoke(&world, 412, &gone).await;
    let told =
        |one: &str, two: &str| vec![(names[1].0.to_owned(), one.to_owned()), (names[0].0.to_owned(), two.to_owned())];
    assert_eq!(states(&world, &mixed).await, told("WAITING", "AWARD_REVOKED"));

    // What the public and the agencies know of the revoked award.
    let record = "/v1/award-records?name=ngo%20thi%20sang%20kien";
    let of_the_revoked = async || {
        let mut seen = Vec::new();
        for path in [
            "/v1/public/revocations".to_owned(),
            format!("/v1/public/revocations?award={gone}"),
            format!("/v1/public/certificates/{old}"),
            format!("/certificates/{old}"),
        ] {
            seen.push(public.get(&path).await.text);
        }
        for path in [record.to_owned(), format!("{record}%20moi"), format!("/v1/awards/{gone}")] {
            seen.push(world.auditor.get(&path).await.text);
        }
        seen
    };
    let (before, since) = (of_the_revoked().await, changes(&public, 0).await.len());
    publish(&world, &mixed).await;
    assert_eq!(of_the_revoked().await, before, "it says what it said when it was revoked");
    let checked = public.get(&format!("/v1/public/certificates/{old}")).await.ok();
    assert_eq!(
        (&checked["status"], checked["correctedBy"].is_null()),
        (&json!("REVOKED"), true),
        "it leads nowhere else"
    );
    assert_eq!(world::all(&public, "/v1/public/revocations").await[0]["name"], "Ngô Thị Sáng Kiên");
    assert_eq!(changes(&public, since).await, [("AWARD_CORRECTED".to_owned(), kept.clone())], "the other one is told");
    // The other one is shown, and its certificate leads to a new one; the revoked one gets none.
    let list = world::all(&public, "/v1/public/awards").await;
    assert_eq!((list.len(), &list[0]["name"]), (1, &json!("Lý Văn Siêng Năng")));
    let checked = public.get(&format!("/v1/public/certificates/{other}")).await.ok();
    let new = checked["correctedBy"]["code"].as_str().expect("a code");
    assert_eq!(public.get(&format!("/v1/public/certificates/{new}")).await.ok()["status"], "VALID");
    assert_eq!(certificates(&world, &first).await.len(), 3);
    // Inside, the whole decision is there, and says which correction is void.
    assert_eq!(states(&world, &mixed).await, told("PUBLIC", "AWARD_REVOKED"));
    world.service.stop().await;
}

/// Rules L18, P06: both awards of a decision are in force when it is published, and one is revoked afterwards: the list of
/// revocations and its certificates go on saying what was public.
pub(crate) async fn l18_p06_a_correction_that_was_public_outlives_the_revocation(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (cycle, public) = (world.open("2024").await, world.service.anybody());
    let first = pair(&world, &cycle, ["Ngô Thị Sáng Kiên", "Lý Văn Siêng"], 1).await;
    let names = [("Ngô Thị Sáng Kiên", "Ngô Thị Sáng Kiến Mới"), ("Lý Văn Siêng", "Lý Văn Siêng Năng")];
    let (gone, kept) = (award(&first, names[0].0), award(&first, names[1].0));
    let issued = certificates(&world, &first).await;
    let old = code(issued.iter().find(|one| one["award"] == gone.as_str()).expect("a certificate"));
    let both = rename(&world, 336, &first, &names).await;
    let since = changes(&public, 0).await.len();
    publish(&world, &both).await;
    let mut told = changes(&public, since).await;
    told.sort_unstable();
    let mut expected = [&gone, &kept].map(|award| ("AWARD_CORRECTED".to_owned(), award.clone()));
    expected.sort_unstable();
    assert_eq!(told, expected, "both are told");
    let mut shown: Vec<Value> = world::all(&public, "/v1/public/awards").await;
    shown.sort_by_key(|one| one["name"].to_string());
    assert_eq!([&shown[0]["name"], &shown[1]["name"]], [names[1].1, names[0].1]);
    let checked = public.get(&format!("/v1/public/certificates/{old}")).await.ok();
    let new = checked["correctedBy"]["code"].clone();
    assert_eq!((&checked["status"], new.is_string()), (&json!("CORRECTED"), true));

    revoke(&world, 412, &gone).await;
    assert_eq!(world::all(&public, "/v1/public/revocations").await[0]["name"], names[0].1, "it stays corrected");
    let checked = public.get(&format!("/v1/public/certificates/{old}")).await.ok();
    assert_eq!(
        (&checked["status"], &checked["name"], &checked["correctedBy"]["code"]),
        (&json!("REVOKED"), &json!(names[0].0), &new)
    );
    let newest = public.get(&format!("/v1/public/certificates/{}", new.as_str().expect("a code"))).await.ok();
    assert_eq!((&newest["status"], &newest["name"]), (&json!("REVOKED"), &json!(names[0].1)));
    let public_still = [names[1].0, names[0].0].map(|name| (name.to_owned(), "PUBLIC".to_owned()));
    assert_eq!(states(&world, &both).await, public_still);
    world.service.stop().await;
}

/// Rules P06, L40: of two corrections of one award at once one is made.
pub(crate) async fn p06_of_two_corrections_at_once_one_is_made(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    for round in 0..4 {
        let try_it = async |number: i64| {
            correct(&world, number, &first, &json!({"name": format!("Ngô Thị Sáng Kiến {number}")})).await
        };
        let (one, other) = tokio::join!(try_it(100 + round * 2), try_it(101 + round * 2));
        let (won, lost) = match (one.status, other.status) {
            (201, 409) => (one, other),
            (409, 201) => (other, one),
            both => panic!("both passed, or neither: {both:?} {} {}", one.text, other.text),
        };
        let (_, reason) = lost.problem();
        assert!(["CORRECTION_WAITING", "CHANGED_MEANWHILE"].contains(&reason.as_str()), "{reason}");
        let number = won.json()["corrections"][0]["number"].as_i64();
        assert_eq!(number, Some(round + 1));
        publish(&world, &won.json()).await;
        let award = world.auditor.get(&format!("/v1/awards/{}", id(&first["awards"][0]))).await.ok();
        assert_eq!(award["name"], won.json()["corrections"][0]["after"]["name"]);
    }
    world.service.stop().await;
}

/// Rules P06, L03: the bar against commending one achievement twice follows the corrected name.
pub(crate) async fn p06_l03_a_corrected_award_bars_under_its_corrected_name(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiên", 1).await;
    let forward = async |name: &str| {
        let nomination = world.nominate(&cycle, &world::individual(name)).await;
        world.step(&world.head, &nomination, "submission", json!({})).await.ok();
        world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
        world.step(&world.standing, &nomination, "forwarding", json!({})).await
    };
    forward("Trần Thị Mới").await.ok();
    let second = correct(&world, 336, &first, &json!({"name": "Trần Thị Mới Nhất"})).await.ok();
    publish(&world, &second).await;
    let barred = forward("Trần Thị Mới Nhất").await;
    assert_eq!((barred.status, barred.rule().as_str()), (409, "L03"), "{}", barred.text);
    world.service.stop().await;
}

/// Rules P06, L14: a prize is computed again for the day of the first decision, once what was entered wrongly is put right.
pub(crate) async fn p06_l14_a_prize_is_corrected_for_its_day(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    world.standing.step(&format!("/v1/decisions/{}/certificates", id(&first))).await.ok();
    let change = json!({"recomputesPrize": true, "ground": "RULE_MISAPPLIED"});
    let before = &first["awards"][0]["prize"];
    let law = before["regime"].as_str().expect("a regime");
    if before["dong"].is_null() {
        let lacking = correct(&world, 336, &first, &change).await;
        assert!(lacking.violations().contains(&"/corrections/0/recomputesPrize PRIZE_TO_FILL L15".to_owned()));
        enter(&world, law, 1).await;
        world.standing.step(&format!("/v1/decisions/{}/prizes", id(&first))).await.ok();
    }
    let same = correct(&world, 336, &first, &change).await;
    assert_eq!(same.violations(), ["/corrections/0 PRIZE_UNCHANGED L14"]);
    enter(&world, law, 2).await;
    let second = correct(&world, 336, &first, &change).await.ok();
    let known = world.decision.get(&format!("/v1/decisions/{}", id(&first))).await.ok();
    let old = known["awards"][0]["prize"]["dong"].as_i64().expect("an amount");
    let new = second["corrections"][0]["prizeDong"].as_i64().expect("an amount");
    assert!(old < new, "{old} {new}");
    publish(&world, &second).await;
    let known = world.decision.get(&format!("/v1/decisions/{}", id(&first))).await.ok();
    assert_eq!(known["awards"][0]["prize"]["dong"], old, "the decision stays");
    assert_eq!(known["awards"][0]["corrected"]["prizeDong"], new);
    let issued = certificates(&world, &first).await;
    assert_eq!((issued.len(), &issued[0]["status"]), (1, &json!("VALID")), "a prize is on no certificate");
    let award = world.service.anybody().get(&format!("/v1/public/awards/{}", id(&first["awards"][0]))).await;
    assert_eq!(award.ok()["corrections"][0]["changed"], json!(["PRIZE"]));
    assert!(!award.text.contains(&new.to_string()), "amounts are not public");
    world.service.stop().await;
}

/// Enters the coefficient of individuals in a regime.
async fn enter(world: &World, law: &str, coefficient: i64) {
    let path = format!("/v1/regimes/{law}");
    let known = world.admin.get(&path).await;
    let mut edit = known.ok();
    for field in ["id", "code", "revision"] {
        edit.as_object_mut().expect("an object").remove(field);
    }
    let prizes = edit["terms"]["prizes"].as_array_mut().expect("prizes");
    prizes.retain(|prize| prize["subject"] != "INDIVIDUAL" || prize["form"] != "BANG_KHEN_PROVINCE");
    prizes.push(json!({"form": "BANG_KHEN_PROVINCE", "subject": "INDIVIDUAL", "coefficient": coefficient}));
    world.admin.put(&path, &known.header("etag"), &edit).await.ok();
}

/// Rule P06: numbers of the golden book are consecutive per issuer and year, and go on from a book of paper.
pub(crate) async fn p06_a_golden_book_goes_on_from_paper(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut decisions = Vec::new();
    for (number, name) in [(1, "Ngô Thị Một"), (2, "Lý Văn Hai"), (3, "Trần Thị Ba")] {
        decisions.push(published(&world, &cycle, name, number).await);
    }
    let issue = async |decision: &Value, query: &str| {
        let path = format!("/v1/decisions/{}/certificates{query}", id(decision));
        world.standing.step(&path).await
    };
    let number = async |decision: &Value| certificates(&world, decision).await[0]["goldenBook"]["number"].clone();
    issue(&decisions[0], "?goldenBookFrom=120").await.ok();
    assert_eq!(number(&decisions[0]).await, 120);
    let given = issue(&decisions[1], "?goldenBookFrom=120").await;
    assert_eq!(
        (given.status, given.violations()),
        (422, vec!["?goldenBookFrom GOLDEN_BOOK_NUMBER_GIVEN P06".to_owned()])
    );
    for query in ["?goldenBookFrom=0", "?goldenBookFrom=1000000", "?goldenBookFrom=x"] {
        assert_eq!(issue(&decisions[1], query).await.status, 400, "{query}");
    }
    let (one, other) = tokio::join!(issue(&decisions[1], ""), issue(&decisions[2], ""));
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text, other.text);
    let mut numbers = [number(&decisions[1]).await, number(&decisions[2]).await].map(|number| number.as_i64());
    numbers.sort_unstable();
    assert_eq!(numbers, [Some(121), Some(122)], "each once, whoever is first");
    let year: i64 = world::today()[..4].parse().expect("a year");
    assert_eq!(certificates(&world, &decisions[0]).await[0]["goldenBook"]["year"], year);
    world.service.stop().await;
}
