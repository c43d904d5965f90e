# Read by script/setup: FandolFang and its sisters, which no small package brings, into the ignored .fonts/.

FANDOL='FandolFang-Regular FandolHei-Regular FandolHei-Bold FandolKai-Regular FandolSong-Regular FandolSong-Bold'

fandol_fonts() {
    fandol_complete && return 0
    # Not asked again at every start where it cannot be had; a changed list or `rm -r .setup` asks again.
    key="$(digest "$FANDOL")"
    if stamped fandol-not-to-be-had "$key"; then return 0; fi
    if is_debian && has dpkg && bring_fandol; then
        rm -f .setup/fandol-not-to-be-had
        return 0
    fi
    stamp fandol-not-to-be-had "$key"
    say "warning: the font FandolFang (仿宋, the body of bulletins) could not be had. Bulletins are set in another"
    say "font until FandolFang-Regular.otf and its sisters (Debian: texlive-lang-chinese) lie in .fonts/ or a licensed"
    say "仿宋_GB2312 is installed; manage.py check says so too. Remove .setup/fandol-not-to-be-had to try again."
}

# Cut down to what papers need: half of the memory and two thirds of the size of a PDF. Whole fonts do where it fails.
cut_fonts() {
    whole="$(fc-list ":lang=zh-cn" file 2>/dev/null | sed 's/: *$//' | grep -e Noto -e LXGW | sort -u)"
    key="$(digest documents/font_cutting.py "$(printf '%s\n' "$whole" | while read -r font; do ls -l "$font"; done)")"
    if stamped fonts-cut "$key"; then return 0; fi
    rm -rf .fonts-cut
    if .venv/bin/python -m documents.font_cutting .fonts-cut 2>.setup/fonts-cut.log; then
        say "$(cat .setup/fonts-cut.log)"
    else
        rm -rf .fonts-cut
        say "the fonts could not be cut ($(tail -1 .setup/fonts-cut.log)); papers are set from the whole ones"
    fi
    stamp fonts-cut "$key"
}

fandol_complete() {
    for font in $FANDOL; do [ -f ".fonts/$font.otf" ] || return 1; done
}

bring_fandol() {
    say "fetching the font FandolFang (49 MB are read, 30 MB kept)"
    work="$(scratch fandol)"
    (
        cd "$work"
        chmod 777 .
        apt-get download texlive-lang-chinese >>../apt.log 2>&1 ||
            { is_root && apt-get update >>../apt.log 2>&1 && apt-get download texlive-lang-chinese >>../apt.log 2>&1; } ||
            exit 1
        dpkg -x texlive-lang-chinese_*.deb tree
    ) || { rm -rf "$work"; return 1; }
    mkdir -p .fonts
    for font in $FANDOL; do
        find "$work/tree" -name "$font.otf" -exec cp {} .fonts/ \;
    done
    rm -rf "$work"
    fandol_complete
}
