# shellcheck shell=bash
#
# ./lab test [ARG...]: `bazel test //...`, and a last line that counts test
# cases where Bazel counts binaries. With --soak: see soak.sh.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"
# shellcheck source=tools/sh/soak.sh
source "${UDS_ROOT}/tools/sh/soak.sh"

# Sets ARGUMENTS to "$@", with //... added where no target is named. After
# "--" Bazel reads patterns only, and takes "-//x/..." out of those before it.
read_targets() {
  local word
  ARGUMENTS=("$@")
  for word in "$@"; do
    case "${word}" in
      //* | :* | @*) return ;;
    esac
  done
  ARGUMENTS=()
  while (($# > 0)) && [[ "$1" != -- ]]; do
    ARGUMENTS+=("$1")
    shift
  done
  if (($# > 0)); then
    shift
  fi
  ARGUMENTS+=(-- //... "$@")
}

# run_bazel_test EVENTS ARG...: what happened is written to EVENTS.
run_bazel_test() {
  local options=(--build_event_json_file="$1")
  shift
  # Without a terminal each step would be a line of its own; one in a while is
  # enough to show that it is alive.
  if [[ ! -t 2 ]]; then
    options+=(--show_progress_rate_limit=20)
  fi
  "${BAZEL}" test "${options[@]}" "$@"
}

# count_cases EVENTS STATUS: prints what was skipped and what failed, and the
# count. Exit status 1 where something failed.
count_cases() {
  BAZEL_STATUS="$2" awk -f "${UDS_ROOT}/tools/sh/count_cases.awk" "$1"
}

test_main() {
  if wants_soak "$@"; then
    read_soak "$@"
  else
    read_targets "$@"
  fi
  ensure_installed
  write_host_bazelrc
  if wants_soak "$@"; then
    soak
  fi
  # ":x" means what it means to Bazel, in the folder one is in.
  if [[ "$(pwd -P)/" != "${UDS_ROOT}/"* ]]; then
    cd -- "${UDS_ROOT}" || exit
  fi
  EVENTS="$(mktemp "${TMPDIR:-/tmp}/uds-labs-events.XXXXXX")"
  trap 'rm -f -- "${EVENTS}"' EXIT

  # Bazel handles Ctrl-C and ends by itself; what it got done is still counted.
  local status=0 count=0
  run_bazel_test "${EVENTS}" "${ARGUMENTS[@]}" || status=$?
  count_cases "${EVENTS}" "${status}" || count=$?
  if ((status != 0)); then
    exit "${status}"
  fi
  exit "${count}"
}
