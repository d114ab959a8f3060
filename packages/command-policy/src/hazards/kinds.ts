const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Commands of the shell itself that no program stands for: they change or run something inside the shell. */
export const builtins = words(`. : alias bg bind break builtin caller cd command compgen complete compopt continue
  declare dirs disown enable eval exec exit export fc fg getopts hash history jobs let local logout mapfile popd pushd
  read readarray readonly return set shift shopt source suspend times trap type typeset ulimit umask unalias unset wait`);

/** Programs that read commands. */
export const shells = words(`ash bash cmd csh dash elvish fish ion jsh ksh lksh mksh murex nu oksh osh pdksh posh
  powershell pwsh rbash rksh rzsh sash sh tcsh wsl xonsh yash zsh`);

/** Programs that run another program, or that let whoever types run one. */
export const wrappers =
  words(`aa-exec apptainer arch asdf at batch bsdtime bunx busybox bwrap caffeinate capsh catchsegv cgexec choom chpst
  chronic chroot chrt concurrently corepack cpulimit crontab cross-env daemonize dbus-launch dbus-run-session
  ddrescue direnv distrobox doas dotenv dotenvx dtach dumb-init eatmydata ed emacs emacsclient entr env env-cmd
  envdir ex expect fakechroot fakeroot faketime firejail flatpak flatpak-spawn flock fzf gdb gdbserver gosu guix
  hyperfine i386 ifne ionice lazygit ldd less lesspipe linux32 linux64 lldb logsave ltrace man memusage mise more
  most multitime nano nice nix nix-shell nnn nodemon nohup npx nsenter numactl nvim open osascript parallel pee
  perf pico pipx pkexec pnpx prlimit proot proxychains proxychains4 ranger rbenv rlwrap run-parts run0 runcon
  runuser s6-setuidgid sandbox-exec schroot screen script scriptreplay sem setarch setlock setpriv setsid
  setuidgid sg singularity softlimit sponge ssh-agent start-stop-daemon stdbuf strace su su-exec sudo sudoedit
  systemd-inhibit systemd-run taskset tig time timelimit timeout tini tmux torify torsocks toybox trickle unbuffer
  unshare uvx valgrind vi view vim vimdiff vipe visudo watch watchexec with-env x86_64 xargs xcrun xdg-open xterm
  xvfb-run zutils`);

/** Programs that run a program text: their first operand, or what an option holds. */
export const interpreters = words(`R Rscript bb bun clisp clojure crystal csi deno elixir erl escript
  esno expect fsi ghci gjs gluac gosh groovy guile hy io iex irb janet java jjs jruby js jshell julia
  kotlin lua luajit m4 micropython node nodejs ocaml octave osascript perl php pry pypy python racket raku rhino
  ruby runghc runhaskell sbcl scala scheme swift tclsh ts-node tsx v8 wish wolframscript`);

/** `python3.12`, `ruby3`, `lua5.4`: the program behind a version. */
export function withoutVersion(name: string): string {
  return name.replace(/-?\d+(\.\d+)*$/, "");
}

/** The program behind a path; file systems may ignore case, so that the look-up does. */
export function baseName(command: string): string {
  return command.slice(command.lastIndexOf("/") + 1).toLowerCase();
}

/** `node scripts/build.js *`: the words behind the script are its own arguments. */
export function namesScript([, script]: readonly string[]): boolean {
  return script !== undefined && !script.startsWith("-") && /[./]/.test(script);
}
