import { describe, expect, test } from "vitest";
import { expectAsks, expectHarmless, hazard, lines, words } from "./unix-support.ts";

describe("tools that change files", () => {
  test.each(
    lines(`
      cp a b
      cp -r a b
      cp -R src /ws/out
      cp -a src/. out/
      cp -t out a b
      cp --recursive --force a b
      cp -p --preserve=mode a b
      install -m 755 a bin/a
      install -d bin
      mv a b
      mv -f a b dir/
      mv src/a .
      mv -n a b
      ln -s a b
      ln -sf src/a link
      rm f
      rm -f a b
      rm -rf dist
      rm -rf ./dist
      rm -rf dist/*
      rm -r -- -odd
      rm -rfv dist node_modules/.cache
      rm --recursive --force dist
      rmdir a
      rmdir -p a/b
      mkdir a
      mkdir -p src/x
      mkdir -pv src/x/y
      mkdir -m 755 a
      mkdir --parents a/b
      touch f
      touch -c -d yesterday f
      truncate -s 0 f
      chmod +x run.sh
      chmod 644 a b
      chmod -R u+w,go-w dir
      chmod 0755 f
      chown -R me:me dir
      tee out
      tee -a out
      tee /dev/null
      tee /dev/stderr
      dd if=/dev/zero of=blob bs=1k count=4
      dd if=f
      split -l 100 f part-
      split -b 1M -d f out/part-
      csplit f /re/ {*}
      csplit -f part- f 10
      du -sh .
      du -h --max-depth=1 src
      du -d1 -a
      file a.png
      file -bi a.png
      tree -L 2
      tree -a -I node_modules
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      cp /etc/passwd .
      cp a /home/u/.bashrc
      cp a ../b
      cp -r a /
      cp evil .git/hooks/pre-commit
      cp evil .GIT/config
      cp evil ./.g*/config
      cp evil sub/.git/config
      cp -t / a
      cp -t/etc a
      cp -rt /etc a
      cp --target-directory=/etc a
      cp --target /etc a
      cp a b -t /etc
      cp -- a /etc/x
      install -m 4755 a b
      install -m u+s a b
      install -o root a b
      install --strip-program=sh -s a b
      mv . /tmp
      mv /ws x
      mv a /tmp
      mv /etc/hosts .
      mv .git x
      mv ../a b
      ln -s /etc/passwd x
      ln -s ../../etc x
      ln -s sub/../../x y
      ln /etc/passwd x
      ln -st / a
      rm -rf .
      rm -rf ./
      rm -rf /ws
      rm -rf /ws/
      rm -rf ..
      rm -rf /
      rm -rf src/..
      rm -rf ./*
      rm -rf /ws/*
      rm -rf .*
      rm -rf .git
      rm -rf .git/hooks
      rm -rf /home/u
      rm -rf a /home/u
      rm -rf -- /
      rm --no-preserve-root -rf dist
      rm --unknown x
      rmdir /tmp/x
      mkdir /tmp/x
      mkdir -p ../x
      mkdir -m 2777 x
      touch /tmp/x
      touch .git/x
      truncate -s 0 /etc/hosts
      chmod u+s f
      chmod 4755 f
      chmod 777 /etc/hosts
      chmod --reference=a b
      chown root /etc/hosts
      chown --reference=a b
      tee /etc/hosts
      tee -a ~/.bashrc ../x
      tee .git/config
      dd if=a of=/dev/sda
      dd of=../x
      dd of=.git/config if=x
      split --filter=sh f
      split --filt=sh f
      split f --filter sh
      split f /tmp/x
      split --additional-suffix=x f
      csplit -f /tmp/x f 1
      csplit --prefix=/tmp/x f 1
      csplit -b %d f 1
      shred f
    `),
  )("[R7.2] asks: %s", (line) => {
    // A home directory is a plain name here: what expands never comes this far.
    expectAsks(line.replace("~", "/home/u"));
  });

  test("[R7.2] without a known workspace every change asks", () => {
    for (const line of ["rm f", "cp a b", "mkdir x", "tee x", "mv a b", "split f", "dd of=x"]) {
      expect(hazard(words(line), {}), line).toBeDefined();
      expect(hazard(words(line), { cwd: "/tmp", workspace: "/ws" }), line).toBeDefined();
    }
  });

  test("[R7.2] the root of the machine as workspace is no licence to remove it", () => {
    for (const line of ["rm -rf /", "rm -rf /*", "rm -rf ./*", "rm -rf ."]) {
      expect(hazard(words(line), { cwd: "/", workspace: "/" }), line).toBeDefined();
    }
  });
});
