//! Every reason of this room, by its code: why a paper is not printed.

domain::reasons! {
    /// An account asks for more bundles at once than it may take at one time.
    bundles_at_once(most) = "BUNDLES_AT_ONCE",
        "Mỗi tài khoản lập và tải cùng lúc tối đa {most} gói hồ sơ hoặc gói tin lưu trữ. Đề nghị chờ tải xong gói trước rồi tải tiếp.",
        "An account takes at most {most} bundles or archive packages at one time. Wait until those under way have ended.";
    /// More bundles are asked for at once than are made at once.
    bundle_busy() = "BUNDLE_BUSY",
        "Hệ thống đang lập nhiều gói hồ sơ khác. Đề nghị thử lại sau ít giây.",
        "Other bundles are being made; try again in a few seconds.";
    /// The bytes of a paper were destroyed while its bundle was made.
    bundle_content_destroyed() = "BUNDLE_CONTENT_DESTROYED" rule "L35",
        "Một tệp của hồ sơ vừa bị tiêu hủy trong khi lập gói. Đề nghị tải lại; mục lục của gói mới ghi rõ tệp đã tiêu hủy.",
        "A file was destroyed while the bundle was made. Take it again: the index of the new one says so.";
    /// The papers of a bundle have more bytes than one bundle may have.
    bundle_too_large(most) = "BUNDLE_TOO_LARGE",
        "Các tệp của gói vượt quá {most}. Đề nghị tải gói của từng hồ sơ đề nghị.",
        "The papers of this bundle have more than {most}; take the bundle of each nomination instead.";
    /// A paper of certificates is asked for, and none of the decision's awards has one that stands.
    certificates_missing() = "CERTIFICATES_MISSING",
        "Quyết định này chưa có bản xác thực điện tử nào còn hiệu lực để in Bằng khen; đề nghị cấp bản xác thực trước.",
        "No award of this decision has a certificate that stands; issue the certificates first.";
    /// A value of a paper has a letter that no font of the printing program has.
    glyph_missing(letter, value, place) = "GLYPH_MISSING",
        "Không in được ký tự “{letter}” trong “{value}” (mục {place} của văn bản): bộ phông chữ không có ký tự này. Đề nghị sửa nội dung này, chỉ dùng chữ Việt hoặc chữ Khmer.",
        "The letter “{letter}” in “{value}” (at {place} of the paper) cannot be printed: no font has it. Write it in Vietnamese or Khmer letters.";
    /// The handover list of a decision is asked for that grants nothing, or no longer does.
    nothing_to_hand_over() = "NOTHING_TO_HAND_OVER",
        "Quyết định này không có khen thưởng nào còn hiệu lực nên không có hiện vật để bàn giao.",
        "No award of this decision stands, so there is nothing to hand over.";
    /// The notice of a refusal is asked for, and the nominee was not found ineligible.
    notice_not_due() = "NOTICE_NOT_DUE" rule "L11",
        "Hồ sơ này không bị kết luận là không đủ điều kiện nên không có thông báo.",
        "The nominee was not found ineligible, so there is no notice.";
    /// A paper takes more time or memory than a paper may.
    paper_too_large() = "PAPER_TOO_LARGE",
        "Văn bản vượt quá giới hạn thời gian hoặc dung lượng khi in. Đề nghị kiểm tra mẫu văn bản hoặc chia nhỏ danh sách.",
        "The paper takes more time or memory than a paper may; look at its template, or divide the list.";
    /// More papers are asked for at once than are printed at once.
    printing_busy() = "PRINTING_BUSY",
        "Hệ thống đang in nhiều văn bản khác. Đề nghị thử lại sau ít giây.",
        "Other papers are being printed; try again in a few seconds.";
    /// The printing program ended, or was ended, without a paper and without a reason.
    printing_failed() = "PRINTING_FAILED",
        "Chương trình in dừng đột ngột, chưa in được văn bản. Đề nghị thử lại sau ít giây; nếu vẫn lỗi, đề nghị báo quản trị viên xem nhật ký hệ thống.",
        "The printing program ended without a paper. Try again in a few seconds; if it fails again, the administrator finds the cause in the log.";
    /// A paper is asked for as PDF in an installation without the printing program.
    printing_not_set_up() = "PRINTING_NOT_SET_UP",
        "Hệ thống chưa cài đặt chương trình in văn bản. Đề nghị quản trị viên cài đặt theo tài liệu vận hành.",
        "This installation has no printing program; the operator sets it up as the documentation of operations says.";
    /// The template that a movement brought for a paper is wrong.
    template_faulty(file, line, fault) = "TEMPLATE_FAULTY",
        "Mẫu văn bản {file} có lỗi ở dòng {line}: {fault}. Đề nghị cơ quan thường trực sửa mẫu trong gói kế hoạch.",
        "The template {file} is wrong at line {line}: {fault}. Mend it in the plan package.";
    /// A plan package holds a file of a word processor, such as a template for papers.
    template_not_typst() = "TEMPLATE_NOT_TYPST" rule "M10",
        "Mẫu văn bản là tệp Typst, tên có đuôi .typ. Gói kế hoạch không nhận tệp của chương trình soạn thảo văn bản, dù có hay không có lệnh tự động, trường hoặc liên kết ra ngoài.",
        "A template of papers is a Typst file, whose name ends with .typ. A file of a word processor is not taken, with macros, fields or outside references or without.";
}
