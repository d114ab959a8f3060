import { script } from "./connection.ts";

// Keys: `question:<id>` holds `<version>:<json>`; `slot:<kind and subject>` holds the id of the pending question there;
// `pending` and `pending:<kind>` hold ids scored by creation time; `events` is a stream.

/**
 * Checks every change, then writes all of them and the events, or nothing. KEYS: events, pending, then record, slot and
 * pending-of-kind per change. ARGV: prefix of records, longest stream, its lifetime, number of changes, then per change:
 * type, id, expected version, row, `1` when pending, lifetime, creation time; then the events.
 * Answers `''` or why not.
 */
export const commitScript = script(`
local prefix, count = ARGV[1], tonumber(ARGV[4])
local holders = {}

local function change(i)
  local k, a = 2 + (i - 1) * 3, 4 + (i - 1) * 7
  return {
    record = KEYS[k + 1], slot = KEYS[k + 2], kind = KEYS[k + 3],
    type = ARGV[a + 1], id = ARGV[a + 2], expected = ARGV[a + 3], row = ARGV[a + 4],
    pending = ARGV[a + 5] == '1', life = tonumber(ARGV[a + 6]), created = ARGV[a + 7],
  }
end

local function holder(slot)
  if holders[slot] ~= nil then return holders[slot] end
  local id = redis.call('GET', slot)
  if id and redis.call('EXISTS', prefix .. id) == 0 then id = false end
  return id
end

for i = 1, count do
  local c = change(i)
  local stored = redis.call('GET', c.record)
  if c.type == 'file' and stored then return c.id .. ' exists' end
  if c.type == 'update' and (not stored or string.match(stored, '^%d+') ~= c.expected) then
    return c.id .. ' has changed'
  end
  local held = holder(c.slot)
  if c.pending then
    if held and held ~= c.id then return held .. ' is pending for the same subject' end
    holders[c.slot] = c.id
  elseif held == c.id then
    holders[c.slot] = false
  end
end

local function extend(key, life)
  if redis.call('PTTL', key) < life then redis.call('PEXPIRE', key, life) end
end

for i = 1, count do
  local c = change(i)
  redis.call('SET', c.record, c.row, 'PX', c.life)
  if c.pending then
    redis.call('SET', c.slot, c.id, 'PX', c.life)
    for _, list in ipairs({KEYS[2], c.kind}) do
      redis.call('ZADD', list, c.created, c.id)
      extend(list, c.life)
    end
  else
    if redis.call('GET', c.slot) == c.id then redis.call('DEL', c.slot) end
    redis.call('ZREM', KEYS[2], c.id)
    redis.call('ZREM', c.kind, c.id)
  end
end

for i = 5 + count * 7, #ARGV do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[i])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return ''
`);

/** The row that holds a slot. KEYS: slot. ARGV: prefix of records. */
export const findScript = script(`
local id = redis.call('GET', KEYS[1])
return id and redis.call('GET', ARGV[1] .. id)
`);

/**
 * Rows of pending questions, oldest first. KEYS: a list of pending ids. ARGV: prefix of records, limit or -1.
 * Ids whose record has run out are dropped from the list on the way.
 */
export const pendingScript = script(`
local limit = tonumber(ARGV[2])
local rows, from = {}, 0
while limit < 0 or #rows < limit do
  local ids = redis.call('ZRANGE', KEYS[1], from, from + 199)
  if #ids == 0 then break end
  local names = {}
  for i, id in ipairs(ids) do names[i] = ARGV[1] .. id end
  local found = redis.call('MGET', unpack(names))
  for i, id in ipairs(ids) do
    if found[i] and (limit < 0 or #rows < limit) then rows[#rows + 1] = found[i] end
    if found[i] then from = from + 1 else redis.call('ZREM', KEYS[1], id) end
  end
end
return rows
`);
