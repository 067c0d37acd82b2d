# shellcheck shell=bash
#
# Tests of ./lab in bash: each function test_* is one case, run in a subshell
# and in a copy of the project of its own; what they are called is what they
# say. The cases go into test.xml one by one, so that they are counted and
# named as those of GoogleTest are.
#
#   source tests/cli/harness.sh
#
#   test_help_is_there() {
#     run "${PROJECT}/lab" help
#     expect_status 0
#     expect_stdout_has 'Usage'
#   }
#
#   run_tests

set -euo pipefail

# run COMMAND...: sets STATUS and writes what it printed to files, for the
# expectations below. There is no terminal and no stdin.
run() {
  STATUS=0
  "$@" >"${CASE}/stdout" 2>"${CASE}/stderr" </dev/null || STATUS=$?
}

expect_status() {
  [[ "${STATUS}" == "$1" ]] || fail "exit status ${STATUS}, not $1"
}

expect_stdout() {
  [[ "$(<"${CASE}/stdout")" == "$1" ]] || fail "stdout is not: $1"
}

expect_stdout_has() {
  grep -qF -- "$1" "${CASE}/stdout" || fail "not in stdout: $1"
}

expect_stdout_lacks() {
  ! grep -qF -- "$1" "${CASE}/stdout" || fail "in stdout: $1"
}

expect_stderr_has() {
  grep -qF -- "$1" "${CASE}/stderr" || fail "not in stderr: $1"
}

expect_last_line() {
  [[ "$(tail -n 1 "${CASE}/stdout")" == "$1" ]] ||
    fail "the last line is not: $1"
}

# expect_file FILE CONTENT
expect_file() {
  [[ "$(cat -- "$1")" == "$2" ]] || fail "$1 is not: $2; but: $(cat -- "$1")"
}

fail() {
  printf '%s\n' "$*"
  printf -- '--- %s\n' stdout "$(cat "${CASE}/stdout")" \
    stderr "$(cat "${CASE}/stderr")"
  exit 1
} >&2

# fake NAME [LINE...]: a program NAME that stands before the real one in PATH.
fake() {
  local file="${FAKES}/$1"
  shift
  printf '%s\n' '#!/bin/bash' "$@" >"${file}"
  chmod +x "${file}"
}

# only_tools NAME...: PATH holds the fakes, what ./lab itself is written in,
# and these.
only_tools() {
  local tool
  for tool in awk basename bash cat chmod cp dirname env grep ln mkdir mktemp mv \
    paste printf readlink rm sed tail tr true uname wc "$@"; do
    ln -s -- "$(PATH=/usr/bin:/bin type -P "${tool}")" "${TOOLS}/${tool}"
  done
  PATH="${FAKES}:${TOOLS}"
}

# new_lab NN_topic TITLE
new_lab() {
  mkdir -p "${PROJECT}/labs/$1"
  printf '# Lab %s: %s\n\nText.\n' "${1%%_*}" "$2" \
    >"${PROJECT}/labs/$1/README.md"
}

# A machine that has all that is needed, none of it real. Its Bazel writes down
# what it was asked in bazel.log (and the folder beside it), and hands out FAKE_EVENTS and FAKE_EXIT as the
# result of a test.
complete_machine() {
  only_tools "$@"
  complete_machine_fakes
}

complete_machine_fakes() {
  export LOG="${CASE}/bazel.log" FAKE_EVENTS="${FAKE_EVENTS:-/dev/null}"
  export FAKE_EXIT="${FAKE_EXIT:-0}" BIN="${CASE}/bin"
  : >"${LOG}"
  # shellcheck disable=SC2016 # the fake expands them
  fake bazel 'case "$1" in' \
    '  --version) echo "bazel 9.0.0"; exit ;;' \
    '  info) echo "${BIN}"; exit ;;' \
    'esac' \
    'for word in "$@"; do' \
    '  case "${word}" in' \
    '    --build_event_json_file=*) cat "${FAKE_EVENTS}" >"${word#*=}" ;;' \
    '    --show_*) ;;' \
    '    *) printf "%s " "${word}" >>"${LOG}" ;;' \
    '  esac' \
    'done' \
    'pwd >"${LOG}.folder"' \
    'exit "${FAKE_EXIT}"'
  # shellcheck disable=SC2016
  fake g++ 'case "$1" in' '-dumpversion) echo 12 ;;' \
    '-print-file-name=*) echo /usr/lib/libc.a ;;' 'esac'
  fake strace
  fake ss
  fake socat
  fake nc 'echo "usage: nc [-46U]"'
  local tool
  for tool in curl jq podman setfacl newuidmap systemd-socket-activate \
    systemd-analyze systemd-nspawn; do
    fake "${tool}"
  done
}

# Prepares what one case may change: CASE is its scratch directory.
set_up() {
  CASE="$(mktemp -d "${SCRATCH}/case.XXXXXX")"
  PROJECT="${CASE}/project"
  FAKES="${CASE}/fakes"
  TOOLS="${CASE}/tools"
  mkdir -p "${PROJECT}/tools" "${FAKES}" "${TOOLS}"
  cp -L lab "${PROJECT}/lab"
  cp -RL tools/sh "${PROJECT}/tools/sh"
  PATH="${FAKES}:${PATH}"
  unset DEBIAN_FRONTEND IN_NIX_SHELL NO_COLOR XDG_RUNTIME_DIR
  touch "${CASE}/stdout" "${CASE}/stderr"
}

# Runs every test_* function, and writes the results to where Bazel wants them.
run_tests() {
  local name status log cases='' count=0 failures=0 class="${0##*/}"
  class="${class%.sh}"
  SCRATCH="$(mktemp -d "${TEST_TMPDIR:-/tmp}/cases.XXXXXX")"
  log="${SCRATCH}/log"
  for name in $(compgen -A function test_); do
    count=$((count + 1))
    cases+="  <testcase name=\"${name#test_}\" classname=\"${class}\""
    # Not in a condition, where `set -e` would mean nothing.
    set +e
    (
      set -e
      set_up
      "${name}"
    ) >"${log}" 2>&1
    status=$?
    set -e
    if ((status == 0)); then
      printf 'ok      %s\n' "${name}"
      cases+=$'/>\n'
    else
      printf 'FAILED  %s\n' "${name}"
      sed 's/^/        /' "${log}"
      failures=$((failures + 1))
      cases+=$'><failure message="see the log"/></testcase>\n'
    fi
  done
  rm -rf -- "${SCRATCH}"
  if [[ -n "${XML_OUTPUT_FILE:-}" ]]; then
    printf '<testsuites>\n<testsuite tests="%d">\n%s</testsuite>\n%s\n' \
      "${count}" "${cases}" '</testsuites>' >"${XML_OUTPUT_FILE}"
  fi
  if ((count == 0 || failures > 0)); then
    exit 1
  fi
}
