/**
 * What a shell must be told. Each script asks `salvor __complete -- WORD…` at every Tab, which answers as the programs
 * of Kubernetes do: a candidate in each line, a tab before what it means, at the end `:4`, or `:0` where files may stand.
 */
export const shells = {
  bash: `# Completion for bash: source <(salvor completion bash)
_salvor() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :4) compopt +o default 2>/dev/null ;;
      :*) ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("$1" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _salvor salvor
`,
  zsh: `#compdef salvor
# Completion for zsh: source <(salvor completion zsh), behind compinit; or as the file _salvor in a folder of $fpath
_salvor() {
  local line files=1
  local -a found
  while IFS= read -r line; do
    case $line in
      :4) files=0 ;;
      :*) ;;
      *) line=\${line//:/\\\\:} found+=("\${line/$'\\t'/:}") ;;
    esac
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#found )); then _describe salvor found
  elif (( files )); then _files
  fi
}
if [[ $funcstack[1] == _salvor ]]; then _salvor "$@"; else compdef _salvor salvor; fi
`,
  fish: `# Completion for fish: salvor completion fish | source; or as ~/.config/fish/completions/salvor.fish
function __salvor_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $found) -gt 1
        printf '%s\\n' $found[1..-2]
    else if test "$found" = ":0"
        __fish_complete_path "$current"
    end
end
complete -c salvor -f -a '(__salvor_complete)'
`,
  kubectl: `#!/bin/sh
# Completion of kubectl salvor: as the program kubectl_complete-salvor in a folder of $PATH, beside kubectl-salvor
exec kubectl-salvor __complete -- "$@"
`,
} as const;
