# shellcheck shell=bash
#
# ./lab check NN --watch: judges again at each save. For check.sh alone, which
# has what it uses: judge, and FOLDER, HERE and SERVER.

# Sets WATCHED to what is looked at: the exercise, or the files that the command
# names.
find_watched() {
  local words word
  WATCHED=()
  if [[ -z "${SERVER}" ]]; then
    WATCHED=("labs/${FOLDER}/exercise")
    return
  fi
  read -ra words <<<"${SERVER}"
  for word in "${words[@]}"; do
    if [[ "${word}" == /* && -f "${word}" ]]; then
      WATCHED+=("${word}")
    elif [[ "${word}" != /* && -f "${HERE}/${word}" ]]; then
      WATCHED+=("${HERE}/${word}")
    fi
  done
  if ((${#WATCHED[@]} == 0)); then
    usage_error "--watch sees no file in the command '${SERVER}'"
  fi
}

# Prints a line for each file that is looked at, with its time and size. Files
# that only an editor knows of are left out. One that is not there at this
# moment, as while it is saved or built anew, is no error.
snapshot() {
  {
    find "${WATCHED[@]}" -type f ! -name '.*' ! -name '*~' ! -name '#*' \
      ! -name '4913' -printf '%p %T@ %s\n' 2>/dev/null || true
  } | sort
}

# Blocks until what is looked at is other than BEFORE, and the same again after
# a moment: many editors save by writing a new file and renaming it.
wait_for_save() {
  local before="$1" now last=''
  while true; do
    now="$(snapshot)"
    if [[ -n "${now}" && "${now}" != "${before}" && "${now}" == "${last}" ]]; then
      return
    fi
    last="${now}"
    sleep 0.5
  done
}

# Judges in the background, as a signal is handled at once only in a wait, and
# in a process group of its own, so that a signal reaches Bazel too where it is
# still building. Sets CHILD.
start_judging() {
  set -m
  judge </dev/null &
  CHILD=$!
  # With it on, Ctrl-C would end what runs in the foreground and not this shell.
  set +m
}

# stop_watching STATUS: ends with what is at work, the build or the judge; the
# latter ends what it has started.
stop_watching() {
  if [[ -n "${CHILD}" ]]; then
    kill -TERM -- "-${CHILD}" 2>/dev/null || true
    wait "${CHILD}" || true
  fi
  printf '\n'
  exit "$1"
}

watch() {
  local before
  CHILD=''
  # A terminal that is closed tells only the group in its foreground: this one.
  trap 'stop_watching 129' HUP
  trap 'stop_watching 130' INT
  trap 'stop_watching 143' TERM
  while true; do
    before="$(snapshot)"
    # What the person did before stays to be scrolled back to.
    if [[ -t 1 ]]; then
      printf '\e[H\e[2J'
    fi
    start_judging
    wait "${CHILD}" || true
    CHILD=''
    printf '\n%sWaiting for the next save of %s. Ctrl-C ends it.%s\n' \
      "${DIM}" "${WATCHED[*]}" "${RESET}"
    wait_for_save "${before}"
  done
}
