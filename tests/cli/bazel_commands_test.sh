#!/usr/bin/env bash
#
# The commands of ./lab that hand over to Bazel: what they ask of it, and what
# they make of its answer. Bazel is a fake (harness.sh).

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

# asked ARG...: what Bazel was asked by `./lab ARG...`.
asked() {
  : >"${LOG}"
  run "${PROJECT}/lab" "$@"
}

# ---- test

test_test_asks_for_everything() {
  complete_machine
  asked test
  expect_file "${LOG}" 'test -- //... '
}

test_test_hands_on_options() {
  complete_machine
  asked test --config=asan -c opt
  expect_file "${LOG}" 'test --config=asan -c opt -- //... '
}

test_test_takes_targets_instead_of_everything() {
  complete_machine
  local target
  for target in //labs/... :x @other//y; do
    asked test "${target}" --config=asan
    expect_file "${LOG}" "test ${target} --config=asan "
  done
}

test_test_takes_targets_out_of_everything() {
  complete_machine
  asked test --keep_going -- -//labs/...
  expect_file "${LOG}" 'test --keep_going -- //... -//labs/... '
}

# result LABEL STATUS: one event of Bazel's, without a test.xml.
result() {
  printf '{"id":{"testResult":{"label":"%s","run":1,"shard":1,"attempt":1}},' "$1"
  printf '"testResult":{"status":"%s"}}\n' "$2"
}

test_test_ends_with_the_count() {
  FAKE_EVENTS="${CASE}/events"
  result //a:b PASSED >"${FAKE_EVENTS}"
  complete_machine
  asked test
  expect_status 0
  expect_last_line '1 passed, 0 failed'
}

test_test_exits_as_bazel_does() {
  FAKE_EVENTS="${CASE}/events" FAKE_EXIT=3
  result //a:b FAILED >"${FAKE_EVENTS}"
  complete_machine
  asked test
  expect_status 3
  expect_last_line '0 passed, 1 failed'
}

test_test_never_exits_0_when_something_failed() {
  FAKE_EVENTS="${CASE}/events"
  result //a:b FAILED >"${FAKE_EVENTS}"
  complete_machine
  asked test
  expect_status 1
}

test_test_stays_in_a_folder_of_the_project() {
  mkdir -p "${PROJECT}/labs/01_echo" "${CASE}/elsewhere"
  complete_machine
  cd "${PROJECT}/labs/01_echo"
  run ../../lab test :contract_test
  expect_file "${LOG}.folder" "${PROJECT}/labs/01_echo"
  cd "${CASE}/elsewhere"
  run ../project/lab test
  expect_file "${LOG}.folder" "${PROJECT}"
}

test_test_leaves_no_file_behind() {
  complete_machine rmdir
  mkdir "${CASE}/tmp"
  TMPDIR="${CASE}/tmp" asked test
  rmdir "${CASE}/tmp" || fail 'something is left in TMPDIR'
}

# ---- test --soak

# A project whose soak writes down its arguments and its folder.
soak_to_run() {
  complete_machine
  mkdir -p "${BIN}/tests/soak"
  # shellcheck disable=SC2016
  printf '%s\n' '#!/bin/bash' 'echo "ran: $* in ${PWD##*/}"; exit 1' \
    >"${BIN}/tests/soak/soak"
  chmod +x "${BIN}/tests/soak/soak"
}

test_soak_builds_and_hands_over() {
  soak_to_run
  asked test --soak 5
  expect_status 1
  expect_stdout "ran: --minutes=5 in bin"
  grep -q '//tests/soak ' "${LOG}" || fail 'not built'
}

test_soak_takes_minutes_and_a_seed_in_both_forms() {
  soak_to_run
  asked test --seed 42 --soak 0.25
  expect_stdout "ran: --minutes=0.25 --seed=42 in bin"
  asked test --soak=10 --seed=7
  expect_stdout "ran: --minutes=10 --seed=7 in bin"
}

test_soak_refuses_what_are_no_minutes() {
  soak_to_run
  local word
  for word in 0 0.0 -1 5m . .5 1e3 nan '' ' 5' 123456 --seed; do
    asked test --soak "${word}"
    expect_status 2
    expect_stdout ''
    expect_stderr_has "--soak needs minutes, as 5 or 0.5, but was given '${word}'"
    expect_file "${LOG}" ''
  done
  asked test --soak
  expect_status 2
  expect_stderr_has '--soak needs a number, as in: ./lab test --soak 5 --seed 42'
}

test_soak_refuses_another_seed_than_a_number() {
  soak_to_run
  local word
  for word in x -1 1.5 1234567890123456789; do
    asked test --soak 1 --seed "${word}"
    expect_status 2
    expect_stderr_has "--seed needs a whole number, but was given '${word}'"
  done
  asked test --soak 1 --seed
  expect_status 2
  expect_stderr_has '--seed needs a number'
}

test_soak_takes_nothing_else() {
  soak_to_run
  local word
  for word in //labs/... --config=asan 5; do
    asked test --soak 1 "${word}"
    expect_status 2
    expect_stderr_has "takes --seed and nothing else, but was given '${word}'"
  done
}

test_soak_does_not_run_what_was_not_built() {
  export FAKE_EXIT=1
  soak_to_run
  asked test --soak 1
  expect_status 3
  expect_stdout ''
  expect_stderr_has 'the labs could not be built'
}

test_soak_that_does_not_find_what_was_built_is_exit_3() {
  soak_to_run
  sed -i 's/  info) .*/  info) exit 7 ;;/' "${FAKES}/bazel"
  asked test --soak 1
  expect_status 3
  expect_stderr_has 'Bazel does not say where it builds: bazel info bazel-bin'
}

test_soak_behind_two_dashes_is_a_target_for_bazel() {
  complete_machine
  asked test -- --soak
  expect_file "${LOG}" 'test -- //... --soak '
}

# ---- host.bazelrc

test_host_bazelrc_names_the_optional_tools() {
  complete_machine
  fake socat 'echo "socat version 1.8.0 on a day"'
  asked test
  grep -q 'build --test_env=UDS_LABS_HAVE=.*,nc=nc,.*,socat=1.8.0,ss=yes,' \
    "${PROJECT}/host.bazelrc" || fail "$(<"${PROJECT}/host.bazelrc")"
}

test_host_bazelrc_is_written_only_when_it_changes() {
  complete_machine touch
  asked test
  touch -d 2001-01-01 "${PROJECT}/host.bazelrc"
  asked test
  [[ ! "${PROJECT}/host.bazelrc" -nt "${PROJECT}/lab" ]] ||
    fail 'written again without a change'
  fake go 'echo go version go1.2.3 linux'
  asked test
  grep -q 'go=go1.2.3' "${PROJECT}/host.bazelrc" || fail 'go is not in it'
}

# ---- run

# A project with two labs, and a tool that writes down its arguments.
labs_to_run() {
  complete_machine
  new_lab 01_echo Echo
  new_lab 12_more More
  mkdir -p "${BIN}/tools/run"
  # shellcheck disable=SC2016
  printf '%s\n' '#!/bin/bash' 'echo "ran: $*"; exit 7' >"${BIN}/tools/run/run"
  chmod +x "${BIN}/tools/run/run"
}

test_run_builds_and_hands_over() {
  labs_to_run
  asked run
  expect_status 7
  expect_stdout "ran: --labs=${BIN}/labs"
  grep -q '//labs/... //tools/run ' "${LOG}" || fail 'not built'
}

test_run_takes_a_lab_by_any_of_its_names() {
  labs_to_run
  asked run 1 01 01_echo 12 12_more --color=no
  expect_stdout "ran: --labs=${BIN}/labs 01 01 01 12 12 --color=no"
}

test_run_refuses_unknown_labs_before_building() {
  labs_to_run
  local word
  for word in 02 2 echo 001 01_ech '*' ''; do
    asked run 01 "${word}"
    expect_status 2
    expect_stderr_has "no lab '${word}'; there is: 01_echo 12_more"
    expect_file "${LOG}" ''
  done
}

test_run_does_not_run_what_was_not_built() {
  export FAKE_EXIT=1
  labs_to_run
  asked run 01
  expect_status 1
  expect_stdout ''
}

test_run_that_does_not_find_what_was_built_says_so() {
  labs_to_run
  sed -i 's/  info) .*/  info) exit 7 ;;/' "${FAKES}/bazel"
  asked run 01
  expect_status 1
  expect_stderr_has 'Bazel does not say where it builds: bazel info bazel-bin'
}

run_tests
