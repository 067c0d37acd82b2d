# shellcheck shell=bash
#
# What every command of ./lab uses: messages, colours, the labs on disk.
# UDS_ROOT, the root of the repository, is set by ./lab.

# Prints a message for a person; results go to stdout, messages to stderr.
note() {
  printf '%s\n' "$*" >&2
}

die() {
  note "lab: $*"
  exit 1
}

usage_error() {
  note "lab: $*"
  note "Run ./lab help to see the commands."
  exit 2
}

# no_arguments COMMAND "$@": refuses what COMMAND would silently ignore.
no_arguments() {
  local command="$1"
  shift
  if (($# > 0)); then
    usage_error "'${command}' takes no arguments, but was given '$1'"
  fi
}

have_command() {
  command -v "$1" >/dev/null 2>&1
}

# Sets BOLD, DIM, RED, GREEN, YELLOW and RESET: empty where stdout is no
# terminal or NO_COLOR (https://no-color.org) asks for none.
# shellcheck disable=SC2034 # the commands use them
set_colours() {
  BOLD='' DIM='' RED='' GREEN='' YELLOW='' RESET=''
  if [[ -t 1 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
    BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m'
    YELLOW=$'\e[33m' RESET=$'\e[0m'
  fi
  readonly BOLD DIM RED GREEN YELLOW RESET
}

# Prints the labs on disk, one "NN_topic" a line, in order.
lab_folders() {
  local folder
  for folder in "${UDS_ROOT}"/labs/[0-9][0-9]_*/; do
    if [[ -d "${folder}" ]]; then
      basename -- "${folder}"
    fi
  done
}

# Prints the number of the lab that WORD names: "1", "01" and "01_echo" name
# the same one. Fails where there is no such lab.
lab_number() {
  local word="$1" folder
  while IFS= read -r folder; do
    case "${word}" in
      "${folder}" | "${folder%%_*}" | "${folder#0}") ;;
      *) [[ "0${word}" == "${folder%%_*}" ]] || continue ;;
    esac
    printf '%s\n' "${folder%%_*}"
    return
  done < <(lab_folders)
  return 1
}

# no_such_lab WORD: a usage error that names those that there are.
no_such_lab() {
  local known
  known="$(lab_folders | paste -s -d ' ')"
  usage_error "no lab '$1'; there is: ${known:-none}"
}
