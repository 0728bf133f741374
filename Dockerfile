# The image of Jisr: one for web, worker, beat and the steps beside them. Built in three stages so that the last holds no
# compiler, no Node and no installer of packages of its own.

FROM node:20-bookworm-slim AS front
WORKDIR /srv/jisr
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund --loglevel=error
COPY static static
COPY templates templates
RUN node static/build.mjs

FROM python:3.12-slim-trixie AS python
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /srv/jisr
COPY requirements/bootstrap.txt requirements/base.txt requirements/
RUN pip install -q --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
 && uv venv -q .venv \
 && uv pip sync -q --no-cache --require-hashes requirements/base.txt --python .venv/bin/python
COPY . .
COPY --from=front /srv/jisr/static/build static/build
RUN for po in locale/*/LC_MESSAGES/django.po; do .venv/bin/pybabel -q compile -D django -i "$po" -o "${po%.po}.mo" || exit 1; done
# The production settings want their whole environment; collecting files uses none of what stands here.
RUN env DJANGO_SETTINGS_MODULE=config.settings.production JISR_VAR=/tmp/var JISR_STATIC=/srv/jisr/collected \
    JISR_SECRET_KEY=of-no-use JISR_HOSTS=of.no.use JISR_SITE_URL=https://of.no.use JISR_MAIL_FROM=of@no.use JISR_MAIL_HOST=of.no.use \
    JISR_DATABASE_URL=postgres://of.no.use/jisr JISR_REDIS_URL=redis://of.no.use/0 \
    .venv/bin/python manage.py collectstatic --noinput -v0 \
 && rm -rf requirements

FROM python:3.12-slim-trixie
# Debian 13 has the client programs of the server in docker-compose.yml (17), which backups need: an older one is refused.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --no-create-home --home-dir /var/lib/jisr jisr \
 && install -d -o jisr -g jisr -m 750 /var/lib/jisr /var/lib/jisr/media /var/lib/jisr/private
WORKDIR /srv/jisr
COPY --from=python /srv/jisr /srv/jisr
ENV PATH=/srv/jisr/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    JISR_VAR=/var/lib/jisr JISR_STATIC=/srv/jisr/collected JISR_BIND=0.0.0.0:8000
USER jisr
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
