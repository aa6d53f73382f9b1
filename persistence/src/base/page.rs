//! Lists are read page by page: a page says what to read, a slice holds the items and says whether there are more.

use uuid::Uuid;

/// Which part of a list to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The last identifier of the previous slice; none for the beginning.
    pub after: Option<Uuid>,
    /// The maximum number of items.
    pub limit: u8,
}

/// A part of a list, in the order of the identifiers, which is the order of creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether more follow.
    pub more: bool,
}

impl<T> Slice<T> {
    /// The same slice with each item converted.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice { items: self.items.into_iter().map(change).collect(), more: self.more }
    }

    /// The same slice with each item converted, unless a conversion fails.
    ///
    /// # Errors
    /// The error of the first item that fails.
    pub fn try_map<U, E>(self, change: impl FnMut(T) -> Result<U, E>) -> Result<Slice<U>, E> {
        Ok(Slice { items: self.items.into_iter().map(change).collect::<Result<Vec<U>, E>>()?, more: self.more })
    }
}

impl Page {
    /// This page of a list that was assembled in memory, in the order of its identifiers.
    pub fn of<T>(self, items: impl Iterator<Item = T>, id: impl Fn(&T) -> Uuid) -> Slice<T> {
        let mut items: Vec<T> = items.filter(|item| self.after.is_none_or(|after| after < id(item))).collect();
        items.sort_by_key(|item| id(item));
        let more = usize::from(self.limit) < items.len();
        items.truncate(usize::from(self.limit));
        Slice { items, more }
    }
}
