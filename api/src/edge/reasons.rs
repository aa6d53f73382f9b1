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
}
