# The page at http://localhost:5006/app, as an unprivileged user:
#   docker build -t em-stepper . && docker run --rm -p 5006:5006 em-stepper
# Every file is read only: add `--read-only --cap-drop ALL` if you like.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY deploy/requirements.lock deploy/bill.py ./
# The libraries alone, so that their layer changes only when they do; without pip and tests.
# Every file has to have the hash that was written down when the versions were chosen.
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --no-cache-dir --only-binary :all: --require-hashes --no-deps -r requirements.lock \
 && find /opt/venv -type d -name tests -prune -exec rm -rf {} + \
 && /opt/venv/bin/python bill.py sbom > /opt/venv/sbom.json \
 && /opt/venv/bin/python bill.py licences > /opt/venv/LICENCES.txt

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="EM Stepper" \
      org.opencontainers.image.description="Watch expectation-maximization fit a Gaussian mixture, one step at a time." \
      org.opencontainers.image.licenses="BSD-3-Clause"

RUN groupadd --gid 10001 stepper \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin stepper
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/em-stepper
COPY . .

# Python's own allocator keeps what a crowd once needed; the C library's gives it back when they go.
# A browser may open the page under these addresses only. Behind another name or port, say so:
#   docker run -e BOKEH_ALLOW_WS_ORIGIN=stepper.example.org …
ENV BOKEH_ALLOW_WS_ORIGIN=localhost:5006,127.0.0.1:5006 \
    EM_STEPPER_LOG=json \
    PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONMALLOC=malloc \
    PYTHONPATH=/srv/em-stepper \
    PYTHONUNBUFFERED=1

USER 10001:10001
EXPOSE 5006
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5006/healthz', timeout=4)"]
CMD ["panel", "serve", "app", "--address", "0.0.0.0", "--port", "5006"]
