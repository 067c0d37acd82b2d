# shellcheck shell=bash
#
# ./lab grade [--out=DIR] [--time-limit=SECONDS] [--jobs=N] DIR...: builds what
# judges, and hands over to tools/grade, which judges submissions in sandboxes.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"

# Whoever asks for nothing that can be done need not wait for a build.
require_submissions() {
  local word
  for word in "$@"; do
    if [[ "${word}" != -?* || "${word}" == -- ]]; then
      return
    fi
  done
  usage_error "grade needs the directories of submissions: ./lab grade DIR..."
}

# Sandboxes are made with these, which every Debian has.
require_util_linux() {
  local tool PATH="${PATH}:/usr/sbin:/sbin"
  for tool in choom findmnt mount pivot_root prlimit setpriv setsid unshare; do
    if ! have_command "${tool}"; then
      die "grade needs '${tool}' for its sandboxes: apt-get install util-linux mount"
    fi
  done
}

# Builds what judges: of each lab what its contract needs, and neither its other
# tests nor its exercise, which somebody may be at work on.
build_judges() {
  local options=(--show_result=0 --ui_event_filters=-info) folder targets=()
  # A log has no use for a bar that moves.
  if [[ ! -t 2 ]]; then
    options+=(--noshow_progress)
  fi
  while IFS= read -r folder; do
    if [[ -r "${UDS_ROOT}/labs/${folder}/exercise/steps.json" ]]; then
      targets+=("//labs/${folder}:client" "//labs/${folder}:contract_test"
        "//labs/${folder}:demonstration" "//labs/${folder}/exercise:given")
    fi
  done < <(lab_folders)
  note "Building what judges..."
  # The sandbox's user reads it, who is nobody.
  (umask 022 && cd -- "${UDS_ROOT}" &&
    "${BAZEL}" build "${options[@]}" -- "${targets[@]}" //tools/check //tools/grade)
}

grade_main() {
  require_submissions "$@"
  require_util_linux
  ensure_installed
  write_host_bazelrc
  build_judges
  local bin
  # shellcheck disable=SC2119 # it is built without options
  bin="$(bazel_bin)" || exit
  # Not in the repository: directories are named from where the person is.
  exec "${bin}/tools/grade/grade" --root="${UDS_ROOT}" --bin="${bin}" \
    --bazel="${BAZEL}" "$@"
}
