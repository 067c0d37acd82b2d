#!/usr/bin/env bash
#
# Whether links.sh finds what is missing, and finds nothing missing in this
# repository: in the source tree itself, since a link may lead to any file.
#
# shellcheck disable=SC2016 # the quotes of code are no commands

set -euo pipefail

here="$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
tree="$(mktemp -d "${TEST_TMPDIR:-/tmp}/links.XXXXXX")"
failures=0
trap 'rm -rf -- "${tree}"' EXIT

# links ROOT OUTPUT: what links.sh prints; it fails where it prints something.
links() {
  local status=0 printed expected_status=1
  printed="$("${here}/links.sh" "$1" 2>&1)" || status=$?
  if [[ -z "$2" ]]; then
    expected_status=0
  fi
  if [[ "${printed}" != "$2" || "${status}" != "${expected_status}" ]]; then
    printf 'FAILED: expected "%s", and got, with status %s:\n%s\n' \
      "$2" "${status}" "${printed}"
    failures=$((failures + 1))
  fi
}

# page TEXT OUTPUT: links.sh on a tree whose docs/page.md holds TEXT.
page() {
  printf 'First line.\n%b\n' "$1" >"${tree}/docs/page.md"
  links "${tree}" "${2:+docs/page.md:$2}"
}

links "${tree}" "there is no Markdown below ${tree}"

mkdir -p "${tree}/docs" "${tree}/common/socket"
touch "${tree}/lab" "${tree}/docs/other.md" "${tree}/common/socket/a.h"

page 'See [a](other.md), [b](other.md#part) and [c](../common/socket/).' ''
page '[a](https://example.org/x) [b](#part) [c](mailto:a@b)' ''
page 'See [a](other.md) and [gone](gone.md).' '2: gone.md is not there'
page 'See [gone](gone.md#part "title").' '2: gone.md is not there'
page 'A picture: ![p](gone.png)' '2: gone.png is not there'
page '[ref]: gone.md' '2: gone.md is not there'
page 'See\n[gone](../common/gone.h)' '3: ../common/gone.h is not there'
page '```\n[a](gone.md) `common/gone.h`\n```\n[b](b.md)' \
  '5: b.md is not there'

page '`common/socket/a.h` `./lab` `../lab` `common/`' ''
page '`/tmp/x` `//common:x` `@x//y` `text/plain` `labs/NN_topic`' ''
page 'See `common/socket/gone.h`.' '2: common/socket/gone.h is not there'
page 'Run `./gone`.' '2: ./gone is not there'

rm -r -- "${tree:?}/docs"
links "${here%/tests/docs}" ''

exit "$((failures > 0))"
