//! Every reason of this room, by its code: publications and role models.

crate::reasons! {
    /// Results are published while a correction waits for the second person.
    acceptance_due(units) = "ACCEPTANCE_DUE",
        "Số liệu ghi lại chưa được người thứ hai chấp thuận: {units}. Đề nghị chấp thuận trước khi công bố.",
        "A second person must accept first what was recorded anew: {units}.";
    /// A score depends on the group's best unit while a submitted report of the group is not verified.
    best_unknown() = "BEST_UNKNOWN",
        "Bộ tiêu chí so sánh với đơn vị tốt nhất; trước hết phải thẩm tra số liệu của mọi báo cáo đã nộp trong cấp.",
        "The set compares units with the best one; first verify every submitted report of the group.";
    /// Results are published of a group whose criteria set has not been issued.
    criteria_set_provisional(group_vi, group_en) = "CRITERIA_SET_PROVISIONAL" rule "S24",
        "Bộ tiêu chí {group_vi} chưa được ban hành. Đề nghị ban hành (ghi số, ngày văn bản) trước khi công bố kết quả.",
        "The set of the group {group_en} is provisional; issue it under a document number first.";
    /// A practice or an adoption has a figure twice.
    figure_twice() = "FIGURE_TWICE",
        "Chỉ số này được nêu hai lần với cùng đơn vị tính; chỉ giữ một.",
        "The figure is given twice in the same unit of measure; give it once.";
    /// A role model is published when no unit holds the appraisal agency's function.
    joint_unit_missing() = "JOINT_UNIT_MISSING" rule "S32",
        "Chưa có đơn vị giữ chức năng cơ quan thẩm định để ghi là đơn vị phối hợp; đề nghị quản trị viên giao chức năng.",
        "No unit holds the appraisal agency's function, and it has to be named as the joint unit; ask the administrator to assign it.";
    /// Results are published again when no report has become final since the release before.
    nothing_new_to_publish() = "NOTHING_TO_PUBLISH" rule "S29",
        "Chưa có báo cáo nào được chốt điểm hoặc đính chính, và kết quả làm căn cứ không thay đổi, kể từ đợt công bố trước.",
        "Since the release before, no report has become final and no result that others are computed from has changed.";
    /// Results are published for the first time when no report has a final score.
    nothing_to_publish() = "NOTHING_TO_PUBLISH" rule "S29",
        "Chưa có báo cáo nào được chốt điểm để công bố.",
        "There is no final report to publish.";
    /// Results are computed from a criterion or a branch that the boards of a cycle do not have.
    official_node_unknown(node, cycle) = "OFFICIAL_NODE_UNKNOWN" rule "M05",
        "Bảng xếp hạng của kỳ {cycle} không có mục {node}; đề nghị ban hành bộ tiêu chí khác.",
        "The boards of the cycle {cycle} have no {node}; issue another set.";
    /// Results are published that are computed from those of a cycle without a publication.
    official_results_missing(cycles) = "OFFICIAL_RESULTS_MISSING" rule "M05",
        "Kết quả được tính từ các kỳ chưa công bố kết quả: {cycles}. Đề nghị công bố, hoặc hủy các kỳ này trước.",
        "The results are computed from cycles that have not published theirs: {cycles}. Publish or cancel these first.";
    /// A report is measured by the results of the units below, which are not public yet.
    official_results_missing_below() = "OFFICIAL_RESULTS_MISSING" rule "M05",
        "Điểm được tính từ kết quả của các đơn vị trực thuộc trong kỳ này, chưa công bố; đề nghị công bố các kết quả đó trước.",
        "The score is made of the results of the units below in this cycle; publish these first.";
    /// Totals of different scales would be taken together.
    official_scales_differ(unit) = "OFFICIAL_SCALES_DIFFER" rule "M05",
        "Tổng điểm của {unit} trong các kỳ dùng thang điểm khác nhau nên không gộp được; đề nghị tính theo từng mục.",
        "The totals of {unit} in these cycles have different scales and are not taken together; take those of a node.";
    /// A role model is withdrawn that has been withdrawn already.
    role_model_withdrawn() = "ROLE_MODEL_WITHDRAWN",
        "Điển hình này đã được rút.",
        "This role model has been withdrawn.";
}
