//! Every reason of this room, by its code: figures, evidence, reviews, reminders and imported files.

domain::reasons! {
    /// A cell of a workbook shows an error.
    cell_is_error() = "CELL_IS_ERROR",
        "Ô đang báo lỗi; đề nghị nhập lại giá trị.",
        "The cell shows an error.";
    /// A cell of an imported file holds a formula.
    cell_is_formula() = "CELL_IS_FORMULA",
        "Ô chứa công thức. Đề nghị sao chép rồi dán giá trị (Paste Special → Values).",
        "The cell holds a formula. Copy it and paste its value.";
    /// A cell of a workbook is part of a merged area.
    cell_is_merged() = "CELL_IS_MERGED",
        "Ô thuộc vùng gộp ô. Đề nghị bỏ gộp ô trong phần số liệu.",
        "The cell is part of a merged area. Take the merging out of the figures.";
    /// An imported table has too many columns, or a cell outside the table.
    columns_too_many(limit) = "COLUMNS_TOO_MANY",
        "Bảng có quá {limit} cột, hoặc có ô ngoài bảng; đề nghị dùng biểu mẫu tải từ hệ thống.",
        "The table has more than {limit} columns, or a cell lies outside it.";
    /// An imported table has no column for the unit's code.
    column_missing() = "COLUMN_MISSING",
        "Thiếu cột mã đơn vị (tên kỹ thuật “unit” ở dòng 1). Đề nghị dùng biểu mẫu tải từ hệ thống.",
        "The column unit (the unit's code) is missing from the heads.";
    /// An imported table has the same column twice.
    column_twice() = "COLUMN_TWICE",
        "Cột này có hai lần trong tệp; chỉ giữ một.",
        "The column is given twice.";
    /// An imported table has a column whose name is not one of the template's.
    column_unknown(column) = "COLUMN_UNKNOWN",
        "Cột “{column}” không có tên kỹ thuật ở dòng 1 (dòng ẩn của biểu mẫu). Đề nghị dùng biểu mẫu tải từ hệ thống.",
        "The column's name “{column}” is not understood. Use the template.";
    /// An imported table has a column for a criterion that none of the cycle's sets has.
    criterion_unknown_in_cycle(criterion) = "CRITERION_UNKNOWN" rule "S02",
        "Các bộ tiêu chí của kỳ này không có tiêu chí {criterion}.",
        "No criteria set of this cycle has a criterion {criterion}.";
    /// An imported file is not valid CSV.
    csv_broken(fault) = "CSV_BROKEN",
        "Tệp CSV không hợp lệ: {fault}.",
        "Not valid CSV: {fault}.";
    /// A file of evidence is asked for whose stored bytes are missing or are not those that were uploaded.
    evidence_corrupt() = "EVIDENCE_CORRUPT",
        "Nội dung tệp lưu trữ không còn khớp với mã băm khi tải lên; đề nghị báo quản trị viên.",
        "The stored file no longer has the hash that it was uploaded with; tell the administrator.";
    /// A file of evidence is asked for that was destroyed.
    evidence_file_taken_down() = "EVIDENCE_FILE_TAKEN_DOWN",
        "Tệp đã bị tiêu hủy; chỉ còn mã băm của tệp.",
        "The file was destroyed; only its hash is left.";
    /// An imported file cannot be read after it was taken in.
    file_unreadable() = "FILE_UNREADABLE",
        "Không đọc được tệp; đề nghị tải lên lại.",
        "The file cannot be read.";
    /// An import was interrupted before anything of it was stored.
    import_broken_off() = "IMPORT_BROKEN_OFF",
        "Việc nhập bị gián đoạn; chưa có dòng nào được lưu. Đề nghị gửi lại.",
        "The import broke off; nothing of it was stored. Send it again.";
    /// An import is sent as something other than a workbook, CSV or JSON.
    import_media_type(workbook_en) = "IMPORT_MEDIA_TYPE",
        "Đề nghị gửi tệp Excel (.xlsx), tệp CSV hoặc dữ liệu JSON.",
        "Send with Content-Type: application/json, text/csv or {workbook_en}.";
    /// An import's list of rows is not valid JSON.
    json_broken(fault) = "JSON_BROKEN",
        "Dữ liệu JSON không hợp lệ: {fault}.",
        "Not valid JSON: {fault}.";
    /// A cell of an imported file holds too many characters.
    text_too_long(limit_vi, limit_en) = "LENGTH_OUT_OF_RANGE",
        "Nội dung có tối đa {limit_vi} ký tự.",
        "The text has more than {limit_en} characters.";
    /// A cell of an imported file that must hold a day holds something else.
    not_a_day(written) = "NOT_A_DAY",
        "“{written}” không phải ngày. Đề nghị ghi theo dạng 31/12/2024.",
        "“{written}” is not a day. Write it as 2024-12-31 or 31/12/2024.";
    /// A cell of an imported file that must hold points holds something else.
    not_points(written) = "NOT_POINTS",
        "“{written}” không phải số điểm; số điểm có tối đa hai chữ số thập phân.",
        "“{written}” is not a number of points with at most two decimals.";
    /// An imported CSV file is not text in UTF-8.
    not_utf8() = "NOT_UTF8",
        "Tệp không ở bảng mã UTF-8. Khi lưu, đề nghị chọn “CSV UTF-8”.",
        "The file is not UTF-8. Save it as “CSV UTF-8”.";
    /// A cell of an imported file that must hold a whole number holds something else.
    not_whole(written) = "NOT_WHOLE" rule "L29",
        "“{written}” không phải số nguyên viết liền, không có dấu chấm, dấu phẩy, khoảng trắng.",
        "“{written}” is not a whole number of digits alone, without dots, commas or spaces.";
    /// A cell of an imported file that must say yes or no says something else.
    not_yes_or_no(written) = "NOT_YES_OR_NO",
        "“{written}” không hợp lệ; đề nghị ghi Có hoặc Không.",
        "“{written}” is neither yes (Có) nor no (Không).";
    /// Due reminders are asked for whose last day comes before the first, or too many days after it.
    reminder_span_out_of_range(limit) = "OUT_OF_RANGE",
        "Ngày cuối không được trước ngày đầu và không quá {limit} ngày sau ngày đầu.",
        "The last day is not before the first, and at most {limit} days after it.";
    /// The points of single scorers are asked for by an account that may not see them.
    review_internal() = "REVIEW_INTERNAL",
        "Chỉ cơ quan thường trực, cơ quan thẩm định, cấp có thẩm quyền quyết định và thanh tra được xem điểm của từng thành viên tổ chấm.",
        "Only the standing agency, the appraisal agency, the decision authority and auditors see each scorer's points.";
    /// An imported file has no row of figures.
    rows_missing() = "ROWS_MISSING",
        "Tệp không có dòng số liệu nào.",
        "The file has no row of figures.";
    /// An imported file has too many rows.
    rows_too_many(limit_vi, limit_en) = "ROWS_TOO_MANY",
        "Tệp có quá {limit_vi} dòng; đề nghị chia thành nhiều tệp.",
        "The file has more than {limit_en} rows; split it.";
    /// A workbook was made from the template of another criteria set, or of an earlier state of this one.
    template_outdated() = "TEMPLATE_OUTDATED",
        "Biểu mẫu thuộc bộ tiêu chí khác hoặc phiên bản cũ; đề nghị tải biểu mẫu mới.",
        "The template belongs to another criteria set or to an earlier state of it; fetch a new one.";
    /// A row of an import has a code that several units of the cycle have.
    unit_ambiguous(code) = "UNIT_AMBIGUOUS",
        "Nhiều đơn vị mang mã {code} trong kỳ này; đề nghị dùng mã khác của đơn vị.",
        "Several units have the code {code} in this cycle; use another code of the unit.";
    /// A row of an import has no unit's code.
    unit_missing() = "UNIT_MISSING",
        "Dòng này chưa có mã đơn vị.",
        "The unit's code is missing.";
    /// A unit has more than one row in an import.
    unit_twice(code) = "UNIT_TWICE",
        "Đơn vị {code} có nhiều dòng trong tệp; đề nghị giữ một dòng.",
        "Unit {code} has more than one row in the file; keep one.";
    /// A row of an import has a code that no unit of the cycle has.
    unit_unknown_in_cycle(code) = "UNIT_UNKNOWN",
        "Không có đơn vị nào mang mã {code} trong kỳ này.",
        "No unit has the code {code} in this cycle.";
    /// A figure in a body has no value, several values, or only one number of a share.
    value_unclear() = "VALUE_UNCLEAR",
        "Mỗi tiêu chí chỉ ghi một loại kết quả: số lượng, phương án, điểm hoặc lý do không áp dụng. Tiêu chí tỷ lệ phải có cả tử số và mẫu số.",
        "Exactly one value is needed: count, choice, points or notApplicable (a share: numerator and denominator).";
    /// A row of an import has no value for a criterion, several values, or only one number of a share.
    value_unclear_in_row() = "VALUE_UNCLEAR",
        "Mỗi tiêu chí chỉ ghi một loại kết quả; tiêu chí tỷ lệ phải có cả tử số và mẫu số.",
        "Exactly one value is needed for this criterion (a share: numerator and denominator).";
    /// An imported file is not a workbook that can be read.
    workbook_broken() = "WORKBOOK_BROKEN",
        "Không đọc được tệp Excel (.xlsx). Đề nghị mở tệp bằng Excel, lưu lại rồi tải lên.",
        "The Excel file (.xlsx) cannot be read. Open it in Excel, save it and send it again.";
}
