# shellcheck shell=bash
#
# ./lab bench [OPTION...]: builds the servers, optimised, and hands over to
# tools/bench, which measures them beside others.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"

readonly GO_PROGRAMS=(tests/bench/go/echo_server tests/bench/go/http_server
  tests/interop/go/auth_server)

# read_bench_options "$@": refuses what tools/bench/options.h would, which is
# built only after minutes. What a value says is judged there.
read_bench_options() {
  local word
  for word in "$@"; do
    case "${word}" in
      --quick) ;;
      --rounds=?* | --only=?* | --json=?* | --svg=?* | --markdown=?*) ;;
      --rounds | --only | --json | --svg | --markdown | \
        --rounds= | --only= | --json= | --svg= | --markdown=)
        usage_error "'${word}' lacks its =VALUE"
        ;;
      *) usage_error "'bench' has no option '${word}'" ;;
    esac
  done
}

build_bench() {
  local options=(-c opt --show_result=0 --ui_event_filters=-info)
  # A log has no use for a bar that moves.
  if [[ ! -t 2 ]]; then
    options+=(--noshow_progress)
  fi
  note "Building the servers, optimised..."
  (cd -- "${UDS_ROOT}" && "${BAZEL}" build "${options[@]}" -- //tools/bench) ||
    die 'the servers could not be built'
}

# Builds the servers in Go into SCRATCH, from the standard library alone, and
# sets GO_FLAG. Without them the others are measured still.
build_go_programs() {
  local program
  GO_FLAG=''
  if ! have_command go; then
    return
  fi
  for program in "${GO_PROGRAMS[@]}"; do
    if ! (cd -- "${UDS_ROOT}" && GO111MODULE=off GOPROXY=off \
      GOTOOLCHAIN=local CGO_ENABLED=0 \
      go build -o "${SCRATCH}/${program##*/}" "${program}.go"); then
      note "lab: go cannot build ${program}.go: no server in Go is measured"
      return
    fi
  done
  GO_FLAG="--go_programs=${SCRATCH}"
}

bench_main() {
  read_bench_options "$@"
  ensure_installed
  write_host_bazelrc
  SCRATCH="$(mktemp -d "${TMPDIR:-/tmp}/uds-labs-bench.XXXXXX")"
  trap 'rm -rf -- "${SCRATCH}"' EXIT
  build_bench
  build_go_programs
  local bin status=0
  bin="$(bazel_bin -c opt)" || exit
  # Not in the repository: files are named from where the person is.
  "${bin}/tools/bench/bench" --files="${UDS_ROOT}" --bin="${bin}" \
    ${GO_FLAG:+"${GO_FLAG}"} "$@" || status=$?
  exit "${status}"
}
