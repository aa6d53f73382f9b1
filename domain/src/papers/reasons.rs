//! Every reason of this room, by its code: the bytes of papers.

crate::reasons! {
    /// The bytes of a paper are uploaded, and their hash is not the one that the paper's owner declares.
    paper_digest_differs(declared, found) = "PAPER_DIGEST_DIFFERS" rule "P05",
        "Tệp có mã băm {found}, khác mã băm đã khai {declared}. Đề nghị chọn đúng tệp. Nếu khai sai: với hồ sơ thì sửa hồ sơ; với quyết định khen thưởng chưa công khai thì khi tải lên xác nhận tệp này thay tệp đã khai; với biên bản họp Hội đồng và quyết định hủy bỏ thì không khai lại được, không bước nào chờ tệp này, đề nghị lưu tệp đúng tại hồ sơ giấy của cơ quan.",
        "The file has the digest {found}, and {declared} is declared. Choose the right file. If the declaration is wrong: correct the dossier; upload the file of an award decision that is not public with replacesDeclared=true; minutes of the council and revocations cannot declare another file, and no step waits for theirs, so keep the right file among the agency's own records.";
    /// The bytes that a paper has already are uploaded for it again.
    paper_kept_already() = "PAPER_KEPT_ALREADY" rule "P05",
        "Tệp này đang là phiên bản hiện hành của giấy tờ.",
        "The paper has these very bytes already.";
    /// A paper of a dossier is uploaded without saying which it is.
    paper_kind_missing() = "PAPER_KIND_MISSING" rule "P05",
        "Phải nêu loại giấy tờ trong hồ sơ.",
        "Say which paper of the dossier it is.";
    /// A kind of paper is named for something that has one paper only.
    paper_kind_not_wanted() = "PAPER_KIND_NOT_WANTED",
        "Chỉ hồ sơ đề nghị mới có nhiều loại giấy tờ; không nêu loại ở đây.",
        "Only dossiers have several papers; name no kind here.";
    /// A file is to be destroyed that was destroyed before.
    paper_taken_down() = "PAPER_TAKEN_DOWN" rule "L35",
        "Tệp này đã bị tiêu hủy.",
        "The file was destroyed.";
    /// A paper has as many versions as are kept.
    paper_versions_too_many(limit) = "PAPER_VERSIONS_TOO_MANY",
        "Mỗi giấy tờ lưu tối đa {limit} phiên bản.",
        "At most {limit} versions of a paper are kept.";
}
