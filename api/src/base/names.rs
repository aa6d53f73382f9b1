//! A fake DNS resolver, so that no test asks the system's resolver.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Host names with the answers that their look-ups give in turn, so that a test can change what a name resolves to.
#[derive(Clone, Debug, Default)]
pub struct Names(Arc<Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>>);

impl Names {
    /// Sets the addresses that a name resolves to, one answer for each look-up; the last one stays.
    pub fn set(&self, name: &str, answers: &[&[IpAddr]]) {
        let answers = answers.iter().map(|answer| answer.to_vec()).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), answers);
    }

    /// The next answer for a name; `None` for an unknown name.
    pub(crate) fn ask(&self, name: &str) -> Option<Vec<IpAddr>> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = names.get_mut(name)?;
        if answers.len() < 2 { answers.front().cloned() } else { answers.pop_front() }
    }
}
