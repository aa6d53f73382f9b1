//! The signed file that a decision declares, and how a wrong declaration is put right before the decision is public.

use chrono::{DateTime, Utc};

use crate::base::citation::FileMetadata;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::policy::Permission;
use crate::base::refusal::Refusal;
use crate::base::step::Step;
use crate::honours::decision::{Decision, DecisionState};
use crate::honours::reasons;
use crate::papers::paper_file::{PaperBytes, PaperFiles};
use crate::results::change::Announcement;

/// A decision that declares another file, with its event; nothing of it is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaring {
    /// The decision.
    pub decision: Step<Decision>,
    /// What the public is told: nothing.
    pub announced: Announcement,
}

impl Decision {
    /// Declares the file whose bytes came in instead of the one that was declared by mistake (rules P05, L13). A decision is
    /// never edited, and a hash that no file has would keep its awards from the public for ever.
    ///
    /// # Errors
    /// `NotAllowed` for anybody but the decision authority; `WrongState` once it is public, and where the bytes of the
    /// declared file are kept.
    pub fn declare(
        self,
        file: FileMetadata,
        files: &PaperFiles,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Declaring, Refusal> {
        let author = actor.must(Permission::DecideNomination, None)?;
        if self.state == DecisionState::Published {
            return Err(Refusal::WrongState(reasons::decision_published()));
        }
        if self.bytes(files) == PaperBytes::Kept {
            return Err(Refusal::WrongState(reasons::decision_file_kept()));
        }
        let before = &self.paper.file;
        let size = |file: &FileMetadata| Some(file.size_bytes.to_string());
        let changes = [
            Change::differing("file.name", Some(before.name.clone()), Some(file.name.clone())),
            Change::differing("file.sha256", Some(before.sha256.clone()), Some(file.sha256.clone())),
            Change::differing("file.sizeBytes", size(before), size(&file)),
        ];
        let event = Event::new(EventKind::DecisionFileDeclared, Concept::Decision, self.id.0, author, at)
            .of(self.issuer)
            .because(&self.paper.symbol)
            .changing(changes.into_iter().flatten().collect());
        let mut decision = self;
        decision.paper.file = file;
        Ok(Declaring { decision: Step::new(decision, event), announced: Announcement::new(Vec::new()) })
    }
}
