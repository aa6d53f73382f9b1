//! The Vietnamese names of the codes that a province or a movement chooses itself, for the cells of a workbook.
//!
//! They are read once for a workbook, when its first page is there. What a row may not show is not told: a name is looked
//! up for the codes that stand in the rows, and in the row's own movement.

use std::collections::HashMap;

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, OrganisationId};
use domain::planning::campaign::{Campaign, CampaignText};
use persistence::base::failure::Failure;
use persistence::base::page::Page;
use persistence::base::store::Tx;
use serde_json::Value;
use uuid::Uuid;

use crate::base::db::Db;
use crate::base::paging::PAGE_LIMIT_MAX;
use crate::base::problem::Problem;
use crate::edge::list_workbook::columns::{Cells, List, Register};
use crate::printing::layout::capital;

/// The names that one movement gives to its codes.
#[derive(Debug, Default)]
struct MovementNames {
    name: String,
    groups: HashMap<String, String>,
    fields: HashMap<String, String>,
    contents: HashMap<String, String>,
    categories: HashMap<String, String>,
}

impl MovementNames {
    /// Takes the names of a text of the movement; what an earlier text called otherwise is called so now.
    fn take(&mut self, text: CampaignText) {
        self.name = text.name.vi;
        let fields = text.fields.into_iter();
        self.fields.extend(fields.map(|field| (field.code.to_string(), capital(&field.name.vi))));
        let contents = text.contents.into_iter();
        self.contents.extend(contents.map(|theme| (theme.number.to_string(), capital(&theme.text.vi))));
        let categories = text.policy.categories.into_iter();
        self.categories.extend(categories.map(|category| (category.code.to_string(), capital(&category.name.vi))));
    }
}

/// The names of codes.
#[derive(Debug, Default)]
pub(super) struct Names {
    levels: HashMap<String, String>,
    movements: HashMap<Uuid, MovementNames>,
    /// The movement of each cycle.
    cycles: HashMap<Uuid, Uuid>,
    /// The movement that the list's address names, itself or by a cycle.
    addressed: Option<Uuid>,
    /// The names of the things that the filters name, of those that everybody may know of.
    filtered: HashMap<Uuid, String>,
}

/// What was found, if it exists.
fn existing<T>(found: Result<T, Failure>) -> Result<Option<T>, Problem> {
    match found {
        Err(Failure::NotFound) => Ok(None),
        found => Ok(Some(found?)),
    }
}

/// The public name of a thing.
async fn public_name(tx: &Tx, register: Register, id: Uuid) -> Result<Option<String>, Problem> {
    Ok(match register {
        Register::Movement => {
            existing(tx.campaign(CampaignId(id)).await)?.filter(Campaign::is_public).map(|found| found.text.name.vi)
        }
        Register::Cycle => {
            let Some(cycle) = existing(tx.cycle(CycleId(id)).await)? else { return Ok(None) };
            let campaign = tx.campaign(cycle.campaign).await?;
            campaign.is_public().then_some(cycle.name.vi)
        }
        Register::Unit => existing(tx.organisation(OrganisationId(id)).await)?.map(|unit| unit.name),
        Register::Level | Register::Group | Register::Field | Register::Content | Register::Category => None,
    })
}

impl Names {
    /// Reads what a list at a path of this service needs, and its filters.
    pub(super) async fn read(db: &Db, list: &List, path: &str, filters: &[(String, String)]) -> Result<Self, Problem> {
        let (mut things, mut coded) = (Vec::new(), false);
        for (name, value) in filters {
            match list.filter(name).map(|filter| &filter.cells) {
                Some(Cells::Chosen(register)) if register.is_of_things() => {
                    things.extend(value.parse::<Uuid>().ok().map(|id| (*register, id)));
                }
                Some(Cells::Chosen(_)) => coded = true,
                Some(_) | None => {}
            }
        }
        coded = coded || list.columns.iter().any(|column| matches!(column.cells, Cells::Chosen(_)));
        if !coded && things.is_empty() {
            return Ok(Self::default());
        }
        let service = db.of_the_service();
        let reading = service.read(move |tx| async move {
            let mut names = if coded { Self::all(&tx).await? } else { Self::default() };
            for (register, id) in things {
                names.filtered.extend(public_name(&tx, register, id).await?.map(|name| (id, name)));
            }
            Ok(names)
        });
        let mut names = reading.await?;
        let mut named = path.split('/').filter_map(|part| part.parse::<Uuid>().ok());
        names.addressed = named.find_map(|id| match names.movements.contains_key(&id) {
            true => Some(id),
            false => names.cycles.get(&id).copied(),
        });
        Ok(names)
    }

    async fn all(tx: &Tx) -> Result<Self, Problem> {
        let levels = tx.levels().await?;
        // Their names are those within a sentence.
        let levels = levels.iter().map(|level| (level.code.to_string(), capital(&level.facts.name.vi))).collect();
        let mut names = Self { levels, ..Self::default() };
        let mut page = Page { after: None, limit: PAGE_LIMIT_MAX };
        loop {
            let slice = tx.campaigns(&Scope::Everything, page).await?;
            page.after = slice.items.last().map(|campaign| campaign.id.0);
            for campaign in slice.items {
                names.add(tx, campaign).await?;
            }
            if !slice.more {
                return Ok(names);
            }
        }
    }

    async fn add(&mut self, tx: &Tx, campaign: Campaign) -> Result<(), Problem> {
        let Campaign { id, text, orders, .. } = campaign;
        let mut known = MovementNames::default();
        for amendment in orders.amendments {
            known.take(amendment.before);
        }
        known.take(text);
        let groups = tx.groups_of(id).await?.into_iter();
        known.groups.extend(groups.map(|group| (group.code.to_string(), capital(&group.facts.name.vi))));
        self.cycles.extend(tx.cycles_of(id).await?.into_iter().map(|cycle| (cycle.id.0, id.0)));
        self.movements.insert(id.0, known);
        Ok(())
    }

    /// The name that a code has in a row of a list.
    pub(super) fn of(&self, register: Register, code: &str, row: &Value) -> Option<&str> {
        let movement = || self.movements.get(&self.movement_of(row)?);
        let name = match register {
            Register::Level => self.levels.get(code),
            // The group of a level has the level's code.
            Register::Group => self.levels.get(code).or_else(|| movement()?.groups.get(code)),
            Register::Field => movement()?.fields.get(code),
            Register::Content => movement()?.contents.get(code),
            Register::Category => movement()?.categories.get(code),
            Register::Movement => {
                code.parse::<Uuid>().ok().and_then(|id| self.movements.get(&id)).map(|known| &known.name)
            }
            // No row has only the identifier of a cycle or a unit as a code.
            Register::Cycle | Register::Unit => None,
        };
        name.map(String::as_str)
    }

    /// The name of a thing that a filter names.
    pub(super) fn of_filtered(&self, id: &str) -> Option<&str> {
        self.filtered.get(&id.parse::<Uuid>().ok()?).map(String::as_str)
    }

    fn movement_of(&self, row: &Value) -> Option<Uuid> {
        let named = |property: &str| row.get(property).and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
        let of_cycle = || named("cycle").and_then(|cycle| self.cycles.get(&cycle).copied());
        named("campaign").or_else(of_cycle).or(self.addressed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> (Names, Uuid, Uuid) {
        let (movement, cycle) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = |code: &str, name: &str| HashMap::from([(code.to_owned(), name.to_owned())]);
        let own = MovementNames {
            name: "Chuyển đổi số".to_owned(),
            groups: one("KHOI-1", "Khối 1"),
            contents: one("6", "Chính quyền số"),
            ..MovementNames::default()
        };
        let other =
            MovementNames { groups: one("KHOI-1", "Khối của phong trào khác"), ..MovementNames::default() };
        let names = Names {
            levels: one("COMMUNE", "Cấp xã"),
            movements: HashMap::from([(movement, own), (Uuid::from_u128(3), other)]),
            cycles: HashMap::from([(cycle, movement)]),
            filtered: HashMap::from([(cycle, "Năm 2024".to_owned())]),
            addressed: None,
        };
        (names, movement, cycle)
    }

    #[test]
    fn a_code_has_the_name_of_its_rows_own_movement() {
        let (names, movement, cycle) = known();
        for row in [json!({"campaign": movement}), json!({"cycle": cycle})] {
            assert_eq!(names.of(Register::Group, "KHOI-1", &row), Some("Khối 1"), "{row}");
            assert_eq!(names.of(Register::Content, "6", &row), Some("Chính quyền số"), "{row}");
            assert_eq!(names.of(Register::Field, "6", &row), None, "{row}");
        }
        for row in [json!({}), json!({"campaign": Uuid::from_u128(9)}), json!({"cycle": "x"})] {
            assert_eq!(names.of(Register::Group, "KHOI-1", &row), None, "{row}");
            assert_eq!(names.of(Register::Group, "COMMUNE", &row), Some("Cấp xã"), "the group of a level: {row}");
        }
        assert_eq!(names.of(Register::Movement, &movement.to_string(), &json!({})), Some("Chuyển đổi số"));
        assert_eq!(names.of(Register::Movement, "x", &json!({})), None);
    }

    #[test]
    fn a_filter_names_a_thing_that_everybody_may_know_of() {
        let (names, movement, cycle) = known();
        assert_eq!(names.of_filtered(&cycle.to_string()), Some("Năm 2024"));
        assert_eq!(names.of_filtered(&movement.to_string()), None, "a draft");
        assert_eq!(names.of_filtered("x"), None);
    }

    #[test]
    fn an_address_names_the_movement_of_rows_that_name_none() {
        let (names, _, cycle) = known();
        let names = Names { addressed: names.cycles.get(&cycle).copied(), ..names };
        assert_eq!(names.of(Register::Group, "KHOI-1", &json!({})), Some("Khối 1"));
    }
}
