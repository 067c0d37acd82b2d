#!/usr/bin/env bash
#
# The commands of ./lab that need nothing but bash: help, list, and errors.

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

test_help_names_every_command() {
  run "${PROJECT}/lab" help
  expect_status 0
  local command
  for command in bench doctor fuzz help lint list run test; do
    expect_stdout_has "  ${command} "
  done
}

test_no_arguments_and_dashed_words_are_help() {
  run "${PROJECT}/lab" help
  local help
  help="$(<"${CASE}/stdout")"
  local word
  for word in '' -h --help; do
    run "${PROJECT}/lab" ${word:+"${word}"}
    expect_status 0
    expect_stdout "${help}"
  done
}

test_no_colour_without_a_terminal() {
  run "${PROJECT}/lab" help
  expect_stdout_lacks $'\e'
}

test_unknown_word_is_named_and_exits_2() {
  run "${PROJECT}/lab" tset
  expect_status 2
  expect_stdout ''
  expect_stderr_has "unknown command 'tset'"
  expect_stderr_has './lab help'
}

test_arguments_that_would_be_ignored_are_refused() {
  local command
  for command in doctor help lint list; do
    run "${PROJECT}/lab" "${command}" surplus
    expect_status 2
    expect_stderr_has "'${command}' takes no arguments, but was given 'surplus'"
  done
}

test_list_shows_number_topic_and_title_in_order() {
  new_lab 02_http 'HTTP over a file name'
  new_lab 01_echo 'An echo: with a colon'
  new_lab 10_last 'The last'
  run "${PROJECT}/lab" list
  expect_status 0
  expect_stdout 'Lab  Topic  Title
01   echo   An echo: with a colon
02   http   HTTP over a file name
10   last   The last'
}

test_list_needs_neither_compiler_nor_bazel() {
  new_lab 01_echo Echo
  only_tools
  run "${PROJECT}/lab" list
  expect_status 0
  expect_stdout_has 'Echo'
}

test_list_leaves_out_what_is_not_a_lab() {
  new_lab 01_echo Echo
  mkdir -p "${PROJECT}/labs/notes" "${PROJECT}/labs/1_short"
  touch "${PROJECT}/labs/lab.bzl" "${PROJECT}/labs/02_file"
  run "${PROJECT}/lab" list
  expect_stdout 'Lab  Topic  Title
01   echo   Echo'
}

test_list_says_where_a_title_is_missing() {
  new_lab 01_echo Echo
  echo '# Another heading' >"${PROJECT}/labs/01_echo/README.md"
  mkdir -p "${PROJECT}/labs/02_http"
  run "${PROJECT}/lab" list
  expect_status 0
  expect_stdout_has '01   echo   (its README.md has no title yet)'
  expect_stdout_has '02   http   (its README.md has no title yet)'
}

test_list_without_labs_is_an_error() {
  run "${PROJECT}/lab" list
  expect_status 1
  expect_stderr_has 'no labs under'
}

test_works_from_another_folder_and_through_symlinks() {
  new_lab 01_echo Echo
  mkdir "${CASE}/elsewhere"
  ln -s ../project/lab "${CASE}/elsewhere/first"
  ln -s first "${CASE}/elsewhere/second"
  cd "${CASE}/elsewhere"
  run ./second list
  expect_status 0
  expect_stdout_has 'Echo'
  cd /
  PATH="${CASE}/elsewhere:${PATH}" run second list
  expect_stdout_has 'Echo'
}

test_works_in_a_folder_with_a_space_in_its_name() {
  new_lab 01_echo Echo
  mv "${PROJECT}" "${CASE}/my project"
  run "${CASE}/my project/lab" list
  expect_status 0
  expect_stdout_has 'Echo'
}

test_another_system_is_told_first_thing() {
  fake uname 'echo Darwin'
  local word
  for word in help list test nonsense ''; do
    run "${PROJECT}/lab" ${word:+"${word}"}
    expect_status 1
    expect_stdout ''
    expect_stderr_has 'UDS labs needs Linux; this is Darwin.'
  done
}

run_tests
