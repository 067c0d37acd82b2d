# shellcheck shell=bash
#
# ./lab doctor: what this machine has, what it lacks, and the exact fix. Exit
# status 0 when everything required is there. Works on a bare system.

# shellcheck source=tools/sh/bazel.sh
source "${UDS_ROOT}/tools/sh/bazel.sh"
# shellcheck source=tools/sh/packages.sh
source "${UDS_ROOT}/tools/sh/packages.sh"
# shellcheck source=tools/sh/install.sh
source "${UDS_ROOT}/tools/sh/install.sh"

# sun_path holds 108 bytes, of which the labs keep one for the final NUL.
readonly SOCKET_PATH_BYTES=107

# Bazel, and the rules without which it needs a network.
readonly DEBIAN_BAZEL_PACKAGES=(bazel-bootstrap bazel-rules-java
  bazel-rules-proto bazel-skylib bazel-platforms)

# The shortest room for a socket's name that a lab still starts with.
readonly SOCKET_NAME_BYTES=32

# ---- Lines of the report

heading() {
  printf '\n%s%s%s\n' "${BOLD}" "$1" "${RESET}"
}

ok() {
  printf '  %s%-8s%s  %-15s  %s\n' "${GREEN}" ok "${RESET}" "$1" "$2"
}

# missing WHAT FIGURE [FIX]: something that the labs cannot do without. No fix
# where the line above has it.
missing() {
  printf '  %s%-8s%s  %-15s  %s\n' "${RED}" missing "${RESET}" "$1" "$2"
  print_fix "${3:-}"
  ((++REQUIRED_MISSING))
}

# optional WHAT FIGURE [FIX]
optional() {
  printf '  %s%-8s%s  %-15s  %s\n' "${YELLOW}" optional "${RESET}" "$1" "$2"
  print_fix "${3:-}"
}

print_fix() {
  if [[ -n "$1" ]]; then
    printf '%29s%s%s%s\n' '' "${DIM}" "$1" "${RESET}"
  fi
}

# Prints how the packages "$@" are installed on this machine.
install_fix() {
  if [[ -n "${IN_NIX_SHELL:-}" ]]; then
    printf 'add to the Nix shell what Debian calls %s\n' "$*"
  elif ! have_command apt-get; then
    printf 'install what Debian calls %s\n' "$*"
  elif [[ "$(id -u)" == 0 ]]; then
    printf 'apt-get install -y %s\n' "$*"
  elif have_command sudo; then
    printf 'sudo apt-get install -y %s\n' "$*"
  else
    printf 'su -c "apt-get install -y %s"\n' "$*"
  fi
}

# ---- Build

check_build() {
  heading 'To build'
  check_bazel
  check_compiler
  check_static_libc
  if [[ "${MODE}" == module ]]; then
    optional libraries 'from the Bazel Central Registry, at the first build'
    return
  fi
  check_rules
  check_library Abseil absl_status libabsl-dev
  check_library GoogleTest gtest libgtest-dev
  check_library gMock gmock libgmock-dev
  check_library nlohmann_json nlohmann_json nlohmann-json3-dev
}

check_bazel() {
  local modes_text='WORKSPACE mode: libraries of the system, no network'
  if [[ "${MODE}" == module ]]; then
    modes_text='MODULE.bazel mode: libraries from the registry'
  fi
  if [[ -z "${BAZEL}" ]]; then
    missing Bazel 'not found' \
      "$(install_fix "${DEBIAN_BAZEL_PACKAGES[@]}")"
  elif ! have_bazel; then
    missing Bazel "${BAZEL_VERSION:-unknown version}; 4.2.3, or 7 or newer, is needed" \
      "$(install_fix "${DEBIAN_BAZEL_PACKAGES[@]}")"
  else
    ok Bazel "${BAZEL_VERSION}, ${modes_text}"
  fi
}

check_rules() {
  if ! have_bazel; then
    return # they come along with it
  fi
  if have_rules; then
    ok 'Bazel rules' "${DEBIAN_BAZEL_RULES}"
  else
    missing 'Bazel rules' "not under ${DEBIAN_BAZEL_RULES}" \
      "$(install_fix "${DEBIAN_BAZEL_PACKAGES[@]:1}")"
  fi
}

check_compiler() {
  local version
  version="$(g++ -dumpfullversion 2>/dev/null)" || version=''
  if have_compiler; then
    ok compiler "g++ ${version}, C++20"
  else
    missing compiler "g++ ${version:-not found}; ${OLDEST_GXX} or newer is needed" \
      "$(install_fix g++)"
  fi
}

# Links a program rather than looking for a file: that is what a lab does.
check_static_libc() {
  local program="${SCRATCH}/static"
  if ! have_command g++; then
    missing 'static libc' 'not tried, as there is no compiler'
  elif echo 'int main() {}' | g++ -static -x c++ -o "${program}" - \
    2>/dev/null && "${program}"; then
    ok 'static libc' 'a static program links and runs'
  else
    missing 'static libc' 'a static program does not link' \
      "$(install_fix libc6-dev)"
  fi
}

# check_library NAME PKG-CONFIG-MODULE PACKAGE
check_library() {
  local version
  if ! have_pkg_config; then
    missing "$1" 'not found, as there is no pkg-config' \
      "$(install_fix pkg-config "$3")"
  elif version="$(pkg-config --modversion "$2" 2>/dev/null)"; then
    ok "$1" "${version}"
  else
    missing "$1" "pkg-config knows no ${2}" "$(install_fix "$3")"
  fi
}

# ---- Trace

check_trace() {
  heading 'To trace'
  check_strace
  check_second_uid
}

check_strace() {
  local version
  if ! have_strace; then
    missing strace 'not found' "$(install_fix strace)"
    missing ptrace 'not tried, as there is no strace'
    return
  fi
  version="$(tool_version strace)"
  if version_at_least "${version}" 5.11; then
    ok strace "${version}"
  else
    missing strace "${version}; 5.11 is the first that can forge what a call returns" \
      "$(install_fix strace)"
  fi
  if can_trace; then
    ok ptrace 'allowed'
  else
    missing ptrace "refused (kernel.yama.ptrace_scope: $(ptrace_scope))" \
      'sysctl -w kernel.yama.ptrace_scope=1; in a container: --cap-add=SYS_PTRACE'
  fi
}

# Traces as the labs do: the tracer apart (-D), with a seccomp filter. The
# trace has come to its end when the program's exit is in it.
can_trace() {
  local trace
  trace="$(strace -D -f --seccomp-bpf -e trace=execve -o /dev/fd/3 true \
    3>&1 >/dev/null 2>&1)" || true
  [[ "${trace}" == *'exited with 0'* ]]
}

ptrace_scope() {
  cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || echo none
}

# version_at_least VERSION LEAST: compares MAJOR.MINOR.
version_at_least() {
  local major minor least_major least_minor
  IFS=. read -r major minor _ <<<"${1}.0"
  IFS=. read -r least_major least_minor _ <<<"$2"
  major="${major//[^0-9]/}" minor="${minor//[^0-9]/}"
  ((${major:-0} > least_major ||
    (${major:-0} == least_major && ${minor:-0} >= least_minor)))
}

# Tests of who the peer is are best done with a real second user. Where there
# is none, strace forges one.
check_second_uid() {
  local as_nobody=(setpriv --reuid 65534 --clear-groups true)
  if [[ "$(id -u)" == 0 ]]; then
    if "${as_nobody[@]}" 2>/dev/null; then
      ok 'second UID' '65534, by setpriv as root'
    else
      optional 'second UID' 'setpriv to 65534 is refused here; a forged one is used'
    fi
  elif unshare --map-auto --map-root-user "${as_nobody[@]}" 2>/dev/null; then
    ok 'second UID' '65534, in a user namespace'
  elif ! have_command newuidmap; then
    optional 'second UID' 'no newuidmap; a forged one is used' \
      "$(install_fix uidmap)"
  elif ! grep -qs "^$(id -un):" /etc/subuid; then
    optional 'second UID' 'none in /etc/subuid; a forged one is used' \
      "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
  else
    optional 'second UID' 'user namespaces are refused here; a forged one is used'
  fi
}

# ---- Counterparts

check_counterparts() {
  heading 'To talk to'
  if have_ss; then
    ok ss "$(ss -V 2>/dev/null | sed 's/.*iproute2-\([^,]*\).*/\1/')"
  else
    missing ss 'not found' "$(install_fix iproute2)"
  fi
  check_tool socat socat
  if have_nc; then
    ok 'nc -U' "$(tool_version nc)"
  else
    optional 'nc -U' 'not found; its tests are skipped' \
      "$(install_fix netcat-openbsd)"
  fi
  check_tool curl curl
  check_tool jq jq
  check_tool podman podman
  check_tool setfacl acl
  check_tool go golang-go
  check_tool nginx nginx-light
  check_tool systemd-socket-activate systemd
  check_tool systemd-analyze systemd
  check_tool systemd-nspawn systemd-container
}

# Servers that ./lab bench measures beside ours, and a client. nginx and go
# are above.
check_competitors() {
  local without='left out of ./lab bench'
  heading 'To measure beside'
  check_tool haproxy haproxy "${without}"
  check_tool node nodejs "${without}"
  check_tool python3 python3
  check_tool h2load nghttp2-client "${without}"
}

# check_tool COMMAND PACKAGE [WITHOUT]: for what is used only where it is there.
check_tool() {
  local name="${1#systemd-}" without="${3:-its tests are skipped}"
  if have_tool "$1"; then
    ok "${name}" "$(tool_version "$1")"
  else
    optional "${name}" "not found; ${without}" \
      "$(install_fix "$2")"
  fi
}

# ---- Socket paths

check_paths() {
  heading 'Socket paths'
  ok limit "${SOCKET_PATH_BYTES} bytes"
  check_socket_directory
  local temporary="${TMPDIR:-/tmp}"
  if [[ -d "${temporary}" && -w "${temporary}" ]]; then
    ok TMPDIR "${temporary}"
  else
    missing TMPDIR "${temporary} is not a directory one can write to" \
      'unset TMPDIR'
  fi
}

# The directory of the labs' default --socket.
check_socket_directory() {
  local directory figure room fix='give each program --socket=PATH'
  if [[ -n "${XDG_RUNTIME_DIR:-}" ]]; then
    fix='unset XDG_RUNTIME_DIR'
  fi
  directory="${XDG_RUNTIME_DIR:-/tmp/uds-labs-$(id -u)}"
  room=$((SOCKET_PATH_BYTES - $(printf '%s/' "${directory}" | wc -c)))
  figure="${directory} leaves ${room} bytes for a name"
  # As the programs see it, which refuse what is not their own. `./lab run` and
  # `test` need none of it: they give each socket a path.
  if [[ -n "${XDG_RUNTIME_DIR:-}" && ! -d "${directory}" ]]; then
    optional directory "${directory} (XDG_RUNTIME_DIR) does not exist" "${fix}"
  elif [[ -e "${directory}" && ! -O "${directory}" ]]; then
    optional directory "${directory} belongs to somebody else" "${fix}"
  elif ((room < SOCKET_NAME_BYTES)); then
    optional directory "${figure}" "${fix}"
  else
    ok directory "${figure}"
  fi
}

# ---- The whole

# Prints the verdict, and the next step.
conclude() {
  printf '\n'
  if ((REQUIRED_MISSING == 0)); then
    printf '%sEverything required is there.%s Next: ./lab run\n' \
      "${BOLD}" "${RESET}"
    return 0
  fi
  printf '%sRequired and missing: %d.%s ' \
    "${BOLD}" "${REQUIRED_MISSING}" "${RESET}"
  find_missing
  if [[ "${NEEDED_IS_MISSING}" != true ]]; then
    printf 'Each has its fix below it.\n'
  elif find_root_access; then
    printf './lab run installs what apt-get has.\n'
  elif have_command apt-get && [[ -z "${IN_NIX_SHELL:-}" ]]; then
    printf 'All at once, as root:\n\n  %s\n' "$(install_line '')"
  else
    printf 'Each has its fix below it.\n'
  fi
  return 1
}

doctor_main() {
  no_arguments doctor "$@"
  set_colours
  REQUIRED_MISSING=0
  SCRATCH="$(mktemp -d)"
  trap 'rm -rf -- "${SCRATCH}"' EXIT
  find_bazel
  MODE="$(bazel_mode)"
  # shellcheck disable=SC1091 # not every system has it
  printf '%s, Linux %s, %s\n' \
    "$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}" ||
      printf 'a Linux')" "$(uname -r)" "$(uname -m)"
  check_build
  check_trace
  check_counterparts
  check_competitors
  check_paths
  conclude
}
