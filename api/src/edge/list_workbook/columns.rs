//! The columns of a list's workbook, as the committed contract describes the list's items, under short Vietnamese heads.
//!
//! Each property of an item is a column, and each property of an object in it one more level down. A list of words is
//! one cell, a list of objects its number. Left out is what says nothing to a reader of a table: what the caller may do
//! next, addresses within this service, counters of revisions, what stands deeper, and an identifier beside the name or
//! code of the same thing. Identifiers that remain stand last.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

/// The heads, in the order of the columns, and the Vietnamese words of codes.
const HEADS: &str = include_str!("../../../../openapi/heads.vi.json");
/// Where the schemas stand.
const SCHEMAS: &str = "#/components/schemas/";
/// What names the place to go on from in a list, and in one that only grows.
const PAGED: &str = "cursor";
const FOLLOWED: &str = "after";
/// Properties that are no column.
const LEFT_OUT: [&str; 2] = ["revision", "transitions"];
/// The ending of the names of addresses within this service.
const ADDRESS: &str = "href";
/// The property of the code of the thing itself, whose name stands beside it.
const OWN_CODE: &str = "code";
/// The list of numbers of a movement's contents, and the schema of a movement's identifier.
const CONTENTS: &str = "contents";
const MOVEMENT: &str = "CampaignId";
/// What the names of amounts of money end with.
const MONEY: &str = "dong";
/// The schema of a fault.
const FAULT: &str = "Fault";
/// The states of an entry of the audit trail, which are words of the kind of thing that it names.
const STATES: [&str; 2] = ["fromState", "toState"];
pub(super) const KIND_OF_THING: &str = "concept";
/// What the name of a list of words ends with where a client sends one.
const SENT: &str = "Input";
/// The list of words that needs no Vietnamese one: the text of a reason stands beside its code.
const EXPLAINED: &str = "ReasonCode";

/// What a cell of a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    /// A text, the Vietnamese one of a text in two languages.
    Text,
    /// A code of a list of words, with the Vietnamese words of those that have one.
    Word(BTreeMap<String, String>),
    /// A whole number.
    Whole,
    /// An amount of money, in whole đồng.
    Money,
    /// Hundredths.
    Hundredths,
    /// Another number.
    Number,
    /// Yes or no.
    YesNo,
    /// A day.
    Day,
    /// An instant.
    Instant,
    /// An identifier.
    Identifier,
    /// How many things a list has.
    Count,
    /// What is wrong with a row, and where.
    Faults,
    /// A code that a province or a movement chooses itself, or a list of such codes.
    Chosen(Register),
    /// A state of the thing that an entry of the audit trail is about, with the words of the states by kind of thing.
    State(BTreeMap<String, BTreeMap<String, String>>),
}

/// What a chosen code is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Register {
    /// The levels of units.
    Level,
    /// The groups of a movement, and the other audiences of its criteria sets.
    Group,
    /// The fields of a movement.
    Field,
    /// The contents of a movement, by their numbers.
    Content,
    /// The categories of nominees of a movement.
    Category,
    /// The movements, by their identifiers.
    Movement,
    /// The cycles, by their identifiers.
    Cycle,
    /// The units, by their identifiers.
    Unit,
}

impl Register {
    /// By the name of the schema of a code.
    fn of_schema(name: Option<&str>) -> Option<Self> {
        match name? {
            "LevelCode" => Some(Self::Level),
            "GroupCode" | "Audience" => Some(Self::Group),
            "FieldCode" => Some(Self::Field),
            "CategoryCode" => Some(Self::Category),
            _ => None,
        }
    }

    /// By the name of a query parameter, whose schema in the contract has no name.
    fn of_filter(name: &str) -> Option<Self> {
        match name {
            "level" => Some(Self::Level),
            "group" | "audience" => Some(Self::Group),
            "field" => Some(Self::Field),
            "content" => Some(Self::Content),
            "campaign" => Some(Self::Movement),
            "cycle" => Some(Self::Cycle),
            "organisation" | "parent" | "publisher" => Some(Self::Unit),
            _ => None,
        }
    }

    /// Whether it is one of things with identifiers, and not of codes.
    pub(super) const fn is_of_things(self) -> bool {
        match self {
            Self::Movement | Self::Cycle | Self::Unit => true,
            Self::Level | Self::Group | Self::Field | Self::Content | Self::Category => false,
        }
    }

    /// By the name of the schema of a list's entries, and the list's own.
    fn of_entries(property: &str, name: Option<&str>) -> Option<Self> {
        match (property, name) {
            (CONTENTS, None) => Some(Self::Content),
            (_, Some(MOVEMENT)) => Some(Self::Movement),
            (_, name) => Self::of_schema(name),
        }
    }
}

/// A column of a list's workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The head.
    pub(super) head: String,
    /// The property of the item, and the one of the object in it.
    pub(super) path: Vec<String>,
    /// What its cells hold.
    pub(super) cells: Cells,
}

/// A list of the contract.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// Its Vietnamese title.
    pub(super) title: String,
    /// The query parameter that names the place to go on from.
    pub(super) cursor: &'static str,
    /// Its query parameters, without those of pages, as if each were a column.
    pub(super) filters: Vec<Column>,
    /// Its columns.
    pub(super) columns: Vec<Column>,
}

impl List {
    /// The filter that a query parameter is.
    pub(super) fn filter(&self, name: &str) -> Option<&Column> {
        self.filters.iter().find(|filter| filter.path.as_slice() == [name])
    }
}

/// The parts of the contract that are read.
#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, SaidOperation>>,
    components: Components,
}

#[derive(Deserialize)]
struct Components {
    schemas: BTreeMap<String, Schema>,
}

#[derive(Deserialize)]
struct SaidOperation {
    #[serde(default)]
    summary: String,
    #[serde(default)]
    parameters: Vec<SaidParameter>,
    #[serde(default)]
    responses: BTreeMap<String, SaidResponse>,
}

#[derive(Deserialize)]
struct SaidParameter {
    name: String,
    r#in: String,
    #[serde(default)]
    schema: Schema,
}

#[derive(Deserialize)]
struct SaidResponse {
    #[serde(default)]
    content: BTreeMap<String, SaidContent>,
}

#[derive(Deserialize)]
struct SaidContent {
    schema: Schema,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    /// A word, or several.
    #[serde(default)]
    r#type: Value,
    format: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Schema>,
    items: Option<Box<Schema>>,
    #[serde(default, rename = "oneOf")]
    choice: Vec<Schema>,
    #[serde(default, rename = "x-extensible-enum")]
    words: Vec<String>,
    /// The words that a client may send.
    #[serde(default, rename = "enum")]
    sent: Vec<String>,
}

impl Schema {
    fn is(&self, kind: &str) -> bool {
        self.r#type == kind || self.r#type.as_array().is_some_and(|types| types.iter().any(|one| one == kind))
    }

    /// Whether it is a text in two languages.
    fn is_bilingual(&self) -> bool {
        self.properties.len() == 2 && self.properties.contains_key("vi") && self.properties.contains_key("en")
    }

    fn has_parts(&self) -> bool {
        self.is("object") || !self.properties.is_empty() || !self.choice.is_empty()
    }
}

/// A schema with its own name, if it has one.
type Named<'a> = (Option<&'a str>, &'a Schema);

/// The heads as they are written down.
#[derive(Debug, Deserialize)]
struct Heads {
    /// A property and its head: `name`, or `Schema.name` where a schema has another head for it, or `object.name` where
    /// the object's own head does not stand before it. The order is that of the columns.
    columns: Vec<(String, String)>,
    /// By the name of a query parameter its head.
    filters: BTreeMap<String, String>,
    /// By the path of a list its title.
    titles: BTreeMap<String, String>,
    /// By the kind of thing in the audit trail the words of its states there.
    states: BTreeMap<String, States>,
    /// By the name of a list of words the Vietnamese word of each code.
    words: BTreeMap<String, BTreeMap<String, String>>,
}

/// The words of the states of a kind of thing: those of a list, and those that stand in the audit trail only.
#[derive(Debug, Deserialize)]
struct States {
    list: Option<String>,
    #[serde(default)]
    words: BTreeMap<String, String>,
}

/// The heads, which notes what was used.
struct Dictionary {
    heads: Heads,
    places: BTreeMap<String, usize>,
    used: BTreeSet<String>,
    missing: BTreeSet<String>,
}

impl Dictionary {
    fn read() -> Result<Self, serde_json::Error> {
        let heads: Heads = serde_json::from_str(HEADS)?;
        let places = heads.columns.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
        Ok(Self { heads, places, used: BTreeSet::new(), missing: BTreeSet::new() })
    }

    /// The place and the head of a property; one without a head stands behind the others under its own name.
    fn head(&mut self, schema: Option<&str>, property: &str) -> (usize, String) {
        let own = schema.map(|schema| format!("{schema}.{property}"));
        let name = own.filter(|own| self.places.contains_key(own)).unwrap_or_else(|| property.to_owned());
        let said = self.places.get(&name).and_then(|place| Some((*place, self.heads.columns.get(*place)?.1.clone())));
        if said.is_some() {
            self.used.insert(name);
        } else {
            self.missing.insert(schema.map_or_else(|| property.to_owned(), |schema| format!("{schema}.{property}")));
        }
        said.unwrap_or_else(|| (self.places.len(), property.to_owned()))
    }

    /// The head of a property of an object: that of the two together, or the one behind the other.
    fn below(&mut self, [object, property]: [&str; 2], [whole, head]: [&str; 2]) -> String {
        let both = format!("{object}.{property}");
        let own = self.places.get(&both).and_then(|place| Some(self.heads.columns.get(*place)?.1.clone()));
        if own.is_some() {
            self.used.insert(both);
        }
        own.unwrap_or_else(|| format!("{whole}: {}", lowered(head)))
    }

    /// The title of a list; one without a title is called by the summary of its operation.
    fn title(&mut self, path: &str, summary: &str) -> String {
        if let Some(title) = self.heads.titles.get(path) {
            self.used.insert(format!("title of {path}"));
            return title.clone();
        }
        self.missing.insert(format!("title of {path}"));
        summary.to_owned()
    }

    /// The head of a query parameter; one without a head stands under its own name.
    fn filter(&mut self, name: &str) -> String {
        if let Some(head) = self.heads.filters.get(name) {
            self.used.insert(format!("filter {name}"));
            return head.clone();
        }
        self.missing.insert(format!("filter {name}"));
        name.to_owned()
    }

    /// The Vietnamese words of a list of words.
    fn words(&mut self, schema: Option<&str>, codes: &[String]) -> BTreeMap<String, String> {
        let schema = schema.unwrap_or("a list of words without a name");
        let words = self.heads.words.get(schema).cloned().unwrap_or_default();
        self.used.insert(format!("words of {schema}"));
        let wordless = codes.iter().filter(|code| schema != EXPLAINED && !words.contains_key(*code));
        self.missing.extend(wordless.map(|code| format!("{schema} {code}")));
        words
    }

    /// The words of the states of every kind of thing.
    fn states(&mut self) -> BTreeMap<String, BTreeMap<String, String>> {
        let Heads { states, words, .. } = &self.heads;
        let mut said = BTreeMap::new();
        for (concept, States { list, words: own }) in states {
            let mut all = own.clone();
            if let Some(list) = list {
                self.used.insert(format!("words of {list}"));
                all.extend(words.get(list).cloned().unwrap_or_default());
            }
            said.insert(concept.clone(), all);
        }
        said
    }
}

/// Every list of a contract, by the path of its operation.
///
/// # Errors
/// If the contract or the heads cannot be read.
pub(super) fn lists(document: &str) -> Result<BTreeMap<String, List>, serde_json::Error> {
    Ok(read(serde_json::from_str(document)?, &mut Dictionary::read()?))
}

/// The lists, under the heads of a dictionary.
fn read(document: Document, dictionary: &mut Dictionary) -> BTreeMap<String, List> {
    let Document { paths, components: Components { schemas } } = document;
    let mut all = BTreeMap::new();
    for (path, mut item) in paths {
        let Some(said) = item.remove("get") else { continue };
        let Some(items) = items_of(&said, &schemas) else { continue };
        let columns = columns(items, &schemas, dictionary);
        let title = dictionary.title(&path, &said.summary);
        let queries = said.parameters.into_iter().filter(|parameter| parameter.r#in == "query");
        let queries: Vec<SaidParameter> = queries.collect();
        let cursor = if queries.iter().any(|query| query.name == FOLLOWED) { FOLLOWED } else { PAGED };
        let asked = queries.iter().filter(|query| !["limit", PAGED, FOLLOWED].contains(&query.name.as_str()));
        let filters = asked.map(|query| filter(query, &schemas, dictionary)).collect();
        all.insert(path, List { title, cursor, filters, columns });
    }
    all
}

/// A query parameter as if it were a column, whose cell is what was asked for.
fn filter(
    SaidParameter { name, schema, .. }: &SaidParameter,
    schemas: &BTreeMap<String, Schema>,
    dictionary: &mut Dictionary,
) -> Column {
    let (own, schema) = resolved(schema, schemas);
    let cells = match Register::of_filter(name) {
        Some(register) => Some(Cells::Chosen(register)),
        None if schema.sent.is_empty() => cells(name, (own, schema), schemas, dictionary),
        None => {
            let list = own.map(|own| own.strip_suffix(SENT).unwrap_or(own));
            Some(Cells::Word(dictionary.words(list, &schema.sent)))
        }
    };
    Column { head: dictionary.filter(name), path: vec![name.clone()], cells: cells.unwrap_or(Cells::Text) }
}

/// The schema of a list's items, if an operation answers a list in pages.
fn items_of<'a>(said: &'a SaidOperation, schemas: &'a BTreeMap<String, Schema>) -> Option<Named<'a>> {
    let paged = said.parameters.iter().any(|parameter| parameter.r#in == "query" && parameter.name == "limit");
    let content = said.responses.get("200")?.content.get("application/json").filter(|_| paged)?;
    let (_, page) = resolved(&content.schema, schemas);
    let (_, items) = resolved(page.properties.get("items")?, schemas);
    Some(resolved(items.items.as_deref()?, schemas))
}

/// The schema that a reference names, with its name.
fn resolved<'a>(schema: &'a Schema, schemas: &'a BTreeMap<String, Schema>) -> Named<'a> {
    let name = schema.reference.as_deref().and_then(|reference| reference.strip_prefix(SCHEMAS));
    match name.and_then(|name| schemas.get_key_value(name)) {
        Some((name, schema)) if schema.reference.is_none() => (Some(name), schema),
        Some((_, schema)) => resolved(schema, schemas),
        None => (None, schema),
    }
}

/// The properties of an object, and those of each form that it may have.
fn properties<'a>(
    (name, schema): Named<'a>,
    schemas: &'a BTreeMap<String, Schema>,
) -> BTreeMap<&'a str, (Option<&'a str>, &'a Schema)> {
    let mut found: BTreeMap<&str, (Option<&str>, &Schema)> =
        schema.properties.iter().map(|(property, below)| (property.as_str(), (name, below))).collect();
    for form in &schema.choice {
        let (own, form) = resolved(form, schemas);
        for (property, below) in &form.properties {
            found.entry(property.as_str()).or_insert((own.or(name), below));
        }
    }
    found
}

fn columns(items: Named<'_>, schemas: &BTreeMap<String, Schema>, dictionary: &mut Dictionary) -> Vec<Column> {
    // An identifier stands last, and otherwise the order is that of the heads.
    let mut found: Vec<((bool, usize, usize), Column)> = Vec::new();
    let own = properties(items, schemas);
    for (property, (holder, schema)) in &own {
        if is_left_out(property) {
            continue;
        }
        let named = resolved(schema, schemas);
        match cells(property, named, schemas, dictionary) {
            Some(Cells::Identifier) if is_named_beside(property, &own) => {}
            Some(cells) => {
                let (place, head) = dictionary.head(*holder, property);
                let last = cells == Cells::Identifier;
                let column = Column { head, path: vec![(*property).to_owned()], cells };
                found.push(((last, place, 0), column));
            }
            None => {
                let parts = properties(named, schemas);
                let kept: Vec<_> = parts
                    .iter()
                    .filter(|(part, _)| !is_left_out(part))
                    .filter_map(|(part, (holder, schema))| {
                        let cells = cells(part, resolved(schema, schemas), schemas, dictionary)?;
                        let named = is_named_beside(part, &parts) || parts.contains_key("name");
                        let beside = cells == Cells::Identifier && named;
                        (!beside).then_some((*part, *holder, cells))
                    })
                    .collect();
                if kept.is_empty() {
                    continue;
                }
                let (place, whole) = dictionary.head(*holder, property);
                for (part, holder, cells) in kept {
                    let (below, head) = dictionary.head(holder, part);
                    let last = cells == Cells::Identifier;
                    let path = vec![(*property).to_owned(), part.to_owned()];
                    let head = dictionary.below([*property, part], [whole.as_str(), head.as_str()]);
                    let column = Column { head, path, cells };
                    found.push(((last, place, below.saturating_add(1)), column));
                }
            }
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, column)| column).collect()
}

/// A head that stands behind another: with a small first letter, unless it is an abbreviation.
fn lowered(head: &str) -> String {
    let mut letters = head.chars();
    let first = letters.next();
    let abbreviation = letters.clone().next().is_none_or(|second| second.is_uppercase() || second.is_numeric());
    match first {
        Some(first) if !abbreviation => first.to_lowercase().chain(letters).collect(),
        Some(_) | None => head.to_owned(),
    }
}

fn is_left_out(property: &str) -> bool {
    LEFT_OUT.contains(&property) || property.to_lowercase().ends_with(ADDRESS)
}

/// Whether a name, a title, a label or a code stands beside an identifier: `organisationName` beside `organisation`.
fn is_named_beside(property: &str, beside: &BTreeMap<&str, (Option<&str>, &Schema)>) -> bool {
    const ENDINGS: [&str; 5] = ["Name", "Title", "Label", "Code", "Symbol"];
    ENDINGS.iter().any(|ending| beside.contains_key(format!("{property}{ending}").as_str()))
}

/// What a cell of a property holds; nothing for an object, whose own properties are columns.
fn cells(
    property: &str,
    (name, schema): Named<'_>,
    schemas: &BTreeMap<String, Schema>,
    dictionary: &mut Dictionary,
) -> Option<Cells> {
    if schema.is_bilingual() {
        return Some(Cells::Text);
    }
    if schema.is("array") {
        let (name, item) = resolved(schema.items.as_deref()?, schemas);
        let plain = item.words.is_empty() && !item.has_parts();
        return Some(match Register::of_entries(property, name).filter(|_| plain) {
            Some(register) => Cells::Chosen(register),
            None if !item.words.is_empty() => Cells::Word(dictionary.words(name, &item.words)),
            None if name == Some(FAULT) => Cells::Faults,
            None if item.has_parts() && !item.is_bilingual() => Cells::Count,
            None if item.format.as_deref() == Some("uuid") => Cells::Identifier,
            None => Cells::Text,
        });
    }
    if schema.has_parts() {
        return None;
    }
    if !schema.words.is_empty() {
        return Some(Cells::Word(dictionary.words(name, &schema.words)));
    }
    if let Some(register) = Register::of_schema(name).filter(|_| property != OWN_CODE) {
        return Some(Cells::Chosen(register));
    }
    if STATES.contains(&property) {
        return Some(Cells::State(dictionary.states()));
    }
    let format = schema.format.as_deref().unwrap_or_default();
    Some(match format {
        "uuid" => Cells::Identifier,
        "date" => Cells::Day,
        "date-time" => Cells::Instant,
        _ if schema.is("integer") && property.to_lowercase().ends_with(MONEY) => Cells::Money,
        _ if schema.is("integer") => Cells::Whole,
        _ if schema.is("number") && name == Some("Hundredths") => Cells::Hundredths,
        _ if schema.is("number") => Cells::Number,
        _ if schema.is("boolean") => Cells::YesNo,
        _ => Cells::Text,
    })
}

#[cfg(test)]
mod tests;
