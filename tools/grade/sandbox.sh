#!/usr/bin/env bash
#
# Runs COMMAND where it can harm neither this machine nor another submission:
#
#   sandbox.sh --mountpoint=EMPTY_DIR --uid=58000 --show=DIR... --hide=PATH...
#       --directory=DIR --submission=DIR -- COMMAND [ARGUMENT...]
#
# It sees the system's programs, the directories that are shown, the one that it
# starts in as /judge, and the submission as /submission, all of them read-only;
# /tmp is its own. No process
# of it outlives COMMAND, or the end of our stdin, which is how whoever called us
# ends it all. Without --uid it works in a user namespace, as a root that is
# nobody outside.
#
# Only util-linux, so that one can read what is done; iproute2, where it is there.

set -euo pipefail

# pivot_root and ip are not where an ordinary user's shell looks.
readonly ITS_PATH="${PATH}"
PATH="${PATH}:/usr/sbin:/sbin"

readonly PROCESSES=256 FILES=4096
readonly MEMORY=$((4 * 1024 * 1024 * 1024)) # address space, of each process
readonly FILE_SIZE=$((64 * 1024 * 1024)) TMP_SIZE=256m

fail() {
  printf 'sandbox: %s\n' "$*" >&2
  exit 125
}

read_options() {
  MOUNTPOINT='' USER_ID='' DIRECTORY='' SUBMISSION='' SHOWN=() HIDDEN=()
  while (($# > 0)); do
    case "$1" in
      --mountpoint=*) MOUNTPOINT="${1#*=}" ;;
      --uid=*) USER_ID="${1#*=}" ;;
      --show=*) SHOWN+=("${1#*=}") ;;
      --hide=*) HIDDEN+=("${1#*=}") ;;
      --directory=*) DIRECTORY="${1#*=}" ;;
      --submission=*) SUBMISSION="${1#*=}" ;;
      --) break ;;
      *) fail "unknown option '$1'" ;;
    esac
    shift
  done
  shift || true
  COMMAND=("$@")
  [[ -d "${MOUNTPOINT}" ]] || fail "no directory --mountpoint='${MOUNTPOINT}'"
  ((${#COMMAND[@]} > 0)) || fail 'no command'
}

# show SOURCE TARGET: with what is mounted below it, since a user namespace may
# not take a directory without that. mount_namespaces(7)
show() {
  if [[ -d "$1" ]]; then
    mkdir -p -- "${MOUNTPOINT}$2"
  else
    mkdir -p -- "${MOUNTPOINT}${2%/*}"
    : >"${MOUNTPOINT}$2"
  fi
  mount --rbind -- "$1" "${MOUNTPOINT}$2"
}

# What the system's programs need. Neither /home nor /root, /run nor /var.
show_system() {
  local path
  for path in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc /opt /nix; do
    if [[ -L "${path}" ]]; then
      ln -s -- "$(readlink -- "${path}")" "${MOUNTPOINT}${path}"
    elif [[ -d "${path}" ]]; then
      show "${path}" "${path}"
    fi
  done
  for path in /dev/full /dev/null /dev/random /dev/urandom /dev/zero; do
    show "${path}" "${path}"
  done
  ln -s /proc/self/fd "${MOUNTPOINT}/dev/fd"
}

# Nothing of what is shown can be written to, also by who owns it outside. The
# other options of a mount have to be repeated: a user namespace may not drop
# them. mount(8), mount_setattr(2)
make_read_only() {
  local target options
  while read -r target options; do
    printf -v target '%b' "${target}"
    case "${target#"${MOUNTPOINT}"}" in
      /tmp | /dev/shm | /proc) ;;
      *) mount -o "remount,bind,ro,${options#r[ow],}" -- "${target}" ;;
    esac
  done < <(findmnt --raw --noheadings --submounts \
    --output TARGET,VFS-OPTIONS --target "${MOUNTPOINT}")
}

mount_own() {
  local path limits='nosuid,nodev,mode=1777'
  for path in /tmp /dev/shm /proc /outside /var; do
    mkdir -p -- "${MOUNTPOINT}${path}"
  done
  mount -t proc -o nosuid,nodev,noexec proc "${MOUNTPOINT}/proc"
  mount -t tmpfs -o "${limits},size=${TMP_SIZE},nr_inodes=20000" tmpfs \
    "${MOUNTPOINT}/tmp"
  mount -t tmpfs -o "${limits},size=16m,nr_inodes=1000" tmpfs \
    "${MOUNTPOINT}/dev/shm"
  ln -s ../tmp "${MOUNTPOINT}/var/tmp"
}

hide() {
  local path
  for path in "$@"; do
    if [[ -d "${path}" ]]; then
      mount -t tmpfs -o ro,size=4k,mode=755 tmpfs "${MOUNTPOINT}${path}"
    elif [[ -e "${path}" ]]; then
      mount --bind /dev/null "${MOUNTPOINT}${path}"
    fi
  done
}

# Beside being the namespace's init, so that everything in it dies with us, we
# are what it cannot kill: no signal from within reaches an init that does not
# ask for it. pid_namespaces(7)
run_command() {
  local become=(setpriv --no-new-privs --bounding-set=-all --inh-caps=-all)
  if [[ -n "${USER_ID}" ]]; then
    become+=("--reuid=${USER_ID}" "--regid=${USER_ID}" --clear-groups)
  fi
  # Bash has its own words for a command that was killed; nobody asked for them.
  exec 3<&0 4>&2 2>/dev/null
  # A session of its own has its share of the CPU, however many processes it is:
  # sched(7), autogroup. If memory runs out, the kernel is to look here first.
  setsid choom -n 1000 -- prlimit --nproc="${PROCESSES}" --as="${MEMORY}" \
    --fsize="${FILE_SIZE}" --core=0 --nofile="${FILES}" -- "${become[@]}" -- \
    env -i PATH="${ITS_PATH}" HOME=/tmp TMPDIR=/tmp LANG=C.UTF-8 TZ=UTC \
    "${COMMAND[@]}" </dev/null 3<&- 2>&4 4>&- &
  local command=$!
  { read -r _ || true; } <&3 4>&- >/dev/null &
  local status=0
  wait -n "${command}" "$!" || status=$?
  exit "${status}"
}

inside() {
  umask 022
  mount -t tmpfs -o size=1m,mode=755 tmpfs "${MOUNTPOINT}"
  mount_own
  show_system
  local path
  for path in "${SHOWN[@]}"; do
    show "${path}" "${path}"
  done
  if [[ -n "${SUBMISSION}" ]]; then
    show "${SUBMISSION}" /submission
  fi
  if [[ -n "${DIRECTORY}" ]]; then
    show "${DIRECTORY}" /judge
  fi
  make_read_only
  hide "${HIDDEN[@]}"
  if command -v ip >/dev/null; then
    ip link set lo up
  fi
  cd -- "${MOUNTPOINT}"
  pivot_root . outside
  cd "/${DIRECTORY:+judge}"
  umount -l /outside
  run_command
}

main() {
  read_options "${@:2}"
  if [[ "$1" == inside ]]; then
    inside
  fi
}

# The first word is for ourselves, in the second of two lives.
if [[ "${1:-}" == inside ]]; then
  main "$@"
fi
read_options "$@"
spaces=(--pid --fork --kill-child --mount --mount-proc --ipc --net --uts)
if [[ -z "${USER_ID}" ]]; then
  spaces+=(--user --map-root-user)
fi
exec unshare "${spaces[@]}" -- bash "${BASH_SOURCE[0]}" inside "$@"
