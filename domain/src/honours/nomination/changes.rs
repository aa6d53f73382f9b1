//! What an edit of a dossier changed, old and new, for the audit trail. The trail is never erased, so a text loses there
//! what looks like an identity number (rule L36).

use crate::base::event::Change;
use crate::base::text::masked;
use crate::honours::nomination::dossier::{Dossier, Paper, Subject};
use crate::planning::award::PaperKind;

/// The values that differ, in the order of the dossier.
pub(super) fn changes(before: &Dossier, after: &Dossier) -> Vec<Change> {
    let plain = told(before).into_iter().zip(told(after));
    let papers = PaperKind::ALL.iter().map(|kind| {
        let paper = |dossier: &Dossier| dossier.papers.iter().find(|paper| paper.kind == *kind).map(told_paper);
        (format!("papers.{kind}"), paper(before), paper(after))
    });
    plain
        .map(|((field, before), (_, after))| (field.to_owned(), before, after))
        .chain(papers)
        .filter_map(|(field, before, after)| {
            // Compared before they are masked: two numbers may look alike afterwards.
            let changed = Change::differing(field, before, after)?;
            let Change { field, before, after } = changed;
            let hidden = field != "subject.businessNumber";
            let shown = |text: String| if hidden { masked(&text) } else { text };
            Some(Change::new(field, before.map(shown), after.map(shown)))
        })
        .collect()
}

fn told(dossier: &Dossier) -> [(&'static str, Option<String>); 15] {
    let Dossier {
        subject,
        award_form,
        achievement,
        achievement_from,
        achievement_to,
        criterion_account,
        simplified_ground,
        papers: _,
    } = dossier;
    let Subject { kind, name, position, account, rank, category, business_number, without_unit, namesake } = subject;
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    [
        ("subject.kind", Some(kind.to_string())),
        ("subject.name", text(name)),
        ("subject.position", position.clone()),
        ("subject.account", account.map(|account| account.to_string())),
        ("subject.rank", rank.map(|rank| rank.to_string())),
        ("subject.category", category.map(|category| category.to_string())),
        ("subject.businessNumber", business_number.clone()),
        ("subject.withoutUnit", Some(without_unit.to_string())),
        ("subject.namesake", namesake.clone()),
        ("awardForm", Some(award_form.to_string())),
        ("achievement", text(achievement)),
        ("achievementFromDate", achievement_from.map(|day| day.to_string())),
        ("achievementToDate", achievement_to.map(|day| day.to_string())),
        ("criterionAccount", text(criterion_account)),
        ("simplifiedGround", simplified_ground.map(|ground| ground.to_string())),
    ]
}

fn told_paper(paper: &Paper) -> String {
    let Paper { kind: _, number, date, signer, title, nominees, confirmed, file } = paper;
    let file = file.as_ref().map_or_else(|| "-".to_owned(), |file| format!("{} {}", file.name, file.sha256));
    let confirmed = if *confirmed { "confirmed" } else { "not confirmed" };
    format!("{number}; {date}; {signer}; {title}; {}; {confirmed}; {file}", nominees.join(", "))
}
