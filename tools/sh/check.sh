# shellcheck shell=bash
#
# ./lab check NN: builds the exercise and hands over to tools/check, which
# judges it step by step. hint.sh uses most of it.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"
# shellcheck source=tools/sh/watch.sh
source "${UDS_ROOT}/tools/sh/watch.sh"

# Of a compiler's messages so many lines are shown: the first error is the one
# to mend.
readonly MOST_LINES=60

# "Could not be judged", as tools/check has it.
readonly NOT_JUDGED=3

# ---- Arguments

# read_arguments COMMAND FLAGS "$@": sets FOLDER (NN_topic), WORDS (what stands
# behind the lab), HERE (where the person stands), SERVER, CLIENT, JSON, WATCH
# and OPTIONS (for tools/check). FLAGS are those that COMMAND takes beside
# --server, --client and --nowhole_life.
read_arguments() {
  local command="$1" flags="$2"
  shift 2
  local positional=()
  HERE="$(pwd)" SERVER='' CLIENT='' JSON=false WATCH=false OPTIONS=()
  while (($# > 0)); do
    case "$1" in
      --server | --client)
        if (($# < 2)); then
          usage_error "$1 needs a command: $1 \"python3 my_server.py\""
        fi
        take_command "$1" "$2"
        shift
        ;;
      --server=* | --client=*) take_command "${1%%=*}" "${1#*=}" ;;
      --nowhole_life) OPTIONS+=(--nowhole_life) ;;
      -*) take_flag "${command}" "${flags}" "$1" ;;
      *) positional+=("$1") ;;
    esac
    shift
  done
  if ((${#positional[@]} == 0)); then
    usage_error "'${command}' needs a lab, as in: ./lab ${command} 01"
  fi
  find_exercise "${positional[0]}"
  WORDS=("${positional[@]:1}")
}

take_command() {
  if [[ -z "${2// /}" ]]; then
    usage_error "$1 needs a command, but was given an empty one"
  fi
  case "$1" in
    --server) SERVER="$2" ;;
    --client) CLIENT="$2" ;;
  esac
}

take_flag() {
  local command="$1" flags="$2" flag="$3"
  if [[ " ${flags} " != *" ${flag} "* ]]; then
    usage_error "'${command}' has no option ${flag}"
  fi
  case "${flag}" in
    --all) OPTIONS+=(--all) ;;
    --json) JSON=true OPTIONS+=(--json) ;;
    --watch) WATCH=true ;;
  esac
}

# Sets FOLDER to that of the lab that WORD names, which has to have an exercise.
find_exercise() {
  local number folder
  number="$(lab_number "$1")" || no_such_lab "$1"
  for folder in "${UDS_ROOT}/labs/${number}"_*/; do
    FOLDER="$(basename -- "${folder}")"
  done
  if [[ ! -r "${UDS_ROOT}/labs/${FOLDER}/exercise/steps.json" ]]; then
    usage_error "lab ${FOLDER} has no exercise"
  fi
}

# ---- Building

# Builds what judges. Where it was built before, it is the same still or quickly
# made, and errors are all that is shown.
build_judge() {
  local lab="//labs/${FOLDER}" options=(--show_result=0 --ui_event_filters=-info)
  if [[ ! -t 2 || "${JSON}" == true || -x "${JUDGE[0]}" ]]; then
    options+=(--noshow_progress)
  else
    note "Building the judge..."
  fi
  "${BAZEL}" build "${options[@]}" //tools/check "${lab}:contract_test" \
    "${lab}:client" "${lab}:demonstration.json" ||
    could_not_judge "Bazel could not build the judge of ${lab}: see stderr"
}

# could_not_judge WHY: ends it. Whoever reads JSON is told on stdout as well.
could_not_judge() {
  if [[ "${JSON}" == true ]]; then
    print_json 'could not be judged' "${NOT_JUDGED}" "$1"
  fi
  exit "${NOT_JUDGED}"
}

# Builds the learner's program, and shows warnings and errors without what Bazel
# says around them. Returns 0 where it compiles, otherwise the exit status that
# the command should have.
build_exercise() {
  local output status=0 messages errors
  show_progress '  compiling...'
  output="$("${BAZEL}" build --noshow_progress --color=no --show_result=0 \
    "//labs/${FOLDER}/exercise:server" 2>&1)" || status=$?
  erase_progress
  messages="$(compiler_messages <<<"${output}")"
  errors="${messages%%$'\n'*}"
  messages="${messages#"${errors}"}"
  messages="${messages#$'\n'}"
  if ((status == 0)); then
    if [[ -n "${messages}" && "${JSON}" != true ]]; then
      printf '%s\n\n' "${messages}"
    fi
    return 0
  elif ((status == 8)); then
    return 130 # Bazel was interrupted
  elif ((errors > 0)); then
    show_errors "${errors}" "${messages}"
    return 1
  fi
  note "${output}"
  note "lab: Bazel could not build //labs/${FOLDER}/exercise:server"
  if [[ "${JSON}" == true ]]; then
    print_json 'could not be built' "${NOT_JUDGED}" "${output}"
  fi
  return "${NOT_JUDGED}"
}

compiler_messages() {
  local colour=0 most="${MOST_LINES}"
  if [[ "${JSON}" == true ]]; then
    most=0
  elif [[ -n "${RED}" ]]; then
    colour=1
  fi
  awk -v colour="${colour}" -v most="${most}" \
    -f "${UDS_ROOT}/tools/sh/compiler_messages.awk"
}

# show_errors COUNT MESSAGES
show_errors() {
  if [[ "${JSON}" == true ]]; then
    print_json 'does not compile' 1 "$2"
    return
  fi
  local count="$1 errors. Mend the first one"
  if (($1 == 1)); then
    count='1 error. Mend it'
  fi
  printf '%s\n\n%sIt does not compile:%s %s; then ./lab check %s again.\n' \
    "$2" "${BOLD}" "${RESET}" "${count}" "${FOLDER%%_*}"
}

# print_json STATE EXIT-STATUS ERRORS: what tools/check/report.h says of an
# exercise that there is no program of.
print_json() {
  printf '{"lab": "%s", "state": "%s", "exit_status": %d, "errors": "%s"}\n' \
    "${FOLDER}" "$1" "$2" "$(json_text <<<"$3")"
}

# Prints stdin as the inside of a string of JSON.
json_text() {
  LC_ALL=C awk '
    BEGIN {
      for (i = 1; i < 32; i++) escape[sprintf("%c", i)] = sprintf("\\u%04x", i)
      escape["\""] = "\\\""
      escape["\\"] = "\\\\"
    }
    {
      if (NR > 1) printf "\\n"
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        printf "%s", c in escape ? escape[c] : c
      }
    }'
}

# A line that the next one takes the place of, on a terminal.
show_progress() {
  if [[ -t 1 && "${JSON}" != true ]]; then
    printf '%s%s%s' "${DIM}" "$1" "${RESET}"
  fi
}

erase_progress() {
  if [[ -t 1 && "${JSON}" != true ]]; then
    printf '\r\e[K'
  fi
}

# ---- Judging

# Sets JUDGE to the command that judges.
find_judge() {
  local bin output
  # Where Bazel cannot even start, as with a slip in user.bazelrc, it is asked
  # again for what it says of it.
  bin="$("${BAZEL}" info bazel-bin 2>/dev/null)" || {
    output="$("${BAZEL}" info --noshow_progress --color=no bazel-bin 2>&1)" ||
      true
    note "${output}"
    could_not_judge "${output}"
  }
  JUDGE=("${bin}/tools/check/check" --lab="${FOLDER}" --labs="${bin}/labs")
  if [[ -n "${SERVER}" ]]; then
    JUDGE+=(--server="${SERVER}")
  fi
  if [[ -n "${CLIENT}" ]]; then
    JUDGE+=(--client="${CLIENT}")
  fi
  # Paths in a command are those of the folder in which the person stands.
  if [[ -n "${SERVER}${CLIENT}" ]]; then
    JUDGE+=(--directory="${HERE}")
  fi
  JUDGE+=("${OPTIONS[@]}")
}

# Makes all ready to judge.
prepare() {
  set_colours
  ensure_installed
  write_host_bazelrc
  cd -- "${UDS_ROOT}" || exit
  find_judge
  build_judge
}

# Judges once, in place of this shell.
judge() {
  local status=0
  if [[ -z "${SERVER}" ]]; then
    build_exercise || status=$?
    if ((status != 0)); then
      exit "${status}"
    fi
  fi
  exec "${JUDGE[@]}"
}

# ---- The command

check_main() {
  read_arguments check '--all --json --watch' "$@"
  if ((${#WORDS[@]} > 0)); then
    usage_error "'check' judges one lab, but was given '${WORDS[0]}' as well"
  fi
  if [[ "${JSON}" == true && "${WATCH}" == true ]]; then
    usage_error "--json and --watch do not go together"
  fi
  if [[ "${WATCH}" == true ]]; then
    find_watched
  fi
  prepare
  if [[ "${WATCH}" == true ]]; then
    watch
  fi
  judge
}
