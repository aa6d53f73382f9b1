//! Every reason of this room, by its code: the bytes of papers.

domain::reasons! {
    /// A paper is asked for whose stored bytes are missing or are not those that were uploaded.
    paper_corrupt() = "PAPER_CORRUPT",
        "Tệp đã lưu bị mất hoặc không còn khớp với mã băm khi tải lên. Đề nghị gửi mã tra cứu cho quản trị viên.",
        "The stored file is missing or no longer has the hash that it was uploaded with. Report the traceId to the administrator.";
    /// A file is to stand for a declared one where no decision declares it.
    replacement_not_wanted() = "REPLACEMENT_NOT_WANTED" rule "P05",
        "Chỉ tệp của quyết định chưa công khai mới thay tệp đã khai; với giấy tờ khác đề nghị bỏ tham số này.",
        "Only the file of a decision that is not public replaces the declared one; leave the parameter out for other papers.";
}
