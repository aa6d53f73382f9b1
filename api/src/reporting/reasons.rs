//! Every reason of this room, by its code: figures, evidence, reviews, reminders and imported files.

domain::reasons! {
    /// A cell of a workbook refers to a text that the workbook does not have, or holds a value of an unknown type.
    cell_is_broken() = "CELL_IS_BROKEN",
        "Không đọc được nội dung của ô; đề nghị nhập lại giá trị.",
        "The content of the cell cannot be read. Enter it again.";
    /// A cell of an imported file that must hold a text holds a day, which Excel may have made of it.
    cell_is_day(written) = "CELL_IS_DAY",
        "Ô chứa ngày {written}, không phải chữ; Excel có thể đã tự đổi, ví dụ số hiệu “5/12” thành ngày. Đề nghị định dạng ô là Text rồi nhập lại.",
        "The cell holds the day {written} and no text; Excel may have made a day of a number such as 5/12. Format the cell as Text and enter it again.";
    /// A cell of a workbook shows something else than the number that it holds.
    cell_is_disguised() = "CELL_IS_DISGUISED",
        "Ô đang hiển thị khác với giá trị thật (phần trăm, giờ, phân số, số đã làm tròn hoặc bị ẩn). Đề nghị định dạng ô là General rồi nhập lại giá trị.",
        "The cell shows something else than its value (a percentage, a time, a fraction, a rounded or hidden number). Format it as General and enter the value again.";
    /// A cell of a workbook shows an error.
    cell_is_error() = "CELL_IS_ERROR",
        "Ô đang báo lỗi; đề nghị nhập lại giá trị.",
        "The cell shows an error.";
    /// A cell of an imported file holds a formula.
    cell_is_formula() = "CELL_IS_FORMULA",
        "Ô chứa công thức. Đề nghị sao chép rồi dán giá trị (Paste Special → Values).",
        "The cell holds a formula. Copy it and paste its value.";
    /// A cell of a workbook that holds a value is in a hidden row or column.
    cell_is_hidden() = "CELL_IS_HIDDEN",
        "Ô có giá trị nhưng nằm ở dòng hoặc cột đang ẩn. Đề nghị bỏ lọc, bỏ ẩn để kiểm tra; nếu không dùng thì xóa giá trị.",
        "The cell holds a value in a hidden row or column. Show it and check the value, or delete it.";
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
    /// A file is uploaded whose very content was destroyed by a takedown, for whatever reason.
    content_destroyed() = "CONTENT_DESTROYED" rule "L35",
        "Một tệp có đúng nội dung này đã bị tiêu hủy nên không được tiếp nhận lại. Đề nghị tải lên tệp khác.",
        "A file with this very content was destroyed, so it is not accepted again. Upload another file.";
    /// An imported table has a column for a criterion that none of the cycle's sets has.
    criterion_unknown_in_cycle(criterion) = "CRITERION_UNKNOWN" rule "S02",
        "Các bộ tiêu chí của kỳ này không có tiêu chí {criterion}.",
        "No criteria set of this cycle has a criterion {criterion}.";
    /// A quotation mark in an imported CSV file is never closed, or its field goes on behind the closing mark.
    csv_quote_open(line) = "CSV_BROKEN",
        "Dấu ngoặc kép mở ở dòng {line} không được đóng đúng chỗ. Đề nghị đóng ngoặc kép ở cuối ô, hoặc viết hai dấu ngoặc kép liền nhau cho mỗi dấu bên trong ô.",
        "The quotation mark that opens in line {line} is not closed at the end of its field. Close it, and write each one inside a field twice.";
    /// A cell of an imported file holds a number that is a thousand in one notation and a decimal in another.
    decimal_grouped(written) = "DECIMAL_GROUPED",
        "“{written}” có thể đọc là hàng nghìn hoặc phần thập phân; đề nghị viết liền, hoặc ghi đủ bốn chữ số thập phân.",
        "“{written}” may be thousands or decimals; write it without a separator, or with four decimals.";
    /// A file of evidence is asked for whose stored bytes are missing or are not those that were uploaded.
    evidence_corrupt() = "EVIDENCE_CORRUPT",
        "Tệp đã lưu bị mất hoặc không còn khớp với mã băm khi tải lên. Đề nghị gửi mã tra cứu cho quản trị viên.",
        "The stored file is missing or no longer has the hash that it was uploaded with. Report the traceId to the administrator.";
    /// A file of evidence is asked for that was destroyed.
    evidence_file_taken_down() = "EVIDENCE_FILE_TAKEN_DOWN",
        "Tệp đã bị tiêu hủy; chỉ còn mã băm của tệp.",
        "The file was destroyed; only its hash is left.";
    /// A file is sent as a part of a form (multipart), and not as the body.
    file_in_form() = "FILE_IN_FORM",
        "Tệp phải là chính nội dung của yêu cầu, không gửi dưới dạng biểu mẫu.",
        "The file must be the body itself, not part of a form (multipart): curl --data-binary @file.pdf.";
    /// A workbook is sent as a CSV file.
    csv_is_workbook() = "FILE_KIND_MISMATCH",
        "Tệp gửi lên là tệp Excel, không phải CSV. Đề nghị gửi ở dạng tệp Excel (.xlsx), hoặc lưu thành “CSV UTF-8”.",
        "The file is a workbook and no CSV. Send it as a workbook (.xlsx), or save it as “CSV UTF-8”.";
    /// Something else is sent as a workbook.
    workbook_of_other_kind(kind_vi, kind_en) = "FILE_KIND_MISMATCH",
        "Nội dung tệp là {kind_vi}, không phải tệp Excel (.xlsx). Đề nghị mở tệp, lưu thành “Excel Workbook (.xlsx)” rồi tải lên.",
        "The file is {kind_en} and no workbook of the type .xlsx. Open it and save it as “Excel Workbook (.xlsx)”.";
    /// A file is larger than the operation takes.
    file_too_large(mebibytes) = "FILE_TOO_LARGE",
        "Tệp lớn hơn giới hạn {mebibytes} MB. Đề nghị gửi tệp nhỏ hơn, hoặc chia thành nhiều tệp.",
        "The file is larger than {mebibytes} MB. Send a smaller one, or several.";
    /// An imported file cannot be read after it was taken in.
    file_unreadable() = "FILE_UNREADABLE",
        "Không đọc được tệp; đề nghị tải lên lại.",
        "The file cannot be read.";
    /// An agency names a filing that is not the unit's last one.
    filing_changed() = "FILING_CHANGED" rule "L40",
        "Đơn vị đã nộp lại báo cáo sau lần nộp này; đề nghị xem lại số liệu mới rồi ghi kết quả.",
        "The unit has filed again since; look at the new figures first.";
    /// The first row of a sheet, which must name the columns, is empty.
    heads_missing(sheet, row) = "HEADS_MISSING",
        "Dòng 1 của trang tính “{sheet}” không có tên cột; nội dung bắt đầu ở dòng {row}. Đề nghị đưa dòng tên cột lên dòng 1, hoặc dùng biểu mẫu tải từ hệ thống.",
        "Row 1 of the sheet “{sheet}” does not name the columns; its content begins in row {row}. Move the heads to row 1, or use the template.";
    /// An import was interrupted before anything of it was stored.
    import_broken_off() = "IMPORT_BROKEN_OFF",
        "Việc nhập bị gián đoạn; chưa có dòng nào được lưu. Đề nghị gửi lại.",
        "The import broke off; nothing of it was stored. Send it again.";
    /// An import is sent as something other than a workbook, CSV or JSON.
    import_media_type(workbook_en) = "IMPORT_MEDIA_TYPE",
        "Đề nghị gửi tệp Excel (.xlsx), tệp CSV hoặc dữ liệu JSON.",
        "Send with Content-Type: application/json, text/csv or {workbook_en}.";
    /// An import's list of rows is not valid JSON.
    json_broken(line, column, fault_en) = "JSON_BROKEN",
        "Dữ liệu JSON không hợp lệ ở dòng {line}, ký tự thứ {column}.",
        "Not valid JSON in line {line}, column {column}: {fault_en}.";
    /// A cell of an imported file holds too many characters.
    text_too_long(limit_vi, limit_en) = "LENGTH_OUT_OF_RANGE",
        "Nội dung có tối đa {limit_vi} ký tự.",
        "The text has more than {limit_en} characters.";
    /// A cell of an imported file that must hold a day holds something else.
    not_a_day(written) = "NOT_A_DAY",
        "“{written}” không phải ngày. Đề nghị ghi theo dạng 31/12/2024.",
        "“{written}” is not a day. Write it as 2024-12-31 or 31/12/2024.";
    /// A cell of an imported file that must hold a number with decimals holds something else.
    not_decimal(written) = "NOT_DECIMAL",
        "“{written}” không phải số; số có tối đa bốn chữ số thập phân, không có dấu phân cách hàng nghìn.",
        "“{written}” is not a number with at most four decimals and without separators of thousands.";
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
    /// A finding is recorded for a unit that has no submitted report in the cycle.
    report_not_there() = "REPORT_NOT_THERE",
        "Đơn vị chưa nộp báo cáo trong kỳ này.",
        "The unit has submitted no report in this cycle.";
    /// Findings of one unit stand at two places.
    report_twice() = "REPORT_TWICE",
        "Đơn vị được ghi hai lần; đề nghị ghi chung vào một mục.",
        "The unit is named twice; put its findings together.";
    /// The points of single scorers are asked for by an account that may not see them.
    review_internal() = "REVIEW_INTERNAL",
        "Chỉ cơ quan thường trực, cơ quan thẩm định, cấp có thẩm quyền quyết định và thanh tra được xem điểm của từng thành viên tổ chấm.",
        "Only the standing agency, the appraisal agency, the decision authority and auditors see each scorer's points.";
    /// An imported file has no row of figures.
    rows_missing() = "ROWS_MISSING",
        "Tệp không có dòng số liệu nào.",
        "The file has no row of figures.";
    /// The sheet of a workbook that must hold the figures has no row of them.
    rows_missing_in_sheet(sheet) = "ROWS_MISSING",
        "Trang tính “{sheet}” không có dòng số liệu nào bên dưới dòng tên cột.",
        "The sheet “{sheet}” has no row of figures below its heads.";
    /// An imported file has too many rows.
    rows_too_many(limit_vi, limit_en) = "ROWS_TOO_MANY",
        "Tệp có quá {limit_vi} dòng; đề nghị chia thành nhiều tệp.",
        "The file has more than {limit_en} rows; split it.";
    /// A row of an imported CSV file has more fields than the file has heads.
    row_too_long(fields, heads) = "ROW_TOO_LONG",
        "Dòng có {fields} ô nhưng chỉ có {heads} tên cột, nên các giá trị đã bị lệch cột. Đề nghị viết số liền, không có dấu phẩy, và đặt nội dung có dấu phân cách trong dấu ngoặc kép.",
        "The row has {fields} fields under {heads} heads, so its values are shifted. Write numbers without commas, and texts that hold the delimiter in quotation marks.";
    /// A workbook has no visible sheet of cells.
    sheet_missing(sheet) = "SHEET_MISSING",
        "Tệp không có trang tính “{sheet}” và cũng không có trang tính nào đang hiện. Đề nghị dùng biểu mẫu tải từ hệ thống.",
        "The workbook has no sheet “{sheet}”, and no other one is visible. Use the template.";
    /// A workbook was made from the template of another criteria set, or of an earlier state of this one.
    template_outdated() = "TEMPLATE_OUTDATED",
        "Biểu mẫu thuộc bộ tiêu chí khác hoặc phiên bản cũ; đề nghị tải biểu mẫu mới.",
        "The template belongs to another criteria set or to an earlier state of it; fetch a new one.";
    /// A row of an import has a code that several units of the cycle have.
    unit_ambiguous(code) = "UNIT_AMBIGUOUS",
        "Nhiều đơn vị mang mã {code} trong kỳ này; đề nghị dùng mã khác hoặc mã định danh của đơn vị.",
        "Several units have the code {code} in this cycle; use another code of the unit, or its identifier.";
    /// A row of an import names two units, one by its code and another by its identifier.
    unit_differs(code) = "UNIT_DIFFERS",
        "Mã đơn vị {code} và mã định danh ở dòng này thuộc hai đơn vị khác nhau; đề nghị kiểm tra lại, hoặc bỏ trống mã định danh.",
        "The code {code} and the identifier in this row are of two units. Check them, or leave the identifier out.";
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
    /// A row of an import has a code that no unit of the cycle has, but for zeros that Excel drops.
    unit_unknown_without_zeros(code, likely) = "UNIT_UNKNOWN",
        "Không có đơn vị nào mang mã {code} trong kỳ này. Có phải đơn vị mang mã {likely}? Excel bỏ các số 0 ở đầu: đề nghị định dạng cột là Text rồi nhập lại mã.",
        "No unit has the code {code} in this cycle. Is it {likely}? Excel drops leading zeros: format the column as Text and enter the code again.";
    /// An account sends more large files at one time than it may.
    uploads_at_once(most) = "UPLOADS_AT_ONCE",
        "Mỗi tài khoản gửi cùng lúc tối đa {most} tệp lớn hơn 1 MB. Đề nghị chờ các tệp đang gửi xong rồi gửi tiếp.",
        "An account sends at most {most} files above 1 MB at one time. Wait until those under way have ended.";
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
    /// An imported workbook is protected by a password.
    workbook_encrypted() = "WORKBOOK_ENCRYPTED",
        "Tệp Excel đặt mật khẩu nên không đọc được. Đề nghị mở tệp bằng Excel, bỏ mật khẩu (File → Info → Protect Workbook → Encrypt with Password, để trống), lưu lại rồi tải lên.",
        "The workbook is protected by a password. Open it in Excel, take the password away (File → Info → Protect Workbook → Encrypt with Password), save it and send it again.";
    /// An imported workbook is of the format before Excel 2007.
    workbook_old() = "WORKBOOK_OLD_FORMAT",
        "Tệp có định dạng Excel cũ (.xls). Đề nghị mở tệp bằng Excel, chọn lưu thành “Excel Workbook (.xlsx)” rồi tải lên; chỉ đổi tên tệp thì không đọc được.",
        "The file has the old Excel format (.xls). Open it in Excel and save it as “Excel Workbook (.xlsx)”; renaming it is not enough.";
}
