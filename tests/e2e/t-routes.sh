#!/bin/bash
# Routes and name servers of a real call, inside a guest as root: t-routes.sh PYTHON (one that has vpnsync).
# Prints "ok WHAT" for each thing that holds, and ends with 1 at the first that does not.
here=$(cd "$(dirname "$0")" && pwd)
python=$1
work=$(mktemp -d) && cd "$work" || exit 1

cp /etc/resolv.conf resolv.first
clean() { # what this script sets up, so that the tests after it find the guest as it was
    cat resolv.first >/etc/resolv.conf
    kill $(jobs -p); ip netns del rserver; ip netns del rworld; ip netns del rlan
    "$python" -m vpnsync down --all
    rm -rf /etc/netns/rserver /etc/ppp/peers /etc/ppp/vpnsync /var/lib/vpnsync
}
trap clean EXIT
ok() { echo "ok $*"; }
fail() { echo "not ok $*"; ip route; cat /etc/resolv.conf; ls -A /run/vpnsync; cat said.log /var/lib/vpnsync/log/*; exit 1; }
check() { what=$1; shift; if "$@" >check.log 2>&1; then ok "$what"; else cat check.log; fail "$what"; fi; }
until_true() { for _ in $(seq 200); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; return 1; }

# The server, a network behind it, and a world outside that the client reaches without it.
wire() { # NAMESPACE ITS-INTERFACE ITS-ADDRESS OUR-INTERFACE OUR-ADDRESS
    ip netns add "$1"
    ip link add "$4" type veth peer name "$2" netns "$1"
    ip addr add "$5" dev "$4"; ip link set "$4" up
    ip -n "$1" addr add "$3" dev "$2"; ip -n "$1" link set "$2" up; ip -n "$1" link set lo up
}
wire rserver rs0 10.99.0.1/24 rc0 10.99.0.2/24
wire rworld rw0 192.168.77.1/24 rc1 192.168.77.2/24
ip route add default via 192.168.77.1
ip -n rworld addr add 203.0.113.9/32 dev lo
ip netns add rlan
ip -n rserver link add rl0 type veth peer name rl1 netns rlan
ip -n rserver addr add 10.20.0.1/16 dev rl0; ip -n rserver addr add 10.20.0.53/16 dev rl0
ip -n rserver addr add 10.30.0.1/16 dev rl0; ip -n rserver link set rl0 up
ip -n rlan addr add 10.20.0.80/16 dev rl1; ip -n rlan addr add 10.30.0.80/16 dev rl1
ip -n rlan link set rl1 up; ip -n rlan link set lo up; ip -n rlan route add default via 10.20.0.1
ip netns exec rserver sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'

mkdir -p /etc/netns/rserver; cp -a /etc/ppp /etc/netns/rserver/ppp; touch /etc/pptpd.conf
printf 'alice\t*\t"s3cret"\t*\n' >/etc/netns/rserver/ppp/chap-secrets
printf '%s\n' 'name PPTP' refuse-pap refuse-chap refuse-mschap require-mschap-v2 require-mppe-128 \
    lock nobsdcomp novj nologfd >/etc/netns/rserver/ppp/pptpd-options
printf '%s\n' 'option /etc/ppp/pptpd-options' 'localip 10.98.0.1' 'remoteip 10.98.0.10-20' >/etc/netns/rserver/pptpd.conf
ip netns exec rserver sh -c 'mount -t tmpfs tmpfs /run && exec pptpd --fg --conf /etc/pptpd.conf --listen 10.99.0.1' \
    >pptpd.log 2>&1 &
ip netns exec rserver "$python" "$here/dns.py" 10.20.0.53 host.client1.internal 10.20.0.80 &
until_true sh -c 'ip netns exec rserver ss -ltn | grep -q :1723' || fail "pptpd listens"

cat >vpns.toml <<'END'
version = 1
[defaults]
protocol = "pptp"
server = "10.99.0.1"
user = "alice"
password = "s3cret"
auth_methods = ["mschap-v2"]
encryption = "require-128"
ipv6 = false
allow = ["plain-text-secret", "no-split-dns"]
[peers.office]
routes = ["10.20.0.0/16", "10.30.0.0/16"]
exclude_routes = ["10.20.99.0/24"]
dns = { servers = ["10.20.0.53"], domains = ["client1.internal"] }
on_up = { command = ["sh", "-c", "id -un >/run/told/$VPNSYNC_PEER.$VPNSYNC_INTERFACE"], user = "nobody" }
[peers.plain]
[peers.whole]
default_route = true
END
mkdir -m 777 /run/told
printf 'search lan\nnameserver 203.0.113.9\n' >/etc/resolv.conf
cp /etc/resolv.conf resolv.before
ip route >routes.before
vpnsync() { "$python" -m vpnsync "$@" >said.log 2>&1; }
vpnsync apply --yes || fail "vpnsync apply"

pid_of() { pgrep -f "pppd call $1 "; }
passed() { cat /sys/class/net/ppp0/statistics/tx_packets; }
is_left() { ip route | cmp -s - routes.before && cmp -s /etc/resolv.conf resolv.before && [ -z "$(ls -A /run/vpnsync)" ]; }
does_not_pass() { before=$(passed); ping -c 1 -w 5 203.0.113.9 && [ "$(passed)" = "$before" ]; }
resolves() { getent ahostsv4 host.client1.internal | grep -q '^10\.20\.0\.80 '; }
leads() { ip route get "$1" | grep -q "$2"; }

vpnsync up office --detach || fail "the link comes up"
check "up tells routes and name servers" grep -q 'routes: .*10\.20\.0\.0/16, 10\.30\.0\.0/16' said.log
check "a host behind the server answers" ping -c 1 -w 5 10.20.0.80
check "a host in the second network answers" ping -c 1 -w 5 10.30.0.80
check "a name resolves there" resolves
check "a host outside does not go through the tunnel" does_not_pass
check "an excluded network does not either" leads 10.20.99.1 "via 192.168.77.1 dev rc1"
check "the server does not either" leads 10.99.0.1 "dev rc0"
check "the person's command ran as the person" until_true grep -qx nobody /run/told/office.ppp0
kill "$(pid_of office)"
check "after down, nothing is left" until_true is_left

vpnsync up office --detach || fail "the link comes up again"
cp vpns.toml described
sed -i '/^routes/d; /^exclude/d; /^dns/d; /^on_up/d' vpns.toml
vpnsync apply --yes || fail "vpnsync apply while the link is up"
check "what the description says no more holds as long as the link" leads 10.20.0.80 "dev ppp0"
kill "$(pid_of office)"
check "and is taken back with it" until_true is_left
cp described vpns.toml
vpnsync apply --yes || fail "vpnsync apply once more"

vpnsync up office --detach || fail "the link comes up a third time"
killed=$(pid_of office)
kill -9 "$killed"
until_true sh -c '[ ! -e /sys/class/net/ppp0 ]' || fail "the kernel takes the interface away"
check "kill -9 runs no ip-down" sh -c '! cmp -s /etc/resolv.conf resolv.before && [ -e /run/vpnsync/link.'"$killed"' ]'
until_true sh -c '! pgrep -x pptp' || fail "pptp goes with its pppd"
vpnsync up plain --detach || fail "a link that sets nothing comes up"
check "after kill -9 and the next up, the name servers are what they were" cmp /etc/resolv.conf resolv.before
check "and no route of the dead link is there" sh -c '! ip route | grep -q "^10\.[23]0\." && [ -z "$(ls -A /run/vpnsync)" ]'
vpnsync down plain || fail "down"
ip route del 10.99.0.1 2>/dev/null # pptp's own, which it leaves behind

vpnsync up whole --detach || fail "a link that wants everything comes up"
check "everything goes through it, beside another default route" leads 203.0.113.9 "dev ppp0"
check "but for its server" leads 10.99.0.1 "dev rc0"
vpnsync down whole || fail "down"
check "after down, again nothing is left" until_true is_left
echo "all done"
