//! Every reason of this room, by its code: how a criterion is judged.

domain::reasons! {
    /// A criterion says in no way, or in several, how it is judged.
    measure_unclear() = "MEASURE_UNCLEAR",
        "Mỗi tiêu chí phải có đúng một cách chấm: tỷ lệ, số lượng, phương án, chấm theo hướng dẫn hoặc định tính.",
        "Exactly one of ratio, count, choice, manual and category is needed.";
}
