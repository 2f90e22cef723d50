# as_person USER COMMAND...: with that user's rights and groups, and nothing of root's environment.
as_person() {
    user=$1
    shift
    uid=$(id -u "$user" 2>/dev/null)
    if [ -z "$uid" ] || { [ "$uid" = 0 ] && [ "$user" != root ]; }; then
        log "there is no user $user to run $1 as"
        return
    fi
    # shellcheck disable=SC2016  # the person's shell reads these
    sudo -n -H -u "$user" -- /usr/bin/env PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
        "VPNSYNC_PEER=$peer" "VPNSYNC_INTERFACE=$interface" "VPNSYNC_LOCAL=$local_address" \
        "VPNSYNC_REMOTE=$remote_address" "VPNSYNC_DNS=$servers" sh -c 'cd "$HOME" 2>/dev/null || cd /; exec "$@"' sh "$@" ||
        log "$event of $user ended with status $?"
}
