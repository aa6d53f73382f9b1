//! Award decisions (quyết định khen thưởng): recorded by the decision authority, immutable, published once.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::FileMetadata;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, CampaignId, CycleId, DecisionId, NominationId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::{name_key, tidy};
use crate::base::{calendar, wording};
use crate::honours::correction::{self, AwardCorrection, Correctable, CorrectionState};
use crate::honours::decision_number::{NumberHolder, NumberedPaper, SYMBOL_ENDING, is_symbol_of};
use crate::honours::integrity::IntegrityFlag;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::bars::SubjectName;
use crate::honours::nomination::workflow::NominationVerb;
use crate::honours::prize::{AwardPrize, Lacking, PrizeOf, prize_lacking, prize_on};
use crate::honours::reasons;
use crate::honours::regime::{BaseSalary, Regime};
use crate::papers::paper_file::{PaperBytes, PaperFiles};
use crate::planning::award::{AwardForm, Occasion, SubjectKind};
use crate::registry::level::IssuerClass;
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};

pub mod declared_file;
mod refused_entries;

/// Maximum number of recipients in one decision.
pub const RECIPIENTS_MAX: usize = 500;

wire_enum! {
    /// Whether a decision is public.
    DecisionState {
        /// Recorded (đã ban hành).
        Issued = "ISSUED",
        /// Public, with its awards (đã công khai).
        Published = "PUBLISHED",
    }
}

wire_enum! {
    /// What can be done to a decision; it is never edited (rule L17).
    DecisionVerb {
        /// Make it public (công khai).
        Publish = "PUBLISH",
        /// Compute prizes that could not be computed when it was recorded (bổ sung tiền thưởng).
        FillPrizes = "FILL_PRIZES",
    }
}

/// One recipient's award in a decision, with the names at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Award {
    /// Its identifier.
    pub id: AwardId,
    /// The nomination that it grants.
    pub nomination: NominationId,
    /// The movement of the cycle.
    pub campaign: CampaignId,
    /// The cycle.
    pub cycle: CycleId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The recipient's name.
    pub name: String,
    /// The recipient's unit.
    pub organisation: OrganisationId,
    /// The unit's name as it was then.
    pub organisation_name: String,
    /// The form of commendation.
    pub form: AwardForm,
    /// The occasion; it determines what the award counts as later (rule L16).
    pub occasion: Occasion,
    /// Whether the recipient belongs to no unit, and the unit only nominated them (rule S33).
    pub without_unit: bool,
    /// The prize money, computed for the day of the decision (rule L14); none for awards from before it was computed.
    pub prize: Option<AwardPrize>,
}

impl Award {
    /// The award as the table of prizes knows it: a decision of the provincial Chair grants it.
    const fn prize_of(&self) -> PrizeOf {
        PrizeOf { form: self.form, subject: self.subject_kind, issuer: IssuerClass::ProvincialChair }
    }

    /// Whether its prize has no amount yet.
    #[must_use]
    pub fn lacks_prize(&self) -> bool {
        self.prize.as_ref().is_none_or(|prize| prize.dong.is_none())
    }

    /// Why its prize has no amount (rule L15); none if it has one, or dates from before prizes were computed.
    #[must_use]
    pub fn prize_warning(&self, day: NaiveDate) -> Option<Reason> {
        let prize = self.prize.as_ref().filter(|prize| prize.dong.is_none())?;
        let lacking = Lacking {
            regime: prize.regime.is_none(),
            coefficient: prize.coefficient_hundredths.is_none(),
            salary: prize.base_salary_dong.is_none(),
        };
        prize_lacking(self.prize_of(), day, &lacking)
    }
}

/// The data of the signed paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionPaper {
    /// The number, such as 335.
    pub number: i64,
    /// Number and symbol, such as `335/QĐ-UBND`.
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

/// An award decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its identifier.
    pub id: DecisionId,
    /// The unit that holds the decision authority's function.
    pub issuer: OrganisationId,
    /// The data of the signed paper.
    pub paper: DecisionPaper,
    /// The recipients.
    pub awards: Vec<Award>,
    /// The earlier decision that it corrects (rule L17).
    pub corrects: Option<DecisionId>,
    /// What it corrects of the awards of that decision (rule P06).
    pub corrections: Vec<AwardCorrection>,
    /// The movements of its awards, and of those of the decision that it corrects, each once (rule M02).
    pub movements: Vec<CampaignId>,
    /// The digest of the sheet that was seen before it was signed.
    pub sheet: Option<String>,
    /// Whether the bytes of its paper must be kept before it is public; false for what was recorded before bytes were kept.
    pub bytes_required: bool,
    /// Whether it is public.
    pub state: DecisionState,
    /// When it became public.
    pub published_at: Option<DateTime<Utc>>,
    /// The revision number.
    pub revision: Revision,
}

/// One nomination that a decision grants.
#[derive(Clone, Debug)]
pub struct Grantee {
    /// The award's identifier.
    pub award: AwardId,
    /// The nomination.
    pub nomination: Nomination,
    /// The integrity entries against subjects of its unit and of the unit's predecessors (rule L01).
    pub flags: Vec<IntegrityFlag>,
    /// Every name of the unit and of its predecessors, if the subject is the unit itself.
    pub subject_names: Vec<SubjectName>,
}

/// What a decision needs besides its paper.
#[derive(Clone, Debug, Default)]
pub struct Grounds<'a> {
    /// The earlier decision that it corrects (rule L17).
    pub corrects: Option<&'a Decision>,
    /// What it corrects of the awards of that decision (rule P06).
    pub corrections: Vec<Correctable>,
    /// The digest of the signing sheet that was checked.
    pub sheet: Option<String>,
    /// The legal regimes, for the prize (rule L14).
    pub regimes: &'a [Regime],
    /// The base salaries.
    pub salaries: &'a [BaseSalary],
}

/// The earlier decision that another one corrects, in its present state (rule L17).
#[derive(Clone, Copy, Debug)]
pub struct Corrected<'a> {
    /// The decision.
    pub decision: &'a Decision,
    /// Which of its awards were revoked.
    pub revoked: &'a [AwardId],
}

/// The changes of one decision: it is recorded, and every nomination in it is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Granting {
    /// The decision.
    pub decision: Step<Decision>,
    /// The nominations, granted or published.
    pub nominations: Vec<Step<Nomination>>,
    /// The public changes to announce; empty before the decision is public.
    pub announced: Announcement,
}

/// The prizes that were computed after their decision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Filling {
    /// The decision with them.
    pub decision: Step<Decision>,
    /// The prizes, by award; an award itself never changes.
    pub prizes: Vec<(AwardId, AwardPrize)>,
    /// The public changes to announce: none, because prizes are not public.
    pub announced: Announcement,
}

impl Decision {
    /// The year in which its number is unique for its issuer (rule L13).
    #[must_use]
    pub fn year(&self) -> i32 {
        self.paper.date.year()
    }

    /// The paper with its number, which no other paper may have (rule L13).
    #[must_use]
    pub fn numbered(&self) -> NumberedPaper {
        let DecisionPaper { number, symbol, date, signer, title: _, file: _ } = &self.paper;
        NumberedPaper {
            issuer: self.issuer,
            holder: NumberHolder::Granting,
            number: *number,
            symbol: symbol.clone(),
            date: *date,
            signer: signer.clone(),
        }
    }

    /// What somebody has to know of it: which values its prizes lack (rule L15), each once, and that a decision from before
    /// corrections were entered changes no award.
    #[must_use]
    pub fn warnings(&self) -> Vec<Reason> {
        let mut warnings: Vec<Reason> = Vec::new();
        for warning in self.awards.iter().filter_map(|award| award.prize_warning(self.paper.date)) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        if self.corrects.is_some() && self.awards.is_empty() && self.corrections.is_empty() {
            warnings.push(reasons::correction_changes_no_award());
        }
        warnings
    }

    /// Records the signed decision and grants every nomination in it. `refused_entries` names each that hinders it.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the decision authority (rule S13) or by the four-eyes rule (L19); `WrongState` for a
    /// nomination that is not submitted to the chair (rule S23) or whose subject is barred (rule L01), and for an award
    /// that was revoked or whose last correction is not public yet; `Invalid` for an incomplete paper (rule L13), a day
    /// before a dossier was received (rule L39), a correction of another issuer's decision (rule L17), or one that changes
    /// nothing (rule P06).
    pub fn issue(
        id: DecisionId,
        paper: DecisionPaper,
        grantees: Vec<Grantee>,
        grounds: Grounds<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Granting, Refusal> {
        let author = actor.must(Permission::DecideNomination, None)?;
        let Grounds { corrects, corrections, sheet, regimes, salaries } = grounds;
        let Some(issuer) = author.organisation else { return Err(Refusal::Invalid(Vec::new())) };
        corrections.iter().try_for_each(|one| one.must_be_open(actor))?;
        let paper = clean(paper, at)?;
        let mut violations = unfit(&paper, &grantees, (corrects, &corrections), issuer);
        let corrections = correct(corrections, corrects, paper.date, (regimes, salaries), &mut violations);
        violations.refuse_if_any()?;
        grantees.iter().try_for_each(|one| one.must_be_open(actor))?;
        let mut awards = Vec::with_capacity(grantees.len());
        let mut granted = Vec::with_capacity(grantees.len());
        for Grantee { award, nomination, flags: _, subject_names: _ } in grantees {
            let award = Award {
                id: award,
                nomination: nomination.id,
                campaign: nomination.campaign,
                cycle: nomination.cycle,
                subject_kind: nomination.dossier.subject.kind,
                name: nomination.dossier.subject.name.clone(),
                organisation: nomination.organisation,
                organisation_name: nomination.organisation_name.clone(),
                form: nomination.dossier.award_form,
                occasion: nomination.occasion,
                without_unit: nomination.dossier.subject.without_unit,
                prize: None,
            };
            // Rule L14: the prize of the day of the decision; the day of receipt of the dossier does not matter (L39).
            let prize = Some(prize_on(regimes, salaries, paper.date, award.prize_of()).into());
            awards.push(Award { prize, ..award });
            granted.push(nomination.award(id, actor, at)?);
        }
        let own = awards.iter().map(|award| award.campaign);
        let corrected = corrects.into_iter().flat_map(|earlier| &earlier.movements).copied();
        let mut movements: Vec<CampaignId> = own.chain(corrected).collect();
        movements.sort_unstable();
        movements.dedup();
        let event = Event::new(EventKind::DecisionIssued, Concept::Decision, id.0, author, at)
            .of(issuer)
            .between(None, DecisionState::Issued.as_str())
            .because(&paper.symbol)
            .changing(seen(sheet.as_deref(), corrects, &corrections));
        let decision = Self {
            id,
            issuer,
            paper,
            awards,
            corrects: corrects.map(|earlier| earlier.id),
            corrections,
            movements,
            sheet,
            bytes_required: true,
            state: DecisionState::Issued,
            published_at: None,
            revision: Revision::FIRST,
        };
        let announced = Announcement::new(Vec::new());
        Ok(Granting { decision: Step::new(decision, event), nominations: granted, announced })
    }

    /// Whether the bytes of its paper are kept, under the hash that it declares.
    #[must_use]
    pub fn bytes(&self, files: &PaperFiles) -> PaperBytes {
        files.bytes(None, Some(&self.paper.file.sha256))
    }

    /// What it corrects in public; what else is in `corrections` is for the agencies alone.
    pub fn public_corrections(&self) -> impl Iterator<Item = &AwardCorrection> {
        self.corrections.iter().filter(|one| one.public)
    }

    /// Whether it never becomes public, because all that it does is to correct awards that were revoked meanwhile (rule
    /// L18). What a decision does besides is not held up by an award that is gone.
    #[must_use]
    pub fn is_overtaken(&self, revoked: &[AwardId]) -> bool {
        let gone = |one: &AwardCorrection| one.state(revoked) == CorrectionState::AwardRevoked;
        self.state == DecisionState::Issued
            && self.awards.is_empty()
            && !self.corrections.is_empty()
            && self.corrections.iter().all(gone)
    }

    /// Whether the actor may publish it now; these of the awards that it corrects were revoked.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing or the appraisal agency; `WrongState` once it is public, if it is
    /// overtaken by revocations (rule L18), and while the bytes of its paper are not kept (rules L13, P05).
    pub fn may_publish(&self, files: &PaperFiles, revoked: &[AwardId], actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must_in_all(Permission::PublishDecision, &self.movements)?;
        if self.is_overtaken(revoked) {
            return Err(Refusal::WrongState(reasons::award_revoked_before_correction()));
        }
        match self.state {
            DecisionState::Issued if self.bytes_required && self.bytes(files) != PaperBytes::Kept => {
                Err(Refusal::WrongState(reasons::decision_bytes_missing(&self.paper.file.sha256)))
            }
            DecisionState::Issued => Ok(author),
            DecisionState::Published => Err(Refusal::WrongState(reasons::decision_published())),
        }
    }

    /// Every step, with the reason if the actor may not take it now; these of the awards that it corrects were revoked.
    #[must_use]
    pub fn transitions(&self, files: &PaperFiles, revoked: &[AwardId], actor: &Actor) -> Vec<Transition> {
        let closed = |verb: DecisionVerb| match verb {
            DecisionVerb::Publish => self.may_publish(files, revoked, actor).err(),
            DecisionVerb::FillPrizes => self.may_fill_prizes(actor).err(),
        };
        DecisionVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), closed(*verb))).collect()
    }

    /// Publishes the decision and its awards, and what it corrects of awards that stand. The public is told of a
    /// correction if the earlier decision is public.
    ///
    /// # Errors
    /// See `may_publish`.
    pub fn publish(
        self,
        nominations: Vec<Nomination>,
        corrected: Option<Corrected<'_>>,
        files: &PaperFiles,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Granting, Refusal> {
        let revoked = corrected.map(|earlier| earlier.revoked).unwrap_or_default();
        let author = self.may_publish(files, revoked, actor)?;
        let nominations = nominations
            .into_iter()
            .map(|nomination| nomination.publish(actor, at))
            .collect::<Result<Vec<Step<Nomination>>, Refusal>>()?;
        let event = Event::new(EventKind::DecisionPublished, Concept::Decision, self.id.0, author, at)
            .of(self.issuer)
            .between(Some(self.state.as_str()), DecisionState::Published.as_str());
        let corrections = correction::published(self.corrections, revoked);
        let decision = Self { corrections, state: DecisionState::Published, published_at: Some(at), ..self };
        let announced = decision.announced(corrected, at);
        Ok(Granting { decision: Step::new(decision, event), nominations, announced })
    }

    /// Whether the actor may fill prizes that could not be computed.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing or the appraisal agency; `WrongState` if every award has its prize.
    pub fn may_fill_prizes(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must_in_all(Permission::PublishDecision, &self.movements)?;
        if self.awards.iter().any(Award::lacks_prize) {
            return Ok(author);
        }
        Err(Refusal::WrongState(reasons::prizes_complete()))
    }

    /// Computes the prizes that had no amount, from what has been entered since, for the day of the decision (rules L14,
    /// L15). Amounts that were there stay, whatever has changed since.
    ///
    /// # Errors
    /// See `may_fill_prizes`; `WrongState` if still none can be computed, with what is missing.
    pub fn fill_prizes(
        self,
        (regimes, salaries): (&[Regime], &[BaseSalary]),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Filling, Refusal> {
        let author = self.may_fill_prizes(actor)?;
        let day = self.paper.date;
        let (mut prizes, mut missing) = (Vec::new(), None);
        for award in self.awards.iter().filter(|award| award.lacks_prize()) {
            let prize = prize_on(regimes, salaries, day, award.prize_of());
            match prize.dong {
                Some(_) => prizes.push((award.id, AwardPrize { filled_at: Some(at), ..prize.into() })),
                None => missing = missing.or(prize.warning),
            }
        }
        if let (true, Some(missing)) = (prizes.is_empty(), missing) {
            return Err(Refusal::WrongState(missing));
        }
        let changes = prizes.iter().map(|(award, prize)| {
            let dong = prize.dong.unwrap_or_default();
            Change::new(format!("awards.{award}.prize"), None, Some(format!("{dong} đồng")))
        });
        let event = Event::new(EventKind::PrizesFilled, Concept::Decision, self.id.0, author, at)
            .of(self.issuer)
            .because(&self.paper.symbol)
            .changing(changes.collect());
        let filled = |award: Award| match prizes.iter().find(|(id, _)| *id == award.id) {
            Some((_, prize)) => Award { prize: Some(prize.clone()), ..award },
            None => award,
        };
        let awards = self.awards.into_iter().map(filled).collect();
        let announced = Announcement::new(Vec::new());
        Ok(Filling { decision: Step::new(Self { awards, ..self }, event), prizes, announced })
    }

    fn announced(&self, corrected: Option<Corrected<'_>>, at: DateTime<Utc>) -> Announcement {
        let told = |kind: PublicChangeKind, award: &Award| PublicChange {
            kind,
            subject: award.id.0,
            at,
            detail: ChangeDetail {
                cycle: Some(award.cycle),
                organisation: Some(award.organisation),
                decision_symbol: Some(self.paper.symbol.clone()),
                ..ChangeDetail::default()
            },
        };
        let mut changes: Vec<PublicChange> =
            self.awards.iter().map(|award| told(PublicChangeKind::AwardPublished, award)).collect();
        let public = corrected.filter(|earlier| earlier.decision.state == DecisionState::Published);
        if let Some(Corrected { decision, revoked }) = public {
            // A decision that names no award corrects the earlier one as a whole.
            let whole = self.corrections.is_empty();
            let named = |award: &Award| whole || self.public_corrections().any(|one| one.award == award.id);
            let standing = decision.awards.iter().filter(|award| named(award) && !revoked.contains(&award.id));
            changes.extend(standing.map(|award| told(PublicChangeKind::AwardCorrected, award)));
        }
        Announcement::new(changes)
    }
}

/// Further changes for the audit trail: the digest of the signing sheet, the corrected decision, and what is corrected.
fn seen(sheet: Option<&str>, corrects: Option<&Decision>, corrections: &[AwardCorrection]) -> Vec<Change> {
    let sheet = sheet.map(|digest| ("sheet", digest.to_owned()));
    let corrects = corrects.map(|earlier| ("corrects", earlier.paper.symbol.clone()));
    let plain = sheet.into_iter().chain(corrects).map(|(field, after)| Change::new(field, None, Some(after)));
    let corrected = corrections.iter().flat_map(|one| {
        let AwardCorrection { id: _, award, number: _, ground: _, reason: _, before, after, prize, public: _ } = one;
        let written = [
            ("name", &before.name, &after.name),
            ("organisationName", &before.organisation_name, &after.organisation_name),
        ];
        let written =
            written.into_iter().filter(|(_, before, after)| before != after).map(move |(field, before, after)| {
                Change::new(format!("awards.{award}.{field}"), Some(before.clone()), Some(after.clone()))
            });
        let prize = prize.as_ref().map(|prize| {
            let dong = prize.dong.unwrap_or_default();
            Change::new(format!("awards.{award}.prize"), None, Some(format!("{dong} đồng")))
        });
        written.chain(prize)
    });
    plain.chain(corrected).collect()
}

/// What a decision of a day corrects of the awards of an earlier one (rule P06). The prize stays that of the day of the
/// earlier decision (rule L14).
fn correct(
    list: Vec<Correctable>,
    corrects: Option<&Decision>,
    day: NaiveDate,
    (regimes, salaries): (&[Regime], &[BaseSalary]),
    violations: &mut Violations,
) -> Vec<AwardCorrection> {
    let Some(earlier) = corrects else { return Vec::new() };
    let mut corrections: Vec<AwardCorrection> = Vec::new();
    for (place, one) in list.into_iter().enumerate() {
        let place = format!("/corrections/{place}");
        let Some(award) = earlier.awards.iter().find(|award| award.id == one.change.award) else {
            violations.add(format!("{place}/award"), reasons::correction_of_other_decision());
            continue;
        };
        if corrections.iter().any(|other| other.award == award.id) {
            violations.add(format!("{place}/award"), reasons::correction_twice());
            continue;
        }
        if one.stands.last.is_some_and(|last| day < last) {
            violations.add("/date", reasons::correction_unfit());
        }
        let anew = one.change.recomputes_prize;
        let prize = anew.then(|| prize_on(regimes, salaries, earlier.paper.date, award.prize_of()));
        let correction = one.settle(prize, &place, violations);
        let taken = |other: &Award| {
            other.id != award.id
                && (other.organisation, other.subject_kind) == (award.organisation, award.subject_kind)
                && name_key(&other.name) == name_key(&correction.after.name)
        };
        if correction.before.name != correction.after.name && earlier.awards.iter().any(taken) {
            violations.add(format!("{place}/name"), reasons::correction_names_another());
        }
        corrections.push(correction);
    }
    corrections
}

/// Rules L17, L39 and P06: a decision grants dossiers received by its day, or corrects something of an earlier one of the
/// same issuer.
fn unfit(
    paper: &DecisionPaper,
    grantees: &[Grantee],
    (corrects, corrections): (Option<&Decision>, &[Correctable]),
    issuer: OrganisationId,
) -> Violations {
    let mut violations = Violations::default();
    let received = grantees.iter().filter_map(|grantee| grantee.nomination.last(NominationVerb::Receive));
    if let Some(last) = received.map(|act| calendar::day_of(act.at)).max().filter(|last| paper.date < *last) {
        violations.add("/date", reasons::decision_before_dossier(wording::date(last), last));
    }
    match (corrects, corrections) {
        (None, []) if grantees.is_empty() => violations.add("/nominations", reasons::nominations_missing()),
        (Some(_), []) if grantees.is_empty() => {
            violations.add("/corrections", reasons::correction_changes_nothing());
        }
        (None, [_, ..]) => violations.add("/corrects", reasons::corrected_decision_missing()),
        (None | Some(_), _) => {}
    }
    if corrects.is_some_and(|earlier| earlier.issuer != issuer || paper.date < earlier.paper.date) {
        violations.add("/corrects", reasons::correction_unfit());
    }
    violations
}

/// Rule L13.
fn clean(paper: DecisionPaper, at: DateTime<Utc>) -> Result<DecisionPaper, Refusal> {
    let DecisionPaper { number, symbol, date, signer, title, file } = paper;
    let paper = DecisionPaper { number, symbol: tidy(&symbol), date, signer: tidy(&signer), title: tidy(&title), file };
    let mut violations = Violations::default();
    if number < 1 {
        violations.add("/number", reasons::number_out_of_range());
    }
    if !is_symbol_of(&paper.symbol, number) {
        violations.add("/symbol", reasons::symbol_malformed(number, SYMBOL_ENDING));
    }
    if calendar::day_of(at) < date {
        violations.add("/date", reasons::date_in_future_of_decision());
    }
    violations.demand_text("/signer", &paper.signer);
    violations.demand_open_text("/title", &paper.title);
    paper.file.check("/file", &mut violations);
    violations.refuse_if_any()?;
    Ok(paper)
}
