//! Every reason of this room, by its code: attempts to reach an endpoint.

domain::reasons! {
    /// A test message is asked for while too many attempts are under way.
    webhook_busy() = "WEBHOOK_BUSY",
        "Đang có quá nhiều lượt gửi; đề nghị thử lại sau ít giây.",
        "Too many attempts are under way; try again in some seconds.";
}
