//! Every reason of this room, by its code: what no handler is asked, and the demonstration.

domain::reasons! {
    /// The demonstration is loaded into a database that holds accounts already.
    database_in_use() = "DATABASE_IN_USE",
        "Cơ sở dữ liệu đã có người dùng.",
        "The database is in use already.";
    /// The query gives a parameter twice.
    parameter_twice() = "PARAMETER_TWICE",
        "Tham số này được nêu hai lần; chỉ giữ một.",
        "The parameter is given twice.";
    /// The query has a parameter that the operation does not know.
    parameter_unknown() = "PARAMETER_UNKNOWN",
        "Không có tham số này.",
        "There is no such parameter.";
}
