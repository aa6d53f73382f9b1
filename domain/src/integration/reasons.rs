//! Every reason of this room, by its code: notices and webhooks.

crate::reasons! {
    /// Somebody other than a machine client registers an endpoint for notices.
    notices_for_clients() = "NOTICES_FOR_CLIENTS" rule "P04",
        "Chỉ ứng dụng kết nối được đăng ký địa chỉ nhận thông báo việc phải làm; cán bộ xem tại danh sách thông báo.",
        "Only a machine client registers an endpoint for notices; people read them in the list.";
    /// The address of an endpoint is not a public one on the Internet.
    url_address_refused() = "URL_ADDRESS_REFUSED",
        "Không được dùng địa chỉ này, vì không phải địa chỉ công khai trên Internet.",
        "This address is not called: it is not a public one.";
    /// The address of an endpoint holds a fragment.
    url_fragment_refused() = "URL_FRAGMENT_REFUSED",
        "Địa chỉ không được chứa phần sau dấu #.",
        "The address holds nothing after #.";
    /// The address of an endpoint names another port than 443.
    url_port_refused() = "URL_PORT_REFUSED",
        "Địa chỉ phải dùng cổng 443.",
        "No other port than 443 is called.";
    /// The address of an endpoint is not an https address.
    url_scheme_refused() = "URL_SCHEME_REFUSED",
        "Địa chỉ phải bắt đầu bằng https://.",
        "The address is https.";
    /// The address of an endpoint has too many characters.
    url_too_long(most_vi, most_en) = "URL_TOO_LONG",
        "Địa chỉ có tối đa {most_vi} ký tự.",
        "An address has at most {most_en} characters.";
    /// The address of an endpoint holds a user name or a password.
    url_user_refused() = "URL_USER_REFUSED",
        "Địa chỉ không được chứa tên người dùng hoặc mật khẩu; bên gửi được xác thực bằng chữ ký.",
        "The address holds no user name and no password; the signature proves who sends.";
    /// An endpoint is added for an owner that has the most endpoints allowed.
    webhooks_too_many(limit) = "WEBHOOKS_TOO_MANY",
        "Mỗi chủ sở hữu có tối đa {limit} địa chỉ nhận thông báo; đề nghị gỡ bớt trước.",
        "One owner has at most {limit} endpoints; remove one first.";
    /// An endpoint is disabled that is disabled already.
    webhook_disabled() = "WEBHOOK_DISABLED",
        "Địa chỉ nhận thông báo đã bị tắt.",
        "The endpoint is disabled already.";
    /// What an endpoint receives is changed.
    webhook_feed_fixed() = "WEBHOOK_FEED_FIXED",
        "Không đổi được nội dung mà địa chỉ nhận; đề nghị đăng ký địa chỉ khác.",
        "What an endpoint receives stays as it was registered; register another one.";
    /// Kinds of public change are named for an endpoint that receives notices.
    webhook_kinds_unfit() = "WEBHOOK_KINDS_UNFIT",
        "Loại thay đổi chỉ dùng cho địa chỉ nhận thay đổi công khai.",
        "Kinds of change are only for an endpoint that receives public changes.";
    /// Somebody other than its owner edits, tests or enables an endpoint that receives notices, changes its secret, or
    /// sends a delivery again.
    webhook_notices_private() = "WEBHOOK_NOTICES_PRIVATE" rule "P04",
        "Địa chỉ này nhận thông báo riêng của một đơn vị: chỉ ứng dụng kết nối đã đăng ký được sửa, gọi thử, gửi lại, bật lại hoặc đổi khóa; quản trị viên được tắt hoặc gỡ.",
        "This endpoint receives what one unit alone is told: only the client that registered it edits, tests, replays and enables it and changes its secret; an administrator may disable or remove it.";
    /// A delivery is sent again to an endpoint that is not verified or is disabled.
    webhook_not_active() = "WEBHOOK_NOT_ACTIVE",
        "Địa chỉ nhận thông báo chưa được xác nhận hoặc đã bị tắt; đề nghị gọi thử hoặc bật lại trước.",
        "The endpoint is not verified or is disabled; test it or enable it first.";
    /// An endpoint is enabled that is not disabled.
    webhook_not_disabled() = "WEBHOOK_NOT_DISABLED",
        "Địa chỉ nhận thông báo không bị tắt.",
        "The endpoint is not disabled.";
    /// A client acts on an endpoint that belongs to another client.
    webhook_not_yours() = "WEBHOOK_NOT_YOURS",
        "Địa chỉ nhận thông báo này thuộc ứng dụng kết nối khác.",
        "This endpoint belongs to another client.";
}
