//! The legal bases of a paper (căn cứ), as Nghị định 30/2020/NĐ-CP has them: each by its type, number, day, issuer and
//! abstract, in the order of their rank.
//!
//! A document is kept as a citation, which has no type: its symbol says it (`98/2023/NĐ-CP`), and of a law, whose symbol
//! does not, its title (`Luật Thi đua, khen thưởng`).

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::wording::numbered;

use crate::printing::layout::{after, lower, written};

/// A type of document.
struct DocumentType {
    /// Its name.
    name: &'static str,
    /// Its abbreviation in symbols; none of what is known by its title.
    short: Option<&'static str>,
    /// Whether its title is a name that begins with the type, such as that of a law.
    named: bool,
}

const fn typed(name: &'static str, short: &'static str) -> DocumentType {
    DocumentType { name, short: Some(short), named: false }
}

const fn named(name: &'static str, short: Option<&'static str>) -> DocumentType {
    DocumentType { name, short, named: true }
}

/// The types, in the order in which they stand as bases.
const TYPES: [DocumentType; 21] = [
    named("Hiến pháp", None),
    named("Bộ luật", None),
    named("Luật", None),
    named("Pháp lệnh", Some("PL")),
    typed("Nghị quyết", "NQ"),
    typed("Nghị định", "NĐ"),
    typed("Quyết định", "QĐ"),
    typed("Chỉ thị", "CT"),
    typed("Thông tư liên tịch", "TTLT"),
    typed("Thông tư", "TT"),
    typed("Quy chế", "QC"),
    typed("Kết luận", "KL"),
    typed("Chương trình", "CTr"),
    typed("Đề án", "ĐA"),
    typed("Kế hoạch", "KH"),
    typed("Hướng dẫn", "HD"),
    typed("Thông báo", "TB"),
    typed("Báo cáo", "BC"),
    typed("Tờ trình", "TTr"),
    typed("Biên bản", "BB"),
    typed("Công văn", "CV"),
];
/// What stands in the symbols of a province's own bodies; their documents stand below those of the centre.
const LOCAL: [&str; 3] = ["HĐND", "UBND", "TU"];

/// The parts of a symbol: `98`, `2023`, `NĐ`, `CP`.
fn parts(number: &str) -> impl Iterator<Item = &str> {
    number.split(['/', '-', ' ']).filter(|part| !part.is_empty())
}

/// The type of a document, by its place in the list.
fn type_of(document: &Citation) -> Option<usize> {
    let Citation { number, title, .. } = document;
    let is = |short: Option<&str>, part: &str| short.is_some_and(|short| short.to_uppercase() == part.to_uppercase());
    let by_part = |part: &str| TYPES.iter().position(|one| is(one.short, part));
    let by_title = |title: &str| TYPES.iter().position(|one| after(title, one.name).is_some());
    number.as_deref().and_then(|number| parts(number).find_map(by_part)).or_else(|| by_title(title.as_deref()?))
}

/// A title without the type and the number that are said before it.
fn about<'a>(title: &'a str, kind: Option<&DocumentType>, number: &str) -> &'a str {
    let rest = kind.and_then(|kind| after(title, kind.name)).unwrap_or(title);
    let rest = after(rest, "số").unwrap_or(rest);
    after(rest, number).unwrap_or(rest)
}

/// A document in a sentence; none if it has neither number nor title.
pub(crate) fn cited(document: &Citation) -> Option<String> {
    let Citation { number, date, issuer, title, .. } = document;
    let kind = type_of(document).and_then(|place| TYPES.get(place));
    let title = title.as_deref().unwrap_or_default();
    let day = date.map(|date| format!(" {}", written(date))).unwrap_or_default();
    let from = issuer.as_deref().map(|issuer| format!(" của {issuer}")).unwrap_or_default();
    let Some(number) = number.as_deref() else {
        return (!title.is_empty()).then(|| format!("{title}{day}{from}"));
    };
    let what = about(title, kind, number);
    match kind {
        // A law is known by its name; who enacts laws need not be said.
        Some(DocumentType { name, named: true, .. }) if !what.is_empty() => {
            Some(format!("{name} {what} số {number}{day}"))
        }
        Some(DocumentType { .. }) | None => {
            let name = kind.map_or("Văn bản", |kind| kind.name);
            let what = if what.is_empty() { String::new() } else { format!(" {}", lower(what)) };
            Some(format!("{name} số {}{day}{from}{what}", numbered(number)))
        }
    }
}

/// A document as a basis: `Căn cứ Nghị định số … ngày … của … về …`; none if it has neither number nor title.
pub(crate) fn basis(document: &Citation) -> Option<String> {
    cited(document).map(|cited| format!("Căn cứ {cited}"))
}

/// The place of a document among bases: those of the centre first, the higher type first, the earlier one first.
fn rank(document: &Citation) -> (bool, usize, NaiveDate) {
    let local = document.number.as_deref().is_some_and(|number| parts(number).any(|part| LOCAL.contains(&part)));
    let kind = type_of(document).unwrap_or(TYPES.len());
    (local, kind, document.date.unwrap_or(NaiveDate::MAX))
}

/// Documents as bases, each once, in the order of their rank.
pub(crate) fn bases<'a>(documents: impl Iterator<Item = &'a Citation>) -> Vec<String> {
    let mut documents: Vec<&Citation> = documents.collect();
    documents.sort_by_key(|document| rank(document));
    once(documents.into_iter().filter_map(basis))
}

/// The same lines once each, in their order.
pub(crate) fn once(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for line in lines {
        if !known.contains(&line) {
            known.push(line);
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: &str, date: (i32, u32, u32), issuer: &str, title: &str) -> Citation {
        Citation {
            number: Some(number.to_owned()),
            date: NaiveDate::from_ymd_opt(date.0, date.1, date.2),
            issuer: Some(issuer.to_owned()),
            title: Some(title.to_owned()),
            ..Citation::default()
        }
    }

    #[test]
    fn bases_stand_by_rank_and_day_and_say_their_type() {
        let documents = [
            document("5/KH-UBND", (2024, 1, 9), "Ủy ban nhân dân tỉnh", "Kế hoạch phát động Phong trào thi đua"),
            document("07-NQ/TU", (2021, 10, 27), "Tỉnh ủy", "Về Chuyển đổi số"),
            document("01/2024/TT-BNV", (2024, 2, 24), "Bộ Nội vụ", "Quy định biện pháp thi hành Luật"),
            document("98/2023/NĐ-CP", (2023, 12, 31), "Chính phủ", "Nghị định quy định chi tiết"),
            document("749/QĐ-TTg", (2020, 6, 3), "Thủ tướng Chính phủ", "Phê duyệt Chương trình"),
            document("06/2022/QH15", (2022, 6, 15), "Quốc hội", "Luật Thi đua, khen thưởng"),
            document("98/2023/NĐ-CP", (2023, 12, 31), "Chính phủ", "Nghị định quy định chi tiết"),
        ];
        assert_eq!(
            bases(documents.iter()),
            [
                "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022",
                "Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ quy định chi tiết",
                "Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt Chương trình",
                "Căn cứ Thông tư số 01/2024/TT-BNV ngày 24 tháng 02 năm 2024 của Bộ Nội vụ quy định biện pháp thi hành Luật",
                "Căn cứ Nghị quyết số 07-NQ/TU ngày 27 tháng 10 năm 2021 của Tỉnh ủy về Chuyển đổi số",
                "Căn cứ Kế hoạch số 05/KH-UBND ngày 09 tháng 01 năm 2024 của Ủy ban nhân dân tỉnh phát động Phong trào thi \
                 đua",
            ]
        );
    }

    #[test]
    fn what_is_not_recorded_is_not_said() {
        let bare = |number: Option<&str>, title: Option<&str>| {
            let own = |text: Option<&str>| text.map(str::to_owned);
            cited(&Citation { number: own(number), title: own(title), ..Citation::default() })
        };
        assert_eq!(bare(Some("12/UBND"), None).as_deref(), Some("Văn bản số 12/UBND"));
        assert_eq!(bare(None, Some("Quy chế thi đua")).as_deref(), Some("Quy chế thi đua"));
        assert_eq!(bare(Some("06/2022/QH15"), Some("Luật")).as_deref(), Some("Luật số 06/2022/QH15"));
        assert_eq!(bare(None, None), None);
    }
}
