#!/usr/bin/env bash
#
# ./lab fuzz: which fuzzers it runs, with what, and what it makes of their end.
# Bazel, clang and the fuzzers are fakes.

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

# A machine with clang and its runtime, and a project with two fuzzers, "one"
# and "two"; each writes its arguments down, and ends as ONE_FINDS says.
fuzzing_machine() {
  complete_machine id sort touch
  export RUNTIME="${CASE}/runtime" UDS_LABS_FUZZ="${CASE}/scratch"
  mkdir -p "${RUNTIME}" "${BIN}/a" "${PROJECT}/a/corpus/"{one,two}
  touch "${RUNTIME}/libclang_rt.fuzzer-x86_64.a" "${RUNTIME}/libclang_rt.asan-x86_64.a"
  echo seed >"${PROJECT}/a/corpus/one/first"
  echo seed >"${PROJECT}/a/corpus/two/first"
  # shellcheck disable=SC2016 # the fakes expand them
  fake clang 'case "$1" in' \
    '  -print-runtime-dir) echo "${RUNTIME}" ;;' \
    '  -dumpversion) echo 14.0.6 ;;' 'esac'
  # shellcheck disable=SC2016
  fake bazel 'printf "%s " "$@" >>"${LOG}"' \
    'case "$*" in' \
    '  --version) echo "bazel 9.0.0" ;;' \
    '  info*) echo "${BIN}" ;;' \
    '  *"attr(tags,"*) printf "%s\n" //a:two_fuzzer //a:one_fuzzer ;;' \
    '  *"labels(data, //a:one_fuzzer)"*) echo //a:corpus/one/first ;;' \
    '  *"labels(data, //a:two_fuzzer)"*) echo //a:corpus/two/first ;;' \
    '  *--output=build*) echo "  tags = [\"manual\", \"max_len=77\"]," ;;' \
    'esac' \
    '[[ "$1" != build ]] || exit "${FAKE_EXIT}"'
  fake_fuzzer one
  fake_fuzzer two
}

# fake_fuzzer NAME [LINE...]: the lines end it in another way.
fake_fuzzer() {
  local file="${BIN}/a/$1_fuzzer" name="$1"
  shift
  # shellcheck disable=SC2016
  printf '%s\n' '#!/bin/bash' "echo \"${name} \$*\" >>\"${CASE}/runs\"" "$@" \
    'echo "#9 DONE cov: 12 ft: 30"' \
    'echo "stat::number_of_executed_units: 900"' \
    'echo "stat::average_exec_per_sec: 45"' \
    'echo "stat::new_units_added: 6"' >"${file}"
  chmod +x "${file}"
}

test_fuzz_lists_what_there_is_without_clang_and_without_building() {
  fuzzing_machine
  rm "${FAKES}/clang"
  run "${PROJECT}/lab" fuzz --list
  expect_status 0
  expect_stdout 'one                 //a:one_fuzzer
two                 //a:two_fuzzer'
  ! grep -q ' build ' "${LOG}" || fail 'something was built'
}

test_fuzz_runs_all_in_turn_a_minute_each() {
  fuzzing_machine
  run "${PROJECT}/lab" fuzz
  expect_status 0
  expect_stdout 'one                 ok, 900 executions, 45 a second, 12 edges, 6 new inputs
two                 ok, 900 executions, 45 a second, 12 edges, 6 new inputs'
  grep -q 'build .*--config=fuzz .*//a:one_fuzzer //a:two_fuzzer' "${LOG}" ||
    fail 'not built for fuzzing'
  grep -q '^one -max_len=77 -max_total_time=60 -runs=-1 ' "${CASE}/runs" ||
    fail "$(<"${CASE}/runs")"
}

test_fuzz_runs_the_named_one_for_so_many_seconds() {
  fuzzing_machine
  local words
  for words in '--seconds 300 two' 'two --seconds=300'; do
    # shellcheck disable=SC2086 # several words
    run "${PROJECT}/lab" fuzz ${words}
    expect_status 0
    expect_stdout_lacks one
    grep -q '^two .*-max_total_time=300 ' "${CASE}/runs" ||
      fail "$(<"${CASE}/runs")"
  done
}

test_fuzz_runs_so_many_inputs_without_a_limit_of_time() {
  fuzzing_machine
  run "${PROJECT}/lab" fuzz one --runs 1000000
  grep -q -e '-max_total_time=0 -runs=1000000 ' "${CASE}/runs" ||
    fail "$(<"${CASE}/runs")"
}

test_fuzz_keeps_to_both_limits_in_either_order() {
  fuzzing_machine
  local words
  for words in '--runs 9 --seconds 5' '--seconds 5 --runs 9'; do
    # shellcheck disable=SC2086 # several words
    run "${PROJECT}/lab" fuzz one ${words}
    grep -q -e '-max_total_time=5 -runs=9 ' "${CASE}/runs" ||
      fail "$(<"${CASE}/runs")"
    rm "${CASE}/runs"
  done
}

test_fuzz_begins_with_the_seeds_and_keeps_what_is_new_outside_of_the_tree() {
  fuzzing_machine
  run "${PROJECT}/lab" fuzz one
  expect_file "${UDS_LABS_FUZZ}/one/seeds/first" seed
  # The first folder gets what is new.
  grep -q " ${UDS_LABS_FUZZ}/one/corpus ${UDS_LABS_FUZZ}/one/seeds\$" \
    "${CASE}/runs" || fail "$(<"${CASE}/runs")"
}

# break_query QUERY COMMAND...: Bazel does this in place of its answer.
break_query() {
  local query="$1"
  shift
  [[ -e "${FAKES}/whole_bazel" ]] || mv "${FAKES}/bazel" "${FAKES}/whole_bazel"
  # shellcheck disable=SC2016 # the fake expands them
  fake bazel "[[ \"\$*\" != *'${query}'* ]] || { $*; exit; }" \
    'exec whole_bazel "$@"'
}

test_fuzz_does_not_run_without_its_seeds() {
  fuzzing_machine
  break_query 'labels(data' 'exit 7'
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has "bazel query --output=label 'labels(data, //a:one_fuzzer)'"
  break_query 'labels(data' :
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has "'labels(data, //a:one_fuzzer)'"
  break_query 'labels(data' echo //a:corpus/one/gone
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has 'the seed a/corpus/one/gone could not be copied'
  [[ ! -e "${CASE}/runs" ]] || fail 'something ran'
}

test_fuzz_does_not_run_without_its_longest_length() {
  fuzzing_machine
  break_query --output=build 'exit 7'
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has "bazel query --output=build '//a:one_fuzzer'"
  break_query --output=build echo 'tags = []'
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has '//a:one_fuzzer has no tag max_len'
  [[ ! -e "${CASE}/runs" ]] || fail 'something ran'
}

test_fuzz_shows_what_was_found_and_goes_on_and_exits_1() {
  fuzzing_machine
  fake_fuzzer one 'echo "does not hold: prints as read"' \
    'echo "artifact; Test unit written to /kept/crash-1"' 'exit 77'
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stdout_has 'one                 BROKEN (exit status 77)'
  expect_stdout_has '    does not hold: prints as read'
  expect_stdout_has "    to reproduce:  ${BIN}/a/one_fuzzer /kept/crash-1"
  expect_stdout_has "    its log:       ${UDS_LABS_FUZZ}/one/log"
  expect_stdout_has 'two                 ok, '
}

test_fuzz_that_is_told_to_end_ends_its_fuzzer() {
  fuzzing_machine
  /usr/bin/mkfifo "${CASE}/started" "${CASE}/never"
  fake_fuzzer one "echo \$\$ >'${CASE}/started'" "read -r <'${CASE}/never'"
  "${PROJECT}/lab" fuzz >"${CASE}/stdout" 2>"${CASE}/stderr" &
  local lab=$! fuzzer
  read -r fuzzer <"${CASE}/started"
  kill -TERM "${lab}"
  STATUS=0
  wait "${lab}" || STATUS=$?
  expect_status 143
  ! kill -0 "${fuzzer}" 2>/dev/null || fail 'the fuzzer goes on'
  expect_stderr_has 'Stopped.'
  expect_stdout_lacks two
}

# Of a fuzzer that has ended, the number may be another program's.
test_fuzz_that_is_told_to_end_between_two_fuzzers_ends_none() {
  fuzzing_machine
  /usr/bin/mkfifo "${CASE}/asked" "${CASE}/told"
  break_query 'labels(data, //a:two_fuzzer)' \
    "echo >'${CASE}/asked'; read -r <'${CASE}/told'; echo //a:corpus/two/first"
  sed -i "2i kill() { echo \"\$*\" >'${CASE}/killed'; }" \
    "${PROJECT}/tools/sh/fuzz.sh"
  "${PROJECT}/lab" fuzz >"${CASE}/stdout" 2>"${CASE}/stderr" &
  local lab=$!
  read -r <"${CASE}/asked"
  kill -TERM "${lab}"
  echo >"${CASE}/told"
  STATUS=0
  wait "${lab}" || STATUS=$?
  expect_status 143
  expect_stdout_has one
  expect_stdout_lacks two
  [[ ! -e "${CASE}/killed" ]] || fail 'a number of the past'
}

test_fuzz_without_clang_names_the_package() {
  fuzzing_machine
  rm "${FAKES}/clang"
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has 'apt-get install clang'
}

test_fuzz_without_the_runtime_of_clang_names_the_package_of_its_version() {
  fuzzing_machine
  rm "${RUNTIME}/libclang_rt.fuzzer-x86_64.a"
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has "(${RUNTIME})"
  expect_stderr_has 'apt-get install libclang-rt-14-dev'
}

test_fuzz_that_does_not_build_is_exit_1_and_runs_nothing() {
  FAKE_EXIT=1
  fuzzing_machine
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has 'could not be built'
  [[ ! -e "${CASE}/runs" ]] || fail 'something ran'
}

test_fuzz_that_does_not_find_what_was_built_says_so() {
  fuzzing_machine
  break_query 'info --config=fuzz' 'exit 7'
  run "${PROJECT}/lab" fuzz
  expect_status 1
  expect_stderr_has 'Bazel does not say where it builds: bazel info --config=fuzz bazel-bin'
  [[ ! -e "${CASE}/runs" ]] || fail 'something ran'
}

test_fuzz_refuses_unknown_names_and_options() {
  fuzzing_machine
  run "${PROJECT}/lab" fuzz three
  expect_status 2
  expect_stderr_has "no fuzzer 'three'; there is: one two"
  local words
  for words in '--seconds 0' '--seconds' '--runs=x' '--turbo'; do
    # shellcheck disable=SC2086 # several words
    run "${PROJECT}/lab" fuzz ${words}
    expect_status 2
  done
}

run_tests
