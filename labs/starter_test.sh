#!/usr/bin/env bash
#
# Whether an exercise as it lies in the tree is the starter that its solution
# makes.
#
#   starter_test.sh labs/NN_topic/exercise/FILE MADE
set -euo pipefail

if ! diff -u -- "$1" "$2"; then
  printf '\n%s is not the starter that its solution makes. Make it again:\n' "$1"
  printf '  awk -v done=0 -f labs/exercise.awk %s/solution/%s >%s\n' \
    "${1%/*}" "${1##*/}" "$1"
  exit 1
fi
