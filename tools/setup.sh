# shellcheck shell=bash
# setup.sh: what ./up and ./check share: what is missing on this machine, how it is installed, and one clear
# sentence with the command that helps when something is in the way. Sourced, never run; bash 5, Debian 12 on.
# tests/setup/run tries every sentence with fake commands.
# The script that sources it sets: top (the repository), log (a folder for logs), print (yes: only say).
# shellcheck disable=SC2154

say() {
    printf '%s\n' "$*"
}

# Ends the script: what is in the way, and what helps.
stop() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# The packages of the lists packages/$1.txt, $2, ...: one line each, alternatives still in it ("A | B").
setup_listed() {
    local list
    for list in "$@"; do
        sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$top/packages/$list.txt"
    done
}

setup_is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The listed packages that are not installed, one a line. An alternative that is installed is enough; otherwise
# the first one that apt knows is meant, or the first one when apt knows none (yet).
setup_missing() {
    local line name pick
    setup_listed "$@" | while read -r line; do
        pick=
        for name in ${line//|/ }; do
            if setup_is_installed "$name"; then
                continue 2
            fi
            if [ -z "$pick" ] && apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
                pick=$name
            fi
        done
        printf '%s\n' "${pick:-${line%% *}}"
    done
}

# Runs a command as root: sudo only when we are not.
setup_as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

setup_apt() {
    setup_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=2 \
        -o Dpkg::Use-Pty=0 "$@" </dev/null
}

# The packages of the lists, installed. $print = yes: only says what would be.
setup_packages() {
    local missing command sudo='' begin=$SECONDS
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        stop "this is not Debian (no apt-get); install by hand what packages/*.txt names, then:" \
            "meson setup build && ninja -C build"
    fi
    missing=$(setup_missing "$@" | tr '\n' ' ')
    missing=${missing% }
    if [ -z "$missing" ]; then
        say "Packages: everything needed is installed."
        return
    fi
    [ "$(id -u)" = 0 ] || sudo='sudo '
    command="${sudo}apt-get install -y --no-install-recommends $missing"
    say "Packages to install with apt: $missing"
    if [ "$print" = yes ]; then
        return
    fi
    if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
        stop "these packages need root and there is no sudo; as root, run: ${command#sudo }"
    fi
    setup_apt update >"$log/apt.log" 2>&1 || true # an old list may still do
    # shellcheck disable=SC2086 # the names are words
    if ! setup_apt install -y --no-install-recommends $missing >>"$log/apt.log" 2>&1; then
        setup_explain_apt "$command" "$sudo"
    fi
    say "Packages: installed in $((SECONDS - begin)) s"
}

# Why did apt fail? Ends with the most likely reason.
setup_explain_apt() {
    local command=$1 sudo=$2
    tail -n 5 "$log/apt.log" >&2
    if grep -q -e 'a password is required' -e 'not in the sudoers' "$log/apt.log"; then
        stop "sudo asks for a password and nobody is there to type it; in a terminal, run: $command"
    elif grep -qi -e 'No space left' -e "don't have enough free space" "$log/apt.log"; then
        stop "the disk is full; make room with: ${sudo}apt-get clean"
    elif grep -q -e 'Could not get lock' -e 'Unable to lock' "$log/apt.log"; then
        stop "another program is installing packages; when it is done, run: $0"
    elif grep -qi -e 'Could not resolve' -e 'Failed to fetch' -e 'Could not connect' -e 'Unable to fetch' \
        -e 'Temporary failure' -e 'Unable to locate package' -e 'no installation candidate' "$log/apt.log"; then
        stop "no Debian package server answers (no network, or a proxy is needed); try: ${sudo}apt-get update"
    fi
    stop "apt could not install the packages (everything it said: $log/apt.log); try: $command"
}

# Free space of the folder's disk and free memory, in MB, before a long build ends in the middle.
setup_room() {
    local folder=$1 disk_needed=$2 memory_needed=$3 disk memory
    disk=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
    if [ "${disk:-$disk_needed}" -lt "$disk_needed" ]; then
        stop "$disk_needed MB of disk are needed and $disk MB are free in $folder; to see what takes it:" \
            "du -xm $folder | sort -n | tail"
    fi
    memory=$(setup_memory)
    if [ "$memory" -lt "$memory_needed" ]; then
        stop "$memory_needed MB of free memory are needed and there are $memory MB; to see what takes it:" \
            "ps -eo rss,pid,args --sort=-rss | head"
    fi
}

# Free memory in MB: the machine's, or less where a control group limits us.
setup_memory() {
    local free group used
    free=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null)
    free=${free:-1000000} # nothing known: let the build try
    group=$(cat /sys/fs/cgroup/memory.max 2>/dev/null)
    used=$(cat /sys/fs/cgroup/memory.current 2>/dev/null)
    if [ -n "$group" ] && [ "$group" != max ] && [ -n "$used" ]; then
        group=$(((group - used) / 1048576))
        [ "$group" -ge "$free" ] || free=$group
    fi
    printf '%s\n' "$free"
}

# Compilers that run side by side: one a processor, at least 400 MB for each.
setup_jobs() {
    local jobs
    jobs=$(($(setup_memory) / 400))
    [ "$jobs" -le "$(nproc)" ] || jobs=$(nproc)
    [ "$jobs" -ge 1 ] || jobs=1
    printf '%s\n' "$jobs"
}

# Builds into folder $1; the rest are options of meson setup for its first time. An existing folder keeps its
# options, so that a second build costs only what changed.
setup_build() {
    local folder=$1
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        meson setup "$folder" "$top" "$@" </dev/null || return 1
    fi
    ninja -C "$folder" -j "$(setup_jobs)" </dev/null
}
