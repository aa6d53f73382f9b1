//! The end of the plan: difficulties, the signature, and the list of recipients.

use api::edge::plan::{self, Loaded, package::Package};
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::world::{all, id};
use crate::clauses::province::{
    COMMUNE, DISTRICT, HEALTH, Province, STANDING, TODAY, as_known, document, package, titles, write,
};

/// Nơi nhận, as the plan lists them.
const RECIPIENTS: [&str; 13] = [
    "Ban TĐKT TW",
    "TT.TU, TT.HĐND tỉnh",
    "CT và các PCT.UBND tỉnh",
    "Các thành viên HĐ.TĐKT tỉnh",
    "Các Sở, Ban ngành tỉnh",
    "Các Ban Đảng trực thuộc Tỉnh ủy",
    "Ủy ban MTTQ và các Hội, Đoàn thể tỉnh",
    "Các cơ quan Trung ương đóng tại tỉnh",
    "Các đơn vị sự nghiệp thuộc tỉnh",
    "Các Doanh nghiệp thuộc Khối thi đua",
    "Báo ST, Đài PTTH ST",
    "UBND các huyện, thị xã, thành phố",
    "Lưu: QT, VT",
];

/// Câu kết: nếu có vấn đề vướng mắc phát sinh, phản ánh về Sở Thông tin và Truyền thông hoặc Sở Nội vụ để tổng hợp báo
/// cáo UBND tỉnh quyết định.
pub(crate) async fn clause_closing_difficulties_go_to_either_agency_and_to_the_province(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let (head, commune) = (province.head(DISTRICT).await, province.head(COMMUNE).await);
    let raise = async |by: &Person, code: &str, to: &str, title: &str| {
        let body = json!({"campaign": province.campaign, "organisation": province.unit(code), "addressee": to,
            "title": title, "text": "Đề nghị xem xét, hướng dẫn", "contents": [6]});
        by.post("/v1/difficulties", &body).await.ok()
    };
    let first = raise(&head, DISTRICT, "STANDING_AGENCY", "Chưa kết nối được hệ thống báo cáo").await;
    raise(&commune, COMMUNE, "APPRAISAL_AGENCY", "Chưa rõ hồ sơ khen thưởng").await;
    let both = ["Chưa kết nối được hệ thống báo cáo", "Chưa rõ hồ sơ khen thưởng"];
    for agency in [&province.standing, &province.appraisal, &province.chair] {
        assert_eq!(titles(&all(agency, "/v1/difficulties").await), both, "both agencies and the province see both");
    }
    assert_eq!(titles(&all(&commune, "/v1/difficulties").await), both[1..]);

    // One is referred and answered, and taken further because the answer does not help.
    let place = format!("/v1/difficulties/{}", id(&first));
    let text = |text: &str| json!({"text": text});
    let referral = json!({"to": "APPRAISAL_AGENCY", "text": "Thuộc thẩm quyền của cả hai sở"});
    province.standing.post(&format!("{place}/referral"), &referral).await.ok();
    province.appraisal.post(&format!("{place}/answer"), &text("Theo hướng dẫn kết nối")).await.ok();
    head.post(&format!("{place}/reopening"), &text("Phần mềm của huyện không có giao diện")).await.ok();
    province.standing.post(&format!("{place}/escalation"), &text("Kính trình UBND tỉnh quyết định")).await.ok();
    let conclusion =
        json!({"text": "Giao Sở bổ sung giao diện", "document": document("21/TB-VPUB", "Thông báo kết luận")});
    let own = province.standing.post(&format!("{place}/conclusion"), &conclusion).await;
    assert_eq!(own.status, 403, "the province decides");
    province.chair.post(&format!("{place}/conclusion"), &conclusion).await.ok();
    let shown = head.get(&place).await.ok();
    assert_eq!(
        (&shown["state"], &shown["acts"][4]["document"]["number"]),
        (&json!("CONCLUDED"), &json!("21/TB-VPUB")),
        "the unit reads what was decided"
    );

    // Tổng hợp: what others can learn of it is public, without names.
    let digest = json!({"campaign": province.campaign, "title": "Vướng mắc thường gặp", "from": "2024-01-01",
        "to": TODAY, "entries": [{"question": "Chưa kết nối được phần mềm",
            "answer": "Theo hướng dẫn kết nối", "contents": [6]}]});
    let digest = province.standing.post("/v1/difficulty-digests", &digest).await.ok();
    assert_eq!(digest["tally"]["raised"], 2);
    let shown = public.get(&format!("/v1/public/difficulty-digests/{}", id(&digest))).await;
    assert_eq!(shown.ok()["entries"][0]["contents"], json!([6]));
    assert!(!shown.text.contains("Kế Sách"), "{}", shown.text);
    province.service.stop().await;
}

/// Nơi nhận; TM. Ủy ban nhân dân, Chủ tịch: the plan is issued under its number, signed, and sent to its recipients.
/// The plan as it has come down bears neither number nor day: both are invented here.
pub(crate) async fn clause_recipients_the_plan_is_launched_with_its_signer_and_recipients(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let folder = as_known();
    let mut movement = package("movement.json");
    movement["code"] = json!("soc-trang-phat-dong");
    write(folder.path(), "movement.json", &movement);
    let (store, now) = (province.service.running().store(), province.service.running().clock().now());
    let brought =
        plan::bring(store, &Package::read(folder.path()).expect("a package"), now).await.expect("it is sound");
    assert!(matches!(brought, Loaded::Drafted { .. }), "{brought:?}");
    let drafts = all(&province.appraisal, "/v1/campaigns").await;
    let draft = drafts.iter().find(|one| one["code"] == "soc-trang-phat-dong").map(id).expect("the draft");
    let page = format!("/v1/public/campaigns/{draft}");
    assert_eq!(public.get(&page).await.status, 404, "nobody competes under a draft");
    let function = json!({"function": "STANDING_AGENCY", "organisation": province.unit(STANDING), "campaign": draft,
        "fromDate": TODAY, "document": document("2/QĐ-UBND", "Giao cơ quan thường trực")});
    province.admin.post("/v1/functions", &function).await.ok();

    let launch = format!("/v1/campaigns/{draft}/launch");
    let order = json!({"document": document("01/KH-UBND", "Phát động phong trào thi đua Chuyển đổi số"),
        "signer": "Chủ tịch UBND tỉnh", "recipients": RECIPIENTS});
    let mut lacking = order.clone();
    lacking["signer"] = json!(" ");
    lacking["recipients"][12] = json!(" ");
    assert_eq!(
        province.standing.post(&launch, &lacking).await.violations(),
        ["/signer TEXT_EMPTY", "/recipients/12 TEXT_EMPTY"]
    );
    assert_eq!(province.appraisal.post(&launch, &order).await.status, 403, "its standing agency launches it");
    province.standing.post(&launch, &order).await.ok();
    let shown = public.get(&page).await.ok();
    assert_eq!((&shown["state"], &shown["launch"]), (&json!("LAUNCHED"), &order), "everybody reads who received it");

    // To the recipients that are units it goes as an announcement, which each acknowledges.
    let title = "Kế hoạch phát động phong trào thi đua";
    let announcement = json!({"campaign": draft, "kind": "ANNOUNCEMENT", "title": title,
        "text": "Đề nghị các tổ chức, đơn vị, địa phương nghiêm túc triển khai thực hiện",
        "document": order["document"], "recipients": {"levels": ["PROVINCIAL", "DISTRICT"]},
        "otherRecipients": RECIPIENTS});
    let announcement = province.standing.post("/v1/guidance", &announcement).await.ok();
    assert_eq!(
        (&announcement["recipients"]["total"], &announcement["otherRecipients"]),
        (&json!(province.living("PROVINCIAL") + province.living("DISTRICT")), &json!(RECIPIENTS))
    );
    let place = format!("/v1/guidance/{}", id(&announcement));
    for code in [HEALTH, DISTRICT] {
        let head = province.head(code).await;
        assert_eq!(titles(&all(&head, "/v1/guidance?unacknowledged=true").await), [title]);
        let received = json!({"organisation": province.unit(code)});
        head.post(&format!("{place}/acknowledgements"), &received).await.ok();
    }
    let commune = province.head(COMMUNE).await;
    assert_eq!(commune.get(&place).await.status, 404, "communes are told by their district");
    let received = all(&province.standing, &format!("{place}/recipients?acknowledged=true")).await;
    let names: Vec<&Value> = received.iter().map(|one| &one["organisationName"]).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&&province.name(HEALTH)) && names.contains(&&province.name(DISTRICT)), "{names:?}");
    province.service.stop().await;
}
