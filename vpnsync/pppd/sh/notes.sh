# What a link has set is noted in a file of its pppd's, one thing a line, so that just that is taken back:
# by ip-down, or by the next script of any peer where a pppd was killed and no ip-down ran.

# No name in there may lead elsewhere, and nobody but root may write to it. Anybody may see the names, and so
# whether something is left.
prepare() {
    mkdir -m 755 "$state" 2>/dev/null
    [ -n "$(find "$state" -prune -type d -user "$(id -u)" ! -perm -020 ! -perm -002)" ] && return
    log "$state is not a directory that only root may write: nothing is set"
    return 1
}

# One script at a time. One that was killed holds nobody up, and no other for long.
lock() {
    tries=0
    until ln -s "$$" "$state/lock" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 20 ] || { log "goes on without waiting for $state/lock"; return; }
        holder=$(readlink "$state/lock")
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            mv "$state/lock" "$state/lock.$$" 2>/dev/null
            # Another script may have been faster: then this is its new lock, which it gets back.
            [ "$(readlink "$state/lock.$$")" = "$holder" ] || mv "$state/lock.$$" "$state/lock" 2>/dev/null
            rm -f "$state/lock.$$"
        else
            sleep 1
        fi
    done
}

unlock() {
    [ "$(readlink "$state/lock")" != "$$" ] || rm -f "$state/lock"
}

begin() {
    printf 'link %s %s\nstarted %s\n' "$peer" "$interface" "$(started "$pid")" >"$notes"
}

note() {
    printf '%s\n' "$*" >>"$notes" && return
    log "$notes cannot be written: $* is not set"
    return 1
}

# join NETWORK: what another link has set already is this one's, too.
join() {
    line=$(grep -hsF "route $1 " "$state"/link.* | head -n 1)
    [ -z "$line" ] || note "$line"
}

# is_live FILE: whether its pppd still runs, and not another by the same number.
is_live() {
    is_pppd "${1##*.}" || return
    since=$(sed -n 's/^started //p' "$1")
    [ -z "$since" ] || [ "$since" = "$(started "${1##*.}")" ]
}

clear_dead() {
    for file in "$state"/link.*; do
        if [ "$file" = "$notes" ]; then
            [ ! -f "$file" ] || take_back "$file" live
        elif [ -f "$file" ] && ! is_live "$file"; then
            take_back "$file" dead
        fi
    done
    clear_leftovers
}

# take_back FILE live|dead: what was set on an interface that is gone went with it, and one that is called
# the same now is another link's. What two links have set stays until the second is down.
# shellcheck disable=SC2086,SC2094  # a note is words; nothing writes to the file here
take_back() {
    while read -r kind rest <&3; do
        case $kind in
            link)
                device=${rest##* }
                [ "$2" = live ] || log "the link of ${rest% *} ($device) had died: what it had set is taken back"
                ;;
            route)
                grep -lsxF "$kind $rest" "$state"/link.* | grep -qvxF "$1" || delete_route "$2" $rest
                ;;
            dns) undo_dns "$2" "${1##*.}" $rest ;;  # whose: the number of its pppd
        esac
    done 3<"$1"
    rm -f "$1"
}
