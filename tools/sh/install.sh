# shellcheck shell=bash
#
# Installs what the labs lack, with apt-get, where that is allowed; elsewhere
# it prints what to do. Needs bazel.sh and packages.sh.

# Makes sure that everything needed is there; ends the command where it is not.
# Costs a tenth of a second when nothing is missing.
ensure_installed() {
  find_missing
  if ((${#MISSING[@]} == 0)); then
    return
  fi
  if ! find_root_access; then
    # What is merely wanted is no reason to stop, nor to say so each time: the
    # tests that are skipped for the lack of it say it.
    if [[ "${NEEDED_IS_MISSING}" == true ]]; then
      explain_missing
      explain_by_hand
      exit 1
    fi
    return
  fi
  explain_missing
  if ! install_missing && [[ "${NEEDED_IS_MISSING}" == true ]]; then
    exit 1
  fi
  require_installed
}

# Sets AS_ROOT to the words that make a command run as root. Fails where
# nothing may be installed from here. Never waits for a password that nobody
# is there to type.
find_root_access() {
  AS_ROOT=()
  have_command apt-get && [[ -z "${IN_NIX_SHELL:-}" ]] || return 1
  if [[ "$(id -u)" == 0 ]]; then
    return 0
  fi
  have_command sudo || return 1
  if sudo -n true 2>/dev/null; then
    AS_ROOT=(sudo -n)
  elif [[ -t 0 && -t 2 ]]; then
    AS_ROOT=(sudo)
  else
    return 1
  fi
}

explain_missing() {
  local line packages why
  note "The labs need what this machine has not got yet:"
  note ""
  for line in "${MISSING[@]}"; do
    IFS='|' read -r _ _ _ packages why <<<"${line}"
    # A long list of packages goes on a line of its own.
    if ((${#packages} > 26)); then
      note "  ${packages}"
      packages=''
    fi
    note "$(printf '  %-26s  %s' "${packages}" "${why}")"
  done
  note ""
}

# install_line PREFIX: the exact line for a person to copy.
install_line() {
  printf '%sapt-get update && %sapt-get install -y --no-install-recommends %s\n' \
    "$1" "$1" "$(missing_packages)"
}

explain_by_hand() {
  if [[ -n "${IN_NIX_SHELL:-}" ]]; then
    note "This is a Nix shell, in which nothing is installed: add them to it, or"
    note "leave it and run the command again."
  elif ! have_command apt-get; then
    note "There is no apt-get here. Install them with this system's own package"
    note "manager; the names above are Debian's."
  elif have_command sudo; then
    note "sudo wants a password here, and there is no terminal to ask for it. Run:"
    note ""
    note "  $(install_line 'sudo ')"
  else
    note "Only root may install them, and there is no sudo. As root, run:"
    note ""
    note "  $(install_line '')"
  fi
}

install_missing() {
  local log packages prefix=''
  if ((${#AS_ROOT[@]} > 0)); then
    prefix='sudo '
  fi
  note "Installing them with:"
  note ""
  note "  $(install_line "${prefix}")"
  note ""
  if [[ "${AS_ROOT[*]}" == sudo ]]; then
    sudo -v || return 1 # asks for the password before anything is drawn
  fi
  log="$(mktemp "${TMPDIR:-/tmp}/uds-labs-apt.XXXXXX")"
  read -ra packages <<<"$(missing_packages)"
  if { apt_get update && apt_get install -y --no-install-recommends \
    -o APT::Status-Fd=1 "${packages[@]}"; } </dev/null 2>&1 |
    show_apt_progress "${log}"; then
    note "Installed."
    note ""
    rm -f -- "${log}"
  else
    note "apt-get failed. Its whole output:"
    note ""
    cat -- "${log}" >&2
    rm -f -- "${log}"
    return 1
  fi
}

# The status goes to stdout with the rest, since sudo closes other descriptors.
apt_get() {
  "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}

# show_apt_progress LOG: condenses apt-get's output on stdin, and keeps what a
# person would need of it in LOG. On a terminal one line is drawn over and
# over; elsewhere a line appears for each quarter of the way.
show_apt_progress() {
  local log="$1" line phase percent shown=''
  note "  reading the package lists"
  while IFS= read -r line; do
    case "${line}" in
      dlstatus:*) phase=downloading ;;
      pmstatus:*) phase=installing ;;
      *)
        printf '%s\n' "${line}" >>"${log}"
        continue
        ;;
    esac
    IFS=: read -r _ _ percent _ <<<"${line}"
    percent="${percent%%.*}"
    if [[ -t 2 ]]; then
      printf '\r\e[K  %s %d%%' "${phase}" "${percent}" >&2
    elif [[ "${shown}" != "${phase} $((percent / 25))" ]]; then
      shown="${phase} $((percent / 25))"
      note "  ${phase} ${percent}%"
    fi
  done
  if [[ -t 2 ]]; then
    printf '\r\e[K' >&2
  fi
}

# Looks again: a package may be there and still not be enough, such as an old
# compiler of an old release.
require_installed() {
  hash -r
  find_missing
  if [[ "${NEEDED_IS_MISSING}" == true ]]; then
    explain_missing
    die "these are still missing; ./lab doctor shows each"
  fi
}
