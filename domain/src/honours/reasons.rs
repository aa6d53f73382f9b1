//! Every reason of this room, by its code: nominations, decisions and what follows from them.

crate::reasons! {
    /// The last day of an achievement comes before its first day.
    achievement_backwards() = "ACHIEVEMENT_BACKWARDS" rule "L03",
        "Ngày cuối của thành tích không được trước ngày đầu.",
        "The last day of an achievement does not come before the first.";
    /// An earlier award went to a subject of the unit whose name is alike but for accents, or a namesake.
    awarded_alike(name, symbol) = "AWARDED_ALIKE" rule "L03",
        "{name} của cùng đơn vị, tên giống hoặc chỉ khác dấu, đã được khen thưởng (Quyết định số {symbol}); đề nghị xác minh có phải cùng một đối tượng.",
        "{name} of the same unit, whose name is the same or differs in accents only, has been commended (decision {symbol}); find out whether it is the same.";
    /// A subject of the same name in another unit was commended for an achievement of the same time.
    awarded_namesake(symbol) = "AWARDED_NAMESAKE" rule "L03",
        "Đối tượng cùng tên ở đơn vị khác đã được khen thưởng (Quyết định số {symbol}); đề nghị kiểm tra có phải cùng một đối tượng.",
        "A subject of the same name in another unit has been commended (decision {symbol}); check whether it is the same.";
    /// A predecessor of the unit was commended for an achievement of the same time.
    awarded_predecessor(predecessor, symbol) = "AWARDED_PREDECESSOR" rule "L03",
        "Đơn vị tiền thân {predecessor} đã được khen thưởng (Quyết định số {symbol}); đề nghị kiểm tra có phải cùng thành tích.",
        "{predecessor}, which the unit came from, has been commended (decision {symbol}); look whether it is the same achievement.";
    /// A form of award is nominated that the unit's head grants.
    award_form_not_nominated() = "AWARD_FORM_NOT_NOMINATED" rule "S12",
        "Chỉ đề nghị Bằng khen của Chủ tịch UBND tỉnh; Giấy khen do thủ trưởng đơn vị tặng và được ghi vào sổ Giấy khen.",
        "Only the provincial Chair's Bằng khen is nominated; a Giấy khen is recorded by the unit's head.";
    /// A recovery is recorded for an award that has not been revoked.
    award_not_revoked() = "AWARD_NOT_REVOKED" rule "L18",
        "Quyết định khen thưởng này chưa bị hủy bỏ nên không có khoản phải thu hồi.",
        "The award has not been revoked, so there is nothing to recover.";
    /// An award of a higher level is proposed on the basis of a revoked award.
    award_revoked_before_proposal() = "AWARD_REVOKED" rule "L18",
        "Quyết định khen thưởng này đã bị hủy bỏ nên không được làm căn cứ đề nghị khen thưởng cấp cao hơn.",
        "The award was revoked, so no award of a higher level can be proposed on its basis.";
    /// An award is corrected that has been revoked.
    award_revoked_before_correction() = "AWARD_REVOKED" rule "L18",
        "Quyết định khen thưởng này đã bị hủy bỏ nên không đính chính được nữa.",
        "The award was revoked, so it cannot be corrected any more.";
    /// An award is revoked that has been revoked already.
    award_revoked() = "AWARD_REVOKED" rule "L18",
        "Quyết định khen thưởng này đã bị hủy bỏ.",
        "The award has been revoked already.";
    /// A ballot is about a nomination of another cycle, or about one that the session has voted on already.
    ballot_unfit() = "BALLOT_UNFIT" rule "L09",
        "Hồ sơ phải thuộc kỳ này và chỉ được bỏ phiếu một lần trong phiên họp.",
        "A nomination is of this cycle and voted on once in a session.";
    /// A dossier does not name the subject's category; the rule is S10 for enterprises and S11 for individuals.
    category_missing() = "CATEGORY_MISSING",
        "Phải chọn nhóm đối tượng, vì tiêu chí áp dụng theo nhóm.",
        "Name the subject's category: its criterion depends on it.";
    /// The category given does not apply to the nominated subject; the rule is S10 for collectives and S11 for
    /// individuals.
    category_unfit_of_subject() = "CATEGORY_UNFIT",
        "Nhóm này không áp dụng cho đối tượng được đề nghị.",
        "This category does not apply to the nominated subject.";
    /// The code of a legal regime is empty or holds a character that is not allowed.
    code_malformed() = "CODE_MALFORMED",
        "Mã chỉ gồm chữ cái không dấu, chữ số và dấu gạch nối.",
        "A code has letters A to Z, digits and hyphens only, because it is part of an address.";
    /// A prize has a coefficient outside its bounds, or a form has two coefficients for one kind of subject.
    coefficient_unfit() = "COEFFICIENT_UNFIT" rule "L14",
        "Hệ số phải lớn hơn 0; mỗi hình thức chỉ có một hệ số cho mỗi loại đối tượng.",
        "A coefficient is above 0, and given once for a form and a kind of subject.";
    /// A position or a person's account is given for a collective.
    collective_without_person() = "COLLECTIVE_WITHOUT_PERSON",
        "Tập thể không có chức vụ và tài khoản cá nhân.",
        "A collective has neither a position nor a person's account.";
    /// A Giấy khen is corrected, withdrawn or certified that was withdrawn.
    commendation_withdrawn() = "COMMENDATION_WITHDRAWN" rule "P06",
        "Giấy khen này đã được thu hồi.",
        "This Giấy khen was withdrawn.";
    /// A complaint is settled that is settled already.
    complaint_settled() = "COMPLAINT_SETTLED" rule "L38",
        "Đơn này đã được giải quyết; nếu có tình tiết mới, đề nghị đăng ký đơn mới.",
        "This complaint is settled; if something new has come up, register another.";
    /// A nomination for a mid-term or final review is presented before the appraisal agency has concurred.
    concurrence_missing() = "CONCURRENCE_MISSING" rule "S16",
        "Khen thưởng sơ kết, tổng kết phải có ý kiến thống nhất của cơ quan thẩm định trước khi trình Chủ tịch UBND tỉnh.",
        "For a review, the appraisal agency must concur before the dossier is presented to the chair.";
    /// The achievement report of a dossier is not confirmed; the rule is the one that asks for the report.
    confirmation_missing() = "CONFIRMATION_MISSING",
        "Báo cáo thành tích phải có xác nhận của cấp trình khen thưởng.",
        "The achievement report is confirmed by the nominating level.";
    /// A nomination goes on although the nominee declined.
    consent_declined() = "CONSENT_DECLINED",
        "Người được đề nghị không đồng ý; đề nghị đơn vị rút hồ sơ.",
        "The nominee declined; withdraw the nomination.";
    /// A nomination goes on without the nominee's consent in a round that asks for it.
    consent_missing() = "CONSENT_MISSING",
        "Đợt khen thưởng này yêu cầu có ý kiến đồng ý của người được đề nghị.",
        "This round asks for the nominee's consent.";
    /// The nominee's consent is recorded for a collective.
    consent_of_collective() = "CONSENT_OF_COLLECTIVE",
        "Chỉ cá nhân mới có ý kiến đồng ý của người được đề nghị.",
        "Only an individual is asked for consent.";
    /// A unit records a nominee's consent without naming the paper that the nominee signed.
    consent_paper_missing() = "CONSENT_PAPER_MISSING",
        "Nếu đơn vị ghi ý kiến thay, phải nêu văn bản có chữ ký của người được đề nghị.",
        "Where the unit records the consent, it must name the paper that the nominee signed.";
    /// A consultation is answered or ended that has ended already.
    consultation_ended() = "CONSULTATION_ENDED",
        "Việc lấy ý kiến này đã kết thúc.",
        "This consultation has ended.";
    /// A nomination goes on while an agency that was consulted has not answered.
    consultation_open() = "CONSULTATION_OPEN",
        "Đang lấy ý kiến cơ quan khác; đề nghị chờ trả lời, hoặc kết thúc việc lấy ý kiến và nêu lý do.",
        "Another agency is being asked; wait for its answer, or end the consultation and say why.";
    /// A consulted agency has let its time to answer pass, so that the dossier goes on.
    consultation_silent(count) = "CONSULTATION_SILENT" rule "L10",
        "{count} cơ quan được lấy ý kiến không trả lời trong thời hạn; hồ sơ được tiếp tục thẩm định.",
        "{count} consulted agencies did not answer in time; the appraisal goes on.";
    /// The nominating unit or an agency that is being asked already is consulted, or too many agencies are.
    consultation_unfit() = "CONSULTATION_UNFIT",
        "Không được lấy ý kiến đơn vị đề nghị hoặc đơn vị đang được lấy ý kiến; số đơn vị được lấy ý kiến có giới hạn.",
        "Do not consult the nominating unit, an agency that is being asked already, or too many agencies.";
    /// A decision corrects awards and names no earlier decision.
    corrected_decision_missing() = "CORRECTED_DECISION_MISSING" rule "L17",
        "Phải nêu quyết định đã tặng các khen thưởng được đính chính.",
        "Name the decision that granted the corrected awards.";
    /// A correction leaves everything as it was.
    correction_changes_nothing() = "CORRECTION_CHANGES_NOTHING" rule "P06",
        "Phải nêu nội dung đính chính, và nội dung này phải khác nội dung hiện có.",
        "Say what is corrected; it must differ from what stands there.";
    /// A decision of an earlier version corrects another one without naming an award; what was granted is shown as it was.
    correction_changes_no_award() = "CORRECTION_CHANGES_NO_AWARD" rule "L17",
        "Quyết định đính chính này không nêu khen thưởng nào; bản xác thực điện tử và danh sách công khai vẫn ghi theo quyết định trước.",
        "The correction names no award; certificates and public lists still show what the earlier decision says.";
    /// A correction gives an award the name of another recipient in the same unit and decision.
    correction_names_another() = "CORRECTION_NAMES_ANOTHER" rule "P06",
        "Đã có người hoặc tập thể khác cùng đơn vị mang tên này trong quyết định; đính chính không thay đối tượng được khen.",
        "Another recipient of the unit has this name in the decision; a correction does not put one recipient in the place of another.";
    /// A correction names an award that another decision granted.
    correction_of_other_decision() = "CORRECTION_OF_OTHER_DECISION" rule "L17",
        "Khen thưởng này không thuộc quyết định được đính chính.",
        "The corrected decision did not grant this award.";
    /// A decision corrects one award twice.
    correction_twice() = "CORRECTION_TWICE" rule "P06",
        "Khen thưởng được nêu hai lần; chỉ giữ một lần đính chính.",
        "The award is given twice; correct it once.";
    /// A decision corrects one of another issuer, or one that is dated later.
    correction_unfit() = "CORRECTION_UNFIT" rule "L17",
        "Chỉ được đính chính quyết định của cùng cơ quan ban hành; ngày đính chính không được trước ngày quyết định đó.",
        "A decision corrects one of the same issuer, and not one dated after it.";
    /// An award is corrected whose last correction is not public yet.
    correction_waiting() = "CORRECTION_WAITING" rule "P06",
        "Khen thưởng này đã có quyết định đính chính chưa công khai; công khai quyết định đó trước.",
        "A correction of this award is not public yet; publish that decision first.";
    /// A dossier does not say how the criterion of the subject's category is met; the rule is S10 for enterprises and
    /// S11 for individuals.
    criterion_account_missing(criterion, name_vi, name_en) = "CRITERION_ACCOUNT_MISSING",
        "Phải nêu thành tích theo tiêu chí {criterion}: {name_vi}",
        "Say how criterion {criterion} is met: {name_en}";
    /// A commendation is recorded with a decision date after today.
    date_in_future_of_commendation() = "DATE_IN_FUTURE",
        "Ngày quyết định không được sau hôm nay.",
        "A decision's date does not lie in the future.";
    /// A council session is recorded with a day after today.
    date_in_future_of_session() = "DATE_IN_FUTURE" rule "L09",
        "Ngày họp không được sau hôm nay.",
        "A session does not lie in the future.";
    /// A decision is dated after today.
    date_in_future_of_decision() = "DATE_IN_FUTURE" rule "L13",
        "Ngày quyết định không được sau hôm nay.",
        "A decision's date does not lie in the future.";
    /// The paper of a proposal for an award of a higher level has no date.
    date_missing_of_paper() = "DATE_MISSING",
        "Phải nêu ngày của văn bản.",
        "The paper's date is needed.";
    /// The day of receipt of an objection is before the list was opened or after today.
    date_unfit_of_objection() = "DATE_UNFIT",
        "Ngày tiếp nhận phải từ ngày công khai danh sách đến hôm nay.",
        "The day of receipt is between the day the list was opened and today.";
    /// The day of a recovery is before the revoking decision or after today.
    date_unfit_of_recovery() = "DATE_UNFIT" rule "L18",
        "Ngày thu hồi không được trước ngày quyết định hủy bỏ và không được sau hôm nay.",
        "The day is not before the revoking decision and not in the future.";
    /// A revoking decision is dated before the decision that granted the award, or after today.
    date_unfit_of_revocation() = "DATE_UNFIT" rule "L18",
        "Ngày quyết định hủy bỏ không được trước ngày quyết định khen thưởng và không được sau hôm nay.",
        "The revoking decision is not dated before the award's decision and not in the future.";
    /// A proposal for an award of a higher level is dated before the decision on the award, or after today.
    date_unfit_of_proposal() = "DATE_UNFIT",
        "Ngày của tờ trình không được trước ngày quyết định khen thưởng và không được sau hôm nay.",
        "The proposal is not dated before the award's decision and not in the future.";
    /// The answer to a proposal for an award of a higher level is dated before the proposal, or after today.
    date_unfit_of_answer() = "DATE_UNFIT",
        "Ngày của văn bản kết quả không được trước ngày của tờ trình và không được sau hôm nay.",
        "The answer is not dated before the proposal and not in the future.";
    /// A Giấy khen is recorded with a day on which the unit did not exist.
    date_unfit_of_commendation() = "DATE_UNFIT" rule "S14",
        "Đơn vị không tồn tại vào ngày của quyết định.",
        "The unit did not exist on the day of the decision.";
    /// A Giấy khen is corrected or withdrawn by a document dated before what it changes, or after today.
    date_unfit_of_amendment() = "DATE_UNFIT" rule "P06",
        "Ngày của văn bản không được trước ngày của quyết định tặng, trước lần đính chính gần nhất, hoặc sau hôm nay.",
        "The document is not dated before the head's decision, before the last correction, or in the future.";
    /// A complaint is received before the decision on the award, or after today.
    date_unfit_of_receipt() = "DATE_UNFIT" rule "L38",
        "Ngày tiếp nhận phải từ ngày quyết định khen thưởng đến hôm nay.",
        "The day of receipt is between the day of the award's decision and today.";
    /// A complaint is dated after the day of its receipt, or implausibly early.
    date_unfit_of_complaint() = "DATE_UNFIT" rule "L38",
        "Ngày của đơn không được sau ngày tiếp nhận và không được trước năm 2000.",
        "The paper is not dated after its receipt, nor before 2000.";
    /// A complaint's due date comes before the day of its receipt, or years after it.
    date_unfit_of_settlement() = "DATE_UNFIT" rule "L38",
        "Hạn giải quyết phải từ ngày tiếp nhận đến 24 tháng sau ngày đó.",
        "The due date is from the receipt to 24 months after it.";
    /// The paper of an objection is dated after the day of its receipt, or implausibly early.
    date_unfit_of_objection_paper() = "DATE_UNFIT",
        "Ngày của văn bản không được sau ngày tiếp nhận và không được trước năm 2000.",
        "The paper is not dated after its receipt, nor before 2000.";
    /// A decision is dated before the day on which one of its dossiers was received.
    decision_before_dossier(received_vi, received_en) = "DECISION_BEFORE_DOSSIER" rule "L39",
        "Ngày quyết định không được trước ngày tiếp nhận hồ sơ ({received_vi}).",
        "The decision is dated before a dossier was received ({received_en}); nothing is back-dated.";
    /// A decision is to be made public while the bytes of its paper are not kept.
    decision_bytes_missing(digest) = "DECISION_BYTES_MISSING" rule "P05",
        "Chưa lưu tệp của quyết định (SHA-256 {digest}); đề nghị tải tệp đã ký lên trước khi công khai.",
        "The bytes of the decision (SHA-256 {digest}) are not kept; upload the signed file with POST /v1/paper-files, owner=DECISION, before it becomes public.";
    /// Another file is declared for a decision whose declared file is kept.
    decision_file_kept() = "DECISION_FILE_KEPT" rule "P05",
        "Đã lưu đúng tệp mà quyết định khai; không khai tệp khác.",
        "The file that the decision declares is kept; no other one is declared.";
    /// An award is acted on before its decision is public.
    decision_not_published() = "DECISION_NOT_PUBLISHED",
        "Quyết định chưa được công khai; trước hết đề nghị công khai quyết định.",
        "The decision is not public yet; publish it first.";
    /// A decision is published that is public already.
    decision_published() = "DECISION_PUBLISHED" rule "L17",
        "Quyết định đã được công khai.",
        "The decision is public already.";
    /// A discipline is recorded for a subject of the unit whose name is alike but for accents.
    discipline_alike(name, last_vi, last_en) = "DISCIPLINE_ALIKE" rule "L02",
        "Đơn vị có kỷ luật đến ngày {last_vi} đối với {name}, tên chỉ khác dấu; đề nghị xác minh có phải cùng một đối tượng.",
        "A discipline until {last_en} is recorded for {name}, which differs in accents only; find out whether it is the same.";
    /// A discipline is recorded for a predecessor of the unit, or for the subject there.
    discipline_predecessor(name, last_vi, last_en) = "DISCIPLINE_PREDECESSOR" rule "L02",
        "Tại đơn vị tiền thân có kỷ luật đến ngày {last_vi} đối với {name}; đề nghị xác minh có liên quan đến đối tượng này không.",
        "At a predecessor of the unit a discipline until {last_en} is recorded for {name}; find out whether it concerns this subject.";
    /// An achievement begins on or before the last day of a discipline of the subject.
    discipline_restart(last_vi, last_en) = "DISCIPLINE_RESTART" rule "L02",
        "Thời gian tính thành tích của đối tượng này được tính lại từ sau ngày {last_vi}.",
        "This subject's time of achievement starts again after {last_en}.";
    /// A legal regime names no document as its basis.
    document_missing() = "DOCUMENT_MISSING" rule "L15",
        "Phải nêu ít nhất một văn bản làm căn cứ.",
        "At least one document must be named as the basis.";
    /// The same subject is nominated twice in a cycle.
    double_nomination(unit) = "DOUBLE_NOMINATION" rule "L04",
        "{unit} cũng đề nghị khen thưởng đối tượng này trong kỳ; đề nghị nhập hai hồ sơ hoặc rút một hồ sơ.",
        "{unit} nominates this subject in the cycle, too; merge or withdraw one of the two.";
    /// The subject was commended for an achievement of the same time.
    duplicate_achievement(symbol) = "DUPLICATE_ACHIEVEMENT" rule "L03",
        "Đối tượng đã được khen thưởng về thành tích trong thời gian này (Quyết định số {symbol}).",
        "The subject has been commended for an achievement of this time (decision {symbol}).";
    /// One person submits and appraises, or appraises and decides, the same nomination.
    four_eyes_of_nomination() = "FOUR_EYES" rule "L19",
        "Không được vừa nộp vừa thẩm định, hoặc vừa thẩm định vừa quyết định cùng một hồ sơ.",
        "One person may not submit and appraise, or appraise and decide, the same dossier.";
    /// A golden book of a year has no number left.
    golden_book_full() = "GOLDEN_BOOK_FULL" rule "P06",
        "Sổ vàng của năm này đã hết số.",
        "The golden book of this year has no number left.";
    /// A golden book is continued with a number that was given before, or that is out of range.
    golden_book_number_given(last, year) = "GOLDEN_BOOK_NUMBER_GIVEN" rule "P06",
        "Số đầu tiên phải lớn hơn số đã cấp gần nhất ({last}) trong sổ vàng năm {year} và không quá 999999.",
        "The first number must be above the last one given ({last}) in the golden book of {year}, and at most 999999.";
    /// An urgent dossier does not name the case of the simplified procedure.
    ground_missing() = "GROUND_MISSING" rule "L06",
        "Hồ sơ khen thưởng kịp thời phải nêu trường hợp được áp dụng thủ tục đơn giản.",
        "An urgent dossier names the case of the simplified procedure that applies.";
    /// A case of the simplified procedure is named in a dossier that is not urgent.
    ground_not_wanted() = "GROUND_NOT_WANTED" rule "L06",
        "Thủ tục đơn giản chỉ áp dụng cho khen thưởng kịp thời.",
        "The simplified procedure applies to urgent commendation only.";
    /// A proposal for an award of a higher level is concluded or withdrawn after it has ended.
    higher_proposal_ended(state_vi, state_en, verb_vi, verb_en) = "HIGHER_PROPOSAL_ENDED",
        "Đề nghị {state_vi} nên không thể {verb_vi}. Nếu cần, đề nghị đăng ký đề nghị mới.",
        "The proposal is {state_en}; {verb_en} is not possible. Register another if need be.";
    /// A position, a rank or a person's account is given for a household.
    household_without_post() = "HOUSEHOLD_WITHOUT_POST",
        "Hộ gia đình không có chức vụ và tài khoản cá nhân.",
        "A household has neither a position nor a person's account.";
    /// An enterprise registration number is given for an individual or a household.
    individual_without_business() = "INDIVIDUAL_WITHOUT_BUSINESS" rule "S11",
        "Chỉ doanh nghiệp có mã số doanh nghiệp; đề nghị bỏ trống mục này đối với cá nhân, hộ gia đình.",
        "Only an enterprise has a registration number; an individual and a household have none.";
    /// An open integrity entry is against a subject of the unit whose name is alike but for accents.
    integrity_alike(name, ground_vi, ground_en) = "INTEGRITY_ALIKE" rule "L01",
        "Đơn vị có trường hợp chưa xét khen thưởng mang tên {name}, chỉ khác dấu ({ground_vi}); đề nghị xác minh có phải cùng một đối tượng.",
        "An entry of the unit names {name}, which differs in accents only ({ground_en}); find out whether it is the same.";
    /// An integrity entry is closed that is closed already.
    integrity_flag_closed() = "INTEGRITY_FLAG_CLOSED" rule "L01",
        "Vụ việc này đã được kết luận giải quyết; nếu có vấn đề mới, đề nghị ghi nhận vụ việc mới.",
        "This entry is closed already; record a new one if something new has come up.";
    /// A nomination goes on while an open integrity entry bars its subject, and the reader may not read the entry.
    integrity_hold() = "INTEGRITY_HOLD" rule "L01",
        "Theo pháp luật về thi đua, khen thưởng, hiện chưa xét khen thưởng đối với đối tượng này. Hồ sơ chỉ được xem xét tiếp khi cơ quan thường trực hoặc cơ quan thẩm định kết luận vụ việc đã giải quyết xong.",
        "By the law on emulation and commendation no award is considered for this subject now. The dossier goes on once the standing or the appraisal agency has closed the entry that holds it.";
    /// A nomination goes on while an open integrity entry bars its subject, and the reader may read the entry.
    integrity_hold_by(entries_vi, entries_en) = "INTEGRITY_HOLD" rule "L01",
        "Chưa xét khen thưởng đối với đối tượng này: {entries_vi}. Hồ sơ được xem xét tiếp khi vụ việc được kết luận đã giải quyết xong.",
        "No award is considered for this subject: {entries_en}. Closing the entry releases it.";
    /// An open integrity entry is against a predecessor of the unit, or against the subject there.
    integrity_predecessor(name, ground_vi, ground_en) = "INTEGRITY_PREDECESSOR" rule "L01",
        "Đơn vị tiền thân có trường hợp chưa xét khen thưởng mang tên {name} ({ground_vi}); đề nghị xác minh vụ việc có liên quan đến đối tượng này không.",
        "At a predecessor of the unit an entry against {name} is open ({ground_en}); find out whether it concerns this subject.";
    /// A recovery names neither the money nor the certificate.
    items_missing() = "ITEMS_MISSING" rule "L18",
        "Phải nêu rõ đã thu hồi tiền thưởng, hiện vật hoặc cả hai.",
        "Say whether the money, the certificate or both were recovered.";
    /// A recovery names an item twice, or one that has been recovered already.
    item_recovered() = "ITEM_RECOVERED" rule "L18",
        "Khoản này đã được thu hồi hoặc được nêu hai lần.",
        "This item has been recovered already, or is given twice.";
    /// The submission letter of a dossier does not list the nominated subject.
    letter_differs_without_subject(subject) = "LETTER_DIFFERS" rule "L08",
        "Tờ trình không có tên {subject} trong danh sách.",
        "The letter does not list {subject}.";
    /// The submission letter of a dossier lists names for which no nomination was made under it.
    letter_differs(names) = "LETTER_DIFFERS" rule "L08",
        "Tờ trình có tên {names}, nhưng tên đó chưa có hồ sơ đề nghị kèm theo tờ trình.",
        "The letter lists {names}, but no nomination under it is for that name.";
    /// A nomination goes on while a sign that an agency must look into has no answer; the rule is the one of the sign.
    mark_unanswered(count, first_vi, first_en) = "MARK_UNANSWERED",
        "Còn {count} dấu hiệu cần xác minh chưa có kết luận: {first_vi}",
        "{count} signs are not answered yet: {first_en}";
    /// An answer names nothing that has to be answered in this nomination.
    mark_unknown() = "MARK_UNKNOWN",
        "Hồ sơ không có dấu hiệu này cần xác minh.",
        "There is no such sign to answer in this nomination.";
    /// The number of council members is outside its bounds.
    members_out_of_range(most) = "MEMBERS_OUT_OF_RANGE" rule "L09",
        "Số thành viên Hội đồng phải từ 1 đến {most}.",
        "A council has 1 to {most} members.";
    /// A nomination is merged into itself, into one that has ended, or into one of another subject or cycle.
    merger_unfit() = "MERGER_UNFIT" rule "L04",
        "Chỉ được nhập vào hồ sơ khác còn hiệu lực, của cùng đối tượng và trong cùng kỳ.",
        "A nomination is merged into another live one of the same subject in the same cycle.";
    /// A list is opened to objections while every eligible nominee is on one already.
    nobody_to_post() = "NOBODY_TO_POST",
        "Mọi hồ sơ đủ điều kiện đã được công khai lấy ý kiến.",
        "Every eligible nominee is on a list already.";
    /// The unit nominates a subject in the cycle whose name is alike but for accents, or a namesake.
    nominated_alike(name) = "NOMINATED_ALIKE" rule "L04",
        "Đơn vị cũng đề nghị {name}, tên giống hoặc chỉ khác dấu; đề nghị xác minh có phải cùng một đối tượng.",
        "The unit nominates {name}, too, whose name is the same or differs in accents only; find out whether it is the same.";
    /// A dossier in another movement of the theme, whose outcome is not public, may be of the same subject and time.
    nominated_elsewhere() = "NOMINATED_ELSEWHERE" rule "M02",
        "Ở phong trào khác cùng chuyên đề có hồ sơ chưa công khai kết quả, có thể của cùng đối tượng và cùng thời gian lập thành tích.",
        "Another movement of the same theme has a dossier, without a public outcome yet, that may be of the same subject and time.";
    /// A subject of the same name is nominated by another unit in the cycle.
    nominated_namesake(unit) = "NOMINATED_NAMESAKE" rule "L04",
        "{unit} đề nghị đối tượng cùng tên trong kỳ; đề nghị kiểm tra có phải cùng một đối tượng.",
        "{unit} nominates a subject of the same name in the cycle; check whether it is the same.";
    /// A predecessor of the unit is nominated in the cycle, too.
    nominated_predecessor(predecessor) = "NOMINATED_PREDECESSOR" rule "L04",
        "Đơn vị tiền thân {predecessor} cũng được đề nghị trong kỳ; đề nghị kiểm tra có phải cùng thành tích.",
        "{predecessor}, a predecessor of the unit, is nominated in the cycle, too; check whether it is the same.";
    /// A nomination is made after the last day for nominations of the cycle.
    nominations_closed(last_vi, last_en) = "NOMINATIONS_CLOSED" rule "S15",
        "Thời gian đề nghị khen thưởng của kỳ đã hết vào ngày {last_vi}.",
        "The cycle's time for nominations ended on {last_en}.";
    /// A decision grants no nomination and corrects no earlier decision.
    nominations_missing() = "NOMINATIONS_MISSING" rule "S23",
        "Quyết định phải khen thưởng ít nhất một hồ sơ hoặc đính chính một quyết định đã ban hành.",
        "A decision grants at least one nomination, or corrects an earlier decision.";
    /// A nomination is acted on in a state that does not allow it; the rule is the one of the act, where there is one.
    nomination_state(state_vi, state_en, verb_vi, verb_en) = "NOMINATION_STATE",
        "Hồ sơ {state_vi}; ở bước này không thể {verb_vi}.",
        "The nomination is {state_en}; {verb_en} is not possible in this state.";
    /// The submission letter of a dossier lists no nominee; the rule is the one that asks for the letter.
    nominees_missing() = "NOMINEES_MISSING",
        "Tờ trình phải có danh sách đề nghị khen thưởng.",
        "The submission letter lists the nominees.";
    /// A nominee handles their own nomination.
    nominee_may_not_judge() = "NOMINEE_MAY_NOT_JUDGE" rule "L19",
        "Người được đề nghị khen thưởng không được xử lý hồ sơ của chính mình.",
        "A nominee may not handle their own dossier.";
    /// An objection is registered against a nominee who is on no list that is open to objections.
    nominee_not_posted() = "NOMINEE_NOT_POSTED",
        "Hồ sơ này không thuộc danh sách đang công khai lấy ý kiến. Sau khi đã trình Chủ tịch UBND tỉnh, đề nghị gửi khiếu nại, tố cáo.",
        "The nominee is on no list that is open to objections. After presentation to the chair, register a complaint instead.";
    /// A unit is notified of a nomination a second time.
    notice_sent() = "NOTICE_SENT" rule "L11",
        "Đã thông báo cho đơn vị; không cần thông báo lại.",
        "The unit has been notified already.";
    /// The note that tells a nominee from a namesake holds a number as long as an identity number.
    number_in_note() = "NUMBER_IN_TEXT" rule "L36",
        "Không được ghi số định danh, số điện thoại để phân biệt người cùng tên; nêu chức vụ hoặc nơi công tác.",
        "Write no identity or telephone number to tell namesakes apart; name the position or the office.";
    /// The number of a decision is below 1.
    number_out_of_range() = "NUMBER_OUT_OF_RANGE" rule "L13",
        "Số quyết định phải từ 1 trở lên.",
        "A decision's number is at least 1.";
    /// A list is opened to objections in a round that has no such step.
    objections_not_foreseen() = "OBJECTIONS_NOT_FORESEEN",
        "Đợt khen thưởng này không có bước công khai lấy ý kiến.",
        "This round has no step for objections.";
    /// A nominee is presented to the chair of the province while objections are not settled.
    objection_open(count) = "OBJECTION_OPEN",
        "Còn {count} ý kiến phản ánh chưa được giải quyết.",
        "{count} objections are not settled yet.";
    /// Nominees are presented to the chair of the province while their list is still open to objections.
    objection_period_running(until_vi, until_en) = "OBJECTION_PERIOD_RUNNING",
        "Danh sách còn được công khai lấy ý kiến đến hết ngày {until_vi}.",
        "The list is open to objections until the end of {until_en}.";
    /// An objection is settled that is settled already.
    objection_settled() = "OBJECTION_SETTLED",
        "Ý kiến này đã được giải quyết; nếu có tình tiết mới, đề nghị đăng ký ý kiến mới.",
        "This objection is settled; if something new has come up, register another.";
    /// A nominee is presented to the chair of the province although an objection was upheld.
    objection_upheld() = "OBJECTION_UPHELD",
        "Có ý kiến phản ánh có căn cứ; đề nghị cơ quan thẩm định hoàn tác và thẩm định lại hồ sơ.",
        "An objection was upheld; undo the appraisal and appraise the dossier again.";
    /// A limit of working days of a regime names no occasion.
    occasions_missing() = "OCCASIONS_MISSING" rule "L10",
        "Phải chọn ít nhất một dịp khen thưởng.",
        "Name at least one occasion.";
    /// Something is nominated on an occasion on which the movement does not commend.
    occasion_not_held(occasion_vi, occasion_en) = "OCCASION_NOT_HELD" rule "S15",
        "Kế hoạch của phong trào không có {occasion_vi}.",
        "The movement does not commend on the occasion {occasion_en}.";
    /// A nomination is begun for an occasion that its cycle is not for.
    occasion_unfit(occasion_vi, occasion_en) = "OCCASION_UNFIT" rule "S15",
        "Kỳ này dành cho {occasion_vi}; chỉ được chọn đúng dịp đó hoặc khen thưởng kịp thời.",
        "The cycle is for {occasion_en}; name that occasion, or URGENT.";
    /// An urgent nomination is presented before the appraisal agency has given its opinion.
    opinion_missing() = "OPINION_MISSING" rule "S18",
        "Khen thưởng kịp thời phải có ý kiến của cơ quan thẩm định trước khi trình Chủ tịch UBND tỉnh.",
        "An urgent nomination needs the appraisal agency's opinion before it is presented to the chair.";
    /// The appraisal agency's opinion is given on a nomination of an annual cycle.
    opinion_not_wanted() = "OPINION_NOT_WANTED" rule "S16",
        "Ý kiến phối hợp chỉ dành cho khen thưởng sơ kết, tổng kết và kịp thời; hồ sơ hàng năm được thẩm định.",
        "An opinion belongs to reviews and urgent commendation; a unit's nomination is appraised.";
    /// A dossier is sent whose paper lacks its bytes.
    paper_bytes_missing(paper_vi, paper_en, kind_en) = "PAPER_BYTES_MISSING" rule "P05",
        "Chưa tải tệp của {paper_vi} lên, hoặc tệp đã tải không đúng mã băm đã khai; đề nghị tải tệp lên.",
        "The bytes of {paper_en} ({kind_en}) are not kept, or not those that are declared; upload them with POST /v1/paper-files, owner=NOMINATION, kind={kind_en}.";
    /// A dossier lacks a paper that has no prescribed form; the rule is the one that asks for the paper.
    paper_missing(paper_vi, paper_en, kind_en) = "PAPER_MISSING",
        "Hồ sơ thiếu {paper_vi}.",
        "The dossier lacks {paper_en} ({kind_en}).";
    /// A dossier lacks a paper that has a prescribed form; the rule is the one that asks for the paper.
    paper_missing_of_form(paper_vi, paper_en, kind_en, form) = "PAPER_MISSING",
        "Hồ sơ thiếu {paper_vi} ({form}).",
        "The dossier lacks {paper_en} ({kind_en}, {form}).";
    /// A dossier holds two papers of one kind.
    paper_twice(paper_vi, paper_en) = "PAPER_TWICE" rule "L07",
        "Hồ sơ có hai {paper_vi}; chỉ giữ một bản hiện hành.",
        "Each kind of paper has one current copy; {paper_en} is given twice.";
    /// A legal regime asks for one kind of paper twice on the same occasion and for the same subject.
    paper_twice_in_regime(paper_vi, paper_en) = "PAPER_TWICE",
        "Quy định đã yêu cầu {paper_vi} cho cùng dịp và cùng đối tượng.",
        "The paper {paper_en} is asked for already on such an occasion.";
    /// Nominees are presented to the chair of the province before their list was opened to objections.
    posting_missing(days) = "POSTING_MISSING",
        "Danh sách đề nghị phải được công khai lấy ý kiến {days} ngày làm việc trước khi trình Chủ tịch UBND tỉnh.",
        "The nominees must be open to objections for {days} working days before they are presented to the chair.";
    /// A council session has more members present than the council has.
    present_out_of_range() = "PRESENT_OUT_OF_RANGE" rule "L09",
        "Số phiếu không được vượt số người dự họp; số người dự họp không được vượt số thành viên.",
        "Votes are at most those present, and those present at most the members.";
    /// Prizes are to be computed later for a decision whose awards all have theirs.
    prizes_complete() = "PRIZES_COMPLETE" rule "L15",
        "Mọi khen thưởng của quyết định này đã có tiền thưởng.",
        "Every award of the decision has its prize.";
    /// A prize cannot be computed because the regime, the coefficient or the base salary of the day has not been
    /// entered.
    prize_not_configured(prize_vi, prize_en, day_vi, day_en, lacking_vi, lacking_en) = "PRIZE_NOT_CONFIGURED" rule "L15",
        "Chưa tính được tiền thưởng kèm theo {prize_vi}: ngày {day_vi} chưa có {lacking_vi}. Đề nghị quản trị viên nhập.",
        "There is no {lacking_en} of {day_en} for {prize_en}; no amount is computed.";
    /// A correction computes a prize again that has no amount yet.
    prize_to_fill() = "PRIZE_TO_FILL" rule "L15",
        "Khen thưởng này chưa có số tiền thưởng; đề nghị bổ sung tiền thưởng cho quyết định trước.",
        "The award has no amount yet; compute the missing prizes of the decision first.";
    /// A correction computes a prize again, and the amount stays as it was.
    prize_unchanged() = "PRIZE_UNCHANGED" rule "L14",
        "Tính lại vẫn ra số tiền thưởng hiện có.",
        "The prize stays as it is when it is computed again.";
    /// The quota of a round is outside its bounds.
    quota_out_of_range(most_vi, most_en) = "QUOTA_OUT_OF_RANGE" rule "S34",
        "Chỉ tiêu số lượng phải từ 0 đến {most_vi}.",
        "A quota is 0 to {most_en}.";
    /// A unit sends more nominations than the quota of the round, and the movement lets a quota block.
    quota_reached(most_vi, most_en) = "QUOTA_REACHED" rule "S34",
        "Chỉ tiêu của đợt cho loại đối tượng này (tập thể, cá nhân hoặc doanh nghiệp) là {most_vi} hồ sơ mỗi đơn vị, đơn vị đã gửi đủ. Đề nghị rút bớt một hồ sơ đã gửi trước khi gửi hồ sơ này.",
        "The round's quota for this kind of subject is {most_en} from each unit, and the unit has sent as many; withdraw one of them before this one is sent.";
    /// A recovery is recorded after the money and the certificate have been recovered.
    recovery_complete() = "RECOVERY_COMPLETE" rule "L18",
        "Đã thu hồi đủ tiền thưởng và hiện vật.",
        "The money and the certificate have been recovered already.";
    /// A legal regime is entered with a code that another regime has.
    regime_exists() = "REGIME_EXISTS" rule "L39",
        "Quy định áp dụng mang mã này đã có; đề nghị sửa quy định đã có.",
        "A regime with this code exists already; change that one (PUT).";
    /// Something depends on the legal regime of a day for which none has been entered.
    regime_missing(day_vi, day_en) = "REGIME_MISSING" rule "L39",
        "Chưa có quy định áp dụng cho ngày {day_vi}; đề nghị quản trị viên nhập, kèm số văn bản.",
        "No legal regime of {day_en} has been entered; the administrator enters it with its document.";
    /// A unit's collective is nominated before the unit has a final result of the period.
    result_missing() = "RESULT_MISSING" rule "S35",
        "Đơn vị chưa có kết quả đánh giá chính thức của kỳ để làm căn cứ khen thưởng tập thể.",
        "The unit has no final result of the period, on which the commendation of a collective rests.";
    /// A dossier has to go back by today or the next working day if it is incomplete.
    return_time_ending(due_vi, due_en) = "RETURN_TIME_ENDING" rule "L12",
        "Nếu hồ sơ chưa hợp lệ thì phải trả lại chậm nhất ngày {due_vi}.",
        "If the dossier is incomplete it goes back by {due_en}.";
    /// The time within which an incomplete dossier goes back is over.
    return_time_over(due_vi, due_en) = "RETURN_TIME_OVER" rule "L12",
        "Thời hạn trả lại hồ sơ chưa hợp lệ đã hết ngày {due_vi}.",
        "The time to send back an incomplete dossier ended on {due_en}.";
    /// An award at a mid-term or final review is nominated before the date of the review is set.
    review_date_unknown_of_awards() = "REVIEW_DATE_UNKNOWN" rule "S17",
        "Đề nghị khen thưởng sơ kết, tổng kết chỉ lập được khi kỳ đã mở theo văn bản tổ chức sơ kết, tổng kết.",
        "Awards at a mid-term or final review are nominated once the review is open under the document that sets it.";
    /// A round of an annual cycle is given the date of a review.
    review_not_wanted() = "REVIEW_NOT_WANTED" rule "S17",
        "Chỉ đợt khen thưởng của kỳ sơ kết, tổng kết có ngày sơ kết, tổng kết.",
        "Only a round of a mid-term or final cycle follows a review.";
    /// A base salary is outside its bounds.
    salary_out_of_range(most_vi, most_en) = "SALARY_OUT_OF_RANGE" rule "L14",
        "Mức lương cơ sở phải từ 1 đến {most_vi} đồng.",
        "A base salary is 1 to {most_en} đồng.";
    /// The signed statement of a certificate differs from the award in the decision.
    statement_unfit() = "STATEMENT_UNFIT" rule "L36",
        "Nội dung ký không khớp với nội dung khen thưởng trong quyết định.",
        "The signed content does not match the award in the decision.";
    /// A suggestion for commendation is answered that has been answered already.
    suggestion_answered() = "SUGGESTION_ANSWERED",
        "Gợi ý khen thưởng này đã được trả lời.",
        "This suggestion has been answered.";
    /// The symbol of a decision is not its number followed by the fixed ending.
    symbol_malformed(number, ending) = "SYMBOL_MALFORMED" rule "L13",
        "Số, ký hiệu phải là {number}{ending}.",
        "The symbol must be {number}{ending}.";
    /// A revocation names the decision that granted the award instead of the one that revokes it.
    symbol_of_award() = "SYMBOL_OF_AWARD" rule "L18",
        "Số, ký hiệu này là của quyết định khen thưởng; đề nghị ghi quyết định hủy bỏ.",
        "This is the decision that granted the award; name the one that revokes it.";
    /// The share of votes that a round asks for is not above 0% and at most 100%.
    threshold_out_of_range() = "THRESHOLD_OUT_OF_RANGE" rule "L09",
        "Tỷ lệ phiếu phải lớn hơn 0% và không quá 100%.",
        "A share of votes is above 0 and at most 100%.";
    /// The last day of a regime or a base salary comes before its first day.
    time_backwards() = "TIME_BACKWARDS" rule "L39",
        "Ngày cuối không được trước ngày đầu.",
        "The last day does not come before the first.";
    /// A regime limits the same step twice on one occasion.
    time_limit_twice(step_vi, step_en) = "TIME_LIMIT_TWICE" rule "L10",
        "Thời hạn {step_vi} cho dịp này đã được nêu ở dòng trước; chỉ giữ một dòng.",
        "The days of {step_en} on such an occasion are given twice.";
    /// A limit of working days is above its bound, or lower with a consultation than without.
    time_limit_unfit(most) = "TIME_LIMIT_UNFIT" rule "L10",
        "Thời hạn tối đa {most} ngày làm việc; khi có lấy ý kiến thì không được ngắn hơn khi không lấy ý kiến.",
        "At most {most} working days, and with a consultation not fewer than without.";
    /// A limit of working days names a document that the regime does not cite.
    time_limit_without_document() = "TIME_LIMIT_WITHOUT_DOCUMENT" rule "L15",
        "Phải nêu số của một trong các văn bản làm căn cứ của quy định này.",
        "Name the number of one of the regime's own documents.";
    /// The time of a regime or a base salary overlaps the time of another one.
    time_taken(from_vi, from_en) = "TIME_TAKEN" rule "L39",
        "Thời gian áp dụng trùng với thời gian đã nhập, có hiệu lực từ ngày {from_vi}.",
        "This time overlaps one that was entered before, from {from_en}.";
    /// A ballot has more votes than members were present.
    votes_out_of_range() = "VOTES_OUT_OF_RANGE" rule "L09",
        "Số phiếu không được vượt số người dự họp; số người dự họp không được vượt số thành viên.",
        "Votes are at most those present, and those present at most the members.";
    /// A nomination is presented with fewer votes of the council than the round asks for.
    votes_too_few(share_vi, share_en, basis_vi, basis_en, found) = "VOTES_TOO_FEW" rule "L09",
        "Hồ sơ phải đạt từ {share_vi}% số phiếu của {basis_vi}; hiện đạt {found}.",
        "At least {share_en}% of the council's votes ({basis_en}) are needed; recorded: {found}.";
    /// A nomination is presented without a vote of the council in a round that asks for one.
    vote_missing(share_vi, share_en, basis_vi, basis_en) = "VOTE_MISSING" rule "L09",
        "Hồ sơ phải đạt từ {share_vi}% số phiếu của {basis_vi}; hiện chưa có biên bản bỏ phiếu.",
        "At least {share_en}% of the council's votes ({basis_en}) are needed; recorded: -.";
}
