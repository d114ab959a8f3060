import { describe, expect, test } from "vitest";
import { expectAsks, expectHarmless, hazard, lines, words } from "./unix-support.ts";

describe("tar", () => {
  test.each(
    lines(`
      tar tzf a.tgz
      tar tf a.tar
      tar -tvf a.tar
      tar --list --file a.tar
      tar --list --file=a.tar
      tar -czf out.tgz src
      tar czf out.tgz src README.md
      tar -cJf out.tar.xz src
      tar -c -f - src
      tar -cf - --exclude=node_modules src
      tar -cf out.tar --exclude '*.log' src
      tar caf out.tar.zst src
      tar -rf out.tar more
      tar -df a.tar
      tar cf /dev/null src
      tar --version
      gtar tzf a.tgz
      bsdtar -tf a.zip
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      tar cf /dev/null --checkpoint=1 --checkpoint-action=exec=id f
      tar cf /dev/null --checkpoint-act=exec=id f
      tar xzf a.tgz
      tar -xzf a.tgz -C vendor
      tar xf a.tar -C vendor/x --strip-components=1
      tar xCf vendor a.tar
      tar -xvf a.tar README.md
      tar -xOf a.tar README.md
      tar --extract --gzip --file a.tgz --directory vendor
      tar xf a.tar
      tar x
      tar --ext -f a.tar
      tar xf a.tar --to-command=sh
      tar xf a.tar --to-com=sh
      tar xf a.tar --to-command sh
      tar --use-compress-program=sh -xf a.tar
      tar --use-compress-program sh -xf a.tar
      tar -I sh -xf a.tar
      tar -Ish -xf a.tar
      tar -xIsh -f a.tar
      tar xIf sh a.tar
      tar cfI a.tar sh src
      tar -F sh -cf a.tar src
      tar cfF a.tar sh src
      tar --info-script=sh -cf a.tar src
      tar --new-volume-script=sh -cf a.tar src
      tar --rsh-command=sh -cf host:a src
      tar --rmt-command=sh -cf host:a src
      tar -cf host:a src
      tar cf host:a src
      tar xf user@host:a
      tar -C / -xf a.tar
      tar xf a.tar -C ../other
      tar xfC a.tar /
      tar -C.. -xf a.tar
      tar --directory=/ -xf a.tar
      tar -xf a.tar -C sub -C ..
      tar -P -xf a.tar
      tar xPf a.tar
      tar --absolute-names -xf a.tar
      tar -cf /tmp/out.tar src
      tar -cf ../out.tar src
      tar -cf .git/x src
      tar -czf out.tgz /etc/passwd
      tar -czf out.tgz ../secret
      tar -czf out.tgz @/etc/a.tar
      tar -T list -cf out.tar
      tar -cf out.tar --files-from=list
      tar -cf out.tar -X list src
      tar cXf list out.tar src
      tar -xf a.tar --transform=s,^,/tmp/,
      tar -cf out.tar --remove-files src
      tar --delete -f a.tar x
      tar -g snap -cf out.tar src
      tar --index-file=f -tvf a.tar
      tar -W checkpoint-action=exec=id -cf a b
    `),
  )("[R7.2] asks: %s", expectAsks);

  test("[R7.2] unpacking needs a known workspace", () => {
    expect(hazard(words("tar tf a.tar"), {})).toBeDefined();
    expect(hazard(words("tar tf a.tar"), { cwd: "/elsewhere", workspace: "/ws" })).toBeDefined();
    expect(hazard(words("tar tf ../a.tar"), { cwd: "/ws/sub", workspace: "/ws" })).toBeUndefined();
    expect(hazard(words("tar cf x.tar -C /ws ../etc"), { cwd: "/ws/a/b", workspace: "/ws" })).toBeDefined();
  });
});

describe("zip, gzip and others", () => {
  test.each(
    lines(`
      zip -r out.zip src
      zip -qr9 out.zip src -x 'node_modules/*'
      zip out.zip a b
      unzip -l a.zip
      unzip -p a.zip README.md
      gzip a.txt
      gzip -k -9 a.txt
      gunzip a.gz
      gzip -dc a.gz
      gzip --decompress --stdout a.gz
      xz -T0 a.tar
      zstd -19 a.tar
      bzip2 -d a.bz2
      zcat a.gz
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      zip out.zip a -T -TT 'sh -c id'
      zip -rTT id out.zip a
      zip --unzip-command=id out.zip a
      unzip a.zip
      unzip -oq a.zip -d out
      zip /tmp/out.zip a
      zip -r out.zip /etc
      zip -m out.zip a
      zip -d out.zip a
      zip -O /tmp/o out.zip
      zip -lf log out.zip a
      zip -@ out.zip
      zip out.zip a -x@list
      zip out.zip a -x @list
      zip -P secret out.zip a
      unzip a.zip -d /
      unzip -d.. a.zip
      unzip -: a.zip
      unzip -o: a.zip
      unzip -M a.zip
      unzip -K a.zip
      gzip /etc/hosts
      gzip ../x
      gzip .git/config
      zstd a -o /tmp/x
      zstd -D dict a
      xz --files=list
      7z x a.7z
      cpio -i
      patch -p1
    `),
  )("[R7.2] asks: %s", expectAsks);
});
