//! A list names what it mentions: beside each identifier of another thing stand that thing's name or public code, so that
//! a reader needs no second request for each row.

use api::edge::openapi;
use serde_json::{Value, json};

/// Identifiers without a name beside them, and why: schema, property, reason.
const NAMELESS: [(&str, &str, &str); 10] = [
    ("Subject", "account", "`name` is the name of the person whose account it is"),
    ("DueEntry", "report", "a report has no name; the row is the report's unit, the address names its cycle"),
    ("EvidenceFile", "replacedBy", "the file that took its place is a row of the same list"),
    ("PaperFile", "replaces", "the version whose place it took is a row of the same list"),
    ("SameContent", "paperFile", "`name` is the name of the file"),
    ("SameContent", "evidenceFile", "`name` is the name of the file"),
    ("ImportRow", "report", "a report has no name; `unit` is its unit, and the import names its cycle"),
    ("Objection", "period", "a list of nominees has neither name nor number; the row names the nominee who is on it"),
    ("MachineClient", "campaigns", "a client of movements has up to fifty, which `GET /v1/campaigns` names"),
    ("WebhookDelivery", "webhook", "the address of the list names the endpoint; every row has the same one"),
];

/// The rows that refer to another thing of the same subject, so that the subject's name stands there already.
const SAME_SUBJECT: [(&str, &str); 1] = [("SuggestionAnswer", "nomination")];

fn exceptions() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMELESS.iter().map(|(schema, property, _)| (*schema, *property)).chain(SAME_SUBJECT)
}

/// The properties, with `{}` for the identifier's own, that name a thing of a type: the properties of one of the lists.
fn names(id: &str) -> &'static [&'static [&'static str]] {
    match id {
        // A row that is a unit itself has the unit's name and code without a prefix.
        "OrganisationId" => &[&["{}Name", "{}Code"], &["name", "code"]],
        "CycleId" => &[&["{}Code"]],
        "CampaignId" => &[&["{}Name"]],
        "AccountId" | "ClientId" => &[&["{}Name"], &["authorName"]],
        // `name` is the name of the row's own subject.
        "NominationId" | "AwardId" => &[&["subjectName"], &["subject"], &["name"]],
        "DecisionId" => &[&["{}Symbol"]],
        "CriteriaSetId" => &[&["{}Version"], &["document"]],
        "ReportId" => &[&["organisationName", "organisationCode", "cycleCode"]],
        "EvidenceFileId" => &[&["number", "title"]],
        "SessionMinutesId" => &[&["number"]],
        "ObjectionPeriodId" => &[&["fromDate", "untilDate"]],
        // A row with a title of its own came to have it as a role model.
        "RoleModelId" => &[&["{}Title"], &["title"]],
        "BoardId" => &[&["tier"]],
        "ReleaseId" => &[&["{}Number"]],
        "CommendationId" | "HigherProposalId" => &[&["decisionSymbol"]],
        "NoticeId" | "PublicChangeId" => &[&["type"]],
        // An inspection has neither name nor number: it is that of a unit, by an agency.
        "InspectionId" => &[&["organisationName", "organisationCode", "agency"]],
        // A plan is that of an agency for a year.
        "InspectionPlanId" => &[&["agency", "year"]],
        "GuidanceId" => &[&["{}Title"]],
        _ => &[],
    }
}

/// The last words of a schema's references, one level deep: its own, those of its alternatives and of its items.
fn references(schema: &Value) -> Vec<&str> {
    let alternatives = ["allOf", "oneOf", "anyOf"].iter().filter_map(|one| schema[one].as_array()).flatten();
    let parts = [schema, &schema["items"], &schema["items"]["items"]].into_iter().chain(alternatives);
    parts.filter_map(|part| part["$ref"].as_str()?.rsplit('/').next()).collect()
}

/// What the rows of lists refer to without naming it.
fn unnamed(document: &Value) -> Vec<String> {
    let schemas = &document["components"]["schemas"];
    let listings = schemas.as_object().into_iter().flatten().filter(|(name, _)| name.starts_with("Listing"));
    let mut left: Vec<&str> = listings.flat_map(|(_, listing)| references(&listing["properties"]["items"])).collect();
    assert!(40 < left.len(), "lists have rows");
    let (mut seen, mut faults) = (Vec::new(), Vec::new());
    let mut excused: Vec<(&str, &str)> = Vec::new();
    while let Some(name) = left.pop() {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        left.extend(references(&schemas[name]));
        let Some(properties) = schemas[name]["properties"].as_object() else { continue };
        for (property, schema) in properties {
            for reference in references(schema) {
                if !reference.ends_with("Id") {
                    left.push(reference);
                } else if property != "id" {
                    let stands = |wanted: &&str| properties.contains_key(&wanted.replace("{}", property));
                    let named = names(reference).iter().any(|all| all.iter().all(stands));
                    let excuse = exceptions().find(|(schema, of)| *schema == name && of == property);
                    match (named, excuse) {
                        (false, None) => faults.push(format!("{name}.{property} ({reference}) has no name beside it")),
                        (true, Some(_)) => faults.push(format!("{name}.{property} is named and needs no exception")),
                        (_, excuse) => excused.extend(excuse),
                    }
                }
            }
        }
    }
    faults.extend(exceptions().filter(|one| !excused.contains(one)).map(|one| format!("{one:?} is in no list")));
    faults
}

#[test]
fn found_c16_every_list_names_what_it_refers_to() {
    let document = openapi::document();
    assert_eq!(unnamed(&document), Vec::<String>::new());

    let place = |name: &str| format!("/components/schemas/{name}/properties");
    let mut bad = document.clone();
    let properties = bad.pointer_mut(&place("Complaint")).and_then(Value::as_object_mut).expect("a row");
    properties.remove("organisationCode");
    assert_eq!(unnamed(&bad), ["Complaint.organisation (OrganisationId) has no name beside it"]);

    let mut bad = document.clone();
    bad["components"]["schemas"]["Round"]["properties"]["regime"] = json!({"$ref": "#/components/schemas/RegimeId"});
    assert_eq!(unnamed(&bad), ["Round.regime (RegimeId) has no name beside it"]);

    // Also in an object within a row, in a list, and where the identifier may be absent.
    let mut bad = document.clone();
    let ids = json!({"type": "array", "items": {"$ref": "#/components/schemas/DecisionId"}});
    bad["components"]["schemas"]["Closing"]["properties"]["decisions"] = ids;
    assert_eq!(unnamed(&bad), ["Closing.decisions (DecisionId) has no name beside it"]);
    let mut bad = document;
    bad["components"]["schemas"]["Webhook"]["properties"]["account"] =
        json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/AccountId"}]});
    assert_eq!(unnamed(&bad), ["Webhook.account (AccountId) has no name beside it"]);
}
