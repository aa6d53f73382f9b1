//! Every reason of this room, by its code: access, accounts, clients and cited documents.

crate::reasons! {
    /// An account is restored that is not suspended.
    account_open() = "ACCOUNT_OPEN",
        "Tài khoản không bị tạm khóa.",
        "The account is not suspended.";
    /// An account is suspended that is suspended already.
    account_suspended() = "ACCOUNT_SUSPENDED",
        "Tài khoản đã bị tạm khóa.",
        "The account is suspended already.";
    /// A cited document has neither its number, date, issuer and title nor an address; the rule is the one that asks
    /// for the document.
    citation_incomplete() = "CITATION_INCOMPLETE",
        "Tài liệu dẫn chiếu phải có số, ngày, cơ quan ban hành và trích yếu của văn bản, hoặc có địa chỉ web.",
        "A cited document needs its number, date, issuer and title, or an address (url).";
    /// A secret is issued for a client whose last day has passed.
    client_expired() = "CLIENT_EXPIRED",
        "Ứng dụng kết nối đã hết hạn; đề nghị đăng ký ứng dụng mới.",
        "The client has expired; register another.";
    /// A client is restored that is not suspended.
    client_open() = "CLIENT_OPEN",
        "Ứng dụng kết nối không bị tạm khóa.",
        "The client is not suspended.";
    /// A client is pinned to the version of the contract that it is pinned to already.
    client_pinned_there(version) = "CLIENT_PINNED_THERE",
        "Ứng dụng kết nối đang dùng phiên bản {version}.",
        "The client is pinned to {version} already.";
    /// A client is suspended that is suspended already.
    client_suspended() = "CLIENT_SUSPENDED",
        "Ứng dụng kết nối đã bị tạm khóa.",
        "The client is suspended already.";
    /// A cited document is dated after today.
    document_in_future() = "DATE_IN_FUTURE",
        "Ngày của văn bản không được sau hôm nay.",
        "A document's date does not lie in the future.";
    /// A day lies outside the days that are possible for it: a paper is dated in the future, or an achievement lies
    /// outside the movement.
    date_out_of_frame(first_vi, first_en, last_vi, last_en) = "DATE_OUT_OF_FRAME",
        "Ngày phải từ {first_vi} đến {last_vi}.",
        "The day must be from {first_en} to {last_en}.";
    /// A cited document is dated before any document that could be cited.
    document_too_early(first_vi, first_en) = "DATE_TOO_EARLY",
        "Ngày của văn bản không được trước ngày {first_vi}; đề nghị kiểm tra lại năm.",
        "A document's date is not before {first_en}; check the year.";
    /// The digest of a file is not a SHA-256 digest in lower-case hexadecimal digits.
    digest_malformed() = "DIGEST_MALFORMED",
        "Mã băm SHA-256 phải gồm 64 ký tự: chữ số 0–9 và chữ thường a–f.",
        "A SHA-256 digest has 64 lower-case hexadecimal digits.";
    /// A password is set with an enrolment code that is wrong, used or expired.
    enrolment_refused() = "ENROLMENT_REFUSED",
        "Mã kích hoạt không đúng, đã dùng hoặc đã hết hạn. Đề nghị liên hệ quản trị viên để được cấp mã mới.",
        "The enrolment code is wrong, used or expired. Ask the administrator for a new one.";
    /// The last day of a client lies in the past or too far in the future.
    expiry_unfit(last_vi, last_en) = "EXPIRY_UNFIT",
        "Ngày hết hạn phải từ hôm nay đến ngày {last_vi}.",
        "A client ends between today and {last_en}.";
    /// The size of a file is given as zero or less.
    file_empty() = "FILE_EMPTY",
        "Tệp không được rỗng.",
        "The file must not be empty.";
    /// A citation names an uploaded file where only a reference to a document is taken.
    file_not_wanted() = "FILE_NOT_WANTED",
        "Chỉ minh chứng của báo cáo và của giải trình được kèm tệp đã tải lên.",
        "Only the evidence of a report and of an explanation comes with an uploaded file.";
    /// A client calls an operation that no scope opens.
    insufficient_scope_of_people() = "INSUFFICIENT_SCOPE",
        "Việc này không dành cho ứng dụng kết nối: không có phạm vi truy cập nào cho phép.",
        "This is not for machine clients: no scope allows it.";
    /// A client calls an operation that its token's scopes do not open.
    insufficient_scope(scopes_vi, scopes_en) = "INSUFFICIENT_SCOPE",
        "Việc này cần phạm vi truy cập {scopes_vi}; mã truy cập của ứng dụng kết nối không có phạm vi đó.",
        "This takes the scope {scopes_en}, which the client's token does not hold.";
    /// A client has the reach of movements and names none, or names some with another reach.
    movements_unfit() = "MOVEMENTS_UNFIT" rule "M02",
        "Phạm vi theo phong trào thì phải nêu phong trào; phạm vi khác thì không nêu.",
        "Name the movements if the reach is movements, and none otherwise.";
    /// An account does something that none of its roles may do; the rule is the one that reserves it, where there is
    /// one.
    not_allowed(roles_vi, roles_en) = "NOT_ALLOWED",
        "Việc này do {roles_vi} thực hiện; tài khoản của anh/chị chưa được giao vai trò đó. Nếu cần, đề nghị liên hệ quản trị viên.",
        "This belongs to the role {roles_en} of the unit concerned, which you do not hold.";
    /// An account does something that none of its roles may do for the unit concerned; the rule is the one that
    /// reserves it, where there is one.
    not_allowed_at_unit(roles_vi, roles_en) = "NOT_ALLOWED",
        "Việc này do {roles_vi} thực hiện; tài khoản của anh/chị chưa được giao vai trò đó tại đơn vị có liên quan. Nếu cần, đề nghị liên hệ quản trị viên.",
        "This belongs to the role {roles_en} of the unit concerned, which you do not hold.";
    /// The standing agency of one movement does something that belongs to that of another; the rule is M02.
    movement_out_of_reach() = "NOT_ALLOWED",
        "Việc này do cơ quan thường trực của phong trào thực hiện; đơn vị của anh/chị không phải là cơ quan thường trực của phong trào này.",
        "This belongs to the standing agency of the movement, and yours stands for another.";
    /// An administrator changes the rights of their own account.
    own_account() = "OWN_ACCOUNT",
        "Anh/chị không được tự thay đổi quyền của chính mình; đề nghị quản trị viên khác thực hiện.",
        "You may not change your own rights; ask another administrator.";
    /// A client calls an operation that only signed-in people may use.
    people_only() = "PEOPLE_ONLY",
        "Việc này dành cho người đăng nhập, không dành cho ứng dụng kết nối.",
        "This is for signed-in people, not for machine clients.";
    /// A role is granted to an account that holds it for the unit already.
    role_held() = "ROLE_HELD",
        "Tài khoản đang giữ vai trò này tại đơn vị này.",
        "The account holds this role for this unit already.";
    /// A role is taken from an account that does not hold it for the unit.
    role_not_held() = "ROLE_NOT_HELD",
        "Tài khoản không giữ vai trò này tại đơn vị này.",
        "The account does not hold this role for this unit.";
    /// A client is registered without a scope.
    scopes_empty() = "SCOPES_EMPTY",
        "Ứng dụng kết nối phải có ít nhất một phạm vi truy cập.",
        "A client has at least one scope.";
    /// A client's secret is revoked that is not in force.
    secret_revoked() = "SECRET_REVOKED",
        "Khóa bí mật này đã bị thu hồi.",
        "This secret is revoked already.";
    /// A document is classified as a state secret, or its name carries a secrecy level.
    state_secret_not_allowed() = "STATE_SECRET_NOT_ALLOWED" rule "L35",
        "Hệ thống không tiếp nhận tài liệu bí mật nhà nước (Mật, Tối mật, Tuyệt mật). Đề nghị gỡ tài liệu này.",
        "This system takes no state secrets (Mật, Tối mật, Tuyệt mật). Leave the document out.";
    /// A text that must say something is empty.
    text_empty() = "TEXT_EMPTY",
        "Mục này không được để trống.",
        "This field must not be empty.";
    /// A role is granted to an account that holds the most roles allowed.
    too_many_roles(limit) = "TOO_MANY_ROLES",
        "Mỗi tài khoản được giữ tối đa {limit} vai trò.",
        "An account holds at most {limit} roles.";
    /// A secret is issued for a client that has two secrets in force.
    two_secrets_live() = "TWO_SECRETS_LIVE",
        "Ứng dụng kết nối đang có hai khóa bí mật còn hiệu lực; đề nghị thu hồi một khóa trước.",
        "Two secrets of the client work already; revoke one first.";
    /// A client acts on data of a unit other than the one that is responsible for it.
    unit_out_of_reach() = "UNIT_OUT_OF_REACH",
        "Ứng dụng kết nối này chỉ được truy cập dữ liệu của đơn vị chịu trách nhiệm về ứng dụng.",
        "This client works only on what belongs to the unit that answers for it.";
    /// A user name is too short or holds a character that is not allowed.
    username_unusable() = "USERNAME_UNUSABLE",
        "Tên đăng nhập phải có ít nhất 3 ký tự, chỉ gồm chữ thường không dấu, chữ số và các dấu . - _ @.",
        "A user name has at least 3 characters: small letters without accents, digits, and . - _ @.";
    /// A client is pinned to a version of the contract that does not exist.
    version_unknown(version, newest, preview) = "VERSION_UNKNOWN",
        "Không có phiên bản {version}; phiên bản mới nhất là {newest}, bản xem trước là {preview}.",
        "There is no version {version}; the newest is {newest}, the preview {preview}.";
}
