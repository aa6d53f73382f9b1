//! Demonstration data: people, a whole year of reports with its boards, and a round of awards, all invented.
//!
//! All of it passes through the rules, as if people had entered it; only the figures are chosen here, by a hash of a
//! seed and the unit's code, so every installation shows the same. It is loaded once, into a fresh database only, and
//! the database stays marked.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::base::citation::Citation;
use domain::base::code::FieldCode;
use domain::base::identity::{Account, Actor, Enrolment, Scope};
use domain::base::ids::{
    AccountId, AwardId, BoardId, CycleId, DecisionId, ExtensionId, NominationId, OrganisationId, ReleaseId, ReportId,
    RoleModelId, SessionId,
};
use domain::base::policy::Role;
use domain::honours::decision::{Decision, DecisionPaper, Grantee, Grounds};
use domain::honours::nomination::presentation::Demands;
use domain::honours::nomination::progress::Supplement;
use domain::honours::nomination::{Nomination, REFUSAL_NOTICE_DAYS, Setting};
use domain::honours::regime::regime_on;
use domain::oversight::paper_place::{in_decision, in_nomination};
use domain::papers::paper_file::{PaperFiles, PaperOwner};
use domain::planning::assessment::Comparison;
use domain::planning::award::{PaperKind, SubjectKind};
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::{Cycle, Opening, OpeningGround};
use domain::planning::measure::Measure;
use domain::planning::participant::Participants;
use domain::planning::policy::OpinionDemand;
use domain::planning::scoring::Value;
use domain::registry::level::Levels;
use domain::registry::organisation::Organisation;
use domain::reporting::extension::Extension;
use domain::reporting::figure::Figure;
use domain::reporting::report::{Content, Findings, Reply, Report, ReportState, ReturnItem};
use domain::reporting::warning::History;
use domain::results::publication::{Materials, Release};
use domain::results::role_model::{RoleModel, RoleModelContent};
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use persistence::base::page::Page;
use persistence::base::store::{Store, Tx};
use persistence::results::publication::NewestBoard;
use uuid::Uuid;

use crate::base::problem::{Kind, Problem};
use crate::edge::demo::figures::{SEED, at, day, dossier, draw, figure, missing, verified};
use crate::edge::demo::papers::{declared, keep};
use crate::edge::reasons;
use crate::honours::nomination::surroundings::{Surroundings, Yardstick};
use crate::reporting::filing;
use crate::results::publication::release::freeze;
use crate::security::passwords;

pub(crate) mod figures;
mod papers;

/// The password of every demonstration account; it works on loopback only.
pub const PASSWORD: &str = "thi-dua-demo-password";

/// The demonstration accounts, and what each is for.
pub const PEOPLE: [(&str, &str); 7] = [
    ("demo-editor", "reporting units, editor: Hội Nông dân tỉnh; Huyện Kế Sách, which ended on 2025-06-30"),
    ("demo-head", "reporting units, head: Hội Nông dân tỉnh; Huyện Kế Sách, which ended on 2025-06-30"),
    ("demo-standing", "standing agency: Sở Khoa học và Công nghệ"),
    ("demo-appraisal", "appraisal agency: Sở Nội vụ"),
    ("demo-decision", "decision authority: Văn phòng UBND tỉnh, for the Chair"),
    ("demo-auditor", "auditor: Thanh tra tỉnh"),
    ("demo-admin", "administrator: Sở Khoa học và Công nghệ"),
];

/// Marks a database that holds demonstration data.
const MARK: &str = "demonstration";
/// The codes of the units whose people have accounts: one that goes on, and a district, which has ended.
const UNITS: [&str; 2] = ["hoi-nong-dan", "943"];
/// The code of the level whose units are shown at their steps.
const FEATURED: &str = "DISTRICT";
/// The year that is complete.
const YEAR: &str = "2023";
/// The year that is open.
const OPEN_YEAR: &str = "2024";

/// Why the demonstration was not loaded; nothing was stored.
#[derive(Debug, thiserror::Error)]
#[error("the demonstration data cannot be loaded: {0}")]
pub struct DemoError(Problem);

impl From<Failure> for DemoError {
    fn from(failure: Failure) -> Self {
        Self(failure.into())
    }
}

/// Whether a database holds demonstration data.
///
/// # Errors
/// If the database fails.
pub async fn is_loaded(store: &Store) -> Result<bool, Failure> {
    store.read(|tx| async move { Ok(tx.setting(MARK).await?.is_some()) }).await
}

/// Path of the newest board, or of the list of releases while there is none.
///
/// # Errors
/// If the database fails.
pub async fn newest_board(store: &Store) -> Result<String, Failure> {
    let newest: Option<CycleId> = store
        .read(|tx| async move {
            let mut newest = None;
            let mut page = Page { after: None, limit: u8::MAX };
            loop {
                let slice = tx.releases(None, None, page).await?;
                page.after = slice.items.last().map(|release| release.id.0);
                newest = slice.items.last().map(|release| release.cycle).or(newest);
                if !slice.more {
                    break;
                }
            }
            Ok::<_, Failure>(newest)
        })
        .await?;
    // A cycle need not have a board of every group.
    let boards: Vec<NewestBoard> =
        store.newest_boards().await?.into_iter().filter(|board| Some(board.cycle) == newest).collect();
    let board = boards.iter().find(|board| board.group.as_str() == FEATURED).or_else(|| boards.first());
    Ok(board.map_or_else(
        || "/v1/public/releases".to_owned(),
        |NewestBoard { cycle, group, .. }| format!("/v1/public/cycles/{cycle}/boards/{group}"),
    ))
}

fn opening(due_date: NaiveDate, explanation_days: Option<i64>) -> Opening {
    Opening { due_date: Some(due_date), explanation_days, acceptance_required: false, order: None }
}

/// Loads the demonstration into a database without accounts, and the bytes of its papers into the place of uploaded
/// files.
///
/// # Errors
/// If there is an account already, or the database fails.
pub async fn load(store: &Store, files: &str, now: DateTime<Utc>) -> Result<(), DemoError> {
    let blobs = Blobs::open(files).map_err(|failure| DemoError(failure.into()))?;
    let hash = passwords::hash(PASSWORD.to_owned()).await.map_err(DemoError)?;
    let loaded: Result<(), Problem> = store
        .write(move |tx| async move {
            let someone = tx.accounts(None, Page { after: None, limit: 1 }).await?;
            if !someone.items.is_empty() {
                return Err(Problem::new(Kind::Taken, reasons::database_in_use()));
            }
            tx.add_setting(MARK, SEED).await?;
            Stage::set(&tx, blobs, hash, now).await?.play(&tx).await
        })
        .await;
    loaded.map_err(DemoError)
}

/// The actors and the data that the demonstration uses.
struct Stage {
    levels: Levels,
    participants: Participants,
    units: Vec<Organisation>,
    cycle: Cycle,
    sets: Vec<CriteriaSet>,
    /// Submits every unit's report; it never signs in.
    clerk: Actor,
    standing: Actor,
    appraisal: Actor,
    decision: Actor,
    /// Where the bytes of papers are kept.
    blobs: Blobs,
}

/// An annual dossier whose round demands nothing.
const UNCONDITIONAL: Demands<'_> =
    Demands { opinion: OpinionDemand::Unneeded, terms: None, objections_open: 0, objections_upheld: 0 };

impl Stage {
    async fn set(tx: &Tx, blobs: Blobs, hash: String, now: DateTime<Utc>) -> Result<Self, Problem> {
        let campaigns = tx.campaigns(&Scope::Everything, Page { after: None, limit: 1 }).await?;
        let campaign = campaigns.items.into_iter().next().ok_or_else(|| missing("campaign"))?;
        let units = tx.all_organisations().await?;
        let unit = |code: &str| {
            let found = units.iter().find(|unit| unit.codes.iter().any(|known| known.value == code));
            found.map(|unit| unit.id).ok_or_else(|| missing(code))
        };
        let seat = async |role: Role| -> Result<OrganisationId, Problem> {
            let movement = (role == Role::StandingAgency).then_some(campaign.id);
            let holding = tx.lasting_holding(role, movement).await?;
            holding.map(|holding| holding.organisation).ok_or_else(|| missing(role.as_str()))
        };
        let everywhere = |role: Role| {
            UNITS.iter().map(|code| Ok((role, unit(code)?))).collect::<Result<Vec<(Role, OrganisationId)>, Problem>>()
        };
        let admin = actor("Quản trị (demo)", vec![(Role::Administrator, seat(Role::Administrator).await?)]);
        let seats = [
            ("demo-editor", "Chuyên viên nhập liệu (demo)", everywhere(Role::UnitEditor)?),
            ("demo-head", "Thủ trưởng đơn vị (demo)", everywhere(Role::UnitHead)?),
            (
                "demo-standing",
                "Cơ quan thường trực (demo)",
                vec![(Role::StandingAgency, seat(Role::StandingAgency).await?)],
            ),
            (
                "demo-appraisal",
                "Cơ quan thẩm định (demo)",
                vec![(Role::AppraisalAgency, seat(Role::AppraisalAgency).await?)],
            ),
            (
                "demo-decision",
                "Văn phòng UBND tỉnh (demo)",
                vec![(Role::DecisionAuthority, seat(Role::DecisionAuthority).await?)],
            ),
            ("demo-auditor", "Thanh tra (demo)", vec![(Role::Auditor, seat(Role::Auditor).await?)]),
        ];
        let digest = passwords::code_digest("demo");
        let step = Account::bootstrap(
            admin.account,
            "demo-admin",
            &admin.name,
            digest.clone(),
            seat(Role::Administrator).await?,
            now,
        )?;
        let account = tx.add(step).await?;
        tx.save(account.enrol(&digest, hash.clone(), now)?).await?;
        let mut actors = Vec::new();
        for (username, name, roles) in seats {
            let person = actor(name, roles);
            let enrolment = Enrolment::starting(digest.clone(), now);
            let account = tx.add(Account::create(person.account, username, name, enrolment, &admin, now)?).await?;
            let mut account = tx.save(account.enrol(&digest, hash.clone(), now)?).await?;
            for (role, organisation) in &person.roles {
                account = tx.save(account.grant(*role, *organisation, &admin, now)?).await?;
            }
            actors.push(person);
        }
        let [_, _, mut standing, appraisal, decision, _] =
            <[Actor; 6]>::try_from(actors).map_err(|_ignored| missing("people"))?;
        standing.movements = standing.roles.iter().map(|(_, unit)| (*unit, campaign.id)).collect();

        // A suspended account, which is the head of every unit, for the invented reports.
        let clerk = actor("Bộ sinh dữ liệu (demo)", units.iter().map(|unit| (Role::UnitHead, unit.id)).collect());
        let enrolment = Enrolment::starting(String::new(), now);
        let step = Account::create(clerk.account, "demo-generator", &clerk.name, enrolment, &admin, now)?;
        let account = tx.add(step).await?;
        tx.save(account.suspend("demo", &admin, now)?).await?;

        let cycles =
            tx.cycles(Some(campaign.id), &Scope::Everything, Page { after: None, limit: u8::MAX }).await?.items;
        let find = |code: &str| cycles.iter().find(|cycle| cycle.code == code).cloned().ok_or_else(|| missing(code));
        let (cycle, next) = (find(YEAR)?, find(OPEN_YEAR)?);

        let (levels, mut sets) = (tx.levels().await?, Vec::new());
        for set in tx.all_criteria_sets(campaign.id, CycleKind::Annual).await? {
            let document = Citation {
                number: Some(format!("{:02}/QĐ-DEMO", sets.len().saturating_add(1))),
                date: Some(day(2023, 1, 16)?),
                issuer: Some("Sở Thông tin và Truyền thông (demo)".to_owned()),
                title: Some(format!(
                    "Bộ tiêu chí đánh giá, chấm điểm {} (demo)",
                    levels.name(set.audience.as_str()).vi
                )),
                ..Citation::default()
            };
            sets.push(tx.save(set.publish(document, &campaign, &standing, at(day(2023, 1, 16)?, 8))?).await?);
        }
        let cycles = tx.cycles_of(campaign.id).await?;
        let ground = OpeningGround {
            campaign: &campaign,
            cycles: &cycles,
            sets: &sets,
            levels: &levels,
            groups: &[],
            units: &units,
        };
        let opened = cycle.open(opening(day(2023, 11, 30)?, Some(3)), ground, &standing, at(day(2023, 1, 16)?, 9))?;
        let cycle = tx.open_cycle(opened).await?;
        let opened = next.open(opening(day(2024, 11, 30)?, None), ground, &standing, at(day(2024, 1, 15)?, 9))?;
        tx.open_cycle(opened).await?;
        let participants = tx.all_participants(cycle.id).await?;
        Ok(Self { levels, participants, units, cycle, sets, clerk, standing, appraisal, decision, blobs })
    }

    async fn play(self, tx: &Tx) -> Result<(), Problem> {
        for unit in &self.units {
            self.report(tx, unit).await?;
        }
        self.publish(tx, "", at(day(2023, 12, 15)?, 9)).await?;
        self.correct(tx, at(day(2023, 12, 18)?, 9)).await?;
        self.award(tx).await?;
        self.hold_up(tx).await
    }

    /// Publishes practices of two districts as role models.
    async fn hold_up(&self, tx: &Tx) -> Result<(), Problem> {
        let seat = |actor: &Actor| {
            let held = actor.roles.first().map(|(_, unit)| *unit);
            self.units.iter().find(|unit| Some(unit.id) == held).ok_or_else(|| missing("seat"))
        };
        let (publisher, joint) = (seat(&self.standing)?, seat(&self.appraisal)?);
        let campaign = tx.campaign(self.cycle.campaign).await?;
        let told = [
            ("SOCIAL_SECURITY", "Tổ công nghệ số cộng đồng đến từng ấp (demo)"),
            ("AGRICULTURE", "Nhật ký đồng ruộng điện tử (demo)"),
        ];
        let districts = self.units.iter().filter(|unit| unit.level.as_str() == FEATURED);
        for (unit, (field, title)) in districts.zip(told) {
            let content = RoleModelContent {
                campaign: self.cycle.campaign,
                field: FieldCode::parse(field).ok_or_else(|| missing(field))?,
                title: title.to_owned(),
                summary: "Cách làm được dựng để trình diễn, không phải của đơn vị nào (demo)".to_owned(),
                contents: Vec::new(),
                results: Vec::new(),
            };
            let (id, when) = (RoleModelId(Uuid::now_v7()), at(day(2023, 12, 27)?, 9));
            let step =
                RoleModel::publish(id, (content, &campaign), (unit, publisher, Some(joint)), &self.standing, when)?;
            tx.add_role_model(step).await?;
        }
        Ok(())
    }

    /// One unit's year: most report in time, some late or within an extension, a few not at all; a few reports are
    /// returned and stay so; some units submit an explanation, with and without success.
    async fn report(&self, tx: &Tx, unit: &Organisation) -> Result<(), Problem> {
        let participant = self.participants.of(unit.id);
        let Some(set) = self.cycle.set_for(participant).and_then(|id| self.sets.iter().find(|set| set.id == id)) else {
            return Ok(());
        };
        let name = unit.codes.first().map_or(unit.name.as_str(), |code| code.value.as_str());
        let fate = draw(name, "fate", 100);
        if fate < 3 {
            return Ok(());
        }
        // Up to 74 days after 20 September: most before 30 November, a few after.
        let submitted =
            day(2023, 9, 20)?.checked_add_days(Days::new(draw(name, "day", 75))).ok_or_else(|| missing("day"))?;
        let extensions = self.extensions(tx, unit, name, submitted).await?;
        let figures: Vec<Figure> = set
            .asked(unit.kind)
            .filter_map(|(criterion, _)| match &criterion.measure {
                Measure::Ratio(ratio) => Some(figure(name, &criterion.code, ratio)),
                Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) | Measure::Qualitative { .. } => None,
                Measure::Leaf(_) => None,
            })
            .collect();
        let (id, drafted) = (ReportId(Uuid::now_v7()), at(submitted, 8));
        let content = Content { figures: figures.clone(), narrative: None };
        let step = Report::draft(id, (&self.cycle, participant), unit, Some(set), content, &self.clerk, drafted)?;
        let mut report = tx.add_report(step).await?;
        report = self.submit(tx, report, set, &extensions, at(submitted, 15)).await?;
        let later = at(submitted, 15) + TimeDelta::days(3);
        if fate < 12 {
            let items = figures.first().map(|figure| ReturnItem {
                criterion: figure.criterion.clone(),
                reason: "Đối chiếu lại số liệu (demo)".to_owned(),
            });
            let reason = "Số liệu chưa khớp với hệ thống quản lý văn bản (demo)";
            let items = items.into_iter().collect();
            report = tx.save_report(report.send_back(set, reason, items, &self.standing, later)?).await?;
            if fate < 6 {
                return Ok(());
            }
            report = self.submit(tx, report, set, &extensions, later + TimeDelta::hours(2)).await?;
        }
        let verified = figures.into_iter().map(|declared| verified(name, declared)).collect();
        let findings = Findings { figures: verified, adjustments: Vec::new() };
        let hours = |count: i64| later + TimeDelta::hours(count);
        report = tx.save_report(report.verify(set, findings, &self.standing, hours(3))?).await?;
        report = tx.save_report(report.release(set, &Comparison::default(), &self.standing, hours(4))?).await?;
        report = self.explain(tx, report, set, hours(20)).await?;
        tx.save_report(report.finalise(set, &Comparison::default(), &self.standing, later + TimeDelta::days(7))?)
            .await?;
        Ok(())
    }

    async fn submit(
        &self,
        tx: &Tx,
        report: Report,
        set: &CriteriaSet,
        extensions: &[Extension],
        at: DateTime<Utc>,
    ) -> Result<Report, Problem> {
        let (content, sha256) = filing::content(&report, Vec::new())?;
        let step =
            report.submit((&self.cycle, set, extensions), History::default(), sha256.clone(), &self.clerk, at)?;
        let report = tx.save_report(step).await?;
        let number = report.filings.last().map_or(0, |filing| filing.number);
        tx.add_filing(report.id, number, content, sha256).await?;
        Ok(report)
    }

    /// A late unit may have asked for an extension; one in three requests is refused.
    async fn extensions(
        &self,
        tx: &Tx,
        unit: &Organisation,
        name: &str,
        submitted: NaiveDate,
    ) -> Result<Vec<Extension>, Problem> {
        if submitted <= day(2023, 11, 30)? || draw(name, "asks", 4) == 0 {
            return Ok(Vec::new());
        }
        let (asked, until) = (at(day(2023, 11, 29)?, 16), day(2023, 12, 5)?);
        let reason = "Hệ thống quản lý văn bản bảo trì (demo)";
        let id = ExtensionId(Uuid::now_v7());
        let step = Extension::request(id, (&self.cycle, None), unit, &[], (until, reason), &self.clerk, asked)?;
        let extension = tx.add(step).await?;
        let granted = 0 < draw(name, "granted", 3);
        let why = if granted {
            "Có xác nhận của đơn vị vận hành (demo)"
        } else {
            "Chưa có xác nhận (demo)"
        };
        let step = extension.decide(granted, why, &self.standing, asked + TimeDelta::hours(20))?;
        Ok(vec![tx.save(step).await?])
    }

    /// A unit whose figure was corrected may contest it; half of the explanations are accepted.
    async fn explain(
        &self,
        tx: &Tx,
        report: Report,
        set: &CriteriaSet,
        when: DateTime<Utc>,
    ) -> Result<Report, Problem> {
        let name = report.organisation.to_string();
        let contested = report.verified.iter().find(|figure| figure.reason.is_some()).map(|one| one.criterion.clone());
        let Some(criterion) = contested.filter(|_| draw(&name, "contests", 2) == 0) else { return Ok(report) };
        let declared = report.figures.iter().find(|figure| figure.criterion == criterion);
        let value = declared.map(|figure| figure.value.clone()).filter(|_| draw(&name, "right", 2) == 0);
        let text = "Các hồ sơ đó được xử lý trên hệ thống của bộ, ngành (demo)";
        let step = report.explain(set, (&criterion, text, Vec::new()), &self.clerk, when)?;
        let report = tx.save_report(step).await?;
        let text = if value.is_some() { "Chấp nhận giải trình (demo)" } else { "Chưa đủ căn cứ (demo)" };
        let reply = Reply { criterion, text: text.to_owned(), value };
        let step = report.answer(set, &Comparison::default(), reply, &self.standing, when + TimeDelta::hours(20))?;
        Ok(tx.save_report(step).await?)
    }

    /// One district's public score is wrong: a correction, and a further release that states the reason.
    async fn correct(&self, tx: &Tx, when: DateTime<Utc>) -> Result<(), Problem> {
        let reports = tx.all_reports(self.cycle.id).await?;
        let wrong = |report: &&Report| report.state == ReportState::Published && report.group.as_str() == FEATURED;
        let report = reports.iter().find(wrong).cloned().ok_or_else(|| missing("public district report"))?;
        let set = self.sets.iter().find(|set| set.id == report.criteria_set).ok_or_else(|| missing("set"))?;
        let reason = "Kết luận kiểm tra: một hồ sơ tính hai lần (demo)";
        let mut figures = report.verified.clone();
        for figure in figures.iter_mut().take(1) {
            if let Value::Counts(counts) = &mut figure.value {
                counts.numerator = (counts.numerator - 1).max(0);
            }
            figure.reason = Some(reason.to_owned());
        }
        let findings = Findings { figures, adjustments: report.adjustments.clone() };
        let step = report.correct(set, &Comparison::default(), (findings, reason), &self.standing, when)?;
        tx.save_report(step).await?;
        self.publish(tx, reason, when + TimeDelta::hours(2)).await
    }

    async fn publish(&self, tx: &Tx, reason: &str, when: DateTime<Utc>) -> Result<(), Problem> {
        let previous = tx.newest_release(self.cycle.id).await?;
        let materials = Materials {
            cycle: &self.cycle,
            participants: &self.participants,
            sets: &self.sets,
            reports: tx.all_reports(self.cycle.id).await?,
            organisations: &self.units,
            levels: &self.levels,
            ledger: &tx.ledger(self.cycle.id).await?,
            previous: previous.as_ref(),
            earlier: &[],
        };
        let next_board = || BoardId(Uuid::now_v7());
        let id = ReleaseId(Uuid::now_v7());
        let publication = Release::publish(id, next_board, materials, reason, &self.standing, when)?;
        let groups = tx.groups_named(self.cycle.selection.groups.iter().map(|chosen| chosen.id)).await?;
        let frozen = freeze(&publication, &self.cycle, &self.sets, (&groups, &self.levels), false)?;
        for report in publication.reports {
            tx.save_report(report).await?;
        }
        tx.add_release(publication.release, frozen, publication.announced).await?;
        Ok(())
    }

    /// Six nominations: three are granted and public, the others are at different steps of the workflow.
    async fn award(&self, tx: &Tx) -> Result<(), Problem> {
        let districts: Vec<&Organisation> =
            self.units.iter().filter(|unit| unit.level.as_str() == FEATURED).take(6).collect();
        let regimes = tx.all_regimes().await?;
        let campaign = tx.campaign(self.cycle.campaign).await?;
        let salaries = tx.all_base_salaries().await?;
        let mut presented = Vec::new();
        for (place, unit) in districts.into_iter().enumerate() {
            let kind = if place % 2 == 0 { SubjectKind::Collective } else { SubjectKind::Individual };
            let start = at(day(2023, 12, 16)?, 8);
            let dossier = dossier(kind, place, day(2023, 12, 14)?);
            let id = NominationId(Uuid::now_v7());
            let occasion = self.cycle.kind.occasion();
            let (campaign, cycle) = (&campaign, &self.cycle);
            let setting = Setting { campaign, cycle, occasion, round: None, organisation: unit };
            let step = Nomination::draft(id, setting, dossier, &self.clerk, start)?;
            let mut nomination = tx.add(step).await?;
            if place == 5 {
                continue;
            }
            let hours = |count: i64| start + TimeDelta::hours(count);
            for paper in &nomination.dossier.papers {
                let Some(file) = paper.file.clone() else { continue };
                let addition = in_nomination(&nomination, paper.kind, &PaperFiles::default(), &self.clerk);
                keep((tx, &self.blobs), file, addition, &self.clerk, start).await?;
            }
            let yardstick = Yardstick::of(tx, &nomination, hours(1)).await?;
            let step = nomination.submit(yardstick.measures(), &self.clerk, hours(1))?;
            nomination = tx.save(step).await?;
            if place == 4 {
                let reason = "Bổ sung xác nhận của cấp trình (demo)";
                let items = vec![Supplement {
                    paper: Some(PaperKind::AchievementReport),
                    reason: "Ký xác nhận báo cáo thành tích (demo)".to_owned(),
                }];
                tx.save(nomination.send_back(reason, items, &self.standing, hours(2))?).await?;
                continue;
            }
            let step = nomination.receive(regime_on(&regimes, day(2023, 12, 16)?)?, &self.standing, hours(2))?;
            nomination = tx.save(step).await?;
            let surroundings = Surroundings::of(tx, &nomination, &self.cycle).await?;
            let step = nomination.forward(surroundings.beside(), &self.standing, hours(3))?;
            nomination = tx.save(step).await?;
            if place == 3 {
                continue;
            }
            let step = nomination.appraise(true, "", REFUSAL_NOTICE_DAYS, &self.appraisal, hours(26))?;
            nomination = tx.save(step).await?;
            nomination = tx.save(nomination.present(UNCONDITIONAL, &self.appraisal, hours(27))?).await?;
            presented.push(Grantee {
                award: AwardId(Uuid::now_v7()),
                nomination,
                flags: Vec::new(),
                subject_names: Vec::new(),
            });
        }
        let paper = DecisionPaper {
            number: 1,
            symbol: "1/QĐ-UBND".to_owned(),
            date: day(2023, 12, 20)?,
            signer: "Chủ tịch UBND tỉnh (demo)".to_owned(),
            title: "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh (demo)".to_owned(),
            file: declared("quyet-dinh-demo.pdf"),
        };
        let id = DecisionId(Uuid::now_v7());
        let grounds = Grounds { regimes: &regimes, salaries: &salaries, ..Grounds::default() };
        let granting = Decision::issue(id, paper, presented, grounds, &self.decision, at(day(2023, 12, 21)?, 9))?;
        let decision = tx.add_decision(granting.decision).await?;
        for nomination in granting.nominations {
            tx.save(nomination).await?;
        }
        let (file, addition) = (decision.paper.file.clone(), in_decision(&decision, &self.decision));
        keep((tx, &self.blobs), file, addition, &self.decision, at(day(2023, 12, 21)?, 10)).await?;
        let files = tx.paper_files_of(PaperOwner::Decision, id.0).await?;
        let nominations = tx.nominations_of(id).await?;
        let granting = decision.publish(nominations, None, &files, &self.appraisal, at(day(2023, 12, 22)?, 9))?;
        for nomination in granting.nominations {
            tx.save(nomination).await?;
        }
        tx.publish_decision(granting.decision, granting.announced).await?;
        Ok(())
    }
}

fn actor(name: &str, roles: Vec<(Role, OrganisationId)>) -> Actor {
    let (account, session) = (AccountId(Uuid::now_v7()), SessionId(Uuid::now_v7()));
    Actor { account, session, name: name.to_owned(), roles, movements: Vec::new(), client: None }
}
