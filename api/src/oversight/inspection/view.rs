//! Inspections on the wire: what agencies enter, and what is shown.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, Revision};
use domain::base::policy::Role;
use domain::oversight::inspection::plan::InspectionPlanId;
use domain::oversight::inspection::workflow::{Act, InspectingAgency, InspectionState, InspectionVerb};
use domain::oversight::inspection::{Conclusion, Inspection, InspectionId, InspectionSubject, Minutes, Notice};
use domain::planning::campaign::dimensions::Dimensions;
use persistence::base::store::Tx;
use persistence::planning::campaign::CampaignNames;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::problem::Problem;
use crate::base::text::{Code, Line, Paragraph, TextView};
use crate::base::transition::TransitionView;

/// The path parameter that names an inspection.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct InspectionPath {
    /// The inspection's identifier.
    #[param(value_type = Uuid)]
    pub(crate) inspection: InspectionId,
}

/// An inspection to enter (cuộc kiểm tra).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewInspection {
    /// The movement.
    pub(crate) campaign: CampaignId,
    /// The unit: not the agency's own.
    pub(crate) organisation: OrganisationId,
    /// The agency's plan that it is under; absent for an unplanned inspection (đột xuất).
    #[serde(default)]
    pub(crate) plan: Option<InspectionPlanId>,
    /// The day by which the visit is to take place; for a month, its last day. Under a plan it lies in the plan's year;
    /// without a plan it is from today to 24 months ahead.
    #[schema(example = "2025-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    planned_date: NaiveDate,
    /// The cycle whose report is looked at: one of the movement, in which the unit takes part.
    #[serde(default)]
    pub(crate) cycle: Option<CycleId>,
    /// Codes of the criteria that are looked at, of the set by which the unit's report of that cycle is measured; at most
    /// 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["H1"]))]
    #[validate(length(max = 50), nested)]
    criteria: Vec<Code>,
    /// Numbers of the movement's contents that it is about (nội dung thi đua); at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about (lĩnh vực); absent if it is about no one of them.
    /// Example: `AGRICULTURE`
    #[serde(default)]
    field: Option<FieldCode>,
    /// What is inspected, and why; 1 to 4000 characters, without state secrets (rule L35). The unit reads it once it is
    /// told.
    /// Example: `Kiểm tra việc xử lý hồ sơ công việc trên môi trường mạng theo kế hoạch năm`
    #[validate(nested)]
    reason: Paragraph,
}

impl From<NewInspection> for InspectionSubject {
    fn from(body: NewInspection) -> Self {
        let NewInspection { planned_date, cycle, criteria, contents, field, reason, .. } = body;
        InspectionEdit { planned_date, cycle, criteria, contents, field, reason }.into()
    }
}

/// What an inspection looks at, why, and when.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InspectionEdit {
    /// The day by which the visit is to take place; for a month, its last day. Under a plan it lies in the plan's year;
    /// without a plan it is from today to 24 months ahead.
    #[schema(example = "2025-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    planned_date: NaiveDate,
    /// The cycle whose report is looked at: one of the movement, in which the unit takes part.
    #[serde(default)]
    pub(crate) cycle: Option<CycleId>,
    /// Codes of the criteria that are looked at, of the set by which the unit's report of that cycle is measured; at most
    /// 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["H1"]))]
    #[validate(length(max = 50), nested)]
    criteria: Vec<Code>,
    /// Numbers of the movement's contents that it is about (nội dung thi đua); at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about (lĩnh vực); absent if it is about no one of them.
    /// Example: `AGRICULTURE`
    #[serde(default)]
    field: Option<FieldCode>,
    /// What is inspected, and why; 1 to 4000 characters, without state secrets (rule L35). The unit reads it once it is
    /// told.
    /// Example: `Kiểm tra việc xử lý hồ sơ công việc trên môi trường mạng theo kế hoạch năm`
    #[validate(nested)]
    reason: Paragraph,
}

impl From<InspectionEdit> for InspectionSubject {
    fn from(body: InspectionEdit) -> Self {
        let InspectionEdit { planned_date, cycle, criteria, contents, field, reason } = body;
        Self {
            planned: planned_date,
            cycle,
            criteria: criteria.into_iter().map(String::from).collect(),
            dimensions: Dimensions { contents, field },
            reason: reason.into(),
        }
    }
}

/// The notice of a visit (thông báo kiểm tra).
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InspectionNotice)]
pub(crate) struct NoticeBody {
    /// The document of the notice.
    #[validate(nested)]
    document: CitationBody,
    /// The day of the visit; when it is entered, from today to 24 months ahead.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    visit_date: NaiveDate,
    /// Who inspects: offices, with names if they are told; no other personal data. 1 to 30.
    #[schema(min_items = 1, max_items = 30, example = json!(["Phó Giám đốc Sở, Trưởng đoàn (demo)", "Phòng Chuyển đổi số (demo)"]))]
    #[validate(length(min = 1, max = 30), nested)]
    members: Vec<Line>,
}

impl From<NoticeBody> for Notice {
    fn from(NoticeBody { document, visit_date, members }: NoticeBody) -> Self {
        let members = members.into_iter().map(String::from).collect();
        Self { document: document.into(), visit: visit_date, members }
    }
}

impl From<Notice> for NoticeBody {
    fn from(Notice { document, visit, members }: Notice) -> Self {
        let members = members.into_iter().map(Line::from).collect();
        Self { document: document.into(), visit_date: visit, members }
    }
}

/// The minutes of a visit (biên bản kiểm tra).
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InspectionMinutes)]
pub(crate) struct MinutesBody {
    /// The day of the visit; from the day of the notice to today.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who took part, on both sides: offices, with names if they are told; no other personal data. 1 to 30.
    #[schema(min_items = 1, max_items = 30, example = json!(["Đoàn kiểm tra (demo)", "Lãnh đạo UBND huyện (demo)"]))]
    #[validate(length(min = 1, max = 30), nested)]
    participants: Vec<Line>,
    /// What was looked at, and what it showed; 1 to 4000 characters. What was found on a criterion is recorded by itself.
    /// Example: `Đối chiếu 200 hồ sơ công việc với phần mềm quản lý văn bản`
    #[validate(nested)]
    text: Paragraph,
    /// The minutes as a document, if they have a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    document: Option<CitationBody>,
}

impl From<MinutesBody> for Minutes {
    fn from(MinutesBody { date, participants, text, document }: MinutesBody) -> Self {
        let participants = participants.into_iter().map(String::from).collect();
        Self { date, participants, text: text.into(), document: document.map(Into::into) }
    }
}

impl From<Minutes> for MinutesBody {
    fn from(Minutes { date, participants, text, document }: Minutes) -> Self {
        let participants = participants.into_iter().map(Line::from).collect();
        Self { date, participants, text: text.into(), document: document.map(Into::into) }
    }
}

/// The conclusion of an inspection (kết luận kiểm tra).
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InspectionConclusion)]
pub(crate) struct ConclusionBody {
    /// The document of the conclusion.
    #[validate(nested)]
    document: CitationBody,
    /// What it says; 1 to 4000 characters.
    /// Example: `Đơn vị thực hiện đúng kế hoạch; một tiêu chí khai cao hơn số liệu đối chiếu`
    #[validate(nested)]
    text: Paragraph,
}

impl From<ConclusionBody> for Conclusion {
    fn from(ConclusionBody { document, text }: ConclusionBody) -> Self {
        Self { document: document.into(), text: text.into() }
    }
}

impl From<Conclusion> for ConclusionBody {
    fn from(Conclusion { document, text }: Conclusion) -> Self {
        Self { document: document.into(), text: text.into() }
    }
}

/// A step that was taken in an inspection or with a recommendation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InspectionAct)]
pub(crate) struct ActView {
    /// The step's word, as in `transitions`.
    #[schema(example = "ANNOUNCE")]
    verb: &'static str,
    /// When.
    at: DateTime<Utc>,
    /// The unit whose person took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sở Khoa học và Công nghệ")]
    organisation_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-khoa-hoc-cong-nghe")]
    organisation_code: Option<String>,
    /// The role in which the person took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The name of the person.
    #[schema(example = "Phạm Thị Thường Trực (demo)")]
    name: String,
    /// The answer or the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Đã rà soát và cập nhật số liệu")]
    text: Option<String>,
    /// The document that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// The day by which this step was due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-03-14")]
    due_date: Option<NaiveDate>,
}

impl ActView {
    pub(crate) fn new<V>(act: Act<V>, word: fn(&V) -> &'static str, names: &Names) -> Self {
        let Act { verb, at, unit, role, name, text, document, due } = act;
        let label = unit.map(|unit| names.units.get(unit));
        let organisation_code = label.as_ref().and_then(|label| label.code.clone());
        let organisation_name = label.map(|label| label.name);
        let document = document.map(Into::into);
        let verb = word(&verb);
        Self {
            verb,
            at,
            organisation: unit,
            organisation_name,
            organisation_code,
            role,
            name,
            text,
            document,
            due_date: due,
        }
    }
}

/// An inspection of a unit (cuộc kiểm tra; rule S30).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Inspection)]
pub(crate) struct InspectionView {
    /// Its identifier.
    id: InspectionId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The agency that runs it; the other one reads it.
    agency: InspectingAgency,
    /// The plan that it is under; absent if it is unplanned (đột xuất).
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<InspectionPlanId>,
    /// The year that it is counted in: that of the planned day.
    #[schema(example = 2025)]
    year: i32,
    /// The day by which the visit is to take place.
    #[schema(example = "2025-06-30")]
    planned_date: NaiveDate,
    /// The cycle whose report is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<CycleId>,
    /// The code of that cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// Codes of the criteria that are looked at.
    #[schema(example = json!(["H1"]))]
    criteria: Vec<String>,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
    /// What is inspected, and why.
    #[schema(example = "Kiểm tra việc xử lý hồ sơ công việc trên môi trường mạng theo kế hoạch năm")]
    reason: String,
    /// Its state.
    state: InspectionState,
    /// When it was entered.
    entered_at: DateTime<Utc>,
    /// When the unit was told first; it sees the inspection from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    announced_at: Option<DateTime<Utc>>,
    /// The day by which the visit is due: the planned day, then that of the notice. Absent once it took place or was given
    /// up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-06-30")]
    due_date: Option<NaiveDate>,
    /// Whether that day is over.
    overdue: bool,
    /// The notice that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<NoticeBody>,
    /// The minutes of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<MinutesBody>,
    /// The conclusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<ConclusionBody>,
    /// The steps taken, oldest first.
    acts: Vec<ActView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The names of what inspections, findings and recommendations refer to.
pub(crate) struct Names {
    pub(crate) campaigns: CampaignNames,
    pub(crate) cycles: CycleCodes,
    pub(crate) units: UnitLabels,
}

impl Names {
    /// The names of movements, cycles and units.
    pub(crate) async fn load(
        tx: &Tx,
        campaigns: Vec<CampaignId>,
        cycles: Vec<CycleId>,
        units: Vec<OrganisationId>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            campaigns: tx.campaign_names(campaigns.into_iter()).await?,
            cycles: tx.cycle_codes(cycles.into_iter()).await?,
            units: tx.unit_labels(units.into_iter()).await?,
        })
    }

    /// The names of what inspections refer to.
    pub(crate) async fn of(tx: &Tx, inspections: &[Inspection]) -> Result<Self, Problem> {
        let mut units: Vec<OrganisationId> = inspections.iter().map(|one| one.organisation).collect();
        for inspection in inspections {
            units.extend(inspection.acts.iter().filter_map(|act| act.unit));
        }
        let campaigns = inspections.iter().map(|one| one.campaign).collect();
        let cycles = inspections.iter().filter_map(|one| one.subject.cycle).collect();
        Self::load(tx, campaigns, cycles, units).await
    }
}

impl InspectionView {
    pub(crate) fn new(inspection: Inspection, names: &Names, actor: &Actor, at: DateTime<Utc>) -> Self {
        let (year, due_date, overdue) = (inspection.year(), inspection.due(), inspection.is_overdue(at));
        let transitions = inspection.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Inspection {
            id,
            campaign,
            organisation,
            agency,
            plan,
            subject,
            state,
            announced_at,
            notice,
            minutes,
            conclusion,
            acts,
            entered_at,
            revision,
        } = inspection;
        let InspectionSubject { planned, cycle, criteria, dimensions, reason } = subject;
        let Dimensions { contents, field } = dimensions;
        let UnitLabel { name, code } = names.units.get(organisation);
        let word = |verb: &InspectionVerb| verb.as_str();
        Self {
            id,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            agency,
            plan,
            year,
            planned_date: planned,
            cycle,
            cycle_code: cycle.map(|cycle| names.cycles.get(cycle)),
            criteria,
            contents,
            field,
            reason,
            state,
            entered_at,
            announced_at,
            due_date,
            overdue,
            notice: notice.map(Into::into),
            minutes: minutes.map(Into::into),
            conclusion: conclusion.map(Into::into),
            acts: acts.into_iter().map(|act| ActView::new(act, word, names)).collect(),
            revision,
            transitions,
        }
    }

    /// One inspection, with the names of what it refers to.
    pub(crate) async fn of(tx: &Tx, inspection: Inspection, actor: &Actor, at: DateTime<Utc>) -> Result<Self, Problem> {
        let names = Names::of(tx, std::slice::from_ref(&inspection)).await?;
        Ok(Self::new(inspection, &names, actor, at))
    }
}
