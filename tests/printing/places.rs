//! Places of what is expensive to make: an account that does not read its bundles, one that asks for many, and clients that
//! have hung up keep nobody else from bundles and papers.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use e2e::Engine;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, PAPER, World};
use crate::integration::webhook_receiver::until;
use crate::printing::bundle::{place, undeclared};

/// More than the buffers between the service and a client hold.
const LARGE_BYTES: usize = 16 << 20;
/// How long somebody waits at most who has the place of nobody else; a turn in the queue is 20 seconds.
const PROMPTLY: Duration = Duration::from_secs(15);
/// After this time a request that was sent has arrived.
const ARRIVED: Duration = Duration::from_millis(500);

/// A request of a person on a connection of its own, whose answer nobody reads yet.
async fn asked(world: &World, person: &Person, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(world.service.running().address()).await.expect("a connection");
    let token = person.token.as_deref().expect("a token");
    let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream
}

/// The status of an answer, of which no more is read.
async fn status(stream: &mut TcpStream) -> String {
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.expect("a status line");
    String::from_utf8_lossy(&line[9..]).into_owned()
}

/// Asks as somebody else, who is answered before long.
async fn answered(person: &Person, path: &str) {
    let answer = tokio::time::timeout(PROMPTLY, person.get(path)).await;
    let answer = answer.unwrap_or_else(|_late| panic!("{path} is kept waiting"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
}

/// Rule P05: one account has two bundles open and no more, so that its unread ones keep nobody else from theirs. Whoever
/// reads slowly gets all of its bundle.
pub(crate) async fn p05_bundles_that_one_account_does_not_read_keep_nobody_else_from_theirs(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &undeclared(world::individual("Lâm Thị Chậm"))).await;
    let large = [PAPER, "%".repeat(LARGE_BYTES).as_bytes(), b"\n".as_slice()].concat();
    world.head.upload(&place(&nomination, "SUBMISSION_LETTER"), &large).await.ok();
    let path = format!("/v1/nominations/{nomination}/bundle");
    let mut unread = Vec::new();
    for number in 0..12 {
        let mut stream = asked(&world, &world.head, &path).await;
        assert_eq!(status(&mut stream).await, if number < 2 { "200" } else { "429" }, "{number}");
        unread.push(stream);
    }
    assert_eq!(world.head.get(&path).await.problem(), (429, "BUNDLES_AT_ONCE".to_owned()));
    for person in [&world.editor, &world.standing, &world.appraisal, &world.auditor] {
        answered(person, &path).await;
    }

    let mut slow = unread.swap_remove(0);
    let mut some = vec![0; 64 << 10];
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        slow.read_exact(&mut some).await.expect("it goes on");
    }
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.expect("the whole bundle");
    assert!(LARGE_BYTES < rest.len() + 4 * some.len(), "{} bytes", rest.len());
    // One was read to its end, and the client of the other one has gone: both places are free.
    drop(unread);
    until("free again", async || world.head.get(&path).await.status == 200).await;
    world.service.stop().await;
}

/// A service whose printing program hangs over the papers of one nominee, and prints those of another one.
struct Hanging {
    world: World,
    folder: tempfile::TempDir,
    endless: [String; 2],
    printed: [String; 2],
}

impl Hanging {
    async fn start(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("papers");
        let mark = folder.path().join("hangs");
        let script = format!(
            "#!/bin/sh\nif grep -q Khoan; then : > '{}'-$$; exec sleep 300; fi\necho '%PDF-1.7'\n",
            mark.display()
        );
        std::fs::write(&program, script).expect("a file");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("executable");
        let world = World::new(Service::start_told(engine, |config| config.papers = Some(program)).await).await;
        let cycle = world.open("2024").await;
        let endless = world.nominate(&cycle, &undeclared(world::individual("Thạch Khoan"))).await;
        // Under another letter, which does not name the first one.
        let mut other = undeclared(world::individual("Lý Thị Na"));
        other["papers"][0]["number"] = json!("13/UBND");
        let printed = world.nominate(&cycle, &other).await;
        let paths = |nomination: &str| {
            ["bundle", "submission-letter"].map(|noun| format!("/v1/nominations/{nomination}/{noun}"))
        };
        Self { world, folder, endless: paths(&endless), printed: paths(&printed) }
    }

    /// How often the program has begun to hang.
    fn count(&self) -> usize {
        let files = std::fs::read_dir(self.folder.path()).expect("a folder").flatten();
        files.filter(|file| file.file_name().to_string_lossy().starts_with("hangs-")).count()
    }
}

/// Rules P05, L36: clients that have hung up take no place in the queue, and what they asked for is made no further, be it a
/// bundle or a paper.
pub(crate) async fn p05_l36_clients_that_have_hung_up_keep_nobody_waiting(engine: Engine) {
    let hanging = Hanging::start(engine).await;
    let world = &hanging.world;
    for (endless, printed) in hanging.endless.iter().zip(&hanging.printed) {
        let before = hanging.count();
        let mut gone = vec![asked(world, &world.head, endless).await, asked(world, &world.editor, endless).await];
        until("hanging", async || hanging.count() == before + 2).await;
        for person in [&world.standing, &world.appraisal, &world.head, &world.editor] {
            gone.push(asked(world, person, endless).await);
        }
        tokio::time::sleep(ARRIVED).await;
        drop(gone);
        answered(&world.auditor, printed).await;
        until("free again", async || world.head.get(printed).await.status == 200).await;
    }
    hanging.world.service.stop().await;
}

/// Rules P05, L36: of the bundles and papers that one account asks for one is made at a time, so that another account does
/// not wait for it.
pub(crate) async fn p05_l36_one_account_does_not_take_all_places_where_papers_are_made(engine: Engine) {
    let hanging = Hanging::start(engine).await;
    let world = &hanging.world;
    for first in &hanging.endless {
        let before = hanging.count();
        let mut waiting = vec![asked(world, &world.head, first).await];
        until("hanging", async || hanging.count() == before + 1).await;
        for path in &hanging.endless {
            waiting.push(asked(world, &world.head, path).await);
        }
        tokio::time::sleep(ARRIVED).await;
        assert_eq!(hanging.count(), before + 1, "one at a time");
        for path in &hanging.printed {
            answered(&world.auditor, path).await;
        }
        drop(waiting);
        // Whoever hung up has all of its share again.
        until("free again", async || world.head.get(&hanging.printed[0]).await.status == 200).await;
    }
    hanging.world.service.stop().await;
}
