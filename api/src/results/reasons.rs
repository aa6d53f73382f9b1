//! Every reason of this room, by its code: published boards, their parts and role models.

domain::reasons! {
    /// A page of a release is asked for that was not kept when the results were published.
    page_not_frozen() = "PAGE_NOT_FROZEN",
        "Đợt công bố này không có trang được yêu cầu: không có đơn vị tương ứng, hoặc khi công bố hệ thống chưa lưu loại trang này.",
        "This release does not have the page: it has no such units, or it was published before such pages were kept.";
    /// A board is asked for with two parameters that exclude each other.
    parameters_together(one_en, other_en) = "PARAMETERS_TOGETHER",
        "Hai điều kiện này không được dùng đồng thời; chỉ chọn một.",
        "{one_en} and {other_en} exclude each other; send one of them.";
    /// A board is asked for as of an instant that is not written as RFC 3339 has it.
    instant_malformed() = "PARAMETER_MALFORMED",
        "Thời điểm chưa đúng định dạng; định dạng đúng được nêu trong tài liệu kỹ thuật.",
        "An instant is written as in RFC 3339, such as 2024-12-31T17:00:00Z.";
    /// A board is asked for by a number that no release can have.
    release_number_malformed() = "PARAMETER_MALFORMED",
        "Số của đợt công bố phải là số nguyên từ 1.",
        "A release's number is a whole number from 1.";
}
