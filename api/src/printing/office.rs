//! What offices and their heads are called on papers, in the words of Nghị định 30/2020/NĐ-CP: the head of a paper, and
//! who signs it.
//!
//! The registry keeps a unit by its short name (`Xã An Lạc`, `UBND huyện Kế Sách`); its paper says who acts (`Ủy ban nhân
//! dân xã An Lạc`). How the head of a unit is called follows from its name, and is left general where the name says nothing.

use chrono::NaiveDate;
use domain::base::wording::numbered;
use domain::planning::campaign::stationery::Letterhead;
use domain::registry::organisation::{Organisation, OrganisationKind};

use crate::printing::layout::{Day, Head, Signer, after, capital};

const COMMITTEE: &str = "Ủy ban nhân dân";
/// How a committee is written.
const COMMITTEES: [&str; 3] = [COMMITTEE, "Uỷ ban nhân dân", "UBND"];
/// What a place can be.
const PLACES: [&str; 9] = ["Thành phố", "Đặc khu", "Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã"];
/// How the head of an office is called whose name begins so, and the word that stands before that name.
const HEADS: [(&str, &str, &str); 14] = [
    ("Sở", "Giám đốc", "Giám đốc"),
    ("Văn phòng", "Chánh Văn phòng", "Chánh"),
    ("Thanh tra", "Chánh Thanh tra", "Chánh"),
    ("Ban Quản lý dự án", "Giám đốc", "Giám đốc"),
    ("Ban", "Trưởng ban", "Trưởng"),
    ("Trung tâm", "Giám đốc", "Giám đốc"),
    ("Bệnh viện", "Giám đốc", "Giám đốc"),
    ("Đài", "Giám đốc", "Giám đốc"),
    ("Trường", "Hiệu trưởng", "Hiệu trưởng"),
    ("Ủy ban", "Chủ tịch", "Chủ tịch"),
    ("Liên đoàn", "Chủ tịch", "Chủ tịch"),
    ("Liên minh", "Chủ tịch", "Chủ tịch"),
    ("Hội", "Chủ tịch", "Chủ tịch"),
    ("Đoàn Thanh niên", "Bí thư", "Bí thư"),
];
/// The most letters of a line of a name in bold capitals of 13 points.
const LINE_LETTERS: usize = 21;
/// Where a long name may be broken; what stands behind the break begins the next line.
const BREAKS: [&str; 8] = ["tỉnh ", "thành phố ", "huyện ", "phường ", "đặc khu ", "Ủy ban ", "và ", "- "];

/// The place that a committee is of, as in a sentence: `xã An Lạc`.
fn locality(name: &str) -> String {
    let bare = COMMITTEES.iter().find_map(|written| after(name, written)).unwrap_or(name);
    match PLACES.iter().find(|place| after(bare, place).is_some()) {
        Some(place) => format!("{} {}", place.to_lowercase(), after(bare, place).unwrap_or_default()),
        None => bare.to_owned(),
    }
}

/// The place where a committee issues its papers: its name alone, but `Phường 1` where the name is a number.
fn place(name: &str) -> String {
    let locality = locality(name);
    let bare = PLACES.iter().find_map(|place| after(&locality, place)).unwrap_or(&locality);
    let number = bare.chars().all(|letter| letter.is_ascii_digit());
    if number { capital(&locality) } else { bare.to_owned() }
}

/// A unit on a day, by the name under which it acts.
pub(crate) fn acting(unit: &Organisation, on: Option<NaiveDate>) -> String {
    let name = on.map_or(unit.name.as_str(), |day| unit.name_on(day));
    match unit.kind {
        OrganisationKind::PeoplesCommittee => format!("{COMMITTEE} {}", locality(name)),
        OrganisationKind::Department
        | OrganisationKind::ManagementBoard
        | OrganisationKind::MassOrganisation
        | OrganisationKind::Media
        | OrganisationKind::PartyBody
        | OrganisationKind::Enterprise => name.to_owned(),
    }
}

/// How the head of an office is called, and the same with the office, such as `Giám đốc` and `Giám đốc Sở Y tế`.
fn head_of_name(name: &str) -> (&'static str, String) {
    let known = HEADS.iter().find(|(office, _, _)| after(name, office).is_some());
    let (title, word) =
        known.map_or(("Thủ trưởng đơn vị", "Thủ trưởng"), |(_, title, word)| (*title, *word));
    (title, format!("{word} {name}"))
}

/// The head of a unit on a day: `Giám đốc Sở Y tế`, `Chủ tịch Ủy ban nhân dân xã An Lạc`.
pub(crate) fn head_of(unit: &Organisation, on: Option<NaiveDate>) -> String {
    head_of_name(&acting(unit, on)).1
}

/// The place on the papers of a unit; that of the province for its own bodies.
pub(crate) fn place_of(unit: &Organisation, letterhead: &Letterhead) -> Option<String> {
    match unit.kind {
        OrganisationKind::PeoplesCommittee => Some(place(&unit.name)),
        OrganisationKind::Department
        | OrganisationKind::ManagementBoard
        | OrganisationKind::MassOrganisation
        | OrganisationKind::Media
        | OrganisationKind::PartyBody
        | OrganisationKind::Enterprise => letterhead.place.clone(),
    }
}

/// A name line by line, broken where its parts meet and nowhere else.
fn lines(name: &str) -> Vec<String> {
    let middle = name.chars().count() / 2;
    if middle.saturating_mul(2) < LINE_LETTERS {
        return vec![name.to_owned()];
    }
    let starts = BREAKS.iter().flat_map(|mark| name.match_indices(mark)).map(|(at, _)| at);
    let inside = starts.filter(|at| name.get(..*at).is_some_and(|before| before.ends_with(' ')));
    let distance = |at: &usize| name.get(..*at).unwrap_or_default().chars().count().abs_diff(middle);
    match inside.min_by_key(distance) {
        Some(at) => {
            let (first, second) = name.split_at(at);
            [first.trim_end(), second].into_iter().flat_map(lines).collect()
        }
        None => vec![name.to_owned()],
    }
}

/// A name without the superior body, or its province, that stands above it: `Sở Nội vụ` below `tỉnh Minh Họa`.
fn below<'a>(name: &'a str, superior: &[String]) -> &'a str {
    let whole = superior.join(" ");
    let without = |said: &str| name.strip_suffix(said).map(str::trim_end).filter(|rest| !rest.is_empty());
    without(&whole).or_else(|| without(superior.last()?)).unwrap_or(name)
}

impl Head {
    /// The head of a paper of the province's chair or committee.
    pub(crate) fn of_province(letterhead: &Letterhead, symbol: Option<&str>, date: Option<NaiveDate>) -> Self {
        let Letterhead { committee, chair: _, place } = letterhead;
        Self {
            superior: Vec::new(),
            issuer: committee.clone(),
            symbol: symbol.map(numbered),
            place: place.clone(),
            date: date.map(Day::from),
        }
    }

    /// The head of a paper of a unit. A department of the province stands below its committee; a committee of a commune
    /// below nobody.
    pub(crate) fn of_unit(
        unit: &Organisation,
        letterhead: &Letterhead,
        symbol: Option<&str>,
        date: Option<NaiveDate>,
    ) -> Self {
        let name = acting(unit, date);
        let (superior, issuer) = match unit.kind {
            OrganisationKind::Department | OrganisationKind::ManagementBoard => {
                let superior = letterhead.committee.clone();
                let issuer = lines(below(&name, &superior));
                (superior, issuer)
            }
            OrganisationKind::PeoplesCommittee => {
                let place = after(&name, COMMITTEE).unwrap_or_default();
                (Vec::new(), vec![COMMITTEE.to_owned(), place.to_owned()])
            }
            OrganisationKind::MassOrganisation
            | OrganisationKind::Media
            | OrganisationKind::PartyBody
            | OrganisationKind::Enterprise => (Vec::new(), lines(&name)),
        };
        Self {
            superior,
            issuer,
            symbol: symbol.map(numbered),
            place: place_of(unit, letterhead),
            date: date.map(Day::from),
        }
    }
}

impl Signer {
    /// Who signs with this title: the head, or a deputy in the head's place (KT.). A signer who is recorded by the office
    /// alone leaves the name to the pen.
    fn titled(title: &str, signer: &str) -> Self {
        let deputy = format!("Phó {title}");
        let (office, name) = match (after(signer, &deputy), after(signer, title)) {
            (Some(name), _) => (vec![format!("KT. {title}"), deputy], name),
            (None, Some(name)) => (vec![title.to_owned()], name),
            (None, None) => (vec![title.to_owned()], signer),
        };
        let office_alone = COMMITTEES.iter().chain(&["Sở"]).any(|word| after(name, word).is_some());
        Self { office, name: if office_alone { String::new() } else { name.to_owned() } }
    }

    /// The province's chair, or a deputy: a decision on commendation is the chair's own, not the committee's.
    pub(crate) fn of_chair(letterhead: &Letterhead, signer: &str) -> Self {
        let Letterhead { committee, chair, place: _ } = letterhead;
        let title = chair.strip_suffix(&committee.join(" ")).map(str::trim).filter(|title| !title.is_empty());
        let known = after(chair, "Chủ tịch").map(|_committee| "Chủ tịch");
        Self::titled(title.or(known).unwrap_or(chair), signer)
    }

    /// The head of a unit in the head's own right, as of a Giấy khen.
    pub(crate) fn of_head(unit: &Organisation, signer: &str) -> Self {
        Self::titled(head_of_name(&acting(unit, None)).0, signer)
    }

    /// The office that signs for a unit; for a committee on behalf of all its members (TM.).
    pub(crate) fn of_unit(unit: &Organisation, signer: &str) -> Self {
        let Self { mut office, name } = Self::of_head(unit, signer);
        match unit.kind {
            OrganisationKind::PeoplesCommittee => office.insert(0, format!("TM. {COMMITTEE}")),
            OrganisationKind::Department
            | OrganisationKind::ManagementBoard
            | OrganisationKind::MassOrganisation
            | OrganisationKind::Media
            | OrganisationKind::PartyBody
            | OrganisationKind::Enterprise => {}
        }
        Self { office, name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committees_and_heads_are_called_as_on_papers() {
        assert_eq!(
            ["Xã Minh Họa 01", "UBND huyện Kế Sách", "Ủy ban nhân dân Phường 1", "Kế Sách"].map(locality),
            ["xã Minh Họa 01", "huyện Kế Sách", "phường 1", "Kế Sách"]
        );
        assert_eq!(
            ["Xã Minh Họa 01", "UBND huyện Kế Sách", "Phường 1"].map(place),
            ["Minh Họa 01", "Kế Sách", "Phường 1"]
        );
        assert_eq!(
            ["Sở Y tế", "Văn phòng Tỉnh ủy", "Ban Dân tộc", "Ủy ban nhân dân xã An Lạc", "Viettel"]
                .map(|name| head_of_name(name).1),
            [
                "Giám đốc Sở Y tế",
                "Chánh Văn phòng Tỉnh ủy",
                "Trưởng Ban Dân tộc",
                "Chủ tịch Ủy ban nhân dân xã An Lạc",
                "Thủ trưởng Viettel"
            ]
        );
    }

    #[test]
    fn names_are_broken_between_their_parts() {
        assert_eq!(lines("Sở Nội vụ"), ["Sở Nội vụ"]);
        assert_eq!(lines("Sở Khoa học và Công nghệ"), ["Sở Khoa học", "và Công nghệ"]);
        let superior = ["Ủy ban nhân dân".to_owned(), "tỉnh Minh Họa".to_owned()];
        assert_eq!(below("Sở Nội vụ tỉnh Minh Họa", &superior), "Sở Nội vụ");
        assert_eq!(below("Văn phòng Ủy ban nhân dân tỉnh Minh Họa", &superior), "Văn phòng");
        assert_eq!(below("Thanh tra tỉnh", &superior), "Thanh tra tỉnh");
    }

    #[test]
    fn a_deputy_signs_in_the_place_of_the_chair() {
        let letterhead = Letterhead::default();
        let signed = |signer: &str| {
            let Signer { office, name } = Signer::of_chair(&letterhead, signer);
            (office.join(" / "), name)
        };
        assert_eq!(signed("Trần Văn Lâu"), ("Chủ tịch".to_owned(), "Trần Văn Lâu".to_owned()));
        assert_eq!(
            signed("Phó Chủ tịch Lâm Hoàng"),
            ("KT. Chủ tịch / Phó Chủ tịch".to_owned(), "Lâm Hoàng".to_owned())
        );
        assert_eq!(signed("Chủ tịch UBND tỉnh"), ("Chủ tịch".to_owned(), String::new()));
    }
}
