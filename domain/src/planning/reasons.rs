//! Every reason of this room, by its code: campaigns, cycles and criteria sets.

crate::reasons! {
    /// A value of official results does not say what its absence means, or takes it as zero.
    absence_unfit() = "ABSENCE_UNFIT" rule "M05",
        "Kết quả còn thiếu không được tính là 0; đề nghị nêu rõ khi thiếu thì không áp dụng tiêu chí hay không chấm điểm đơn vị.",
        "A missing result is never taken as zero; state NOT_APPLICABLE or UNSCORED as absence.";
    /// A movement has been amended too often.
    amendments_too_many(most) = "AMENDMENTS_TOO_MANY",
        "Một phong trào có nhiều nhất {most} lần điều chỉnh.",
        "A movement has at most {most} amendments.";
    /// An amendment holds from a day before its document, before the last amendment, or after today.
    amendment_day(first_vi, first_en, last_vi, last_en) = "AMENDMENT_DAY" rule "M01",
        "Ngày áp dụng nội dung điều chỉnh phải từ ngày {first_vi} đến hết ngày {last_vi}.",
        "An amendment holds from a day between {first_en} and {last_en}.";
    /// An amendment of a movement changes nothing.
    amendment_empty() = "AMENDMENT_EMPTY" rule "M01",
        "Nội dung điều chỉnh không khác nội dung hiện hành; đề nghị nêu nội dung mới.",
        "The amendment changes nothing; give the new text.";
    /// The rating bands have a gap or an overlap, do not cover every score, or are too many.
    bands_unsound(limit) = "BANDS_UNSOUND" rule "L26",
        "Các mức xếp loại (tối đa {limit}) phải nối tiếp nhau từ 0 điểm, không bỏ trống, không chồng lên nhau; mức cao nhất không có cận trên.",
        "Rating bands, {limit} at most, cover everything from 0 on without gap or overlap; the highest has no upper bound.";
    /// The rating bands of a tree do not begin at 0, do not rise, are too many, or the lowest has conditions.
    bands_unsound_of_tree(limit) = "BANDS_UNSOUND" rule "L26",
        "Các mức xếp loại (tối đa {limit}) phải bắt đầu từ 0 điểm, cận dưới tăng dần; mức thấp nhất không kèm điều kiện.",
        "Rating bands, {limit} at most, begin at 0 and rise; the lowest has no conditions.";
    /// The least points, or the least value, are above the most.
    bounds_unsound() = "BOUNDS_UNSOUND",
        "Mức thấp nhất không được lớn hơn mức cao nhất.",
        "The least is not above the most.";
    /// A campaign's period ends before it begins.
    campaign_backwards() = "CAMPAIGN_BACKWARDS" rule "S01",
        "Ngày cuối của phong trào không được trước ngày đầu.",
        "The campaign's last day is not before its first.";
    /// A step needs a movement that is not concluded.
    campaign_closed() = "CAMPAIGN_CLOSED" rule "M01",
        "Phong trào đã tổng kết nên không sửa đổi, không lập kỳ đánh giá và bộ tiêu chí nữa.",
        "The movement is concluded: it is not changed any more, and takes no further cycles and criteria sets.";
    /// A step needs a movement that was not given up.
    campaign_discarded() = "CAMPAIGN_DISCARDED" rule "M01",
        "Dự thảo phong trào đã hủy.",
        "The draft of the movement was given up.";
    /// The code of a field, or the field of a role model, is none of the movement's.
    campaign_field_unknown() = "CAMPAIGN_FIELD_UNKNOWN" rule "S32",
        "Lĩnh vực không có trong kế hoạch của phong trào.",
        "The movement has no field of this code.";
    /// A movement is concluded whose cycles are neither closed nor cancelled.
    campaign_has_open_cycles(cycles) = "CAMPAIGN_HAS_OPEN_CYCLES" rule "M01",
        "Còn kỳ đánh giá chưa đóng hoặc chưa hủy: {cycles}. Đề nghị đóng hoặc hủy các kỳ này trước khi tổng kết phong trào.",
        "Cycles are neither closed nor cancelled: {cycles}. Close or cancel them before the movement is concluded.";
    /// The draft of a movement is changed, launched or given up after it was launched.
    campaign_launched() = "CAMPAIGN_LAUNCHED" rule "M01",
        "Phong trào đã phát động; nội dung chỉ thay đổi bằng văn bản điều chỉnh.",
        "The movement is launched; its text changes only by an amendment under a document.";
    /// A step needs a movement that is launched.
    campaign_not_launched() = "CAMPAIGN_NOT_LAUNCHED" rule "M01",
        "Phong trào chưa phát động; đề nghị phát động theo kế hoạch (số, ngày, người ký) trước.",
        "The movement is not launched; launch it under its plan first.";
    /// The period of a movement is too long.
    campaign_too_long(years) = "CAMPAIGN_TOO_LONG" rule "S01",
        "Giai đoạn của phong trào dài nhất {years} năm.",
        "A movement lasts at most {years} years.";
    /// A movement is launched that has no contents.
    campaign_without_contents() = "CAMPAIGN_WITHOUT_CONTENTS" rule "M01",
        "Phong trào chưa có nội dung thi đua; đề nghị nhập ít nhất một nội dung trước khi phát động.",
        "The movement has no contents; enter at least one before it is launched.";
    /// The cap of bonus or penalty points does not fit the lines that there are.
    cap_unsound() = "CAP_UNSOUND" rule "L27",
        "Có dòng điểm cộng (điểm trừ) thì mức trần phải lớn hơn 0; không có thì mức trần là 0.",
        "Bonus (penalty) lines need a cap above zero; without such lines the cap is 0.";
    /// A cap of bonus or penalty points of a tree is outside its bounds.
    cap_unsound_of_tree() = "CAP_UNSOUND" rule "L27",
        "Mức trần điểm cộng (điểm trừ), nếu có, phải lớn hơn 0.",
        "A cap of bonus (penalty) points, if there is one, is above zero.";
    /// A movement has too many categories of nominees.
    categories_too_many(most) = "CATEGORIES_TOO_MANY",
        "Một phong trào có nhiều nhất {most} nhóm đối tượng.",
        "A movement has at most {most} categories.";
    /// A criterion is of a category that is not of the set's audience or has a criterion already; the rule is S10 for
    /// enterprises and S11 for individuals.
    category_unfit(category_vi, category_en, audience_vi, audience_en) = "CATEGORY_UNFIT",
        "Nhóm “{category_vi}” không thuộc bộ tiêu chí của {audience_vi} hoặc đã có tiêu chí khác trong bộ.",
        "The category {category_en} does not belong to the set of {audience_en}, or has a criterion already.";
    /// The code of a rating band, or of a bonus or penalty line, is empty or used twice.
    code_twice() = "CODE_TWICE",
        "Mã không được để trống và không được trùng.",
        "A code is not empty and is used once.";
    /// Something names one of the movement's contents twice.
    content_twice(number) = "CONTENT_TWICE",
        "Nội dung {number} được nêu hai lần.",
        "Content {number} is given twice.";
    /// Something names a content that the movement does not have.
    content_unknown(number) = "CONTENT_UNKNOWN",
        "Kế hoạch của phong trào không có nội dung số {number}.",
        "The movement has no content number {number}.";
    /// A criteria set is changed that is published or bound to an open cycle.
    criteria_set_bound() = "CRITERIA_SET_BOUND" rule "L28",
        "Bộ tiêu chí đã ban hành hoặc đang áp dụng cho kỳ đã mở nên không sửa được; đề nghị lập phiên bản mới.",
        "A set that is published, or bound to an open cycle, never changes; draw up a new version.";
    /// A criteria set is published whose criteria belong to contents or fields that the movement no longer has.
    criteria_set_dimensions_unfit(criteria) = "CRITERIA_SET_DIMENSIONS_UNFIT",
        "Phong trào không còn nội dung hoặc lĩnh vực gắn với tiêu chí {criteria}. Đề nghị sửa bộ tiêu chí trước khi ban hành.",
        "The movement no longer has the contents or the field of criteria {criteria}; edit the set before it is published.";
    /// A cycle is opened for a group whose criteria sets are all drafts.
    criteria_set_draft(group_vi, group_en) = "CRITERIA_SET_DRAFT" rule "S24",
        "Bộ tiêu chí {group_vi} chưa được ban hành. Đề nghị ban hành (ghi số, ngày văn bản) trước khi mở kỳ đánh giá.",
        "The criteria set for {group_en} is not published; publish it under a document number before the cycle opens.";
    /// A cycle is opened for a group that has no criteria set.
    criteria_set_missing(group_vi, group_en) = "CRITERIA_SET_MISSING" rule "S24",
        "Chưa có bộ tiêu chí {group_vi}; đề nghị cơ quan thường trực lập bộ tiêu chí.",
        "There is no criteria set for {group_en}.";
    /// A criteria set is published that is published already.
    criteria_set_published() = "CRITERIA_SET_PUBLISHED" rule "L28",
        "Bộ tiêu chí đã ban hành nên không sửa được; đề nghị ban hành phiên bản mới cho kỳ chưa mở.",
        "A published set never changes; a new version applies to cycles that are not open yet.";
    /// A criteria set has no criterion or too many, or a version below 1.
    criteria_set_unsound(limit) = "CRITERIA_SET_UNSOUND",
        "Bộ tiêu chí phải có từ 1 đến {limit} tiêu chí; số phiên bản phải từ 1.",
        "A set needs 1 to {limit} criteria and a version above zero.";
    /// A set says of a criterion that it does not have what it belongs to.
    criterion_not_in_set(criterion) = "CRITERION_NOT_IN_SET",
        "Bộ tiêu chí không có tiêu chí {criterion}.",
        "The set has no criterion {criterion}.";
    /// A set says twice what a criterion belongs to.
    criterion_twice_in_set(criterion) = "CRITERION_TWICE",
        "Tiêu chí {criterion} được nêu hai lần; chỉ giữ một.",
        "Criterion {criterion} is named twice.";
    /// A criterion's code is empty or used twice, or its most points are outside their bounds.
    criterion_unsound() = "CRITERION_UNSOUND",
        "Mỗi tiêu chí phải có mã riêng, không trùng; điểm tối đa không được nhỏ hơn 0.",
        "A code is not empty and is used once; the most points are not below zero.";
    /// The target of a share is outside its bounds.
    criterion_unsound_of_target() = "CRITERION_UNSOUND",
        "Chỉ tiêu phải từ 0,01% đến 100%.",
        "A target is 0.01% to 100%.";
    /// A capped count does not say its points for each one, or another scoring rule does.
    criterion_unsound_of_points_each() = "CRITERION_UNSOUND",
        "Cách tính “điểm theo số lượng, có mức trần” phải nêu số điểm (lớn hơn 0) cho mỗi kết quả được đếm; cách tính khác không có mục này.",
        "CAPPED_COUNT needs points above zero for each one; other rules do not take them.";
    /// The number of scorers for whom a panel waits is outside its bounds.
    criterion_unsound_of_panel(most) = "CRITERION_UNSOUND",
        "Tổ chấm phải có từ 1 đến {most} người cho điểm.",
        "A panel waits for 1 to {most} scorers.";
    /// A criterion code stands for different kinds of value in two sets of a cycle.
    criterion_values_differ(codes) = "CRITERION_VALUES_DIFFER" rule "M04",
        "Các bộ tiêu chí của kỳ dùng cùng mã cho những loại số liệu khác nhau: {codes}; đề nghị đặt mã khác.",
        "Sets of the cycle use one code for different kinds of value: {codes}; give one of them another code.";
    /// A set says of a criterion that it belongs to nothing.
    criterion_without_dimension() = "CRITERION_WITHOUT_DIMENSION",
        "Nêu ít nhất một nội dung hoặc lĩnh vực của tiêu chí, hoặc bỏ dòng này.",
        "Name a content or the field that the criterion belongs to, or leave the entry out.";
    /// A criterion has a curve, and its points come from options, from scorers or not at all.
    curve_unfit() = "CURVE_UNFIT",
        "Tiêu chí này không quy đổi số liệu ra điểm nên không có thang quy đổi.",
        "This criterion takes no curve: its points do not come from a figure.";
    /// The pieces of a curve do not rise, leave no end open, or are too many or none.
    curve_unsound(limit) = "CURVE_UNSOUND",
        "Thang quy đổi phải có từ 1 đến {limit} đoạn, mốc cuối tăng dần; chỉ đoạn cuối cùng không có mốc cuối.",
        "A curve has 1 to {limit} pieces whose ends rise; only the last one has no end.";
    /// A piece of a curve gives points in proportion and does not have two ends that differ.
    curve_unsound_of_line() = "CURVE_UNSOUND",
        "Đoạn tính điểm theo tỷ lệ phải có mốc đầu và mốc cuối khác nhau.",
        "A line needs a beginning and an end that differ.";
    /// A piece of a curve gives points for each part of a value, and the part is not above zero.
    curve_unsound_of_slope() = "CURVE_UNSOUND",
        "Đoạn tính điểm theo từng phần phải có phần lớn hơn 0.",
        "A slope gives its points for each part above zero.";
    /// The points of a curve grow without end, and no most points are stated.
    curve_unsound_without_most() = "CURVE_UNSOUND",
        "Điểm của đoạn cuối tăng không giới hạn; đề nghị nêu điểm cao nhất.",
        "The points of the last piece grow without end; state the most points.";
    /// The period of a movement leaves out cycles that it has.
    cycles_left_out(cycles) = "CYCLES_LEFT_OUT" rule "S01",
        "Các kỳ đánh giá đã có phải nằm trong giai đoạn của phong trào: {cycles}.",
        "The cycles that exist lie within the period of the movement: {cycles}.";
    /// The cycles of a derived value are none, too many or named twice, or their weights or their number do not fit them.
    cycles_unfit(most) = "CYCLES_UNFIT" rule "M05",
        "Phải nêu từ 1 đến {most} kỳ đánh giá, không trùng; trọng số lớn hơn 0 cho từng kỳ; số kỳ tốt nhất không quá số kỳ đã nêu.",
        "There are 1 to {most} cycles, each once, with a weight above zero each, or no more best ones than cycles.";
    /// The cycles of a derived value are not in the order of time.
    cycles_unfit_in_order() = "CYCLES_UNFIT" rule "M05",
        "Các kỳ đánh giá phải theo thứ tự thời gian.",
        "The cycles are in the order of time.";
    /// A cycle is opened, closed or used that is cancelled.
    cycle_cancelled() = "CYCLE_CANCELLED" rule "M09",
        "Kỳ đánh giá đã bị hủy.",
        "The cycle is cancelled.";
    /// A report or nomination is begun in a closed cycle, or a cycle is closed that is closed.
    cycle_closed() = "CYCLE_CLOSED" rule "M09",
        "Kỳ đánh giá đã đóng, không nhận báo cáo và đề nghị khen thưởng nữa.",
        "The cycle is closed and takes no reports and nominations any more.";
    /// A cycle is cancelled in which a unit has handed in a report, or a nomination was sent on.
    cycle_has_filings() = "CYCLE_HAS_FILINGS" rule "M09",
        "Đã có báo cáo hoặc đề nghị khen thưởng được nộp, hoặc kết quả đã công bố, nên không hủy được kỳ đánh giá; đề nghị đóng kỳ theo văn bản.",
        "Reports or nominations were handed in, or results are public, so the cycle is not cancelled; close it under a document.";
    /// A cycle is closed while reports wait for their official score.
    cycle_has_open_reports(units) = "CYCLE_HAS_OPEN_REPORTS" rule "M09",
        "Còn báo cáo đã nộp mà chưa chốt điểm: {units}; trước hết đề nghị chốt điểm hoặc trả lại.",
        "Reports that were handed in have no official score yet: {units}; finalise or return them first.";
    /// Something is done in a cycle that is not open yet.
    cycle_not_open() = "CYCLE_NOT_OPEN" rule "S27",
        "Kỳ đánh giá chưa mở; cơ quan thường trực sẽ mở kỳ và quy định hạn nộp.",
        "The cycle is not open yet; the standing agency opens it and sets the due date.";
    /// A cycle is opened that is open already.
    cycle_open() = "CYCLE_OPEN",
        "Kỳ đánh giá đã mở.",
        "The cycle is open already.";
    /// A value is made of the results of a cycle that the movement does not have, that is cancelled, that is the same, or
    /// that ends later.
    cycle_unfit(cycle) = "CYCLE_UNFIT" rule "M05",
        "Kỳ đánh giá {cycle} không dùng được làm căn cứ: phong trào không có kỳ này, kỳ đã hủy, hoặc không kết thúc trước hay cùng lúc với kỳ này.",
        "The results of the cycle {cycle} cannot be used: the movement has no other cycle of this code that is held and does not end later.";
    /// A year is planned without its year, or a review with one.
    cycle_year_unfit() = "CYCLE_YEAR_UNFIT",
        "Kỳ hằng năm phải nêu năm; kỳ sơ kết, tổng kết không nêu năm.",
        "An annual cycle has a year, and a review has none.";
    /// A number of decimals is outside its bounds.
    decimals_out_of_range(most) = "DECIMALS_OUT_OF_RANGE",
        "Số chữ số thập phân phải từ 0 đến {most}.",
        "There are 0 to {most} decimals.";
    /// Something is demanded of a unit for a survey, which no unit reports.
    demands_unfit() = "DEMANDS_UNFIT",
        "Không yêu cầu đơn vị minh chứng, cam kết hoặc lý do đối với kết quả khảo sát, vì đơn vị không báo cáo.",
        "Nothing is demanded of a unit for a survey, which it does not report.";
    /// A deputy unit of a group is named without a head, or is the head.
    deputy_unfit() = "DEPUTY_UNFIT",
        "Chỉ nêu đơn vị phó khi đã có đơn vị trưởng, và hai đơn vị phải khác nhau.",
        "A deputy stands beside a head and is another unit.";
    /// The number of working days for an answer to a difficulty is outside its bounds.
    difficulty_days_unfit(most) = "DIFFICULTY_DAYS_UNFIT" rule "S31",
        "Thời hạn trả lời vướng mắc từ 1 đến {most} ngày làm việc.",
        "A difficulty is answered within 1 to {most} working days.";
    /// The document that issues a criteria set lacks its number, date, issuer or title.
    document_incomplete_of_set() = "DOCUMENT_INCOMPLETE" rule "S24",
        "Văn bản ban hành bộ tiêu chí phải có số, ngày, cơ quan ban hành và trích yếu.",
        "The document that issues the set needs number, date, issuer and title.";
    /// An implementing document lacks its number, date, issuer or title.
    document_incomplete() = "DOCUMENT_INCOMPLETE" rule "S28",
        "Văn bản triển khai phải có số, ngày, cơ quan ban hành và trích yếu.",
        "An implementing document needs number, date, issuer and title.";
    /// An implementing document is dated outside the unit's existence.
    document_outside_life(from_vi, from_en, until_vi, until_en) = "DOCUMENT_OUTSIDE_LIFE" rule "L30",
        "Văn bản phải do đơn vị ban hành khi còn hoạt động: từ ngày {from_vi} đến {until_vi}.",
        "The unit issued the document while it existed: from {from_en} to {until_en}.";
    /// A cycle with groups that report is opened without a due date.
    due_date_missing() = "DUE_DATE_MISSING" rule "S27",
        "Kỳ đánh giá có đơn vị phải báo cáo nên phải nêu hạn nộp báo cáo.",
        "Units report in this cycle; give the day that their reports are due.";
    /// The due date of a cycle is before its period, or not before the day of synthesis.
    due_date_out_of_range(first_vi, first_en, last_vi, synthesis_en) = "DUE_DATE_OUT_OF_RANGE" rule "S27",
        "Hạn nộp phải từ ngày {first_vi} đến hết ngày {last_vi}.",
        "The due date is {first_en} at the earliest and before {synthesis_en}.";
    /// The due date of an open cycle is moved to a day that has passed.
    due_date_passed() = "DUE_DATE_PASSED" rule "M04",
        "Hạn nộp mới không được trước ngày hôm nay.",
        "The new due date has passed.";
    /// A cycle is opened with a due date in which nobody reports.
    due_date_unwanted() = "DUE_DATE_UNWANTED" rule "M05",
        "Kết quả của mọi nhóm trong kỳ này được tính từ kết quả đã công bố, không có đơn vị nào phải báo cáo; đề nghị bỏ hạn nộp báo cáo.",
        "The results of every group are computed from official results and nobody reports; leave the due date out.";
    /// A unit is exempted from a cycle that it is not selected for.
    exempt_not_selected(units) = "EXEMPT_NOT_SELECTED" rule "M03",
        "Đơn vị được miễn phải thuộc diện tham gia của kỳ đánh giá: {units}.",
        "Only a unit that the cycle selects is exempted: {units}.";
    /// A form is nominated for that heads of units grant themselves, or is named twice.
    form_not_nominated(form_vi, form_en) = "FORM_NOT_NOMINATED" rule "S12",
        "Hình thức “{form_vi}” không đề nghị qua hồ sơ, hoặc đã nêu.",
        "The form {form_en} is not nominated for, or is named twice.";
    /// A cycle names too many groups.
    groups_too_many(limit) = "GROUPS_TOO_MANY",
        "Một kỳ đánh giá có tối đa {limit} nhóm.",
        "A cycle has at most {limit} groups.";
    /// A group has the code of a level and other members than the units of that level.
    group_code_of_level(code) = "GROUP_CODE_OF_LEVEL",
        "Mã {code} là mã của một cấp; nhóm mang mã này phải gồm toàn bộ đơn vị của cấp đó.",
        "{code} is the code of a level; a group with it has all units of that level.";
    /// A group, or its audience, has a code that stands for the sets of enterprises or individuals.
    group_code_reserved(codes) = "GROUP_CODE_RESERVED",
        "Các mã {codes} dành cho bộ tiêu chí của doanh nghiệp và cá nhân.",
        "The codes {codes} are those of the sets of enterprises and individuals.";
    /// A group is bound to a later set after one of its units has filed.
    group_has_filings(group) = "GROUP_HAS_FILINGS" rule "M04",
        "Nhóm {group} đã có đơn vị nộp báo cáo nên không thay bộ tiêu chí trong kỳ này được nữa.",
        "A unit of the group {group} has filed a report, so its set is not replaced in this cycle.";
    /// A group is corrected that an opened cycle uses.
    group_in_use(cycles) = "GROUP_IN_USE" rule "M03",
        "Nhóm đã được áp dụng cho kỳ đã mở ({cycles}) nên không sửa được; đề nghị lập nhóm cùng mã cho năm khác hoặc nhóm mới.",
        "Opened cycles use the group ({cycles}), so it is not changed; enter one with the same code for another year, or a new one.";
    /// A cycle names a group that the campaign does not have, or a unit is placed in one that the cycle does not have, or
    /// reports of such a group are finalised, or a set is tried on it.
    group_unknown(code) = "GROUP_UNKNOWN" rule "M03",
        "Không có nhóm mang mã {code}.",
        "There is no group {code}.";
    /// A cycle names a group that exists only for other years.
    group_of_other_year(code) = "GROUP_YEAR_UNFIT" rule "M03",
        "Nhóm {code} được lập cho một năm khác; kỳ sơ kết, tổng kết cần nhóm không ghi năm.",
        "The group {code} is for another year than the cycle; a mid-term or final review needs a group without a year.";
    /// The year of a group lies outside its campaign.
    group_year_unfit(first, last) = "GROUP_YEAR_UNFIT" rule "M03",
        "Năm của nhóm phải từ {first} đến {last}.",
        "The year of a group is {first} to {last}.";
    /// The head or deputy unit of a group is not one of its members.
    head_not_member(unit) = "HEAD_NOT_MEMBER" rule "M03",
        "{unit} không phải là thành viên của nhóm; đơn vị trưởng, phó được chọn trong số thành viên.",
        "{unit} is no member of the group; its head and deputy are.";
    /// The function that publishes role models jointly is no function.
    joint_without_function() = "JOINT_WITHOUT_FUNCTION" rule "S32",
        "Cơ quan phối hợp công bố điển hình tiên tiến phải là một chức năng, không phải vai trò trong đơn vị.",
        "Role models are published together with the holder of a function, not of a role within a unit.";
    /// A leaf of a set has points below zero; deductions are penalty lines.
    leaf_below_zero() = "LEAF_BELOW_ZERO",
        "Điểm của một tiêu chí, một nhóm tiêu chí không nhỏ hơn 0; điểm trừ ngoài tiêu chí ghi ở các dòng điểm trừ.",
        "The points of a criterion or a branch are not below zero; further deductions are penalty lines.";
    /// The full points of a leaf, or its least or most ones, are outside their bounds.
    leaf_points_unsound(most_vi, most_en) = "LEAF_POINTS_UNSOUND",
        "Điểm tối đa phải từ 0 đến {most_vi}; điểm thấp nhất, cao nhất không vượt {most_vi} về cả hai phía; mục không chấm điểm có điểm tối đa là 0.",
        "Full points are 0 to {most_en}; the least and the most lie within {most_en} on both sides; what is not scored has none.";
    /// A criterion is left out for a unit whose set does not have it.
    left_out_unknown(unit, codes) = "LEFT_OUT_UNSOUND" rule "L24",
        "Bộ tiêu chí của {unit} không có tiêu chí được miễn: {codes}. Đề nghị giữ mã tiêu chí trong bộ tiêu chí, hoặc sửa danh sách miễn trước khi mở kỳ.",
        "The set of {unit} has no criteria that are left out for it: {codes}. Keep their codes in the set, or correct the list before the cycle opens.";
    /// A unit is named without a criterion that is left out for it, or with one twice.
    left_out_unsound() = "LEFT_OUT_UNSOUND" rule "L24",
        "Cần ghi ít nhất một tiêu chí được miễn cho đơn vị, mỗi tiêu chí một lần.",
        "Name at least one criterion that is left out for the unit, each once.";
    /// Every criterion is left out for a unit.
    left_out_whole(unit) = "LEFT_OUT_UNSOUND" rule "L24",
        "Không thể miễn toàn bộ tiêu chí của {unit}; nếu đơn vị không phải báo cáo, đề nghị miễn tham gia kỳ đánh giá.",
        "Not every criterion can be left out for {unit}; a unit that owes nothing is exempted from the cycle.";
    /// A level is named whose units do not report.
    level_not_measured(level_vi, level_en) = "LEVEL_NOT_MEASURED" rule "M03",
        "Đơn vị của cấp “{level_vi}” không báo cáo và không được xếp hạng.",
        "Units of the level {level_en} do not report and are not ranked.";
    /// A level that owes an implementing document is not in the registry.
    level_unknown_of_policy(code) = "LEVEL_UNKNOWN_OF_POLICY" rule "S28",
        "Không có cấp đơn vị với mã {code}.",
        "The registry has no level of the code {code}.";
    /// A set whose values are all made of official results has bonus or penalty lines, which no report could enter.
    lines_of_derived() = "LINES_OF_DERIVED" rule "M05",
        "Bộ tiêu chí tính hoàn toàn từ kết quả chính thức không có báo cáo để ghi điểm cộng, điểm trừ.",
        "A set made of official results alone has no report that could enter bonus or penalty points.";
    /// There are too many bonus and penalty lines, or one has points outside its bounds.
    lines_unsound(limit) = "LINES_UNSOUND" rule "L27",
        "Có tối đa {limit} dòng; điểm tối đa của mỗi dòng phải lớn hơn 0.",
        "At most {limit} lines, each with points above zero.";
    /// A line with fixed points has two entries.
    line_once(line) = "LINE_ONCE" rule "L27",
        "Dòng {line} có điểm cố định, chỉ ghi một lần.",
        "The line {line} has fixed points and is entered once.";
    /// An entry names a bonus or penalty line that the criteria set does not have.
    line_unknown(line) = "LINE_UNKNOWN" rule "L27",
        "Bộ tiêu chí không có dòng điểm cộng, điểm trừ mang mã {line}.",
        "The set has no bonus or penalty line {line}.";
    /// A list of units is empty or too long.
    members_unsound(limit) = "MEMBERS_UNSOUND",
        "Danh sách phải có từ 1 đến {limit} đơn vị.",
        "A list has 1 to {limit} units.";
    /// A tree is the content of a set for enterprises or individuals, who are judged by accounts.
    model_unfit() = "MODEL_UNFIT",
        "Bộ tiêu chí của doanh nghiệp, cá nhân xét theo tiêu chí định tính, không có cây tiêu chí chấm điểm.",
        "A set for enterprises or individuals is a list of accounts, not a tree.";
    /// A cycle is opened whose selection takes no unit of its period.
    nobody_selected() = "NOBODY_SELECTED" rule "M03",
        "Không có đơn vị nào thuộc diện tham gia còn hoạt động trong kỳ đánh giá.",
        "No unit that the cycle selects exists in its period.";
    /// A tie-break or a condition names a node that the tree does not have, or that has no points.
    node_unknown(node) = "NODE_UNKNOWN",
        "Bộ tiêu chí không có mục được chấm điểm mang mã {node}.",
        "The set has no scored node {node}.";
    /// Units are compared by something that cannot be divided: options, points of scorers, or what is not scored.
    normalisation_unfit() = "NORMALISATION_UNFIT",
        "Chỉ so sánh giữa các đơn vị theo tỷ lệ hoặc số liệu, không theo phương án, điểm của tổ chấm hay mục không chấm điểm.",
        "Units are compared by a ratio or a number, not by options, points of scorers or what is not scored.";
    /// An open cycle is amended to what holds already.
    nothing_amended() = "NOTHING_AMENDED" rule "M04",
        "Nội dung điều chỉnh không khác nội dung đang áp dụng.",
        "The amendment changes nothing.";
    /// A tree has something that can be computed and that this version does not serve yet.
    not_served() = "NOT_SERVED",
        "Phiên bản này chưa hỗ trợ nội dung này trong bộ tiêu chí.",
        "This version does not serve this part of a criteria set yet.";
    /// A day of every year is none: a month or a day that does not exist, or 29 February.
    no_day_of_every_year() = "NO_DAY_OF_EVERY_YEAR" rule "S27",
        "Ngày, tháng không có trong mọi năm.",
        "This day is not in every year.";
    /// A group is to be bound to a later set, and there is none.
    no_later_set() = "NO_LATER_SET" rule "M04",
        "Chưa có phiên bản bộ tiêu chí mới hơn được ban hành cho nhóm này.",
        "No later set of the group's audience has been published.";
    /// Two contents of a movement have one number.
    number_twice() = "NUMBER_TWICE",
        "Số thứ tự nội dung thi đua bị trùng.",
        "Two contents have one number.";
    /// A movement says twice how commendation works on an occasion.
    occasion_twice() = "OCCASION_TWICE" rule "S15",
        "Dịp khen thưởng bị trùng.",
        "This occasion is named twice.";
    /// A choice has too few options or too many, or an option has a code used twice or points outside their bounds.
    options_unsound(limit) = "OPTIONS_UNSOUND",
        "Phải có từ 2 đến {limit} phương án; mã không trùng, điểm từ 0 đến điểm tối đa.",
        "A choice has 2 to {limit} options, each with its own code and points from 0 to the most.";
    /// An option of a leaf has a code used twice or points outside those of the leaf, or there are too few or too many.
    options_unsound_of_leaf(limit) = "OPTIONS_UNSOUND",
        "Phải có từ 2 đến {limit} phương án; mã không trùng, điểm nằm giữa điểm thấp nhất và điểm cao nhất của tiêu chí.",
        "A choice has 2 to {limit} options, each with its own code and points between the criterion's least and most.";
    /// A condition names an option that the criterion does not have.
    option_unknown(option) = "OPTION_UNKNOWN",
        "Tiêu chí không có phương án mang mã {option}.",
        "The criterion has no option {option}.";
    /// An annual cycle is opened with the document of a review.
    order_unwanted() = "ORDER_UNWANTED" rule "S17",
        "Chỉ kỳ sơ kết, tổng kết nêu văn bản tổ chức.",
        "Only a mid-term or final review names the document that sets it.";
    /// A movement asks twice for the same paper.
    paper_twice_in_policy(paper_vi, paper_en) = "PAPER_TWICE_IN_POLICY" rule "S20",
        "Yêu cầu “{paper_vi}” hai lần cho cùng đối tượng và dịp khen thưởng.",
        "The paper {paper_en} is asked for twice for one kind of subject and occasion.";
    /// A report is begun or more time requested for a participant that is exempt, or it is exempted again.
    participant_exempt() = "PARTICIPANT_EXEMPT" rule "M03",
        "Đơn vị được miễn tham gia kỳ đánh giá này.",
        "The unit is exempt from this cycle.";
    /// A unit is placed in an open cycle that takes part in it already.
    participant_exists(group) = "PARTICIPANT_EXISTS" rule "M03",
        "Đơn vị đã tham gia kỳ đánh giá trong nhóm {group}.",
        "The unit takes part in the cycle already, in the group {group}.";
    /// A participant of an open cycle is exempted that has begun its report.
    participant_reports() = "PARTICIPANT_REPORTS" rule "M03",
        "Đơn vị đã lập báo cáo trong kỳ đánh giá nên không được miễn nữa.",
        "The unit has begun its report in the cycle and is no longer exempted.";
    /// A movement has too many phases, legal bases, contents or fields.
    parts_too_many(most) = "PARTS_TOO_MANY",
        "Nhiều nhất {most} mục.",
        "At most {most} items.";
    /// The period of a cycle does not lie within that of its campaign.
    period_out_of_range(first_vi, first_en, last_vi, last_en) = "PERIOD_OUT_OF_RANGE" rule "S01",
        "Kỳ đánh giá phải nằm trong giai đoạn từ {first_vi} đến {last_vi}.",
        "A cycle lies within {first_en} to {last_en}.";
    /// A phase of a movement lies outside its period, or before the end of the phase before.
    phase_unfit() = "PHASE_UNFIT" rule "S01",
        "Các giai đoạn phải nằm trong thời gian của phong trào, theo thứ tự và không chồng lên nhau.",
        "Phases lie within the movement's period, in their order and without overlap.";
    /// The most points of the criteria do not add up to the declared sum.
    points_do_not_add_up(total_vi, total_en, sum_vi, sum_en) = "POINTS_DO_NOT_ADD_UP",
        "Tổng điểm tối đa của các tiêu chí là {total_vi}, khác với tổng đã khai là {sum_vi}.",
        "The most points of the criteria add up to {total_en}, not to {sum_en}.";
    /// An entry states other points than its line gives.
    points_not_of_line(points_vi, points_en) = "POINTS_NOT_OF_LINE" rule "L27",
        "Theo bộ tiêu chí, điểm của mục này là {points_vi}; đề nghị ghi đúng hoặc bỏ trống.",
        "By the criteria set the points are {points_en}; state these or none.";
    /// The points of a bonus or penalty entry are outside the bounds of its line.
    points_out_of_range(most_vi, most_en) = "POINTS_OUT_OF_RANGE" rule "L27",
        "Điểm phải lớn hơn 0 và không quá {most_vi}.",
        "Points are above 0 and at most {most_en}.";
    /// The group that a group follows is not known, or is the same.
    predecessor_unknown() = "PREDECESSOR_UNKNOWN",
        "Nhóm trước phải là một nhóm khác, đã có trong phong trào.",
        "The predecessor is another group of the campaign.";
    /// A document has too many recipients.
    recipients_too_many(most) = "RECIPIENTS_TOO_MANY",
        "Nhiều nhất {most} nơi nhận.",
        "A document has at most {most} recipients.";
    /// A report is begun or more time requested for a group whose results are computed from other official results.
    result_derived() = "RESULT_DERIVED" rule "M05",
        "Kết quả của nhóm này được tính từ kết quả chính thức đã công bố nên đơn vị không phải báo cáo.",
        "The results of this group are computed from official results; its units do not report.";
    /// A set is tried on reports, or its template is asked for, whose values are all made of official results.
    result_derived_of_set() = "RESULT_DERIVED" rule "M05",
        "Mọi tiêu chí của bộ này được tính từ kết quả chính thức đã công bố, không có số liệu để báo cáo.",
        "Every criterion of this set is made of official results; there is nothing to report on it.";
    /// A mid-term or final cycle is opened without the document that sets the review.
    review_date_unknown() = "REVIEW_DATE_UNKNOWN" rule "S17",
        "Kỳ sơ kết, tổng kết được mở theo văn bản quy định thời gian sơ kết, tổng kết; đề nghị nêu văn bản đó và người ký.",
        "A mid-term or final review opens under the document that sets it; give the document and who signed it.";
    /// A value is made of the results of a group that the cycle does not have, that is made of this one, or whose set has
    /// no such points.
    roll_up_unfit(criterion, group, below) = "ROLL_UP_UNFIT" rule "M05",
        "Tiêu chí {criterion} của nhóm {group} lấy kết quả của nhóm {below}: kỳ đánh giá không có nhóm này, nhóm này lại tính từ chính nhóm {group}, hoặc bộ tiêu chí của nhóm không có mục được nêu.",
        "The criterion {criterion} of the group {group} takes results of the group {below}, which the cycle does not have, which is made of {group} itself, or whose set has no such node.";
    /// A criterion has a scoring rule that does not fit its kind.
    rule_unfit(rule_vi, rule_en) = "RULE_UNFIT",
        "Cách tính “{rule_vi}” không dùng được cho loại tiêu chí này.",
        "The rule {rule_en} does not fit this kind of criterion.";
    /// A step table has no rungs, too many or ones that do not climb, or another scoring rule has rungs.
    rungs_unsound(limit) = "RUNGS_UNSOUND",
        "Cách tính “điểm theo bậc” phải có từ 1 đến {limit} bậc, ngưỡng tăng dần, điểm không giảm và không quá điểm tối đa. Cách tính khác không có bậc.",
        "STEP_TABLE needs 1 to {limit} rungs that climb, none above the most points; other rules take none.";
    /// The scale of a criteria set is outside its bounds.
    scale_unsound() = "SCALE_UNSOUND",
        "Thang điểm phải lớn hơn 0.",
        "The scale is above zero.";
    /// The shares of a weighted branch are not above zero or do not add up to 100 %, or a share stands elsewhere.
    shares_unsound() = "SHARES_UNSOUND",
        "Trong nhóm tính theo trọng số, mỗi mục có điểm tối đa và trọng số lớn hơn 0, tổng trọng số là 100%; ở nơi khác không ghi trọng số.",
        "In a weighted branch each child has full points and a share above zero, and the shares add up to 100 %; elsewhere no share stands.";
    /// The greatest share of a group in a band is outside its bounds.
    share_out_of_range() = "SHARE_OUT_OF_RANGE",
        "Tỷ lệ tối đa của mức xếp loại phải từ 0% đến 100%.",
        "The greatest share of a band is 0 % to 100 %.";
    /// An entry under a line with points for each does not say how many, or too many.
    times_out_of_range(most) = "TIMES_OUT_OF_RANGE" rule "L27",
        "Dòng này tính điểm theo số lần; đề nghị ghi số lần từ 1 đến {most}.",
        "This line gives points for each; say how many, 1 to {most}.";
    /// An entry says how many, and its line does not give points for each.
    times_unwanted() = "TIMES_UNWANTED" rule "L27",
        "Dòng này không tính điểm theo số lần.",
        "This line does not give points for each.";
    /// A number of a criteria set that is shown in hundredths has more decimals.
    too_fine() = "TOO_FINE",
        "Số này có nhiều nhất hai chữ số thập phân.",
        "This number has at most two decimals.";
    /// A tree has no criterion or too many, a branch without children, or too many levels.
    tree_unsound(leaves, depth) = "TREE_UNSOUND",
        "Bộ tiêu chí phải có từ 1 đến {leaves} tiêu chí, không quá {depth} cấp; nhóm nào cũng phải có mục con.",
        "A set has 1 to {leaves} criteria on at most {depth} levels; no branch is empty.";
    /// A tree has no full points, so that nobody could be scored by it.
    tree_without_points() = "TREE_WITHOUT_POINTS",
        "Bộ tiêu chí không có điểm tối đa nào nên không chấm điểm được.",
        "The set has no full points, so nobody could be scored by it.";
    /// A unit is in no group of a cycle that selects it.
    unit_in_no_group(units) = "UNIT_IN_NO_GROUP" rule "M03",
        "Đơn vị tham gia chưa thuộc nhóm nào của kỳ: {units}.",
        "Units that take part are in no group of the cycle: {units}.";
    /// A unit is in two groups of a cycle.
    unit_in_two_groups(units) = "UNIT_IN_TWO_GROUPS" rule "M03",
        "Đơn vị thuộc nhiều nhóm của kỳ: {units}.",
        "Units are in more than one group of the cycle: {units}.";
    /// The kinds of units of a group or a cycle are none, are named twice, or include enterprises.
    unit_kinds_unsound() = "UNIT_KINDS_UNSOUND",
        "Phải nêu ít nhất một loại hình đơn vị, không trùng, không gồm doanh nghiệp.",
        "There is at least one kind of unit, each once, and none of enterprises.";
    /// A unit or a group is named twice.
    unit_listed_twice() = "UNIT_LISTED_TWICE",
        "Mục này được nêu hai lần.",
        "This is named twice.";
    /// A unit is listed that does not report.
    unit_not_measured(unit) = "UNIT_NOT_MEASURED" rule "M03",
        "{unit} không thuộc diện báo cáo và xếp hạng.",
        "{unit} is not a unit that reports and is ranked.";
    /// A value cannot be computed: a ratio for each nothing, or growth of what has none.
    value_unsound() = "VALUE_UNSOUND",
        "Tỷ lệ phải tính trên một số lớn hơn 0; mức tăng trưởng chỉ tính cho tỷ lệ hoặc số liệu.",
        "A ratio is for each 1 or more; growth is that of a ratio or a number.";
    /// An agency is named for a criterion whose value nobody finds, or that a panel scores.
    verifier_unfit() = "VERIFIER_UNFIT",
        "Không giao cơ quan thẩm tra riêng cho tiêu chí do tổ chấm cho điểm hoặc được tính từ kết quả chính thức.",
        "No agency verifies a criterion that a panel scores, or whose value is computed.";
    /// An agency is named that the registry does not have.
    verifier_unknown() = "VERIFIER_UNKNOWN",
        "Không tìm thấy đơn vị được giao thẩm tra tiêu chí này.",
        "The registry has no unit that is named to verify this criterion.";
    /// The number of days for explanations is outside its bounds.
    window_out_of_range(most) = "WINDOW_OUT_OF_RANGE" rule "L23",
        "Thời gian giải trình phải từ 1 đến {most} ngày.",
        "The window for explanations is 1 to {most} days.";
}
