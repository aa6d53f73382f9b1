//! Names of machines that a test decides on, so that no test asks the system.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Names with the addresses that they have, one answer after the other, so that a test can let a name change.
#[derive(Clone, Debug, Default)]
pub struct Names(Arc<Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>>);

impl Names {
    /// Lets a name have these addresses, one answer each time that somebody asks; the last one stays.
    pub fn set(&self, name: &str, answers: &[&[IpAddr]]) {
        let answers = answers.iter().map(|answer| answer.to_vec()).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), answers);
    }

    /// What a name has now; none for a name that there is not.
    pub(crate) fn ask(&self, name: &str) -> Option<Vec<IpAddr>> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = names.get_mut(name)?;
        if answers.len() < 2 { answers.front().cloned() } else { answers.pop_front() }
    }
}
