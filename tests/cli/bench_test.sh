#!/usr/bin/env bash
#
# ./lab bench: what it builds, and what it hands over. Bazel, go and the program
# that measures are fakes (harness.sh).

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

measuring_machine() {
  # shellcheck disable=SC2119 # it needs no more tools
  complete_machine
  mkdir -p "${BIN}/tools/bench" "${CASE}/tmp"
  # shellcheck disable=SC2016 # the fake expands them
  printf '%s\n' '#!/bin/bash' 'printf "<%s>\n" "$@"' 'pwd' 'exit 1' \
    >"${BIN}/tools/bench/bench"
  chmod +x "${BIN}/tools/bench/bench"
  export TMPDIR="${CASE}/tmp"
}

# A go that makes the file that is named behind -o.
fake_go() {
  # shellcheck disable=SC2016 # the fake expands them
  fake go 'if [[ "$1" == build ]]; then' \
    '  echo "$*" "GO111MODULE=${GO111MODULE}" >>"${LOG}.go"' \
    '  echo >"$3"' \
    'fi'
}

test_bench_builds_optimised() {
  measuring_machine
  run "${PROJECT}/lab" bench
  expect_file "${LOG}" 'build -c opt --ui_event_filters=-info --noshow_progress -- //tools/bench '
}

test_bench_hands_over_words_where_the_person_is_and_exits_as_it_does() {
  measuring_machine
  mkdir "${CASE}/elsewhere"
  cd "${CASE}/elsewhere"
  run "${PROJECT}/lab" bench --quick '--json=two words'
  expect_status 1
  expect_stdout "<--files=${PROJECT}>
<--bin=${BIN}>
<--quick>
<--json=two words>
${CASE}/elsewhere"
}

test_bench_refuses_wrong_options_before_it_builds() {
  measuring_machine
  run "${PROJECT}/lab" bench --quick --hlep
  expect_status 2
  expect_stderr_has "'bench' has no option '--hlep'"
  run "${PROJECT}/lab" bench --hlep=
  expect_status 2
  expect_stderr_has "'bench' has no option '--hlep='"
  local word
  for word in --rounds --only= --json= --svg --markdown=; do
    run "${PROJECT}/lab" bench "${word}"
    expect_status 2
    expect_stderr_has "'${word}' lacks its =VALUE"
  done
  expect_file "${LOG}" ''
}

test_bench_takes_all_options_of_help() {
  measuring_machine
  local words=(--quick --rounds=2 --only=http --json=a --svg=b --markdown=c)
  run "${PROJECT}/lab" bench "${words[@]}"
  local word
  for word in "${words[@]}"; do
    expect_stdout_has "<${word}>"
  done
}

test_bench_that_is_not_built_says_so() {
  FAKE_EXIT=7
  measuring_machine
  run "${PROJECT}/lab" bench
  expect_status 1
  expect_stderr_has 'the servers could not be built'
  expect_stdout ''
}

test_bench_that_does_not_find_what_was_built_says_so() {
  measuring_machine
  sed -i 's/  info) .*/  info) exit 7 ;;/' "${FAKES}/bazel"
  run "${PROJECT}/lab" bench
  expect_status 1
  expect_stderr_has 'Bazel does not say where it builds: bazel info -c opt bazel-bin'
}

test_bench_builds_the_go_programs_and_leaves_none_behind() {
  measuring_machine
  fake_go
  run "${PROJECT}/lab" bench
  expect_stdout_has '<--go_programs='
  local program
  for program in tests/bench/go/echo_server tests/bench/go/http_server \
    tests/interop/go/auth_server; do
    grep -q "/${program##*/} ${program}.go GO111MODULE=off" "${LOG}.go" ||
      fail "not built: ${program}"
  done
  compgen -G "${CASE}/tmp/*" && fail 'something is left in TMPDIR'
  true
}

test_bench_without_go_measures_the_others() {
  measuring_machine
  run "${PROJECT}/lab" bench
  expect_stdout_lacks '--go_programs'
}

test_bench_goes_on_where_go_fails_and_says_so() {
  measuring_machine
  fake go 'exit 1'
  run "${PROJECT}/lab" bench
  expect_stderr_has 'go cannot build tests/bench/go/echo_server.go'
  expect_stdout_has "<--bin=${BIN}>"
  expect_stdout_lacks '--go_programs'
}

run_tests
