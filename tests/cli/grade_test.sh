#!/usr/bin/env bash
#
# ./lab grade: what it asks of Bazel, and what it hands over. Bazel and the
# program that grades are fakes (harness.sh).

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

# A machine with two labs, the second of them without an exercise.
grading_machine() {
  # shellcheck disable=SC2119 # it needs no more tools
  complete_machine
  local tool
  for tool in choom findmnt mount pivot_root prlimit setpriv setsid unshare; do
    fake "${tool}"
  done
  new_lab 01_echo Echo
  mkdir "${PROJECT}/labs/01_echo/exercise"
  echo '{}' >"${PROJECT}/labs/01_echo/exercise/steps.json"
  new_lab 02_http HTTP
  mkdir -p "${BIN}/tools/grade"
  # shellcheck disable=SC2016 # the fake expands them
  printf '%s\n' '#!/bin/bash' 'printf "<%s>\n" "$@"' 'pwd' 'exit 1' \
    >"${BIN}/tools/grade/grade"
  chmod +x "${BIN}/tools/grade/grade"
}

test_grade_builds_what_judges_and_no_exercise() {
  grading_machine
  run "${PROJECT}/lab" grade anna
  expect_file "${LOG}" 'build --ui_event_filters=-info --noshow_progress -- //labs/01_echo:client //labs/01_echo:contract_test //labs/01_echo:demonstration //labs/01_echo/exercise:given //tools/check //tools/grade '
}

test_grade_hands_over_words_as_they_are_where_the_person_is() {
  grading_machine
  mkdir "${CASE}/elsewhere"
  cd "${CASE}/elsewhere"
  run "${PROJECT}/lab" grade --jobs=2 -- 'two words' '-rf' $'new\nline'
  expect_stdout "<--root=${PROJECT}>
<--bin=${BIN}>
<--bazel=bazel>
<--jobs=2>
<-->
<two words>
<-rf>
<new
line>
${CASE}/elsewhere"
}

test_grade_exits_as_the_grading_does() {
  grading_machine
  run "${PROJECT}/lab" grade anna
  expect_status 1
}

test_grade_that_does_not_find_what_was_built_says_so() {
  grading_machine
  sed -i 's/  info) .*/  info) exit 7 ;;/' "${FAKES}/bazel"
  run "${PROJECT}/lab" grade anna
  expect_status 1
  expect_stderr_has 'Bazel does not say where it builds: bazel info bazel-bin'
}

test_grade_without_submissions_builds_nothing_and_exits_2() {
  grading_machine
  run "${PROJECT}/lab" grade --jobs=2
  expect_status 2
  expect_stderr_has './lab grade DIR...'
  expect_file "${LOG}" ''
}

test_grade_names_the_tool_that_its_sandboxes_lack() {
  grading_machine
  rm "${FAKES}/setpriv"
  run "${PROJECT}/lab" grade anna
  expect_status 1
  expect_stderr_has "grade needs 'setpriv'"
  expect_stderr_has 'apt-get install util-linux'
  expect_file "${LOG}" ''
}

run_tests
