#!/usr/bin/env bash
#
# ./lab hint: its arguments, and what it asks of the judge. Bazel and the judge
# are fakes (exercises.sh).

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh
# shellcheck source=tests/cli/exercises.sh
source tests/cli/exercises.sh

test_hint_asks_for_the_first() {
  exercise_to_check
  run "${PROJECT}/lab" hint 01
  expect_status 7
  expect_stdout "judge: --lab=01_echo --labs=${BIN}/labs --hint=1"
}

test_hint_asks_for_as_many_as_wanted() {
  exercise_to_check
  run "${PROJECT}/lab" hint 01_echo 3 --server ./mine
  expect_stdout "judge: --lab=01_echo --labs=${BIN}/labs --server=./mine --directory=$(pwd) --hint=3"
}

test_hint_refuses_what_is_no_level() {
  exercise_to_check
  local level
  for level in 0 x 1x 01 99999999999 ''; do
    run "${PROJECT}/lab" hint 01 "${level}"
    expect_status 2
    expect_stderr_has "a level is a number from 1 on, not '${level}'"
  done
  run "${PROJECT}/lab" hint 01 1 2
  expect_status 2
  expect_stderr_has "'hint' takes a lab and a level, but was given '2' as well"
  expect_file "${LOG}" ''
}

test_hint_refuses_labs_and_options_that_there_are_not() {
  exercise_to_check
  run "${PROJECT}/lab" hint
  expect_status 2
  expect_stderr_has "'hint' needs a lab, as in: ./lab hint 01"
  run "${PROJECT}/lab" hint 03
  expect_status 2
  expect_stderr_has "no lab '03'"
  run "${PROJECT}/lab" hint 01 --watch
  expect_status 2
  expect_stderr_has "'hint' has no option --watch"
}

test_hint_says_first_that_it_does_not_compile() {
  BUILD_SAYS="${PWD}/tests/cli/testdata/build/error.txt" BUILD_EXIT=1
  exercise_to_check
  run "${PROJECT}/lab" hint 01
  expect_status 1
  expect_stdout_has 'It does not compile'
}

test_hint_shows_what_bazel_says_where_it_cannot_be_used() {
  exercise_to_check
  # shellcheck disable=SC2016 # the fake expands them
  fake bazel 'case "$1" in' \
    '  --version) echo "bazel 9.0.0" ;;' \
    '  *) echo "ERROR: --oops :: Unrecognized option" >&2; exit 2 ;;' \
    'esac'
  run "${PROJECT}/lab" hint 01
  expect_status 3
  expect_stderr_has 'ERROR: --oops :: Unrecognized option'
}

run_tests
