#!/usr/bin/env bash
#
# The units in the system manager. Each function fact_* becomes a test
# SystemManager.*; see harness.sh.

# shellcheck source=tests/systemd/harness.sh
source /lab/harness.sh

readonly UNITS=/etc/systemd/system SOCKET=/run/uds-demo.sock
readonly ALICE=1000 BOB=1001 # Alice is in the group users, Bob is not

set_up() {
  printf '%s:x:%d:%d::/home/%s:/bin/sh\n' alice "${ALICE}" "${ALICE}" alice \
    bob "${BOB}" "${BOB}" bob >>/etc/passwd
  sed -i '/^users:/d' /etc/group
  printf '%s\n' 'users:x:100:alice' "alice:x:${ALICE}:" "bob:x:${BOB}:" \
    >>/etc/group
}

# As after the README's commands, but that nothing is started yet.
fresh() {
  systemctl stop '*demo*' || true
  rm -rf -- "${UNITS:?}"/*demo* "${UNITS:?}"/opener*
  systemctl reset-failed
  readme 'system: install'
  systemctl stop uds-demo.socket
  rm -rf -- "${SOCKET}"
}

# drop_in UNIT LINE...
drop_in() {
  local folder="${UNITS}/$1.d"
  shift
  mkdir -p "${folder}"
  printf '%s\n' "$@" >>"${folder}/fact.conf"
  systemctl daemon-reload
}

property() {
  systemctl show --property="$2" --value "$1"
}

property_is() {
  [[ "$(property "$1" "$2")" == "$3" ]]
}

main_pid() {
  property uds-demo.service MainPID
}

# ---- Starting

# systemd makes the socket, with owner and mode, before the program starts.
fact_SocketListensBeforeTheServiceRuns() {
  systemctl start uds-demo.socket
  expect 'the socket unit' "$(property uds-demo.socket SubState)" listening
  expect 'the service' "$(property uds-demo.service ActiveState)" inactive
  expect 'the file' "$(stat --format='%F %U %G %a' "${SOCKET}")" \
    'socket root root 660'
}

# The service belongs to the socket by its name alone.
fact_UnitsBelongTogetherByName() {
  refused grep '^Service=' "${UNITS}/uds-demo.socket"
  expect 'what the socket triggers' \
    "$(property uds-demo.socket Triggers)" uds-demo.service
}

# The first connection starts the service, and is answered.
fact_FirstConnectionStartsTheService() {
  systemctl start uds-demo.socket
  expect_served ask root
  expect 'the service' "$(property uds-demo.service ActiveState)" active
}

# It counts as started when it says so, and not sooner: without its READY=1 it
# is still "activating", even while it serves.
fact_StartedMeansThatItSaysSo() {
  drop_in uds-demo.service '[Service]' UnsetEnvironment=NOTIFY_SOCKET
  systemctl start uds-demo.socket
  expect_served ask root
  expect 'the service' "$(property uds-demo.service ActiveState)" activating
}

# What the service prints stands in the journal.
fact_JournalHasWhatTheServicePrints() {
  systemctl start uds-demo.socket
  expect_served ask root
  local lines
  lines="$(journal --unit=uds-demo.service)"
  expect_match 'the journal' "${lines}" 'Using socket passed by systemd'
  expect_match 'the journal' "${lines}" 'Accepted connection .*UID=0 PID=[0-9]'
}

# The commands that the README shows for looking at it work.
fact_ReadmeShowsHowToLook() {
  systemctl start uds-demo.socket
  local seen
  seen="$(readme 'system: ask')"
  expect_match 'what was seen' "${seen}" 'You are authorized!'
  seen="$(readme 'system: look')"
  expect_match 'what was seen' "${seen}" 'uds-demo.socket - UDS labs: socket'
  expect_match 'what was seen' "${seen}" 'uds-demo.service - UDS labs: demo'
  expect_match 'what was seen' "${seen}" 'Using socket passed by systemd'
}

# The README's commands for removal leave nothing of it.
fact_ReadmeRemovesWhatItInstalled() {
  systemctl start uds-demo.socket
  expect_served ask root
  readme 'system: remove'
  expect 'what is left' \
    "$(find "${SOCKET%/*}" /etc /home /root /usr/local /var -maxdepth 5 \
      -name '*uds-demo*' ! -path '/run/systemd/*')" ''
  expect 'the socket unit' "$(property uds-demo.socket LoadState)" not-found
}

# "%t" is /run for the system manager.
fact_RuntimeDirectoryIsRun() {
  expect 'the unit' "$(grep '^ListenStream=' "${UNITS}/uds-demo.socket")" \
    'ListenStream=%t/uds-demo.sock'
  systemctl start uds-demo.socket
  expect 'the address' "$(property uds-demo.socket Listen)" \
    "${SOCKET} (Stream)"
}

# One service can have several sockets; it finds them from descriptor 3 on, and
# their names in LISTEN_FDNAMES.
fact_ServiceGetsSeveralSocketsWithTheirNames() {
  printf '%s\n' '[Socket]' 'ListenStream=/run/second-demo.sock' \
    'FileDescriptorName=admin' 'Service=uds-demo.service' 'RemoveOnStop=yes' \
    >"${UNITS}/second-demo.socket"
  drop_in uds-demo.service '[Unit]' 'Requires=second-demo.socket'
  systemctl start uds-demo.socket second-demo.socket
  local answer variables lines
  answer="$(curl --silent --unix-socket /run/second-demo.sock \
    http://localhost/)"
  expect 'the answer at the second socket' "${answer}" 'You are authorized!'
  expect_served ask root
  variables="$(tr '\0' '\n' <"/proc/$(main_pid)/environ" | grep '^LISTEN_FD')"
  expect_match 'its environment' "${variables}" 'LISTEN_FDS=2'
  expect_match 'its environment' "${variables}" \
    'LISTEN_FDNAMES=(http:admin|admin:http)'
  lines="$(journal --unit=uds-demo.service)"
  expect_match 'the journal' "${lines}" "${SOCKET} \(http\)"
  expect_match 'the journal' "${lines}" '/run/second-demo.sock \(admin\)'
}

# ---- Who may connect

# SocketUser=, SocketGroup= and SocketMode= are what stat shows.
fact_StatShowsOwnerGroupAndModeOfTheUnit() {
  drop_in uds-demo.socket '[Socket]' SocketUser=alice SocketGroup=users \
    SocketMode=0620
  systemctl start uds-demo.socket
  expect 'the file' "$(stat --format='%F %U %G %a' "${SOCKET}")" \
    'socket alice users 620'
}

# Without SocketMode= everybody may connect.
fact_SocketModeIs0666ByDefault() {
  sed -i '/^SocketMode=/d' "${UNITS}/uds-demo.socket"
  systemctl daemon-reload
  systemctl start uds-demo.socket
  expect 'the mode' "$(stat --format=%a "${SOCKET}")" 666
  # The mode lets Bob in; that the policy does not is the next thing.
  refused client bob
  expect_match 'what Bob is told' "${SAID}" \
    'PID=1 .*closed the connection without an answer'
}

# Who may not write to the file is refused by the kernel at connect, and does
# not even start the service.
fact_SecondUserIsRefusedByTheMode() {
  systemctl start uds-demo.socket
  refused client bob
  expect_match 'what Bob is told' "${SAID}" \
    "connect.*${SOCKET}.*Permission denied"
  expect 'the service' "$(property uds-demo.service ActiveState)" inactive
  # It was not for the directories.
  chmod o+w "${SOCKET}"
  refused client bob
  expect_match 'what Bob is told' "${SAID}" 'PID=1 '
}

# Whom the mode lets in, the policy can still refuse; that is logged, and the
# next one is served.
fact_SecondUserIsRefusedByThePolicy() {
  drop_in uds-demo.socket '[Socket]' SocketMode=0666
  systemctl start uds-demo.socket
  refused ask bob
  expect_served ask root
  expect_match 'the journal' "$(journal --unit=uds-demo.service)" \
    "Rejected connection.*UID ${BOB} .*only UID 0 allowed"
}

# A service without privileges can have a socket that other users may use: with
# the README's drop-ins the members of a group get in, and nobody else.
fact_GroupGetsInByTheReadmesDropIns() {
  systemctl start uds-demo.socket
  readme 'system: let a group in'
  expect 'the file' "$(stat --format='%U %G %a' "${SOCKET}")" 'root users 660'
  expect_served ask alice
  expect_served ask root
  refused client bob
  expect_match 'what Bob is told' "${SAID}" 'Permission denied'
  expect_match "the service's UID" "$(stat --format=%u "/proc/$(main_pid)")" \
    '^6[0-9]{4}$' # of a dynamic user, systemd.exec(5)
}

# Without a word on who is let in nobody is: the server's own UID is nobody
# else's here.
fact_WithoutAPolicyNobodyIsServed() {
  drop_in uds-demo.service '[Service]' Environment=POLICY=
  systemctl start uds-demo.socket
  refused ask root
  expect_match 'the journal' "$(journal --unit=uds-demo.service)" \
    'Rejected connection.*UID 0 .*only UID 6[0-9]{4} allowed'
}

# In a user namespace all peers but root are UID 65534, so that who is allowed
# is refused too.
fact_PrivateUsersMakesEveryPeerNobody() {
  drop_in uds-demo.socket '[Socket]' SocketMode=0666
  drop_in uds-demo.service '[Service]' "Environment=POLICY=--allow_uid=${ALICE}"
  systemctl start uds-demo.socket
  expect_served ask alice
  drop_in uds-demo.service PrivateUsers=yes
  systemctl restart uds-demo.service
  refused ask alice
  expect_match 'the journal' "$(journal --unit=uds-demo.service)" \
    'Rejected connection.*UID 65534'
}

# Who asks for the peer's credentials is told of the manager, which called
# listen, and not of the service.
fact_ClientSeesTheManagerAsItsPeer() {
  systemctl start uds-demo.socket
  expect_served ask root
  expect_match "the service's pid" "$(main_pid)" '^([2-9]|[1-9][0-9]+)$'
  expect_match 'what a client sees' "$(readme 'system: who is the peer')" \
    '^The kernel names PID=1 UID=0 GID=0'
}

# ---- What the service may do

# not_granted NAMESPACE: within a container newer systemds go on without some
# namespaces, and say so.
not_granted() {
  local said
  journalctl --sync
  said="$(journalctl --unit=uds-demo.service --output=cat)"
  case "$1" in
    net) [[ "${said}" == *'PrivateNetwork=yes is configured, but'* ]] ;;
    ipc) [[ "${said}" == *'PrivateIPC=yes is configured, but'* ]] ;;
    *) false ;;
  esac
}

# It runs without privileges, in the sandbox of the unit.
fact_ServiceRunsConfined() {
  systemctl start uds-demo.socket
  expect_served ask root
  local process status namespace
  process="/proc/$(main_pid)"
  status="$(cat "${process}/status")"
  expect_match 'its status' "${status}" $'\nUid:\t6[0-9]{4}\t'
  expect_match 'its status' "${status}" $'\nCapBnd:\t0000000000000000\n'
  expect_match 'its status' "${status}" $'\nNoNewPrivs:\t1\n'
  expect_match 'its status' "${status}" $'\nSeccomp:\t2\n'
  for namespace in mnt net ipc; do
    if not_granted "${namespace}"; then
      echo "Not judged: systemd may not make a ${namespace} namespace here."
      continue
    fi
    refused test "$(readlink "${process}/ns/${namespace}")" == \
      "$(readlink "/proc/1/ns/${namespace}")"
  done
  # But this it shares, or it could not tell its peers apart.
  expect 'its user namespace' "$(readlink "${process}/ns/user")" \
    "$(readlink /proc/1/ns/user)"
}

# The kernel kills it at each call that could open a file, and at no other that
# is tried here.
fact_FilterKillsWhoOpensAFile() {
  # The shipped service, with a program that is told which call to make.
  cp "${UNITS}/uds-demo.service" "${UNITS}/opener@.service"
  install /lab/bin/opener /usr/local/libexec/opener
  drop_in opener@.service '[Service]' Type=oneshot Restart=no ExecStart= \
    'ExecStart=/usr/local/libexec/opener %i'
  systemctl start opener@getpid.service
  local call
  for call in $(/lab/bin/opener --list); do
    refused systemctl start "opener@${call}.service"
    expect "the end by ${call}" \
      "$(property "opener@${call}.service" ExecMainCode) $(
        property "opener@${call}.service" ExecMainStatus)" '2 31' # SIGSYS
  done
  # Only the last line of the filter stands against them.
  sed -i '/^SystemCallFilter=~open /d' "${UNITS}/opener@.service"
  drop_in opener@.service SystemCallFilter=open_by_handle_at
  for call in $(/lab/bin/opener --list); do
    systemctl start "opener@${call}.service"
  done
}

# ---- When it ends

# A killed service comes back by itself, with nobody connecting.
fact_KilledServiceComesBackByItself() {
  systemctl start uds-demo.socket
  expect_served ask root
  systemctl kill --signal=SIGKILL uds-demo.service
  eventually property_is uds-demo.service NRestarts 1
  eventually property_is uds-demo.service ActiveState active
  expect_served ask root
}

# How many clients wait in the queue, stands in the third column.
eight_wait() {
  local columns
  read -ra columns < <(ss --no-header --listening --unix src "${SOCKET}")
  [[ "${columns[2]}" == 8 ]]
}

# While it is down, nobody is refused: who connects then waits, and is served by
# the next instance, on the same socket.
fact_NobodyIsRefusedWhileTheServiceIsDown() {
  systemctl start uds-demo.socket
  expect_served ask root
  local inode gate=/run/gate-demo clients=() client
  inode="$(stat --format=%i "${SOCKET}")"
  # The next instance does not start before the gate is opened ("+": the filter
  # is not for this command).
  mkfifo "${gate}"
  drop_in uds-demo.service '[Service]' "ExecStartPre=+/bin/cat ${gate}"
  systemctl kill --signal=SIGKILL uds-demo.service
  eventually property_is uds-demo.service SubState start-pre
  for client in {1..8}; do
    ask root >"${CASE}/${client}" &
    clients+=("$!")
  done
  eventually eight_wait
  : >"${gate}"
  wait "${clients[@]}"
  for client in {1..8}; do
    expect "answer ${client}" "$(cat "${CASE}/${client}")" 'You are authorized!'
  done
  expect 'the file' "$(stat --format=%i "${SOCKET}")" "${inode}"
}

# Who ends it by SIGTERM is not answered by a restart, but the next connection
# is by a start.
fact_SigtermEndsItUntilTheNextConnection() {
  systemctl start uds-demo.socket
  expect_served ask root
  systemctl kill --signal=SIGTERM uds-demo.service
  eventually property_is uds-demo.service ActiveState inactive
  expect 'its end' "$(property uds-demo.service Result)" success
  expect_served ask root
  expect 'the restarts' "$(property uds-demo.service NRestarts)" 0
}

# With the socket its file goes, and the service.
fact_StoppingTheSocketRemovesItsFile() {
  systemctl start uds-demo.socket
  expect_served ask root
  systemctl stop uds-demo.socket
  [[ ! -e "${SOCKET}" ]] || fail 'the file is still there'
  expect 'the service' "$(property uds-demo.service ActiveState)" inactive
}

# Without RemoveOnStop= the file stays, and nobody listens on it.
fact_WithoutRemoveOnStopTheFileStays() {
  drop_in uds-demo.socket '[Socket]' RemoveOnStop=no
  systemctl start uds-demo.socket
  systemctl stop uds-demo.socket
  [[ -S "${SOCKET}" ]] || fail 'the file is gone'
  refused client root
  expect_match 'what a client is told' "${SAID}" 'Connection refused'
}

# A service that keeps crashing, here for a policy with a typing error, takes
# the socket down with it, until somebody sees to it.
fact_CrashingServiceTakesTheSocketDown() {
  drop_in uds-demo.service '[Service]' Environment=POLICY=--allow_uid=al1ce
  systemctl start uds-demo.socket
  refused ask root
  eventually property_is uds-demo.socket ActiveState failed
  expect 'why' "$(property uds-demo.socket Result)" service-start-limit-hit
  refused client root
  expect_match 'what a client is told' "${SAID}" \
    'No such file or directory'
  expect_match 'the journal' "$(journal --unit=uds-demo.service)" al1ce
  rm "${UNITS}/uds-demo.service.d/fact.conf"
  readme 'system: after crashes'
  expect_served ask root
}

# ---- What is at the path already

# A socket whose server is gone is replaced.
fact_StartReplacesAStaleSocket() {
  drop_in uds-demo.socket '[Socket]' RemoveOnStop=no
  systemctl start uds-demo.socket
  local inode
  inode="$(stat --format=%i "${SOCKET}")"
  systemctl stop uds-demo.socket
  systemctl start uds-demo.socket
  expect_match 'the new inode' "$(stat --format=%i "${SOCKET}")" "^[0-9]+$"
  [[ "$(stat --format=%i "${SOCKET}")" != "${inode}" ]] || fail 'the old one'
  expect_served ask root
}

# So is the socket of a server that runs: that cannot be reached any more, and
# nobody tells it.
fact_StartTakesThePathFromALiveServer() {
  printf '%s\n' '[Socket]' "ListenStream=${SOCKET}" \
    >"${UNITS}/first-demo.socket"
  printf '%s\n' '[Service]' 'ExecStart=/bin/cat' >"${UNITS}/first-demo.service"
  systemctl start first-demo.socket
  systemctl start uds-demo.socket
  expect_served ask root
  expect 'the first' "$(property first-demo.socket SubState)" listening
}

# So is a regular file, with what is in it.
fact_StartRemovesARegularFile() {
  echo precious >"${SOCKET}"
  systemctl start uds-demo.socket
  expect 'the file' "$(stat --format=%F "${SOCKET}")" socket
}

# And a symbolic link, but not what it points to.
fact_StartRemovesASymbolicLinkOnly() {
  echo precious >"${CASE}/file"
  ln -s "${CASE}/file" "${SOCKET}"
  systemctl start uds-demo.socket
  expect 'the file' "$(stat --format=%F "${SOCKET}")" socket
  expect 'the target' "$(cat "${CASE}/file")" precious
}

# A directory stays, and the socket unit fails.
fact_StartFailsAtADirectory() {
  mkdir "${SOCKET}"
  refused systemctl start uds-demo.socket
  [[ -d "${SOCKET}" ]] || fail 'the directory is gone'
  expect 'the socket unit' "$(property uds-demo.socket ActiveState)" failed
}

judge_facts
