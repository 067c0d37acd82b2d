# shellcheck shell=bash
#
# A project with an exercise, and a Bazel that builds what a test says. For
# check_test.sh and hint_test.sh; needs harness.sh.

# Lab 01 has an exercise, lab 12 has none. Bazel prints the file BUILD_SAYS when
# it builds the exercise, and exits with BUILD_EXIT; the judge prints its
# arguments and where it is, and exits with 7.
exercise_to_check() {
  complete_machine find mkfifo sleep sort
  new_lab 01_echo Echo
  new_lab 12_more More
  mkdir -p "${PROJECT}/labs/01_echo/exercise" "${BIN}/tools/check"
  echo '{}' >"${PROJECT}/labs/01_echo/exercise/steps.json"
  echo 'int main() {}' >"${PROJECT}/labs/01_echo/exercise/calls.cc"
  export BUILD_SAYS="${BUILD_SAYS:-/dev/null}" BUILD_EXIT="${BUILD_EXIT:-0}"
  # shellcheck disable=SC2016 # the fakes expand them
  fake bazel 'case "$*" in' \
    '  --version) echo "bazel 9.0.0" ;;' \
    '  info*) echo "${BIN}" ;;' \
    '  *exercise:server) echo "exercise" >>"${LOG}"' \
    '    cat "${BUILD_SAYS}" >&2; exit "${BUILD_EXIT}" ;;' \
    '  *) echo "judge: $*" >>"${LOG}"; exit "${FAKE_EXIT}" ;;' \
    'esac'
  # shellcheck disable=SC2016
  the_judge 'echo "judge: $*"; exit 7'
}

# the_judge LINE...: the judge does this.
the_judge() {
  printf '%s\n' '#!/bin/bash' "$@" >"${BIN}/tools/check/check"
  chmod +x "${BIN}/tools/check/check"
}
