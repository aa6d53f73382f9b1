//! Where a concept puts its routes: into the running service, or into the contract that describes them.
//!
//! The service puts them up once for each worker and describes nothing there: the descriptions of all operations weigh
//! more than all the rest that a worker holds.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What takes routes.
pub(crate) trait Routes: Sized {
    /// Takes one.
    fn service(&mut self, factory: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;

    /// Takes those of a concept.
    fn concept(&mut self, routes: impl FnOnce(&mut Self)) -> &mut Self {
        routes(self);
        self
    }
}

impl Routes for web::ServiceConfig {
    fn service(&mut self, factory: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Self::service(self, factory)
    }
}

impl Routes for ServiceConfig<'_> {
    fn service(&mut self, factory: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Self::service(self, factory)
    }
}

/// Whether a path is one that a pattern in pieces stands for.
pub(crate) fn fits(pattern: &[String], path: &str) -> bool {
    let mut parts = path.split('/');
    let begins = pattern.iter().all(|one| match parts.next() {
        Some(part) if one.starts_with('{') => !part.is_empty(),
        Some(part) => one == part,
        None => false,
    });
    begins && parts.next().is_none()
}
