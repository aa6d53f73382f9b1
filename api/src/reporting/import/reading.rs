//! What an import reads in a file, for an operator who asks why, and for the comparison with other readers.

use std::fs::File;
use std::path::Path;

use domain::base::citation::Citation;
use domain::planning::scoring::{Counts, Value};
use domain::reporting::figure::Figure;
use serde_json::{Map, json};

use crate::reporting::csv_file;
use crate::reporting::sheet::{Line, Refused, refused};
use crate::reporting::table::Table;
use crate::reporting::{reasons, workbook};

/// What an import reads in a workbook or a CSV file, by its extension, as one line of JSON: the rows with the values
/// under their columns' keys, or why the file is refused.
#[must_use]
pub fn read_table(path: &Path) -> String {
    let csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let unreadable = || refused("", reasons::file_unreadable());
    let read = if csv {
        std::fs::read(path).map_err(|_ignored| unreadable()).and_then(|bytes| csv_file::read(&bytes))
    } else {
        File::open(path).map_err(|_ignored| unreadable()).and_then(workbook::read)
    };
    let file = path.display().to_string();
    let told = match read {
        Ok(Table { lines, template: _ }) => {
            json!({"file": file, "rows": lines.into_iter().map(row).collect::<Vec<_>>()})
        }
        Err(Refused { place, reason }) => {
            json!({"file": file, "refused": {"place": place, "code": reason.code, "text": reason.text.vi}})
        }
    };
    told.to_string()
}

fn row(line: Line) -> serde_json::Value {
    let Line { number, unit, unit_id, content, problems, heads: _ } = line;
    let mut values = Map::new();
    for figure in content.figures {
        let Figure { criterion, value, secret_excluded, reference, evidence, note } = figure;
        let mut keep = |field: &str, value: serde_json::Value| values.insert(format!("{criterion}.{field}"), value);
        match value {
            Value::Counts(Counts { numerator, denominator }) => {
                keep("numerator", numerator.into());
                keep("denominator", denominator.into())
            }
            Value::Count(count) => keep("count", count.into()),
            Value::Number(number) => keep("number", number.en().to_string().into()),
            Value::Choice(choice) => keep("choice", choice.into()),
            Value::Points(hundredths) => keep("points", domain::base::text::english(hundredths).into()),
            Value::NotApplicable(reason) => keep("notApplicable", reason.into()),
        };
        if secret_excluded {
            keep("secretExcluded", true.into());
        }
        if let Some(note) = note {
            keep("note", note.into());
        }
        let cited = evidence.into_iter().map(|citation| ("evidence", citation));
        for (kind, citation) in cited.chain(reference.map(|citation| ("reference", citation))) {
            let Citation { number, date, issuer, title, url, classification: _, file: _ } = citation;
            let date = date.map(|date| date.to_string());
            let parts = [("number", number), ("date", date), ("issuer", issuer), ("title", title), ("url", url)];
            for (part, text) in parts {
                if let Some(text) = text {
                    keep(&format!("{kind}.{part}"), text.into());
                }
            }
        }
    }
    if let Some(narrative) = content.narrative {
        values.insert("narrative".to_owned(), narrative.into());
    }
    let problems: Vec<String> = problems.iter().map(|problem| format!("{} {}", problem.place, problem.code)).collect();
    json!({"line": number, "unit": unit, "unitId": unit_id, "values": values, "problems": problems})
}
