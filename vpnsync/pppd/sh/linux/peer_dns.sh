# The name servers that the server names, for who is in charge of names; not where the system's own script,
# which comes after this one, sees to that.
set_peer_dns() {
    [ -n "${DNS1-}" ] || return
    own=/etc/ppp/ip-up
    case $(in_charge) in
        resolvconf) own=$(! is_written_by_resolvconf || echo /etc/ppp/ip-up.d/000resolvconf) ;;
        resolved) own= ;;
    esac
    [ -x "$own" ] || set_dns "$DNS1 ${DNS2-}" ''
}
