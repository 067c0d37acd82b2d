# shellcheck shell=bash
#
# ./lab lint: the form of the sources, checked by those tools that are
# installed. It installs none, so that it never changes the machine it runs on.

# Prints the files of the project that match the patterns "$@", NUL-separated;
# new files that are not ignored are among them.
project_files() {
  git -C "${UDS_ROOT}" ls-files -z --cached --others --exclude-standard \
    --deduplicate -- "$@"
}

# Prints the bash scripts of the project, NUL-separated: those named *.sh and
# those whose first line says so.
bash_scripts() {
  local file first
  while IFS= read -r -d '' file; do
    if [[ "${file}" == *.sh ]]; then
      printf '%s\0' "${file}"
    elif [[ "${file##*/}" != *.* ]] &&
      IFS= read -r first <"${UDS_ROOT}/${file}" 2>/dev/null &&
      [[ "${first}" == '#!'*bash ]]; then
      printf '%s\0' "${file}"
    fi
  done < <(project_files '*')
}

# check TOOL LISTER PATTERN... -- COMMAND...: runs COMMAND on the files that
# LISTER prints, and counts what came of it.
check() {
  local tool="$1" lister="$2" patterns=() files
  shift 2
  while [[ "$1" != -- ]]; do
    patterns+=("$1")
    shift
  done
  shift
  if ! have_command "${tool}"; then
    printf '%-12s  not installed, not run\n' "${tool}"
    return
  fi
  ((++TOOLS_RUN))
  mapfile -d '' -t files < <("${lister}" "${patterns[@]}")
  if ((${#files[@]} == 0)) || "$@" "${files[@]}"; then
    printf '%-12s  ok, %d files\n' "${tool}" "${#files[@]}"
  else
    printf '%-12s  has findings\n' "${tool}"
    ((++FINDINGS))
  fi
}

lint_main() {
  no_arguments lint "$@"
  if ! have_command git || ! project_files '*' >/dev/null; then
    die "lint needs git and a clone, to know which files are the project's"
  fi
  cd -- "${UDS_ROOT}" || exit
  TOOLS_RUN=0 FINDINGS=0
  check clang-format project_files '*.h' '*.cc' -- \
    clang-format --dry-run -Werror
  check shellcheck bash_scripts -- shellcheck --external-sources
  check buildifier project_files '*.bazel' '*.bzl' WORKSPACE -- \
    buildifier -mode=check -lint=warn
  if ((TOOLS_RUN == 0)); then
    die "no tool to check with: apt-get install clang-format shellcheck"
  fi
  ((FINDINGS == 0))
}
