//! Every reason of this room, by its code: signing in, the first account, repeated requests and versions of the contract.

domain::reasons! {
    /// The first administrator's account is opened while there is an administrator already.
    administrator_exists() = "ADMINISTRATOR_EXISTS",
        "Đã có quản trị viên; đề nghị quản trị viên mở các tài khoản khác.",
        "There is an administrator already, who opens the other accounts.";
    /// A sign-in has a wrong user name or password, or its account is suspended or not enrolled yet.
    credentials_refused() = "CREDENTIALS_REFUSED",
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản chưa kích hoạt, đang bị khóa.",
        "The user name or the password is wrong, or the account is not enrolled or is suspended.";
    /// The key that protects a request against repetition is empty, too long or not in visible ASCII characters.
    key_malformed(limit) = "KEY_MALFORMED",
        "Khóa chống lặp phải có từ 1 đến {limit} ký tự ASCII.",
        "An Idempotency-Key has 1 to {limit} visible ASCII characters.";
    /// A client that is pinned to the preview calls an operation that the next version does not have.
    operation_gone() = "OPERATION_GONE",
        "Phiên bản tiếp theo không còn thao tác này. Đề nghị dùng thao tác thay thế, hoặc đề nghị quản trị viên cố định phiên bản cho ứng dụng kết nối.",
        "The next version does not have this operation: use the one that the Link header names, or ask an administrator to pin the client to a version.";
    /// The changes of the contract are asked for since a version that does not exist.
    version_unknown(version, newest) = "VERSION_UNKNOWN",
        "Không có phiên bản {version}; phiên bản mới nhất là {newest}.",
        "There is no version {version}; the newest is {newest}.";
}
