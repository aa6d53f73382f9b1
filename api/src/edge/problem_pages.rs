//! The HTML pages that problems refer to: one for each kind (`type`), one for each code (`code`), and their list.

use std::collections::BTreeMap;

use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use domain::base::reason::ReasonEntry;
use quick_xml::escape::escape;
use serde::Deserialize;

use crate::base::answer::PAGE;
use crate::base::language::Language;
use crate::base::problem::{Kind, Problem, Row};

/// The path parameter: the slug of a kind, or a code.
#[derive(Deserialize)]
struct ProblemPath {
    name: String,
}

/// The page of a kind of problem or of a code.
#[get("/problems/{name}")]
pub(crate) async fn show_problem(request: HttpRequest, path: web::Path<ProblemPath>) -> Result<HttpResponse, Problem> {
    let language = Language::of(&request);
    let entries: Vec<&ReasonEntry> = entries().filter(|entry| entry.code == path.name).collect();
    let page = match (Kind::of_slug(&path.name), Kind::ALL.into_iter().find(|kind| kind.code() == path.name)) {
        (Some(kind), _) => of_kind(kind, language),
        (None, Some(kind)) if entries.is_empty() => of_kind(kind, language),
        (None, _) if !entries.is_empty() => of_code(&path.name, &entries, language),
        (None, _) => return Err(Problem::plain(Kind::NotFound)),
    };
    Ok(said(page, language))
}

/// The list of all kinds and codes.
#[get("/problems")]
pub(crate) async fn list_problems(request: HttpRequest) -> HttpResponse {
    let language = Language::of(&request);
    let (title, kinds, codes) = match language {
        Language::Vi => ("Các lỗi và mã lỗi", "Loại lỗi", "Mã lỗi"),
        Language::En => ("Problems and their codes", "Kinds", "Codes"),
    };
    let kind_rows = Kind::ALL.map(|kind| {
        let Row { slug, status, title, .. } = kind.row();
        format!("<li><a href=\"/problems/{slug}\">{} {}</a>", status.as_u16(), escape(of(language, title)))
    });
    let code_rows = codes_and_rules().into_iter().map(|(code, rules)| {
        let rules: Vec<String> = rules.into_iter().map(link).collect();
        format!("<li><a href=\"/problems/{code}\"><code>{code}</code></a> {}", rules.join(", "))
    });
    let page = format!(
        "<h1>{title}</h1><h2>{kinds}</h2><ul>{}</ul><h2>{codes}</h2><ul>{}</ul>",
        kind_rows.concat(),
        code_rows.collect::<String>()
    );
    said(document(title, &page, language), language)
}

/// Every reason that the service gives.
fn entries() -> impl Iterator<Item = &'static ReasonEntry> {
    domain::reasons().chain(crate::reasons()).map(|(_, entry)| entry)
}

/// Every code that a problem can have, with the rules that give it.
pub(crate) fn codes_and_rules() -> BTreeMap<String, Vec<&'static str>> {
    let mut codes: BTreeMap<String, Vec<&'static str>> =
        Kind::ALL.into_iter().map(|kind| (kind.code().to_owned(), Vec::new())).collect();
    for entry in entries() {
        let rules = codes.entry(entry.code.to_owned()).or_default();
        rules.extend(entry.rule.filter(|rule| !rules.contains(rule)));
    }
    codes
}

/// A rule's id, as a link to its page.
fn link(rule: &str) -> String {
    format!("<a href=\"/rules/{rule}\">{rule}</a>")
}

pub(crate) fn of(language: Language, (vi, en): (&'static str, &'static str)) -> &'static str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

fn of_kind(kind: Kind, language: Language) -> String {
    let Row { slug, status, title, remedy } = kind.row();
    let title = of(language, title);
    let body = format!(
        "<h1>{}</h1><p>HTTP {} · <code>/problems/{slug}</code></p><p>{}</p>",
        escape(title),
        status.as_u16(),
        escape(of(language, remedy))
    );
    document(title, &body, language)
}

/// The page of a code, which may have several sentences, one for each case.
fn of_code(code: &str, entries: &[&ReasonEntry], language: Language) -> String {
    let mut body = format!("<h1><code>{}</code></h1>", escape(code));
    for entry in entries {
        let sentence = blanked(of(language, (entry.vi, entry.en)));
        body.push_str(&match language {
            Language::Vi => format!("<p>{}</p>", escape(&sentence)),
            Language::En => format!("<p>{}</p><p>“{}”</p>", escape(entry.when), escape(&sentence)),
        });
        if let Some(rule) = entry.rule {
            let word = of(language, ("Quy tắc", "Rule"));
            body.push_str(&format!("<p>{word} {}</p>", link(rule)));
        }
    }
    document(code, &body, language)
}

/// A sentence with an ellipsis for each of its parameters.
fn blanked(template: &str) -> String {
    let mut sentence = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        sentence.push_str(before);
        sentence.push('…');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    sentence.push_str(rest);
    sentence
}

pub(crate) fn document(title: &str, body: &str, language: Language) -> String {
    let (tag, all) = (language.tag(), of(language, ("Tất cả các lỗi", "All problems")));
    format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\
         <body>{body}<p><a href=\"/problems\">{all}</a></p></body></html>",
        escape(title)
    )
}

pub(crate) fn said(page: String, language: Language) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, PAGE))
        .insert_header((CONTENT_LANGUAGE, language.tag()))
        .insert_header((VARY, "Accept-Language"))
        .body(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_shown_without_what_is_not_known_yet() {
        assert_eq!(blanked("No figure for {criterion}, {name}."), "No figure for …, ….");
        assert_eq!(blanked("Nothing."), "Nothing.");
    }

    #[test]
    fn found_c12_every_code_has_a_page() {
        let codes = codes_and_rules();
        assert!(200 < codes.len(), "{}", codes.len());
        let contract = include_str!("../../../openapi/v1.json");
        let document: serde_json::Value = serde_json::from_str(contract).expect("the committed contract");
        let schemas = &document["components"]["schemas"];
        let listed: Vec<&str> = schemas["ReasonCode"]["x-extensible-enum"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect();
        assert!(codes.keys().eq(&listed), "the contract lists every code: {codes:?} {listed:?}");
        for holder in ["Problem", "Fault"] {
            let place = &schemas[holder]["properties"]["code"]["$ref"];
            assert_eq!(place, "#/components/schemas/ReasonCode", "a generated client knows it");
        }
        assert_eq!(codes.get("STALE"), Some(&Vec::new()), "the code of a kind");
        for (code, rules) in codes {
            let found: Vec<&ReasonEntry> = entries().filter(|entry| entry.code == code).collect();
            let page = of_code(&code, &found, Language::Vi);
            assert!(rules.iter().all(|rule| page.contains(rule)) && !page.contains('{'), "{page}");
        }
    }
}
