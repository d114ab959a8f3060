/** The shells that completion is written for. */
export type Shell = "bash" | "zsh" | "fish";

// bash takes words apart at colons, and ids have them: the words are read from the line itself.
const bash = `# moltbot completion for bash
_moltbot() {
  local line=\${COMP_LINE:0:COMP_POINT} cur first found
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  cur=\${words[-1]}
  COMPREPLY=()
  while IFS= read -r found; do
    if [[ $found == ":files" ]]; then
      compopt -o default
      COMPREPLY=()
      return
    fi
    found=\${found%%$'\\t'*}
    [[ $found == "$cur"* ]] || continue
    if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
      first=\${cur%"\${cur##*:}"}
      found=\${found#"$first"}
    fi
    COMPREPLY+=("$found")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _moltbot moltbot
`;

const zsh = `#compdef moltbot
# moltbot completion for zsh
_moltbot() {
  local line
  local -a lines described
  lines=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ \${lines[1]} == ":files" ]]; then
    _files
    return
  fi
  for line in $lines; do
    if [[ $line == *$'\\t'* ]]; then
      described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      described+=("\${line//:/\\\\:}")
    fi
  done
  _describe moltbot described
}
if [[ $funcstack[1] == _moltbot ]]; then
  _moltbot "$@"
else
  compdef _moltbot moltbot
fi
`;

const fish = `# moltbot completion for fish
function __moltbot_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    if test "$found[1]" = ":files"
        __fish_complete_path "$current"
        return
    end
    printf '%s\\n' $found
end
complete -c moltbot -f -a '(__moltbot_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };

/** What a shell reads once, to ask \`moltbot complete\` at every key from then on. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}
