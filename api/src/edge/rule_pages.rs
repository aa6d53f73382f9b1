//! The numbered rules, such as S05 and L29: what each says and where it comes from, as pages for people and as a list
//! for programs. Refusals, descriptions and tests name rules by these ids.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, get, web};
use domain::base::text::Text;
use quick_xml::escape::escape;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::http_cache::{Cached, cached};
use crate::base::language::Language;
use crate::base::problem::{Kind, Problem};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::edge::problem_pages::{self, document, of, said};

/// The rules as they are kept: sorted by id.
const KEPT: &str = include_str!("rule_pages/rules.json");

/// One rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    source: Text,
    text: Text,
}

static RULES: LazyLock<BTreeMap<String, Rule>> = LazyLock::new(|| {
    let rules: Vec<Rule> = serde_json::from_str(KEPT).unwrap_or_default();
    rules.into_iter().map(|rule| (rule.id.clone(), rule)).collect()
});

/// The ids of all rules.
pub fn ids() -> impl Iterator<Item = &'static str> {
    RULES.keys().map(String::as_str)
}

/// A numbered rule of the movement, of the law or of this system.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Rule)]
pub(crate) struct RuleView {
    /// Its id, by which problems and descriptions name it.
    #[schema(example = "S05")]
    id: String,
    /// Path of the page that explains it.
    #[schema(example = "/rules/S05")]
    page: String,
    /// What it says.
    text: TextView,
    /// Where it comes from: the plan, a law or decree, practice, or a convention of this system.
    source: TextView,
    /// The codes of problems that rest on it.
    #[schema(example = json!(["ATTESTATION_MISSING"]))]
    codes: Vec<String>,
}

/// Every numbered rule.
#[derive(Serialize, ToSchema)]
#[schema(as = Rules)]
pub(crate) struct RulesView {
    /// The rules, by id.
    items: Vec<RuleView>,
}

/// The codes that rest on each rule.
fn codes() -> BTreeMap<&'static str, Vec<String>> {
    let mut codes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (code, rules) in problem_pages::codes_and_rules() {
        for rule in rules {
            codes.entry(rule).or_default().push(code.clone());
        }
    }
    codes
}

/// List the rules
///
/// *Các quy tắc được viện dẫn.* Public. What each id such as `S05` or `L29` says, where the rule comes from, and the
/// codes of problems that rest on it. `/rules/{id}` shows the same as a page.
#[utoipa::path(get, path = "/rules", responses((status = 200, description = "The rules, by id.")))]
pub(crate) async fn list_rules(request: HttpRequest) -> Result<Cached<RulesView>, Problem> {
    let mut codes = codes();
    let items = RULES.values().cloned().map(|Rule { id, source, text }| RuleView {
        page: address(&id),
        codes: codes.remove(id.as_str()).unwrap_or_default(),
        id,
        text: text.into(),
        source: source.into(),
    });
    cached(&request, &RulesView { items: items.collect() })
}

/// Path of the page of a rule.
fn address(id: &str) -> String {
    format!("/rules/{id}")
}

/// The path parameter: the id of a rule.
#[derive(Deserialize)]
struct RulePath {
    id: String,
}

/// The page of a rule.
#[get("/rules/{id}")]
pub(crate) async fn show_rule(request: HttpRequest, path: web::Path<RulePath>) -> Result<HttpResponse, Problem> {
    let language = Language::of(&request);
    let rule = RULES.get(&path.id).ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let page = page(rule, &codes().remove(rule.id.as_str()).unwrap_or_default(), language);
    Ok(said(page, language))
}

fn page(Rule { id, source, text }: &Rule, codes: &[String], language: Language) -> String {
    let (title, from, used, all) = match language {
        Language::Vi => ("Quy tắc", "Căn cứ", "Mã lỗi liên quan", "Tất cả các quy tắc"),
        Language::En => ("Rule", "Source", "Codes of problems", "All rules"),
    };
    let (source, text) = match language {
        Language::Vi => (&source.vi, &text.vi),
        Language::En => (&source.en, &text.en),
    };
    let mut body =
        format!("<h1>{title} {id}</h1><p>{}</p><p>{from}: {}</p>", escape(text.as_str()), escape(source.as_str()));
    if !codes.is_empty() {
        let links = codes.iter().map(|code| format!("<li><a href=\"/problems/{code}\"><code>{code}</code></a>"));
        body.push_str(&format!("<h2>{used}</h2><ul>{}</ul>", links.collect::<String>()));
    }
    body.push_str(&format!("<p><a href=\"/rules\">{all}</a></p>"));
    document(&format!("{title} {id}"), &body, language)
}

/// The page that lists all rules.
#[get("/rules")]
pub(crate) async fn list_rule_pages(request: HttpRequest) -> HttpResponse {
    let language = Language::of(&request);
    let title = of(language, ("Các quy tắc", "Rules"));
    let rows = RULES.values().map(|Rule { id, text, .. }| {
        let text = match language {
            Language::Vi => &text.vi,
            Language::En => &text.en,
        };
        format!("<li><a href=\"{}\">{id}</a> {}", address(id), escape(text.as_str()))
    });
    let page = format!("<h1>{title}</h1><ul>{}</ul>", rows.collect::<String>());
    said(document(title, &page, language), language)
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_rules);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_e1_the_rules_are_kept_once_each_in_both_languages() {
        let kept: Vec<Rule> = serde_json::from_str(KEPT).expect("rules");
        assert!(kept.is_sorted_by(|one, other| one.id < other.id), "sorted, each once");
        assert_eq!(kept.len(), RULES.len());
        for Rule { id, source, text } in &kept {
            for said in [&source.vi, &source.en, &text.vi, &text.en] {
                assert!(!said.trim().is_empty(), "{id}");
            }
            for language in [Language::Vi, Language::En] {
                let page = page(&Rule { id: id.clone(), source: source.clone(), text: text.clone() }, &[], language);
                assert!(page.contains(id.as_str()), "{page}");
            }
        }
    }
}
