# set_dns "SERVERS" "DOMAINS": those servers for those domains; the empty one stands for all names.
set_dns() {
    key=State:/Network/Service/vpnsync-$peer-$interface/DNS
    match=$2
    [ -n "$match" ] || match='""'
    note "dns $key" || return
    scutil >/dev/null 2>&1 <<END
open
d.init
d.add ServerAddresses * $1
d.add SupplementalMatchDomains * $match
d.add SupplementalMatchDomainsNoSearch # 1
set $key
quit
END
}
