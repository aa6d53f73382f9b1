//! Every reason of this room, by its code: difficulties, inspections, guidance, good practice, reports to the province.

crate::reasons! {
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
    /// A period ends before it begins.
    period_backwards() = "PERIOD_BACKWARDS",
        "Ngày cuối không được trước ngày đầu.",
        "The last day does not come before the first.";
    /// A period that is counted lasts beyond today.
    period_not_over() = "PERIOD_NOT_OVER",
        "Ngày cuối không được sau hôm nay.",
        "The last day does not lie in the future.";
    /// A difficulty is referred to the agency that it is addressed to.
    referred_to_same() = "REFERRED_TO_SAME" rule "S31",
        "Vướng mắc đã được gửi đến cơ quan này.",
        "The difficulty is addressed to this agency already.";
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
}
