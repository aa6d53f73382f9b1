//! Secrecy levels: what is a mark, and what only looks like one (rule L35).

use domain::base::secrecy::{bears_secrecy_mark, is_named_secret};

/// Texts, titles and lines of documents that bear a level.
const MARKS: &[&str] = &[
    "MẬT",
    "Mật",
    "mật",
    " TỐI  MẬT ",
    "[TUYỆT MẬT]",
    "(Mật)",
    "Công văn số 12 (Mật)",
    "ĐỘ MẬT: MẬT",
    "Độ mật: TUYỆT MẬT",
    "Độ mật: Tuyệt mật",
    "độ mật: mật",
    "Độ mật MẬT",
    "Mức độ mật: Tối mật",
    "Dấu chỉ mức độ mật: TỐI MẬT",
    "TUYỆT MẬT Số: 5/BC",
    "MẬT Số: 5/BC-UBND",
    "MẬT SỐ: 5/BC-UBND",
    "SỞ NỘI VỤ - MẬT",
    "Báo cáo TỐI MẬT",
    "Báo cáo tối mật",
    "Tờ trình TUYỆT MẬT",
    "Công văn MẬT",
    "Công văn Mật",
    "CÔNG VĂN MẬT",
    "Báo cáo MẬT về tình hình biên giới",
    "Kế hoạch TUYỆT MẬT về biên giới",
    "01/MẬT",
    "15/BC-MẬT",
    "T U Y Ệ T   M Ậ T",
    "M Ậ T",
    "TUYỆTMẬT",
    "TUYỆT-MẬT",
    "T.Ố.I M.Ậ.T",
    "TỐI MẬT2024/BC",
    "Tuyệt Mật/2024",
    "Tài liệu Mật",
    "Hồ sơ mật",
    "Văn bản mật số 5",
    "Theo công văn TUYỆT MẬT số 5",
    "Độ mật: A",
    "Bao cao TOI MAT",
    // Composed otherwise, with blanks and letters of another width, with letters that nobody sees.
    "Tuye\u{323}\u{302}t ma\u{323}\u{302}t",
    "TUYE\u{302}\u{323}T\u{a0}MA\u{302}\u{323}T",
    "TUYỆT\u{2003}MẬT",
    "TUYỆT\u{200b} M\u{ad}ẬT",
    "ＭẬＴ",
    "Biên bản họp\nTUYỆT MẬT\nSố: 1",
];

/// Texts that speak of levels, or in which `mật` is another word.
const FRIENDS: &[&str] = &[
    "",
    "bảo mật thông tin",
    "BẢO MẬT THÔNG TIN",
    "Kế hoạch bảo mật",
    "Luật Bảo vệ bí mật nhà nước",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "cơ mật",
    "mật độ dân số",
    "MẬT ĐỘ DÂN SỐ",
    "Mật độ thuê bao",
    "đổi mật khẩu",
    "MẬT KHẨU",
    "Mật ong",
    "phẫu thuật túi mật",
    "văn bản mật",
    "Tỷ lệ văn bản điện tử (trừ văn bản mật)",
    "TỶ LỆ VĂN BẢN ĐIỆN TỬ (TRỪ VĂN BẢN MẬT)",
    "Tỷ lệ hồ sơ, trừ hồ sơ MẬT",
    "Cam kết không tính văn bản mật",
    "Số văn bản mật của 5 đơn vị",
    "Xử lý hồ sơ mật theo quy định",
    "Hồ sơ mật độ dân số 2024",
    "Đã xác định độ mật: chưa",
    "A.B.C. 2024",
    "Văn bản MẬT không gửi qua hệ thống",
    "Tài liệu tuyệt mật phải được lưu riêng theo quy định",
    "Danh mục bí mật nhà nước độ Tuyệt mật, Tối mật của ngành",
    "gồm các độ mật: tuyệt mật, tối mật và mật",
    "Mẫu dấu “TUYỆT MẬT” được quy định tại Thông tư của Bộ",
    "Độ mật:",
    "ĐỘ MẬT",
    "Độ mật: Không",
    "Độ mật: Thường",
    "Mức độ mật",
    "Chúng tôi mất nhiều thời gian",
    "chung toi mat nhieu thoi gian",
    "be mat",
    "Tuyệt đối an toàn",
    "Mặt trận Tổ quốc",
];

/// Names of files and numbers of documents that bear a level.
const NAMED: &[&str] = &[
    "Công văn MẬT.pdf",
    "12-QĐ (Mật).pdf",
    "toi_mat.docx",
    "QD-TOI_MAT.pdf",
    "TUYỆT MẬT - kế hoạch.pdf",
    "tuyet-mat.pdf",
    "báo cáo tuyệt mật 2024.pdf",
    "mật",
    "01/MẬT",
    "01/mật",
    "7/BC-TỐI MẬT",
    "7/TUYỆTMẬT",
    "ＭẬＴ.pdf",
];

const NOT_NAMED: &[&str] = &[
    "",
    "bảo mật.pdf",
    "đổi mật khẩu.pdf",
    "mật độ dân số.pdf",
    "Luật Bảo vệ bí mật nhà nước.pdf",
    "Bảng tổng hợp (trừ văn bản mật).xlsx",
    "be mat.png",
    "bao-mat.pdf",
    "cơ mật",
    "105/QĐ-UBND",
    "7/BC-MTTQ",
];

#[test]
fn found_b4_l35_a_level_is_known_where_a_stamp_would_be_and_not_where_it_is_spoken_of() {
    let missed: Vec<&&str> = MARKS.iter().filter(|text| !bears_secrecy_mark(text)).collect();
    let taken: Vec<&&str> = FRIENDS.iter().filter(|text| bears_secrecy_mark(text)).collect();
    assert!(missed.is_empty() && taken.is_empty(), "not seen: {missed:?}\ntaken for a mark: {taken:?}");
}

#[test]
fn found_b4_l35_the_name_of_a_file_and_the_number_of_a_document_name_a_level_in_any_letters() {
    let missed: Vec<&&str> = NAMED.iter().filter(|text| !is_named_secret(text)).collect();
    let taken: Vec<&&str> = NOT_NAMED.iter().filter(|text| is_named_secret(text)).collect();
    assert!(missed.is_empty() && taken.is_empty(), "not seen: {missed:?}\ntaken for a level: {taken:?}");
}
