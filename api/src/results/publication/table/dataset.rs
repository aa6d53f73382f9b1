//! A board's table as a JSON-stat 2.0 dataset.

use std::collections::BTreeMap;

use domain::base::text::english;
use domain::planning::scoring::Applicability;
use serde_json::value::RawValue;

use crate::base::hundredths::Hundredths;
use crate::base::problem::Problem;
use crate::results::publication::json_stat::{
    JsonStatCategory, JsonStatDataset, JsonStatDimension, JsonStatDimensions, JsonStatRole, JsonStatUnit,
    JsonStatUnitCodes,
};
use crate::results::publication::table::{BoardPage, BoardPageStanding, Table, line_of};

/// The mark of a unit without a total.
const NOT_SCORED: &str = "NOT_SCORED";

impl Table {
    /// As a JSON-stat 2.0 dataset.
    pub(super) fn json_stat(&self) -> Result<JsonStatDataset, Problem> {
        let BoardPage { head, criteria, standings, .. } = &self.board;
        let mut total = "TOTAL".to_owned();
        while criteria.iter().any(|criterion| criterion.code == total) {
            total.insert(0, '_');
        }
        let (mut value, mut status) = (Vec::new(), BTreeMap::new());
        for standing in standings {
            let result = self.results.get(&standing.organisation);
            for criterion in criteria {
                match line_of(result, &criterion.code) {
                    Some(line) if line.applicability == Applicability::Applicable => {
                        value.push(Some(number(line.points)?));
                    }
                    line => {
                        let word = line.map_or(Applicability::NotApplicable, |line| line.applicability).as_str();
                        status.insert(value.len(), word.to_owned());
                        value.push(None);
                    }
                }
            }
            if standing.total.is_none() {
                status.insert(value.len(), NOT_SCORED.to_owned());
            }
            value.push(standing.total.map(number).transpose()?);
        }
        let mut codes: Vec<String> = criteria.iter().map(|criterion| criterion.code.clone()).collect();
        codes.push(total.clone());
        let mut names: BTreeMap<String, String> =
            criteria.iter().map(|criterion| (criterion.code.clone(), criterion.name.vi.clone())).collect();
        names.insert(total, "Tổng điểm".to_owned());
        let measured = JsonStatUnit { decimals: 2, label: "điểm".to_owned() };
        let measured = codes.iter().map(|code| (code.clone(), measured.clone())).collect();
        let units: Vec<String> = standings.iter().map(|standing| standing.organisation.to_string()).collect();
        let extension = self.is_coded().then(|| {
            let of = |value: &dyn Fn(&BoardPageStanding) -> Option<String>| -> BTreeMap<String, String> {
                let known = standings.iter().filter_map(|one| Some((one.organisation.to_string(), value(one)?)));
                known.collect()
            };
            JsonStatUnitCodes {
                code: of(&|one| one.code.clone()),
                superior: of(&|one| one.superior.as_ref().map(|superior| superior.name.clone())),
                superior_code: of(&|one| one.superior.as_ref().and_then(|superior| superior.code.clone())),
            }
        });
        let called = standings.iter().map(|standing| (standing.organisation.to_string(), standing.name.clone()));
        let geo = self.geographic.then(|| vec!["unit".to_owned()]);
        Ok(JsonStatDataset {
            version: "2.0".to_owned(),
            class: "dataset".to_owned(),
            label: self.title().vi,
            updated: head.published_at,
            id: vec!["unit".to_owned(), "criterion".to_owned()],
            size: vec![units.len(), codes.len()],
            role: JsonStatRole { geo, metric: vec!["criterion".to_owned()] },
            dimension: JsonStatDimensions {
                unit: JsonStatDimension {
                    label: "Đơn vị".to_owned(),
                    category: JsonStatCategory { index: units, label: called.collect(), unit: None },
                    extension,
                },
                criterion: JsonStatDimension {
                    label: "Tiêu chí".to_owned(),
                    category: JsonStatCategory { index: codes, label: names, unit: Some(measured) },
                    extension: None,
                },
            },
            value,
            status,
        })
    }
}

/// A number with its two decimals.
fn number(points: Hundredths) -> Result<Box<RawValue>, Problem> {
    RawValue::from_string(english(points.0)).map_err(Problem::fault)
}
