//! Every reason of this room, by its code: reports, figures, evidence, explanations, extensions and reminders.

crate::reasons! {
    /// A report goes on before a second person has accepted its verified figures.
    acceptance_due() = "ACCEPTANCE_DUE",
        "Trước hết, kết quả thẩm tra số liệu phải được người thứ hai chấp thuận.",
        "A second person must accept the verified figures first.";
    /// Verified figures are accepted that have been accepted already.
    accepted_already() = "ACCEPTED_ALREADY",
        "Kết quả thẩm tra số liệu đã được người thứ hai chấp thuận.",
        "A second person has accepted the verified figures already.";
    /// A report does not attest that work files within state secrets are not counted.
    attestation_missing_of_work_files() = "ATTESTATION_MISSING" rule "S05",
        "Phải cam kết số liệu không gồm hồ sơ công việc thuộc phạm vi bí mật nhà nước.",
        "Attest that work files within state secrets are not counted.";
    /// A report does not attest that classified documents are not counted.
    attestation_missing_of_documents() = "ATTESTATION_MISSING" rule "S06",
        "Phải cam kết số liệu không gồm văn bản mật.",
        "Attest that classified documents are not counted.";
    /// A count is below 0 or too large.
    count_out_of_range(most_vi, most_en) = "COUNT_OUT_OF_RANGE" rule "L29",
        "Số lượng phải là số nguyên từ 0 đến {most_vi}.",
        "A count is a whole number from 0 to {most_en}.";
    /// A report gives figures of a criterion that does not apply to units of this kind.
    criterion_exempt(criterion) = "CRITERION_EXEMPT" rule "S09",
        "Tiêu chí {criterion} không áp dụng cho loại hình đơn vị này; đề nghị bỏ trống số liệu.",
        "Criterion {criterion} does not ask this kind of unit; leave the figures out.";
    /// A report gives figures of a criterion that is left out for the unit by name.
    criterion_left_out(criterion) = "CRITERION_LEFT_OUT" rule "L24",
        "Đơn vị được miễn tiêu chí {criterion} trong kỳ này theo văn bản; đề nghị bỏ trống số liệu.",
        "Criterion {criterion} is left out for this unit under a document; leave the figures out.";
    /// A report gives the figures of a criterion twice.
    criterion_twice(criterion) = "CRITERION_TWICE",
        "Tiêu chí {criterion} được ghi hai lần; chỉ giữ một.",
        "Criterion {criterion} is given twice.";
    /// A report gives figures of a criterion that the unit's set does not have.
    criterion_unknown_to_unit(criterion) = "CRITERION_UNKNOWN" rule "S02",
        "Bộ tiêu chí của đơn vị không có tiêu chí {criterion} để báo cáo số liệu.",
        "The unit's set has no criterion {criterion} to report on.";
    /// A criterion is named that the set does not have for units of this kind.
    criterion_unknown(criterion) = "CRITERION_UNKNOWN" rule "S02",
        "Bộ tiêu chí không có tiêu chí {criterion} áp dụng cho đơn vị.",
        "The set has no criterion {criterion} that asks the unit.";
    /// A plan of reminders has no days or too many.
    days_count_out_of_range(limit) = "DAYS_COUNT_OUT_OF_RANGE" rule "S27",
        "Kế hoạch nhắc việc phải có từ 1 đến {limit} ngày nhắc.",
        "A plan has 1 to {limit} days.";
    /// A day of a plan of reminders is too far from the due date.
    days_out_of_range(most) = "DAYS_OUT_OF_RANGE" rule "S27",
        "Số ngày so với hạn nộp phải từ -{most} (trước hạn) đến {most} (sau hạn).",
        "Days from the due date are -{most} (before it) to {most} (after it).";
    /// A plan of reminders names a day twice.
    days_twice() = "DAYS_TWICE" rule "S27",
        "Mỗi ngày nhắc chỉ ghi một lần.",
        "Each day of a plan is given once.";
    /// A file of evidence is acted on in a state that does not allow it.
    evidence_file_state(state_vi, state_en, verb_vi, verb_en) = "EVIDENCE_FILE_STATE",
        "Tệp {state_vi} nên không thể {verb_vi}.",
        "The file is {state_en}; {verb_en} is not possible now.";
    /// A figure with a result above 0 comes without evidence where the criterion asks for it.
    evidence_missing() = "EVIDENCE_MISSING" rule "L20",
        "Tiêu chí có kết quả lớn hơn 0 phải kèm ít nhất một tài liệu minh chứng.",
        "This criterion needs at least one piece of evidence for a result above 0.";
    /// A figure cites too many documents as evidence.
    evidence_too_many(limit) = "EVIDENCE_TOO_MANY",
        "Mỗi tiêu chí có tối đa {limit} tài liệu minh chứng.",
        "At most {limit} pieces of evidence.";
    /// A criterion is explained a second time.
    explained_already(criterion) = "EXPLAINED_ALREADY" rule "L23",
        "Tiêu chí {criterion} đã được giải trình; mỗi tiêu chí chỉ giải trình một lần.",
        "Criterion {criterion} has been explained already.";
    /// A report is explained after the time for explanations has passed.
    explanation_closed(day_vi, until_en) = "EXPLANATION_CLOSED" rule "L23",
        "Thời gian giải trình đã hết cùng ngày {day_vi} (giờ Việt Nam).",
        "The window for explanations closed at {until_en}.";
    /// A score is made final before the unit had time to explain itself.
    explanation_due() = "EXPLANATION_DUE" rule "L23",
        "Phải thông báo điểm tạm thời để đơn vị giải trình trước khi chốt điểm.",
        "The unit sees its provisional score and may explain itself before the score is final.";
    /// A score is made final while the unit may still explain itself.
    explanation_open(day_vi, until_en) = "EXPLANATION_OPEN" rule "L23",
        "Đơn vị còn được giải trình đến hết ngày {day_vi} (giờ Việt Nam).",
        "The unit may explain itself until {until_en}.";
    /// A score is made final while an explanation has not been answered.
    explanation_unanswered() = "EXPLANATION_UNANSWERED" rule "L23",
        "Còn nội dung giải trình chưa được trả lời.",
        "An explanation has not been answered yet.";
    /// A request for an extension is decided that is decided already.
    extension_decided() = "EXTENSION_DECIDED",
        "Đề nghị gia hạn đã được xem xét; đơn vị có thể đề nghị lại.",
        "The request is decided; the unit may ask again.";
    /// An extension is requested while an earlier request has not been decided.
    extension_waits() = "EXTENSION_WAITS",
        "Đề nghị gia hạn trước đó chưa được xem xét.",
        "An earlier request has not been decided yet.";
    /// A report is submitted without the figures of a criterion.
    figure_missing(criterion) = "FIGURE_MISSING" rule "S02",
        "Chưa có số liệu của tiêu chí {criterion}.",
        "The figures of criterion {criterion} are missing.";
    /// Figures are verified without those of a criterion.
    figure_missing_of_verification(criterion) = "FIGURE_MISSING" rule "L22",
        "Chưa có số liệu thẩm tra của tiêu chí {criterion}.",
        "The verified figures of criterion {criterion} are missing.";
    /// A number is below the least or above the most that the criterion allows.
    figure_out_of_range(least_vi, least_en, most_vi, most_en) = "FIGURE_OUT_OF_RANGE" rule "L29",
        "Số liệu phải từ {least_vi} đến {most_vi}.",
        "The number is {least_en} to {most_en}.";
    /// A number has more decimals than the criterion allows.
    figure_too_fine(decimals) = "FIGURE_TOO_FINE" rule "L29",
        "Số liệu có nhiều nhất {decimals} chữ số thập phân.",
        "The number has at most {decimals} decimals.";
    /// A file is uploaded to a report that has the most files of evidence allowed.
    files_too_many(limit) = "FILES_TOO_MANY",
        "Mỗi báo cáo có tối đa {limit} tệp minh chứng; đề nghị gỡ bớt.",
        "A report has at most {limit} files of evidence; remove some.";
    /// A file of evidence is removed that the report still cites.
    file_cited() = "FILE_CITED",
        "Báo cáo còn dẫn chiếu tệp này làm minh chứng; đề nghị bỏ dẫn chiếu trước khi gỡ tệp.",
        "The report cites this file as evidence; take it out of the citation before you remove it.";
    /// An uploaded file has no content.
    file_empty() = "FILE_EMPTY",
        "Tệp tải lên không có nội dung; đề nghị kiểm tra và chọn lại tệp.",
        "The uploaded file is empty; choose the right one.";
    /// An uploaded file is protected by a password.
    file_encrypted() = "FILE_ENCRYPTED",
        "Tệp đặt mật khẩu nên không kiểm tra được nội dung. Đề nghị bỏ mật khẩu, lưu lại rồi tải lên.",
        "The file is protected by a password, so it cannot be examined. Take the password away, save it and upload it again.";
    /// An uploaded file carries macros, or objects that run when it is opened.
    file_has_macros() = "FILE_HAS_MACROS",
        "Tệp chứa macro hoặc đối tượng nhúng có thể chạy được. Đề nghị lưu lại không có các thành phần đó hoặc xuất ra PDF.",
        "The file carries macros, or embedded objects that run. Save it without them, or as PDF.";
    /// An uploaded file holds malware.
    file_infected() = "FILE_INFECTED",
        "Tệp chứa mã độc. Đề nghị kiểm tra máy tính bằng phần mềm diệt virus và tải lên tệp khác.",
        "The file holds malware. Scan your machine and upload another file.";
    /// An uploaded file unpacks to an abnormal size or has overlapping parts.
    file_is_bomb() = "FILE_IS_BOMB",
        "Tệp nén bất thường: dung lượng sau khi giải nén quá lớn hoặc các phần chồng lên nhau.",
        "The file is packed abnormally: too large unpacked, or with overlapping parts.";
    /// A file's name is empty, too long or holds a slash.
    file_name_unfit(most) = "FILE_NAME_UNFIT",
        "Tên tệp phải có từ 1 đến {most} ký tự, không có dấu / hoặc \\.",
        "A file's name has 1 to {most} characters, without / and \\.";
    /// A report cites a file that it does not keep.
    file_not_kept() = "FILE_NOT_KEPT" rule "L21",
        "Báo cáo không có tệp này, hoặc tệp đã được thay thế, gỡ bỏ; đề nghị tải lên lại.",
        "The report keeps no such file, or it was replaced or taken away; upload it again.";
    /// An uploaded file's content does not match the extension of its name.
    file_type_mismatch(format) = "FILE_TYPE_MISMATCH",
        "Nội dung tệp là {format}, không đúng với phần mở rộng của tên tệp.",
        "The file is {format}, which does not match its name's extension.";
    /// An uploaded file's content is of a type that is not accepted.
    file_type_not_taken(extensions) = "FILE_TYPE_NOT_TAKEN",
        "Loại tệp không được tiếp nhận. Các loại được tiếp nhận: {extensions}.",
        "The file's content is of no accepted type: {extensions}.";
    /// The verified value of a criterion differs from what the agency found that verifies it.
    finding_differs(criterion, value) = "FINDING_DIFFERS" rule "L22",
        "Tiêu chí {criterion} do cơ quan được giao thẩm tra; kết quả phải là {value} như cơ quan đó đã ghi.",
        "Criterion {criterion} is verified by an agency; the value must be what it found: {value}.";
    /// A report is verified before an agency has said what it found for its criterion.
    finding_missing(criterion) = "FINDING_MISSING" rule "L22",
        "Cơ quan được giao chưa ghi kết quả thẩm tra tiêu chí {criterion}; cơ quan thường trực có thể ghi thay và nêu lý do.",
        "The agency that verifies criterion {criterion} has not said what it found; the standing agency may record it instead, with a reason.";
    /// The standing agency records a finding instead of an agency that has said what it found.
    finding_stands(criterion, agency) = "FINDING_STANDS" rule "L22",
        "{agency} đã ghi kết quả thẩm tra tiêu chí {criterion}; cơ quan thường trực không ghi thay. Nếu cần sửa, đề nghị {agency} ghi lại.",
        "{agency} has said what it found for criterion {criterion}; ask it to record it anew.";
    /// One person requests an extension and decides on it.
    four_eyes_of_extension() = "FOUR_EYES" rule "L19",
        "Người đã đề nghị gia hạn không được tự xem xét đề nghị đó.",
        "You asked for this extension, so you may not decide on it.";
    /// One person submits or explains a report and judges it.
    four_eyes_of_report() = "FOUR_EYES" rule "L19",
        "Người đã nộp báo cáo hoặc giải trình không được đánh giá, chấm điểm báo cáo đó.",
        "You submitted or explained this report, so you may not judge it.";
    /// One person records the verified figures of a report and accepts them.
    four_eyes_of_acceptance() = "FOUR_EYES" rule "L19",
        "Người đã ghi kết quả thẩm tra số liệu không được tự chấp thuận kết quả đó.",
        "You recorded the verified figures, so another person must accept them.";
    /// An unlikely figure has no note that says why it is right.
    justification_missing(warning_vi, warning_en, criterion) = "JUSTIFICATION_MISSING",
        "{warning_vi} Nếu số liệu đúng, đề nghị nêu lý do tại ô Ghi chú của tiêu chí {criterion}.",
        "{warning_en} If the figure is right, say why in the note of criterion {criterion}.";
    /// The note of a plan of reminders is too long.
    note_too_long(limit) = "NOTE_TOO_LONG" rule "S27",
        "Lời nhắn thêm có tối đa {limit} ký tự.",
        "A note has at most {limit} characters.";
    /// The denominator of a share is 0 although there is always something to count.
    nothing_counted() = "NOTHING_COUNTED" rule "S08",
        "Tiêu chí này luôn có đối tượng để tính nên mẫu số phải lớn hơn 0.",
        "There is always something to count for this criterion; the denominator cannot be 0.";
    /// An explanation is answered for a criterion that has none waiting.
    nothing_to_answer(criterion) = "NOTHING_TO_ANSWER" rule "L23",
        "Không có giải trình nào về tiêu chí {criterion} đang chờ trả lời.",
        "No explanation of criterion {criterion} is waiting for an answer.";
    /// Somebody else than the head of the head unit gives an opinion on a member's report.
    not_group_head(unit) = "NOT_GROUP_HEAD" rule "M03",
        "Ý kiến về báo cáo này do thủ trưởng của {unit} cho, với tư cách trưởng (hoặc phó) khối, cụm.",
        "The opinion on this report is given by the head of {unit}, which heads the group or is its deputy.";
    /// Somebody else than the people of an agency records what it found.
    not_verifier(agency) = "NOT_VERIFIER" rule "L22",
        "Tiêu chí này do {agency} thẩm tra: người soạn thảo hoặc thủ trưởng của đơn vị đó ghi kết quả, hoặc cơ quan thường trực ghi thay.",
        "This criterion is verified by {agency}: its editor or head records what it found, or the standing agency instead.";
    /// A criterion is declared not applicable that the set does not let a unit waive.
    not_waivable() = "NOT_WAIVABLE" rule "L24",
        "Tiêu chí này không được khai “không áp dụng” theo bộ tiêu chí.",
        "The set does not let a unit declare this criterion not applicable.";
    /// Verified figures are accepted in a cycle that has no second step of acceptance.
    no_acceptance_step() = "NO_ACCEPTANCE_STEP",
        "Kỳ đánh giá này không có bước chấp thuận lần hai.",
        "This cycle has no second step of acceptance.";
    /// The provisional score is released for explanation in a cycle that has no such step.
    no_explanation_step() = "NO_EXPLANATION_STEP" rule "L23",
        "Kỳ đánh giá này không có bước giải trình.",
        "This cycle has no step for explanations.";
    /// An entry of findings holds none.
    no_findings() = "NO_FINDINGS",
        "Cần ghi ít nhất một kết quả thẩm tra cho báo cáo này.",
        "Give at least one finding for this report.";
    /// An opinion is given on a report whose group has no head unit, or is the report of the only head unit.
    no_group_head() = "NO_GROUP_HEAD" rule "M03",
        "Nhóm của báo cáo này không có đơn vị trưởng (hoặc phó) để cho ý kiến.",
        "The report's group has no head or deputy unit that could give an opinion on it.";
    /// Points are given as a scorer for a criterion that no panel scores.
    no_panel(criterion) = "NO_PANEL",
        "Tiêu chí {criterion} không thuộc các tiêu chí do tổ chấm cho điểm.",
        "Criterion {criterion} is not scored by a panel.";
    /// A report is begun for a unit that has no criteria set in the cycle: an enterprise, an individual, or a unit in none
    /// of its groups.
    no_ratio_criteria() = "NO_RATIO_CRITERIA" rule "S02",
        "Đơn vị không có bộ tiêu chí trong kỳ đánh giá này (doanh nghiệp, cá nhân, hoặc đơn vị ngoài các nhóm của kỳ) nên không báo cáo số liệu.",
        "The unit has no criteria set in this cycle: it is in none of its groups, or an enterprise or an individual.";
    /// A finding is recorded for a criterion that no agency verifies besides the standing agency.
    no_verifier(criterion) = "NO_VERIFIER",
        "Bộ tiêu chí không giao cơ quan nào thẩm tra riêng tiêu chí {criterion}.",
        "The set names no agency that verifies criterion {criterion}.";
    /// The numerator of a share is above its denominator.
    numerator_above_denominator(numerator_vi, numerator_en, denominator_vi, denominator_en) = "NUMERATOR_ABOVE_DENOMINATOR" rule "L29",
        "Tử số {numerator_vi} lớn hơn mẫu số {denominator_vi}; đề nghị kiểm tra lại.",
        "The numerator {numerator_en} is above the denominator {denominator_en}.";
    /// A figure chooses an option that the criterion does not have.
    option_unknown(options_vi, options_en) = "OPTION_UNKNOWN",
        "Đề nghị chọn một trong các phương án: {options_vi}.",
        "Choose one of {options_en}.";
    /// The people of an agency verify a criterion in their own unit's report.
    own_report_found() = "OWN_REPORT" rule "L19",
        "Đơn vị không thẩm tra tiêu chí trong báo cáo của chính mình; cơ quan thường trực ghi thay.",
        "A unit does not verify criteria in its own report; the standing agency records them instead.";
    /// The verified points of a criterion differ from the panel's result.
    panel_differs(points_vi, points_en) = "PANEL_DIFFERS" rule "L22",
        "Điểm phải bằng kết quả của tổ chấm là {points_vi} điểm.",
        "The points must be the panel's result, {points_en}.";
    /// A criterion is verified before enough scorers of its panel have given points.
    panel_incomplete(given, least) = "PANEL_INCOMPLETE" rule "L22",
        "Tổ chấm mới có {given} trong số {least} người phải cho điểm.",
        "{given} of {least} scorers have given points.";
    /// Points are given that are outside the bounds of the criterion.
    points_out_of_range(most_vi, most_en) = "POINTS_OUT_OF_RANGE" rule "L22",
        "Điểm phải từ 0 đến {most_vi}.",
        "Points are 0 to {most_en}.";
    /// Points are given that are outside the bounds of a leaf.
    points_outside(least_vi, least_en, most_vi, most_en) = "POINTS_OUT_OF_RANGE" rule "L22",
        "Điểm phải từ {least_vi} đến {most_vi}.",
        "Points are {least_en} to {most_en}.";
    /// Verified figures differ from the declared ones without a reason.
    reason_missing() = "REASON_MISSING" rule "L22",
        "Số liệu thẩm tra khác số liệu đơn vị báo cáo thì phải nêu lý do.",
        "Verified figures that differ from the declared ones need a reason.";
    /// The standing agency records what an agency should have found, without saying why.
    reason_missing_of_substitute() = "REASON_MISSING" rule "L22",
        "Ghi kết quả thay cơ quan được giao thẩm tra thì phải nêu lý do.",
        "A finding that is recorded instead of the agency needs a reason.";
    /// A report is judged after recusal from it.
    recused() = "RECUSED" rule "L19",
        "Anh/chị đã từ chối tham gia đánh giá, chấm điểm báo cáo này.",
        "You have recused yourself from judging this report.";
    /// A person recuses themselves from a report a second time.
    recused_already() = "RECUSED_ALREADY",
        "Anh/chị đã từ chối tham gia đánh giá, chấm điểm báo cáo này.",
        "You have recused yourself already.";
    /// A figure does not refer to the document that lists the eligible procedures.
    reference_missing() = "REFERENCE_MISSING" rule "S07",
        "Phải dẫn chiếu văn bản danh mục thủ tục hành chính đủ điều kiện.",
        "Refer to the document that lists the eligible procedures.";
    /// A report is acted on in a state that does not allow it.
    report_state(state_vi, state_en, verb_vi, verb_en) = "REPORT_STATE",
        "Báo cáo {state_vi} nên không thể {verb_vi}.",
        "The report is {state_en}; {verb_en} is not possible now.";
    /// An extension is requested to a day that is not after the due date, or that is in the past.
    until_out_of_range() = "UNTIL_OUT_OF_RANGE",
        "Ngày gia hạn phải sau hạn nộp và không được trước hôm nay.",
        "The date asked for is after the due date and not in the past.";
    /// An extension is requested to a day that is too far after the due date.
    until_too_far(most_vi, most_en) = "UNTIL_OUT_OF_RANGE",
        "Ngày gia hạn không được sau ngày {most_vi}.",
        "The date asked for is not after {most_en}.";
    /// A figure's value is of another kind than its criterion.
    value_unfit() = "VALUE_UNFIT",
        "Giá trị không đúng loại của tiêu chí (tỷ lệ, số lượng, phương án hoặc điểm).",
        "The value is not of the criterion's kind (counts, a count, a choice or points).";
    /// A score is shown or fixed although an agency has found something else since the verification.
    verification_behind(criterion) = "VERIFICATION_BEHIND" rule "L22",
        "Cơ quan được giao đã ghi lại kết quả thẩm tra tiêu chí {criterion}; đề nghị thẩm tra lại số liệu trước khi thông báo hoặc chốt điểm.",
        "The agency has found something else for criterion {criterion} since; verify the report again first.";
}
