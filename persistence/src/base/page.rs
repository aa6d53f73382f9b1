//! Lists come in slices: a page asks, a slice answers and says whether there is more.

use uuid::Uuid;

/// What part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The last identifier of the slice before; none for the beginning.
    pub after: Option<Uuid>,
    /// The most items.
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
    /// The same slice of something else.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice { items: self.items.into_iter().map(change).collect(), more: self.more }
    }

    /// The same slice of something else, unless one item cannot be changed.
    ///
    /// # Errors
    /// The first item's.
    pub fn try_map<U, E>(self, change: impl FnMut(T) -> Result<U, E>) -> Result<Slice<U>, E> {
        Ok(Slice { items: self.items.into_iter().map(change).collect::<Result<Vec<U>, E>>()?, more: self.more })
    }
}

impl Page {
    /// This page of a list that was put together in memory, in the order of its identifiers.
    pub fn of<T>(self, items: impl Iterator<Item = T>, id: impl Fn(&T) -> Uuid) -> Slice<T> {
        let mut items: Vec<T> = items.filter(|item| self.after.is_none_or(|after| after < id(item))).collect();
        items.sort_by_key(|item| id(item));
        let more = usize::from(self.limit) < items.len();
        items.truncate(usize::from(self.limit));
        Slice { items, more }
    }
}
