//! Who is told of public changes, and how: webhooks.

mod webhook;
