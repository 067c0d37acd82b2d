#!/usr/bin/env bash
#
# ./lab doctor on fake machines: a bare one, a complete one, and some that lack
# one thing.

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

# A complete machine whose strace traces and whose compiler links.
healthy_machine() {
  only_tools
  complete_machine_fakes
  fake id 'echo 0'
  fake setpriv
  fake apt-get
  # shellcheck disable=SC2016 # the fakes expand them
  fake strace 'if [[ "$1" == -V ]]; then' \
    '  echo "strace -- version 6.1"' \
    'else' \
    '  echo "1 +++ exited with 0 +++" >&3' \
    'fi'
  # shellcheck disable=SC2016
  fake g++ 'case "$1" in' \
    '  -static) cp "$(type -P true)" "$5" ;;' \
    '  -print-file-name=*) echo /usr/lib/libc.a ;;' \
    '  *) echo 12.2.0 ;;' \
    'esac'
}

# expect_line MARK WHAT FIGURE: a line of the report.
expect_line() {
  expect_stdout_has "$(printf '  %-8s  %-15s  %s' "$@")"
}

test_everything_there_is_exit_0() {
  healthy_machine
  run "${PROJECT}/lab" doctor
  expect_status 0
  expect_stdout_lacks '  missing '
  expect_stdout_has 'Everything required is there.'
  expect_line ok compiler 'g++ 12.2.0, C++20'
  expect_line ok 'static libc' 'a static program links and runs'
  expect_line ok ptrace allowed
}

test_a_bare_machine_is_exit_1_and_gets_the_one_line() {
  only_tools
  fake id 'echo 1000'
  fake apt-get
  run "${PROJECT}/lab" doctor
  expect_status 1
  expect_line missing Bazel 'not found'
  expect_line missing compiler 'g++ not found; 12 or newer is needed'
  expect_line missing strace 'not found'
  expect_stdout_has 'su -c "apt-get install -y strace"'
  expect_stdout_has '  apt-get update && apt-get install -y'
}

test_bazel_comes_with_its_mode() {
  healthy_machine
  run "${PROJECT}/lab" doctor
  expect_stdout_has '9.0.0, MODULE.bazel mode'
}

test_servers_to_measure_beside_are_optional() {
  healthy_machine
  fake haproxy
  run "${PROJECT}/lab" doctor
  expect_status 0
  expect_line ok haproxy yes
  expect_line optional h2load 'not found; left out of ./lab bench'
  expect_line optional node 'not found; left out of ./lab bench'
  expect_line optional python3 'not found; its tests are skipped'
  expect_stdout_has 'apt-get install -y nghttp2-client'
}

test_each_tool_has_one_line() {
  healthy_machine
  run "${PROJECT}/lab" doctor
  local twice
  twice="$(awk '/^  (ok|optional|missing) / { print substr($0, 13, 15) }' \
    "${CASE}/stdout" | /usr/bin/sort | /usr/bin/uniq -d)"
  [[ -z "${twice}" ]] || fail "more than once: ${twice}"
}

test_an_old_strace_is_missing() {
  healthy_machine
  sed -i 's/6\.1/5.10/' "${FAKES}/strace"
  run "${PROJECT}/lab" doctor
  expect_status 1
  expect_line missing strace '5.10; 5.11 is the first that can forge'
}

test_a_refused_ptrace_is_missing() {
  healthy_machine
  sed -i 's/exited with 0/Operation not permitted/' "${FAKES}/strace"
  run "${PROJECT}/lab" doctor
  expect_status 1
  expect_line missing ptrace 'refused'
  expect_stdout_has 'SYS_PTRACE'
}

test_a_libc_that_does_not_link_statically_is_missing() {
  healthy_machine
  sed -i 's/-static).*/-static) exit 1 ;;/' "${FAKES}/g++"
  run "${PROJECT}/lab" doctor
  expect_status 1
  expect_line missing 'static libc' 'a static program does not link'
  expect_stdout_has 'apt-get install -y libc6-dev'
}

test_what_is_optional_leaves_exit_0() {
  healthy_machine
  rm "${FAKES}/socat"
  run "${PROJECT}/lab" doctor
  expect_status 0
  expect_line optional socat 'not found; its tests are skipped'
}

test_a_long_socket_directory_is_told_with_its_figure() {
  healthy_machine
  local long
  long="${CASE}/$(printf 'x%.0s' {1..80})"
  mkdir "${long}"
  XDG_RUNTIME_DIR="${long}" run "${PROJECT}/lab" doctor
  expect_status 0
  expect_stdout_has "  optional  directory        ${long} "
  expect_stdout_has "leaves $((107 - ${#long} - 1)) bytes for a name"
}

test_a_socket_directory_that_is_not_there_is_named() {
  healthy_machine
  XDG_RUNTIME_DIR=/nowhere run "${PROJECT}/lab" doctor
  expect_status 0
  expect_stdout_has '/nowhere (XDG_RUNTIME_DIR) does not exist'
  expect_stdout_has 'unset XDG_RUNTIME_DIR'
}

run_tests
