//! Bundles (gói hồ sơ): a dossier or a decision with all its papers in one ZIP, which opens without the service and whose
//! manifest is signed. `verify/verify_bundle.py` checks it.
//!
//! What is in it stands as it stood at one moment: rows are read in one unit of work, and bytes by their hash, which are
//! hashed again on their way in. A paper that is replaced meanwhile changes nothing; one that is destroyed meanwhile
//! refuses the bundle.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use domain::base::calendar;
use domain::base::identity::Actor;
use domain::base::ids::{AccountId, DecisionId, NominationId};
use domain::base::policy::Permission;
use domain::honours::decision::Decision;
use domain::honours::nomination::Nomination;
use futures_util::TryStreamExt;
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use sha2::{Digest, Sha256};

use crate::access::caller::Caller;
use crate::access::movement::must_reach_one;
use crate::access::places::{FilePlaces, Full, Holder, Place};
use crate::base::answer::RawResponse;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::operation::Described;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::hex;
use crate::honours::decision::DecisionPath;
use crate::honours::nomination::NominationPath;
use crate::papers::reasons as papers_reasons;
use crate::printing::answer::PaperBundle;
use crate::printing::bundle::contents::{Content, Contents, Item, ItemState, Print, Versions};
use crate::printing::bundle::facts::{Recorded, Retention};
use crate::printing::bundle::metadata::Metadata;
use crate::printing::bundle::package::{Absent, Package};
use crate::printing::index::{Fact, IndexItem, IndexPaper};
use crate::printing::layout::Day;
use crate::printing::program::{Printer, Program};
use crate::printing::reasons;
use crate::printing::template::PaperKind;
use crate::security::seal::Seal;

pub(crate) mod contents;
mod corrections;
pub(crate) mod facts;
mod metadata;
mod names;
mod package;

/// The most bytes of all papers of a bundle.
const BUNDLE_BYTES_MAX: u64 = 2_048 * MEBIBYTE;
const MEBIBYTE: u64 = 1 << 20;
/// How many bundles one process makes at one time, and how many may wait, be made or be on their way: each takes room on
/// the disk of temporary files.
const AT_ONCE: usize = 2;
const OPEN_MAX: usize = 8;
/// How many of the open ones may be of one account, so that nobody takes the places of all.
const OPEN_OF_ONE: usize = 2;
/// How long a request waits for its turn, and after how many seconds a client that got none comes again.
const TURN: Duration = Duration::from_secs(20);
const COME_AGAIN_SECONDS: &str = "10";

/// How many hashes one statement asks for.
const ASKED_AT_ONCE: usize = 1_000;

/// The places of bundles.
#[derive(Debug)]
pub(crate) struct BundlePlaces(FilePlaces);

impl BundlePlaces {
    pub(crate) fn new() -> Self {
        Self(FilePlaces::new(AT_ONCE, OPEN_MAX, OPEN_OF_ONE))
    }
}

/// What a bundle is made with.
pub(crate) struct Tools {
    program: Data<Program>,
    blobs: Data<Blobs>,
    seal: Data<Seal>,
    places: Data<BundlePlaces>,
    /// The database.
    pub(crate) db: Db,
}

impl Described for Tools {}

impl FromRequest for Tools {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        std::future::ready(Self::of(request, payload))
    }
}

fn tool<T: 'static>(request: &HttpRequest) -> Result<Data<T>, Problem> {
    request.app_data::<Data<T>>().cloned().ok_or_else(|| Problem::fault("what bundles are made with is missing"))
}

/// A bundle that an account has asked for, with its place among the open ones.
pub(crate) struct Order {
    account: AccountId,
    place: Place,
}

impl Tools {
    fn of(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        Ok(Self {
            program: tool(request)?,
            blobs: tool(request)?,
            seal: tool(request)?,
            places: tool(request)?,
            db: Db::from_request(request, payload).into_inner()?,
        })
    }

    /// Takes a place for a bundle of an account.
    ///
    /// # Errors
    /// 429 while the account has as many open as it may, 503 while all places are taken.
    pub(crate) fn order(&self, account: AccountId) -> Result<Order, Problem> {
        let refused = |full: Full| match full {
            Full::Share => Problem::new(Kind::TooManyRequests, reasons::bundles_at_once(OPEN_OF_ONE))
                .with_header("Retry-After", COME_AGAIN_SECONDS),
            Full::All => busy(),
        };
        let place = self.places.0.open.take(Holder::Account(account)).map_err(refused)?;
        Ok(Order { account, place })
    }
}

/// Others have bundles made now.
fn busy() -> Problem {
    Problem::new(Kind::Unavailable, reasons::bundle_busy()).with_header("Retry-After", COME_AGAIN_SECONDS)
}

/// A dossier that the caller may read, with what its bundle holds.
pub(crate) async fn dossier(
    tx: &Tx,
    actor: &Actor,
    id: NominationId,
    versions: Versions,
) -> Result<(Nomination, Contents), Problem> {
    let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, id).await?;
    let contents = Contents::of_nomination(tx, actor, &nomination, versions).await?;
    Ok((nomination, contents))
}

/// A decision that the caller may read, with what its bundle holds.
pub(crate) async fn decided(
    tx: &Tx,
    actor: &Actor,
    id: DecisionId,
    versions: Versions,
) -> Result<(Decision, Contents), Problem> {
    let decision = tx.decision(id).await?;
    must_reach_one(actor, Permission::ReadDecision, &decision.movements)?;
    let contents = Contents::of_decision(tx, actor, &decision, versions).await?;
    Ok((decision, contents))
}

/// Makes a bundle and answers it. With a label it is an archive package, which waits for the printing program.
pub(crate) async fn made(
    Order { account, place }: Order,
    (contents, label): (Contents, Option<Retention>),
    at: DateTime<Utc>,
    tools: &Tools,
) -> Result<RawResponse<PaperBundle>, Problem> {
    if BUNDLE_BYTES_MAX < contents.bytes() {
        let most = format!("{} MiB", BUNDLE_BYTES_MAX / MEBIBYTE);
        return Err(Problem::new(Kind::WrongState, reasons::bundle_too_large(most)));
    }
    let making = tools.places.0.making.wait(Holder::Account(account), TURN).await.ok_or_else(busy)?;
    let program = tools.program.of(account);
    let (contents, printed) = print(contents, label.is_some(), program).await?;
    let (index_name, index) = index(&contents, label.as_ref(), at, program).await?;
    let metadata = Metadata::new(&contents, label.as_ref(), at, program.rehearsal());
    let metadata = serde_json::to_vec_pretty(&metadata).map_err(Problem::fault)?;
    let mut package = Package::begin().await?.add(index_name.to_owned(), index).await?;
    package = package.add("metadata.json".to_owned(), metadata).await?;
    for item in &contents.items {
        if let (ItemState::Kept, Some(path), Some(content)) = (item.state, &item.path, &item.content) {
            package = package.add(path.clone(), read(content, tools).await?).await?;
        }
    }
    for (path, bytes) in printed {
        package = package.add(path, bytes).await?;
    }
    let made = package.end((contents.of, contents.id), Absent::of(&contents.items), &tools.seal, at).await?;
    must_be_kept(&contents, &tools.db).await?;
    drop(making);
    let kind = if label.is_some() { "goi-luu-tru" } else { "goi-ho-so" };
    Ok(made.send(&format!("{kind}-{}", contents.name), place).into())
}

/// Sets the papers that the service makes itself, and lists them, with those that could not be set.
async fn print(
    mut contents: Contents,
    archived: bool,
    program: Printer<'_>,
) -> Result<(Contents, Vec<(String, Vec<u8>)>), Problem> {
    let mut printed = Vec::new();
    for Print { path, title, kind, data, identifier } in std::mem::take(&mut contents.prints) {
        let state = match program.set(kind, &data, &contents.stationery, &identifier).await {
            Ok(pdf) => {
                printed.push((path.clone(), pdf));
                ItemState::Kept
            }
            Err(problem) if goes_without(&problem, archived) => ItemState::NotPrinted,
            Err(problem) => return Err(problem),
        };
        let recorded = Recorded { title: title.to_owned(), ..Recorded::default() };
        let path = (state == ItemState::Kept).then_some(path);
        contents.items.push(Item { path, recorded, state, version: None, content: None });
    }
    Ok((contents, printed))
}

/// Whether a paper cannot be set however often one asks: its template or a value does not fit, or there is no program.
/// An archive package waits for the program, which an administrator sets up; a letter with a sign that no font has
/// stays as it was sent, and must not keep its dossier out of the archive.
fn goes_without(problem: &Problem, archived: bool) -> bool {
    problem.kind == Kind::WrongState || (problem.kind == Kind::NotPrepared && !archived)
}

/// The index, with its name: as PDF, and where that cannot be set, as a document of a word processor.
async fn index(
    contents: &Contents,
    label: Option<&Retention>,
    at: DateTime<Utc>,
    program: Printer<'_>,
) -> Result<(&'static str, Vec<u8>), Problem> {
    let today = calendar::day_of(at);
    let now = calendar::in_province(at).format("%H:%M ngày %d/%m/%Y");
    let mut facts = contents.facts.clone();
    if let Some(label) = label {
        facts.push(Fact::new("Loại hồ sơ lưu trữ", label.class_label));
        facts.push(Fact::new("Thời hạn lưu trữ", label.said()));
    }
    facts.push(Fact::new("Thời điểm của nội dung", now.to_string()));
    let line = |item: &Item| IndexItem {
        title: item.recorded.title.clone(),
        symbol: item.recorded.number.clone(),
        date: item.recorded.date.map(Day::from),
        signer: item.recorded.signer.clone(),
        place: item.path.clone().unwrap_or_else(|| item.state.vi().to_owned()),
    };
    let mut head = contents.head.clone();
    head.date = Some(Day::from(today));
    let about = contents.about.clone();
    let paper = IndexPaper { head, r#abstract: about, facts, items: contents.items.iter().map(line).collect() };
    let identifier = format!("index-{}", contents.id);
    match program.set(PaperKind::Index, &paper, &contents.stationery, &identifier).await {
        Ok(pdf) => Ok(("muc-luc.pdf", pdf)),
        Err(problem) if goes_without(&problem, label.is_some()) => Ok(("muc-luc.docx", paper.docx()?)),
        Err(problem) => Err(problem),
    }
}

/// The bytes of a paper, whole, and with the hash under which they are kept.
async fn read(content: &Content, Tools { blobs, db, .. }: &Tools) -> Result<Vec<u8>, Problem> {
    let whole = async {
        let mut stream = blobs.read(&content.sha256).await?;
        let mut bytes = Vec::with_capacity(usize::try_from(content.size_bytes).unwrap_or_default());
        while let Some(chunk) = stream.try_next().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok::<Vec<u8>, Failure>(bytes)
    };
    match whole.await {
        Ok(bytes) if hex(&Sha256::digest(&bytes)) == content.sha256 => return Ok(bytes),
        Ok(_altered) => {}
        Err(Failure::NotFound) => {}
        Err(failure) => return Err(failure.into()),
    }
    // Destroyed a moment ago, or lost. The record that they are destroyed is there before the bytes are gone.
    let sha256 = content.sha256.clone();
    let destroyed = db.read(move |tx| async move { Ok(tx.is_taken_down(&sha256).await?) });
    if destroyed.await? {
        return Err(Problem::new(Kind::WrongState, reasons::bundle_content_destroyed()));
    }
    let cause = format!("the bytes of a paper are missing from the store or not what they were: {}", content.sha256);
    Err(Problem { reason: papers_reasons::paper_corrupt(), ..Problem::fault(cause) })
}

/// Refuses to send what was destroyed while the bundle was made (rule L35).
async fn must_be_kept(contents: &Contents, db: &Db) -> Result<(), Problem> {
    let kept = contents.items.iter().filter(|item| item.state == ItemState::Kept);
    let hashes: Vec<String> = kept.filter_map(|item| Some(item.content.as_ref()?.sha256.clone())).collect();
    let destroyed = db.read(move |tx| async move {
        for some in hashes.chunks(ASKED_AT_ONCE) {
            if !tx.destroyed_among(some).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    });
    match destroyed.await? {
        true => Err(Problem::new(Kind::WrongState, reasons::bundle_content_destroyed())),
        false => Ok(()),
    }
}

/// Take the bundle of a nomination
///
/// *Tải gói hồ sơ đề nghị.* Callers who may read the nomination. A ZIP that opens without the service: an index, each paper
/// of the dossier in the version that counts, the submission letter and, of a dossier found not eligible (rule L11), the
/// notice as the service prints them, and for readers of decisions the minutes of the council and the decision;
/// `metadata.json` with the metadata of Decree 30/2020/NĐ-CP; `manifest.json` with the SHA-256 of every file;
/// `manifest.jws`, its signature, checked with the keys at `/v1/public/certificate-keys`.
///
/// It is made whole before it is sent, and shows one moment. Papers whose bytes are not kept or were destroyed are listed
/// as such. The service puts no identity number into it. The index is PDF, and DOCX where no printing program is set up. An
/// account takes two bundles or archive packages at one time; a further one is 429 `BUNDLES_AT_ONCE` until one is sent.
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/bundle",
    responses((status = 200, description = "The bundle.")),
)]
pub(crate) async fn show_nomination_bundle(
    Caller(actor): Caller,
    Now(at): Now,
    path: Path<NominationPath>,
    tools: Tools,
) -> Result<RawResponse<PaperBundle>, Problem> {
    let (id, order) = (path.0.nomination, tools.order(actor.account)?);
    let read = tools.db.read(move |tx| async move { dossier(&tx, &actor, id, Versions::Counting).await });
    let (_, contents) = read.await?;
    made(order, (contents, None), at, &tools).await
}

/// Take the bundle of a decision
///
/// *Tải gói hồ sơ của quyết định.* Standing agency, appraisal agency, decision authority and auditor, before it is public,
/// too. As the bundle of a nomination: the signed decision, the minutes of the council, the dossiers of all recipients that
/// the caller may read, and decisions that revoked an award. A decision that was corrected names the decisions that correct
/// it, and a correcting one the decision that it corrects, with what was corrected. 409 `BUNDLE_TOO_LARGE` above 2048 MiB.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/bundle",
    responses((status = 200, description = "The bundle.")),
)]
pub(crate) async fn show_decision_bundle(
    Caller(actor): Caller,
    Now(at): Now,
    path: Path<DecisionPath>,
    tools: Tools,
) -> Result<RawResponse<PaperBundle>, Problem> {
    let (id, order) = (path.0.decision, tools.order(actor.account)?);
    let read = tools.db.read(move |tx| async move { decided(&tx, &actor, id, Versions::Counting).await });
    let (_, contents) = read.await?;
    made(order, (contents, None), at, &tools).await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": show_nomination_bundle, show_decision_bundle);
}
