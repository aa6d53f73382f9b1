# The compiler of rust-toolchain.toml, with the C compiler that SQLite and aws-lc need.
FROM rust:1.95.0-slim-bookworm AS builder

# SQLite and aws-lc are C, built from source and linked in; their build scripts need these two.
# Without versions: Debian drops an old one the day it is fixed.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc make \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /source
COPY . .

# Downloads and compiled dependencies outlive a build in caches, so a change of ours
# compiles ours only. The touch is for safety: cargo compares times, and a checkout
# older than the cache would otherwise pass for already built.
# The binary is copied out because a cache is not part of the image.
RUN --mount=type=cache,id=thidua-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=thidua-target,target=/source/target \
    find domain persistence api openapi papers/templates papers/samples -type f -exec touch {} + \
    && cargo build --release --locked --package api \
    && install -m 0755 target/release/thidua /usr/local/bin/thidua


# The program that sets papers as PDF, a workspace of its own.
FROM rust:1.95.0-slim-bookworm AS papers

WORKDIR /source
COPY papers .

RUN --mount=type=cache,id=thidua-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=thidua-papers-target,target=/source/target \
    find src templates samples -type f -exec touch {} + \
    && cargo build --release --locked \
    && install -m 0755 target/release/papers /usr/local/bin/papers


# The same Debian as the builder: the binary links its libc.
FROM debian:bookworm-slim AS runtime

LABEL org.opencontainers.image.title="Thi Đua" \
      org.opencontainers.image.description="The emulation campaign of a province, from criteria to certificates, as a JSON REST service." \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

# Whom the machine trusts: webhooks and object stores are called by https.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*

# The number is fixed, so that the files of a volume keep their owner from one image to the next.
RUN groupadd --gid 10001 thidua \
    && useradd --uid 10001 --gid thidua --no-create-home --home-dir /data --shell /usr/sbin/nologin thidua \
    && install --directory --owner=thidua --group=thidua --mode=0700 /data

COPY --from=builder /usr/local/bin/thidua /usr/local/bin/thidua
COPY --from=papers /usr/local/bin/papers /usr/local/bin/papers
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/thidua/
COPY plans/README.md /usr/share/thidua/plans/
COPY plans/soc-trang-2021-2025 /usr/share/thidua/plans/soc-trang-2021-2025/

# By number, so that an orchestrator can see that it is not root.
USER 10001:10001

# The defaults of the service are relative: `thidua.sqlite` and `keys` land in here.
# Only this folder is ever written, so the rest may be mounted read-only.
WORKDIR /data
VOLUME ["/data"]

EXPOSE 8080

# The health checks have connections of their own, which clients cannot use up.
ENV THIDUA_HEALTH_BIND=127.0.0.1:8081
ENV THIDUA_PAPERS=/usr/local/bin/papers

# SIGTERM drains: requests under way are answered before the process ends.
STOPSIGNAL SIGTERM

# The image has no curl; the binary asks itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["thidua", "health", "--url", "http://127.0.0.1:8081/health/ready"]

ENTRYPOINT ["thidua"]
CMD ["serve", "--bind", "0.0.0.0:8080"]
