// Each runs inside, as the sandbox's own user. The kernel keeps it to the sandbox's view; the checks keep accidents and
// tricks to what was named: no link on the way, a regular file with one name at its end. $1 directory, $2 name.
const enter = `cd -P -- "$1" 2>/dev/null || exit 43
[ "$(pwd -P)" = "$1" ] || exit 42
f=./$2
[ -L "$f" ] && exit 42
`;

const onlyFile = `[ -e "$f" ] || exit 43
[ -f "$f" ] || exit 44
[ "$(stat -c %h -- "$f")" = 1 ] || exit 45
`;

/** $3: how many bytes at most. */
export const readScript = `${enter}${onlyFile}head -c "$3" <"$f" 2>/dev/null || exit 47
`;

/** $3: a name that nobody can know for what is written; renamed over the file when it is complete. */
export const writeScript = `mkdir -p -- "$1" 2>/dev/null
${enter}t=./$3
umask 022
if [ -e "$f" ]; then
[ -f "$f" ] || exit 44
[ "$(stat -c %h -- "$f")" = 1 ] || exit 45
fi
set -C
{ cat >"$t"; } 2>/dev/null || { rm -f -- "$t" 2>/dev/null; exit 46; }
[ -e "$f" ] && chmod "$(stat -c %a -- "$f")" "$t"
[ "$(stat -c %s -- "$t")" = "$4" ] || { rm -f -- "$t"; exit 46; }
mv -f -- "$t" "$f" 2>/dev/null || { rm -f -- "$t"; exit 46; }
`;

/** Removes a file. */
export const removeScript = `${enter}${onlyFile}rm -f -- "$f" 2>/dev/null
[ ! -e "$f" ] || exit 46
`;

/** Names of a directory, each behind a letter for its kind and before a NUL. */
export const listScript = `cd -P -- "$1" 2>/dev/null || exit 43
[ "$(pwd -P)" = "$1" ] || exit 42
[ -r . ] || exit 47
for f in ./* ./.[!.]* ./..?*; do
if [ -L "$f" ]; then k=l; elif [ -d "$f" ]; then k=d; elif [ -f "$f" ]; then k=f; elif [ -e "$f" ]; then k=o; else continue; fi
printf '%s%s\\0' "$k" "\${f#./}"
done
`;
