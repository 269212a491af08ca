# Siyaq with everything it needs inside: code, words, the first stories, migrations.
# Names and versions come from the locks, each file checked against its hash.

FROM python:3.11-slim-bookworm AS wheel
WORKDIR /source
COPY requirements-build.lock ./
RUN python -m pip install --no-cache-dir --require-hashes --requirement requirements-build.lock
COPY LICENSE README.md pyproject.toml ./
COPY locales locales
COPY bot bot
RUN python -m hatchling build --target wheel --directory /wheel

FROM python:3.11-slim-bookworm AS environment
RUN python -m venv --without-pip /siyaq
COPY requirements.lock ./
RUN python -m pip --python /siyaq install --no-cache-dir --require-hashes --requirement requirements.lock
COPY --from=wheel /wheel /wheel
RUN python -m pip --python /siyaq install --no-cache-dir --no-index --no-deps /wheel/*.whl

FROM python:3.11-slim-bookworm
# Pillow loads it to order lines of Arabic; without it there are no pictures.
RUN apt-get update && apt-get install --yes --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin siyaq && \
    install --directory --owner siyaq --group siyaq /data
COPY --from=environment /siyaq /siyaq
# In a container, only what listens on all its addresses is reached from outside.
ENV PATH=/siyaq/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    SIYAQ_DATA_DIR=/data \
    SIYAQ_LISTEN=0.0.0.0:8080
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s --retries=3 CMD ["siyaq", "check", "--alive"]
ENTRYPOINT ["siyaq"]
CMD ["run"]
