/*
 * DynamoDB serves 1,000 write units of a partition key a second, and splits no key whose rows come in order. What many
 * write or read at once is therefore spread over several keys.
 */

/** Over how many keys of its index what is live is spread: enough for 2,000 interactions that begin and end a second. */
const LIVE_SHARDS = 4;

/** The shards of the index of live interactions, and of that of live agents: texts, which are shorter in a key. */
export const liveShards: readonly string[] = Array.from({ length: LIVE_SHARDS }, (_, shard) => `${shard}`);

/** The shard in which something live is found. */
export const liveShardOf = (id: string): string => `${shardOf(id, LIVE_SHARDS)}`;

/** The same id always goes to the same shard. */
export const shardOf = (id: string, shards: number): number => (shards > 1 ? hash(id) % shards : 0);

/** FNV-1a over 53 bits: spreads, does not protect. */
export function hash(text: string): number {
  let value = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return Number(value >> 11n);
}
