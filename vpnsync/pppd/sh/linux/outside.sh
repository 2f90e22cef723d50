# keep_outside NETWORK: send it where it would go without this link.
# shellcheck disable=SC2086  # a way is words
keep_outside() {
    way=$(way_outside "$1")
    case $way in
        '') log "$1: no way leads there but $interface, so that it is not kept outside" ;;
        there) join "$1" ;;
        *) set_route "$1" $way ;;
    esac
}

# The best route that leads to the whole of a network, this interface's own left aside: "via GATEWAY dev NAME"
# or "dev NAME"; "there" where it is one for just this network.
way_outside() {
    ip "$(family "$1")" -o route show match "$1" 2>/dev/null | awk -v own="$interface" -v network="$1" '
        BEGIN { sub(network ~ /:/ ? "/128$" : "/32$", "", network) }
        $1 ~ /^(default$|[0-9a-f]*[.:])/ {
            via = name = flag = ""; metric = 0
            for (i = 2; i <= NF; i++) {
                if ($i == "via") via = "via " ($(i + 1) == "inet6" ? "inet6 " $(i + 2) : $(i + 1)) " "
                if ($i == "dev") name = $(i + 1)
                if ($i == "metric") metric = $(i + 1) + 0
                if ($i == "onlink") flag = " onlink"
            }
            bits = $1 == "default" ? 0 : $1 ~ /\// ? substr($1, index($1, "/") + 1) + 0 : 128
            if (name != "" && name != own && (way == "" || bits > best || bits == best && metric < cost)) {
                way = $1 == network ? "there" : via "dev " name flag
                best = bits; cost = metric
            }
        }
        END { print way }'
}
