//! What the matrix of permissions sends to make the things that its operations are tried on.

use serde_json::{Value, json};

use crate::base::world::{self, World};

pub(crate) fn client(unit: &str) -> Value {
    json!({"name": "Trục tích hợp", "organisation": unit, "scopes": ["reports.read"], "expiresOn": world::today()})
}

pub(crate) fn level() -> Value {
    json!({"name": {"vi": "phường", "en": "wards"}, "kind": "AUTHORITY", "position": 6})
}

/// What the plan of a movement says.
pub(crate) fn campaign() -> Value {
    json!({"name": {"vi": "Phong trào xanh", "en": "A green movement"}, "slogan": {"vi": "", "en": ""},
        "periodStartDate": "2021-01-01", "periodEndDate": "2025-12-31", "policy": {}})
}

pub(crate) fn group() -> Value {
    json!({"name": {"vi": "Khối các sở", "en": "Departments"},
        "members": {"kind": "KIND", "unitKinds": ["DEPARTMENT"]},
        "document": {"number": "2/QĐ", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Chia khối thi đua"}})
}

/// Its host name does not exist, so a permitted request calls no other system.
pub(crate) fn webhook() -> Value {
    json!({"name": "Cổng tỉnh", "url": "https://portal.test/hook"})
}

pub(crate) fn complaint(award: &str) -> Value {
    json!({"award": award, "kind": "COMPLAINT", "receivedDate": world::today(), "documentNumber": "17/ĐKN",
        "documentDate": "2025-02-07", "summary": "Cho rằng số liệu không đúng"})
}

pub(crate) fn objection(nomination: &str) -> Value {
    json!({"nomination": nomination, "receivedDate": world::today(), "documentNumber": "9/PAKN",
        "documentDate": "2024-12-02", "summary": "Sáng kiến là của đơn vị khác"})
}

pub(crate) fn role_model(world: &World, campaign: &str) -> Value {
    // Another unit's, so that the head's unit may adopt it.
    json!({"campaign": campaign, "organisation": world.other, "field": "OTHER", "title": "Một cửa không giấy",
        "summary": "Mọi hồ sơ đều trực tuyến"})
}

pub(crate) fn proposal(award: &str) -> Value {
    json!({"award": award, "form": "Bằng khen của Thủ tướng Chính phủ", "authority": "Thủ tướng Chính phủ",
        "document": {"number": "88/TTr-UBND", "date": world::today(), "issuer": "UBND tỉnh", "title": "Tờ trình"}})
}
