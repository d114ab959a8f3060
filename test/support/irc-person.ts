import { once } from "node:events";
import { connect } from "node:net";

/** A message that somebody saw. */
export interface Heard {
  /** The sender's nickname. */
  readonly from: string;
  /** Nickname or channel that it went to. */
  readonly to: string;
  readonly text: string;
}

/** Somebody on IRC, with a client that shows lines and nothing more. */
export interface IrcPerson {
  readonly nick: () => string;
  /** Sends a line; the last part may hold spaces. */
  say(...parts: readonly string[]): void;
  /** Sends bytes as they are. */
  raw(text: string): void;
  /** Writes to somebody; false when they are not there. */
  tell(target: string, text: string): Promise<boolean>;
  join(channel: string): Promise<void>;
  /** Takes another nickname. */
  rename(nick: string): Promise<void>;
  /** Logs in to the services, with a new account where there is none yet. */
  login(account: string): Promise<void>;
  isHere(nick: string): Promise<boolean>;
  /** Every message so far, oldest first. */
  readonly heard: readonly Heard[];
  /** Waits for a message with this text in it. */
  hears(part: string): Promise<Heard>;
  leave(): void;
}

const patienceMs = 20_000;

/** Connects and registers. */
export async function connectPerson(port: number, password: string, wanted: string): Promise<IrcPerson> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let nick = wanted;
  let rest = "";
  let tokens = 0;
  const heard: Heard[] = [];
  const listeners = new Set<(line: string) => void>();
  const raw = (text: string): void => void (socket.destroyed || socket.write(text));
  const say = (...parts: readonly string[]): void =>
    raw(`${parts.slice(0, -1).join(" ")}${parts.length > 1 ? " :" : ""}${parts.at(-1)}\r\n`);
  socket.setMaxListeners(0);
  socket.on("error", () => {});
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("PING")) say("PONG", line.slice(6));
      const message = /^:([^!]+)!\S+ PRIVMSG (\S+) :(.*)$/s.exec(line);
      if (message) heard.push({ from: message[1] ?? "", to: message[2] ?? "", text: message[3] ?? "" });
      for (const listener of [...listeners]) listener(line);
    }
  });
  /** The first line from now on that looks like one of `forms`. */
  const line = (...forms: readonly RegExp[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        listeners.delete(listener);
        socket.off("close", closed);
      };
      const closed = (): void => {
        end();
        reject(new Error(`${nick} was cut off`));
      };
      const listener = (text: string): void => {
        if (!forms.some((form) => form.test(text))) return;
        end();
        resolve(text);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${nick} never saw ${forms.join(" or ")}`));
      }, patienceMs);
      listeners.add(listener);
      socket.once("close", closed);
    });
  const ask = async (form: RegExp, ...parts: readonly string[]): Promise<string> => {
    const answer = line(form);
    say(...parts);
    return await answer;
  };
  /** Whether the server takes these lines without an error 401. */
  const isTaken = async (...parts: readonly string[]): Promise<boolean> => {
    const token = `t${++tokens}`;
    const answer = line(/^\S+ 401 /, new RegExp(`PONG .*${token}`));
    say(...parts);
    say("PING", token);
    return / PONG /.test(await answer);
  };
  const services = async (text: string): Promise<string> => {
    const answer = line(/ 900 /, /NOTICE .*(not a registered|[Ii]nvalid)/);
    say("PRIVMSG", "NickServ", text);
    return await answer;
  };
  const welcome = line(/ 001 /);
  say("PASS", password);
  say("NICK", nick);
  say("USER", nick, "0", "*", nick);
  await welcome;
  return {
    nick: () => nick,
    say,
    raw,
    tell: (target, text) => isTaken("PRIVMSG", target, text),
    async join(channel) {
      await ask(/ 366 /, "JOIN", channel);
    },
    async rename(next) {
      await ask(/ NICK /, "NICK", next);
      nick = next;
    },
    async login(account) {
      if (/ 900 /.test(await services(`IDENTIFY ${account} pass-of-${account}`))) return;
      await services(`REGISTER ${account} pass-of-${account} ${account}@example.org`);
    },
    isHere: (who) => isTaken("WHOIS", who),
    heard,
    async hears(part) {
      for (;;) {
        const found = heard.find(({ text }) => text.includes(part));
        if (found) return found;
        await line(/ PRIVMSG /);
      }
    },
    leave: () => socket.destroy(),
  };
}
