//! Archive packages (gói tin lưu trữ): a bundle that bears for how long it is kept, with every version of every paper.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::privacy::record_rule::{RecordClass, RecordLabel, RecordTerm};
use persistence::base::store::Tx;

use crate::access::caller::Caller;
use crate::base::answer::RawResponse;
use crate::base::clock::Now;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::decision::DecisionPath;
use crate::honours::nomination::NominationPath;
use crate::printing::answer::PaperBundle;
use crate::printing::bundle::contents::Versions;
use crate::printing::bundle::facts::{Retention, RetentionDocument};
use crate::printing::bundle::{Tools, decided, dossier, made};

/// The label of a record as it stands in the package.
fn retention(label: RecordLabel) -> Retention {
    let RecordLabel { class, term, from_year, until_year, document } = label;
    let Citation { number, date, issuer, title, url, classification: _, file: _ } = document;
    let (permanent, years) = match term {
        RecordTerm::Years(years) => (false, Some(years)),
        RecordTerm::Permanent => (true, None),
    };
    Retention {
        class: class.as_str(),
        class_label: class.vi(),
        permanent,
        years,
        from_year,
        until_year,
        document: RetentionDocument { number, date, issuer, title, url },
    }
}

/// The label of a record; without a term that an administrator entered there is no package.
async fn labelled(tx: &Tx, (class, ended): (RecordClass, NaiveDate)) -> Result<Retention, Problem> {
    let label = tx.record_rule(class).await?.label(ended);
    label.map(retention).map_err(|reason| Problem::new(Kind::NotPrepared, reason))
}

/// Take the archive package of a nomination
///
/// *Lập gói tin lưu trữ hồ sơ đề nghị.* Callers who may read the nomination, once its work has ended: its award is public or
/// was revoked, or it ended without one. As its bundle, with every version of its papers, and with the label that says for
/// how long it is kept, counted from which year, by which document. 409 `RECORD_RULE_MISSING` until an administrator has set
/// the term of the class (`PUT /v1/record-rules/{records}`); 409 `PRINTING_NOT_SET_UP` without the printing program, because
/// what the service adds is PDF/A. A paper of the service that cannot be set, such as a letter with an emoji that no
/// font has, is listed as `NOT_PRINTED`, as in the bundle. Nothing is erased by it.
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/archive-package",
    responses((status = 200, description = "The package.")),
)]
pub(crate) async fn show_nomination_archive_package(
    Caller(actor): Caller,
    Now(at): Now,
    path: Path<NominationPath>,
    tools: Tools,
) -> Result<RawResponse<PaperBundle>, Problem> {
    let (id, order) = (path.0.nomination, tools.order(actor.account)?);
    let (contents, label) = tools
        .db
        .read(move |tx| async move {
            let (nomination, contents) = dossier(&tx, &actor, id, Versions::All).await?;
            Ok((contents, labelled(&tx, RecordClass::of_nomination(&nomination)?).await?))
        })
        .await?;
    made(order, (contents, Some(label)), at, &tools).await
}

/// Take the archive package of a decision
///
/// *Lập gói tin lưu trữ của quyết định.* Standing agency, appraisal agency, decision authority and auditor, once it is public.
/// As its bundle, under the same conditions as the archive package of a nomination.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/archive-package",
    responses((status = 200, description = "The package.")),
)]
pub(crate) async fn show_decision_archive_package(
    Caller(actor): Caller,
    Now(at): Now,
    path: Path<DecisionPath>,
    tools: Tools,
) -> Result<RawResponse<PaperBundle>, Problem> {
    let (id, order) = (path.0.decision, tools.order(actor.account)?);
    let (contents, label) = tools
        .db
        .read(move |tx| async move {
            let (decision, contents) = decided(&tx, &actor, id, Versions::All).await?;
            Ok((contents, labelled(&tx, RecordClass::of_decision(&decision)?).await?))
        })
        .await?;
    made(order, (contents, Some(label)), at, &tools).await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": show_nomination_archive_package, show_decision_archive_package);
}
