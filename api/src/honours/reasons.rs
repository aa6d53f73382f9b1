//! Every reason of this room, by its code: nominations, signing sheets, certificates, and what is said of an award later.

domain::reasons! {
    /// A dossier names an account as the nominee's own that does not exist.
    account_unknown() = "ACCOUNT_UNKNOWN" rule "L19",
        "Không có tài khoản này; đề nghị chọn tài khoản của người được đề nghị, hoặc bỏ trống.",
        "There is no such account; give that of the nominee, or none.";
    /// A proposal to a higher level or a complaint names an award that does not exist.
    award_unknown() = "AWARD_UNKNOWN",
        "Không có khen thưởng này.",
        "There is no such award.";
    /// A certificate is checked whose signed content differs from the register of awards.
    certificate_corrupt() = "CERTIFICATE_CORRUPT",
        "Nội dung đã ký không khớp với sổ khen thưởng; đề nghị báo cơ quan thường trực.",
        "The signed content does not match the register; tell the standing agency.";
    /// A certificate is checked by a code that no certificate has.
    certificate_unknown() = "CERTIFICATE_UNKNOWN",
        "Không có Bằng khen nào mang mã xác thực này. Đề nghị đối chiếu từng ký tự với mã in trên Bằng khen.",
        "There is no certificate with this code. Compare it letter by letter with the code on the paper.";
    /// The record of awards is asked for by a name that is empty or has too many characters.
    name_length_out_of_range(limit) = "LENGTH_OUT_OF_RANGE",
        "Tên đối tượng phải có từ 1 đến {limit} ký tự.",
        "A name has 1 to {limit} characters.";
    /// A list of nominations has the same nomination twice.
    nomination_twice() = "NOMINATION_TWICE",
        "Hồ sơ được nêu hai lần trong danh sách; chỉ giữ một.",
        "The nomination is given twice in the list.";
    /// A nomination or a decision is named that does not exist.
    nomination_unknown() = "NOMINATION_UNKNOWN",
        "Không có hồ sơ hoặc quyết định này.",
        "There is no such nomination or decision.";
    /// The record of awards is asked for with the predecessors of a unit and without the unit.
    unit_not_named() = "PARAMETER_MISSING",
        "Tra cứu cả đơn vị tiền thân thì phải chọn đơn vị.",
        "Name the organisation whose lineage is meant.";
    /// The record of awards is asked for with neither a unit nor a name.
    unit_and_name_missing() = "PARAMETER_MISSING",
        "Phải nêu đơn vị hoặc tên đối tượng.",
        "Name at least one of organisation and name.";
    /// A decision is signed on a signing sheet whose content has changed since it was shown.
    sheet_outdated() = "SHEET_OUTDATED",
        "Nội dung bảng xem trước khi ký đã thay đổi; đề nghị tải lại và xem trước khi ký.",
        "The sheet has changed; fetch it again and review it before you sign.";
}
