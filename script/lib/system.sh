# Read by script/setup: what has to come from the operating system.
# Each line of a list: how to see that it is there, its name, and the Debian package that brings it.

RUN_NEEDS='
library libpango-1.0.so.0 libpango-1.0-0
library libpangoft2-1.0.so.0 libpangoft2-1.0-0
library libharfbuzz-subset.so.0 libharfbuzz-subset0
command fc-list fontconfig
command msgfmt gettext
font Noto_Serif_CJK_SC fonts-noto-cjk
font Noto_Sans_CJK_SC fonts-noto-cjk
font LXGW_WenKai fonts-lxgw-wenkai
'
DEV_NEEDS='
command xgettext gettext
command chromium chromium
command pdftotext poppler-utils
command qpdf qpdf
command soffice libreoffice-writer-nogui
'

present() {
    case "$1" in
        command) has "$2" || { [ "$2" = chromium ] && { has chromium-browser || has google-chrome; }; } ;;
        library) "$PYTHON" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$2" 2>/dev/null ;;
        font) has fc-list && fc-list ":family=$(printf '%s' "$2" | tr _ ' ')" family | grep -q . ;;
    esac
}

# Sets `lacking` to the Debian packages of the list in $1 that are not there, each once.
look_for_lacking() {
    lacking=""
    while read -r how what package; do
        [ -n "$how" ] || continue
        case " $lacking " in *" $package "*) continue ;; esac
        present "$how" "$what" || lacking="$lacking $package"
    done <<LIST
$1
LIST
    lacking="${lacking# }"
}

apt_install() {
    say "installing by apt: $*"
    export DEBIAN_FRONTEND=noninteractive
    # A set-up that was cut off may have left packages half-installed.
    dpkg --configure -a >>.setup/apt.log 2>&1 || true
    if ! apt-get install -y --no-install-recommends "$@" >>.setup/apt.log 2>&1; then
        # The lists of packages may be missing or too old.
        apt-get update >>.setup/apt.log 2>&1 || true
        apt-get install -y --no-install-recommends "$@" >>.setup/apt.log 2>&1 || return 1
    fi
}

system_packages() {
    needs="$RUN_NEEDS"
    [ "$1" = run ] || needs="$RUN_NEEDS$DEV_NEEDS"
    key="$(digest "$needs")"
    if stamped "system-$1" "$key"; then return 0; fi
    look_for_lacking "$needs"
    if [ -n "$lacking" ] && is_debian && is_root; then
        # shellcheck disable=SC2086 (a list of words)
        apt_install $lacking || say "apt failed; its messages are in .setup/apt.log"
        look_for_lacking "$needs"
    fi
    if [ -z "$lacking" ]; then
        stamp "system-$1" "$key"
        return 0
    fi
    tell_lacking
    [ -n "${GOVINFO_SKIP_SYSTEM:-}" ] || exit 1
}

tell_lacking() {
    say "this machine lacks (names of the Debian packages): $lacking"
    say "Debian or Ubuntu: sudo apt-get update && sudo apt-get install --no-install-recommends $lacking"
    say "elsewhere: install Pango, HarfBuzz with its subset library, fontconfig, gettext, the fonts Noto Serif CJK SC,"
    say "Noto Sans CJK SC and LXGW WenKai; for tests also Chromium, Poppler's tools, qpdf and LibreOffice Writer"
    say "then start again, or set GOVINFO_SKIP_SYSTEM=1 to go on without (bulletins may then not be built)"
}
