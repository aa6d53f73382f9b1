//! Every reason of this room, by its code: personal data.

crate::reasons! {
    /// An identity number has too few digits or too many, or holds other characters.
    identity_number_malformed(fewest, most) = "IDENTITY_NUMBER_MALFORMED" rule "L36",
        "Số định danh gồm {fewest} đến {most} chữ số, không có dấu cách hoặc ký tự khác.",
        "An identity number has {fewest} to {most} digits, without spaces or other signs.";
    /// The number of months for which data is kept is outside its bounds.
    months_out_of_range(fewest, most) = "MONTHS_OUT_OF_RANGE" rule "L36",
        "Thời hạn bảo quản phải từ {fewest} đến {most} tháng.",
        "Data is kept for {fewest} to {most} months.";
    /// An identity number is changed when its nomination is neither a draft nor returned.
    nomination_state_of_number(state_vi, state_en) = "NOMINATION_STATE",
        "Hồ sơ {state_vi}; chỉ sửa được số định danh khi hồ sơ là dự thảo hoặc được trả lại để bổ sung.",
        "The nomination is {state_en}; its identity number changes only while it is a draft or returned.";
    /// An identity number is entered for a collective.
    nominee_is_collective() = "NOMINEE_IS_COLLECTIVE" rule "L36",
        "Chỉ nhập số định danh của cá nhân được đề nghị; tập thể không có số định danh.",
        "Only an individual who is nominated has an identity number; a collective has none.";
    /// A text that stays in the audit trail holds a number as long as an identity number.
    number_in_text() = "NUMBER_IN_TEXT" rule "L36",
        "Không được ghi số định danh, số điện thoại vào mục này, vì nội dung được lưu lâu dài trong nhật ký. Số tiền thì ghi kèm chữ “đồng”.",
        "Write no identity or telephone number here: this text stays in the audit trail for good. An amount of money has its currency behind it.";
    /// An identity number is revealed or erased that was erased before.
    personal_datum_erased() = "PERSONAL_DATUM_ERASED" rule "L36",
        "Số định danh này đã bị xóa, không khôi phục được.",
        "This identity number was erased and cannot be brought back.";
    /// An identity number is erased whose nomination is under way or was awarded.
    personal_datum_needed(state_vi, state_en) = "PERSONAL_DATUM_NEEDED" rule "L36",
        "Hồ sơ {state_vi}; hồ sơ đang xử lý và hồ sơ đã khen thưởng phải được lưu giữ theo quy định. Chỉ xóa được số định danh khi hồ sơ đã rút, không được khen thưởng hoặc không đủ điều kiện.",
        "The nomination is {state_en}: what is under way and what was awarded is kept by law. A number is erased only once its nomination is withdrawn, not awarded or not eligible.";
    /// An archive package is asked for of a file whose work has not ended.
    record_not_closed() = "RECORD_NOT_CLOSED" rule "L36",
        "Hồ sơ chưa kết thúc (chưa công khai quyết định hoặc đang xử lý) nên chưa lập được gói tin lưu trữ. Trong khi chờ, có thể tải gói hồ sơ.",
        "The work on this file has not ended, so there is no archive package yet; its bundle can be taken meanwhile.";
    /// An archive package is asked for of records whose term no document sets.
    record_rule_missing(class_vi, class_en) = "RECORD_RULE_MISSING" rule "L36",
        "Chưa có thời hạn lưu trữ của {class_vi}. Đề nghị quản trị viên nhập thời hạn (số năm hoặc vĩnh viễn) kèm số, ngày, cơ quan ban hành và tên của văn bản quy định.",
        "No term is set for {class_en}: an administrator has to enter it (years, or for ever) with number, date, issuer and title of the document that sets it.";
    /// A term of records is said in years and for ever at once.
    record_term_twice() = "RECORD_TERM_TWICE" rule "L36",
        "Chỉ chọn một: số năm lưu trữ hoặc lưu trữ vĩnh viễn.",
        "Records are kept for a number of years or for ever, not both.";
    /// The number of years for which records are kept is outside its bounds.
    record_years_out_of_range(fewest, most) = "RECORD_YEARS_OUT_OF_RANGE" rule "L36",
        "Thời hạn lưu trữ phải từ {fewest} đến {most} năm.",
        "Records are kept for {fewest} to {most} years.";
}
