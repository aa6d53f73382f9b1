//! Every reason of this room, by its code: how a criterion is judged, how members are given.

domain::reasons! {
    /// A criterion says in no way, or in several, how it is judged.
    measure_unclear() = "MEASURE_UNCLEAR",
        "Mỗi tiêu chí phải có đúng một cách chấm: tỷ lệ, số lượng, phương án, chấm theo hướng dẫn hoặc định tính.",
        "Exactly one of ratio, count, choice, manual and category is needed.";
    /// The members of a group are given by other parts than its kind takes.
    members_unfit(kind) = "MEMBERS_UNFIT" rule "M03",
        "Cách xác định thành viên “{kind}” cần đúng những mục của nó: cấp, loại hình, đơn vị cấp trên hoặc danh sách đơn vị.",
        "Members of the kind {kind} are given by its own parts only: level, unitKinds, parent or units.";
}
