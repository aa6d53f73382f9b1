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
    /// A unit's code is empty or holds a character that is not allowed.
    code_unusable() = "CODE_UNUSABLE" rule "L33",
        "Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối.",
        "A code consists of letters without accents, digits and hyphens.";
    /// A new name is entered before the day from which it is valid.
    date_in_future_of_name() = "DATE_IN_FUTURE",
        "Tên mới chỉ được ghi nhận từ ngày có hiệu lực trở đi.",
        "A new name is entered on its first day or later, not before.";
    /// A document of the registry is dated after today.
    date_in_future_of_document() = "DATE_IN_FUTURE",
        "Ngày của văn bản không được sau hôm nay.",
        "A document's date does not lie in the future.";
    /// A document of the registry has no date.
    date_missing() = "DATE_MISSING",
        "Phải nêu ngày của văn bản.",
        "The document's date is needed.";
    /// The last day given for a unit is not the one on which it ended.
    date_unfit_of_succession(end_vi, end_en) = "DATE_UNFIT" rule "L30",
        "Đơn vị đã kết thúc hoạt động ngày {end_vi}; ngày cuối phải là ngày đó.",
        "The unit's last day was {end_en}; it can be no other.";
    /// A new name begins on or before the first day of the present one.
    date_unfit_of_name(since_vi, since_en) = "DATE_UNFIT",
        "Tên hiện nay có từ ngày {since_vi}; tên mới phải có sau ngày đó.",
        "The present name is of {since_en}; a new one comes after that day.";
    /// A unit's last day comes before the first day of its present name.
    date_unfit_of_end(since_vi, since_en) = "DATE_UNFIT",
        "Ngày cuối không được trước ngày {since_vi} là ngày đầu của tên hiện nay.",
        "The last day is not before {since_en}, on which the present name began.";
    /// A year's list of holidays or of days worked instead is too long.
    days_too_many(limit) = "DAYS_TOO_MANY",
        "Mỗi danh sách có tối đa {limit} ngày.",
        "At most {limit} days.";
    /// A holiday or a day worked instead is of another year or given twice, or a day worked instead is neither a
    /// Saturday nor a Sunday.
    day_unfit() = "DAY_UNFIT" rule "L43",
        "Ngày phải thuộc năm này và chỉ ghi một lần; ngày làm bù phải là thứ Bảy hoặc Chủ nhật.",
        "A day lies in the year and is given once; a day worked instead is a Saturday or Sunday.";
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
    /// The record of a unit is asked for that has too many predecessors.
    lineage_too_long(limit) = "LINEAGE_TOO_LONG" rule "L31",
        "Đơn vị có hơn {limit} đơn vị tiền thân; đề nghị xem hồ sơ của từng đơn vị.",
        "The unit has more than {limit} predecessors; ask for the record of each.";
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
    /// A report is begun for a period that starts after the unit closed.
    unit_closed(end_vi, end_en, start_vi, start_en) = "UNIT_CLOSED" rule "L30",
        "Đơn vị đã kết thúc hoạt động ngày {end_vi}, trước khi kỳ bắt đầu ngày {start_vi}.",
        "The unit closed on {end_en}, before the period began on {start_en}.";
    /// A unit is closed whose last day is known already.
    unit_ended(end_vi, end_en) = "UNIT_ENDED" rule "L30",
        "Đơn vị đã có ngày kết thúc hoạt động là {end_vi}.",
        "The unit's last day is known: {end_en}.";
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
    /// A unit is named that does not exist.
    unit_unknown() = "UNIT_UNKNOWN",
        "Không có đơn vị này.",
        "There is no such unit.";
    /// Working days are counted in a year whose holidays have not been entered.
    work_year_missing(year) = "WORK_YEAR_MISSING" rule "L43",
        "Chưa có lịch nghỉ lễ năm {year} nên chưa tính được thời hạn theo ngày làm việc. Đề nghị quản trị viên nhập.",
        "The holidays of {year} are missing, so working days are not counted; ask an administrator.";
    /// A year is outside the years that the system takes.
    year_out_of_range(first, last) = "YEAR_OUT_OF_RANGE",
        "Năm phải từ {first} đến {last}.",
        "A year is {first} to {last}.";
}
