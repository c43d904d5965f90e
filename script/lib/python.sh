# Read by script/setup: the virtual environment in .venv and the packages locked with hashes.

find_python() {
    for PYTHON in "${GOVINFO_PYTHON:-}" python3.11 python3.12 python3.13 python3; do
        [ -n "$PYTHON" ] || continue
        if has "$PYTHON" && "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            PYTHON="$(command -v "$PYTHON")"
            return 0
        fi
    done
    die "Python 3.11 or later is needed. Debian 12 brings it as python3; GOVINFO_PYTHON may name another."
}

make_environment() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || bring_venv
    rm -rf .venv
    say "making the virtual environment with $("$PYTHON" --version)"
    "$PYTHON" -m venv .venv
}

# Debian and Ubuntu split venv off from Python.
bring_venv() {
    package="$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if is_debian && is_root && apt_install "$package" && "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        return 0
    fi
    die "Python's venv module is missing; on Debian or Ubuntu: sudo apt-get install $package"
}

python_packages() {
    # A directory that was moved has an environment that points to the old place.
    place="$("$PYTHON" -c 'import sys; print(sys.version)') $PWD"
    if ! stamped environment "$(digest "$place")" || ! .venv/bin/python -c '' 2>/dev/null; then
        rm -f .setup/python-run .setup/python-dev
        make_environment
        stamp environment "$(digest "$place")"
    fi
    run_key="$(digest requirements.txt)"
    dev_key="$(digest requirements-dev.txt)"
    if stamped python-dev "$dev_key"; then return 0; fi
    if [ "$1" = dev ]; then
        install_locked requirements-dev.txt
        stamp python-dev "$dev_key"
    elif ! stamped python-run "$run_key"; then
        install_locked requirements.txt
        stamp python-run "$run_key"
    fi
}

install_locked() {
    say "installing Python packages from $1"
    cache=""
    [ -w "${HOME:-/nonexistent}" ] || cache="--no-cache-dir"
    # shellcheck disable=SC2086 (nothing, or one word)
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes $cache -r "$1" ||
        die "the Python packages could not be installed; pip's message stands above"
}

compile_messages() {
    for source in locale/*/LC_MESSAGES/*.po; do
        [ -f "$source" ] || continue
        target="${source%.po}.mo"
        name="messages-$(printf '%s' "$source" | tr / -)"
        key="$(digest "$source")"
        if [ -f "$target" ] && stamped "$name" "$key"; then continue; fi
        if ! has msgfmt; then
            say "msgfmt (package gettext) is missing: the pages will be in English"
            return 0
        fi
        msgfmt --check-format -o "$target.new" "$source"
        mv "$target.new" "$target"
        stamp "$name" "$key"
    done
}
