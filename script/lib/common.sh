# Read by script/setup: words for the person at the terminal, stamps, one run at a time.

say() { printf '%s\n' "govinfo: $*" >&2; }

die() {
    say "$*"
    exit 1
}

# The SHA-256 of all files and words given; a word that names no file counts as itself.
digest() {
    for part in "$@"; do
        if [ -f "$part" ]; then cat "$part"; else printf '%s\n' "$part"; fi
    done | "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

stamped() { [ -f ".setup/$1" ] && [ "$(cat ".setup/$1")" = "$2" ]; }

stamp() { printf '%s\n' "$2" >".setup/$1"; }

# Two runs at once would install over each other. Without flock (not on every system) the second is not held back.
only_one_at_a_time() {
    exec 9>.setup/lock
    if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
        say "another set-up is running in this directory; waiting for it"
        flock 9
    fi
}

has() { command -v "$1" >/dev/null 2>&1; }

is_debian() { has apt-get && has dpkg-query; }

is_root() { [ "$(id -u)" = 0 ]; }

# A directory for work that is thrown away, inside of the ignored .setup/.
scratch() {
    rm -rf ".setup/$1"
    mkdir -p ".setup/$1"
    printf '%s\n' "$PWD/.setup/$1"
}
