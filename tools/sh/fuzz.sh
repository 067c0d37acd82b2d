# shellcheck shell=bash
#
# ./lab fuzz [NAME...] [--seconds N]: lets libFuzzer look for bytes that break
# what the code promises of any bytes. Each target runs in turn; what it found
# to be new goes on beside the seeds, in a folder outside of the project.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"

# uds_fuzz (common/testing/fuzz/fuzz.bzl) marks its fuzzers by this tag.
readonly FUZZER_QUERY='attr(tags, "\buds_fuzzer\b", //common/... + //labs/...)'

# Sets NAMES, SECONDS_EACH, RUNS and LIST_ONLY.
read_fuzz_arguments() {
  NAMES=() SECONDS_EACH='' RUNS='' LIST_ONLY=false
  while (($# > 0)); do
    case "$1" in
      --list) LIST_ONLY=true ;;
      --seconds=* | --runs=*) read_fuzz_number "${1%%=*}" "${1#*=}" ;;
      --seconds | --runs)
        read_fuzz_number "$1" "${2:-}"
        shift
        ;;
      -*) usage_error "'fuzz' has no option '$1'" ;;
      *) NAMES+=("$1") ;;
    esac
    shift
  done
  # To libFuzzer -1 and 0 are no limit.
  if [[ -n "${RUNS}" ]]; then
    SECONDS_EACH="${SECONDS_EACH:-0}"
  fi
  : "${RUNS:=-1}" "${SECONDS_EACH:=60}"
}

# read_fuzz_number OPTION WORD
read_fuzz_number() {
  if [[ ! "$2" =~ ^[1-9][0-9]{0,8}$ ]]; then
    usage_error "$1 needs a number from 1 on, and was given '$2'"
  fi
  case "$1" in
    --seconds) SECONDS_EACH="$2" ;;
    --runs) RUNS="$2" ;;
  esac
}

# Says what is missing: libFuzzer and its sanitizers are clang's alone.
require_clang() {
  if ! have_command clang; then
    die "fuzzing needs clang, which is not installed:
  apt-get install clang"
  fi
  local folder version
  folder="$(clang -print-runtime-dir 2>/dev/null)" || folder=''
  if compgen -G "${folder}/libclang_rt.fuzzer*.a" >/dev/null &&
    compgen -G "${folder}/libclang_rt.asan*.a" >/dev/null; then
    return
  fi
  version="$(clang -dumpversion 2>/dev/null)" || version=''
  die "clang is there without its runtime for fuzzing (${folder:-no folder}):
  apt-get install libclang-rt-${version%%.*}-dev
before Debian 12: libclang-common-${version%%.*}-dev"
}

# ask_bazel OUTPUT QUERY: prints the answer, which is never empty.
ask_bazel() {
  local answer
  answer="$("${BAZEL}" query --noshow_progress --output="$1" "$2" 2>/dev/null)" ||
    answer=''
  if [[ -z "${answer}" ]]; then
    die "Bazel has no answer to: ${BAZEL} query --output=$1 '$2'"
  fi
  printf '%s\n' "${answer}"
}

# Sets LABELS to those of all fuzzers, in order.
find_fuzzers() {
  local found
  found="$(ask_bazel label "${FUZZER_QUERY}")" || exit
  mapfile -t LABELS < <(sort <<<"${found}")
}

# Prints "http_session" of "//common/http:http_session_fuzzer".
fuzzer_name() {
  local name="${1##*:}"
  printf '%s\n' "${name%_fuzzer}"
}

# Leaves in LABELS those that NAMES names, in their order; all, if it names none.
choose_fuzzers() {
  local name label chosen=() known=()
  for label in "${LABELS[@]}"; do
    known+=("$(fuzzer_name "${label}")")
  done
  for name in "${NAMES[@]}"; do
    local before="${#chosen[@]}"
    for label in "${LABELS[@]}"; do
      if [[ "$(fuzzer_name "${label}")" == "${name}" ]]; then
        chosen+=("${label}")
      fi
    done
    if ((${#chosen[@]} == before)); then
      usage_error "no fuzzer '${name}'; there is: ${known[*]}"
    fi
  done
  if ((${#NAMES[@]} > 0)); then
    LABELS=("${chosen[@]}")
  fi
}

list_fuzzers() {
  local label
  for label in "${LABELS[@]}"; do
    printf '%-18s  %s\n' "$(fuzzer_name "${label}")" "${label}"
  done
}

build_fuzzers() {
  local options=(--config=fuzz --show_result=0 --ui_event_filters=-info)
  if [[ ! -t 2 ]]; then
    options+=(--noshow_progress)
  fi
  note "Building with clang, ASan and UBSan..."
  # The links in the project's folder stay those of the ordinary build.
  "${BAZEL}" build --symlink_prefix=/ "${options[@]}" "${LABELS[@]}" ||
    die 'the fuzzers could not be built'
}

# copy_seeds LABEL FOLDER: copies what it begins with. Without it, a fuzzer
# would find little and say nothing of that.
copy_seeds() {
  local labels seed
  labels="$(ask_bazel label "labels(data, $1)")" || exit
  while IFS= read -r seed; do
    seed="${seed#//}"
    cp -- "${UDS_ROOT}/${seed/://}" "$2/" ||
      die "the seed ${seed/://} could not be copied"
  done <<<"${labels}"
}

# fuzzer_max_len LABEL: prints how long an input may be, which is in its tags.
fuzzer_max_len() {
  local rule
  rule="$(ask_bazel build "$1")" || exit
  [[ "${rule}" =~ \"max_len=([0-9]+)\" ]] || die "$1 has no tag max_len"
  printf '%s\n' "${BASH_REMATCH[1]}"
}

# figure LOG NAME: what libFuzzer says at its end, "stat::NAME: N".
figure() {
  sed -n "s/^stat::$2: *//p" "$1" | tail -n 1
}

# Prints what the log says of how far it came: executions, edges, and more.
progress_line() {
  local log="$1" edges
  edges="$(grep -o ' cov: [0-9]*' "${log}" | tail -n 1)"
  printf '%s executions, %s a second, %s edges, %s new inputs' \
    "$(figure "${log}" number_of_executed_units)" \
    "$(figure "${log}" average_exec_per_sec)" "${edges##* }" \
    "$(figure "${log}" new_units_added)"
}

# run_fuzzer LABEL: prints its line. Returns 1 where something was found; it is
# called left of ||, where set -e means nothing.
run_fuzzer() {
  local name folder program max_len options status=0
  name="$(fuzzer_name "$1")"
  folder="${SCRATCH}/${name}"
  program="${1#//}"
  program="${BIN}/${program/://}"
  mkdir -p -- "${folder}"/{corpus,found,seeds} || exit
  copy_seeds "$1" "${folder}/seeds"
  max_len="$(fuzzer_max_len "$1")" || exit
  options=(-max_len="${max_len}" -max_total_time="${SECONDS_EACH}"
    -runs="${RUNS}" -timeout=20 -print_final_stats=1
    -artifact_prefix="${folder}/found/")
  if [[ -t 2 ]]; then
    printf '%-18s  ...' "${name}" >&2
  fi
  # Beside this shell, which can then end it when it is itself told to end.
  "${program}" "${options[@]}" "${folder}/corpus" "${folder}/seeds" \
    >"${folder}/log" 2>&1 </dev/null &
  FUZZER=$!
  wait "${FUZZER}" || status=$?
  FUZZER='' # its number may soon be that of another program
  if [[ -t 2 ]]; then
    printf '\r\e[K' >&2
  fi
  if ((status == 0)); then
    printf '%-18s  %sok%s, %s\n' "${name}" "${GREEN}" "${RESET}" \
      "$(progress_line "${folder}/log")"
    return
  fi
  printf '%-18s  %sBROKEN%s (exit status %d)\n' "${name}" "${RED}" "${RESET}" \
    "${status}"
  explain_finding "${name}" "${program}" "${folder}"
  return 1
}

# stop_fuzzing STATUS: at Ctrl-C or SIGTERM. What was new is kept.
stop_fuzzing() {
  trap - INT TERM
  if [[ -n "${FUZZER}" ]]; then
    kill "${FUZZER}" 2>/dev/null || true
    wait "${FUZZER}" || true
  fi
  note "Stopped."
  exit "$1"
}

# explain_finding NAME PROGRAM FOLDER: what does not hold, and how to see it again.
explain_finding() {
  local file
  grep -a -m 3 -E 'does not hold|^for: |ERROR: |runtime error|SUMMARY' \
    "$3/log" | sed 's/^/    /' || true
  while IFS= read -r file; do
    printf '    the input:     %s\n' "${file}"
    printf '    to reproduce:  %s %s\n' "$2" "${file}"
  done < <(sed -n 's/.*Test unit written to //p' "$3/log")
  printf '    its log:       %s\n' "$3/log"
  printf '    Mend it, and keep the input among the seeds, in corpus/%s.\n' "$1"
}

fuzz_main() {
  read_fuzz_arguments "$@"
  set_colours
  ensure_installed
  cd -- "${UDS_ROOT}" || exit
  find_fuzzers
  choose_fuzzers
  if [[ "${LIST_ONLY}" == true ]]; then
    list_fuzzers
    return
  fi
  require_clang
  write_host_bazelrc
  build_fuzzers
  BIN="$(bazel_bin --config=fuzz)" || exit
  SCRATCH="${UDS_LABS_FUZZ:-${TMPDIR:-/tmp}/uds-labs-fuzz-$(id -u)}"
  (umask 077 && mkdir -p -- "${SCRATCH}")
  if [[ ! -O "${SCRATCH}" ]]; then
    die "${SCRATCH} belongs to somebody else; set UDS_LABS_FUZZ to a folder of yours"
  fi
  note "What they find goes into ${SCRATCH}"
  FUZZER=''
  trap 'stop_fuzzing 130' INT
  trap 'stop_fuzzing 143' TERM
  local label broken=0
  for label in "${LABELS[@]}"; do
    run_fuzzer "${label}" || ((++broken))
  done
  ((broken == 0))
}
