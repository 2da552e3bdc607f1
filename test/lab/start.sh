#!/bin/sh
# How does the lab start from a bare clone?
set -eu
cd "$(dirname "$0")/../.."
if [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ]; then
  echo "The lab cannot run here: it needs root on Debian, for example: sudo npm run lab" >&2
  exit 1
fi
node test/node-version.cjs
# Also where others were installed for an older package-lock.json.
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund
exec node --import tsx test/lab/lab.ts "$@"
