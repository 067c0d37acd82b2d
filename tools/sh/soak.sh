# shellcheck shell=bash
#
# ./lab test --soak MINUTES [--seed N]: builds the labs' servers and hands over
# to tests/soak, which has all kinds of clients come to them for so long.

# wants_soak "$@": whether that is what is asked for.
wants_soak() {
  local word
  for word in "$@"; do
    case "${word}" in
      --) return 1 ;;
      --soak | --soak=*) return 0 ;;
    esac
  done
  return 1
}

# read_soak "$@": sets SOAK to the arguments of the program.
read_soak() {
  local minutes='' seed=''
  while (($# > 0)); do
    case "$1" in
      --soak | --seed)
        if (($# < 2)); then
          usage_error "$1 needs a number, as in: ./lab test --soak 5 --seed 42"
        fi
        case "$1" in
          --soak) minutes="$2" ;;
          --seed) seed="$2" ;;
        esac
        shift
        ;;
      --soak=*) minutes="${1#*=}" ;;
      --seed=*) seed="${1#*=}" ;;
      *) usage_error "'test --soak' takes --seed and nothing else, but was given '$1'" ;;
    esac
    shift
  done
  # Up to some ten weeks.
  if [[ ! "${minutes}" =~ ^[0-9]{1,5}([.][0-9]{1,6})?$ ||
    ! "${minutes}" =~ [1-9] ]]; then
    usage_error "--soak needs minutes, as 5 or 0.5, but was given '${minutes}'"
  fi
  SOAK=(--minutes="${minutes}")
  if [[ -n "${seed}" && ! "${seed}" =~ ^[0-9]{1,18}$ ]]; then
    usage_error "--seed needs a whole number, but was given '${seed}'"
  elif [[ -n "${seed}" ]]; then
    SOAK+=(--seed="${seed}")
  fi
}

# In place of this shell. Exit status 3 where it could not be run.
soak() {
  local options=(--show_result=0 --ui_event_filters=-info) bin
  if [[ ! -t 2 ]]; then
    options+=(--noshow_progress)
  fi
  cd -- "${UDS_ROOT}" || exit 3
  note "Building the labs..."
  "${BAZEL}" build "${options[@]}" //tests/soak || {
    note 'lab: the labs could not be built'
    exit 3
  }
  bin="$(bazel_bin)" || exit 3
  # Where the servers lie at labs/NN_topic/server.
  cd -- "${bin}" || exit 3
  exec "${bin}/tests/soak/soak" "${SOAK[@]}"
}
