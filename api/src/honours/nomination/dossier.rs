//! The content of a nomination by its unit, on the wire.

use chrono::NaiveDate;
use domain::base::code::CategoryCode;
use domain::base::ids::AccountId;
use domain::honours::nomination::dossier::{Dossier, Paper, Subject};
use domain::planning::award::{AwardForm, PaperKind, Position, SimplifiedGround, SubjectKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::FileBody;
use crate::base::text::{EmptyOrLine, EmptyOrParagraph, Line};

/// The nominee: a collective, an individual or a household (tập thể, cá nhân, hộ gia đình).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Subject, example = json!({"kind": "COLLECTIVE", "name": "Phòng Văn hóa và Thông tin (demo)"}))]
pub(crate) struct SubjectBody {
    /// A collective, an individual or a household.
    kind: SubjectKind,
    /// The name as it shall stand on the certificate; 1 to 300 characters.
    #[validate(nested)]
    name: Line,
    /// The individual's position (chức vụ); not for a collective. At most 300 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<EmptyOrLine>,
    /// The individual's own account, if there is one: the person never handles this dossier (rule L19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<AccountId>,
    /// Whether the individual leads or works directly; counted before a decision is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rank: Option<Position>,
    /// Category of the individual (rule S11), or field of the enterprise (rule S10); required at submission for both,
    /// not for a unit's collective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<CategoryCode>,
    /// The enterprise's registration number (mã số doanh nghiệp); only an enterprise has one. 1 to 20 characters.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, pattern = "^[0-9-]+$", example = "2200000000")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    business_number: Option<String>,
    /// A person or household that belongs to no unit and is nominated where they contributed (rule S33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    without_unit: bool,
    /// How the nominee differs from another of the same name in the same unit, whom the unit nominates, too; without it,
    /// subjects of one name are one subject. No identity number. At most 300 characters.
    /// Example: `Chuyên viên Phòng Tài chính, không phải cán bộ Phòng Y tế`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    namesake: Option<EmptyOrLine>,
}

/// Metadata of one paper of the dossier (giấy tờ trong hồ sơ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Paper, example = json!({"kind": "SUBMISSION_LETTER", "number": "12/TTr-UBND", "date": "2024-11-20", "signer": "Chủ tịch UBND huyện (demo)", "title": "Tờ trình đề nghị khen thưởng", "nominees": ["Phòng Văn hóa và Thông tin (demo)"], "confirmed": true}))]
pub(crate) struct PaperBody {
    /// Kind of paper; each kind appears once.
    kind: PaperKind,
    /// Its number and symbol; 1 to 300 characters.
    #[validate(nested)]
    number: Line,
    /// Its date.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    #[validate(nested)]
    signer: Line,
    /// Its title or abstract (trích yếu); 1 to 300 characters.
    #[validate(nested)]
    title: Line,
    /// The nominees it lists; the submission letter names at least one at submission (rule L05). At most 200.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    nominees: Vec<String>,
    /// Whether the nominating level confirmed it; the achievement report must be at submission (rule L05).
    #[serde(default)]
    confirmed: bool,
    /// The file, if there is one.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<FileBody>,
}

/// Dossier of a nomination, as stated by the unit (hồ sơ đề nghị).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Dossier, example = json!({
    "subject": {"kind": "COLLECTIVE", "name": "Phòng Văn hóa và Thông tin (demo)"},
    "awardForm": "BANG_KHEN_PROVINCE",
    "achievement": "Hoàn thành vượt mức các tiêu chí chuyển đổi số năm 2024",
    "papers": [{"kind": "SUBMISSION_LETTER", "number": "12/TTr-UBND", "date": "2024-11-20",
        "signer": "Chủ tịch UBND huyện (demo)", "title": "Tờ trình đề nghị khen thưởng",
        "nominees": ["Phòng Văn hóa và Thông tin (demo)"], "confirmed": true}]
}))]
pub(crate) struct DossierBody {
    /// The nominee.
    #[validate(nested)]
    subject: SubjectBody,
    /// The form asked for; only the provincial Chair's Bằng khen is nominated (rule S12).
    award_form: AwardForm,
    /// Summary of the achievement; required at submission. Its lines stay apart. At most 4000 characters.
    /// Example: `Hoàn thành vượt mức các tiêu chí chuyển đổi số năm 2024`
    #[validate(nested)]
    #[serde(default)]
    achievement: EmptyOrParagraph,
    /// The first day of the achievement; the cycle's first day, unless said (rules L02, L03).
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default, skip_serializing_if = "Option::is_none")]
    achievement_from_date: Option<NaiveDate>,
    /// The last day of the achievement; the cycle's last day, unless said.
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default, skip_serializing_if = "Option::is_none")]
    achievement_to_date: Option<NaiveDate>,
    /// How the subject meets the qualitative criterion of its category; required at submission if there is one (rules
    /// S10, S11). At most 4000 characters.
    /// Example: `Xây dựng phần mềm một cửa cho 11 huyện`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "str::is_empty")]
    criterion_account: EmptyOrParagraph,
    /// Which case of the simplified procedure an urgent nomination is (rule L06); a state secret is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    simplified_ground: Option<SimplifiedGround>,
    /// The papers so far; they may be incomplete until submission. At most 20.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    papers: Vec<PaperBody>,
}

impl DossierBody {
    /// The nominee's own account, if the dossier names one.
    pub(super) const fn account(&self) -> Option<AccountId> {
        self.subject.account
    }
}

impl From<SubjectBody> for Subject {
    fn from(body: SubjectBody) -> Self {
        let SubjectBody { kind, name, position, account, rank, category, business_number, without_unit, namesake } =
            body;
        let (name, position, namesake) = (name.into(), position.map(Into::into), namesake.map(Into::into));
        Self { kind, name, position, account, rank, category, business_number, without_unit, namesake }
    }
}

impl From<Subject> for SubjectBody {
    fn from(subject: Subject) -> Self {
        let Subject { kind, name, position, account, rank, category, business_number, without_unit, namesake } =
            subject;
        let (name, position, namesake) = (name.into(), position.map(Into::into), namesake.map(Into::into));
        Self { kind, name, position, account, rank, category, business_number, without_unit, namesake }
    }
}

impl From<PaperBody> for Paper {
    fn from(body: PaperBody) -> Self {
        let PaperBody { kind, number, date, signer, title, nominees, confirmed, file } = body;
        let (number, signer, title) = (number.into(), signer.into(), title.into());
        Self { kind, number, date, signer, title, nominees, confirmed, file: file.map(Into::into) }
    }
}

impl From<Paper> for PaperBody {
    fn from(paper: Paper) -> Self {
        let Paper { kind, number, date, signer, title, nominees, confirmed, file } = paper;
        let (number, signer, title) = (number.into(), signer.into(), title.into());
        Self { kind, number, date, signer, title, nominees, confirmed, file: file.map(FileBody::from) }
    }
}

impl From<DossierBody> for Dossier {
    fn from(body: DossierBody) -> Self {
        let DossierBody {
            subject,
            award_form,
            achievement,
            achievement_from_date,
            achievement_to_date,
            criterion_account,
            simplified_ground,
            papers,
        } = body;
        Self {
            subject: subject.into(),
            award_form,
            achievement: achievement.into(),
            achievement_from: achievement_from_date,
            achievement_to: achievement_to_date,
            criterion_account: criterion_account.into(),
            simplified_ground,
            papers: papers.into_iter().map(Paper::from).collect(),
        }
    }
}

impl From<Dossier> for DossierBody {
    fn from(dossier: Dossier) -> Self {
        let Dossier {
            subject,
            award_form,
            achievement,
            achievement_from,
            achievement_to,
            criterion_account,
            simplified_ground,
            papers,
        } = dossier;
        Self {
            subject: subject.into(),
            award_form,
            achievement: achievement.into(),
            achievement_from_date: achievement_from,
            achievement_to_date: achievement_to,
            criterion_account: criterion_account.into(),
            simplified_ground,
            papers: papers.into_iter().map(PaperBody::from).collect(),
        }
    }
}
