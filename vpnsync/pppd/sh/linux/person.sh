# as_person USER COMMAND...: with that user's rights and groups, and nothing of root's environment.
as_person() {
    user=$1
    shift
    uid=$(id -u "$user" 2>/dev/null)
    if [ -z "$uid" ] || { [ "$uid" = 0 ] && [ "$user" != root ]; }; then
        log "there is no user $user to run $1 as"
        return
    fi
    home=$(getent passwd "$user" | cut -d: -f6)
    runtime=/run/user/$uid
    [ -d "$runtime" ] || runtime=
    # shellcheck disable=SC2016  # the person's shell reads these
    set -- env -i "HOME=${home:-/}" "USER=$user" "LOGNAME=$user" ${runtime:+"XDG_RUNTIME_DIR=$runtime"} \
        PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin \
        "VPNSYNC_PEER=$peer" "VPNSYNC_INTERFACE=$interface" "VPNSYNC_LOCAL=$local_address" \
        "VPNSYNC_REMOTE=$remote_address" "VPNSYNC_DNS=$servers" sh -c 'cd "$HOME" 2>/dev/null || cd /; exec "$@"' sh "$@"
    if [ "$uid" = 0 ]; then
        "$@"
    elif setpriv --version 2>/dev/null | grep -q util-linux; then
        setpriv --reuid "$uid" --regid "$(id -g "$user")" --init-groups -- "$@"
    else
        # shellcheck disable=SC2016
        su -s /bin/sh -c 'exec "$@"' -- "$user" sh "$@"
    fi || log "$event of $user ended with status $?"
}
