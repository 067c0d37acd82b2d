# shellcheck shell=bash
#
# ./lab run [NN...]: builds the labs and hands over to tools/run, which shows
# them at work.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"

# Sets ARGUMENTS to "$@" with labs as numbers; options are the tool's own.
read_labs() {
  local word number
  ARGUMENTS=()
  for word in "$@"; do
    if [[ "${word}" == -* ]]; then
      ARGUMENTS+=("${word}")
    elif number="$(lab_number "${word}")"; then
      ARGUMENTS+=("${number}")
    else
      no_such_lab "${word}"
    fi
  done
}

build_labs() {
  # What is shown is the labs; errors and warnings still are.
  local options=(--show_result=0 --ui_event_filters=-info)
  # A log has no use for a bar that moves.
  if [[ ! -t 2 ]]; then
    options+=(--noshow_progress)
  fi
  note "Building the labs..."
  "${BAZEL}" build "${options[@]}" //labs/... //tools/run
}

run_main() {
  read_labs "$@"
  ensure_installed
  write_host_bazelrc
  cd -- "${UDS_ROOT}" || exit
  build_labs
  local bin
  # shellcheck disable=SC2119 # it is built without options
  bin="$(bazel_bin)" || exit
  exec "${bin}/tools/run/run" --labs="${bin}/labs" "${ARGUMENTS[@]}"
}
