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
    /// A role model is published when no unit holds the appraisal agency's function.
    joint_unit_missing() = "JOINT_UNIT_MISSING" rule "S32",
        "Chưa có đơn vị giữ chức năng cơ quan thẩm định để ghi là đơn vị phối hợp; đề nghị quản trị viên giao chức năng.",
        "No unit holds the appraisal agency's function, and it has to be named as the joint unit; ask the administrator to assign it.";
    /// Results are published again when no report has become final since the release before.
    nothing_new_to_publish() = "NOTHING_TO_PUBLISH" rule "S29",
        "Chưa có báo cáo nào được chốt điểm hoặc đính chính kể từ đợt công bố trước.",
        "No report has become final since the release before.";
    /// Results are published for the first time when no report has a final score.
    nothing_to_publish() = "NOTHING_TO_PUBLISH" rule "S29",
        "Chưa có báo cáo nào được chốt điểm để công bố.",
        "There is no final report to publish.";
    /// Results are published that are computed from those of a cycle without a publication.
    official_results_missing(cycles) = "OFFICIAL_RESULTS_MISSING" rule "M05",
        "Kết quả được tính từ các kỳ chưa công bố kết quả: {cycles}. Đề nghị công bố, hoặc hủy các kỳ này trước.",
        "The results are computed from cycles that have not published theirs: {cycles}. Publish or cancel these first.";
    /// A role model is withdrawn that has been withdrawn already.
    role_model_withdrawn() = "ROLE_MODEL_WITHDRAWN",
        "Điển hình này đã được rút.",
        "This role model has been withdrawn.";
}
