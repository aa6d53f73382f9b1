//! The template of a criteria set: a row for every unit, a column for every value.

use domain::base::text::vietnamese;
use domain::planning::criteria::{CriteriaSet, Criterion};
use domain::planning::measure::{Attestation, ChoiceMeasure, CountMeasure, Measure, RatioMeasure};
use domain::planning::scoring::COUNT_MAX;
use domain::planning::tree::Leaf;
use domain::planning::value_spec::{NumberUnit, ValueSpec};
use domain::registry::organisation::Organisation;
use rust_xlsxwriter as xlsx;

use crate::reporting::cell::Part;
use crate::reporting::sheet::{Column, Field, address};
use crate::reporting::table::{UNIT_LABEL, mark};
use crate::reporting::workbook::contents::SHEET;

/// The sheet behind the drop-down lists.
const LISTS: &str = "Danh mục";
/// The rows of the template, from 0: keys, mark, title, criteria, labels, figures.
const KEYS_ROW: u32 = 0;
const MARK_ROW: u32 = 1;
const TITLE_ROW: u32 = 2;
const CRITERIA_ROW: u32 = 3;
const LABELS_ROW: u32 = 4;
const FIGURES_ROW: u32 = 5;

/// Width of a column of figures, in characters.
const WIDTH: u16 = 24;
/// Height of a line of a header, in points.
const LINE_HEIGHT: u16 = 15;

/// Height of a header for a text that is wrapped at a width in characters; bold letters are wider.
fn height(text: &str, width: u16) -> u16 {
    let letters = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    let lines = letters.saturating_mul(5).saturating_div(width.saturating_mul(4).max(1)).saturating_add(1);
    lines.saturating_mul(LINE_HEIGHT).min(20 * LINE_HEIGHT)
}

/// One column of the template: its field, its label, and the values that it allows.
struct Slot {
    field: Field,
    label: String,
    list: Option<Vec<String>>,
    counts: bool,
}

impl Slot {
    fn free(field: Field, label: impl Into<String>) -> Self {
        Self { field, label: label.into(), list: None, counts: false }
    }

    fn counted(field: Field, label: impl Into<String>) -> Self {
        Self { counts: true, ..Self::free(field, label) }
    }

    fn listed(field: Field, label: impl Into<String>, list: Vec<String>) -> Self {
        Self { list: Some(list), ..Self::free(field, label) }
    }
}

/// The columns of a leaf's value.
fn slots_of(leaf: &Leaf) -> Vec<Slot> {
    match &leaf.value {
        ValueSpec::Ratio { numerator, denominator, .. } => vec![
            Slot::counted(Field::Numerator, format!("Tử số: {}", numerator.vi)),
            Slot::counted(Field::Denominator, format!("Mẫu số: {}", denominator.vi)),
        ],
        ValueSpec::Number { of, unit, decimals, .. } => {
            vec![Slot::free(Field::Number, format!("{}: {}{}", of_unit(*unit), of.vi, of_decimals(*decimals)))]
        }
        ValueSpec::Context { of, decimals } => {
            vec![Slot::free(Field::Number, format!("Tham khảo: {}{}", of.vi, of_decimals(*decimals)))]
        }
        ValueSpec::Choice { options } => {
            let list = options.iter().map(|option| format!("{} – {}", option.code, option.name.vi)).collect();
            vec![Slot::listed(Field::Choice, "Phương án (chọn trong danh sách)", list)]
        }
        ValueSpec::Rubric { .. } => {
            let (least, most) = (leaf.lowest().vi(), leaf.highest().vi());
            vec![Slot::free(Field::Points, format!("Điểm tự chấm ({least} đến {most})"))]
        }
        ValueSpec::Survey { .. } | ValueSpec::Derived { .. } | ValueSpec::Growth { .. } => Vec::new(),
        ValueSpec::RollUp { .. } | ValueSpec::Account { .. } => Vec::new(),
    }
}

const fn of_unit(unit: NumberUnit) -> &'static str {
    match unit {
        NumberUnit::Count => "Số lượng",
        NumberUnit::Days => "Số ngày",
        NumberUnit::Dong => "Số tiền (đồng)",
        NumberUnit::PerHead => "Bình quân đầu người",
        NumberUnit::Average => "Số bình quân",
    }
}

fn of_decimals(decimals: u8) -> String {
    if decimals == 0 {
        " (số nguyên)".to_owned()
    } else {
        format!(" (tối đa {decimals} chữ số thập phân)")
    }
}

/// The columns of a criterion; none for a criterion on which units do not report.
fn slots(criterion: &Criterion) -> Vec<Slot> {
    let Some(demands) = criterion.measure.demands() else { return Vec::new() };
    let mut slots = match &criterion.measure {
        Measure::Ratio(RatioMeasure { numerator, denominator, .. }) => vec![
            Slot::counted(Field::Numerator, format!("Tử số: {}", numerator.vi)),
            Slot::counted(Field::Denominator, format!("Mẫu số: {}", denominator.vi)),
        ],
        Measure::Count(CountMeasure { counted, .. }) => {
            vec![Slot::counted(Field::Count, format!("Số lượng: {}", counted.vi))]
        }
        Measure::Choice(ChoiceMeasure { options, .. }) => {
            let list = options.iter().map(|option| format!("{} – {}", option.code, option.name.vi)).collect();
            vec![Slot::listed(Field::Choice, "Phương án (chọn trong danh sách)", list)]
        }
        Measure::Manual(_) => {
            let most = vietnamese(criterion.max_points);
            vec![Slot::free(Field::Points, format!("Điểm tự chấm (0 đến {most})"))]
        }
        Measure::Leaf(leaf) => slots_of(leaf),
        Measure::Qualitative { .. } => return Vec::new(),
    };
    let attested = demands.attestation.map(|attestation| match attestation {
        Attestation::SecretFilesExcluded => "Cam kết không tính hồ sơ bí mật nhà nước",
        Attestation::SecretDocumentsExcluded => "Cam kết không tính văn bản mật",
    });
    if let Some(label) = attested {
        slots.push(Slot::listed(Field::SecretExcluded, label, vec!["Có".to_owned(), "Không".to_owned()]));
    }
    if demands.waivable {
        slots.push(Slot::free(Field::NotApplicable, "Không áp dụng: lý do (khi đó bỏ trống số liệu)"));
    }
    let parts = |what: &str, field: fn(Part) -> Field| {
        let label = |part| match part {
            Part::Number => "số, ký hiệu",
            Part::Date => "ngày ban hành",
            Part::Issuer => "cơ quan ban hành",
            Part::Title => "trích yếu",
            Part::Url => "địa chỉ web",
        };
        Part::ALL.map(|part| Slot::free(field(part), format!("{what}: {}", label(part))))
    };
    if demands.reference_required {
        slots.extend(parts("Văn bản danh mục", Field::Reference));
    }
    if demands.evidence_required {
        slots.extend(parts("Minh chứng", Field::Evidence));
    }
    slots.push(Slot::free(Field::Note, "Ghi chú"));
    slots
}

/// The template of a set: a row for every unit, a column for every value, with drop-down lists and protected headers.
pub(crate) fn template(set: &CriteriaSet, units: &[Organisation]) -> Result<Vec<u8>, xlsx::XlsxError> {
    let mut workbook = xlsx::Workbook::new();
    let head = xlsx::Format::new().set_bold().set_text_wrap().set_background_color("#DCE6F1");
    let head = head.set_align(xlsx::FormatAlign::Top);
    let (head, title) = (head.set_border(xlsx::FormatBorder::Thin), xlsx::Format::new().set_bold());
    let open = xlsx::Format::new().set_unlocked().set_border(xlsx::FormatBorder::Thin);
    let shut = xlsx::Format::new().set_background_color("#F2F2F2").set_border(xlsx::FormatBorder::Thin);
    let last = FIGURES_ROW.saturating_add(u32::try_from(units.len().max(1)).unwrap_or(u32::MAX)).saturating_sub(1);
    let mut lists: Vec<Vec<String>> = Vec::new();
    let sheet = workbook.add_worksheet().set_name(SHEET)?;
    sheet.write_string(KEYS_ROW, 0, Column::Unit.key())?;
    sheet.write_string(MARK_ROW, 0, mark(set))?;
    let name = format!("Biểu mẫu số liệu theo bộ tiêu chí, phiên bản {}. Chỉ điền vào các ô trắng.", set.version);
    sheet.write_string_with_format(TITLE_ROW, 0, name, &title)?;
    sheet.write_string_with_format(LABELS_ROW, 0, UNIT_LABEL, &head)?;
    sheet.write_string_with_format(LABELS_ROW, 1, "Đơn vị", &head)?;
    sheet.set_column_width(0, 14)?.set_column_width(1, 34)?;
    // Every printed page repeats the units and the header.
    sheet.set_landscape().set_repeat_columns(0, 1)?.set_repeat_rows(TITLE_ROW, LABELS_ROW)?;
    let (mut names, mut labels) = (LINE_HEIGHT, LINE_HEIGHT);
    for (row, unit) in (FIGURES_ROW..).zip(units) {
        let code = unit.codes.first().map(|code| code.value.clone()).unwrap_or_default();
        sheet.write_string_with_format(row, 0, code, &shut)?;
        sheet.write_string_with_format(row, 1, unit.name.clone(), &shut)?;
    }
    let mut column: u16 = 2;
    for criterion in &set.criteria {
        let begins = column;
        for slot in slots(criterion) {
            let key = Column::Field(criterion.code.clone(), slot.field).key();
            sheet.write_string(KEYS_ROW, column, key)?;
            labels = labels.max(height(&slot.label, WIDTH));
            sheet.write_string_with_format(LABELS_ROW, column, slot.label, &head)?;
            sheet.set_column_width(column, WIDTH)?;
            for row in FIGURES_ROW..=last {
                sheet.write_blank(row, column, &open)?;
            }
            if let Some(list) = slot.list {
                let place = address(list.len().saturating_sub(1), lists.len());
                let letters: String = place.chars().take_while(char::is_ascii_alphabetic).collect();
                let formula = format!("='{LISTS}'!${letters}$1:${letters}${}", list.len());
                let choose = xlsx::DataValidation::new().allow_list_formula(formula.as_str().into());
                let choose = choose.set_error_message("Đề nghị chọn một giá trị trong danh sách.")?;
                sheet.add_data_validation(FIGURES_ROW, column, last, column, &choose)?;
                lists.push(list);
            }
            if slot.counts {
                let range = xlsx::DataValidationRule::Between("0".into(), COUNT_MAX.to_string().as_str().into());
                let count = xlsx::DataValidation::new().allow_whole_number_formula(range);
                let count =
                    count.set_error_message("Đề nghị ghi số nguyên từ 0, viết liền, không có dấu phân cách.")?;
                sheet.add_data_validation(FIGURES_ROW, column, last, column, &count)?;
            }
            column = column.saturating_add(1);
        }
        let ends = column.saturating_sub(1);
        let name = format!("{}. {}", criterion.code, criterion.name.vi);
        names = names.max(height(&name, WIDTH.saturating_mul(column.saturating_sub(begins).max(1))));
        if begins < ends {
            sheet.merge_range(CRITERIA_ROW, begins, CRITERIA_ROW, ends, &name, &head)?;
        } else if begins == ends {
            sheet.write_string_with_format(CRITERIA_ROW, begins, name, &head)?;
        }
    }
    sheet.set_row_height(CRITERIA_ROW, names)?.set_row_height(LABELS_ROW, labels)?;
    sheet.write_string(KEYS_ROW, column, Column::Narrative.key())?;
    sheet.write_string_with_format(LABELS_ROW, column, "Thuyết minh", &head)?;
    sheet.set_column_width(column, 40)?;
    for row in FIGURES_ROW..=last {
        sheet.write_blank(row, column, &open)?;
    }
    sheet.set_row_hidden(KEYS_ROW)?.set_row_hidden(MARK_ROW)?.set_freeze_panes(FIGURES_ROW, 2)?;
    sheet.protect();
    let sheet = workbook.add_worksheet().set_name(LISTS)?;
    for (column, list) in (0_u16..).zip(&lists) {
        for (row, value) in (0_u32..).zip(list) {
            sheet.write_string(row, column, value)?;
        }
    }
    sheet.set_hidden(true).protect();
    workbook.save_to_buffer()
}
