//! Why something is refused that must be single and exists already: one arm for each unique index.

use domain::base::refusal::Reason;
use persistence::base::unique_index::UniqueIndex;

/// Why something is refused that must be single and exists already; none where the kind of problem says it all.
pub(crate) fn taken(index: UniqueIndex) -> Option<Reason> {
    Some(match index {
        UniqueIndex::ReportOfUnit => Reason::rule(
            "REPORT_EXISTS",
            "L41",
            "Đơn vị đã có báo cáo cho kỳ này; đề nghị mở báo cáo đó để sửa.",
            "The unit has a report for this cycle already; open that one (GET /v1/reports?cycle=…) and edit it.",
        ),
        UniqueIndex::LiveNomination => Reason::rule(
            "NOMINATION_EXISTS",
            "L42",
            "Đơn vị đã đề nghị khen thưởng đối tượng này trong kỳ; mỗi đối tượng chỉ được đề nghị một lần trong một kỳ.",
            "The unit has nominated this subject in the cycle already; a subject is nominated once in a cycle.",
        ),
        UniqueIndex::PersonalDatumKind => Reason::rule(
            "IDENTITY_NUMBER_EXISTS",
            "L40",
            "Hồ sơ này vừa được nhập số định danh; đề nghị xem lại trước khi nhập tiếp.",
            "An identity number was just entered for this nomination; look at it before you enter another.",
        ),
        UniqueIndex::DecisionNumber | UniqueIndex::PaperNumber => Reason::rule(
            "DECISION_NUMBER_TAKEN",
            "L13",
            "Số quyết định này đã được dùng trong năm; đề nghị kiểm tra lại số, ký hiệu trên văn bản đã ký.",
            "This decision number is used in the year already; check the number on the signed paper.",
        ),
        UniqueIndex::ImplementationDocument => Reason::rule(
            "IMPLEMENTATION_PLAN_EXISTS",
            "S28",
            "Văn bản triển khai này đã được đăng ký.",
            "This implementing document is registered already.",
        ),
        UniqueIndex::ExtensionRequest => Reason::plain(
            "EXTENSION_WAITS",
            "Đề nghị gia hạn trước đó chưa được xem xét.",
            "An earlier request has not been decided yet.",
        ),
        UniqueIndex::ReminderPlanCycle => Reason::rule(
            "REMINDER_PLAN_EXISTS",
            "L40",
            "Kế hoạch nhắc việc của kỳ này vừa được lập; đề nghị xem lại trước khi sửa.",
            "A reminder plan of this cycle was just made; look at it before you change it.",
        ),
        UniqueIndex::CriteriaSetVersion => Reason::rule(
            "CRITERIA_SET_VERSION_TAKEN",
            "L28",
            "Bộ tiêu chí này vừa có phiên bản mới; đề nghị xem lại trước khi lập tiếp.",
            "A version of this set was just drawn up; look at it before you draw up another.",
        ),
        UniqueIndex::RoundCycle => Reason::rule(
            "ROUND_EXISTS",
            "S17",
            "Đợt khen thưởng của kỳ này đã được quy định; đề nghị sửa quy định đã có.",
            "This cycle's round has its terms already; change those (PUT).",
        ),
        UniqueIndex::MinutesNumber => Reason::rule(
            "MINUTES_EXIST",
            "L09",
            "Biên bản có số và ngày này đã được ghi nhận.",
            "Minutes of this number and day are recorded already.",
        ),
        UniqueIndex::RegimeCode | UniqueIndex::BaseSalaryFrom => Reason::rule(
            "TIME_TAKEN",
            "L39",
            "Mã hoặc ngày bắt đầu này đã có; đề nghị sửa nội dung đã nhập.",
            "This code or first day exists already; change that one (PUT).",
        ),
        UniqueIndex::WorkYearYear => Reason::rule(
            "WORK_YEAR_EXISTS",
            "L43",
            "Lịch nghỉ lễ năm này đã được nhập; đề nghị sửa lịch đã có.",
            "This year has been entered already; replace its days (PUT).",
        ),
        UniqueIndex::AccountUsername => {
            Reason::plain("USERNAME_TAKEN", "Tên đăng nhập đã có người dùng.", "The user name is in use.")
        }
        UniqueIndex::CommendationEntry => Reason::rule(
            "COMMENDATION_EXISTS",
            "S14",
            "Giấy khen này đã được ghi nhận.",
            "This Giấy khen is recorded already.",
        ),
        UniqueIndex::CertificateAward => Reason::plain(
            "CERTIFICATE_EXISTS",
            "Bản xác thực điện tử của quyết định này vừa được cấp; đề nghị thử lại để cấp phần còn thiếu, nếu có.",
            "Certificates of this decision were just issued; try again to issue those that are still missing, if any.",
        ),
        UniqueIndex::RevocationAward => Reason::rule(
            "AWARD_REVOKED",
            "L18",
            "Quyết định khen thưởng này đã bị hủy bỏ.",
            "The award has been revoked already.",
        ),
        UniqueIndex::OpenHigherProposal => Reason::plain(
            "HIGHER_PROPOSAL_OPEN",
            "Đã có đề nghị cùng hình thức chưa có kết quả; trước hết đề nghị ghi nhận kết quả hoặc rút đề nghị đó.",
            "A proposal for this form is waiting for its result; record the result or withdraw it first.",
        ),
        UniqueIndex::ReleaseNumber => Reason::rule(
            "RELEASE_NUMBER_TAKEN",
            "S29",
            "Kết quả của kỳ này vừa được công bố; đề nghị xem lại trước khi công bố tiếp.",
            "This cycle's results were just published; look at them before you publish again.",
        ),
        UniqueIndex::AwardNomination
        | UniqueIndex::BoardTier
        | UniqueIndex::CampaignCode
        | UniqueIndex::CertificateCode
        | UniqueIndex::CycleCode
        | UniqueIndex::FunctionFrom
        | UniqueIndex::PublicChangePosition
        | UniqueIndex::RetentionClass
        | UniqueIndex::SuccessionPair
        | UniqueIndex::DeliveryOfChange
        | UniqueIndex::PrimaryKey => {
            return None;
        }
    })
}
