#!/usr/bin/env bash
#
# What ./lab does where something is missing: it installs where it may, says
# the exact command where it may not, and leaves a complete machine alone. The
# machine is a fake one: PATH holds nothing that the case did not put there.

# shellcheck source=tests/cli/harness.sh
source tests/cli/harness.sh

readonly ALL_PACKAGES='bazel-bootstrap bazel-rules-java bazel-rules-proto bazel-skylib bazel-platforms g++ libc6-dev pkg-config libabsl-dev libgtest-dev libgmock-dev libboost-dev nlohmann-json3-dev strace iproute2 socat netcat-openbsd curl jq podman acl uidmap systemd systemd-container'
readonly INSTALL='apt-get install -y --no-install-recommends'

# bare_machine UID: has apt-get, which writes down what it was asked.
bare_machine() {
  only_tools
  export APT_LOG="${CASE}/apt.log"
  : >"${APT_LOG}"
  fake id "echo $1"
  # shellcheck disable=SC2016 # the fake expands it
  fake apt-get 'echo "$*" >>"${APT_LOG}"'
}

# What apt-get installs, once it is asked to, is the complete machine.
apt_get_works() {
  local real="${FAKES}" prepared="${CASE}/prepared"
  mkdir "${prepared}"
  FAKES="${prepared}"
  PATH="/usr/bin:/bin" complete_machine_fakes
  FAKES="${real}"
  # shellcheck disable=SC2016
  fake apt-get 'echo "$* as ${DEBIAN_FRONTEND}" >>"${APT_LOG}"' \
    'if [[ " $* " == *" install "* ]]; then' \
    '  echo "Setting up things"' \
    '  echo "dlstatus:1:40.0:Retrieving"' \
    '  echo "pmstatus:g++:80.1:Unpacking g++"' \
    "  for file in '${prepared}'/*; do ln -s \"\${file}\" '${real}/'; done" \
    'fi'
}

expect_apt_get_not_called() {
  expect_file "${APT_LOG}" ''
}

test_a_complete_machine_is_left_alone() {
  bare_machine 0
  complete_machine_fakes
  run "${PROJECT}/lab" test
  expect_apt_get_not_called
  expect_file "${LOG}" 'test -- //... '
}

test_without_root_and_sudo_the_exact_line_is_printed() {
  bare_machine 1000
  local command
  for command in test run; do
    run "${PROJECT}/lab" "${command}"
    expect_status 1
    expect_stdout ''
    expect_stderr_has 'As root, run:'
    expect_stderr_has "  apt-get update && ${INSTALL} ${ALL_PACKAGES}"
    expect_apt_get_not_called
  done
}

test_each_missing_package_comes_with_its_reason() {
  bare_machine 1000
  run "${PROJECT}/lab" test
  expect_stderr_has 'strace                      shows every system call'
  expect_stderr_has 'g++                         compiles the labs'
}

test_a_password_is_not_waited_for_without_a_terminal() {
  bare_machine 1000
  # shellcheck disable=SC2016
  fake sudo '[[ "$1" == -n ]] && exit 1' 'echo "asked for a password"' 'exit 1'
  run "${PROJECT}/lab" test
  expect_status 1
  expect_stderr_has 'no terminal'
  expect_stderr_has "  sudo apt-get update && sudo ${INSTALL} ${ALL_PACKAGES}"
  expect_stdout ''
  expect_apt_get_not_called
}

test_without_apt_get_the_names_are_printed() {
  bare_machine 0
  rm "${FAKES}/apt-get"
  run "${PROJECT}/lab" test
  expect_status 1
  expect_stderr_has 'There is no apt-get here.'
  expect_stderr_has 'libabsl-dev'
}

test_nothing_is_installed_inside_a_nix_shell() {
  bare_machine 0
  IN_NIX_SHELL=pure run "${PROJECT}/lab" test
  expect_status 1
  expect_stderr_has 'This is a Nix shell'
  expect_apt_get_not_called
}

test_root_installs_and_goes_on() {
  bare_machine 0
  apt_get_works
  run "${PROJECT}/lab" test
  expect_stderr_has "  apt-get update && ${INSTALL} ${ALL_PACKAGES}"
  expect_stderr_has 'downloading 40%'
  expect_stderr_has 'installing 80%'
  expect_file "${APT_LOG}" "-q -o DPkg::Lock::Timeout=120 update as noninteractive
-q -o DPkg::Lock::Timeout=120 install -y --no-install-recommends -o APT::Status-Fd=1 ${ALL_PACKAGES} as noninteractive"
  expect_file "${LOG}" 'test -- //... '
}

test_sudo_without_a_password_installs() {
  bare_machine 1000
  apt_get_works
  # shellcheck disable=SC2016
  fake sudo '[[ "$1" == -n ]] || exit 9' 'shift' 'exec "$@"'
  run "${PROJECT}/lab" test
  expect_stderr_has "  sudo apt-get update && sudo ${INSTALL} ${ALL_PACKAGES}"
  expect_file "${LOG}" 'test -- //... '
}

test_the_whole_log_is_shown_when_apt_get_fails() {
  bare_machine 0
  fake apt-get 'echo "first line"' 'echo "E: no space left"' 'exit 100'
  run "${PROJECT}/lab" test
  expect_status 1
  expect_stderr_has 'first line'
  expect_stderr_has 'E: no space left'
}

test_what_is_still_missing_after_the_installation_is_named() {
  bare_machine 0
  apt_get_works
  sed -i 's/echo 12/echo 11/' "${CASE}/prepared/g++"
  run "${PROJECT}/lab" test
  expect_status 1
  expect_stderr_has 'these are still missing'
  expect_stderr_has 'g++'
  expect_file "${LOG}" ''
}

test_what_is_merely_wanted_stops_nothing() {
  bare_machine 1000
  complete_machine_fakes
  rm "${FAKES}/socat" "${FAKES}/nc"
  run "${PROJECT}/lab" test
  expect_file "${LOG}" 'test -- //... '
  expect_apt_get_not_called
}

test_a_netcat_that_cannot_do_unix_sockets_is_not_enough() {
  bare_machine 0
  complete_machine_fakes
  fake nc 'echo "[v1.10] usage: nc [-options] hostname port"'
  run "${PROJECT}/lab" test
  expect_stderr_has "${INSTALL} netcat-openbsd"
}

test_a_bazel_that_was_never_tried_is_not_enough() {
  bare_machine 1000
  complete_machine_fakes
  fake bazel 'echo "bazel 6.5.0"'
  run "${PROJECT}/lab" test
  expect_status 1
  expect_stderr_has 'bazel-bootstrap'
}

run_tests
