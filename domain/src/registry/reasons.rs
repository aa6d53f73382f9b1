//! Every reason of this room, by its code: units, their names, codes, successors and functions, and days of work.

crate::reasons! {
    /// A unit is added with a code that another unit of the same time has.
    code_taken(value, scheme_vi, scheme_en, holder) = "CODE_TAKEN" rule "L33",
        "Mã {value} ({scheme_vi}) đang là mã của {holder}; hai đơn vị cùng tồn tại không được dùng chung mã.",
        "The code {scheme_en} {value} is that of {holder}; units of the same time share no code.";
    /// A unit is given the same code twice.
    code_twice() = "CODE_TWICE" rule "L33",
        "Mã này được nêu hai lần; chỉ giữ một.",
        "The code is given twice.";
    /// A code of the statistics office has another number of digits than those of the unit's level.
    code_unfit_of_gso(level_vi, level_en, digits) = "CODE_UNFIT" rule "L33",
        "Mã của cơ quan thống kê cho đơn vị {level_vi} gồm đúng {digits} chữ số.",
        "The statistics office's code of a unit ({level_en}) has exactly {digits} digits.";
    /// A short name of the system is a number, and would be taken for a code of the statistics office.
    code_unfit_of_slug() = "CODE_UNFIT" rule "L33",
        "Mã của hệ thống phải có ít nhất một chữ cái, để không nhầm với mã của cơ quan thống kê.",
        "A short name of the system has at least one letter, so that it is not taken for a code of the statistics office.";
    /// A unit of a level is given a code of the statistics office that gives such units no codes.
    code_unfit_of_level(level_vi, level_en) = "CODE_UNFIT" rule "L33",
        "Cơ quan thống kê không cấp mã cho đơn vị thuộc {level_vi}; đề nghị dùng mã của hệ thống.",
        "The statistics office gives no codes to units of this kind ({level_en}); use a short name of the system.";
    /// A unit's code is empty or holds a character that is not allowed.
    code_unusable() = "CODE_UNUSABLE" rule "L33",
        "Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối.",
        "A code consists of letters without accents, digits and hyphens.";
    /// A new name is entered before the day from which it is valid.
    date_in_future_of_name() = "DATE_IN_FUTURE",
        "Tên mới chỉ được ghi nhận từ ngày có hiệu lực trở đi.",
        "A new name is entered on its first day or later, not before.";
    /// A document of the registry has no date.
    date_missing() = "DATE_MISSING",
        "Phải nêu ngày của văn bản.",
        "The document's date is needed.";
    /// A day of the registry is entered too far in advance.
    date_too_far(most_vi, most_en) = "DATE_TOO_FAR",
        "Ngày này không được sau ngày {most_vi}; chỉ ghi nhận trước tối đa 24 tháng.",
        "The day is not after {most_en}; it is entered at most 24 months in advance.";
    /// A unit begins before the founding of the state, or too far in the future.
    date_unfit_of_founding(least_vi, least_en, most_vi, most_en) = "DATE_UNFIT",
        "Ngày thành lập phải từ {least_vi} đến {most_vi}.",
        "A unit's first day is {least_en} to {most_en}.";
    /// The last day given for a unit is not the one on which it ended.
    date_unfit_of_succession(end_vi, end_en) = "DATE_UNFIT" rule "L30",
        "Đơn vị đã kết thúc hoạt động ngày {end_vi}; ngày cuối phải là ngày đó.",
        "The unit's last day was {end_en}; it can be no other.";
    /// A succession begins on another day than the one after the predecessor's last.
    date_unfit_of_successor(last_vi, last_en) = "DATE_UNFIT" rule "L30",
        "Đơn vị tiền thân kết thúc hoạt động ngày {last_vi}; đơn vị kế thừa bắt đầu từ ngày liền sau.",
        "The predecessor's last day is {last_en}; the succession begins on the next.";
    /// A unit is named as predecessor that has no last day.
    date_unfit_without_end() = "DATE_UNFIT" rule "L30",
        "Đơn vị tiền thân chưa có ngày kết thúc hoạt động.",
        "The predecessor has no last day.";
    /// A new name begins on or before the first day of the present one.
    date_unfit_of_name(since_vi, since_en) = "DATE_UNFIT",
        "Tên hiện nay có từ ngày {since_vi}; tên mới phải có sau ngày đó.",
        "The present name is of {since_en}; a new one comes after that day.";
    /// A unit's last day comes before the first day of its present name.
    date_unfit_of_end(since_vi, since_en) = "DATE_UNFIT",
        "Ngày cuối không được trước ngày {since_vi} là ngày đầu của tên hiện nay.",
        "The last day is not before {since_en}, on which the present name began.";
    /// A level's last day comes before its first.
    level_ends_early(first_vi, first_en) = "DATE_UNFIT",
        "Ngày cuối không được trước ngày đầu là {first_vi}.",
        "The last day is not before the first, {first_en}.";
    /// A year's list of holidays or of days worked instead is too long.
    days_too_many(limit) = "DAYS_TOO_MANY",
        "Mỗi danh sách có tối đa {limit} ngày.",
        "At most {limit} days.";
    /// A holiday or a day worked instead is of another year or given twice, or a day worked instead is neither a
    /// Saturday nor a Sunday.
    day_unfit() = "DAY_UNFIT" rule "L43",
        "Ngày phải thuộc năm này và chỉ ghi một lần; ngày làm bù phải là thứ Bảy hoặc Chủ nhật.",
        "A day lies in the year and is given once; a day worked instead is a Saturday or Sunday.";
    /// A year of working days rests on no document, or on too many.
    documents_out_of_range(limit) = "DOCUMENTS_OUT_OF_RANGE" rule "L43",
        "Lịch nghỉ của một năm phải căn cứ từ 1 đến {limit} văn bản.",
        "A year's holidays rest on 1 to {limit} documents.";
    /// A function is assigned from a day that is not after the present holder's first day.
    function_backdated_before_holder() = "FUNCTION_BACKDATED",
        "Ngày bắt đầu phải sau ngày bắt đầu của đơn vị đang giữ chức năng.",
        "The first day must come after the present holder's first day.";
    /// A function is assigned from a day in the past.
    function_backdated() = "FUNCTION_BACKDATED" rule "L34",
        "Không được giao chức năng lùi ngày: việc đã thực hiện vẫn thuộc đơn vị đã thực hiện.",
        "A function is not assigned for past days: what was done stays with the unit that did it.";
    /// A unit ends while it still holds a function after its last day.
    function_held(function_vi, function_en, last_vi, last_en) = "FUNCTION_HELD" rule "L34",
        "Đơn vị còn là {function_vi} sau ngày {last_vi}; trước hết đề nghị giao chức năng này cho đơn vị khác.",
        "The unit holds the function {function_en} after {last_en}; pass it on to another unit first.";
    /// A level's codes of the statistics office are given no digits, or too many.
    gso_digits_out_of_range(limit) = "GSO_DIGITS_OUT_OF_RANGE" rule "L33",
        "Mã của cơ quan thống kê gồm từ 1 đến {limit} chữ số.",
        "Codes of the statistics office have 1 to {limit} digits.";
    /// A unit is entered on a level of enterprises that is no enterprise.
    kind_unfit() = "KIND_UNFIT",
        "Đơn vị thuộc cấp này phải là doanh nghiệp.",
        "A unit of this level is an enterprise.";
    /// A level's first day is set after its last one, or after the first day of one of its units.
    level_begins_late() = "LEVEL_BEGINS_LATE" rule "L31",
        "Ngày đầu của cấp không được sau ngày cuối của cấp hoặc sau ngày đầu của một đơn vị thuộc cấp.",
        "A level does not begin after its last day or after the first day of one of its units.";
    /// A level of authorities or a group is given a code that stands for a criteria set of enterprises or individuals.
    level_code_reserved(codes) = "LEVEL_CODE_RESERVED",
        "Các mã {codes} dành riêng cho bộ tiêu chí của doanh nghiệp và cá nhân; đề nghị chọn mã khác.",
        "The codes {codes} stand for the criteria sets of enterprises and individuals; choose another.";
    /// A level is ended that has ended.
    level_ended(end_vi, end_en) = "LEVEL_ENDED",
        "Cấp này đã kết thúc ngày {end_vi}.",
        "The level ended on {end_en}.";
    /// A level is ended while units of it exist afterwards.
    level_has_units(level_vi, level_en, units) = "LEVEL_HAS_UNITS" rule "L31",
        "Sau ngày này vẫn còn đơn vị thuộc {level_vi}: {units}; trước hết đề nghị ghi nhận ngày kết thúc của các đơn vị đó.",
        "Units of the level ({level_en}) exist after that day: {units}; end them first.";
    /// A level is given another kind.
    level_kind_fixed() = "LEVEL_KIND_FIXED",
        "Không thay đổi được loại của một cấp; đề nghị lập cấp mới.",
        "The kind of a level does not change; enter another level.";
    /// A unit is entered on a level that does not exist on its first day.
    level_not_valid(level_vi, level_en) = "LEVEL_NOT_VALID" rule "L31",
        "Vào ngày đầu của đơn vị, {level_vi} chưa có hoặc đã kết thúc.",
        "The level ({level_en}) does not exist on the unit's first day.";
    /// A level's place in lists is out of range.
    level_position_out_of_range(limit) = "LEVEL_POSITION_OUT_OF_RANGE",
        "Thứ tự phải từ 0 đến {limit}.",
        "The position is 0 to {limit}.";
    /// A unit is entered on a level of individuals.
    level_takes_no_units() = "LEVEL_TAKES_NO_UNITS",
        "Cấp này dành cho cá nhân nên không có đơn vị.",
        "The level is of individuals, who are no units.";
    /// A level is named that does not exist.
    level_unknown() = "LEVEL_UNKNOWN",
        "Danh mục không có cấp mang mã này.",
        "There is no such level.";
    /// The record of a unit is asked for that has too many predecessors.
    lineage_too_long(limit) = "LINEAGE_TOO_LONG" rule "L31",
        "Đơn vị có hơn {limit} đơn vị tiền thân; đề nghị xem hồ sơ của từng đơn vị.",
        "The unit has more than {limit} predecessors; ask for the record of each.";
    /// The standing agency's function is assigned without the movement that it is for.
    movement_missing() = "MOVEMENT_MISSING" rule "M02",
        "Cơ quan thường trực được giao cho một phong trào; đề nghị nêu phong trào.",
        "A standing agency stands for a movement; name the movement.";
    /// Another function than the standing agency's is assigned for a movement.
    movement_unwanted() = "MOVEMENT_UNWANTED" rule "M02",
        "Chức năng này không giao riêng cho một phong trào; đề nghị không nêu phong trào.",
        "This function is not held for one movement; leave the movement out.";
    /// A unit is given the name that it has already.
    name_same() = "NAME_SAME",
        "Đơn vị đang mang tên này.",
        "The unit has this name already.";
    /// A role is assigned to a unit that is not a function.
    not_a_function() = "NOT_A_FUNCTION",
        "Vai trò này không phải là chức năng được giao cho đơn vị.",
        "This role is not a function that a unit can hold.";
    /// A unit is named as its own successor.
    successor_itself() = "SUCCESSOR_ITSELF",
        "Đơn vị không được kế thừa chính mình.",
        "A unit is not its own successor.";
    /// A successor is recorded that is recorded already.
    successor_recorded() = "SUCCESSOR_RECORDED",
        "Đơn vị kế thừa này đã được ghi nhận.",
        "This successor is recorded already.";
    /// A unit is named as successor twice.
    successor_twice() = "SUCCESSOR_TWICE",
        "Đơn vị kế thừa được nêu hai lần.",
        "The successor is given twice.";
    /// A report is begun, edited or submitted for a period that starts after the unit closed.
    unit_closed(end_vi, end_en, start_vi, start_en) = "UNIT_CLOSED" rule "L30",
        "Đơn vị đã kết thúc hoạt động ngày {end_vi}, trước khi kỳ bắt đầu ngày {start_vi}.",
        "The unit closed on {end_en}, before the period began on {start_en}.";
    /// Somebody acts for a unit after its last day.
    unit_over(end_vi, end_en) = "UNIT_CLOSED" rule "L34",
        "Đơn vị đã kết thúc hoạt động ngày {end_vi}; người của đơn vị chỉ được xem, việc mới do đơn vị kế thừa thực hiện.",
        "The unit ended on {end_en}: its people read, and what is new is done by its successor.";
    /// A role that stands for a function is given for a unit that has ended.
    unit_ended_for_role(role_vi, role_en, end_vi, end_en) = "UNIT_ENDED" rule "L34",
        "Đơn vị đã kết thúc hoạt động ngày {end_vi} nên không còn là {role_vi}; đề nghị giao vai trò tại đơn vị kế thừa.",
        "The unit ended on {end_en} and is no longer {role_en}; give the role at its successor.";
    /// A unit is closed whose last day is known already.
    unit_ended(end_vi, end_en) = "UNIT_ENDED" rule "L30",
        "Đơn vị đã có ngày kết thúc hoạt động là {end_vi}.",
        "The unit's last day is known: {end_en}.";
    /// A report or a nomination is begun, or time is asked for, in a period that ended before the unit began.
    unit_begins_later(from_vi, from_en, end_vi, end_en) = "UNIT_NOT_BEGUN" rule "L30",
        "Đơn vị bắt đầu hoạt động từ ngày {from_vi}, sau khi kỳ kết thúc ngày {end_vi}.",
        "The unit began on {from_en}, after the period ended on {end_en}.";
    /// A function is assigned to a unit whose last day is known: it would outlive the unit.
    unit_ends_for_function(end_vi, end_en) = "UNIT_NOT_VALID" rule "L34",
        "Đơn vị kết thúc hoạt động ngày {end_vi} nên không được giao chức năng; đề nghị giao cho đơn vị kế thừa.",
        "The unit ends on {end_en}, so no function is passed to it; pass it to the successor.";
    /// A function is assigned to a unit that does not exist on the first day.
    unit_not_valid_for_function() = "UNIT_NOT_VALID" rule "L34",
        "Đơn vị không tồn tại vào ngày được giao chức năng.",
        "The unit does not exist on the day the function begins.";
    /// A unit is named as successor that does not exist on the first day of the succession.
    unit_not_valid_as_successor(day_vi, day_en) = "UNIT_NOT_VALID" rule "L30",
        "Đơn vị kế thừa không tồn tại vào ngày {day_vi}.",
        "The successor does not exist on {day_en}.";
    /// A unit is named that does not exist on the day in question.
    unit_not_valid() = "UNIT_NOT_VALID" rule "L30",
        "Đơn vị không tồn tại vào ngày đó.",
        "The unit does not exist on that day.";
    /// Somebody acts for a unit before its first day.
    unit_not_begun(from_vi, from_en) = "UNIT_NOT_VALID" rule "L30",
        "Đơn vị bắt đầu hoạt động ngày {from_vi} nên chưa thực hiện được việc này.",
        "The unit begins on {from_en}, so this is not possible yet.";
    /// A unit is named that does not exist.
    unit_unknown() = "UNIT_UNKNOWN",
        "Không có đơn vị này.",
        "There is no such unit.";
    /// The administrator's function is passed to a unit where nobody could act as administrator.
    unit_without_administrator() = "UNIT_WITHOUT_ADMINISTRATOR" rule "L34",
        "Đơn vị chưa có ai được giao vai trò quản trị viên và kích hoạt tài khoản; trước hết đề nghị giao vai trò này cho người của đơn vị đó.",
        "Nobody at the unit has an enrolled account with the administrator's role; grant it there first, or nobody could administer the service.";
    /// Working days are counted in a year whose holidays have not been entered.
    work_year_missing(year) = "WORK_YEAR_MISSING" rule "L43",
        "Chưa có lịch nghỉ lễ năm {year} nên chưa tính được thời hạn theo ngày làm việc. Đề nghị quản trị viên nhập.",
        "The holidays of {year} are missing, so working days are not counted; ask an administrator.";
    /// A day that cannot be moved later is counted in a year whose holidays are expected and not announced.
    work_year_provisional(year) = "WORK_YEAR_PROVISIONAL" rule "L43",
        "Lịch nghỉ lễ năm {year} mới là dự kiến nên chưa được dùng để ấn định thời hạn không thể thay đổi. Đề nghị quản trị viên nhập lịch chính thức.",
        "The holidays of {year} are provisional, and a day that cannot be moved rests on announced ones only; ask an administrator.";
    /// A year is outside the years that the system takes.
    year_out_of_range(first, last) = "YEAR_OUT_OF_RANGE",
        "Năm phải từ {first} đến {last}.",
        "A year is {first} to {last}.";
}
