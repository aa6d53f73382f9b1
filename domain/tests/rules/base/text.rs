//! Tidying a tidy text changes nothing (rule L44).

use domain::base::text::{fold, tidy};
use proptest::prelude::*;
use unicode_normalization::is_nfc;

/// Vietnamese letters, combining accents, odd spaces and control characters.
fn writing() -> impl Strategy<Value = String> {
    let letters = prop_oneof![
        any::<char>(),
        proptest::sample::select(
            "aăâeêioôơuưyđĐẾệỘNnSs \t\n\u{a0}\u{301}\u{302}\u{309}\u{323}\u{31b}\u{0}\u{200b}"
                .chars()
                .collect::<Vec<char>>()
        ),
    ];
    proptest::collection::vec(letters, 0..24).prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    /// Rule L44.
    #[test]
    fn l44_tidy_text_is_composed_single_spaced_and_stays_so(raw in writing()) {
        let tidied = tidy(&raw);
        prop_assert!(is_nfc(&tidied), "{tidied:?}");
        prop_assert!(!tidied.contains("  ") && tidied.trim() == tidied && !tidied.chars().any(char::is_control));
        prop_assert_eq!(&tidied, &tidy(&tidied));
    }

    /// Rule L44: folding is idempotent, and tidying before it changes nothing.
    #[test]
    fn l44_folding_is_done_once(raw in writing()) {
        let folded = fold(&raw);
        prop_assert_eq!(&folded, &fold(&folded));
        prop_assert_eq!(&folded, &fold(&tidy(&raw)));
    }
}

/// Rule L44: names that look the same are found as the same.
#[test]
fn l44_composed_and_decomposed_spellings_are_the_same_text() {
    assert_eq!(tidy("Tra\u{302}\u{300}n Đe\u{302}\u{300}"), "Trần Đề");
    assert_eq!(fold("Thị xã Vĩnh Châu"), "thi xa vinh chau");
    assert_eq!(fold("Ủy ban Mặt trận Tổ quốc"), fold("uy ban mat tran to quoc"));
    assert_eq!(tidy(" \u{0}\t"), "");
    assert_eq!(fold("Tổ \u{301} Tin học"), "to tin hoc", "an accent that stands alone is no word");
}
