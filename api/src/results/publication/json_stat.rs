//! JSON-stat 2.0 on the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// A board as a JSON-stat 2.0 dataset: units by criteria.
#[derive(Serialize, ToSchema)]
pub(crate) struct JsonStatDataset {
    /// The version of JSON-stat.
    #[schema(example = "2.0")]
    pub(crate) version: String,
    /// Class of the document: `dataset`.
    #[schema(example = "dataset")]
    pub(crate) class: String,
    /// Its title, in Vietnamese.
    #[schema(example = "Bảng xếp hạng cấp huyện năm 2024, đợt công bố 1")]
    pub(crate) label: String,
    /// When it became public.
    pub(crate) updated: DateTime<Utc>,
    /// The dimensions, in the order of `size`.
    #[schema(example = json!(["unit", "criterion"]))]
    pub(crate) id: Vec<String>,
    /// Number of categories of each dimension.
    #[schema(example = json!([1, 2]))]
    pub(crate) size: Vec<usize>,
    /// Roles of the dimensions.
    pub(crate) role: JsonStatRole,
    /// The dimensions.
    pub(crate) dimension: JsonStatDimensions,
    /// The points, unit by unit and within a unit criterion by criterion, the total last; null if there are none, with
    /// the reason in `status`.
    #[schema(value_type = Vec<Option<f64>>, example = json!([9.87, null]))]
    pub(crate) value: Vec<Option<Box<RawValue>>>,
    /// Why there is no value, by its place in `value`: the word of the criterion's applicability, `NOT_SCORED` for a unit
    /// without a total.
    #[schema(value_type = BTreeMap<String, String>, example = json!({"1": "NOT_SCORED"}))]
    pub(crate) status: BTreeMap<usize, String>,
}

/// Roles of the dimensions.
#[derive(Serialize, ToSchema)]
pub(crate) struct JsonStatRole {
    /// The geographic dimension, such as communes; absent if the units are not places.
    #[schema(example = json!(["unit"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) geo: Option<Vec<String>>,
    /// The dimension of the measured quantity.
    #[schema(example = json!(["criterion"]))]
    pub(crate) metric: Vec<String>,
}

/// The dimensions of a board.
#[derive(Serialize, ToSchema)]
pub(crate) struct JsonStatDimensions {
    /// The units, by their identifiers.
    pub(crate) unit: JsonStatDimension,
    /// The criteria, by their codes, and the total.
    pub(crate) criterion: JsonStatDimension,
}

/// A dimension.
#[derive(Serialize, ToSchema)]
pub(crate) struct JsonStatDimension {
    /// Its name, in Vietnamese.
    #[schema(example = "Tiêu chí")]
    pub(crate) label: String,
    /// Its categories.
    pub(crate) category: JsonStatCategory,
    /// Codes and superior units of the units; absent for the criteria, and for boards published before they were
    /// stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extension: Option<JsonStatUnitCodes>,
}

/// Codes and superior units, by the identifier of the unit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JsonStatUnitCodes {
    /// The code that the public knew the unit by at publication (mã đơn vị).
    #[schema(example = json!({"01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24": "31510"}))]
    pub(crate) code: BTreeMap<String, String>,
    /// The name of the unit's superior unit.
    #[schema(example = json!({"01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24": "Thị xã Ngã Năm"}))]
    pub(crate) superior: BTreeMap<String, String>,
    /// The code of the unit's superior unit.
    #[schema(example = json!({"01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24": "949"}))]
    pub(crate) superior_code: BTreeMap<String, String>,
}

/// The categories of a dimension.
#[derive(Serialize, ToSchema)]
pub(crate) struct JsonStatCategory {
    /// The categories, in their order.
    #[schema(example = json!(["H1", "_TOTAL"]))]
    pub(crate) index: Vec<String>,
    /// Their names, in Vietnamese.
    #[schema(example = json!({"H1": "Hồ sơ công việc", "_TOTAL": "Tổng điểm"}))]
    pub(crate) label: BTreeMap<String, String>,
    /// Units of measurement; absent for the dimension of organisations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<BTreeMap<String, JsonStatUnit>>,
}

/// Unit of measurement.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct JsonStatUnit {
    /// Number of decimals.
    #[schema(minimum = 0, example = 2)]
    pub(crate) decimals: u8,
    /// Its name, in Vietnamese.
    #[schema(example = "điểm")]
    pub(crate) label: String,
}
