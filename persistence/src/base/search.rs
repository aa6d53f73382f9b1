//! Search: folded text is compared with folded text, so accents, case and the stroke of đ do not count (rule L44), and
//! the wildcards of SQL are escaped.

use domain::base::text::fold;
use sea_orm::sea_query::LikeExpr;

/// A LIKE pattern for texts that contain a text.
pub(crate) fn containing(text: &str) -> LikeExpr {
    pattern("%", text)
}

/// A LIKE pattern for texts that contain a text after a slash.
pub(crate) fn behind_a_slash(text: &str) -> LikeExpr {
    pattern("%/%", text)
}

fn pattern(before: &str, text: &str) -> LikeExpr {
    let mut pattern = before.to_owned();
    for letter in fold(text).chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
