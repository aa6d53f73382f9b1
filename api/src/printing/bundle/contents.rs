//! What a bundle holds: the papers of a dossier or a decision as they stand at one moment, and what is said of them.
//!
//! Everything is read in one unit of work; bytes are named by their hash here and read afterwards.

use std::collections::{BTreeSet, HashMap};

use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, NominationId, OrganisationId, SessionMinutesId};
use domain::base::policy::Permission;
use domain::base::wording::numbered;
use domain::honours::council::SessionMinutes;
use domain::honours::decision::{Award, Decision};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::dossier::Paper;
use domain::honours::nomination::workflow::NominationState;
use domain::papers::paper_file::{PaperBytes, PaperFile, PaperFiles, PaperOwner};
use domain::planning::award::PaperKind as DossierPaper;
use domain::planning::campaign::stationery::Stationery;
use persistence::base::store::Tx;
use persistence::registry::unit_label::UnitLabels;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::base::problem::Problem;
use crate::printing::award_decision;
use crate::printing::bundle::corrections::Corrections;
use crate::printing::bundle::facts::{Around, DecisionFacts, DossierFacts, Organ, Recorded};
use crate::printing::bundle::names::{slug, stem};
use crate::printing::index::Fact;
use crate::printing::layout::{Head, capital};
use crate::printing::minutes;
use crate::printing::notice;
use crate::printing::submission_letter;
use crate::printing::template::{PaperKind, stationery_of};

/// Which versions of a paper a bundle holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Versions {
    /// The one that counts.
    Counting,
    /// Earlier ones, too (rule L07).
    All,
}

/// Where a paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ItemState {
    /// Its bytes are in the bundle.
    Kept,
    /// Nobody uploaded its bytes.
    NotKept,
    /// Its bytes were destroyed.
    TakenDown,
    /// It belongs to a dossier that the caller may not read.
    NotReadable,
    /// The service could not set it as PDF.
    NotPrinted,
}

impl ItemState {
    /// What stands in the index where there is no file.
    pub(super) const fn vi(self) -> &'static str {
        match self {
            Self::Kept => "Có trong gói",
            Self::NotKept => "Chưa lưu tệp",
            Self::TakenDown => "Đã tiêu hủy tệp",
            Self::NotReadable => "Ngoài phạm vi được xem",
            Self::NotPrinted => "Chưa in được",
        }
    }
}

/// The bytes of a paper.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) sha256: String,
    pub(super) size_bytes: i64,
}

/// One paper.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its place in the bundle, if its bytes are there.
    pub(super) path: Option<String>,
    pub(super) recorded: Recorded,
    pub(super) state: ItemState,
    pub(super) version: Option<i64>,
    /// The bytes that were uploaded; a destroyed paper has their hash only.
    pub(super) content: Option<Content>,
}

/// A paper that the service sets itself.
#[derive(Debug)]
pub(super) struct Print {
    pub(super) path: String,
    pub(super) title: &'static str,
    pub(super) kind: PaperKind,
    pub(super) data: Value,
    pub(super) identifier: String,
}

/// Everything that a bundle is made of, but for the bytes.
#[derive(Debug)]
pub(crate) struct Contents {
    /// `NOMINATION` or `DECISION`.
    pub(super) of: &'static str,
    pub(super) id: Uuid,
    /// The file's name without its ending.
    pub(super) name: String,
    pub(super) head: Head,
    pub(super) about: String,
    pub(super) facts: Vec<Fact>,
    pub(super) stationery: Stationery,
    pub(super) decision: Option<DecisionFacts>,
    pub(super) dossiers: Vec<DossierFacts>,
    pub(super) items: Vec<Item>,
    pub(super) prints: Vec<Print>,
}

/// Papers in the order of the bundle.
struct Shelves {
    versions: Versions,
    /// To whom units write.
    addressee: String,
    items: Vec<Item>,
}

/// The paper of one thing: where it is kept, and which of the thing's papers it is.
#[derive(Clone, Copy)]
struct Place<'a> {
    folder: &'a str,
    name: &'a str,
    files: &'a PaperFiles,
    kind: Option<DossierPaper>,
    declared: Option<&'a str>,
}

const fn state(bytes: PaperBytes) -> ItemState {
    match bytes {
        PaperBytes::Kept => ItemState::Kept,
        PaperBytes::NotKept => ItemState::NotKept,
        PaperBytes::TakenDown => ItemState::TakenDown,
    }
}

impl Shelves {
    /// Adds the version of a paper that counts, and earlier ones if they are wanted.
    fn add(&mut self, place: Place<'_>, recorded: &Recorded) {
        let Place { folder, name, files, kind, declared } = place;
        let current = files.current(kind, declared);
        self.put(current, files, &format!("{folder}/{name}"), recorded.clone());
        if self.versions == Versions::Counting {
            return;
        }
        let others = files.files.iter().filter(|file| file.kind == kind && current.is_none_or(|one| one.id != file.id));
        for file in others {
            let path = format!("{folder}/phien-ban-khac/{name}-ban-{}", file.version);
            let title = format!("{} (bản tải lên lần {})", recorded.title, file.version);
            self.put(Some(file), files, &path, Recorded { title, ..recorded.clone() });
        }
    }

    fn put(&mut self, file: Option<&PaperFile>, files: &PaperFiles, path: &str, recorded: Recorded) {
        let state = file.map_or(ItemState::NotKept, |file| state(files.bytes_of(file)));
        let ending = file.and_then(|file| file.format.extensions().first()).copied().unwrap_or("bin");
        self.items.push(Item {
            path: (state == ItemState::Kept).then(|| format!("{path}.{ending}")),
            recorded,
            state,
            version: file.map(|file| file.version),
            content: file.map(|file| Content { sha256: file.sha256.clone(), size_bytes: file.size_bytes }),
        });
    }

    /// Adds the papers of a dossier.
    fn dossier(&mut self, folder: &str, nomination: &Nomination, files: &PaperFiles, organ: &Organ) {
        let Nomination { dossier, progress, .. } = nomination;
        for (number, paper) in (1..).zip(&dossier.papers) {
            let (name, recorded) = (stem(number, paper.kind.vi()), self.of_paper(paper, organ));
            let (kind, declared) = (Some(paper.kind), paper.digest());
            self.add(Place { folder, name: &name, files, kind, declared }, &recorded);
        }
        if self.versions == Versions::Counting {
            return;
        }
        // Of papers that left the dossier, the bytes stay (rule L07).
        let left = |kind: &DossierPaper| dossier.papers.iter().all(|paper| paper.kind != *kind);
        let mut number = dossier.papers.len();
        for kind in DossierPaper::ALL.iter().copied().filter(left).filter(|kind| 0 < files.count(Some(*kind))) {
            number = number.saturating_add(1);
            let earlier = progress.earlier_papers.iter().rev().find(|one| one.paper.kind == kind);
            let plain = || Recorded { title: capital(kind.vi()), ..Recorded::default() };
            let mut recorded = earlier.map_or_else(plain, |one| self.of_paper(&one.paper, organ));
            recorded.title.push_str(" (không còn trong hồ sơ)");
            let name = stem(number, kind.vi());
            self.add(Place { folder, name: &name, files, kind: Some(kind), declared: None }, &recorded);
        }
    }

    fn of_paper(&self, paper: &Paper, organ: &Organ) -> Recorded {
        // Who issued the plan of a movement is not recorded.
        let own = paper.kind != DossierPaper::ImplementingDocument;
        let to = (paper.kind == DossierPaper::SubmissionLetter).then(|| self.addressee.clone());
        Recorded {
            title: format!("{}: {}", capital(paper.kind.vi()), paper.title),
            number: Some(paper.number.clone()),
            date: Some(paper.date),
            signer: Some(paper.signer.clone()),
            organ: own.then(|| organ.clone()),
            to,
        }
    }

    /// Adds the minutes of the council.
    fn minutes(&mut self, number: usize, minutes: &SessionMinutes, files: &PaperFiles) {
        let SessionMinutes { number: symbol, date, chair, file, .. } = minutes;
        let recorded = Recorded {
            title: "Biên bản họp Hội đồng Thi đua - Khen thưởng".to_owned(),
            number: Some(symbol.clone()),
            date: Some(*date),
            signer: Some(chair.clone()),
            ..Recorded::default()
        };
        let (name, declared) = (stem(number, "biên bản"), file.as_ref().map(|file| file.sha256.as_str()));
        self.add(Place { folder: "bien-ban-hoi-dong", name: &name, files, kind: None, declared }, &recorded);
    }

    /// Adds the paper of a decision, under what it is for the bundle.
    fn decision(
        &mut self,
        (what, number): (&str, usize),
        decision: &Decision,
        files: &HashMap<Uuid, PaperFiles>,
        issued_by: &Organ,
    ) {
        let paper = &decision.paper;
        let recorded = Recorded {
            title: format!("{what}: {}", paper.title),
            number: Some(paper.symbol.clone()),
            date: Some(paper.date),
            signer: Some(paper.signer.clone()),
            organ: Some(issued_by.clone()),
            to: None,
        };
        let none = PaperFiles::default();
        let files = files.get(&decision.id.0).unwrap_or(&none);
        let (folder, name, declared) = (slug(what), stem(number, what), Some(paper.file.sha256.as_str()));
        self.add(Place { folder: &folder, name: &name, files, kind: None, declared }, &recorded);
    }
}

fn organ(labels: &UnitLabels, unit: OrganisationId) -> Organ {
    let label = labels.get(unit);
    Organ { code: label.code, name: label.name }
}

fn data(paper: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(paper).map_err(Problem::fault)
}

/// The minutes of the council that voted, each with its papers; the votes of one nomination name them.
async fn minutes_of(tx: &Tx, nominations: &[Nomination]) -> Result<Vec<(SessionMinutes, PaperFiles)>, Problem> {
    let votes = nominations.iter().filter_map(|one| one.progress.vote.as_ref());
    let named: BTreeSet<SessionMinutesId> = votes.map(|vote| vote.minutes).collect();
    let mut found = Vec::new();
    for id in named {
        let files = tx.paper_files_of(PaperOwner::SessionMinutes, id.0).await?;
        found.push((tx.session_minutes(id).await?, files));
    }
    Ok(found)
}

async fn minutes_print(tx: &Tx, number: usize, minutes: SessionMinutes) -> Result<Print, Problem> {
    let (id, cycle) = (minutes.id, tx.cycle(minutes.cycle).await?);
    let (paper, _) = minutes::drawn(tx, minutes, &cycle).await?;
    Ok(Print {
        path: format!("ban-in/{}.pdf", stem(number, "biên bản")),
        title: "Biên bản họp Hội đồng (bản in từ hệ thống)",
        kind: PaperKind::Minutes,
        data: data(&paper)?,
        identifier: format!("minutes-{id}"),
    })
}

async fn decision_print(tx: &Tx, decision: Decision) -> Result<Print, Problem> {
    let id = decision.id;
    let (paper, _) = award_decision::drawn(tx, decision).await?;
    Ok(Print {
        path: "ban-in/quyet-dinh.pdf".to_owned(),
        title: "Quyết định (bản in từ hệ thống)",
        kind: PaperKind::AwardDecision,
        data: data(&paper)?,
        identifier: format!("decision-{id}"),
    })
}

/// The notice of a dossier that was found not eligible; until the one that was sent is recorded, a draft.
async fn notice_print(tx: &Tx, nomination: &Nomination) -> Result<Option<Print>, Problem> {
    let Some((paper, _)) = notice::drawn(tx, nomination).await? else { return Ok(None) };
    Ok(Some(Print {
        path: "ban-in/thong-bao.pdf".to_owned(),
        title: "Thông báo không đủ điều kiện khen thưởng (bản in từ hệ thống)",
        kind: PaperKind::Notice,
        data: data(&paper)?,
        identifier: format!("notice-{}", nomination.id),
    }))
}

impl Contents {
    /// The papers of a dossier that the caller may read; those of council and decision only for readers of decisions.
    pub(crate) async fn of_nomination(
        tx: &Tx,
        actor: &Actor,
        nomination: &Nomination,
        versions: Versions,
    ) -> Result<Self, Problem> {
        let around = Around::of(tx, std::slice::from_ref(nomination), &[]).await?;
        let unit = tx.organisation(nomination.organisation).await?;
        let (letter, stationery) = submission_letter::drawn(tx, nomination).await?;
        let labels = tx.unit_labels(std::iter::once(nomination.organisation)).await?;
        let own = Organ { name: nomination.organisation_name.clone(), ..organ(&labels, nomination.organisation) };
        let files = tx.paper_files_of(PaperOwner::Nomination, nomination.id.0).await?;
        let addressee = stationery.letterhead.chair.clone();
        let mut shelves = Shelves { versions, addressee, items: Vec::new() };
        shelves.dossier("giay-to", nomination, &files, &own);
        let mut prints = vec![Print {
            path: "ban-in/to-trinh.pdf".to_owned(),
            title: "Tờ trình (bản in từ hệ thống)",
            kind: PaperKind::SubmissionLetter,
            data: data(&letter)?,
            identifier: format!("submission-letter-{}", nomination.id),
        }];
        prints.extend(notice_print(tx, nomination).await?);
        let (mut decided, mut corrected) = (None, Vec::new());
        if actor.must(Permission::ReadDecision, nomination.campaign).is_ok() {
            for (number, (minutes, files)) in (1..).zip(minutes_of(tx, std::slice::from_ref(nomination)).await?) {
                shelves.minutes(number, &minutes, &files);
                prints.push(minutes_print(tx, number, minutes).await?);
            }
            if let Some(decision) = nomination.decision {
                let decision = tx.decision(decision).await?;
                let around = Corrections::around(tx, &decision, Some(nomination.id)).await?;
                corrected = around.lines();
                decided = Some(Self::deciding(tx, actor, (decision, &around), &mut shelves, &mut prints).await?);
            }
        }
        let subject = &nomination.dossier.subject;
        let mut facts = vec![
            Fact::new("Đối tượng", subject.name.clone()),
            Fact::new("Đơn vị đề nghị", nomination.organisation_name.clone()),
            Fact::new("Phong trào", around.movement(nomination.campaign)),
            Fact::new("Kỳ", around.cycle(nomination.cycle)),
            Fact::new("Tình trạng hồ sơ", nomination.state.vi()),
        ];
        facts.append(&mut corrected);
        Ok(Self {
            of: "NOMINATION",
            id: nomination.id.0,
            name: slug(&subject.name),
            head: Head::of_unit(&unit, &stationery.letterhead, None, None),
            about: format!("có trong hồ sơ đề nghị tặng {}", nomination.dossier.award_form.vi()),
            facts,
            stationery,
            dossiers: vec![DossierFacts::new(nomination, &own, &around)],
            decision: decided,
            items: shelves.items,
            prints,
        })
    }

    /// Adds a decision, with the papers of those that it corrects and that correct it, as far as the caller may read them.
    async fn deciding(
        tx: &Tx,
        actor: &Actor,
        (decision, around): (Decision, &Corrections),
        shelves: &mut Shelves,
        prints: &mut Vec<Print>,
    ) -> Result<DecisionFacts, Problem> {
        let (earlier, later) = (around.earlier_paper(actor), around.later_papers(actor));
        let all: Vec<&Decision> = std::iter::once(&decision).chain(earlier).chain(later.iter().copied()).collect();
        // The committee issues the decision of its chair; that its office keeps the function here makes it no issuer.
        let committee = stationery_of(tx, decision.movements.first().copied()).await?.letterhead.committee;
        let committee = Organ { code: None, name: committee.join(" ") };
        let ids: Vec<Uuid> = all.iter().map(|one| one.id.0).collect();
        let files = tx.paper_files_among(PaperOwner::Decision, &ids).await?;
        shelves.decision(("Quyết định", 1), &decision, &files, &committee);
        if let Some(earlier) = earlier {
            shelves.decision(("Quyết định được đính chính", 1), earlier, &files, &committee);
        }
        for (number, one) in (1..).zip(later) {
            shelves.decision(("Quyết định đính chính", number), one, &files, &committee);
        }
        let facts = DecisionFacts::new(&decision, around);
        prints.push(decision_print(tx, decision).await?);
        Ok(facts)
    }

    /// The paper of a decision, minutes and dossiers that it rests on, and what corrected it or revoked its awards.
    pub(crate) async fn of_decision(
        tx: &Tx,
        actor: &Actor,
        decision: &Decision,
        versions: Versions,
    ) -> Result<Self, Problem> {
        let nominations = tx.nominations_of(decision.id).await?;
        let stationery = stationery_of(tx, decision.movements.first().copied()).await?;
        let around = Around::of(tx, &nominations, &decision.movements).await?;
        let labels = tx.unit_labels(nominations.iter().map(|one| one.organisation)).await?;
        let (symbol, title) = (decision.paper.symbol.clone(), decision.paper.title.clone());
        let addressee = stationery.letterhead.chair.clone();
        let (mut shelves, mut prints) = (Shelves { versions, addressee, items: Vec::new() }, Vec::new());
        let corrections = Corrections::around(tx, decision, None).await?;
        let own = decision.clone();
        let decided = Self::deciding(tx, actor, (own, &corrections), &mut shelves, &mut prints).await?;
        for (number, (minutes, files)) in (1..).zip(minutes_of(tx, &nominations).await?) {
            shelves.minutes(number, &minutes, &files);
            prints.push(minutes_print(tx, number, minutes).await?);
        }
        revocations(tx, decision, &nominations, &mut shelves).await?;
        let things: Vec<Uuid> = nominations.iter().map(|one| one.id.0).collect();
        let files = tx.paper_files_among(PaperOwner::Nomination, &things).await?;
        let (none, mut dossiers) = (PaperFiles::default(), Vec::new());
        for (number, nomination) in (1_usize..).zip(&nominations) {
            let own = Organ { name: nomination.organisation_name.clone(), ..organ(&labels, nomination.organisation) };
            if !reads(actor, nomination.organisation, nomination.campaign) {
                shelves.items.push(unread(nomination));
                continue;
            }
            let folder = format!("ho-so/{number:03}-{}", slug(&nomination.dossier.subject.name));
            shelves.dossier(&folder, nomination, files.get(&nomination.id.0).unwrap_or(&none), &own);
            dossiers.push(DossierFacts::new(nomination, &own, &around));
        }
        let movements: Vec<String> = decision.movements.iter().map(|one| around.movement(*one)).collect();
        let mut facts = vec![
            Fact::new("Trích yếu", title),
            Fact::new("Phong trào", movements.join("; ")),
            Fact::new("Số trường hợp được khen thưởng", decision.awards.len().to_string()),
        ];
        facts.extend(corrections.lines());
        Ok(Self {
            of: "DECISION",
            id: decision.id.0,
            name: slug(&symbol),
            head: Head::of_province(&stationery.letterhead, None, None),
            about: format!("có trong hồ sơ Quyết định số {}", numbered(&symbol)),
            facts,
            stationery,
            decision: Some(decided),
            dossiers,
            items: shelves.items,
            prints,
        })
    }

    /// The number of bytes of all papers.
    pub(super) fn bytes(&self) -> u64 {
        let kept = self.items.iter().filter(|item| item.state == ItemState::Kept);
        let sizes = kept.filter_map(|item| u64::try_from(item.content.as_ref()?.size_bytes).ok());
        sizes.fold(0, u64::saturating_add)
    }
}

fn reads(actor: &Actor, unit: OrganisationId, movement: CampaignId) -> bool {
    actor.must(Permission::ReadNomination, (unit, movement)).is_ok()
}

/// A dossier of another movement: that it exists says the decision, and nothing more is told of it.
fn unread(nomination: &Nomination) -> Item {
    let title = format!("Hồ sơ đề nghị: {}", nomination.dossier.subject.name);
    let recorded = Recorded { title, ..Recorded::default() };
    Item { path: None, recorded, state: ItemState::NotReadable, version: None, content: None }
}

/// Adds the decisions that revoked awards of a decision.
async fn revocations(
    tx: &Tx,
    decision: &Decision,
    nominations: &[Nomination],
    shelves: &mut Shelves,
) -> Result<(), Problem> {
    let revoked = nominations.iter().filter(|one| one.state == NominationState::Revoked).map(|one| one.id);
    let revoked: BTreeSet<NominationId> = revoked.collect();
    let awards: Vec<&Award> = decision.awards.iter().filter(|award| revoked.contains(&award.nomination)).collect();
    for (number, award) in (1..).zip(awards) {
        let Some(revocation) = tx.revocation_of(award.id).await? else { continue };
        let files = tx.paper_files_of(PaperOwner::Revocation, award.id.0).await?;
        let paper = &revocation.paper;
        let recorded = Recorded {
            title: format!("Quyết định hủy bỏ: {}", paper.title),
            number: Some(paper.symbol.clone()),
            date: Some(paper.date),
            signer: Some(paper.signer.clone()),
            ..Recorded::default()
        };
        let (name, declared) = (stem(number, "quyết định hủy bỏ"), Some(paper.file.sha256.as_str()));
        let folder = "quyet-dinh-huy-bo";
        shelves.add(Place { folder, name: &name, files: &files, kind: None, declared }, &recorded);
    }
    Ok(())
}
