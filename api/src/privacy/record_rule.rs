//! For how long records are kept, as the label of an archive package says.

use domain::base::ids::Revision;
use domain::base::policy::Permission;
use domain::privacy::record_rule::{RecordClass, RecordRule, RecordTerm};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::PutCommand;
use crate::base::answer::Tagged;
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};

/// The term of a class of records to set.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"years": 20, "document": {"number": "105/QĐ-UBND", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Thời hạn bảo quản hồ sơ, tài liệu"}}))]
pub(crate) struct RecordRuleEdit {
    /// Number of years, 1 to 200, after the year in which the work ended; leave it out for records that are kept for ever,
    /// or to end the rule.
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200, example = 20)]
    #[serde(default)]
    years: Option<u16>,
    /// Whether they are kept for ever; not beside `years`.
    #[serde(default)]
    permanent: bool,
    /// The document that says so, also that the rule ends.
    #[validate(nested)]
    document: CitationBody,
}

/// Term of a class of records (thời hạn lưu trữ hồ sơ).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RecordRule)]
pub(crate) struct RecordRuleView {
    /// The class of records.
    class: RecordClass,
    /// Number of years after the year in which the work ended; absent for records that are kept for ever, and where no
    /// term is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 200, example = 20)]
    years: Option<u16>,
    /// Whether they are kept for ever.
    permanent: bool,
    /// The document that sets the rule; absent until a rule is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Revision number; the `ETag` contains the same number. It is 1 until a rule is set.
    revision: Revision,
}

impl From<RecordRule> for RecordRuleView {
    fn from(rule: RecordRule) -> Self {
        let RecordRule { id: _, class, term, document, revision } = rule;
        let (years, permanent) = match term {
            Some(RecordTerm::Years(years)) => (Some(years), false),
            Some(RecordTerm::Permanent) => (None, true),
            None => (None, false),
        };
        Self { class, years, permanent, document: document.map(CitationBody::from), revision }
    }
}

/// The path parameter that names a class of records.
#[derive(Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RecordRulePath {
    /// The class of records.
    #[param(inline)]
    records: RecordClass,
}

/// Show the term of a class of records
///
/// *Xem thời hạn lưu trữ hồ sơ.* Any signed-in caller. Without `years` and `permanent` there is no archive package of the
/// class.
#[utoipa::path(get, path = "/record-rules/{records}", responses((status = 200, description = "The rule.")))]
pub(crate) async fn show_record_rule(
    Caller(actor): Caller,
    path: Path<RecordRulePath>,
    db: Db,
) -> Result<Tagged<RecordRuleView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let rule = db.ask(move |tx| async move { Ok(tx.record_rule(path.0.records).await?) }).await?;
    Tagged::new(rule.revision, &RecordRuleView::from(rule))
}

/// Set the term of a class of records
///
/// *Quy định thời hạn lưu trữ hồ sơ.* Administrator, under a document (rule L36). The term is counted from the year in which
/// the work ended, and stands on the label of archive packages. Nothing is erased by it. The classes:
/// `PROVINCIAL_AWARD`, decisions of the provincial Chair and the dossiers that they granted; `UNSUCCESSFUL_NOMINATION`,
/// dossiers that were withdrawn, not awarded or not eligible.
#[utoipa::path(put, path = "/record-rules/{records}", responses((status = 200, description = "Said.")))]
pub(crate) async fn edit_record_rule(
    request: PutCommand<RecordRulePath, RecordRuleEdit>,
    db: Db,
) -> Result<Tagged<RecordRuleView>, Problem> {
    let PutCommand { actor, at, path, expected, body: RecordRuleEdit { years, permanent, document } } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageRetention, None)?;
        let rule = tx.record_rule(path.records).await?;
        expected.must_be(rule.revision)?;
        let rule = tx.save_record_rule(rule.set((years, permanent), document.into(), &actor, at)?).await?;
        Tagged::new(rule.revision, &RecordRuleView::from(rule))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "personal-data": show_record_rule, edit_record_rule);
}
