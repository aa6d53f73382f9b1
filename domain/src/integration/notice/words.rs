//! The sentence of a notice, for a mail or a message: what is to be done, about which unit, until when. It has no other
//! parts, so it names nobody.

use crate::base::text::Text;
use crate::integration::notice::{Notice, NoticeKind, NoticeStage};

/// What is to be done, in both languages.
const fn said(kind: NoticeKind) -> (&'static str, &'static str) {
    use NoticeKind as K;
    match kind {
        K::ReportDue => ("Báo cáo phải nộp", "A report is to be submitted"),
        K::ReportReturned => {
            ("Báo cáo bị trả lại, cần bổ sung và nộp lại", "A report was returned and is to be corrected")
        }
        K::ReportToVerify => ("Báo cáo chờ thẩm tra số liệu", "A report is to be verified"),
        K::ReportToFinalise => ("Báo cáo đã thẩm tra, chờ chốt điểm", "A verified report is to be made final"),
        K::ReportToCheck => {
            ("Báo cáo chờ ý kiến trưởng khối, trưởng cụm", "A report waits for the opinion of the group's head")
        }
        K::CriteriaToVerify => ("Tiêu chí chờ cơ quan được giao thẩm tra", "Criteria of a report are to be verified"),
        K::ExplanationOpen => ("Điểm tạm thời đã có, đơn vị được giải trình", "A provisional score may be explained"),
        K::ExplanationToAnswer => ("Giải trình chờ trả lời", "Explanations are to be answered"),
        K::ExtensionToDecide => ("Đề nghị gia hạn chờ xem xét", "A request for more time is to be decided"),
        K::ExtensionDecided => ("Đề nghị gia hạn đã được trả lời", "A request for more time was decided"),
        K::ConsentToAsk => ("Hồ sơ chưa có ý kiến của người được đề nghị", "A nominee's consent is still to be asked"),
        K::NominationToReceive => ("Hồ sơ đề nghị khen thưởng chờ tiếp nhận", "A nomination is to be received"),
        K::NominationToForward => ("Hồ sơ đề nghị khen thưởng chờ chuyển thẩm định", "A nomination is to be forwarded"),
        K::NominationReturned => {
            ("Hồ sơ đề nghị khen thưởng bị trả lại, cần bổ sung", "A nomination was returned for supplement")
        }
        K::NominationToAppraise => ("Hồ sơ đề nghị khen thưởng chờ thẩm định", "A nomination is to be appraised"),
        K::NominationToPresent => ("Hồ sơ đủ điều kiện chờ trình", "An eligible nomination is to be presented"),
        K::NominationToDecide => ("Hồ sơ đã trình, chờ quyết định", "A presented nomination is to be decided"),
        K::RefusalToNotify => (
            "Cần thông báo cho đơn vị lý do không đủ điều kiện",
            "A unit is to be told why its nominee is not eligible",
        ),
        K::NominationIneligible => {
            ("Hồ sơ đề nghị khen thưởng không đủ điều kiện", "A nomination was found not eligible")
        }
        K::AwardPublished => ("Khen thưởng theo hồ sơ đã được công khai", "The award of a nomination was made public"),
        K::ConsultationToAnswer => ("Yêu cầu hiệp y chờ trả lời", "A consultation is to be answered"),
        K::ObjectionToSettle => ("Ý kiến phản ánh chờ giải quyết", "An objection is to be settled"),
        K::ComplaintToSettle => ("Đơn khiếu nại, tố cáo chờ giải quyết", "A complaint is to be settled"),
        K::SuggestionToAnswer => {
            ("Gợi ý khen thưởng kịp thời chờ trả lời", "A suggestion of an urgent commendation is to be answered")
        }
        K::DifficultyToAnswer => ("Vướng mắc chờ trả lời", "A difficulty is to be answered"),
        K::DifficultyAnswered => ("Vướng mắc đã được trả lời", "A difficulty was answered"),
        K::DifficultyToConclude => ("Vướng mắc chờ UBND tỉnh kết luận", "A difficulty is to be concluded"),
        K::DifficultyConcluded => ("Vướng mắc đã được kết luận", "A difficulty was concluded"),
        K::SynthesisDue => ("Báo cáo tổng hợp phải trình UBND tỉnh", "A synthesis report is to be submitted"),
        K::SynthesisToEndorse => ("Báo cáo tổng hợp chờ ý kiến", "A synthesis report is to be endorsed"),
        K::SynthesisReturned => ("Báo cáo tổng hợp bị trả lại", "A synthesis report was sent back"),
        K::SynthesisToSubmit => {
            ("Báo cáo tổng hợp đã được thống nhất, chờ trình", "An endorsed synthesis report is to be submitted")
        }
        K::InspectionAnnounced => ("Đơn vị được kiểm tra", "The unit will be inspected"),
        K::FindingToSettle => ("Phát hiện qua kiểm tra chờ xử lý", "A finding of an inspection is to be settled"),
        K::RecommendationToAnswer => ("Kiến nghị qua kiểm tra chờ trả lời", "A recommendation is to be answered"),
        K::RecommendationAnswered => ("Đơn vị đã trả lời kiến nghị, chờ xem xét", "A recommendation was answered"),
        K::GuidanceToAcknowledge => ("Hướng dẫn, thông báo chờ đơn vị xác nhận", "Guidance is to be acknowledged"),
        K::PracticeToReview => ("Mô hình, cách làm hay chờ xem xét", "A good practice is to be reviewed"),
        K::PracticeReturned => ("Mô hình, cách làm hay bị trả lại để bổ sung", "A good practice was returned"),
        K::PracticeToPublish => {
            ("Mô hình, cách làm hay đã được thống nhất, chờ công bố", "An approved good practice is to be published")
        }
        K::PracticeDeclined => ("Mô hình, cách làm hay không được lựa chọn", "A good practice was declined"),
        K::PaperDestroyed => (
            "Tệp của giấy tờ đã bị tiêu hủy, cần tải tệp khác lên",
            "The file of a paper was destroyed; upload another",
        ),
        K::EvidenceDestroyed => {
            ("Tệp minh chứng đã bị tiêu hủy, cần tải tệp khác lên", "A file of evidence was destroyed; upload another")
        }
    }
}

/// The sentence of a notice. `unit` is the present name of the unit that it is about, if it is about one.
#[must_use]
pub fn message(notice: &Notice, unit: Option<&str>) -> Text {
    let (said_vi, said_en) = said(notice.kind);
    let (stage_vi, stage_en) = match notice.stage {
        NoticeStage::Arisen => ("", ""),
        NoticeStage::DueSoon => ("Nhắc việc: ", "Reminder: "),
        NoticeStage::Overdue => ("Quá hạn: ", "Overdue: "),
    };
    let about = unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
    let day = |form: &str| notice.due.map(|due| due.format(form).to_string());
    let until = |text: &str, form: &str| day(form).map(|day| format!(" {text} {day}.")).unwrap_or_default();
    let (word_vi, word_en) = if notice.kind == NoticeKind::InspectionAnnounced {
        ("Ngày kiểm tra:", "The visit is on")
    } else {
        ("Hạn: hết ngày", "Due by the end of")
    };
    Text::new(
        format!("{stage_vi}{said_vi}{about}.{}", until(word_vi, "%d/%m/%Y")),
        format!("{stage_en}{said_en}{about}.{}", until(word_en, "%-d %B %Y")),
    )
}
