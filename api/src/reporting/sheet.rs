//! Imported tables: one row for each unit, one column for each value, from CSV or a workbook. Every fault names its
//! cell, and the faults of one row do not affect the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::base::citation::{Citation, LINE_CHARS_MAX, PARAGRAPH_CHARS_MAX};
use domain::base::reason::Reason;
use domain::base::text::{fold, tidy};
use domain::base::wording;
use domain::planning::scoring::{Counts, Value};
use domain::reporting::figure::Figure;
use domain::reporting::import::{ROWS_MAX, RowProblem};
use domain::reporting::report::Content;

use crate::reporting::cell::{
    Cell, Part, UNIT_CHARS_MAX, cite, decimal, limited, limited_lines, points, short, unreadable, whole, yes,
};
use crate::reporting::reasons;

/// Maximum number of columns of a table.
pub(crate) const COLUMNS_MAX: usize = 1_500;
/// The column that names the unit by its code.
pub(crate) const UNIT: &str = "unit";
/// The column that names the unit by its identifier.
pub(crate) const UNIT_ID: &str = "unitId";
/// The column of the unit's narrative.
pub(crate) const NARRATIVE: &str = "narrative";
/// The heads of columns of numbers of lines, folded.
const LINE_NUMBERS: [&str; 5] = ["stt", "tt", "so tt", "so thu tu", "no."];
/// The heads of columns that a table of ours has beside codes and figures, folded; a file that began as one of them is
/// taken with them.
const OUR_OWN: [&str; 21] = [
    "don vi",
    "ten don vi",
    "loai don vi",
    "cap",
    "don vi cap tren",
    "ma don vi cap tren",
    "hang",
    "xep hang",
    "xep loai",
    "nop muon",
    "tong diem",
    "diem toi da ap dung",
    "tinh trang nop",
    "han nop",
    "gia han den",
    "nop lan dau (utc)",
    "nop lan cuoi (utc)",
    "so lan nop",
    "so lan tra lai",
    "so lan gia han",
    "trang thai",
];

/// Whether a column is passed over by its head: numbers of lines, and what our own tables have beside the figures,
/// such as the points of a criterion.
fn is_passed_over(key: &str) -> bool {
    let key = fold(key);
    LINE_NUMBERS.contains(&key.as_str()) || OUR_OWN.contains(&key.as_str()) || key.starts_with("diem ")
}

/// What a column holds: the unit, the narrative, or a field of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Unit,
    UnitId,
    Narrative,
    Field(String, Field),
}

/// A field of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Numerator,
    Denominator,
    Count,
    Choice,
    Points,
    NotApplicable,
    SecretExcluded,
    Note,
    Evidence(Part),
    Reference(Part),
    /// A number of a tree. It comes last, because `H1.evidence.number` ends like it.
    Number,
}

impl Field {
    /// Whether it holds a number.
    pub(crate) const fn is_number(self) -> bool {
        match self {
            Self::Numerator | Self::Denominator | Self::Count | Self::Points | Self::Number => true,
            Self::Choice | Self::NotApplicable | Self::SecretExcluded | Self::Note => false,
            Self::Evidence(_) | Self::Reference(_) => false,
        }
    }

    /// The name in a column's key, after the criterion's code and a dot.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Numerator => "numerator".to_owned(),
            Self::Denominator => "denominator".to_owned(),
            Self::Count => "count".to_owned(),
            Self::Choice => "choice".to_owned(),
            Self::Points => "points".to_owned(),
            Self::NotApplicable => "notApplicable".to_owned(),
            Self::SecretExcluded => "secretExcluded".to_owned(),
            Self::Note => "note".to_owned(),
            Self::Evidence(part) => format!("evidence.{}", part.name()),
            Self::Reference(part) => format!("reference.{}", part.name()),
            Self::Number => "number".to_owned(),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        let plain = [Self::Numerator, Self::Denominator, Self::Count, Self::Choice, Self::Points, Self::NotApplicable];
        let parts = Part::ALL.into_iter().flat_map(|part| [Self::Evidence(part), Self::Reference(part)]);
        plain.into_iter().chain([Self::SecretExcluded, Self::Note]).chain(parts).chain([Self::Number])
    }
}

impl Column {
    /// The key in the header of the column.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Unit => UNIT.to_owned(),
            Self::UnitId => UNIT_ID.to_owned(),
            Self::Narrative => NARRATIVE.to_owned(),
            Self::Field(criterion, field) => format!("{criterion}.{}", field.name()),
        }
    }

    /// The column of a key, or of the name under which tables of ours show it.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let key = tidy(key);
        match (key.as_str(), fold(&key).as_str()) {
            (UNIT, _) | (_, "ma don vi") => Some(Self::Unit),
            (UNIT_ID, _) | (_, "ma dinh danh") => Some(Self::UnitId),
            (NARRATIVE, _) | (_, "thuyet minh") => Some(Self::Narrative),
            _ => Field::all().find_map(|field| {
                let criterion = key.strip_suffix(&field.name())?.strip_suffix('.')?;
                (!criterion.is_empty()).then(|| Self::Field(criterion.to_owned(), field))
            }),
        }
    }
}

/// How a place in the file is named in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// `D7`.
    Cells,
    /// `H1.numerator`.
    Keys,
    /// `/rows/6/figures/0/numerator`.
    Pointers,
}

/// The header of a table.
#[derive(Debug)]
pub(crate) struct Heads {
    columns: Vec<Option<Column>>,
    /// What is written above each column.
    names: Vec<String>,
    naming: Naming,
}

/// One unit's row.
#[derive(Debug)]
pub(crate) struct Line {
    /// The line of the sheet or file, or the position in the list, from 1.
    pub(crate) number: usize,
    /// The unit's code.
    pub(crate) unit: String,
    /// The unit's identifier, if the table has it.
    pub(crate) unit_id: Option<String>,
    /// The content of the report.
    pub(crate) content: Content,
    /// What could not be read.
    pub(crate) problems: Vec<RowProblem>,
    /// The header, which says where its fields are.
    pub(crate) heads: Arc<Heads>,
}

/// Why a file is refused as a whole.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The cell or column at fault; empty for the whole file.
    pub(crate) place: String,
    pub(crate) reason: Reason,
}

/// `A`, `B` … `Z`, `AA` …
pub(crate) fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column.saturating_add(1);
    while 0 < rest {
        let digit = u8::try_from(rest.saturating_sub(1) % 26).unwrap_or(0);
        name.push(char::from(b'A'.saturating_add(digit)));
        rest = rest.saturating_sub(1) / 26;
    }
    name.iter().rev().collect()
}

/// A cell's address, as a spreadsheet shows it.
pub(crate) fn address(row: usize, column: usize) -> String {
    format!("{}{}", letters(column), row.saturating_add(1))
}

impl Heads {
    /// No header: the rows are JSON.
    pub(crate) fn pointers() -> Arc<Self> {
        Arc::new(Self { columns: Vec::new(), names: Vec::new(), naming: Naming::Pointers })
    }

    /// Reads the keys in the header; a column without a key is ignored.
    pub(crate) fn read(keys: &[String], naming: Naming, row: usize) -> Result<Arc<Self>, Refused> {
        let place = |column: usize| match naming {
            Naming::Cells => address(row, column),
            Naming::Keys | Naming::Pointers => keys.get(column).map(|key| short(key)).unwrap_or_default(),
        };
        if COLUMNS_MAX < keys.len() {
            return Err(refused("", too_wide()));
        }
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            let Some(column) = Column::parse(key) else {
                if tidy(key).is_empty() || is_passed_over(key) {
                    columns.push(None);
                    continue;
                }
                return Err(refused(&place(at), reasons::column_unknown(short(&tidy(key)))));
            };
            if columns.contains(&Some(column.clone())) {
                return Err(refused(&place(at), reasons::column_twice()));
            }
            columns.push(Some(column));
        }
        if !columns.iter().flatten().any(|column| matches!(column, Column::Unit | Column::UnitId)) {
            let looked_at = if naming == Naming::Cells { address(row, 0) } else { String::new() };
            return Err(refused(&looked_at, reasons::column_missing()));
        }
        Ok(Arc::new(Self { columns, names: keys.iter().map(|key| tidy(key)).collect(), naming }))
    }

    /// The column at a place.
    pub(crate) fn column(&self, at: usize) -> Option<&Column> {
        self.columns.get(at)?.as_ref()
    }

    /// The criteria that columns name.
    pub(crate) fn criteria(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().flatten().filter_map(|column| match column {
            Column::Field(criterion, _) => Some(criterion.as_str()),
            Column::Unit | Column::UnitId | Column::Narrative => None,
        })
    }

    /// The column that names the unit.
    fn naming_unit(&self) -> Column {
        if self.columns.contains(&Some(Column::Unit)) { Column::Unit } else { Column::UnitId }
    }

    /// The place of a column's value in a row.
    fn place(&self, line: usize, column: &Column) -> String {
        let at = self.columns.iter().position(|one| one.as_ref() == Some(column));
        match self.naming {
            Naming::Cells => at.map_or_else(String::new, |at| address(line.saturating_sub(1), at)),
            Naming::Keys => at.and_then(|at| self.names.get(at)).cloned().unwrap_or_else(|| column.key()),
            Naming::Pointers => String::new(),
        }
    }
}

impl Line {
    /// Whether it names no unit.
    pub(crate) const fn names_nobody(&self) -> bool {
        self.unit.is_empty() && self.unit_id.is_none()
    }

    /// The place in the file that a rule's pointer refers to.
    pub(crate) fn place(&self, pointer: &str) -> String {
        if self.heads.naming == Naming::Pointers {
            return format!("/rows/{}{pointer}", self.number.saturating_sub(1));
        }
        let mut parts = pointer.split('/').skip(1);
        let (list, index) = (parts.next(), parts.next().and_then(|index| index.parse::<usize>().ok()));
        let rest: Vec<&str> = parts.collect();
        let counted = |figure: &&Figure| matches!(figure.value, Value::Counts(_));
        let figures = &self.content.figures;
        let figure = match (list, index) {
            (Some("figures"), Some(index)) => figures.iter().filter(counted).nth(index),
            (Some("answers"), Some(index)) => figures.iter().filter(|figure| !counted(figure)).nth(index),
            _ => None,
        };
        let Some(figure) = figure else {
            let column = if list == Some("narrative") { Column::Narrative } else { self.heads.naming_unit() };
            return self.heads.place(self.number, &column);
        };
        let name = rest.iter().filter(|part| part.parse::<usize>().is_err()).copied().collect::<Vec<&str>>().join(".");
        let own = |column: &&Column| matches!(column, Column::Field(criterion, _) if *criterion == figure.criterion);
        let columns = self.heads.columns.iter().flatten().filter(own);
        let named = |fits: &dyn Fn(&str) -> bool| {
            let mut own = columns.clone();
            own.find(|column| matches!(column, Column::Field(_, field) if fits(&field.name())))
        };
        let exact = named(&|field| field == name).or_else(|| named(&|field| field.starts_with(&format!("{name}."))));
        exact
            .or_else(|| columns.clone().next())
            .map_or_else(String::new, |column| self.heads.place(self.number, column))
    }
}

/// A refusal of the file as a whole.
pub(crate) fn refused(place: &str, reason: Reason) -> Refused {
    Refused { place: place.to_owned(), reason }
}

pub(crate) fn too_long() -> Reason {
    reasons::rows_too_many(wording::number(ROWS_MAX.try_into().unwrap_or(i64::MAX)), ROWS_MAX)
}

pub(crate) fn too_wide() -> Reason {
    reasons::columns_too_many(COLUMNS_MAX)
}

/// One figure while its cells are read.
#[derive(Default)]
struct Draft {
    numerator: Option<i64>,
    denominator: Option<i64>,
    values: Vec<Value>,
    secret_excluded: bool,
    note: Option<String>,
    evidence: Citation,
    reference: Citation,
    broken: bool,
    touched: bool,
}

/// Reads one row. Cells in a column without a key are ignored.
pub(crate) fn read_line(heads: &Arc<Heads>, number: usize, cells: &BTreeMap<usize, Cell>) -> Line {
    let mut line = Line {
        number,
        unit: String::new(),
        unit_id: None,
        content: Content::default(),
        problems: Vec::new(),
        heads: Arc::clone(heads),
    };
    let mut drafts: Vec<(String, Draft)> = Vec::new();
    for (at, cell) in cells {
        let Some(column) = heads.columns.get(*at).and_then(Option::as_ref) else { continue };
        let mut complain = |reason| line.problems.push(RowProblem::new(heads.place(number, column), reason));
        if let Cell::Unfit(unfit) = cell {
            complain(unreadable(*unfit));
            if let Column::Field(criterion, _) = column {
                draft(&mut drafts, criterion).broken = true;
            }
            continue;
        }
        match column {
            Column::Unit => match limited(cell, UNIT_CHARS_MAX) {
                Ok(unit) => line.unit = unit,
                Err(reason) => complain(reason),
            },
            Column::UnitId => match limited(cell, UNIT_CHARS_MAX) {
                Ok(unit) => line.unit_id = Some(unit),
                Err(reason) => complain(reason),
            },
            Column::Narrative => match limited_lines(cell, PARAGRAPH_CHARS_MAX) {
                Ok(narrative) => line.content.narrative = Some(narrative),
                Err(reason) => complain(reason),
            },
            Column::Field(criterion, field) => {
                let draft = draft(&mut drafts, criterion);
                draft.touched = true;
                if let Err(reason) = draft.take(*field, cell) {
                    draft.broken = true;
                    complain(reason);
                }
            }
        }
    }
    let place = heads.place(number, &heads.naming_unit());
    if line.unit.is_empty() && line.unit_id.is_none() && line.problems.iter().all(|problem| problem.place != place) {
        line.problems.push(RowProblem::new(place, reasons::unit_missing()));
    }
    for (criterion, draft) in drafts {
        if draft.broken || !draft.touched {
            continue;
        }
        match draft.finish(&criterion) {
            Ok(figure) => line.content.figures.push(figure),
            Err(reason) => {
                let own = heads.columns.iter().flatten();
                let first = own.clone().find(|column| matches!(column, Column::Field(one, _) if *one == criterion));
                let place = first.map_or_else(String::new, |column| heads.place(number, column));
                line.problems.push(RowProblem::new(place, reason));
            }
        }
    }
    line
}

fn draft<'a>(drafts: &'a mut Vec<(String, Draft)>, criterion: &str) -> &'a mut Draft {
    let place = drafts.iter().position(|(known, _)| known == criterion).unwrap_or_else(|| {
        drafts.push((criterion.to_owned(), Draft::default()));
        drafts.len().saturating_sub(1)
    });
    match drafts.get_mut(place) {
        Some((_, draft)) => draft,
        // The draft exists: it was found or pushed just now.
        None => unreachable!("a draft at its own place"),
    }
}

impl Draft {
    fn take(&mut self, field: Field, cell: &Cell) -> Result<(), Reason> {
        match field {
            Field::Numerator => self.numerator = Some(whole(cell)?),
            Field::Denominator => self.denominator = Some(whole(cell)?),
            Field::Count => self.values.push(Value::Count(whole(cell)?)),
            // The name may follow the code of a choice, as in the lists of the template.
            Field::Choice => {
                let chosen = limited(cell, LINE_CHARS_MAX)?;
                self.values.push(Value::Choice(chosen.split(" – ").next().unwrap_or_default().to_owned()));
            }
            Field::Points => self.values.push(Value::Points(points(cell)?)),
            Field::Number => self.values.push(Value::Number(decimal(cell)?)),
            Field::NotApplicable => self.values.push(Value::NotApplicable(limited_lines(cell, PARAGRAPH_CHARS_MAX)?)),
            Field::SecretExcluded => self.secret_excluded = yes(cell)?,
            Field::Note => self.note = Some(limited_lines(cell, PARAGRAPH_CHARS_MAX)?),
            Field::Evidence(part) => cite(&mut self.evidence, part, cell)?,
            Field::Reference(part) => cite(&mut self.reference, part, cell)?,
        }
        Ok(())
    }

    fn finish(self, criterion: &str) -> Result<Figure, Reason> {
        let Self { numerator, denominator, mut values, secret_excluded, note, evidence, reference, .. } = self;
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) => values.push(Value::Counts(Counts { numerator, denominator })),
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => return Err(reasons::value_unclear_in_row()),
        }
        let mut values = values.into_iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(reasons::value_unclear_in_row()) };
        let given = |citation: Citation| (citation != Citation::default()).then_some(citation);
        Ok(Figure {
            criterion: criterion.to_owned(),
            value,
            secret_excluded,
            reference: given(reference),
            evidence: given(evidence).into_iter().collect(),
            note,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_a_spreadsheet_shows_them() {
        for (column, name) in [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (16_383, "XFD7")] {
            assert_eq!(address(6, column), name);
        }
    }

    #[test]
    fn every_column_is_read_back_from_its_key() {
        for field in Field::all() {
            let column = Column::Field("1.2.a".to_owned(), field);
            assert_eq!(Column::parse(&column.key()), Some(column));
        }
        assert_eq!(Column::parse("numerator"), None);
        assert_eq!(Column::parse(".numerator"), None);
        assert_eq!(Column::parse("H1.anything"), None);
    }
}
