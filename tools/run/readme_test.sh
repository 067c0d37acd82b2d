#!/bin/bash
# Whether the output of `./lab run` in a lab's README is what it prints now.
#
#   readme_test.sh RUN labs/NN_topic [--nowhole_life]
#
# The README shows it between the lines "<!-- ./lab run -->" and "<!-- end -->".
# What differs between two runs (a directory's name, numbers of inodes) is the
# same on both sides: see normalised.
# With --nowhole_life the programs are judged from ready to exit only, and the
# output has to say so.
set -euo pipefail

readonly run=$1 lab=$2
shift 2
readonly judged="${1:+ready}"
readonly readme="$lab/README.md"

normalised() {
  sed -E \
    -e 's|/tmp/uds-[A-Za-z0-9]{6}|/tmp/uds-XXXXXX|g' \
    -e 's|(uds-labs-lock)/[0-9a-f]+/[0-9a-f]+/|\1/DEVICE/INODE/|' \
    -e 's|(sun_path=@"uds-labs-lock[^}]*\}), [0-9]+|\1, LENGTH|' \
    -e 's|(server\.sock) +[0-9]+ +\*|\1  INODE  *|' \
    -e 's/([Pp][Ii][Dd]|[UuGg][Ii][Dd]|[Gg][Rr][Oo][Uu][Pp][Ss])([= ])([0-9,]+|none)/\1\2N/g' \
    -e 's|(SO_PEERGROUPS), .*( = 0)|\1, GROUPS)\2|' \
    -e 's|Date: [^\\]* GMT|Date: DATE|' \
    -e 's|sent in [0-9]+ pieces|sent in N pieces|' \
    -e 's|(accepts tried in a second:) [0-9]+|\1 N|' \
    -e 's|(LISTEN  0)  [0-9]+|\1  BACKLOG|' \
    -e 's|[[:space:]]+$||'
}

shown=$(sed -n '\|<!-- ./lab run -->|,\|<!-- end -->|p' "$readme" |
  sed -e '/^<!--/d' -e '/^```/d' -e "s/from exec to/from ${judged:-exec} to/")
printed=$("$run" --labs=labs "$@" "${lab#labs/}") || {
  printf 'The demonstration failed:\n\n%s\n' "$printed"
  exit 1
}
if [[ $shown != "$printed" ]] &&
  ! diff <(normalised <<<"$shown") <(normalised <<<"$printed"); then
  printf '\n%s is out of date. It should show:\n\n%s\n' \
    "$readme" "$(normalised <<<"$printed")"
  exit 1
fi
