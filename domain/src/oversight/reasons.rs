//! Every reason of this room, by its code: difficulties, inspections, guidance, good practice, reports to the province.

crate::reasons! {
    /// A step is taken in an adoption of a practice that has ended.
    adoption_ended() = "ADOPTION_ENDED" rule "P03",
        "Đơn vị đã dừng áp dụng mô hình này.",
        "The unit has ended this adoption.";
    /// Criteria are named for an inspection without the cycle whose report they belong to.
    criteria_without_cycle() = "CRITERIA_WITHOUT_CYCLE",
        "Nêu tiêu chí thì phải chọn kỳ đánh giá của báo cáo được kiểm tra.",
        "Criteria are those of a report: name the cycle.";
    /// An inspection names a cycle of another movement.
    cycle_of_other_movement() = "CYCLE_OF_OTHER_MOVEMENT",
        "Kỳ đánh giá này thuộc phong trào khác.",
        "The cycle belongs to another movement.";
    /// A practice is adopted, or something was published, on a day that has not come.
    day_in_future() = "DAY_IN_FUTURE",
        "Ngày không được sau hôm nay.",
        "The day is not in the future.";
    /// A step is taken that the state of a difficulty does not allow.
    difficulty_wrong_state(state_vi, state_en) = "DIFFICULTY_STATE" rule "S31",
        "Vướng mắc đang ở trạng thái “{state_vi}” nên không thực hiện được bước này.",
        "The difficulty is {state_en}, in which this step is not possible.";
    /// A digest is withdrawn that was withdrawn before.
    digest_withdrawn() = "DIGEST_WITHDRAWN",
        "Bản tổng hợp vướng mắc này đã được rút.",
        "The digest was withdrawn.";
    /// A day by which something must be done lies before today or too far ahead.
    due_date_unfit(months) = "DUE_DATE_UNFIT",
        "Thời hạn phải từ hôm nay đến tối đa {months} tháng sau.",
        "A due date is from today to at most {months} months ahead.";
    /// A digest has no entry, or more than it may have.
    entries_out_of_range(limit) = "ENTRIES_OUT_OF_RANGE",
        "Phải có từ 1 đến {limit} mục.",
        "There are 1 to {limit} entries.";
    /// Somebody reviews a practice who proposed it or has reviewed it for the other agency.
    four_eyes_of_practice() = "FOUR_EYES" rule "L19",
        "Người đề nghị, hoặc đã cho ý kiến thay mặt cơ quan kia, không được cho ý kiến về mô hình này.",
        "Nobody reviews a practice that he or she proposed, or has reviewed for the other agency.";
    /// A unit acknowledges what it has acknowledged before.
    guidance_acknowledged(day_vi, day_en) = "GUIDANCE_ACKNOWLEDGED",
        "Đơn vị đã xác nhận đã nhận văn bản này ngày {day_vi}.",
        "The unit acknowledged it on {day_en}.";
    /// Guidance or an announcement is acknowledged, or replaced again, that a later one has replaced.
    guidance_replaced() = "GUIDANCE_REPLACED",
        "Hướng dẫn, thông báo này đã được thay thế; đề nghị thực hiện theo văn bản thay thế.",
        "It was replaced; see the one that replaces it.";
    /// Guidance or an announcement is to be replaced that the movement does not have, or that the caller does not see.
    guidance_unknown() = "GUIDANCE_UNKNOWN",
        "Không tìm thấy hướng dẫn, thông báo này trong phong trào.",
        "The movement has no such guidance or announcement.";
    /// Guidance or an announcement is acknowledged, replaced or withdrawn that was withdrawn before.
    guidance_withdrawn() = "GUIDANCE_WITHDRAWN",
        "Hướng dẫn, thông báo này đã được rút.",
        "It was withdrawn.";
    /// A criterion is named for an inspection after the last that may be named.
    inspected_criteria_too_many(limit) = "INSPECTED_CRITERIA_TOO_MANY",
        "Chỉ nêu tối đa {limit} tiêu chí.",
        "At most {limit} criteria are named.";
    /// A finding is settled that was settled before.
    inspection_finding_settled() = "INSPECTION_FINDING_SETTLED" rule "P02",
        "Phát hiện này đã được xử lý.",
        "The finding was settled.";
    /// An agency enters an inspection of the unit that it is.
    inspection_of_itself() = "INSPECTION_OF_ITSELF",
        "Cơ quan không tự kiểm tra chính mình.",
        "An agency does not inspect itself.";
    /// An agency takes a step in an inspection, a plan or a recommendation of the other agency.
    inspection_of_other_agency(agency_vi, agency_en) = "INSPECTION_OF_OTHER_AGENCY" rule "S30",
        "Việc này do {agency_vi} thực hiện vì cơ quan đó đã nhập; cơ quan khác chỉ xem.",
        "It was entered by {agency_en}, which alone may change it; the other agency reads it.";
    /// A planned inspection lies in another year than its plan.
    inspection_outside_plan(year) = "INSPECTION_OUTSIDE_PLAN",
        "Ngày dự kiến phải trong năm {year} của kế hoạch kiểm tra.",
        "The day lies in the year of the plan, {year}.";
    /// A plan of inspections is corrected after a unit was told of an inspection under it.
    inspection_plan_announced() = "INSPECTION_PLAN_ANNOUNCED",
        "Đã thông báo cuộc kiểm tra theo kế hoạch này nên không sửa kế hoạch được nữa.",
        "A unit was told of an inspection under the plan, which stays as it is.";
    /// The year of a plan is changed while inspections name the plan.
    inspection_plan_in_use() = "INSPECTION_PLAN_IN_USE",
        "Đã có cuộc kiểm tra theo kế hoạch này nên không đổi năm được.",
        "Inspections name the plan, so its year stays.";
    /// An inspection names a plan of another movement.
    inspection_plan_of_other_movement() = "INSPECTION_PLAN_OF_OTHER_MOVEMENT",
        "Kế hoạch kiểm tra này thuộc phong trào khác.",
        "The plan belongs to another movement.";
    /// A step is taken that the state of an inspection does not allow.
    inspection_wrong_state(state_vi, state_en) = "INSPECTION_STATE" rule "S30",
        "Cuộc kiểm tra đang ở trạng thái “{state_vi}” nên không thực hiện được bước này.",
        "The inspection is {state_en}, in which this step is not possible.";
    /// A plan of inspections is for a year in which the movement does not run.
    inspection_year_out_of_range(first, last) = "INSPECTION_YEAR_OUT_OF_RANGE",
        "Năm của kế hoạch kiểm tra phải từ {first} đến {last}, trong giai đoạn của phong trào.",
        "The year lies in the movement's period, {first} to {last}.";
    /// A media item names a role model or an award twice.
    link_twice() = "LINK_TWICE",
        "Mục này được nêu hai lần; chỉ giữ một.",
        "It is given twice; give it once.";
    /// A media item is withdrawn that was withdrawn before.
    media_item_withdrawn() = "MEDIA_ITEM_WITHDRAWN",
        "Tin, bài này đã được rút.",
        "The item was withdrawn.";
    /// The minutes of a visit are of a day before its notice or after today.
    minutes_date_unfit() = "MINUTES_DATE_UNFIT",
        "Ngày kiểm tra không được trước ngày thông báo và không được sau hôm nay.",
        "The visit lies between the notice and today.";
    /// An activity of mobilisation is corrected or withdrawn that was withdrawn before.
    mobilisation_withdrawn() = "MOBILISATION_WITHDRAWN",
        "Hoạt động tuyên truyền, vận động này đã được rút.",
        "The activity was withdrawn.";
    /// A unit records that it adopted its own practice.
    own_practice() = "OWN_PRACTICE" rule "P03",
        "Đơn vị không ghi nhận việc áp dụng mô hình của chính mình.",
        "A unit does not adopt its own practice.";
    /// Bytes are uploaded for a paper that the dossier does not list.
    paper_not_in_dossier(paper_vi, paper_en) = "PAPER_NOT_IN_DOSSIER" rule "L07",
        "Hồ sơ chưa có {paper_vi}; đề nghị ghi giấy tờ này vào hồ sơ trước khi tải tệp.",
        "The dossier does not list {paper_en}; enter the paper before its bytes.";
    /// An inspection has no member and a visit no participant, or more than there may be.
    members_out_of_range(limit) = "PEOPLE_OUT_OF_RANGE",
        "Phải nêu từ 1 đến {limit} người.",
        "There are 1 to {limit} people.";
    /// A period ends before it begins.
    period_backwards() = "PERIOD_BACKWARDS",
        "Ngày cuối không được trước ngày đầu.",
        "The last day does not come before the first.";
    /// A period that is counted lasts beyond today.
    period_not_over() = "PERIOD_NOT_OVER",
        "Ngày cuối không được sau hôm nay.",
        "The last day does not lie in the future.";
    /// An agency reviews a practice that it has reviewed.
    practice_reviewed() = "PRACTICE_REVIEWED" rule "P03",
        "Cơ quan này đã cho ý kiến về mô hình; đang chờ ý kiến của cơ quan kia.",
        "This agency has reviewed the practice; the other one has not yet.";
    /// A step is taken that the state of a practice does not allow.
    practice_wrong_state(state_vi, state_en) = "PRACTICE_STATE" rule "P03",
        "Mô hình đang ở trạng thái “{state_vi}” nên không thực hiện được bước này.",
        "The practice is {state_en}, in which this step is not possible.";
    /// The number of people, households or materials that an activity reached is below zero or too large.
    reach_out_of_range(most_vi, most_en) = "REACH_OUT_OF_RANGE",
        "Số lượng phải từ 0 đến {most_vi}.",
        "The number is 0 to {most_en}.";
    /// The figures of an adoption are of a day before it began, before the figures before, or in the future.
    reading_day_unfit() = "READING_DAY_UNFIT" rule "P03",
        "Ngày của số liệu không được trước ngày bắt đầu áp dụng, trước lần cập nhật gần nhất hoặc sau hôm nay.",
        "Figures are of a day from the beginning of the adoption and the figures before them up to today.";
    /// Guidance or an announcement reaches no unit that exists today.
    recipients_missing() = "RECIPIENTS_MISSING",
        "Nơi nhận chưa có đơn vị nào đang hoạt động; đề nghị nêu cấp đơn vị hoặc từng đơn vị.",
        "The recipients include no unit that exists today; name levels or units.";
    /// Guidance or an announcement goes to every unit, and levels or units are named beside.
    recipients_unfit() = "RECIPIENTS_UNFIT",
        "Đã gửi mọi đơn vị thì không nêu thêm cấp hoặc đơn vị.",
        "What goes to every unit names no levels or units beside.";
    /// A step is taken that the state of a recommendation does not allow.
    recommendation_wrong_state(state_vi, state_en) = "RECOMMENDATION_STATE" rule "P02",
        "Kiến nghị đang ở trạng thái “{state_vi}” nên không thực hiện được bước này.",
        "The recommendation is {state_en}, in which this step is not possible.";
    /// A difficulty is referred to the agency that it is addressed to.
    referred_to_same() = "REFERRED_TO_SAME" rule "S31",
        "Vướng mắc đã được gửi đến cơ quan này.",
        "The difficulty is addressed to this agency already.";
    /// A finding is settled as corrected, and nothing has put the report right since.
    report_not_mended(criterion) = "REPORT_NOT_MENDED" rule "P02",
        "Sau khi ghi nhận phát hiện, báo cáo chưa được trả lại, và số liệu đã thẩm tra của tiêu chí {criterion} chưa thay đổi. Đề nghị xử lý báo cáo trước.",
        "Since the finding, the report was not returned, and the verified value of criterion {criterion} did not change: put the report right first.";
    /// A role model is adopted or named that was withdrawn.
    role_model_not_public() = "ROLE_MODEL_NOT_PUBLIC",
        "Điển hình này đã được rút nên không còn công khai.",
        "The role model was withdrawn and is public no more.";
    /// A synthesis report is submitted that the appraisal agency has not endorsed.
    synthesis_not_endorsed() = "SYNTHESIS_NOT_ENDORSED" rule "S26",
        "Báo cáo phải được cơ quan thẩm định thống nhất trước khi trình UBND tỉnh.",
        "The appraisal agency endorses the report before it is submitted to the province.";
    /// A synthesis report is withdrawn from the public that is not public.
    synthesis_not_public() = "SYNTHESIS_NOT_PUBLIC" rule "P01",
        "Báo cáo chưa được công bố.",
        "The report is not public.";
    /// A person endorses a synthesis report that the same person sent.
    synthesis_own() = "SYNTHESIS_OWN" rule "L19",
        "Người gửi lấy ý kiến không được cho ý kiến thống nhất về chính báo cáo đó.",
        "A person who sent the report does not endorse it.";
    /// A synthesis report is published that is public.
    synthesis_public() = "SYNTHESIS_PUBLIC" rule "P01",
        "Báo cáo đã được công bố.",
        "The report is public already.";
    /// A step is taken that the state of a synthesis report does not allow.
    synthesis_wrong_state(state_vi, state_en) = "SYNTHESIS_STATE" rule "P01",
        "Báo cáo tổng hợp {state_vi} nên không thực hiện được bước này.",
        "The synthesis report is {state_en}, in which this step is not possible.";
    /// A synthesis report is begun for a cycle that has not opened or was cancelled.
    synthesis_without_cycle() = "SYNTHESIS_WITHOUT_CYCLE" rule "P01",
        "Chỉ lập báo cáo tổng hợp cho kỳ đánh giá đã mở và không bị hủy.",
        "A synthesis report is of a cycle that has opened and was not cancelled.";
    /// The text of a public digest names the unit that raised the difficulty.
    digest_names_unit(name) = "UNIT_NAMED",
        "Bản tổng hợp công khai không được nêu tên đơn vị phản ánh ({name}).",
        "A public digest does not name a unit that raised a difficulty ({name}).";
    /// An inspection names a cycle in which the unit owes no report.
    unit_takes_no_part() = "UNIT_TAKES_NO_PART",
        "Đơn vị không tham gia kỳ đánh giá này nên không có báo cáo để kiểm tra.",
        "The unit takes no part in this cycle, so there is no report to inspect.";
    /// The day of a visit has passed, or lies too far ahead.
    visit_date_unfit(months) = "VISIT_DATE_UNFIT",
        "Ngày kiểm tra phải từ hôm nay đến tối đa {months} tháng sau.",
        "A visit is from today to at most {months} months ahead.";
}
