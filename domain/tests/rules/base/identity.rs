//! Accounts, roles and sessions: an actor carries only the roles in force today.

use chrono::TimeDelta;
use domain::base::event::Event;
use domain::base::identity::{
    Account, Actor, ENROLMENT_LIFETIME, Enrolment, GRANTS_MAX, Grant, Held, LIST_ENROLMENT_LIFETIME, SESSION_LIFETIME,
    Scope, Session,
};
use domain::base::ids::{AccountId, CampaignId, OrganisationId, SessionId};
use domain::base::policy::{Permission, Reach, Role};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use uuid::Uuid;

use crate::world::{
    AGENCY, CAMPAIGN, OTHER, UNIT, administrator, admitted, auditor, day, editor, head, hour, now, person, standing,
    taken, told,
};

const ID: AccountId = AccountId(Uuid::from_u128(0x1d));

fn starting() -> Enrolment {
    Enrolment::starting("digest".to_owned(), now())
}

fn account() -> Account {
    taken(Account::create(ID, " thach.son ", " Thạch  Sơn ", starting(), &administrator(), now()))
}

fn enrolled() -> Account {
    taken(account().enrol("digest", "hash".to_owned(), now()))
}

fn granted(role: Role, organisation: OrganisationId) -> Account {
    taken(enrolled().grant(role, organisation, &administrator(), now()))
}

fn session() -> Session {
    enrolled().sign_in(SessionId(Uuid::nil()), now()).into_parts().0
}

fn roles(account: &Account, held: &[(Role, OrganisationId)], day_offset: i64) -> Vec<(Role, OrganisationId)> {
    let held: Vec<Held> =
        held.iter().map(|(function, unit)| Held { function: *function, unit: *unit, movement: None }).collect();
    account.actor(SessionId(Uuid::nil()), &held, now() + TimeDelta::days(day_offset)).roles
}

/// Rule L44: the name is tidied; a user name is taken as it is written, or refused.
#[test]
fn found_e10_l44_names_are_tidied_and_user_names_never_changed() {
    assert_eq!((account().username.as_str(), account().name.as_str()), ("thach.son", "Thạch Sơn"));
    let create = |username, name| told(Account::create(ID, username, name, starting(), &administrator(), now()));
    for unusable in ["ab", "a b c", "son/1", "софия", "Trưởng-p5", "Truong-P5", "trưởng-p5"] {
        assert_eq!(create(unusable, "Tên"), ["invalid: USERNAME_UNUSABLE - /username"], "{unusable}");
    }
    assert_eq!(create("do-1_@", "\t"), ["invalid: TEXT_EMPTY - /name"]);
}

#[test]
fn accounts_belong_to_the_administrator_and_nobody_changes_his_own_rights() {
    let create = |actor: &_| Account::create(ID, "son", "Sơn", starting(), actor, now());
    assert_eq!(admitted(create), ["Quản"]);
    assert_eq!(admitted(|actor| account().issue_enrolment(String::new(), actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| account().grant(Role::UnitHead, UNIT, actor, now())), ["Quản"]);
    let holding = granted(Role::UnitHead, UNIT);
    assert_eq!(admitted(|actor| holding.clone().end_grant(Role::UnitHead, UNIT, actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| account().suspend("Nghỉ", actor, now())), ["Quản"]);
    let suspended = taken(account().suspend("Nghỉ", &administrator(), now()));
    assert_eq!(admitted(|actor| suspended.clone().restore(actor, now())), ["Quản"]);

    let own = Account { id: administrator().account, ..granted(Role::UnitHead, UNIT) };
    let refused = ["not allowed: OWN_ACCOUNT -"];
    let me = administrator();
    assert_eq!(told(own.clone().grant(Role::StandingAgency, AGENCY, &me, now())), refused);
    assert_eq!(told(own.clone().end_grant(Role::UnitHead, UNIT, &me, now())), refused);
    assert_eq!(told(own.clone().suspend("", &me, now())), refused);
    assert_eq!(told(own.restore(&me, now())), refused);
}

/// Rule L34: a role that stands for a function counts while its unit holds the function.
#[test]
fn l34_a_function_role_counts_only_while_its_unit_holds_the_function() {
    for role in Role::ALL.iter().filter(|role| role.function().is_some()) {
        let account = granted(*role, AGENCY);
        assert_eq!(roles(&account, &[(*role, AGENCY)], 0), [(*role, AGENCY)]);
        assert!(roles(&account, &[(*role, OTHER)], 0).is_empty(), "the function passed on");
        assert!(roles(&account, &[], 0).is_empty());
    }
    assert_eq!(roles(&granted(Role::UnitHead, UNIT), &[], 0), [(Role::UnitHead, UNIT)], "a unit's own affair");
}

/// Rule L34: a role that ended today is no longer in force, and one that begins tomorrow is not in force yet.
#[test]
fn l34_an_ended_role_does_not_act() {
    let account = granted(Role::UnitHead, UNIT);
    let ended = taken(account.end_grant(Role::UnitHead, UNIT, &administrator(), now()));
    assert!(roles(&ended, &[], 0).is_empty());
    assert_eq!(ended.grants.len(), 1, "history stays");
    assert_eq!(
        told(ended.clone().end_grant(Role::UnitHead, UNIT, &administrator(), now())),
        ["wrong state: ROLE_NOT_HELD -"]
    );
    let again = taken(ended.grant(Role::UnitHead, UNIT, &administrator(), now()));
    assert_eq!((roles(&again, &[], 0).len(), again.grants.len()), (1, 2));

    let today = day(2024, 11, 20);
    let bounded = |from, to| {
        let grant = Grant { role: Role::UnitHead, organisation: UNIT, from, to: Some(to), unit_ended: None };
        Account { grants: vec![grant], ..enrolled() }
    };
    assert_eq!(roles(&bounded(today, today), &[], 0).len(), 1, "both days count");
    assert!(roles(&bounded(today, today), &[], 1).is_empty());
    assert!(roles(&bounded(today, today), &[], -1).is_empty());
    // In the province the next day has begun.
    let midnight = bounded(today, today).actor(SessionId(Uuid::nil()), &[], hour(day(2024, 11, 21), 0));
    assert!(midnight.roles.is_empty());
    let answer = midnight.must(Permission::SubmitReport, Some(UNIT));
    assert_eq!(told(answer), ["not allowed: NOT_ALLOWED -"]);
}

#[test]
fn a_role_is_held_once_and_not_without_end() {
    let account = granted(Role::UnitHead, UNIT);
    let again = account.clone().grant(Role::UnitHead, UNIT, &administrator(), now());
    assert_eq!(told(again), ["taken: ROLE_HELD -"]);
    assert_eq!(told(account.clone().grant(Role::UnitHead, OTHER, &administrator(), now())), ["done"]);
    let grant = account.grants[0].clone();
    let full = Account { grants: vec![grant; GRANTS_MAX], ..account };
    assert_eq!(told(full.grant(Role::UnitEditor, UNIT, &administrator(), now())), ["taken: TOO_MANY_ROLES -"]);
}

/// A code works once, until it expires, and for an account that is not suspended; the refusal never gives the cause.
#[test]
fn an_enrolment_code_works_once_and_for_a_while() {
    let refused = ["not allowed: ENROLMENT_REFUSED -"];
    let enrol = |account: Account, code: &str, at| told(account.enrol(code, "hash".to_owned(), at));
    let over = now() + ENROLMENT_LIFETIME;
    assert_eq!(enrol(account(), "digest", over - TimeDelta::milliseconds(1)), ["done"]);
    assert_eq!(enrol(account(), "digest", over), refused);
    assert_eq!(enrol(account(), "other", now()), refused);
    let enrolment = Enrolment::listed("digest".to_owned(), now());
    let listed = taken(Account::create(ID, "son", "Sơn", enrolment, &administrator(), now()));
    let over = now() + LIST_ENROLMENT_LIFETIME;
    assert_eq!(enrol(listed.clone(), "digest", over - TimeDelta::milliseconds(1)), ["done"], "a code of a list");
    assert_eq!(enrol(listed, "digest", over), refused);
    assert_eq!(enrol(enrolled(), "digest", now()), refused, "used");
    let suspended = taken(account().suspend("", &administrator(), now()));
    assert_eq!(enrol(suspended, "digest", now()), refused);
    assert_eq!(enrolled().password_hash.as_deref(), Some("hash"));
}

/// A new code ends the old password and its sessions.
#[test]
fn a_new_code_ends_the_password_and_every_sign_in() {
    let later = now() + TimeDelta::seconds(1);
    let reset = taken(enrolled().issue_enrolment("new".to_owned(), &administrator(), later));
    assert_eq!(reset.password_hash, None);
    assert!(!reset.honours(&session(), later));
    assert_eq!(told(reset.enrol("digest", String::new(), later)), ["not allowed: ENROLMENT_REFUSED -"]);
}

#[test]
fn a_sign_in_counts_until_it_ends_in_one_of_its_ways() {
    let end = now() + SESSION_LIFETIME;
    let account = enrolled();
    assert!(account.honours(&session(), now()));
    assert!(account.honours(&session(), end - TimeDelta::milliseconds(1)));
    assert!(!account.honours(&session(), end), "its time is over");
    let me = Actor { account: ID, ..editor() };
    assert!(!account.honours(&session().end(&me, now()).into_parts().0, now()), "signed out");
    let other = Session { account: AccountId(Uuid::nil()), ..session() };
    assert!(!account.honours(&other, now()), "somebody else's");
    let later = now() + TimeDelta::minutes(1);
    let suspended = taken(account.suspend("Nghỉ việc", &administrator(), later));
    assert!(!suspended.honours(&session(), later));
    let restored = taken(suspended.clone().restore(&administrator(), later));
    assert!(!restored.honours(&session(), later), "a suspension ends sign-ins for good");
    assert_eq!(told(suspended.suspend("", &administrator(), later)), ["wrong state: ACCOUNT_SUSPENDED -"]);
    assert_eq!(told(restored.restore(&administrator(), later)), ["wrong state: ACCOUNT_OPEN -"]);
}

/// Rules S13, S14, S24, S30, S32: an actor without a role is told which role is required, and by which rule.
#[test]
fn s13_s14_s24_s30_s32_a_missing_role_is_named() {
    for (permission, rule, role, named) in [
        (Permission::DecideNomination, Some("S13"), "DECISION_AUTHORITY", "cấp có thẩm quyền quyết định khen thưởng"),
        (Permission::RecordCommendation, Some("S14"), "UNIT_HEAD", "thủ trưởng đơn vị"),
        (Permission::PublishCriteriaSet, Some("S24"), "STANDING_AGENCY", "cơ quan thường trực"),
        (Permission::VerifyReport, Some("S30"), "STANDING_AGENCY", "cơ quan thường trực"),
        (Permission::PublishRoleModel, Some("S32"), "STANDING_AGENCY", "cơ quan thường trực"),
        (Permission::ReadAudit, None, "AUDITOR", "thanh tra"),
    ] {
        let Err(Refusal::NotAllowed(reason)) = editor().must(permission, Some(UNIT)) else { panic!("{permission}") };
        assert_eq!(reason.rule, rule);
        assert!(reason.text.en.contains(role) && reason.text.vi.contains(named), "{}", reason.text.vi);
    }
}

/// Rule L37: of several roles, the event names the one that allowed the step.
#[test]
fn l37_the_author_acts_in_the_role_that_opens_the_way() {
    let both = person(9, "Hai Vai", &[(Role::UnitHead, OTHER), (Role::StandingAgency, AGENCY), (Role::UnitHead, UNIT)]);
    let acts =
        |permission, unit| both.must(permission, unit).ok().and_then(|author| author.role.zip(author.organisation));
    assert_eq!(acts(Permission::SubmitReport, Some(UNIT)), Some((Role::UnitHead, UNIT)));
    assert_eq!(acts(Permission::VerifyReport, Some(UNIT)), None, "an agency stands for a movement");
    let author = both.must(Permission::VerifyReport, (UNIT, CAMPAIGN)).expect("its movement");
    assert_eq!(author.role.zip(author.organisation), Some((Role::StandingAgency, AGENCY)));
    assert_eq!(acts(Permission::SubmitReport, None), None, "a unit's permission is for a unit's thing");
    assert_eq!(acts(Permission::DecideNomination, Some(UNIT)), None);
}

/// Rule S30: a scope is everything, the own units, or nothing.
#[test]
fn s30_a_scope_is_everything_or_the_own_units() {
    let scope = |actor: &Actor| actor.scope(Permission::ReadReport).ok();
    assert_eq!(scope(&editor()), Some(Scope::of_units(vec![UNIT])));
    assert_eq!(scope(&auditor()), Some(Scope::Everything));
    assert_eq!(scope(&administrator()), None, "the administrator has no business rights");
    let two = person(9, "Hai", &[(Role::UnitHead, OTHER), (Role::UnitEditor, UNIT), (Role::UnitEditor, OTHER)]);
    assert_eq!(scope(&two), Some(Scope::of_units(vec![UNIT, OTHER])));
    let more = person(9, "Ba", &[(Role::UnitHead, OTHER), (Role::Auditor, AGENCY)]);
    assert_eq!(scope(&more), Some(Scope::Everything));
    assert_eq!(standing().scope(Permission::ReadAudit).ok(), None);
}

/// Rule M02: a standing agency acts and reads in its movements, and in no other; the agencies of the installation everywhere.
#[test]
fn m02_an_agency_stands_for_its_movements_alone() {
    let other = CampaignId(Uuid::max());
    let theirs = Actor { movements: vec![(AGENCY, other)], ..standing() };
    let of_two = Actor { movements: vec![(AGENCY, CAMPAIGN), (AGENCY, other)], ..standing() };
    let of_none = Actor { movements: Vec::new(), ..standing() };
    // The agency of another unit, whose person has the role at this one, too.
    let elsewhere = Actor { movements: vec![(OTHER, CAMPAIGN)], ..standing() };
    for permission in Permission::ALL.iter().copied() {
        if Role::StandingAgency.reach(permission) != Reach::Movement {
            continue;
        }
        let may = |actor: &Actor, movement: CampaignId| actor.must(permission, (UNIT, movement)).is_ok();
        assert_eq!([may(&standing(), CAMPAIGN), may(&standing(), other)], [true, false], "{permission}");
        assert_eq!([may(&theirs, CAMPAIGN), may(&theirs, other)], [false, true], "{permission}");
        assert_eq!([may(&of_two, CAMPAIGN), may(&of_two, other)], [true, true], "{permission}");
        assert_eq!([may(&of_none, CAMPAIGN), may(&of_none, other)], [false, false], "{permission}");
        assert_eq!([may(&elsewhere, CAMPAIGN), may(&elsewhere, other)], [false, false], "{permission}");
        assert!(standing().must(permission, None).is_err() && standing().must(permission, Some(UNIT)).is_err());
        let seen = |actor: &Actor| actor.scope(permission).expect("a role with the permission");
        assert!(seen(&standing()).holds_in(UNIT, CAMPAIGN) && !seen(&standing()).holds_in(UNIT, other));
        assert!(!seen(&of_none).holds_in(UNIT, CAMPAIGN), "{permission}");
        assert_eq!(seen(&standing()).in_movement(CAMPAIGN), Scope::Everything);
        assert_eq!(seen(&standing()).in_movement(other), Scope::of_units(Vec::new()));
    }
    let account = granted(Role::StandingAgency, AGENCY);
    let held = |unit, movement| Held { function: Role::StandingAgency, unit, movement: Some(movement) };
    let actor = |held: &[Held]| account.actor(SessionId(Uuid::nil()), held, now());
    assert_eq!(actor(&[held(AGENCY, CAMPAIGN), held(AGENCY, other)]).movements.len(), 2);
    assert_eq!(actor(&[held(OTHER, CAMPAIGN)]).movements, [], "another unit stands for it");
    assert_eq!(actor(&[Held { function: Role::Auditor, ..held(AGENCY, CAMPAIGN) }]).movements, []);
}

fn told_of<T>(step: Result<Step<T>, Refusal>) -> String {
    let Event { kind, author, from, to, reason, .. } = step.expect("open").into_parts().1;
    let (from, to) = (from.unwrap_or("-"), to.unwrap_or("-"));
    format!("{kind}: {}: {from} -> {to} {}", author.name, reason.unwrap_or_default()).trim_end().to_owned()
}

/// Rule L37.
#[test]
fn l37_what_happens_to_an_account_is_in_the_trail() {
    let me = administrator();
    let boot = Account::bootstrap(ID, "quan-tri", "Quản Trị", String::new(), AGENCY, now());
    assert_eq!(boot.as_ref().map(|step| step.after().grants.len()), Ok(1));
    let trail = [
        told_of(boot),
        told_of(Account::create(ID, "son", "Sơn", starting(), &me, now())),
        told_of(account().enrol("digest", String::new(), now())),
        told_of(enrolled().issue_enrolment(String::new(), &me, now())),
        told_of(enrolled().grant(Role::UnitHead, UNIT, &me, now())),
        told_of(granted(Role::UnitHead, UNIT).end_grant(Role::UnitHead, UNIT, &me, now())),
        told_of(enrolled().suspend(" Nghỉ  việc ", &me, now())),
        told_of(Account { suspended: true, ..enrolled() }.restore(&me, now())),
        told_of(Ok(enrolled().sign_in(SessionId(Uuid::nil()), now()))),
        told_of(Ok(session().end(&head(), now()))),
    ];
    let expected = [
        "ACCOUNT_CREATED: admin bootstrap: - -> ADMINISTRATOR",
        "ACCOUNT_CREATED: Quản: - -> -",
        "ACCOUNT_ENROLLED: Thạch Sơn: - -> -",
        "ENROLMENT_ISSUED: Quản: - -> -",
        "ROLE_GRANTED: Quản: - -> UNIT_HEAD",
        "ROLE_ENDED: Quản: UNIT_HEAD -> ENDED",
        "ACCOUNT_SUSPENDED: Quản: OPEN -> SUSPENDED Nghỉ việc",
        "ACCOUNT_RESTORED: Quản: SUSPENDED -> OPEN",
        "SIGNED_IN: Thạch Sơn: - -> -",
        "SIGNED_OUT: Trưởng: - -> -",
    ];
    assert_eq!(trail, expected);
}
