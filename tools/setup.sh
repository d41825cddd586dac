#!/usr/bin/env bash
# Makes this checkout ready:  bash tools/setup.sh run | dev | browser | oscar
#
#   run      .venv with what the bazaar needs, and the bazaar itself
#   dev      the same with the tools for tests and checks; the S3 test server in .venv-s3 (its pins differ)
#   browser  Chromium and fonts for the scripts the tests look at
#   oscar    django-oscar in .venv-oscar, which `make bench` measures beside the bazaar
#
# A step whose inputs have not changed is skipped. Stamps lie inside the environments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Runs a command line when its inputs have changed since it last succeeded.
# once STAMP "what is said" "inputs" function
once() {
    local stamp=$1 words=$2 inputs=$3 began=$SECONDS
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$inputs" ]; then return; fi
    say "$words ..."
    "$4"
    printf '%s\n' "$inputs" > "$stamp"
    say "$words: done in $((SECONDS - began)) s"
}

sum_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

make_venv() {
    local venv=$1 python=${PYTHON:-python3}
    if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2> /dev/null; then return; fi
    command -v "$python" > /dev/null || stop "no $python here. On Debian and Ubuntu: sudo apt-get install --yes python3 python3-venv"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Python 3.11 or newer is needed; $python is $("$python" -V). Name another one: PYTHON=python3.12 make setup"
    "$python" -c 'import ensurepip, venv' 2> /dev/null ||
        stop "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install --yes python3-venv"
    say "making $venv with $("$python" -V)"
    "$python" -m venv --clear "$venv"
}

# uv is quick; where it cannot be had, pip does the same.
get_uv() {
    if [ -x .venv/bin/uv ] || [ -f .venv/.no-uv ]; then return; fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv 2> /dev/null || {
        say "uv cannot be had, going on with pip"
        touch .venv/.no-uv
    }
}

# install VENV ARGUMENTS...
install() {
    local venv=$1
    shift
    if [ -x .venv/bin/uv ]; then
        .venv/bin/uv pip install --quiet --python "$venv/bin/python" "$@"
    else
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    fi
}

install_run() { install .venv --require-hashes -r requirements/run.txt; }
install_dev() { install .venv --require-hashes -r requirements/dev.txt; }
install_s3() { install .venv-s3 --require-hashes -r requirements/s3.txt; }
install_oscar() { install .venv-oscar --require-hashes -r requirements/oscar.txt; }
install_bazaar() { install .venv --no-deps -e .; }
compile_messages() { .venv/bin/python -m tools.messages compile; }

environment() {
    local set=$1
    make_venv .venv
    get_uv
    once ".venv/.stamp-$set" "installing requirements/$set.txt" "$(sum_of "requirements/$set.txt")" "install_$set"
    once .venv/.stamp-bazaar "installing the bazaar" "$(sum_of pyproject.toml) $PWD" install_bazaar
    if [ -d app/locale ]; then
        local texts compiled
        texts=$(find app/locale -name '*.po' | sort)
        compiled=$(find app/locale -name '*.mo' | wc -l)
        if [ -n "$texts" ]; then
            [ "$compiled" -ge "$(wc -l <<< "$texts")" ] || rm -f .venv/.stamp-messages
            # shellcheck disable=SC2086
            once .venv/.stamp-messages "compiling the messages" "$(sum_of $texts)" compile_messages
        fi
    fi
}

# Chromium without windows: it draws a page with a quarter of the work.
has_shell() {
    command -v chromium-headless-shell > /dev/null && chromium-headless-shell --version > /dev/null 2>&1
}

has_chromium() {
    local name
    has_shell && return 0
    for name in chromium chromium-browser google-chrome; do
        # On Ubuntu the first two may be a stub that only says where to get the real one.
        if command -v "$name" > /dev/null && "$name" --version > /dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

# The scripts of our languages that a plain machine draws as empty boxes.
missing_fonts() {
    local pair family
    command -v fc-match > /dev/null || { echo fontconfig; return; }
    for pair in "ur:Noto Nastaliq Urdu" "bn:Noto Sans Bengali" "hi:Noto Sans Devanagari" "th:Noto Sans Thai" \
        "lo:Noto Sans Lao" "ka:Noto Sans Georgian" "km:Noto Sans Khmer" "si:Noto Sans Sinhala"; do
        family=${pair#*:}
        [ "$(fc-match -f '%{family[0]}' "$family:lang=${pair%%:*}")" = "$family" ] || echo "${pair%%:*}"
    done
}

# What comes from Debian's packages: as root, or by a sudo that asks nothing.
may_install() {
    command -v apt-get > /dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2> /dev/null; }
}

apt_install() {
    local as=()
    [ "$(id -u)" -eq 0 ] || as=(sudo)
    say "installing $* ..."
    "${as[@]}" apt-get -o Acquire::http::Timeout=20 update -qq &&
        DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -qq --yes --no-install-recommends "$@" > /dev/null
}

is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

# With a Chromium that has windows the tests pass too, only later; so without the small one nothing stops.
get_shell() {
    has_shell || is_ubuntu || ! may_install || [ -e .venv/.no-shell ] && return 0
    apt_install chromium-headless-shell && has_shell && say "installing chromium-headless-shell: done" && return 0
    has_chromium || return 0
    say "there is no chromium-headless-shell; the Chromium of this machine does it too, in more time"
    touch .venv/.no-shell
}

get_browser() {
    local packages=()
    get_shell
    has_chromium || packages+=(chromium)
    [ -z "$(missing_fonts)" ] || packages+=(fontconfig fonts-noto-core)
    [ ${#packages[@]} -gt 0 ] || return 0
    if [[ " ${packages[*]} " == *" chromium "* ]] && is_ubuntu; then
        stop "Ubuntu has Chromium only as a snap. Type: sudo snap install chromium   (or install Google Chrome's package)
       then the fonts: sudo apt-get install --yes fontconfig fonts-noto-core   and start again"
    fi
    command -v apt-get > /dev/null || stop "please install ${packages[*]} by this system's own means and start again"
    may_install ||
        stop "type: sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${packages[*]}"
    apt_install "${packages[@]}" || stop "the packages ${packages[*]} could not be installed"
    has_chromium || stop "Chromium was installed but does not start"
    [ -z "$(missing_fonts)" ] || stop "there is still no Noto font for: $(missing_fonts | tr '\n' ' ')"
    say "installing ${packages[*]}: done"
}

case ${1:-} in
    run) environment run ;;
    dev)
        environment dev
        make_venv .venv-s3
        once .venv-s3/.stamp-s3 "installing requirements/s3.txt" "$(sum_of requirements/s3.txt)" install_s3
        ;;
    browser) get_browser ;;
    oscar)
        make_venv .venv-oscar
        once .venv-oscar/.stamp-oscar "installing requirements/oscar.txt" "$(sum_of requirements/oscar.txt)" install_oscar
        ;;
    *) stop "say which: bash tools/setup.sh run | dev | browser | oscar" ;;
esac
