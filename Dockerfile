# syntax=docker/dockerfile:1
# The bazaar as one image: `bazaar serve` by default, `bazaar work` and `bazaar migrate` by another command.

FROM python:3.11-slim AS build
WORKDIR /srv/bazaar
# First what changes rarely: the locked packages. The same step as `make setup`.
COPY requirements/run.txt requirements/run.txt
COPY tools/setup.sh tools/setup.sh
COPY pyproject.toml README.md LICENSE ./
COPY app/__init__.py app/__init__.py
RUN bash tools/setup.sh run
# Then the bazaar itself; the same step again, which now only compiles the messages. Modules are compiled here, since
# the running image may not write.
COPY . .
RUN bash tools/setup.sh run && .venv/bin/python -m compileall -q app .venv/lib

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/bazaar --shell /usr/sbin/nologin bazaar \
    && install --directory --owner=bazaar --group=bazaar /data
WORKDIR /srv/bazaar
COPY --from=build /srv/bazaar /srv/bazaar
ENV PATH=/srv/bazaar/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BAZAAR_DATA=/data
USER bazaar
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["bazaar", "serve", "--host", "0.0.0.0", "--port", "8000"]
