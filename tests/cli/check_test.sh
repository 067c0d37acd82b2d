#!/usr/bin/env bash
#
# ./lab check: what it builds, what it makes of a compiler's errors, and how it
# watches. Bazel and the judge are fakes (exercises.sh).

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh
# shellcheck source=tests/cli/exercises.sh
source tests/cli/exercises.sh

readonly TESTDATA="${PWD}/tests/cli/testdata/build"

# ---- Arguments

test_check_and_hint_are_in_the_help() {
  run "${PROJECT}/lab" help
  expect_stdout_has '  check '
  expect_stdout_has '  hint '
}

test_check_needs_one_lab_that_has_an_exercise() {
  exercise_to_check
  run "${PROJECT}/lab" check
  expect_status 2
  expect_stderr_has "'check' needs a lab, as in: ./lab check 01"
  run "${PROJECT}/lab" check 02
  expect_status 2
  expect_stderr_has "no lab '02'; there is: 01_echo 12_more"
  run "${PROJECT}/lab" check 12
  expect_status 2
  expect_stderr_has 'lab 12_more has no exercise'
  run "${PROJECT}/lab" check 01 12
  expect_status 2
  expect_stderr_has "'check' judges one lab, but was given '12' as well"
  expect_file "${LOG}" ''
}

test_check_refuses_options_that_it_has_not_got() {
  exercise_to_check
  local option
  for option in --al --hint=2 -v --whole_life; do
    run "${PROJECT}/lab" check 01 "${option}"
    expect_status 2
    expect_stderr_has "'check' has no option ${option}"
  done
  run "${PROJECT}/lab" check 01 --server
  expect_status 2
  expect_stderr_has '--server needs a command'
  run "${PROJECT}/lab" check 01 --server ' '
  expect_status 2
  expect_stderr_has '--server needs a command, but was given an empty one'
  run "${PROJECT}/lab" check 01 --json --watch
  expect_status 2
  expect_stderr_has '--json and --watch do not go together'
  expect_file "${LOG}" ''
}

# ---- Building and judging

test_check_builds_judge_and_exercise_and_hands_over() {
  exercise_to_check
  run "${PROJECT}/lab" check 1
  expect_status 7
  expect_stdout "judge: --lab=01_echo --labs=${BIN}/labs"
  expect_file "${LOG}" 'judge: build --show_result=0 --ui_event_filters=-info --noshow_progress //tools/check //labs/01_echo:contract_test //labs/01_echo:client //labs/01_echo:demonstration.json
exercise'
}

test_check_hands_on_options() {
  exercise_to_check
  run "${PROJECT}/lab" check --all 01 --nowhole_life --json
  expect_stdout "judge: --lab=01_echo --labs=${BIN}/labs --all --nowhole_life --json"
}

test_check_judges_any_program_where_the_person_stands() {
  exercise_to_check
  mkdir "${CASE}/mine"
  cd "${CASE}/mine"
  run ../project/lab check 01 --server 'python3 my.py' --client=./c
  expect_status 7
  expect_stdout "judge: --lab=01_echo --labs=${BIN}/labs --server=python3 my.py --client=./c --directory=${CASE}/mine"
  ! grep -q exercise "${LOG}" || fail 'the exercise was built'
}

test_check_does_not_judge_without_a_judge() {
  export FAKE_EXIT=1
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_status 3
  expect_stdout ''
  run "${PROJECT}/lab" check 01 --json
  expect_status 3
  expect_stdout '{"lab": "01_echo", "state": "could not be judged", "exit_status": 3, "errors": "Bazel could not build the judge of //labs/01_echo: see stderr"}'
}

test_check_shows_what_bazel_says_where_it_cannot_be_used() {
  exercise_to_check
  # shellcheck disable=SC2016 # the fake expands them
  fake bazel 'case "$1" in' \
    '  --version) echo "bazel 9.0.0" ;;' \
    '  *) echo "ERROR: --oops :: Unrecognized option" >&2; exit 2 ;;' \
    'esac'
  run "${PROJECT}/lab" check 01
  expect_status 3
  expect_stdout ''
  expect_stderr_has 'ERROR: --oops :: Unrecognized option'
  run "${PROJECT}/lab" check 01 --json
  expect_status 3
  expect_stdout '{"lab": "01_echo", "state": "could not be judged", "exit_status": 3, "errors": "ERROR: --oops :: Unrecognized option"}'
}

# ---- What does not compile

test_check_shows_what_the_compiler_says_and_nothing_of_bazel() {
  BUILD_SAYS="${TESTDATA}/error.txt" BUILD_EXIT=1
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_status 1
  expect_stdout_has "labs/01_echo/exercise/socket_calls.cc:49:36: error: 'SOCK_STREM' was not declared"
  expect_stdout_has '   49 |   const int fd = ::socket(AF_UNIX, SOCK_STREM, 0)'
  expect_stdout_has '      |                                    ^~~~~~~~~~'
  expect_stdout_has 'It does not compile: 1 error. Mend it; then ./lab check 01 again.'
  local word
  for word in ERROR INFO gcc bazel sandbox /home/me debian 'judge:'; do
    expect_stdout_lacks "${word}"
  done
}

test_check_shows_what_the_linker_says() {
  BUILD_SAYS="${TESTDATA}/link.txt" BUILD_EXIT=1
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_status 1
  expect_stdout_has "server.cc:function lab::(anonymous namespace)::Serve(std::string const&): error: undefined reference to 'lab::RemoveFile(std::string const&)'"
  expect_stdout_has '1 error. Mend it'
  expect_stdout_lacks 'collect2'
}

test_check_shows_warnings_and_judges() {
  BUILD_SAYS="${TESTDATA}/warning.txt"
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_status 7
  expect_stdout_has "socket_calls.cc:48:7: warning: unused variable 'unused'"
  expect_stdout_lacks INFO
  expect_stdout_has 'judge: '
}

test_check_shows_of_many_errors_the_first() {
  BUILD_SAYS="${CASE}/many" BUILD_EXIT=1
  local i
  for ((i = 1; i <= 100; i++)); do
    echo "labs/a.cc:${i}:1: error: e"
  done >"${BUILD_SAYS}"
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_stdout_has 'labs/a.cc:60:1: error'
  expect_stdout_lacks 'labs/a.cc:61:1: error'
  expect_stdout_has '[... 40 more lines]'
  expect_stdout_has '100 errors. Mend the first one; then'
}

test_check_says_in_json_what_does_not_compile() {
  BUILD_SAYS="${CASE}/error" BUILD_EXIT=1
  printf 'a.cc:1:2: error: "x\\n"\n\t| ^\033[0m é\n' >"${BUILD_SAYS}"
  exercise_to_check
  run "${PROJECT}/lab" check 01 --json
  expect_status 1
  expect_stdout '{"lab": "01_echo", "state": "does not compile", "exit_status": 1, "errors": "a.cc:1:2: error: \"x\\n\"\n\u0009| ^\u001b[0m é"}'
}

test_check_shows_all_of_bazel_where_no_compiler_is_to_blame() {
  BUILD_SAYS="${CASE}/error" BUILD_EXIT=1
  echo 'ERROR: BUILD.bazel:3:1: no such target' >"${BUILD_SAYS}"
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_status 3
  expect_stderr_has 'ERROR: BUILD.bazel:3:1: no such target'
  expect_stderr_has 'Bazel could not build //labs/01_echo/exercise:server'
  run "${PROJECT}/lab" check 01 --json
  expect_status 3
  expect_stdout_has '"state": "could not be built", "exit_status": 3'
}

test_check_that_is_interrupted_while_it_builds_exits_130() {
  BUILD_EXIT=8
  exercise_to_check
  run "${PROJECT}/lab" check 01
  expect_status 130
  expect_stdout ''
}

# ---- Watching

# start_watching ARG...: starts it in the background.
start_watching() {
  "${PROJECT}/lab" check 01 --watch "$@" >"${CASE}/stdout" 2>"${CASE}/stderr" &
  WATCHER=$!
}

# until_judged COUNT: blocks until the judge was at work so often and another
# save is waited for; 30 s at most.
until_judged() {
  local i
  for ((i = 0; i < 300; i++)); do
    if (($(grep -c 'Waiting for the next save' "${CASE}/stdout") >= $1)); then
      return
    fi
    sleep 0.1
  done
  fail "not judged $1 times"
}

# count_looks: from now on each look at the watched files is written down.
count_looks() {
  LOOKS="${CASE}/looks"
  : >"${LOOKS}"
  fake find "echo >>'${LOOKS}'" "exec '${TOOLS}/find' \"\$@\""
}

# until_looked COUNT: blocks until the files were looked at so many times more;
# 30 s at most.
until_looked() {
  local i before
  before="$(wc -l <"${LOOKS}")"
  for ((i = 0; i < 300; i++)); do
    if (($(wc -l <"${LOOKS}") >= before + $1)); then
      return
    fi
    sleep 0.1
  done
  fail "not looked $1 times"
}

stop_watching() {
  STATUS=0
  kill -TERM "${WATCHER}"
  wait "${WATCHER}" || STATUS=$?
}

test_watch_judges_at_once_and_after_each_save() {
  exercise_to_check
  local file="${PROJECT}/labs/01_echo/exercise/calls.cc"
  start_watching
  until_judged 1
  echo 'int main() { return 1; }' >"${file}"
  until_judged 2
  # As editors do that keep the old file until the new one is complete.
  echo 'int main() { return 22; }' >"${file}.new"
  mv "${file}.new" "${file}"
  until_judged 3
  stop_watching
  expect_status 143
  (($(grep -c '^exercise' "${LOG}") >= 3)) || fail 'not built each time'
  (($(grep -c '^judge: ' "${LOG}") == 1)) || fail 'the judge was built again'
  expect_stdout_has 'Waiting for the next save of labs/01_echo/exercise.'
}

test_watch_sees_no_files_of_editors() {
  exercise_to_check
  count_looks
  local folder="${PROJECT}/labs/01_echo/exercise" name
  start_watching
  until_judged 1
  for name in .calls.cc.swp calls.cc~ '#calls.cc#' 4913; do
    echo x >"${folder}/${name}"
  done
  # One look may be under way; two are needed to see that a save is complete,
  # one is taken before judging, and the next one behind it.
  until_looked 5
  (($(grep -c 'Waiting' "${CASE}/stdout") == 1)) || fail 'judged for nothing'
  echo 'int main() { return 1; }' >"${folder}/calls.cc"
  until_judged 2
  stop_watching
  (($(grep -c '^exercise' "${LOG}") == 2)) || fail 'judged for nothing'
}

test_watch_waits_for_a_file_that_is_away_for_a_while() {
  exercise_to_check
  count_looks
  echo 1 >"${CASE}/mine.py"
  cd "${CASE}"
  start_watching --server 'python3 mine.py'
  until_judged 1
  mv mine.py away
  until_looked 3
  (($(grep -c 'Waiting' "${CASE}/stdout") == 1)) || fail 'judged without it'
  echo 22 >mine.py
  until_judged 2
  stop_watching
  expect_status 143
}

test_watch_goes_on_where_it_does_not_compile() {
  BUILD_SAYS="${TESTDATA}/error.txt" BUILD_EXIT=1
  exercise_to_check
  start_watching
  until_judged 1
  stop_watching
  expect_status 143
  expect_stdout_has 'It does not compile'
}

test_watch_looks_at_the_files_of_a_command() {
  exercise_to_check
  echo 1 >"${CASE}/mine.py"
  cd "${CASE}"
  start_watching --server 'python3 mine.py'
  until_judged 1
  echo 22 >mine.py
  until_judged 2
  stop_watching
  expect_stdout_has "Waiting for the next save of ${CASE}/mine.py."
  run "${PROJECT}/lab" check 01 --watch --server 'true'
  expect_status 2
  expect_stderr_has "--watch sees no file in the command 'true'"
}

test_watch_ends_the_judge_that_is_at_work() {
  exercise_to_check
  mkfifo "${CASE}/started"
  # shellcheck disable=SC2016
  the_judge 'trap "echo ended >>\"${LOG}\"; exit 143" TERM' \
    'echo started >"${LOG%/*}/started"' \
    'while :; do sleep 0.1; done'
  start_watching
  read -r _ <"${CASE}/started"
  stop_watching
  expect_status 143
  grep -q '^ended' "${LOG}" || fail 'the judge was not ended'
}

test_watch_ends_the_build_that_is_at_work() {
  exercise_to_check
  mkfifo "${CASE}/started" "${CASE}/ended"
  # It prints nothing: whoever reads that may end first.
  # shellcheck disable=SC2016
  fake bazel 'case "$*" in' \
    '  --version) echo "bazel 9.0.0" ;;' \
    '  info*) echo "${BIN}" ;;' \
    '  *exercise:server) exec >/dev/null 2>&1' \
    '    trap "echo yes >\"${LOG%/*}/ended\"; exit 8" TERM' \
    '    echo started >"${LOG%/*}/started"' \
    '    while :; do sleep 0.1; done ;;' \
    'esac'
  local ended='' fd
  # Both ways, as to open it for reading alone would wait for a writer.
  exec {fd}<>"${CASE}/ended"
  start_watching
  read -r _ <"${CASE}/started"
  stop_watching
  expect_status 143
  read -r -t 30 ended <&"${fd}" || true
  [[ "${ended}" == yes ]] || fail 'the build was not ended'
}

run_tests
