//! Personal data: sealed, revealed for a purpose, erased when its term has passed.

mod personal;
mod retention;
