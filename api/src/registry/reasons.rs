//! Every reason of this room, by its code: levels and the counting of working days.

domain::reasons! {
    /// A level is entered while the installation has as many as it can.
    levels_too_many(limit) = "LEVELS_TOO_MANY",
        "Đã có {limit} cấp, là số tối đa.",
        "There are {limit} levels already, which is the most.";
    /// A due date is asked for after too many working days.
    working_days_out_of_range(limit) = "OUT_OF_RANGE",
        "Số ngày làm việc phải từ 0 đến {limit}.",
        "Working days are 0 to {limit}.";
}
