//! The letterhead and the templates of a movement's papers (rule M10).

use domain::base::event::EventKind;
use domain::base::refusal::Refusal;
use domain::planning::campaign::stationery::{Letterhead, Stationery, Template};

use crate::world::{CAMPAIGN, now};

fn letterhead() -> Letterhead {
    Letterhead {
        committee: vec!["Ủy ban nhân dân".to_owned(), "tỉnh Sóc Trăng".to_owned()],
        chair: "Chủ tịch Ủy ban nhân dân tỉnh Sóc Trăng".to_owned(),
        place: Some("Sóc Trăng".to_owned()),
    }
}

#[test]
fn m10_a_plan_brings_its_stationery_with_an_entry_in_the_trail() {
    let template = Template { name: "minutes.typ".to_owned(), text: "= Biên bản".to_owned() };
    let stationery = Stationery { letterhead: letterhead(), templates: vec![template] };
    assert_eq!(stationery.template("minutes.typ"), Some("= Biên bản"));
    assert_eq!(stationery.template("notice.typ"), None);
    let (loaded, event) = stationery.clone().load(CAMPAIGN, now()).expect("it is whole").into_parts();
    assert_eq!((loaded.campaign, loaded.stationery), (CAMPAIGN, stationery));
    assert_eq!(event.kind, EventKind::StationeryLoaded);
}

#[test]
fn m10_a_letterhead_says_everything_that_it_names() {
    let pointers =
        |letterhead: Letterhead| match (Stationery { letterhead, templates: Vec::new() }).load(CAMPAIGN, now()) {
            Ok(_) => Vec::new(),
            Err(Refusal::Invalid(violations)) => violations.into_iter().map(|one| one.pointer).collect(),
            Err(other) => panic!("{other:?}"),
        };
    assert_eq!(pointers(Letterhead::default()), Vec::<String>::new(), "the service's own");
    assert_eq!(pointers(Letterhead { place: None, ..letterhead() }), Vec::<String>::new());
    assert_eq!(pointers(Letterhead { committee: Vec::new(), ..letterhead() }), ["/committee"]);
    assert_eq!(pointers(Letterhead { committee: vec![String::new()], ..letterhead() }), ["/committee/0"]);
    assert_eq!(pointers(Letterhead { chair: String::new(), ..letterhead() }), ["/chair"]);
    assert_eq!(pointers(Letterhead { place: Some(String::new()), ..letterhead() }), ["/place"]);
}
