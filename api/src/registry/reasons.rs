//! Every reason of this room, by its code: the counting of working days.

domain::reasons! {
    /// A due date is asked for after too many working days.
    working_days_out_of_range(limit) = "OUT_OF_RANGE",
        "Số ngày làm việc phải từ 0 đến {limit}.",
        "Working days are 0 to {limit}.";
}
