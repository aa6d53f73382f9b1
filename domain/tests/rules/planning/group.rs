//! Groups of units, and the partition of a cycle's participants by them (rule M03).

use domain::base::code::GroupCode;
use domain::base::ids::{CriteriaSetId, OrganisationId, Revision};
use domain::base::refusal::Refusal;
use domain::base::text::Text;
use domain::planning::audience::Audience;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::{Cycle, CycleState, Opened, OpeningGround};
use domain::planning::demands::Exemption;
use domain::planning::group::{Group, GroupFacts, GroupId, GroupSurroundings, Members};
use domain::planning::measure::Measure;
use domain::planning::participant::{
    ExemptUnit, NamedGroup, Participant, Selection, SelectionSurroundings, SelectionTerms,
};
use domain::registry::level::{Level, Levels};
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::report::Report;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    CAMPAIGN, admitted, campaign, content, cycle, day, document, issued_set, movement, now, opening, organisation,
    person, planned, standing, taken, told,
};

fn code(text: &str) -> GroupCode {
    GroupCode::parse(text).expect("a code")
}

fn unit(id: u128, level: PlanLevel, kind: OrganisationKind) -> Organisation {
    organisation(OrganisationId(Uuid::from_u128(id)), &format!("Đơn vị {id}"), level, kind)
}

fn commune(id: u128) -> Organisation {
    unit(id, PlanLevel::Commune, OrganisationKind::PeoplesCommittee)
}

fn department(id: u128) -> Organisation {
    unit(id, PlanLevel::Provincial, OrganisationKind::Department)
}

fn cluster(units: &[u128]) -> Members {
    Members::Cluster { units: units.iter().map(|id| OrganisationId(Uuid::from_u128(*id))).collect() }
}

fn group(id: u128, name: &str, members: Members) -> Group {
    Group {
        id: GroupId(Uuid::from_u128(id)),
        campaign: CAMPAIGN,
        code: code(name),
        year: None,
        facts: GroupFacts {
            name: Text::new(format!("Nhóm {name}"), format!("Group {name}")),
            members,
            audience: Some(code("COMMUNE")),
            head: None,
            deputy: None,
            predecessor: None,
            document: document(),
        },
        revision: Revision::FIRST,
    }
}

fn named(groups: &[Group]) -> Selection {
    let groups = groups.iter().map(|group| NamedGroup { id: group.id, code: group.code }).collect();
    Selection { groups, ..Selection::default() }
}

fn sets() -> Vec<CriteriaSet> {
    PlanLevel::ALL.into_iter().map(issued_set).collect()
}

/// Opens the cycle of 2024 with a selection.
fn opened(
    selection: Selection,
    groups: &[Group],
    units: &[Organisation],
    sets: &[CriteriaSet],
) -> Result<Opened, Refusal> {
    let (cycle, levels) = (Cycle { selection, ..planned(2024) }, levels());
    let ground = OpeningGround { campaign: movement(), cycles: &[], sets, levels: &levels, groups, units };
    let step = cycle.open(opening(day(2024, 11, 30), None), ground, &standing(), now())?;
    Ok(step.into_parts().0)
}

/// Unit and group of each participant.
fn placed(answer: Result<Opened, Refusal>) -> Vec<(u128, String)> {
    let opened = answer.expect("open");
    opened.participants.into_iter().map(|one| (one.unit.0.as_u128(), one.group.to_string())).collect()
}

fn sentence(answer: Result<Opened, Refusal>) -> String {
    let refusal = answer.expect_err("refused");
    refusal.reasons().iter().map(|(_, reason)| reason.text.en.clone()).collect::<Vec<String>>().join(" | ")
}

fn at(places: &[(u128, &str)]) -> Vec<(u128, String)> {
    places.iter().map(|(unit, group)| (*unit, (*group).to_owned())).collect()
}

/// Rule M03: without groups of its own a cycle has one for each level that reports, with all units of its time.
#[test]
fn m03_a_cycle_without_groups_has_those_of_the_levels() {
    let ended = |id, last| Organisation { valid_to: Some(last), ..commune(id) };
    let begun = |id, first| Organisation { valid_from: first, ..commune(id) };
    let units = [
        department(1),
        commune(2),
        ended(3, day(2023, 12, 31)),
        ended(4, day(2024, 1, 1)),
        begun(5, day(2024, 12, 31)),
        begun(6, day(2025, 1, 1)),
        unit(7, PlanLevel::Enterprise, OrganisationKind::Enterprise),
    ];
    let answer = opened(Selection::default(), &[], &units, &sets());
    let expected = at(&[(1, "PROVINCIAL"), (2, "COMMUNE"), (4, "COMMUNE"), (5, "COMMUNE")]);
    assert_eq!(placed(answer.clone()), expected, "the day before the period is too early, its first day is not");
    assert_eq!(answer.expect("open").cycle, cycle(), "and the cycle is what it was before there were groups");
}

/// Rule M03: every unit in two groups or none is named, all of them in one refusal, and the cycle does not open.
#[test]
fn m03_groups_part_the_selection_and_whoever_is_twice_or_nowhere_is_named() {
    let units = [commune(1), commune(2), commune(3), commune(4)];
    let of_communes = |groups: &[Group]| Selection { levels: vec![PlanLevel::Commune.code()], ..named(groups) };
    let parted = [group(11, "CUM-1", cluster(&[1, 2])), group(12, "CUM-2", cluster(&[3, 4]))];
    let expected = at(&[(1, "CUM-1"), (2, "CUM-1"), (3, "CUM-2"), (4, "CUM-2")]);
    assert_eq!(placed(opened(of_communes(&parted), &parted, &units, &sets())), expected);
    let cycle = opened(of_communes(&parted), &parted, &units, &sets()).expect("open").cycle;
    let set = issued_set(PlanLevel::Commune).id;
    assert_eq!((cycle.criteria_for(code("CUM-1")), cycle.criteria_for(code("CUM-2"))), (Some(set), Some(set)));
    assert_eq!((cycle.state, cycle.criteria_for(code("COMMUNE"))), (CycleState::Open, None), "one set for both");

    let overlapping = [group(11, "CUM-1", cluster(&[1, 2])), group(12, "CUM-2", cluster(&[2]))];
    let refused = opened(of_communes(&overlapping), &overlapping, &units, &sets());
    let both = ["invalid: UNIT_IN_TWO_GROUPS M03", "invalid: UNIT_IN_NO_GROUP M03"];
    assert_eq!(told(refused.clone()), both);
    let said = sentence(refused);
    assert!(said.contains("Đơn vị 2 (CUM-1, CUM-2)."), "{said}");
    assert!(said.contains("no group of the cycle: Đơn vị 3; Đơn vị 4."), "{said}");

    let ruled =
        [group(11, "CUM-1", cluster(&[1])), group(12, "ALL", Members::Level { level: PlanLevel::Commune.code() })];
    let refused = opened(of_communes(&ruled), &ruled, &units, &sets());
    assert_eq!(told(refused), ["invalid: UNIT_IN_TWO_GROUPS M03"], "a list and a rule");
}

/// Rule M03: a cycle that names no levels, kinds or units has the members of its groups.
#[test]
fn m03_without_a_selection_the_members_of_the_groups_take_part() {
    let units = [commune(1), commune(2), department(3)];
    let groups = [group(11, "CUM-1", cluster(&[1]))];
    assert_eq!(placed(opened(named(&groups), &groups, &units, &sets())), at(&[(1, "CUM-1")]));
    let listed = Selection { units: vec![units[2].id], ..named(&groups) };
    assert_eq!(told(opened(listed, &groups, &units, &sets())), ["invalid: UNIT_IN_NO_GROUP M03"]);
    let kinds = |kinds: &[OrganisationKind]| Selection { unit_kinds: kinds.to_vec(), ..Selection::default() };
    let answer = opened(kinds(&[OrganisationKind::Department]), &[], &units, &sets()).expect("open");
    let bound: Vec<String> = answer.cycle.criteria.iter().map(|binding| binding.group.to_string()).collect();
    assert_eq!((placed(Ok(answer)), bound), (at(&[(3, "PROVINCIAL")]), vec!["PROVINCIAL".to_owned()]));
    // A level without a participant needs no set.
    let communes = [issued_set(PlanLevel::Commune)];
    let levels = Selection { levels: vec![PlanLevel::Commune.code()], ..Selection::default() };
    assert_eq!(placed(opened(levels, &[], &units, &communes)), at(&[(1, "COMMUNE"), (2, "COMMUNE")]));
    let listed = Selection { units: vec![units[1].id], ..Selection::default() };
    assert_eq!(placed(opened(listed, &[], &units, &communes)), at(&[(2, "COMMUNE")]));
    assert_ne!(
        told(opened(Selection::default(), &[], &units, &communes)),
        ["done"],
        "every level that reports needs one"
    );
}

/// Rule M03: an exempt participant has its group and its reason, and owes nothing; it begins no report.
#[test]
fn m03_an_exempt_participant_owes_nothing_and_the_row_says_why() {
    let units = [department(1), department(2)];
    let exempt = |id: u128| ExemptUnit {
        unit: OrganisationId(Uuid::from_u128(id)),
        exemption: Exemption { reason: "Khắc phục thiên tai".to_owned(), document: document() },
    };
    let selection = |id| Selection { exempt: vec![exempt(id)], ..Selection::default() };
    let answer = opened(selection(2), &[], &units, &sets()).expect("open");
    let of = |id: u128| answer.participants.iter().find(|one| one.unit.0.as_u128() == id).expect("a participant");
    assert_eq!((of(1).exempt.clone(), of(2).exempt.clone()), (None, Some(exempt(2).exemption)));
    let cycle = &answer.cycle;
    assert!(cycle.asks(&units[0], Some(of(1))) && !cycle.asks(&units[1], Some(of(2))));
    assert!(!cycle.measures(&units[1], Some(of(2))), "so its collectives are not held up by a result (rule S35)");
    let set = issued_set(PlanLevel::Provincial);
    let begin = |place: usize, participant: Option<&Participant>| {
        let editor = person(0xb1, "Biên", &[(domain::base::policy::Role::UnitEditor, units[place].id)]);
        let id = domain::base::ids::ReportId(Uuid::from_u128(9));
        told(Report::draft(id, (cycle, participant), &units[place], Some(&set), content(Vec::new()), &editor, now()))
    };
    assert_eq!(begin(0, Some(of(1))), ["done"]);
    assert_eq!(begin(1, Some(of(2))), ["wrong state: PARTICIPANT_EXEMPT M03"]);
    assert_eq!(begin(0, None), ["invalid: NO_RATIO_CRITERIA S02 /organisation"], "whoever takes no part has no set");
    assert_eq!(told(opened(selection(7), &[], &units, &sets())), ["done"], "nobody of that time");
    let outside = Selection { units: vec![units[0].id], ..selection(2) };
    assert_eq!(told(opened(outside, &[], &units, &sets())), ["invalid: EXEMPT_NOT_SELECTED M03"]);
}

/// Rule M04: one criterion code means one kind of value in all sets of a cycle, because a table of figures has one
/// column for it.
#[test]
fn m04_two_sets_of_a_cycle_do_not_mean_different_values_by_one_code() {
    let mut sets = sets();
    let units = [department(1), commune(2)];
    let place = sets.iter().position(|set| set.audience == PlanLevel::Commune).expect("the communes' set");
    let borrowed = sets[0].criteria[0].clone();
    sets[place].criteria[0] = borrowed.clone();
    assert_eq!(told(opened(Selection::default(), &[], &units, &sets)), ["done"], "the same value in both");
    let choice = domain::planning::measure::ChoiceMeasure {
        options: Vec::new(),
        demands: domain::planning::measure::Demands::default(),
    };
    sets[place].criteria[0].measure = Measure::Choice(choice);
    let refused = opened(Selection::default(), &[], &units, &sets);
    assert_eq!(told(refused.clone()), ["invalid: CRITERION_VALUES_DIFFER M04"]);
    assert!(sentence(refused).contains(&borrowed.code));
}

/// Rules M03, S24: every named group needs a published set of its audience, and the newest is bound.
#[test]
fn m03_s24_a_group_is_bound_to_the_newest_set_of_its_audience() {
    let groups = [group(11, "CUM-1", cluster(&[1]))];
    let newer = CriteriaSet { id: CriteriaSetId(Uuid::nil()), version: 9, ..issued_set(PlanLevel::Commune) };
    let both = [issued_set(PlanLevel::Commune), newer.clone()];
    let answer = opened(named(&groups), &groups, &[commune(1)], &both).expect("open");
    assert_eq!(answer.cycle.criteria_for(code("CUM-1")), Some(newer.id));
    let own = Group { facts: GroupFacts { audience: None, ..groups[0].facts.clone() }, ..groups[0].clone() };
    let refused = opened(named(&groups), std::slice::from_ref(&own), &[commune(1)], &both);
    assert_eq!(told(refused), ["invalid: CRITERIA_SET_MISSING S24"]);
    let theirs = CriteriaSet { audience: Audience::Group(code("CUM-1")), ..issued_set(PlanLevel::Commune) };
    assert_eq!(told(opened(named(&groups), &[own], &[commune(1)], &[theirs])), ["done"]);
}

/// Rule M03: a unit that is founded while the cycle is open is admitted by a rule, and by no list.
#[test]
fn m03_a_unit_founded_later_is_admitted_by_a_rule_only() {
    let units = [commune(1)];
    let answer = opened(Selection::default(), &[], &units, &sets()).expect("open").cycle;
    let levels = levels();
    let late = |first| Organisation { valid_from: first, ..commune(2) };
    let by_rule = |cycle: &Cycle, groups: &[Group], unit: &Organisation| {
        let found = Participant::by_rule(cycle, &cycle.groupings(groups, &levels), unit);
        found.map(|one| (one.group.to_string(), one.placed_by))
    };
    let founding = late(day(2024, 12, 31));
    assert_eq!(by_rule(&answer, &[], &founding), Some(("COMMUNE".to_owned(), None)));
    assert_eq!(by_rule(&answer, &[], &late(day(2025, 1, 1))), None, "it begins after the period");
    let mut under = founding.clone();
    under.history.founded_by = Some(document());
    assert_eq!(by_rule(&answer, &[], &under), Some(("COMMUNE".to_owned(), Some(document()))), "by its document");

    let listed = [group(11, "CUM-1", cluster(&[1]))];
    let cycle = opened(named(&listed), &listed, &units, &sets()).expect("open").cycle;
    assert_eq!(by_rule(&cycle, &listed, &founding), None);
    let place = |name: &str, unit: &Organisation, present: Option<&Participant>| {
        Participant::place(&cycle, (unit, &levels), (code(name), document()), present, &standing(), now())
    };
    assert_eq!(taken(place("CUM-1", &founding, None)).placed_by, Some(document()));
    assert_eq!(told(place("CUM-2", &founding, None)), ["invalid: GROUP_UNKNOWN M03 /group"]);
    assert_eq!(told(cycle.must_have(code("CUM-2"))), ["invalid: GROUP_UNKNOWN M03 /group"]);
    assert_eq!(told(cycle.must_have(code("CUM-1"))), ["done"]);
    assert_eq!(told(planned(2024).must_have(code("CUM-2"))), ["done"], "no group is bound yet");
    assert_eq!(told(place("CUM-1", &late(day(2025, 1, 1)), None)), ["out of season: UNIT_NOT_BEGUN L30"]);
    let present = taken(place("CUM-1", &founding, None));
    assert_eq!(told(place("CUM-1", &founding, Some(&present))), ["taken: PARTICIPANT_EXISTS M03"]);
    let enterprise = unit(5, PlanLevel::Enterprise, OrganisationKind::Enterprise);
    assert_eq!(told(place("CUM-1", &enterprise, None)), ["invalid: UNIT_NOT_MEASURED M03 /organisation"]);
    let planned = planned(2024);
    let early =
        Participant::place(&planned, (&founding, &levels), (code("CUM-1"), document()), None, &standing(), now());
    assert_eq!(told(early), ["out of season: CYCLE_NOT_OPEN S27"]);
    let may =
        |actor: &_| Participant::place(&cycle, (&founding, &levels), (code("CUM-1"), document()), None, actor, now());
    assert_eq!(admitted(may), ["Thường"]);

    let excuse = || Exemption { reason: "Thiên tai".to_owned(), document: document() };
    let exempt = |begun| present.clone().exempt(&cycle, excuse(), begun, &standing(), now());
    assert_eq!(told(exempt(true)), ["wrong state: PARTICIPANT_REPORTS M03"], "it has begun its report");
    assert_eq!(
        told(taken(exempt(false)).exempt(&cycle, excuse(), false, &standing(), now())),
        ["wrong state: PARTICIPANT_EXEMPT M03"]
    );
    assert_eq!(admitted(|actor| present.clone().exempt(&cycle, excuse(), false, actor, now())), ["Thường"]);
}

fn surroundings<'a>(groups: &'a [Group], units: &'a [Organisation], levels: &'a Levels) -> GroupSurroundings<'a> {
    GroupSurroundings { campaign: Box::leak(Box::new(campaign())), levels, groups, units }
}

/// Rule M03: what a group must be, each fault at its place.
#[test]
fn m03_a_group_names_units_that_report_and_a_head_of_its_own() {
    let levels = levels();
    let units = [commune(1), commune(2), unit(5, PlanLevel::Enterprise, OrganisationKind::Enterprise)];
    let base = || group(11, "CUM-1", cluster(&[1, 2]));
    let enter = |group: Group| told(group.enter(surroundings(&[], &units, &levels), &standing(), now()));
    let with = |change: &dyn Fn(&mut Group)| {
        let mut group = base();
        change(&mut group);
        enter(group)
    };
    assert_eq!(enter(base()), ["done"]);
    assert_eq!(admitted(|actor| base().enter(surroundings(&[], &units, &levels), actor, now())), ["Thường"]);
    let head = |group: &mut Group, head: u128| group.facts.head = Some(OrganisationId(Uuid::from_u128(head)));
    assert_eq!(with(&|group| head(group, 1)), ["done"]);
    assert_eq!(with(&|group| head(group, 5)), ["invalid: HEAD_NOT_MEMBER M03 /head"], "another unit heads no group");
    assert_eq!(with(&|group| head(group, 9)), ["invalid: UNIT_UNKNOWN - /head"]);
    assert_eq!(with(&|group| group.facts.deputy = Some(units[0].id)), ["invalid: DEPUTY_UNFIT - /deputy"]);
    assert_eq!(with(&|group| group.facts.members = cluster(&[])), ["invalid: MEMBERS_UNSOUND - /members/units"]);
    assert_eq!(
        with(&|group| group.facts.members = cluster(&[1, 1])),
        ["invalid: UNIT_LISTED_TWICE - /members/units/1"]
    );
    assert_eq!(with(&|group| group.facts.members = cluster(&[9])), ["invalid: UNIT_UNKNOWN - /members/units/0"]);
    assert_eq!(with(&|group| group.facts.members = cluster(&[5])), ["invalid: UNIT_NOT_MEASURED M03 /members/units/0"]);
    let of_level = |level: PlanLevel| Members::Level { level: level.code() };
    assert_eq!(
        with(&|group| group.facts.members = of_level(PlanLevel::Enterprise)),
        ["invalid: LEVEL_NOT_MEASURED M03 /members/level"]
    );
    assert_eq!(with(&|group| group.code = code("COMMUNE")), ["invalid: GROUP_CODE_OF_LEVEL - /members"]);
    assert_eq!(
        with(&|group| group.code = code("ENTERPRISE")),
        ["invalid: GROUP_CODE_RESERVED - /code", "invalid: GROUP_CODE_OF_LEVEL - /members"]
    );
    let whole = group(11, "COMMUNE", of_level(PlanLevel::Commune));
    assert_eq!(enter(whole), ["done"], "the group of all units of the level may have its code");
    assert_eq!(with(&|group| group.year = Some(2026)), ["invalid: GROUP_YEAR_UNFIT M03 /year"]);
    assert_eq!(with(&|group| group.year = Some(2025)), ["done"]);
    assert_eq!(
        with(&|group| group.facts.predecessor = Some(code("CUM-1"))),
        ["invalid: PREDECESSOR_UNKNOWN - /predecessor"]
    );
    assert_eq!(with(&|group| group.facts.predecessor = Some(code("COMMUNE"))), ["done"], "it divides a level");
    let kinds = |kinds: &[OrganisationKind]| Members::Kind { level: None, unit_kinds: kinds.to_vec() };
    for unsound in [&[][..], &[OrganisationKind::Enterprise], &[OrganisationKind::Media, OrganisationKind::Media]] {
        let refused = ["invalid: UNIT_KINDS_UNSOUND - /members/unitKinds"];
        assert_eq!(with(&|group| group.facts.members = kinds(unsound)), refused, "{unsound:?}");
    }
}

/// Rule M03: a group that an opened cycle uses is not corrected.
#[test]
fn m03_a_group_in_use_stays_as_it_is() {
    let levels = levels();
    let units = [commune(1), commune(2)];
    let group = group(11, "CUM-1", cluster(&[1]));
    let correct = |used: &[String]| {
        let facts = GroupFacts { members: cluster(&[1, 2]), ..group.facts.clone() };
        let near = surroundings(std::slice::from_ref(&group), &units, &levels);
        group.clone().correct(facts, near, used, &standing(), now())
    };
    assert_eq!(taken(correct(&[])).facts.members, cluster(&[1, 2]));
    assert_eq!(told(correct(&["2024".to_owned()])), ["wrong state: GROUP_IN_USE M03"]);
}

/// Rule M03: a cycle takes the group of its own year before the one of every year, and none of another year.
#[test]
fn m03_a_cycle_names_groups_of_its_year() {
    let levels = levels();
    let of_year = |id, year| Group { year, ..group(id, "CUM-1", cluster(&[1])) };
    let groups = [of_year(1, Some(2024)), of_year(2, None), of_year(3, Some(2025))];
    let select = |year: Option<i32>, groups: &[Group], names: &[&str]| {
        let near = SelectionSurroundings { year, groups, levels: &levels, units: &[] };
        let groups = names.iter().map(|name| code(name)).collect();
        SelectionTerms { groups, ..SelectionTerms::default() }.checked(near, now())
    };
    let chosen = |year| select(year, &groups, &["CUM-1"]).expect("a group").groups[0].id.0.as_u128();
    assert_eq!((chosen(Some(2024)), chosen(Some(2025)), chosen(Some(2023)), chosen(None)), (1, 3, 2, 2));
    let refused = |names: &[&str]| told(select(Some(2023), &groups[..1], names));
    assert_eq!(refused(&["CUM-1"]), ["invalid: GROUP_YEAR_UNFIT M03 /groups/0"]);
    assert_eq!(refused(&["CUM-9"]), ["invalid: GROUP_UNKNOWN M03 /groups/0"]);
    let twice = told(select(Some(2024), &groups, &["CUM-1", "CUM-1"]));
    assert_eq!(twice, ["invalid: UNIT_LISTED_TWICE - /groups/1"]);
}

/// Rule M03: a level that ended within the period has its units in the cycle, and one that ended before has none.
#[test]
fn m03_a_listed_unit_of_an_ended_level_takes_part_while_its_life_touches_the_period() {
    let district = |id, last| Organisation {
        valid_to: Some(last),
        ..unit(id, PlanLevel::District, OrganisationKind::PeoplesCommittee)
    };
    let units = [district(1, day(2024, 6, 30)), district(2, day(2023, 6, 30)), commune(3)];
    let groups = [group(11, "CUM-1", cluster(&[1, 2, 3]))];
    let levels = Levels::new(
        levels()
            .iter()
            .map(|level| {
                let ended = level.code == PlanLevel::District.code();
                Level { valid_to: ended.then(|| day(2024, 6, 30)), ..level.clone() }
            })
            .collect(),
    );
    let cycle = Cycle { selection: named(&groups), ..planned(2024) };
    let sets = sets();
    let ground = OpeningGround {
        campaign: movement(),
        cycles: &[],
        sets: &sets,
        levels: &levels,
        groups: &groups,
        units: &units,
    };
    let step = cycle.open(opening(day(2024, 11, 30), None), ground, &standing(), now()).expect("open");
    assert_eq!(placed(Ok(step.into_parts().0)), at(&[(1, "CUM-1"), (3, "CUM-1")]));
}

/// Rule M03: only the standing agency names groups and units, before the cycle opens.
#[test]
fn m03_the_selection_of_an_open_cycle_does_not_change() {
    let select = |cycle: Cycle, actor: &_| cycle.select(named(&[group(11, "CUM-1", cluster(&[1]))]), actor, now());
    assert_eq!(admitted(|actor| select(planned(2024), actor)), ["Thường"]);
    assert_eq!(taken(select(planned(2024), &standing())).selection.groups.len(), 1);
    assert_eq!(told(select(cycle(), &standing())), ["wrong state: CYCLE_OPEN -"]);
}

/// A board names its group as the cycle chose it, and a group of a level as its level; the predecessor goes with it.
#[test]
fn m03_a_board_names_the_group_that_its_cycle_chose() {
    let (mut old, mut new) = (group(1, "CUM-1", cluster(&[10])), group(2, "CUM-1", cluster(&[11])));
    old.year = Some(2023);
    new.facts.name = Text::new("Cụm miền núi", "Mountain cluster");
    new.facts.predecessor = Some(code("CUM-0"));
    let chosen = NamedGroup { id: new.id, code: new.code };
    let cycle = Cycle { selection: Selection { groups: vec![chosen], ..Selection::default() }, ..cycle() };
    let label = cycle.group_label(code("CUM-1"), &[old, new], &levels());
    assert_eq!((label.name.vi.as_str(), label.predecessor), ("Cụm miền núi", Some(code("CUM-0"))));
    let of_level = cycle.group_label(code("COMMUNE"), &[], &levels());
    assert_eq!((of_level.name, of_level.predecessor), (levels().name("COMMUNE"), None));
}
