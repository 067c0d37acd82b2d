#!/usr/bin/env bash
#
# The counting of test cases, from what Bazel wrote for real runs: testdata/
# holds its build events, cut to the lines that matter, and the test.xml files.

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

# count RUN BAZEL_STATUS
count() {
  sed "s|file:///TESTDATA|file://${PWD}/tests/cli/testdata|g" \
    "tests/cli/testdata/$1.json" >"${CASE}/events.json"
  BAZEL_STATUS="$2" run awk -f "${PROJECT}/tools/sh/count_cases.awk" \
    "${CASE}/events.json"
}

# count_xml STATUS: counts one result, whose test.xml is that of the case.
count_xml() {
  printf '%s%s%s\n' '{"id":{"testResult":{"label":"//t:x","run":1,"shard":1,' \
    '"attempt":1}},"testResult":{"testActionOutput":[{"name":"test.xml",' \
    "\"uri\":\"file://${CASE}/test.xml\"}],\"status\":\"$1\"}}" \
    >"${CASE}/events.json"
  BAZEL_STATUS=0 run awk -f "${PROJECT}/tools/sh/count_cases.awk" \
    "${CASE}/events.json"
}

test_all_kinds_of_results_are_counted() {
  count all 3
  expect_status 1
  # Passed: 3 in gtest_mixed, 2 in gtest_flaky, 4 in gtest_sharded, sh_pass,
  # and sh_noxml, whose test.xml is broken but which passed.
  expect_last_line '11 passed, 4 failed, 3 skipped'
}

test_failing_cases_are_named_with_their_target() {
  count all 3
  expect_stdout_has '//t:gtest_mixed  Echo.FailsTwice'
  expect_stdout_has '//t:sh_fail  exited with error code 3'
}

test_a_crash_counts_as_one_failure_and_is_named() {
  count all 3
  expect_stdout_has '//t:gtest_crash  exited with error code 134'
}

test_a_timeout_counts_as_one_failure_and_is_named() {
  count all 3
  expect_stdout_has '//t:sh_timeout  timed out'
}

test_skips_show_their_reason_without_file_and_line() {
  count all 3
  expect_stdout_has 'Skipped: go is not installed & "so" <this> is skipped'
  expect_stdout_has '//t:gtest_mixed  Echo.NeedsStrace'
  expect_stdout_has 'Skipped: no reason given'
  expect_stdout_lacks 'mixed.cc'
}

# As GoogleTest writes it since 1.13.
test_a_reason_that_ends_with_a_new_line_is_one_line() {
  printf '%s\n' '<testsuites><testsuite><testcase name="a" classname="c"' \
    'result="skipped"><skipped message="a.cc:1&#x0A;no go&#x0A;"/></testcase>' \
    '</testsuite></testsuites>' >"${CASE}/test.xml"
  count_xml PASSED
  expect_stdout '
Skipped: no go
  //t:x  c.a

0 passed, 0 failed, 1 skipped'
}

test_only_the_last_attempt_of_a_flaky_test_counts() {
  count all 3
  expect_stdout_lacks 'gtest_flaky'
}

test_failures_come_last_before_the_count() {
  count all 3
  local skipped failed
  skipped="$(grep -n '^Skipped' "${CASE}/stdout" | tail -n 1 | cut -d : -f 1)"
  failed="$(grep -n '^Failed' "${CASE}/stdout" | cut -d : -f 1)"
  ((skipped < failed)) || fail 'a skip is shown after the failures'
}

test_cached_results_count_as_run_ones() {
  count cached 0
  expect_status 0
  expect_last_line '5 passed, 0 failed, 1 skipped'
}

test_every_run_of_several_counts_and_is_named_once() {
  count runs 3
  expect_last_line '14 passed, 2 failed, 6 skipped'
  expect_stdout_has '//t:gtest_mixed  Echo.FailsTwice (2 times)'
}

test_a_result_without_a_test_xml_counts_by_its_status() {
  count all 3
  sed -i 's|/testdata/|/nowhere/|g' "${CASE}/events.json"
  BAZEL_STATUS=3 run awk -f "${PROJECT}/tools/sh/count_cases.awk" \
    "${CASE}/events.json"
  expect_status 1
  # Five results passed: the two shards, flaky, sh_noxml and sh_pass.
  expect_last_line '5 passed, 4 failed'
  expect_stdout_has '//t:gtest_mixed  failed without saying which case'
}

test_a_path_with_escaped_characters_is_found() {
  local folder="${CASE}/a b=c&d"
  mkdir "${folder}"
  cp -L tests/cli/testdata/gtest_sharded/shard_2_of_2/test.xml "${folder}/"
  printf '%s%s%s\n' '{"id":{"testResult":{"label":"//t:x","run":1,"shard":1,' \
    '"attempt":1}},"testResult":{"testActionOutput":[{"name":"test.xml",' \
    "\"uri\":\"file://${CASE}/a%20b\\u003dc\\u0026d/test.xml\"}],\"status\":\"PASSED\"}}" \
    >"${CASE}/events.json"
  BAZEL_STATUS=0 run awk -f "${PROJECT}/tools/sh/count_cases.awk" \
    "${CASE}/events.json"
  expect_stdout '
2 passed, 0 failed'
}

test_what_a_test_printed_is_not_read_as_xml() {
  printf '%s\n' '<testsuites><testsuite><testcase name="a" classname="c">' \
    '<failure message="x"><![CDATA[<testcase name="b" classname="c"/>' \
    '<testcase name="d" classname="c"/>]]></failure>' '</testcase>' \
    '<testcase name="e"' '  classname="c"/></testsuite></testsuites>' \
    >"${CASE}/test.xml"
  count_xml FAILED
  expect_last_line '1 passed, 1 failed'
}

test_a_build_that_failed_is_never_all_green() {
  count build_failed 1
  expect_status 1
  expect_stdout_has 'the build failed'
  expect_stdout_has '1 test target'
  expect_last_line '1 passed, 1 failed'
}

test_a_test_that_did_not_build_is_named() {
  count build_kept_going 1
  expect_stdout_has '//b:bad_test  did not build'
  expect_last_line '1 passed, 1 failed'
  count analysis_failed 1
  expect_stdout_has '//a:x_test  did not build'
  expect_last_line '0 passed, 1 failed'
}

test_tests_that_a_failed_build_stopped_are_not_failures() {
  count build_stopped 1
  expect_status 1
  expect_stdout_has '2 test targets'
  expect_last_line '0 passed, 1 failed'
}

test_ctrl_c_is_told() {
  count interrupted 8
  expect_status 1
  expect_stdout_has 'interrupted'
  expect_last_line '0 passed, 1 failed'
}

test_no_tests_is_told() {
  count no_tests 4
  expect_stdout_has 'No test matched.'
  expect_last_line '0 passed, 0 failed'
}

test_no_events_at_all_is_a_failure() {
  : >"${CASE}/events.json"
  BAZEL_STATUS=2 run awk -f "${PROJECT}/tools/sh/count_cases.awk" \
    "${CASE}/events.json"
  expect_status 1
  expect_stdout_has 'exit status 2'
  expect_last_line '0 passed, 1 failed'
}

run_tests
