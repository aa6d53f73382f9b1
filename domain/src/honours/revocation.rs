//! The revocation of an award (hủy bỏ quyết định khen thưởng, thu hồi hiện vật và tiền thưởng): on four grounds of the
//! law, by a further decision, once; then money and certificate are recovered (rule L18).
//!
//! Nothing is deleted: the award stays, and its public data says that it was revoked.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::{Citation, FileMetadata};
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, OrganisationId, Revision, RevocationId, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::honours::decision_number::{NumberHolder, NumberedPaper, SYMBOL_ENDING, bare, is_symbol_of};
use crate::honours::granted_award::GrantedAward;
use crate::honours::reasons;
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};

wire_enum! {
    /// Why an award is revoked (Law 06/2022/QH15, chapter VII; rule L18).
    RevocationGround {
        /// Fraud in declaring achievements (gian dối trong kê khai thành tích).
        Fraud = "FRAUD",
        /// False information or forged papers (cung cấp thông tin sai, giả mạo hồ sơ, giấy tờ).
        FalseDocument = "FALSE_DOCUMENT",
        /// Appraised, approved or nominated contrary to law (thẩm định, xét duyệt, đề nghị trái pháp luật).
        UnlawfulProcedure = "UNLAWFUL_PROCEDURE",
        /// A competent conclusion or judgment of a violation in the period of the achievement (có kết luận vi phạm).
        ViolationConcluded = "VIOLATION_CONCLUDED",
    }
}

wire_enum! {
    /// Thing to recover after a revocation.
    RecoveredItem {
        /// The prize money (tiền thưởng).
        Money = "MONEY",
        /// The certificate (Bằng khen, Giấy khen).
        Certificate = "CERTIFICATE",
    }
}

wire_enum! {
    /// What can be done about an award after its decision is public.
    AwardVerb {
        /// Revoke it (hủy bỏ).
        Revoke = "REVOKE",
        /// Record what was recovered (thu hồi).
        Recover = "RECOVER",
    }
}

/// The data of the signed decision that revokes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokingPaper {
    /// The number, such as 412.
    pub number: i64,
    /// Number and symbol, such as `412/QĐ-UBND`.
    pub symbol: String,
    /// The day it was signed.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// Its abstract (trích yếu).
    pub title: String,
    /// The file.
    pub file: FileMetadata,
}

impl RevokingPaper {
    /// The paper with its number; only the same paper may have the number again, for a further award (rule L13).
    #[must_use]
    pub fn numbered(&self, issuer: OrganisationId) -> NumberedPaper {
        let Self { number, symbol, date, signer, title: _, file: _ } = self;
        NumberedPaper {
            issuer,
            holder: NumberHolder::Revoking,
            number: *number,
            symbol: symbol.clone(),
            date: *date,
            signer: signer.clone(),
        }
    }
}

/// Something that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// What was recovered.
    pub item: RecoveredItem,
    /// The day of the recovery.
    pub date: NaiveDate,
    /// The paper that proves it, such as the minutes of the return.
    pub document: Citation,
}

/// The revocation of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Its identifier.
    pub id: RevocationId,
    /// The award.
    pub award: AwardId,
    /// The ground of the law.
    pub ground: RevocationGround,
    /// The revoking decision.
    pub paper: RevokingPaper,
    /// The findings.
    pub reason: String,
    /// When it was recorded.
    pub revoked_at: DateTime<Utc>,
    /// The recovered items, one entry each.
    pub recoveries: Vec<Recovery>,
    /// The revision number.
    pub revision: Revision,
}

/// The content of a revocation: its ground, its decision, its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationContent {
    /// The ground of the law.
    pub ground: RevocationGround,
    /// The revoking decision.
    pub paper: RevokingPaper,
    /// The findings.
    pub reason: String,
}

/// The changes of one revocation: it is recorded, and its decision is registered under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Revoking {
    /// The revocation.
    pub revocation: Step<Revocation>,
    /// The revoking decision with its number (rule L13).
    pub paper: NumberedPaper,
    /// The public change to announce: copies of the award must be deleted.
    pub announced: Announcement,
}

/// The items recovered on one day under one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The items.
    pub items: Vec<RecoveredItem>,
    /// The day.
    pub date: NaiveDate,
    /// The paper.
    pub document: Citation,
}

impl Revocation {
    /// Whether the actor may revoke the award now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the decision authority; `WrongState` while the decision is not public; `Taken` for an
    /// award that was revoked before (rule L18).
    pub fn may_revoke(award: &GrantedAward, before: Option<&Self>, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::RevokeAward, None)?;
        award.must_be_public()?;
        match before {
            None => Ok(author),
            Some(_) => Err(Refusal::Taken(revoked_before())),
        }
    }

    /// Revokes an award by a further decision. One decision may revoke many awards; persistence checks that no other
    /// paper has its number.
    ///
    /// # Errors
    /// See `may_revoke`; `Invalid` for an incomplete paper (rule L13), one dated before the award, or no reason.
    pub fn revoke(
        id: RevocationId,
        (award, before): (&GrantedAward, Option<&Self>),
        content: RevocationContent,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Revoking, Refusal> {
        let author = Self::may_revoke(award, before, actor)?;
        let Some(issuer) = author.organisation else { return Err(Refusal::Invalid(Vec::new())) };
        let RevocationContent { ground, paper, reason } = clean(content, award, at)?;
        let event = Event::new(EventKind::AwardRevoked, Concept::Revocation, id.0, author, at)
            .of(award.organisation)
            .between(None, ground.as_str())
            .because(&format!("{}: {reason}", paper.symbol));
        let numbered = paper.numbered(issuer);
        let detail = ChangeDetail {
            cycle: Some(award.cycle),
            organisation: Some(award.organisation),
            decision_symbol: Some(paper.symbol.clone()),
            ..ChangeDetail::default()
        };
        let told = PublicChange { kind: PublicChangeKind::AwardRevoked, subject: award.id.0, at, detail };
        let (revoked_at, recoveries, revision) = (at, Vec::new(), Revision::FIRST);
        let revocation = Self { id, award: award.id, ground, paper, reason, revoked_at, recoveries, revision };
        let announced = Announcement::new(vec![told]);
        Ok(Revoking { revocation: Step::new(revocation, event), paper: numbered, announced })
    }

    /// The items that are not recovered yet.
    #[must_use]
    pub fn due(&self) -> Vec<RecoveredItem> {
        let back = |item: &RecoveredItem| self.recoveries.iter().any(|recovery| recovery.item == *item);
        RecoveredItem::ALL.iter().copied().filter(|item| !back(item)).collect()
    }

    /// Whether money or certificate is not recovered yet (rule L18).
    #[must_use]
    pub fn recovery_due(&self) -> bool {
        !self.due().is_empty()
    }

    /// Whether the actor may record a recovery now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing or the appraisal agency; `WrongState` for an award that was not
    /// revoked, or once everything is recovered.
    pub fn may_recover(award: &GrantedAward, revocation: Option<&Self>, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::PublishDecision, award.campaign)?;
        match revocation {
            None => Err(not_revoked()),
            Some(revocation) if !revocation.recovery_due() => Err(Refusal::WrongState(reasons::recovery_complete())),
            Some(_) => Ok(author),
        }
    }

    /// The revocation after which something is still to be recovered.
    ///
    /// # Errors
    /// See `may_recover`.
    pub fn recoverable(award: &GrantedAward, revocation: Option<Self>, actor: &Actor) -> Result<Self, Refusal> {
        Self::may_recover(award, revocation.as_ref(), actor)?;
        revocation.ok_or_else(not_revoked)
    }

    /// Records the recovery of money and certificate, together or one after the other.
    ///
    /// # Errors
    /// See `may_recover`; `Invalid` for items that are named twice or were recovered before, a day before the
    /// revocation or in the future, or an incomplete citation.
    pub fn recover(
        self,
        award: &GrantedAward,
        returned: Returned,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = Self::may_recover(award, Some(&self), actor)?;
        let Returned { items, date, document } = returned;
        let document = document.tidied();
        let mut violations = Violations::default();
        let due = self.due();
        for (place, item) in items.iter().enumerate() {
            let twice = items.iter().take(place).any(|other| other == item);
            if twice || !due.contains(item) {
                violations.add(format!("/items/{place}"), reasons::item_recovered());
            }
        }
        if items.is_empty() {
            violations.add("/items", reasons::items_missing());
        }
        if date < self.paper.date || calendar::day_of(at) < date {
            violations.add("/date", reasons::date_unfit_of_recovery());
        }
        document.check_written("/document", "L18", at, &mut violations);
        violations.refuse_if_any()?;
        let words: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
        let event = Event::new(EventKind::AwardRecovered, Concept::Revocation, self.id.0, author, at)
            .of(award.organisation)
            .because(&words.join(", "));
        let mut recoveries = self.recoveries;
        recoveries.extend(items.into_iter().map(|item| Recovery { item, date, document: document.clone() }));
        Ok(Step::new(Self { recoveries, ..self }, event))
    }
}

fn not_revoked() -> Refusal {
    Refusal::WrongState(reasons::award_not_revoked())
}

/// Every step about an award, with the reason if the actor may not take it now.
#[must_use]
pub fn transitions(award: &GrantedAward, revocation: Option<&Revocation>, actor: &Actor) -> Vec<Transition> {
    let closed = |verb: AwardVerb| match verb {
        AwardVerb::Revoke => Revocation::may_revoke(award, revocation, actor).err(),
        AwardVerb::Recover => Revocation::may_recover(award, revocation, actor).err(),
    };
    AwardVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), closed(*verb))).collect()
}

/// Rules L13, L18.
fn clean(content: RevocationContent, award: &GrantedAward, at: DateTime<Utc>) -> Result<RevocationContent, Refusal> {
    let RevocationContent { ground, paper, reason } = content;
    let RevokingPaper { number, symbol, date, signer, title, file } = paper;
    let (symbol, signer, title, reason) = (tidy(&symbol), tidy(&signer), tidy(&title), tidy(&reason));
    let mut violations = Violations::default();
    if number < 1 {
        violations.add("/number", reasons::number_out_of_range());
    }
    if !is_symbol_of(&symbol, number) {
        violations.add("/symbol", reasons::symbol_malformed(number, SYMBOL_ENDING));
    } else if bare(&symbol) == bare(&award.decision.symbol) && date.year() == award.decision.date.year() {
        violations.add("/symbol", reasons::symbol_of_award());
    }
    if date < award.decision.date || calendar::day_of(at) < date {
        violations.add("/date", reasons::date_unfit_of_revocation());
    }
    violations.demand_text("/signer", &signer);
    violations.demand_open_text("/title", &title);
    file.check("/file", &mut violations);
    violations.demand_text("/reason", &reason);
    violations.refuse_if_any()?;
    let paper = RevokingPaper { number, symbol, date, signer, title, file };
    Ok(RevocationContent { ground, paper, reason })
}

/// Why an award that was revoked before is not revoked again.
#[must_use]
pub fn revoked_before() -> Reason {
    reasons::award_revoked()
}
