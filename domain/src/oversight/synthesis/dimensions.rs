//! The sentences of a synthesis report on the contents and fields of the movement.

use crate::base::text::{Text, english, vietnamese};
use crate::base::wording;
use crate::oversight::dimension_tally::{DimensionCounts, DimensionResult, DimensionTally, WorkCounts};

/// One sentence for each content and field with something; one that says so if there is none.
pub(crate) fn lines(tally: &DimensionTally) -> Vec<Text> {
    let DimensionTally { contents, fields } = tally;
    let contents = contents.iter().map(|one| {
        let number = one.number;
        (Text::new(format!("Nội dung {number}"), format!("Content {number}")), &one.counts)
    });
    let fields = fields.iter().map(|one| {
        let (vi, en) = (&one.name.vi, &one.name.en);
        (Text::new(format!("Lĩnh vực “{vi}”"), format!("Field “{en}”")), &one.counts)
    });
    let said: Vec<Text> = contents
        .chain(fields)
        .filter(|(_, counts)| !counts.is_nothing())
        .map(|(name, counts)| sentence(&name, counts))
        .collect();
    if said.is_empty() {
        return vec![Text::new(
            "Chưa có kết quả, hoạt động nào gắn với nội dung, lĩnh vực của phong trào.",
            "Nothing was reached or done yet under a content or field of the movement.",
        )];
    }
    said
}

fn sentence(name: &Text, counts: &DimensionCounts) -> Text {
    let DimensionCounts { result, role_models, adoptions, media_items, guidance, work } = counts;
    let mut parts: Vec<Text> = measured(*result).into_iter().collect();
    let mut add = |count: i64, vi: &str, en: &str| {
        if 0 < count {
            parts.push(Text::new(format!("{} {vi}", wording::number(count)), format!("{en}: {count}")));
        }
    };
    add(*role_models, "điển hình tiên tiến", "role models");
    add(*adoptions, "lượt đơn vị áp dụng điển hình", "adoptions of role models");
    if let Some(WorkCounts { practices, difficulties, inspections, activities, participants }) = work {
        let proposed = practices.iter().fold(0_i64, |sum, one| sum.saturating_add(one.practices));
        add(proposed, "mô hình, cách làm hay được đề xuất", "good practices proposed");
        add(*inspections, "cuộc kiểm tra", "inspections");
        add(*difficulties, "vướng mắc được nêu", "difficulties raised");
        add(*activities, "hoạt động tuyên truyền, vận động", "activities of mobilisation");
        add(*participants, "lượt người tham dự", "people taking part");
    }
    add(*media_items, "tin, bài", "media items");
    add(*guidance, "văn bản hướng dẫn, thông báo", "guidance and announcements");
    let joined = |words: Vec<&str>| words.join("; ");
    let vi = joined(parts.iter().map(|part| part.vi.as_str()).collect());
    let en = joined(parts.iter().map(|part| part.en.as_str()).collect());
    Text::new(format!("{}: {vi}.", name.vi), format!("{}: {en}.", name.en))
}

/// What units reached; none without a unit.
fn measured(result: DimensionResult) -> Option<Text> {
    let DimensionResult { criteria, units_measured, units_met, achievement } = result;
    let share = achievement?;
    let number = wording::number;
    Some(Text::new(
        format!(
            "{} đơn vị được đánh giá theo {} tiêu chí, {} đơn vị đạt mọi chỉ tiêu, mức đạt bình quân {}%",
            number(units_measured),
            number(criteria),
            number(units_met),
            vietnamese(share),
        ),
        format!(
            "units measured: {units_measured} (criteria: {criteria}), units that met every target: {units_met}, mean \
             achievement: {}%",
            english(share),
        ),
    ))
}
