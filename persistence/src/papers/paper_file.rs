//! The versions of papers: their metadata. Their bytes are in `blob.rs`.

use std::collections::HashMap;

use domain::base::ids::{AccountId, OrganisationId};
use domain::papers::paper_file::{PaperFile, PaperFileId, PaperFiles, PaperOwner};
use domain::planning::award::PaperKind;
use domain::reporting::evidence_file::EvidenceFormat;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub owner: String,
        /// The identifier of the thing that it belongs to, in one of several tables.
        pub thing: Uuid,
        /// Empty for what has one paper, because absent values would not be unique.
        pub kind: String,
        pub version: i64,
        pub organisation_id: Option<Uuid>,
        pub movements: String,
        pub name: String,
        pub format: String,
        pub sha256: String,
        pub size_bytes: i64,
        pub signatures: String,
        pub uploaded_by: Uuid,
        pub uploader_name: String,
        pub uploaded_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "paper file";

impl TryFrom<row::Model> for PaperFile {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            owner,
            thing,
            kind,
            version,
            organisation_id,
            movements,
            name,
            format,
            sha256,
            size_bytes,
            signatures,
            uploaded_by,
            uploader_name,
            uploaded_at,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let kind = match kind.as_str() {
            "" => None,
            word => Some(PaperKind::parse(word).ok_or_else(corrupt)?),
        };
        Ok(Self {
            id: PaperFileId(id),
            owner: PaperOwner::parse(&owner).ok_or_else(corrupt)?,
            of: thing,
            kind,
            version,
            organisation: organisation_id.map(OrganisationId),
            movements: json::read(&movements, WHAT, id)?,
            name,
            format: EvidenceFormat::parse(&format).ok_or_else(corrupt)?,
            sha256,
            size_bytes,
            signatures: json::read(&signatures, WHAT, id)?,
            uploaded_by: AccountId(uploaded_by),
            uploader_name,
            uploaded_at,
        })
    }
}

fn to_row(file: &PaperFile) -> Result<row::ActiveModel, Failure> {
    let PaperFile {
        id,
        owner,
        of,
        kind,
        version,
        organisation,
        movements,
        name,
        format,
        sha256,
        size_bytes,
        signatures,
        uploaded_by,
        uploader_name,
        uploaded_at,
    } = file;
    Ok(row::ActiveModel {
        id: Set(id.0),
        owner: Set(owner.as_str().to_owned()),
        thing: Set(*of),
        kind: Set(kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default()),
        version: Set(*version),
        organisation_id: Set(organisation.map(|unit| unit.0)),
        movements: Set(json::write(movements, WHAT, id.0)?),
        name: Set(name.clone()),
        format: Set(format.as_str().to_owned()),
        sha256: Set(sha256.clone()),
        size_bytes: Set(*size_bytes),
        signatures: Set(json::write(signatures, WHAT, id.0)?),
        uploaded_by: Set(uploaded_by.0),
        uploader_name: Set(uploader_name.clone()),
        uploaded_at: Set(*uploaded_at),
    })
}

stored!(PaperFile as row by to_row);

impl Tx {
    /// One version of a paper; who may read it says the thing that it belongs to.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn paper_file(&self, id: PaperFileId) -> Result<PaperFile, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// Every version with a given content, of all papers.
    ///
    /// # Errors
    /// A database error.
    pub async fn paper_files_with(&self, sha256: &str) -> Result<Vec<PaperFile>, Failure> {
        let query = row::Entity::find().filter(row::Column::Sha256.eq(sha256)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(PaperFile::try_from).collect()
    }

    /// Every version of every paper of a thing, oldest first, and what was destroyed of them.
    ///
    /// # Errors
    /// A database error.
    pub async fn paper_files_of(&self, owner: PaperOwner, thing: Uuid) -> Result<PaperFiles, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::Thing.eq(thing))
            .filter(row::Column::Owner.eq(owner.as_str()))
            .order_by_asc(row::Column::Id);
        let rows = query.all(self.connection().await?).await?;
        let files = rows.into_iter().map(PaperFile::try_from).collect::<Result<Vec<PaperFile>, Failure>>()?;
        let contents: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
        Ok(PaperFiles { destroyed: self.destroyed_among(&contents).await?, files })
    }

    /// Holds the contents of a thing's papers until the end of the unit of work: for a step that is taken because they are
    /// kept (rule P05). It does not hold the papers as such: an upload holds its content first, and each would wait for the
    /// other.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_paper_files_of(&self, owner: PaperOwner, thing: Uuid) -> Result<(), Failure> {
        let files = self.paper_files_of(owner, thing).await?.files;
        self.hold_contents(files.iter().map(|file| file.sha256.as_str())).await
    }

    /// The same of several things of one kind, each with its own; a thing without papers is not among them.
    ///
    /// # Errors
    /// A database error.
    pub async fn paper_files_among(
        &self,
        owner: PaperOwner,
        things: &[Uuid],
    ) -> Result<HashMap<Uuid, PaperFiles>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::Thing.is_in(things.iter().copied()))
            .filter(row::Column::Owner.eq(owner.as_str()))
            .order_by_asc(row::Column::Id);
        let rows = query.all(self.connection().await?).await?;
        let mut found: HashMap<Uuid, PaperFiles> = HashMap::new();
        for row in rows {
            let file = PaperFile::try_from(row)?;
            found.entry(file.of).or_default().files.push(file);
        }
        for papers in found.values_mut() {
            let contents: Vec<String> = papers.files.iter().map(|file| file.sha256.clone()).collect();
            papers.destroyed = self.destroyed_among(&contents).await?;
        }
        Ok(found)
    }
}
