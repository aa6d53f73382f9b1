//! Every reason of this room, by its code: how a criterion is judged, how members are given.

domain::reasons! {
    /// A condition of a band is none, or several.
    condition_unclear() = "CONDITION_UNCLEAR" rule "M08",
        "Mỗi điều kiện của mức xếp loại phải có đúng một nội dung: điểm tối thiểu, điều kiện loại trừ hoặc tỷ lệ tối đa.",
        "Exactly one of nodeAtLeast, notOption and greatestShare is needed.";
    /// A criteria set is given as a list of criteria and as a tree, or as neither.
    content_unclear() = "CONTENT_UNCLEAR",
        "Bộ tiêu chí phải là danh sách tiêu chí (có thang điểm, tổng điểm) hoặc cây tiêu chí, chỉ một trong hai.",
        "A set is either a list of criteria with scale and pointsTotal, or a model; exactly one of both.";
    /// A piece of a curve does not begin where the piece before it ended.
    curve_gap() = "CURVE_GAP",
        "Đoạn này phải bắt đầu đúng nơi đoạn trước kết thúc; đoạn đầu tiên không có mốc đầu.",
        "A piece begins where the one before ended, and the first one has no beginning.";
    /// A bonus or penalty line says in no way, or in several, which points an entry has.
    line_unclear() = "LINE_UNCLEAR",
        "Mỗi dòng phải có đúng một cách tính: điểm cố định, điểm cho mỗi lần hoặc điểm do người chấm ghi.",
        "Exactly one of fixed, each and free is needed.";
    /// A criterion says in no way, or in several, how it is judged.
    measure_unclear() = "MEASURE_UNCLEAR",
        "Mỗi tiêu chí phải có đúng một cách chấm: tỷ lệ, số lượng, phương án, chấm theo hướng dẫn hoặc định tính.",
        "Exactly one of ratio, count, choice, manual and category is needed.";
    /// The members of a group are given by other parts than its kind takes.
    members_unfit(kind) = "MEMBERS_UNFIT" rule "M03",
        "Cách xác định thành viên “{kind}” cần đúng những mục của nó: cấp, loại hình, đơn vị cấp trên hoặc danh sách đơn vị.",
        "Members of the kind {kind} are given by its own parts only: level, unitKinds, parent or units.";
    /// A node of a tree is neither a branch nor a leaf, or has a field of the other.
    node_unclear() = "NODE_UNCLEAR",
        "Mỗi mục là một nhóm có mục con, hoặc một tiêu chí có số liệu; không dùng lẫn nội dung của hai loại.",
        "A node is a branch with children or a leaf with a value, without fields of the other.";
    /// A piece of a curve says in no way, or in several, which points it gives.
    piece_unclear() = "PIECE_UNCLEAR",
        "Mỗi đoạn phải có đúng một cách cho điểm: một mức, tính đều từ mức đầu đến mức cuối, hoặc theo từng phần.",
        "Exactly one of step, line and on is needed.";
    /// A leaf of a tree has no value, or several.
    value_of_leaf_unclear() = "VALUE_OF_LEAF_UNCLEAR",
        "Mỗi tiêu chí phải có đúng một loại số liệu: tỷ lệ, số liệu, phương án, chấm theo hướng dẫn hoặc tham khảo.",
        "Exactly one of ratio, number, choice, rubric and context is needed.";
}
