#!/usr/bin/env bash
# Installs what the tests need and the machine lacks, where that is permitted; elsewhere it says what to install. Names of needs are the arguments.
set -euo pipefail
missing=()
for need in "$@"; do
	case "$need" in
	cc) command -v "$(go env CC)" >/dev/null || missing+=(gcc libc6-dev) ;; # the race detector
	postgres) command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql) ;;
	chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium) ;;
	fonts) [[ "$(fc-list 2>/dev/null)" == *"Noto Sans CJK"* ]] || missing+=(fonts-noto-cjk fontconfig) ;;
	node) command -v npm >/dev/null || missing+=(nodejs npm) ;;
	qemu) command -v qemu-aarch64-static >/dev/null || missing+=(qemu-user-static) ;;
	strace) command -v strace >/dev/null || missing+=(strace) ;;
	fuse) command -v fusermount3 >/dev/null || missing+=(fuse3) ;;
	*) echo "needs.sh: no need is called $need" >&2 && exit 2 ;;
	esac
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	apt-get install -y -qq "${missing[@]}" >/dev/null
else
	echo "the tests need: ${missing[*]} (on Debian or Ubuntu: sudo apt-get install ${missing[*]})" >&2
	exit 1
fi
