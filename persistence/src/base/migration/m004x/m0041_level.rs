//! Levels become rows. The five words of the time before enter the table as far as a unit, a report, a criteria set or a
//! board uses them, so that a new installation begins without any.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, date_null, integer_null, pk_uuid, text, text_null};
use uuid::Uuid;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A word of the time before: code, name in Vietnamese and English, kind, digits of the statistics office's codes, class
/// of its chairs, whether its units are areas.
type Word = (&'static str, [&'static str; 2], &'static str, Option<i32>, Option<&'static str>, bool);

const WORDS: [Word; 5] = [
    ("PROVINCIAL", ["cấp tỉnh", "provincial level"], "AUTHORITY", Some(2), None, false),
    ("DISTRICT", ["cấp huyện", "district level"], "AUTHORITY", Some(3), Some("DISTRICT_CHAIR"), true),
    ("COMMUNE", ["cấp xã", "commune level"], "AUTHORITY", Some(5), Some("COMMUNE_CHAIR"), true),
    ("ENTERPRISE", ["doanh nghiệp", "enterprises"], "ENTERPRISE", None, None, false),
    ("INDIVIDUAL", ["cá nhân", "individuals"], "PERSON", None, None, false),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("level")
                    .col(pk_uuid("id"))
                    .col(text("code"))
                    .col(text("name"))
                    .col(text("kind"))
                    .col(integer_null("gso_digits"))
                    .col(text_null("chair"))
                    .col(boolean("geographic"))
                    .col(big_integer("position"))
                    .col(date_null("valid_from"))
                    .col(date_null("valid_to"))
                    .col(text_null("ended_by"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create().name("level_code_once").table("level").col("code").unique().to_owned();
        manager.create_index(once).await?;
        for (position, (code, [vi, en], kind, digits, chair, geographic)) in (1_i64..).zip(WORDS) {
            let used =
                ["organisation", "report", "criteria_set", "board"].into_iter().fold(Cond::any(), |any, table| {
                    let rows =
                        Query::select().expr(Expr::val(1)).from(table).and_where(Expr::col("tier").eq(code)).to_owned();
                    any.add(Expr::exists(rows))
                });
            let name = format!("{{\"vi\":\"{vi}\",\"en\":\"{en}\"}}");
            let row = Query::select()
                .expr(Expr::val(Uuid::now_v7()))
                .expr(Expr::val(code))
                .expr(Expr::val(name))
                .expr(Expr::val(kind))
                .expr(Expr::val(digits))
                .expr(Expr::val(chair))
                .expr(Expr::val(geographic))
                .expr(Expr::val(position))
                .expr(Expr::val(1_i64))
                .cond_where(used)
                .to_owned();
            let mut new = Query::insert();
            new.into_table("level").columns([
                "id",
                "code",
                "name",
                "kind",
                "gso_digits",
                "chair",
                "geographic",
                "position",
                "revision",
            ]);
            new.select_from(row).map_err(|error| DbErr::Migration(error.to_string()))?;
            manager.execute(new).await?;
        }
        Ok(())
    }
}
