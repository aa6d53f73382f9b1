//! Machine clients: scopes instead of roles, at most two secrets, and an identity of their own.

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::calendar;
use domain::base::client::{Client, ClientSecret, ClientTerms, SECRETS_MAX};
use domain::base::contract::Pin;
use domain::base::event::Event;
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CampaignId, ClientId, ClientSecretId, ImportId};
use domain::base::policy::{ClientReach, ClientScope, Permission, Reach, Role};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::nomination::workflow::NominationVerb;
use domain::reporting::import::{Import, ImportFormat, ImportMode};
use domain::reporting::report::{Report, ReportState, ReportVerb};
use uuid::Uuid;

use crate::base::contract::{contract, version};
use crate::world::{
    CAMPAIGN, OTHER, UNIT, administrator, admitted, content, cycle, day, draft_nomination, draft_report, figures, now,
    participant, set, taken, told, unit, verifying_report,
};

const ID: ClientId = ClientId(Uuid::from_u128(0xc11e));

fn secret(number: u128) -> ClientSecret {
    ClientSecret {
        id: ClientSecretId(Uuid::from_u128(number)),
        digest: "0f".repeat(32),
        last_four: "a1b2".to_owned(),
        created_at: now(),
        revoked_at: None,
    }
}

fn terms(scopes: &[ClientScope], reach: ClientReach) -> ClientTerms {
    ClientTerms {
        name: " Trục  LGSP ".to_owned(),
        organisation: UNIT,
        scopes: scopes.to_vec(),
        reach,
        movements: if reach == ClientReach::Movement { vec![CAMPAIGN] } else { Vec::new() },
        expires_on: day(2025, 11, 20),
        api_version: None,
    }
}

fn register(terms: ClientTerms) -> Result<Step<Client>, Refusal> {
    Client::register(ID, terms, secret(1), &contract(), &administrator(), now())
}

fn client(scopes: &[ClientScope], reach: ClientReach) -> Client {
    taken(register(terms(scopes, reach)))
}

fn reader() -> Client {
    client(&[ClientScope::ReportsRead], ClientReach::Own)
}

fn acting(client: &Client) -> Actor {
    client.actor(secret(1).id, ClientScope::ALL, now()).expect("the client may ask")
}

#[test]
fn clients_belong_to_the_administrator() {
    let made = |actor: &_| {
        let terms = terms(&[ClientScope::ReportsRead], ClientReach::Own);
        Client::register(ID, terms, secret(1), &contract(), actor, now())
    };
    assert_eq!(admitted(made), ["Quản"]);
    assert_eq!(admitted(|actor| reader().issue_secret(secret(2), actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| reader().revoke_secret(secret(1).id, actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| reader().suspend("Lộ khóa", actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| reader().pin(Pin::Next, &contract(), actor, now())), ["Quản"]);
    let suspended = || taken(reader().suspend("Lộ khóa", &administrator(), now()));
    assert_eq!(admitted(|actor| suspended().restore(actor, now())), ["Quản"]);
}

/// Rule L44: the name is tidied; a duplicate scope is held once.
#[test]
fn l44_a_client_has_a_name_a_scope_and_an_end() {
    let with = |change: fn(&mut ClientTerms)| {
        let mut terms = terms(&[ClientScope::ReportsRead], ClientReach::Own);
        change(&mut terms);
        told(register(terms))
    };
    assert_eq!(with(|_| ()), ["done"]);
    assert_eq!(with(|terms| terms.name = "\t".to_owned()), ["invalid: TEXT_EMPTY - /name"]);
    assert_eq!(with(|terms| terms.scopes.clear()), ["invalid: SCOPES_EMPTY - /scopes"]);
    for (expires_on, answer) in [
        (day(2024, 11, 19), "invalid: EXPIRY_UNFIT - /expiresOn"),
        (day(2024, 11, 20), "done"),
        (day(2026, 11, 20), "done"),
        (day(2026, 11, 21), "invalid: EXPIRY_UNFIT - /expiresOn"),
    ] {
        let terms = ClientTerms { expires_on, ..terms(&[ClientScope::ReportsRead], ClientReach::Own) };
        assert_eq!(told(register(terms)), [answer], "{expires_on}");
    }
    let movements = |reach, movements: &[CampaignId]| {
        let terms = ClientTerms { movements: movements.to_vec(), ..terms(&[ClientScope::ReportsRead], reach) };
        told(register(terms))
    };
    let unfit = ["invalid: MOVEMENTS_UNFIT M02 /campaigns"];
    assert_eq!(movements(ClientReach::Movement, &[CAMPAIGN]), ["done"]);
    assert_eq!(movements(ClientReach::Movement, &[]), unfit);
    assert_eq!(movements(ClientReach::Own, &[CAMPAIGN]), unfit);
    let twice =
        client(&[ClientScope::ReportsWrite, ClientScope::ReportsRead, ClientScope::ReportsWrite], ClientReach::Own);
    assert_eq!(twice.scopes, [ClientScope::ReportsRead, ClientScope::ReportsWrite]);
    assert_eq!(twice.name, "Trục LGSP");
}

#[test]
fn a_client_never_has_more_than_its_scopes() {
    for scope in ClientScope::ALL {
        for reach in ClientReach::ALL {
            let actor = acting(&client(&[*scope], *reach));
            for permission in Permission::ALL {
                let held = scope.permissions().contains(permission);
                let reach = held.then(|| reach.of(*permission));
                let every = reach == Some(Reach::Every);
                let own = every || reach == Some(Reach::Own);
                let theirs = every || reach == Some(Reach::Movement);
                assert_eq!(actor.must(*permission, Some(UNIT)).is_ok(), own, "{scope} {permission}");
                assert_eq!(actor.must(*permission, Some(OTHER)).is_ok(), every, "{scope} {permission}");
                assert_eq!(actor.must(*permission, None).is_ok(), every, "{scope} {permission}");
                assert_eq!(actor.must(*permission, (OTHER, CAMPAIGN)).is_ok(), theirs, "{scope} {permission}");
                assert_eq!(actor.must(*permission, CampaignId(Uuid::max())).is_ok(), every, "{scope} {permission}");
                let sees = reach.map(|reach| match reach {
                    Reach::Nothing => Scope::of_units(Vec::new()),
                    Reach::Own => Scope::of_units(vec![UNIT]),
                    Reach::Movement => Scope::Part { units: Vec::new(), movements: vec![CAMPAIGN] },
                    Reach::Every => Scope::Everything,
                });
                assert_eq!(actor.scope(*permission).ok(), sees, "{scope} {permission}");
            }
        }
    }
}

/// Rules S13, S30: no scope allows the steps that people are responsible for, and some role allows what a scope allows.
#[test]
fn s13_s30_no_scope_holds_a_step_of_people() {
    let no_step_of_people = [
        Permission::ReadRegistry,
        Permission::ReadReport,
        Permission::ReadScore,
        Permission::EditReport,
        Permission::ReadNomination,
        Permission::ManageWebhooks,
        Permission::ReadNotice,
    ];
    for scope in ClientScope::ALL {
        for permission in scope.permissions() {
            assert!(no_step_of_people.contains(permission), "{scope} holds {permission}");
            assert!(Role::ALL.iter().any(|role| role.reach(*permission) != Reach::Nothing));
        }
    }
    let every = acting(&client(ClientScope::ALL, ClientReach::Every));
    for state in ReportState::ALL {
        let report = Report { state: *state, ..verifying_report() };
        for verb in ReportVerb::ALL.iter().filter(|verb| **verb != ReportVerb::Edit) {
            assert!(matches!(report.may(*verb, &every, now()), Err(Refusal::NotAllowed(_))), "{state} {verb}");
        }
    }
    // Not even if a dossier names the client's own account as the nominee's.
    let mut nomination = draft_nomination();
    nomination.dossier.subject.account = Some(every.account);
    for verb in NominationVerb::ALL {
        assert!(matches!(nomination.may(*verb, &every), Err(Refusal::NotAllowed(_))), "{verb}");
    }
}

#[test]
fn whoever_lacks_a_scope_is_told_which_one_it_takes() {
    let actor = acting(&reader());
    let Err(Refusal::NotAllowed(reason)) = actor.must(Permission::EditReport, Some(UNIT)) else { panic!("refused") };
    assert_eq!(reason.code, "INSUFFICIENT_SCOPE");
    assert!(reason.text.en.contains("reports.write") && reason.text.vi.contains("ghi số liệu báo cáo"));
    assert_eq!(told(actor.must(Permission::DecideNomination, None)), ["not allowed: INSUFFICIENT_SCOPE -"]);
    assert_eq!(told(actor.must(Permission::ReadReport, Some(OTHER))), ["not allowed: UNIT_OUT_OF_REACH -"]);
    assert_eq!(told(actor.must_be_person()), ["not allowed: PEOPLE_ONLY -"]);
    assert_eq!(told(administrator().must_be_person()), ["done"]);
}

/// A client of any reach sees the standing agency's findings only when the unit sees them.
#[test]
fn l22_a_client_sees_what_a_unit_sees() {
    let every = acting(&client(ClientScope::ALL, ClientReach::Every));
    assert!(!verifying_report().verified.is_empty());
    assert!(verifying_report().seen_by(&every).verified.is_empty());
}

#[test]
fn a_token_is_asked_for_a_part_of_the_scopes() {
    let client = client(&[ClientScope::ReportsRead, ClientScope::ReportsWrite], ClientReach::Own);
    assert_eq!(client.narrowed("reports.read"), Some(vec![ClientScope::ReportsRead]));
    let both = Some(vec![ClientScope::ReportsRead, ClientScope::ReportsWrite]);
    assert_eq!(client.narrowed("reports.write reports.read reports.read"), both);
    for refused in ["scores.read", "reports.read scores.read", "REPORTS.READ", "", " ", "reports.read  reports.write"] {
        assert_eq!(client.narrowed(refused), None, "{refused:?}");
    }
    let narrow = client.actor(secret(1).id, &[ClientScope::ReportsRead], now()).expect("may ask");
    assert!(narrow.must(Permission::EditReport, Some(UNIT)).is_err());
    // A token does not give the client a scope that it does not have.
    let wide = reader().actor(secret(1).id, ClientScope::ALL, now()).expect("may ask");
    assert!(wide.must(Permission::EditReport, Some(UNIT)).is_err());
}

#[test]
fn two_secrets_live_at_a_time_and_the_oldest_revoked_ones_are_shown_no_more() {
    let me = administrator();
    let two = taken(reader().issue_secret(secret(2), &me, now()));
    assert_eq!(two.live_secrets().count(), 2);
    assert_eq!(told(two.clone().issue_secret(secret(3), &me, now())), ["taken: TWO_SECRETS_LIVE -"]);
    for number in [1, 2] {
        assert!(two.actor(secret(number).id, ClientScope::ALL, now()).is_some(), "either works");
    }
    let one = taken(two.revoke_secret(secret(1).id, &me, now()));
    assert!(one.actor(secret(1).id, ClientScope::ALL, now()).is_none(), "revoked");
    assert!(one.actor(secret(2).id, ClientScope::ALL, now()).is_some());
    assert_eq!(told(one.clone().revoke_secret(secret(1).id, &me, now())), ["wrong state: SECRET_REVOKED -"]);
    assert_eq!(told(one.revoke_secret(secret(9).id, &me, now())), ["wrong state: SECRET_REVOKED -"]);

    let mut rotated = reader();
    for number in 2..60 {
        rotated = taken(rotated.issue_secret(secret(number), &me, now()));
        rotated = taken(rotated.revoke_secret(secret(number - 1).id, &me, now()));
    }
    assert_eq!(rotated.secrets.len(), SECRETS_MAX);
    assert_eq!(rotated.live_secrets().map(|live| live.id).collect::<Vec<ClientSecretId>>(), [secret(59).id]);
}

#[test]
fn a_client_is_pinned_to_a_version_that_there_is() {
    let me = administrator();
    let pinned = |text: &str| {
        let terms =
            ClientTerms { api_version: Pin::parse(text), ..terms(&[ClientScope::ReportsRead], ClientReach::Own) };
        register(terms)
    };
    assert_eq!(reader().api_version, Pin::At(version("1.2.0")), "the newest, unless it says another");
    assert_eq!(taken(pinned("1.0.0")).api_version, Pin::At(version("1.0.0")));
    assert_eq!(told(pinned("1.3.0")), ["invalid: VERSION_UNKNOWN - /apiVersion"]);

    let to = |client: Client, text: &str| client.pin(Pin::parse(text).expect("a pin"), &contract(), &me, now());
    let next = taken(to(reader(), "NEXT"));
    assert!(next.api_version.previews() && !reader().api_version.previews());
    assert_eq!(told(to(next.clone(), "NEXT")), ["wrong state: CLIENT_PINNED_THERE -"]);
    assert_eq!(told(to(next.clone(), "1.0.1")), ["invalid: VERSION_UNKNOWN - /apiVersion"]);
    assert_eq!(taken(to(next, "1.2.0")), reader());
}

#[test]
fn how_a_client_stands_to_the_contract_is_for_itself_and_the_administrator() {
    assert_eq!(admitted(|actor| Client::must_show_contract(ID, actor)), ["Quản"]);
    let itself = acting(&reader());
    assert_eq!(told(Client::must_show_contract(ID, &itself)), ["done"]);
    let another = Client::must_show_contract(ClientId(Uuid::nil()), &itself);
    assert_eq!(told(another), ["not allowed: INSUFFICIENT_SCOPE -"]);
}

#[test]
fn a_client_that_is_closed_or_over_does_not_act() {
    let client = reader();
    let last = calendar::end_of(client.expires_on);
    let acts = |client: &Client, at: DateTime<Utc>| client.actor(secret(1).id, ClientScope::ALL, at).is_some();
    assert!(acts(&client, last - TimeDelta::milliseconds(1)), "its last day counts");
    assert!(!acts(&client, last));
    assert_eq!(told(client.clone().issue_secret(secret(2), &administrator(), last)), ["wrong state: CLIENT_EXPIRED -"]);
    assert_eq!(told(client.clone().restore(&administrator(), now())), ["wrong state: CLIENT_OPEN -"]);
    let suspended = taken(client.suspend("Lộ khóa", &administrator(), now()));
    assert!(!acts(&suspended, now()));
    assert_eq!(told(suspended.clone().suspend("", &administrator(), now())), ["wrong state: CLIENT_SUSPENDED -"]);
    assert!(acts(&taken(suspended.restore(&administrator(), now())), now()));
}

/// Rule L37: the author of a client's step is the client, under the scope that allowed the step.
#[test]
fn l37_a_client_is_its_own_author() {
    let source = acting(&client(&[ClientScope::ReportsRead, ClientScope::ReportsWrite], ClientReach::Own));
    let id = draft_report().id;
    let step = Report::draft(
        id,
        (&cycle(), participant(&unit()).as_ref()),
        &unit(),
        Some(&set()),
        content(figures()),
        &source,
        now(),
    );
    let Event { author, .. } = step.expect("open").into_parts().1;
    assert_eq!((author.account, author.client), (None, Some((ID, ClientScope::ReportsWrite))));
    assert_eq!((author.name.as_str(), author.role, author.organisation), ("Trục LGSP", None, Some(UNIT)));
    for reach in ClientReach::ALL {
        let source = acting(&client(&[ClientScope::ReportsWrite], *reach));
        let of = (ImportFormat::Json, String::new(), 1);
        let import = Import::begin(ImportId(Uuid::nil()), &cycle(), (ImportMode::SkipBad, false), of, &source, now());
        assert_eq!(taken(import).owner, source.account, "{reach}");
    }
    let idle = acting(&reader());
    let step = Report::draft(
        id,
        (&cycle(), participant(&unit()).as_ref()),
        &unit(),
        Some(&set()),
        content(figures()),
        &idle,
        now(),
    );
    assert_eq!(told(step), ["not allowed: INSUFFICIENT_SCOPE -"]);
}

/// Rule L37: the audit trail holds only the identifier of a secret.
#[test]
fn l37_what_happens_to_a_client_is_in_the_trail() {
    let me = administrator();
    let suspended = || taken(reader().suspend("Lộ khóa", &me, now()));
    let trail = [
        register(terms(&[ClientScope::ReportsRead, ClientScope::ScoresRead], ClientReach::Own)),
        reader().issue_secret(secret(2), &me, now()),
        reader().revoke_secret(secret(1).id, &me, now()),
        reader().suspend(" Lộ  khóa ", &me, now()),
        suspended().restore(&me, now()),
        reader().pin(Pin::Next, &contract(), &me, now()),
    ];
    let lines: Vec<String> = trail
        .into_iter()
        .map(|step| {
            let event = step.expect("open").into_parts().1;
            assert_eq!((event.object, event.organisation), (ID.0, Some(UNIT)));
            let text = format!("{event:?}");
            assert!(!text.contains(&secret(1).digest) && !text.contains(&secret(1).last_four), "{text}");
            let Event { kind, author, from, to, reason, .. } = event;
            let (from, to) = (from.unwrap_or("-"), to.unwrap_or("-"));
            format!("{kind}: {}: {from} -> {to} {}", author.name, reason.unwrap_or_default()).trim_end().to_owned()
        })
        .collect();
    assert_eq!(
        lines,
        [
            "CLIENT_REGISTERED: Quản: - -> OPEN",
            "CLIENT_SECRET_ISSUED: Quản: - -> -",
            "CLIENT_SECRET_REVOKED: Quản: - -> -",
            "CLIENT_SUSPENDED: Quản: OPEN -> SUSPENDED Lộ khóa",
            "CLIENT_RESTORED: Quản: SUSPENDED -> OPEN",
            "CLIENT_PINNED: Quản: - -> -",
        ]
    );
}

/// A scope is spelled in small letters with a dot, as RFC 6749 allows, and the same everywhere.
#[test]
fn a_scope_has_one_spelling() {
    for scope in ClientScope::ALL {
        let word = scope.as_str();
        assert_eq!(ClientScope::parse(word), Some(*scope));
        assert_eq!(serde_json::to_value(scope).ok(), Some(serde_json::Value::from(word)));
        assert!(word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '.'), "{word}");
        assert_eq!(Role::parse(word), None, "a role and a scope are never mistaken in the trail");
    }
}
