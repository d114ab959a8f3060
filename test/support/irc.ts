import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { connectPerson, type IrcPerson } from "./irc-person.ts";
import { freePort } from "./servers.ts";

/** A real IRC server (InspIRCd) with real services (Atheme) on local ports of their own. */
export interface IrcNetwork {
  readonly port: number;
  /** Where TLS is spoken, by the name `localhost`. */
  readonly tlsPort: number;
  /** The authority that vouches for the server's certificate, as PEM: nobody knows it but this network. */
  readonly authority: string;
  /** What the server asks of whoever connects. */
  readonly password: string;
  /** Connects somebody with a plain client. */
  person(nick: string): Promise<IrcPerson>;
  /** Cuts somebody's connection, as an operator of the network does. */
  cut(nick: string): Promise<void>;
  stop(): Promise<void>;
}

interface Ports {
  readonly clients: number;
  readonly secure: number;
  readonly servers: number;
}

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

function serverConfig(dir: string, o: Ports & { password: string }): string {
  const modules = [
    "cap",
    "ircv3",
    "ircv3_accounttag",
    "ircv3_ctctags",
    "ircv3_servertime",
    "ircv3_msgid",
    "ssl_gnutls",
  ];
  return `
<server name="irc.test" description="Test" network="Test" id="1TS">
<admin name="admin" nick="admin" email="admin@example.org">
<path datadir="${dir}" logdir="${dir}" runtimedir="${dir}" moduledir="/usr/lib/inspircd/modules">
<log method="file" type="*" level="default" target="${dir}/irc.log">
<bind address="127.0.0.1" port="${o.clients}" type="clients">
<sslprofile name="tls" provider="gnutls" certfile="${dir}/server.pem" keyfile="${dir}/server.key" hash="sha256">
<bind address="127.0.0.1" port="${o.secure}" type="clients" sslprofile="tls">
<bind address="127.0.0.1" port="${o.servers}" type="servers">
<connect name="main" allow="*" timeout="30" localmax="1000" globalmax="1000" resolvehostnames="no" useident="no"
  usednsbl="no" commandrate="1000000" threshold="1000000" fakelag="no" recvq="100K" softsendq="1M" hardsendq="1M" password="${o.password}">
<class name="All" commands="KILL" privs="" usermodes="*" chanmodes="*">
<type name="Boss" classes="All">
<oper name="boss" password="boss" host="*@*" type="Boss">
<link name="services.test" ipaddr="127.0.0.1" port="${o.servers}" allowmask="127.0.0.1/32" sendpass="link" recvpass="link">
<uline server="services.test" silent="yes">
${[...modules, "services_account", "spanningtree"].map((name) => `<module name="${name}">`).join("\n")}
`;
}

/** Makes an authority and a certificate for `localhost` in `dir`. */
async function makeCertificates(dir: string): Promise<string> {
  const run = promisify(execFile);
  const file = (name: string): string => join(dir, name);
  const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const authority = ["-keyout", file("authority.key"), "-out", file("authority.pem"), "-subj", "/CN=Test authority"];
  await run("openssl", ["req", "-x509", ...elliptic, ...authority]);
  const signed = [
    "-CA",
    file("authority.pem"),
    "-CAkey",
    file("authority.key"),
    "-addext",
    "subjectAltName=DNS:localhost",
  ];
  const server = ["-keyout", file("server.key"), "-out", file("server.pem"), "-subj", "/CN=localhost"];
  await run("openssl", ["req", "-x509", ...elliptic, ...signed, ...server]);
  await chmod(file("server.key"), 0o644);
  return await readFile(file("authority.pem"), "utf8");
}

function servicesConfig(port: number): string {
  const modules = ["protocol/inspircd", "backend/opensex", "crypto/pbkdf2v2"];
  return `
${[...modules, "nickserv/main", "nickserv/identify", "nickserv/register"].map((name) => `loadmodule "modules/${name}";`).join("\n")}
serverinfo { name = "services.test"; desc = "Services"; numeric = "2TS"; recontime = 1; netname = "Test";
  adminname = "admin"; adminemail = "admin@example.org"; registeremail = "noreply@example.org";
  hidehostsuffix = "users.test"; mta = "/bin/true"; loglevel = { error; info; }; maxlogins = 500; maxusers = 0;
  maxnicks = 0; mdlimit = 30; emaillimit = 1000; emailtime = 300; auth = none; casemapping = rfc1459; };
uplink "irc.test" { host = "127.0.0.1"; port = ${port}; send_password = "link"; receive_password = "link"; };
nickserv { spam = false; no_nick_ownership = true; nick = "NickServ"; user = "NickServ"; host = "services.test"; real = "Services"; };
general { commit_interval = 5; };
`;
}

interface Program {
  readonly child: ChildProcess;
  /** What it said last, or why it could not be started. */
  said(): string;
  end(): Promise<void>;
}

function start(command: string, args: readonly string[], install: string, as: { uid?: number; gid?: number }): Program {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...as });
  let output = "";
  child.on("error", () => {
    output = `The tests need ${command}. Install it with: apt-get install -y --no-install-recommends ${install}`;
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  const last = (): void => void child.kill("SIGKILL");
  process.once("exit", last);
  return {
    child,
    said: () => output,
    async end() {
      process.off("exit", last);
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function until(holds: () => Promise<boolean>, programs: readonly Program[]): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds().catch(() => false)) return;
    await pause(50);
  }
  throw new Error(`no IRC network: ${programs.map((one) => one.said()).join("\n")}`);
}

/** Starts a network; people can connect and log in once it resolves. */
export async function startIrcNetwork(): Promise<IrcNetwork> {
  const dir = await mkdtemp(join(tmpdir(), "moltbot-irc-"));
  const ports: Ports = { clients: await freePort(), secure: await freePort(), servers: await freePort() };
  const [{ clients, servers }, password] = [ports, "let-me-in-4711"];
  const authority = await makeCertificates(dir);
  await writeFile(join(dir, "irc.conf"), serverConfig(dir, { ...ports, password }));
  await writeFile(join(dir, "services.conf"), servicesConfig(servers));
  await chmod(dir, 0o777);
  if (isRoot) await chown(dir, nobody, nobody);
  const runAsRoot = isRoot ? ["--runasroot"] : [];
  const server = ["--nofork", "--nopid", "--config", join(dir, "irc.conf"), ...runAsRoot];
  const services = ["-n", "-c", join(dir, "services.conf"), "-D", dir, "-l", join(dir, "log"), "-p", join(dir, "pid")];
  const programs: Program[] = [start("/usr/sbin/inspircd", server, "inspircd", {})];
  const person = (nick: string): Promise<IrcPerson> => connectPerson(clients, password, nick);
  const stop = async (): Promise<void> => {
    for (const one of programs) await one.end();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await until(async () => {
      (await person("first")).leave();
      return true;
    }, programs);
    const as = isRoot ? { uid: nobody, gid: nobody } : {};
    programs.push(start("/usr/bin/atheme-services", services, "atheme-services", as));
    const boss = await person("boss");
    boss.say("OPER", "boss", "boss");
    await until(() => boss.isHere("NickServ"), programs);
    return {
      port: clients,
      tlsPort: ports.secure,
      authority,
      password,
      person,
      async cut(nick) {
        boss.say("KILL", nick, "cut");
        while (await boss.isHere(nick)) await pause(5);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
