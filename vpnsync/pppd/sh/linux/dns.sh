# Who looks after the machine's name servers.
in_charge() {
    if command -v resolvectl >/dev/null && { readlink -f "$resolv_conf" | grep -q '^/run/systemd/resolve/' ||
        grep -q '^nameserver 127\.0\.0\.5[34]$' "$resolv_conf" 2>/dev/null; }; then
        echo resolved
        return
    fi
    case $(readlink -f "$(command -v resolvconf)" 2>/dev/null) in
        '' | */resolvectl) echo file ;;
        *) echo resolvconf ;;
    esac
}

# set_dns "SERVERS" "DOMAINS": those servers for those domains, for all names where there are none.
# shellcheck disable=SC2086  # lists of words
set_dns() {
    case $(in_charge) in
        resolved)
            note dns resolved || return
            only=
            for domain in $2; do only="$only ~$domain"; done
            tell_resolved dns $1
            tell_resolved domain ${only:-"~."}
            tell_resolved default-route "$([ -n "$2" ] && echo no || echo yes)"
            ;;
        resolvconf)
            # Debian's and openresolv alike put first what is called so; neither keeps servers for some
            # domains only. openresolv's -x leaves the other servers out, Debian's does not know it.
            record=tun0.vpnsync.$interface
            note "dns resolvconf $record" || return
            exclusive=-x
            [ -z "$2" ] || exclusive=
            printf 'nameserver %s\n' $1 | resolvconf -a "$record" $exclusive 2>/dev/null ||
                log "resolvconf does not take the name servers $1"
            ;;
        file)
            note dns file || return
            {
                for address in $1; do echo "$pid $interface $address"; done
                cat "$state/nameservers" 2>/dev/null
            } >"$state/nameservers.new"
            write_resolv_conf
            ;;
    esac
}

# tell_resolved SETTING VALUE...: it may hear of a new interface a moment later than pppd.
tell_resolved() {
    setting=$1
    shift
    for try in 1 2 3; do
        said=$(resolvectl "$setting" "$interface" "$@" 2>&1) && return
        [ "$try" = 3 ] || sleep 1
    done
    log "systemd-resolved does not take $setting $*: $said"
}
