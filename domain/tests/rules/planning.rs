//! What is asked for: campaigns, cycles, criteria sets, how a criterion is measured and scored.

mod campaign;
mod criteria;
