#!/bin/sh
# Everything a change must pass, in one command: `npm test`. Each step runs even when one before it failed.
# Arguments go to Vitest, for example: npm test -- test/store
cd "$(dirname -- "$0")/.." || exit 1

# The Node that comes with the project, not that of the machine.
PATH=$PWD/node_modules/.bin:$PATH
export PATH
found=$(node --version 2>/dev/null)
case $found in
  v2[6-9].* | v[3-9][0-9].*) ;;
  *)
    echo "The tests need Node 26 or newer, which comes with the project; found: ${found:-none}." >&2
    echo 'What to do: run npm ci again with a working network (npm says nothing when it fails to' >&2
    echo 'download an optional dependency), or install Node 26.' >&2
    exit 1
    ;;
esac

failed=
step() {
  name=$1
  shift
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" && return
  failed="$failed $name"
  printf '== %s failed\n' "$name"
}

step format-and-lint biome check --error-on-warnings
step types tsc --noEmit
step dead-code knip
step tests vitest run "$@"

if [ -n "$failed" ]; then
  printf '\nFailed:%s\n' "$failed"
  exit 1
fi
printf '\nAll passed: format-and-lint types dead-code tests\n'
