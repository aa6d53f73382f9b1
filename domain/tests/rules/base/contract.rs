//! The versions of the contract: newest first, no deprecation without a year's notice, and pins to existing versions.

use domain::base::contract::{
    CHANGES_MAX, Contract, ContractChange, ContractChangeKind, ContractVersion, Edition, Pin, VERSIONS_MAX,
};
use domain::base::text::Text;

use crate::world::day;

/// A change that makes a history invalid.
type Spoil = fn(&mut Vec<Edition>);

pub(crate) fn version(text: &str) -> ContractVersion {
    ContractVersion::parse(text).expect("a version")
}

fn change(kind: ContractChangeKind, operation: &str) -> ContractChange {
    ContractChange {
        kind,
        operations: vec![operation.to_owned()],
        parameters: Vec::new(),
        properties: Vec::new(),
        text: Text::new("Mới", "New"),
        sunset_date: None,
        successor: None,
        breaks: Vec::new(),
    }
}

fn deprecated(operation: &str) -> ContractChange {
    ContractChange {
        sunset_date: Some(day(2025, 11, 1)),
        successor: Some("GET /new".to_owned()),
        ..change(ContractChangeKind::Deprecated, operation)
    }
}

fn editions() -> Vec<Edition> {
    let edition = |text: &str, date, changes| Edition { version: version(text), date, changes };
    vec![
        edition("1.2.0", day(2024, 11, 1), vec![deprecated("GET /old"), change(ContractChangeKind::Added, "GET /new")]),
        edition("1.1.0", day(2024, 3, 1), vec![change(ContractChangeKind::Changed, "GET /old")]),
        edition("1.0.0", day(2024, 3, 1), vec![change(ContractChangeKind::Added, "GET /old")]),
    ]
}

pub(crate) fn contract() -> Contract {
    Contract::of(editions()).expect("sound")
}

#[test]
fn a_version_and_a_pin_have_one_spelling() {
    assert!(version("1.9.0") < version("1.10.0") && version("0.65535.65535") < version("1.0.0"));
    for text in
        ["", "1", "1.2", "1.2.3.4", "1.2.x", "01.2.3", "1.2.03", "+1.2.3", "1.2.-3", " 1.2.3", "1.2.65536", "v1.2.3"]
    {
        assert_eq!((ContractVersion::parse(text), Pin::parse(text)), (None, None), "{text:?}");
        assert!(serde_json::from_value::<Pin>(text.into()).is_err(), "{text:?}");
    }
    for text in ["0.1.0", "10.20.30", "NEXT"] {
        let pin = Pin::parse(text).expect("a pin");
        assert_eq!((pin.to_string().as_str(), serde_json::to_value(pin).ok()), (text, Some(text.into())));
        assert_eq!(serde_json::from_value::<Pin>(text.into()).ok(), Some(pin));
    }
    assert_eq!(Pin::parse("next"), None);
}

#[test]
fn what_came_after_a_pin_is_newest_first() {
    let contract = contract();
    let after = |text: &str| -> Vec<String> {
        let pin = Pin::parse(text).expect("a pin");
        contract.after(pin).map(|edition| edition.version.to_string()).collect()
    };
    assert_eq!(contract.newest(), version("1.2.0"));
    assert_eq!(after("1.0.0"), ["1.2.0", "1.1.0"]);
    assert_eq!(after("1.2.0"), Vec::<String>::new());
    assert_eq!(after("NEXT"), Vec::<String>::new());
    assert!(contract.knows(Pin::Next) && contract.knows(Pin::At(version("1.1.0"))));
    assert!(!contract.knows(Pin::At(version("1.1.1"))));
}

/// Days begin and end in the province's time zone.
#[test]
fn what_is_deprecated_is_promised_up_to_the_end_of_its_sunset() {
    let contract = contract();
    let found: Vec<String> = contract
        .deprecations()
        .map(|found| {
            let before = found.before.map(|version| version.to_string());
            format!("{} {:?} {} {} {before:?}", found.operation, found.successor, found.since(), found.sunset())
        })
        .collect();
    let line = "GET /old Some(\"GET /new\") 2024-10-31 17:00:00 UTC 2025-11-01 17:00:00 UTC Some(\"1.1.0\")";
    assert_eq!(found, [line]);
}

#[test]
fn an_unsound_history_is_refused_fault_by_fault() {
    let with = |spoil: Spoil| {
        let mut editions = editions();
        spoil(&mut editions);
        Contract::of(editions).err().unwrap_or_default()
    };
    assert_eq!(with(|_| ()), Vec::<String>::new());
    let faults: [(Spoil, &str); 12] = [
        (|editions| editions.clear(), "there is no version"),
        (|editions| editions.swap(0, 1), "1.1.0 comes after 1.2.0"),
        (|editions| editions.push(editions[2].clone()), "1.0.0 comes after 1.0.0"),
        (|editions| editions[1].date = day(2024, 11, 2), "1.2.0 comes after 1.1.0 and is not older"),
        (|editions| *editions = vec![editions[2].clone(); VERSIONS_MAX + 1], "more than 100 versions"),
        (|editions| editions[2].changes.clear(), "1.0.0 has 1 to 100 changes"),
        (|editions| editions[2].changes = vec![editions[2].changes[0].clone(); CHANGES_MAX + 1], "1 to 100 changes"),
        (|editions| editions[1].changes[0].text.vi = " ".to_owned(), "a text in both languages"),
        (|editions| editions[1].changes[0].sunset_date = Some(day(2030, 1, 1)), "only what is deprecated has a sunset"),
        (|editions| editions[0].changes[0].operations.clear(), "names nothing that is deprecated"),
        (|editions| editions[0].changes[0].sunset_date = Some(day(2025, 10, 31)), "its sunset is 2025-11-01 or later"),
        (|editions| editions[1].changes.push(deprecated("GET /old")), "GET /old is deprecated twice"),
    ];
    for (spoil, fault) in faults {
        let found = with(spoil);
        assert!(found.iter().any(|line| line.contains(fault)), "{fault}: {found:?}");
    }
    let silent = with(|editions| editions[0].changes[0].sunset_date = None);
    assert_eq!(silent, ["1.2.0 DEPRECATED (New): its sunset is 2025-11-01 or later"]);
}
