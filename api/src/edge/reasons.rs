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
}
