const MOST_BYTES = 50 * 1024 * 1024;
const PCM = 1;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** Length in ms of a file that the service can play: uncompressed PCM in WAV, at most 50 MB. Undefined for any other. */
export function wavDurationMs(content: Uint8Array): number | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const isWav = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, HEADER_BYTES) === 'WAVE';
  if (!isWav || bytes.length > MOST_BYTES) return undefined;
  let bytesPerSecond = 0;
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const start = at + CHUNK_HEADER_BYTES;
    if (name === 'fmt ' && start + 12 <= bytes.length) {
      if (bytes.readUInt16LE(start) !== PCM) return undefined;
      bytesPerSecond = bytes.readUInt32LE(start + 8);
    }
    if (name === 'data') {
      const seconds = Math.min(length, bytes.length - start) / bytesPerSecond;
      return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
    }
    // Chunks begin at even places.
    at = start + length + (length % 2);
  }
  return undefined;
}
