//! Every reason of this room, by its code: what no handler is asked, and the demonstration.

domain::reasons! {
    /// A body is compressed or otherwise encoded.
    body_encoded() = "BODY_ENCODED",
        "Nội dung yêu cầu không được nén. Đề nghị gửi nội dung chưa nén.",
        "The body of a request is not encoded: send it without Content-Encoding.";
    /// The demonstration is loaded into a database that holds accounts already.
    database_in_use() = "DATABASE_IN_USE",
        "Cơ sở dữ liệu đã có người dùng.",
        "The database is in use already.";
    /// The first administrator's account is opened where no unit has the administrator's function, without a unit.
    first_unit_missing() = "FIRST_UNIT_MISSING",
        "Chưa có đơn vị nào giữ chức năng quản trị; đề nghị nêu tên và mã của đơn vị quản trị.",
        "No unit has the administrator's function; give the name and the code of the administrator's unit (--unit-name, --unit-code).";
    /// A header that may stand once stands twice.
    header_twice() = "HEADER_TWICE",
        "Tiêu đề này chỉ được gửi một lần.",
        "This header is sent once.";
    /// A cell of a list is empty that must be filled in.
    list_cell_empty() = "LIST_CELL_EMPTY",
        "Ô này không được để trống.",
        "The cell is empty.";
    /// A cell of a list stands in a column without a head.
    list_cell_without_head() = "LIST_CELL_WITHOUT_HEAD",
        "Ô nằm ngoài các cột có tên, có thể các giá trị đã bị lệch cột. Nội dung có dấu phân cách phải đặt trong dấu ngoặc kép.",
        "The cell has no head, so the values may be shifted. Write texts that hold the delimiter in quotation marks.";
    /// A list lacks a column.
    list_column_missing(column_vi, column_en) = "LIST_COLUMN_MISSING",
        "Thiếu cột “{column_vi}” ở dòng đầu của tệp.",
        "The column {column_en} is missing from the first row.";
    /// A list has a column twice.
    list_column_twice(column_vi, column_en) = "LIST_COLUMN_TWICE",
        "Cột “{column_vi}” có hai lần.",
        "The column {column_en} is given twice.";
    /// A list has a column that it does not know.
    list_column_unknown(column) = "LIST_COLUMN_UNKNOWN",
        "Không có cột tên “{column}”; dòng đầu của tệp phải là dòng tên cột.",
        "There is no column “{column}”; the first row of the file holds the heads.";
    /// A list has no row below its heads.
    list_empty() = "LIST_EMPTY",
        "Tệp không có dòng nào bên dưới dòng tên cột.",
        "The file has no row below its heads.";
    /// A list comes in another format than CSV or a workbook.
    list_media_type(xlsx) = "LIST_MEDIA_TYPE",
        "Danh sách gửi dưới dạng CSV (text/csv) hoặc Excel ({xlsx}).",
        "A list is text/csv or {xlsx}.";
    /// A list has more faults than are told at once.
    list_more_faults(more) = "LIST_MORE_FAULTS",
        "Còn {more} lỗi khác chưa nêu; đề nghị sửa các lỗi đã nêu rồi gửi lại.",
        "There are {more} more faults; mend those that are named and send the list again.";
    /// A list has two rows for one thing.
    list_row_twice(earlier) = "LIST_ROW_TWICE",
        "Trùng với dòng {earlier} của tệp này.",
        "The same as row {earlier} of this file.";
    /// The superior unit of a row does not exist on the unit's first day.
    list_superior_unknown(code) = "LIST_SUPERIOR_UNKNOWN",
        "Không có đơn vị mã {code} vào ngày đầu của đơn vị này; đơn vị cấp trên phải có trong hệ thống hoặc đứng ở dòng trên.",
        "There is no unit {code} on the first day of this one; a superior unit is entered already, or stands in a row above.";
    /// A list has too many rows.
    list_too_long(limit) = "LIST_TOO_LONG",
        "Danh sách có quá {limit} dòng; đề nghị chia thành nhiều tệp.",
        "The list has more than {limit} rows; split it.";
    /// A row names a unit that the registry does not have.
    list_unit_unknown(code) = "LIST_UNIT_UNKNOWN",
        "Không có đơn vị mã “{code}” trong danh mục.",
        "The registry has no unit “{code}”.";
    /// The file of a list cannot be read.
    list_unreadable() = "LIST_UNREADABLE",
        "Không đọc được tệp.",
        "The file cannot be read.";
    /// A cell of a list holds another word than those that it may hold.
    list_word_unknown(written, words) = "LIST_WORD_UNKNOWN",
        "“{written}” không hợp lệ; các giá trị được dùng: {words}.",
        "“{written}” is none of {words}.";
    /// The query gives a parameter twice.
    parameter_twice() = "PARAMETER_TWICE",
        "Tham số này được nêu hai lần; chỉ giữ một.",
        "The parameter is given twice.";
    /// The query has a parameter that the operation does not know.
    parameter_unknown() = "PARAMETER_UNKNOWN",
        "Không có tham số này.",
        "There is no such parameter.";
    /// A movement is given away as a package while a unit of the registry has no code to refer to it by.
    unit_without_code(units) = "UNIT_WITHOUT_CODE" rule "M10",
        "Đơn vị chưa có mã nên gói kế hoạch không dẫn chiếu được: {units}.",
        "Units have no code, so the files of a package cannot refer to them: {units}.";
    /// An account, or a network of clients without a token, asks for more workbooks than it may take at one time.
    workbooks_at_once(most) = "WORKBOOKS_AT_ONCE",
        "Mỗi tài khoản (hoặc mỗi địa chỉ mạng, khi không đăng nhập) tải cùng lúc tối đa {most} danh sách dạng tệp Excel. Đề nghị chờ tải xong rồi tải tiếp.",
        "An account, or a network without a token, takes at most {most} workbooks at one time. Wait until those under way have ended.";
    /// More workbooks are made than the service makes at one time.
    workbook_queue_full() = "WORKBOOK_QUEUE_FULL",
        "Hệ thống đang lập các tệp Excel khác; đề nghị thử lại sau ít phút.",
        "The service is making other workbooks; try again in a moment.";
    /// A list has more rows than a workbook holds.
    workbook_too_long(limit, filters) = "WORKBOOK_TOO_LONG",
        "Danh sách có quá {limit} dòng nên không lập được tệp Excel; đề nghị thu hẹp bằng điều kiện lọc ({filters}) hoặc bắt đầu từ một con trỏ.",
        "The list has more than {limit} rows, which a workbook does not hold; narrow it by its filters ({filters}) or begin from a cursor.";
}
