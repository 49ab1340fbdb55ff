#!/usr/bin/env bash
# Builds tests/nominatim/nominatim.sqlite: our miniature map, imported by a real Nominatim and exported to SQLite.
# Debian 12, as root (it installs packages and runs a throw-away PostgreSQL of its own); about three minutes the first
# time, nothing where the file is newer than its sources. Serving the file needs requirements-nominatim.txt only.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
database=$here/nominatim.sqlite
sources=("$here/places.tsv" "$here/boundaries.tsv" "$here/shapes.tsv" "$here/miniature.py" "$here/build.sh")

fresh=yes
for source in "${sources[@]}"; do [ "$database" -nt "$source" ] || fresh=no; done
[ "$fresh" = no ] || { echo "$database is up to date"; exit 0; }

export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1
apt-get update -q >/dev/null
apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 libsqlite3-mod-spatialite libicu-dev \
    pkg-config g++ postgresql-15 postgresql-15-postgis-3 postgresql-15-postgis-3-scripts osm2pgsql >/dev/null

# A short path that the user postgres may enter: names of sockets end at 107 characters.
work=$(mktemp -d /tmp/miniature-XXXXXX)
postgres() { runuser -u postgres -- "/usr/lib/postgresql/15/bin/$1" "${@:2}"; }
finish() {
    if [ -e "$work/data/postmaster.pid" ]; then postgres pg_ctl -D "$work/data" -m immediate -w stop >/dev/null; fi
    rm -rf "$work"
}
trap finish EXIT
chown postgres "$work"

"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -q nominatim-db==5.3.3 -r "$here/../../requirements-nominatim.txt"
# Nominatim loads SpatiaLite, which a Python that was compiled without loadable SQLite extensions refuses.
site=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
if ! "$work/venv/bin/python" -c 'import sqlite3; sqlite3.Connection.enable_load_extension' 2>/dev/null; then
    echo "import sys, pysqlite3; sys.modules.update({'sqlite3': pysqlite3, 'sqlite3.dbapi2': pysqlite3.dbapi2})" \
        > "$site/_loadable_extensions.pth"
fi

postgres initdb -D "$work/data" -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
cat >> "$work/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$work'
fsync = off
autovacuum = off
jit = off
CONF
postgres pg_ctl -D "$work/data" -l "$work/log" -w start >/dev/null
sql() { psql -X -q -h "$work" -U postgres -v ON_ERROR_STOP=1 "$@"; }
sql -c 'CREATE ROLE nominatim SUPERUSER LOGIN' -c 'CREATE ROLE "www-data" LOGIN'

mkdir "$work/project"
"$work/venv/bin/python" "$here/miniature.py" "$work/project"
gzip -nc "$work/project/importance.tsv" > "$work/project/wikimedia-importance.csv.gz"
cat > "$work/project/.env" <<CONF
NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=$work;user=nominatim"
NOMINATIM_IMPORT_STYLE=extratags
NOMINATIM_LANGUAGES=de,en
CONF
cd "$work/project"
"$work/venv/bin/nominatim" import --offline --no-updates -j 1 --osm2pgsql-cache 50 --osm-file miniature.osm \
    > import.log 2>&1 || { tail -20 import.log; exit 1; }
# The grid of the world's countries has done its work; without it the file is small, and a country that the map lacks
# is not found.
sql -d nominatim -c 'TRUNCATE country_osm_grid'
"$work/venv/bin/nominatim" convert -q -o "$database.new"
mv "$database.new" "$database"
echo "built $database, $(stat -c %s "$database") bytes"
