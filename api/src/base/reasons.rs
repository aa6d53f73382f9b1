//! Every reason of this room, by its code: bodies, headers and parameters that are malformed, and what exists already.

domain::reasons! {
    /// The caller's account, session or functions were changed while a request was handled.
    access_changed() = "ACCESS_CHANGED" rule "L34",
        "Quyền truy cập vừa thay đổi trong khi xử lý; chưa có gì được lưu. Đề nghị gửi lại yêu cầu.",
        "The access rights of the caller changed while the request was handled; nothing was stored. Send it again.";
    /// A unit records that it adopted a role model which it has recorded already.
    adoption_exists() = "ADOPTION_EXISTS" rule "P03",
        "Đơn vị đã ghi nhận việc áp dụng mô hình này; đề nghị cập nhật số liệu ở lần ghi nhận đó.",
        "The unit has recorded this adoption already; record later figures there.";
    /// The connection ended before the announced body was complete.
    body_cut() = "BODY_CUT",
        "Nội dung gửi lên bị ngắt giữa chừng nên chưa được nhận; đề nghị kiểm tra đường truyền và gửi lại.",
        "The body ended before it was complete, and nothing was stored; send it again.";
    /// A movement is drafted with a code that exists already.
    campaign_exists() = "CAMPAIGN_EXISTS",
        "Đã có phong trào với mã này; đề nghị dùng mã khác.",
        "There is a movement of this code already; choose another one.";
    /// A campaign is named that does not exist.
    campaign_unknown() = "CAMPAIGN_UNKNOWN",
        "Không có phong trào thi đua này.",
        "There is no such campaign.";
    /// Certificates are issued for a decision while another request issues them.
    certificate_exists() = "CERTIFICATE_EXISTS",
        "Bản xác thực điện tử của quyết định này vừa được cấp; đề nghị thử lại để cấp phần còn thiếu, nếu có.",
        "Certificates of this decision were just issued; try again to issue those that are still missing, if any.";
    /// Another request changed the same thing while this one was handled, which named no version in If-Match.
    changed_meanwhile() = "CHANGED_MEANWHILE" rule "L40",
        "Nội dung vừa được người khác thay đổi trong lúc xử lý; yêu cầu này chưa được lưu. Đề nghị tải lại rồi thực hiện lại.",
        "Another request changed it meanwhile; nothing of this one was stored. Read it again, and send the step again if it is still open.";
    /// A Giấy khen is recorded that is recorded already.
    commendation_exists() = "COMMENDATION_EXISTS" rule "S14",
        "Giấy khen này đã được ghi nhận.",
        "This Giấy khen is recorded already.";
    /// A version of a criteria set is drawn up while another request draws one up.
    criteria_set_version_taken() = "CRITERIA_SET_VERSION_TAKEN" rule "L28",
        "Bộ tiêu chí này vừa có phiên bản mới; đề nghị xem lại trước khi lập tiếp.",
        "A version of this set was just drawn up; look at it before you draw up another.";
    /// The place to go on from in a list that only grows is broken, or belongs to another list or history.
    cursor_lost() = "CURSOR_MALFORMED",
        "Con trỏ không hợp lệ, thuộc danh sách khác hoặc không có trong lịch sử này; đề nghị tải lại từ đầu.",
        "The cursor is broken, belongs to another list, or is not of this history; load everything again.";
    /// A page is asked for with a cursor that is broken or belongs to another list.
    cursor_malformed() = "CURSOR_MALFORMED",
        "Con trỏ không hợp lệ hoặc thuộc danh sách khác; đề nghị lấy lại danh sách từ đầu.",
        "The cursor is broken or belongs to another list; leave it out to begin again.";
    /// A cycle is planned with the code of another cycle of the campaign.
    cycle_exists() = "CYCLE_EXISTS",
        "Mã này đã là mã của một kỳ khác trong phong trào.",
        "The code is that of another cycle of the campaign.";
    /// A cycle is named that does not exist.
    cycle_unknown() = "CYCLE_UNKNOWN",
        "Không có kỳ đánh giá này.",
        "There is no such cycle.";
    /// A day in a body is not written as year, month and day with four, two and two digits.
    day_malformed(fault_en) = "DAY_MALFORMED",
        "Ngày phải ghi đủ năm, tháng, ngày theo thứ tự đó: bốn, hai và hai chữ số, cách nhau bằng dấu gạch nối.",
        "{fault_en}";
    /// A day in a body is outside the years that the system takes.
    day_out_of_range(fault_en) = "DAY_OUT_OF_RANGE",
        "Ngày phải trong các năm từ 1900 đến 2199; đề nghị kiểm tra lại năm.",
        "{fault_en}";
    /// A number of points or a percentage has more than two decimals.
    decimals_too_many() = "DECIMALS_TOO_MANY",
        "Số này có tối đa hai chữ số thập phân.",
        "The number has at most two decimals.";
    /// A number of a scoring table has more than four decimals, or too many digits.
    decimals_too_many_of_four() = "DECIMALS_TOO_MANY",
        "Số này có tối đa bốn chữ số thập phân và tối đa 15 chữ số.",
        "The number has at most four decimals, and at most 15 digits in all.";
    /// A decision or another signed paper has a number that is used in the year already.
    decision_number_taken() = "DECISION_NUMBER_TAKEN" rule "L13",
        "Số quyết định này đã được dùng trong năm; đề nghị kiểm tra lại số, ký hiệu trên văn bản đã ký.",
        "This decision number is used in the year already; check the number on the signed paper.";
    /// A body lacks a field that it must have.
    field_missing() = "FIELD_MISSING",
        "Thiếu mục bắt buộc này.",
        "The field is missing.";
    /// A body gives a field twice.
    field_twice() = "FIELD_TWICE",
        "Mục này được nêu hai lần; chỉ giữ một.",
        "The field stands twice in its object.";
    /// A body has a field that the contract does not know.
    field_unknown() = "FIELD_UNKNOWN",
        "Mục này không có trong quy định của tài liệu kỹ thuật.",
        "The contract does not know this field.";
    /// A group is entered with the code of another group of the campaign, for the same year.
    group_exists() = "GROUP_EXISTS" rule "M03",
        "Phong trào đã có nhóm mang mã này cho cùng năm.",
        "The campaign has a group with this code for the same year.";
    /// An award of a higher level is proposed while a proposal for the same form waits for its result.
    higher_proposal_open() = "HIGHER_PROPOSAL_OPEN",
        "Đã có đề nghị cùng hình thức chưa có kết quả; trước hết đề nghị ghi nhận kết quả hoặc rút đề nghị đó.",
        "A proposal for this form is waiting for its result; record the result or withdraw it first.";
    /// An identity number is entered for a nomination while another request enters one.
    identity_number_exists() = "IDENTITY_NUMBER_EXISTS" rule "L40",
        "Hồ sơ này vừa được nhập số định danh; đề nghị xem lại trước khi nhập tiếp.",
        "An identity number was just entered for this nomination; look at it before you enter another.";
    /// An implementing document is registered that is registered already.
    implementation_plan_exists() = "IMPLEMENTATION_PLAN_EXISTS" rule "S28",
        "Văn bản triển khai này đã được đăng ký.",
        "This implementing document is registered already.";
    /// An agency enters a second plan of inspections of a movement and a year.
    inspection_plan_exists() = "INSPECTION_PLAN_EXISTS",
        "Cơ quan đã có kế hoạch kiểm tra của năm này trong phong trào; đề nghị sửa kế hoạch đó.",
        "The agency has a plan of this year in the movement; correct that one.";
    /// A body is not valid JSON.
    json_broken(fault_en) = "JSON_BROKEN",
        "Dữ liệu JSON không hợp lệ.",
        "{fault_en}";
    /// A field holds too few or too many characters or items.
    length_out_of_range(limits_vi, limits_en) = "LENGTH_OUT_OF_RANGE",
        "Số ký tự hoặc số mục phải {limits_vi}.",
        "Length or number of items must be {limits_en}.";
    /// A text to search for has too many characters.
    search_too_long(limit) = "LENGTH_OUT_OF_RANGE",
        "Nội dung tìm kiếm có tối đa {limit} ký tự.",
        "A text to search for has at most {limit} characters.";
    /// A level is entered whose code another level has.
    level_exists() = "LEVEL_EXISTS",
        "Mã này đã là mã của một cấp khác.",
        "The code is that of another level.";
    /// A page of a list is asked for with no items, with too many, or with a number that is not whole.
    limit_out_of_range(limit) = "LIMIT_OUT_OF_RANGE",
        "Số mục mỗi trang phải là số nguyên từ 1 đến {limit}.",
        "limit is a whole number from 1 to {limit}.";
    /// Minutes of a council are recorded whose number and day are those of minutes recorded before.
    minutes_exist() = "MINUTES_EXIST" rule "L09",
        "Biên bản có số và ngày này đã được ghi nhận.",
        "Minutes of this number and day are recorded already.";
    /// A unit nominates a subject that it has nominated in the cycle already.
    nomination_exists() = "NOMINATION_EXISTS" rule "L42",
        "Đơn vị đã đề nghị khen thưởng đối tượng này trong kỳ; mỗi đối tượng chỉ được đề nghị một lần trong một kỳ.",
        "The unit has nominated this subject in the cycle already; a subject is nominated once in a cycle.";
    /// A body is not text in UTF-8.
    not_utf8() = "NOT_UTF8",
        "Dữ liệu gửi lên phải ở bảng mã UTF-8.",
        "The body is not valid UTF-8.";
    /// A number of a body is written with three zeros behind a point, which may be meant for thousands.
    number_grouped() = "NUMBER_GROUPED" rule "L29",
        "Số viết liền, không có dấu chấm phân cách hàng nghìn: 2000, không phải 2.000.",
        "Write a number without a separator of thousands: 2000, not 2.000, which is 2 in JSON.";
    /// A number that must be whole has decimals.
    number_not_whole() = "NUMBER_NOT_WHOLE" rule "L29",
        "Số liệu ở mục này phải là số nguyên.",
        "The value must be a whole number.";
    /// The connection to the database was lost while a change was being committed.
    outcome_unknown() = "OUTCOME_UNKNOWN" rule "L41",
        "Kết nối tới cơ sở dữ liệu bị ngắt đúng lúc lưu nên chưa rõ nội dung đã được lưu hay chưa. Đề nghị mở lại để kiểm tra trước khi gửi lại.",
        "The connection was lost while the change was being stored, so it may have been stored. Send the same request again with its Idempotency-Key; without a key, look first.";
    /// A number in a body is larger than its field can hold.
    number_out_of_range() = "OUT_OF_RANGE",
        "Giá trị vượt quá phạm vi cho phép của mục này.",
        "The number is outside of the range of this field.";
    /// A number in a body is too small or too large.
    out_of_range(limits_vi, limits_en) = "OUT_OF_RANGE",
        "Giá trị phải {limits_vi}.",
        "The value must be {limits_en}.";
    /// A published page is parsed that a later version of the service made, which runs beside this one.
    page_form_unknown(form, newest) = "PAGE_FORM_UNKNOWN",
        "Trang này được công bố theo mẫu {form}, mới hơn mẫu {newest} mà hệ thống hiện đọc được; đề nghị thử lại sau khi việc nâng cấp hoàn tất.",
        "The page has the form {form}, and this version of the service reads forms up to {newest}; try again when the upgrade is complete.";
    /// A parameter of the query has a value that is not accepted.
    parameter_malformed(fault_en) = "PARAMETER_MALFORMED",
        "Giá trị của tham số chưa đúng định dạng; định dạng đúng được nêu trong tài liệu kỹ thuật.",
        "Not an accepted value: {fault_en}.";
    /// A parameter of the query has none of the words that it may have.
    parameter_word_unknown(allowed) = "PARAMETER_MALFORMED",
        "Giá trị không hợp lệ; các giá trị được chấp nhận: {allowed}.",
        "Not an accepted value; the accepted ones are: {allowed}.";
    /// The parameters of the query are sound one by one and not together.
    parameters_malformed(fault_en) = "PARAMETER_MALFORMED",
        "Tham số không hợp lệ.",
        "{fault_en}";
    /// The query lacks a parameter that it must have.
    parameter_missing(name_en) = "PARAMETER_MISSING",
        "Thiếu tham số bắt buộc này.",
        "The parameter {name_en} is missing.";
    /// A unit is exempted from an open cycle that it takes no part in.
    participant_missing() = "PARTICIPANT_MISSING" rule "M03",
        "Đơn vị không tham gia kỳ đánh giá này.",
        "The unit takes no part in this cycle.";
    /// The results of a cycle are published while another request publishes them.
    release_number_taken() = "RELEASE_NUMBER_TAKEN" rule "S29",
        "Kết quả của kỳ này vừa được công bố; đề nghị xem lại trước khi công bố tiếp.",
        "This cycle's results were just published; look at them before you publish again.";
    /// A reminder plan of a cycle is made while another request makes it.
    reminder_plan_exists() = "REMINDER_PLAN_EXISTS" rule "L40",
        "Kế hoạch nhắc việc của kỳ này vừa được lập; đề nghị xem lại trước khi sửa.",
        "A reminder plan of this cycle was just made; look at it before you change it.";
    /// A report is begun for a unit that has a report for the cycle already.
    report_exists() = "REPORT_EXISTS" rule "L41",
        "Đơn vị đã có báo cáo cho kỳ này; đề nghị mở báo cáo đó để sửa.",
        "The unit has a report for this cycle already; open that one (GET /v1/reports?cycle=…) and edit it.";
    /// Terms are set for the round of a cycle that has its terms already.
    round_exists() = "ROUND_EXISTS" rule "S17",
        "Đợt khen thưởng của kỳ này đã được quy định; đề nghị sửa quy định đã có.",
        "This cycle's round has its terms already; change those (PUT).";
    /// A code holds other characters than capital letters, digits and hyphens, or is too long.
    short_code_malformed(limit) = "SHORT_CODE_MALFORMED",
        "Mã gồm 1 đến {limit} chữ in hoa không dấu, chữ số, có thể có dấu gạch nối ở giữa.",
        "A code is 1 to {limit} capital letters and digits, with hyphens between them.";
    /// A code that is written like a word, such as that of a category or a field, is malformed.
    short_code_malformed_of_word(limit) = "SHORT_CODE_MALFORMED",
        "Mã gồm 1 đến {limit} chữ in hoa, chữ số, dấu gạch nối và dấu gạch dưới ở giữa.",
        "A code is 1 to {limit} capital letters and digits, with hyphens and underscores between them.";
    /// A synthesis report is begun for a cycle that has one.
    synthesis_exists() = "SYNTHESIS_EXISTS" rule "P01",
        "Kỳ đánh giá này đã có báo cáo tổng hợp; đề nghị sửa báo cáo đã có.",
        "The cycle has its synthesis report already; write a new version of that one (PUT).";
    /// The version that a change was decided on is not written as it was answered.
    tag_malformed() = "TAG_MALFORMED",
        "Phiên bản phải ghi đúng như hệ thống đã trả về, kể cả dấu ngoặc kép, ví dụ \"4\".",
        "The header takes the ETag as it was answered, with its quotes, such as \"4\"; or *.";
    /// A regime is added with a code that exists already, or a base salary with a first day that exists already.
    time_taken() = "TIME_TAKEN" rule "L39",
        "Mã hoặc ngày bắt đầu này đã có; đề nghị sửa nội dung đã nhập.",
        "This code or first day exists already; change that one (PUT).";
    /// A request has an access token whose lifetime is over.
    token_expired() = "TOKEN_EXPIRED",
        "Mã truy cập đã hết hạn (mỗi mã có giá trị 10 phút). Đề nghị đăng nhập lại, hoặc xin mã mới đối với ứng dụng kết nối.",
        "The access token has expired (each is valid for ten minutes). Sign in again; a machine client asks for a new token. A sign-in is renewed before its token expires.";
    /// A request has an access token that is not ours, or whose sign-in, account or client does not hold any longer.
    token_refused() = "TOKEN_REFUSED",
        "Mã truy cập không hợp lệ hoặc không còn hiệu lực. Đề nghị đăng nhập lại.",
        "The access token is not valid, or not any longer; sign in again, or ask for a new token.";
    /// A field of a body holds a value of the wrong type.
    type_wrong(fault_vi, fault_en) = "TYPE_WRONG",
        "{fault_vi}",
        "{fault_en}";
    /// A unit is named that does not exist.
    unit_unknown() = "UNIT_UNKNOWN",
        "Không tìm thấy đơn vị này trong danh mục.",
        "No unit of the registry has this identifier.";
    /// A text that must be a web address is none, or is one that must not be published.
    url_malformed() = "URL_MALFORMED",
        "Địa chỉ web không hợp lệ; đề nghị ghi đầy đủ như trên thanh địa chỉ của trình duyệt, không kèm tên đăng nhập.",
        "Not a web address: it begins with http:// or https:// and names a host and no user.";
    /// An account is opened under a user name that is in use.
    username_taken() = "USERNAME_TAKEN",
        "Tên đăng nhập đã có người dùng.",
        "The user name is in use.";
    /// A field of a body holds a value that is not accepted.
    value_refused() = "VALUE_REFUSED",
        "Giá trị không được chấp nhận.",
        "The value is not accepted.";
    /// A field of a body holds none of the words that it may hold.
    word_unknown(word, allowed) = "WORD_UNKNOWN",
        "Giá trị “{word}” không thuộc các giá trị được chấp nhận: {allowed}.",
        "“{word}” is none of the accepted values: {allowed}.";
    /// The holidays of a year are entered that have been entered already.
    work_year_exists() = "WORK_YEAR_EXISTS" rule "L43",
        "Lịch nghỉ lễ năm này đã được nhập; đề nghị sửa lịch đã có.",
        "This year has been entered already; replace its days (PUT).";
}
