import { type Principal, principalKey } from "@moltbot/core";
import { type Erasure, type Subject, sessionKeysOf } from "@moltbot/pairing/privacy";
import { keyOf, toJsonb } from "../text.ts";

/** The subject of a statement: its first parameter, made by {@link subjectJson}. */
const subject = "($1::text::jsonb)";
/** What takes the person's place: its second parameter, made by {@link placeJson}. */
export const place = "($2::text::jsonb)";

/** Columns `<prefix>channel`, `<prefix>account`, `<prefix>id` that name the person. */
export const isWho = (prefix = ""): string =>
  `(${prefix}channel, ${prefix}account, ${prefix}id) = (${subject}->>'channel', ${subject}->>'account', ${subject}->>'id')`;

/** The same person on any account, in columns that know none; not while they are known on another account, too. */
export const isWhoAnywhere = (prefix = ""): string =>
  `((${prefix}channel, ${prefix}id) = (${subject}->>'channel', ${subject}->>'id') and not exists (select from people q
    where q.channel = ${subject}->>'channel' and q.id = ${subject}->>'id' and q.account <> ${subject}->>'account'))`;

/** Numbers of their direct conversations. */
export const theirConversations = `(select c.id from conversations c where c.channel = ${subject}->>'channel'
  and c.account = ${subject}->>'account' and c.kind = 'dm' and (c.chat = ${subject}->>'id' or c.person = ${subject}->>'id'))`;

/** Ids of the questions that they asked. */
export const theirQuestions = `(select a.id from approvals a where ${isWho("a.requester_")}
  or (a.kind = 'pairing' and a.subject = ${subject}->>'key'))`;

/** Lines of their conversations, and in groups what they said and were answered. */
export const isTheirLine = `(session in (select jsonb_array_elements_text(${subject}->'sessions')) or author = ${subject}->>'key')`;

/** Whether a text column is one of their sessions. */
export const isTheirSession = (column: string): string =>
  `${column} in (select jsonb_array_elements_text(${subject}->'sessions'))`;

/** Whether a text column is one of their names. */
export const isTheirName = (column: string): string =>
  `${column} in (select jsonb_array_elements_text(${subject}->'names'))`;

/** Whether one of their names stands as a whole text in JSON. */
export const jsonNamesThem = (column: string): string =>
  `exists (select from jsonb_array_elements(${subject}->'names') n where strpos(${column}::text, n::text) > 0)`;

/** JSON with the label in the place of their names. */
export const renamedJson = (column: string): string => `renamed_json(${column}, ${subject}->'names', ${place}->>'id')`;

/** Whether a list of names holds one of theirs. */
export const holdsTheirName = (column: string): string =>
  `${column} && array(select jsonb_array_elements_text(${subject}->'names'))`;

/** A list of names with the label in the place of theirs. */
export const renamed = (column: string): string =>
  `array(select case when ${isTheirName("name")} then ${place}->>'id' else name end from unnest(${column}) with ordinality as x(name, ord) order by ord)`;

/** Whether a text names them: `marks` mean nobody else, `words` may. */
export const mentions = (text: string, which: "marks" | "words"): string => `mentions(${text}, ${subject}->'${which}')`;

/** Their own items: what they sent, and what arrived in their direct conversations. */
export const isTheirItem = `(i.conversation in ${theirConversations} or (i.channel = ${subject}->>'channel'
  and i.account = ${subject}->>'account' and coalesce(i.item #>> '{message,sender,id}', i.item #>> '{action,by,id}') = ${subject}->>'id'))`;

/** The first parameter. @throws MoltbotError `invalid` for an id that no row can have */
export function subjectJson(s: Subject): string {
  const [channel, account, id] = keyOf(s.who);
  const { sessions, names } = s;
  return toJsonb({
    ...{ channel, account, id, key: principalKey(s.who), sessions, names },
    marks: s.marks.flatMap(patterns),
    words: s.words.flatMap(patterns),
  });
}

/** Who stands for an anonymised person. */
export const anonymous = (label: string): Principal => ({ channel: "anonymous", account: "default", id: label });

/** The second parameter. */
export function placeJson({ label, subject: { sessions } }: Pick<Erasure, "label" | "subject">): string {
  const who = anonymous(label);
  const theirs = sessionKeysOf(who);
  return toJsonb({
    ...who,
    key: principalKey(who),
    sessions: sessions.map((_, at) => theirs[at] ?? `${theirs[0]} ${at}`),
  });
}

/** A text as a whole word, plain and as JSON writes it. */
function patterns(text: string): readonly string[] {
  const forms = new Set([text, JSON.stringify(text).slice(1, -1)]);
  return [...forms].map((form) => `(?<![[:alnum:]])${form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?![[:alnum:]])`);
}
