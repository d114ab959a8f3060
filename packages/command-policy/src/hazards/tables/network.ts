import { each, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import { config, destroys, elsewhere, interactive, network, reads, runs, secrets, writes } from "../reasons.ts";
import { always, like, options, output } from "./files-parts.ts";

/** Only plain http(s): other schemes read files or talk to other services, and braces and brackets make many of one. */
const url = like(
  /^(https?:\/\/[^/?#@\\{}[\]\s]+|(localhost|127\.0\.0\.1)(:\d+)?)([/?#][^\\{}[\]\s]*)?$/i,
  "opens an address that is not a plain http or https one",
);

/** Programs that fetch and send, or reach other machines. */
export const networkPrograms: Programs = {
  curl: {
    safe: options(
      "LsSfIivNqG#046Vh",
      "mAer",
      "get location show-error fail head include no-buffer compressed http1.1 http2 fail-with-body no-progress-meter " +
        "tlsv1.2 max-time= connect-timeout= retry= retry-delay= retry-all-errors retry-connrefused max-redirs= " +
        "user-agent= limit-rate=",
    ),
    checked: {
      "-o --output": output,
      "-X --request": like(/^(GET|HEAD|OPTIONS)$/, network),
      "-H --header": like(/^[^@]/, reads),
      // %output{file} writes what follows to a file.
      "-w --write-out": like(/^(?!@|.*%output)/s, writes),
      "--proto": like(/^=https?(,https?)?$/, network),
      "--url": url,
    },
    ask: {
      "-K --config": config,
      "-d --data --data-raw --data-binary --data-urlencode --json -F --form -T --upload-file": network,
      "-x --proxy --preproxy --unix-socket --resolve --connect-to -k --insecure": network,
      "-O --remote-name -J --output-dir -D --dump-header -c --cookie-jar --trace --libcurl --stderr": writes,
      "-b --cookie --cacert -E --cert --key": reads,
      "-u --user -U -n --netrc": secrets,
    },
    operands: each(url),
  },
  wget: {
    safe: options(
      "qvSc46Vh",
      "tTwU",
      "no-verbose spider continue no-clobber server-response show-progress https-only tries= timeout= wait= " +
        "user-agent= header= progress=",
    ),
    checked: {
      // -nv, -nc and such: letters of its own.
      "-n": like(/^[vcdHp]+$/, "has an unknown option"),
      "-O --output-document": output,
      "-P --directory-prefix": insideWorkspace,
    },
    ask: {
      "-e --execute --config": config,
      "--use-askpass": runs,
      "-i --input-file --load-cookies --body-file --post-file": reads,
      "-o --output-file -a --append-output --save-cookies": writes,
      "--post-data --body-data --no-check-certificate -r --recursive -m --mirror": network,
    },
    // It writes into the folder that it is run in.
    operands: (urls, place) => insideWorkspace(".", place) ?? each(url)(urls, place),
  },
  rsync: {
    safe: options(
      "avzrltpgoDnxuchPiqHWmSRO",
      "",
      "archive compress dry-run update checksum human-readable progress itemize-changes stats partial size-only " +
        "existing ignore-existing list-only exclude= include= bwlimit= max-size= info=",
    ),
    ask: {
      "-e --rsh --rsync-path -M": runs,
      "--daemon --config -f --filter": config,
      "--files-from --include-from --exclude-from --password-file": reads,
      "--log-file --write-batch": writes,
      "-T --temp-dir --backup-dir --partial-dir --link-dest -L --copy-links": elsewhere,
      "--remove-source-files --del --delete --delete-excluded": destroys,
    },
    operands: each((path, place) => (path.includes(":") ? network : insideWorkspace(path, place))),
  },
  "ssh scp sftp ssh-copy-id nc ncat netcat socat telnet ftp lftp aria2c": always(network),
  "psql mysql mariadb sqlite3 sqlite redis-cli mongosh": always(interactive),
};
