//! Registration of a concept's operations: in the running service, or in the contract that describes them.
//!
//! The service registers them once for each worker without their descriptions, which would take more memory than
//! everything else that a worker holds.

use actix_web::{FromRequest, Handler, Resource, Responder, guard, http, web};
use utoipa::openapi::HttpMethod;

use crate::base::operation::{Described, OperationFacts};

/// A registry of operations.
pub(crate) trait Routes: Sized {
    /// Registers an operation under a tag of the contract; `P` is what `#[utoipa::path]` says about the handler.
    fn operation<P, F, Args>(&mut self, tag: &'static str, handler: F) -> &mut Self
    where
        P: utoipa::Path,
        F: Handler<Args>,
        F::Output: Responder + Described + 'static,
        Args: FromRequest + Described + 'static;

    /// Registers the operations of a concept.
    fn concept(&mut self, routes: impl FnOnce(&mut Self)) -> &mut Self {
        routes(self);
        self
    }
}

/// Registers handlers under a tag of the contract: `operations!(routes, "reports": list_reports, create_report)`.
macro_rules! operations {
    ($routes:ident, $tag:literal: $($handler:ident),+ $(,)?) => {
        pastey::paste! {
            $($routes.operation::<[<__path_ $handler>], _, _>($tag, $handler);)+
        }
    };
}
pub(crate) use operations;

impl Routes for web::ServiceConfig {
    fn operation<P, F, Args>(&mut self, _: &'static str, handler: F) -> &mut Self
    where
        P: utoipa::Path,
        F: Handler<Args>,
        F::Output: Responder + Described + 'static,
        Args: FromRequest + Described + 'static,
    {
        for method in P::methods() {
            let method = method_of(&method);
            self.service(Resource::new(P::path()).guard(guard::Method(method)).to(handler.clone()));
        }
        self
    }
}

fn method_of(method: &HttpMethod) -> http::Method {
    match method {
        HttpMethod::Get => http::Method::GET,
        HttpMethod::Post => http::Method::POST,
        HttpMethod::Put => http::Method::PUT,
        HttpMethod::Delete => http::Method::DELETE,
        HttpMethod::Options => http::Method::OPTIONS,
        HttpMethod::Head => http::Method::HEAD,
        HttpMethod::Patch => http::Method::PATCH,
        HttpMethod::Trace => http::Method::TRACE,
    }
}

/// The operations of the contract with their descriptions.
#[derive(Default)]
pub(crate) struct DescribedOperations {
    /// The path prefix of the operations that follow.
    scope: &'static str,
    pub(crate) all: Vec<DescribedOperation>,
}

/// One operation: its path, what its attribute says in words, and what its types say.
pub(crate) struct DescribedOperation {
    pub(crate) path: String,
    pub(crate) method: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) said: utoipa::openapi::path::Operation,
    pub(crate) facts: OperationFacts,
}

impl DescribedOperations {
    /// Registers the operations below a path prefix.
    pub(crate) fn scope(&mut self, scope: &'static str, routes: impl FnOnce(&mut Self)) {
        self.scope = scope;
        routes(self);
    }
}

impl Routes for DescribedOperations {
    fn operation<P, F, Args>(&mut self, tag: &'static str, _: F) -> &mut Self
    where
        P: utoipa::Path,
        F: Handler<Args>,
        F::Output: Responder + Described + 'static,
        Args: FromRequest + Described + 'static,
    {
        for method in P::methods() {
            self.all.push(DescribedOperation {
                path: format!("{}{}", self.scope, P::path()),
                method: word(&method),
                tag,
                said: P::operation(),
                facts: OperationFacts::of::<Args, F::Output>(),
            });
        }
        self
    }
}

fn word(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "get",
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        HttpMethod::Delete => "delete",
        HttpMethod::Options => "options",
        HttpMethod::Head => "head",
        HttpMethod::Patch => "patch",
        HttpMethod::Trace => "trace",
    }
}

/// Method and path of every operation.
#[derive(Debug, Default)]
pub(crate) struct OperationNames {
    scope: &'static str,
    pub(crate) all: Vec<(&'static str, String)>,
}

impl OperationNames {
    /// Registers the operations below a path prefix.
    pub(crate) fn scope(&mut self, scope: &'static str, routes: impl FnOnce(&mut Self)) {
        self.scope = scope;
        routes(self);
    }
}

impl Routes for OperationNames {
    fn operation<P, F, Args>(&mut self, _: &'static str, _: F) -> &mut Self
    where
        P: utoipa::Path,
        F: Handler<Args>,
        F::Output: Responder + Described + 'static,
        Args: FromRequest + Described + 'static,
    {
        let path = format!("{}{}", self.scope, P::path());
        self.all.extend(P::methods().iter().map(|method| (word(method), path.clone())));
        self
    }
}

/// Whether a path matches a pattern, given as segments.
pub(crate) fn fits(pattern: &[String], path: &str) -> bool {
    let mut parts = path.split('/');
    let begins = pattern.iter().all(|one| match parts.next() {
        Some(part) if one.starts_with('{') => !part.is_empty(),
        Some(part) => one == part,
        None => false,
    });
    begins && parts.next().is_none()
}
