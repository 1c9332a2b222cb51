const READ_BLOCK = 4096;
const WRITE_BLOCK = 1024;
/** What DynamoDB adds for a list or map, and for each of its entries. */
const CONTAINER_BYTES = 3;
const ENTRY_BYTES = 1;

/** Bytes of an item by DynamoDB's rule: names and values of all attributes, the key among them. */
export const itemSize = (item: Readonly<Record<string, unknown>>): number => entriesSize(item, 0);

/** Units of one strongly consistent read; a read through an index is eventually consistent and takes half. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / READ_BLOCK));
/** Units of one write outside a transaction. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BLOCK));

function valueSize(value: unknown): number {
  if (typeof value === 'string') return textSize(value);
  if (typeof value === 'number') return numberSize(String(value));
  if (typeof value !== 'object' || value === null) return 1;
  if (!Array.isArray(value)) return CONTAINER_BYTES + entriesSize(value as Record<string, unknown>, ENTRY_BYTES);
  let bytes = CONTAINER_BYTES;
  for (const entry of value) bytes += ENTRY_BYTES + valueSize(entry);
  return bytes;
}

function entriesSize(values: Readonly<Record<string, unknown>>, each: number): number {
  let bytes = 0;
  for (const name in values) bytes += each + textSize(name) + valueSize(values[name]);
  return bytes;
}

/** One byte for two significant digits, one for the exponent and one for a sign. */
function numberSize(text: string): number {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
}

const textSize = (text: string): number => Buffer.byteLength(text);
